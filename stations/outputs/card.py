"""A sound card through PortAudio. Never decides what sounds."""

import threading
from array import array
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.output import BLOCK_FRAMES, Render
from stations.outputs.timeline import Timeline
from stations.pcm import Samples

# ALSA's way into a sound server stalls for good when it is given too little, now and then even at 80 ms.
CARD_SECONDS = 0.2


class CardOutput:
    """A sound card through PortAudio (``sounddevice``); the card's own DAC time places the samples."""

    def __init__(self, device: str | None, *, clock: Clock) -> None:
        self._sd = _portaudio()
        self._clock = clock
        self._timeline = Timeline()
        self._frame = 0
        try:
            self._info = self._sd.query_devices(device, "output")
            self._channels = self._usable_channels()
        except (ValueError, self._sd.PortAudioError) as error:
            raise Unavailable("player.output_missing", output=device or "default") from error
        self.name = f"device:{self._info['name']}"

    def run(self, render: Render, stop: threading.Event) -> None:
        """Keep the card open until ``stop``; PortAudio calls for the blocks."""

        def on_block(out: Any, frames: int, when: Any, _status: Any) -> None:
            ahead = when.outputBufferDacTime - when.currentTime
            self._timeline.measure(self._frame, self._clock.now().timestamp() + ahead)
            block = render(self._timeline.instant(self._frame), frames)
            self._frame += frames
            out[:] = spread(block, self._channels).tobytes()

        try:
            with self._stream(on_block) as stream:
                while not stop.wait(0.2):
                    if not stream.active:
                        raise Unavailable("player.output_lost", output=self.name)
        except self._sd.PortAudioError as error:
            raise Unavailable("player.output_lost", output=self.name) from error

    def _stream(self, on_block: Callable[..., None]) -> Any:
        return self._sd.RawOutputStream(
            samplerate=pcm.RATE,
            blocksize=BLOCK_FRAMES,
            device=self._info["index"],
            channels=self._channels,
            dtype="int16",
            latency=CARD_SECONDS,
            callback=on_block,
        )

    def _usable_channels(self) -> int:
        """Return 1 where the card takes mono, else 2."""
        for channels in (1, 2):
            with suppress(self._sd.PortAudioError):
                self._sd.check_output_settings(self._info["index"], channels, "int16", samplerate=pcm.RATE)
                return channels
        raise Unavailable("player.output_missing", output=self._info["name"])


def _portaudio() -> Any:
    try:
        import sounddevice  # here: it asks all cards as it is loaded: only where a card is wanted
    except OSError as error:
        raise Unavailable("player.output_missing", output="PortAudio") from error
    return sounddevice


def spread(block: Samples, channels: int) -> Samples:
    """Return mono ``block`` on ``channels`` equal channels."""
    if channels == 1:
        return block
    wide = array("h", bytes(len(block) * channels * pcm.SAMPLE_BYTES))
    for channel in range(channels):
        wide[channel::channels] = block
    return wide
