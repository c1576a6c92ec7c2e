"""The clips on the station's disk: fetched ahead, whole, verified, pruned. Never decides what sounds."""

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

import urllib3

from broadcaster.errors import Faulty, Unavailable
from broadcaster.messages import Clip, Edition
from broadcaster.whole import DISK_FULL_ERRORS, PARTIAL, sync_folder, whole_file
from stations.web_client import WebClient

PART = ".part"
CHUNK = 16 * 1024
PARTIAL_CONTENT = 206
LOG = logging.getLogger(__name__)
NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A clip that sounds first at ``first_at``."""

    clip: Clip
    first_at: datetime


def wanted(editions: Iterable[Edition], now: datetime) -> list[Wanted]:
    """Return the clips of all airings that are not over, the soonest first."""
    first: dict[str, Wanted] = {}
    for edition in editions:
        for airing in edition.airings:
            for sha256 in airing.playlist.clips() if airing.latest_end > now else ():
                clip = edition.clips.get(sha256)
                known = first.get(sha256)
                if clip and (known is None or airing.start < known.first_at):
                    first[sha256] = Wanted(clip, airing.start)
    return sorted(first.values(), key=lambda one: (one.first_at, one.clip.sha256))


class MediaShelf:
    """One folder of clips, each named by its SHA-256; what is half fetched ends in ``.part``."""

    def __init__(self, folder: Path, *, quota: int, reserve: int) -> None:
        self._folder = folder
        self._quota = quota
        self._reserve = reserve
        with suppress(OSError):  # a card that takes nothing: each clip will say so
            folder.mkdir(parents=True, exist_ok=True)

    def tidy(self) -> None:
        """Throw away what a power cut left half written; only at the start, for somebody may be writing later."""
        with suppress(OSError):
            for half in self._folder.glob(f"{PARTIAL}*"):
                half.unlink()

    def path(self, sha256: str) -> Path:
        """Return where a clip lies or would lie."""
        if not NAME.fullmatch(sha256):
            raise Faulty("station.media_name", name=sha256)
        return self._folder / sha256

    def is_whole(self, sha256: str) -> bool:
        """Read a clip through and tell whether it is what its name says; one spoiled or unreadable is thrown away."""
        path = self.path(sha256)
        try:
            if _digest(path) == sha256:
                return True
        except FileNotFoundError:
            return False
        except OSError as fault:  # fetched again it comes to lie on other blocks of the card
            LOG.warning("clip %s cannot be read: %s", sha256[:12], fault)
        with suppress(OSError):  # a card that takes nothing keeps it, and it is found spoiled again
            path.unlink(missing_ok=True)
        return False

    def fetch(self, clip: Clip, media_url: str, web: WebClient) -> Path:
        """Bring one clip here, going on where an earlier try broke off; it is on the disk, whole, when this returns.

        Raises Unavailable for what may pass (network, disk full), Faulty for what the server has wrong.
        """
        part = self.path(clip.sha256).with_suffix(PART)
        self._check_room(clip, part)
        url = clip.url or f"{media_url.rstrip('/')}/{clip.sha256}"
        begun = part.stat().st_size if part.exists() else 0
        try:
            if begun < clip.bytes:
                self._download(part, begun, clip, (url, web))
        except Faulty:
            part.unlink(missing_ok=True)
            raise
        return self._shelve(part, clip)

    def _check_room(self, clip: Clip, part: Path) -> None:
        begun = part.stat().st_size if part.exists() else 0
        if shutil.disk_usage(self._folder).free - self._reserve < clip.bytes - begun:
            raise Unavailable("station.disk_full", need=clip.bytes)

    def _download(self, part: Path, begun: int, clip: Clip, source: tuple[str, WebClient]) -> None:
        url, web = source
        headers = {"Range": f"bytes={begun}-"} if begun else {}
        with web.ask("GET", url, headers=headers) as answer:
            mode = "ab" if begun and answer.status == PARTIAL_CONTENT else "wb"
            try:
                with part.open(mode) as file:
                    _pour(answer, file.fileno(), clip.bytes - (begun if mode == "ab" else 0))
            except OSError as fault:
                if fault.errno in DISK_FULL_ERRORS:
                    raise Unavailable("station.disk_full", need=clip.bytes) from fault
                raise

    def _shelve(self, part: Path, clip: Clip) -> Path:
        """Give a fetched file its name, or throw it away if it is not that clip."""
        size = part.stat().st_size
        if size < clip.bytes:
            raise Unavailable("station.media_cut", clip=clip.sha256[:12], got=size, need=clip.bytes)
        if size > clip.bytes or _digest(part) != clip.sha256:
            part.unlink()
            raise Unavailable("station.media_wrong", clip=clip.sha256[:12])
        with part.open("rb") as file:
            os.fsync(file.fileno())
        path = self.path(clip.sha256)
        part.replace(path)
        sync_folder(self._folder)
        return path

    def keep(self, sha256: str, content: bytes) -> Path:
        """Write a clip that came with its document; raises Faulty if it is another, Unavailable or OSError of the disk.

        An alarm may take the reserve: it is what the reserve is for.
        """
        if hashlib.sha256(content).hexdigest() != sha256:
            raise Faulty("station.media_wrong", clip=sha256[:12])
        path = self.path(sha256)
        with whole_file(path) as partial:
            partial.write_bytes(content)
        return path

    def bring(self, sha256: str, source: IO[bytes]) -> Path:
        """Write a clip that was brought on a stick; raises Unavailable if it is another, or for a full disk."""
        path, digest = self.path(sha256), hashlib.sha256()
        with whole_file(path) as partial:
            with partial.open("wb") as file:
                while piece := source.read(CHUNK):
                    digest.update(piece)
                    file.write(piece)
            if digest.hexdigest() != sha256:
                raise Unavailable("station.media_wrong", clip=sha256[:12])
        return path

    def prune(self, needed: frozenset[str], *, room: int = 0) -> list[str]:
        """Throw away what no edition needs, the oldest first; return the names.

        As much goes as is over the quota, and as the disk lacks to take ``room`` bytes more.
        """
        spare = sorted((file for file in self._folder.iterdir() if _is_spare(file, needed)), key=_used_at)
        total = sum(file.stat().st_size for file in spare)
        lacking = self._reserve + room - shutil.disk_usage(self._folder).free
        gone: list[str] = []
        for file in spare:
            if total <= self._quota and lacking <= 0 and NAME.fullmatch(file.name):
                continue
            size = file.stat().st_size
            total, lacking = total - size, lacking - size
            file.unlink()
            gone.append(file.stem)
        return gone

    def free_bytes(self) -> int | None:
        """Return the free bytes of the disk; None when it does not say."""
        try:
            return shutil.disk_usage(self._folder).free
        except OSError:
            return None


def _is_spare(file: Path, needed: frozenset[str]) -> bool:
    """Tell whether nobody needs a file; what somebody is writing just now has no name yet."""
    return not file.name.startswith(PARTIAL) and file.stem not in needed


def _used_at(file: Path) -> float:
    return file.stat().st_mtime


def _pour(answer: urllib3.BaseHTTPResponse, descriptor: int, most: int) -> None:
    """Write the body as it comes; a byte more than promised shows that it is something else, and is enough of it."""
    written = 0
    for chunk in answer.stream(CHUNK):
        os.write(descriptor, chunk[: most + 1 - written])
        written += len(chunk)
        if written > most:
            return


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
