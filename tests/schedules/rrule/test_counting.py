"""Where COUNT ends: the same instant as counting one by one, at the cost of a few years however far away it is."""

from datetime import datetime, timedelta
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schedules.rrule import MOST_INSTANCES, parse
from schedules.rrule.counting import CYCLE, Tally, last_of
from schedules.rrule.reading import anchored
from schedules.rrule.walking import Rule
from tests.schedules.rrule.test_walking import begins, coarse, fine, ruled, year_days

START = datetime(2026, 1, 5, 5, 30)
KINDS = 14
"""A year begins on one of seven weekdays and is a leap year or not."""

rare = st.sampled_from([";BYMONTH=2;BYMONTHDAY=29", ";BYMONTH=12;BYMONTHDAY=-1;BYDAY=SU", ";BYMONTHDAY=31;BYDAY=MO"])
sparse = st.one_of(
    ruled("HOURLY", rare),
    ruled("SECONDLY", rare, st.sampled_from([";BYHOUR=5;BYMINUTE=7", ";BYHOUR=3,4;BYMINUTE=59;BYSECOND=0,1"])),
    st.sampled_from([97, 1439, 86_399, 100_003]).map(lambda every: f"FREQ=SECONDLY;INTERVAL={every};BYMINUTE=30"),
    st.builds(
        lambda days, skip: f"FREQ=YEARLY{days};RSCALE=GREGORIAN;SKIP={skip}",
        year_days,
        st.sampled_from(["FORWARD", "BACKWARD"]),
    ),
)


def rule_of(text: str, start: datetime = START) -> Rule:
    """Return a rule that has taken from its start what it lacks."""
    return anchored(parse(text), start.date())


def one_by_one(rule: Rule, start: datetime, count: int) -> datetime:
    """Return the last of the first ``count`` instants, the start when there is none."""
    return [start, *islice(rule.instants(start, start, start + CYCLE), count)][-1]


@pytest.mark.slow
@settings(max_examples=60)
@given(coarse | sparse | fine, begins, st.integers(1, 3) | st.integers(1, 400))
def test_the_last_is_the_same_as_counted_one_by_one(text: str, start: datetime, count: int) -> None:
    """Of every frequency, interval, BY part, BYSETPOS and SKIP, from any day, also over years and centuries."""
    rule = rule_of(text, start)
    assert last_of(rule, start, count) == one_by_one(rule, start, count)


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;BYMONTHDAY=-1,7",
        "FREQ=DAILY;BYHOUR=5,17;BYSETPOS=-1",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,SU;BYSETPOS=2;WKST=SU",
        "FREQ=MONTHLY;INTERVAL=5;BYDAY=MO,-1FR",
        "FREQ=YEARLY;BYWEEKNO=1,53,-1;BYDAY=MO,SU",
        "FREQ=YEARLY;INTERVAL=3;BYYEARDAY=366;RSCALE=GREGORIAN;SKIP=FORWARD",
        "FREQ=HOURLY;INTERVAL=23;BYMONTHDAY=31;BYDAY=MO",
        "FREQ=SECONDLY;INTERVAL=86399;BYDAY=SU",
        "FREQ=MINUTELY;BYMONTH=2;BYMONTHDAY=30",
    ],
)
@pytest.mark.parametrize("count", [1, 60, 200])
def test_far_ends_are_the_same_as_counted_one_by_one(text: str, count: int) -> None:
    """Also where whole years are passed over, where 400 years hold fewer, and where the rule falls on no day."""
    rule = rule_of(text)
    assert last_of(rule, START, count) == one_by_one(rule, START, count)


def test_what_does_not_come_often_enough_ends_with_the_last_of_the_cycle() -> None:
    """Every leap day of 400 years but not one more; and the cycle ends where the calendar does."""
    leap = rule_of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert last_of(leap, START, MOST_INSTANCES) == datetime(2424, 2, 29, 5, 30)
    late = datetime(9997, 6, 1)
    assert last_of(rule_of("FREQ=YEARLY", late), late, MOST_INSTANCES) == datetime(9999, 6, 1)


def test_the_hundred_thousandth_day() -> None:
    """COUNT=100000 of every day is 99,999 days later."""
    assert last_of(rule_of("FREQ=DAILY"), START, MOST_INSTANCES) == START + timedelta(days=MOST_INSTANCES - 1)


@pytest.mark.parametrize(
    "text", ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "FREQ=DAILY;BYMONTHDAY=31;BYDAY=MO"]
)
def test_of_years_alike_one_is_walked(text: str) -> None:
    """A hundred years are counted by looking at fourteen, and the sum is that of all of them."""
    tally = Tally(rule_of(text), START, MOST_INSTANCES)
    total = sum(tally.whole(year) for year in range(2027, 2127))
    assert len(tally.known) <= KINDS
    assert total == sum(1 for _ in rule_of(text).instants(START, datetime(2027, 1, 1), datetime(2126, 12, 31, 23)))


def test_the_days_of_a_fine_rule_are_looked_at_once_for_years_alike() -> None:
    """Its interval meets each year otherwise, so its instants are added up, but of days known from fourteen years."""
    tally = Tally(rule_of("FREQ=SECONDLY;INTERVAL=86399"), START, MOST_INSTANCES)
    step = timedelta(seconds=86_399)
    before, after = ((datetime(year, 1, 1) - START - timedelta(seconds=1)) // step for year in (2027, 2127))
    assert sum(tally.whole(year) for year in range(2027, 2127)) == after - before
    assert len(tally.days) <= KINDS
