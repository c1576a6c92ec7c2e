"""What a rule takes from its DTSTART, where a rule with COUNT ends, and rules over whole days."""

from datetime import datetime

import pytest

from schedules.rrule import InvalidRecurrence, over_days, read_rule


def days(text: str, start: str, until: str) -> list[str]:
    """Return the days of a rule from its start to a day."""
    begin = datetime.fromisoformat(start)
    return [
        f"{day}"
        for day in read_rule(text, begin).days(begin.date(), begin.date(), datetime.fromisoformat(until).date())
    ]


@pytest.mark.parametrize(
    ("rule", "start", "until", "expected"),
    [
        # The month of DTSTART stands in for BYMONTH, also where BYDAY limits; ordinals still count in the year.
        ("FREQ=YEARLY;BYMONTHDAY=2,-1", "2026-04-30", "2027-12-31", "2026-04-30 2027-04-02 2027-04-30"),
        ("FREQ=YEARLY;BYMONTHDAY=13;BYDAY=FR", "2026-02-13", "2032-12-31", "2026-02-13 2032-02-13"),
        ("FREQ=YEARLY;BYMONTHDAY=1,8;BYDAY=22MO,23TU", "2026-06-01", "2027-12-31", "2026-06-01 2027-06-08"),
        # With a day of the year nothing is missing.
        ("FREQ=YEARLY;BYYEARDAY=1,-1;BYMONTHDAY=31", "2026-01-01", "2027-01-01", "2026-12-31"),
        ("FREQ=YEARLY", "2026-04-30", "2027-12-31", "2026-04-30 2027-04-30"),
        ("FREQ=YEARLY;BYMONTH=5", "2026-04-30", "2027-12-31", "2026-05-30 2027-05-30"),
        ("FREQ=WEEKLY", "2026-04-30", "2026-05-07", "2026-04-30 2026-05-07"),
        # DTSTART itself is an instance only where the rule falls.
        ("FREQ=WEEKLY;BYDAY=MO;COUNT=2", "2026-04-30", "2026-12-31", "2026-05-04 2026-05-11"),
        # The weekday of DTSTART in weeks 1 and 53; 1 January 2027 is in week 53 of 2026, 29 December 2025 in week 1.
        ("FREQ=YEARLY;BYWEEKNO=53", "2026-12-31", "2032-12-31", "2026-12-31 2032-12-30"),
        ("FREQ=YEARLY;BYWEEKNO=53", "2027-01-01", "2033-01-31", "2027-01-01 2032-12-31"),
        ("FREQ=YEARLY;BYWEEKNO=1", "2025-12-29", "2027-01-31", "2025-12-29 2027-01-04"),
        ("FREQ=YEARLY;BYWEEKNO=-1", "2022-01-01", "2023-12-31", "2022-01-01 2022-12-31 2023-12-30"),
        ("FREQ=YEARLY;BYWEEKNO=1;WKST=SU", "2026-01-10", "2027-12-31", "2026-01-10 2027-01-09"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYMONTHDAY=31", "2025-01-01", "2026-12-31", "2025-12-31"),
        ("FREQ=YEARLY;BYWEEKNO=1;BYYEARDAY=-1", "2025-01-01", "2026-12-31", "2025-12-31"),
        # The interval counts the years that own the weeks, where DTSTART is an instance ...
        ("FREQ=YEARLY;INTERVAL=6;BYWEEKNO=53", "2027-01-01", "2039-01-31", "2027-01-01 2032-12-31"),
        # ... and calendar years where it is none.
        ("FREQ=YEARLY;INTERVAL=5;BYWEEKNO=53;BYDAY=SA", "2027-01-01", "2039-01-31", "2033-01-01 2038-01-02"),
        ("FREQ=YEARLY;BYWEEKNO=53;BYDAY=SA", "2027-01-01", "2033-01-31", "2027-01-02 2033-01-01"),
    ],
)
def test_what_dtstart_fills_in(rule: str, start: str, until: str, expected: str) -> None:
    """The sentence of RFC 5545 3.3.10 about DTSTART goes before its table of what expands."""
    assert days(rule, start, until) == expected.split()


@pytest.mark.parametrize(
    ("rule", "start", "last"),
    [
        ("FREQ=DAILY;COUNT=10", "2026-01-01 05:30", "2026-01-10"),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=SU;COUNT=5", "2026-01-01 05:30", "2156-02-29"),
        ("FREQ=DAILY;BYHOUR=5,17;COUNT=3", "2026-01-01 05:30", "2026-01-02 05:30:00"),
        ("FREQ=HOURLY;COUNT=30", "2026-01-01 05:30", "2026-01-02 10:30:00"),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2;COUNT=3", "2026-01-01 05:30", "2026-01-01"),
        ("FREQ=YEARLY;COUNT=9", "9900-01-01 05:30", "9908-01-01"),
    ],
)
def test_count_becomes_the_last_instance(rule: str, start: str, last: str) -> None:
    """A day for a rule over days, else an instant; DTSTART where the rule never falls; also near the end of time."""
    assert f"{read_rule(rule, datetime.fromisoformat(start)).until}" == last


def test_a_rule_over_dates_has_no_times() -> None:
    """RFC 5545: times of day MUST be ignored with a DTSTART that is a date; a rule in hours makes no sense there."""
    assert over_days("freq=daily;byhour=9,17;BYMINUTE=1;BYSECOND=2;interval=2;") == "FREQ=DAILY;INTERVAL=2"
    with pytest.raises(InvalidRecurrence) as caught:
        over_days("FREQ=HOURLY;BYHOUR=9")
    assert caught.value.facts == {"part": "FREQ=HOURLY"}
