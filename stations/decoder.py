"""Clips to PCM, decoded ahead into a pipe that is read without waiting. Never knows when anything sounds.

libVLC transcodes into the pipe faster than real time and is held back by the pipe when it is full, so the kernel is
the buffer and no Python runs between the decoder and the output.
"""

import fcntl
import os
import termios
import threading
import wave
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

from broadcaster.errors import Faulty, Missing
from stations import pcm
from stations.pcm import Samples

# One MiB is 10.9 s of sound and the most the kernel gives to a user who is not root.
PIPE_BYTES = 1 << 20
READ_BYTES = 1 << 16
# libVLC seeks to within 50 ms; nearer than this we decode from the start and land on the sample.
EXACT_SEEK_FRAMES = 300 * pcm.RATE
POLL_SECONDS = 0.05


class Feed(Protocol):
    """Whatever fills the pipe."""

    def finished(self) -> bool:
        """Tell whether nothing more will be written."""

    def close(self) -> None:
        """Stop writing and let go of everything; the reading end is closed already."""


class Decoder:
    """A clip on its way to the output: implements ``stations.deck.Source``."""

    def __init__(self, reader: int, feed: Feed, *, position: int, target: int) -> None:
        os.set_blocking(reader, False)
        self._reader = reader
        self._feed = feed
        self._rest = b""
        self._begin = position
        self.first = target
        self.position = position
        self.ended = False

    def read(self, frames: int) -> Samples:
        """Return up to ``frames`` frames that are decoded by now."""
        block = array("h")
        while (wanted := (frames - len(block)) * pcm.SAMPLE_BYTES - len(self._rest)) > 0:
            got = self._take(min(wanted, READ_BYTES))
            whole = self._rest + got
            odd = len(whole) % pcm.SAMPLE_BYTES
            self._rest = whole[len(whole) - odd :]
            block.frombytes(whole[: len(whole) - odd])
            if len(got) < min(wanted, READ_BYTES):
                break
        self.position += len(block)
        return block

    def skip(self, frames: int) -> None:
        """Throw away up to ``frames`` frames that are decoded by now."""
        while frames > 0 and (gone := len(self.read(min(frames, READ_BYTES // pcm.SAMPLE_BYTES)))):
            frames -= gone

    def ready(self) -> bool:
        """Go on towards the asked offset; tell whether the first frame to be heard is next, or the sound is over."""
        self.skip(self.first - self.position)
        if self.position < self.first:
            return self.ended
        finished = self._feed.finished()
        return self._waiting() > 0 or finished

    def empty(self) -> bool:
        """Tell of a ``ready`` decoder that nothing at all came out of the clip."""
        return self.position <= max(0, self._begin) and self._waiting() == 0

    def close(self) -> None:
        """Let go of the pipe and of the decoder behind it."""
        os.close(self._reader)
        self._feed.close()

    def _waiting(self) -> int:
        """Return the bytes that stand in the pipe."""
        count = array("i", [0])
        fcntl.ioctl(self._reader, termios.FIONREAD, count)
        return count[0]

    def _take(self, wanted: int) -> bytes:
        try:
            got = os.read(self._reader, wanted)
        except BlockingIOError:
            return b""
        self.ended = not got
        return got


class VlcFeed:
    """One libVLC player that transcodes a file into a pipe; its own thread sees it to its end."""

    def __init__(self, vlc: Any, instance: Any, path: Path, *, writer: int, seek: float) -> None:
        self._over = {vlc.State.Ended, vlc.State.Error, vlc.State.Stopped}
        self._closing = threading.Event()
        media = instance.media_new_path(str(path))
        chain = f"#transcode{{acodec=s16l,samplerate={pcm.RATE},channels=1}}:std{{access=fd,mux=dummy,dst={writer}}}"
        options = [f":sout={chain}", f":start-time={seek:.3f}"]
        # VLC 3 drops the last packet it demuxes; avformat's are 11 ms of a WAV, VLC's own 50 ms.
        options += [":demux=avformat"] if path.suffix == ".wav" else []
        for option in options:
            media.add_option(option)
        self._player = instance.media_player_new()
        self._player.set_media(media)
        media.release()
        self._player.play()
        self._thread = threading.Thread(target=self._see_out, args=(writer,), name="player-decode")
        self._thread.start()

    def finished(self) -> bool:
        """Tell whether libVLC has written its last sample, or given up."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Stop and free the player; a write that waits on the pipe fails because its reader is gone."""
        self._closing.set()
        self._thread.join(timeout=2)

    def _see_out(self, writer: int) -> None:
        """Wait for the end, then close the pipe behind the last sample."""
        # The state is asked because the end event sometimes never comes, and nothing may be called from an event.
        while not self._closing.wait(POLL_SECONDS) and self._player.get_state() not in self._over:
            pass
        # "Ended" is told when the file is read, long before it is decoded: only stop() waits for the last sample.
        self._player.stop()
        self._player.release()
        os.close(writer)


class PumpFeed:
    """A thread that writes ready-made PCM into the pipe, so that a slow disk never holds up the output."""

    def __init__(self, chunks: Iterator[bytes], *, writer: int) -> None:
        self._thread = threading.Thread(target=self._pump, args=(chunks, writer), name="player-pump")
        self._thread.start()

    def finished(self) -> bool:
        """Tell whether everything is in the pipe."""
        return not self._thread.is_alive()

    def close(self) -> None:
        """Wait for the thread, which ends at once because the pipe has no reader any more."""
        self._thread.join(timeout=2)

    def _pump(self, chunks: Iterator[bytes], writer: int) -> None:
        try:
            for chunk in chunks:
                view = memoryview(chunk)
                while view:
                    view = view[os.write(writer, view) :]
        except BrokenPipeError:
            pass  # closed before its end: that is how a stop arrives here
        finally:
            os.close(writer)


class Decoders:
    """Opens decoders; libVLC is loaded once, at start, so that nothing is loaded at air time."""

    def __init__(self) -> None:
        import vlc  # here: tests and the tone decode without libVLC

        self._vlc: Any = vlc
        self._instance: Any = vlc.Instance(["--quiet", "--no-video", "--no-sub-autodetect-file", "--ignore-config"])
        if self._instance is None:
            raise Missing("player.no_vlc")

    def open_clip(self, path: Path, offset_frames: int = 0) -> Decoder:
        """Begin to decode the clip ``path`` from ``offset_frames`` on; raises Missing."""
        if not path.is_file():
            raise Missing("player.missing", path=path)
        chunks = wav_chunks(path, offset_frames)
        if chunks is not None:
            return open_pcm(chunks, offset_frames)
        seek = offset_frames if offset_frames > EXACT_SEEK_FRAMES else 0
        reader, writer = _pipe()
        feed = VlcFeed(self._vlc, self._instance, path, writer=writer, seek=seek / pcm.RATE)
        # Frame 0 is the first of the content, so the decoder begins before it.
        return Decoder(reader, feed, position=seek or -pre_skip(path), target=offset_frames)


def open_pcm(chunks: Iterator[bytes], position: int = 0) -> Decoder:
    """Return the source of ready-made PCM whose first frame is frame ``position``."""
    reader, writer = _pipe()
    return Decoder(reader, PumpFeed(chunks, writer=writer), position=position, target=position)


def wav_chunks(path: Path, offset_frames: int) -> Iterator[bytes] | None:
    """Return the PCM of a WAV file that is in our format already, from ``offset_frames`` on; else None."""
    try:
        wav = wave.open(str(path), "rb")  # noqa: SIM115 - the generator closes it
    except (wave.Error, EOFError):
        return None
    if (wav.getframerate(), wav.getnchannels(), wav.getsampwidth()) != (pcm.RATE, 1, pcm.SAMPLE_BYTES):
        wav.close()
        return None
    return _read_wav(wav, offset_frames)


def _read_wav(wav: wave.Wave_read, offset_frames: int) -> Iterator[bytes]:
    with wav:
        wav.setpos(min(offset_frames, wav.getnframes()))
        while chunk := wav.readframes(READ_BYTES // pcm.SAMPLE_BYTES):
            yield chunk


def pre_skip(path: Path) -> int:
    """Return the frames before frame 0 of an Opus clip (RFC 7845 section 4.2); 0 for other clips."""
    # VLC 3 plays these 6.5 ms of encoder run-in in WebM instead of dropping them.
    try:
        with path.open("rb") as clip:
            head = clip.read(4096)
    except OSError as error:
        raise Faulty("player.unreadable", path=path) from error
    at = head.find(b"OpusHead")
    return int.from_bytes(head[at + 10 : at + 12], "little") if at >= 0 else 0


def _pipe() -> tuple[int, int]:
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return reader, writer
