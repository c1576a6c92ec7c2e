"""What the pages themselves say about what was typed or went wrong."""

TEXTS: dict[str, tuple[str, str]] = {
    "web.date_invalid": (
        "Ngày “{typed}” không đọc được. Hãy ghi như 22/11/2026.",
        "The date “{typed}” is not clear. Write it like 22/11/2026.",
    ),
    "web.clock_invalid": (
        "Giờ “{typed}” không đọc được. Hãy ghi như 17:00.",
        "The time “{typed}” is not clear. Write it like 17:00.",
    ),
    "web.no_times": (
        "Chưa chọn giờ phát. Hãy ghi ít nhất một giờ, ví dụ 17:00.",
        "No time is given. Give at least one, like 17:00.",
    ),
    "web.number_invalid": ("Hãy ghi một số từ {least} đến {most}.", "Give a whole number between {least} and {most}."),
    "web.degrees_invalid": (
        "Tọa độ phải là số từ -{most} đến {most}, ví dụ 11.0512. Để trống nếu chưa biết.",
        "The coordinate must be a number between -{most} and {most}, like 11.0512. Leave it empty if not known.",
    ),
    "web.line_long": (
        "Dài {length} ký tự, nhiều hơn mức {limit}. Hãy rút gọn.",
        "It has {length} characters, more than {limit}. Shorten it.",
    ),
    "web.programme_untitled": (
        "Chương trình chưa có tên. Hãy đặt một tên ngắn, ví dụ “Chương trình sáng”.",
        "The programme has no name yet. Give it a short one, like “Morning programme”.",
    ),
    "web.place_missing": ("Chưa chọn địa bàn.", "No locality is chosen."),
    "web.field_unknown": ("Hãy chọn một lĩnh vực trong danh sách.", "Choose a field from the list."),
    "web.priority_unknown": ("Hãy chọn một mức ưu tiên trong danh sách.", "Choose a priority from the list."),
    "web.voice_unknown": (
        "Không có giọng đọc “{typed}” trên máy chủ này. Hãy chọn giọng trong danh sách.",
        "This server has no voice “{typed}”. Choose one from the list.",
    ),
    "web.kind_unknown": (
        "Hãy chọn phát một lần, hằng ngày, theo thứ, hằng tháng hay theo âm lịch.",
        "Choose once, daily, weekdays, monthly or by the lunar calendar.",
    ),
    "web.holidays_unknown": (
        "Hãy chọn phát cả ngày lễ, trừ ngày lễ hay chỉ ngày lễ.",
        "Choose with, without or only on public holidays.",
    ),
    "web.lunar_month_unknown": (
        "Hãy chọn tháng âm lịch 1-12, tháng nhuận, hoặc mọi tháng.",
        "Choose a lunar month 1-12, a leap month, or every month.",
    ),
    "web.lunar_short_unknown": (
        "Hãy chọn phát ngày nào khi tháng thiếu, chỉ có 29 ngày.",
        "Choose which day it is when the month has 29 days only.",
    ),
    "web.resume_unknown": ("Hãy chọn cách làm khi bị ngắt.", "Choose what happens after an interruption."),
    "web.role_unknown": ("Hãy chọn một vai trò trong danh sách.", "Choose a role from the list."),
    "web.language_unknown": ("Hãy chọn một ngôn ngữ trong danh sách.", "Choose a language from the list."),
    "web.mute_unknown": (
        "Hãy chọn thời gian im lặng trong danh sách.",
        "Choose how long it is to be silent from the list.",
    ),
    "web.reason_missing": ("Hãy ghi lý do.", "Give a reason."),
    "web.name_missing": ("Hãy ghi tên.", "Give a name."),
    "web.phone_invalid": ("Số điện thoại “{typed}” không đúng.", "The telephone number “{typed}” is not right."),
    "web.passwords_differ": (
        "Hai lần gõ mật khẩu không giống nhau. Hãy gõ lại.",
        "The two passwords differ. Type them again.",
    ),
    "web.password_wrong": ("Mật khẩu hiện tại không đúng.", "The present password is wrong."),
    "web.own_account": (
        "Bạn không tự khóa hay đổi vai trò của chính mình. Hãy nhờ một quản trị khác.",
        "You cannot lock your own account or change your own role. Ask another administrator.",
    ),
    "web.login_missing": ("Hãy ghi tên đăng nhập.", "Give your login name."),
    "web.enrol_unreadable": (
        "Yêu cầu đăng ký cụm loa không đọc được. Hãy cập nhật phần mềm của cụm loa.",
        "The station's enrolment request is not readable. Update the station's software.",
    ),
    "web.token_invalid": (
        "Cụm loa chưa được nhận diện. Hãy đăng ký lại bằng mã mới.",
        "The station is not known by this token. Enrol it again with a new code.",
    ),
    "web.page_missing": (
        "Không có trang này. Có thể địa chỉ đã gõ sai.",
        "There is no such page. The address may be mistyped.",
    ),
    "web.method": (
        "Trang này không mở được theo cách đó. Hãy quay lại và bấm nút trên trang.",
        "Open this page with its own button.",
    ),
    "web.too_large": (
        "Nội dung gửi lên quá lớn. Hãy bấm Quay lại của trình duyệt (nội dung vẫn còn) rồi rút gọn.",
        "What was sent is too large. Press your browser's Back button (your text is still there) and shorten it.",
    ),
    "web.form_old": (
        "Trang này mở đã lâu nên chưa gửi được. Nội dung bạn gõ còn nguyên bên dưới; hãy bấm gửi lại.",
        "This page was open for long, so it could not be sent. What you typed is kept below; send it again.",
    ),
    "web.request_bad": (
        "Máy chủ không hiểu yêu cầu này. Hãy tải lại trang.",
        "The server did not understand this. Reload the page.",
    ),
    "web.unexpected": (
        "Máy chủ gặp lỗi ngoài dự kiến. Lỗi đã được ghi lại; hãy thử lại, nếu vẫn lỗi hãy báo mã bên dưới.",
        "The server met an unexpected fault. It is recorded; try again, and if it stays, report the reference below.",
    ),
    "web.blanks_left": (
        "Còn chỗ trống của mẫu. Hãy điền hoặc xóa: {blanks}.",
        "Blanks of the sample are left. Fill them in or remove them: {blanks}.",
    ),
    "web.lasts_unknown": ("Hãy chọn thời gian hiệu lực trong danh sách.", "Choose from the list how long it lasts."),
    "web.span_unknown": ("Hãy chọn chép một ngày hay cả tuần.", "Choose whether to copy a day or a week."),
    "web.late_unknown": (
        "Hãy chọn cách phát khi trễ giờ trong danh sách.",
        "Choose from the list what happens when it is late.",
    ),
}
