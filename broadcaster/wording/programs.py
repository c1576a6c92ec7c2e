"""What people are told when an outside program or the disk fails."""

TEXTS = {
    "programs.missing": (
        "Máy chủ chưa cài chương trình {program}. Hãy cài đặt (apt install {program}) rồi thử lại.",
        "The program {program} is not installed. Install it (apt install {program}) and try again.",
    ),
    "programs.not_started": (
        "Không khởi động được chương trình {program}: {reason}. Hãy thử lại; nếu vẫn lỗi, báo kỹ thuật viên.",
        "The program {program} could not be started: {reason}. Try again; if it persists, tell the technician.",
    ),
    "programs.timeout": (
        "Chương trình {program} không xong sau {seconds} giây nên đã bị dừng. Hãy thử lại khi máy chủ bớt tải.",
        "The program {program} was not done after {seconds} seconds and was stopped. "
        "Try again when the server is less busy.",
    ),
    "programs.killed": (
        "Chương trình {program} bị dừng giữa chừng (tín hiệu {signal}), có thể do thiếu bộ nhớ. Hãy thử lại.",
        "The program {program} was stopped half-way (signal {signal}), perhaps for lack of memory. Try again.",
    ),
    "programs.failed": (
        "Chương trình {program} báo lỗi {code}: {detail}",
        "The program {program} failed with code {code}: {detail}",
    ),
    "programs.disk_full": (
        "Ổ đĩa đã đầy khi {program} đang ghi tệp. Hãy giải phóng dung lượng rồi thử lại; nội dung đã nhập vẫn còn.",
        "The disk became full while {program} was writing. Free some space and try again; what was typed is kept.",
    ),
}
