"""Knows whether the machine itself stood still while a test measured sound. Never excuses a failure without that proof.

A rented machine is robbed of its processors now and then, for tenths of a second; whoever plays or records meanwhile is
late through no fault of ours. So a process that does nothing but sleep runs beside each test marked ``timed``. If the
test fails and that sleeper was woken late, the machine was not fit to measure with, and the test is tried again (twice
at most); if the sleeper was woken in time, the failure stands at once.
"""

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

STEP_S = 0.005
LATE_S = 0.030
"""What a busy but unrobbed machine keeps (two runs of tests beside each other: 12 ms) and any real robbery exceeds."""


class Watch:
    """A sleeper in a process of its own, from the first test that asks for it to the end of the run."""

    def __init__(self) -> None:
        self._log: Path | None = None
        self._sleeper: subprocess.Popen[bytes] | None = None
        self._seen = 0

    def begin(self) -> None:
        """Forget what was, at the start of a test."""
        if self._sleeper is None:
            handle, name = tempfile.mkstemp(prefix="steady-")
            os.close(handle)
            self._log = Path(name)
            self._sleeper = subprocess.Popen([sys.executable, __file__, name])
        self._seen = len(self._lines())

    def stood_still(self) -> bool:
        """Say whether the machine stood still since the beginning, and print how often and how long."""
        late = [float(line) for line in self._lines()[self._seen :]]
        if late:
            print(f"the machine stood still {len(late)} times, {max(late) * 1000:.0f} ms at most")
        return bool(late)

    def end(self) -> None:
        """Stop the sleeper."""
        if self._sleeper is not None and self._log is not None:
            self._sleeper.terminate()
            self._sleeper.wait()
            self._log.unlink()
            self._sleeper = None

    def _lines(self) -> list[str]:
        return [] if self._log is None else self._log.read_text().splitlines()


def sleep_and_tell(log: Path) -> None:
    """Write by how many seconds each wake-up came late, if it is much, until the parent is gone."""
    parent, last = os.getppid(), time.monotonic()
    with log.open("a") as told:
        while os.getppid() == parent:
            time.sleep(STEP_S)
            now = time.monotonic()
            if now - last - STEP_S > LATE_S:
                print(now - last - STEP_S, file=told, flush=True)
            last = now


if __name__ == "__main__":
    sleep_and_tell(Path(sys.argv[1]))
