"""Who goes first among airings that meet: one total order, and the rule behind each of its steps. Never times anything.

The order of ``priority``, then the earlier start, the wider layer, the smaller id. Over that stand the decisions of
people: an airing goes before those of its own priority that its ``ahead_of`` names, and so takes over their step.
Decisions that run in a circle cancel one another, so the order stays total whatever people decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schedules.priority import Priority, Rank, may_preempt
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing

Natural = tuple[Rank, datetime, int, str]
NOBODY: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Place:
    """Where one airing stands: its ``number`` in the order, its ``step``, and the ids of those it was put before."""

    number: int
    step: Rank
    ahead: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranking:
    """The order of airings that may meet, by their ids."""

    places: Mapping[str, Place]

    def number(self, airing: Airing) -> int:
        """Return the place of an airing in the order; the smaller goes first."""
        return self.places[airing.id].number

    def may_cut(self, arriving: Airing, running: Airing) -> bool:
        """Say whether ``arriving`` may cut off ``running`` rather than wait for its end."""
        mine, its = self.places[arriving.id], self.places[running.id]
        return may_preempt(mine.step, its.step) or (mine.step == its.step and running.id in mine.ahead)


def ranked(airings: Sequence[Airing]) -> Ranking:
    """Return the order of airings, whose ids must differ; the same whatever order they come in.

    Built from its end: of those that need not stand before another one still left, the last in the natural order.
    """
    left = sorted(airings, key=natural)
    ahead = decisions(left)
    if not ahead:
        return Ranking({one.id: Place(number, one.rank, NOBODY) for number, one in enumerate(left)})
    places: dict[str, Place] = {}
    while left:
        last = left.pop(max(n for n, one in enumerate(left) if ahead.get(one.id, NOBODY) <= places.keys()))
        behind = ahead.get(last.id, NOBODY)
        step = min([last.rank, *(places[one].step for one in behind)])
        places[last.id] = Place(len(left), step, behind)
    return Ranking(places)


def decisions(airings: Sequence[Airing]) -> dict[str, frozenset[str]]:
    """Return, by the ids of those put before others, all that each goes before, directly or through others."""
    named = {one.id: [other.id for other in airings if is_ahead(one, other)] for one in airings if one.ahead_of}
    through = {one: reached(named, one) for one in named}
    ahead = {one: [two for two in twos if one not in through.get(two, NOBODY)] for one, twos in named.items()}
    return {one: reached(ahead, one) for one in ahead}


def reached(ahead: Mapping[str, Sequence[str]], start: str) -> frozenset[str]:
    """Return all that can be reached from one id by going from each to those it is put before."""
    found: set[str] = set()
    open_ones = [*ahead[start]]
    while open_ones:
        one = open_ones.pop()
        if one not in found:
            found.add(one)
            open_ones += ahead.get(one, ())
    return frozenset(found)


def natural(airing: Airing) -> Natural:
    """Return the order of airings nobody has decided about."""
    return airing.rank, airing.start, airing.layer, airing.id


def is_ahead(airing: Airing, other: Airing) -> bool:
    """Say whether people decided that ``airing`` goes before ``other``."""
    named = other.id in airing.ahead_of or other.plan_id in airing.ahead_of
    return named and airing.priority is other.priority and airing.id != other.id


def rule(first: Airing, second: Airing) -> Reason:
    """Return why ``first`` goes before ``second``."""
    return because(f"rule_{rule_name(first, second)}")


def rule_name(first: Airing, second: Airing) -> str:
    """Return the rule that lets ``first`` go before ``second``."""
    if natural(second) < natural(first):
        return "confirmed"
    if first.priority is not second.priority:
        return "emergency" if first.priority is Priority.EMERGENCY else "priority"
    if first.rank != second.rank:
        return "insert" if first.rank.base is not second.rank.base else "layer"
    if first.start != second.start:
        return "start"
    return "wider" if first.layer != second.layer else "id"
