"""The days of one period that the BY parts of a rule let through. Never times of day, never BYSETPOS.

A part finer than the period makes days (it *expands*), one as coarse or coarser takes them away (it *limits*); of
several that could make days the finest does and the others limit, which is what RFC 5545 3.3.10 has for BYDAY.
"""

from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta

from schedules.rrule.parts import UNITS, Frequency, Parts, Skip

Span = tuple[date, date]
"""First and last day, both included."""
WEEK = 7
DAY = timedelta(days=1)
SHORT = frozenset({Frequency.DAILY, Frequency.WEEKLY, *UNITS})


def days_of(rule: Parts, period: Span) -> list[date]:
    """Return in order the days of one period that the BY parts let through."""
    if rule.freq in SHORT:
        return [day for day in span(*period) if admits(rule, day)]
    if rule.by_week_no:
        return [day for day in weeks(rule, period) if admits(rule, day)]
    return sorted(set(made(rule, period)))


def made(rule: Parts, period: Span) -> Iterator[date]:
    """Yield the days that the finest part of a monthly or yearly rule makes, where the other parts admit them."""
    if rule.by_year_day:
        for number in rule.by_year_day:
            day = counted(period, number, rule.skip)
            if day and in_month(rule, day) and on_month_day(rule, day) and on_weekday(rule, day):
                yield day
    elif rule.by_month_day:
        for month in months(rule, period):
            found = (counted(month, number, rule.skip) for number in rule.by_month_day)
            yield from (day for day in found if day and on_weekday(rule, day))
    else:
        for stretch in [period] if rule.in_year else months(rule, period):
            yield from weekdays(rule, stretch)


def admits(rule: Parts, day: date) -> bool:
    """Say whether every BY part that is set admits the day."""
    return (
        in_month(rule, day)
        and on_weekday(rule, day)
        and on_month_day(rule, day)
        and on_year_day(rule, day)
        and in_week(rule, day)
    )


def in_month(rule: Parts, day: date) -> bool:
    """Say whether BYMONTH admits the day."""
    return not rule.by_month or day.month in rule.by_month


def on_weekday(rule: Parts, day: date) -> bool:
    """Say whether BYDAY admits the day; ordinals count within the month, or the year of a rule without months."""
    weekday = day.weekday()
    if not rule.by_day or (0, weekday) in rule.by_day:
        return True
    place, length = year_place(day) if rule.in_year else (day.day, month_length(day))
    ordinals = (place - 1) // WEEK + 1, -((length - place) // WEEK) - 1
    return any((ordinal, weekday) in rule.by_day for ordinal in ordinals)


def on_month_day(rule: Parts, day: date) -> bool:
    """Say whether BYMONTHDAY admits the day, counted from either end of its month."""
    numbers = rule.by_month_day
    return not numbers or day.day in numbers or day.day - month_length(day) - 1 in numbers


def on_year_day(rule: Parts, day: date) -> bool:
    """Say whether BYYEARDAY admits the day, counted from either end of its year."""
    numbers = rule.by_year_day
    if not numbers:
        return True
    place, length = year_place(day)
    return place in numbers or place - length - 1 in numbers


def in_week(rule: Parts, day: date) -> bool:
    """Say whether BYWEEKNO admits the week of the day, counted from either end of the year that owns the week."""
    numbers = rule.by_week_no
    if not numbers:
        return True
    first, last = week_year(owner(day, rule.wkst), rule.wkst)
    number, count = (day - first).days // WEEK + 1, ((last - first).days + 1) // WEEK
    return number in numbers or number - count - 1 in numbers


def weeks(rule: Parts, period: Span) -> Iterator[date]:
    """Yield in order the days of the weeks of a week-year that BYWEEKNO names."""
    first, last = period
    count = ((last - first).days + 1) // WEEK
    numbers = {number if number > 0 else count + 1 + number for number in rule.by_week_no}
    for number in sorted(numbers & set(range(1, count + 1))):
        begin = first + (number - 1) * WEEK * DAY
        yield from span(begin, begin + (WEEK - 1) * DAY)


def weekdays(rule: Parts, stretch: Span) -> Iterator[date]:
    """Yield the days of a month or year that BYDAY names, in no order."""
    first, last = stretch
    for ordinal, weekday in rule.by_day:
        begin = first + (weekday - first.weekday()) % WEEK * DAY
        end = last - (last.weekday() - weekday) % WEEK * DAY
        if not ordinal:
            yield from map(date.fromordinal, range(begin.toordinal(), last.toordinal() + 1, WEEK))
            continue
        day = begin.toordinal() + (ordinal - 1) * WEEK if ordinal > 0 else end.toordinal() + (ordinal + 1) * WEEK
        if first.toordinal() <= day <= last.toordinal():
            yield date.fromordinal(day)


def months(rule: Parts, period: Span) -> Iterator[Span]:
    """Yield first and last day of the months of a period that BYMONTH admits."""
    year = period[0].year
    for month in range(period[0].month, period[1].month + 1):
        if not rule.by_month or month in rule.by_month:
            yield date(year, month, 1), month_end(date(year, month, 1))


def counted(stretch: Span, number: int, skip: Skip) -> date | None:
    """Return the ``number``-th day of a month or year, from its end if negative; SKIP says what if there is none."""
    first, last = stretch
    day = first.toordinal() + number - 1 if number > 0 else last.toordinal() + number + 1
    if first.toordinal() <= day <= last.toordinal():
        return date.fromordinal(day)
    if skip is Skip.OMIT:
        return None
    before, after = (last, last + DAY) if number > 0 else (first - DAY, first)
    return before if skip is Skip.BACKWARD else after


def week_year(year: int, wkst: int) -> Span:
    """Return first and last day of the weeks that belong to a year: those with at least four days in it."""
    if year >= MAXYEAR or year <= MINYEAR:
        raise OverflowError(year)
    return week_start(date(year, 1, 4), wkst), week_start(date(year + 1, 1, 4), wkst) - DAY


def owner(day: date, wkst: int) -> int:
    """Return the year to which the week of the day belongs."""
    return (week_start(day, wkst) + 3 * DAY).year


def week_start(day: date, wkst: int) -> date:
    """Return the first day of the week of ``day`` when weeks begin on weekday ``wkst``."""
    return day - (day.weekday() - wkst) % WEEK * DAY


def span(first: date, last: date) -> Iterator[date]:
    """Yield the days from ``first`` to ``last``, both included; none when they stand the wrong way round."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def year_place(day: date) -> tuple[int, int]:
    """Return the number of the day in its year and the length of that year."""
    january = date(day.year, 1, 1).toordinal()
    return day.toordinal() - january + 1, date(day.year, 12, 31).toordinal() - january + 1


def month_end(day: date) -> date:
    """Return the last day of the month of the day."""
    return day.replace(day=month_length(day))


def month_length(day: date) -> int:
    """Return the number of days of the month of the day."""
    return monthrange(day.year, day.month)[1]
