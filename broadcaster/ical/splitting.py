"""A recurrence cut at an instant, and one moved by a length: what "this and all later" means (RFC 5545 3.2.13).

Exact or not at all: a rule that cannot be said on other days becomes the list of its dates, and where that has no end
there is None. Never asks what else an event says.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from broadcaster.ical.rules import END_OF_DAY, FINE, Parts, end_at, in_words, read_parts
from broadcaster.ical.values import MOST_DATES
from schedules.holidays import Holidays
from schedules.lunar import numbered
from schedules.recurrence import Recurrence
from schedules.rrule import CYCLE, WEEKDAYS
from schedules.walls import wall_of

NONE = timedelta(0)
SECOND = timedelta(seconds=1)
LATEST = datetime(2300, 1, 1)
PLAIN = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})
"""A rule of these parts alone counts from its start on: moved with its start it means the same."""
SHORTEST_MONTH = 28
SHORTEST_LUNAR_MONTH = 29


def first_from(recurrence: Recurrence, wall: datetime) -> datetime | None:
    """Return its first instant at or after a naive local time, taken out again or not; None when there is none."""
    bare = replace(recurrence, holidays=Holidays.ANY)
    ruled = bare.ruled(max(wall, start_of(recurrence)), min(wall + CYCLE, LATEST))
    found = islice((one for one in ruled if one >= wall), 1)
    return min([*found, *(one for one in recurrence.extra if one >= wall)], default=None)


def start_of(recurrence: Recurrence) -> datetime:
    """Return the first moment of its first day."""
    return datetime.combine(recurrence.start, time(0))


def part(recurrence: Recurrence, since: datetime | None, before: datetime | None) -> Recurrence | None:
    """Return what of a recurrence lies in ``[since, before)``, naive local; None when nothing does.

    The end of its rule is a day or, where the rule gives the times, an instant: never a number.
    """
    begin, end = since or datetime.min, before or datetime.max
    exceptions = frozenset(day for day in recurrence.exceptions if begin.date() <= day <= end.date())
    extra, skipped = (frozenset(one for one in some if begin <= one < end) for some in instants_of(recurrence))
    cut = ruled_part(replace(recurrence, extra=frozenset(), skipped=skipped), since, before)
    if cut is not None:
        return replace(cut, extra=extra, exceptions=exceptions)
    return replace(listed(recurrence, sorted(extra)), skipped=skipped, exceptions=exceptions) if extra else None


def instants_of(recurrence: Recurrence) -> tuple[frozenset[datetime], frozenset[datetime]]:
    """Return the instants added and those taken out."""
    return recurrence.extra, recurrence.skipped


def ruled_part(recurrence: Recurrence, since: datetime | None, before: datetime | None) -> Recurrence | None:
    """Return the same for a recurrence without extra dates."""
    if recurrence.rule is None:
        return within_day(recurrence, since or datetime.min, before or datetime.max)
    last = last_of(recurrence)
    ends = [one for one in (before, last + SECOND if last is not None else None) if one is not None]
    cut = ended(recurrence, min(ends)) if ends else recurrence
    return cut if cut is None or since is None else begun(cut, since)


def ended(recurrence: Recurrence, before: datetime) -> Recurrence | None:
    """Return a rule up to a naive local time, not included; None when nothing is left."""
    first = first_from(recurrence, start_of(recurrence))
    if first is None or first >= before:
        return None
    parts = {name: value for name, value in read_parts(recurrence.rule or "").items() if name != "COUNT"}
    parts["UNTIL"] = f"{before - SECOND:%Y%m%dT%H%M%S}"
    late = set() if recurrence.timed else end_at(parts, tuple(sorted(recurrence.times)), recurrence.timezone)
    return replace(recurrence, rule=in_words(parts), skipped=recurrence.skipped | late)


def begun(recurrence: Recurrence, since: datetime) -> Recurrence | None:
    """Return a rule from a naive local time on; None when nothing is left."""
    first = first_from(recurrence, since)
    if first is None:
        return None
    rule = in_words(spelled(recurrence))
    if recurrence.timed:
        return replace(recurrence, start=first.date(), times=(first.time(),), rule=rule)
    early = {datetime.combine(first.date(), at) for at in recurrence.times if at < first.time()}
    return replace(recurrence, start=first.date(), rule=rule, skipped=recurrence.skipped | early)


def within_day(recurrence: Recurrence, begin: datetime, end: datetime) -> Recurrence | None:
    """Return a recurrence without rule with those times of its one day that lie in ``[begin, end)``."""
    times = tuple(at for at in recurrence.times if begin <= datetime.combine(recurrence.start, at) < end)
    return replace(recurrence, times=times) if times else None


def last_of(recurrence: Recurrence) -> datetime | None:
    """Return the naive local time after which the rule gives nothing; None when it has no end."""
    rule = recurrence.parsed
    until = rule.until if rule is not None else recurrence.start
    if not isinstance(until, datetime):
        return datetime.combine(until, END_OF_DAY) if until is not None else None
    return wall_of(until, ZoneInfo(recurrence.timezone)) if until.tzinfo is not None else until


def spelled(recurrence: Recurrence) -> Parts:
    """Return the parts of a rule that say what it takes from its start.

    Where days that do not exist are moved (SKIP), a later start would be another day of the month.
    """
    parts, rule = read_parts(recurrence.rule or ""), recurrence.parsed
    if "SKIP" in parts and rule is not None:
        named = {"BYMONTHDAY": rule.by_month_day, "BYMONTH": rule.by_month}
        for name, numbers in named.items():
            if name not in parts and numbers:
                parts[name] = ",".join(in_number(one) for one in sorted(numbers))
    return parts


def in_number(one: object) -> str:
    """Return a day or a month of a rule as RFC 7529 writes it: a lunar month is a pair of number and leap."""
    return numbered(*one) if isinstance(one, tuple) else f"{one}"


# ---------------------------------------------------------------- moving


def moved(recurrence: Recurrence, by: timedelta) -> list[Recurrence] | None:
    """Return recurrences that together give every instant of a ``part`` later by a length; None when none can.

    There are several where some of its times of day come to stand on another day than the others.
    """
    if by == NONE:
        return [recurrence]
    loose = replace(recurrence, exceptions=frozenset(), skipped=recurrence.skipped | of_days(recurrence))
    extra = frozenset(wall + by for wall in loose.extra)
    skipped = frozenset(wall + by for wall in loose.skipped)
    found = moved_rule(replace(loose, extra=frozenset()), by)
    if found is None:
        return None
    first, *others = (replace(one, skipped=skipped) for one in found)
    return [replace(first, extra=first.extra | extra), *others]


def of_days(recurrence: Recurrence) -> frozenset[datetime]:
    """Return the instants that the exceptions of whole days take out."""
    found = {wall for wall in recurrence.extra if wall.date() in recurrence.exceptions}
    for day in recurrence.exceptions:
        found |= set(recurrence.ruled(datetime.combine(day, time(0)), datetime.combine(day, END_OF_DAY)))
    return frozenset(found)


def moved_rule(recurrence: Recurrence, by: timedelta) -> list[Recurrence] | None:
    """Return the same for a recurrence without exceptions and extra dates."""
    if recurrence.rule is None:
        return moved_dates(recurrence, by)
    parts = spelled(recurrence)
    if recurrence.timed:
        return moved_instants(recurrence, parts, by)
    found = []
    for days, times in by_days(recurrence, by).items():
        there = on_other_days(parts, recurrence, days)
        if there is None:
            return moved_dates(recurrence, by)
        start = recurrence.start + timedelta(days=days)
        found.append(replace(recurrence, start=start, times=times, rule=in_words(there)))
    return found


def moved_instants(recurrence: Recurrence, parts: Parts, by: timedelta) -> list[Recurrence] | None:
    """Return the same for a rule that counts hours, minutes or seconds."""
    if parts["FREQ"] not in FINE or not parts.keys() <= PLAIN or recurrence.holidays is not Holidays.ANY:
        return moved_dates(recurrence, by)
    start, last = recurrence.first + by, last_of(recurrence)
    if last is not None:
        parts = {**parts, "UNTIL": f"{last + by:%Y%m%dT%H%M%S}"}
    return [replace(recurrence, start=start.date(), times=(start.time(),), rule=in_words(parts))]


def by_days(recurrence: Recurrence, by: timedelta) -> dict[int, tuple[time, ...]]:
    """Return the times of day as they become, by how many days they are moved."""
    found: dict[int, tuple[time, ...]] = {}
    for at in sorted(recurrence.times):
        there = datetime.combine(recurrence.start, at) + by
        days = (there.date() - recurrence.start).days
        found[days] = (*found.get(days, ()), there.time())
    return found


def on_other_days(parts: Mapping[str, str], recurrence: Recurrence, days: int) -> Parts | None:
    """Return the parts of a rule over days moved by some of them; None when no rule says that."""
    there = dict(parts)
    if days == 0:
        return there
    if recurrence.holidays is not Holidays.ANY:
        return None
    last = last_of(recurrence)
    if last is not None:
        there["UNTIL"] = f"{last + timedelta(days=days):%Y%m%d}"
    if parts["FREQ"] in ("DAILY", "WEEKLY"):
        return in_other_week(there, days) if parts.keys() <= PLAIN | {"BYDAY"} else None
    return in_same_month(there, recurrence, days)


def in_other_week(parts: Parts, days: int) -> Parts:
    """Return a rule over days or weeks with its weekdays and the beginning of its weeks moved along."""
    if "BYDAY" in parts:
        parts["BYDAY"] = ",".join(weekday_after(one, days) for one in parts["BYDAY"].split(","))
        parts["WKST"] = weekday_after(parts.get("WKST", "MO"), days)
    return parts


def weekday_after(name: str, days: int) -> str:
    """Return the weekday some days after another."""
    return WEEKDAYS[(WEEKDAYS.index(name) + days) % len(WEEKDAYS)]


def in_same_month(parts: Parts, recurrence: Recurrence, days: int) -> Parts | None:
    """Return a rule over months with its days moved, as long as every month has both the old and the new."""
    rule, lunar = recurrence.parsed, parts.pop("RSCALE", None)
    assert rule is not None
    shortest = SHORTEST_LUNAR_MONTH if lunar else SHORTEST_MONTH
    old = sorted(rule.by_month_day)
    new = [day + days for day in old]
    if not old or not parts.keys() <= PLAIN | {"BYMONTH", "BYMONTHDAY"}:
        return None
    if min(*old, *new) < 1 or max(*old, *new) > shortest:
        return None
    parts["BYMONTHDAY"] = ",".join(f"{day}" for day in new)
    return {"RSCALE": lunar, **parts} if lunar else parts


def moved_dates(recurrence: Recurrence, by: timedelta) -> list[Recurrence] | None:
    """Return the recurrence as the dates it has, moved; None when they have no end or are too many."""
    last = last_of(recurrence)
    if last is None:
        return None
    walls = list(islice(recurrence.ruled(start_of(recurrence), last), MOST_DATES + 1))
    if not walls or len(walls) > MOST_DATES:
        return None
    return [listed(recurrence, [wall + by for wall in walls])]


def listed(recurrence: Recurrence, walls: list[datetime]) -> Recurrence:
    """Return a recurrence of these sorted dates only; holidays were asked when they were found."""
    first, *others = walls
    return replace(
        recurrence,
        start=first.date(),
        times=(first.time(),),
        rule=None,
        extra=frozenset(others),
        holidays=Holidays.ANY,
    )
