"""Recordings for tests, made by ffmpeg: every kind that is taken, and what people should not send."""

import subprocess
from pathlib import Path

# Bursts of a tone, three a second, like syllables; their loudness is that of a person near a microphone.
VOICE = "0.3*sin(2*PI*440*t)*gt(mod(t\\,0.33)\\,0.08)"
KINDS = {
    "wav": ("-c:a", "pcm_s16le"),
    "mp3": ("-c:a", "libmp3lame"),
    "m4a": ("-c:a", "aac"),
    "aac": ("-c:a", "aac"),
    "ogg": ("-c:a", "libopus"),
    "oga": ("-c:a", "libvorbis", "-f", "ogg"),
    "webm": ("-c:a", "libopus"),
}


def made(path: Path, *arguments: str) -> Path:
    """Run ffmpeg with these arguments and return the file it made."""
    argv = ("ffmpeg", "-v", "error", "-nostdin", "-y", *arguments, str(path))
    subprocess.run(argv, check=True, capture_output=True, timeout=120)
    return path


def source(expression: str = VOICE, seconds: float = 3.0, rate: int = 44_100) -> tuple[str, ...]:
    """Return the input arguments for so many seconds of a sound."""
    return ("-f", "lavfi", "-i", f"aevalsrc=exprs='{expression}':s={rate}:d={seconds}")


def recorded(folder: Path, kind: str = "wav", expression: str = VOICE, seconds: float = 3.0) -> Path:
    """Return a recording of one kind."""
    return made(folder / f"recorded.{kind}", *source(expression, seconds), *KINDS[kind])


def looped(path: Path, minutes: int) -> Path:
    """Return a recording of so many minutes, made of one minute without coding it again."""
    minute = recorded(path.parent, path.suffix[1:], seconds=60)
    return made(path, "-stream_loop", str(minutes - 1), "-i", str(minute), "-c", "copy")
