"""The lunar calendar of Vietnam: Tết and leap months as printed, every day there and back, where it is uncertain."""

from datetime import date, timedelta
from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules import lunar
from schedules.astronomy import SECONDS, moon_number, new_moon, sun_reaches
from schedules.lunar import (
    CHINA,
    JULIAN_OF_ORDINAL,
    LUNAR_YEARS,
    LunarDate,
    NoLunarDate,
    local_day,
    lunar_date,
    lunar_months,
    month_length,
    month_of,
    solar_date,
    year_name,
)

PRINTED = (
    "0129 0216 0206 0127 0215 0203 0123 0211 0131 0218 0207 0128 0216 0205 0125 0213 0202 0121 0209 0129 0217 0206 "
    "0127 0215 0204 0123 0210 0131 0219 0207 0128 0216 0205 0124 0212 0201 0122 0209 0129 0217 0207 0126 0214 0203 "
    "0123 0210 0131 0219 0208 0128 0216 0205 0125 0212 0201 0122 0210 0129 0217 0206 0126 0213 0202 0123 0211 0131 "
    "0219 0208 0128 0215 0204 0124 0212 0201 0122 0210 0130 0217 0206 0126 0214 0202 0123"
)
"""Month and day of Tết in 1968-2050, as the calendars of Vietnam print them."""
LEAP_MONTHS = {
    **{1968: 7, 1971: 5, 1974: 4, 1976: 8, 1979: 6, 1982: 4, 1985: 2, 1987: 7, 1990: 5, 1993: 3, 1995: 8, 1998: 5},
    **{2001: 4, 2004: 2, 2006: 7, 2009: 5, 2012: 4, 2014: 9, 2017: 6, 2020: 4, 2023: 2, 2025: 6, 2028: 5, 2031: 3},
    **{2033: 11, 2036: 6, 2039: 5, 2042: 2, 2044: 7, 2047: 5, 2050: 3},
}
"""The leap months of 1968-2050, as the calendars of Vietnam print them."""
CHINESE_TET = {
    1968: date(1968, 1, 30),
    1969: date(1969, 2, 17),
    1985: date(1985, 2, 20),
    2007: date(2007, 2, 18),
    2030: date(2030, 2, 3),
    2053: date(2053, 2, 19),
}
"""The years 1968-2100 in which China celebrates on another day, and on which."""
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
days = st.dates(FIRST_DAY, LAST_DAY)


@pytest.mark.parametrize(("year", "printed"), [(1968 + place, one) for place, one in enumerate(PRINTED.split())])
def test_tet_falls_where_the_calendars_say(year: int, printed: str) -> None:
    """The first day of each year is the printed one, and the day before is the last of month 12."""
    tet = date(year, int(printed[:2]), int(printed[2:]))
    assert solar_date(LunarDate(year, 1, 1)) == tet
    assert lunar_date(tet) == LunarDate(year, 1, 1)
    eve = lunar_date(tet - timedelta(days=1))
    assert (eve.year, eve.month, eve.leap) == (year - 1, 12, False)


def test_leap_months_are_the_printed_ones() -> None:
    """Each year with 13 months has the leap month that is printed, all others have none."""
    found = {year: [one.number for one in lunar_months(year) if one.leap] for year in range(1968, 2051)}
    assert {year: numbers[0] for year, numbers in found.items() if numbers} == LEAP_MONTHS
    assert all(len(numbers) <= 1 for numbers in found.values())


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2007, 2, 17), LunarDate(2007, 1, 1)),
        (date(1984, 12, 22), LunarDate(1984, 12, 1)),
        (date(1985, 1, 20), LunarDate(1984, 12, 30)),
        (date(1985, 3, 21), LunarDate(1985, 2, 1, leap=True)),
        (date(1985, 4, 20), LunarDate(1985, 3, 1)),
        (date(2006, 6, 25), LunarDate(2006, 6, 1)),
        (date(2025, 7, 25), LunarDate(2025, 6, 1, leap=True)),
        (date(2026, 11, 22), LunarDate(2026, 10, 14)),
        (date(2026, 4, 26), LunarDate(2026, 3, 10)),
        (date(2024, 9, 17), LunarDate(2024, 8, 15)),
        (date(2034, 1, 19), LunarDate(2033, 11, 29, leap=True)),
        (date(2034, 2, 18), LunarDate(2033, 12, 30)),
    ],
)
def test_days_of_the_calendar(day: date, expected: LunarDate) -> None:
    """Single days, among them Hùng Kings' day, mid-autumn and leap months."""
    assert lunar_date(day) == expected
    assert solar_date(expected) == day


def test_china_differs_where_its_new_moon_is_a_day_later() -> None:
    """The same rules at UTC+8 give China's calendar: Tết differs in six years from 1968 to 2100, as both print."""
    chinese = {year: solar_date(LunarDate(year, 1, 1), CHINA) for year in range(1968, 2101)}
    assert {year: day for year, day in chinese.items() if day != solar_date(LunarDate(year, 1, 1))} == CHINESE_TET


def test_china_had_its_own_leap_month_in_1984() -> None:
    """In 1984 the solstice was at 23:23 in Hanoi: China had a leap month 10, Vietnam in 1985 a leap month 2."""
    assert [one.number for one in lunar_months(1984, CHINA) if one.leap] == [10]
    assert [one.number for one in lunar_months(1984) if one.leap] == []
    assert [one.number for one in lunar_months(1985) if one.leap] == [2]


@given(days)
def test_every_day_goes_there_and_back(day: date) -> None:
    """A solar day has one lunar date, and that has one solar day."""
    assert solar_date(lunar_date(day)) == day


@given(days, st.sampled_from((lunar.VIETNAM, CHINA, 9)))
def test_the_next_day_is_the_next_number(day: date, offset: int) -> None:
    """Days count up by one until their month of 29 or 30 days is over; then comes the first of the next month."""
    today, morrow = lunar_date(day, offset), lunar_date(day + timedelta(days=1), offset)
    if today.day < month_length(today.year, today.month, today.leap, offset):
        assert morrow == LunarDate(today.year, today.month, today.day + 1, today.leap)
    else:
        assert morrow.day == 1
        assert month_of(day + timedelta(days=1), offset).moon == month_of(day, offset).moon + 1


@pytest.mark.slow
def test_every_day_of_three_centuries_goes_there_and_back() -> None:
    """All of 1900-2199, and no month is shorter than 29 or longer than 30 days."""
    for ordinal in range(FIRST_DAY.toordinal(), LAST_DAY.toordinal() + 1):
        day = date.fromordinal(ordinal)
        assert solar_date(lunar_date(day)) == day
    months = [one for year in range(1900, 2200) for one in lunar_months(year)]
    assert {one.length for one in months} == {29, 30}
    assert all(one.first + timedelta(days=one.length) == other.first for one, other in pairwise(months))


def test_every_year_has_its_twelve_months() -> None:
    """Numbers 1 to 12 in order, at most one leap month after its own number, month 11 with the winter solstice."""
    for year in LUNAR_YEARS:
        months = lunar_months(year)
        assert [one.number for one in months if not one.leap] == list(range(1, 13))
        assert all(other.number == one.number for one, other in pairwise(months) if other.leap)
        near = date(year, 12, 21).toordinal() + JULIAN_OF_ORDINAL
        solstice = date.fromordinal(local_day(sun_reaches(270, near), lunar.VIETNAM))
        assert lunar_date(solstice).month == 11 if solstice >= FIRST_DAY else year == 1899


def test_days_that_do_not_exist_are_refused() -> None:
    """A 30th in a month of 29, a leap month a year does not have, day 0, month 13, years nobody computed."""
    for code, wrong in (
        ("schedules.lunar_no_day", LunarDate(2026, 1, 31)),
        ("schedules.lunar_no_day", LunarDate(2026, 12, 30)),
        ("schedules.lunar_no_day", LunarDate(2026, 1, 0)),
        ("schedules.lunar_no_month", LunarDate(2026, 1, 1, leap=True)),
        ("schedules.lunar_no_month", LunarDate(2026, 13, 1)),
        ("schedules.lunar_far", LunarDate(2201, 1, 1)),
        ("schedules.lunar_far", LunarDate(1898, 1, 1)),
    ):
        with pytest.raises(NoLunarDate) as caught:
            solar_date(wrong)
        assert caught.value.code == code
    for far in (date(1899, 12, 31), date(2201, 1, 1)):
        with pytest.raises(NoLunarDate, match="schedules.lunar_far"):
            lunar_date(far)


def test_the_fault_says_what_there_is() -> None:
    """The facts of a refusal tell the length of the month, and a leap month by its L."""
    with pytest.raises(NoLunarDate) as caught:
        solar_date(LunarDate(2025, 6, 30, leap=True))
    assert caught.value.facts == {"day": 30, "month": "6L", "length": 29}


@pytest.mark.parametrize(
    ("year", "name"),
    [
        (1968, "Mậu Thân"),
        (1975, "Ất Mão"),
        (1984, "Giáp Tý"),
        (2007, "Đinh Hợi"),
        (2026, "Bính Ngọ"),
        (1900, "Canh Tý"),
    ],
)
def test_years_have_names(year: int, name: str) -> None:
    """Sixty names come round, made of ten stems and twelve branches."""
    assert year_name(year) == name == year_name(year + 60)


def test_which_new_moons_are_too_near_to_midnight_to_be_sure() -> None:
    """Within two minutes of midnight the forecast of the Earth's turning decides; from 1968 to 2053 there is but one.

    That one, 21 September 1998 at 00:01, is printed as the first of the month, as here. 2054 is where printed tables
    differ (7 May); of all later ones nobody can be sure today. Seconds after (or before, if negative) midnight.
    """
    near = {}
    for number in range(moon_number(FIRST_DAY.toordinal() + JULIAN_OF_ORDINAL), 2474):
        local = new_moon(number) + lunar.VIETNAM / 24 + 0.5
        seconds = round(((local + 0.5) % 1 - 0.5) * SECONDS)
        if abs(seconds) < 120:
            near[date.fromordinal(round(local - 0.5 - JULIAN_OF_ORDINAL)).isoformat()] = seconds
    assert near == {
        **{"1944-06-21": -25, "1967-07-08": -3, "1998-09-21": 86, "2054-05-08": 22, "2072-12-10": -72},
        **{"2077-11-16": -10, "2085-10-19": -28, "2130-05-08": -115, "2150-05-27": -32, "2153-10-18": 75},
        **{"2159-05-18": -111, "2175-01-23": -24, "2188-04-27": 112},
    }
    assert lunar_date(date(1998, 9, 21)).day == 1


def test_looking_up_is_quick() -> None:
    """Ten thousand days in less than half a second, the tables of their years made on the way."""
    lunar.year_table.cache_clear()
    begin = process_time()
    for place in range(10_000):
        lunar_date(date.fromordinal(FIRST_DAY.toordinal() + place * 10))
    assert process_time() - begin < 0.5
