"""All that a station without a network needs, in one file for a stick: signed documents, and clips by their hash.

A zip in which nothing is packed together, so that nothing swells when it is opened. Nobody has to trust it: documents
are signed, clips are what their names say. Never judges a signature, never acts.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from broadcaster.errors import BroadcasterError, Refused
from broadcaster.messages import Inbox, Letter, from_json, to_json
from broadcaster.whole import whole_file

DOCUMENTS = "documents.json"
CLIP = re.compile(r"clips/([0-9a-f]{64})")
MOST_ENTRIES = 20_000
DOCUMENTS_LIMIT = 64 * 1024 * 1024
CLIP_LIMIT = 500 * 1024 * 1024


def pack(to: Path, letters: Sequence[Letter], clips: Mapping[str, Path]) -> int:
    """Write a bundle of documents and of clips by SHA-256, whole or not at all; return its bytes."""
    with whole_file(to) as partial:
        with ZipFile(partial, "w", ZIP_STORED) as zipped:
            # Dates of files say nothing here, and a clock in 1970 cannot be written into a zip.
            zipped.writestr(ZipInfo(DOCUMENTS), to_json(Inbox(tuple(letters))))
            for sha256, path in sorted(clips.items()):
                with path.open("rb") as source, zipped.open(ZipInfo(f"clips/{sha256}"), "w") as place:
                    while piece := source.read(1 << 16):
                        place.write(piece)
        return partial.stat().st_size


@dataclass(frozen=True, slots=True)
class Bundle:
    """An opened bundle: its documents, and the clips in it by SHA-256."""

    letters: tuple[Letter, ...]
    clips: Mapping[str, ZipInfo]
    zipped: ZipFile

    def open(self, sha256: str) -> IO[bytes]:
        """Open one clip for reading; what is read is not yet known to be that clip."""
        return self.zipped.open(self.clips[sha256])


@contextmanager
def opened(file: Path) -> Iterator[Bundle]:
    """Hand out what a bundle holds; Refused ``bundle.damaged`` for anything else, also while its clips are read."""
    try:
        with ZipFile(file) as zipped:
            entries = {entry.filename: entry for entry in _checked(zipped.infolist())}
            clips = {match[1]: entry for name, entry in entries.items() if (match := CLIP.fullmatch(name))}
            yield Bundle(_documents(zipped.read(entries[DOCUMENTS])), clips, zipped)
    except (BadZipFile, KeyError, EOFError, NotImplementedError) as fault:
        raise Refused("bundle.damaged", file=file.name) from fault


def _documents(content: bytes) -> tuple[Letter, ...]:
    try:
        return from_json(Inbox, content, DOCUMENTS_LIMIT).documents
    except BroadcasterError as fault:
        raise BadZipFile("its documents cannot be read") from fault


def _checked(entries: Sequence[ZipInfo]) -> Sequence[ZipInfo]:
    """Return the entries, or raise BadZipFile for too many, packed ones, and sizes nobody writes."""
    if len(entries) > MOST_ENTRIES:
        raise BadZipFile("too many entries")
    for entry in entries:
        limit = DOCUMENTS_LIMIT if entry.filename == DOCUMENTS else CLIP_LIMIT
        if entry.file_size > limit or entry.file_size != entry.compress_size:
            raise BadZipFile(f"{entry.filename[:100]} is not as we write it")
    return entries
