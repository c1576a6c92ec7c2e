"""What of an entry only our own files can say: as data for one property, and back, every value checked."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from broadcaster.ical.rules import check_often, read_parts, work_of
from broadcaster.plans import Entry
from schedules.holidays import Holidays
from schedules.priority import Priority
from schedules.recurrence import Recurrence
from schedules.timetable import Late, Resume

MARK = "X-BROADCASTER-ENTRY"
LONGEST = 400
MOST_LISTED = 500
MOST_REPEATS = 10
WORK_OF_A_DAY = 20

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One property of ours, read: the entry it was written from, how it recurs, for which years dates were written."""

    entry: str
    recurrence: Recurrence
    since: date
    until: date
    kept: Mapping[str, object]


def kept_data(entry: Entry) -> Data:
    """Return the values of an entry that a calendar knows nothing of."""
    data: Data = {
        "bulletin_ids": list(entry.bulletin_ids),
        "targets": list(entry.targets),
        "stations": list(entry.stations),
        "priority": int(entry.priority),
        "repeat": entry.repeat,
        "latest_start_after": entry.latest_start_after.total_seconds(),
        "late": entry.late.value,
        "resume": entry.resume.value,
        "base": entry.base,
        "ahead_of": list(entry.ahead_of),
        "origin": entry.origin,
        "outside_reason": entry.outside_reason,
    }
    return data if entry.origin_at is None else {**data, "origin_at": entry.origin_at.isoformat()}


def recurrence_data(recurrence: Recurrence) -> Data:
    """Return the data of a recurrence."""
    return {
        "start": f"{recurrence.start}",
        "times": [f"{one}" for one in recurrence.times],
        "rule": recurrence.rule or "",
        "timezone": recurrence.timezone,
        "exceptions": sorted(f"{one}" for one in recurrence.exceptions),
        "extra": sorted(one.isoformat() for one in recurrence.extra),
        "skipped": sorted(one.isoformat() for one in recurrence.skipped),
        "holidays": recurrence.holidays.value,
    }


def read_mark(text: str) -> Mark:
    """Return what a property of ours says; ValueError when somebody has changed it."""
    try:
        data = json.loads(text)
        since, until = (date.fromisoformat(one) for one in data["years"])
        kept = {name: READERS[name](value) for name, value in data["kept"].items() if name in READERS}
        return Mark(a_line(data["entry"]), recurrence_of(data["recurrence"]), since, until, kept)
    except (KeyError, TypeError, AttributeError, RecursionError, OverflowError) as fault:
        raise ValueError(text[:40]) from fault


def work_of_mark(text: str) -> int:
    """Return about how many days must be walked through for the recurrence in a property of ours; 0 for a broken one.

    Each date in its lists costs a look at its day.
    """
    try:
        data = json.loads(text)["recurrence"]
        dates = sum(len(data[name]) for name in ("exceptions", "extra", "skipped"))
        return WORK_OF_A_DAY * dates + (work_of(read_parts(data["rule"])) if data["rule"] else 0)
    except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
        return 0


def recurrence_of(data: Data) -> Recurrence:
    """Return a recurrence; the reverse of ``recurrence_data``."""
    if data["rule"]:
        check_often(read_parts(data["rule"]))
    return Recurrence(
        start=date.fromisoformat(data["start"]),
        times=tuple(time.fromisoformat(one) for one in data["times"]),
        rule=data["rule"] or None,
        timezone=data["timezone"],
        exceptions=frozenset(date.fromisoformat(one) for one in data["exceptions"]),
        extra=frozenset(a_wall(one) for one in data["extra"]),
        skipped=frozenset(a_wall(one) for one in data["skipped"]),
        holidays=Holidays(data["holidays"]),
    )


def a_wall(value: object) -> datetime:
    """Return a naive local time; ValueError for one with a zone."""
    wall = datetime.fromisoformat(a_line(value))
    if wall.tzinfo is not None:
        raise ValueError(value)
    return wall


def a_line(value: object) -> str:
    """Return a short text; ValueError for anything else."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError(value)
    return value


def lines(value: object) -> tuple[str, ...]:
    """Return a list of short texts."""
    if not isinstance(value, list) or len(value) > MOST_LISTED:
        raise ValueError(value)
    return tuple(a_line(one) for one in value)


def a_truth(value: object) -> bool:
    """Return yes or no."""
    if not isinstance(value, bool):
        raise ValueError(value)
    return value


def a_moment(value: object) -> datetime:
    """Return an aware moment."""
    moment = datetime.fromisoformat(a_line(value))
    if moment.tzinfo is None:
        raise ValueError(value)
    return moment


def a_number(least: int, most: int) -> Callable[[object], int]:
    """Return the reader of a whole number between two others."""

    def read(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(value)
        return value

    return read


def a_length(value: object) -> timedelta:
    """Return a length of time given in seconds, at most a day."""
    if not isinstance(value, int | float) or not 0 <= value <= timedelta(days=1).total_seconds():
        raise ValueError(value)
    return timedelta(seconds=value)


READERS: dict[str, Callable[[object], object]] = {
    "bulletin_ids": lines,
    "targets": lines,
    "stations": lines,
    "priority": lambda value: Priority(a_number(1, 3)(value)),
    "repeat": a_number(1, MOST_REPEATS),
    "latest_start_after": a_length,
    "late": lambda value: Late(a_line(value)),
    "resume": lambda value: Resume(a_line(value)),
    "base": a_truth,
    "ahead_of": lines,
    "origin": a_line,
    "origin_at": a_moment,
    "outside_reason": a_line,
}
