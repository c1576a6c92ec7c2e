"""Threads that repeat one step of the work: owned, named, woken, stopped and joined. Never decide what the step is."""

import logging
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from broadcaster.errors import BroadcasterError

log = logging.getLogger(__name__)

JOIN_SECONDS = 30


class Bell:
    """Wakes every worker; rung from pages, callbacks and the clock."""

    def __init__(self) -> None:
        self._ears: list[threading.Event] = []

    def ear(self) -> threading.Event:
        """Return a new event that every ring sets."""
        ear = threading.Event()
        self._ears.append(ear)
        return ear

    def ring(self) -> None:
        """Wake all workers."""
        for ear in self._ears:
            ear.set()


class Worker:
    """One thread that calls ``step`` until it answers False, then waits for the bell or ``rest`` seconds.

    A fault of a step is logged and the worker goes on; ``on_death`` hears of an end that nobody asked for.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], bool],
        bell: Bell,
        *,
        on_death: Callable[[str, int], None],
        rest: float = 5.0,
    ) -> None:
        self._step, self._rest, self._on_death = step, rest, on_death
        self._ear = bell.ear()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._ear.set()
        self._thread.join(JOIN_SECONDS)
        if self._thread.is_alive():
            log.error("worker %s is still alive after %s s", self._thread.name, JOIN_SECONDS)

    def _work(self) -> None:
        try:
            while not self._stop.is_set():
                if not self._try_step():
                    self._ear.wait(self._rest)
                    self._ear.clear()
        finally:
            if not self._stop.is_set():
                self._on_death(self._thread.name, 1)

    def _try_step(self) -> bool:
        try:
            return self._step()
        except BroadcasterError as fault:
            log.warning("%s: %s", self._thread.name, fault)
        except Exception:
            log.exception("%s failed; it goes on", self._thread.name)
        return False
