"""Editions of nested localities laid over one another: one timetable, where it overlaps, where it is still free.

Never refuses an airing: an overlap is told to people beforehand and decided by ``resolving`` on the air.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from schedules.priority import Priority, may_preempt
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing, air_order
from schedules.windows import Rules, allowed_until, open_spans

SEARCH = timedelta(days=7)
MINUTE = timedelta(minutes=1)


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
    for airing in sorted(airings, key=air_order):
        open_ones = [earlier for earlier in open_ones if earlier.end > airing.start]
        found += [judged(earlier, airing) for earlier in open_ones]
        open_ones.append(airing)
    return found


def judged(first: Airing, second: Airing) -> Overlap:
    """Return the overlap of two airings in air order as ``resolve`` would decide it were they alone."""
    if may_preempt(second.priority, first.priority):
        code, winner, loser = f"cut_{first.resume}", second, first
    elif first.end <= second.last_chance:
        code, winner, loser = "waits", first, second
    else:
        code, winner, loser = "too_late", first, second
    late = round((first.end - second.start) / MINUTE, 1)
    return Overlap(first, second, winner, because(code, title=loser.title, other=winner.title, minutes=late))


def next_free(
    airings: Iterable[Airing], wanted: datetime, duration: timedelta, *, rules: Rules, timezone: str
) -> datetime | None:
    """Return the earliest UTC start from ``wanted`` on, at most 7 days later, for something that lasts ``duration``.

    Free means: no airing planned there, within the allowed hours, and the minutes of that local day not used up.
    """
    airings = list(airings)
    openings = (opens for opens, _ in open_spans(rules, wanted, wanted + SEARCH, timezone))
    starts = {wanted.astimezone(UTC), *openings, *(airing.end for airing in airings)}
    for start in sorted(moment for moment in starts if wanted <= moment <= wanted + SEARCH):
        end = start + duration
        taken = any(airing.start < end and start < airing.end for airing in airings)
        if taken or not allowed_until(rules, start, end, timezone):
            continue
        if has_room(airings, start, end, rules=rules, timezone=timezone):
            return start
    return None


def has_room(airings: list[Airing], start: datetime, end: datetime, *, rules: Rules, timezone: str) -> bool:
    """Say whether the quota of the local day still holds ``[start, end)`` beside what is planned on it."""
    if rules.minutes_per_day is None:
        return True
    zone = ZoneInfo(timezone)
    day = start.astimezone(zone).date()
    counted = (a for a in airings if a.priority is not Priority.EMERGENCY and a.start.astimezone(zone).date() == day)
    return sum((a.duration for a in counted), end - start) <= rules.minutes_per_day * MINUTE
