"""What people are told about the recordings they bring: why one is not taken, and what to do."""

TEXTS: dict[str, tuple[str, str]] = {
    "recording.none": (
        "Chưa có bản ghi âm. Hãy bấm Thu âm hoặc chọn một tệp âm thanh.",
        "There is no recording yet. Press Record, or choose an audio file.",
    ),
    "recording.empty": (
        "Tệp âm thanh trống (0 byte). Hãy ghi lại hoặc chọn tệp khác.",
        "The audio file is empty (0 bytes). Record again or choose another file.",
    ),
    "recording.large": (
        "Tệp âm thanh lớn hơn {limit_mb} MB. Hãy lưu lại dạng MP3 hoặc M4A, hoặc chia thành hai bản tin.",
        "The audio file is larger than {limit_mb} MB. Save it as MP3 or M4A, or make two bulletins.",
    ),
    "recording.long": (
        "Bản ghi âm dài hơn {minutes} phút. Hãy cắt bớt hoặc chia thành hai bản tin.",
        "The recording is longer than {minutes} minutes. Shorten it or make two bulletins.",
    ),
    "recording.short": (
        "Bản ghi âm chưa được một giây tiếng nói. Hãy ghi lại.",
        "The recording has less than a second of sound. Record again.",
    ),
    "recording.kind": (
        "Tệp này không phải loại âm thanh nhận được. Hãy dùng WAV, MP3, M4A, AAC, OGG hoặc WebM.",
        "This file is no kind of audio that is taken. Use WAV, MP3, M4A, AAC, OGG or WebM.",
    ),
    "recording.broken": (
        "Tệp âm thanh bị hỏng, không đọc hết được. Hãy mở nghe trên máy của bạn, lưu lại hoặc ghi lại, rồi gửi lại.",
        "The audio file is broken and cannot be read to its end. Play it on your device, save or record it again, "
        "then send it again.",
    ),
    "recording.cut_off": (
        "Tệp âm thanh bị cắt ngang: chỉ có {found} giây trong {said} giây. Hãy gửi lại tệp gốc.",
        "The audio file is cut off: {found} of {said} seconds are there. Send the original file again.",
    ),
    "recording.video": (
        "Tệp này là phim, có hình. Hãy lưu riêng phần tiếng rồi chọn lại.",
        "This file is a film with pictures. Save only its sound, then choose it again.",
    ),
    "recording.more": (
        "Tệp này chứa nhiều hơn một đường tiếng. Hãy lưu lại chỉ một đường tiếng, ví dụ dạng MP3.",
        "This file holds more than one sound track. Save it with one track only, as MP3 for example.",
    ),
    "recording.strange": (
        "Tệp có {rate} Hz và {channels} kênh tiếng, ngoài mức nhận được (8.000 đến 192.000 Hz, nhiều nhất 8 kênh). "
        "Hãy lưu lại dạng thường, ví dụ MP3.",
        "The file has {rate} Hz and {channels} channels, beyond what is taken (8,000 to 192,000 Hz, at most 8 "
        "channels). Save it in a usual form, as MP3 for example.",
    ),
    "recording.silent": (
        "Bản ghi âm không có tiếng. Hãy kiểm tra micrô, nói gần micrô hơn rồi ghi lại.",
        "The recording is silent. Check the microphone, speak closer to it, and record again.",
    ),
    "recording.busy": (
        "Máy chủ đang xử lý nhiều bản ghi âm khác. Nội dung vẫn còn; hãy gửi lại sau một phút.",
        "The server is working on other recordings. Your text is kept; send it again in a minute.",
    ),
    "recording.disk_full": (
        "Ổ đĩa của máy chủ gần đầy (còn {free_mb} MB), chưa nhận được bản ghi âm. Nội dung vẫn còn; hãy báo quản trị.",
        "The server's disk is nearly full ({free_mb} MB left), so the recording was not taken. Your text is kept; "
        "tell the administrator.",
    ),
    "recording.missing": (
        "Bản ghi âm không còn trên máy chủ. Hãy ghi lại hoặc chọn lại tệp.",
        "The recording is no longer on the server. Record it again, or choose the file again.",
    ),
    "recording.choice": (
        "Hãy chọn máy đọc nội dung, hoặc phát bản ghi âm.",
        "Choose whether a voice reads the text or a recording is played.",
    ),
    "recording.quiet": (
        "Bản ghi âm khá nhỏ. Hệ thống đã tăng âm lượng; hãy nghe thử, nếu có nhiều tiếng ồn thì ghi lại gần micrô hơn.",
        "The recording is quiet. It is made louder; listen, and if there is much noise, record closer to the "
        "microphone.",
    ),
    "recording.clipped": (
        "Bản ghi âm bị rè vì quá lớn ({percent} % thời lượng). Hãy nghe thử, nếu khó nghe thì ghi lại xa micrô hơn.",
        "The recording is distorted because it is too loud ({percent} % of it). Listen, and if it is hard to "
        "understand, record farther from the microphone.",
    ),
    "recording.pauses": (
        "Những khoảng lặng dài giữa lời nói đã được rút ngắn, tổng cộng {seconds} giây.",
        "Long pauses between words were shortened, {seconds} seconds altogether.",
    ),
    "sandbox.too_slow": (
        "Tệp âm thanh mất quá nhiều thời gian để đọc. Hãy lưu lại dạng MP3 rồi gửi lại.",
        "The audio file takes too long to read. Save it as MP3, then send it again.",
    ),
    "sandbox.failed": (
        "Không đọc được tệp âm thanh (mã {status}). Hãy lưu lại dạng MP3 rồi gửi lại. {detail}",
        "The audio file cannot be read (code {status}). Save it as MP3, then send it again. {detail}",
    ),
}
