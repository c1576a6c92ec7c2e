"""Values of the domain as JSON data and back, for columns that hold a whole value. Never reads the database."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from schedules.recurrence import Holidays, Recurrence
from schedules.windows import LIMITS, Rules, Window

Data = Mapping[str, Any]


def rules_data(rules: Rules | None) -> Data | None:
    """Return the data of a locality's rules."""
    if rules is None:
        return None
    limits = {name: getattr(rules, name) for name in LIMITS}
    hours = {"windows": _windows_data(rules.windows), "quiet": _windows_data(rules.quiet)}
    return {**hours, "weekdays": sorted(rules.weekdays), **limits}


def rules_of(data: Data | None) -> Rules | None:
    """Return the rules; the reverse of ``rules_data``. A part younger than the data has its default."""
    if data is None:
        return None
    known: dict[str, Any] = {name: data[name] for name in LIMITS if name in data}
    known |= {name: _windows_of(data[name]) for name in ("windows", "quiet") if name in data}
    if "weekdays" in data:
        known["weekdays"] = frozenset(data["weekdays"])
    return Rules(**known)


def _windows_data(windows: tuple[Window, ...]) -> list[list[str]]:
    return [[one.start.isoformat(), one.end.isoformat()] for one in windows]


def _windows_of(data: list[list[str]]) -> tuple[Window, ...]:
    return tuple(Window(time.fromisoformat(start), time.fromisoformat(end)) for start, end in data)


def recurrence_data(recurrence: Recurrence) -> Data:
    """Return the data of a recurrence."""
    return {
        "start": recurrence.start.isoformat(),
        "times": [one.isoformat() for one in recurrence.times],
        "rule": recurrence.rule,
        "exceptions": sorted(one.isoformat() for one in recurrence.exceptions),
        "timezone": recurrence.timezone,
        "extra": sorted(one.isoformat() for one in recurrence.extra),
        "skipped": sorted(one.isoformat() for one in recurrence.skipped),
        "holidays": recurrence.holidays.value,
    }


def recurrence_of(data: Data) -> Recurrence:
    """Return the recurrence; the reverse of ``recurrence_data``. Data of version 0.1 has no extra instants yet."""
    return Recurrence(
        start=date.fromisoformat(data["start"]),
        times=tuple(time.fromisoformat(one) for one in data["times"]),
        rule=data["rule"],
        exceptions=frozenset(date.fromisoformat(one) for one in data["exceptions"]),
        timezone=data["timezone"],
        extra=frozenset(datetime.fromisoformat(one) for one in data.get("extra", ())),
        skipped=frozenset(datetime.fromisoformat(one) for one in data.get("skipped", ())),
        holidays=Holidays(data.get("holidays", Holidays.ANY)),
    )
