"""Workers wake, survive faults, and stop when told."""

import threading

from broadcaster.errors import Unavailable
from broadcaster.workers import Bell, Worker


def test_a_ring_wakes_the_worker_at_once() -> None:
    """Work rung for is done without waiting for the rest to pass."""
    done = threading.Event()
    waiting = threading.Event()
    bell = Bell()

    def step() -> bool:
        if waiting.is_set():
            done.set()
        waiting.set()
        return False

    with Worker("test", step, bell, rest=60):
        assert waiting.wait(5)
        bell.ring()
        assert done.wait(5)


def test_a_fault_does_not_end_the_worker() -> None:
    """A fault of ours or a foreign one is survived; the next step comes."""
    faults = [Unavailable("store.away"), ValueError("foreign")]
    done = threading.Event()
    bell = Bell()

    def step() -> bool:
        if faults:
            raise faults.pop()
        done.set()
        return False

    with Worker("test", step, bell, rest=0.01):
        assert done.wait(5)


def test_leaving_stops_the_thread() -> None:
    """No thread is left behind, even in the middle of much work."""
    bell = Bell()
    before = threading.active_count()
    with Worker("test", lambda: True, bell):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before
