"""The station's time: the machine's clock, but never before the newest signed time. Never sets any clock."""

import ctypes
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.clock import Clock
from broadcaster.messages import ClockTrust

UNSYNCHRONISED = 0x40
"""STA_UNSYNC of adjtimex(2)."""
JUMP_S = 10.0
"""Clocks that are kept drift or are stepped by far less."""
PLAUSIBLE = timedelta(seconds=120)
"""Heads come each minute: a clock this near to a signed time is not wrong by chance."""


class StationClock:
    """A Clock that a signed document can move forward and nothing can move before it; any thread may read it.

    While it is told to ``hold``, because an alarm stands, a jump ahead of the machine's clock is not believed: who sets
    a clock wrong must not end an alarm. A fresh signed time that agrees with it, or the alarm's end, lets it through.
    """

    def __init__(self, machine: Clock) -> None:
        self._machine = machine
        self._lock = threading.Lock()
        self._holds = False
        self._held = 0.0
        self._ahead = self._wall_ahead()
        self._floor: datetime | None = None
        self._raised_at = 0.0

    def now(self) -> datetime:
        """Return the aware UTC time, at least the newest signed one and what has passed since it was seen."""
        now = self._machine.now() - timedelta(seconds=self._disbelieved())
        return now if self._floor is None else max(now, self._floor + self._since())

    def monotonic(self) -> float:
        """Return seconds on a clock that never goes back."""
        return self._machine.monotonic()

    def hold(self, holds: bool) -> None:
        """Believe no jump ahead of the machine's clock from now on, or all of them."""
        self._disbelieved()
        with self._lock:
            self._holds = holds
            self._held = self._held if holds else 0.0

    def believe(self) -> None:
        """Take the machine's clock as it is: a fresh signed time agrees with it."""
        self._disbelieved()
        with self._lock:
            self._held = 0.0

    def raise_floor(self, signed_at: datetime) -> None:
        """Take note that it is not earlier than ``signed_at``."""
        if self._floor is None or signed_at > self._floor + self._since():
            self._floor = signed_at
            self._raised_at = self._machine.monotonic()

    def on_machine(self, moment: datetime) -> datetime:
        """Return what the machine's own clock, which the player follows, will show at ``moment``."""
        return moment - (self.now() - self._machine.now())

    def on_station(self, moment: datetime) -> datetime:
        """Return what this clock shows when the machine's own shows ``moment``."""
        return moment + (self.now() - self._machine.now())

    def ahead_of(self, signed_at: datetime) -> timedelta:
        """Return how far the machine's own clock is ahead of a signed time."""
        return self._machine.now() - signed_at

    @property
    def floor(self) -> datetime | None:
        """The newest signed time, without what has passed since."""
        return self._floor

    def _disbelieved(self) -> float:
        """Return by how many seconds the machine's clock is ahead through jumps that are not believed."""
        with self._lock:
            before, self._ahead = self._ahead, self._wall_ahead()
            jumped = self._ahead - before
            if self._holds and abs(jumped) > JUMP_S:
                self._held = max(0.0, self._held + jumped)
            return self._held

    def _wall_ahead(self) -> float:
        return self._machine.now().timestamp() - self._machine.monotonic()

    def _since(self) -> timedelta:
        return timedelta(seconds=self._machine.monotonic() - self._raised_at)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for the clock: the kernel, a person, a head that agreed since the machine was switched on."""

    is_synchronised: bool
    is_vouched_for: bool
    head_agrees: bool


def judge(evidence: Evidence) -> ClockTrust:
    """Return how far the clock can be believed."""
    if evidence.is_synchronised or evidence.is_vouched_for:
        return ClockTrust.TRUSTED
    return ClockTrust.SIGNED if evidence.head_agrees else ClockTrust.UNTRUSTED


class _Timex(ctypes.Structure):
    """The beginning of struct timex, and room for the rest of it."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 512),
    )


def kernel_synchronised() -> bool:
    """Tell whether the kernel says that NTP (chrony, timesyncd) keeps the clock; False where it cannot be asked."""
    adjtimex: Callable[..., int] | None = getattr(ctypes.CDLL(None), "adjtimex", None)
    if adjtimex is None:
        return False
    timex = _Timex()
    return adjtimex(ctypes.byref(timex)) >= 0 and not timex.status & UNSYNCHRONISED
