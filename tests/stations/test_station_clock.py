"""The station's clock: never before the newest signed time, and honest about how far it can be believed."""

from datetime import timedelta

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
