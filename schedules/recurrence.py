"""On which instants something recurs: a rule over days, times of day, exception dates, one time zone.

Wall-clock times are kept across daylight saving; a time the clock skips sounds as much later as the clock was moved,
a time it shows twice sounds the first time (RFC 5545). Never lengths, priorities or windows: those are the timetable's.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import TypedDict, Unpack
from zoneinfo import ZoneInfo

from schedules.reason import Reason, because
from schedules.rrule import HORIZON, WEEKDAYS, Frequency, InvalidRecurrence, Rule, read_rule

__all__ = ["InvalidRecurrence", "Recurrence", "daily", "describe", "monthly", "once", "weekly"]

HOME = "Asia/Ho_Chi_Minh"
DAY = timedelta(days=1)
LOOK_AHEAD = (8 * DAY, 64 * DAY, 512 * DAY, HORIZON)
"""Ever longer looks for the next instant: almost always the first one finds it."""
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``rule`` is the text of an RRULE over days (no DTSTART; None: only on ``start``), ``times`` the local times."""

    start: date
    times: tuple[time, ...]
    rule: str | None = None
    exceptions: frozenset[date] = frozenset()
    timezone: str = HOME

    def __post_init__(self) -> None:
        if not self.times:
            raise InvalidRecurrence("schedules.no_times")
        if any(clock.tzinfo or clock.microsecond for clock in self.times):
            raise InvalidRecurrence("schedules.bad_time")
        if self.start.year not in YEARS:
            raise InvalidRecurrence("schedules.far_date", year=self.start.year)
        known_zone(self.timezone)
        if self.rule is not None:
            read_rule(self.rule, self.start)

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return the aware UTC instants in ``[since, until)``, sorted, each once; the cost follows the window only."""
        zone = known_zone(self.timezone)
        # A clock that skips midnight moves an instant into the next day, hence the day before.
        days = self.days(since.astimezone(zone).date() - DAY, until.astimezone(zone).date())
        instants = {
            datetime.combine(day, clock, zone).astimezone(UTC)
            for day in days
            if day not in self.exceptions
            for clock in self.times
        }
        return sorted(instant for instant in instants if since <= instant < until)

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first instant strictly after ``moment``; None when there is none in a hundred years."""
        begin = datetime.combine(self.start - DAY, time(0), UTC)
        since = max(moment + timedelta.resolution, begin)
        for length in LOOK_AHEAD:
            if found := self.between(since, since + length):
                return found[0]
        return None

    def days(self, since: date, until: date) -> list[date]:
        """Return the local days of ``[since, until]`` that the rule falls on, exceptions not yet taken out."""
        if self.rule is None:
            return [self.start] if since <= self.start <= until else []
        return list(read_rule(self.rule, self.start).days(self.start, since, until))


class Options(TypedDict, total=False):
    """What every constructor below takes besides its own arguments."""

    exceptions: frozenset[date]
    timezone: str


def once(day: date, *times: time, **options: Unpack[Options]) -> Recurrence:
    """Return a recurrence on one day only."""
    return Recurrence(day, times, **options)


def daily(
    first: date, *times: time, last: date | None = None, every: int = 1, **options: Unpack[Options]
) -> Recurrence:
    """Return a recurrence on every ``every``-th day from ``first`` to ``last`` inclusive."""
    return Recurrence(first, times, f"FREQ=DAILY;INTERVAL={every}{ending(first, last)}", **options)


def weekly(
    first: date,
    weekdays: frozenset[int],
    *times: time,
    last: date | None = None,
    every: int = 1,
    **options: Unpack[Options],
) -> Recurrence:
    """Return a recurrence on ``weekdays`` (Monday 0) of every ``every``-th week, counted from the week of ``first``."""
    if not weekdays or not weekdays <= set(range(7)):
        raise InvalidRecurrence("schedules.no_weekdays")
    names = ",".join(WEEKDAYS[weekday] for weekday in sorted(weekdays))
    return Recurrence(first, times, f"FREQ=WEEKLY;INTERVAL={every};BYDAY={names}{ending(first, last)}", **options)


def monthly(
    first: date, days: frozenset[int], *times: time, last: date | None = None, **options: Unpack[Options]
) -> Recurrence:
    """Return a recurrence on ``days`` of each month, -1 being its last; months without such a day are passed over."""
    if not days:
        raise InvalidRecurrence("schedules.no_days")
    numbers = ",".join(str(day) for day in sorted(days))
    return Recurrence(first, times, f"FREQ=MONTHLY;BYMONTHDAY={numbers}{ending(first, last)}", **options)


def ending(first: date, last: date | None) -> str:
    """Return the UNTIL part of a rule, empty when it never ends; refuse an end before the beginning."""
    if last is None:
        return ""
    if last < first:
        raise InvalidRecurrence("schedules.ends_before_start", first=f"{first}", last=f"{last}")
    return f";UNTIL={last:%Y%m%d}"


def describe(recurrence: Recurrence) -> Reason:
    """Return the facts a page puts in words: kind, every, weekdays, days, times, first, last, and the rule's text."""
    rule = None if recurrence.rule is None else read_rule(recurrence.rule, recurrence.start)
    kind = "once" if rule is None else kind_of(rule)
    return because(
        f"recurs_{kind}",
        kind=kind,
        every=rule.interval if rule else 1,
        weekdays=tuple(sorted(weekday for _, weekday in rule.by_day)) if rule and kind == "weekly" else (),
        days=tuple(sorted(rule.by_month_day)) if rule and kind == "monthly" else (),
        times=tuple(sorted(recurrence.times)),
        first=recurrence.start,
        last=rule.until if rule else recurrence.start,
        rule=recurrence.rule or "",
    )


PLAIN = {Frequency.DAILY: "", Frequency.WEEKLY: "by_day", Frequency.MONTHLY: "by_month_day"}


def kind_of(rule: Rule) -> str:
    """Return daily, weekly or monthly for the rules a form can make, else other."""
    used = {name for name in Rule.__slots__ if name.startswith("by_") and getattr(rule, name)}
    return rule.freq.value.lower() if used == {PLAIN.get(rule.freq, "?")} - {""} else "other"


@lru_cache(maxsize=100)
def known_zone(name: str) -> ZoneInfo:
    """Return the time zone of an IANA name; refuse one the system does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise InvalidRecurrence("schedules.unknown_zone", timezone=name) from None
