"""What is said when an entry of the schedule cannot be changed as asked."""

TEXTS: dict[str, tuple[str, str]] = {
    "plan.started": (
        "“{title}” lúc {at} đã bắt đầu phát nên không sửa được nữa. Muốn dừng, hãy bấm Dừng ở trang cụm loa.",
        "“{title}” at {at} has begun and cannot be changed any more. To stop it, use Stop on the station's page.",
    ),
    "plan.no_such_time": (
        "“{title}” không phát lúc {at}: có người vừa đổi lịch. Hãy tải lại trang.",
        "“{title}” does not sound at {at}: somebody has just changed it. Reload the page.",
    ),
    "plan.other_day": (
        "Dời mọi lần phát của “{title}” sang ngày khác thì hãy sửa lịch; ở đây chỉ dời được trong cùng một ngày.",
        "To move every time of “{title}” to another day edit the schedule; here it can be moved within one day only.",
    ),
    "plan.moved_by_rule": (
        "Giờ phát của “{title}” do quy tắc lặp quyết định, không dời hết một lượt được. Hãy dời riêng lần này.",
        "The times of “{title}” follow from its rule and cannot be moved all at once. Move this time alone.",
    ),
    "plan.on_air": (
        "“{title}” đang phát đến {until}. Hãy sửa sau khi phát xong, hoặc kết thúc lịch.",
        "“{title}” is on air until {until}. Change it afterwards, or end the schedule.",
    ),
    "plan.nothing_to_copy": (
        "Ngày {day} không có lịch nào của {place} để sao chép sang ngày đã chọn.",
        "On {day} there is nothing of {place} to copy to the chosen day.",
    ),
    "plan.copy_onto_itself": (
        "Hãy chọn một ngày khác để sao chép sang.",
        "Choose another day to copy to.",
    ),
    "plan.not_yours_to_beat": (
        "“{title}” do cấp khác xếp nên lịch của bạn không giành chỗ được. Hãy chọn giờ khác.",
        "“{title}” was placed by another level, so yours cannot take its place. Choose another time.",
    ),
}
