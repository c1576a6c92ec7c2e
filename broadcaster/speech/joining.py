"""Joins the sounds of a voice service into one WAV with our pauses and our tempo. Knows nothing of any service."""

import math
import warnings
import wave
from collections.abc import Iterable
from pathlib import Path
from typing import TypeAlias

from broadcaster.errors import Faulty
from broadcaster.programs import run
from broadcaster.speech.checks import SHORTEST_SYLLABLE_S, syllables
from broadcaster.whole import whole_file

with warnings.catch_warnings():
    # pydub still imports audioop and writes its patterns in the old way.
    warnings.simplefilter("ignore")
    from pydub import AudioSegment
    from pydub.silence import detect_leading_silence

Segment: TypeAlias = AudioSegment

SAMPLE_RATE = 24000
SAMPLE_BYTES = 2
SILENCE_DBFS = -45.0
DECODE_TIMEOUT_S = 30.0
# Once it is decoded and slowed down, no honest part is longer than this, and no memory is filled by one.
LONGEST_PART_S = 900


def join(sounds: Iterable[tuple[Segment, int]], to: Path) -> None:
    """Write sounds, each followed by its milliseconds of silence, as one mono 24 kHz WAV, whole or not at all."""
    with whole_file(to) as partial, wave.open(str(partial), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(SAMPLE_RATE)
        for sound, pause_ms in sounds:
            file.writeframes((sound + AudioSegment.silent(pause_ms, frame_rate=SAMPLE_RATE)).raw_data)


def decoded(sound: bytes, form: str, tempo: float) -> Segment:
    """Return a sound (mp3, wav) at our rate and tempo; raise Faulty("programs.failed") for what is none."""
    argv = ["ffmpeg", "-v", "error", "-xerror", "-f", form, "-i", "pipe:0", "-af", f"atempo={tempo:.3f}"]
    limit = ["-t", str(LONGEST_PART_S), "-f", "s16le", "-ac", "1", "-ar", str(SAMPLE_RATE), "pipe:1"]
    raw = run([*argv, *limit], DECODE_TIMEOUT_S, sound, niceness=10)
    return AudioSegment(data=raw, sample_width=SAMPLE_BYTES, frame_rate=SAMPLE_RATE, channels=1)


def trimmed(sound: Segment) -> Segment:
    """Return the sound without the service's own silence at both ends, so that the pauses are ours."""
    head = detect_leading_silence(sound, SILENCE_DBFS)
    tail = detect_leading_silence(sound.reverse(), SILENCE_DBFS)
    return sound[head : max(head, len(sound) - tail)]


def demand_whole(sound: Segment, words: str, tempo: float) -> Segment:
    """Return the sound of these words; raise Faulty when it is too short for them: services cut off silently."""
    seconds, count = len(sound) / 1000, syllables(words)
    if seconds < count * SHORTEST_SYLLABLE_S / min(tempo, 1.0):
        raise Faulty("speech.too_short", seconds=math.floor(seconds * 10) / 10, syllables=count)
    return sound
