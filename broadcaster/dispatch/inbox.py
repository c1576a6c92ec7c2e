"""What a commune does with the ordinary bulletins it is offered: hears of them, places them, declines them, undoes it.

Placing makes an ordinary entry of the commune's own; from then on it goes the way of every other entry.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from broadcaster import inbox, plans
from broadcaster.accounts import Action, Person, demand
from broadcaster.bulletins import Bulletin
from broadcaster.dispatch.planning import Consequence, Placed, Planning
from broadcaster.dispatch.rendering import scopes
from broadcaster.errors import Refused
from broadcaster.inbox import Arrival, Key, State
from broadcaster.plans import Entry
from broadcaster.store import FIRST, Page, Slice, Transaction, editions, new_id
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from schedules.recurrence import Recurrence
from schedules.timetable import Airing, Compiled, next_free

WAITING = frozenset({State.WAITING})


@dataclass(frozen=True, slots=True)
class Offer:
    """An arrival as a page shows it: who wishes what when, and what placing it as ``made`` would do."""

    arrival: Arrival
    wish: Entry
    bulletin: Bulletin | None
    made: Entry
    consequence: Consequence

    @property
    def recurrence(self) -> Recurrence:
        """When it would sound."""
        return self.made.recurrence

    @property
    def as_wished(self) -> bool:
        """Whether it would sound just when the level above asked for."""
        return self.recurrence == self.wish.recurrence


class Inbox(Planning):
    """The inboxes of the communes, from their side of the counter."""

    def arrivals(self, scope: str, page: Slice = FIRST, *, states: Collection[State] = WAITING) -> Page[Arrival]:
        """Return what arrived in the inboxes of a scope, newest first."""
        with self.store.read() as tx:
            return inbox_rows.listed(tx, scope, states, page)

    def answers(self, entry_id: str) -> Mapping[State, int]:
        """Return how many communes answered an entry how; nothing for an entry that was offered to none."""
        with self.store.read() as tx:
            return inbox_rows.answers(tx, entry_id)

    def offers(self, keys: Iterable[Key]) -> list[Offer]:
        """Return what placing each would do, at the time wished for or the next free one; none that was withdrawn."""
        with self.store.read() as tx:
            heard: dict[str, tuple[Airing, ...]] = {}
            found = (self._offer(tx, one, heard) for one in keys)
            return [one for one in found if one is not None]

    def offer(self, key: Key, recurrence: Recurrence) -> Offer:
        """Return what placing at ``recurrence`` would do."""
        with self.store.read() as tx:
            arrival, wish = inbox_rows.find(tx, key), plan_rows.find(tx, key.entry_id)
            made = self._made(tx, key, wish, recurrence)
            bulletin = bulletin_rows.known(tx, key.bulletin_id)
            return Offer(arrival, wish, bulletin, made, self._foresee(tx, made))

    def place(self, key: Key, recurrence: Recurrence, by: Person) -> Placed:
        """Take an offered bulletin into the commune's own schedule at ``recurrence``."""
        with self.store.begin(by.id) as tx:
            arrival, wish = self._answerable(tx, key, by)
            made = replace(self._made(tx, key, wish, recurrence), approved_at=tx.now)
            placed = self._admitted(tx, made, by)
            kept = replace(placed.entry, author=by.id)
            plan_rows.add(tx, kept)
            inbox_rows.change(tx, arrival, inbox.place(arrival, by.id, tx.now, entry_id=kept.id))
            editions.touch(tx, *scopes(kept))
        self.wake()
        return Placed(kept, placed.consequence)

    def decline(self, key: Key, by: Person, *, reason: str) -> Arrival:
        """Refuse an offered bulletin; the level above reads the reason."""
        with self.store.begin(by.id) as tx:
            arrival, _ = self._answerable(tx, key, by)
            declined = inbox.decline(arrival, by.id, tx.now, reason=reason)
            inbox_rows.change(tx, arrival, declined)
        return declined

    def undo_answer(self, key: Key, by: Person) -> Arrival:
        """Take an answer back: what was placed is ended, and the bulletin waits again as long as it is offered."""
        with self.store.begin(by.id) as tx:
            arrival = inbox_rows.find(tx, key)
            demand(by, Action.SCHEDULE, key.locality, locality_rows.tree(tx))
            inbox_rows.change(tx, arrival, inbox.undo(arrival))
            if arrival.placed_entry:
                self._end_placed(tx, plan_rows.find(tx, arrival.placed_entry))
            self._deliver(tx, plan_rows.find(tx, key.entry_id))
            undone = inbox_rows.find(tx, key)
        self.wake()
        return undone

    def _answerable(self, tx: Transaction, key: Key, by: Person) -> tuple[Arrival, Entry]:
        """Return an arrival that ``by`` may answer now, with the entry that offers it, or refuse."""
        tree = locality_rows.tree(tx)
        if tree.locality(key.locality).retired_at is not None:
            raise Refused("locality.retired", name=tree.locality(key.locality).name)
        arrival = inbox_rows.find(tx, key)
        demand(by, Action.SCHEDULE, key.locality, tree)
        wish = plan_rows.find(tx, key.entry_id)
        if wish.ended_at is not None:
            raise Refused("inbox.withdrawn", title=wish.title)
        if arrival.state is State.WAITING and wish.recurrence.next_after(tx.now) is None:
            raise Refused("inbox.expired")
        return arrival, wish

    def _made(self, tx: Transaction, key: Key, wish: Entry, recurrence: Recurrence) -> Entry:
        """Return the commune's own entry, nobody's yet: its author is asked for when it is kept."""
        share = next((one for one in self._shares(tx, wish, known=True) if one.commune == key.locality), None)
        if share is None:
            raise Refused("inbox.withdrawn", title=wish.title)
        made = inbox.made_entry(wish, share, key, id=new_id(), recurrence=recurrence)
        return plans.arrange(replace(made, title=self._title(tx, key, wish), author="", created_at=tx.now))

    def _title(self, tx: Transaction, key: Key, wish: Entry) -> str:
        """Return the bulletin's own title where the entry holds several, else the entry's."""
        bulletin = bulletin_rows.known(tx, key.bulletin_id) if len(set(wish.bulletin_ids)) > 1 else None
        return wish.title if bulletin is None else bulletin.title

    def _offer(self, tx: Transaction, key: Key, heard: dict[str, tuple[Airing, ...]]) -> Offer | None:
        """Return an offer at its suggested time; ``heard`` keeps what each place hears for the next question."""
        arrival, wish = inbox_rows.find(tx, key), plan_rows.find(tx, key.entry_id)
        try:
            made = self._made(tx, key, wish, wish.recurrence)
        except Refused:
            return None
        told = self._glimpse(tx, made, heard)
        if told.overlaps or told.first is None:
            free = told.next_free or self._free(tx, made, heard)
            made = made if free is None else replace(made, recurrence=inbox.suggested(made.recurrence, free))
            told = self._glimpse(tx, made, heard)
        return Offer(arrival, wish, bulletin_rows.known(tx, key.bulletin_id), made, told)

    def _glimpse(self, tx: Transaction, made: Entry, heard: dict[str, tuple[Airing, ...]]) -> Consequence:
        """Return what an entry would do, asking only once what else a place hears; placing looks again and whole."""

        def look(scope: str) -> tuple[Compiled, tuple[Airing, ...]]:
            if scope not in heard:
                heard[scope] = self._others(tx, scope, made)
            return self.compiled(tx, scope, with_entry=made, foreseen=True, alone=True), heard[scope]

        return self._told(tx, made, look)

    def _free(self, tx: Transaction, made: Entry, heard: dict[str, tuple[Airing, ...]]) -> datetime | None:
        """Return the next free place for an entry that is not allowed where it was wished for."""
        start = made.recurrence.next_after(tx.now)
        scope = scopes(made)[0]
        plan = self._plan(tx, scope, made, foreseen=True)
        if start is None or plan is None:
            return None
        rules, timezone = self._rules(tx, scope)
        like = plan.airing_at(start)
        return next_free(heard[scope], start, plan.duration, rules=rules, timezone=timezone, like=like)

    def _end_placed(self, tx: Transaction, placed: Entry) -> None:
        if placed.ended_at is None:
            plan_rows.change(tx, plans.end(placed, tx.now, ""))
            editions.touch(tx, *scopes(placed))
