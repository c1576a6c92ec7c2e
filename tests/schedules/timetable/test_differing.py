"""The difference of two editions: every kind of it, in what order, and that nothing is told twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import LANGUAGES, told
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.timetable import Airing
from schedules.timetable.differing import Change, difference
from schedules.timetable.plans import airing_id

START = datetime(2026, 11, 23, 10, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def airing(plan: str = "p", start: datetime = START, length: float = 10, **facts: object) -> Airing:
    """Return an airing of a plan."""
    plain = Airing(
        id=airing_id(plan, start),
        plan_id=plan,
        title=f"Tin {plan}",
        start=start,
        latest_start=start + 5 * MINUTE,
        end=start + length * MINUTE,
        priority=Priority.ORDINARY,
        bulletin_ids=(f"b-{plan}",),
        playlist=Playlist((ClipItem("c" * 64, length * MINUTE),)),
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


def test_alike_editions_do_not_differ() -> None:
    """The same airings in another order are the same timetable."""
    assert difference([airing("a"), airing("b")], [airing("b"), airing("a")]) == ()


def test_added_and_removed() -> None:
    """What is new and what is gone is named, and belongs to no other."""
    told_ = difference([airing("a")], [airing("b", START + HOUR)])
    assert [(one.change, one.airing.plan_id) for one in told_] == [(Change.REMOVED, "a"), (Change.ADDED, "b")]
    assert (told_[0].after, told_[1].before) == (None, None)


def test_an_hour_later_is_moved() -> None:
    """An airing of the same plan at another time was moved, told with both times."""
    (one,) = difference([airing()], [airing(start=START + HOUR)])
    assert (one.change, one.reason["earlier"], one.reason["later"]) == (Change.MOVED, START, START + HOUR)


def test_one_time_moved_alone_is_moved_too() -> None:
    """One time of a recurring plan that became a plan of its own is the same airing, by its title and bulletins."""
    alone = airing("q", START + HOUR, title="Tin p", bulletin_ids=("b-p",))
    (one,) = difference([airing()], [alone])
    assert (one.change, one.before, one.after) == (Change.MOVED, airing(), alone)


def test_the_nearest_is_the_one_that_moved() -> None:
    """Of two new times each old one takes the nearest; what is left over was added."""
    old = [airing(), airing(start=START + 4 * HOUR)]
    new = [airing(start=START + HOUR), airing(start=START + 5 * HOUR), airing(start=START + 9 * HOUR)]
    found = difference(old, new)
    assert [(one.change, one.airing.start - START) for one in found] == [
        (Change.MOVED, HOUR),
        (Change.MOVED, 5 * HOUR),
        (Change.ADDED, 9 * HOUR),
    ]


def test_too_far_away_is_another_airing() -> None:
    """What comes back eight days later was removed and added."""
    found = difference([airing()], [airing(start=START + timedelta(days=8))])
    assert [one.change for one in found] == [Change.REMOVED, Change.ADDED]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Tên mới"}, "differs_title"),
        ({"priority": Priority.PRIORITY}, "differs_priority"),
        ({"bulletin_ids": ("b-x",)}, "differs_bulletins"),
        ({"end": START + 12 * MINUTE}, "differs_length"),
        ({"playlist": Playlist((ClipItem("d" * 64, 10 * MINUTE),))}, "differs_sound"),
        ({"latest_start": START + MINUTE}, "differs_rules"),
    ],
)
def test_what_is_different_is_named(changes: dict[str, object], code: str) -> None:
    """The most striking difference of an airing that begins when it began is said in both languages."""
    (one,) = difference([airing()], [airing(**changes)])  # type: ignore[arg-type]
    assert (one.change, one.reason.code) == (Change.CHANGED, f"schedules.{code}")
    for language in LANGUAGES:
        assert one.airing.title in told(one.reason.code, language, dict(one.reason.facts))


def test_only_the_common_stretch_is_compared() -> None:
    """What one edition planned before or after the other's stretch neither went nor came."""
    early, late = airing("e", START - HOUR), airing("l", START + 9 * HOUR)
    assert difference([early], [late], since=START, until=START + HOUR) == ()
    assert len(difference([early], [late])) == 2


@given(st.lists(st.integers(0, 20), unique=True), st.lists(st.integers(0, 20), unique=True))
def test_each_airing_is_told_once(before: list[int], after: list[int]) -> None:
    """Whatever changes, every old and every new airing that differs stands in exactly one difference."""
    old = [airing(start=START + n * HOUR) for n in before]
    new = [airing(start=START + n * HOUR) for n in after]
    found = difference(old, new)
    same = set(before) & set(after)
    assert sorted(one.before.id for one in found if one.before) == sorted(
        one.id for one, n in zip(old, before, strict=True) if n not in same
    )
    assert sorted(one.after.id for one in found if one.after) == sorted(
        one.id for one, n in zip(new, after, strict=True) if n not in same
    )
