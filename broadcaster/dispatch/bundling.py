"""Bundles for stations without a network: what is published for one station, with its clips, in a file. Never acts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from broadcaster.accounts import Action, Person, demand
from broadcaster.bundle import pack
from broadcaster.dispatch.enrolment import Enrolment
from broadcaster.errors import Missing
from broadcaster.messages import AlarmSet, Edition, Letter
from broadcaster.signing import unverified
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows


@dataclass(frozen=True, slots=True)
class Packed:
    """What a bundle holds: documents, clips, its bytes, until when it plans, and clips that are lost here."""

    documents: int
    clips: int
    bytes: int
    until: datetime | None
    lost: tuple[str, ...]


class Bundling(Enrolment):
    """The way to a station on foot."""

    def bundle(self, station_id: str, to: Path, by: Person) -> Packed:
        """Write all that one station would fetch, but for the time, into a file; it is in the audit log."""
        with self.store.begin(by.id) as tx:
            demand(by, Action.SEE, station_rows.find(tx, station_id).locality, locality_rows.tree(tx))
            tx.note("station.bundle", f"station:{station_id}")
        letters = [one for one in self.inbox(station_id)[1].documents if one.topic != self.topics.head]
        documents = [unverified(one.envelope.encode())[1] for one in letters]
        editions = [one for one in documents if isinstance(one, Edition)]
        sounds = {sha256 for one in editions for sha256 in _still_planned(one, self.clock.now())}
        sounds |= {
            alarm.audio.sha256
            for one in documents
            if isinstance(one, AlarmSet)
            for alarm in one.alarms
            if alarm.audio is not None and not alarm.audio.inline
        }
        found, lost = self._found(sounds)
        size = pack(to, [Letter(one.topic, one.envelope) for one in letters], found)
        until = min((one.until for one in editions), default=None)
        return Packed(len(letters), len(found), size, until, lost)

    def _found(self, sounds: Iterable[str]) -> tuple[dict[str, Path], tuple[str, ...]]:
        """Return where clips lie, and those that are lost: a bundle without one is better than none."""
        found: dict[str, Path] = {}
        lost: list[str] = []
        for sha256 in sorted(sounds):
            try:
                found[sha256] = self.clips.path(sha256)
            except Missing:
                lost.append(sha256)
        return found, tuple(lost)


def _still_planned(edition: Edition, now: datetime) -> set[str]:
    return {sha256 for one in edition.airings if one.latest_end > now for sha256 in one.playlist.clips()}
