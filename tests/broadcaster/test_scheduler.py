"""The clock asks again and again, never twice at once, survives faults, and waits for what runs when it stops."""

import threading

from broadcaster.scheduler import Scheduler


def test_it_asks_again_and_again() -> None:
    """A job comes every interval, from threads that are gone afterwards."""
    before = set(threading.enumerate())
    asked, often = [], threading.Event()

    def ask() -> None:
        asked.append(1)
        if len(asked) >= 3:
            often.set()

    clock = Scheduler()
    clock.every(0.02, ask)
    with clock:
        assert often.wait(5)
    assert set(threading.enumerate()) <= before


def test_one_job_never_overlaps_itself_and_is_waited_for() -> None:
    """While one call still runs no second begins, and leaving waits for it to end."""
    running, most, began, ended = [], [], threading.Event(), threading.Event()

    def ask() -> None:
        running.append(1)
        most.append(len(running))
        began.set()
        threading.Event().wait(0.15)
        running.pop()
        ended.set()

    clock = Scheduler()
    clock.every(0.02, ask)
    with clock:
        assert began.wait(5)
    assert ended.is_set()
    assert running == []
    assert max(most) == 1


def test_a_fault_does_not_stop_the_clock() -> None:
    """A job that fails is asked again at its next time."""
    again, calls = threading.Event(), []

    def ask() -> None:
        calls.append(1)
        if len(calls) == 1:
            raise ValueError("once")
        again.set()

    clock = Scheduler()
    clock.every(0.02, ask)
    with clock:
        assert again.wait(5)
