"""iCalendar files (RFC 5545, RFC 7529) as schedules, and schedules as files that every calendar shows right.

``read_calendar`` takes what it understands and tells what it does not; ``write_calendar`` loses nothing: what plain
RFC 5545 cannot say stands beside it in a property of ours. Never asks the store, never places anything.
"""

from broadcaster.ical.reading import read_calendar
from broadcaster.ical.values import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_LINES,
    Grade,
    Imported,
    ImportedEvent,
    Remark,
    entry_of,
)
from broadcaster.ical.writing import About, write_calendar

__all__ = [
    "MOST_BYTES",
    "MOST_EVENTS",
    "MOST_LINES",
    "About",
    "Grade",
    "Imported",
    "ImportedEvent",
    "Remark",
    "entry_of",
    "read_calendar",
    "write_calendar",
]
