"""Past editions: what each changed, in words, who did it, and the way back."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest

from schedules.recurrence import daily
from schedules.timetable.differing import difference
from tests.house import START, House
from tests.web.readers import Reader
from web.history import summed

MONDAY = START.date()
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
PART = {"HX-Request": "true"}


def test_nothing_was_sent_yet(officer: Reader) -> None:
    """A place without editions says what will stand here."""
    assert "Chưa gửi lịch nào" in officer.read("/plans/history")


def test_what_changed_and_who_did_it(officer: Reader, here: House) -> None:
    """The newest edition tells what it changed, older ones when asked; undo stands beside each step."""
    ready = here.ready()
    entry = here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer).entry
    here.dispatch.publish_due()
    assert "bản lịch cũ nhất" in officer.read("/plans/history")
    here.clock.advance(timedelta(minutes=10))
    here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    here.dispatch.publish_due()
    page = officer.read("/plans/history")
    assert "Bỏ “Bản tin chiều”" in page
    assert "17:00 hôm nay" in page
    assert "Nguyễn Thị Mai" in page
    number = re.search(r"/plans/history/(\d+)", page)
    assert number is not None
    whole = officer.read(f"/plans/history/{number[1]}?where=c1")
    part = officer.open(f"/plans/history/{number[1]}?where=c1", headers=PART).text
    assert "<html" in whole
    assert "<html" not in part
    assert officer.open("/plans/history/17").status_code == 404
    undo = re.search(rf'action="(/plans/{entry.id}/undo/1[^"]*)"', page)
    assert undo is not None
    officer.send(undo[1])
    here.clock.advance(timedelta(minutes=10))
    here.dispatch.publish_due()
    assert "Thêm “Bản tin chiều”" in officer.read("/plans/history")


def test_the_same_change_is_said_once(here: House) -> None:
    """An hour later on eight days is one sentence with its eight days."""
    ready = here.ready()
    entry = here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer).entry
    here.dispatch.publish_due()
    week = (START, START + timedelta(days=9))
    before = here.dispatch.airings_between("c1", *week)
    later = here.dispatch.change_entry(
        entry.id, here.entry(ready.id, recurrence=daily(MONDAY, time(18))), here.officer, version=1
    )
    here.dispatch.publish_due()
    (told,) = summed(difference(before, here.dispatch.airings_between("c1", *week)))
    assert (told.change.value, len(told.times)) == ("moved", len(before))
    assert told.times[0] == later.consequence.first


@pytest.mark.slow
def test_long_histories_are_paged(officer: Reader, here: House) -> None:
    """Twelve editions at a time."""
    ready = here.ready()
    for number in range(14):
        here.dispatch.add_entry(here.entry(ready.id, title=f"Lịch {number}"), here.officer)
        here.dispatch.publish_due()
        here.clock.advance(timedelta(minutes=1))
    page = officer.read("/plans/history")
    following = re.search(r"/plans/history\?[^\"]*from=(\d+)", page)
    assert following is not None
    assert "Lịch 13" in page
    older = officer.read(f"/plans/history?from={following[1]}")
    assert older.count("Lịch gửi lúc") == 2
