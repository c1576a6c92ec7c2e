"""What people are told about the order of voices at a locality, and why a voice was passed over."""

TEXTS: dict[str, tuple[str, str]] = {
    "voices.many": (
        "Một địa bàn đặt nhiều nhất {most} giọng. Hãy bỏ bớt.",
        "A locality names {most} voices at most. Leave some out.",
    ),
    "voices.absent": (
        "Giọng này chưa cài hoặc chưa cấu hình trên máy chủ.",
        "This voice is not installed or not configured on the server.",
    ),
    "voices.named_absent": (
        "Thứ tự giọng đọc của {name} có giọng “{voice}” nhưng máy chủ không có giọng này; giọng kế tiếp đọc thay. "
        "Hãy cài giọng đó, hoặc sửa thứ tự ở trang địa bàn hay bằng broadcaster voice set.",
        "The order of voices of {name} has the voice “{voice}”, which this server does not have; the next one stands "
        "in. Install that voice, or change the order on the locality's page or with broadcaster voice set.",
    ),
    "voices.online_urgent": (
        "Giọng này cần mạng, nên không đọc tin khẩn cấp.",
        "This voice needs the network, so it never speaks in an emergency.",
    ),
    "voices.changed_meanwhile": (
        "Thứ tự giọng đọc của {name} đã được sửa thêm lần nữa, nên không hoàn tác được. Hãy sửa lại ở dưới.",
        "The order of voices of {name} was changed once more since, so this cannot be undone. Change it below.",
    ),
}
