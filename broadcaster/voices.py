"""In which order voices are asked to speak the bulletins of a locality, and why one was passed over. Pure.

Never speaks and never stores. Which voices there are at this server its engines say.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import takewhile

from broadcaster.errors import BroadcasterError, Refused, Unavailable

LAST_RESORT = "espeak-south"
"""What speaks when no voice of an order could; espeak-ng needs nothing from outside, so nobody can take it away."""
MOST_NAMED = 5
"""So many voices an order names: a bulletin waits for each that fails."""


class Fitness(StrEnum):
    """Whether a voice can be asked: any time, never in an emergency because it needs the network, or not at all."""

    ALWAYS = "always"
    ONLINE = "online"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Rank:
    """One voice in an order, and whether it can be asked."""

    voice: str
    fitness: Fitness


@dataclass(frozen=True, slots=True)
class Standing:
    """The order that holds at a locality, the last resort in it; ``source`` named it, None: the site's settings."""

    ranks: tuple[Rank, ...]
    source: str | None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A voice that another one stood in for, and why."""

    voice: str
    fault: BroadcasterError


def checked_order(wanted: Iterable[str], known: Collection[str]) -> tuple[str, ...]:
    """Return an order with each voice once; Refused for one that is not ``known``, or too many."""
    order = tuple(dict.fromkeys(one for one in wanted if one))
    unknown = next((one for one in order if one not in known), None)
    if unknown is not None:
        facts = {"voice": unknown[:80], "known": ", ".join(sorted(known))}
        raise Refused("speech.voice_unknown", field="voices", **facts)
    if len(order) > MOST_NAMED:
        raise Refused("voices.many", field="voices", most=MOST_NAMED)
    return order


def asked(chosen: str, order: Iterable[str]) -> tuple[str, ...]:
    """Return who is asked one after another: the voice an officer chose, if any, the order, the last resort."""
    return tuple(dict.fromkeys(one for one in (chosen, *order, LAST_RESORT) if one))


def hindrance(rank: Rank, *, is_urgent: bool) -> BroadcasterError | None:
    """Return why a voice is not even asked, None when it is."""
    if rank.fitness is Fitness.ABSENT:
        return Unavailable("voices.absent")
    if rank.fitness is Fitness.ONLINE and is_urgent:
        return Refused("voices.online_urgent")
    return None


def passed_over(order: Iterable[str], spoke: str, faults: Mapping[str, BroadcasterError]) -> tuple[PassedOver, ...]:
    """Return the voices of an order before the one that spoke, each with its fault."""
    before = takewhile(lambda one: one != spoke, order)
    return tuple(PassedOver(one, faults[one]) for one in before if one in faults)
