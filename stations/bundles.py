"""A bundle from a stick: what in it is signed and meant for us is handed to the running station. Never acts itself.

Clips are put on the shelf at once, for their hash vouches for them; documents lie in a folder until the station looks,
and are believed by the same rules as if they had come over the network.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from secrets import token_hex

from broadcaster.bundle import Bundle, opened
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.messages import AlarmSet, Document, Edition, Inbox, Letter, Topics, from_json, to_json
from broadcaster.signing import Trust
from broadcaster.whole import whole_file
from stations.media import MediaShelf

LOG = logging.getLogger(__name__)
ENDING = ".json"
ANYTHING = -1


@dataclass(frozen=True, slots=True)
class Reader:
    """Whose station a bundle is brought to: its id, what it believes, and when that is."""

    station: str
    trust: Trust
    now: datetime


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a bundle: documents handed over, clips new and known already, and documents not believed."""

    topics: tuple[str, ...]
    new_clips: int
    known_clips: int
    refused: tuple[tuple[str, Refused], ...]


def bring(file: Path, reader: Reader, shelf: MediaShelf, folder: Path) -> Brought:
    """Take a bundle in for the station whose ``folder`` is looked into; Refused when nothing in it is for this one.

    The clips come first, so that a plan never waits for what is on the stick.
    """
    with opened(file) as bundle:
        _demand_ours(bundle.letters, reader)
        believed, refused = _judged(bundle.letters, reader)
        if not believed:
            raise refused[0][1] if refused else Refused("bundle.empty")
        new, known = _shelved(bundle, _needed(document for _, document in believed), shelf)
    folder.mkdir(parents=True, exist_ok=True)
    with whole_file(folder / f"{reader.now:%Y%m%dT%H%M%S}-{token_hex(4)}{ENDING}") as partial:
        partial.write_bytes(to_json(Inbox(tuple(letter for letter, _ in believed))))
    return Brought(tuple(letter.topic for letter, _ in believed), new, known, tuple(refused))


def waiting(folder: Path) -> Iterator[Letter]:
    """Yield what was brought since the last look, the oldest first; each is yielded once, if the disk lets it go."""
    for file in sorted(folder.glob(f"*{ENDING}")) if folder.is_dir() else ():
        try:
            yield from from_json(Inbox, file.read_bytes()).documents
        except BroadcasterError as fault:
            LOG.warning("%s cannot be used: %s", file.name, fault)
        file.unlink(missing_ok=True)


def _demand_ours(letters: Iterable[Letter], reader: Reader) -> None:
    """Refuse a bundle with the place of another station, before anything of it is judged."""
    topics = Topics(reader.trust.site)
    for letter in letters:
        place = topics.parse(letter.topic)
        if place.scope == "stations" and place.id != reader.station:
            raise Refused("bundle.other_station", station=place.id, ours=reader.station)


def _judged(
    letters: Iterable[Letter], reader: Reader
) -> tuple[list[tuple[Letter, Document]], list[tuple[str, Refused]]]:
    """Return the documents that are signed by whom we believe, keys first, and why others are not believed."""
    believed: list[tuple[Letter, Document]] = []
    refused: list[tuple[str, Refused]] = []
    trust, keys = reader.trust, Topics(reader.trust.site).keys
    for letter in sorted(letters, key=lambda one: one.topic != keys):
        envelope = letter.envelope.encode()
        try:
            accepted = trust.accept(envelope, letter.topic, now=reader.now, newest_seq=ANYTHING, clock_trusted=False)
        except Refused as reason:
            refused.append((letter.topic, reason))
            continue
        believed.append((letter, accepted.document))
        trust = trust.with_keys(envelope) if letter.topic == keys else trust
    return believed, refused


def _needed(documents: Iterable[Document]) -> set[str]:
    found: set[str] = set()
    for one in documents:
        if isinstance(one, Edition):
            found |= one.clips.keys()
        elif isinstance(one, AlarmSet):
            found |= {alarm.audio.sha256 for alarm in one.alarms if alarm.audio is not None}
    return found


def _shelved(bundle: Bundle, needed: set[str], shelf: MediaShelf) -> tuple[int, int]:
    """Put the clips that are needed on the shelf; return how many are new, and how many were there."""
    wanted = sorted(needed & bundle.clips.keys())
    new = [sha256 for sha256 in wanted if not shelf.is_whole(sha256)]
    for sha256 in new:
        with bundle.open(sha256) as source:
            shelf.bring(sha256, source)
    return len(new), len(wanted) - len(new)
