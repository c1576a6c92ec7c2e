"""When something recurs, read from the form of a schedule: kind, days, times, lunar dates, holidays. Pure."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date, time
from itertools import product

from broadcaster.errors import Refused
from broadcaster.localities import TIMEZONE
from schedules.holidays import Holidays
from schedules.lunar import numbered
from schedules.lunar_rule import Skip, is_lunar, lunar_text
from schedules.lunar_rule import parse as parse_lunar
from schedules.recurrence import InvalidRecurrence, Options, Recurrence, daily, ending, monthly, once, weekly
from web.reading import Reading, one, read_choice, read_clock, read_date, read_whole, several

KINDS = ("once", "daily", "weekly", "monthly", "lunar")
HOLIDAYS = {"": Holidays.ANY, **{one.value: one for one in Holidays}}
LUNAR_DAYS = (*range(1, 31), -1)
LUNAR_MONTHS = {"": None, **{numbered(*month): month for month in product(range(1, 13), (False, True))}}
SHORT_MONTHS = {"": Skip.OMIT, **{one.value.lower(): one for one in Skip}}
MOST_APART = 52
"""Nothing is scheduled for every 53rd week or day."""
FIELD_OF_FAULT = {
    "schedules.no_weekdays": "weekdays",
    "schedules.no_days": "days",
    "schedules.ends_before_start": "last",
}


def read_recurrence(reading: Reading, timezone: str = TIMEZONE) -> Recurrence:
    """Return the recurrence the form describes; while parts are faulty, a harmless one."""
    kind = reading.take("kind", read_choice({one: one for one in KINDS}, "web.kind_unknown"), "once")
    first = reading.take("first", read_date, date(2000, 1, 1))
    last = reading.take("last", read_date, first) if kind != "once" and one(reading.typed, "last").strip() else None
    times = _times(reading)
    if kind == "once":
        return _known(reading, lambda: once(first, *times, timezone=timezone))
    every = reading.take("every", lambda text: read_whole(1, MOST_APART)(text or "1"), 1)
    options: Options = {
        "exceptions": _exceptions(reading),
        "timezone": timezone,
        "holidays": reading.take("holidays", read_choice(HOLIDAYS, "web.holidays_unknown"), Holidays.ANY),
    }
    return _known(reading, lambda: _recurring(reading, kind, Span(first, last, times, every), options))


@dataclass(frozen=True, slots=True)
class Span:
    """From which day to which, at which times of day, and on every how manieth day or week something recurs."""

    first: date
    last: date | None
    times: tuple[time, ...]
    every: int


def _recurring(reading: Reading, kind: str, span: Span, options: Options) -> Recurrence:
    match kind:
        case "daily":
            return daily(span.first, *span.times, last=span.last, every=span.every, **options)
        case "weekly":
            days = _numbers(reading, "weekdays", range(7))
            return weekly(span.first, days, *span.times, last=span.last, every=span.every, **options)
        case "monthly":
            days = _numbers(reading, "days", (*range(1, 32), -1))
            return monthly(span.first, days, *span.times, last=span.last, **options)
        case _:
            rule = _lunar_rule(reading) + ending(span.first, span.last)
            return Recurrence(span.first, span.times, rule, **options)


def _lunar_rule(reading: Reading) -> str:
    """Return the text of the rule on lunar dates that the form describes."""
    days = _numbers(reading, "lunar_days", LUNAR_DAYS)
    month = reading.take("lunar_month", read_choice(LUNAR_MONTHS, "web.lunar_month_unknown"), None)
    skip = reading.take("lunar_short", read_choice(SHORT_MONTHS, "web.lunar_short_unknown"), Skip.OMIT)
    if not days:
        reading.faults["lunar_days"] = Refused("schedules.no_days", field="lunar_days")
    leap_too = {(month[0], True)} if month and one(reading.typed, "lunar_leap") == "yes" else set()
    return lunar_text(days or frozenset({1}), frozenset(({month} if month else set()) | leap_too), skip)


def lunar_fields(rule: str | None) -> dict[str, object]:
    """Return the fields of the form that tell a lunar rule, none if it is not one or has parts the form cannot show."""
    if rule is None or not is_lunar(rule):
        return {}
    read = parse_lunar(rule)
    months = sorted(read.by_month)
    fields: dict[str, object] = {
        "lunar_days": tuple(str(day) for day in sorted(read.by_month_day)),
        "lunar_month": numbered(*months[0]) if months else "",
        "lunar_leap": "yes" if len(months) > 1 else "",
        "lunar_short": "" if read.skip is Skip.OMIT else read.skip.value.lower(),
    }
    plain = lunar_text(read.by_month_day, read.by_month, read.skip)
    same_number = len({number for number, _ in months}) <= 1
    return fields if replace(read, until=None) == parse_lunar(plain) and read.by_month_day and same_number else {}


def _known(reading: Reading, made: Callable[[], Recurrence]) -> Recurrence:
    """Return a recurrence, or note what is wrong with it and return a harmless one."""
    try:
        return made()
    except InvalidRecurrence as fault:
        where = FIELD_OF_FAULT.get(fault.code, "first")
        reading.faults.setdefault(where, Refused(fault.code, field=where, **fault.facts))
        return once(date(2000, 1, 1), time())


def _times(reading: Reading) -> tuple[time, ...]:
    written = several(reading.typed, "times")
    if not written:
        reading.faults["times"] = Refused("web.no_times", field="times")
        return (time(),)
    try:
        return tuple(sorted({read_clock(text) for text in written}))
    except Refused as fault:
        reading.faults["times"] = fault
        return (time(),)


def _exceptions(reading: Reading) -> frozenset[date]:
    def read(text: str) -> frozenset[date]:
        return frozenset(read_date(part) for part in text.replace(",", " ").replace(";", " ").split())

    return reading.take("exceptions", read, frozenset())


def _numbers(reading: Reading, name: str, allowed: Collection[int]) -> frozenset[int]:
    known = {str(number): number for number in allowed}
    return frozenset(known[text] for text in several(reading.typed, name) if text in known)
