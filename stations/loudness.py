"""Makes what the station read itself about as loud as the alarms the server sends. Never shapes or shortens it.

A station has no ffmpeg. Each sample is raised and what would be too loud is rounded off: the level of the softer
sounds, which decides what is understood far away, rises by all of it, and nothing is cut off hard.
"""

import math
import sys
import wave
from array import array
from pathlib import Path

GAIN_DB = 12.0
"""From the -23 LUFS of espeak-ng at its amplitude without clipping to the -14 of an alarm's clip."""
TOP = 0.8
"""No sample above this share of full scale, so that the true peak stays under -1.5 dBTP."""
FULL_SCALE = 32768
SAMPLE_BYTES = 2


def raise_level(wav: Path) -> None:
    """Write a mono 16-bit WAV anew, louder, in its place; leave what is none as it is."""
    try:
        with wave.open(str(wav), "rb") as file:
            form, raw = file.getparams(), file.readframes(file.getnframes())
    except (wave.Error, EOFError):
        return
    whole = raw[: len(raw) // SAMPLE_BYTES * SAMPLE_BYTES]
    with wave.open(str(wav), "wb") as file:
        file.setparams(form)
        file.writeframes(_in_file_order(_louder(_in_file_order(array("h", whole)))).tobytes())


def _louder(samples: "array[int]") -> "array[int]":
    factor, top = 10 ** (GAIN_DB / 20), TOP * FULL_SCALE
    rising = [round(top * math.tanh(factor * level / top)) for level in range(FULL_SCALE + 1)]
    # Negative samples count from the end of the list.
    curve = rising[:FULL_SCALE] + [-level for level in reversed(rising[1:])]
    return array("h", map(curve.__getitem__, samples))


def _in_file_order(samples: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        samples.byteswap()
    return samples
