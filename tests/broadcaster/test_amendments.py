"""Changing an entry: what becomes of it, what is refused, and that every change can be taken back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.amendments import (
    Made,
    Moved,
    change,
    copied,
    is_single,
    moved_always,
    repeats,
    reshaped,
    restore,
    shift,
    skip,
    stand_in,
    starts_on,
    unskip,
)
from broadcaster.errors import BroadcasterError
from broadcaster.plans import REPEAT_LIMIT, Entry, end
from schedules.recurrence import Recurrence, daily, once

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
"""Monday, eight in the morning in Vietnam."""
MONDAY = date(2026, 11, 23)
TUESDAY = date(2026, 11, 24)
FIVE = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
DAY = timedelta(days=1)
DAILY = Entry(
    "e1", "Bản tin", ("c1",), ("b1",), daily(MONDAY, time(5, 30), time(17)), author="mai", created_at=NOW, version=3
)
ONCE = replace(DAILY, id="e2", recurrence=once(MONDAY, time(17)))
HOURLY = Recurrence(MONDAY, (time(7),), "FREQ=DAILY;BYHOUR=7,17")
MADE = Made("e9", "lan", NOW)


def starts(entry: Entry, days: int = 2) -> list[datetime]:
    """Return when an entry begins in the days from Monday on, as distances from 17:00 on Monday."""
    return entry.recurrence.between(NOW - timedelta(hours=8), NOW + days * DAY - timedelta(hours=8))


def test_all_can_be_changed_but_its_birth() -> None:
    """The next version has everything new, but is still made by whom it was made, and stands where it stood."""
    old = replace(DAILY, origin="e0", origin_at=FIVE)
    new = change(old, replace(ONCE, title=" Mới ", author="lan", version=77), NOW)
    assert (new.id, new.author, new.version, new.title) == ("e1", "mai", 4, "Mới")
    assert (new.origin, new.origin_at, new.approved_at, new.recurrence) == ("e0", FIVE, NOW, ONCE.recurrence)


def test_one_time_is_skipped_and_comes_back() -> None:
    """A skipped time is gone, all others stay; the way back leads to the very same times."""
    skipped = skip(DAILY, FIVE, NOW)
    assert set(starts(DAILY)) - set(starts(skipped)) == {FIVE}
    assert skipped.version == 4
    assert unskip(skipped, FIVE).recurrence == DAILY.recurrence


REFUSED: list[tuple[Callable[[], Entry], str]] = [
    (lambda: skip(DAILY, FIVE, FIVE), "plan.started"),
    (lambda: skip(DAILY, FIVE + timedelta(minutes=1), NOW), "plan.no_such_time"),
    (lambda: skip(skip(DAILY, FIVE, NOW), FIVE, NOW), "plan.no_such_time"),
    (lambda: skip(end(DAILY, NOW, ""), FIVE, NOW), "plan.ended"),
    (lambda: change(end(DAILY, NOW, ""), DAILY, NOW), "plan.ended"),
    (lambda: change(DAILY, replace(DAILY, targets=()), NOW), "plan.no_target"),
    (lambda: shift(DAILY, FIVE, FIVE + DAY), "plan.other_day"),
    (lambda: shift(replace(DAILY, recurrence=HOURLY), FIVE, FIVE + timedelta(minutes=5)), "plan.moved_by_rule"),
    (lambda: restore(replace(DAILY, version=9), ONCE, FIVE), "plan.in_the_past"),
]


@pytest.mark.parametrize(("asked", "code"), REFUSED, ids=[f"{code}-{n}" for n, (_, code) in enumerate(REFUSED)])
def test_what_cannot_be_is_refused(asked: Callable[[], Entry], code: str) -> None:
    """What has begun, what is no time of it, what has ended, what would never sound: each by its own words."""
    with pytest.raises(BroadcasterError) as caught:
        asked()
    assert caught.value.code == code


def test_up_to_the_start_it_may_be_skipped() -> None:
    """A second before it begins a time can still be taken out."""
    assert FIVE not in starts(skip(DAILY, FIVE, FIVE - timedelta(seconds=1)))


def test_one_time_moves_into_an_entry_of_its_own() -> None:
    """What stands in for one time begins when asked, plays what was asked, and names what it replaces."""
    moved = stand_in(DAILY, FIVE, Moved(FIVE + timedelta(hours=1), 3, ("b2",)), MADE)
    assert starts(moved) == [FIVE + timedelta(hours=1)]
    assert (moved.id, moved.author, moved.version, moved.repeat, moved.bulletin_ids) == ("e9", "lan", 1, 3, ("b2",))
    assert (moved.origin, moved.origin_at) == ("e1", FIVE)


def test_what_is_not_asked_stays() -> None:
    """Standing in without any wish plays the same at the same time."""
    same = stand_in(replace(DAILY, repeat=2), FIVE, Moved(), MADE)
    assert (starts(same), same.repeat, same.bulletin_ids) == ([FIVE], 2, ("b1",))


def test_a_single_time_is_changed_itself() -> None:
    """An entry with one time in all keeps its id when that time moves."""
    assert (is_single(ONCE), is_single(DAILY)) == (True, False)
    later = reshaped(ONCE, FIVE, Moved(FIVE + DAY, 2, ("b2",)))
    assert (starts(later), later.id, later.repeat, later.bulletin_ids) == ([FIVE + DAY], "e2", 2, ("b2",))
    assert reshaped(ONCE, FIVE, Moved()) == ONCE


def test_every_day_it_moves() -> None:
    """One time of day shifts on all days; the other times stay; onto another time they become one."""
    later = shift(DAILY, FIVE, FIVE + timedelta(minutes=30))
    assert later.recurrence.times == (time(5, 30), time(17, 30))
    assert shift(DAILY, FIVE, datetime(2026, 11, 22, 22, 30, tzinfo=UTC)).recurrence.times == (time(5, 30),)


def test_what_is_asked_of_all_holds_on_all_days() -> None:
    """Time, repeats and bulletins asked of one time become those of all; what is not asked stays."""
    always = moved_always(DAILY, FIVE, Moved(FIVE + timedelta(hours=1), 2, ("b2",)))
    assert (always.recurrence.times, always.repeat, always.bulletin_ids) == ((time(5, 30), time(18)), 2, ("b2",))
    assert moved_always(DAILY, FIVE, Moved()) == DAILY
    assert starts(moved_always(ONCE, FIVE, Moved(FIVE + DAY))) == [FIVE + DAY]


def test_an_earlier_version_comes_back_as_the_next() -> None:
    """Undoing makes a new version; also of an ended entry, and of one that only lost its end."""
    ended = end(DAILY, NOW, "nghỉ")
    again = restore(ended, DAILY, NOW)
    assert again == replace(DAILY, version=5)
    assert restore(again, ended, NOW).ended_at == NOW
    over = FIVE + DAY
    assert restore(replace(ONCE, title="Khác"), ONCE, over).title == ONCE.title


def test_a_day_is_copied_to_another() -> None:
    """Times of the one day are made for the other; those that it has there anyway are not made twice."""
    assert copied(DAILY, MONDAY, TUESDAY, MADE) is None
    copy = copied(ONCE, MONDAY, TUESDAY, MADE)
    assert copy is not None
    assert (starts(copy), copy.id, copy.author, copy.version) == ([FIVE + DAY], "e9", "lan", 1)
    assert (copy.origin, copy.ahead_of, copy.ended_at) == ("", (), None)


def test_what_has_passed_is_not_copied() -> None:
    """Copied onto today, only the times to come are made."""
    sunday = replace(DAILY, recurrence=once(MONDAY - DAY, time(5, 30), time(17)))
    copy = copied(sunday, MONDAY - DAY, MONDAY, MADE)
    assert copy is not None
    assert starts(copy) == [FIVE]


def test_a_day_has_its_starts() -> None:
    """The local day counts, not the day in Greenwich."""
    assert starts_on(DAILY, MONDAY) == [datetime(2026, 11, 22, 22, 30, tzinfo=UTC), FIVE]


@given(st.floats(0.1, 60), st.floats(0, 1000))
def test_a_length_becomes_repeats(one_pass: float, length: float) -> None:
    """However long it is drawn, a programme sounds at least once and never more often than allowed."""
    found = repeats(timedelta(minutes=one_pass), timedelta(minutes=length))
    assert 1 <= found <= REPEAT_LIMIT
    assert repeats(timedelta(), timedelta(minutes=length)) == 1
