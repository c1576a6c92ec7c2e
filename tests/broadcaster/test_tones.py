"""Test tones as plain samples."""

from array import array
from datetime import timedelta

import numpy as np
import pytest

from broadcaster.sirens import Call, Stretch, attention
from broadcaster.tones import HIGH_HZ, LOW_HZ, SIREN_HIGH_HZ, SIREN_LOW_HZ, signal_pcm, two_tone


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


def sounded(*stretches: tuple[Call, float]) -> "np.typing.NDArray[np.int16]":
    """Return the samples of a signal."""
    signal = tuple(Stretch(call, timedelta(seconds=length)) for call, length in stretches)
    return np.frombuffer(b"".join(signal_pcm(signal)), dtype="<i2")


@pytest.mark.parametrize("length", [0.0, 0.1, 0.25, 2.6, 4.0])
@pytest.mark.parametrize("call", Call)
def test_a_signal_is_as_long_as_it_says(call: Call, length: float) -> None:
    """Each stretch has the samples its length needs, to the last."""
    assert len(sounded((call, length))) == round(48000 * length)


def test_a_siren_wails_without_a_click_and_pauses_are_silent() -> None:
    """The wail goes up and down between its two tones; nothing jumps, not at joints, beginning or end."""
    samples = sounded((Call.SIREN, 5), (Call.PAUSE, 1), (Call.TONE, 4)).astype(float)
    steepest = 2 * np.pi * SIREN_HIGH_HZ / 48000 * 32767 * 10 ** (-9 / 20)
    assert np.abs(np.diff(samples)).max() <= steepest * 1.02
    assert abs(samples[0]) < 50 and abs(samples[-1]) < 50
    assert not samples[5 * 48000 : 6 * 48000].any()
    for at, hz in ((0, SIREN_LOW_HZ), (1, SIREN_HIGH_HZ), (2, SIREN_LOW_HZ)):
        part = samples[round(max(0, at - 0.05) * 48000) : round((at + 0.05) * 48000)]
        assert np.argmax(np.abs(np.fft.rfft(part, 48000))) == pytest.approx(hz, abs=30)


def test_the_first_piece_of_a_signal_comes_at_once() -> None:
    """A siren of nearly three minutes is not computed before it begins: a quarter of a second comes first."""
    assert len(next(signal_pcm(attention("urgent")))) == 2 * 12000
