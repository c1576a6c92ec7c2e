"""What the parts of a rule say of themselves: whether they give times, and where the rule can end at the latest."""

from datetime import datetime

import pytest

from schedules.rrule import InvalidRecurrence, parse


@pytest.mark.parametrize(
    ("text", "timed"),
    [
        ("FREQ=DAILY", False),
        ("FREQ=WEEKLY;BYDAY=MO;BYSETPOS=1", False),
        ("FREQ=HOURLY", True),
        ("FREQ=YEARLY;BYSECOND=0", True),
    ],
)
def test_a_rule_with_times(text: str, timed: bool) -> None:
    """A rule gives times itself when its period is below a day or it has a part about times."""
    assert parse(text).timed is timed


@pytest.mark.parametrize(
    ("until", "end"),
    [
        ("", datetime.max),
        (";UNTIL=20260131", datetime(2026, 1, 31, 23, 59, 59, 999999)),
        (";UNTIL=20260131T053000", datetime(2026, 1, 31, 5, 30)),
        (";UNTIL=20260131T053000Z", datetime(2026, 2, 1, 5, 30)),
        (";UNTIL=99991231T235959Z", datetime.max),
    ],
)
def test_the_end_of_a_rule(until: str, end: datetime) -> None:
    """A day ends with its last moment; in UTC a day more may pass in some zone; the end of time is an end as well."""
    assert parse(f"FREQ=DAILY{until}").end == end


def test_the_error_reads_well_in_a_log() -> None:
    """Code and facts, or the code alone."""
    assert str(InvalidRecurrence("schedules.no_times")) == "schedules.no_times"
    assert str(InvalidRecurrence("schedules.bad_rule", part="FREQ")) == "schedules.bad_rule {'part': 'FREQ'}"
