"""Rules over days and instants: tables of each part, what costs nothing, and agreement with python-dateutil."""

import time as clock
from datetime import date, datetime, time, timedelta

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from schedules.rrule import WEEKDAYS, read_rule

NINE = time(9)


def days(text: str, start: str, until: str = "2030-12-31", since: str = "") -> list[str]:
    """Return the days of a rule between two dates."""
    begin = date.fromisoformat(start)
    window = date.fromisoformat(since or start), date.fromisoformat(until)
    return [f"{day}" for day in read_rule(text, datetime.combine(begin, NINE)).days(begin, *window)]


@pytest.mark.parametrize(
    ("rule", "start", "until", "expected"),
    [
        ("FREQ=DAILY;INTERVAL=3", "2026-01-30", "2026-02-06", "01-30 02-02 02-05"),
        ("FREQ=DAILY;COUNT=2", "2026-01-30", "2026-02-06", "01-30 01-31"),
        ("FREQ=DAILY;UNTIL=20260131", "2026-01-30", "2026-02-06", "01-30 01-31"),
        ("FREQ=DAILY;UNTIL=20260101", "2026-01-30", "2026-02-06", ""),
        ("FREQ=DAILY;BYMONTH=2;BYDAY=SU", "2026-01-01", "2026-02-20", "02-01 02-08 02-15"),
        ("FREQ=WEEKLY", "2026-01-07", "2026-01-22", "01-07 01-14 01-21"),
        ("FREQ=WEEKLY;BYDAY=MO,WE", "2026-01-06", "2026-01-15", "01-07 01-12 01-14"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", "2026-01-06", "2026-01-26", "01-06 01-11 01-20 01-25"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", "2026-01-06", "2026-01-26", "01-06 01-18 01-20"),
        ("FREQ=MONTHLY", "2026-01-31", "2026-06-30", "01-31 03-31 05-31"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "2026-01-31", "2026-04-30", "01-31 02-28 03-31 04-30"),
        ("FREQ=MONTHLY;BYMONTHDAY=29,30,31", "2026-01-31", "2026-03-31", "01-31 03-29 03-30 03-31"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "2026-01-01", "2026-02-28", "01-05 01-30 02-02 02-27"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "2026-01-01", "2026-03-31", "01-30 02-27 03-31"),
        ("FREQ=MONTHLY;BYDAY=SA;BYSETPOS=1,9", "2026-01-01", "2026-02-28", "01-03 02-07"),
        ("FREQ=MONTHLY;BYMONTHDAY=13;BYDAY=FR", "2026-01-01", "2026-12-31", "02-13 03-13 11-13"),
        ("FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3,10", "2026-01-01", "2026-12-31", "03-29 10-25"),
        ("FREQ=YEARLY;BYDAY=20MO", "2026-01-01", "2026-12-31", "05-18"),
        ("FREQ=YEARLY;BYYEARDAY=1,-1", "2026-01-01", "2026-12-31", "01-01 12-31"),
        ("FREQ=YEARLY;BYMONTH=9", "2026-01-02", "2026-12-31", "09-02"),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "2026-01-01", "2026-12-31", "05-11"),
        ("FREQ=YEARLY;BYWEEKNO=-1;BYDAY=SU", "2026-01-01", "2026-12-31", ""),
        ("rrule:freq=yearly;byweekno=1", "2026-01-01", "2026-12-31", "01-01"),
    ],
)
def test_days_of_a_rule(rule: str, start: str, until: str, expected: str) -> None:
    """Every BY part, interval, week start and kind of end, in 2026."""
    assert days(rule, start, until) == [f"2026-{day}" for day in expected.split()]


def test_29_february_comes_in_leap_years_only() -> None:
    """A yearly date that is missing is passed over, not moved; also in 2100."""
    assert days("FREQ=YEARLY", "2024-02-29", "2036-12-31") == ["2024-02-29", "2028-02-29", "2032-02-29", "2036-02-29"]
    assert days("FREQ=YEARLY", "2092-02-29", "2108-12-31") == ["2092-02-29", "2096-02-29", "2104-02-29", "2108-02-29"]


def test_the_calendar_ends_quietly() -> None:
    """A window at the end of time yields what there is."""
    assert days("FREQ=YEARLY;INTERVAL=3", "2000-12-31", "9999-12-31", "9995-01-01") == ["9995-12-31", "9998-12-31"]
    assert days("FREQ=WEEKLY;INTERVAL=9", "2000-01-01", "9999-12-31", "9999-10-01") == ["9999-10-30"]


@pytest.mark.parametrize("rule", ["FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3"])
def test_a_rule_that_never_falls_costs_nothing(rule: str) -> None:
    """dateutil needs 9 s to find that there is no 30 February."""
    begun = clock.process_time()
    assert days(rule, "2026-01-01") == []
    assert clock.process_time() - begun < 1


def one_of(name: str, numbers: st.SearchStrategy[int]) -> st.SearchStrategy[str]:
    """Return a BY part with one to four numbers, or nothing."""
    lists = st.lists(numbers.filter(bool), min_size=1, max_size=4, unique=True)
    return st.just("") | lists.map(lambda values: f";{name}=" + ",".join(map(str, values)))


weekday_lists = st.lists(st.sampled_from(WEEKDAYS), min_size=1, max_size=4, unique=True)
plain_days = st.just("") | weekday_lists.map(lambda names: ";BYDAY=" + ",".join(names))
ordinal_days = st.tuples(st.sampled_from(["1", "2", "-1", "4"]), st.sampled_from(["MO", "SU"])).map(
    lambda pair: f";BYDAY={pair[0]}{pair[1]}"
)
endings = st.sampled_from(["", ";COUNT=1", ";COUNT=40", ";UNTIL=20270315"])
# Only what falls on some day before long: dateutil walks to the year 9999 in search of an instance.
intervals = st.sampled_from([1, 5, 7]).map(lambda every: f";INTERVAL={every}")
months = one_of("BYMONTH", st.integers(1, 12))
month_days = one_of("BYMONTHDAY", st.integers(-28, 28))


def rule_of(freq: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return rules of one frequency with some of these parts."""
    return st.tuples(intervals, endings, *parts).map(lambda texts: f"FREQ={freq}" + "".join(texts))


rules = st.one_of(
    rule_of("DAILY", months, month_days),
    rule_of("DAILY", months, plain_days),
    rule_of("WEEKLY", months, plain_days, st.sampled_from(["", ";WKST=SU", ";WKST=TH"])),
    rule_of("MONTHLY", months, month_days, plain_days),
    rule_of("MONTHLY", months, ordinal_days),
    rule_of("MONTHLY", months, plain_days.filter(bool), one_of("BYSETPOS", st.integers(-4, 4))),
    rule_of("YEARLY", months.filter(bool), month_days, plain_days),
    rule_of("YEARLY", months, ordinal_days),
    rule_of("YEARLY", one_of("BYYEARDAY", st.integers(-366, 366))),
    rule_of("YEARLY", one_of("BYWEEKNO", st.integers(1, 52)), plain_days.filter(bool)),
)


@pytest.mark.slow
@given(rules, st.dates(date(2024, 1, 1), date(2026, 12, 31)), st.integers(0, 1200), st.integers(0, 400))
def test_agrees_with_dateutil(rule: str, start: date, ahead: int, length: int) -> None:
    """In any window, near or far, the days are those that dateutil finds walking from the beginning."""
    since = start + timedelta(days=ahead)
    until = since + timedelta(days=length)
    begin = datetime(start.year, start.month, start.day)
    edge = datetime(until.year, until.month, until.day)
    expected = [day.date() for day in rrulestr(rule, dtstart=begin).between(begin, edge, inc=True)]
    assert list(read_rule(rule, begin).days(start, since, until)) == [day for day in expected if day >= since]


hours = one_of("BYHOUR", st.integers(1, 23))
minutes = one_of("BYMINUTE", st.integers(1, 59))
seconds = one_of("BYSECOND", st.integers(1, 59))
timed = st.one_of(
    rule_of("DAILY", hours, minutes, seconds),
    rule_of("MONTHLY", ordinal_days, hours, minutes),
    rule_of("HOURLY", plain_days, minutes, seconds),
    rule_of("MINUTELY", hours, seconds),
    st.tuples(hours, minutes, seconds.filter(bool)).map(lambda parts: "FREQ=SECONDLY;COUNT=40" + "".join(parts)),
)


@pytest.mark.slow
@given(timed, st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(microsecond=0)))
def test_instants_agree_with_dateutil(rule: str, start: datetime) -> None:
    """Times of day and periods below a day, in the first three days."""
    until = start + timedelta(days=3)
    expected = rrulestr(rule, dtstart=start).between(start, until, inc=True)
    assert list(read_rule(rule, start).instants(start, start, until)) == expected
