"""A rule walked over a window: its days, or its local instants. Never zones, RDATE or EXDATE.

Only the periods that touch the window are looked at, so a rule costs the same however old it is and whether or not it
ever falls on a day; python-dateutil walks from DTSTART and spends 9 s of CPU on a rule for 30 February.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from schedules.rrule.clock import chosen, met, places, table, times_of
from schedules.rrule.days import Span, admits, days_of, in_month, month_end, owner, week_start, week_year
from schedules.rrule.parts import UNITS, Frequency, Parts, Skip

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rule(Parts):
    """The parts of a rule, and what can be asked of them together with the start to which they belong."""

    def days(self, start: date, since: date, until: date) -> Iterator[date]:
        """Yield in order the days of ``[since, until]`` on which the rule that began on ``start`` falls.

        Times of day are not looked at; a sub-daily rule has ``instants`` only.
        """
        first, last, before = max(start, since), min(until, self.end.date()), None
        for period in periods(self, start, (first, last)):
            for day in chosen(days_of(self, period), self.by_set_pos):
                if first <= day <= last and day != before:
                    yield day
                    before = day

    def instants(self, start: datetime, since: datetime, until: datetime) -> Iterator[datetime]:
        """Yield in order the local instants of ``[since, until]`` of the rule that began at ``start``, all naive."""
        first, last, before = max(start, since), min(until, self.end), None
        found = walked(self, start, (first.date(), last.date()))
        for instant in found if self.skip is Skip.OMIT else in_order(found):
            if first <= instant <= last and instant != before:
                yield instant
                before = instant


def walked(rule: Parts, start: datetime, window: Span) -> Iterator[datetime]:
    """Yield the instants of whole periods that touch the window; those of days outside it are left out."""
    if rule.freq in UNITS:
        if not table(rule, start):
            return
        for day, _ in periods(replace(rule, freq=Frequency.DAILY, interval=1), start.date(), window):
            if admits(rule, day):
                yield from (at(day, second) for second in met(rule, start, day.toordinal()))
        return
    times = times_of(rule, start)
    for period in periods(rule, start.date(), window):
        days = days_of(rule, period)
        if rule.by_set_pos:
            found = places(len(days) * len(times), rule.by_set_pos)
            yield from (at(days[place // len(times)], times[place % len(times)]) for place in found)
        else:
            yield from (at(day, second) for day in days if window[0] <= day <= window[1] for second in times)


def in_order(found: Iterator[datetime]) -> Iterator[datetime]:
    """Yield in order the instants of each day: a day that SKIP moved forward may be the next period's own as well."""
    for _, several in groupby(found, key=datetime.date):
        yield from sorted(several)


def at(day: date, second: int) -> datetime:
    """Return a second of a day as a local instant."""
    return datetime.combine(day, time(second // 3600, second // 60 % 60, second % 60))


def periods(rule: Parts, start: date, window: Span) -> Iterator[Span]:
    """Yield the periods of the rule that touch the window, and their neighbours where SKIP moves days across."""
    first, last = window
    margin = timedelta(0) if rule.skip is Skip.OMIT else timedelta(days=1)
    number = period_number(rule, start, first - margin)
    while (period := period_of(rule, start, number)) and period[0] <= last + margin:
        number += 1
        if rule.freq is Frequency.DAILY and not in_month(rule, period[0]):
            number = max(number, period_number(rule, start, month_end(period[0])))
        else:
            yield period


def period_of(rule: Parts, start: date, number: int) -> Span | None:
    """Return first and last day of the ``number``-th period; None when it is beyond the calendar."""
    steps = number * rule.interval
    try:
        match rule.freq:
            case Frequency.WEEKLY:
                begin = week_start(start, rule.wkst) + timedelta(weeks=steps)
                return begin, begin + timedelta(days=6)
            case Frequency.MONTHLY:
                year, month = divmod(start.year * MONTHS + start.month - 1 + steps, MONTHS)
                begin = date(year, month + 1, 1)
                return begin, month_end(begin)
            case Frequency.YEARLY if rule.by_week_no:
                return week_year(rule.week_year + steps, rule.wkst)
            case Frequency.YEARLY:
                return date(start.year + steps, 1, 1), date(start.year + steps, 12, 31)
            case _:
                day = start + timedelta(days=steps)
                return day, day
    except (OverflowError, ValueError):
        return None


def period_number(rule: Parts, start: date, day: date) -> int:
    """Return the number of the last period that begins on or before a day; periods before the start are negative."""
    return steps_to(rule, start, day) // rule.interval


def steps_to(rule: Parts, start: date, day: date) -> int:
    """Return by how many days, weeks, months or years, whatever the interval, a day is behind the period of the start.

    A sub-daily rule is walked by days.
    """
    match rule.freq:
        case Frequency.WEEKLY:
            return (day - week_start(start, rule.wkst)).days // 7
        case Frequency.MONTHLY:
            return (day.year - start.year) * MONTHS + day.month - start.month
        case Frequency.YEARLY if rule.by_week_no:
            return owner(day, rule.wkst) - rule.week_year
        case Frequency.YEARLY:
            return day.year - start.year
        case _:
            return (day - start).days
