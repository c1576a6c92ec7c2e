"""The rules of the house of a locality: hours, quiet hours, days, amounts; and how they tighten going down the tree.

Knows nothing of plans or priorities: who is exempt, and what a session is, is decided in ``schedules.timetable``.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypeVar
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
Moment = TypeVar("Moment", datetime, timedelta)

HourSpan = tuple[timedelta, timedelta]
"""A stretch of one day, measured from its midnight: 0 <= begin < end <= 24 h."""
Stretch = tuple[datetime, datetime]
"""A stretch of time in UTC."""


@dataclass(frozen=True, slots=True)
class Window:
    """Daily local hours ``[start, end)``; an end at or before the start lies on the next day, 00:00 being midnight."""

    start: time
    end: time

    def __str__(self) -> str:
        end = f"{self.end:%H:%M}" if self.end != time(0) else "24:00"
        return f"{self.start:%H:%M}-{end}"


EVERY_DAY = frozenset(range(7))
ALL_DAY = Window(time(0), time(0))
QUIET = Window(time(22), time(5))
"""The project's own default, not a law: fines run from 22:00 to 06:00, but the usual morning begins at 05:30."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What a locality allows: daily windows (none at all = silence), and how much of it; None = no limit.

    In ``quiet`` hours nothing sounds but emergencies: no reason helps. ``weekdays`` count from Monday 0. The minutes
    count per local day and per session, ``most_repeats`` is how often one bulletin may sound on a local day.
    """

    windows: tuple[Window, ...] = (Window(time(5, 30), time(21, 0)),)
    minutes_per_day: int | None = None
    quiet: tuple[Window, ...] = (QUIET,)
    weekdays: frozenset[int] = EVERY_DAY
    minutes_per_session: int | None = None
    sessions_per_day: int | None = None
    most_repeats: int | None = None

    def __post_init__(self) -> None:
        if not self.weekdays <= EVERY_DAY:
            raise ValueError("a weekday is a number from 0 to 6")


LIMITS = ("minutes_per_day", "minutes_per_session", "sessions_per_day", "most_repeats")
DEFAULT_RULES = Rules()
"""Holds where a province has said nothing."""
NO_RULES = Rules((ALL_DAY,), quiet=())
"""Forbids nothing, so a locality of its own rules need only change what it wants stricter."""


def tighten(parent: Rules, child: Rules | None) -> Rules:
    """Return the rules that hold in a child locality: in each part the stricter of both."""
    if child is None:
        return parent
    both = [
        (max(a, c), min(b, d))
        for a, b in hour_spans(parent.windows)
        for c, d in hour_spans(child.windows)
        if a < d and c < b
    ]
    return Rules(
        windows_of(both),
        quiet=windows_of(hour_spans((*parent.quiet, *child.quiet))),
        weekdays=parent.weekdays & child.weekdays,
        **{name: smaller(getattr(parent, name), getattr(child, name)) for name in LIMITS},
    )


def smaller(one: int | None, other: int | None) -> int | None:
    """Return the stricter of two limits."""
    return min((limit for limit in (one, other) if limit is not None), default=None)


def outside(rules: Rules, start: datetime, end: datetime, timezone: str) -> bool:
    """Say whether any part of ``[start, end)`` may not sound by hours, quiet hours or day of the week, all local."""
    return start < end and allowed_until(rules, start, end, timezone) is None


def allowed_until(rules: Rules, start: datetime, end: datetime, timezone: str) -> datetime | None:
    """Return the UTC end of the allowed stretch that holds ``[start, end)`` whole; None when none does."""
    for opens, closes in open_spans(rules, start - DAY, end + DAY, timezone):
        if opens <= start and end <= closes:
            return closes
    return None


def in_quiet(rules: Rules, start: datetime, end: datetime, timezone: str) -> bool:
    """Say whether any part of ``[start, end)`` lies in quiet hours."""
    quiet = next_quiet(rules, start, timezone)
    return quiet is not None and start < end and quiet < end


def next_quiet(rules: Rules, moment: datetime, timezone: str) -> datetime | None:
    """Return the UTC beginning of the first quiet stretch that ends after ``moment``; None where none is ever quiet."""
    spans = quiet_days(rules, *local_days(moment - DAY, moment + 2 * DAY, timezone), timezone)
    return next((begin for begin, end in spans if moment < end), None)


def open_spans(rules: Rules, since: datetime, until: datetime, timezone: str) -> tuple[Stretch, ...]:
    """Return the UTC stretches of every local day touched by ``[since, until]`` in which something may sound."""
    return open_days(rules, *local_days(since, until, timezone), timezone)


def local_days(since: datetime, until: datetime, timezone: str) -> tuple[date, date]:
    """Return the first and the last local day of ``[since, until]``."""
    zone = ZoneInfo(timezone)
    return since.astimezone(zone).date(), until.astimezone(zone).date()


# A timetable asks the same days of the same rules for every one of its airings.
@lru_cache(maxsize=1000)
def open_days(rules: Rules, first: date, last: date, timezone: str) -> tuple[Stretch, ...]:
    """Return the allowed UTC stretches of the days from ``first`` to ``last``, joined where they meet."""
    hours = without(hour_spans(rules.windows), hour_spans(rules.quiet))
    days = (day for day in days_between(first, last) if day.weekday() in rules.weekdays)
    return stretches(days, hours, timezone)


@lru_cache(maxsize=1000)
def quiet_days(rules: Rules, first: date, last: date, timezone: str) -> tuple[Stretch, ...]:
    """Return the quiet UTC stretches of the days from ``first`` to ``last``, joined where they meet."""
    return stretches(days_between(first, last), hour_spans(rules.quiet), timezone)


def stretches(days: Iterable[date], hours: list[HourSpan], timezone: str) -> tuple[Stretch, ...]:
    """Return the same hours of several days in UTC; hours that the clock skips are no stretch."""
    zone = ZoneInfo(timezone)
    spans = ((instant(day, begin, zone), instant(day, end, zone)) for day in days for begin, end in hours)
    return tuple(joined(span for span in spans if span[0] < span[1]))


def without(spans: list[HourSpan], holes: list[HourSpan]) -> list[HourSpan]:
    """Return what is left of the ``spans`` outside the ``holes``."""
    for opens, closes in holes:
        pieces = [one for begin, end in spans for one in ((begin, min(end, opens)), (max(begin, closes), end))]
        spans = [one for one in pieces if one[0] < one[1]]
    return spans


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
