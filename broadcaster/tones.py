"""Plain test tones as PCM samples, for stations and server alike. Pure; never a file, never a program."""

import math
import struct
from array import array

LOW_HZ = 622.0
HIGH_HZ = 784.0
TURN_SECONDS = 0.5
RAMP_SECONDS = 0.01


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
