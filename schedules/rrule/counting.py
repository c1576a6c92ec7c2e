"""Where a rule with COUNT ends, found by counting whole years at once. Never windows, zones, RDATE or EXDATE.

COUNT counts from DTSTART (RFC 5545 3.3.10), so all that is long past must be counted before anybody knows what sounds
today. No count is refused for it: of the years that look alike to a rule only one is walked, and there are few kinds of
years, so FREQ=DAILY;COUNT=100000 costs 14 years and not 274, and a rule that never falls on any day as little.
"""

from calendar import isleap
from collections import deque
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from schedules.rrule.clock import DAY, Table, base, table
from schedules.rrule.days import admits, span
from schedules.rrule.parts import UNITS, Frequency
from schedules.rrule.walking import Rule, steps_to

CYCLE = timedelta(days=146_097)
"""After 400 years the calendar is the same again: what has not come by then need not be waited for."""
Kind = tuple[int, bool, tuple[bool, ...], int]
Window = tuple[datetime, datetime]


def last_of(rule: Rule, start: datetime, count: int) -> datetime:
    """Return the ``count``-th local instant of a rule, the last one of 400 years where they hold fewer, else the start.

    The rule must have no end of its own.
    """
    end = min(start, datetime.max - CYCLE) + CYCLE
    tally, place = Tally(rule, start, count), 0
    number, last = tally.walked(within(start.year, start, end))
    for year in range(start.year + 1, end.year + 1):
        if number >= count:
            break
        found = tally.whole(year) if year < end.year else tally.walked(within(year, start, end))[0]
        if found:
            window, place = within(year, start, end), min(found, count - number)
        number += found
    return replace(tally, most=place).walked(window)[1] if place else last


@dataclass(slots=True)
class Tally:
    """How many instants a rule has in its years, none counted further than ``most``."""

    rule: Rule
    start: datetime
    most: int
    known: dict[Kind, int] = field(default_factory=dict)
    days: dict[Kind, tuple[int, ...]] = field(default_factory=dict)

    def walked(self, window: Window) -> tuple[int, datetime]:
        """Return the number of instants in a window and the last of them; the start where there is none."""
        instants = islice(self.rule.instants(self.start, *window), self.most)
        found = deque(enumerate(instants, 1), maxlen=1)
        return found[0] if found else (0, self.start)

    def whole(self, year: int) -> int:
        """Return the number of instants in a whole year after that of the start."""
        if self.rule.freq in UNITS:
            return self.met(year, table(self.rule, self.start))
        kind = kind_of(self.rule, self.start.date(), year)
        if kind not in self.known:
            self.known[kind], _ = self.walked(within(year))
        return self.known[kind]

    def met(self, year: int, times: Table) -> int:
        """Return the number of instants of a sub-daily rule, whose interval meets no two years alike, in one year."""
        per_day, interval = DAY // UNITS[self.rule.freq], self.rule.interval
        ahead = base(self.rule, self.start) - date(year, 1, 1).toordinal() * per_day
        return sum(len(times.get((ahead - day * per_day) % interval, ())) for day in self.admitted(year))

    def admitted(self, year: int) -> tuple[int, ...]:
        """Return the days of a year, 1 January 0, that the BY parts of a sub-daily rule admit."""
        kind = (*kind_of(self.rule, self.start.date(), year)[:-1], 0)
        if kind not in self.days:
            days = enumerate(span(date(year, 1, 1), date(year, 12, 31)))
            self.days[kind] = tuple(number for number, day in days if admits(self.rule, day))
        return self.days[kind]


def kind_of(rule: Rule, start: date, year: int) -> Kind:
    """Return all that decides how many instants a year has: its days, and how the interval stands to its first.

    Of yearly rules also how long the years beside it are: their weeks, and days that SKIP moves, reach across.
    """
    first = date(year, 1, 1)
    beside = (isleap(year - 1), isleap(year + 1)) if rule.freq is Frequency.YEARLY else ()
    return first.weekday(), isleap(year), beside, steps_to(rule, start, first) % rule.interval


def within(year: int, first: datetime = datetime.min, last: datetime = datetime.max) -> Window:
    """Return the first and the last moment of a year that lie between two moments."""
    return max(first, datetime(year, 1, 1)), min(last, datetime.combine(date(year, 12, 31), time.max))
