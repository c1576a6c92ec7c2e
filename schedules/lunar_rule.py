"""Recurrence on lunar dates: RFC 7529 rules with RSCALE=VIETNAMESE, and the solar days they fall on in a window.

Never times of day, zones or exceptions (``schedules.recurrence`` adds them) and never solar rules. Only the lunar
months and years that touch the window are looked at, so a rule costs the same however old it is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from schedules.lunar import LUNAR_YEARS, SOLAR_YEARS, LunarMonth, lunar_date, lunar_months, month_of, numbered
from schedules.rrule import InvalidRecurrence

SCALE = "VIETNAMESE"
DAY = timedelta(days=1)
LAST_DAY = date(SOLAR_YEARS[-1], 12, 31)
MOST_INSTANCES = 100_000
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class Every(StrEnum):
    """The period of a rule; a leap month is a month like all others."""

    DAILY = "DAILY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


class Skip(StrEnum):
    """What becomes of a day or a leap month that does not exist: nothing, the one before it, the one after it."""

    OMIT = "OMIT"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"


@dataclass(frozen=True, slots=True)
class LunarRule:
    """A parsed rule; ``by_month`` holds (number, leap), ``by_month_day`` counts from -30 to 30 without 0."""

    freq: Every
    interval: int = 1
    count: int | None = None
    until: date | None = None
    by_month: frozenset[tuple[int, bool]] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    skip: Skip = Skip.OMIT

    def days(self, start: date, since: date, until: date) -> Iterator[date]:
        """Yield in order the solar days of ``[since, until]`` on which the rule that began on ``start`` falls."""
        first, last = max(start, since), min(until, self.until or until, LAST_DAY)
        if last < first:
            return
        latest = first - DAY
        for days in self.periods(start, first, last):
            # What is moved over the end of a period may meet the first day of the next one.
            for day in days:
                if latest < day <= last:
                    latest = day
                    yield day

    def periods(self, start: date, first: date, last: date) -> Iterator[list[date]]:
        """Yield the sorted days of each period that may touch ``[first, last]``, in order."""
        if self.freq is Every.DAILY:
            yield [day for day in steps(start, first, last, self.interval) if self.allows(day)]
        elif self.freq is Every.MONTHLY:
            begin = month_of(start).moon
            for month in months_between(first, last):
                turn = month.moon - begin
                if turn >= 0 and turn % self.interval == 0 and self.admits(month):
                    yield self.landed([month])
        else:
            begin = lunar_date(start).year
            for year in range(max(begin, lunar_date(first).year - 1), lunar_date(last).year + 2):
                if (year - begin) % self.interval == 0 and year in LUNAR_YEARS:
                    yield self.landed(self.named_months(year))

    def allows(self, day: date) -> bool:
        """Say whether the BY parts admit a day."""
        month = month_of(day)
        place = (day - month.first).days + 1
        return self.admits(month) and (
            not self.by_month_day or bool({place, place - month.length - 1} & self.by_month_day)
        )

    def admits(self, month: LunarMonth) -> bool:
        """Say whether BYMONTH admits a month."""
        return not self.by_month or (month.number, month.leap) in self.by_month

    def named_months(self, year: int) -> list[LunarMonth]:
        """Return the months of a year that BYMONTH names, a leap month the year has not being skipped as SKIP says."""
        months = lunar_months(year)
        found = [month for month in months if self.admits(month)]
        if self.skip is Skip.OMIT:
            return found
        there = {(month.number, month.leap) for month in months}
        for number in (number for number, leap in self.by_month if leap and (number, leap) not in there):
            before = next(month for month in months if month.number == number)
            found.append(
                before if self.skip is Skip.BACKWARD else month_of(before.first + timedelta(days=before.length))
            )
        return found

    def landed(self, months: list[LunarMonth]) -> list[date]:
        """Return the days of BYMONTHDAY in some months, sorted, those that do not exist skipped as SKIP says."""
        days = set()
        for month in months:
            for number in self.by_month_day:
                place = number if number > 0 else month.length + number + 1
                if not 1 <= place <= month.length:
                    if self.skip is Skip.OMIT:
                        continue
                    least, most = (1, month.length + 1) if self.skip is Skip.FORWARD else (0, month.length)
                    place = min(max(place, least), most)
                days.add(month.first + timedelta(days=place - 1))
        return sorted(days)


def is_lunar(text: str) -> bool:
    """Say whether the text of a rule is for ``read_lunar_rule``: it names another calendar than the solar one."""
    return any(name == "RSCALE" and value != "GREGORIAN" for name, value in parts(text))


def lunar_text(days: frozenset[int], months: frozenset[tuple[int, bool]] = frozenset(), skip: Skip = Skip.OMIT) -> str:
    """Return the text of a rule on ``days`` of every lunar month, or of ``months`` (number, leap) every year."""
    freq = Every.YEARLY if months else Every.MONTHLY
    named = ",".join(numbered(*month) for month in sorted(months))
    said = {
        "RSCALE": SCALE,
        "FREQ": freq.value,
        "BYMONTH": named,
        "BYMONTHDAY": ",".join(str(day) for day in sorted(days)),
        "SKIP": "" if skip is Skip.OMIT else skip.value,
    }
    return ";".join(f"{name}={value}" for name, value in said.items() if value)


@lru_cache(maxsize=20_000)
def read_lunar_rule(text: str, start: date) -> LunarRule:
    """Parse a rule that begins on ``start``: its lunar date fills in what is left open, COUNT becomes its last day.

    Raises InvalidRecurrence that names the part which is wrong.
    """
    if start.year not in SOLAR_YEARS:
        raise InvalidRecurrence("schedules.lunar_far", year=start.year)
    rule = anchored(parse(text), start)
    if rule.count is None:
        return rule
    last = start
    for _, day in zip(range(rule.count), rule.days(start, start, LAST_DAY), strict=False):
        last = day
    return replace(rule, until=last)


def anchored(rule: LunarRule, start: date) -> LunarRule:
    """Fill in from the lunar date of DTSTART what RFC 5545 takes from it, as ``schedules.rrule`` does."""
    if rule.freq is Every.DAILY:
        return rule
    lunar = lunar_date(start)
    if rule.freq is Every.YEARLY and not rule.by_month:
        rule = replace(rule, by_month=frozenset({(lunar.month, lunar.leap)}))
    return rule if rule.by_month_day else replace(rule, by_month_day=frozenset({lunar.day}))


def parse(text: str) -> LunarRule:
    """Parse the text of a lunar RRULE, with or without its name."""
    values: dict[str, object] = {}
    for name, value in parts(text):
        known = PARTS.get(name)
        try:
            if known is None or known[0] in values:
                raise ValueError(name)
            values[known[0]] = known[1](value)
        except ValueError:
            raise wrong(f"{name}={value}") from None
    for part, name in (("RSCALE", "scale"), ("FREQ", "freq")):
        if name not in values:
            raise wrong(part)
    if "count" in values and "until" in values:
        raise wrong("UNTIL")
    return LunarRule(**{name: value for name, value in values.items() if name not in ("scale", "wkst")})  # type: ignore[arg-type]


def parts(text: str) -> Iterator[tuple[str, str]]:
    """Yield the names and values of a rule's parts."""
    for part in text.strip().upper().removeprefix("RRULE:").split(";"):
        name, _, value = part.partition("=")
        yield name, value


def wrong(part: str) -> InvalidRecurrence:
    """Return the error that names the wrong part of a rule."""
    return InvalidRecurrence("schedules.bad_lunar_rule", part=part[:40])


def whole(least: int, most: int) -> Callable[[str], int]:
    """Return a reader of one whole number; ValueError for all else."""

    def read(value: str) -> int:
        number = int(value)
        if not (value.isascii() and least <= number <= most):
            raise ValueError(value)
        return number

    return read


def read_scale(value: str) -> str:
    """Return the one calendar that is known here."""
    if value != SCALE:
        raise ValueError(value)
    return value


def read_until(value: str) -> date:
    """Return an UNTIL written as a date."""
    if len(value) != len("YYYYMMDD") or not value.isdecimal():
        raise ValueError(value)
    return date(int(value[:4]), int(value[4:6]), int(value[6:]))


def read_months(value: str) -> frozenset[tuple[int, bool]]:
    """Return BYMONTH as (number, leap) pairs; 4L is the leap month of number 4."""
    return frozenset((whole(1, 12)(one.removesuffix("L")), one.endswith("L")) for one in value.split(","))


def read_month_days(value: str) -> frozenset[int]:
    """Return BYMONTHDAY: 1 to 30 from the beginning of a month, -1 to -30 from its end."""
    numbers = frozenset(whole(-30, 30)(one) for one in value.split(","))
    if 0 in numbers:
        raise ValueError(value)
    return numbers


PARTS: dict[str, tuple[str, Callable[[str], object]]] = {
    "RSCALE": ("scale", read_scale),
    "FREQ": ("freq", Every),
    "INTERVAL": ("interval", whole(1, 10_000)),
    "COUNT": ("count", whole(1, MOST_INSTANCES)),
    "UNTIL": ("until", read_until),
    "WKST": ("wkst", WEEKDAYS.index),
    "BYMONTH": ("by_month", read_months),
    "BYMONTHDAY": ("by_month_day", read_month_days),
    "SKIP": ("skip", Skip),
}


def steps(start: date, first: date, last: date, interval: int) -> Iterator[date]:
    """Yield every ``interval``-th day from ``start`` that lies in ``[first, last]``."""
    begin = first.toordinal() + (start - first).days % interval
    return map(date.fromordinal, range(begin, last.toordinal() + 1, interval))


def months_between(first: date, last: date) -> Iterator[LunarMonth]:
    """Yield the months that touch ``[first, last]`` and one more on either side, for days that are moved."""
    month = month_of(month_of(first).first - DAY)
    while month.first <= last:
        yield month
        month = month_of(month.first + timedelta(days=month.length))
    yield month
