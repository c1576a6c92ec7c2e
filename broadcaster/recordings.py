"""Keeps what people recorded under the SHA-256 of its content, in a folder that nobody is served from.

Never looks into a recording and never knows whose bulletin it is.
"""

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from broadcaster.errors import Missing, Refused, Unavailable
from broadcaster.whole import DISK_FULL_ERRORS, PARTIAL, sync_folder

MOST_BYTES = 60_000_000
MEGABYTE = 1_000_000
PIECE = 1 << 16
SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Recordings:
    """The folder of one site; ``reserve_bytes`` stay free on its disk."""

    folder: Path
    reserve_bytes: int = 0

    def keep(self, source: IO[bytes]) -> str:
        """Copy what is brought to the disk, for good, and return its SHA-256; saving twice is the same as once.

        Raises Refused("recording.empty"), Refused("recording.large"), Unavailable("recording.disk_full").
        """
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = self.folder / f"{PARTIAL}{secrets.token_hex(8)}"
        try:
            sha256 = self._copy(source, partial)
            partial.replace(self.folder / sha256)
            sync_folder(self.folder)
        except OSError as error:
            if error.errno in DISK_FULL_ERRORS:
                raise self._full() from error
            raise
        finally:
            partial.unlink(missing_ok=True)
        return sha256

    def path(self, sha256: str) -> Path:
        """Return where a recording lies; Missing("recording.missing")."""
        place = self.folder / sha256
        if not SHA256.fullmatch(sha256) or not place.is_file():
            raise Missing("recording.missing", field="recording")
        return place

    def forget(self, sha256s: Collection[str]) -> None:
        """Remove recordings; those that are gone are gone."""
        for sha256 in sha256s:
            with suppress(Missing):
                self.path(sha256).unlink(missing_ok=True)

    def sweep(self) -> None:
        """Make the folder, and remove what a crash left half written in it; call at start, before anybody saves."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for partial in self.folder.glob(f"{PARTIAL}*"):
            partial.unlink(missing_ok=True)

    def _copy(self, source: IO[bytes], partial: Path) -> str:
        digest, size = hashlib.sha256(), 0
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            while piece := source.read(PIECE):
                size += len(piece)
                self._demand_room(size, len(piece))
                digest.update(piece)
                file.write(piece)
            if not size:
                raise Refused("recording.empty", field="recording")
            file.flush()
            os.fsync(file.fileno())
        return digest.hexdigest()

    def _demand_room(self, size: int, more: int) -> None:
        if size > MOST_BYTES:
            raise Refused("recording.large", field="recording", limit_mb=MOST_BYTES // MEGABYTE)
        if shutil.disk_usage(self.folder).free - more < self.reserve_bytes:
            raise self._full()

    def _full(self) -> Unavailable:
        free = shutil.disk_usage(self.folder).free // MEGABYTE
        return Unavailable("recording.disk_full", field="recording", free_mb=free)
