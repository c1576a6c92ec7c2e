"""A slow reading of RFC 5545 3.3.10 that shares no code with the product: every second or day is asked on its own.

A candidate belongs to a rule when its period is one of the interval's, every BY part admits it, and what no part says
is as in DTSTART. BYSETPOS then counts among all that belong to one period, also before DTSTART.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from itertools import groupby

ORDER = ["YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY"]
NAMES = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"]
DAY = timedelta(days=1)
Parts = dict[str, str]


def expand(text: str, start: datetime, since: datetime, until: datetime) -> list[datetime]:
    """Return the instants from ``since`` to ``until``, both included; ``since`` must begin a period of the rule."""
    parts = dict(part.split("=") for part in text.split(";"))
    moments = [moment for moment in candidates(parts, start, since, until) if belongs(parts, moment, start)]
    if "BYSETPOS" in parts:
        wanted = [int(one) for one in parts["BYSETPOS"].split(",")]
        moments = [
            moment
            for _, group in groupby(moments, lambda at: period(parts, at))
            for moment in picked(list(group), wanted)
        ]
    return [moment for moment in moments if moment >= start]


def picked(group: list[datetime], wanted: list[int]) -> list[datetime]:
    """Return what BYSETPOS picks out of one period."""
    return [at for place, at in enumerate(group) if place + 1 in wanted or place - len(group) in wanted]


def candidates(parts: Parts, start: datetime, since: datetime, until: datetime) -> Iterator[datetime]:
    """Yield every second, or every time of every day that a coarser rule could mean."""
    if ORDER.index(parts["FREQ"]) > ORDER.index("DAILY"):
        for number in range(int((until - since).total_seconds()) + 1):
            yield since + timedelta(seconds=number)
        return
    hours = numbers(parts, "BYHOUR") or [start.hour]
    minutes = numbers(parts, "BYMINUTE") or [start.minute]
    seconds = numbers(parts, "BYSECOND") or [start.second]
    times = sorted({time(h, m, s) for h in hours for m in minutes for s in seconds})
    for number in range((until.date() - since.date()).days + 1):
        yield from (datetime.combine(since.date() + number * DAY, at) for at in times)


def numbers(parts: Parts, name: str) -> list[int]:
    """Return the numbers of a part, none when it is not there."""
    return whole(parts[name]) if name in parts else []


@cache
def whole(text: str) -> list[int]:
    """Return the numbers of a list."""
    return [int(one) for one in text.split(",")]


def wkst(parts: Parts) -> int:
    """Return the weekday on which weeks begin."""
    return NAMES.index(parts.get("WKST", "MO"))


def period(parts: Parts, at: datetime) -> int:
    """Return the number of the period of a moment; the next period has the next number."""
    day, seconds = at.date().toordinal(), at.hour * 3600 + at.minute * 60 + at.second
    year = week(at.date(), wkst(parts))[0] if "BYWEEKNO" in parts else at.year
    return {
        "YEARLY": year,
        "MONTHLY": at.year * 12 + at.month,
        "WEEKLY": (day - 1 - wkst(parts)) // 7,
        "DAILY": day,
        "HOURLY": (day * 86400 + seconds) // 3600,
        "MINUTELY": (day * 86400 + seconds) // 60,
        "SECONDLY": day * 86400 + seconds,
    }[parts["FREQ"]]


@cache
def week(day: date, begin: int) -> tuple[int, int, int]:
    """Return year and number of the week of a day and how many weeks that year has, by counting days one by one."""
    first = day
    while first.weekday() != begin:
        first -= DAY
    years = [(first + number * DAY).year for number in range(7)]
    year = max(set(years), key=years.count)
    number, back = 1, first - 7 * DAY
    while sum((back + n * DAY).year == year for n in range(7)) >= 4:
        number, back = number + 1, back - 7 * DAY
    count, ahead = number, first + 7 * DAY
    while sum((ahead + n * DAY).year == year for n in range(7)) >= 4:
        count, ahead = count + 1, ahead + 7 * DAY
    return year, number, count


def belongs(parts: Parts, at: datetime, start: datetime) -> bool:
    """Say whether a moment is in a period of the interval and admitted by every part, given or taken from DTSTART."""
    return (
        on_clock(parts, at, start)
        and (period(parts, at) - period(parts, start)) % int(parts.get("INTERVAL", "1")) == 0
        and on_day(parts, at.date(), start.date())
    )


def on_clock(parts: Parts, at: datetime, start: datetime) -> bool:
    """Say whether the time of day is right."""
    rank = ORDER.index(parts["FREQ"])
    fields = [("BYHOUR", "HOURLY", "hour"), ("BYMINUTE", "MINUTELY", "minute"), ("BYSECOND", "SECONDLY", "second")]
    for name, freq, field in fields:
        mine = getattr(at, field)
        if name in parts:
            if mine not in numbers(parts, name):
                return False
        elif rank < ORDER.index(freq) and mine != getattr(start, field):
            return False
    return True


def on_day(parts: Parts, day: date, start: date) -> bool:
    """Say whether the day is right."""
    month = date(day.year + day.month // 12, day.month % 12 + 1, 1) - DAY
    place, length = (day - date(day.year, 1, 1)).days + 1, (date(day.year + 1, 1, 1) - date(day.year, 1, 1)).days
    if "BYMONTH" in parts and day.month not in numbers(parts, "BYMONTH"):
        return False
    if "BYMONTHDAY" in parts and not {day.day, day.day - month.day - 1} & set(numbers(parts, "BYMONTHDAY")):
        return False
    if "BYYEARDAY" in parts and not {place, place - length - 1} & set(numbers(parts, "BYYEARDAY")):
        return False
    if "BYWEEKNO" in parts:
        _, number, count = week(day, wkst(parts))
        if not {number, number - count - 1} & set(numbers(parts, "BYWEEKNO")):
            return False
    return on_weekday(parts, day) and as_start(parts, day, start)


def on_weekday(parts: Parts, day: date) -> bool:
    """Say whether BYDAY has the day, its ordinals counted by looking at all days of the month or year."""
    if "BYDAY" not in parts:
        return True
    return bool(known_as(day, parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts) & set(parts["BYDAY"].split(",")))


@cache
def known_as(day: date, in_year: bool) -> set[str]:
    """Return all names by which BYDAY can call a day, in its year or its month."""
    around = [day + number * DAY for number in range(-366, 367)]
    same = [one for one in around if one.weekday() == day.weekday() and one.year == day.year]
    same = same if in_year else [one for one in same if one.month == day.month]
    place, name = same.index(day), NAMES[day.weekday()]
    return {name, f"{place + 1}{name}", f"+{place + 1}{name}", f"{place - len(same)}{name}"}


def as_start(parts: Parts, day: date, start: date) -> bool:
    """Say whether the day is as DTSTART in what no part says."""
    given = parts.keys() & {"BYDAY", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO"}
    match parts["FREQ"]:
        case "YEARLY" if not given:
            return day.day == start.day and ("BYMONTH" in parts or day.month == start.month)
        case "YEARLY" if given == {"BYWEEKNO"}:
            return day.weekday() == start.weekday()
        case "YEARLY" if given in ({"BYMONTHDAY"}, {"BYMONTHDAY", "BYDAY"}) and "BYMONTH" not in parts:
            return day.month == start.month
        case "MONTHLY" if not given:
            return day.day == start.day
        case "WEEKLY" if not given:
            return day.weekday() == start.weekday()
        case _:
            return True
