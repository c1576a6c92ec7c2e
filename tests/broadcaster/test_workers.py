"""Workers wake, survive faults, and stop when told."""

import threading

import pytest

from broadcaster.errors import Unavailable
from broadcaster.workers import Bell, Worker


def unasked(name: str, code: int) -> None:
    """Fail the test: nobody died."""
    raise AssertionError(f"{name} died with {code}")


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

    with Worker("test", step, bell, on_death=unasked, rest=60):
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

    with Worker("test", step, bell, on_death=unasked, rest=0.01):
        assert done.wait(5)


def test_leaving_stops_the_thread() -> None:
    """No thread is left behind, even in the middle of much work."""
    bell = Bell()
    before = threading.active_count()
    with Worker("test", lambda: True, bell, on_death=unasked):
        assert threading.active_count() == before + 1
    assert threading.active_count() == before


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_death_is_told() -> None:
    """A thread that ends without being asked to tells its owner, who ends the process."""
    deaths: list[tuple[str, int]] = []
    told = threading.Event()

    def step() -> bool:
        raise SystemExit

    def on_death(name: str, code: int) -> None:
        deaths.append((name, code))
        told.set()

    with Worker("test", step, Bell(), on_death=on_death):
        assert told.wait(5)
    assert deaths == [("test", 1)]
