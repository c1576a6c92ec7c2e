"""Values of the domain as JSON data and back, for columns that hold a whole value. Never reads the database."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from schedules.recurrence import Recurrence
from schedules.windows import Rules, Window

Data = Mapping[str, Any]


def rules_data(rules: Rules | None) -> Data | None:
    """Return the data of a locality's rules."""
    if rules is None:
        return None
    windows = [[one.start.isoformat(), one.end.isoformat()] for one in rules.windows]
    return {"windows": windows, "minutes_per_day": rules.minutes_per_day}


def rules_of(data: Data | None) -> Rules | None:
    """Return the rules; the reverse of ``rules_data``."""
    if data is None:
        return None
    windows = tuple(Window(time.fromisoformat(start), time.fromisoformat(end)) for start, end in data["windows"])
    return Rules(windows, data["minutes_per_day"])


def recurrence_data(recurrence: Recurrence) -> Data:
    """Return the data of a recurrence."""
    return {
        "start": recurrence.start.isoformat(),
        "times": [one.isoformat() for one in recurrence.times],
        "rule": recurrence.rule,
        "exceptions": sorted(one.isoformat() for one in recurrence.exceptions),
        "timezone": recurrence.timezone,
    }


def recurrence_of(data: Data) -> Recurrence:
    """Return the recurrence; the reverse of ``recurrence_data``."""
    return Recurrence(
        start=date.fromisoformat(data["start"]),
        times=tuple(time.fromisoformat(one) for one in data["times"]),
        rule=data["rule"],
        exceptions=frozenset(date.fromisoformat(one) for one in data["exceptions"]),
        timezone=data["timezone"],
    )
