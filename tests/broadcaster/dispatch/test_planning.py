"""Placing bulletins in the schedule: what is told before, what is refused, and what can be undone."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster.errors import Missing, Refused
from broadcaster.localities import Kind, Locality
from broadcaster.store import localities
from schedules.priority import Priority
from schedules.recurrence import daily, once
from tests.house import START, House

LATE = once((START + timedelta(days=1)).date(), time(21, 15))


def test_consequences_are_told_before(here: House) -> None:
    """The officer learns when, how long, how many stations, what collides, and where there is room."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    told = here.dispatch.foresee(here.entry(ready.id, title="Nữa"))
    assert (told.first, told.stations) == (START + timedelta(hours=9), 1)
    assert told.overlaps
    assert told.next_free is not None
    assert told.next_free >= START + timedelta(hours=9)


def test_outside_the_hours_needs_a_reason(here: House) -> None:
    """After 21:00 nothing is placed without a reason; with one it is, and waits for a second person."""
    ready = here.ready()
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(ready.id, recurrence=LATE), here.officer)
    assert caught.value.code.startswith("schedules.")
    placed = here.dispatch.add_entry(here.entry(ready.id, recurrence=LATE, outside_reason="Sơ tán"), here.officer)
    assert placed.consequence.outside == (placed.consequence.first,)


def test_the_past_is_refused(here: House) -> None:
    """A schedule that would never sound is not accepted."""
    ready = here.ready()
    gone = replace(here.entry().recurrence, start=(START - timedelta(days=3)).date())
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(ready.id, recurrence=gone), here.officer)
    assert caught.value.code == "plan.in_the_past"


def test_ending_and_undoing(here: House) -> None:
    """An ended entry leaves the timetable and can be brought back."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    here.dispatch.end_entry(placed.entry.id, here.officer, reason="đổi giờ")
    here.dispatch.publish_due()
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=1)) == ()
    here.dispatch.reinstate_entry(placed.entry.id, here.officer)
    here.dispatch.publish_due()
    assert len(here.dispatch.airings_between("c1", START, START + timedelta(days=1))) == 1


def test_overlapping_entries_are_told_in_both_directions(here: House) -> None:
    """Two entries at one minute: the second is accepted and its collision told, with who waits for whom."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id, title="Trước"), here.officer)
    placed = here.dispatch.add_entry(here.entry(ready.id, title="Sau"), here.officer)
    (overlap,) = placed.consequence.overlaps
    assert {overlap.first.title, overlap.second.title} == {"Trước", "Sau"}
    assert overlap.reason.code.startswith("schedules.")
    apart = here.entry(ready.id, recurrence=daily(START.date(), time(18, 0)))
    assert here.dispatch.foresee(apart).overlaps == ()


def test_what_waits_for_approval_collides_too(here: House) -> None:
    """Two entries whose bulletins nobody has approved yet collide as they will once they are."""
    first, second = here.submitted(), here.submitted(text="Mai cúp nước.")
    here.dispatch.add_entry(here.entry(first.id, title="Trước"), here.officer)
    assert len(here.dispatch.foresee(here.entry(second.id)).overlaps) == 1
    here.dispatch.cancel_bulletin(first.id, here.officer, reason="nhầm")
    assert here.dispatch.foresee(here.entry(second.id)).overlaps == ()


def test_a_collision_with_the_province_is_told(here: House) -> None:
    """What the province plans for all its communes collides with a commune's entry at that minute."""
    ready = here.ready()
    operator = replace(here.officer, scope="79")
    theirs = here.entry(ready.id, targets=("79",), title="Tỉnh", priority=Priority.PRIORITY)
    here.dispatch.add_entry(theirs, operator)
    told = here.dispatch.foresee(here.entry(ready.id))
    assert {one.first.title for one in told.overlaps} | {one.second.title for one in told.overlaps} >= {"Tỉnh"}


def test_asking_keeps_nothing(here: House) -> None:
    """A question about the future leaves no entry and no new edition, and answers for sounds not made yet."""
    sent = here.submitted(text="Mai cúp nước từ tám giờ.")
    here.dispatch.publish_due()
    told = here.dispatch.foresee(here.entry(sent.id, recurrence=daily(START.date(), time(17, 0))))
    assert (len(told.starts), told.stations, told.localities) == (8, 1, ("c1",))
    assert timedelta(seconds=10) < told.duration < timedelta(minutes=1)
    assert here.dispatch.publish_due() == 0


def test_a_single_station_is_a_place(here: House) -> None:
    """An entry for one station counts one station and stands in that station's timetable only."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id, targets=(), stations=("st-1",)), here.officer)
    assert placed.consequence.stations == 1
    here.dispatch.publish_due()
    day = (START, START + timedelta(days=1))
    assert len(here.dispatch.airings_between("station:st-1", *day)) == 1
    assert here.dispatch.airings_between("c1", *day) == ()


def test_unknown_things_are_named(here: House) -> None:
    """An unknown bulletin or station is named, and nothing is kept."""
    ready = here.ready()
    with pytest.raises(Missing, match="b-none"):
        here.dispatch.add_entry(here.entry("b-none"), here.officer)
    with pytest.raises(Missing, match="st-none"):
        here.dispatch.add_entry(here.entry(ready.id, stations=("st-none",)), here.officer)
    with pytest.raises(Missing, match="e-none"):
        here.dispatch.end_entry("e-none", here.officer, reason="")
    assert here.dispatch.publish_due() == 0


def test_what_has_ended_cannot_be_placed(here: House) -> None:
    """A cancelled bulletin and a merged locality take no entries, neither new ones nor ones brought back."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.end_entry(placed.entry.id, here.officer, reason="")
    here.dispatch.cancel_bulletin(ready.id, here.officer, reason="nhầm")
    for again in (
        lambda: here.dispatch.add_entry(here.entry(ready.id), here.officer),
        lambda: here.dispatch.reinstate_entry(placed.entry.id, here.officer),
    ):
        with pytest.raises(Refused) as caught:
            again()
        assert caught.value.code == "bulletin.ended"
    with here.dispatch.store.begin("test") as tx:
        localities.add(tx, Locality("h2", "Khu phố 2", Kind.HAMLET, "c1"))
        localities.merge(tx, ["h2"], "h1")
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(here.ready().id, targets=("h2",)), here.officer)
    assert caught.value.code == "locality.retired"


def test_an_entry_can_be_ended_after_its_bulletin(here: House) -> None:
    """Cancelling a bulletin leaves its entries in the schedule; they can still be cleared away."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.cancel_bulletin(ready.id, here.officer, reason="nhầm")
    assert here.dispatch.end_entry(placed.entry.id, here.officer, reason="").ended_at == START
