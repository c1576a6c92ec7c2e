"""A recording that somebody brought -> mono 24 kHz sound, decoded by a child that is shut in. Never trusts a name.

The kind is found by the file's first bytes and forced on the decoder, so that no play list, script or address is ever
followed. The samples stream through: silence at both ends goes, long pauses are shortened, the rest is measured.
"""

import json
import os
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from broadcaster.errors import BroadcasterError, Faulty, Refused, Unavailable
from broadcaster.sandbox import LIMITS, Limits, pour
from broadcaster.tape import CLIPPED_SHARE, QUIETEST_PEAK_DBFS, RATE, Tape

DECODING_VERSION = "1"
"""Part of what the clip of a recording depends on."""
LONGEST = timedelta(minutes=30)
SHORTEST = timedelta(seconds=1)
QUIET_LUFS = -40.0
TOLD_SHORTENED = timedelta(seconds=1)
HEAD_BYTES = 16
SAMPLE_RATES = range(8_000, 192_001)
MOST_CHANNELS = 8
PROBE_BYTES = 64_000
AT_ONCE, WAITING = 2, 2
PATIENCE_S = 60.0
# What a file says of its own length is believed this far.
LENGTH_TOLERANCE = timedelta(seconds=1)
LENGTH_SHARE = 0.02
RIFF_BYTES = 12
CHUNK = struct.Struct("<4sI")
STREAMED_BYTES = 0xFFFF0000
"""A WAV that was streamed says about this much, because its length was not known at the beginning."""
LUFS_MARK = "I:"
MOST_CHUNKS = 1000
"""An honest WAV has a handful; millions of empty ones would only cost time."""
MOST_ERRORS = "0.05"


class Turns:
    """So many decode at once, and so few wait for it: who waits holds a thread that the pages of alarms need."""

    def __init__(self, at_once: int = AT_ONCE, waiting: int = WAITING, patience_s: float = PATIENCE_S) -> None:
        self._working = threading.BoundedSemaphore(at_once)
        self._inside = threading.BoundedSemaphore(at_once + waiting)
        self._patience_s = patience_s

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Wait for a turn and give it back at the end; Unavailable("recording.busy") when enough others wait."""
        with _held(self._inside, 0.0), _held(self._working, self._patience_s):
            yield


@contextmanager
def _held(places: threading.BoundedSemaphore, patience_s: float) -> Iterator[None]:
    if not places.acquire(timeout=patience_s):
        raise Unavailable("recording.busy", field="recording")
    try:
        yield
    finally:
        places.release()


TURNS = Turns()


class Kind(StrEnum):
    """The containers that are taken, named as ffmpeg's demuxers."""

    WAV = "wav"
    MP3 = "mp3"
    AAC = "aac"
    M4A = "mov"
    OGG = "ogg"
    WEBM = "matroska"


PCM = ("pcm_u8", "pcm_s16le", "pcm_s24le", "pcm_s32le", "pcm_f32le", "pcm_alaw", "pcm_mulaw")
CODECS = {
    Kind.WAV: PCM,
    Kind.MP3: ("mp3", "mp3float"),
    Kind.AAC: ("aac",),
    Kind.M4A: ("aac", "alac", "opus"),
    Kind.OGG: ("opus", "vorbis"),
    Kind.WEBM: ("opus", "vorbis"),
}
SAYS_LENGTH = frozenset({Kind.WAV, Kind.M4A, Kind.WEBM})


@dataclass(frozen=True, slots=True)
class Decoded:
    """What a recording was found to be: kind, length after trimming, what was cut away, loudness, peak, outline.

    ``outline`` holds peaks in percent of full scale, evenly over the length; ``warnings`` what its maker should hear.
    """

    kind: Kind
    duration: timedelta
    trimmed: timedelta
    lufs: float
    peak_dbfs: float
    outline: tuple[int, ...]
    warnings: tuple[BroadcasterError, ...]


def sniff(head: bytes) -> Kind:
    """Return the kind that the first bytes tell; Refused for anything else, whatever its name says."""
    if not head:
        raise Refused("recording.empty", field="recording")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return Kind.WAV
    if head[4:8] == b"ftyp":
        return Kind.M4A
    plain = {b"OggS": Kind.OGG, b"\x1a\x45\xdf\xa3": Kind.WEBM}.get(head[:4])
    if plain is not None:
        return plain
    return _sniff_frames(head)


def _sniff_frames(head: bytes) -> Kind:
    """Tell MP3 from AAC by the layer bits of the first frame; an ID3 tag stands before MP3."""
    if head[:3] == b"ID3":
        return Kind.MP3
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0:
        layer, version = head[1] >> 1 & 3, head[1] >> 3 & 3
        if layer == 0 and head[1] & 0xF0 == 0xF0:
            return Kind.AAC
        if layer == 1 and version != 1:
            return Kind.MP3
    raise Refused("recording.kind", field="recording")


def decode(source: Path, *, folder: Path, to: Path | None = None, limits: Limits = LIMITS) -> Decoded:
    """Decode a recording, into the mono 24 kHz WAV ``to`` if there is one, and return what it is.

    Scratch files stand in ``folder``. Raises Refused("recording....") for what cannot be broadcast, Unavailable when
    programs are missing, the machine is too slow or too many recordings are decoded at once.
    """
    with source.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES))
    with TURNS.taken():
        try:
            shut_in = _ShutIn(source, folder, limits)
            said = _looked_at(shut_in, kind)
            return _decoded(shut_in, kind, said, to)
        except Faulty as fault:
            if fault.code == "sandbox.too_slow":  # the machine's fault: a recording that was taken must not fail for it
                raise Unavailable("recording.busy", field="recording") from fault
            raise Refused("recording.broken", field="recording") from fault


@dataclass(frozen=True, slots=True)
class _ShutIn:
    """The recording that programs are run on, where they stand, and what they may use."""

    source: Path
    folder: Path
    limits: Limits

    def run(self, argv: Sequence[str], take: Callable[[bytes], None]) -> str:
        """Hand ``take`` what a program prints about the recording, and return what it complained."""
        return pour(argv, self.source, take, folder=self.folder, limits=self.limits)


def _decoded(shut_in: _ShutIn, kind: Kind, said: timedelta | None, to: Path | None) -> Decoded:
    with Tape.opened(to, LONGEST) as tape:
        words = shut_in.run(_decoder(kind), tape.feed)
        tape.finish()
    _demand_whole(kind, said, tape.heard)
    if not tape.began or tape.peak_dbfs <= QUIETEST_PEAK_DBFS:
        raise Refused("recording.silent", field="recording")
    if tape.kept < SHORTEST:
        raise Refused("recording.short", field="recording")
    lufs = _loudness(words)
    return Decoded(
        kind=kind,
        duration=tape.kept,
        trimmed=max(timedelta(), tape.heard - tape.kept - tape.shortened),
        lufs=lufs,
        peak_dbfs=round(tape.peak_dbfs, 1),
        outline=tape.outline(),
        warnings=tuple(_warnings(tape, lufs)),
    )


def _looked_at(shut_in: _ShutIn, kind: Kind) -> timedelta | None:
    """Return how long the file says it is, None when it does not; refuse what is more or less than one sound."""
    told = bytearray()

    def take(piece: bytes) -> None:
        """Collect what the prober says, of a file that has little to say."""
        told.extend(piece)
        if len(told) > PROBE_BYTES:
            raise Refused("recording.more", field="recording")

    shut_in.run(_prober(kind), take)
    try:
        found = json.loads(told)
        _demand_sound(kind, found["streams"])
        seconds = found.get("format", {}).get("duration")
        promised = _promised(shut_in.source) if kind is Kind.WAV else 1.0
        return None if seconds is None else timedelta(seconds=float(seconds) * promised)
    except (ValueError, LookupError, TypeError, OverflowError) as error:
        raise Refused("recording.broken", field="recording") from error


def _promised(source: Path) -> float:
    """Return how many times the sound that is there a WAV says it has: ffmpeg only tells what is there."""
    end = source.stat().st_size
    with source.open("rb") as file:
        file.seek(RIFF_BYTES)
        for _ in range(MOST_CHUNKS):
            if len(head := file.read(CHUNK.size)) < CHUNK.size:
                break
            name, size = CHUNK.unpack(head)
            there = end - file.tell()
            if name == b"data":
                return size / there if there < size < STREAMED_BYTES and there else 1.0
            file.seek(size + size % 2, os.SEEK_CUR)
    return 1.0


def _demand_sound(kind: Kind, streams: list[dict[str, object]]) -> None:
    """Refuse films, several tracks, hidden tracks, unusual codecs and absurd rates; a cover picture may stay."""
    rest = [one for one in streams if not _is_cover(one)]
    if any(one.get("codec_type") == "video" for one in rest):
        raise Refused("recording.video", field="recording")
    if not rest:
        raise Refused("recording.broken", field="recording")
    if len(rest) > 1 or rest[0].get("codec_type") != "audio":
        raise Refused("recording.more", field="recording")
    rate, channels = int(str(rest[0].get("sample_rate", 0))), int(str(rest[0].get("channels", 0)))
    if rate not in SAMPLE_RATES or not 0 < channels <= MOST_CHANNELS:
        raise Refused("recording.strange", field="recording", rate=rate, channels=channels)
    if rest[0].get("codec_name") not in CODECS[kind]:
        raise Refused("recording.kind", field="recording")


def _is_cover(stream: dict[str, object]) -> bool:
    disposition = stream.get("disposition")
    return isinstance(disposition, dict) and disposition.get("attached_pic") == 1


def _demand_whole(kind: Kind, said: timedelta | None, heard: timedelta) -> None:
    """Refuse a file that ends before the length it gives itself; kinds that only estimate are believed."""
    if said is None or kind not in SAYS_LENGTH:
        return
    if heard < said - max(LENGTH_TOLERANCE, said * LENGTH_SHARE):
        facts = {"found": round(heard.total_seconds()), "said": round(said.total_seconds())}
        raise Refused("recording.cut_off", field="recording", **facts)


def _warnings(tape: Tape, lufs: float) -> list[BroadcasterError]:
    found = []
    if lufs < QUIET_LUFS:
        found.append(BroadcasterError("recording.quiet"))
    if tape.clipped_share > CLIPPED_SHARE:
        found.append(BroadcasterError("recording.clipped", percent=round(tape.clipped_share * 100)))
    if tape.shortened >= TOLD_SHORTENED:
        found.append(BroadcasterError("recording.pauses", seconds=round(tape.shortened.total_seconds())))
    return found


def _loudness(words: str) -> float:
    """Return the integrated loudness from the meter's last words; -70 where it heard too little."""
    lines = [line.split() for line in words.splitlines() if line.strip().startswith(LUFS_MARK)]
    return max(-70.0, float(lines[-1][1])) if lines else -70.0


def _fence(kind: Kind) -> tuple[str, ...]:
    """Return the input arguments: this kind and these codecs, the standard input, and nothing else."""
    plain = ("-protocol_whitelist", "file,pipe", "-format_whitelist", kind.value)
    return (*plain, "-f", kind.value, "-i", "file:/dev/stdin")


def _prober(kind: Kind) -> tuple[str, ...]:
    shown = "stream=codec_type,codec_name,sample_rate,channels:stream_disposition=attached_pic:format=duration"
    return ("ffprobe", "-v", "error", "-show_entries", shown, "-of", "json", *_fence(kind))


def _decoder(kind: Kind) -> tuple[str, ...]:
    quiet = ("-hide_banner", "-nostdin", "-nostats", "-v", "info", "-max_error_rate", MOST_ERRORS)
    codecs = ("-threads", "1", "-codec_whitelist", ",".join(CODECS[kind]))
    filters = f"aformat=channel_layouts=mono,aresample={RATE},ebur128=framelog=verbose"
    sound = ("-map", "0:a:0", "-vn", "-sn", "-dn", "-map_metadata", "-1", "-filter_threads", "1", "-af", filters)
    output = ("-ac", "1", "-ar", str(RATE), "-c:a", "pcm_s16le", "-f", "s16le", "pipe:1")
    return ("ffmpeg", *quiet, *codecs, *_fence(kind), *sound, *output)
