"""A PulseAudio (or PipeWire-Pulse) sink through libpulse's simple API. Never decides what sounds.

PortAudio reaches PulseAudio only through ALSA's plugin, whose DAC time wanders by tens of milliseconds; libpulse itself
tells the latency to a millisecond.
"""

import ctypes
import threading
from typing import Any, ClassVar

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.output import BLOCK_FRAMES, BUFFER_SECONDS, Render
from stations.outputs.timeline import Timeline

_PLAYBACK = 1
_S16LE = 3
_DEFAULT = 0xFFFFFFFF
WARM_UP_SECONDS = 3.0
USUAL_SECONDS = 0.1


class _SampleSpec(ctypes.Structure):
    _fields_: ClassVar = [("format", ctypes.c_int), ("rate", ctypes.c_uint32), ("channels", ctypes.c_uint8)]


class _BufferAttr(ctypes.Structure):
    _fields_: ClassVar = [(name, ctypes.c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")]


class PulseOutput:
    """One sink, by name, or the server's default (``PULSE_SINK``, ``PULSE_SERVER`` as usual)."""

    def __init__(self, sink: str | None, *, clock: Clock) -> None:
        self._clock = clock
        self._timeline = Timeline()
        self.name = f"pulse:{sink}" if sink else "pulse"
        self._lib = _library()
        self._stream = self._connect(sink)

    def run(self, render: Render, stop: threading.Event) -> None:
        """Write block after block until ``stop``; the server's buffer sets the pace."""
        try:
            self._warm_up(stop)
            frame = 0
            while not stop.is_set():
                self._timeline.measure(frame, self._clock.now().timestamp() + self._latency())
                at = self._timeline.instant(frame)
                block = render(at, BLOCK_FRAMES) if self._timeline.settled else pcm.silence(BLOCK_FRAMES)
                self._write(block.tobytes())
                frame += BLOCK_FRAMES
        finally:
            self._lib.pa_simple_free(self._stream)

    def _warm_up(self, stop: threading.Event) -> None:
        """Write silence until the sink has played out what it rendered while nobody used it (up to 2 s)."""
        give_up_at = self._clock.monotonic() + WARM_UP_SECONDS
        while not stop.is_set() and self._clock.monotonic() < give_up_at:
            self._write(bytes(BLOCK_FRAMES * pcm.SAMPLE_BYTES))
            if self._latency() < USUAL_SECONDS:
                return

    def _latency(self) -> float:
        """Return the seconds until what is written now will sound."""
        error = ctypes.c_int(0)
        microseconds = self._lib.pa_simple_get_latency(self._stream, ctypes.byref(error))
        if error.value:
            raise Unavailable("player.output_lost", output=self.name)
        return float(microseconds) / 1e6

    def _write(self, data: bytes) -> None:
        if self._lib.pa_simple_write(self._stream, data, len(data), None) < 0:
            raise Unavailable("player.output_lost", output=self.name)

    def _connect(self, sink: str | None) -> Any:
        spec = _SampleSpec(_S16LE, pcm.RATE, 1)
        target = round(BUFFER_SECONDS * pcm.RATE) * pcm.SAMPLE_BYTES
        attr = _BufferAttr(_DEFAULT, target, 0, BLOCK_FRAMES * pcm.SAMPLE_BYTES, _DEFAULT)
        device = sink.encode() if sink else None
        error = ctypes.c_int(0)
        references = ctypes.byref(spec), None, ctypes.byref(attr), ctypes.byref(error)
        name = b"broadcaster"
        stream = self._lib.pa_simple_new(None, name, _PLAYBACK, device, b"station", *references)
        if not stream:
            raise Unavailable("player.output_missing", output=self.name)
        return stream


def _library() -> Any:
    try:
        library = ctypes.CDLL("libpulse-simple.so.0")
    except OSError as error:
        raise Unavailable("player.output_missing", output="libpulse") from error
    pointer = ctypes.c_void_p
    library.pa_simple_new.restype = pointer
    library.pa_simple_get_latency.restype = ctypes.c_uint64
    library.pa_simple_get_latency.argtypes = [pointer, pointer]
    library.pa_simple_write.argtypes = [pointer, ctypes.c_char_p, ctypes.c_size_t, pointer]
    library.pa_simple_free.argtypes = [pointer]
    return library
