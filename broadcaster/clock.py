"""The one place where the wall clock and the monotonic clock are read; everything else is handed a Clock."""

import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What time it is: ``now`` is aware UTC, ``monotonic`` is seconds that never go back."""

    def now(self) -> datetime:
        """Return the aware UTC wall-clock time."""

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""


class SystemClock:
    """The operating system's clocks."""

    def now(self) -> datetime:
        """Return the aware UTC wall-clock time."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return time.monotonic()
