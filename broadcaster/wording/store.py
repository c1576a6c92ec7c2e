"""What the store says to people: a database that is away, full, locked or out of date, and what it refuses."""

TEXTS: dict[str, tuple[str, str]] = {
    "store.away": (
        "Không kết nối được cơ sở dữ liệu ({detail}). Hãy kiểm tra dịch vụ hoặc đường dẫn tệp, rồi thử lại.",
        "The database cannot be reached ({detail}). Check that it runs, or the path of its file, then try again.",
    ),
    "store.disk_full": (
        "Ổ đĩa của cơ sở dữ liệu đã đầy; thay đổi này chưa được lưu. Hãy giải phóng dung lượng rồi thử lại.",
        "The disk of the database is full; this change was not saved. Free some space, then try again.",
    ),
    "store.disk_broken": (
        "Ổ đĩa của cơ sở dữ liệu báo lỗi đọc ghi. Hãy kiểm tra ổ đĩa và bản sao lưu.",
        "The disk of the database reports read or write errors. Check the disk and the backup.",
    ),
    "store.locked": (
        "Cơ sở dữ liệu đang bận; thay đổi này chưa được lưu. Hãy thử lại sau vài giây.",
        "The database is busy; this change was not saved. Try again in a few seconds.",
    ),
    "store.read_only": (
        "Cơ sở dữ liệu chỉ cho đọc. Hãy kiểm tra quyền ghi của tệp và thư mục dữ liệu.",
        "The database is read-only. Check the write permission of the data file and its folder.",
    ),
    "store.corrupt": (
        "Tệp cơ sở dữ liệu bị hỏng hoặc không phải cơ sở dữ liệu. Hãy khôi phục từ bản sao lưu.",
        "The database file is damaged or is no database. Restore it from the backup.",
    ),
    "store.failed": (
        "Cơ sở dữ liệu từ chối một thao tác: {detail}. Hãy gửi nhật ký cho người phát triển.",
        "The database refused an operation: {detail}. Send the log to the developers.",
    ),
    "store.migrate": (
        "Cơ sở dữ liệu ở phiên bản {found}, chương trình cần {wanted}. Hãy chạy: broadcaster db upgrade",
        "The database is at version {found}, the program needs {wanted}. Run: broadcaster db upgrade",
    ),
    "store.url_invalid": (
        "Địa chỉ cơ sở dữ liệu “{url}” không dùng được. Ví dụ đúng: sqlite:////var/lib/broadcaster/store.db hoặc"
        " postgresql://user@host/name.",
        "The database address “{url}” cannot be used. Right ones: sqlite:////var/lib/broadcaster/store.db or"
        " postgresql://user@host/name.",
    ),
    "store.cursor_invalid": (
        "Liên kết đến trang tiếp theo không hợp lệ. Hãy mở lại danh sách từ đầu.",
        "The link to the next page is not valid. Open the list again from the beginning.",
    ),
    "audit.append_only": (
        "Nhật ký kiểm tra chỉ được ghi thêm, không được sửa hay xóa.",
        "The audit log can only be added to, never changed or deleted.",
    ),
    "locality.merge_into_itself": (
        "Không thể sáp nhập {name} vào chính nó hoặc vào nơi thuộc nó.",
        "{name} cannot be merged into itself or into a place below it.",
    ),
    "station.revoked": ("Cụm loa {id} đã bị thu hồi.", "The station {id} was revoked."),
    "bulletin.exists": ("Đã có bản tin mang mã {id}.", "There is a bulletin with id {id} already."),
    "plan.exists": ("Đã có lịch phát mang mã {id}.", "There is a schedule with id {id} already."),
    "plan.target_missing": (
        "Địa bàn, cụm loa hoặc bản tin của lịch này không còn. Hãy chọn lại.",
        "A locality, station or bulletin of this schedule is gone. Choose again.",
    ),
    "render.not_claimed": (
        "Bản thu {recipe} không ở bước tạo âm thanh.",
        "The recording {recipe} is not being rendered.",
    ),
    "render.clip_missing": (
        "Không tìm thấy âm thanh {sha256}. Hãy tạo lại bản tin.",
        "There is no clip {sha256}. Make the bulletin's sound again.",
    ),
    "edition.seq_used": (
        "Số {seq} của {topic} đã được phát hành.",
        "Number {seq} of {topic} has been published already.",
    ),
    "claim.unknown": (
        "Mã lắp đặt không đúng. Hãy kiểm tra từng ký tự hoặc xin mã mới.",
        "The claim code is wrong. Check each character or ask for a new code.",
    ),
    "claim.used": (
        "Mã lắp đặt này đã được dùng. Hãy xin mã mới cho cụm loa.",
        "This claim code has been used. Ask for a new code for the station.",
    ),
    "claim.expired": (
        "Mã lắp đặt đã hết hạn. Hãy xin mã mới.",
        "The claim code has expired. Ask for a new code.",
    ),
    "claim.too_many_tries": (
        "Đã thử mã lắp đặt sai nhiều lần. Hãy đợi một phút, kiểm tra lại hoặc xin mã mới.",
        "Too many tries with claim codes. Wait a minute, check the code or ask for a new one.",
    ),
    "token.exists": ("Khóa truy cập này đã được cấp.", "This access token has been given out already."),
    "certificate.exists": ("Chứng thư số {serial} đã được cấp.", "The certificate {serial} has been issued already."),
    "command.exists": ("Lệnh {id} đã được gửi.", "The command {id} has been sent already."),
    "command.missing": ("Không tìm thấy lệnh {id}.", "There is no command {id}."),
}
