"""What starting, running and enrolling say to people."""

TEXTS: dict[str, tuple[str, str]] = {
    "server.running": (
        "Một máy chủ khác đang chạy với thư mục {data}. Hãy tắt máy chủ đó trước.",
        "Another server is running with the folder {data}. Stop it first.",
    ),
    "server.port_taken": (
        "Địa chỉ {address} đã có chương trình khác dùng. Hãy tắt chương trình đó hoặc đổi web.listen.",
        "The address {address} is in use by another program. Stop that program or change web.listen.",
    ),
    "cli.file": (
        "Không dùng được {file}: {reason}. Hãy kiểm tra đường dẫn và quyền của tài khoản đang chạy lệnh.",
        "{file} cannot be used: {reason}. Check the path and the rights of the account that runs the command.",
    ),
    "cli.text_encoding": (
        "Tệp {file} không phải văn bản UTF-8. Hãy lưu lại bằng bảng mã UTF-8.",
        "The file {file} is not UTF-8 text. Save it again as UTF-8.",
    ),
    "cli.day_invalid": (
        "“{typed}” không phải là ngày. Hãy viết YYYY-MM-DD, ví dụ 2026-02-17.",
        "“{typed}” is not a day. Write YYYY-MM-DD, for example 2026-02-17.",
    ),
    "cli.lunar_two": (
        "Chỉ nhập một thứ: ngày dương lịch, hoặc ngày âm lịch với --from-lunar.",
        "Give one of the two: a solar day, or a lunar date with --from-lunar.",
    ),
    "cli.lunar_invalid": (
        "“{typed}” không phải là ngày âm lịch. Hãy viết ngày/tháng, ví dụ 15/6, hoặc 15/6L nếu là tháng nhuận.",
        "“{typed}” is not a lunar date. Write day/month, for example 15/6, or 15/6L for the leap month.",
    ),
    "cli.lunar_year_missing": (
        "Ngày âm lịch chưa có năm. Hãy thêm --year, ví dụ --year 2026.",
        "The lunar date has no year. Add --year, for example --year 2026.",
    ),
    "render.voice_away": (
        "Giọng “{voice}” đã đọc bản tin này nay chưa đọc được, nên chưa ghép được tiếng khác. Sẽ thử lại.",
        "The voice “{voice}” that spoke this bulletin cannot speak now, so other languages are not joined yet. It is"
        " tried again.",
    ),
    "render.broken": (
        "Không tạo được âm thanh vì lỗi trong chương trình ({fault}). Hãy gửi nhật ký máy chủ cho người quản trị.",
        "The sound could not be made because of a fault in the program ({fault}). Send the server's log to the"
        " administrator.",
    ),
    "demo.server_silent": (
        "Máy chủ không trả lời sau khi khởi động. Hãy xem nhật ký {log}.",
        "The server does not answer after its start. Look at the log {log}.",
    ),
    "sample.not_empty": (
        "Cơ sở dữ liệu đã có địa bàn; tỉnh mẫu chỉ nạp vào cơ sở dữ liệu trống.",
        "The database holds localities already; the sample province is for an empty one.",
    ),
    "station.clone": (
        "Có hai máy cùng dùng danh tính của cụm loa này (thẻ nhớ bị sao chép?). Hãy thu hồi rồi đăng ký lại máy đúng.",
        "Two machines use this station's identity (a copied card?). Revoke it, then enrol the right machine again.",
    ),
    "station.token_unknown": (
        "Cụm loa này chưa đăng ký hoặc đã bị thu hồi. Hãy đăng ký lại bằng mã mới.",
        "This station is not enrolled or was revoked. Enrol it again with a new code.",
    ),
    "station.volume": ("Âm lượng phải từ 0 đến 100, không phải {value}.", "The volume must be 0 to 100, not {value}."),
    "bulletin.text_changed": (
        "Nội dung “{title}” đã đổi trong lúc tạo âm thanh; âm thanh mới sẽ được tạo.",
        "The text of “{title}” changed while it was rendered; its new sound will be made.",
    ),
    "plan.time_invalid": (
        "Giờ “{value}” không hợp lệ. Hãy ghi như 17:00.",
        "The time “{value}” is not valid. Write it like 17:00.",
    ),
}
