"""What the rules of the house say to those who set them: nothing may be looser than above."""

TEXTS: dict[str, tuple[str, str]] = {
    "rules.hours_invalid": (
        "“{value}” không phải là một khoảng giờ. Hãy ghi như 05:30-21:00.",
        "“{value}” is not a stretch of hours. Write it like 05:30-21:00.",
    ),
    "rules.hours_half": (
        "Khoảng giờ có {value} còn thiếu một đầu. Hãy điền cả giờ bắt đầu và giờ kết thúc.",
        "The stretch with {value} lacks one end. Fill in both its beginning and its end.",
    ),
    "rules.no_hours": (
        "Hãy cho phép ít nhất một khoảng giờ.",
        "Allow at least one stretch of hours.",
    ),
    "rules.no_weekdays": (
        "Hãy cho phép ít nhất một ngày trong tuần.",
        "Allow at least one day of the week.",
    ),
    "rules.days_invalid": (
        "“{value}” không phải là ngày trong tuần. Hãy ghi như mon-fri hoặc mon,wed,sun.",
        "“{value}” is not a day of the week. Write it like mon-fri or mon,wed,sun.",
    ),
    "rules.limit_invalid": (
        "“{value}” không phải là một số. Hãy ghi số từ 1 đến {most}, hoặc để trống nếu không giới hạn.",
        "“{value}” is not a number. Write one from 1 to {most}, or nothing for no limit.",
    ),
    "rules.changed_meanwhile": (
        "Quy định của {name} vừa được người khác thay đổi. Hãy tải lại trang.",
        "Somebody else has just changed the rules of {name}. Reload the page.",
    ),
    "rules.windows_looser": (
        "{place} chỉ cho phát trong {held}. Giờ phát ở đây phải nằm trong khoảng đó.",
        "{place} allows only {held}. The hours here must lie within them.",
    ),
    "rules.quiet_looser": (
        "{place} giữ yên tĩnh {held}. Giờ yên tĩnh ở đây phải gồm cả khoảng đó; chỉ được thêm, không được bớt.",
        "{place} keeps {held} quiet. The quiet hours here must hold all of that; they may only grow.",
    ),
    "rules.weekdays_looser": (
        "{place} không cho phát vào một trong các ngày đã chọn. Ở đây chỉ được bớt ngày; hãy bỏ chọn ngày đó.",
        "{place} does not allow one of the days chosen. There may only be fewer days here; untick that day.",
    ),
    "rules.minutes_per_day_looser": (
        "{place} cho phát tối đa {held} phút mỗi ngày. Hãy ghi số bằng hoặc nhỏ hơn.",
        "{place} allows at most {held} minutes a day. Write that number or a smaller one.",
    ),
    "rules.minutes_per_session_looser": (
        "{place} cho phát tối đa {held} phút mỗi buổi. Hãy ghi số bằng hoặc nhỏ hơn.",
        "{place} allows at most {held} minutes a session. Write that number or a smaller one.",
    ),
    "rules.sessions_per_day_looser": (
        "{place} cho phát tối đa {held} buổi mỗi ngày. Hãy ghi số bằng hoặc nhỏ hơn.",
        "{place} allows at most {held} sessions a day. Write that number or a smaller one.",
    ),
    "rules.most_repeats_looser": (
        "{place} cho phát một bản tin tối đa {held} lần mỗi ngày. Hãy ghi số bằng hoặc nhỏ hơn.",
        "{place} lets one bulletin sound at most {held} times a day. Write that number or a smaller one.",
    ),
}
