"""Answers that many viewers ask for, kept for some seconds: one question to the store instead of hundreds."""

import threading
from collections.abc import Callable, Hashable
from typing import TypeVar

from broadcaster.clock import Clock

Value = TypeVar("Value")
KEPT_MOST = 500


class Lately:
    """A shelf of answers; each is made anew when it is older than its maker wants."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: dict[Hashable, tuple[float, object]] = {}

    def told(self, key: Hashable, seconds: float, make: Callable[[], Value]) -> Value:
        """Return the answer kept under ``key``, or make it and keep it for ``seconds``."""
        with self._lock:
            kept = self._kept.get(key)
        if kept is not None and self._clock.monotonic() < kept[0]:
            return kept[1]  # type: ignore[return-value]
        made = make()
        with self._lock:
            if len(self._kept) >= KEPT_MOST:
                self._kept.clear()
            self._kept[key] = (self._clock.monotonic() + seconds, made)
        return made

    def forget(self, key: Hashable) -> None:
        """Make the answer anew at the next question; called after a change made on a page."""
        with self._lock:
            self._kept.pop(key, None)
