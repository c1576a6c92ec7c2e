"""The ears of the tests: PulseAudio null sinks as loudspeakers, recorders, and questions to what was recorded.

    with null_sinks(["loa_1", "loa_2"]) as speakers:      # a sound server of our own; its address: speakers.server
        monkeypatch.setenv("PULSE_SERVER", speakers.server)   # and "output = pulse:loa_1" for the station
        with Recorder(speakers.server, "loa_1") as recorder:  # ready when it is entered: 3 s are over
            ...
        heard = recorder.recording                         # samples -1..1 at 48 kHz; heard.began: epoch seconds
    onset(heard)                                           # when sound first began, epoch seconds
    correlate(heard, decoded(clip)).at                     # when this very clip began, and .score 0..1

The constant error of the rig is a few milliseconds. Never mixes with the sound server of the machine.
"""

import os
import shutil
import subprocess
import tempfile
import threading
import time
import wave
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

RATE = 48_000
# An idle null sink renders in blocks of 2 s until somebody listens.
WARM_UP_SECONDS = 3.0

Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Speakers:
    """A running sound server with null sinks; ``server`` is what PULSE_SERVER must be."""

    server: str
    sinks: tuple[str, ...]

    def pactl(self, *arguments: str) -> str:
        """Run pactl on this server and return what it prints."""
        command = ["pactl", "--server", self.server, *arguments]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@dataclass(frozen=True)
class Recording:
    """Mono samples (-1..1) at 48 kHz of which the first sounded at the epoch second ``began``."""

    samples: Sound
    began: float

    def between(self, since: float, until: float) -> "Recording":
        """Return the part between two epoch seconds."""
        first = max(0, round((since - self.began) * RATE))
        last = max(first, round((until - self.began) * RATE))
        return Recording(self.samples[first:last], self.began + first / RATE)


@dataclass(frozen=True)
class Match:
    """Where a clip was found: its first sample at epoch second ``at``; ``score`` 1 is the very same sound."""

    at: float
    score: float


@contextmanager
def null_sinks(names: Sequence[str]) -> Iterator[Speakers]:
    """Run a PulseAudio of our own with one null sink per name."""
    folder = Path(tempfile.mkdtemp(prefix="loa-"))
    socket = folder / "native"
    lines = [f"load-module module-native-protocol-unix socket={socket} auth-anonymous=1"]
    lines += [f"load-module module-null-sink sink_name={name} rate={RATE} channels=1" for name in names]
    (folder / "script.pa").write_text("\n".join(lines) + "\n")
    home = {name: str(folder) for name in ("HOME", "XDG_RUNTIME_DIR", "PULSE_RUNTIME_PATH", "XDG_CONFIG_HOME")}
    command = ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "-F", str(folder / "script.pa")]
    server = subprocess.Popen(command, env={**os.environ, **home}, stderr=subprocess.DEVNULL)
    try:
        speakers = Speakers(f"unix:{socket}", tuple(names))
        _await_sinks(speakers, server)
        yield speakers
    finally:
        server.terminate()
        server.wait(timeout=10)
        shutil.rmtree(folder, ignore_errors=True)


def _await_sinks(speakers: Speakers, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if all(name in speakers.pactl("list", "short", "sinks") for name in speakers.sinks):
                return
        except subprocess.CalledProcessError:
            pass
        time.sleep(0.05)
    raise RuntimeError("PulseAudio did not start: install the packages pulseaudio and pulseaudio-utils")


class Recorder:
    """Records what a sink plays, from entering (ready to hear) to leaving; then ``recording`` is there."""

    def __init__(self, server: str, sink: str, *, warm_up: float = WARM_UP_SECONDS) -> None:
        self._command = ["parec", f"--server={server}", f"--device={sink}.monitor", "--raw", "--format=s16le"]
        self._command += [f"--rate={RATE}", "--channels=1", "--latency-msec=5", "--process-time-msec=5"]
        self._warm_up = warm_up
        self._data = bytearray()
        self._marks: list[tuple[float, int]] = []
        self.recording = Recording(np.zeros(0), 0.0)

    def __enter__(self) -> "Recorder":
        self._parec = subprocess.Popen(self._command, stdout=subprocess.PIPE, bufsize=0)
        self._thread = threading.Thread(target=self._listen, name="recorder")
        self._thread.start()
        time.sleep(self._warm_up)
        return self

    def __exit__(self, *_: object) -> None:
        self._parec.terminate()
        self._thread.join(timeout=10)
        self._parec.wait(timeout=10)
        assert self._parec.stdout is not None
        self._parec.stdout.close()
        self.recording = self._placed()

    @property
    def so_far(self) -> Recording:
        """What was heard until now, while it still records."""
        return self._placed()

    def _listen(self) -> None:
        assert self._parec.stdout is not None
        while chunk := self._parec.stdout.read(65_536):
            self._data += chunk
            self._marks.append((time.time(), len(self._data) // 2))

    def _placed(self) -> Recording:
        """Lay the samples on the wall clock: a busy machine reads late, never early, so half of the marks are right."""
        origins = sorted(at - count / RATE for at, count in self._marks[len(self._marks) // 4 :])
        samples = np.frombuffer(bytes(self._data[: len(self._data) // 2 * 2]), "<i2") / 32_768
        return Recording(samples.astype(np.float64), origins[len(origins) // 2])


def read_output(path: Path) -> Recording:
    """Return what a station with ``output = wav:PATH`` has played, on its real timeline."""
    with wave.open(str(path), "rb") as wav:
        samples = np.frombuffer(wav.readframes(wav.getnframes()), "<i2") / 32_768
    return Recording(samples.astype(np.float64), float(path.with_name(path.name + ".start").read_text()))


def decoded(path: Path) -> Sound:
    """Return a clip as samples (-1..1, 48 kHz, mono), decoded by ffmpeg."""
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-ac", "1", "-ar", str(RATE), "-f", "s16le", "-"]
    data = subprocess.run(command, check=True, capture_output=True).stdout
    return np.frombuffer(data, "<i2").astype(np.float64) / 32_768


def onset(recording: Recording, *, threshold_dbfs: float = -45.0) -> float | None:
    """Return the epoch second of the first sample above ``threshold_dbfs``, None if it stays silent."""
    loud = np.flatnonzero(np.abs(recording.samples) > 10 ** (threshold_dbfs / 20))
    return recording.began + loud[0] / RATE if len(loud) else None


def last_sound(recording: Recording, *, threshold_dbfs: float = -45.0) -> float | None:
    """Return the epoch second after the last sample above ``threshold_dbfs``, None if it stays silent."""
    loud = np.flatnonzero(np.abs(recording.samples) > 10 ** (threshold_dbfs / 20))
    return recording.began + (loud[-1] + 1) / RATE if len(loud) else None


def correlate(recording: Recording, clip: Sound) -> Match:
    """Return where ``clip`` lies in the recording (to the sample) and how alike they are there."""
    if len(recording.samples) < len(clip) or not clip.any():
        raise ValueError("the recording must be at least as long as the clip, and the clip must sound")
    size = 1 << (len(recording.samples) + len(clip) - 1).bit_length()
    spectrum = np.fft.rfft(recording.samples, size) * np.conj(np.fft.rfft(clip, size))
    products = np.fft.irfft(spectrum, size)[: len(recording.samples) - len(clip) + 1]
    at = int(np.argmax(products))
    heard = recording.samples[at : at + len(clip)]
    norm = float(np.linalg.norm(heard) * np.linalg.norm(clip))
    return Match(recording.began + at / RATE, float(products[at]) / norm if norm else 0.0)


def longest_gap(sound: Sound, *, threshold_dbfs: float = -60.0) -> float:
    """Return the seconds of the longest silence between the first and the last sound."""
    loud = np.flatnonzero(np.abs(sound) > 10 ** (threshold_dbfs / 20))
    return float(np.max(np.diff(loud)) - 1) / RATE if len(loud) > 1 else 0.0


def rms_dbfs(sound: Sound) -> float:
    """Return the RMS level in dBFS; -120 for silence."""
    rms = float(np.sqrt(np.mean(sound**2))) if len(sound) else 0.0
    return max(-120.0, 20 * np.log10(rms)) if rms else -120.0


def loudness_lufs(sound: Sound) -> float:
    """Return the integrated loudness (EBU R 128) that ffmpeg measures; -70 for silence."""
    pcm = (np.clip(sound, -1, 1) * 32_767).astype("<i2").tobytes()
    source = ["-f", "s16le", "-ar", str(RATE), "-ac", "1", "-i", "-"]
    command = ["ffmpeg", "-hide_banner", "-nostats", *source, "-af", "ebur128=framelog=verbose", "-f", "null", "-"]
    told = subprocess.run(command, input=pcm, check=True, capture_output=True).stderr.decode()
    return float(told.rsplit("I:", 1)[1].split()[0])


def noise_clip(path: Path, seconds: float, *, seed: int = 7) -> Path:
    """Write pink noise that begins and ends at full level to ``path`` (format by suffix: wav, webm, mp3)."""
    codec = {".wav": [], ".webm": ["-c:a", "libopus", "-b:a", "32k"], ".mp3": ["-c:a", "libmp3lame", "-b:a", "64k"]}
    source = f"anoisesrc=d={seconds}:c=pink:r={RATE}:a=0.4:seed={seed}"
    command = ["ffmpeg", "-v", "error", "-y", "-f", "lavfi", "-i", source, "-ac", "1", *codec[path.suffix], str(path)]
    subprocess.run(command, check=True)
    return path
