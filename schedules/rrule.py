"""RFC 5545 recurrence rules over whole days: the text of a rule, and the days it falls on in a window.

Never times of day or zones (``schedules.recurrence`` adds them). It walks only the periods (days, weeks, months, years)
that touch the window, so a rule costs the same however old it is and whether or not it ever falls on a day;
python-dateutil walks from DTSTART and spends 9 s of CPU on a rule for 30 February. The tests hold it against dateutil.
"""

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
HORIZON = timedelta(days=36525)
"""How far ahead one looks for a day: a 29 February on one weekday comes round in 40 years at most."""
MOST_INSTANCES = 100_000


class InvalidRecurrence(ValueError):
    """A recurrence that cannot be; ``code`` and ``facts`` are for the wording tables."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


class Frequency(StrEnum):
    """The period of a rule; finer ones are times of day and have no place in a rule over days."""

    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


@dataclass(frozen=True, slots=True)
class Rule:
    """A parsed rule in the words of RFC 5545; ``by_day`` holds (ordinal or 0, weekday with Monday 0)."""

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | None = None
    wkst: int = 0
    by_month: frozenset[int] = frozenset()
    by_week_no: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_set_pos: frozenset[int] = frozenset()

    def days(self, start: date, since: date, until: date) -> Iterator[date]:
        """Yield in order the days of ``[since, until]`` on which the rule that began on ``start`` falls."""
        first, last = max(start, since), min(until, self.until or until)
        number = self.period_number(start, first)
        while (period := self.period(start, number)) and period[0] <= last:
            yield from (day for day in self.chosen(period, first, last) if first <= day <= last)
            number += 1

    def chosen(self, period: tuple[date, date], first: date, last: date) -> list[date]:
        """Return the days of one period that the BY parts let through; all of it is looked at only for BYSETPOS."""
        if not self.by_set_pos:
            return [day for day in span(max(first, period[0]), min(last, period[1])) if self.allows(day)]
        days = [day for day in span(*period) if self.allows(day)]
        places = {position - 1 if position > 0 else len(days) + position for position in self.by_set_pos}
        return [day for place, day in enumerate(days) if place in places]

    def allows(self, day: date) -> bool:
        """Say whether every BY part that is set admits the day."""
        return (
            (not self.by_month or day.month in self.by_month)
            and (not self.by_day or self.falls_on_weekday(day))
            and (not self.by_month_day or self.falls_on_month_day(day))
            and (not self.by_year_day or self.falls_on_year_day(day))
            and (not self.by_week_no or self.falls_in_week(day))
        )

    def falls_on_weekday(self, day: date) -> bool:
        """Say whether BYDAY admits the day; ordinals count within the month, or the year of a rule without months."""
        weekday = day.weekday()
        if (0, weekday) in self.by_day:
            return True
        whole_year = self.freq is Frequency.YEARLY and not self.by_month
        place, length = year_place(day) if whole_year else (day.day, monthrange(day.year, day.month)[1])
        return ((place - 1) // 7 + 1, weekday) in self.by_day or (-((length - place) // 7) - 1, weekday) in self.by_day

    def falls_on_month_day(self, day: date) -> bool:
        """Say whether BYMONTHDAY admits the day, counted from either end of its month."""
        length = monthrange(day.year, day.month)[1]
        return day.day in self.by_month_day or day.day - length - 1 in self.by_month_day

    def falls_on_year_day(self, day: date) -> bool:
        """Say whether BYYEARDAY admits the day, counted from either end of its year."""
        place, length = year_place(day)
        return place in self.by_year_day or place - length - 1 in self.by_year_day

    def falls_in_week(self, day: date) -> bool:
        """Say whether BYWEEKNO admits the week of the day, counted from either end of the year that owns the week."""
        middle = week_start(day, self.wkst) + timedelta(days=3)
        first = week_start(date(middle.year, 1, 4), self.wkst)
        weeks = (week_start(date(middle.year, 12, 28), self.wkst) - first).days // 7 + 1
        number = (middle - first).days // 7 + 1
        return number in self.by_week_no or number - weeks - 1 in self.by_week_no

    def period(self, start: date, number: int) -> tuple[date, date] | None:
        """Return first and last day of the ``number``-th period; None when it is beyond the calendar."""
        steps = number * self.interval
        try:
            if self.freq is Frequency.DAILY:
                day = start + timedelta(days=steps)
                return day, day
            if self.freq is Frequency.WEEKLY:
                monday = week_start(start, self.wkst) + timedelta(weeks=steps)
                return monday, monday + timedelta(days=6)
            if self.freq is Frequency.MONTHLY:
                year, month = divmod(start.year * 12 + start.month - 1 + steps, 12)
                return date(year, month + 1, 1), date(year, month + 1, monthrange(year, month + 1)[1])
            return date(start.year + steps, 1, 1), date(start.year + steps, 12, 31)
        except (OverflowError, ValueError):
            return None

    def period_number(self, start: date, day: date) -> int:
        """Return the number of the last period that begins on or before ``day``, which is not before ``start``."""
        if self.freq is Frequency.DAILY:
            steps = (day - start).days
        elif self.freq is Frequency.WEEKLY:
            steps = (day - week_start(start, self.wkst)).days // 7
        elif self.freq is Frequency.MONTHLY:
            steps = (day.year - start.year) * 12 + day.month - start.month
        else:
            steps = day.year - start.year
        return steps // self.interval


@lru_cache(maxsize=20_000)
def read_rule(text: str, start: date) -> Rule:
    """Parse a rule that begins on ``start``: what it leaves to DTSTART is filled in, COUNT becomes its last day.

    Raises InvalidRecurrence that names the part which is wrong.
    """
    rule = anchored(parse(text), start)
    if rule.count is None:
        return rule
    last = start
    for _, day in zip(range(rule.count), rule.days(start, start, start + HORIZON), strict=False):
        last = day
    return replace(rule, until=last)


def anchored(rule: Rule, start: date) -> Rule:
    """Fill in what RFC 5545 takes from DTSTART when the BY parts leave it open."""
    if rule.by_day or rule.by_month_day or rule.by_year_day or rule.freq is Frequency.DAILY:
        return rule
    if rule.freq is Frequency.WEEKLY or rule.by_week_no:
        return replace(rule, by_day=frozenset({(0, start.weekday())}))
    if rule.freq is Frequency.YEARLY and not rule.by_month:
        rule = replace(rule, by_month=frozenset({start.month}))
    return replace(rule, by_month_day=frozenset({start.day}))


def parse(text: str) -> Rule:
    """Parse the text of an RRULE, with or without its name; raise InvalidRecurrence naming the wrong part."""
    values: dict[str, object] = {}
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        known = PARTS.get(name)
        try:
            if known is None or known[0] in values:
                raise ValueError(part)
            values[known[0]] = known[1](value)
        except ValueError:
            raise InvalidRecurrence("schedules.bad_rule", part=part[:40]) from None
    if "freq" not in values:
        raise InvalidRecurrence("schedules.bad_rule", part="FREQ")
    return coherent(Rule(**values))  # type: ignore[arg-type]


def coherent(rule: Rule) -> Rule:
    """Return the rule; refuse the combinations of parts that RFC 5545 forbids."""
    ordinals = any(ordinal for ordinal, _ in rule.by_day)
    yearly, monthly = rule.freq is Frequency.YEARLY, rule.freq is Frequency.MONTHLY
    faults = {
        "UNTIL": rule.count is not None and rule.until is not None,
        "BYDAY": ordinals and (not (yearly or monthly) or bool(rule.by_week_no)),
        "BYMONTHDAY": bool(rule.by_month_day) and rule.freq is Frequency.WEEKLY,
        "BYYEARDAY": bool(rule.by_year_day) and not yearly,
        "BYWEEKNO": bool(rule.by_week_no) and not yearly,
    }
    for part, wrong in faults.items():
        if wrong:
            raise InvalidRecurrence("schedules.bad_rule", part=part)
    return rule


def positive(most: int) -> Callable[[str], int]:
    """Return a reader of one whole number from 1 to ``most``."""

    def read(value: str) -> int:
        return within(value, 1, most)

    return read


def signed(least: int, most: int) -> Callable[[str], frozenset[int]]:
    """Return a reader of a list of numbers from ``least`` to ``most`` without zero."""

    def read(value: str) -> frozenset[int]:
        numbers = frozenset(within(number, least, most) for number in value.split(","))
        if 0 in numbers:
            raise ValueError(value)
        return numbers

    return read


def within(value: str, least: int, most: int) -> int:
    """Return a whole number between two others; ValueError for all else."""
    number = int(value)
    if not least <= number <= most:
        raise ValueError(value)
    return number


def read_day(value: str) -> date:
    """Return an UNTIL written as a date, which is what RFC 5545 wants beside a DTSTART that is one."""
    if len(value) != len("YYYYMMDD"):
        raise ValueError(value)
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


def read_weekdays(value: str) -> frozenset[tuple[int, int]]:
    """Return BYDAY as (ordinal or 0, weekday) pairs."""
    return frozenset(
        (within(day[:-2], -53, 53) if day[:-2] else 0, WEEKDAYS.index(day[-2:])) for day in value.split(",")
    )


PARTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("freq", Frequency),
    "INTERVAL": ("interval", positive(10_000)),
    "COUNT": ("count", positive(MOST_INSTANCES)),
    "UNTIL": ("until", read_day),
    "WKST": ("wkst", WEEKDAYS.index),
    "BYMONTH": ("by_month", signed(1, 12)),
    "BYWEEKNO": ("by_week_no", signed(-53, 53)),
    "BYYEARDAY": ("by_year_day", signed(-366, 366)),
    "BYMONTHDAY": ("by_month_day", signed(-31, 31)),
    "BYDAY": ("by_day", read_weekdays),
    "BYSETPOS": ("by_set_pos", signed(-366, 366)),
}


def span(first: date, last: date) -> Iterator[date]:
    """Yield the days from ``first`` to ``last``, both included; none when they stand the wrong way round."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def week_start(day: date, wkst: int) -> date:
    """Return the first day of the week of ``day`` when weeks begin on weekday ``wkst``."""
    return day - timedelta(days=(day.weekday() - wkst) % 7)


def year_place(day: date) -> tuple[int, int]:
    """Return the number of the day in its year and the length of that year."""
    january = date(day.year, 1, 1).toordinal()
    return day.toordinal() - january + 1, date(day.year, 12, 31).toordinal() - january + 1
