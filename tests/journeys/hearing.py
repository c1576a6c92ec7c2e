"""What a journey asks of the recorded loudspeakers. Never plays anything itself."""

import wave
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.sound import (
    RATE,
    WARM_UP_SECONDS,
    Recorder,
    Recording,
    Sound,
    Speakers,
    correlate,
    last_sound,
    onset,
    rms_dbfs,
)

CUBE_LAW_DB = 60.0
QUIET_DBFS = -45.0
ENVELOPE_HZ = 100
PIECE = RATE // 2
SEARCH_SECONDS = 0.2
SURE = 0.8


@dataclass(frozen=True)
class Found:
    """A clip found in a recording: its first sample at epoch second ``at``; ``score`` 1 is the very same sound."""

    at: float
    score: float


@contextmanager
def recorded(speakers: Speakers, sinks: Sequence[str], keep: Path) -> Iterator[list[Recorder]]:
    """Record these loudspeakers while the block runs; ``keep`` is the folder where anybody may listen to it later.

    They warm up together, so only the last one waits for it.
    """
    warm_ups = [0.0] * (len(sinks) - 1) + [WARM_UP_SECONDS]
    recorders = [Recorder(speakers.server, sink, warm_up=one) for sink, one in zip(sinks, warm_ups, strict=True)]
    try:
        with ExitStack() as stack:
            yield [stack.enter_context(one) for one in recorders]
    finally:
        keep.mkdir(parents=True, exist_ok=True)
        for sink, one in zip(sinks, recorders, strict=True):
            _write(keep / f"{sink}.wav", one.recording)


def _write(file: Path, recording: Recording) -> None:
    """Write a recording in the form ``tests.sound.read_output`` reads."""
    with wave.open(str(file), "wb") as wav:
        wav.setnchannels(1)
        wav.setsampwidth(2)
        wav.setframerate(RATE)
        wav.writeframes((np.clip(recording.samples, -1, 1) * 32_767).astype("<i2").tobytes())
    file.with_name(file.name + ".start").write_text(repr(recording.began))


def volume_db(percent: int) -> float:
    """Return what the knob does to the level: the cube law, 50 is -18 dB."""
    return CUBE_LAW_DB * float(np.log10(percent / 100))


def sounding_seconds(recording: Recording, *, quiet_dbfs: float = QUIET_DBFS) -> float:
    """Return the seconds from the first to the last sound."""
    first, last = onset(recording, threshold_dbfs=quiet_dbfs), last_sound(recording, threshold_dbfs=quiet_dbfs)
    assert first is not None and last is not None, "nothing was heard"
    return last - first


def find(recording: Recording, clip: Sound) -> Found:
    """Return where a clip lies in a recording: first by its loudness in time, then piece by piece to the sample.

    A sound server on a busy machine slips by a millisecond now and then: nobody hears it, but one correlation of the
    whole would break at it.
    """
    rough = recording.began + _rough_place(_envelope(recording.samples), _envelope(clip)) / ENVELOPE_HZ
    begins, scores, weights = [], [], []
    for first in range(0, len(clip) - PIECE + 1, PIECE):
        piece = clip[first : first + PIECE]
        at = rough + first / RATE
        near = recording.between(at - SEARCH_SECONDS, at + PIECE / RATE + SEARCH_SECONDS)
        if rms_dbfs(piece) < QUIET_DBFS or len(near.samples) < PIECE:
            continue
        match = correlate(near, piece)
        begins.append(match.at - first / RATE)
        scores.append(match.score)
        weights.append(float(np.sum(piece**2)))
    assert begins, "nothing of the clip can be looked for"
    sure = [begin for begin, score in zip(begins, scores, strict=True) if score > SURE]
    return Found(float(np.median(sure or begins)), _middle(scores, weights))


def _middle(scores: list[float], weights: list[float]) -> float:
    """Return the score that half of the sound reaches: samples a busy recorder lost spoil only their own pieces."""
    order = np.argsort(scores)
    half = np.searchsorted(np.cumsum(np.asarray(weights)[order]), sum(weights) / 2)
    return float(np.asarray(scores)[order][half])


def _envelope(sound: Sound) -> Sound:
    """Return the loudness in time, without its mean, so that only its shape counts."""
    step = RATE // ENVELOPE_HZ
    levels = np.sqrt(np.mean(sound[: len(sound) // step * step].reshape(-1, step) ** 2, axis=1))
    return np.asarray(levels - levels.mean())


def _rough_place(levels: Sound, wanted: Sound) -> int:
    return int(np.argmax(np.correlate(levels, wanted, mode="valid")))


def tone_shares(part: Recording, *pitches: float) -> list[float]:
    """Return which share of the power lies within 20 Hz of each pitch."""
    power = np.abs(np.fft.rfft(part.samples)) ** 2
    hz = np.fft.rfftfreq(len(part.samples), 1 / RATE)
    return [float(power[np.abs(hz - pitch) < 20].sum() / power.sum()) for pitch in pitches]
