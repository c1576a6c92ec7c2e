"""The public holidays of Vietnam, solar and lunar: which one a day is, and whether a schedule sounds on such days.

Labour Code 45/2019/QH14, article 112: 1 January; Tết, five days; 10/3 of the lunar calendar; 30 April; 1 May;
2 September and one day beside it. Which five days of Tết and which day beside 2 September are off, the Prime Minister
says each year; here stand the customary ones. Days off instead of a weekend are no holidays here. 24 November is none
yet: the Politburo wants it (resolution 80-NQ/TW, 7 January 2026), but no law that says so could be found.
Never reads the clock.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from schedules.lunar import SOLAR_YEARS, lunar_date

DAY = timedelta(days=1)
TET_DAYS = range(1, 5)
"""After the last day of the old year, the first four of the new one: with it the customary five."""
MONDAY, THURSDAY, SUNDAY = 0, 3, 6


class Holidays(StrEnum):
    """What a recurrence does with public holidays: nothing, pass them over, sound on them only."""

    ANY = "any"
    SKIP = "skip"
    ONLY = "only"

    def admits(self, day: date) -> bool:
        """Say whether something with this choice may sound on a day."""
        return self is Holidays.ANY or (holiday_on(day) is not None) == (self is Holidays.ONLY)


@dataclass(frozen=True, slots=True)
class Holiday:
    """A public holiday; ``code`` is the wording code of its name."""

    code: str


NEW_YEAR = Holiday("schedules.holiday_new_year")
TET = Holiday("schedules.holiday_tet")
HUNG_KINGS = Holiday("schedules.holiday_hung_kings")
VICTORY = Holiday("schedules.holiday_victory")
LABOUR = Holiday("schedules.holiday_labour")
NATIONAL = Holiday("schedules.holiday_national")
SOLAR = {(1, 1): NEW_YEAR, (4, 30): VICTORY, (5, 1): LABOUR, (9, 2): NATIONAL}


def holiday_on(day: date) -> Holiday | None:
    """Return the public holiday that a day is, None on all others."""
    return SOLAR.get((day.month, day.day)) or beside_national_day(day) or lunar_holiday(day)


def beside_national_day(day: date) -> Holiday | None:
    """Return the National Day on its second day: 3 September when that joins 2 September to a weekend, else the 1st."""
    after = date(day.year, 9, 2).weekday() in (SUNDAY, MONDAY, THURSDAY)
    return NATIONAL if (day.month, day.day) == ((9, 3) if after else (9, 1)) else None


def lunar_holiday(day: date) -> Holiday | None:
    """Return the holiday of a lunar date; of a leap month none, and none outside the years of the lunar calendar."""
    if day.year not in SOLAR_YEARS or day + DAY > date(SOLAR_YEARS[-1], 12, 31):
        return None
    lunar, morrow = lunar_date(day), lunar_date(day + DAY)
    if (lunar.month == 1 and lunar.day in TET_DAYS and not lunar.leap) or morrow.year > lunar.year:
        return TET
    return HUNG_KINGS if (lunar.month, lunar.day, lunar.leap) == (3, 10, False) else None
