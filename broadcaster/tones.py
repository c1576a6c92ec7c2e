"""Test tones, sirens and attention tones as PCM samples, for stations and server alike. Pure; never a file or program.

A sample costs about half a microsecond: what repeats is computed once, and piece by piece, so that a siren begins at
once.
"""

import math
import struct
from array import array
from collections.abc import Iterator
from functools import lru_cache

from broadcaster.sirens import Call, Signal

LOW_HZ = 622.0
HIGH_HZ = 784.0
TURN_SECONDS = 0.5
RAMP_SECONDS = 0.01
SIREN_LOW_HZ = 400.0
SIREN_HIGH_HZ = 1000.0
SIREN_TURN_SECONDS = 2
"""Up and down again; the mean frequency times this is whole, so that turns join without a click."""
PIECES_A_SECOND = 4


def two_tone(seconds: float, rate: int = 48000, level_dbfs: float = -12) -> bytes:
    """Return ``seconds`` of two alternating tones as s16le mono PCM at ``rate`` samples a second.

    ``level_dbfs`` is the peak; each turn of half a second begins and ends softly, so nothing clicks.
    """
    peak = 32767 * 10 ** (level_dbfs / 20)
    turn = max(1, round(TURN_SECONDS * rate))
    count = round(seconds * rate)
    samples = array("h")
    turns = [_turn(hz, turn, rate, peak) for hz in (HIGH_HZ, LOW_HZ)]
    for index in range(math.ceil(count / turn)):
        samples.extend(turns[index % 2])
    del samples[count:]
    return struct.pack(f"<{len(samples)}h", *samples)


def _turn(hz: float, count: int, rate: int, peak: float) -> list[int]:
    """Return ``count`` samples of one tone with soft edges."""
    ramp = max(1.0, RAMP_SECONDS * rate)
    step = 2 * math.pi * hz / rate
    softness = (min(1.0, index / ramp, (count - index) / ramp) for index in range(count))
    return [round(peak * soft * math.sin(step * index)) for index, soft in enumerate(softness)]


def signal_pcm(signal: Signal, rate: int = 48000, level_dbfs: float = -9) -> Iterator[bytes]:
    """Yield a signal as s16le mono PCM, a quarter of a second at a time; ``level_dbfs`` is the peak.

    ``rate`` must be a multiple of 4.
    """
    for stretch in signal:
        count = round(stretch.length.total_seconds() * rate)
        for index in range(math.ceil(count * PIECES_A_SECOND / rate)):
            left = count - index * rate // PIECES_A_SECOND
            piece = _piece(stretch.call, index, rate, level_dbfs)[: 2 * left]
            is_edge = index == 0 or 2 * left <= len(_piece(stretch.call, index, rate, level_dbfs))
            yield _softened(piece, index == 0, rate) if is_edge else piece


def _piece(call: Call, index: int, rate: int, level_dbfs: float) -> bytes:
    """Return one quarter of a second of a call that has gone on for ``index`` of them."""
    if call is Call.PAUSE:
        return bytes(2 * (rate // PIECES_A_SECOND))
    if call is Call.SIREN:
        return _siren(index % (SIREN_TURN_SECONDS * PIECES_A_SECOND), rate, level_dbfs)
    return _attention(index % PIECES_A_SECOND, rate, level_dbfs)


@lru_cache(maxsize=SIREN_TURN_SECONDS * PIECES_A_SECOND)
def _siren(index: int, rate: int, level_dbfs: float) -> bytes:
    """Return a quarter of a second of a wail that rises and falls like a cosine."""
    count = rate // PIECES_A_SECOND
    peak, turn = 32767 * 10 ** (level_dbfs / 20), 2 * math.pi / SIREN_TURN_SECONDS
    mean, swing = (SIREN_LOW_HZ + SIREN_HIGH_HZ) / 2, (SIREN_HIGH_HZ - SIREN_LOW_HZ) / 2
    seconds = ((index * count + sample) / rate for sample in range(count))
    phases = (2 * math.pi * (mean * at - swing * math.sin(turn * at) / turn) for at in seconds)
    return struct.pack(f"<{count}h", *(round(peak * math.sin(phase)) for phase in phases))


@lru_cache(maxsize=PIECES_A_SECOND)
def _attention(index: int, rate: int, level_dbfs: float) -> bytes:
    turn = two_tone(1, rate, level_dbfs)
    part = len(turn) // PIECES_A_SECOND
    return turn[index * part : (index + 1) * part]


def _softened(piece: bytes, is_first: bool, rate: int) -> bytes:
    """Return a piece that begins, or ends, softly."""
    samples = array("h")
    samples.frombytes(piece)
    ramp = min(len(samples), round(RAMP_SECONDS * rate))
    for step in range(ramp):
        at = step if is_first else len(samples) - 1 - step
        samples[at] = round(samples[at] * step / ramp)
    return struct.pack(f"<{len(samples)}h", *samples)
