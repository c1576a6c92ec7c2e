"""What ``schedules`` says of programmes: why a template is refused, and why a bulletin is not in an airing."""

TEXTS = {
    "schedules.programme_length": (
        "Thời lượng chương trình phải từ 1 đến {most} phút. Hãy sửa lại.",
        "A programme lasts from 1 to {most} minutes. Correct its length.",
    ),
    "schedules.programme_parts": (
        "Chương trình phải có từ 1 đến {most} phần. Hãy thêm hoặc bớt phần.",
        "A programme has from 1 to {most} parts. Add or remove some.",
    ),
    "schedules.programme_twice": (
        "Một bản tin được chọn cố định hai lần. Hãy bỏ bớt, hoặc tăng số lần phát của phần đó.",
        "One bulletin is fixed twice. Remove one, or let its part sound more than once.",
    ),
    "schedules.programme_offsets": (
        "Các phần có phút bắt đầu cố định phải theo thứ tự thời gian và nằm trong thời lượng chương trình.",
        "Parts with a fixed minute must stand in order of time and within the length of the programme.",
    ),
    "schedules.fill_no_category": (
        "Hãy chọn ít nhất một lĩnh vực để lấy bản tin.",
        "Choose at least one field to take bulletins from.",
    ),
    "schedules.relay_no_source": (
        "Phần tiếp sóng chưa có địa chỉ nguồn. Hãy nhập địa chỉ bắt đầu bằng http:// hoặc https://.",
        "The relay has no source address yet. Enter one that begins with http:// or https://.",
    ),
    "schedules.part_length": (
        "Mỗi phần phải dài hơn 0 và không quá {most} phút. Hãy sửa lại.",
        "Every part lasts more than nothing and at most {most} minutes. Correct it.",
    ),
    "schedules.part_times": (
        "Mỗi phần được phát từ 1 đến {most} lần. Hãy sửa lại.",
        "A part sounds from 1 to {most} times. Correct it.",
    ),
    "schedules.fill_other_category": (
        "“{title}” thuộc lĩnh vực khác với các phần của chương trình.",
        "“{title}” belongs to a field that no part of the programme takes.",
    ),
    "schedules.fill_no_sound": (
        "“{title}” chưa có âm thanh. Khi làm xong âm thanh, chương trình sẽ tự nhận.",
        "“{title}” has no sound yet. Once its sound is made, the programme takes it by itself.",
    ),
    "schedules.fill_expired": (
        "“{title}” hết hạn trước lúc đến lượt phát.",
        "“{title}” is not valid any more when its turn comes.",
    ),
    "schedules.fill_heard_today": (
        "“{title}” đã phát trong ngày ở địa bàn này.",
        "“{title}” is heard earlier on that day in this place.",
    ),
    "schedules.fill_heard_before": (
        "“{title}” đã phát trong chương trình những ngày trước.",
        "“{title}” was in a programme of the days before.",
    ),
    "schedules.fill_too_long": (
        "“{title}” dài {minutes} phút, chỗ còn lại là {room} phút.",
        "“{title}” lasts {minutes} minutes; there is room for {room}.",
    ),
    "schedules.fill_gone": (
        "Một bản tin được chọn cố định không còn phát được: chưa duyệt, đã hủy hoặc đã hết hạn.",
        "A fixed bulletin cannot sound: it is not approved, cancelled, or no longer valid.",
    ),
    "schedules.empty_programme": (
        "“{title}” chưa có bản tin nào để phát lần này. Khi có bản tin mới được duyệt, chương trình sẽ tự nhận.",
        "“{title}” has no bulletin to sound this time. It takes new ones by itself as soon as they are approved.",
    ),
    "programme.one_place": (
        "Mỗi chương trình chỉ phát ở một nơi. Hãy chọn một địa bàn hoặc một cụm loa; nơi khác thì sao chép ra.",
        "A programme sounds in one place only. Choose one locality or station; for another place, copy the programme.",
    ),
}
