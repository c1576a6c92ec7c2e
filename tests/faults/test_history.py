"""The checker of histories: a good one passes, and each invariant is seen to catch a story that breaks it."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from broadcaster.alerts import State
from tests.faults.history import RULES, History, Kept, Mark, Order, SignedSet, Sound, StationPast, broken

TOPIC = "vn-79/v1/localities/c1/alarms"
WHOLE = (State.DRAFT, State.CONFIRMED, State.RELEASED, State.ACTIVE)
BOTH = frozenset({"a", "b"})

Break = Callable[[History], History]


def good() -> History:
    """Return a story in which all is well.

    Alarm ``a`` sounds twice and stands; ``b`` is cut short by a kill at 20 and cancelled at 31, known at 32.
    """
    orders = (
        Order("a", ("s1",), 2, WHOLE, released_at=1.0),
        Order("b", ("s1",), 3, (*WHOLE, State.CANCELLED), released_at=15.0, ended_at=31.0),
        Order("draft", ("s1",), 1, (State.DRAFT, State.DRAFT, State.CANCELLED), ended_at=9.0),
    )
    sets = (
        SignedSet(1.5, TOPIC, 1, frozenset({"a"})),
        SignedSet(15.5, TOPIC, 2, BOTH),
        SignedSet(31.5, TOPIC, 5, frozenset({"a"})),
    )
    past = StationPast(
        "s1",
        lives=((0.0, 20.0), (22.0, 50.0)),
        known=(
            replace(sets[0], at=2.0),
            replace(sets[1], at=16.0),
            replace(sets[1], at=22.0),
            replace(sets[2], at=32.0),
        ),
        sounds=(
            Sound("a", 1, 2.1, 5.0),
            Sound("a", 2, 6.0, 9.0),
            Sound("b", 1, 16.1, 20.0),
            Sound("b", 2, 23.0, 26.0),
            Sound("b", 3, 29.0, 32.4),
        ),
        marks=(Mark("a", 1), Mark("a", 2), Mark("b", 1), Mark("b", 2), Mark("b", 3)),
    )
    accepted, ended = frozenset({"a", "b"}), frozenset({"b"})
    board = {("a", "s1"): "sounding", ("b", "s1"): "finished"}
    return History(50.0, {one.id: one for one in orders}, sets, (past,), accepted, ended, board)


def order(name: str, **changes: Any) -> Break:
    """Return what changes one order."""
    return lambda story: replace(story, orders={**story.orders, name: replace(story.orders[name], **changes)})


def station(**changes: Any) -> Break:
    """Return what changes the station; a function is given what was there."""

    def change(story: History) -> History:
        """Return the story with its first station changed."""
        past = story.stations[0]
        made = {name: new(getattr(past, name)) if callable(new) else new for name, new in changes.items()}
        return replace(story, stations=(replace(past, **made),))

    return change


def heard(*more: Sound) -> Break:
    """Return what lets more sound."""
    return station(sounds=lambda sounds: (*sounds, *more))


def uncounted(*more: Sound) -> Break:
    """Return what lets more sound, of messages that the journal does not count."""
    marks = tuple({Mark(one.alarm_id, one.attempt, counts=False) for one in more})
    return station(sounds=lambda sounds: (*sounds, *more), marks=lambda known: (*known, *marks))


def without(name: str) -> Break:
    """Return what takes an order out of the database."""
    return lambda story: replace(
        story, orders={one: order for one, order in story.orders.items() if one != name}, ended=frozenset()
    )


def forgets(known: tuple[SignedSet, ...]) -> tuple[SignedSet, ...]:
    """Return what it knew, if the kill at 20 made it forget the second set until it was sent again."""
    return (*known[:2], replace(known[0], at=22.0), replace(known[1], at=22.2), *known[3:])


BREAKS: list[tuple[str, Break]] = [
    ("kept", without("b")),
    ("kept", order("a", released_at=None, states=WHOLE[:2])),
    ("kept", order("b", ended_at=None, states=WHOLE)),
    ("sounded", station(marks=lambda marks: marks[1:])),
    ("sounded", station(sounds=lambda sounds: sounds[:2], marks=lambda marks: marks[:2])),
    ("told", lambda story: replace(story, board={})),
    ("ordered", without("b")),
    ("ordered", lambda story: replace(story, sets=story.sets[:1])),
    ("ordered", order("b", is_approved=False)),
    ("ordered", order("b", released_at=17.0)),
    ("ordered", order("b", reach=("s2",))),
    ("ordered", heard(Sound("b", 3, 40.0, 41.0))),
    ("ordered", heard(Sound("b", 1, 15.2, 15.6))),
    ("counted", station(marks=lambda marks: (*marks, Mark("a", 3)))),
    ("counted", heard(Sound("a", 3, 10.0, 11.0))),
    ("counted", station(marks=lambda marks: marks[:-1])),
    ("counted", uncounted(Sound("a", 3, 10.0, 11.0))),
    ("counted", uncounted(Sound("a", 3, 19.9, 20.0))),
    ("counted", uncounted(Sound("a", 3, 10.0, 10.1), Sound("a", 3, 10.1, 10.2))),
    ("lived_once", heard(Sound("a", 2, 21.0, 21.5))),
    ("lived_once", heard(Sound("b", 1, 27.0, 28.0))),
    ("silenced", heard(Sound("b", 3, 30.0, 34.5))),
    ("moved", order("b", states=(*WHOLE, State.CANCELLED, State.ACTIVE))),
    ("moved", order("a", states=(State.DRAFT, State.ACTIVE))),
    ("moved", order("a", states=(State.ACTIVE,))),
    ("numbered", lambda story: replace(story, sets=(*story.sets, SignedSet(33.0, TOPIC, 4, BOTH)))),
    ("numbered", station(known=lambda known: (*known, replace(known[0], at=33.0)))),
    ("numbered", station(known=lambda known: (*known, SignedSet(33.0, TOPIC, 9, frozenset({"a"}))))),
    ("numbered", station(known=lambda known: (replace(known[0], alarms=BOTH), *known[1:]))),
    ("numbered", station(known=forgets, kept=(Kept(18.0, TOPIC, 2),))),
    ("numbered", station(known=lambda known: (known[0], replace(known[1], at=24.0), replace(known[0], at=26.0)))),
    ("numbered", station(known=lambda known: (*known[:2], replace(known[3], at=19.0), *known[2:]))),
    ("closed", station(marks=lambda marks: (*marks, Mark("b", 4, counts=False, is_closed=False)))),
]


def test_a_good_story_passes() -> None:
    """Also before the board was asked."""
    assert broken(good()) == []
    assert broken(replace(good(), board=None)) == []


@pytest.mark.parametrize(("rule", "spoil"), BREAKS)
def test_a_broken_story_is_caught(rule: str, spoil: Break) -> None:
    """By the rule that it breaks; others may complain too."""
    assert rule in {line.split(":")[0] for line in broken(spoil(good()))}


def test_every_rule_has_been_seen_to_catch() -> None:
    """No rule is without a story that breaks it."""
    assert {rule for rule, _ in BREAKS} == {rule.__name__ for rule in RULES}


def test_a_station_killed_before_it_wrote_a_call_down_may_forget_it() -> None:
    """What it had kept it never forgets, nor an end, nor anything while it runs; see the stories that are caught."""
    one = station(known=forgets, kept=(Kept(2.1, TOPIC, 1),))(good())
    assert "numbered" not in {line.split(":")[0] for line in broken(one)}


def test_what_was_refused_or_never_known_is_listed() -> None:
    """A station that refused an order, or heard of it only when it was over, has not lost it."""
    refused = station(sounds=(), marks=(), refused=BOTH)
    assert broken(refused(good())) == []
    late = station(known=lambda known: (known[0], known[3]), sounds=lambda sounds: sounds[:2], marks=lambda m: m[:2])
    assert broken(late(good())) == []


def test_a_message_cut_off_as_it_began_may_be_begun_again() -> None:
    """Its player had no time to tell that it was heard, so the journal does not count it."""
    assert broken(uncounted(Sound("a", 3, 10.0, 10.1))(good())) == []
