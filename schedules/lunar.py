"""The lunisolar calendar of Vietnam: a solar day's lunar date and back, by astronomy at UTC+7.

A month begins on the day of the new moon; month 11 holds the winter solstice; between two months 11 with 13 months, the
first without a principal term (sun at a multiple of 30 degrees) is the leap month of the number before it. It is one
calendar for all years: days before 1968, when the country kept other calendars, are given by today's rule. The same
code with another ``offset`` gives the neighbours' calendar (China: UTC+8). Never reads the clock, knows no holiday.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from schedules.astronomy import moon_number, new_moon, sun_longitude, sun_reaches

VIETNAM = 7
"""Hours east of Greenwich at which the days of this calendar begin (105 degrees east, since 1 January 1968)."""
CHINA = 8
SOLAR_YEARS = range(1900, 2201)
LUNAR_YEARS = range(1899, 2201)
MONTHS = 12
JULIAN_OF_ORDINAL = 1721424.5
"""The Julian day of a midnight in Greenwich is the ordinal of its date plus this."""
SOLSTICE = 270
STEMS = ("Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý")
BRANCHES = ("Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi")
FIRST_CYCLE = 4
"""The year 4 was a Giáp Tý, like 1984."""


class NoLunarDate(ValueError):
    """A day that this calendar does not have; ``code`` and ``facts`` are for the wording tables."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}")
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class LunarDate:
    """A day of the lunar calendar; ``year`` is the solar year in which the lunar one begins."""

    year: int
    month: int
    day: int
    leap: bool = False


@dataclass(frozen=True, slots=True)
class LunarMonth:
    """One month: its number, whether it is the leap month of that number, its first solar day, 29 or 30 days.

    ``moon`` counts the new moons without end, so that months can be counted across years.
    """

    year: int
    number: int
    leap: bool
    first: date
    length: int
    moon: int


def lunar_date(day: date, offset: int = VIETNAM) -> LunarDate:
    """Return the lunar date of a solar day of 1900-2200; NoLunarDate outside."""
    if day.year not in SOLAR_YEARS:
        raise NoLunarDate("schedules.lunar_far", year=day.year)
    month = month_of(day, offset)
    return LunarDate(month.year, month.number, (day - month.first).days + 1, month.leap)


def solar_date(lunar: LunarDate, offset: int = VIETNAM) -> date:
    """Return the solar day of a lunar date; NoLunarDate for a day, a leap month or a year that does not exist."""
    month = found_month(lunar.year, lunar.month, lunar.leap, offset)
    if not 1 <= lunar.day <= month.length:
        raise NoLunarDate(
            "schedules.lunar_no_day", day=lunar.day, month=numbered(lunar.month, lunar.leap), length=month.length
        )
    return month.first + timedelta(days=lunar.day - 1)


def month_length(year: int, month: int, leap: bool = False, offset: int = VIETNAM) -> int:
    """Return 29 or 30; NoLunarDate when that month does not exist."""
    return found_month(year, month, leap, offset).length


def lunar_months(year: int, offset: int = VIETNAM) -> tuple[LunarMonth, ...]:
    """Return the 12 or 13 months of a lunar year in order; NoLunarDate outside 1899-2200."""
    if year not in LUNAR_YEARS:
        raise NoLunarDate("schedules.lunar_far", year=year)
    return year_table(year, offset)[1]


def month_of(day: date, offset: int = VIETNAM) -> LunarMonth:
    """Return the lunar month that holds a solar day; of any year, if asked, also of those nobody has checked."""
    ordinal = day.toordinal()
    firsts, months = year_table(day.year, offset)
    if ordinal < firsts[0]:
        firsts, months = year_table(day.year - 1, offset)
    return months[bisect_right(firsts, ordinal) - 1]


def year_name(year: int) -> str:
    """Return the can chi of a lunar year: Bính Ngọ for 2026."""
    return f"{STEMS[(year - FIRST_CYCLE) % len(STEMS)]} {BRANCHES[(year - FIRST_CYCLE) % len(BRANCHES)]}"


def numbered(month: int, leap: bool) -> str:
    """Return a month as RFC 7529 writes it: 6, and 6L for the leap month after it."""
    return f"{month}{'L' if leap else ''}"


def found_month(year: int, month: int, leap: bool, offset: int) -> LunarMonth:
    """Return one month of a year; NoLunarDate when it has none such."""
    for one in lunar_months(year, offset):
        if (one.number, one.leap) == (month, leap):
            return one
    raise NoLunarDate("schedules.lunar_no_month", month=numbered(month, leap), year=year)


@lru_cache(maxsize=1024)
def year_table(year: int, offset: int) -> tuple[tuple[int, ...], tuple[LunarMonth, ...]]:
    """Return the ordinals of the first days of a year's months, and the months."""
    around = (*solstice_year(year, offset), *solstice_year(year + 1, offset))
    months = tuple(one for one in around if one.year == year)
    return tuple(one.first.toordinal() for one in months), months


@lru_cache(maxsize=1024)
def solstice_year(year: int, offset: int) -> tuple[LunarMonth, ...]:
    """Return the months from the month 11 of ``year - 1`` up to, not with, the month 11 of ``year``."""
    begin, end = eleventh_moon(year - 1, offset), eleventh_moon(year, offset)
    firsts = [moon_day(number, offset) for number in range(begin, end + 1)]
    leap = leap_place(firsts, offset) if end - begin > MONTHS else len(firsts)
    months = []
    for place, (first, following) in enumerate(pairwise(firsts)):
        count = 10 + place - (place >= leap)
        numbered_year = year - 1 + count // MONTHS
        number = count % MONTHS + 1
        months.append(
            LunarMonth(
                year=numbered_year,
                number=number,
                leap=place == leap,
                first=date.fromordinal(first),
                length=following - first,
                moon=begin + place,
            )
        )
    return tuple(months)


def eleventh_moon(year: int, offset: int) -> int:
    """Return the number of the new moon that begins the month of the winter solstice of a solar year."""
    solstice = local_day(sun_reaches(SOLSTICE, date(year, 12, 21).toordinal() + JULIAN_OF_ORDINAL), offset)
    number = moon_number(solstice + JULIAN_OF_ORDINAL) + 1
    while moon_day(number, offset) > solstice:
        number -= 1
    return number


def leap_place(firsts: list[int], offset: int) -> int:
    """Return which of the months that begin on ``firsts`` is the first without a principal term."""
    twelfths = (int(sun_longitude(first + JULIAN_OF_ORDINAL - offset / 24) // 30) for first in firsts)
    return next(place for place, (one, other) in enumerate(pairwise(twelfths)) if one == other)


@lru_cache(maxsize=8192)
def moon_day(number: int, offset: int) -> int:
    """Return the ordinal of the local day on which a new moon falls."""
    return local_day(new_moon(number), offset)


def local_day(julian: float, offset: int) -> int:
    """Return the ordinal of the day that a clock ``offset`` hours east of Greenwich shows at a Julian day."""
    return int(julian + offset / 24 - JULIAN_OF_ORDINAL)
