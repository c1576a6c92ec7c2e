"""The parts of a recurrence rule in the words of RFC 5545 and 7529, and what is wrong with one. Never expands it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


class InvalidRecurrence(ValueError):
    """A recurrence that cannot be; ``code`` and ``facts`` are for the wording tables."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


class Frequency(StrEnum):
    """The period of a rule."""

    SECONDLY = "SECONDLY"
    MINUTELY = "MINUTELY"
    HOURLY = "HOURLY"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


UNITS = {Frequency.SECONDLY: 1, Frequency.MINUTELY: 60, Frequency.HOURLY: 3600}
"""Seconds in the periods that are shorter than a day."""


class Skip(StrEnum):
    """Where a day goes that its month or year has not (RFC 7529): nowhere, to the day before, to the day after."""

    OMIT = "OMIT"
    BACKWARD = "BACKWARD"
    FORWARD = "FORWARD"


@dataclass(frozen=True, slots=True)
class Parts:
    """A parsed rule; ``by_day`` holds (ordinal or 0, weekday with Monday 0).

    ``in_year``: ordinals of ``by_day`` count within the year, not the month. ``week_year``: the year from which a rule
    with BYWEEKNO counts its interval.
    """

    freq: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    wkst: int = 0
    by_month: frozenset[int] = frozenset()
    by_week_no: frozenset[int] = frozenset()
    by_year_day: frozenset[int] = frozenset()
    by_month_day: frozenset[int] = frozenset()
    by_day: frozenset[tuple[int, int]] = frozenset()
    by_hour: frozenset[int] = frozenset()
    by_minute: frozenset[int] = frozenset()
    by_second: frozenset[int] = frozenset()
    by_set_pos: frozenset[int] = frozenset()
    rscale: str = ""
    skip: Skip = Skip.OMIT
    in_year: bool = False
    week_year: int = 0

    @property
    def timed(self) -> bool:
        """Say whether the rule itself gives times of day, not its days only."""
        return self.freq in UNITS or bool(self.by_hour or self.by_minute or self.by_second)

    @property
    def end(self) -> datetime:
        """Return the last local time that UNTIL can admit; for one in UTC a day more, the zone not being known here."""
        match self.until:
            case None:
                return datetime.max
            case datetime(tzinfo=None):
                return self.until
            case datetime(year=9999):
                return datetime.max
            case datetime():
                return self.until.replace(tzinfo=None, fold=0) + timedelta(days=1)
            case _:
                return datetime.combine(self.until, time.max)
