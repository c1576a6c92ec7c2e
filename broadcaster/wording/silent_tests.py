"""The weekly silent test: when it is and what became of it, said on the page of alerts and at a terminal. No logic."""

TEXTS: dict[str, tuple[str, str]] = {
    "tests.plan": (
        "Thử im lặng hằng tuần: {weekday} lúc {at}. Mọi cụm loa của tỉnh kiểm lệnh và báo về; loa không kêu.",
        "Weekly silent test: {weekday} at {at}. Every station of the province verifies the order and reports; "
        "no loudspeaker sounds.",
    ),
    "tests.off": (
        "Thử im lặng hằng tuần đang tắt. Muốn bật lại: trang Lịch thử và diễn tập, hoặc "
        "broadcaster alert tests set --on.",
        "The weekly silent test is off. To turn it on: the page Tests and exercises, or "
        "broadcaster alert tests set --on.",
    ),
    "tests.none": ("Chưa thử lần nào.", "There was none yet."),
    "tests.raised": (
        "{day}: {verified} trong {stations} cụm loa đã xác nhận, {mute} cụm không xác nhận.",
        "{day}: {verified} of {stations} stations verified it, {mute} did not.",
    ),
    "tests.held": (
        "{day}: hoãn vì có báo động thật; chỉ thử bù trong ngày.",
        "{day}: held back by a real alert; made up only within its day.",
    ),
    "tests.missed": (
        "{day}: không thử được, máy chủ không chạy đến hết ngày.",
        "{day}: left out, the server did not run for the rest of the day.",
    ),
    "tests.refused": (
        "{day}: không thử, vì người đặt lịch không còn quyền báo động toàn tỉnh. "
        "Người có quyền hãy đặt lại ở trang Lịch thử và diễn tập, hoặc: broadcaster alert tests set --on.",
        "{day}: not raised, because who set the plan may no longer raise alerts in the whole province. "
        "Somebody who may should set it anew on the page Tests and exercises, or: broadcaster alert tests set --on.",
    ),
}
