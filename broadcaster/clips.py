"""Keeps finished audio under the SHA-256 of its content. Never knows what the sound is or who may hear it."""

import hashlib
import os
import re
import shutil
from pathlib import Path
from typing import Protocol

from broadcaster.errors import Faulty, Missing, Unavailable
from broadcaster.whole import PARTIAL, whole_file

SHA256 = re.compile(r"[0-9a-f]{64}")
DEFAULT_RESERVE_BYTES = 200 * 1024 * 1024


class Clips(Protocol):
    """A store of clips by content; a clip once saved never changes."""

    def save(self, path: Path) -> str:
        """Copy the file into the store, durably, and return its SHA-256; saving twice is the same as once."""

    def path(self, sha256: str) -> Path:
        """Return where the clip lies; raise Missing("clips.missing")."""

    def has(self, sha256: str) -> bool:
        """Tell whether the store holds this clip."""

    def size(self, sha256: str) -> int:
        """Return the bytes of the clip; raise Missing("clips.missing")."""

    def sweep(self) -> int:
        """Remove what a crash left half written; return how many files."""

    def free_bytes(self) -> int:
        """Return how many bytes of clips still fit."""


class FolderClips:
    """Clips in one folder, each file named by its SHA-256, so that any web server can hand them out."""

    def __init__(self, root: Path, reserve_bytes: int = DEFAULT_RESERVE_BYTES) -> None:
        self.root = root
        self.reserve_bytes = reserve_bytes
        root.mkdir(parents=True, exist_ok=True)

    def save(self, path: Path) -> str:
        """Copy the file into the store, durably, and return its SHA-256; the source stays.

        Raises Missing("clips.source_missing"), Unavailable("clips.disk_full") or, when the disk hands back
        something else than was written, Faulty("clips.not_kept"). No half clip is ever visible.
        """
        try:
            sha256, size = _sha256(path), path.stat().st_size
        except (FileNotFoundError, IsADirectoryError) as error:
            raise Missing("clips.source_missing", path=path) from error
        if self.has(sha256) and _sha256(self._place(sha256)) == sha256:
            return sha256
        if size > self.free_bytes():
            raise self._disk_full(size)
        try:
            self._copy(path, sha256)
        except Unavailable as error:
            raise self._disk_full(size) from error
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where the clip lies; raise Missing("clips.missing"), also for what is no SHA-256 at all."""
        if not self.has(sha256):
            raise Missing("clips.missing", sha256=sha256[:80])
        return self._place(sha256)

    def has(self, sha256: str) -> bool:
        """Tell whether the store holds this clip."""
        return SHA256.fullmatch(sha256) is not None and self._place(sha256).is_file()

    def size(self, sha256: str) -> int:
        """Return the bytes of the clip; raise Missing("clips.missing")."""
        return self.path(sha256).stat().st_size

    def free_bytes(self) -> int:
        """Return how many bytes still fit above the reserve."""
        return max(0, shutil.disk_usage(self.root).free - self.reserve_bytes)

    def sweep(self) -> int:
        """Remove what a crash left half written and return how many; call at start, before anybody saves."""
        left = list(self.root.glob(f"{PARTIAL}*"))
        for partial in left:
            partial.unlink(missing_ok=True)
        return len(left)

    def _place(self, sha256: str) -> Path:
        return self.root / sha256

    def _copy(self, path: Path, sha256: str) -> None:
        """Write the clip beside its place, read it back, and only then let it appear."""
        with whole_file(self._place(sha256)) as partial:
            shutil.copyfile(path, partial)
            os.chmod(partial, 0o644)
            if _sha256(partial) != sha256:
                raise Faulty("clips.not_kept", path=path)

    def _disk_full(self, size: int) -> Unavailable:
        return Unavailable("clips.disk_full", needed_mb=_megabytes(size), free_mb=_megabytes(self.free_bytes()))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _megabytes(count: int) -> float:
    return round(count / 1_000_000, 1)
