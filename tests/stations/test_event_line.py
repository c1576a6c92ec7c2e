"""Alarms overtake plans, and nothing else changes places."""

import queue
import threading

import pytest

from stations.desk_events import Connected, DocumentCame
from stations.event_line import MOST_BEFORE, EventLine


def came(topic: str, envelope: bytes = b"") -> DocumentCame:
    """Return a document of a topic."""
    return DocumentCame(f"vn-79/v1/{topic}", envelope, live=True)


def test_alarms_and_what_they_need_come_first() -> None:
    """Each lane keeps its order; the plans come when nothing else waits."""
    line = EventLine()
    plans = [
        came("localities/79/timetable", b"1"),
        came("head"),
        came("stations/s1/timetable"),
        came("stations/s1/command"),
    ]
    first = [came("keys"), came("stations/s1/assignment"), came("localities/79/alarms"), Connected(), None]
    for event in (*plans[:2], *first, *plans[2:]):
        line.put(event)
    assert [line.get() for _ in range(9)] == [*first, *plans]
    assert line.empty()


def test_a_flood_of_assignments_does_not_hold_back_an_alarm() -> None:
    """A handful keeps its place before the alarm it may be needed for; the rest of thousands comes after it."""
    line = EventLine()
    flood = [came("stations/s1/assignment", str(number).encode()) for number in range(1000)]
    alarms = [came("localities/79/alarms", b"1"), came("localities/79/alarms", b"2")]
    for event in (*flood, *alarms):
        line.put(event)
    out = [line.get() for _ in range(1002)]
    assert [out.index(one) for one in alarms] == [MOST_BEFORE, 2 * MOST_BEFORE + 1]
    assert [one for one in out if one not in alarms] == flood


def test_it_waits_no_longer_than_it_may() -> None:
    """Empty it says so after the time; what another thread puts ends the wait."""
    line = EventLine()
    with pytest.raises(queue.Empty):
        line.get(timeout=0.01)
    threading.Timer(0.05, line.put, [Connected()]).start()
    assert line.get(timeout=10) == Connected()
