"""Looks at audio through ffmpeg and ffprobe: loudness, length, faults, outline. Never changes or writes any audio."""

import json
import math
import re
import sys
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.errors import Faulty, Unavailable
from broadcaster.programs import Ran, listen, run

# Only plain sound files are opened: a play list could make ffmpeg fetch other files or addresses.
FORMATS = "wav,mp3,matroska,webm,ogg,flac,mov,aac,w64"
READING = ("-protocol_whitelist", "file,pipe", "-format_whitelist", FORMATS)
FFMPEG = ("ffmpeg", "-hide_banner", "-nostdin", "-nostats", "-y")
TIMEOUT_S = 600.0
PROBE_TIMEOUT_S = 20.0
NICENESS = 10

LONGEST_SILENCE_S = 5.0
SILENCE_DBFS = -50
QUIETEST_LUFS = -50.0
LENGTH_TOLERANCE = timedelta(milliseconds=250)
ENVELOPE_RATE = 8000
FULL_SCALE = 32767

INTEGRATED = re.compile(r"^\s+I:\s+(-?inf|nan|-?[\d.]+) LUFS", re.MULTILINE)
RANGE = re.compile(r"^\s+LRA:\s+(-?inf|nan|-?[\d.]+) LU", re.MULTILINE)
PEAK = re.compile(r"^\s+Peak:\s+(-?inf|nan|-?[\d.]+) dBFS", re.MULTILINE)
METER = re.compile(r"\[Parsed_ebur128_(\d+) @[^\]]*\] Summary:\s+Integrated loudness:\s+I:\s+(\S+) LUFS")
COMPLAINT = re.compile(r"\[(?:error|fatal)\] (.*)")
SILENCE = re.compile(r"silence_duration: ([\d.]+)")
OUT_TIME = re.compile(rb"^out_time_us=(\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Loudness after EBU R 128: integrated LUFS, highest true peak in dBTP, loudness range in LU."""

    integrated_lufs: float
    true_peak_dbtp: float
    lra_lu: float


@dataclass(frozen=True, slots=True)
class Probe:
    """What a file says it is."""

    duration: timedelta
    codec: str
    sample_rate: int
    channels: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What a file was found to be, all of it having been decoded."""

    duration: timedelta
    loudness: Loudness


def reading(path: Path) -> tuple[str, ...]:
    """Return the input arguments that open this file and nothing else."""
    return (*READING, "-i", f"file:{path}")


def measure(path: Path, *, timeout_s: float = TIMEOUT_S) -> Loudness:
    """Return the loudness of a file; raise Faulty("audio.broken") for what is no sound."""
    return _loudness(_decode(path, "ebur128=peak=true", timeout_s).said)


def probe(path: Path) -> Probe:
    """Return what the file says of itself; raise Faulty("audio.broken") for what is no sound."""
    shown = ("-show_entries", "format=duration:stream=codec_name,sample_rate,channels", "-select_streams", "a:0")
    argv = ("ffprobe", "-v", "error", *reading(path), *shown, "-of", "json")
    try:
        told = json.loads(run(argv, PROBE_TIMEOUT_S, niceness=NICENESS))
        stream = told["streams"][0]
        return Probe(
            duration=timedelta(seconds=float(told["format"]["duration"])),
            codec=stream["codec_name"],
            sample_rate=int(stream["sample_rate"]),
            channels=int(stream["channels"]),
        )
    except Faulty as error:
        raise _broken(error) from error
    except (ValueError, LookupError) as error:
        raise Faulty("audio.broken", detail="ffprobe") from error


def check(path: Path, expected_duration: timedelta | None = None, *, timeout_s: float = TIMEOUT_S) -> Checked:
    """Decode the whole file and return what it is; raise Faulty("audio....") if it must not be broadcast.

    Refused are: what does not decode to its end, is shorter or longer than expected or than it says of itself, is
    silent, or has more than five seconds of silence inside.
    """
    said_duration = probe(path).duration
    filters = f"silencedetect=noise={SILENCE_DBFS}dB:duration={LONGEST_SILENCE_S},ebur128=peak=true"
    ran = _decode(path, filters, timeout_s)
    duration = _decoded_duration(ran.out)
    expected = said_duration if expected_duration is None else expected_duration
    if abs(duration - expected) > LENGTH_TOLERANCE:
        raise Faulty("audio.wrong_length", seconds=_seconds(duration), expected=_seconds(expected))
    loudness = _loudness(ran.said)
    if not loudness.integrated_lufs > QUIETEST_LUFS:
        raise Faulty("audio.silent")
    if gaps := SILENCE.findall(ran.said):
        raise Faulty("audio.gap", seconds=round(max(map(float, gaps)), 1))
    return Checked(duration, loudness)


def integrated(argv: Sequence[str], timeout_s: float) -> list[float]:
    """Run an ffmpeg command with ebur128 filters in it and return their integrated loudness, in the filters' order."""
    try:
        said = listen(argv, timeout_s, niceness=NICENESS).said
    except Faulty as error:
        raise _broken(error) from error
    # ffmpeg may build its graph twice; the meter of the abandoned one says -70 first.
    last = {int(place): float(lufs) for place, lufs in METER.findall(said)}
    return [lufs for _, lufs in sorted(last.items())]


def envelope(path: Path, points: int) -> list[float]:
    """Return the outline of the sound: ``points`` peaks from 0 to 1 of full scale, evenly over its length."""
    argv = (*FFMPEG, "-v", "error", *reading(path), "-ac", "1", "-ar", str(ENVELOPE_RATE), "-f", "s16le", "pipe:1")
    try:
        samples = array("h", run(argv, TIMEOUT_S, niceness=NICENESS))
    except Faulty as error:
        raise _broken(error) from error
    if sys.byteorder == "big":
        samples.byteswap()
    edges = [round(index * len(samples) / points) for index in range(points + 1)]
    return [_peak(samples[begin:end]) for begin, end in zip(edges, edges[1:], strict=False)]


def _peak(samples: Sequence[int]) -> float:
    """Return the highest absolute sample as a share of full scale."""
    if not samples:
        return 0.0
    highest, lowest = max(samples), min(samples)
    return min(1.0, max(highest, -lowest) / FULL_SCALE)


def _decode(path: Path, filters: str, timeout_s: float) -> Ran:
    """Decode a whole file through ``filters`` into nothing, stopping at the first fault in it."""
    argv = (*FFMPEG, "-v", "level+info", "-xerror", "-err_detect", "explode", *reading(path), "-map", "0:a:0")
    try:
        ran = listen((*argv, "-af", filters, "-progress", "pipe:1", "-f", "null", "-"), timeout_s, niceness=NICENESS)
    except Faulty as error:
        raise _broken(error) from error
    except Unavailable as error:
        if error.code == "programs.killed":
            raise _broken(error) from error
        raise
    # Some demuxers step over a fault, mention it and end well.
    if complaint := COMPLAINT.search(ran.said):
        raise Faulty("audio.broken", detail=complaint[1])
    return ran


def _loudness(said: str) -> Loudness:
    """Read the summary of the loudness meter; a missing number is as good as silence."""
    numbers = [found[-1] if (found := shape.findall(said)) else "-inf" for shape in (INTEGRATED, PEAK, RANGE)]
    lufs, peak, lra = (number if not math.isnan(number) else -math.inf for number in map(float, numbers))
    return Loudness(lufs, peak, lra)


def _decoded_duration(progress: bytes) -> timedelta:
    """Return how much sound really came out, from ffmpeg's last progress report."""
    found = OUT_TIME.findall(progress)
    return timedelta(microseconds=int(found[-1])) if found else timedelta()


def _broken(error: Faulty | Unavailable) -> Faulty:
    return Faulty("audio.broken", detail=error.facts.get("detail", ""))


def _seconds(duration: timedelta) -> float:
    return round(duration.total_seconds(), 1)
