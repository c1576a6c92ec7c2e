"""The allowed hours and the daily minutes of a locality, and how they tighten going down the tree.

Knows nothing of plans or priorities: who is exempt is decided in ``schedules.timetable``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
Moment = TypeVar("Moment", datetime, timedelta)

HourSpan = tuple[timedelta, timedelta]
"""A stretch of one day, measured from its midnight: 0 <= begin < end <= 24 h."""


@dataclass(frozen=True, slots=True)
class Window:
    """Daily local hours ``[start, end)``; an end at or before the start lies on the next day, 00:00 being midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        end = f"{self.end:%H:%M}" if self.end != time(0) else "24:00"
        return f"{self.start:%H:%M}-{end}"


@dataclass(frozen=True, slots=True)
class Rules:
    """What a locality allows: daily windows (none at all = silence) and minutes a local day (None = no limit)."""

    windows: tuple[Window, ...] = (Window(time(5, 30), time(21, 0)),)
    minutes_per_day: int | None = None


DEFAULT_RULES = Rules()


def tighten(parent: Rules, child: Rules | None) -> Rules:
    """Return the rules that hold in a child locality: only hours both allow, and the smaller quota."""
    if child is None:
        return parent
    both = [
        (max(a, c), min(b, d))
        for a, b in hour_spans(parent.windows)
        for c, d in hour_spans(child.windows)
        if a < d and c < b
    ]
    quotas = [rules.minutes_per_day for rules in (parent, child) if rules.minutes_per_day is not None]
    return Rules(windows_of(both), min(quotas, default=None))


def outside(rules: Rules, start: datetime, end: datetime, timezone: str) -> bool:
    """Say whether any part of ``[start, end)`` falls outside the windows of a locality living in ``timezone``."""
    return start < end and allowed_until(rules, start, end, timezone) is None


def allowed_until(rules: Rules, start: datetime, end: datetime, timezone: str) -> datetime | None:
    """Return the UTC end of the allowed stretch that holds ``[start, end)`` whole; None when none does."""
    for opens, closes in open_spans(rules, start - DAY, end + DAY, timezone):
        if opens <= start and end <= closes:
            return closes
    return None


def open_spans(rules: Rules, since: datetime, until: datetime, timezone: str) -> list[tuple[datetime, datetime]]:
    """Return the allowed UTC stretches of every local day touched by ``[since, until]``, joined where they meet."""
    zone = ZoneInfo(timezone)
    hours = hour_spans(rules.windows)
    days = days_between(since.astimezone(zone).date(), until.astimezone(zone).date())
    spans = [(instant(day, begin, zone), instant(day, end, zone)) for day in days for begin, end in hours]
    return joined(span for span in spans if span[0] < span[1])


def hour_spans(windows: Iterable[Window]) -> list[HourSpan]:
    """Return windows as sorted, disjoint stretches of one day; a window over midnight becomes two."""
    spans: list[HourSpan] = []
    for window in windows:
        begin, end = since_midnight(window.start), since_midnight(window.end)
        spans += [(begin, end)] if begin < end else [(begin, DAY), (timedelta(), end)]
    return joined(span for span in spans if span[0] < span[1])


def windows_of(spans: list[HourSpan]) -> tuple[Window, ...]:
    """Return stretches of one day as windows; two that meet at midnight become one again."""
    spans = joined(spans)
    if len(spans) > 1 and spans[0][0] == timedelta() and spans[-1][1] == DAY:
        spans = [*spans[1:-1], (spans[-1][0], spans[0][1])]
    return tuple(Window(clock_time(begin), clock_time(end)) for begin, end in spans)


def joined(spans: Iterable[tuple[Moment, Moment]]) -> list[tuple[Moment, Moment]]:
    """Return spans sorted, those that touch or overlap made one."""
    result: list[tuple[Moment, Moment]] = []
    for begin, end in sorted(spans):
        if result and begin <= result[-1][1]:
            result[-1] = (result[-1][0], max(result[-1][1], end))
        else:
            result.append((begin, end))
    return result


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield every day from ``first`` to ``last``, both included."""
    return (first + n * DAY for n in range((last - first).days + 1))


def instant(day: date, hours: timedelta, zone: ZoneInfo) -> datetime:
    """Return the UTC moment of a wall-clock reading; 24 h is the midnight that ends the day."""
    return (datetime.combine(day, time(0)) + hours).replace(tzinfo=zone).astimezone(UTC)


def since_midnight(clock: time) -> timedelta:
    """Return a time of day as its distance from midnight."""
    return timedelta(hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond)


def clock_time(hours: timedelta) -> time:
    """Return a distance from midnight as a time of day; 24 h reads 00:00."""
    return (datetime.min + hours % DAY).time()
