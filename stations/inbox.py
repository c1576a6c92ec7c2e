"""The documents a station believes: verified, ordered, on disk before anybody acts. Never acts itself.

One file for each topic holds the newest accepted envelope, byte for byte; from these files a station starts without any
network. A document is refused at most once aloud. A disk that takes nothing keeps back commands alone: all else is
believed from memory and written as soon as the disk takes it; a new alarm sounds before it is written. A clock that
nobody knows to be right stops no alarm.
"""

import hashlib
import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, unquote

from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.messages import AlarmSet, Assignment, Command, Document, Edition, Head, Kind, Topics
from broadcaster.signing import Accepted, Trust, unverified
from broadcaster.whole import PARTIAL, whole_file
from stations.playout.alarms import Standing
from stations.station_clock import StationClock

LOG = logging.getLogger(__name__)
REFUSALS_REMEMBERED = 500
SUFFIX = ".json"
NEEDED = (f"/{Kind.ALARMS}", f"/{Kind.KEYS}", f"/{Kind.ASSIGNMENT}")


@dataclass(frozen=True, slots=True)
class Refusal:
    """A document that was not believed, and why."""

    topic: str
    reason: BroadcasterError
    at: datetime


@dataclass(frozen=True, slots=True)
class Arrival:
    """When a set of alarms came, and how far a clock that nobody believes was ahead of its signed time then."""

    at: datetime
    ahead: timedelta


class Inbox:
    """The newest documents of one station, by topic; ``trust`` holds the roots from enrolment.

    ``on_full`` makes room for alarms on a full card and tells whether it could.
    """

    def __init__(
        self,
        folder: Path,
        trust: Trust,
        station: str,
        clock: StationClock,
        *,
        on_full: Callable[[], bool] = lambda: False,
    ) -> None:
        self._folder = folder
        self._trust = trust
        self._station = station
        self._topics = Topics(trust.site)
        self._clock = clock
        self._on_full = on_full
        self._held: dict[str, Accepted] = {}
        self._newest: dict[str, int] = {}
        self._refused: OrderedDict[bytes, None] = OrderedDict()
        self._arrivals: dict[str, Arrival] = {}
        self.unsaved: BroadcasterError | None = None
        """Why the newest documents are not on the disk; None: all are."""
        self._waiting: set[str] = set()

    def load(self) -> None:
        """Take up what earlier runs accepted; a spoiled file is left out and will be replaced by the server."""
        self._tidy()
        files = {unquote(file.name.removesuffix(SUFFIX)): file for file in sorted(self._folder.glob(f"*{SUFFIX}"))}
        keys_first = sorted(files, key=lambda topic: topic != self._topics.keys)
        for topic in keys_first:
            try:
                self._load(topic, files[topic].read_bytes())
            except (BroadcasterError, OSError) as fault:
                LOG.warning("the stored document of %s cannot be used: %s", topic, fault)

    def _tidy(self) -> None:
        """Make the folder; throw away what a power cut left half written."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            for half in self._folder.glob(f"{PARTIAL}*"):
                half.unlink()
        except OSError as fault:
            LOG.warning("the folder of documents cannot be written: %s", fault)

    def _load(self, topic: str, envelope: bytes) -> None:
        """Believe a file of our own in its own time: it was verified when it came, and may have expired since."""
        header, document = unverified(envelope)
        if isinstance(document, Edition | AlarmSet | Assignment | Head) or header.kind is Kind.KEYS:
            accepted = self._trust.accept(envelope, topic, now=header.issued_at, newest_seq=-1)
            self._take(topic, accepted)
        self._newest[topic] = header.seq
        self._clock.raise_floor(header.issued_at)

    def accept(
        self, topic: str, envelope: bytes, *, clock_trusted: bool = True, live: bool = True
    ) -> Accepted | Refusal | None:
        """Return the new document, why it is refused, or None when it says nothing new.

        An accepted one is on the disk by then, but for a set with a new alarm, which waits for no disk: whoever has
        acted on it calls ``save``. What only ends alarms must not come back after a power cut. When the disk takes
        nothing a command, which must never be obeyed twice, raises Unavailable; all else is kept here alone until it
        does, and ``unsaved`` says so. ``live`` is False for what the broker had kept, perhaps for long.
        """
        self.save()
        held = self._held.get(topic)
        if held is not None and held.envelope == envelope:
            return None
        try:
            accepted = self._verified(topic, envelope, clock_trusted=clock_trusted, live=live)
        except Refused as reason:
            return self._refuse(topic, envelope, reason)
        if isinstance(accepted.document, AlarmSet):
            self._arrive(topic, accepted, clock_trusted or not live)
            if _calls(accepted.document, held):
                self._waiting.add(topic)
            else:
                self._keep(topic, envelope)
        elif isinstance(accepted.document, Command):
            self._store(topic, envelope)
        else:
            self._keep(topic, envelope)
        self._newest[topic] = accepted.header.seq
        self._take(topic, accepted)
        self._clock.raise_floor(accepted.header.issued_at)
        return accepted

    def _verified(self, topic: str, envelope: bytes, *, clock_trusted: bool, live: bool) -> Accepted:
        if not self._is_ours(topic):
            raise Refused("wire.address", topic=topic)
        newest, now = self._newest.get(topic, -1), self._clock.now()
        # Without keys and place no alarm can be believed; their numbers keep old ones out, whatever the clock says.
        is_needed = topic in (self._topics.keys, self._topics.assignment(self._station))
        if not clock_trusted and (is_needed or (live and topic.endswith(f"/{Kind.ALARMS}"))):
            now = min(now, unverified(envelope)[0].issued_at)  # only a guess until its signature was verified below
        sure = clock_trusted or not live
        return self._trust.accept(envelope, topic, now=now, newest_seq=newest, clock_trusted=sure)

    def _arrive(self, topic: str, accepted: Accepted, clock_trusted: bool) -> None:
        """Note when a set of alarms came."""
        now = self._clock.now()
        ahead = timedelta() if clock_trusted else max(timedelta(), now - accepted.header.issued_at)
        self._arrivals[topic] = Arrival(now, ahead)

    def _keep(self, topic: str, envelope: bytes) -> None:
        """Write a document down, now or as soon as the disk takes it."""
        try:
            self._store_at_last(topic, envelope)
        except Unavailable as fault:
            LOG.error("%s stays in memory: %s", topic, fault)
            self.unsaved = fault
            self._waiting.add(topic)
        else:
            self._waiting.discard(topic)
            self.unsaved = self.unsaved if self._waiting else None

    def save(self) -> None:
        """Write what is not on the disk yet: alarms that were acted on, and what it did not take before."""
        for topic in sorted(self._waiting):
            held = self._held.get(topic)
            if held is None:  # its key was revoked meanwhile
                self._waiting.discard(topic)
                continue
            self._keep(topic, held.envelope)
            if topic in self._waiting:
                return

    def _is_ours(self, topic: str) -> bool:
        place = self._topics.parse(topic)
        if place.scope == "localities":
            return place.id in self.path
        return place.scope in ("keys", "head") or (place.scope == "stations" and place.id == self._station)

    def _take(self, topic: str, accepted: Accepted) -> None:
        if accepted.header.kind is Kind.KEYS:
            self._trust = self._trust.with_keys(accepted.envelope)
            self._held = {name: one for name, one in self._held.items() if self._is_still_signed(name, one)}
        self._held[topic] = accepted

    def _is_still_signed(self, topic: str, held: Accepted) -> bool:
        """Say whether a set of alarms was signed by a key that is still in force: a revoked one sounds no longer."""
        if not isinstance(held.document, AlarmSet):
            return True
        try:
            self._trust.accept(held.envelope, topic, now=held.header.issued_at, newest_seq=-1)
        except Refused as reason:
            LOG.warning("the alarms of %s are dropped: %s", topic, reason)
            return False
        return True

    def _store_at_last(self, topic: str, envelope: bytes) -> None:
        """Write a document down; for alarms, and what they are believed by, room is made on a full card."""
        while True:
            try:
                return self._store(topic, envelope)
            except Unavailable as fault:
                if fault.code != "station.disk_full" or not topic.endswith(NEEDED) or not self._on_full():
                    raise

    def _store(self, topic: str, envelope: bytes) -> None:
        try:
            with whole_file(self._folder / (quote(topic, safe="") + SUFFIX)) as partial:
                partial.write_bytes(envelope)
        except Unavailable as fault:
            raise Unavailable("station.disk_full", need=len(envelope)) from fault
        except OSError as fault:
            raise Unavailable("station.unwritable", fault=fault) from fault

    def _refuse(self, topic: str, envelope: bytes, reason: Refused) -> Refusal | None:
        digest = hashlib.sha256(topic.encode() + b"\0" + envelope).digest()
        if digest in self._refused:
            return None
        self._refused[digest] = None
        if len(self._refused) > REFUSALS_REMEMBERED:
            self._refused.popitem(last=False)
        return Refusal(topic, reason, self._clock.now())

    @property
    def keys_expire_at(self) -> datetime | None:
        """The moment after which the key set in force verifies alarms only."""
        return self._trust.keys_expire_at

    @property
    def assignment(self) -> Assignment | None:
        """Who this station is; None before the first assignment."""
        document = self._document(self._topics.assignment(self._station))
        return document if isinstance(document, Assignment) else None

    @property
    def path(self) -> tuple[str, ...]:
        """The codes of the localities this station stands in, from the root down."""
        return self.assignment.path if self.assignment else ()

    def editions(self) -> list[Edition]:
        """Return the timetables in force, the widest locality first, the station's own last; expired ones are not."""
        topics = [*(self._topics.timetable(code) for code in self.path), self._topics.station_timetable(self._station)]
        now = self._clock.now()
        found = (self._document(topic) for topic in topics if self._is_current(topic, now))
        return [one for one in found if isinstance(one, Edition)]

    def alarms(self) -> tuple[Standing, ...]:
        """Return all alarms of the sets in force with the depth of their topics: 0 the root, the station's own last."""
        topics = [*(self._topics.alarms(code) for code in self.path), self._topics.station_alarms(self._station)]
        return tuple(one for layer, topic in enumerate(topics) for one in self._standing(topic, layer))

    def _standing(self, topic: str, layer: int) -> Iterator[Standing]:
        held, came = self._held.get(topic), self._arrivals.get(topic)
        if held is None or not isinstance(held.document, AlarmSet):
            return
        for alarm in held.document.alarms:
            seq = held.header.seq
            yield Standing(alarm, layer, seq, came.at, came.ahead) if came else Standing(alarm, layer, seq)

    def head(self) -> Head | None:
        """Return the newest head."""
        document = self._document(self._topics.head)
        return document if isinstance(document, Head) else None

    @property
    def newest(self) -> Mapping[str, int]:
        """The newest sequence kept, by topic."""
        return dict(self._newest)

    @property
    def subscriptions(self) -> tuple[str, ...]:
        """What this station reads at the broker."""
        return self._topics.station_subscriptions(self._station, self.path)

    def withheld(self) -> Iterator[str]:
        """Yield the topics of ours for which the newest head names a newer document than is kept here."""
        head = self.head()
        for topic, seq in head.newest.items() if head else ():
            if self._newest.get(topic, -1) < seq and self._reads(topic):
                yield topic

    def _reads(self, topic: str) -> bool:
        try:
            return self._is_ours(topic) and not topic.endswith("/command")
        except Refused:
            return False

    def _is_current(self, topic: str, now: datetime) -> bool:
        held = self._held.get(topic)
        return held is not None and now < held.header.expires_at

    def _document(self, topic: str) -> Document | None:
        held = self._held.get(topic)
        return held.document if held else None


def _calls(alarms: AlarmSet, held: Accepted | None) -> bool:
    """Say whether a set has an alarm that the one before it had not."""
    before = held.document.alarms if held and isinstance(held.document, AlarmSet) else ()
    return not {one.id for one in alarms.alarms} <= {one.id for one in before}
