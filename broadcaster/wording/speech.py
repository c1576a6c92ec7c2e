"""What people are told when a text cannot be spoken."""

TEXTS = {
    "speech.voice_unknown": (
        "Không có giọng đọc “{voice}”. Hãy chọn một trong các giọng: {known}.",
        "There is no voice “{voice}”. Choose one of: {known}.",
    ),
    "speech.rate_refused": (
        "Tốc độ đọc {rate} nằm ngoài khoảng {slowest} đến {fastest}. Hãy chọn lại.",
        "The rate {rate} is outside {slowest} to {fastest}. Choose another.",
    ),
    "speech.nothing_to_say": (
        "Nội dung không có chữ nào để đọc. Hãy nhập nội dung bản tin.",
        "There is nothing to say in this text. Write the text of the bulletin.",
    ),
    "speech.broken_wav": (
        "Âm thanh đọc ra bị hỏng hoặc bị cắt ngang. Hãy tạo lại; nếu vẫn lỗi, hãy chọn giọng khác.",
        "The spoken sound is broken or cut off. Render it again; if it persists, choose another voice.",
    ),
    "speech.silent": (
        "Âm thanh đọc ra gần như im lặng (đỉnh {peak} dBFS). Hãy chọn giọng khác rồi tạo lại.",
        "The spoken sound is all but silent (peak {peak} dBFS). Choose another voice and render again.",
    ),
    "speech.gap": (
        "Âm thanh đọc ra có đoạn im lặng {seconds} giây. Hãy chọn giọng khác rồi tạo lại.",
        "The spoken sound has a silence of {seconds} seconds inside. Choose another voice and render again.",
    ),
    "speech.too_short": (
        "Âm thanh chỉ dài {seconds} giây cho {syllables} tiếng: có lẽ đã mất lời. Hãy tạo lại hoặc chọn giọng khác.",
        "The sound lasts only {seconds} seconds for {syllables} syllables: words must be missing. "
        "Render again or choose another voice.",
    ),
    "speech.too_long": (
        "Âm thanh dài tới {seconds} giây cho {syllables} tiếng: không thể đúng. Hãy tạo lại hoặc chọn giọng khác.",
        "The sound lasts {seconds} seconds for {syllables} syllables: that cannot be right. "
        "Render again or choose another voice.",
    ),
    "speech.online_insecure": (
        "Địa chỉ {url} không dùng HTTPS. Hãy sửa cấu hình giọng đọc trực tuyến.",
        "The address {url} is not HTTPS. Correct the settings of the online voice.",
    ),
    "speech.online_away": (
        "Không liên lạc được với giọng đọc trực tuyến ({reason}). Hãy kiểm tra Internet hoặc dùng giọng eSpeak.",
        "The online voice cannot be reached ({reason}). Check the Internet link or use an eSpeak voice.",
    ),
    "speech.online_refused": (
        "Dịch vụ giọng đọc trực tuyến từ chối (mã {status}). Hãy thử lại sau hoặc dùng giọng eSpeak.",
        "The online voice refused (status {status}). Try again later or use an eSpeak voice.",
    ),
    "speech.online_blocked": (
        "Dịch vụ giọng đọc trực tuyến trả về trang web thay vì âm thanh: có thể đã bị chặn. Hãy dùng giọng eSpeak.",
        "The online voice sent a web page instead of sound: it may be blocking us. Use an eSpeak voice.",
    ),
    "speech.online_no_sound": (
        "Dịch vụ giọng đọc trực tuyến trả lời nhưng không có âm thanh. Hãy dùng giọng eSpeak.",
        "The online voice answered without sound. Use an eSpeak voice.",
    ),
}
