"""The relay of the amplifier: on or off. Never decides when; without a pin it is an amplifier that is always on."""

from typing import Protocol

from broadcaster.errors import Faulty


class Amplifier(Protocol):
    """What switches the horns' power."""

    def switch(self, on: bool) -> None:
        """Switch on or off; switching to what already is changes nothing."""

    def close(self) -> None:
        """Switch off and let go of the pin."""


class NoAmplifier:
    """An amplifier without a relay."""

    def switch(self, on: bool) -> None:
        """Accept the order."""

    def close(self) -> None:
        """Have nothing to let go of."""


class Relay:
    """A relay on a GPIO pin (BCM number), off until told otherwise."""

    def __init__(self, pin: int, *, active_high: bool = True) -> None:
        from gpiozero import GPIOZeroError, OutputDevice

        self._pin = pin
        self._faults = (GPIOZeroError, OSError)
        try:
            self._device = OutputDevice(pin, active_high=active_high, initial_value=False)
        except self._faults as fault:
            raise Faulty("station.amplifier", pin=pin, fault=fault) from fault

    def switch(self, on: bool) -> None:
        """Switch on or off; raises Faulty when the pin does not obey."""
        try:
            self._device.value = on
        except self._faults as fault:
            raise Faulty("station.amplifier", pin=self._pin, fault=fault) from fault

    def close(self) -> None:
        """Switch off and let go of the pin."""
        self._device.off()
        self._device.close()


def open_amplifier(pin: int | None, *, active_high: bool = True) -> Amplifier:
    """Return the relay on ``pin``, or no amplifier for None; raises Faulty when the pin cannot be had."""
    return NoAmplifier() if pin is None else Relay(pin, active_high=active_high)
