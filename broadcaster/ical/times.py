"""Dates, times and zones of calendar files as the local times of a schedule. Never guesses a time that is not there."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar.prop import vDate, vDatetime, vDuration
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from broadcaster.ical.lines import Block, Property
from schedules.rrule import InvalidRecurrence
from schedules.walls import known_zone

OFFSET = re.compile(r"([+-])(\d\d)(\d\d)")
MOST_HOURS = 12
LONGEST_NAME = 100
YEARS = range(1900, 2201)


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a file gives it: naive and local to ``zone`` (None: floating); a date alone has no ``at``."""

    day: date
    at: time | None = None
    zone: str | None = None

    def local(self, timezone: str) -> datetime | None:
        """Return it as a naive local time of ``timezone``; None for a date alone. A floating time is local anywhere."""
        if self.at is None:
            return None
        wall = datetime.combine(self.day, self.at)
        if self.zone is None or self.zone == timezone:
            return wall
        return wall.replace(tzinfo=ZoneInfo(self.zone)).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)


@dataclass(frozen=True, slots=True)
class Zones:
    """The zones of one file: what it calls them, and the IANA names they have; ``home`` is the locality's."""

    home: str
    defined: Mapping[str, str]

    @classmethod
    def of(cls, calendar: Block, home: str) -> "Zones":
        """Return the zones that the VTIMEZONE blocks of a calendar define by an offset that never changes."""
        blocks = [one for one in calendar.blocks if one.name == "VTIMEZONE"]
        found = {one.text("TZID"): fixed_zone(one, home) for one in blocks}
        return cls(home, {name: zone for name, zone in found.items() if zone})

    def known(self, name: str) -> str | None:
        """Return the IANA name of a TZID: itself, its end, its Windows name, or by its definition; None for others."""
        parts = name.strip("/").split("/") if len(name) <= LONGEST_NAME else []
        ends = ["/".join(parts[place:]) for place in range(len(parts))]
        for one in (*ends, WINDOWS_TO_OLSON.get(name, "")):
            if one and is_zone(one):
                return one if not same_clock(one, self.home) else self.home
        return self.defined.get(name)


@lru_cache(maxsize=1_000)
def is_zone(name: str) -> bool:
    """Tell whether an IANA zone of this name is known here."""
    try:
        known_zone(name)
    except InvalidRecurrence:
        return False
    return True


@lru_cache(maxsize=1_000)
def same_clock(one: str, other: str) -> bool:
    """Tell whether two zones have shown the same time for years, so that nobody needs to tell them apart."""
    moments = [datetime(year, month, 1, tzinfo=UTC) for year in (2020, 2026, 2030) for month in (1, 7)]
    return all(at.astimezone(ZoneInfo(one)).utcoffset() == at.astimezone(ZoneInfo(other)).utcoffset() for at in moments)


@lru_cache(maxsize=1_000)
def never_changes(zone: str) -> bool:
    """Tell whether the clock of a zone is never put forward or back, and stands at a whole hour from UTC."""
    return any(same_clock(zone, f"Etc/GMT{hours:+d}") for hours in range(-14, 13))


def fixed_zone(block: Block, home: str) -> str | None:
    """Return the zone of a VTIMEZONE whose clock never changes, in whole hours; None for others."""
    offsets = {one.value.strip() for part in block.blocks for one in part.all("TZOFFSETTO")}
    found = OFFSET.fullmatch(next(iter(offsets), "")) if len(offsets) == 1 else None
    if found is None or found[3] != "00" or int(found[2]) > MOST_HOURS:
        return None
    name = f"Etc/GMT{'-' if found[1] == '+' else '+'}{int(found[2])}"
    return home if same_clock(name, home) else name


def read_moments(one: Property, zones: Zones) -> list[Moment]:
    """Return every time of a property; a period counts from its start. ValueError when one is none.

    An unknown zone is read as the locality's own; ``unknown_zone`` tells of it.
    """
    name = one.params.get("TZID", "")
    zone = (zones.known(name) or zones.home) if name else None
    return [read_moment(text.strip().partition("/")[0], zone) for text in one.value.split(",") if text.strip()]


def read_moment(text: str, zone: str | None) -> Moment:
    """Return one date, local time or UTC time; ValueError for anything else."""
    if "T" not in text:
        day: date = vDate.from_ical(text)
        checked_year(day)
        return Moment(day)
    wall: datetime = vDatetime.from_ical(text)
    checked_year(wall)
    at = wall.time().replace(tzinfo=None)
    return Moment(wall.date(), at, "UTC" if wall.tzinfo is not None else zone)


def checked_year(day: date) -> None:
    """Raise ValueError for a year no schedule can have."""
    if day.year not in YEARS:
        raise ValueError(day)


def unknown_zone(one: Property, zones: Zones) -> str:
    """Return the zone name of a property that nobody knows, empty when there is none such."""
    name = one.params.get("TZID", "")
    return name if name and zones.known(name) is None else ""


def read_length(block: Block, start: Moment, zones: Zones) -> timedelta | None:
    """Return how long an event lasts, by DTEND or DURATION; None when the file does not say. ValueError when wrong."""
    end, length = block.one("DTEND"), block.one("DURATION")
    lasts: timedelta | None
    if end is not None:
        begin, over = start.local(zones.home), first_of(read_moments(end, zones)).local(zones.home)
        lasts = over - begin if over is not None and begin is not None else None
    elif length is not None:
        lasts = vDuration.from_ical(length.value.strip())
    else:
        return None
    if lasts is None or lasts < timedelta():
        raise ValueError(lasts)
    return lasts


def first_of(moments: Sequence[Moment]) -> Moment:
    """Return the first; ValueError when there is none."""
    if not moments:
        raise ValueError("no time")
    return moments[0]
