"""What an officer does to entries that are already placed: change, skip, move, copy, undo. Never places new wishes.

Every step is checked as a new entry is, told with its consequence, and kept as another version: nothing is lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count

from broadcaster import amendments
from broadcaster.accounts import Action, Person, demand
from broadcaster.amendments import Made, Moved
from broadcaster.dispatch.planning import Placed, Planning
from broadcaster.dispatch.rendering import scopes
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.plans import Entry, end
from broadcaster.store import Transaction, editions, new_id
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows

UNBORN = 0
"""The version of an entry before it was made: undoing to it ends the entry."""
WEEK_DAYS = 7
DAY = timedelta(days=1)
ON_THE_AIR = ("targets", "stations", "bulletin_ids", "repeat", "priority")
"""What an airing that sounds right now would lose if it changed."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something that could not be copied, and why."""

    title: str
    fault: BroadcasterError


@dataclass(frozen=True, slots=True)
class Copied:
    """What came of copying a day or a week: the entries made, what was not copied; ``batch`` undoes it whole."""

    batch: str
    placed: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """The newest plan of each scope of an entry, as (topic, number); ``whole``: none of them waits to leave."""

    newest: Mapping[str, tuple[str, int]]
    whole: bool


class Changing(Planning):
    """Entries of the schedule after they were placed."""

    def change_entry(self, entry_id: str, changed: Entry, by: Person, *, version: int) -> Placed:
        """Change everything of an entry; Refused ``plan.changed_meanwhile`` unless ``version`` is its newest."""
        with self.store.begin(by.id) as tx:
            entry = self._newest(tx, entry_id, by, version)
            placed = self._changed(tx, entry, changed, by)
        self.wake()
        return placed

    def skip_instance(self, entry_id: str, at: datetime, by: Person) -> Placed:
        """Take one time out of an entry, up to the moment it begins."""
        with self.store.begin(by.id) as tx:
            entry = self._mine(tx, entry_id, by)
            skipped = amendments.skip(entry, at, tx.now)
            self._keep_change(tx, entry, skipped)
            placed = Placed(skipped, self._foresee(tx, skipped))
        self.wake()
        return placed

    def change_instance(self, entry_id: str, at: datetime, moved: Moved, by: Person) -> Placed:
        """Change one time of an entry: it is skipped, and an entry of its own sounds instead."""
        with self.store.begin(by.id) as tx:
            entry = self._mine(tx, entry_id, by)
            amendments.check_running(entry)
            amendments.check_coming(entry, at, tx.now)
            if amendments.is_single(entry):
                placed = self._changed(tx, entry, amendments.reshaped(entry, at, moved), by)
            else:
                self._keep_change(tx, entry, amendments.skip(entry, at, tx.now))
                made = amendments.stand_in(entry, at, moved, Made(new_id(), by.id, tx.now))
                placed = self._added(tx, made, by)
        self.wake()
        return placed

    def move(self, entry_id: str, at: datetime, by: Person, *, moved: Moved, every: bool = False) -> Placed:
        """Change the one time that begins ``at`` or, with ``every``, this time of day on all days."""
        with self.store.read() as tx:
            entry = plan_rows.find(tx, entry_id)
        if not every:
            return self.change_instance(entry_id, at, moved, by)
        return self.change_entry(entry_id, amendments.moved_always(entry, at, moved), by, version=entry.version)

    def foresee_move(self, entry_id: str, at: datetime, *, moved: Moved, every: bool = False) -> Placed:
        """Return what moving a time would do, without keeping anything."""
        with self.store.read() as tx:
            entry = plan_rows.find(tx, entry_id)
            if every:
                wish = amendments.moved_always(entry, at, moved)
            elif amendments.is_single(entry):
                wish = amendments.reshaped(entry, at, moved)
            else:
                wish = amendments.stand_in(entry, at, moved, Made(new_id(), entry.author, tx.now))
            return Placed(wish, self._foresee(tx, wish))

    def copy_day(self, locality: str, source: date, by: Person, *, to: date) -> Copied:
        """Copy what a locality itself planned on one day to another day; what sounds there anyway is left alone."""
        return self._copy(locality, [(source, to)], by)

    def copy_week(self, locality: str, source: date, by: Person, *, to: date) -> Copied:
        """Copy the seven days from ``source`` on to the seven from ``to`` on."""
        return self._copy(locality, [(source + n * DAY, to + n * DAY) for n in range(WEEK_DAYS)], by)

    def undo_copy(self, batch: str, by: Person) -> int:
        """End every entry that one copying made; return how many there were."""
        with self.store.begin(by.id) as tx:
            made = [one for one in plan_rows.of_batch(tx, batch) if one.ended_at is None]
            for entry in made:
                self._demand(tx, entry, by)
                ended = end(entry, tx.now, "")
                plan_rows.change(tx, ended)
                self._deliver(tx, ended)
            editions.touch(tx, *(scope for one in made for scope in scopes(one)))
        self.wake()
        return len(made)

    def undo(self, entry_id: str, version: int, by: Person, *, newest: int | None = None) -> Placed:
        """Restore an earlier version of an entry as its newest one; version 0 ends it, as if it had not been made.

        With ``newest``, the version the person saw, a change somebody made meanwhile is not undone along with theirs.

        What stood in for a time that thereby comes back is ended, and a time that was moved away comes back with the
        end of what stood in for it.
        """
        with self.store.begin(by.id) as tx:
            entry = self._mine(tx, entry_id, by) if newest is None else self._newest(tx, entry_id, by, newest)
            placed = self._unborn(tx, entry, by) if version == UNBORN else self._restored(tx, entry, version, by)
        self.wake()
        return placed

    def sent(self, entry: Entry) -> Sent:
        """Return which plans a station must hold to know the entry as it is now."""
        with self.store.read() as tx:
            waiting = frozenset(editions.due(tx, tx.now, timedelta()))
            topics = {scope: self._timetable_topic(scope) for scope in scopes(entry)}
            newest = {scope: (topic, editions.peek_seq(tx, topic)) for scope, topic in topics.items()}
        return Sent(newest, waiting.isdisjoint(newest))

    def _changed(self, tx: Transaction, entry: Entry, changed: Entry, by: Person) -> Placed:
        following = amendments.change(entry, changed, tx.now)
        self._check_off_air(tx, entry, following)
        placed = self._admitted(tx, following, by)
        self._keep_change(tx, entry, following)
        return placed

    def _added(self, tx: Transaction, entry: Entry, by: Person) -> Placed:
        placed = self._admitted(tx, entry, by)
        plan_rows.add(tx, entry)
        self._touch(tx, entry)
        return placed

    def _keep_change(self, tx: Transaction, before: Entry, after: Entry) -> None:
        plan_rows.change(tx, after)
        self._touch(tx, before)
        self._touch(tx, after)

    def _restored(self, tx: Transaction, entry: Entry, version: int, by: Person) -> Placed:
        old = plan_rows.version(tx, entry.id, version)
        restored = amendments.restore(entry, old, tx.now)
        self._check_off_air(tx, entry, restored)
        self._demand(tx, restored, by)
        if restored.ended_at is None:
            self._check_living(tx, restored)
        self._keep_change(tx, entry, restored)
        for other in self._standing_in(tx, restored):
            self._keep_change(tx, other, end(other, tx.now, ""))
        return Placed(restored, self._foresee(tx, restored))

    def _unborn(self, tx: Transaction, entry: Entry, by: Person) -> Placed:
        ended = end(entry, tx.now, "")
        self._keep_change(tx, entry, ended)
        if entry.origin and entry.origin_at is not None:
            origin = self._mine(tx, entry.origin, by)
            if origin.ended_at is None:
                self._keep_change(tx, origin, amendments.unskip(origin, entry.origin_at))
        return Placed(ended, self._foresee(tx, ended))

    def _standing_in(self, tx: Transaction, entry: Entry) -> list[Entry]:
        """Return the running entries in place of times that the entry has itself again."""
        near = {one.id: one for scope in scopes(entry) for one in self._entries(tx, scope) if one.origin == entry.id}
        return [
            one
            for one in near.values()
            if one.origin_at and entry.recurrence.between(one.origin_at, one.origin_at + amendments.MOMENT)
        ]

    def _copy(self, locality: str, days: list[tuple[date, date]], by: Person) -> Copied:
        if any(source == to for source, to in days):
            raise Refused("plan.copy_onto_itself", field="to")
        batch = new_id()
        with self.store.begin(by.id) as tx:
            demand(by, Action.SCHEDULE, locality, locality_rows.tree(tx))
            wanted = copies(plan_rows.for_locality(tx, locality), days, Made(batch, by.id, tx.now))
            faults = self._faults(tx.looking(), wanted, by)
            placed = [one for one in wanted if one.id not in faults]
            left_out = tuple(LeftOut(one.title, faults[one.id]) for one in wanted if one.id in faults)
            if not placed:
                name = locality_rows.tree(tx).name(locality)
                raise left_out[0].fault if left_out else self._nothing(days[0][0], name)
            self._add_all(tx, placed)
        self.wake()
        return Copied(batch, tuple(placed), left_out)

    def _faults(self, tx: Transaction, wanted: Sequence[Entry], by: Person) -> dict[str, BroadcasterError]:
        """Return, by id, why which of several new entries may not be kept: by itself, or beside all the others."""
        faults: dict[str, BroadcasterError] = {}
        for one in wanted:
            try:
                self._check(tx, one, by)
            except BroadcasterError as fault:
                faults[one.id] = fault
        return faults | self._refusals(tx, [one for one in wanted if one.id not in faults])

    def _add_all(self, tx: Transaction, entries: Sequence[Entry]) -> None:
        plan_rows.add(tx, *entries)
        self._deliver_new(tx, entries)
        editions.touch(tx, *(scope for one in entries for scope in scopes(one)))

    def _nothing(self, day: date, place: str) -> Refused:
        return Refused("plan.nothing_to_copy", field="source", day=f"{day:%d/%m/%Y}", place=place)

    def _newest(self, tx: Transaction, entry_id: str, by: Person, version: int) -> Entry:
        entry = self._mine(tx, entry_id, by)
        if entry.version != version:
            raise Refused("plan.changed_meanwhile", title=entry.title)
        return entry

    def _mine(self, tx: Transaction, entry_id: str, by: Person) -> Entry:
        entry = plan_rows.find(tx, entry_id)
        self._demand(tx, entry, by)
        return entry

    def _check_off_air(self, tx: Transaction, before: Entry, after: Entry) -> None:
        """Refuse a change that would break off what sounds of the entry at this moment."""
        stays = all(getattr(before, name) == getattr(after, name) for name in ON_THE_AIR)
        for scope in scopes(before):
            for airing in editions.airings(tx, scope):
                if airing.plan_id != before.id or not airing.start <= tx.now < airing.end:
                    continue
                if not (stays and after.recurrence.between(airing.start, airing.start + amendments.MOMENT)):
                    raise Refused("plan.on_air", title=before.title, until=airing.end)


def copies(own: Sequence[Entry], days: Sequence[tuple[date, date]], batch: Made) -> list[Entry]:
    """Return new entries for what each day's entries do, on the day beside it; none of what sounds there anyway.

    Their ids are the batch's, numbered.
    """
    found: list[Entry] = []
    numbers = count()
    for source, to in days:
        there = {one for entry in own for one in playing(entry, to)}
        numbered = (replace(batch, id=f"{batch.id}-{next(numbers)}") for _ in own)
        made = (amendments.copied(entry, source, to, as_made) for entry, as_made in zip(own, numbered, strict=True))
        found += [one for one in made if one is not None and there.isdisjoint(playing(one, to))]
    return found


def playing(entry: Entry, day: date) -> set[tuple[object, ...]]:
    """Return what an entry plays where and when on a day, to be known again in others."""
    return {(entry.bulletin_ids, entry.stations, start) for start in amendments.starts_on(entry, day)}
