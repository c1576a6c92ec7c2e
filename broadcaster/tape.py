"""Samples that stream by: trimmed of silence at both ends, long pauses shortened, measured, written to a WAV.

Holds a few seconds at most, however long the recording is. Never decodes and never judges.
"""

import math
import sys
import wave
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from broadcaster.errors import Refused

RATE = 24_000
SAMPLE_BYTES = 2
WINDOW = RATE // 50
WINDOW_BYTES = WINDOW * SAMPLE_BYTES
WINDOW_S = WINDOW / RATE
FULL_SCALE = 32_768
SILENCE_DBFS = -45.0
QUIETEST_PEAK_DBFS = -40.0
LOUD = round(FULL_SCALE * 10 ** (SILENCE_DBFS / 20))
CLIPPED = 32_700
CLIPPED_SHARE = 0.05
"""Of the windows that sound: a loud voice touches full scale now and then, a spoiled one all the time."""
MARGIN = 10
"""Windows of silence left at either end, 0.2 seconds: a breath, and no consonant cut off."""
LONGEST_PAUSE = 100
"""Windows of silence left between two words, two seconds."""
OUTLINE_POINTS = 100

Window = tuple[bytes, int]


class Tape:
    """One recording passing by; ``heard`` is what came, ``kept`` what is left, ``shortened`` what pauses lost."""

    def __init__(self, file: wave.Wave_write | None, longest: timedelta) -> None:
        self.file = file
        self.began = False
        self.clipped = 0
        self.loud = 0
        self._longest = longest
        self._heard_bytes = 0
        self._rest = b""
        self._waiting: list[Window] = []
        self._skipped = 0
        self._shortened = 0
        self._peaks = array("H")

    @classmethod
    @contextmanager
    def opened(cls, to: Path | None, longest: timedelta) -> Iterator["Tape"]:
        """Give a tape that writes to ``to``, or only listens when there is none; Refused beyond ``longest``."""
        if to is None:
            yield cls(None, longest)
            return
        with wave.open(str(to), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(SAMPLE_BYTES)
            file.setframerate(RATE)
            yield cls(file, longest)

    @property
    def heard(self) -> timedelta:
        """How long all was that came."""
        return timedelta(seconds=self._heard_bytes / SAMPLE_BYTES / RATE)

    @property
    def kept(self) -> timedelta:
        """How long that is which is left."""
        return timedelta(seconds=len(self._peaks) * WINDOW_S)

    @property
    def shortened(self) -> timedelta:
        """What pauses between words have lost."""
        return timedelta(seconds=self._shortened * WINDOW_S)

    @property
    def peak_dbfs(self) -> float:
        """The highest sample in dB of full scale."""
        highest = max(self._peaks, default=0)
        return 20 * math.log10(highest / FULL_SCALE) if highest else -math.inf

    @property
    def clipped_share(self) -> float:
        """The share of sounding windows that touch full scale."""
        return self.clipped / self.loud if self.loud else 0.0

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of 16-bit samples; Refused("recording.long") when they are too many."""
        self._heard_bytes += len(piece)
        if self.heard > self._longest + timedelta(seconds=WINDOW_S):
            raise Refused("recording.long", field="recording", minutes=round(self._longest.total_seconds() / 60))
        data = self._rest + piece
        whole = len(data) - len(data) % WINDOW_BYTES
        for begin in range(0, whole, WINDOW_BYTES):
            self._pass(data[begin : begin + WINDOW_BYTES])
        self._rest = data[whole:]

    def finish(self) -> None:
        """Keep what is left at the end: the last word and a breath after it."""
        if self._rest:
            self._pass(self._rest.ljust(WINDOW_BYTES, b"\0"))
            self._rest = b""
        if self.began:
            self._write(self._waiting[:MARGIN])
        self._waiting = []

    def outline(self, points: int = OUTLINE_POINTS) -> tuple[int, ...]:
        """Return peaks in percent of full scale, evenly over what is kept."""
        edges = [round(place * len(self._peaks) / points) for place in range(points + 1)]
        pairs = zip(edges, edges[1:], strict=False)
        return tuple(min(100, round(100 * max(self._peaks[a:b], default=0) / FULL_SCALE)) for a, b in pairs)

    def _pass(self, window: bytes) -> None:
        peak = _peak(window)
        if peak < LOUD:
            self._wait((window, peak))
            return
        self.loud += 1
        self.clipped += peak >= CLIPPED
        self._shortened += self._skipped if self.began else 0
        self._write(self._waiting if self.began else self._waiting[-MARGIN:])
        self._write([(window, peak)])
        self.began, self._waiting, self._skipped = True, [], 0

    def _wait(self, window: Window) -> None:
        """Hold silence back until a word follows; of a long one its beginning, before the first word its end."""
        if len(self._waiting) < LONGEST_PAUSE:
            self._waiting.append(window)
            return
        self._skipped += 1
        if not self.began:
            self._waiting = [*self._waiting[-MARGIN:], window]

    def _write(self, windows: Sequence[Window]) -> None:
        for data, peak in windows:
            self._peaks.append(peak)
            if self.file is not None:
                self.file.writeframesraw(data)


def _peak(window: bytes) -> int:
    samples = array("h", window)
    if sys.byteorder == "big":
        samples.byteswap()
    highest, lowest = max(samples), min(samples)
    return max(highest, -lowest)
