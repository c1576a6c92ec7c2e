"""On which instants something recurs: a rule, times of day, dates added and taken out, holidays, one time zone.

Wall-clock times are kept across daylight saving; a time the clock skips sounds as much later as the clock was moved,
a time it shows twice sounds the first time (RFC 5545). Never lengths, priorities or windows: those are the timetable's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain, islice
from typing import TypedDict, Unpack

from schedules.holidays import Holidays
from schedules.lunar_rule import LunarRule, is_lunar, read_lunar_rule
from schedules.reason import Reason, because
from schedules.rrule import CYCLE, HORIZON, UNITS, WEEKDAYS, Frequency, InvalidRecurrence, Rule, read_rule
from schedules.rrule.clock import times_of
from schedules.rrule.parts import Parts
from schedules.rrule.text import pieces
from schedules.rrule.walking import at
from schedules.walls import instant_of, known_zone, wall_of, wall_window

__all__ = [
    "Holidays",
    "InvalidRecurrence",
    "Recurrence",
    "daily",
    "describe",
    "first_instants",
    "monthly",
    "once",
    "weekly",
]

HOME = "Asia/Ho_Chi_Minh"
DAY = timedelta(days=1)
LOOK_AHEAD = (timedelta(hours=1), 8 * DAY, 64 * DAY, 512 * DAY, HORIZON)
"""Ever longer looks for the next instant: almost always one of the first finds it."""
YEARS = range(1900, 2201)
FOREVER = datetime(9000, 1, 1, tzinfo=UTC)
"""Nothing is looked for beyond, so that no sum of dates leaves the calendar."""


@dataclass(frozen=True, slots=True)
class Recurrence:
    """``rule`` is the text of an RRULE (no DTSTART; None: only on ``start``), ``times`` the local times of its days.

    A rule that gives times itself (BYHOUR, FREQ=HOURLY, ...) has one time beside it, that of its DTSTART. A rule with
    RSCALE=VIETNAMESE counts lunar months. ``exceptions`` are whole days; ``extra`` and ``skipped`` are naive local
    instants (RDATE and EXDATE). ``holidays`` says what becomes of the rule's days that are public holidays; what is
    extra sounds all the same.
    """

    start: date
    times: tuple[time, ...]
    rule: str | None = None
    exceptions: frozenset[date] = frozenset()
    timezone: str = HOME
    extra: frozenset[datetime] = frozenset()
    skipped: frozenset[datetime] = frozenset()
    holidays: Holidays = Holidays.ANY

    def __post_init__(self) -> None:
        if not self.times:
            raise InvalidRecurrence("schedules.no_times")
        clocks: list[time | datetime] = [*self.times, *self.extra, *self.skipped]
        if any(clock.tzinfo or clock.microsecond for clock in clocks):
            raise InvalidRecurrence("schedules.bad_time")
        if self.start.year not in YEARS:
            raise InvalidRecurrence("schedules.far_date", year=self.start.year)
        known_zone(self.timezone)
        if self.timed and len(self.times) > 1:
            raise InvalidRecurrence("schedules.times_twice", rule=self.rule)

    @property
    def first(self) -> datetime:
        """Return DTSTART: the first day at the first of the times, naive."""
        return datetime.combine(self.start, self.times[0])

    @property
    def parsed(self) -> Rule | LunarRule | None:
        """Return the rule as it was read; None without one."""
        return None if self.rule is None else known_rule(self.rule, self.first)

    @property
    def timed(self) -> bool:
        """Say whether the rule itself gives the times of day."""
        rule = self.parsed
        return isinstance(rule, Rule) and rule.timed

    @property
    def begin(self) -> datetime:
        """Return an aware instant before which nothing sounds."""
        earliest = min([self.start, *(wall.date() for wall in self.extra)])
        return datetime.combine(earliest - DAY, time(0), UTC)

    def between(self, since: datetime, until: datetime) -> list[datetime]:
        """Return the aware UTC instants in ``[since, until)``, sorted, each once; the cost follows the window only."""
        zone = known_zone(self.timezone)
        walls = chain(self.ruled(*wall_window(since, until, zone)), self.extra)
        found = {instant_of(wall, zone) for wall in walls if wall.date() not in self.exceptions}
        found -= {instant_of(wall, zone) for wall in self.skipped}
        return sorted(instant for instant in found if since <= instant < until)

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first instant strictly after ``moment``; None when there is none in a hundred years."""
        since = max(moment + timedelta.resolution, self.begin)
        for length in LOOK_AHEAD:
            if found := self.between(since, since + length):
                return found[0]
        return None

    def ruled(self, first: datetime, last: datetime) -> Iterator[datetime]:
        """Yield in order the naive local times of the rule between two, nothing taken out but by ``holidays``."""
        rule = self.parsed
        if isinstance(rule, Rule) and rule.timed:
            walls = rule.instants(self.first, first, last)
        else:
            times = sorted(self.times)
            days = self.days(first.date(), last.date())
            walls = (datetime.combine(day, clock) for day in days for clock in times)
        ended = self.ending(rule)
        chosen = self.holidays.admits
        yield from (wall for wall in walls if not ended(wall) and chosen(wall.date()))

    def ending(self, rule: Rule | LunarRule | None) -> Callable[[datetime], bool]:
        """Return what says whether a local time is behind the end of the rule; a day for an end is kept by the rule."""
        until = rule.until if rule else None
        if not isinstance(until, datetime):
            return lambda wall: False
        if until.tzinfo is None:
            return until.__lt__
        zone = known_zone(self.timezone)
        return lambda wall: instant_of(wall, zone) > until

    def days(self, since: date, until: date) -> Iterable[date]:
        """Return the local days of ``[since, until]`` that a rule without times falls on, nothing taken out."""
        rule = self.parsed
        if rule is None:
            return [self.start] if since <= self.start <= until else []
        return rule.days(self.start, since, until)


@lru_cache(maxsize=20_000)
def known_rule(text: str, first: datetime) -> Rule | LunarRule:
    """Return the rule of a text that begins at a local time."""
    tidy = ";".join(pieces(text))
    return read_lunar_rule(tidy, first.date()) if is_lunar(tidy) else read_rule(tidy, first)


def first_instants(several: Sequence[Recurrence], limit: int, until: datetime = FOREVER) -> list[datetime]:
    """Return the first ``limit`` instants of several recurrences together, sorted, each once, none after ``until``.

    Gives up when none of them has come for 400 years: what has not come by then never comes.
    """
    found: list[datetime] = []
    since: datetime | None = min(one.begin for one in several)
    while since and since <= until and len(found) < limit:
        fresh = {instant for one in several for instant in one.between(since, since + DAY)}
        found += sorted(instant for instant in fresh if instant <= until)
        since = min((ahead for one in several if (ahead := quiet_until(one, since + DAY))), default=None)
    return found[:limit]


def quiet_until(recurrence: Recurrence, since: datetime) -> datetime | None:
    """Return an instant at or after ``since`` up to which nothing sounds; None when nothing follows at all."""
    zone = known_zone(recurrence.timezone)
    window = wall_window(since, min(since + CYCLE, FOREVER), zone)
    extra = (wall for wall in recurrence.extra if wall >= window[0])
    nearest = min([*islice(recurrence.ruled(*window), 1), *extra], default=None)
    return max(since, instant_of(nearest, zone) - DAY) if nearest else None


class Options(TypedDict, total=False):
    """What every constructor below takes besides its own arguments."""

    exceptions: frozenset[date]
    timezone: str
    extra: frozenset[datetime]
    skipped: frozenset[datetime]
    holidays: Holidays


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
    """Return the facts a page puts in words.

    ``kind``, ``every``, ``weekdays``, ``days``, ``months`` ((number, leap) pairs of a lunar rule, numbers else),
    ``place`` (of a weekday in its month, -1 the last), ``times``, ``first``, ``last``, the ``rule`` itself, how many
    instants are ``extra`` and ``skipped``, and what becomes of ``holidays``. Where ``begins`` is true, the time is that
    of DTSTART only and the rule has more.
    """
    rule = recurrence.parsed
    kind = "once" if rule is None else "lunar" if isinstance(rule, LunarRule) else kind_of(rule)
    facts: dict[str, object] = {"weekdays": (), "days": (), "months": (), "place": 0}
    if isinstance(rule, LunarRule):
        facts |= {"days": tuple(sorted(rule.by_month_day)), "months": tuple(sorted(rule.by_month))}
    elif rule is not None:
        facts |= facts_of(rule, kind)
    return because(
        f"recurs_{kind}",
        kind=kind,
        every=rule.interval if rule else 1,
        times=times_of_day(recurrence, kind),
        first=recurrence.start,
        last=last_day(recurrence),
        rule=recurrence.rule or "",
        extra=len(recurrence.extra),
        skipped=len(recurrence.skipped),
        begins=recurrence.timed and (kind == "other" or kind in FINE),
        holidays=recurrence.holidays.value,
        **facts,
    )


KINDS = {
    (Frequency.DAILY, ""): "daily",
    (Frequency.WEEKLY, "by_day"): "weekly",
    (Frequency.MONTHLY, "by_month_day"): "monthly",
    (Frequency.MONTHLY, "by_day"): "ordinal",
    (Frequency.YEARLY, "by_month by_month_day"): "yearly",
    (Frequency.HOURLY, ""): "hourly",
    (Frequency.MINUTELY, ""): "minutely",
}
FINE = frozenset({"hourly", "minutely"})
CLOCK = frozenset({"by_hour", "by_minute", "by_second"})
PARTS = tuple(name for name in Parts.__slots__ if name.startswith("by_"))


def kind_of(rule: Rule) -> str:
    """Return the name of a rule that has a sentence of its own, else other."""
    used = {name for name in PARTS if getattr(rule, name)}
    if rule.freq not in UNITS and not rule.by_set_pos:
        used -= CLOCK
    kind = KINDS.get((rule.freq, " ".join(sorted(used))), "other")
    if kind == "ordinal" and (len(rule.by_day) > 1 or not min(rule.by_day)[0]):
        return "other"
    return "other" if kind == "yearly" and len(rule.by_month) * len(rule.by_month_day) > 1 else kind


def facts_of(rule: Rule, kind: str) -> dict[str, object]:
    """Return which days a solar rule of a kind names."""
    if kind in ("weekly", "ordinal"):
        place, _ = min(rule.by_day)
        return {"weekdays": tuple(sorted(weekday for _, weekday in rule.by_day)), "place": place}
    if kind in ("monthly", "yearly"):
        return {"days": tuple(sorted(rule.by_month_day)), "months": tuple(sorted(rule.by_month))}
    return {}


def times_of_day(recurrence: Recurrence, kind: str) -> tuple[time, ...]:
    """Return the times of day, those of the rule where it gives them."""
    rule = recurrence.parsed
    if isinstance(rule, Rule) and rule.timed and rule.freq not in UNITS and kind != "other":
        return tuple(at(recurrence.start, second).time() for second in times_of(rule, recurrence.first))
    return tuple(sorted(recurrence.times))


def last_day(recurrence: Recurrence) -> date | None:
    """Return the last local day, None when there is no end."""
    rule = recurrence.parsed
    if rule is None:
        return recurrence.start
    if not isinstance(rule.until, datetime):
        return rule.until
    zone = known_zone(recurrence.timezone)
    return (wall_of(rule.until, zone) if rule.until.tzinfo else rule.until).date()
