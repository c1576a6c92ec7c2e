"""Step 5 of the path: localities whose plan changed get a new signed edition, and the broker gets it retained.

Cost follows the change: one locality, one edition, one message, however many stations listen.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster import bulletins, messages, plans
from broadcaster.bulletins import ENDED, PLAYABLE, Bulletin
from broadcaster.collisions import ahead
from broadcaster.dispatch.delivering import Delivering
from broadcaster.dispatch.filling import Filling, local_midnight
from broadcaster.errors import Missing, Unavailable
from broadcaster.localities import Tree
from broadcaster.messages import Clip, Document, Edition, Kind, header
from broadcaster.plans import Entry
from broadcaster.signing import role_of, seal
from broadcaster.store import Transaction, editions
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import decisions as decision_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import renders as render_rows
from broadcaster.store import stations as station_rows
from schedules.playlist import ClipItem, Playlist
from schedules.reason import because
from schedules.timetable import Airing, Compiled, Plan, Refusal, compile_timetable, merge
from schedules.windows import Rules

RENEW_BEFORE = timedelta(days=120)
FRESH = timedelta(minutes=2)

log = logging.getLogger(__name__)


class Publishing(Delivering, Filling):
    """Editions, heads, keys and assignments on their way out."""

    def publish_due(self, most: int | None = None) -> int:
        """Compile, seal, keep and publish every plan that changed or runs out; return how many editions.

        ``most``: so many plans at one time, the longest waiting first, so that other documents get their turn between.
        """
        with self.store.read() as tx:
            due = editions.due(tx, tx.now, timedelta(days=self.config.schedule_days))
        return sum(self._publish(scope) for scope in due[:most])

    def check_keys(self) -> None:
        """Raise Missing when the site has no keys yet, before anything is started that needs them."""
        self.keys.trust()

    def renew_keys(self) -> None:
        """Sign the key set for another year when it nears its end; say so where the root key is kept elsewhere."""
        now, ends = self.clock.now(), self.keys.show()[0].expires_at
        if ends - now > RENEW_BEFORE:
            return
        try:
            self.keys.renew(now)
        except Missing as fault:
            log.error("the key set ends on %s; renew it with: broadcaster keys renew (%s)", ends.date(), fault)

    def publish_head(self) -> None:
        """Sign and publish what time it is and which editions are newest."""
        with self.store.begin("system") as tx:
            head = messages.Head(now=tx.now, newest=editions.newest(tx))
            topic, envelope = self._sealed(tx, Kind.HEAD, self.topics.head, head)
        self._send(self.topics.keys, self.keys.envelope)
        self._send(topic, envelope)

    def publish_fresh(self) -> None:
        """Publish what was kept in the last moments: by commands in other processes, or while the broker was away.

        Alarms are the signer's, who sends them again until they were heard; a second copy from here would reach the
        stations while the first is still on its way to others, and make all of them report once more.
        """

        def fresh(tx: Transaction) -> dict[str, bytes]:
            """Return what was issued lately but for alarms."""
            kept = editions.issued_since(tx, tx.now - FRESH)
            return {topic: one for topic, one in kept.items() if not topic.endswith(f"/{Kind.ALARMS}")}

        self._send_newest(fresh)

    def publish_all(self) -> int:
        """Publish again all that is retained; called on every connection, so a broker may forget everything."""
        self._send(self.topics.keys, self.keys.envelope)
        return self._send_newest(editions.all_current) + 1

    def publish_alarms(self) -> None:
        """Publish again every alarm set; the signer calls it on every connection."""
        with self.store.read() as tx:
            kept = {topic: one for topic, one in editions.all_current(tx).items() if topic.endswith(f"/{Kind.ALARMS}")}
        for topic, envelope in kept.items():
            self._send(topic, envelope)

    def publish_assignment(self, station_id: str) -> None:
        """Sign and publish where a station stands and how it shall sound."""
        with self.store.begin("system") as tx:
            topic, envelope = self._new_assignment(tx, station_id)
        self._send(topic, envelope)

    def airings_between(self, scope: str, since: datetime, until: datetime) -> tuple[Airing, ...]:
        """Return what is published for a locality or ``station:<id>``, merged as its stations merge it."""
        with self.store.read() as tx:
            return self.airings_at(tx, scope, since, until)

    def airings_at(self, tx: Transaction, scope: str, since: datetime, until: datetime) -> tuple[Airing, ...]:
        """Like ``airings_between``, inside a transaction."""
        kept = merge(editions.airings(tx, one) for one in self._scope_path(tx, scope))
        return tuple(one for one in kept if one.start < until and one.end > since)

    def compiled(
        self,
        tx: Transaction,
        scope: str,
        *,
        with_entry: Entry | None = None,
        with_entries: Sequence[Entry] = (),
        foreseen: bool = False,
        alone: bool = False,
        under: Tree | None = None,
        day: date | None = None,
        days: int = 1,
    ) -> Compiled:
        """Compile the plan of a scope as it stands now, or as it would stand with one more entry, or several.

        ``under``: by the rules of another tree. ``foreseen``: count what waits for approval or its sound as if it were
        ready, for questions about the future. ``day``: only so many ``days`` from this local one on, past or far
        ahead; else all the days of an edition. ``alone``: only ``with_entry``, as if nothing else were planned there.
        """
        kept = [] if alone else self._entries(tx, scope)
        added = [*with_entries] if with_entry is None else [*with_entries, with_entry]
        changed = {one.id for one in added}
        entries = [*(one for one in kept if one.id not in changed), *added]
        found = {one: bulletin_rows.find(tx, one) for entry in entries for one in entry.bulletin_ids}
        wanted = [
            self._plan(tx, scope, one, foreseen=foreseen)
            if one.programme is None
            else self._programme(tx, scope, one, foreseen=foreseen)
            for one in entries
        ]
        _, timezone = self._rules(tx, scope)
        since, until = local_day(day, timezone, days) if day else self._days_ahead(tx.now, timezone)
        held, place = under or locality_rows.tree(tx), self._ruled_at(tx, scope)
        offered = self._only_offered(tx, scope, entries, added)
        heard = [one for one in wanted if one and one.id not in offered]
        layer = len(self._scope_path(tx, scope)) - 1
        places = self._rule_places(held, place)
        compiled = compile_timetable(
            heard, held.rules(place), timezone, since=since, until=until, layer=layer, places=places
        )
        fresh = self._decided(tx, scope, (without_expired(one, found) for one in compiled.airings))
        left = waiting_in_inbox((one for one in wanted if one and one.id in offered), since, until)
        refusals = sorted((*compiled.refusals, *left), key=lambda one: (one.start, one.plan_id))
        return Compiled(fresh, tuple(refusals), compiled.left_out)

    def _days_ahead(self, now: datetime, timezone: str) -> tuple[datetime, datetime]:
        since = local_midnight(now, timezone)
        return since, since + timedelta(days=self.config.schedule_days + 1)

    def _decided(self, tx: Transaction, scope: str, airings: Iterable[Airing | None]) -> tuple[Airing, ...]:
        """Return the airings, each going before those of the province its commune decided it goes before."""
        commune = self._commune_of(tx, scope)
        beaten: dict[str, list[str]] = {}
        for pair, decision in decision_rows.recent(tx, commune).items() if commune else ():
            if decision.first == pair.ours:
                beaten.setdefault(pair.ours, []).append(pair.theirs)
        return tuple(ahead(one, beaten.get(one.id, ())) for one in airings if one is not None)

    def _publish(self, scope: str) -> bool:
        """Publish one scope unless another server has just done so."""
        with self.store.begin("system") as tx:
            if not editions.claim(tx, scope, timedelta(days=self.config.schedule_days)):
                return False
            documents = list(self._new_documents(tx, scope))
            is_incomplete = self._want_languages(tx, scope)
        for topic, envelope in documents:
            self._send(topic, envelope)
        if is_incomplete:
            self.wake()
        return True

    def _want_languages(self, tx: Transaction, scope: str) -> bool:
        """Ask for what a place is to hear in its languages; tell whether any is yet to be made and published then."""
        place = self._home(tx, scope)
        if not locality_rows.tree(tx).languages(place):
            return False
        ids = {one for airing in editions.airings(tx, scope) for one in airing.bulletin_ids}
        return sum(self.want_languages(tx, bulletin_rows.find(tx, one), place) for one in sorted(ids)) > 0

    def _new_documents(self, tx: Transaction, scope: str) -> Iterator[tuple[str, bytes]]:
        """Make what a due scope needs: a station its assignment, and a timetable only if it has ever had one."""
        _, colon, station_id = scope.partition(":")
        if colon:
            yield self._new_assignment(tx, station_id)
        if colon and not self._entries(tx, scope) and not editions.peek_seq(tx, self._timetable_topic(scope)):
            editions.settle(tx, scope)
        else:
            yield self._new_edition(tx, scope)

    def _new_edition(self, tx: Transaction, scope: str) -> tuple[str, bytes]:
        compiled = self.compiled(tx, scope)
        since, until = self._days_ahead(tx.now, self._rules(tx, scope)[1])
        topic = self._timetable_topic(scope)
        number = editions.next_seq(tx, topic)
        edition = Edition(
            edition=number,
            since=since,
            until=until,
            airings=compiled.airings,
            clips=self._clip_list(tx, compiled.airings),
        )
        self._forget_ahead(tx, scope)
        sent = self._sealed(tx, Kind.TIMETABLE, topic, edition, number=number)
        render_rows.publish_clips(tx, edition.clips)
        for bulletin_id in {one for airing in compiled.airings for one in airing.bulletin_ids}:
            bulletin = bulletin_rows.find(tx, bulletin_id)
            # One that has begun may hold what has ended since.
            if bulletin.state in PLAYABLE and (published := bulletins.publish(bulletin)) is not bulletin:
                bulletin_rows.change(tx, published)
        log.info("edition %s of %s: %s airings", edition.edition, scope, len(compiled.airings))
        return sent

    def _new_assignment(self, tx: Transaction, station_id: str) -> tuple[str, bytes]:
        station = station_rows.find(tx, station_id)
        tree = locality_rows.tree(tx)
        assignment = messages.Assignment(
            name=station.name,
            path=tree.path(station.locality),
            groups=station.groups,
            volume=station.volume,
            rules=tree.rules(station.locality),
            timezone=tree.locality(station.locality).timezone,
            media_url=self.config.media_url or None,
        )
        return self._sealed(tx, Kind.ASSIGNMENT, self.topics.assignment(station_id), assignment)

    def _sealed(
        self,
        tx: Transaction,
        kind: Kind,
        topic: str,
        document: Document,
        *,
        number: int | None = None,
        noted: bool = True,
    ) -> tuple[str, bytes]:
        """Number, sign and keep one document: what is published has been stored first."""
        seq = editions.next_seq(tx, topic) if number is None else number
        head = header(kind, topic, seq=seq, now=tx.now)
        envelope = seal(messages.encode(head, document), kind, self.keys.signer(role_of(kind, document)))
        if kind is not Kind.COMMAND:
            editions.save(tx, envelope, header=head, document=document, noted=noted)
        return topic, envelope

    def _send(self, topic: str, envelope: bytes, *, retained: bool = True) -> None:
        try:
            self.desk.publish(topic, envelope, retained=retained)
        except Unavailable as fault:
            log.warning("%s stays in the store until the broker is back: %s", topic, fault)

    def _send_newest(self, find: Callable[[Transaction], Mapping[str, bytes]]) -> int:
        """Send what ``find`` returns until nothing newer was kept meanwhile; return how many topics.

        The broker keeps what came last: an older alarm set sent behind the signer's newer one would hide the alarm from
        whoever connects next.
        """
        sent: dict[str, bytes] = {}
        while True:
            with self.store.read() as tx:
                newer = {topic: one for topic, one in find(tx).items() if sent.get(topic) != one}
            if not newer:
                return len(sent)
            for topic, envelope in newer.items():
                self._send(topic, envelope)
            sent |= newer

    def _timetable_topic(self, scope: str) -> str:
        kind, colon, station_id = scope.partition(":")
        return self.topics.station_timetable(station_id) if colon else self.topics.timetable(kind)

    def _scope_path(self, tx: Transaction, scope: str) -> tuple[str, ...]:
        tree: Tree = locality_rows.tree(tx)
        _, colon, station_id = scope.partition(":")
        if colon:
            return (*tree.path(station_rows.find(tx, station_id).locality), scope)
        return tree.path(scope)

    def _entries(self, tx: Transaction, scope: str) -> list[Entry]:
        _, colon, station_id = scope.partition(":")
        return plan_rows.for_station(tx, station_id) if colon else plan_rows.for_locality(tx, scope)

    def _rules(self, tx: Transaction, scope: str) -> tuple[Rules, str]:
        tree = locality_rows.tree(tx)
        code = self._ruled_at(tx, scope)
        return tree.rules(code), tree.locality(code).timezone

    def _ruled_at(self, tx: Transaction, scope: str) -> str:
        """Return the locality whose rules hold at a scope."""
        return self._scope_path(tx, scope)[-2 if ":" in scope else -1]

    def _rule_places(self, tree: Tree, code: str) -> dict[str, str]:
        """Return the name of the locality that set each part of the rules in force at one."""
        return {part: tree.name(one) for part, one in tree.sources(code).items()}

    def _plan(self, tx: Transaction, scope: str, entry: Entry, *, foreseen: bool = False) -> Plan | None:
        entry = plans.if_permitted(entry) if foreseen else entry
        place = self._home(tx, scope)
        found = [bulletin_rows.find(tx, one) for one in entry.bulletin_ids]
        if foreseen:
            clips = {one.id: self._foreseen_clip(tx, one, place) for one in found if one.state not in ENDED}
        else:
            clips = {one.id: clip for one in found if (clip := self.clip_at(tx, one, place))}
        return plans.plan(entry, clips)

    def _clip_list(self, tx: Transaction, airings: Iterable[Airing]) -> dict[str, Clip]:
        wanted = sorted({one for airing in airings for one in airing.playlist.clips()})
        rows = [render_rows.clip(tx, one) for one in wanted]
        return {
            row.sha256: Clip(
                row.sha256, bytes=row.bytes, duration=row.duration, lufs=row.lufs, codec=row.codec, url=None
            )
            for row in rows
        }


def local_day(day: date, timezone: str, days: int = 1) -> tuple[datetime, datetime]:
    """Return the aware instants between which a local day lies, or several from it on."""
    since, until = (
        datetime.combine(one, time(), ZoneInfo(timezone)).astimezone(UTC) for one in (day, day + timedelta(days))
    )
    return since, until


def waiting_in_inbox(plans: Iterable[Plan], since: datetime, until: datetime) -> Iterator[Refusal]:
    """Return the wishes that communes were only offered: they sound where a commune places them."""
    for plan in plans:
        reason = because("waits_in_inbox", title=plan.title)
        yield from (Refusal(plan.id, start, reason) for start in plan.recurrence.between(since, until))


def without_expired(airing: Airing, found: dict[str, Bulletin]) -> Airing | None:
    """Return the airing without the bulletins that are no longer valid at its start; None if none is left.

    ``found`` holds those that people placed; what a programme was filled with is valid when its turn comes.
    """
    placed = (found[one] for one in airing.bulletin_ids if one in found)
    expired = {one.id for one in placed if one.valid_until is not None and one.valid_until <= airing.start}
    if not expired:
        return airing
    items = tuple(
        item for item in airing.playlist.items if not (isinstance(item, ClipItem) and item.bulletin_id in expired)
    )
    if not items:
        return None
    playlist = Playlist(items)
    return replace(
        airing,
        playlist=playlist,
        end=airing.start + playlist.duration,
        bulletin_ids=tuple(one for one in airing.bulletin_ids if one not in expired),
    )
