"""Whole values as JSON data: what is written reads back, and what an older version wrote still reads."""

import json
from datetime import date, datetime, time

import pytest

from broadcaster.store.codes import recurrence_data, recurrence_of
from schedules.recurrence import Holidays, Recurrence

FIRST = date(2026, 3, 2)
BARE = {"start": "2026-03-02", "times": ["05:30:00"], "rule": None, "exceptions": [], "timezone": "Asia/Ho_Chi_Minh"}


@pytest.mark.parametrize(
    "recurrence",
    [
        Recurrence(
            FIRST, (time(5, 30), time(17)), "FREQ=WEEKLY;BYDAY=MO,FR", frozenset({date(2026, 4, 30)}), "Asia/Bangkok"
        ),
        Recurrence(FIRST, (time(5, 30),), "FREQ=HOURLY;INTERVAL=3;UNTIL=20260401T000000Z"),
        Recurrence(FIRST, (time(5, 30),), "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15", holidays=Holidays.SKIP),
        Recurrence(
            FIRST,
            (time(5, 30),),
            extra=frozenset({datetime(2026, 3, 4, 8), datetime(2026, 3, 3, 8)}),
            skipped=frozenset({datetime(2026, 3, 2, 5, 30)}),
        ),
    ],
)
def test_a_recurrence_comes_back(recurrence: Recurrence) -> None:
    """Every field survives the way through JSON."""
    assert recurrence_of(json.loads(json.dumps(recurrence_data(recurrence)))) == recurrence


def test_an_older_recurrence_reads() -> None:
    """Version 0.1 knew no extra and skipped instants and no holidays."""
    assert recurrence_of(BARE) == Recurrence(FIRST, (time(5, 30),))
