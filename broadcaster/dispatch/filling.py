"""What programmes are filled from: the approved bulletins of a place, what it has heard, and what has begun already.

The choice itself is ``schedules.programme.fill``'s; this only gathers, and says who is touched by a new bulletin.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster import audio, plans
from broadcaster.bulletins import ENDED, HELD, Bulletin, State
from broadcaster.dispatch.rendering import Rendering, scopes
from broadcaster.localities import TIMEZONE, Kind, Tree
from broadcaster.plans import Entry
from broadcaster.store import Transaction, editions
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import renders as render_rows
from broadcaster.store import stations as station_rows
from schedules.playlist import ClipItem, Item, PauseItem, Playlist
from schedules.priority import Priority
from schedules.programme import Candidate, Ident, Pool
from schedules.timetable import Plan

POOL_AGE = timedelta(days=30)
"""Older approvals are no news: no programme takes them by itself, and nobody need remember whether they were heard."""
UNMADE = "0" * 64
"""Stands for the clip of a bulletin that has no sound yet, in questions about the future."""


class Filling(Rendering):
    """Gathers what the programmes of a place may hold."""

    def tune(self) -> Ident:
        """Return the ident as a part of a programme; its clip is made when the first programme wants it."""
        recipe = f"ident-{self.config.media_codec}-{audio.MASTERING_VERSION}"
        with self.store.read() as tx:
            known = render_rows.find(tx, recipe)
        if known is None or known.clip is None:
            known = self._make_tune(recipe)
        assert known.clip is not None and known.duration is not None  # noqa: S101, PT018
        return Ident(known.clip, known.duration)

    def _make_tune(self, recipe: str) -> render_rows.Render:
        codec = audio.Codec(self.config.media_codec)
        with self._workshop() as bench:
            made = audio.ident_tone(bench / f"ident.{codec.value}", codec=codec)
            clip = self.clips.save(made.path)
        with self.store.begin("system") as tx:
            return render_rows.keep(
                tx,
                recipe,
                clip=clip,
                duration=made.duration,
                lufs=made.lufs,
                peak_dbtp=made.peak_dbtp,
                bytes=made.bytes,
                codec=made.codec.value,
                voice="",
                reading="",
                warnings=(),
            )

    def _programme(self, tx: Transaction, scope: str, entry: Entry, *, foreseen: bool = False) -> Plan:
        """Return the plan of an entry with a programme, with all that its airings at ``scope`` may be filled from."""
        entry = plans.if_permitted(entry) if foreseen else entry
        place, tree = self._home(tx, scope), locality_rows.tree(tx)
        recent = bulletin_rows.held(tx, tree.path(place), tx.now - POOL_AGE)
        found = [one for one in recent if is_offered(one, place, tree)]
        fixed = [bulletin_rows.find(tx, one) for one in entry.bulletin_ids]
        found += [one for one in fixed if one.state in HELD or (foreseen and one.state not in ENDED)]
        wanted = {one.id: one for one in found}
        pool = Pool(
            candidates=tuple(self._candidate(tx, one, place, foreseen=foreseen) for one in wanted.values()),
            since=tx.now,
            begun=tuple(self._begun(tx, scope, entry)),
            before=self._before(tx, scope),
        )
        return plans.programme_plan(entry, pool)

    def _check_clips(self, tx: Transaction, entry: Entry) -> None:
        """Raise Missing ``render.clip_missing`` for a programme with a clip that the store does not have."""
        for one in entry.programme.clips if entry.programme else ():
            render_rows.clip(tx, one)

    def _candidate(self, tx: Transaction, bulletin: Bulletin, place: str, *, foreseen: bool) -> Candidate:
        clip = self._foreseen_clip(tx, bulletin, place) if foreseen else self.clip_at(tx, bulletin, place)
        return Candidate(
            bulletin_id=bulletin.id,
            title=bulletin.title,
            category=int(bulletin.field),
            approved_at=bulletin.decided_at or tx.now,
            clip=clip,
            valid_until=bulletin.valid_until,
        )

    def _foreseen_clip(self, tx: Transaction, bulletin: Bulletin, place: str) -> ClipItem:
        """Return what will sound of a bulletin at a place, as long as it will be once all its languages are made."""
        whole = self.joined_at(tx, bulletin, place)
        if whole is not None:
            return whole
        plain = self.clip_at(tx, bulletin, place) or self._unready_clip(tx, bulletin)
        return replace(plain, duration=plain.duration + self.longer_at(tx, bulletin, place))

    def _unready_clip(self, tx: Transaction, bulletin: Bulletin) -> ClipItem:
        render = self.render_of(tx, bulletin)
        if render is not None and render.clip is not None and render.duration is not None:
            return ClipItem(render.clip, render.duration, bulletin.id)
        return ClipItem(UNMADE, self.expected(tx, bulletin), bulletin.id)

    def _begun(self, tx: Transaction, scope: str, entry: Entry) -> Iterable[tuple[datetime, Playlist]]:
        """Give what was published of airings that have begun; a bulletin cancelled since falls silent in its place."""
        for airing in editions.airings(tx, scope):
            if airing.plan_id == entry.id and airing.start < tx.now:
                known = (bulletin_rows.find(tx, one) for one in airing.bulletin_ids)
                cancelled = {one.id for one in known if one.state is State.CANCELLED}
                yield airing.start, Playlist(tuple(silenced(one, cancelled) for one in airing.playlist.items))

    def _before(self, tx: Transaction, scope: str) -> frozenset[str]:
        """Return the bulletins that programmes of a scope carried on earlier days, also programmes ended since."""
        timezone = locality_rows.tree(tx).locality(self._home(tx, scope)).timezone
        today = local_midnight(tx.now, timezone)
        mine = plan_rows.programme_ids(tx, scope, today - POOL_AGE)
        return frozenset().union(*(editions.carried(tx, one, today - POOL_AGE, today) for one in mine))

    def _forget_ahead(self, tx: Transaction, scope: str) -> None:
        """Take back what was foretold of the programmes of a scope; its next edition tells it anew."""
        for entry_id in plan_rows.programme_ids(tx, scope, tx.now - POOL_AGE):
            editions.forget_ahead(tx, entry_id)

    def _touch_places_of(self, tx: Transaction, bulletin_id: str) -> None:
        """Also touch the places whose programmes may take the bulletin."""
        super()._touch_places_of(tx, bulletin_id)
        bulletin, tree = bulletin_rows.find(tx, bulletin_id), locality_rows.tree(tx)
        for entry in plan_rows.programmes_in(tx, bulletin.locality):
            if entry.programme and entry.programme.takes(bulletin_id, int(bulletin.field)):
                for scope in scopes(entry):
                    if is_offered(bulletin, self._home(tx, scope), tree):
                        editions.touch(tx, scope)

    def _home(self, tx: Transaction, scope: str) -> str:
        """Return the locality of a scope: itself, or where the station stands."""
        _, colon, station_id = scope.partition(":")
        return station_rows.find(tx, station_id).locality if colon else scope


def is_offered(bulletin: Bulletin, place: str, tree: Tree) -> bool:
    """Tell whether a programme at ``place`` may take a bulletin by itself.

    Never an emergency, which walks its own way. In a commune no ordinary bulletin from above it: those wait in the
    commune's inbox until a person there chooses them (TT 39/2020).
    """
    if bulletin.priority is Priority.EMERGENCY or not tree.is_within(place, bulletin.locality):
        return False
    inside = tree.path(place)[tree.path(place).index(bulletin.locality) + 1 :]
    from_above = any(tree.by_code[one].kind is Kind.COMMUNE for one in inside)
    return bulletin.priority is Priority.PRIORITY or not from_above


def silenced(item: Item, cancelled: set[str]) -> Item:
    """Return an item, or silence as long in place of a cancelled bulletin: what follows keeps its time."""
    if isinstance(item, ClipItem) and item.bulletin_id in cancelled:
        return PauseItem(item.duration)
    return item


def local_midnight(now: datetime, timezone: str = TIMEZONE) -> datetime:
    """Return the aware instant at which the local day of ``now`` began."""
    here = now.astimezone(ZoneInfo(timezone))
    return datetime.combine(here.date(), time(), ZoneInfo(timezone)).astimezone(now.tzinfo)
