"""What people are told about the store of finished audio."""

TEXTS = {
    "clips.missing": (
        "Không tìm thấy tệp âm thanh {sha256}. Hãy tạo lại âm thanh của bản tin.",
        "The clip {sha256} is not in the store. Render the bulletin again.",
    ),
    "clips.source_missing": (
        "Không có tệp {path} để lưu. Hãy tạo lại âm thanh rồi thử lại.",
        "There is no file {path} to save. Render the sound again and retry.",
    ),
    "clips.disk_full": (
        "Kho âm thanh đã đầy: cần {needed_mb} MB, chỉ còn {free_mb} MB. Hãy giải phóng ổ đĩa; "
        "bản tin vẫn được giữ và sẽ tạo lại âm thanh sau.",
        "The clip store is full: {needed_mb} MB needed, {free_mb} MB left. Free some disk space; "
        "the bulletin is kept and will be rendered again.",
    ),
    "clips.not_kept": (
        "Ổ đĩa trả lại dữ liệu khác với dữ liệu đã ghi cho {path}. Hãy kiểm tra ổ đĩa của máy chủ.",
        "The disk gave back something else than was written for {path}. Check the disk of the server.",
    ),
}
