"""Public holidays: those of the Labour Code, solar and lunar, in the years whose days off were announced."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import texts
from schedules.holidays import HUNG_KINGS, LABOUR, NATIONAL, NEW_YEAR, SOLAR, TET, VICTORY, Holidays, holiday_on
from schedules.lunar import LunarDate, lunar_months, solar_date


def holidays_of(year: int) -> dict[str, str]:
    """Return the public holidays of a year, by day."""
    days = [date(year, 1, 1) + timedelta(days=number) for number in range(366)]
    found = {day: holiday_on(day) for day in days if day.year == year}
    return {f"{day:%m-%d}": holiday.code.rpartition("holiday_")[2] for day, holiday in found.items() if holiday}


def test_the_eleven_days_of_2026() -> None:
    """16 to 20 February and 1 and 2 September, as announced for 2026; 24 November is none."""
    assert holidays_of(2026) == {
        **{"01-01": "new_year", "02-16": "tet", "02-17": "tet", "02-18": "tet", "02-19": "tet", "02-20": "tet"},
        **{"04-26": "hung_kings", "04-30": "victory", "05-01": "labour", "09-01": "national", "09-02": "national"},
    }


@pytest.mark.parametrize("year", range(1900, 2200, 7))
def test_every_year_has_eleven_days(year: int) -> None:
    """Eleven days by law, fewer only where two fall together, as 10/3 on 30 April."""
    assert 10 <= len(holidays_of(year)) <= 11


@pytest.mark.parametrize(
    ("day", "holiday"),
    [
        (date(2026, 1, 1), NEW_YEAR),
        (date(2025, 1, 28), TET),
        (date(2025, 2, 1), TET),
        (date(2025, 2, 2), None),
        (date(2025, 1, 27), None),
        (date(2025, 4, 7), HUNG_KINGS),
        (date(2031, 5, 1), LABOUR),
        (date(2031, 4, 30), VICTORY),
        (date(2007, 2, 16), TET),
        (date(2030, 2, 1), TET),
        (date(2026, 11, 24), None),
    ],
)
def test_single_days(day: date, holiday: object) -> None:
    """Tết follows the Vietnamese calendar and ends with mùng bốn."""
    assert holiday_on(day) == holiday


@pytest.mark.parametrize(
    ("year", "beside"), [(2021, 3), (2022, 1), (2023, 1), (2024, 3), (2025, 1), (2026, 1), (2029, 3)]
)
def test_the_day_beside_the_national_day(year: int, beside: int) -> None:
    """In 2021-2026 as the government chose: the day that joins 2 September to a weekend."""
    assert holiday_on(date(year, 9, beside)) == NATIONAL
    assert holiday_on(date(year, 9, 4 - beside)) is None


def test_a_leap_month_has_no_hung_kings_day() -> None:
    """10/3 nhuận is a day like all others; the holiday was a month before."""
    leap = [
        month for year in range(1900, 2200) for month in lunar_months(year) if (month.number, month.leap) == (3, True)
    ]
    assert leap
    for month in leap:
        assert holiday_on(solar_date(LunarDate(month.year, 3, 10))) == HUNG_KINGS
        assert holiday_on(solar_date(LunarDate(month.year, 3, 10, leap=True))) in (None, VICTORY, LABOUR)


@pytest.mark.parametrize("day", [date(1899, 2, 10), date(2201, 1, 15), date(2200, 12, 31), date.max])
def test_outside_the_lunar_years_only_solar_holidays_are_known(day: date) -> None:
    """A day far away is asked for without a fault."""
    assert holiday_on(day) is None
    assert holiday_on(date(2300, 5, 1)) == LABOUR


@given(st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_a_day_is_skipped_or_the_only_one(day: date) -> None:
    """Any admits every day; of skip and only exactly one admits it."""
    assert Holidays.ANY.admits(day)
    assert Holidays.SKIP.admits(day) is (holiday_on(day) is None)
    assert Holidays.ONLY.admits(day) is (holiday_on(day) is not None)


def test_every_holiday_has_a_name() -> None:
    """Each code stands in the wording, in both languages."""
    assert {one.code for one in (*SOLAR.values(), TET, HUNG_KINGS)} <= set(texts())
