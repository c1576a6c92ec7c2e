"""Changing what is placed, as a phone does it: one time, all times, days copied, each with its way back."""

import re
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.localities import Kind, Locality
from broadcaster.plans import Entry
from broadcaster.store import localities
from broadcaster.store import plans as plan_rows
from schedules.recurrence import daily, once
from tests.house import START, House
from tests.web.readers import Reader
from web.moving import stamp

MONDAY = START.date()
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
WISH = {"day": "2026-11-23", "time": "18:00", "repeat": "1", "every": ""}


@pytest.fixture
def entry(here: House) -> Entry:
    """A bulletin at 17:00 every day, published."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(MONDAY, time(17))), here.officer).entry
    here.dispatch.publish_due()
    return placed


def form_of(entry: Entry, at: datetime = FIVE) -> str:
    """Return the address of the form that changes one time."""
    return f"/plans/{entry.id}/change?at={stamp(at)}"


def heard(here: House) -> list[datetime]:
    """Publish and return what begins in the next two days."""
    here.dispatch.publish_due()
    return [one.start for one in here.dispatch.airings_between("c1", START, START + 2 * DAY)]


def undo_address(page: str) -> str:
    """Return where the undo button of the next page leads."""
    found = re.search(r'action="(/plans/[^"]+/undo[^"]*)"', page)
    assert found is not None
    return found[1]


def test_one_time_is_changed_and_undone(officer: Reader, here: House, entry: Entry) -> None:
    """The form tells what will be, moves this time only, and the next page takes it back."""
    page = officer.read(form_of(entry))
    assert 'value="17:00"' in page
    told = officer.send(form_of(entry), {**WISH, "do": "foresee"}, form=form_of(entry)).text
    assert "Lần đầu 18:00 hôm nay" in told
    assert heard(here) == [FIVE, FIVE + DAY]
    kept = officer.send(form_of(entry), {**WISH, "do": "save"}, form=form_of(entry))
    assert kept.headers["Location"] == "/plans/day?where=c1&day=2026-11-23"
    assert heard(here) == [FIVE + timedelta(hours=1), FIVE + DAY]
    officer.send(undo_address(officer.read("/plans/day")))
    assert heard(here) == [FIVE, FIVE + DAY]


def test_all_times_are_changed(officer: Reader, here: House, entry: Entry) -> None:
    """Asked for every time at this hour, all days move; undoing brings all back."""
    officer.send(form_of(entry), {**WISH, "every": "yes", "do": "save"}, form=form_of(entry))
    assert heard(here) == [FIVE + timedelta(hours=1), FIVE + DAY + timedelta(hours=1)]
    officer.send(undo_address(officer.read("/plans/day")))
    assert heard(here) == [FIVE, FIVE + DAY]


def test_a_drag_fills_the_form(officer: Reader, entry: Entry, here: House) -> None:
    """Where a bar was dropped, or how long it was drawn, stands in the form that opens."""
    moved = officer.read(f"{form_of(entry)}&to={stamp(FIVE + timedelta(minutes=35))}")
    assert 'value="17:35"' in moved
    length = here.dispatch.foresee(entry).duration.total_seconds()
    longer = officer.read(f"{form_of(entry)}&seconds={int(length * 3)}")
    assert re.search(r'name="repeat" type="number" value="3"', longer)
    other_day = officer.read(f"{form_of(entry)}&day=2026-11-25")
    assert 'value="2026-11-25"' in other_day


def test_a_time_is_skipped_and_undone(officer: Reader, here: House, entry: Entry) -> None:
    """One tap takes one time out; the page says so and offers it back."""
    officer.send(f"/plans/{entry.id}/skip", {"at": stamp(FIVE)}, form=form_of(entry))
    assert heard(here) == [FIVE + DAY]
    page = officer.read("/plans/day")
    assert "Đã bỏ lần phát" in page
    officer.send(undo_address(page))
    assert heard(here) == [FIVE, FIVE + DAY]


@pytest.mark.slow
def test_a_taken_place_is_offered_another(officer: Reader, here: House, entry: Entry) -> None:
    """On a collision the nearest free place is one button; what is typed meanwhile stays."""
    other = here.ready(title="Thu gom rác", text="Ngày mai thu gom rác cồng kềnh.")
    here.dispatch.add_entry(here.entry(other.id, recurrence=once(MONDAY, time(18))), here.officer)
    page = officer.send(form_of(entry), {**WISH, "do": "foresee"}, form=form_of(entry)).text
    free = page.split('value="free ')[1].split('"')[0]
    moved = officer.send(form_of(entry), {**WISH, "do": f"free {free}"}, form=form_of(entry)).text
    assert "Chuyển sang giờ này" not in moved
    assert 'value="18:01"' in moved
    partly = officer.send(f"/plans/{entry.id}/change/foresee?at={stamp(FIVE)}", WISH, form=form_of(entry)).text
    assert "Giờ này đã có chương trình" in partly


FAULTY = [
    ({"time": "chiều", "do": "save"}, "không đọc được"),
    ({"day": "2026-11-20", "do": "save"}, "đã qua"),
    ({"day": "2026-11-24", "every": "yes", "do": "save"}, "sang ngày khác"),
    ({"do": "free soon"}, "không đọc được"),
]


@pytest.mark.parametrize(("changes", "words"), FAULTY)
def test_what_cannot_be_is_said(
    officer: Reader, here: House, entry: Entry, changes: dict[str, str], words: str
) -> None:
    """Each fault in words, nothing changed, the form still filled."""
    answer = officer.send(form_of(entry), {**WISH, **changes}, form=form_of(entry))
    assert (answer.status_code, words in answer.text) == (422, True)
    asked = officer.send(f"/plans/{entry.id}/change/foresee?at={stamp(FIVE)}", {**WISH, **changes}, form="/plans")
    assert asked.status_code == 200
    assert heard(here) == [FIVE, FIVE + DAY]


def test_after_the_start_it_is_too_late(officer: Reader, here: House, entry: Entry) -> None:
    """Once it has begun the page of the time offers no change, and the form refuses one."""
    here.clock.moment = FIVE + timedelta(seconds=1)
    assert "đã bắt đầu" in officer.read(f"/plans/{entry.id}?at={stamp(FIVE)}")
    answer = officer.send(form_of(entry), {**WISH, "do": "save"}, form="/plans")
    assert answer.status_code == 422
    assert "đã bắt đầu phát" in answer.text


def test_two_people_at_once(officer: Reader, leader: Reader, here: House, entry: Entry) -> None:
    """Who saves second is told, and sees what they had typed."""
    edit = f"/plans/{entry.id}/edit"
    fields = {"targets": ["c1"], "bulletin_ids": list(entry.bulletin_ids), "kind": "daily", "first": "2026-11-23"}
    fields |= {
        "times": ["17:00"],
        "priority": "3",
        "repeat": "1",
        "late_minutes": "5",
        "resume": "drop",
        "entry": entry.id,
    }
    both = {**fields, "version": "1", "do": "save"}
    assert leader.send(edit, {**both, "title": "Của Lan"}, form=edit).status_code == 303
    late = officer.send(edit, {**both, "title": "Của Mai"}, form=edit)
    assert late.status_code == 422
    assert "Người khác vừa thay đổi" in late.text
    assert "Của Mai" in late.text


def test_a_day_is_copied_and_undone(officer: Reader, here: House, entry: Entry) -> None:
    """What sounds on one day only is made for the other; one button takes all of it out."""
    here.dispatch.add_entry(here.entry(entry.bulletin_ids[0], recurrence=once(MONDAY, time(9))), here.officer)
    fields = {"where": "c1", "source": "2026-11-23", "to": "2026-11-24", "what": "day"}
    answer = officer.send("/plans/copy", fields, form="/plans")
    assert answer.headers["Location"] == "/plans/day?where=c1&day=2026-11-24"
    nine = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
    assert nine in heard(here)
    page = officer.read("/plans/day")
    assert "Đã chép 1 lịch" in page
    officer.send(undo_address(page))
    assert nine not in heard(here)
    assert officer.send("/plans/copy", {**fields, "what": "week", "to": "2026-11-30"}, form="/plans").status_code == 303


@pytest.mark.slow
def test_what_could_not_be_copied_is_named(officer: Reader, here: House, entry: Entry) -> None:
    """Copying tells what was left out, and why."""
    gone = here.ready(title="Bản tin đã hủy", text="Tin này sẽ hủy.")
    for bulletin in (gone.id, entry.bulletin_ids[0]):
        here.dispatch.add_entry(here.entry(bulletin, recurrence=once(MONDAY, time(9)), title="Sáng"), here.officer)
    here.dispatch.cancel_bulletin(gone.id, here.officer, reason="nhầm")
    officer.send(
        "/plans/copy", {"where": "c1", "source": "2026-11-23", "to": "2026-11-25", "what": "day"}, form="/plans"
    )
    assert "Không chép “Sáng”" in officer.read("/plans")


def test_others_may_not(officer: Reader, here: House) -> None:
    """The officer of one commune neither opens nor sends the forms of another's schedule."""
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("h9", "Ấp 9", Kind.HAMLET, "c2"))
    theirs = here.ready(locality="c1")
    stranger = here.dispatch.add_entry(here.entry(theirs.id, recurrence=daily(MONDAY, time(17))), here.officer).entry
    with here.dispatch.store.begin("test") as tx:
        plan_rows.change(tx, Entry(**{**_fields(stranger), "targets": ("h9",), "version": 2}))
    assert officer.open(form_of(stranger)).status_code == 403
    assert officer.send(f"/plans/{stranger.id}/skip", {"at": stamp(FIVE)}, form="/plans").status_code == 403
    assert officer.send(f"/plans/{stranger.id}/undo/1", form="/plans").status_code == 403
    answer = officer.send(
        "/plans/copy", {"where": "c2", "source": "2026-11-23", "to": "2026-11-24", "what": "day"}, form="/plans"
    )
    assert answer.status_code == 403


def _fields(entry: Entry) -> dict[str, object]:
    return {name: getattr(entry, name) for name in Entry.__slots__}


def test_how_far_the_new_plan_is(officer: Reader, here: House, entry: Entry) -> None:
    """The page of an entry counts the stations that hold the newest plan, and asks again until all do."""
    page = officer.read(f"/plans/{entry.id}/holding")
    assert "0/1 cụm loa đã nhận lịch mới" in page
    assert "hx-get" in page
    here.dispatch.skip_instance(entry.id, FIVE, here.officer)
    assert "Đang ký và gửi lịch mới" in officer.read(f"/plans/{entry.id}/holding")


def test_days_of_addresses_are_local() -> None:
    """A moment in an address is Greenwich's; the day it belongs to is the village's."""
    assert stamp(datetime.combine(date(2026, 11, 23), time(22, 30), UTC)) == "20261123T223000Z"
