"""The monthly audible exercise: its terms, who stands for them, what became of each one; what is refused. No logic."""

TEXTS: dict[str, tuple[str, str]] = {
    "exercises.plan": (
        "Diễn tập có tiếng hằng tháng: {weekday} {which} của tháng, lúc {at}, tại {places}.",
        "Monthly audible exercise: the {which} {weekday} of the month at {at}, in {places}.",
    ),
    "exercises.off": ("Diễn tập có tiếng hằng tháng đang tắt.", "The monthly audible exercise is off."),
    "exercises.next": ("Lần tới: {weekday} {day} lúc {at}.", "The next one: {weekday} {day} at {at}."),
    "exercises.unagreed": (
        "Chưa phát: còn chờ người thứ hai đồng ý với đúng các điều này.",
        "Nothing sounds yet: a second person must agree to exactly these terms.",
    ),
    "exercises.weak": (
        "Không phát: người đặt hoặc người đồng ý không còn quyền. Người có quyền hãy đặt lại, người khác đồng ý.",
        "Nothing sounds: who set it or who agreed may no longer do so. Somebody who may should set it anew, "
        "another agree.",
    ),
    "exercises.says": ("Loa sẽ nói: “{text}”", "The loudspeakers will say: “{text}”"),
    "exercises.loud": ("Còi: {siren}. Âm lượng {volume}.", "Siren: {siren}. Volume {volume}."),
    "exercises.people": (
        "Người đặt: {set_by}. Người đồng ý: {agreed_by}.",
        "Set by: {set_by}. Agreed by: {agreed_by}.",
    ),
    "exercises.ask_agree": (
        "Đồng ý cho loa tự phát diễn tập này mỗi tháng?",
        "Agree that the loudspeakers sound this exercise by themselves each month?",
    ),
    "exercises.none": ("Chưa diễn tập lần nào.", "There was none yet."),
    "exercises.raised": (
        "{day}: {heard} trong {stations} cụm loa đã có tiếng, {mute} cụm không.",
        "{day}: {heard} of {stations} stations sounded, {mute} did not.",
    ),
    "exercises.held": (
        "{day}: không diễn tập, vì có báo động thật trong 24 giờ trước đó.",
        "{day}: left out, because a real alert stood within the 24 hours before.",
    ),
    "exercises.missed": (
        "{day}: bỏ, vì không phát được trong một giờ sau giờ hẹn và trong giờ được phép.",
        "{day}: left out, it could not begin within an hour and within the allowed hours.",
    ),
    "exercises.refused": (
        "{day}: không diễn tập, vì người đặt hoặc người đồng ý không còn quyền.",
        "{day}: left out, because who set the plan or who agreed to it may no longer do so.",
    ),
    "exercises.skipped": ("{day}: bỏ trước, lý do: {reason}", "{day}: left out beforehand: {reason}"),
    "exercises.day": (
        "Hãy chọn một thứ trong tuần và lần thứ mấy trong tháng, từ 1 đến 4.",
        "Choose a day of the week and which one of the month, 1 to 4.",
    ),
    "exercises.volume": ("Âm lượng từ {least} đến {most}.", "The volume is a number from {least} to {most}."),
    "exercises.siren": ("Hãy chọn một loại còi trong danh sách.", "Choose a siren from the list."),
    "exercises.hours": (
        "Lúc {at} nằm ngoài giờ được phát hoặc trong giờ yên tĩnh của {place}. Hãy chọn giờ khác.",
        "At {at} nothing may sound in {place}: outside the allowed hours or in quiet hours. Choose another hour.",
    ),
    "exercises.none_planned": (
        "Diễn tập hằng tháng đang tắt. Hãy bật trước.",
        "The monthly exercise is off. Turn it on first.",
    ),
    "exercises.own_terms": (
        "Người đặt không tự đồng ý được. Hãy nhờ người thứ hai.",
        "Who set the terms cannot agree to them. Ask a second person.",
    ),
    "exercises.changed_meanwhile": (
        "Các điều này vừa được đổi. Hãy đọc lại rồi mới đồng ý.",
        "The terms were changed meanwhile. Read them again before you agree.",
    ),
    "exercises.setter_gone": (
        "Người đặt không còn quyền báo động ở các nơi này. Người có quyền hãy đặt lại.",
        "Who set the terms may no longer raise alerts in these places. Somebody who may should set them anew.",
    ),
    "exercises.reason": (
        "Hãy ghi lý do, từ {least} đến {most} chữ cái.",
        "Give a reason of {least} to {most} letters.",
    ),
    "exercises.other_day": (
        "Lần tới là ngày {day}, và đã định xong hoặc không phải ngày đã chọn. Hãy tải lại trang.",
        "The next one is on {day}; it is settled already, or not the one that was chosen. Look again.",
    ),
    "exercises.not_skipped": (
        "Lần diễn tập ngày {day} không bị bỏ, hoặc đã qua.",
        "The exercise of {day} is not left out, or is over.",
    ),
}
