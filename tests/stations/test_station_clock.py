"""The station's clock: never before the newest signed time, and honest about how far it can be believed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from broadcaster.messages import ClockTrust
from stations.station_clock import Evidence, StationClock, judge, kernel_synchronised
from tests.house import START, SetClock

HOUR = timedelta(hours=1)


def test_a_signed_time_lifts_the_clock_and_time_goes_on_from_there() -> None:
    """A machine an hour behind follows the signed time from then on, and the player is told its own time."""
    machine = SetClock(START)
    clock = StationClock(machine)
    assert (clock.now(), clock.floor) == (START, None)
    clock.raise_floor(START + HOUR)
    machine.advance(timedelta(minutes=5))
    assert clock.now() == START + HOUR + timedelta(minutes=5)
    assert clock.on_machine(clock.now()) == machine.now()
    assert clock.on_station(machine.now()) == clock.now()
    assert clock.monotonic() == machine.monotonic()


@dataclass
class Clocks(SetClock):
    """A machine whose wall clock can be set without the other one noticing."""

    set_by: timedelta = timedelta()

    def now(self) -> datetime:
        """Return what the wall clock says."""
        return self.moment + self.set_by


@pytest.fixture
def machine() -> Clocks:
    """A machine whose clock is right."""
    return Clocks()


def test_a_jump_ahead_waits_while_an_alarm_stands(machine: Clocks) -> None:
    """Held, the clock goes on as if nobody had set it, and the player is told the machine's time; then it follows."""
    clock = StationClock(machine)
    clock.hold(True)
    machine.set_by = HOUR
    machine.advance(timedelta(minutes=1))
    assert clock.now() == START + timedelta(minutes=1)
    assert clock.on_machine(clock.now()) == machine.now()
    clock.hold(True)
    assert clock.now() == START + timedelta(minutes=1)
    clock.hold(False)
    assert clock.now() == machine.now()


def test_a_jump_that_was_before_the_alarm_is_believed(machine: Clocks) -> None:
    """Nobody looked at the clock between the jump and the alarm: that jump is not the alarm's."""
    clock = StationClock(machine)
    machine.set_by = HOUR
    clock.hold(True)
    assert clock.now() == START + HOUR


def test_a_fresh_signed_time_lets_a_jump_through(machine: Clocks) -> None:
    """The clock had been wrong and was set right: a head that agrees with it says so."""
    clock = StationClock(machine)
    clock.hold(True)
    machine.set_by = HOUR
    assert clock.now() == START
    clock.believe()
    assert clock.now() == START + HOUR


def test_a_clock_set_back_again_is_followed(machine: Clocks) -> None:
    """Whoever set it ahead by mistake corrects that; a further step back is followed as ever."""
    clock = StationClock(machine)
    clock.hold(True)
    for set_by, expected in ((HOUR, START), (timedelta(), START), (-HOUR, START - HOUR)):
        machine.set_by = set_by
        assert clock.now() == expected


def test_small_steps_are_followed(machine: Clocks) -> None:
    """A clock that is kept is stepped by less than a second now and then."""
    clock = StationClock(machine)
    clock.hold(True)
    machine.set_by = timedelta(seconds=2)
    assert clock.now() == machine.now()


def test_an_older_signed_time_changes_nothing() -> None:
    """Floors only rise."""
    clock = StationClock(SetClock(START))
    clock.raise_floor(START + HOUR)
    clock.raise_floor(START)
    assert clock.floor == START + HOUR
    assert clock.ahead_of(START - HOUR) == HOUR


@pytest.mark.parametrize(
    ("evidence", "trust"),
    [
        (Evidence(True, False, False), ClockTrust.TRUSTED),
        (Evidence(False, True, False), ClockTrust.TRUSTED),
        (Evidence(False, False, True), ClockTrust.SIGNED),
        (Evidence(False, False, False), ClockTrust.UNTRUSTED),
    ],
)
def test_trust_follows_the_evidence(evidence: Evidence, trust: ClockTrust) -> None:
    """The kernel's or a person's word makes it trusted, a signed head that agrees makes it usable."""
    assert judge(evidence) is trust


def test_the_kernel_can_be_asked() -> None:
    """The answer of this machine's kernel is yes or no, never a crash."""
    assert kernel_synchronised() in (True, False)
