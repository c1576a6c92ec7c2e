"""A growing WAV file on the real timeline."""

import threading
import time
import wave
from array import array
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.wav import WavOutput
from tests.sound import onset, read_output

CLOCK = SystemClock()


class FarClock(SystemClock):
    """A clock that is some days on."""

    def now(self) -> datetime:
        """Return the time of the day after tomorrow."""
        return datetime.now(UTC) + timedelta(days=2)


def run_for(path: Path, seconds: float, *, clock: SystemClock = CLOCK, burst_at: float | None = None) -> None:
    """Write ``path`` for a while, with 100 ms of sound at the epoch second ``burst_at``."""
    stop = threading.Event()

    def render(at: float, frames: int) -> "array[int]":
        ahead = -1.0 if burst_at is None else at - burst_at
        return array("h", [9000 if 0 <= ahead + n / pcm.RATE < 0.1 else 0 for n in range(frames)])

    thread = threading.Thread(target=WavOutput(path, clock=clock).run, args=(render, stop))
    thread.start()
    time.sleep(seconds)
    with wave.open(str(path), "rb") as wav:
        assert wav.getframerate() == pcm.RATE
    stop.set()
    thread.join()


def test_sound_stands_at_its_instant(tmp_path: Path) -> None:
    """A sample asked for an instant is found at that instant; the file is as long as the time that passed."""
    burst_at = CLOCK.now().timestamp() + 0.5
    run_for(tmp_path / "out.wav", 1.0, burst_at=burst_at)
    heard = read_output(tmp_path / "out.wav")
    began = onset(heard)
    assert began is not None and abs(began - burst_at) < 0.0001
    assert abs(len(heard.samples) / pcm.RATE - 1.0) < 0.15


def test_a_file_of_today_is_continued(tmp_path: Path) -> None:
    """After a restart the same file goes on; the pause is silence of the right length."""
    path = tmp_path / "out.wav"
    first, second = CLOCK.now().timestamp() + 0.1, CLOCK.now().timestamp() + 1.0
    run_for(path, 0.4, burst_at=first)
    time.sleep(0.3)
    run_for(path, 0.6, burst_at=second)
    heard = read_output(path)
    later = onset(heard.between(first + 0.3, second + 1))
    assert onset(heard) is not None and abs(float(onset(heard) or 0) - first) < 0.0001
    assert later is not None and abs(later - second) < 0.0001


@pytest.mark.parametrize("sidecar", ["yesterday", "strange", "none"])
def test_another_file_is_set_aside(tmp_path: Path, sidecar: str) -> None:
    """A file that is too old, or whose beginning nobody knows, is kept under another name."""
    path = tmp_path / "out.wav"
    run_for(path, 0.1)
    before = path.read_bytes()
    if sidecar == "strange":
        (tmp_path / "out.wav.start").write_text("soon\n")
    if sidecar == "none":
        (tmp_path / "out.wav.start").unlink()
    run_for(path, 0.1, clock=FarClock() if sidecar == "yesterday" else CLOCK)
    assert (tmp_path / "previous-out.wav").read_bytes() == before


def test_a_full_or_missing_place_is_named(tmp_path: Path) -> None:
    """A path that cannot be written is an output that is missing."""
    (tmp_path / "file").touch()
    with pytest.raises(Unavailable, match="file"):
        WavOutput(tmp_path / "file" / "out.wav", clock=CLOCK)
