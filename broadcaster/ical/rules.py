"""Rules of calendar files as rules over days with their times of day. Never expands a rule but to find its last day.

A file counts and ends single instants, a schedule whole days; instants of the first and the last day that the file
does not mean are skipped one by one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from math import prod

from broadcaster.ical.times import read_moment
from schedules.recurrence import Recurrence
from schedules.rrule import HORIZON, InvalidRecurrence

FINE = {"HOURLY": 24, "MINUTELY": 1440, "SECONDLY": 86400}
"""The periods of less than a day, and how many of them a day has."""
CLOCK_PARTS = {"BYHOUR": 24, "BYMINUTE": 60, "BYSECOND": 60}
WALKED = {
    "BYHOUR": ("HOURLY", "MINUTELY", "SECONDLY"),
    "BYMINUTE": ("MINUTELY", "SECONDLY"),
    "BYSECOND": ("SECONDLY",),
}
"""Which rules go through all hours, minutes, seconds when no part picks some of them."""
MOST_TIMES = 96
CYCLE_YEARS, CYCLE_DAYS = 400, 146_097
"""After 400 years nobody counts on; no rule is walked further."""
SELDOM = ("BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYSETPOS")
"""Parts with which a rule may fall on few days or on none."""
DAY = timedelta(days=1)
END_OF_DAY = time(23, 59, 59)

Parts = dict[str, str]


@dataclass(frozen=True, slots=True)
class DayRule:
    """A rule over days, the times of its days, and the instants of it that are not meant."""

    rule: str | None
    times: tuple[time, ...]
    skipped: frozenset[datetime] = frozenset()


def read_parts(text: str) -> Parts:
    """Return the parts of a rule by name, in order; ValueError when it has none or one twice."""
    pairs = [part.partition("=") for part in text.strip().upper().split(";") if part.strip()]
    parts = {name.strip(): value.strip() for name, _, value in pairs}
    if len(parts) < len(pairs) or "FREQ" not in parts:
        raise ValueError(text)
    if parts.get("RSCALE") == "GREGORIAN" and "SKIP" not in parts:
        del parts["RSCALE"]
    return parts


def in_words(parts: Mapping[str, str]) -> str:
    """Return the text of a rule."""
    return ";".join(f"{name}={value}" for name, value in parts.items())


def is_timed(parts: Mapping[str, str]) -> bool:
    """Tell whether a rule gives times of day itself."""
    return parts["FREQ"] in FINE or any(name in parts for name in CLOCK_PARTS)


def is_fine(parts: Mapping[str, str]) -> bool:
    """Tell whether a rule counts hours, minutes or seconds, or picks among them: no rule over days can say it."""
    return parts["FREQ"] in FINE or (is_timed(parts) and "BYSETPOS" in parts)


def day_rule(text: str, start: datetime, timezone: str) -> DayRule:
    """Return the rule of an event that begins at the naive local ``start``; ValueError when it cannot be read."""
    parts = read_parts(text)
    check_often(parts)
    if is_fine(parts):
        return DayRule(in_words(parts), (start.time(),))
    times = clock_times(parts, start.time())
    skipped = {datetime.combine(start.date(), at) for at in times if at < start.time()}
    if "COUNT" in parts:
        return counted(parts, times, start, skipped=skipped)
    if "UNTIL" in parts:
        skipped |= end_at(parts, times, timezone)
    return DayRule(in_words(parts), times, frozenset(skipped))


def check_often(parts: Mapping[str, str]) -> None:
    """Refuse a rule that may start more often in a day than any loudspeaker does; ValueError when it has no number."""
    freq, interval = parts["FREQ"], max(1, int(parts.get("INTERVAL", "1")))
    given = {name: len(parts[name].split(",")) if name in parts else 0 for name in CLOCK_PARTS}
    walked = {name for name, freqs in WALKED.items() if freq in freqs}
    most = prod(given[name] or (limit if name in walked else 1) for name, limit in CLOCK_PARTS.items())
    if freq in FINE:
        inner = prod(given[name] or 1 for name in CLOCK_PARTS if name not in walked)
        most = min(most, -(-FINE[freq] // interval) * inner)
    if most > MOST_TIMES:
        raise InvalidRecurrence("ical.too_often", most=MOST_TIMES)


def work_of(parts: Mapping[str, str]) -> int:
    """Return about how many days must be walked through to find where a rule with COUNT ends; 0 for all others."""
    count = parts.get("COUNT", "")
    if not (count.isascii() and count.isdecimal()):
        return 0
    number = int(count) if len(count) <= len(str(CYCLE_DAYS)) else CYCLE_DAYS
    if not any(name in parts for name in SELDOM):
        return min(number * (7 if "BYDAY" in parts else 1), CYCLE_DAYS)
    if parts["FREQ"] == "YEARLY":
        return max(10 * number, CYCLE_YEARS)
    if parts["FREQ"] == "MONTHLY":
        return max(10 * number, 5 * CYCLE_YEARS if "BYMONTH" in parts or "BYSETPOS" in parts else 0)
    return CYCLE_DAYS


def clock_times(parts: Parts, at: time) -> tuple[time, ...]:
    """Take BYHOUR, BYMINUTE and BYSECOND out of a rule and return the times of day they make."""
    given = (at.hour, at.minute, at.second)
    choices = [
        sorted({whole(one, limit) for one in parts.pop(name).split(",")}) if name in parts else [usual]
        for (name, limit), usual in zip(CLOCK_PARTS.items(), given, strict=True)
    ]
    return tuple(time(hour, minute, second) for hour, minute, second in product(*choices))


def whole(text: str, limit: int) -> int:
    """Return a number from 0 below ``limit``; ValueError for all else."""
    number = int(text)
    if not 0 <= number < limit:
        raise ValueError(text)
    return number


def end_at(parts: Parts, times: tuple[time, ...], timezone: str) -> set[datetime]:
    """Make UNTIL the last day in a rule; return the instants of that day that come too late."""
    until = read_moment(parts["UNTIL"], timezone)
    last = until.local(timezone) or datetime.combine(until.day, END_OF_DAY)
    if last.time() < times[0]:
        last = datetime.combine(last.date() - DAY, END_OF_DAY)
    parts["UNTIL"] = f"{last:%Y%m%d}"
    return {datetime.combine(last.date(), at) for at in times if at > last.time()}


def counted(parts: Parts, times: tuple[time, ...], start: datetime, *, skipped: set[datetime]) -> DayRule:
    """Return a rule whose COUNT counts days; the instants it has too many on its last day are skipped."""
    count = int(parts.pop("COUNT"))
    on_first = falls(start.date(), in_words(parts), DAY)
    wanted = count + (len(skipped) if on_first else 0)
    days = max(1, -(-wanted // len(times)))
    parts["COUNT"] = f"{days}"
    surplus = days * len(times) - wanted
    if surplus > 0 and (found := falls(start.date(), in_words(parts), HORIZON)):
        skipped = skipped | {datetime.combine(found[-1], at) for at in times[len(times) - surplus :]}
    return DayRule(in_words(parts), times, frozenset(skipped))


def falls(first: date, rule: str, length: timedelta) -> list[date]:
    """Return the days on which a rule falls within ``length`` from its first day."""
    begin = datetime.combine(first, time(0), UTC)
    bare = Recurrence(first, (time(0),), rule, timezone="UTC")
    return [one.date() for one in bare.between(begin, begin + length)]
