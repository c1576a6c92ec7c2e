"""RFC 5545 recurrence rules: the text of a rule, and the days or local instants on which it falls in a window.

Never time zones, RDATE and EXDATE (``schedules.recurrence`` adds them). Read ``reading`` for where the RFC leaves a
choice. The tests hold the package against python-dateutil, and against a slow reading of the RFC where that is wrong.
"""

from schedules.rrule.counting import CYCLE
from schedules.rrule.parts import UNITS, WEEKDAYS, Frequency, InvalidRecurrence, Skip
from schedules.rrule.reading import HORIZON, over_days, read_rule
from schedules.rrule.text import MOST_INSTANCES, parse, read_moment
from schedules.rrule.walking import Rule

__all__ = [
    "CYCLE",
    "HORIZON",
    "MOST_INSTANCES",
    "UNITS",
    "WEEKDAYS",
    "Frequency",
    "InvalidRecurrence",
    "Rule",
    "Skip",
    "over_days",
    "parse",
    "read_moment",
    "read_rule",
]
