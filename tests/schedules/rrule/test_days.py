"""The days of a period: every BY part as it expands and as it limits, and the weeks of a year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.rrule import parse
from schedules.rrule.days import days_of, in_week, owner, week_year

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("rule", "first", "last", "expected"),
    [
        ("FREQ=WEEKLY;BYMONTH=2", "2026-01-26", "2026-02-01", "02-01"),
        ("FREQ=DAILY;BYDAY=SU;BYMONTHDAY=1", "2026-02-01", "2026-02-01", "02-01"),
        ("FREQ=DAILY;BYDAY=MO", "2026-02-01", "2026-02-01", ""),
        ("FREQ=MONTHLY;BYMONTH=3;BYMONTHDAY=1", "2026-02-01", "2026-02-28", ""),
        ("FREQ=MONTHLY;BYMONTHDAY=31,-28,1", "2026-02-01", "2026-02-28", "02-01"),
        ("FREQ=MONTHLY;BYMONTHDAY=1,8;BYDAY=1MO,2SU", "2026-02-01", "2026-02-28", "02-08"),
        ("FREQ=MONTHLY;BYDAY=MO,2MO,-1SA,5SU,-5SU", "2026-02-01", "2026-02-28", "02-02 02-09 02-16 02-23 02-28"),
        ("FREQ=YEARLY;BYDAY=-1SU,1TH,53TH", "2026-01-01", "2026-12-31", "01-01 12-27 12-31"),
        ("FREQ=YEARLY;BYMONTH=2,9;BYDAY=1WE", "2026-01-01", "2026-12-31", "02-04 09-02"),
        ("FREQ=YEARLY;BYYEARDAY=60,-366,-365,1", "2026-01-01", "2026-12-31", "01-01 03-01"),
        ("FREQ=YEARLY;BYYEARDAY=59,60,61;BYMONTH=3;BYMONTHDAY=1,3;BYDAY=SU", "2026-01-01", "2026-12-31", "03-01"),
        ("FREQ=YEARLY;BYYEARDAY=60;BYMONTHDAY=2", "2026-01-01", "2026-12-31", ""),
        ("FREQ=YEARLY;BYYEARDAY=60;BYDAY=MO", "2026-01-01", "2026-12-31", ""),
        ("FREQ=YEARLY;BYYEARDAY=1,152;BYDAY=1TH,22MO", "2026-01-01", "2026-12-31", "01-01 06-01"),
        ("FREQ=YEARLY;BYWEEKNO=1,-53,54;BYDAY=TU".replace(",54", ""), "2025-12-29", "2027-01-03", "12-30"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYMONTH=1", "2025-12-29", "2027-01-03", "01-01 01-02 01-03"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYYEARDAY=1", "2025-12-29", "2027-01-03", "01-01"),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYMONTHDAY=-1", "2025-12-29", "2027-01-03", "12-31"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=MO", "2024-12-30", "2025-12-28", ""),
        ("FREQ=HOURLY;BYYEARDAY=32,-1", "2026-02-01", "2026-02-01", "02-01"),
    ],
)
def test_days_of_a_period(rule: str, first: str, last: str, expected: str) -> None:
    """Parts that make days and parts that take them away, from both ends, with days that the period has not."""
    found = days_of(parse(rule), (date.fromisoformat(first), date.fromisoformat(last)))
    assert [f"{day:%m-%d}" for day in found] == expected.split()


@given(st.dates(date(1583, 1, 1), date(9998, 12, 1)))
def test_weeks_that_begin_on_monday_are_those_of_iso(day: date) -> None:
    """Year and number of each week agree with ISO 8601, counted from both ends."""
    year, number, _ = day.isocalendar()
    weeks = date(year, 12, 28).isocalendar().week
    assert owner(day, 0) == year
    for mine in (number, number - weeks - 1):
        assert in_week(parse(f"FREQ=YEARLY;BYWEEKNO={mine}"), day)
    assert not in_week(parse(f"FREQ=YEARLY;BYWEEKNO={number % 52 + 1}"), day) or number == 53


@given(st.integers(1583, 9998), st.integers(0, 6))
def test_years_of_weeks_follow_each_other(year: int, wkst: int) -> None:
    """They begin on the weekday WKST within three days of New Year, without a gap or an overlap."""
    first, last = week_year(year, wkst)
    assert first.weekday() == wkst
    assert abs((first - date(year, 1, 1)).days) <= 3
    assert year == 9998 or week_year(year + 1, wkst)[0] == last + DAY
