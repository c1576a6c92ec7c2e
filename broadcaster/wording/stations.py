"""What a station says of itself: why nothing sounded, what is wrong with it, why it was refused."""

TEXTS: dict[str, tuple[str, str]] = {
    "station.nothing_on_air": ("Lúc này cụm loa không phát gì để dừng.", "Nothing is on air that could be stopped."),
    "station.volume_missing": (
        "Lệnh âm lượng thiếu mức từ 0 đến 100.",
        "The volume command lacks a value of 0 to 100.",
    ),
    "station.silence_over": (
        "Lệnh im lặng thiếu thời điểm kết thúc ở tương lai. Hãy chọn giờ kết thúc.",
        "The silence has no end in the future. Choose when it ends.",
    ),
    "station.busy": (
        "Cụm loa đang phát hoặc sắp phát. Hãy thử lại sau.",
        "The station is on air or about to be. Try again later.",
    ),
    "station.muted": (
        "Cụm loa đang được lệnh im lặng. Gửi lệnh “phát lại” để bỏ.",
        "The station was told to be silent. Send “resume” to end that.",
    ),
    "station.quiet_hours": (
        "Ngoài giờ được phép phát tại địa bàn này và không có lý do kèm theo.",
        "Outside the hours allowed here, and no reason was given.",
    ),
    "station.player_died": (
        "Bộ phát âm thanh vừa dừng đột ngột; nó được mở lại và phát tiếp.",
        "The player died; it is being started again and the programme goes on.",
    ),
    "station.player_failed": (
        "Bộ phát không phát hết được tệp âm thanh.",
        "The player could not play the clip to its end.",
    ),
    "station.player_silent": (
        "Bộ phát không báo đã bắt đầu. Hãy kiểm tra thẻ âm thanh.",
        "The player never said that it began. Check the sound card.",
    ),
    "station.stopped": ("Đã dừng theo lệnh.", "Stopped by command."),
    "station.cancelled": ("Lịch phát mới không còn mục này.", "The new timetable no longer holds it."),
    "station.restarted": ("Cụm loa khởi động lại trong lúc phát.", "The station restarted while it was on air."),
    "station.was_away": (
        "Cụm loa chưa sẵn sàng lúc phát (mất điện hoặc chưa biết giờ).",
        "The station was not ready at that time (no power, or no sure clock).",
    ),
    "station.media_missing": (
        "Âm thanh chưa tải về kịp giờ phát. Hãy kiểm tra đường truyền của cụm loa.",
        "The sound had not arrived in time. Check the station's connection.",
    ),
    "station.clock_unknown": (
        "Cụm loa chưa biết chắc giờ nên lịch phát đang chờ. Hãy kiểm tra mạng hoặc máy chủ giờ.",
        "The station is not sure of the time, so the schedule waits. Check its network or time server.",
    ),
    "station.frozen": (
        "Cụm loa vẫn nối được nhưng quá 5 phút không thấy máy chủ. Hãy kiểm tra máy chủ.",
        "The station is connected but has not heard the server for 5 minutes. Check the server.",
    ),
    "station.hot": (
        "Máy nóng {temperature} °C. Hãy che nắng, thông gió.",
        "The box is at {temperature} °C. Shade and air it.",
    ),
    "station.under_voltage": (
        "Nguồn điện của máy yếu. Hãy thay bộ nguồn hoặc dây nguồn tốt hơn.",
        "The box's power supply is too weak. Use a better supply or cable.",
    ),
    "station.card_errors": (
        "Thẻ nhớ đã có {count} lỗi hệ tệp. Hãy thay thẻ nhớ sớm.",
        "The card has met {count} file system errors. Replace it soon.",
    ),
    "station.memory_low": (
        "Máy chỉ còn {free} MB bộ nhớ RAM. Hãy khởi động lại cụm loa; nếu lặp lại, hãy báo bộ phận kỹ thuật.",
        "Only {free} MB of memory are left. Restart the station; if it comes back, tell the technicians.",
    ),
    "station.signal_weak": (
        "Sóng {operator} yếu ({percent}%). Hãy chỉnh hoặc thay ăng-ten, hoặc đổi mạng.",
        "The signal of {operator} is weak ({percent}%). Turn or replace the antenna, or change the network.",
    ),
    "station.disk_full": (
        "Thẻ nhớ của cụm loa đã đầy. Hãy thay thẻ lớn hơn.",
        "The station's card is full. Use a larger one.",
    ),
    "station.journal": (
        "Không ghi được nhật ký vào thẻ nhớ: {fault}. Loa vẫn phát; hãy thay thẻ nhớ.",
        "The journal cannot be written: {fault}. The station still plays; replace its card.",
    ),
    "station.journal_in_ram": (
        "Không mở được nhật ký trên thẻ nhớ ({fault}); nhật ký tạm giữ trong RAM, mất khi mất điện. Hãy thay thẻ nhớ.",
        "The journal on the card cannot be opened ({fault}); it is kept in RAM and lost with power. Replace the card.",
    ),
    "station.journal_spoiled": (
        "Nhật ký trên thẻ nhớ bị hỏng nên đã cất riêng và mở nhật ký mới. Nếu còn lặp lại, hãy thay thẻ nhớ.",
        "The journal on the card was spoiled; it was put aside, a new one begun. If it comes back, replace the card.",
    ),
    "station.unwritable": (
        "Không ghi được vào thẻ nhớ: {fault}. Loa vẫn phát, lệnh mới chỉ giữ trong RAM. Hãy thay thẻ nhớ.",
        "The card cannot be written: {fault}. The station plays on; what is new is in RAM only. Replace the card.",
    ),
    "station.media_name": ("Tên tệp âm thanh “{name}” không hợp lệ.", "The clip name “{name}” is not valid."),
    "station.media_unreadable": (
        "Không đọc được tệp âm thanh trên thẻ nhớ: {fault}.",
        "A clip on the station's disk cannot be read: {fault}.",
    ),
    "station.media_cut": (
        "Tải âm thanh {clip} bị đứt ở {got}/{need} byte; sẽ tải tiếp.",
        "Fetching {clip} broke off at {got} of {need} bytes; it will go on.",
    ),
    "station.media_wrong": (
        "Âm thanh {clip} tải về bị sai nội dung, đã bỏ và sẽ tải lại.",
        "The clip {clip} arrived with wrong content; it was thrown away and will be fetched again.",
    ),
    "station.unreachable": (
        "Không nối được {url}: {fault}. Hãy kiểm tra mạng và địa chỉ.",
        "{url} cannot be reached: {fault}. Check network and address.",
    ),
    "station.captive_portal": (
        "Mạng trả về trang web lạ thay cho {url}. Có thể SIM hết dung lượng hoặc mạng đòi đăng nhập.",
        "The network answers with a page of its own instead of {url}: the SIM may be out of data or need a sign-in.",
    ),
    "station.server_busy": (
        "Máy chủ đang bận (mã {status}); cụm loa sẽ hỏi lại.",
        "The server is busy (status {status}); the station will ask again.",
    ),
    "station.server_refused": (
        "Máy chủ từ chối {url} (mã {status}). Có thể cụm loa đã bị thu hồi.",
        "The server refuses {url} (status {status}). The station may have been revoked.",
    ),
    "station.not_https": (
        "Địa chỉ {url} phải bắt đầu bằng https://.",
        "The address {url} must begin with https://.",
    ),
    "station.wrong_server": (
        "Máy chủ {host} không phải máy chủ đã cấp mã. Chưa gửi gì đi. Hãy kiểm tra địa chỉ, hoặc xin mã mới.",
        "{host} is not the server that issued this code. Nothing was sent. Check the address or ask for a new code.",
    ),
    "station.enrol_pending": (
        "Đã gửi yêu cầu; đang chờ cán bộ chấp nhận cụm loa {station}. Hãy chạy lại lệnh sau.",
        "The request was sent; staff have not accepted {station} yet. Run the command again later.",
    ),
    "station.enrol_refused": (
        "Máy chủ không nhận cụm loa (mã {status}): {reason}",
        "The server did not let the station in (status {status}): {reason}",
    ),
    "station.enrol_reply": (
        "Máy chủ trả lời thiếu hoặc sai chứng thư. Hãy cập nhật phần mềm hai bên rồi đăng ký lại.",
        "The server's reply lacks or spoils a part. Update both sides and enrol again.",
    ),
    "station.not_enrolled": (
        "Cụm loa ở {data} chưa đăng ký. Hãy chạy: broadcaster station enrol URL MÃ",
        "The station in {data} is not enrolled. Run: broadcaster station enrol URL CODE",
    ),
    "station.identity_unreadable": (
        "Tệp danh tính {file} bị hỏng. Hãy xin mã mới và đăng ký lại.",
        "The identity file {file} is spoiled. Ask for a new code and enrol again.",
    ),
    "station.mixer": (
        "Không đặt lại được âm lượng của chính thẻ âm thanh: {fault}. Loa có thể nhỏ hoặc im; xem alsamixer, pactl.",
        "The sound card's own volume cannot be put back: {fault}. It may be low or mute; see alsamixer or pactl.",
    ),
    "station.amplifier": (
        "Không dùng được chân GPIO {pin} cho rơ-le ampli: {fault}.",
        "The GPIO pin {pin} of the amplifier's relay cannot be used: {fault}.",
    ),
    "station.alarm": (
        "Nhường cho báo động khẩn cấp.",
        "Gave way to an alarm.",
    ),
    "station.alarm_higher": (
        "Nhường cho báo động cấp cao hơn.",
        "Gave way to an alarm of a higher level.",
    ),
    "station.alarm_cancelled": (
        "Báo động đã được hủy hoặc thay bằng báo động khác.",
        "The alarm was cancelled or replaced by another one.",
    ),
    "station.alarm_expired": (
        "Báo động đã hết hạn.",
        "The alarm was over.",
    ),
    "station.alarm_no_speech": (
        "Cụm loa không có lời đọc nên chỉ phát tín hiệu báo động. Hãy kiểm tra đường truyền và espeak-ng ở cụm loa.",
        "The station had no words to speak, so the signal alone sounded. Check its connection and its espeak-ng.",
    ),
    "station.alarm_no_notice": (
        "Cụm loa không đọc được câu “Đây là bản tin diễn tập” nên không phát diễn tập. Hãy kiểm tra espeak-ng.",
        "The station cannot say that this is an exercise, so it does not sound it. Check its espeak-ng.",
    ),
    "station.alarm_stays": (
        "Cụm loa đang phát báo động. Chỉ người phụ trách báo động mới hủy được.",
        "The station is sounding an alarm. Only those in charge of the alarm can cancel it.",
    ),
    "station.no_voice": (
        "Cụm loa không tự đọc được lời báo động: {fault}",
        "The station cannot read alarms aloud itself: {fault}",
    ),
}
