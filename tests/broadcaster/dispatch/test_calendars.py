"""Calendar files against a real schedule: what each event becomes, what is taken, and what is given out."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from broadcaster.dispatch import Fit, Weighed
from broadcaster.errors import Missing, Refused
from broadcaster.ical import Imported, read_calendar, write_calendar
from broadcaster.plans import Entry
from broadcaster.store import audit, plans
from broadcaster.store.audit import AuditFilter
from schedules.priority import Priority
from schedules.recurrence import daily
from tests.house import START, House

TOMORROW = date(2026, 11, 24)
DAILY = "DTSTART;TZID=Asia/Ho_Chi_Minh:20261124T170000\r\nRRULE:FREQ=DAILY"


def calendar(*events: str) -> Imported:
    """Read a calendar of these events, each given as its lines."""
    blocks = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in events)
    return read_calendar(f"BEGIN:VCALENDAR\r\n{blocks}END:VCALENDAR\r\n".encode(), "Asia/Ho_Chi_Minh")


def entries(here: House) -> list[Entry]:
    """Return all running entries, the oldest first."""
    with here.dispatch.store.read() as tx:
        return list(reversed(plans.listed(tx, ended=False).items))


def weighed(here: House, imported: Imported, locality: str = "c1") -> list[Weighed]:
    """Return what the events would become at a locality, asked by its officer."""
    return here.dispatch.weigh(imported, locality, here.officer)


def test_an_event_finds_its_bulletin_by_its_title(here: House) -> None:
    """It is placed where the file was brought to, with the bulletin of exactly its title; then it stands there."""
    ready = here.ready(title="Tin chiều")
    imported = calendar(f"SUMMARY:{ready.title}\r\n{DAILY}", f"SUMMARY:Tin khác\r\n{DAILY}")
    mine, other = weighed(here, imported)
    assert (mine.fit, other.fit) == (Fit.NEW, Fit.NO_BULLETIN)
    assert (mine.entry.targets, mine.entry.bulletin_ids) == (("c1",), (ready.id,))
    assert mine.starts[0] == START + timedelta(days=1, hours=9)
    assert mine.consequence is not None
    assert mine.consequence.stations == 1
    assert other.reason.code == "ical.fit_no_bulletin"
    taken = here.dispatch.take([mine], here.officer)
    assert [one.entry for one in taken.placed] == entries(here)
    assert taken.left == ()
    assert [one.fit for one in weighed(here, imported)] == [Fit.SAME, Fit.NO_BULLETIN]
    assert [one.fit for one in weighed(here, imported, "h1")] == [Fit.NEW, Fit.NO_BULLETIN]
    assert [one.fit for one in here.dispatch.weigh(imported, "c2")] == [Fit.NO_BULLETIN, Fit.NO_BULLETIN]


def test_what_cannot_be_placed_is_told(here: House) -> None:
    """The past, hours that are not allowed, a place that is not one's own: each says why."""
    ready = here.ready(title="Tin chiều")
    lines = f"SUMMARY:{ready.title}\r\n"
    early = "DTSTART:20261124T031500"
    imported = calendar(f"{lines}DTSTART:20250101T170000", f"{lines}{early}")
    over, outside = weighed(here, imported)
    assert (over.fit, outside.fit) == (Fit.OVER, Fit.REFUSED)
    assert outside.fault is not None
    assert outside.fault.code == "schedules.quiet_hours"
    (far,) = weighed(here, calendar(f"{lines}DTSTART:20270301T031500\r\nRRULE:FREQ=WEEKLY"))
    assert (far.fit, far.fault and far.fault.code) == (Fit.REFUSED, "schedules.quiet_hours")
    (later,) = weighed(here, calendar(f"{lines}DTSTART:20270301T170000"))
    assert (later.fit, later.consequence and later.consequence.first) == (Fit.NEW, later.starts[0])
    foreign = here.dispatch.weigh(calendar(f"{lines}{DAILY}"), "79", here.officer)
    assert [one.fit for one in foreign] == [Fit.REFUSED]
    taken = here.dispatch.take([over, outside, *foreign], here.officer)
    assert (taken.placed, len(taken.left)) == ((), 3)
    assert here.dispatch.weigh(calendar(), "c1", here.officer) == []
    assert len(here.dispatch.weigh(calendar(*[f"{lines}{DAILY}"] * 3), "c1", wanted={0, 2})) == 2


def test_no_emergency_comes_from_a_file(here: House) -> None:
    """A file that claims to be one of ours and an emergency is refused."""
    ready = here.ready(title="Tin chiều")
    urgent = here.entry(ready.id, recurrence=daily(TOMORROW, time(17)), priority=Priority.EMERGENCY)
    (one,) = weighed(here, read_calendar(write_calendar([urgent], now=START), "Asia/Ho_Chi_Minh"))
    assert one.fit is Fit.REFUSED
    assert one.fault is not None
    assert one.fault.code == "ical.emergency"
    assert here.dispatch.take([replace(one, fit=Fit.NEW)], here.officer).left[0][1].code == "ical.emergency"


def test_a_file_given_out_and_brought_back_changes_nothing(here: House) -> None:
    """Every schedule of the place is known again; a time changed in the file changes that schedule."""
    ready = here.ready(title="Tin chiều")
    placed = here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(TOMORROW, time(6), time(17, 30)), repeat=2), here.officer
    ).entry
    data = here.dispatch.calendar("c1")
    assert "Mời bà con" in data.decode().replace("\r\n ", "")
    (same,) = weighed(here, read_calendar(data, "Asia/Ho_Chi_Minh"))
    assert (same.fit, same.entry.id) == (Fit.SAME, placed.id)
    moved = data.replace(b":20261124T060000", b":20261124T070000").replace(b":20261124T173000", b":20261124T080000")
    both = weighed(here, read_calendar(moved, "Asia/Ho_Chi_Minh"))
    assert [one.fit for one in both] == [Fit.CHANGED, Fit.NEW]
    taken = here.dispatch.take(both, here.officer)
    assert taken.left == ()
    changed, other = sorted(entries(here), key=lambda one: -one.version)
    assert (changed.id, changed.version, changed.recurrence.times) == (placed.id, 2, (time(7),))
    assert (other.recurrence.times, other.repeat, other.bulletin_ids) == ((time(8),), 2, (ready.id,))


@pytest.mark.slow
def test_an_instance_refers_to_its_series(here: House) -> None:
    """The moved instance knows the entry its series became; taken alone it stands by itself."""
    ready = here.ready(title="Tin chiều")
    lines = f"SUMMARY:{ready.title}\r\nUID:1@x\r\n"
    imported = calendar(f"{lines}DTSTART:20261125T090000\r\nRECURRENCE-ID:20261125T170000", f"{lines}{DAILY}")
    instance, series = weighed(here, imported)
    assert (instance.entry.origin, instance.entry.origin_at) == (series.entry.id, START + timedelta(days=2, hours=9))
    alone = here.dispatch.take([instance], here.officer).placed[0].entry
    assert (alone.origin, alone.origin_at) == ("", None)
    here.dispatch.end_entry(alone.id, here.officer, reason="")
    instance, series = weighed(here, imported)
    placed = here.dispatch.take([instance, series], here.officer).placed
    assert [one.entry.origin for one in placed] == ["", series.entry.id]


@pytest.mark.slow
def test_what_only_our_files_say_is_checked_here(here: House) -> None:
    """Bulletins, places, stations and order of another office mean nothing here; those of this one do."""
    ready = here.ready(title="Tin chiều")
    first = here.dispatch.add_entry(here.entry(ready.id), here.officer).entry
    wish = here.entry(
        ready.id,
        recurrence=daily(TOMORROW, time(17)),
        title="Chiều",
        targets=("h1", "c2", "xx"),
        stations=("st-1", "st-2", "st-9"),
        ahead_of=(first.id, "gone"),
        origin="gone",
        origin_at=START,
    )

    def brought(entry: Entry) -> Entry:
        (one,) = weighed(here, read_calendar(write_calendar([entry], now=START), "Asia/Ho_Chi_Minh"))
        return one.entry

    made = brought(wish)
    assert (made.targets, made.stations, made.ahead_of) == (("h1",), ("st-1",), (first.id,))
    assert made.id != wish.id
    assert brought(replace(wish, targets=("c2",), stations=())).targets == ("c1",)
    assert brought(replace(wish, bulletin_ids=("gone",), title=ready.title)).bulletin_ids == (ready.id,)
    assert brought(replace(wish, bulletin_ids=("gone",))).bulletin_ids == ()
    (one,) = weighed(here, read_calendar(write_calendar([wish], now=START), "Asia/Ho_Chi_Minh"))
    taken = here.dispatch.take([one], here.officer).placed[0].entry
    assert (taken.origin, taken.origin_at) == ("", None)


@pytest.mark.slow
def test_an_import_is_undone_whole(here: House) -> None:
    """New schedules end, a changed one is as before, in new editions; every step stands in the audit log."""
    ready = here.ready(title="Tin chiều")
    old = here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(TOMORROW, time(6), time(17, 30)), repeat=2), here.officer
    ).entry
    data = here.dispatch.calendar("c1").replace(b":20261124T060000", b":20261124T070000")
    lines = f"SUMMARY:{ready.title}\r\nUID:1@x\r\n"
    instance = f"{lines}DTSTART:20261125T090000\r\nRECURRENCE-ID:20261125T170000"
    more = "".join(f"BEGIN:VEVENT\r\n{one}\r\nEND:VEVENT\r\n" for one in (instance, f"{lines}{DAILY}"))
    data = data.replace(b"END:VCALENDAR", f"{more}END:VCALENDAR".encode())
    chosen = weighed(here, read_calendar(data, "Asia/Ho_Chi_Minh"))
    taken = here.dispatch.take([one for one in chosen if one.fit in (Fit.NEW, Fit.CHANGED)], here.officer)
    assert (taken.left, len(taken.placed), len(entries(here))) == ((), 4, 4)
    rung = here.rung[0]
    undone = here.dispatch.undo_import(here.dispatch.newest_import(here.officer), here.officer)
    assert (undone.left, len(undone.entries)) == ((), 4)
    assert here.rung[0] > rung
    (back,) = entries(here)
    assert (back.id, back.version) == (old.id, 3)
    assert replace(back, version=1) == old
    with here.dispatch.store.read() as tx:
        rows = audit.listed(tx, AuditFilter(subject=f"import:{taken.batch}")).items
        assert audit.verify(tx).broken_at is None
    assert [one.action for one in rows] == ["plan.undo_import"] * 4 + ["plan.import"] * 4
    with pytest.raises(Refused) as again:
        here.dispatch.undo_import(taken.batch, here.officer)
    assert again.value.code == "ical.nothing_to_undo"


@pytest.mark.slow
def test_what_was_changed_since_stays(here: House) -> None:
    """It is named with the reason, the rest is taken back; what somebody ended needs no undoing; rights count."""
    ready = here.ready(title="Tin chiều")
    lines = f"SUMMARY:{ready.title}\r\n"
    hours = [f"{lines}DTSTART:20261124T{hour}0000\r\nRRULE:FREQ=DAILY" for hour in (15, 16, 17)]
    taken = here.dispatch.take(weighed(here, calendar(*hours)), here.officer)
    kept, over, gone = (one.entry for one in taken.placed)
    here.dispatch.change_entry(kept.id, replace(kept, repeat=2), here.officer, version=1)
    here.dispatch.end_entry(over.id, here.officer, reason="")
    foreign = replace(here.officer, id=here.leader.id, scope="c2")
    assert {fault.code for _, fault in here.dispatch.undo_import(taken.batch, foreign).left} == {"account.denied"}
    undone = here.dispatch.undo_import(taken.batch, here.officer)
    assert [one.id for one in undone.entries] == [gone.id]
    assert [(title, fault.code) for title, fault in undone.left] == [(kept.title, "ical.changed_since")]
    assert [one.id for one in entries(here)] == [kept.id]
    with pytest.raises(Refused):
        here.dispatch.newest_import(here.leader)
    assert here.dispatch.take([], here.officer).placed == ()


def test_many_imported_schedules_are_undone(here: House) -> None:
    """The audit log is read page by page."""
    ready = here.ready(title="Tin chiều")
    lines = f"SUMMARY:{ready.title}\r\n"
    hours = [f"{lines}DTSTART:20261124T{hour}0000\r\nRRULE:FREQ=DAILY" for hour in (14, 15, 16, 17, 18)]
    taken = here.dispatch.take(weighed(here, calendar(*hours)), here.officer)
    assert len(here.dispatch.undo_import(taken.batch, here.officer, at_once=2).entries) == 5
    assert entries(here) == []


def test_a_file_of_ours_changed_from_a_day_on(here: House) -> None:
    """What follows the day becomes an entry of its own; where nothing is left before it, the entry itself changes."""
    ready = here.ready(title="Tin chiều")
    old = here.dispatch.add_entry(here.entry(ready.id, recurrence=daily(TOMORROW, time(17))), here.officer).entry
    whole = here.dispatch.calendar("c1").decode().replace("\r\n ", "")
    event = whole[whole.index("BEGIN:VEVENT") : whole.index("END:VCALENDAR")]
    for day, fits in (("28", [Fit.CHANGED, Fit.NEW]), ("24", [Fit.CHANGED])):
        later = event.replace("RRULE:FREQ=DAILY;INTERVAL=1\r\n", "").replace("20261124T17", f"202611{day}T18")
        changed = f"RECURRENCE-ID;RANGE=THISANDFUTURE:202611{day}T170000\r\nDTSTART"
        data = whole.replace("END:VCALENDAR", later.replace("DTSTART", changed, 1) + "END:VCALENDAR").encode()
        found = weighed(here, read_calendar(data, "Asia/Ho_Chi_Minh"))
        assert ([one.fit for one in found], found[0].entry.id) == (fits, old.id)
    assert found[0].entry.recurrence.times == (time(18),)


def test_a_place_that_is_not_there(here: House) -> None:
    """An unknown locality is said to be unknown."""
    with pytest.raises(Missing):
        here.dispatch.weigh(calendar(), "nowhere", here.officer)
