"""When a province's priority programme meets a commune's: which pairs, until when, and what would sound."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster import collisions
from broadcaster.collisions import Collision, Decision, Pair
from broadcaster.errors import Refused
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.timetable import Airing

FIVE = datetime(2026, 11, 23, 10, tzinfo=UTC)
"""17:00 in Vietnam."""
MINUTE = timedelta(minutes=1)


def airing(name: str, start: datetime = FIVE, minutes: int = 4, **changes: object) -> Airing:
    """Return a priority airing."""
    length = minutes * MINUTE
    plain = Airing(
        id=name,
        plan_id=f"p-{name}",
        title=name,
        start=start,
        latest_start=start + 5 * MINUTE,
        end=start + length,
        priority=Priority.PRIORITY,
        bulletin_ids=(),
        playlist=Playlist((ClipItem("a" * 64, length),)),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


THEIRS = airing("tinh")
OURS = airing("xa", FIVE + MINUTE, layer=1)
MET = Collision("c1", THEIRS, OURS)
DECIDED = Decision("c1", MET.pair, "xa", FIVE - timedelta(hours=1), "mai")
SETTLED = replace(MET, decision=DECIDED)


def test_pairs_are_found_by_their_planned_times() -> None:
    """Only priority airings that touch collide; one that begins when the other ends does not."""
    own = [
        OURS,
        airing("sau", FIVE + 4 * MINUTE),
        airing("truoc", FIVE - 4 * MINUTE),
        airing("thuong", priority=Priority.ORDINARY),
    ]
    wide = [THEIRS, airing("khan", priority=Priority.EMERGENCY)]
    (found,) = collisions.collisions("c1", wide, own, {MET.pair: DECIDED})
    assert found == SETTLED


def test_the_earliest_deadline_comes_first() -> None:
    """The list is in the order in which it must be worked."""
    day = timedelta(days=1)
    later = (airing("tinh-2", FIVE + day), airing("xa-2", FIVE + day))
    found = collisions.collisions("c1", [later[0], THEIRS], [later[1], OURS], {})
    assert [one.pair for one in found] == [MET.pair, Pair("tinh-2", "xa-2")]


def test_the_deadline_is_a_quarter_of_an_hour_before_the_earlier_start() -> None:
    """Whichever of the two begins earlier."""
    assert MET.deadline == FIVE - 15 * MINUTE
    assert replace(MET, ours=airing("xa", FIVE - MINUTE)).deadline == FIVE - 16 * MINUTE
    assert MET.is_open(FIVE - 16 * MINUTE)
    assert not MET.is_open(FIVE - 15 * MINUTE)


def test_the_province_goes_first_unless_the_commune_decided() -> None:
    """No decision, or one for the province, means the province."""
    assert MET.first is THEIRS
    assert SETTLED.first is OURS
    assert replace(MET, decision=replace(DECIDED, first="tinh")).first is THEIRS


@pytest.mark.parametrize(
    ("met", "first", "before", "seen", "code"),
    [
        (MET, "xa", 16, "", None),
        (SETTLED, "tinh", 16, "xa", None),
        (SETTLED, "xa", 16, "", None),
        (MET, "xa", 15, "", "collision.too_late"),
        (MET, "other", 16, "", "collision.first_unknown"),
        (SETTLED, "tinh", 16, "", "collision.decided_meanwhile"),
    ],
)
def test_which_decisions_are_taken(met: Collision, first: str, before: int, seen: str, code: str | None) -> None:
    """In time, for one of the two, and knowing what somebody else decided; the same twice is no harm."""
    if code is None:
        collisions.check_decision(met, first, FIVE - before * MINUTE, seen=seen)
        return
    with pytest.raises(Refused) as caught:
        collisions.check_decision(met, first, FIVE - before * MINUTE, seen=seen)
    assert caught.value.code == code


def test_what_would_sound_in_either_order() -> None:
    """The one that goes first keeps its time, the other is told when it would come; the rest of the day counts too."""
    same = replace(MET, ours=airing("xa", layer=1))
    emergency = airing("khan", FIVE - 3 * MINUTE, 5, priority=Priority.EMERGENCY)
    far = airing("xa-khac", FIVE + timedelta(hours=9))
    for first, second, ours_first in ((same.theirs, same.ours, False), (same.ours, same.theirs, True)):
        told = collisions.outlook(same, [same.theirs, same.ours, far], ours_first=ours_first)
        assert told.first.id == first.id
        assert [(one.airing.id, one.start) for one in told.spans] == [(first.id, FIVE), (second.id, FIVE + 4 * MINUTE)]
        assert told.missed == ()
        late = collisions.outlook(same, [emergency], ours_first=ours_first)
        assert late.spans[0].airing.id == first.id
        assert late.spans[0].start == FIVE + 2 * MINUTE
        assert [one.airing.id for one in late.missed] == [second.id]


def test_an_earlier_decision_does_not_colour_the_other_order() -> None:
    """A published edition carries the decision; what the other order would be is still told truly."""
    same = Collision("c1", THEIRS, airing("xa", layer=1, ahead_of=("tinh",)))
    assert collisions.outlook(same, [], ours_first=False).spans[0].airing.id == "tinh"


@given(st.lists(st.sampled_from(["a", "b", "c"])))
def test_going_ahead_is_written_once(names: list[str]) -> None:
    """However often it is decided, each other airing stands once, and taking it out leaves the rest."""
    twice = collisions.ahead(collisions.ahead(OURS, names), names)
    assert sorted(twice.ahead_of) == sorted(set(names))
    assert set(collisions.without(twice, "a").ahead_of) == set(names) - {"a"}
