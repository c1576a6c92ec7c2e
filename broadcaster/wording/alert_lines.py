"""What the command line says of emergency alerts: what will sound, whom it reaches, what it asks before it acts."""

TEXTS: dict[str, tuple[str, str]] = {
    "alert.kind_actual": ("BÁO ĐỘNG THẬT", "REAL ALERT"),
    "alert.kind_exercise": ("DIỄN TẬP", "EXERCISE"),
    "alert.kind_test": ("THỬ IM LẶNG, loa không kêu", "SILENT TEST, no loudspeaker sounds"),
    "alert.state_draft": ("chờ xác nhận", "waits to be confirmed"),
    "alert.state_confirmed": ("chờ phát lệnh", "waits to be released"),
    "alert.state_released": ("đang gửi đến cụm loa", "on its way to the stations"),
    "alert.state_active": ("đang hiệu lực", "active"),
    "alert.state_updated": ("đã có bản đính chính", "replaced by a correction"),
    "alert.state_cancelled": ("đã hủy", "cancelled"),
    "alert.state_expired": ("đã hết giờ", "expired"),
    "alert.line_heading": ("{kind} · cấp {level} · {state} · {id}", "{kind} · level {level} · {state} · {id}"),
    "alert.line_says": ("Loa sẽ đọc: {text}", "The loudspeakers say: {text}"),
    "alert.line_lasts": (
        "Phát {count} lần liền, nhắc lại trong {minutes} phút kể từ lúc phát lệnh.",
        "It sounds {count} times in a row and again for {minutes} minutes from its release.",
    ),
    "alert.line_reach": (
        "Nơi nghe: {count} cụm loa, {online} đang kết nối; {communes}.",
        "Heard at: {count} stations, {online} of them online now; {communes}.",
    ),
    "alert.line_drawn": ("Vùng vẽ trên bản đồ: {shapes}", "Drawn on the map: {shapes}"),
    "alert.line_unplaced": (
        "Chưa biết tọa độ nên không tính: {ids}.",
        "Not counted, because nobody wrote down where they stand: {ids}.",
    ),
    "alert.line_beyond": (
        "Trong vùng nhưng ngoài địa bàn của bạn nên không tính: {ids}.",
        "Not counted, because they are inside but not in your places: {ids}.",
    ),
    "alert.line_tally": (
        "{stations} cụm loa: đã gửi {sent}, đã nhận {received}, đã kiểm {verified}, đã phát {sounding}, "
        "phát xong {finished}, từ chối {refused}, im lặng {silent}; đang kết nối {online}.",
        "{stations} stations: sent {sent}, received {received}, verified {verified}, sounded {sounding}, "
        "finished {finished}, refused {refused}, silent {silent}; online {online}.",
    ),
    "alert.line_latency": (
        "Từ phát lệnh đến tiếng đầu tiên: nhanh nhất {least} ms, giữa {median} ms, p99 {p99} ms ({count} cụm loa).",
        "From release to first sound: least {least} ms, median {median} ms, p99 {p99} ms ({count} stations).",
    ),
    "alert.line_call": ("Hãy gọi {name}: {people} · {stations}", "Call {name}: {people} · {stations}"),
    "alert.line_nobody": ("chưa có ai trong danh bạ", "nobody is listed"),
    "alert.line_silence": (
        "Im lặng đến {until}; đã hủy {count} lệnh báo động.",
        "Silent until {until}; {count} alerts are cancelled.",
    ),
    "alert.ask_confirm": (
        "Lời đọc và nơi nghe đã đúng? Gõ tên “{name}” để xác nhận",
        "Are words and places right? Type “{name}” to confirm",
    ),
    "alert.ask_release": ("Gõ tên “{name}” để phát lệnh", "Type “{name}” to release it"),
    "alert.ask_yes": ("Thực hiện?", "Do it?"),
    "alert.ask_password": ("Mật khẩu của {login}", "Password of {login}"),
    "alert.unwanted": ("Chưa làm gì cả. Muốn thực hiện thì chạy lại lệnh.", "Nothing was done. Run it again to do it."),
    "alert.password_temporary": (
        "{login} còn dùng mật khẩu một lần. Hãy đăng nhập trang để đổi mật khẩu trước.",
        "{login} still has a one-time password. Sign in to the pages and choose an own one first.",
    ),
    "alert.lasts_unread": (
        "“{value}” không phải là khoảng thời gian. Hãy ghi như 2h, 90m hoặc 1h30m.",
        "“{value}” is no length of time. Write it like 2h, 90m or 1h30m.",
    ),
    "alert.blank_unread": (
        "“{value}” thiếu dấu bằng. Hãy ghi như noi=“Ấp 3”.",
        "“{value}” has no equals sign. Write it like noi=“Ấp 3”.",
    ),
    "alert.blank_unknown": (
        "Mẫu {hazard} không có ô “{name}”. Hãy dùng: {known}.",
        "The template {hazard} has no blank “{name}”. Use: {known}.",
    ),
    "alert.only_drill": (
        "Mẫu thử loa chỉ dùng cho diễn tập. Hãy thêm --exercise.",
        "The test of the loudspeakers is never a real alert. Add --exercise.",
    ),
    "alert.unchanged": (
        "Chưa ghi điều gì cần sửa. Hãy thêm --text, --title, --level hoặc --lasts.",
        "Nothing to change was given. Add --text, --title, --level or --lasts.",
    ),
}
