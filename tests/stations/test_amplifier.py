"""The relay follows orders, is off at start and at the end."""

from collections.abc import Iterator

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from broadcaster.errors import Faulty
from stations.amplifier import open_amplifier

PIN = 17


@pytest.fixture
def pins() -> Iterator[MockFactory]:
    """A Raspberry Pi without a Raspberry Pi."""
    Device.pin_factory = MockFactory()
    yield Device.pin_factory
    Device.pin_factory.reset()
    Device.pin_factory = None


@pytest.mark.parametrize("active_high", [True, False])
def test_the_relay_switches_its_pin(pins: MockFactory, active_high: bool) -> None:
    """On is high or, for boards that are wired so, low; closing switches off."""
    relay = open_amplifier(PIN, active_high=active_high)
    pin = pins.pin(PIN)
    assert pin.state is not active_high
    relay.switch(True)
    assert pin.state is active_high
    relay.switch(False)
    assert pin.state is not active_high
    relay.switch(True)
    relay.close()
    assert pin.state is not active_high


def test_a_pin_in_use_is_named(pins: MockFactory) -> None:
    """Two relays on one pin are a mistake that is told."""
    first = open_amplifier(PIN)
    with pytest.raises(Faulty, match="GPIO 17"):
        open_amplifier(PIN)
    first.close()


def test_without_a_pin_orders_are_accepted() -> None:
    """An amplifier that is always on needs no code of its own anywhere else."""
    amplifier = open_amplifier(None)
    amplifier.switch(True)
    amplifier.close()
