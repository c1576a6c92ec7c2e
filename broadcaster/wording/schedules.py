"""What ``schedules`` says: why a recurrence is refused, how it recurs, and why an airing sounds or does not."""

TEXTS = {
    "schedules.no_times": (
        "Lịch chưa có giờ phát nào. Hãy thêm ít nhất một giờ.",
        "The schedule has no time of day. Add at least one.",
    ),
    "schedules.bad_time": (
        "Giờ phát phải là giờ địa phương, tính đến giây.",
        "Times of day must be local times in whole seconds.",
    ),
    "schedules.far_date": (
        "Năm {year} nằm ngoài khoảng 1900-2200. Hãy kiểm tra lại ngày bắt đầu.",
        "The year {year} is not between 1900 and 2200. Check the first day.",
    ),
    "schedules.unknown_zone": (
        "Không có múi giờ nào tên là {timezone}. Ở Việt Nam hãy dùng Asia/Ho_Chi_Minh.",
        "There is no time zone called {timezone}. In Vietnam use Asia/Ho_Chi_Minh.",
    ),
    "schedules.bad_rule": (
        "Quy tắc lặp sai ở phần {part}. Hãy sửa phần này theo RFC 5545.",
        "The recurrence rule is wrong at {part}. Correct this part as RFC 5545 says.",
    ),
    "schedules.times_twice": (
        "Quy tắc {rule} đã có giờ bên trong nên chỉ được kèm một giờ bắt đầu. Hãy bỏ các giờ còn lại.",
        "The rule {rule} holds times itself, so it takes one time to begin at. Remove the other times.",
    ),
    "schedules.no_weekdays": (
        "Hãy chọn ít nhất một ngày trong tuần.",
        "Choose at least one day of the week.",
    ),
    "schedules.no_days": (
        "Hãy chọn ít nhất một ngày trong tháng.",
        "Choose at least one day of the month.",
    ),
    "schedules.ends_before_start": (
        "Ngày kết thúc {last} đứng trước ngày bắt đầu {first}. Hãy đổi một trong hai ngày.",
        "The last day {last} is before the first day {first}. Change one of them.",
    ),
    "schedules.recurs_once": (
        "Một lần, ngày {first}, lúc {times}",
        "Once, on {first}, at {times}",
    ),
    "schedules.recurs_daily": (
        "Cứ {every} ngày một lần, lúc {times}, từ {first}",
        "Every {every} day(s) at {times}, from {first}",
    ),
    "schedules.recurs_weekly": (
        "Cứ {every} tuần một lần, vào {weekdays}, lúc {times}, từ {first}",
        "Every {every} week(s) on {weekdays} at {times}, from {first}",
    ),
    "schedules.recurs_monthly": (
        "Cứ {every} tháng một lần, vào ngày {days}, lúc {times}, từ {first}",
        "Every {every} month(s) on day {days} at {times}, from {first}",
    ),
    "schedules.recurs_ordinal": (
        "Cứ {every} tháng một lần, vào {weekdays} thứ {place} của tháng, lúc {times}, từ {first}",
        "Every {every} month(s) on {weekdays} number {place} of the month at {times}, from {first}",
    ),
    "schedules.recurs_yearly": (
        "Cứ {every} năm một lần, vào ngày {days} tháng {months}, lúc {times}, từ {first}",
        "Every {every} year(s) on day {days} of month {months} at {times}, from {first}",
    ),
    "schedules.recurs_hourly": (
        "Cứ {every} giờ một lần, từ {times} ngày {first}",
        "Every {every} hour(s) from {times} on {first}",
    ),
    "schedules.recurs_minutely": (
        "Cứ {every} phút một lần, từ {times} ngày {first}",
        "Every {every} minute(s) from {times} on {first}",
    ),
    "schedules.recurs_lunar": (
        "Theo âm lịch, vào ngày {days} (tháng {months}), lúc {times}, từ {first}",
        "By the lunar calendar, on day {days} (month {months}) at {times}, from {first}",
    ),
    "schedules.recurs_other": (
        "Theo quy tắc {rule}, lúc {times}, từ {first}",
        "By the rule {rule} at {times}, from {first}",
    ),
    "schedules.planned": (
        "“{title}” có trong lịch phát.",
        "“{title}” stands in the timetable.",
    ),
    "schedules.empty_playlist": (
        "“{title}” không có nội dung để phát. Hãy thêm bản tin vào chương trình.",
        "“{title}” has nothing to play. Add a bulletin to its playlist.",
    ),
    "schedules.loop_endless": (
        "“{title}” lặp lại mà chưa có thời lượng. Hãy nhập thời lượng phát lặp.",
        "“{title}” repeats without a length. Enter how long it repeats.",
    ),
    "schedules.outside_hours": (
        "“{title}” phát lúc {asked}, ngoài giờ {place} cho phép ({allowed}). Hãy đổi giờ, hoặc ghi lý do phát ngoài "
        "giờ để người thứ hai cho phép.",
        "“{title}” would sound {asked}, outside the hours {place} allows ({allowed}). Change the time, or give a "
        "reason for a second person to let it.",
    ),
    "schedules.outside_waits": (
        "“{title}” phát lúc {asked}, ngoài giờ cho phép: đang chờ người thứ hai cho phép. Hãy nhờ lãnh đạo duyệt.",
        "“{title}” would sound {asked}, outside the allowed hours: it waits for a second person. Ask a leader.",
    ),
    "schedules.quiet_hours": (
        "“{title}” phát lúc {asked}, chạm giờ yên tĩnh {quiet} của {place}: lúc đó chỉ phát tin khẩn cấp. "
        "Hãy chọn giờ khác.",
        "“{title}” would sound {asked}, in the quiet hours {quiet} of {place}: only emergencies sound then. "
        "Choose another time.",
    ),
    "schedules.weekday": (
        "“{title}” rơi vào {day}, ngày trong tuần mà {place} không cho phát. Hãy chọn ngày khác, hoặc ghi lý do "
        "để người thứ hai cho phép.",
        "“{title}” falls on {day}, a day of the week on which {place} allows nothing. Choose another day, or give a "
        "reason for a second person to let it.",
    ),
    "schedules.over_quota": (
        "“{title}” cần {asked} phút, nhưng trong ngày đã dùng {used}/{limit} phút {place} cho phép. Hãy rút ngắn hoặc "
        "đổi ngày.",
        "“{title}” needs {asked} minutes, but {used} of the {limit} that {place} allows a day are taken. Shorten it or "
        "choose another day.",
    ),
    "schedules.session_too_long": (
        "“{title}” cần {asked} phút, nhưng buổi phát này đã có {used}/{limit} phút {place} cho phép. Hãy rút ngắn, "
        "hoặc dời sang buổi khác.",
        "“{title}” needs {asked} minutes, but this session has {used} of the {limit} that {place} allows. Shorten it, "
        "or move it to another session.",
    ),
    "schedules.too_many_sessions": (
        "“{title}” sẽ thành một buổi phát nữa, nhưng trong ngày đã có {used}/{limit} buổi {place} cho phép. Hãy đặt "
        "liền với một buổi đã có (cách không quá {gap} phút) hoặc đổi ngày.",
        "“{title}” would be one more session, but the day has {used} of the {limit} that {place} allows. Put it next "
        "to one of them (at most {gap} minutes apart) or choose another day.",
    ),
    "schedules.too_repeated": (
        "“{title}” phát một bản tin thêm {asked} lần, nhưng trong ngày bản tin này đã phát {used}/{limit} lần {place} "
        "cho phép. Hãy bớt lần lặp hoặc đổi ngày.",
        "“{title}” plays a bulletin {asked} more time(s), but it sounds {used} of the {limit} times a day that {place} "
        "allows already. Repeat it less or choose another day.",
    ),
    "schedules.waits": (
        "“{title}” chờ “{other}” phát xong ({why}), trễ {minutes} phút.",
        "“{title}” waits until “{other}” has ended ({why}), {minutes} minutes late.",
    ),
    "schedules.too_late": (
        "“{title}” không phát được: “{other}” đi trước ({why}) và xong sau giờ bắt đầu muộn nhất. Hãy chọn giờ khác.",
        "“{title}” cannot sound: “{other}” goes first ({why}) and ends after its latest start. Choose another time.",
    ),
    "schedules.cut_resume": (
        "“{other}” chen vào “{title}” ({why}); sau đó “{title}” phát tiếp.",
        "“{other}” cuts in on “{title}” ({why}), which goes on afterwards.",
    ),
    "schedules.cut_restart": (
        "“{other}” chen vào “{title}” ({why}); sau đó “{title}” phát lại từ đầu.",
        "“{other}” cuts in on “{title}” ({why}), which then starts again.",
    ),
    "schedules.cut_drop": (
        "“{other}” chen vào “{title}” ({why}); “{title}” không phát tiếp.",
        "“{other}” cuts in on “{title}” ({why}), which does not go on.",
    ),
    "schedules.on_time": (
        "“{title}” phát đúng giờ.",
        "“{title}” sounds at its time.",
    ),
    "schedules.late": (
        "“{title}” phát trễ {minutes} phút vì phải chờ “{other}” phát xong ({why}).",
        "“{title}” begins {minutes} minutes late, because it waited for “{other}” to end ({why}).",
    ),
    "schedules.late_item": (
        "“{title}” chen vào “{other}”, trễ {minutes} phút vì chờ hết mục đang phát.",
        "“{title}” cuts in on “{other}” {minutes} minutes late, because it let the item on air end.",
    ),
    "schedules.joined": (
        "Chương trình nền “{title}” vào sau “{other}” ({why}), trễ {minutes} phút, bỏ qua {skipped} phút đầu.",
        "The base programme “{title}” comes in after “{other}” ({why}), {minutes} minutes late, skipping {skipped}.",
    ),
    "schedules.resumed": (
        "“{title}” phát tiếp sau khi “{other}” chen vào ({why}), bỏ qua {skipped} phút.",
        "“{title}” goes on after “{other}” cut in ({why}), skipping {skipped} minutes.",
    ),
    "schedules.restarted": (
        "“{title}” phát lại từ đầu sau khi “{other}” chen vào ({why}).",
        "“{title}” starts again after “{other}” cut in ({why}).",
    ),
    "schedules.missed": (
        "“{title}” không phát: “{other}” đi trước ({why}) và còn đang phát khi đã quá giờ bắt đầu muộn nhất.",
        "“{title}” is not heard: “{other}” goes first ({why}) and is still on air after its latest start.",
    ),
    "schedules.resume_too_late": (
        "“{title}” không phát tiếp: “{other}” đi trước ({why}) và khi phát xong thì chương trình đã hết giờ.",
        "“{title}” does not go on: “{other}” goes first ({why}), and when it ends, the time is over.",
    ),
    "schedules.restart_too_late": (
        "“{title}” không phát lại: “{other}” đi trước ({why}) và khi phát xong thì đã quá giờ bắt đầu muộn nhất.",
        "“{title}” does not start again: “{other}” goes first ({why}), and when it ends, the latest start has passed.",
    ),
    "schedules.permitted_outside": (
        "Được phát ngoài giờ cho phép vì: {reason}",
        "It may sound outside the allowed hours because: {reason}",
    ),
    "schedules.nothing_left": (
        "“{title}” không còn bản tin nào còn hiệu lực để phát.",
        "“{title}” has no bulletin left that is still valid.",
    ),
    "schedules.waits_draft": (
        "Bản tin “{title}” còn là bản nháp. Hãy gửi duyệt.",
        "The bulletin “{title}” is still a draft. Submit it.",
    ),
    "schedules.waits_approval": (
        "Bản tin “{title}” đang chờ duyệt.",
        "The bulletin “{title}” waits for approval.",
    ),
    "schedules.waits_sound": (
        "Bản tin “{title}” đã duyệt, đang tạo âm thanh.",
        "The bulletin “{title}” is approved; its sound is being made.",
    ),
    "schedules.bulletin_rejected": (
        "Bản tin “{title}” không được duyệt.",
        "The bulletin “{title}” was not approved.",
    ),
    "schedules.bulletin_cancelled": (
        "Bản tin “{title}” đã bị hủy.",
        "The bulletin “{title}” was cancelled.",
    ),
    "schedules.bulletin_expired": (
        "Bản tin “{title}” đã hết hiệu lực.",
        "The bulletin “{title}” has expired.",
    ),
    "schedules.bulletin_failed": (
        "Không tạo được âm thanh cho bản tin “{title}”. Hãy mở bản tin để xem lý do.",
        "The sound of the bulletin “{title}” could not be made. Open the bulletin to see why.",
    ),
    "schedules.offer_placed": (
        "{place} đã nhận “{title}” và xếp vào lịch của mình ({by}).",
        "{place} has taken “{title}” and placed it in its own schedule ({by}).",
    ),
    "schedules.offer_declined": (
        "{place} không phát “{title}” ({by}). Lý do: {reason}",
        "{place} does not broadcast “{title}” ({by}). Reason: {reason}",
    ),
    "schedules.offer_expired": (
        "{place} không trả lời trong thời hạn, nên “{title}” không phát ở đó.",
        "{place} did not answer in time, so “{title}” does not sound there.",
    ),
    "schedules.gave_way": (
        "Nhường cho chương trình đi trước theo thứ tự ưu tiên.",
        "It gave way to a programme that goes first.",
    ),
    "schedules.fate_sounds": ("PHÁT", "SOUNDS"),
    "schedules.fate_missed": ("LỠ", "MISSED"),
    "schedules.fate_refused": ("KHÔNG", "REFUSED"),
    "schedules.fate_waiting": ("CHỜ", "WAITING"),
    "schedules.people": (
        "Người lập: {author}. Người duyệt: {approvers}.",
        "Planned by {author}. Approved by {approvers}.",
    ),
    "schedules.rule_emergency": ("tin khẩn cấp đi trước hết", "emergencies go before everything"),
    "schedules.rule_priority": ("mức ưu tiên cao hơn", "it has a higher priority"),
    "schedules.rule_layer": (
        "chương trình ưu tiên của cấp trên đi trước",
        "priority items of the higher level go first",
    ),
    "schedules.rule_insert": ("chương trình nền nhường chỗ", "a base programme gives way"),
    "schedules.rule_confirmed": ("cán bộ đã quyết định như vậy", "an officer decided so"),
    "schedules.rule_start": ("giờ bắt đầu sớm hơn đi trước", "the earlier start goes first"),
    "schedules.rule_wider": ("cùng giờ thì cấp trên đi trước", "at the same time the higher level goes first"),
    "schedules.rule_id": ("cùng giờ, cùng cấp thì theo mã số", "at the same time on one level, by their numbers"),
    "schedules.differs_added": (
        "Thêm “{title}”.",
        "“{title}” was added.",
    ),
    "schedules.differs_removed": (
        "Bỏ “{title}”.",
        "“{title}” was taken out.",
    ),
    "schedules.differs_moved": (
        "Dời “{title}” từ {earlier} sang {later}.",
        "“{title}” was moved from {earlier} to {later}.",
    ),
    "schedules.differs_title": (
        "Đổi tên “{other}” thành “{title}”.",
        "“{other}” is now called “{title}”.",
    ),
    "schedules.differs_priority": (
        "Đổi mức ưu tiên của “{title}”.",
        "“{title}” has another priority.",
    ),
    "schedules.differs_bulletins": (
        "Đổi bản tin trong “{title}”.",
        "“{title}” plays other bulletins.",
    ),
    "schedules.differs_length": (
        "“{title}” dài {minutes} phút, trước đó {other} phút.",
        "“{title}” lasts {minutes} minutes; before it was {other}.",
    ),
    "schedules.differs_sound": (
        "Đổi âm thanh của “{title}”.",
        "“{title}” has another recording.",
    ),
    "schedules.differs_rules": (
        "Đổi cách phát “{title}” khi trễ giờ hoặc bị cắt ngang.",
        "“{title}” behaves otherwise when late or cut off.",
    ),
    "schedules.bad_lunar_rule": (
        "Quy tắc lặp theo âm lịch sai ở phần {part}. Hãy sửa phần này theo RFC 7529, với RSCALE=VIETNAMESE.",
        "The lunar recurrence rule is wrong at {part}. Correct this part as RFC 7529 says, with RSCALE=VIETNAMESE.",
    ),
    "schedules.lunar_far": (
        "Âm lịch chỉ tính được cho các năm 1900-2200, không có năm {year}. Hãy kiểm tra lại năm.",
        "The lunar calendar is computed for 1900-2200 only, not for {year}. Check the year.",
    ),
    "schedules.lunar_no_month": (
        "Năm âm lịch {year} không có tháng {month}. Chữ L nghĩa là tháng nhuận; hãy chọn tháng khác.",
        "The lunar year {year} has no month {month}. L means the leap month; choose another month.",
    ),
    "schedules.lunar_said": (
        "ngày {day} tháng {month} năm {name} ({written})",
        "day {day} of month {month}, year {name} ({written})",
    ),
    "schedules.lunar_said_leap": (
        "ngày {day} tháng {month} nhuận năm {name} ({written})",
        "day {day} of leap month {month}, year {name} ({written})",
    ),
    "schedules.lunar_no_day": (
        "Tháng {month} âm lịch của năm đó chỉ có các ngày 1-{length}, không có ngày {day}. Hãy chọn ngày khác.",
        "Lunar month {month} of that year has days 1-{length} only, not {day}. Choose another day.",
    ),
    "schedules.holiday_new_year": ("Tết Dương lịch", "New Year's Day"),
    "schedules.holiday_tet": ("Tết Nguyên đán", "Tết (Lunar New Year)"),
    "schedules.holiday_hung_kings": ("Giỗ Tổ Hùng Vương", "Hùng Kings' Commemoration Day"),
    "schedules.holiday_victory": ("Ngày Chiến thắng", "Victory Day"),
    "schedules.holiday_labour": ("Ngày Quốc tế lao động", "International Labour Day"),
    "schedules.holiday_national": ("Quốc khánh", "National Day"),
}
