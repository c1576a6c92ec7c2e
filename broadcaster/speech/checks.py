"""Judges a spoken WAV before anything may reach a loudspeaker. Reads it once, in pieces; never mends it."""

import math
import re
import sys
import unicodedata
import wave
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.errors import Faulty

# Seconds of sound a syllable at the normal rate; long silences are not counted, or short sentences would look slow.
SHORTEST_SYLLABLE_S = 0.12
LONGEST_SYLLABLE_S = 0.6
# Even one word takes its time to begin and to fade.
START_AND_END_S = 0.6
LONGEST_SILENCE_S = 5.0
QUIETEST_PEAK_DBFS = -40.0
SILENCE_DBFS = -50.0
WINDOW_S = 0.02
SAMPLE_BYTES = 2
FULL_SCALE = 32768

VOWEL_GROUP = re.compile(r"[aeiouy]+")
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Sound:
    """What was measured of a WAV: its length, the part of it that sounds, its peak and its longest inner silence."""

    duration: timedelta
    sounding_s: float
    peak_dbfs: float
    longest_silence_s: float


def syllables(text: str) -> int:
    """Return how many syllables a voice says for ``text``: groups of vowels, or letters where there are no vowels."""
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(letter)
    )
    return sum(len(VOWEL_GROUP.findall(word)) or len(word) for word in WORD.findall(plain))


def check(path: Path, *, syllable_count: int, rate: float = 1.0) -> Sound:
    """Return the measures of a spoken WAV; raise Faulty("speech....") for one that cannot be this text."""
    sound = measure(path)
    if sound.peak_dbfs <= QUIETEST_PEAK_DBFS:
        raise Faulty("speech.silent", peak=round(sound.peak_dbfs, 1))
    if sound.longest_silence_s > LONGEST_SILENCE_S:
        raise Faulty("speech.gap", seconds=round(sound.longest_silence_s, 1))
    if sound.duration.total_seconds() < syllable_count * SHORTEST_SYLLABLE_S / rate:
        raise Faulty("speech.too_short", seconds=_seconds(sound), syllables=syllable_count)
    if sound.sounding_s > syllable_count * LONGEST_SYLLABLE_S / rate + START_AND_END_S:
        raise Faulty("speech.too_long", seconds=_seconds(sound), syllables=syllable_count)
    return sound


def measure(path: Path) -> Sound:
    """Return the measures of a mono 16-bit WAV; raise Faulty("speech.broken_wav") if it is none or is cut off."""
    try:
        with wave.open(str(path), "rb") as file:
            if (file.getnchannels(), file.getsampwidth()) != (1, SAMPLE_BYTES) or file.getnframes() == 0:
                raise Faulty("speech.broken_wav")
            return _measure(file)
    except (wave.Error, EOFError, OSError) as error:
        raise Faulty("speech.broken_wav") from error


def _measure(file: wave.Wave_read) -> Sound:
    """Walk through the samples in windows; silence at the very beginning and end is no inner silence."""
    threshold = FULL_SCALE * 10 ** (SILENCE_DBFS / 20)
    window = round(WINDOW_S * file.getframerate())
    peaks = list(_window_peaks(file, window))
    loud = [index for index, peak in enumerate(peaks) if peak > threshold]
    gaps = [after - before - 1 for before, after in zip(loud, loud[1:], strict=False)]
    peak = max(peaks)
    return Sound(
        duration=timedelta(seconds=file.getnframes() / file.getframerate()),
        sounding_s=len(loud) * WINDOW_S,
        peak_dbfs=_decibels(peak),
        longest_silence_s=max(gaps, default=0) * WINDOW_S,
    )


def _window_peaks(file: wave.Wave_read, window: int) -> Iterator[int]:
    """Yield the highest absolute sample of each window; raise Faulty if fewer samples come than the header promised."""
    left = file.getnframes()
    while left > 0:
        samples = array("h", file.readframes(min(window, left)))
        if len(samples) < min(window, left):
            raise Faulty("speech.broken_wav")
        if sys.byteorder == "big":
            samples.byteswap()
        left -= len(samples)
        highest, lowest = max(samples), min(samples)
        yield max(highest, -lowest)


def _decibels(peak: int) -> float:
    return 20 * math.log10(peak / FULL_SCALE) if peak else -math.inf


def _seconds(sound: Sound) -> float:
    return round(sound.duration.total_seconds(), 1)
