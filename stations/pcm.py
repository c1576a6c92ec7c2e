"""Arithmetic on PCM blocks (signed 16 bit, 48 kHz, mono): gain, fade, sum, level. Never keeps time, never does I/O."""

import math
from array import array
from functools import lru_cache
from operator import mul
from typing import TypeAlias

# A string, because `array` itself learnt to be subscripted only in Python 3.12.
Samples: TypeAlias = "array[int]"
RATE = 48_000
SAMPLE_BYTES = 2
SILENCE_DBFS = -120.0
FADE_FRAMES = 480
_PEAK = 32_767


def volume_gain(percent: int) -> float:
    """Return the amplitude factor of volume ``percent`` (0-100): its cube, as PulseAudio's knob (50 is -18 dB)."""
    return (max(0, min(100, percent)) / 100) ** 3


def boost_gain(boost_db: float) -> float:
    """Return the amplitude factor of ``boost_db`` decibels."""
    return float(10 ** (boost_db / 20))


def scaled(block: Samples, gain: float) -> Samples:
    """Return ``block`` times ``gain``, clipped to 16 bits."""
    if gain == 1.0:
        return block
    return array("h", map(_gain_table(round(gain, 4)).__getitem__, block))


def prepare_gain(gain: float) -> None:
    """Make the table of ``gain`` now, so that the thread that owns the output does not have to."""
    scaled(silence(1), gain)


def faded(block: Samples, done: int) -> Samples:
    """Return ``block`` under a linear fade to silence of which ``done`` frames have passed already."""
    return array("h", (round(sample * _left(done + at)) for at, sample in enumerate(block)))


def added(one: Samples, other: Samples) -> Samples:
    """Return the sum of two blocks of equal length, clipped to 16 bits."""
    return array("h", (max(-_PEAK, min(_PEAK, a + b)) for a, b in zip(one, other, strict=True)))


def silence(frames: int) -> Samples:
    """Return ``frames`` frames of silence."""
    return array("h", bytes(frames * SAMPLE_BYTES))


def energy(block: Samples) -> int:
    """Return the sum of the squared samples."""
    return sum(map(mul, block, block))


def gain_db(gain: float) -> float:
    """Return an amplitude factor in decibels; -120 for none at all."""
    return max(SILENCE_DBFS, 20 * math.log10(gain)) if gain > 0 else SILENCE_DBFS


def level_dbfs(total: int, frames: int) -> float:
    """Return the RMS level in dBFS of ``frames`` frames whose ``energy`` adds up to ``total``."""
    if not total or not frames:
        return SILENCE_DBFS
    return max(SILENCE_DBFS, 10 * math.log10(total / frames / _PEAK**2))


def _left(frame: int) -> float:
    return max(0.0, 1 - frame / FADE_FRAMES)


@lru_cache(maxsize=4)
def _gain_table(gain: float) -> Samples:
    """Return the scaled value of every sample; a negative sample finds its own by Python's negative index."""
    # A look-up per sample costs a third of multiplying and clipping it, and needs no numpy in the child.
    samples = (*range(0, 32_768), *range(-32_768, 0))
    return array("h", (max(-_PEAK, min(_PEAK, round(sample * gain))) for sample in samples))
