"""The text of a recurrence rule read into its parts, each checked. Never looks at DTSTART and never expands."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import lru_cache

from schedules.rrule.parts import UNITS, WEEKDAYS, Frequency, InvalidRecurrence, Skip
from schedules.rrule.walking import Rule

MOST_INSTANCES = 100_000
LONGEST = 99_999_999
SHOWN = 40
MOMENT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)(Z?))?", re.ASCII)
NUMBER = re.compile(r"[+-]?\d{1,9}", re.ASCII)
WEEKDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)", re.ASCII)
LEAP_SECOND = 60
CLOCK_PARTS = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})


@lru_cache(maxsize=20_000)
def parse(text: str) -> Rule:
    """Parse the text of an RRULE, with or without its name; raise InvalidRecurrence naming the wrong part.

    Case and blanks do not matter, nor do empty parts (calendars write a semicolon at the end).
    """
    values: dict[str, object] = {}
    for part in pieces(text):
        name, _, value = part.partition("=")
        known = READERS.get(name)
        try:
            if known is None or known[0] in values:
                raise ValueError(part)
            values[known[0]] = known[1](value)
        except ValueError:
            raise InvalidRecurrence("schedules.bad_rule", part=part[:SHOWN]) from None
    if "freq" not in values:
        raise InvalidRecurrence("schedules.bad_rule", part="FREQ")
    values["in_year"] = values["freq"] is Frequency.YEARLY and "by_month" not in values
    return coherent(Rule(**values))  # type: ignore[arg-type]


def pieces(text: str) -> list[str]:
    """Return the parts of a rule's text in capitals, without its name, blanks and empty parts."""
    return [part for part in "".join(text.split()).upper().removeprefix("RRULE:").split(";") if part]


def coherent(rule: Rule) -> Rule:
    """Return the rule; refuse the combinations of parts that RFC 5545 and RFC 7529 forbid."""
    ordinals = any(ordinal for ordinal, _ in rule.by_day)
    yearly, monthly = rule.freq is Frequency.YEARLY, rule.freq is Frequency.MONTHLY
    faults = {
        "UNTIL": rule.count is not None and rule.until is not None,
        "BYDAY": ordinals and (not (yearly or monthly) or bool(rule.by_week_no)),
        "BYMONTHDAY": bool(rule.by_month_day) and rule.freq is Frequency.WEEKLY,
        "BYYEARDAY": bool(rule.by_year_day) and not yearly and rule.freq not in UNITS,
        "BYWEEKNO": bool(rule.by_week_no) and not yearly,
        "SKIP": rule.skip is not Skip.OMIT and not rule.rscale,
    }
    for part, wrong in faults.items():
        if wrong:
            raise InvalidRecurrence("schedules.bad_rule", part=part)
    return rule


def whole(value: str, least: int, most: int) -> int:
    """Return a whole number between two others; ValueError for all else."""
    number = int(value) if NUMBER.fullmatch(value) else least - 1
    if not least <= number <= most:
        raise ValueError(value)
    return number


def one(most: int) -> Callable[[str], int]:
    """Return a reader of one whole number from 1 to ``most``."""
    return lambda value: whole(value, 1, most)


def several(least: int, most: int) -> Callable[[str], frozenset[int]]:
    """Return a reader of a list of numbers from ``least`` to ``most``; 0 only where the list begins there."""

    def read(value: str) -> frozenset[int]:
        numbers = frozenset(whole(number, least, most) for number in value.split(","))
        if 0 in numbers and least:
            raise ValueError(value)
        return numbers

    return read


def read_seconds(value: str) -> frozenset[int]:
    """Return BYSECOND; a leap second counts as the one before it, as RFC 5545 3.3.12 has it for clocks without them."""
    return frozenset(min(second, LEAP_SECOND - 1) for second in several(0, LEAP_SECOND)(value))


def read_moment(value: str) -> date | datetime:
    """Return a DATE or DATE-TIME of RFC 5545, aware where it ends in Z; ValueError for anything else."""
    found = MOMENT.fullmatch(value)
    if not found:
        raise ValueError(value)
    year, month, day, *clock = (int(part) for part in found.groups()[:6] if part)
    if not clock:
        return date(year, month, day)
    hour, minute, second = clock
    return datetime(year, month, day, hour, minute, min(second, LEAP_SECOND - 1), tzinfo=UTC if found[7] else None)


def read_weekdays(value: str) -> frozenset[tuple[int, int]]:
    """Return BYDAY as (ordinal or 0, weekday) pairs."""
    days = set()
    for day in value.split(","):
        found = WEEKDAY.fullmatch(day)
        if not found:
            raise ValueError(value)
        ordinal = several(-53, 53)(found[1]) if found[1] else {0}
        days |= {(number, WEEKDAYS.index(found[2])) for number in ordinal}
    return frozenset(days)


def read_scale(value: str) -> str:
    """Return RSCALE where it is the calendar in which this package counts."""
    if value != "GREGORIAN":
        raise ValueError(value)
    return value


READERS: dict[str, tuple[str, Callable[[str], object]]] = {
    "FREQ": ("freq", Frequency),
    "INTERVAL": ("interval", one(LONGEST)),
    "COUNT": ("count", one(MOST_INSTANCES)),
    "UNTIL": ("until", read_moment),
    "WKST": ("wkst", WEEKDAYS.index),
    "BYMONTH": ("by_month", several(1, 12)),
    "BYWEEKNO": ("by_week_no", several(-53, 53)),
    "BYYEARDAY": ("by_year_day", several(-366, 366)),
    "BYMONTHDAY": ("by_month_day", several(-31, 31)),
    "BYDAY": ("by_day", read_weekdays),
    "BYHOUR": ("by_hour", several(0, 23)),
    "BYMINUTE": ("by_minute", several(0, 59)),
    "BYSECOND": ("by_second", read_seconds),
    "BYSETPOS": ("by_set_pos", several(-366, 366)),
    "RSCALE": ("rscale", read_scale),
    "SKIP": ("skip", Skip),
}
