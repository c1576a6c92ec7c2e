"""Where a province's priority programme meets a commune's, and what the commune decides about it before the deadline.

Asks the published editions, for they are what would sound. A decision is in the commune's next edition at once.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from broadcaster import collisions, inbox
from broadcaster.accounts import Action, Person, demand
from broadcaster.collisions import AROUND, Collision, Decision, Outlook, Pair
from broadcaster.dispatch.publishing import Publishing
from broadcaster.errors import Refused
from broadcaster.store import Transaction, editions
from broadcaster.store import decisions as decision_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from schedules.priority import Priority
from schedules.timetable import Airing


class Deciding(Publishing):
    """The order of programmes that collide."""

    def collisions(self, scope: str) -> tuple[Collision, ...]:
        """Return the collisions still to come in the communes of a scope, those first that must be decided first."""
        with self.store.read() as tx:
            found = [met for commune in self._communes(tx, scope) for met in self._collisions(tx, commune)]
        return tuple(sorted(found, key=lambda one: (one.deadline, one.locality, one.pair)))

    def outlooks(self, collision: Collision) -> tuple[Outlook, Outlook]:
        """Return what would sound if the province's went first, and if the commune's did."""
        since = min(collision.theirs.start, collision.ours.start) - AROUND
        until = max(collision.theirs.end, collision.ours.end) + AROUND
        around = self.airings_between(collision.locality, since, until)
        theirs = collisions.outlook(collision, around, ours_first=False)
        return theirs, collisions.outlook(collision, around, ours_first=True)

    def decide(self, locality: str, pair: Pair, first: str, *, by: Person, seen: str = "") -> Collision:
        """Keep which of two colliding programmes goes first in a commune; ``seen`` is what was decided before."""
        with self.store.begin(by.id) as tx:
            met = self._met(tx, locality, pair, by)
            collisions.check_decision(met, first, tx.now, seen=seen)
            if met.decision is not None and met.decision.first == first:
                return met
            decision = Decision(locality, pair, first, tx.now, by.id)
            decision_rows.save(tx, decision, before=met.decision, title=met.first.title)
            self._touch_ours(tx, met)
        self.wake()
        return Collision(locality, met.theirs, met.ours, decision)

    def undo_decision(self, locality: str, pair: Pair, by: Person) -> Collision:
        """Take a decision back, as long as one may decide: the province's goes first again."""
        with self.store.begin(by.id) as tx:
            met = self._met(tx, locality, pair, by)
            collisions.check_open(met, tx.now)
            if met.decision is None:
                raise Refused("collision.nothing_to_undo")
            decision_rows.forget(tx, met.decision)
            self._touch_ours(tx, met)
        self.wake()
        return Collision(locality, met.theirs, met.ours)

    def _communes(self, tx: Transaction, scope: str) -> list[str]:
        """Return the living communes of a scope; a scope inside a commune decides nothing."""
        tree = locality_rows.tree(tx)
        living = (one for one in tree.subtree(scope) if tree.by_code[one].retired_at is None)
        return [one for one in living if inbox.commune_of(one, tree) == one]

    def _collisions(self, tx: Transaction, commune: str) -> tuple[Collision, ...]:
        above = locality_rows.tree(tx).path(commune)[:-1]
        wide = coming((one for code in above for one in editions.airings(tx, code)), tx.now)
        if not wide:
            return ()
        own = coming((one for several in self._own(tx, commune).values() for one in several), tx.now)
        return collisions.collisions(commune, wide.values(), own.values(), decision_rows.recent(tx, commune))

    def _own(self, tx: Transaction, commune: str) -> Mapping[str, tuple[Airing, ...]]:
        """Return what is published for each scope key inside a commune."""
        stations = (f"station:{one}" for one in station_rows.ids_in(tx, commune))
        return editions.all_airings(tx, (*locality_rows.tree(tx).subtree(commune), *stations))

    def _met(self, tx: Transaction, locality: str, pair: Pair, by: Person) -> Collision:
        demand(by, Action.SCHEDULE, locality, locality_rows.tree(tx))
        found = next((one for one in self._collisions(tx, locality) if one.pair == pair), None)
        if found is None:
            raise Refused("collision.gone")
        return found

    def _touch_ours(self, tx: Transaction, met: Collision) -> None:
        ours = met.ours.id
        editions.touch(
            tx, *(scope for scope, several in self._own(tx, met.locality).items() if ours in {a.id for a in several})
        )


def coming(airings: Iterable[Airing], now: datetime) -> Mapping[str, Airing]:
    """Return the priority airings that are not over, by id."""
    return {one.id: one for one in airings if one.priority is Priority.PRIORITY and one.end > now}
