"""What an officer asks before and after placing bulletins in the schedule: what will happen, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from broadcaster import plans
from broadcaster.accounts import Action, Person, demand
from broadcaster.bulletins import ENDED
from broadcaster.dispatch.publishing import Publishing
from broadcaster.dispatch.rendering import scopes
from broadcaster.errors import BroadcasterError, Denied, Refused
from broadcaster.plans import Entry
from broadcaster.store import Transaction, editions
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import stations as station_rows
from schedules.timetable import Airing, Compiled, Overlap, Refusal, merge, next_free, overlaps
from schedules.windows import outside

SHOWN_STARTS = 10
NO_FAULTS = frozenset({"schedules.waits_in_inbox", "schedules.empty_programme"})
"""A wish may wait for an answer, and a programme for its first bulletin: neither is wrong."""


Look = Callable[[str], tuple[Compiled, tuple[Airing, ...]]]


@dataclass(frozen=True, slots=True)
class Consequence:
    """What an entry would do: its next starts, how many stations hear it, what is refused and what it collides with.

    ``communes`` counts those in whose inboxes it would wait instead of sounding by itself; at the starts ``outside``
    the allowed hours it sounds only once a second person lets it.
    """

    first: datetime | None
    starts: tuple[datetime, ...]
    duration: timedelta
    stations: int
    localities: tuple[str, ...]
    refusals: tuple[Refusal, ...]
    overlaps: tuple[Overlap, ...]
    next_free: datetime | None
    communes: int = 0
    outside: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class DayRoom:
    """How much of a local day is planned at a locality, and the most its rules allow; None: as much as one likes."""

    used: timedelta
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry as stored, with its consequence."""

    entry: Entry
    consequence: Consequence


class Planning(Publishing):
    """Entries of the schedule, on their way in and out."""

    def foresee(self, entry: Entry) -> Consequence:
        """Return what ``entry`` would do, without keeping anything."""
        with self.store.read() as tx:
            return self._foresee(tx, plans.arrange(entry))

    def day_room(self, code: str, day: date) -> DayRoom:
        """Return how much is planned at a locality on a local day, its own and what comes from above."""
        with self.store.read() as tx:
            rules, timezone = self._rules(tx, code)
            path = self._scope_path(tx, code)
            heard = merge(self.compiled(tx, one, foreseen=True, day=day).airings for one in path)
            mine = [one for one in heard if one.start.astimezone(ZoneInfo(timezone)).date() == day]
        return DayRoom(sum((one.duration for one in mine), timedelta()), rules.minutes_per_day)

    def add_entry(self, entry: Entry, by: Person) -> Placed:
        """Keep a new entry; it is in the next edition of its localities as soon as its bulletins are ready."""
        with self.store.begin(by.id) as tx:
            arranged = replace(plans.without_permission(plans.arrange(entry)), approved_at=tx.now)
            placed = self._admitted(tx, arranged, by)
            plan_rows.add(tx, arranged)
            self._touch(tx, arranged)
        self.wake()
        return placed

    def end_entry(self, entry_id: str, by: Person, *, reason: str) -> Entry:
        """End an entry: its coming airings leave the timetable with the next edition."""
        with self.store.begin(by.id) as tx:
            entry = plan_rows.find(tx, entry_id)
            self._demand(tx, entry, by)
            ended = plans.end(entry, tx.now, reason)
            plan_rows.change(tx, ended)
            self._touch(tx, ended)
        self.wake()
        return ended

    def reinstate_entry(self, entry_id: str, by: Person) -> Entry:
        """Undo the ending of an entry."""
        with self.store.begin(by.id) as tx:
            entry = plan_rows.find(tx, entry_id)
            self._demand(tx, entry, by)
            self._check_living(tx, entry)
            again = plans.reinstate(entry, tx.now)
            plan_rows.change(tx, again)
            self._touch(tx, again)
        self.wake()
        return again

    def _admitted(self, tx: Transaction, entry: Entry, by: Person) -> Placed:
        """Return what an entry about to be kept will do, or refuse it; everything that keeps one asks this first."""
        self._check(tx, entry, by)
        consequence = self._foresee(tx, entry)
        if consequence.first is None and consequence.refusals:
            raise refused(consequence.refusals[0])
        return Placed(entry, consequence)

    def _check(self, tx: Transaction, entry: Entry, by: Person) -> None:
        """Refuse an entry for its own sake, whatever else is planned."""
        plans.check_future(entry, tx.now)
        self._demand(tx, entry, by)
        self._check_living(tx, entry)
        self._check_beaten(tx, entry, by)

    def _refusals(self, tx: Transaction, entries: Sequence[Entry]) -> dict[str, BroadcasterError]:
        """Return, by id, why which of several new entries would never sound, if all of them were kept together.

        Each scope is compiled once, however many they are. What is refused takes nothing from the others.
        """
        heard: set[str] = set()
        found: dict[str, BroadcasterError] = {}
        for scope in dict.fromkeys(scope for one in entries for scope in scopes(one)):
            mine = [one for one in entries if scope in scopes(one)]
            compiled = self.compiled(tx, scope, with_entries=mine, foreseen=True)
            heard.update(one.plan_id for one in compiled.airings if one.start > tx.now)
            for one in compiled.refusals:
                if one.reason.code not in NO_FAULTS and one.start > tx.now:
                    found.setdefault(one.plan_id, refused(one))
        return {one.id: found[one.id] for one in entries if one.id in found and one.id not in heard}

    def _foresee(self, tx: Transaction, entry: Entry) -> Consequence:
        def look(scope: str) -> tuple[Compiled, tuple[Airing, ...]]:
            return self.compiled(tx, scope, with_entry=entry, foreseen=True), self._others(tx, scope, entry)

        return self._told(tx, entry, look)

    def _told(self, tx: Transaction, entry: Entry, look: Look) -> Consequence:
        """Return what an entry would do where ``look`` tells how it compiles and what else is heard."""
        mine: list[Airing] = []
        refusals: list[Refusal] = []
        clashes: list[Overlap] = []
        free: datetime | None = None
        for scope in scopes(entry):
            compiled, others = look(scope)
            here = [one for one in compiled.airings if one.plan_id == entry.id and one.start > tx.now]
            mine.extend(here)
            refused = (one for one in compiled.refusals if one.reason.code not in NO_FAULTS)
            refusals.extend(one for one in refused if one.plan_id == entry.id and one.start > tx.now)
            clashes.extend(
                one for one in overlaps([*here, *others]) if entry.id in (one.first.plan_id, one.second.plan_id)
            )
            if free is None and here and (clashes or refusals):
                rules, timezone = self._rules(tx, scope)
                length = here[0].end - here[0].start
                free = next_free(others, here[0].start, length, rules=rules, timezone=timezone, like=here[0])
        return self._consequence(tx, entry, mine, refusals=refusals, clashes=clashes, free=free)

    def _consequence(
        self,
        tx: Transaction,
        entry: Entry,
        mine: Iterable[Airing],
        *,
        refusals: list[Refusal],
        clashes: list[Overlap],
        free: datetime | None,
    ) -> Consequence:
        airings = {one.id: one for one in mine}.values()
        starts = sorted({one.start for one in airings})
        return Consequence(
            first=starts[0] if starts else None,
            starts=tuple(starts[:SHOWN_STARTS]),
            duration=max((one.end - one.start for one in airings), default=timedelta()),
            stations=station_rows.hearing(tx, entry.targets, entry.stations),
            localities=entry.targets,
            refusals=tuple({(one.start, one.reason): one for one in refusals}.values()),
            overlaps=tuple({(one.first.id, one.second.id): one for one in clashes}.values()),
            next_free=free,
            outside=self._waiting_outside(tx, entry, airings),
            communes=len(self._shares(tx, entry, known=bool(inbox_rows.of_entry(tx, entry.id)))),
        )

    def _waiting_outside(self, tx: Transaction, entry: Entry, airings: Iterable[Airing]) -> tuple[datetime, ...]:
        """Return the starts that wait for a second person to let them be outside the allowed hours."""
        if not plans.waits_outside(entry):
            return ()
        held = [self._rules(tx, scope) for scope in scopes(entry)]
        return tuple(
            sorted(
                {one.start for one in airings if any(outside(rules, one.start, one.end, zone) for rules, zone in held)}
            )
        )

    def _others(self, tx: Transaction, scope: str, entry: Entry) -> tuple[Airing, ...]:
        kept = merge(self.compiled(tx, one, foreseen=True).airings for one in self._scope_path(tx, scope))
        return tuple(one for one in kept if one.end > tx.now and not is_of(entry, one))

    def _demand(self, tx: Transaction, entry: Entry, by: Person) -> None:
        """Deny unless ``by`` may schedule everywhere the entry sounds; raise Missing for a place that is not there."""
        tree = locality_rows.tree(tx)
        for code in (*entry.targets, *(station_rows.find(tx, one).locality for one in entry.stations)):
            demand(by, Action.SCHEDULE, code, tree)

    def _check_living(self, tx: Transaction, entry: Entry) -> None:
        """Refuse an entry that is to sound although a place of it was merged away or a bulletin of it has ended."""
        tree = locality_rows.tree(tx)
        for code in entry.targets:
            if tree.locality(code).retired_at is not None:
                raise Refused("locality.retired", field="targets", name=tree.name(code))
        self._check_clips(tx, entry)
        for one in entry.bulletin_ids:
            bulletin = bulletin_rows.find(tx, one)
            if bulletin.state in ENDED:
                raise Refused("bulletin.ended", field="bulletin_ids", title=bulletin.title)

    def _check_beaten(self, tx: Transaction, entry: Entry, by: Person) -> None:
        """Refuse to go ahead of an entry that ``by`` may not schedule: another level placed it."""
        for one in entry.ahead_of:
            beaten = plan_rows.find(tx, one)
            try:
                self._demand(tx, beaten, by)
            except Denied:
                raise Refused("plan.not_yours_to_beat", field="ahead_of", title=beaten.title) from None

    def _touch(self, tx: Transaction, entry: Entry) -> None:
        self._deliver(tx, entry)
        for scope in scopes(entry):
            editions.touch(tx, scope)


def refused(refusal: Refusal) -> Refused:
    """Return a rule's refusal of a wish as the refusal of what a person asked for."""
    return Refused(refusal.reason.code, field="times", **dict(refusal.reason.facts))


def is_of(entry: Entry, airing: Airing) -> bool:
    """Say whether an airing is the entry's own, or the one time of another that the entry stands in for."""
    return airing.plan_id == entry.id or (airing.plan_id == entry.origin and airing.start == entry.origin_at)
