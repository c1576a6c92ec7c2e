"""Test tones as plain samples."""

from array import array

import numpy as np
import pytest

from broadcaster.tones import HIGH_HZ, LOW_HZ, two_tone


@pytest.mark.parametrize(("seconds", "rate"), [(0.0, 48000), (0.3, 8000), (2.75, 48000), (3.0, 22050)])
def test_has_the_length_asked_for(seconds: float, rate: int) -> None:
    """As many 16-bit samples come back as the seconds need."""
    assert len(two_tone(seconds, rate)) == 2 * round(seconds * rate)


def test_level_is_the_peak() -> None:
    """The highest sample stands at the level asked for."""
    samples = array("h", two_tone(1.0, level_dbfs=-12))
    assert max(samples) == pytest.approx(32767 * 10 ** (-12 / 20), rel=0.01)
    assert abs(sum(samples) / len(samples)) < 1


def test_two_tones_take_turns() -> None:
    """Half a second of the higher tone, then half a second of the lower one."""
    samples = np.frombuffer(two_tone(1.0), dtype="<i2")
    for half, hz in ((samples[:24000], HIGH_HZ), (samples[24000:], LOW_HZ)):
        assert np.argmax(np.abs(np.fft.rfft(half))) * 2 == pytest.approx(hz, abs=2)
