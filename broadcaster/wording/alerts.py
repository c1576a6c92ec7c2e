"""What the rules for emergency alerts say to people."""

TEXTS: dict[str, tuple[str, str]] = {
    "alert.hazard_unknown": (
        "Không có mẫu “{hazard}”. Hãy chọn lại loại nguy hiểm.",
        "There is no template “{hazard}”. Choose the kind of danger again.",
    ),
    "alert.blank_empty": (
        "Chưa ghi “{label}”. Hãy ghi rồi gửi lại.",
        "“{label}” is empty. Fill it in, then send it again.",
    ),
    "alert.blank_long": (
        "“{label}” dài quá {most} ký tự. Hãy ghi ngắn lại.",
        "“{label}” is longer than {most} characters. Make it shorter.",
    ),
    "alert.blank_number": (
        "“{label}” phải là số. Hãy ghi lại.",
        "“{label}” must be a number. Write it again.",
    ),
    "alert.level": (
        "Cấp độ rủi ro phải từ {least} đến {most}. Hãy chọn lại.",
        "The risk level must be {least} to {most}. Choose again.",
    ),
    "alert.lasts": (
        "Thời gian phát phải từ {least} đến {most}. Hãy chọn lại.",
        "It may last from {least} to {most}. Choose again.",
    ),
    "alert.nowhere": (
        "Chưa chọn nơi phát. Hãy chọn ít nhất một địa bàn hoặc một cụm loa.",
        "No place is chosen. Choose at least one locality or station.",
    ),
    "alert.place_within": (
        "“{outer}” đã gồm cả “{inner}”. Hãy bỏ chọn một trong hai.",
        "“{outer}” already holds “{inner}”. Untick one of the two.",
    ),
    "alert.station_unknown": (
        "Không có cụm loa {id}. Hãy chọn lại trong danh sách.",
        "There is no station {id}. Choose again from the list.",
    ),
    "alert.not_editable": (
        "Không sửa được “{title}” nữa vì đã phát lệnh. Hãy dùng “Đính chính”.",
        "“{title}” can no longer be edited because it was released. Use “Correct”.",
    ),
    "alert.status_fixed": (
        "Không đổi được giữa báo động thật và diễn tập. Hãy tạo lệnh mới.",
        "A real alert cannot become an exercise, nor the reverse. Make a new one.",
    ),
    "alert.not_draft": (
        "“{title}” đã được xác nhận hoặc đã phát lệnh. Hãy tải lại trang để xem.",
        "“{title}” was confirmed or released already. Load the page again to see it.",
    ),
    "alert.not_confirmed": (
        "“{title}” chưa được xác nhận hoặc đã phát lệnh. Hãy tải lại trang để xem.",
        "“{title}” is not confirmed yet, or was released already. Load the page again to see it.",
    ),
    "alert.own_release": (
        "Báo động thật phải do người thứ hai phát lệnh. Hãy báo cho người có quyền phát lệnh, không phải người soạn.",
        "A second person must release a real alert. Ask somebody who may release it and did not write or confirm it.",
    ),
    "alert.confirmation_old": (
        "“{title}” đã xác nhận quá lâu. Hãy đọc lại và xác nhận lại trước khi phát lệnh.",
        "“{title}” was confirmed too long ago. Read and confirm it again before releasing it.",
    ),
    "alert.override_reason": (
        "Hãy ghi lý do một mình phát lệnh, ít nhất {least} ký tự. Lý do này sẽ được xem xét lại.",
        "Say why you release it alone, in at least {least} characters. It will be reviewed.",
    ),
    "alert.override_denied": (
        "{name} không được tỉnh giao quyền phát lệnh một mình. Hãy mời người thứ hai phát lệnh.",
        "The province has not named {name} to release an alert alone. Ask a second person to release it.",
    ),
    "alert.ended": (
        "“{title}” đã kết thúc. Nếu cần, hãy tạo lệnh mới.",
        "“{title}” is over. Make a new one if it is needed.",
    ),
    "alert.not_cancelled": (
        "“{title}” chưa được hủy nên chưa báo hủy được. Hãy hủy trước.",
        "“{title}” is not cancelled, so its end cannot be announced. Cancel it first.",
    ),
    "alert.unapproved": (
        "“{title}” chưa đủ người chịu trách nhiệm nên không được ký phát. Hãy xác nhận và phát lệnh lại.",
        "Not all due people stand for “{title}”, so it is not signed. Confirm and release it again.",
    ),
    "alert.silence_over": (
        "Thời điểm hết im lặng đã qua. Hãy chọn giờ muộn hơn.",
        "The silence would be over already. Choose a later time.",
    ),
    "alert.exists": (
        "Đã có lệnh báo động mang mã {id}. Hãy tải lại trang.",
        "There is an alert {id} already. Load the page again.",
    ),
    "alert.missing": (
        "Không có lệnh báo động {id}. Có thể địa chỉ đã cũ; hãy mở lại từ trang Khẩn cấp.",
        "There is no alert {id}. The address may be old; open it again from the Emergency page.",
    ),
    "alert.document_missing": (
        "Không có bản tin CAP {id}. Bản tin có vài giây sau khi phát lệnh; bản nháp và thử im lặng không có.",
        "There is no CAP document {id}. It is there seconds after the release; drafts and silent tests have none.",
    ),
    "alert.document_exists": (
        "Bản tin CAP {id} đã có rồi và không đổi được nữa.",
        "The CAP document {id} is there already and never changes.",
    ),
    "alert.document_unreadable": (
        "Bản tin CAP {id} trong kho không đọc được. Hãy khôi phục bản sao lưu.",
        "The kept CAP document {id} cannot be read. Restore a backup.",
    ),
    "alert.changed_meanwhile": (
        "Người khác vừa thay đổi “{title}”. Hãy tải lại trang rồi làm lại.",
        "Somebody else has just changed “{title}”. Load the page again and repeat.",
    ),
    "alert.name_differs": (
        "Tên vừa gõ không phải là “{name}”. Hãy gõ đúng tên này để phát lệnh.",
        "What was typed is not “{name}”. Type exactly this name to release it.",
    ),
}
