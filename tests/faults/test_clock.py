"""The machine's clock is wrong (F4, F5): alarms sound, the schedule waits, and the centre hears of it."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.messages import AlarmRepeat
from tests.faults.town import CLOCK, Town, alarm_of, town

pytestmark = pytest.mark.slow

FAKETIME = "/usr/$LIB/faketime/libfaketimeMT.so.1"
"""The dynamic linker puts the machine's own folder of libraries in the place of $LIB."""


@pytest.fixture
def here(tmp_path: Path) -> Iterator[Town]:
    """A town whose station was enrolled and never ran."""
    with town(tmp_path) as built:
        yield built


def at(when: str, file: Path | None = None) -> dict[str, str]:
    """Return the environment of a process whose wall clock says something else; its monotonic clock is left alone."""
    moment = {"FAKETIME": when} if file is None else {"FAKETIME_TIMESTAMP_FILE": str(file), "FAKETIME_NO_CACHE": "1"}
    return {"LD_PRELOAD": FAKETIME, "FAKETIME_DONT_FAKE_MONOTONIC": "1", **moment}


def insisted(here: Town) -> bool:
    """Send the alarm again, as the signer does until it is told to sound; what the broker kept looks too old."""
    if not here.sounded():
        here.send(here.alarms)
        time.sleep(0.5)
    return here.sounded()


@pytest.mark.parametrize("when", ["@1970-01-02 00:00:00", "-3d", "+400d"])
def test_a_clock_that_was_wrong_at_the_start(here: Town, when: str) -> None:
    """F4: certificates look too young or too old, and documents too; the alarm that comes live sounds and is told."""
    with here.box(env=at(when), clock="unsure") as box:
        here.until(lambda: here.state, box=box)
        here.sign(alarm_of())
        here.until(lambda: insisted(here), box=box)


@pytest.mark.parametrize(("before", "after"), [("+3d", "+0d"), ("-3d", "+0d")])
def test_a_clock_that_is_set_between_two_messages(here: Town, tmp_path: Path, before: str, after: str) -> None:
    """F5: the network's time arrives while an alarm stands: its next message comes after the same pause."""
    rate = tmp_path / "rate"
    rate.write_text(before)
    with here.box(env=at("", rate), clock="unsure") as box:
        here.until(lambda: here.state, box=box)
        here.sign(alarm_of(repeat=AlarmRepeat(2, timedelta(seconds=4))))
        here.until(lambda: insisted(here), box=box)
        here.until(lambda: here.rows, box=box)
        rate.write_text(after)
        here.introduce()
        begun = CLOCK.monotonic()
        here.until(here.is_over, box=box)
        assert CLOCK.monotonic() - begun < 20


def test_a_clock_that_jumps_past_the_end_of_an_alarm(here: Town, tmp_path: Path) -> None:
    """F5: while an alarm of one hour sounds the clock is set a day ahead: both its messages sound."""
    rate = tmp_path / "rate"
    rate.write_text("+0d")
    with here.box(env=at("", rate)) as box:
        here.until(lambda: here.state, box=box)
        here.alarm(alarm_of(repeat=AlarmRepeat(2, timedelta(seconds=2))))
        here.until(here.sounded, box=box)
        rate.write_text("+1d")
        here.introduce()
        here.until(here.is_over, box=box)
        here.until(lambda: len(here.rows) > 1, box=box)
        assert here.rows == [("bao", 1, "finished", ""), ("bao", 2, "finished", "")]
        assert here.state is not None and abs(here.state.at - CLOCK.now()) < timedelta(minutes=1)
