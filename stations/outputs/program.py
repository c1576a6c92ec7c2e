"""A program that plays what it reads: ``pacat`` into a sound server, ``aplay`` into a card. Never decides what sounds.

They stand in for libpulse and PortAudio and share nothing with them but the card itself: another process, other code.
Nobody tells how late they are, so they are right to some hundredths of a second only.
"""

import fcntl
import os
import re
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.output import BLOCK_FRAMES, Output, Render
from stations.outputs.timeline import Timeline

PIPE_BYTES = 4096
BUFFER_MS = 100
BUFFER_SECONDS = BUFFER_MS / 1000
PIPE_SECONDS = PIPE_BYTES / pcm.SAMPLE_BYTES / pcm.RATE
START_SECONDS = 0.4
"""A program that finds no card or server is gone by then."""
WARM_UP_FRAMES = pcm.RATE // 2
END_SECONDS = 1.0
CARD = re.compile(r"\(hw:(\d+),(\d+)\)$")
"""How PortAudio ends the names of ALSA's cards."""


class LooseTimeline(Timeline):
    """The instants of a program that takes what it plays in handfuls."""

    STEP_SECONDS = 0.1


class ProgramOutput:
    """One program that plays raw PCM from its standard input, and ends when that is closed."""

    def __init__(self, argv: Sequence[str], name: str, *, latency: float, clock: Clock) -> None:
        self.name = name
        self._latency = latency
        self._clock = clock
        self._timeline = LooseTimeline()
        reader, self._writer = os.pipe()
        fcntl.fcntl(self._writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
        try:
            self._program = _started(argv, reader)
            self._await_start()
        except Unavailable:
            os.close(self._writer)
            raise
        finally:
            os.close(reader)

    def _await_start(self) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(START_SECONDS)
            raise Unavailable("player.output_missing", output=self.name)

    def run(self, render: Render, stop: threading.Event) -> None:
        """Write block after block until ``stop``; the full pipe sets the pace."""
        frame = 0
        try:
            while not stop.is_set():
                if frame >= WARM_UP_FRAMES:
                    self._timeline.measure(frame, self._clock.now().timestamp() + self._latency)
                at = self._timeline.instant(frame)
                block = render(at, BLOCK_FRAMES) if self._timeline.settled else pcm.silence(BLOCK_FRAMES)
                os.write(self._writer, block.tobytes())  # less than PIPE_BUF: all of it or nothing
                frame += BLOCK_FRAMES
        except BrokenPipeError as error:
            raise Unavailable("player.output_lost", output=self.name) from error
        finally:
            self._end()

    def _end(self) -> None:
        os.close(self._writer)
        self._program.terminate()
        try:
            self._program.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._program.kill()
            self._program.wait()


def open_pacat(target: str, clock: Clock) -> Output:
    """Open the sink ``target`` of the sound server, or its default one, through ``pacat``; raises Unavailable."""
    form = ("--raw", "--format=s16le", f"--rate={pcm.RATE}", "--channels=1", f"--latency-msec={BUFFER_MS}")
    sink = (f"--device={target}",) if target else ()
    argv = ("pacat", "--playback", "--client-name=broadcaster", *form, *sink)
    # It asks for more as soon as the server plays, so that the pipe is mostly empty.
    return ProgramOutput(argv, f"pacat:{target}" if target else "pacat", latency=BUFFER_SECONDS, clock=clock)


def open_aplay(target: str, clock: Clock) -> Output:
    """Open the ALSA device ``target`` as PortAudio names it, or the default, through ``aplay``; raises Unavailable."""
    form = ("-q", "-t", "raw", "-f", "S16_LE", "-r", str(pcm.RATE), "-c", "1", f"--buffer-time={BUFFER_MS * 1000}")
    card = CARD.search(target)
    device = f"plughw:{card[1]},{card[2]}" if card else target
    argv = ("aplay", *form, *(("-D", device) if device else ()))
    name, latency = f"aplay:{target}" if target else "aplay", BUFFER_SECONDS + PIPE_SECONDS
    return ProgramOutput(argv, name, latency=latency, clock=clock)


def _started(argv: Sequence[str], reader: int) -> "subprocess.Popen[bytes]":
    silent = subprocess.DEVNULL
    try:
        return subprocess.Popen(argv, stdin=reader, stdout=silent, stderr=silent)
    except OSError as error:
        raise Unavailable("player.output_missing", output=argv[0]) from error
