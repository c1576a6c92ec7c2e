"""Keeps finished speech by what was said and how, because bulletins repeat. Never judges the sound it keeps."""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from broadcaster.speech.normalise import NORMALISER_VERSION
from broadcaster.whole import whole_file

DEFAULT_LIMIT_BYTES = 200 * 1024 * 1024


class Cache:
    """A folder of WAV files named by the hash of text, voice and its edition, rate and normaliser version.

    The least recently used go first.
    """

    def __init__(self, root: Path, limit_bytes: int = DEFAULT_LIMIT_BYTES) -> None:
        self.root = root
        self.limit_bytes = limit_bytes
        root.mkdir(parents=True, exist_ok=True)

    def find(self, spoken: str, *, voice: str, rate: float, to: Path, edition: str = "") -> bool:
        """Copy the kept speech to ``to`` and return True, or return False if there is none."""
        kept = self._place(spoken, voice, rate, edition)
        try:
            with whole_file(to) as partial:
                shutil.copyfile(kept, partial)
            os.utime(kept)
        except FileNotFoundError:
            return False
        return True

    def keep(self, wav: Path, spoken: str, *, voice: str, rate: float, edition: str = "") -> None:
        """Keep a copy of this speech and let the least recently used go when there is too much."""
        with whole_file(self._place(spoken, voice, rate, edition)) as partial:
            shutil.copyfile(wav, partial)
        self.prune()

    def forget(self, spoken: str, *, voice: str, rate: float, edition: str = "") -> None:
        """Remove the speech kept for this text, if any."""
        self._place(spoken, voice, rate, edition).unlink(missing_ok=True)

    def prune(self) -> None:
        """Remove the least recently used speech until the folder is within its limit."""
        kept = sorted(self._kept(), key=lambda pair: pair[0].st_mtime_ns)
        excess = sum(stat.st_size for stat, _ in kept) - self.limit_bytes
        for stat, path in kept:
            if excess <= 0:
                return
            path.unlink(missing_ok=True)
            excess -= stat.st_size

    def _kept(self) -> Iterator[tuple[os.stat_result, Path]]:
        """Give what there is; another worker may remove a file while we look."""
        for path in self.root.glob("*.wav"):
            with suppress(FileNotFoundError):
                yield path.stat(), path

    def _place(self, spoken: str, voice: str, rate: float, edition: str) -> Path:
        key = json.dumps([spoken, voice, edition, round(rate, 3), NORMALISER_VERSION]).encode()
        return self.root / f"{hashlib.sha256(key).hexdigest()}.wav"
