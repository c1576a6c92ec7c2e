"""The times of day of a rule, as seconds since midnight. Never days, but for those an interval in hours meets."""

from datetime import datetime
from functools import lru_cache
from itertools import groupby, product
from math import gcd
from typing import TypeVar

from schedules.rrule.parts import UNITS, Frequency, Parts

DAY = 86_400
HOUR, MINUTE = 3600, 60
Moment = TypeVar("Moment")
Table = dict[int, tuple[int, ...]]
"""Seconds of the day by remainder of the interval."""


def times_of(rule: Parts, start: datetime) -> tuple[int, ...]:
    """Return the times of a day of a daily or coarser rule; what the rule leaves open is taken from its start."""
    hours = rule.by_hour or {start.hour}
    minutes = rule.by_minute or {start.minute}
    seconds = rule.by_second or {start.second}
    return tuple(sorted(h * HOUR + m * MINUTE + s for h, m, s in product(hours, minutes, seconds)))


def met(rule: Parts, start: datetime, day: int) -> tuple[int, ...]:
    """Return the times of a sub-daily rule on the day of an ordinal, BYSETPOS already applied."""
    per_day = DAY // UNITS[rule.freq]
    return table(rule, start).get((base(rule, start) - day * per_day) % rule.interval, ())


def base(rule: Parts, start: datetime) -> int:
    """Return how many whole hours, minutes or seconds there were before the start since the beginning of the era."""
    return (start.toordinal() * DAY + second_of(start)) // UNITS[rule.freq]


@lru_cache(maxsize=64)
def table(rule: Parts, start: datetime) -> Table:
    """Return the times of day of a sub-daily rule by the remainder of the number of their hour, minute or second.

    Days repeat the same numbers after at most ``interval`` days, so one look tells for all days; an interval that never
    meets what the BY parts admit leaves the table empty, and the rule falls on no day.
    """
    unit, first = UNITS[rule.freq], base(rule, start)
    step = gcd(rule.interval, DAY // unit)
    found: dict[int, list[int]] = {}
    for number, group in groupby(within(rule, start), lambda second: second // unit):
        if (number - first) % step == 0 and (picked := chosen(list(group), rule.by_set_pos)):
            found.setdefault(number % rule.interval, []).extend(picked)
    return {remainder: tuple(times) for remainder, times in found.items()}


def within(rule: Parts, start: datetime) -> list[int]:
    """Return in order all times of day that the BY parts of a sub-daily rule admit, whatever its interval."""
    hours = rule.by_hour or range(24)
    minutes = rule.by_minute or ({start.minute} if rule.freq is Frequency.HOURLY else range(60))
    seconds = rule.by_second or (range(60) if rule.freq is Frequency.SECONDLY else {start.second})
    return sorted(h * HOUR + m * MINUTE + s for h, m, s in product(hours, minutes, seconds))


def chosen(moments: list[Moment], positions: frozenset[int]) -> list[Moment]:
    """Return the moments that stand at the places BYSETPOS names, all when it names none."""
    return [moments[place] for place in places(len(moments), positions)] if positions else moments


def places(length: int, positions: frozenset[int]) -> list[int]:
    """Return in order the indexes in a set of ``length`` that BYSETPOS names, from either end."""
    wanted = {position - 1 if position > 0 else length + position for position in positions}
    return sorted(place for place in wanted if 0 <= place < length)


def second_of(moment: datetime) -> int:
    """Return the seconds since midnight."""
    return moment.hour * HOUR + moment.minute * MINUTE + moment.second
