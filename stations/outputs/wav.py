"""A WAV file that grows with the time, for stations without a sound card and for demonstrations."""

import threading
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.output import Render


class WavOutput:
    """A WAV file that grows on the real timeline: silence is a hole in the file, the header is always valid.

    Beside it stands ``<file>.start`` with the instant of its sample 0. A file of today is continued at its place.
    """

    LIMIT_FRAMES = 12 * 3600 * pcm.RATE
    BLOCK_FRAMES = 960
    HEADER_BYTES = 44

    def __init__(self, path: Path, *, clock: Clock) -> None:
        self._path = path
        self._sidecar = path.with_name(path.name + ".start")
        self._clock = clock
        self.name = f"wav:{path}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._open()
        except OSError as error:
            raise Unavailable("player.output_missing", output=self.name) from error

    def run(self, render: Render, stop: threading.Event) -> None:
        """Write block after block at its instant until ``stop``."""
        zero = self._clock.monotonic() - self._frame / pcm.RATE
        try:
            while not stop.wait(max(0.0, zero + self._frame / pcm.RATE - self._clock.monotonic())):
                self._write(render)
        except OSError as error:
            raise Unavailable("player.output_lost", output=self.name) from error
        finally:
            self._seal()
            self._file.close()

    def _write(self, render: Render) -> None:
        at = self._began + self._frame / pcm.RATE
        block = render(at, self.BLOCK_FRAMES)
        if any(block):
            self._file.seek(self.HEADER_BYTES + self._frame * pcm.SAMPLE_BYTES)
            self._file.write(block.tobytes())
        self._frame += self.BLOCK_FRAMES
        if self._frame % (pcm.RATE // 2) < self.BLOCK_FRAMES:
            self._seal()
        if self._frame >= self.LIMIT_FRAMES:
            self._file.close()
            self._open()

    def _open(self) -> None:
        now = self._clock.now().timestamp()
        began = self._continued(now)
        if began is None:
            if self._path.exists():
                self._path.replace(self._path.with_name("previous-" + self._path.name))
            self._path.touch()
            self._sidecar.write_text(f"{now:.6f}\n")
        self._file = self._path.open("r+b", buffering=0)
        self._began = now if began is None else began
        self._frame = round((now - self._began) * pcm.RATE)
        self._seal()

    def _continued(self, now: float) -> float | None:
        """Return the instant of sample 0 of the file that is there, if it is ours and young enough to go on."""
        try:
            began = float(self._sidecar.read_text())
        except (OSError, ValueError):
            return None
        young = 0 <= (now - began) * pcm.RATE < self.LIMIT_FRAMES
        return began if young and self._path.exists() else None

    def _seal(self) -> None:
        """Let the header and the length say what is true by now."""
        size = self._frame * pcm.SAMPLE_BYTES
        self._file.truncate(self.HEADER_BYTES + size)
        self._file.seek(0)
        self._file.write(wav_header(size))


def wav_header(size: int) -> bytes:
    """Return the 44-byte header of a WAV with ``size`` bytes of our PCM."""
    rate, width = pcm.RATE, pcm.SAMPLE_BYTES
    form = (16).to_bytes(4, "little") + b"\x01\x00\x01\x00" + rate.to_bytes(4, "little")
    form += (rate * width).to_bytes(4, "little") + width.to_bytes(2, "little") + (8 * width).to_bytes(2, "little")
    riff = b"RIFF" + (36 + size).to_bytes(4, "little") + b"WAVE"
    return riff + b"fmt " + form + b"data" + size.to_bytes(4, "little")
