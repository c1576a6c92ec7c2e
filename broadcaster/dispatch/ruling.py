"""The rules of the house: who changes them and what that would undo; and the second person for what lies outside them.

Never decides whether something may sound: that is ``schedules.timetable``'s.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster import plans
from broadcaster.accounts import Action, Person, demand, may
from broadcaster.dispatch.planning import Planning
from broadcaster.dispatch.rendering import scopes
from broadcaster.errors import Refused
from broadcaster.localities import Tree, own_rules
from broadcaster.plans import Entry
from broadcaster.store import Transaction
from broadcaster.store import localities as locality_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import stations as station_rows
from schedules.timetable import Reason
from schedules.timetable.house import House
from schedules.timetable.merging import ANYTHING
from schedules.windows import DEFAULT_RULES, Rules, outside, tighten

LOOK_AHEAD = timedelta(days=60)
LONG = timedelta(hours=1)
"""Hardly any programme is longer; asking a leader once too often does no harm."""


@dataclass(frozen=True, slots=True)
class Lost:
    """An entry that new rules would take times from: how many in the coming days, the first, the rule against it."""

    entry: Entry
    times: int
    first: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class Ruled:
    """What new rules of a locality mean: what it must say of its own, what holds there then, and what is lost by it."""

    own: Rules | None
    held: Rules
    lost: tuple[Lost, ...]


class Ruling(Planning):
    """Rules of localities, and exceptions to them."""

    def foresee_rules(self, code: str, wanted: Rules, by: Person) -> Ruled:
        """Return what the rules ``wanted`` at a locality would mean, without keeping anything; refuse looser ones."""
        with self.store.read() as tx:
            return self._ruled(tx, code, wanted, by)

    def set_rules(self, code: str, wanted: Rules, by: Person) -> Ruled:
        """Let the rules ``wanted`` hold at a locality and, at least, below it; due for every place there at once."""
        with self.store.begin(by.id) as tx:
            ruled = self._ruled(tx, code, wanted, by)
            locality_rows.set_rules(tx, code, ruled.own)
        self.wake()
        return ruled

    def undo_rules(self, code: str, by: Person, *, change: int) -> Ruled:
        """Undo the newest change of a locality's rules, the ``change``-th; refused when there was another since."""
        with self.store.read() as tx:
            tree = locality_rows.tree(tx)
            known = locality_rows.rule_changes(tx, code)
            if len(known) != change:
                raise Refused("rules.changed_meanwhile", name=tree.name(code))
            parent, own = tree.locality(code).parent, known[-1]
            wanted = (own or DEFAULT_RULES) if parent is None else tighten(tree.rules(parent), own)
        return self.set_rules(code, wanted, by)

    def approve_outside(self, entry_id: str, by: Person) -> Entry:
        """Let another person's entry sound outside the allowed hours, for the reason that stands in it."""
        with self.store.begin(by.id) as tx:
            entry = self._waiting(tx, entry_id, by)
            allowed = plans.allow_outside(entry, by.id, tx.now, writer=self._writer(tx, entry))
            plan_rows.change(tx, allowed)
            self._touch(tx, allowed)
        self.wake()
        return allowed

    def refuse_outside(self, entry_id: str, by: Person, *, reason: str) -> Entry:
        """Let no time outside the allowed hours stand: the entry keeps its others, or ends when it has none."""
        with self.store.begin(by.id) as tx:
            entry = self._waiting(tx, entry_id, by)
            if not reason.strip():
                raise Refused("plan.refusal_reason_missing", field="reason")
            denied = plans.deny_outside(entry)
            if self._foresee(tx, denied).first is None:
                denied = plans.end(entry, tx.now, reason)
            plan_rows.change(tx, denied)
            tx.note("plan.refuse_outside", f"plan:{entry_id}", reason=reason.strip())
            self._touch(tx, denied)
        self.wake()
        return denied

    def waiting_outside(self, by: Person) -> list[Entry]:
        """Return the entries that wait for a second person and on which ``by`` may decide, oldest first."""
        with self.store.read() as tx:
            found = plan_rows.waiting_outside(tx, by.scope)
            return [one for one in found if self._needs_permission(tx, one) and self._may_allow(tx, one, by)]

    def forbidden(self, code: str, start: datetime, length: timedelta) -> Reason | None:
        """Return which rule of a locality lets nothing but emergencies sound there at a moment; amounts not counted."""
        with self.store.read() as tx:
            rules, timezone = self._rules(tx, code)
            house = House(rules, timezone, self._rule_places(locality_rows.tree(tx), code))
            return house.forbids(replace(ANYTHING, start=start, latest_start=start, end=start + length))

    def may_allow(self, entry: Entry, by: Person) -> bool:
        """Say whether ``by`` may be the second person of an entry that waits for one."""
        with self.store.read() as tx:
            return plans.waits_outside(entry) and self._may_allow(tx, entry, by)

    def _needs_permission(self, tx: Transaction, entry: Entry) -> bool:
        """Say whether any time in the coming weeks may lie outside the hours; how long it sounds is not asked yet."""
        starts = entry.recurrence.between(tx.now, tx.now + LOOK_AHEAD)
        held = [self._rules(tx, scope) for scope in scopes(entry)]
        return any(outside(rules, one, one + LONG, zone) for one in starts for rules, zone in held)

    def _may_allow(self, tx: Transaction, entry: Entry, by: Person) -> bool:
        tree = locality_rows.tree(tx)
        leads = all(may(by, Action.APPROVE, code, tree) for code in self._places(tx, entry))
        return leads and by.id not in {entry.author, self._writer(tx, entry)}

    def _writer(self, tx: Transaction, entry: Entry) -> str:
        """Return who first wished what the entry wishes now: whoever undid a change since has wished nothing."""
        wrote = {one.version + 1: one.by for one in plan_rows.versions(tx, entry.id)}
        numbers = range(1, entry.version)
        same = (one for one in numbers if plans.same_wish(plan_rows.version(tx, entry.id, one), entry))
        return wrote.get(next(same, entry.version), entry.author)

    def _waiting(self, tx: Transaction, entry_id: str, by: Person) -> Entry:
        entry = plan_rows.find(tx, entry_id)
        tree = locality_rows.tree(tx)
        for code in self._places(tx, entry):
            demand(by, Action.APPROVE, code, tree)
        return entry

    def _places(self, tx: Transaction, entry: Entry) -> tuple[str, ...]:
        return (*entry.targets, *(station_rows.find(tx, one).locality for one in entry.stations))

    def _ruled(self, tx: Transaction, code: str, wanted: Rules, by: Person) -> Ruled:
        tree = locality_rows.tree(tx)
        demand_ruling(by, code, tree)
        if tree.locality(code).retired_at is not None:
            raise Refused("locality.retired", name=tree.name(code))
        own = own_rules(tree, code, wanted)
        after = tree.with_rules(code, own)
        return Ruled(own, after.rules(code), self._lost(tx, tree, after, code))

    def _lost(self, tx: Transaction, before: Tree, after: Tree, code: str) -> tuple[Lost, ...]:
        """Return, by their first lost time, the entries that sound at or below ``code`` now and would not any more."""
        lost: dict[str, Lost] = {}
        for scope, place in self._scopes_below(tx, code):
            if before.rules(place) == after.rules(place) or not (entries := self._entries(tx, scope)):
                continue
            now = {(one.plan_id, one.start) for one in self.compiled(tx, scope, foreseen=True).airings}
            then = self.compiled(tx, scope, foreseen=True, under=after).refusals
            gone = [one for one in then if (one.plan_id, one.start) in now and one.start > tx.now]
            for entry in entries:
                if refused := [one for one in gone if one.plan_id == entry.id]:
                    lost.setdefault(entry.id, Lost(entry, len(refused), refused[0].start, refused[0].reason))
        return tuple(sorted(lost.values(), key=lambda one: (one.first, one.entry.id)))

    def _scopes_below(self, tx: Transaction, code: str) -> list[tuple[str, str]]:
        """Return every scope at or below a locality that has plans, with the locality whose rules hold there."""
        return [(scope, self._ruled_at(tx, scope)) for scope in plan_rows.scopes_within(tx, code)]


def demand_ruling(by: Person, code: str, tree: Tree) -> None:
    """Deny unless ``by`` manages a locality or leads it."""
    if not may(by, Action.MANAGE, code, tree):
        demand(by, Action.APPROVE, code, tree)
