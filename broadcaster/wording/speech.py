"""What people are told when a text cannot be spoken."""

TEXTS = {
    "speech.voice_unknown": (
        "Không có giọng đọc “{voice}”. Hãy chọn một trong các giọng: {known}.",
        "There is no voice “{voice}”. Choose one of: {known}.",
    ),
    "speech.voice_not_offered": (
        "Cấu hình speech.voices có giọng “{voice}” nhưng máy chủ không có giọng này; giọng kế tiếp sẽ đọc. "
        "Hãy sửa speech.voices hoặc cài giọng đó.",
        "speech.voices names the voice “{voice}”, which this server does not have; the next one speaks. "
        "Correct speech.voices or install that voice.",
    ),
    "speech.voice_taken": (
        "Bộ đọc {engine} dùng tên giọng “{voice}” đã thuộc về {other}, nên bị bỏ qua. Hãy gỡ một trong hai.",
        "The engine {engine} offers the voice “{voice}”, which {other} has already, so it is left out. "
        "Remove one of the two.",
    ),
    "speech.plugin_broken": (
        "Bộ đọc gắn thêm “{name}” ({place}) bị lỗi nên không dùng: {reason}. Hãy cài lại hoặc gỡ gói đó.",
        "The voice plug-in “{name}” ({place}) is broken and left out: {reason}. Reinstall or remove its package.",
    ),
    "speech.engine_broken": (
        "Bộ đọc {engine} bị lỗi: {reason}. Hãy chọn giọng khác và chạy broadcaster doctor.",
        "The speech engine {engine} failed: {reason}. Choose another voice and run broadcaster doctor.",
    ),
    "speech.child_ended": (
        "Tiến trình đọc {program} dừng giữa chừng ({detail}). Hãy kiểm tra bộ nhớ của máy hoặc dùng giọng khác.",
        "The speaking process {program} ended by itself ({detail}). Check the machine's memory or use another voice.",
    ),
    "speech.package_missing": (
        "Thiếu thư viện {package}. Hãy cài gói tùy chọn [{extra}] như trong tài liệu vận hành, phần giọng đọc.",
        "The library {package} is missing. Install the extra [{extra}] as the operator's guide says under voices.",
    ),
    "speech.voice_file_refused": (
        "Không hiểu “{entry}”: mỗi giọng viết là đường-dẫn=SHA256 (64 chữ số thập lục).",
        "“{entry}” is not understood: write each voice as PATH=SHA256 (64 hexadecimal digits).",
    ),
    "speech.voice_file_missing": (
        "Không đọc được tệp giọng {file} ({reason}). Hãy kiểm tra đường dẫn và quyền đọc.",
        "The voice file {file} cannot be read ({reason}). Check the path and who may read it.",
    ),
    "speech.voice_file_changed": (
        "Tệp giọng {file} không phải tệp đã cấu hình (SHA-256 {found}…, cần {wanted}…). Hãy chép lại đúng tệp.",
        "The voice file {file} is not the one configured (SHA-256 {found}…, wanted {wanted}…). Copy the right one.",
    ),
    "speech.voice_file_odd": (
        "Tệp {file} không phải mô tả của một giọng Piper. Hãy chép tệp JSON đi kèm tệp giọng.",
        "The file {file} does not describe a Piper voice. Copy the JSON that belongs to the voice file.",
    ),
    "speech.key_refused": (
        "Khóa hoặc vùng của dịch vụ giọng đọc {engine} không hợp lệ. Hãy kiểm tra tệp khóa và cấu hình.",
        "The key or the region of the voice service {engine} is not valid. Check the key file and the settings.",
    ),
    "speech.online_elsewhere": (
        "Dịch vụ giọng đọc {engine} chỉ sang máy lạ nên không tải. Hãy dùng giọng khác.",
        "The voice service {engine} points to a foreign host, so nothing is fetched. Use another voice.",
    ),
    "speech.online_late": (
        "Dịch vụ giọng đọc {engine} không giao âm thanh trong {seconds} giây. Hãy thử lại sau hoặc dùng giọng khác.",
        "The voice service {engine} did not deliver the sound within {seconds} seconds. Use another voice.",
    ),
    "speech.text_or_file": (
        "Hãy cho nội dung để đọc, hoặc một tệp với --file, chỉ một trong hai.",
        "Give the text to say, or a file with --file; one of the two.",
    ),
    "speech.file_unreadable": (
        "Không đọc được tệp {file} ({reason}). Tệp phải là văn bản UTF-8.",
        "The file {file} cannot be read ({reason}). It must be text in UTF-8.",
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
