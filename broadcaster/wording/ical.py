"""What ``broadcaster.ical`` says about a calendar file: what was read, what was not, and why."""

TEXTS = {
    "ical.too_large": (
        "Tệp lịch lớn hơn {limit} MB. Hãy xuất lại một khoảng thời gian ngắn hơn.",
        "The calendar file is larger than {limit} MB. Export a shorter time from your calendar.",
    ),
    "ical.too_many_events": (
        "Tệp có {count} sự kiện, nhiều hơn {limit}. Hãy xuất lại một khoảng thời gian ngắn hơn.",
        "The file has {count} events, more than {limit}. Export a shorter time from your calendar.",
    ),
    "ical.too_many_lines": (
        "Tệp có hơn {limit} dòng. Hãy xuất lại một khoảng thời gian ngắn hơn.",
        "The file has more than {limit} lines. Export a shorter time from your calendar.",
    ),
    "ical.too_much_work": (
        "Tệp có quá nhiều lần lặp đếm theo số lần hoặc quá nhiều ngày liệt kê. Hãy đặt ngày kết thúc thay cho số lần,"
        " hoặc xuất một khoảng thời gian ngắn hơn.",
        "The file counts too many repeats or lists too many dates. Give an end date instead of a number of times,"
        " or export a shorter time.",
    ),
    "ical.too_many_rules": (
        "Sự kiện có hơn {limit} quy tắc lặp. Hãy tách thành các sự kiện riêng rồi nhập lại.",
        "The event has more than {limit} rules. Make separate events of it and import it again.",
    ),
    "ical.not_a_calendar": (
        "Đây không phải tệp lịch .ics: không có dòng BEGIN:VCALENDAR. Hãy xuất lại từ phần mềm lịch của bạn.",
        "This is not an .ics calendar file: it has no line BEGIN:VCALENDAR. Export it again from your calendar.",
    ),
    "ical.broken": (
        "Tệp hỏng ở dòng {line}: các khối lồng nhau quá sâu. Hãy xuất lại từ phần mềm lịch của bạn.",
        "The file is broken at line {line}: blocks stand too deep inside each other. Export it again.",
    ),
    "ical.line_broken": (
        "Dòng này không đọc được nên đã bỏ qua: {text}",
        "This line cannot be read and was left out: {text}",
    ),
    "ical.encoding": (
        "{count} dòng không phải chữ UTF-8, một số dấu có thể sai. Hãy xuất lại tệp với bảng mã UTF-8.",
        "{count} lines are not UTF-8 text, so some letters may be wrong. Export the file again as UTF-8.",
    ),
    "ical.cut_off": (
        "Tệp bị cắt ngang ở đây: phần sau thiếu. Hãy tải lại tệp.",
        "The file is cut off here: the rest is missing. Download it again.",
    ),
    "ical.component": (
        "Chỉ sự kiện mới xếp được vào lịch phát; mục {kind} (việc cần làm, ghi chú…) không lấy.",
        "Only events can be scheduled; a {kind} (task, note...) is not taken.",
    ),
    "ical.ignored": (
        "Không dùng đến trong lịch phát thanh: {names}.",
        "Of no use for loudspeakers and left out: {names}.",
    ),
    "ical.cancelled": (
        "Sự kiện đã bị hủy trong lịch của bạn nên không lấy.",
        "The event is cancelled in your calendar, so it is not taken.",
    ),
    "ical.past": (
        "Sự kiện đã qua, không còn phát nữa.",
        "The event is over and would never sound any more.",
    ),
    "ical.twice": (
        "Sự kiện này có bản mới hơn trong cùng tệp; lấy bản mới.",
        "The file has a newer version of this event; the newer one is taken.",
    ),
    "ical.no_title": (
        "Sự kiện không có tên nên không biết phát bản tin nào.",
        "The event has no title, so nobody knows which bulletin it means.",
    ),
    "ical.title_long": (
        "Tên sự kiện dài hơn {limit} chữ, phần sau bị bỏ.",
        "The title is longer than {limit} characters; the rest is left out.",
    ),
    "ical.no_start": (
        "Sự kiện không có thời điểm bắt đầu. Hãy thêm ngày giờ trong phần mềm lịch.",
        "The event has no start. Give it a day and a time in your calendar.",
    ),
    "ical.no_time": (
        "Sự kiện cả ngày {day} không có giờ phát; hệ thống không tự đoán giờ. Hãy đặt giờ rồi nhập lại.",
        "The event of the whole day {day} has no time, and none is guessed. Give it a time and import it again.",
    ),
    "ical.bad_value": (
        "Không hiểu giá trị “{value}”. Hãy sửa trong phần mềm lịch rồi nhập lại.",
        "The value “{value}” cannot be understood. Mend it in your calendar and import it again.",
    ),
    "ical.bad_length": (
        "Thời lượng của sự kiện không hợp lệ; lịch phát theo độ dài thật của bản tin.",
        "The length of the event cannot be; the real length of the bulletin counts anyway.",
    ),
    "ical.unknown_zone": (
        "Không biết múi giờ “{zone}”; giờ được hiểu theo {used}. Hãy kiểm tra lại giờ phát.",
        "The time zone “{zone}” is unknown; times are read as {used}. Check them.",
    ),
    "ical.other_zone": (
        "Giờ của sự kiện tính theo múi giờ {zone}.",
        "The times of this event are those of {zone}.",
    ),
    "ical.several_rules": (
        "Sự kiện có {count} quy tắc lặp; mỗi quy tắc thành một lịch riêng. Lần trùng sẽ phát hai lần: hãy xem lại.",
        "The event has {count} rules; each becomes a schedule. Where they meet it would sound twice: check it.",
    ),
    "ical.exrule": (
        "Sự kiện có quy tắc loại trừ (EXRULE) kiểu cũ, không hỗ trợ. Hãy đổi thành các ngày loại trừ rồi nhập lại.",
        "The event has an outdated excluding rule (EXRULE). Turn it into excluded dates and import it again.",
    ),
    "ical.too_often": (
        "Sự kiện phát quá {most} lần một ngày, không loa nào phát như vậy. Hãy sửa quy tắc lặp rồi nhập lại.",
        "The event would sound more than {most} times a day; no loudspeaker does. Change its rule and import again.",
    ),
    "ical.too_many_dates": (
        "Sự kiện liệt kê hơn {limit} ngày. Hãy dùng quy tắc lặp thay cho danh sách ngày.",
        "The event lists more than {limit} dates. Use a rule instead of a list.",
    ),
    "ical.period_length": (
        "Lần phát thêm có thời lượng riêng; chỉ lấy giờ bắt đầu, độ dài theo bản tin.",
        "An added date has a length of its own; only its start is taken, the bulletin decides the length.",
    ),
    "ical.rdate_no_time": (
        "Có ngày thêm không có giờ nên đã bỏ qua; hệ thống không tự đoán giờ.",
        "An added date has no time and was left out; no time is guessed.",
    ),
    "ical.first_unmatched": (
        "Ngày bắt đầu {first} không khớp quy tắc lặp; chỉ phát vào các ngày đúng quy tắc.",
        "The first day {first} does not fit its rule; only the days of the rule sound.",
    ),
    "ical.this_and_future": (
        "Thay đổi cho “lần này và các lần sau” chỉ lấy được cho đúng lần này. Hãy xem lại các lần sau.",
        "A change of “this and all later” was taken for this one only. Check the later ones.",
    ),
    "ical.this_and_prior": (
        "Thay đổi cho “lần này và các lần trước” chỉ lấy được cho đúng lần này. Hãy xem lại các lần trước.",
        "A change of “this and all earlier” was taken for this one only. Check the earlier ones.",
    ),
    "ical.split": (
        "Từ {day} trở đi lịch theo bản đã đổi này; lịch cũ dừng trước đó.",
        "From {day} on the schedule is as changed here; the old one ends before.",
    ),
    "ical.range_not_kept": (
        "Không có quy tắc lặp nào nói được giờ mới cho mọi lần sau. Hãy sửa quy tắc lặp trong phần mềm lịch.",
        "No rule can say the new times of all later ones. Change the rule itself in your calendar.",
    ),
    "ical.too_many_splits": (
        "Sự kiện bị đổi “từ lần này trở đi” quá nhiều lần. Hãy tách thành các sự kiện riêng trong phần mềm lịch.",
        "The event is changed from some day on too many times. Make separate events of it in your calendar.",
    ),
    "ical.range_unmatched": (
        "Ngày {day} không phải một lần của sự kiện gốc; thay đổi được tính từ lần kế tiếp. Hãy xem lại giờ.",
        "{day} is no instance of the event; the change counts from the next one on. Check the times.",
    ),
    "ical.range_own_rule": (
        "Thay đổi từ {day} có quy tắc lặp riêng; từ đó chỉ theo quy tắc này. Hãy xem lại.",
        "The change from {day} on has a rule of its own; only that rule counts from there on. Check it.",
    ),
    "ical.no_origin": (
        "Sự kiện này thay cho một lần của sự kiện khác không có trong tệp; nó được lấy riêng.",
        "This stands for one instance of an event that is not in the file; it is taken by itself.",
    ),
    "ical.mark_broken": (
        "Phần ghi riêng của hệ thống này đã bị sửa và không đọc được; chỉ lấy những gì lịch thường có.",
        "The part that this system wrote for itself was changed and cannot be read; the plain event is taken.",
    ),
    "ical.emergency": (
        "Tin khẩn cấp không xếp được từ tệp lịch. Hãy dùng mục Khẩn cấp.",
        "Emergencies cannot come from a calendar file. Raise an alarm instead.",
    ),
    "ical.grade_whole": ("Hiểu hết", "Understood"),
    "ical.grade_partly": ("Hiểu một phần", "Understood partly"),
    "ical.grade_not": ("Không hiểu", "Not understood"),
    "ical.fit_new": ("Xếp được vào lịch.", "Can be scheduled."),
    "ical.fit_changed": (
        "Đang có trong lịch phát; nhập sẽ sửa lịch đó.",
        "Stands in the schedule; taking it changes it.",
    ),
    "ical.fit_same": ("Đã có sẵn trong lịch phát, không cần nhập.", "Stands in the schedule already, just so."),
    "ical.fit_over": ("Đã qua, không còn phát nữa.", "It is over and never sounds any more."),
    "ical.fit_no_bulletin": (
        "Chưa có bản tin nào tên “{title}”. Hãy soạn bản tin đó trước rồi nhập lại.",
        "There is no bulletin called “{title}”. Write it first, then import again.",
    ),
    "ical.fit_refused": ("Không xếp được.", "Cannot be scheduled."),
    "ical.taken": ("Đã xếp {count} lịch.", "{count} schedules placed."),
    "ical.undo_with": (
        "Hoàn tác lần nhập này: broadcaster timetable undo {batch} --by {login}",
        "To undo this import: broadcaster timetable undo {batch} --by {login}",
    ),
    "ical.undone": ("Đã hoàn tác {count} lịch.", "{count} schedules are as before the import."),
    "ical.changed_since": (
        "Lịch này đã được sửa sau lần nhập nên giữ nguyên; hãy xem lại trên trang của lịch.",
        "This schedule was changed after the import and stays as it is; look at it on its own page.",
    ),
    "ical.nothing_to_undo": (
        "Không còn gì của lần nhập này để hoàn tác.",
        "Nothing of this import is left to undo.",
    ),
    "upload.missing": (
        "Tệp đã tải lên không còn (chỉ giữ một ngày). Hãy tải lên lại.",
        "The uploaded file is gone (it is kept for one day). Upload it again.",
    ),
    "upload.none": (
        "Chưa chọn tệp. Hãy chọn một tệp .ics.",
        "No file is chosen. Choose an .ics file.",
    ),
    "upload.nothing_ticked": (
        "Chưa đánh dấu sự kiện nào. Hãy đánh dấu những mục muốn xếp lịch.",
        "Nothing is ticked. Tick what you want to schedule.",
    ),
    "ical.changed_elsewhere": (
        "Giờ của lịch này đã được sửa bằng phần mềm khác; lấy giờ mới trong tệp.",
        "The times of this schedule were changed with another program; those in the file count.",
    ),
}
