"""What people are told when a sound cannot be broadcast."""

TEXTS = {
    "audio.broken": (
        "Tệp âm thanh bị hỏng hoặc không phải âm thanh. Hãy tạo lại hoặc chọn tệp khác. {detail}",
        "The audio file is broken or is no audio. Render it again or choose another file. {detail}",
    ),
    "audio.silent": (
        "Tệp âm thanh hầu như không có tiếng. Hãy kiểm tra micrô hoặc tạo lại.",
        "The audio is all but silent. Check the microphone or render it again.",
    ),
    "audio.gap": (
        "Tệp âm thanh có đoạn im lặng {seconds} giây. Hãy cắt bỏ đoạn đó hoặc tạo lại.",
        "The audio has a silence of {seconds} seconds inside. Cut it out or render it again.",
    ),
    "audio.wrong_length": (
        "Tệp âm thanh dài {seconds} giây thay vì {expected} giây: có lẽ đã bị cắt. Hãy tạo lại.",
        "The audio lasts {seconds} seconds instead of {expected}: it must have been cut off. Render it again.",
    ),
}
