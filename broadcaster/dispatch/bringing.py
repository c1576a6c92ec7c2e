"""What is said in other languages comes in: a recording decoded shut in, or words that an engine reads, made a clip.

What is brought becomes a clip at once, so that people hear the very sound they stand for. Keeps nothing by itself.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import IO

from broadcaster import audio, languages
from broadcaster.decoding import decode
from broadcaster.dispatch.rendering import Rendering
from broadcaster.errors import Refused
from broadcaster.languages import Translation
from broadcaster.recordings import Recordings
from broadcaster.speech import foreign
from broadcaster.store.renders import ClipRow

MEGABYTE = 1024 * 1024


class Bringing(Rendering):
    """The making of clips in other languages."""

    def readable_languages(self) -> frozenset[str]:
        """Return the languages that an engine of this site can read."""
        return foreign.readable()

    @contextmanager
    def _decoded(self, source: IO[bytes], longest: timedelta) -> Iterator[Path]:
        """Give a recording as a WAV; refused when it cannot be broadcast or is too long. Nothing of it stays."""
        with self._workshop() as bench:
            brought = Recordings(bench / "brought", self.config.media_reserve_mb * MEGABYTE)
            sound = bench / "speech.wav"
            found = decode(brought.path(brought.keep(source)), folder=bench, to=sound)
            languages.checked_length(found.duration, longest)
            yield sound

    @contextmanager
    def _read_out(self, words: str, language: str) -> Iterator[Path]:
        """Give words as a WAV; Refused where no engine knows the language."""
        if language not in foreign.readable():
            raise Refused("translation.unreadable", field="text", language=language)
        with self._workshop() as bench:
            foreign.read_foreign(words, language, to=bench / "speech.wav")
            yield bench / "speech.wav"

    def _clip_of(self, sound: Path, language: str, words: str, *, lufs: float) -> tuple[Translation, ClipRow]:
        """Master what is said in a language and save it; return it with what is known of its clip."""
        codec = audio.Codec(self.config.media_codec)
        to = sound.with_name(f"clip{codec.extension}")
        made = audio.master(sound, to=to, priority_target_lufs=lufs, codec=codec, twice=False, ident=False)
        sha256 = self.clips.save(made.path)
        row = ClipRow(sha256, made.bytes, made.duration, made.lufs, made.codec.value, published=False)
        return Translation(language, sha256, words), row
