"""Times of day: what hours, minutes and seconds make together, and which day an interval below a day meets."""

from datetime import datetime

import pytest

from schedules.rrule import parse
from schedules.rrule.clock import met, places, table, times_of

START = datetime(2026, 1, 1, 5, 30, 15)


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", "05:30:15"),
        ("FREQ=DAILY;BYHOUR=17,5", "05:30:15 17:30:15"),
        ("FREQ=YEARLY;BYMINUTE=0,45;BYSECOND=0", "05:00:00 05:45:00"),
        ("FREQ=WEEKLY;BYHOUR=0,23;BYMINUTE=0;BYSECOND=0,60", "00:00:00 00:00:59 23:00:00 23:00:59"),
    ],
)
def test_times_of_a_day(rule: str, expected: str) -> None:
    """What no part says is as at the start."""
    assert [shown(second) for second in times_of(parse(rule), START)] == expected.split()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=HOURLY;INTERVAL=6", "05:30:15 11:30:15 17:30:15 23:30:15"),
        ("FREQ=HOURLY;INTERVAL=12;BYMINUTE=0,30;BYSECOND=0", "05:00:00 05:30:00 17:00:00 17:30:00"),
        ("FREQ=HOURLY;INTERVAL=5;BYHOUR=0,5,10", "05:30:15 10:30:15 00:30:15"),
        ("FREQ=HOURLY;BYHOUR=7;BYMINUTE=1,2,3;BYSETPOS=-1,9", "07:03:15"),
        ("FREQ=MINUTELY;BYHOUR=7;BYMINUTE=5,6;BYSECOND=1,2", "07:05:01 07:05:02 07:06:01 07:06:02"),
        ("FREQ=SECONDLY;BYHOUR=7;BYMINUTE=5;BYSECOND=1,2", "07:05:01 07:05:02"),
        ("FREQ=SECONDLY;INTERVAL=60;BYHOUR=7;BYMINUTE=5", "07:05:15"),
        ("FREQ=SECONDLY;INTERVAL=60;BYSECOND=16", ""),
        ("FREQ=HOURLY;INTERVAL=24;BYHOUR=6", ""),
    ],
)
def test_all_times_of_a_fine_rule(rule: str, expected: str) -> None:
    """Over all days, by what remains of the interval; parts of the period's length or longer only limit."""
    seconds = [second for times in table(parse(rule), START).values() for second in times]
    assert sorted(shown(second) for second in seconds) == sorted(expected.split())


def test_days_that_an_interval_meets() -> None:
    """Every 36 hours from 05:30 is 17:30 on the next day, and nothing on the one after... but 05:30 again."""
    first = START.toordinal()
    found = [[shown(second) for second in met(parse("FREQ=HOURLY;INTERVAL=36"), START, first + n)] for n in range(4)]
    assert found == [["05:30:15"], ["17:30:15"], [], ["05:30:15"]]


def test_places_from_both_ends() -> None:
    """A place named twice counts once, one beyond the set not at all; they come in order."""
    assert places(3, frozenset({-1, 3, 1, 4, -4})) == [0, 2]


def shown(second: int) -> str:
    """Return a second of the day as a time."""
    return f"{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}"
