"""What the player of a station says when sound fails."""

TEXTS = {
    "player.crashed": (
        "Chương trình phát âm thanh dừng đột ngột và đang được khởi động lại.",
        "The sound player stopped unexpectedly and is being restarted.",
    ),
    "player.hung": (
        "Chương trình phát âm thanh bị treo nên đã được khởi động lại.",
        "The sound player hung, so it was restarted.",
    ),
    "player.silent": (
        "Chương trình phát âm thanh chạy qua {output} mà không ra tiếng nên đang được thay bằng đường ra kế tiếp.",
        "The sound player ran through {output} without any sound; the next way out is being taken.",
    ),
    "player.standing_in": (
        "Đường ra âm thanh thường dùng bị lỗi; {output} phát thay, lệch vài phần trăm giây. Mỗi giờ thử lại đường cũ.",
        "The usual way out for sound failed; {output} stands in, less exact. The usual one is tried again each hour.",
    ),
    "player.returning": (
        "Chương trình phát âm thanh đang trở lại đường ra thường dùng.",
        "The sound player is going back to its usual way out.",
    ),
    "player.output_missing": (
        "Không mở được đầu ra âm thanh {output}. Kiểm tra thẻ âm thanh, dây nối và cài đặt “output”.",
        "The sound output {output} cannot be opened. Check the sound card, its cable and the setting “output”.",
    ),
    "player.output_lost": (
        "Mất đầu ra âm thanh {output} trong khi chạy. Kiểm tra thẻ âm thanh; hệ thống tự thử mở lại.",
        "The sound output {output} was lost while running. Check the sound card; it is being reopened.",
    ),
    "player.no_vlc": (
        "Không nạp được libVLC. Cài các gói libvlc5 và vlc-plugin-base.",
        "libVLC cannot be loaded. Install the packages libvlc5 and vlc-plugin-base.",
    ),
    "player.missing": (
        "Không có tệp âm thanh {path}. Cụm loa cần tải lại đoạn này.",
        "There is no sound file {path}. The station must fetch this clip again.",
    ),
    "player.unreadable": (
        "Không đọc được tệp âm thanh {path}. Kiểm tra thẻ nhớ rồi tải lại đoạn này.",
        "The sound file {path} cannot be read. Check the memory card, then fetch this clip again.",
    ),
    "player.undecodable": (
        "Tệp âm thanh {path} hỏng hoặc không đúng định dạng. Cụm loa cần tải lại đoạn này.",
        "The sound file {path} is damaged or of an unknown format. The station must fetch this clip again.",
    ),
    "player.unprepared": (
        "Đoạn {token} chưa được chuẩn bị nên không phát được.",
        "The item {token} was not prepared and cannot be played.",
    ),
    "player.crowded": (
        "Đã chuẩn bị sẵn quá nhiều đoạn; đoạn {token} bị từ chối.",
        "Too many items are prepared already; the item {token} was turned down.",
    ),
    "player.setting": (
        "Cài đặt “output” không hiểu được: {output}. Dùng auto, pulse[:TÊN], device:TÊN, wav:ĐƯỜNG_DẪN hoặc silent.",
        "The setting “output” is not understood: {output}. Use auto, pulse[:SINK], device:NAME, wav:PATH or silent.",
    ),
}
