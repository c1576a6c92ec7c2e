"""Calendar files against the schedule: what each event would become here, taking what was chosen, giving a file.

An event becomes an entry only with a bulletin: the one it was written with, or one of exactly its title. Never writes
bulletins, never reads or writes the format itself.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from broadcaster import plans
from broadcaster.accounts import Person
from broadcaster.bulletins import ENDED, HELD, Bulletin, State
from broadcaster.dispatch.changing import Changing
from broadcaster.dispatch.planning import Consequence, Placed, is_of
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.ical import About, Imported, ImportedEvent, entry_of, write_calendar
from broadcaster.localities import Tree
from broadcaster.plans import Entry
from broadcaster.store import Slice, Transaction, audit, new_id
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.audit import AuditFilter, AuditRow
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.recurrence import InvalidRecurrence, Recurrence
from schedules.timetable import Airing, Compiled, merge

IMPORTED, UNDONE = "plan.import", "plan.undo_import"
"""What stands in the audit log for each entry that an import made, and for each that was taken back."""
IMPORT = "import:"
SHOWN_NEXT = 5
MOST_EXPORTED = 1_000
USABLE = HELD | {State.SUBMITTED}


class Fit(StrEnum):
    """What becomes of an event here."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OVER = "over"
    NO_BULLETIN = "no_bulletin"
    REFUSED = "refused"


FITS = {
    Fit.NEW: "ical.fit_new",
    Fit.CHANGED: "ical.fit_changed",
    Fit.SAME: "ical.fit_same",
    Fit.OVER: "ical.fit_over",
    Fit.NO_BULLETIN: "ical.fit_no_bulletin",
    Fit.REFUSED: "ical.fit_refused",
}

TAKEABLE = frozenset({Fit.NEW, Fit.CHANGED})


@dataclass(frozen=True, slots=True)
class Weighed:
    """One event with the entry it would be, what that would do, and why it cannot be taken if it cannot."""

    event: ImportedEvent
    fit: Fit
    entry: Entry
    starts: tuple[datetime, ...] = ()
    consequence: Consequence | None = None
    fault: BroadcasterError | None = None

    @property
    def reason(self) -> Reason:
        """What becomes of it, in words; ``fault`` says the rest."""
        return Reason(FITS[self.fit], (("title", self.event.title),))


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking events: the entries placed, and those that could not be, with the reason.

    ``batch`` names the whole of it in the audit log; ``undo_import`` takes it back.
    """

    placed: tuple[Placed, ...]
    left: tuple[tuple[str, BroadcasterError], ...]
    batch: str


@dataclass(frozen=True, slots=True)
class Undone:
    """What came of undoing an import: the entries as they are again, and what was changed since, with the reason."""

    entries: tuple[Entry, ...]
    left: tuple[tuple[str, BroadcasterError], ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the events of one file may mean at one locality."""

    tree: Tree
    locality: str
    by_title: Mapping[str, Bulletin]
    living: Mapping[str, Entry]

    def near(self, code: str) -> bool:
        """Tell whether something of ``code`` may sound at the locality: it stands on its path or inside it."""
        return self.tree.is_within(code, self.locality) or code in self.tree.path(self.locality)

    def same_as(self, wish: Entry) -> Entry | None:
        """Return the running entry that already does just what ``wish`` would."""
        return next((one for one in self.living.values() if likeness(one) == likeness(wish)), None)


class Calendars(Changing):
    """Calendar files on their way in and out."""

    def weigh(
        self, imported: Imported, locality: str, by: Person | None = None, *, wanted: Container[int] | None = None
    ) -> list[Weighed]:
        """Return what the events would become at a locality, in the order of the file; keeps nothing.

        ``wanted`` are the places in the file that are looked at, for each costs a look into the schedule. Without
        ``by`` nobody's rights are asked.
        """
        with self.store.read() as tx:
            shelf = self._shelf(tx, locality)
            wishes: list[Weighed] = []
            used: set[str] = set()
            for one in imported.events:
                blank = Entry(new_id(), one.title, (locality,), (), one.recurrence, by.id if by else "", tx.now)
                free = not one.origin and one.entry_id not in used
                own = shelf.living.get(one.entry_id) if free and any(next_starts(one.recurrence, tx.now)) else None
                wishes.append(self._wish(tx, one, shelf, own or blank))
                used.add(wishes[-1].entry.id)
            known = {one.event.uid: one.entry.id for one in wishes if not one.event.origin}
            return [
                self._weighed(tx, linked(one, known), shelf, by)
                for place, one in enumerate(wishes)
                if wanted is None or place in wanted
            ]

    def take(self, chosen: Iterable[Weighed], by: Person) -> Taken:
        """Place the chosen events, those that others refer to first; leave with its reason what is refused now."""
        placed: list[Placed] = []
        left: list[tuple[str, BroadcasterError]] = []
        ids: set[str] = set()
        batch = new_id()
        for one in sorted(chosen, key=lambda one: (bool(one.entry.origin), bool(one.entry.ahead_of))):
            try:
                done = self._taken(one, by, ids=ids, batch=batch)
            except BroadcasterError as fault:
                left.append((one.event.title, fault))
            else:
                placed.append(done)
                ids.add(done.entry.id)
        if placed:
            self.wake()
        return Taken(tuple(placed), tuple(left), batch)

    def undo_import(self, batch: str, by: Person, *, at_once: int = MOST_EXPORTED) -> Undone:
        """Take back what one import made: new entries end, changed ones are as before; what changed since stays.

        Refused ``ical.nothing_to_undo`` when nothing of it is left. ``at_once``: rows of the log in one question.
        """
        undone: list[Entry] = []
        left: list[tuple[str, BroadcasterError]] = []
        for entry, version in self._imported(batch, at_once):
            try:
                undone.append(self._taken_back(entry.id, version, by, batch=batch))
            except BroadcasterError as fault:
                left.append((entry.title, fault))
        if not undone and not left:
            raise Refused("ical.nothing_to_undo")
        if undone:
            self.wake()
        return Undone(tuple(undone), tuple(left))

    def newest_import(self, by: Person) -> str:
        """Return the batch of a person's newest import; Refused ``ical.nothing_to_undo`` when there was none."""
        with self.store.read() as tx:
            found = audit.listed(tx, AuditFilter(by=by.id, action=IMPORTED), Slice(limit=1)).items
        if not found:
            raise Refused("ical.nothing_to_undo")
        return found[0].subject.removeprefix(IMPORT)

    def calendar(self, locality: str) -> bytes:
        """Return the running schedules of a locality and all inside it as an iCalendar file."""
        with self.store.read() as tx:
            tree = locality_rows.tree(tx)
            entries = plan_rows.listed(tx, locality, Slice(limit=MOST_EXPORTED), ended=False).items
            about = {one.id: self._about(tx, one, tree) for one in entries}
            return write_calendar(entries, now=tx.now, name=tree.name(locality), about=about)

    def _shelf(self, tx: Transaction, locality: str) -> Shelf:
        tree = locality_rows.tree(tx)
        shelf = Shelf(tree, tree.locality(locality).code, {}, {one.id: one for one in self._running(tx, locality)})
        found = {one.title: one for one in bulletin_rows.in_states(tx, USABLE) if shelf.near(one.locality)}
        return replace(shelf, by_title=found)

    def _running(self, tx: Transaction, locality: str) -> Iterator[Entry]:
        after = None
        while True:
            page = plan_rows.listed(tx, locality, Slice(after=after, limit=MOST_EXPORTED), ended=False)
            yield from page.items
            if (after := page.next) is None:
                return

    def _wish(self, tx: Transaction, event: ImportedEvent, shelf: Shelf, before: Entry) -> Weighed:
        """Return the entry an event would become here: a new one, or another version of the one it came from."""
        wish = entry_of(event, before)
        stations = tuple(one for one in wish.stations if shelf.near(self._place_of(tx, one)))
        targets = tuple(one for one in wish.targets if shelf.tree.is_within(one, shelf.locality))
        bulletins = tuple(one for one in wish.bulletin_ids if self._is_usable(tx, one, shelf))
        if wish.programme is None and (len(bulletins) < len(wish.bulletin_ids) or not bulletins):
            titled = shelf.by_title.get(event.title)
            bulletins = (titled.id,) if titled else ()
        wish = replace(
            wish,
            targets=targets if targets or stations else (shelf.locality,),
            stations=stations,
            bulletin_ids=bulletins,
            ahead_of=tuple(one for one in wish.ahead_of if one in shelf.living),
        )
        return Weighed(event, Fit.CHANGED if before.id in shelf.living else Fit.NEW, wish)

    def _weighed(self, tx: Transaction, one: Weighed, shelf: Shelf, by: Person | None) -> Weighed:
        """Return a wish with what becomes of it, the first thing in its way telling what it lacks."""
        one = replace(one, starts=tuple(next_starts(one.entry.recurrence, tx.now)))
        if not one.starts:
            return replace(one, fit=Fit.OVER)
        if shelf.same_as(one.entry):
            return replace(one, fit=Fit.SAME)
        if not one.entry.bulletin_ids and one.entry.programme is None:
            return replace(one, fit=Fit.NO_BULLETIN)
        try:
            entry = plans.arrange(one.entry)
            if entry.priority is Priority.EMERGENCY:
                raise Refused("ical.emergency")
            if by is not None:
                self._demand(tx, entry, by)
            self._check_living(tx, entry)
            seen = self._foreseen(tx, entry, one.starts[0])
        except BroadcasterError as fault:
            return replace(one, fit=Fit.REFUSED, fault=fault)
        if seen.first is None and seen.refusals:
            reason = seen.refusals[0].reason
            lacks = Refused(reason.code, field="times", **dict(reason.facts))
            return replace(one, fit=Fit.REFUSED, consequence=seen, fault=lacks)
        return replace(one, entry=entry, consequence=seen)

    def _foreseen(self, tx: Transaction, entry: Entry, first: datetime) -> Consequence:
        """Return what an entry would do in the days of an edition; later ones are asked on its first day."""
        seen = self._foresee(tx, entry)
        if seen.first is not None or seen.refusals:
            return seen
        day = first.astimezone(ZoneInfo(entry.recurrence.timezone)).date()

        def look(scope: str) -> tuple[Compiled, tuple[Airing, ...]]:
            """Return a scope's plan with the entry, and what else is heard there."""
            path = self._scope_path(tx, scope)
            others = merge(self.compiled(tx, one, foreseen=True, day=day).airings for one in path)
            mine = self.compiled(tx, scope, with_entry=entry, foreseen=True, day=day)
            return mine, tuple(one for one in others if not is_of(entry, one))

        return self._told(tx, entry, look)

    def _taken(self, one: Weighed, by: Person, *, ids: set[str], batch: str) -> Placed:
        entry = one.entry
        if entry.priority is Priority.EMERGENCY:
            raise Refused("ical.emergency")
        if one.fit not in TAKEABLE:
            raise one.fault or Refused(FITS[one.fit], title=one.event.title)
        if one.fit is Fit.NEW and entry.origin and entry.origin not in ids and not self._runs(entry.origin):
            entry = replace(entry, origin="", origin_at=None)
        with self.store.begin(by.id) as tx:
            if one.fit is Fit.CHANGED:
                placed = self._changed(tx, self._mine(tx, entry.id, by), entry, by)
            else:
                new = plans.without_permission(plans.arrange(entry))
                placed = self._added(tx, replace(new, approved_at=tx.now), by)
            tx.note(IMPORTED, f"{IMPORT}{batch}", entry=placed.entry.id, version=placed.entry.version)
        return placed

    def _imported(self, batch: str, at_once: int) -> list[tuple[Entry, int]]:
        """Return what an import made and nobody has taken back yet: the entries, and the versions it gave them."""
        made: dict[str, int] = {}
        with self.store.read() as tx:
            for row in reversed(list(self._rows_of(tx, AuditFilter(subject=f"{IMPORT}{batch}"), at_once))):
                if row.action == IMPORTED:
                    made[row.detail["entry"]] = row.detail["version"]
                else:
                    del made[row.detail["entry"]]
            found = [(plan_rows.find(tx, entry_id), version) for entry_id, version in made.items()]
        return [(one, version) for one, version in found if one.ended_at is None or version > 1]

    def _rows_of(self, tx: Transaction, wanted: AuditFilter, at_once: int) -> Iterator[AuditRow]:
        after = None
        while True:
            page = audit.listed(tx, wanted, Slice(after=after, limit=at_once))
            yield from page.items
            if (after := page.next) is None:
                return

    def _taken_back(self, entry_id: str, version: int, by: Person, *, batch: str) -> Entry:
        with self.store.begin(by.id) as tx:
            entry, before = self._mine(tx, entry_id, by), version - 1
            if entry.version != version:
                raise Refused("ical.changed_since", title=entry.title)
            placed = self._restored(tx, entry, before, by) if before else self._unborn(tx, entry, by)
            tx.note(UNDONE, f"{IMPORT}{batch}", entry=entry_id, version=placed.entry.version)
        return placed.entry

    def _runs(self, entry_id: str) -> bool:
        try:
            with self.store.read() as tx:
                return plan_rows.find(tx, entry_id).ended_at is None
        except Missing:
            return False

    def _is_usable(self, tx: Transaction, bulletin_id: str, shelf: Shelf) -> bool:
        bulletin = bulletin_rows.known(tx, bulletin_id)
        return bulletin is not None and bulletin.state not in ENDED and shelf.near(bulletin.locality)

    def _place_of(self, tx: Transaction, station_id: str) -> str:
        try:
            return station_rows.find(tx, station_id).locality
        except Missing:
            return ""

    def _about(self, tx: Transaction, entry: Entry, tree: Tree) -> About:
        bulletins = [one for one in (bulletin_rows.known(tx, each) for each in entry.bulletin_ids) if one is not None]
        lengths = [self.expected(tx, one) for one in bulletins]
        return About(
            duration=sum(lengths[1:], lengths[0]) * entry.repeat if lengths else None,
            description="\n\n".join(one.text for one in bulletins),
            location=", ".join(tree.name(code) for code in entry.targets),
        )


def linked(one: Weighed, known: Mapping[str, str]) -> Weighed:
    """Return a wish whose origin is the id of the entry that the event it stands for becomes here."""
    event, entry = one.event, one.entry
    if event.origin:
        origin = known.get(event.origin, "")
        return replace(one, entry=replace(entry, origin=origin, origin_at=event.origin_at if origin else None))
    if entry.origin:
        return replace(one, entry=replace(entry, origin=known.get(f"{entry.origin}@broadcaster", entry.origin)))
    return one


def likeness(entry: Entry) -> tuple[object, ...]:
    """Return what makes two entries the same for whoever hears them."""
    where = set(entry.targets), set(entry.stations)
    return entry.title, where, entry.bulletin_ids, entry.recurrence, entry.repeat, entry.priority


def next_starts(recurrence: Recurrence, now: datetime) -> Iterator[datetime]:
    """Give the next starts of a recurrence, a few at most; none when its rule cannot be followed."""
    moment: datetime | None = now
    for _ in range(SHOWN_NEXT):
        try:
            moment = recurrence.next_after(moment) if moment else None
        except InvalidRecurrence:
            return
        if moment is None:
            return
        yield moment
