"""A failed measurement is tried again when the machine stood still, and only then."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.steady import LATE_S, Watch

MEASUREMENTS = """
import os, signal, time
from pathlib import Path
import pytest
from tests import conftest

TRIES = Path(__file__).with_suffix(".tries")

def tried(name):
    with TRIES.open("a") as told:
        told.write(name)

def rob():
    sleeper = conftest.WATCH._sleeper.pid
    time.sleep(0.3)
    os.kill(sleeper, signal.SIGSTOP)
    time.sleep(0.2)
    os.kill(sleeper, signal.SIGCONT)
    time.sleep(0.1)

@pytest.mark.timed
def test_robbed_once():
    tried("r")
    if TRIES.read_text() == "r":
        rob()
        raise AssertionError("late")

@pytest.mark.timed
def test_wrong():
    tried("w")
    raise AssertionError("wrong")

def test_not_timed():
    tried("n")
    raise AssertionError("wrong")
"""


@pytest.fixture
def watch() -> Iterator[Watch]:
    """A watch that is stopped."""
    one = Watch()
    yield one
    one.end()


def test_a_late_sleeper_is_seen_until_the_next_beginning(watch: Watch) -> None:
    """Stopped as a robbed machine stops it, the sleeper tells; a new beginning forgets; at the end nothing is left."""
    watch.begin()
    sleeper = watch._sleeper
    assert sleeper is not None and watch._log is not None and not watch.stood_still()
    time.sleep(0.3)
    os.kill(sleeper.pid, signal.SIGSTOP)
    time.sleep(2 * LATE_S)
    os.kill(sleeper.pid, signal.SIGCONT)
    time.sleep(0.1)
    assert watch.stood_still()
    watch.begin()
    assert not watch.stood_still()
    watch.end()
    assert sleeper.returncode is not None and not watch._log.exists()


@pytest.mark.slow
def test_only_what_the_machine_spoiled_is_tried_again(tmp_path: Path) -> None:
    """Robbed: once more, and green. Wrong on a steady machine, or not marked: red at once."""
    file = tmp_path / "test_measured.py"
    file.write_text(MEASUREMENTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", "setup.cfg", "--rootdir", "."]
    done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
    assert "2 failed, 1 passed, 1 rerun" in done.stdout, done.stdout + done.stderr
    assert file.with_suffix(".tries").read_text() == "rrwn"
