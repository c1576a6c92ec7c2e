"""Editions of nested localities laid over one another: one timetable, where it overlaps, where it is still free.

Never refuses an airing: an overlap is told to people beforehand and decided by ``resolving`` on the air.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from schedules.playlist import Playlist
from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable.house import House
from schedules.timetable.plans import Airing, air_order
from schedules.timetable.resolving import Resolved, minutes, named, resolve
from schedules.windows import Rules, open_spans

SEARCH = timedelta(days=7)
MINUTE = timedelta(minutes=1)
ANYTHING = Airing(
    id="",
    plan_id="",
    title="",
    start=datetime.min.replace(tzinfo=UTC),
    latest_start=datetime.min.replace(tzinfo=UTC),
    end=datetime.min.replace(tzinfo=UTC),
    priority=Priority.ORDINARY,
    bulletin_ids=(),
    playlist=Playlist(()),
)
"""Stands for a programme of which nothing is known but its length."""


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two airings planned for the same time, ``first`` in air order, and which of them has its way."""

    first: Airing
    second: Airing
    winner: Airing
    reason: Reason


def merge(editions: Iterable[Iterable[Airing]]) -> tuple[Airing, ...]:
    """Return the airings of all editions, widest locality first; of two with one id the more local counts."""
    by_id = {airing.id: airing for edition in editions for airing in edition}
    return tuple(sorted(by_id.values(), key=air_order))


def overlaps(airings: Iterable[Airing]) -> list[Overlap]:
    """Return every two airings whose planned times meet, in air order, with the winner and why."""
    found: list[Overlap] = []
    open_ones: list[Airing] = []
    for airing in sorted((one for one in airings if one.start < one.end), key=air_order):
        open_ones = [earlier for earlier in open_ones if earlier.end > airing.start]
        found += [judged(earlier, airing) for earlier in open_ones]
        open_ones.append(airing)
    return found


def judged(first: Airing, second: Airing) -> Overlap:
    """Return the overlap of two airings in air order as ``resolve`` decides it were they alone."""
    resolved = resolve((first, second))
    loser, code = outcome(resolved)
    winner = second if loser is first else first
    late = max(span.start - span.airing.start for span in resolved.spans if not span.offset)
    return Overlap(first, second, winner, because(code, **named(loser, winner), minutes=minutes(late)))


def outcome(resolved: Resolved) -> tuple[Airing, str]:
    """Return which of two airings gives way to the other, and the code of what becomes of it."""
    lost = {missed.airing.id: missed.reason.code.rpartition(".")[2] for missed in resolved.missed}
    for span in resolved.spans:
        if span.is_cut:
            return span.airing, lost.get(span.airing.id, f"cut_{span.airing.resume}")
    if resolved.missed:
        return resolved.missed[0].airing, "too_late"
    return resolved.spans[-1].airing, "waits"


def next_free(
    airings: Iterable[Airing],
    wanted: datetime,
    duration: timedelta,
    *,
    rules: Rules,
    timezone: str,
    like: Airing | None = None,
) -> datetime | None:
    """Return the earliest UTC start from ``wanted`` on, at most 7 days later, for something that lasts ``duration``.

    Free means: no airing planned there, and no rule of the house against it. ``like`` is what is to sound there, for
    the rules that ask which bulletins it plays and whether it may sound outside the allowed hours.
    """
    airings = list(airings)
    house = furnished(rules, timezone, airings)
    openings = (opens for opens, _ in open_spans(rules, wanted, wanted + SEARCH, timezone))
    starts = {wanted.astimezone(UTC), *openings, *(airing.end for airing in airings)}
    for start in sorted(moment for moment in starts if wanted <= moment <= wanted + SEARCH):
        end = start + duration
        wish = replace(like or ANYTHING, start=start, latest_start=start, end=end)
        taken = any(airing.start < end and start < airing.end for airing in airings)
        if not (taken or house.forbids(wish)):
            return start
    return None


def furnished(rules: Rules, timezone: str, airings: Iterable[Airing]) -> House:
    """Return the house in which these airings stand, emergencies not counted."""
    house = House(rules, timezone)
    for airing in airings:
        if airing.priority is not Priority.EMERGENCY:
            house.enter(airing)
    return house
