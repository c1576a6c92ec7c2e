"""Looking at the schedule: the day on its ruler, the next 24 hours with reasons, the week on paper."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.accounts import Role
from broadcaster.bulletins import Field
from schedules.priority import Priority
from schedules.programme import Fill, Programme
from schedules.recurrence import daily, once
from tests.house import START, House
from tests.web.readers import Reader
from web.diary import Ruler, line_of, ruler_of
from web.weeks import Layer, Sounding

MONDAY = START.date()
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
COMMUNE = Layer(1, "c1", "home", "Cấp xã", "Phường Dĩ An", mine=True)


def sounding(start: datetime, minutes: float | None = 10) -> Sounding:
    """Return a line of a day."""
    end = None if minutes is None else start + minutes * MINUTE
    return Sounding(start, end, "Tin", "e1", Priority.ORDINARY, COMMUNE)


def test_the_ruler_reaches_as_far_as_something_sounds() -> None:
    """From five to ten in the evening, earlier and later only if something sounds there, over midnight to its end."""
    usual = ruler_of(MONDAY, (sounding(FIVE),))
    assert (usual.first, usual.last, usual.hours) == (5, 22, range(5, 22))
    early = datetime(2026, 11, 22, 20, 15, tzinfo=UTC)
    assert ruler_of(MONDAY, (sounding(early, None),)).first == 3
    assert ruler_of(MONDAY, (sounding(FIVE + timedelta(hours=5)),)).last == 23
    assert ruler_of(MONDAY, (sounding(FIVE + timedelta(hours=6), 120),)).last == 24


def test_bars_stand_at_their_hours() -> None:
    """A bar begins where its time is and is as long as it lasts; what has no length yet is still to be seen."""
    ruler = Ruler(7, 17, FIVE - timedelta(hours=10), FIVE)
    line = line_of(sounding(FIVE - timedelta(hours=5), 60), ruler)
    assert (line.x, line.width) == (50.0, 10.0)
    short = line_of(sounding(FIVE, None), ruler)
    assert short.x + short.width == 100
    assert short.width > 0


def test_a_day_with_all_its_levels(officer: Reader, here: House) -> None:
    """Province, commune and what waits stand in one day, each with its level; only one's own can be dragged."""
    ready, waits = here.ready(), here.submitted(text="Mai cúp nước.")
    province = replace(here.officer, scope="79", role=Role.OPERATOR)
    urgent = here.entry(ready.id, targets=("79",), title="Của tỉnh", priority=Priority.PRIORITY)
    here.dispatch.add_entry(replace(urgent, recurrence=once(MONDAY, time(12))), province)
    here.dispatch.add_entry(here.entry(ready.id, title="Của xã", base=True), here.officer)
    here.dispatch.add_entry(here.entry(waits.id, title="Còn chờ", recurrence=once(MONDAY, time(18))), here.officer)
    here.dispatch.publish_due()
    page = officer.read("/plans/day")
    for words in ("Của tỉnh", "Cấp tỉnh", "Của xã", "Cấp xã", "chương trình nền", "Còn chờ", "chờ duyệt"):
        assert words in page
    assert page.count("data-bar") == 2
    assert "data-now-from" in page
    week = officer.read("/plans")
    assert "Cấp tỉnh" in week
    assert week.count("data-move") == 2


@pytest.mark.slow
def test_a_long_day_is_paged(officer: Reader, here: House) -> None:
    """Sixty lines at a time; the week shows fewer and leads to the day."""
    ready = here.ready()
    for number in range(4):
        times = [time(6 + hour, 15 * number) for hour in range(15)] + [
            time(6 + hour, 15 * number + 7) for hour in range(5)
        ]
        here.dispatch.add_entry(here.entry(ready.id, recurrence=once(date(2026, 11, 24), *times)), here.officer)
    here.dispatch.publish_due()
    first = officer.read("/plans/day?day=2026-11-24")
    assert first.count('class="ruler-name"') == 60
    assert "from=60" in first
    rest = officer.read("/plans/day?day=2026-11-24&from=60")
    assert rest.count('class="ruler-name"') == 20
    assert "lần nữa, xem cả ngày" in officer.read("/plans")


def test_what_is_next_and_why(officer: Reader, here: House) -> None:
    """What sounds and what does not, each with its reason and the people behind it; also for one station."""
    ready, waits = here.ready(), here.submitted(text="Mai cúp nước.")
    here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer)
    here.dispatch.add_entry(here.entry(waits.id, title="Còn chờ"), here.officer)
    here.dispatch.publish_due()
    page = officer.read("/plans/next")
    for words in ("Sẽ phát", "Còn chờ", "Nguyễn Thị Mai xếp lịch", "Trần Thị Lan duyệt", "đến 08:00 ngày mai"):
        assert words in page
    assert "Cụm loa Khu phố 1" in officer.read("/plans/next?where=station:st-1")
    assert officer.open("/plans/next?where=station:st-2").status_code == 403
    assert officer.open("/plans/next?where=station:none").status_code == 404


def test_a_programme_says_what_it_leaves_out(officer: Reader, here: House) -> None:
    """On the day and in the next 24 hours: which approved bulletin is not in which programme, and why."""
    here.ready(title="Tiêm chủng")
    here.ready(title="Gương tốt", field=Field.EXAMPLE)
    here.ready(title="Đã hết hạn", valid_until=START + timedelta(hours=2))
    news = Programme(30 * MINUTE, (Fill(frozenset({int(Field.GENERAL)})),))
    wish = here.entry(title="Bản tin chiều xã", recurrence=daily(MONDAY, time(17)), programme=news)
    here.dispatch.add_entry(wish, here.officer)
    here.dispatch.publish_due()
    pages = [officer.read(address) for address in ("/plans/day", "/plans/next", "/plans/next?where=station:st-1")]
    for page in pages:
        assert "Không lấy 2 bản tin" in page
        for title in ("Gương tốt", "Đã hết hạn"):
            assert f"“{title}”" in page
        assert "“Tiêm chủng”" not in page
    assert "Bản tin chiều xã: Không lấy" in pages[0]
    here.clock.advance(timedelta(hours=10))
    assert "Không lấy" not in officer.read("/plans/day")


def test_an_empty_day_teaches_the_next_step(officer: Reader) -> None:
    """A day or a place without anything says what to do."""
    assert "Ngày này không phát gì" in officer.read("/plans/day?day=2026-12-24")
    assert "24 giờ tới không phát gì" in officer.read("/plans/next")


def test_the_week_on_paper(officer: Reader, here: House) -> None:
    """All seven days with their lunar dates, complete, with who placed what."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer)
    here.dispatch.publish_due()
    page = officer.read("/plans/print?day=2026-11-23")
    assert "Lịch phát thanh Phường Dĩ An" in page
    assert "Từ Thứ Hai, 23/11/2026 đến Chủ nhật, 29/11/2026" in page
    assert page.count('scope="rowgroup"') == 7
    assert "âm lịch" in page
    assert page.count("17:00") == 7
