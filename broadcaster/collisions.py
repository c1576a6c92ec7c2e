"""A province's priority programme meets a commune's: the commune decides which goes first, until a deadline.

So does Circular TT 39/2020 want it. After the deadline the province's goes first, which is also what the stations do by
themselves. Pure: never stores a decision or publishes an edition.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from broadcaster.errors import Refused
from schedules.priority import Priority
from schedules.timetable import Airing, Missed, Span, resolve

DECIDE_BEFORE = timedelta(minutes=15)
"""How long before the earlier start the decision is closed: every station must have the new edition by then, also one
that asks over a bad link only every few minutes, else two neighbours would sound in different orders."""
AROUND = timedelta(hours=2)
"""How far around a collision other programmes are looked at: no programme delays another for longer."""


class Pair(NamedTuple):
    """Two airings that meet: the province's and the commune's, by their ids."""

    theirs: str
    ours: str


@dataclass(frozen=True, slots=True)
class Decision:
    """What a commune decided about a pair; ``first`` is the id that goes first."""

    locality: str
    pair: Pair
    first: str
    decided_at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Collision:
    """Two priority airings that meet in a commune: ``theirs`` of a wider locality, ``ours`` of its own."""

    locality: str
    theirs: Airing
    ours: Airing
    decision: Decision | None = None

    @property
    def pair(self) -> Pair:
        """The ids of both."""
        return Pair(self.theirs.id, self.ours.id)

    @property
    def deadline(self) -> datetime:
        """The moment from which nothing can be decided any more."""
        return min(self.theirs.start, self.ours.start) - DECIDE_BEFORE

    @property
    def first(self) -> Airing:
        """The airing that goes first as things stand: the province's unless the commune decided otherwise."""
        return self.ours if self.decision is not None and self.decision.first == self.ours.id else self.theirs

    def is_open(self, now: datetime) -> bool:
        """Tell whether the commune may still decide."""
        return now < self.deadline


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would sound if ``first`` went first: the spans of both airings in order, and what of them is not heard."""

    first: Airing
    spans: tuple[Span, ...]
    missed: tuple[Missed, ...]


def collisions(
    locality: str, wide: Iterable[Airing], own: Iterable[Airing], decisions: Mapping[Pair, Decision]
) -> tuple[Collision, ...]:
    """Return where priority airings of wider localities meet the commune's own, in the order of their deadlines."""
    wide = [one for one in wide if one.priority is Priority.PRIORITY]
    own = [one for one in own if one.priority is Priority.PRIORITY]
    found = [
        Collision(locality, theirs, ours, decisions.get(Pair(theirs.id, ours.id)))
        for theirs in wide
        for ours in own
        if theirs.start < ours.end and ours.start < theirs.end
    ]
    return tuple(sorted(found, key=lambda one: (one.deadline, one.pair)))


def check_decision(collision: Collision, first: str, now: datetime, *, seen: str) -> None:
    """Refuse a decision that comes too late, names neither, or was made without knowing of another's.

    ``seen`` is the id that the officer's page showed as decided, empty when none was.
    """
    check_open(collision, now)
    if first not in collision.pair:
        raise Refused("collision.first_unknown", field="first")
    decided = collision.decision.first if collision.decision is not None else ""
    if decided not in (seen, first):
        raise Refused("collision.decided_meanwhile", title=collision.first.title)


def check_open(collision: Collision, now: datetime) -> None:
    """Refuse when the deadline is over: the order stands as the stations know it."""
    if not collision.is_open(now):
        raise Refused("collision.too_late", title=collision.first.title)


def outlook(collision: Collision, around: Iterable[Airing], *, ours_first: bool) -> Outlook:
    """Return what would sound in the commune in one of the two orders; ``around`` is all it hears those hours."""
    pair = collision.pair
    theirs = without(collision.theirs, pair.ours)
    ours = ahead(collision.ours, (pair.theirs,)) if ours_first else without(collision.ours, pair.theirs)
    since = min(theirs.start, ours.start) - AROUND
    until = max(theirs.end, ours.end) + AROUND
    others = [one for one in around if one.id not in pair and one.start < until and one.end > since]
    resolved = resolve([*others, theirs, ours])
    return Outlook(
        first=ours if ours_first else theirs,
        spans=tuple(one for one in resolved.spans if one.airing.id in pair),
        missed=tuple(one for one in resolved.missed if one.airing.id in pair),
    )


def ahead(airing: Airing, others: Iterable[str]) -> Airing:
    """Return the airing going before ``others``, ids of airings, besides those it goes before already."""
    return replace(airing, ahead_of=tuple(dict.fromkeys((*airing.ahead_of, *others))))


def without(airing: Airing, other: str) -> Airing:
    """Return the airing no longer going before the airing ``other``."""
    return replace(airing, ahead_of=tuple(one for one in airing.ahead_of if one != other))
