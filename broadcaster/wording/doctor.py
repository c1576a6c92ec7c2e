"""What ``broadcaster doctor`` advises for each fault it finds. Never logic."""

TEXTS: dict[str, tuple[str, str]] = {
    "doctor.program_missing": (
        "Máy chưa có chương trình {program}. Hãy cài bằng lệnh: sudo apt install {package}",
        "The program {program} is not installed. Install it with: sudo apt install {package}",
    ),
    "doctor.program_silent": (
        "Chương trình {program} có trên máy nhưng không chạy được ({fault}). "
        "Hãy cài lại bằng lệnh: sudo apt install --reinstall {package}",
        "The program {program} is installed but does not run ({fault}). "
        "Install it again with: sudo apt install --reinstall {package}",
    ),
    "doctor.package_missing": (
        "Thiếu thư viện Python {package}. Hãy chạy lại: deploy/setup.sh run",
        "The Python package {package} is missing. Run again: deploy/setup.sh run",
    ),
    "doctor.library_faulty": (
        "Không nạp được thư viện {library} ({fault}). Hãy cài bằng lệnh: sudo apt install {package}",
        "The library {library} cannot be loaded ({fault}). Install it with: sudo apt install {package}",
    ),
    "doctor.sound_none": (
        "Không thấy ngõ ra âm thanh nào. Hãy kiểm tra cạc âm thanh và dây nối; "
        "trên Raspberry Pi hãy chọn ngõ ra bằng raspi-config. Bản chạy thử sẽ ghi âm thanh ra tệp WAV.",
        "There is no sound output. Check the sound card and its cable; "
        "on a Raspberry Pi choose the output with raspi-config. The demo will write its sound to WAV files.",
    ),
    "doctor.sound_failed": (
        "Không hỏi được các ngõ ra âm thanh ({fault}). "
        "Hãy cài libportaudio2 và libasound2-plugins, rồi khởi động lại máy.",
        "The sound outputs cannot be listed ({fault}). Install libportaudio2 and libasound2-plugins, then restart.",
    ),
    "doctor.clock_adrift": (
        "Đồng hồ máy chưa được chỉnh theo mạng, loa có thể phát sai giờ. "
        "Hãy bật bằng lệnh: sudo timedatectl set-ntp true, và cho phép cổng UDP 123 ra mạng.",
        "The clock is not set from the network, so stations may sound at the wrong time. "
        "Switch it on with: sudo timedatectl set-ntp true, and let UDP port 123 out.",
    ),
    "doctor.broker_away": (
        "Không kết nối được máy chuyển tin {host}:{port} ({fault}). "
        "Hãy xem chương trình chủ đã chạy chưa, địa chỉ đúng chưa và tường lửa có mở cổng {port} không.",
        "The broker {host}:{port} cannot be reached ({fault}). "
        "See whether the server runs, the address is right, and the firewall lets port {port} through.",
    ),
    "doctor.disk_low": (
        "Ổ đĩa chứa {folder} chỉ còn {free_mb} MB, cần ít nhất {needed_mb} MB. "
        "Hãy dọn bớt tệp hoặc chuyển thư mục dữ liệu sang ổ lớn hơn.",
        "The disk of {folder} has only {free_mb} MB free; at least {needed_mb} MB are needed. "
        "Remove files, or move the data folder to a larger disk.",
    ),
    "doctor.disk_unwritable": (
        "Không ghi được vào {folder} ({fault}). "
        "Hãy kiểm tra quyền của thư mục và xem thẻ nhớ có bị chuyển sang chỉ đọc không.",
        "Nothing can be written to {folder} ({fault}). "
        "Check the permissions of the folder, and whether the card has become read-only.",
    ),
}
