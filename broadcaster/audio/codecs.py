"""The two formats of finished audio and how ffmpeg is asked for them. Only values, never a process."""

from enum import StrEnum


class Codec(StrEnum):
    """Opus in WebM for our own stations, MP3 for players that know nothing else."""

    OPUS_WEBM = "webm"
    MP3 = "mp3"

    @property
    def extension(self) -> str:
        """Return the file name's ending, with its dot."""
        return f".{self.value}"

    @property
    def gain_db(self) -> float:
        """Return what must be added before coding: LAME takes 0.4 dB away."""
        return {"webm": 0.0, "mp3": 0.4}[self.value]

    @property
    def arguments(self) -> tuple[str, ...]:
        """Return ffmpeg's output arguments: mono, the same bytes for the same sound, nothing but the sound."""
        plain = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact", "-ac", "1")
        if self is Codec.MP3:
            return (*plain, "-ar", "24000", "-c:a", "libmp3lame", "-b:a", "64k", "-f", "mp3")
        # A cue a second, so that a station that starts late finds its place exactly.
        seekable = ("-cluster_time_limit", "1000")
        opus = ("-c:a", "libopus", "-b:a", "32k", "-frame_duration", "20", "-compression_level", "5")
        return (*plain, "-ar", "48000", *opus, *seekable, "-f", "webm")
