"""Rules on lunar dates: each part of RFC 7529, days that do not exist, and windows that change nothing."""

from datetime import date, timedelta
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.lunar import LunarDate, lunar_date, month_length, solar_date
from schedules.lunar_rule import LAST_DAY, Skip, is_lunar, lunar_text, read_lunar_rule
from schedules.rrule import InvalidRecurrence

SCALE = "RSCALE=VIETNAMESE;"
TET = date(2026, 2, 17)
"""1/1 of Bính Ngọ, whose months of 30 days are 1, 4, 6, 8, 9, 10 and 11."""


def falls(rule: str, start: date = TET, count: int = 4) -> list[str]:
    """Return the first days of a rule."""
    days = read_lunar_rule(SCALE + rule, start).days(start, start, LAST_DAY)
    return [f"{day}" for day in islice(days, count)]


EXAMPLES = [
    ("FREQ=MONTHLY;BYMONTHDAY=1,15", ["2026-02-17", "2026-03-03", "2026-03-19", "2026-04-02"]),
    ("FREQ=MONTHLY", ["2026-02-17", "2026-03-19", "2026-04-17", "2026-05-17"]),
    ("FREQ=YEARLY", ["2026-02-17", "2027-02-06", "2028-01-26", "2029-02-13"]),
    ("FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10", ["2026-04-26", "2027-04-16", "2028-04-04", "2029-04-23"]),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1", ["2027-02-05", "2028-01-25", "2029-02-12", "2030-02-01"]),
    ("FREQ=YEARLY;INTERVAL=2;BYMONTH=8;BYMONTHDAY=15", ["2026-09-25", "2028-10-03", "2030-09-12", "2032-09-19"]),
    ("FREQ=YEARLY;BYMONTHDAY=15", ["2026-03-03", "2027-02-20", "2028-02-09", "2029-02-27"]),
    ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1", ["2026-03-18", "2026-06-14", "2026-09-10", "2026-12-08"]),
    ("FREQ=MONTHLY;BYMONTH=1,7;BYMONTHDAY=15", ["2026-03-03", "2026-08-27", "2027-02-20", "2027-08-16"]),
    ("FREQ=DAILY;BYMONTH=1;BYMONTHDAY=1,2,3", ["2026-02-17", "2026-02-18", "2026-02-19", "2027-02-06"]),
    ("FREQ=DAILY;INTERVAL=10", ["2026-02-17", "2026-02-27", "2026-03-09", "2026-03-19"]),
    ("FREQ=DAILY;INTERVAL=7;BYMONTHDAY=-1", ["2026-12-08", "2027-04-06", "2027-08-31", "2028-01-25"]),
    ("FREQ=YEARLY;COUNT=2", ["2026-02-17", "2027-02-06"]),
    ("FREQ=MONTHLY;UNTIL=20260319;WKST=SU", ["2026-02-17", "2026-03-19"]),
    ("FREQ=MONTHLY;UNTIL=20260318", ["2026-02-17"]),
]


@pytest.mark.parametrize(("rule", "days"), EXAMPLES)
def test_examples(rule: str, days: list[str]) -> None:
    """Rằm and mùng một, giỗ, every other year, ends: as a calendar on the wall shows them."""
    assert falls(rule) == days


SKIPS = [
    ("FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1", ["2025-07-25", "2036-07-23", "2055-07-24"]),
    ("FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=BACKWARD", ["2025-07-25", "2026-07-14", "2027-07-04"]),
    ("FREQ=YEARLY;BYMONTH=6L;BYMONTHDAY=1;SKIP=FORWARD", ["2025-07-25", "2026-08-13", "2027-08-02"]),
    ("FREQ=YEARLY;BYMONTH=6,6L;BYMONTHDAY=1", ["2025-06-25", "2025-07-25", "2026-07-14"]),
    ("FREQ=YEARLY;BYMONTH=6,6L;BYMONTHDAY=1;SKIP=BACKWARD", ["2025-06-25", "2025-07-25", "2026-07-14"]),
    ("FREQ=YEARLY;BYMONTH=12L;BYMONTHDAY=1;SKIP=FORWARD", ["2025-01-29", "2026-02-17", "2027-02-06"]),
    ("FREQ=MONTHLY;BYMONTHDAY=30", ["2025-02-27", "2025-04-27", "2025-07-24"]),
    ("FREQ=MONTHLY;BYMONTHDAY=30;SKIP=OMIT", ["2025-02-27", "2025-04-27", "2025-07-24"]),
    ("FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD", ["2025-01-28", "2025-02-27", "2025-03-28"]),
    ("FREQ=MONTHLY;BYMONTHDAY=30;SKIP=FORWARD", ["2025-01-29", "2025-02-27", "2025-03-29"]),
    ("FREQ=MONTHLY;BYMONTHDAY=1,30;SKIP=FORWARD", ["2025-01-29", "2025-02-27", "2025-02-28"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-30", ["2025-01-29", "2025-03-29", "2025-06-25"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-30;SKIP=BACKWARD", ["2025-01-29", "2025-02-27", "2025-03-29"]),
    ("FREQ=MONTHLY;BYMONTHDAY=-30;SKIP=FORWARD", ["2025-01-29", "2025-02-28", "2025-03-29"]),
    ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=FORWARD", ["2025-01-29", "2026-02-17", "2027-02-06"]),
]


@pytest.mark.parametrize(("rule", "days"), SKIPS)
def test_what_does_not_exist_is_skipped_as_the_rule_says(rule: str, days: list[str]) -> None:
    """A 30th in a month of 29 and a leap month the year does not have: left out, moved back, moved on; never twice."""
    assert falls(rule, date(2025, 1, 10), 3) == days


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=30;SKIP=FORWARD", date(2026, 2, 17)),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=-30;SKIP=BACKWARD", date(2031, 1, 22)),
        ("FREQ=MONTHLY;BYMONTHDAY=30;SKIP=FORWARD", date(2026, 4, 17)),
        ("FREQ=MONTHLY;BYMONTHDAY=-30;SKIP=BACKWARD", date(2026, 3, 18)),
    ],
)
def test_a_moved_day_is_seen_by_itself(rule: str, day: date) -> None:
    """A day moved over the end of its month or year is found by a window of that day alone."""
    start = date(2025, 1, 10)
    parsed = read_lunar_rule(SCALE + rule, start)
    assert day in parsed.days(start, start, date(2040, 1, 1))
    assert list(parsed.days(start, day, day)) == [day]


def test_a_rule_begun_in_a_leap_month_stays_there() -> None:
    """Begun on 10/6 nhuận of 2025, a yearly rule comes again when there is such a month again."""
    assert falls("FREQ=YEARLY", date(2025, 8, 3), 3) == ["2025-08-03", "2036-08-01", "2055-08-02"]


def test_months_are_counted_across_leap_months() -> None:
    """Every second month counts a leap month as a month."""
    assert falls("FREQ=MONTHLY;INTERVAL=2", date(2025, 5, 27)) == [
        "2025-05-27",
        "2025-07-25",
        "2025-09-22",
        "2025-11-20",
    ]


FAULTY = [
    ("FREQ=MONTHLY", "RSCALE"),
    ("RSCALE=CHINESE;FREQ=MONTHLY", "RSCALE=CHINESE"),
    ("RSCALE=VIETNAMESE", "FREQ"),
    ("RSCALE=VIETNAMESE;FREQ=WEEKLY", "FREQ=WEEKLY"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;FREQ=MONTHLY", "FREQ=MONTHLY"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYDAY=MO", "BYDAY=MO"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;INTERVAL=0", "INTERVAL=0"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;INTERVAL=²", "INTERVAL=²"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;INTERVAL=١", "INTERVAL=١"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTH=13", "BYMONTH=13"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTH=L4", "BYMONTH=L4"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=31", "BYMONTHDAY=31"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY=0"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=", "BYMONTHDAY="),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;UNTIL=20260230", "UNTIL=20260230"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;UNTIL=20260219T000000Z", "UNTIL=20260219T000000Z"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;UNTIL=2026-219", "UNTIL=2026-219"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;UNTIL=20260219;COUNT=2", "UNTIL"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;SKIP=NEVER", "SKIP=NEVER"),
    ("RSCALE=VIETNAMESE;FREQ=MONTHLY;" + "X" * 80, "X" * 40),
]


@pytest.mark.parametrize(("rule", "part"), FAULTY)
def test_the_wrong_part_is_named(rule: str, part: str) -> None:
    """What cannot be read is refused with the part to correct."""
    with pytest.raises(InvalidRecurrence) as caught:
        read_lunar_rule(rule, TET)
    assert (caught.value.code, caught.value.facts) == ("schedules.bad_lunar_rule", {"part": part})


def test_years_nobody_computed_are_refused() -> None:
    """A rule cannot begin before 1900 or after 2200."""
    with pytest.raises(InvalidRecurrence, match="schedules.lunar_far"):
        read_lunar_rule(SCALE + "FREQ=MONTHLY", date(2201, 1, 1))


def test_rules_know_their_calendar() -> None:
    """Only a rule with another calendar than the solar one is a lunar rule; names may be small and the prefix there."""
    assert is_lunar("rrule:freq=yearly;rscale=vietnamese")
    assert is_lunar("RSCALE=CHINESE;FREQ=YEARLY")
    assert not is_lunar("FREQ=YEARLY;BYMONTH=1")
    assert not is_lunar("RSCALE=GREGORIAN;FREQ=YEARLY")
    assert falls("freq=yearly;count=1") == ["2026-02-17"]


@pytest.mark.parametrize(
    ("days", "months", "skip", "text"),
    [
        ({1, 15}, set(), Skip.OMIT, "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ({30}, set(), Skip.BACKWARD, "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD"),
        ({10}, {(3, False)}, Skip.OMIT, "RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10"),
        ({-1}, {(4, True), (4, False)}, Skip.OMIT, "RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=4,4L;BYMONTHDAY=-1"),
    ],
)
def test_rules_are_written(days: set[int], months: set[tuple[int, bool]], skip: Skip, text: str) -> None:
    """What a form chooses becomes the text of a rule that says the same."""
    assert lunar_text(frozenset(days), frozenset(months), skip) == text
    rule = read_lunar_rule(text, TET)
    assert (rule.by_month_day, rule.by_month, rule.skip) == (days, months, skip)


def test_nothing_falls_outside_its_bounds() -> None:
    """No day before the start, after UNTIL, after 2200, or in a window that is the wrong way round."""
    rule = read_lunar_rule(SCALE + "FREQ=YEARLY;UNTIL=20300101", TET)
    assert list(rule.days(TET, date(2000, 1, 1), date(2026, 12, 31))) == [TET]
    assert list(rule.days(TET, date(2031, 1, 1), date(2040, 1, 1))) == []
    assert list(rule.days(TET, date(2027, 1, 1), date(2026, 1, 1))) == []
    endless = read_lunar_rule(SCALE + "FREQ=YEARLY", date(2200, 1, 17))
    assert list(endless.days(date(2200, 1, 17), date(2200, 1, 17), date(2300, 1, 1))) == [date(2200, 1, 17)]


def test_a_count_that_outlives_the_calendar_ends_with_it() -> None:
    """More instances than there are years left: the rule goes on to the last one there is."""
    rule = read_lunar_rule(SCALE + "FREQ=YEARLY;COUNT=1000", TET)
    assert rule.until == solar_date(LunarDate(2200, 1, 1))


def test_a_count_of_nothing_is_the_start() -> None:
    """A rule that never falls on a day has no instances, whatever COUNT says."""
    assert falls("FREQ=DAILY;BYMONTH=1;BYMONTHDAY=30,-30;INTERVAL=10000;COUNT=3", date(2150, 1, 10)) == []


rules = st.builds(
    "RSCALE=VIETNAMESE;FREQ={};INTERVAL={};BYMONTHDAY={}{}{}".format,
    st.sampled_from(("DAILY", "MONTHLY", "YEARLY")),
    st.integers(1, 5),
    st.sampled_from(("1", "15", "30", "-1", "-30", "1,15", "29,30,-1")),
    st.sampled_from(("", ";BYMONTH=1", ";BYMONTH=4L", ";BYMONTH=6,6L,12", ";BYMONTH=12L")),
    st.sampled_from(("", ";SKIP=BACKWARD", ";SKIP=FORWARD")),
)
starts = st.dates(date(1990, 1, 1), date(2060, 1, 1))


@given(rules, starts, st.integers(0, 4000), st.integers(0, 400))
def test_a_window_shows_what_the_whole_shows(rule: str, start: date, skipped: int, length: int) -> None:
    """Looked at through any window, a rule falls on the very days it falls on from its beginning, in order."""
    parsed = read_lunar_rule(rule, start)
    since = start + timedelta(days=skipped)
    until = since + timedelta(days=length)
    whole = [day for day in parsed.days(start, start, until) if day >= since]
    assert list(parsed.days(start, since, until)) == whole == sorted(set(whole))


@given(rules, starts)
def test_days_are_among_those_named(rule: str, start: date) -> None:
    """Without SKIP every day has a lunar number that the rule names."""
    parsed = read_lunar_rule(rule.partition(";SKIP")[0], start)
    for day in islice(parsed.days(start, start, LAST_DAY), 20):
        month = lunar_date(day)
        ends = (month.day - 1 - month_length(month.year, month.month, month.leap), month.day)
        assert not parsed.by_month_day.isdisjoint(ends)
        assert not parsed.by_month or (month.month, month.leap) in parsed.by_month
