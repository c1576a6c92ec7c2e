"""What the rules for bulletins, localities and accounts say to people."""

TEXTS: dict[str, tuple[str, str]] = {
    "bulletin.text_empty": (
        "Bản tin chưa có nội dung. Hãy viết nội dung rồi gửi lại.",
        "The bulletin has no text yet. Write the text, then send it again.",
    ),
    "bulletin.description_empty": (
        "Bản ghi âm chưa có lời tả. Hãy ghi vắn tắt nội dung đã nói, để lãnh đạo duyệt và để lưu hồ sơ.",
        "The recording is not described yet. Write in short what is said, for the approval and for the records.",
    ),
    "bulletin.text_too_long": (
        "Nội dung dài {length} ký tự, nhiều hơn mức {limit}. Hãy rút gọn hoặc chia thành hai bản tin.",
        "The text has {length} characters, more than the limit of {limit}. Shorten it or make two bulletins.",
    ),
    "bulletin.text_control": (
        "Nội dung có ký tự lạ không đọc được ở vị trí {place}, sau “{near}”. Hãy xóa ký tự đó.",
        "The text has an unreadable character at position {place}, after “{near}”. Delete that character.",
    ),
    "bulletin.title_empty": (
        "Bản tin chưa có tiêu đề. Hãy ghi một tiêu đề ngắn.",
        "The bulletin has no title. Give it a short title.",
    ),
    "bulletin.title_too_long": (
        "Tiêu đề dài {length} ký tự, nhiều hơn mức {limit}. Hãy rút gọn.",
        "The title has {length} characters, more than the limit of {limit}. Shorten it.",
    ),
    "bulletin.title_control": (
        "Tiêu đề có ký tự lạ. Hãy gõ lại tiêu đề.",
        "The title has an unreadable character. Type it again.",
    ),
    "bulletin.not_editable": (
        "Không sửa được “{title}” nữa vì đã gửi duyệt hoặc đã duyệt. Hãy tạo bản tin mới.",
        "“{title}” can no longer be edited because it was submitted or approved. Make a new bulletin.",
    ),
    "bulletin.not_submittable": ("“{title}” đã được gửi duyệt rồi.", "“{title}” has already been submitted."),
    "bulletin.not_submitted": (
        "“{title}” không ở trạng thái chờ duyệt. Có thể người khác vừa xử lý; hãy tải lại trang.",
        "“{title}” is not waiting for approval. Somebody else may have just decided; reload the page.",
    ),
    "bulletin.own_approval": (
        "Người soạn không tự duyệt bản tin của mình. Hãy nhờ lãnh đạo duyệt.",
        "Authors do not approve their own bulletins. Ask a leader to approve it.",
    ),
    "bulletin.reason_missing": (
        "Hãy ghi lý do để người soạn biết cần sửa gì.",
        "Give a reason, so that the author knows what to mend.",
    ),
    "bulletin.validity_over": (
        "Bản tin đã hết hạn. Hãy chọn ngày hết hạn muộn hơn.",
        "The bulletin's validity has ended. Choose a later end of validity.",
    ),
    "bulletin.not_approved": ("“{title}” chưa được duyệt.", "“{title}” has not been approved."),
    "bulletin.not_rendering": ("“{title}” không ở bước tạo âm thanh.", "“{title}” is not being rendered."),
    "bulletin.not_ready": ("Âm thanh của “{title}” chưa sẵn sàng.", "The sound of “{title}” is not ready."),
    "bulletin.ended": ("“{title}” đã kết thúc hoặc đã hủy.", "“{title}” has ended or was cancelled."),
    "bulletin.missing": ("Không tìm thấy bản tin {id}.", "There is no bulletin {id}."),
    "bulletin.changed_meanwhile": (
        "Người khác vừa thay đổi bản tin này. Nội dung của bạn vẫn còn; hãy tải lại trang để xem bản mới.",
        "Somebody else has just changed this bulletin. Your text is still here; reload the page to see the new one.",
    ),
    "locality.code_invalid": (
        "Mã địa bàn “{code}” không hợp lệ: chỉ dùng chữ thường không dấu, số và dấu gạch nối.",
        "The locality code “{code}” is not valid: use lower-case letters without accents, digits and hyphens.",
    ),
    "locality.missing": ("Không tìm thấy địa bàn có mã {code}.", "There is no locality with code {code}."),
    "locality.exists": ("Đã có địa bàn mang mã {code}.", "There is a locality with code {code} already."),
    "locality.move_below_itself": (
        "Không thể chuyển {name} vào bên trong chính nó.",
        "{name} cannot be moved below itself.",
    ),
    "locality.retired": ("Địa bàn {name} đã sáp nhập, không dùng nữa.", "{name} was merged and is no longer in use."),
    "station.missing": ("Không tìm thấy cụm loa {id}.", "There is no station {id}."),
    "station.exists": ("Đã có cụm loa mang mã {id}.", "There is a station with id {id} already."),
    "account.denied": (
        "Tài khoản của bạn không được làm việc này tại địa bàn {locality}. Hãy liên hệ quản trị tỉnh.",
        "Your account may not do this in {locality}. Ask the province administrator.",
    ),
    "account.login_invalid": (
        "Tên đăng nhập “{login}” không hợp lệ: từ 2 đến 40 ký tự gồm chữ thường không dấu, số, dấu chấm, gạch.",
        "The login name “{login}” is not valid: 2 to 40 lower-case letters without accents, digits, dots, dashes.",
    ),
    "account.login_taken": ("Tên đăng nhập {login} đã có người dùng.", "The login name {login} is taken."),
    "account.missing": ("Không tìm thấy tài khoản {login}.", "There is no account {login}."),
    "account.password_short": (
        "Mật khẩu cần ít nhất {least} ký tự.",
        "The password needs at least {least} characters.",
    ),
    "account.password_long": ("Mật khẩu dài quá {most} ký tự.", "The password is longer than {most} characters."),
    "account.password_easy": (
        "Mật khẩu này dễ đoán. Hãy dùng một câu ngắn mà chỉ bạn biết.",
        "This password is easy to guess. Use a short sentence only you know.",
    ),
    "account.sign_in_failed": (
        "Tên đăng nhập hoặc mật khẩu không đúng. Hãy thử lại.",
        "The login name or the password is wrong. Try again.",
    ),
    "account.too_many_tries": (
        "Đã thử sai nhiều lần. Hãy đợi {seconds} giây rồi thử lại.",
        "Too many wrong tries. Wait {seconds} seconds, then try again.",
    ),
    "plan.no_target": (
        "Chưa chọn nơi phát. Hãy chọn ít nhất một địa bàn.",
        "No place is chosen. Choose at least one locality.",
    ),
    "plan.no_bulletin": (
        "Chưa chọn bản tin. Hãy chọn ít nhất một bản tin.",
        "No bulletin is chosen. Choose at least one.",
    ),
    "plan.repeat_limit": ("Số lần lặp phải từ 1 đến {limit}.", "The number of repeats must be between 1 and {limit}."),
    "plan.too_often": (
        "Lịch này phát hơn {limit} lần trong một ngày. Hãy chọn thưa hơn.",
        "This schedule would sound more than {limit} times a day. Choose fewer times.",
    ),
    "plan.in_the_past": (
        "Lịch này đã qua, sẽ không phát lần nào. Hãy chọn ngày giờ sau lúc này.",
        "This schedule lies in the past and would never sound. Choose a later date or time.",
    ),
    "plan.ended": ("Lịch “{title}” đã kết thúc.", "The schedule “{title}” has ended."),
    "plan.not_waiting_outside": (
        "Lịch “{title}” không chờ ai cho phép phát ngoài giờ. Có thể người khác vừa quyết định; hãy tải lại trang.",
        "“{title}” does not wait for anybody to let it sound outside the hours. Somebody else may have just decided; "
        "reload the page.",
    ),
    "plan.refusal_reason_missing": (
        "Hãy ghi lý do không cho phát, để người xếp lịch biết.",
        "Give the reason for not letting it, so that whoever placed it knows.",
    ),
    "plan.own_outside": (
        "Người xếp hoặc vừa sửa lịch “{title}” không tự cho phép phát ngoài giờ. Hãy nhờ lãnh đạo khác cho phép.",
        "Whoever placed or last changed “{title}” cannot let it sound outside the hours. Ask another leader.",
    ),
    "plan.missing": ("Không tìm thấy lịch phát {id}.", "There is no schedule {id}."),
    "plan.version_missing": (
        "Lịch “{title}” không có phiên bản {version}.",
        "The schedule “{title}” has no version {version}.",
    ),
    "plan.changed_meanwhile": (
        "Người khác vừa thay đổi lịch này. Hãy tải lại trang.",
        "Somebody else has just changed this schedule. Reload the page.",
    ),
}
