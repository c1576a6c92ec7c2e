"""Ordinary bulletins from above are put into the communes' inboxes, and taken out again when their time is over.

It follows the entries: whoever adds, changes, ends or reinstates one calls ``_deliver``. Never answers for a commune.
"""

from collections.abc import Iterable

from broadcaster import inbox
from broadcaster.bulletins import ENDED
from broadcaster.dispatch.rendering import Rendering
from broadcaster.errors import Missing
from broadcaster.inbox import Key, Share, State
from broadcaster.plans import Entry
from broadcaster.store import Transaction
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store import stations as station_rows
from schedules.priority import Priority


class Delivering(Rendering):
    """The way of a bulletin from the province into the inboxes."""

    def settle_inboxes(self) -> int:
        """Expire what nobody answered in time, and follow the tree where it changed; return how many arrivals.

        Called every minute: as long as nothing waits and the tree stands, it costs two short questions.
        """
        with self.store.read() as tx:
            over = self._over(tx)
            tree_changed = not inbox_rows.knows_tree(tx)
        if not over and not tree_changed:
            return 0
        with self.store.begin("system") as tx:
            expired = sum(inbox_rows.expire(tx, *one) for one in self._over(tx))
            return expired + (self._follow_tree(tx) if tree_changed else 0)

    def _over(self, tx: Transaction) -> list[tuple[str, str]]:
        """Return (entry, bulletin) of what waits although it will never sound any more."""
        waiting = inbox_rows.unanswered(tx)
        entries = {one: plan_rows.find(tx, one) for one in {entry_id for entry_id, _ in waiting}}
        past = {one for one, entry in entries.items() if entry.recurrence.next_after(tx.now) is None}
        return [one for one in waiting if one[0] in past or self._has_ended(tx, one[1])]

    def _has_ended(self, tx: Transaction, bulletin_id: str) -> bool:
        return bool(bulletin_id) and bulletin_rows.find(tx, bulletin_id).state in ENDED

    def _follow_tree(self, tx: Transaction) -> int:
        """Deliver anew after communes were added, moved or merged: each living one is asked, no dissolved one."""
        # Noted before the tree is read: one that changes meanwhile is followed once more.
        inbox_rows.keep_tree(tx)
        entries = (plan_rows.find(tx, one) for one in inbox_rows.offering(tx))
        return sum(self._deliver(tx, one) for one in entries if one.recurrence.next_after(tx.now) is not None)

    def _deliver(self, tx: Transaction, entry: Entry) -> int:
        """Put an entry as it stands now into the right inboxes; return how many arrivals came or went."""
        known = inbox_rows.of_entry(tx, entry.id)
        shares = () if entry.ended_at is not None else self._shares(tx, entry, known=bool(known))
        wanted = {key for share in shares for key in inbox.keys(entry, share)}
        have = {one.key for one in known} | self._handed_on(tx, (one.key for one in known if one.placed_entry))
        gone = [one.key for one in known if one.state is State.WAITING and one.key not in wanted]
        again = [one.key for one in known if one.state is State.EXPIRED and one.key in wanted]
        fresh = sorted(wanted - have)
        inbox_rows.withdraw(tx, gone)
        inbox_rows.renew(tx, again)
        inbox_rows.add(tx, fresh)
        return len(gone) + len(again) + len(fresh)

    def _deliver_new(self, tx: Transaction, entries: Iterable[Entry]) -> None:
        """Put entries that were just made into the inboxes: nothing of them is there yet."""
        look = tx.looking()
        for entry in entries:
            inbox_rows.add(tx, sorted(key for share in self._shares(look, entry) for key in inbox.keys(entry, share)))

    def _handed_on(self, tx: Transaction, placed: Iterable[Key]) -> set[Key]:
        """Return the arrivals that a commune need not answer because one merged into it has placed them."""
        tree = locality_rows.tree(tx)
        communes = ((inbox.commune_of(one.locality, tree), one) for one in placed)
        return {one._replace(locality=commune) for commune, one in communes if commune is not None}

    def _shares(self, tx: Transaction, entry: Entry, *, known: bool = False) -> tuple[Share, ...]:
        """Return what an entry offers to which commune; nothing when it is a commune's own, made from its inbox.

        What a commune has planned by itself stays its own, even when its author moves up to the province later.
        """
        before = plan_rows.version(tx, entry.id, entry.version - 1) if entry.version > 1 and not known else entry
        was_own = before is not entry and before.priority is Priority.ORDINARY
        homes = {one: station_rows.find(tx, one).locality for one in entry.stations}
        scope = "" if was_own else self._scope_of(tx, entry.author)
        found = inbox.shares(entry, locality_rows.tree(tx), homes=homes, author_scope=scope)
        return () if found and inbox_rows.is_placed(tx, entry.id) else found

    def _scope_of(self, tx: Transaction, author: str) -> str:
        """Return where a person stands in the tree; nowhere for the system and for commands."""
        try:
            return person_rows.find(tx, author).scope
        except Missing:
            return ""

    def _only_offered(
        self, tx: Transaction, scope: str, entries: list[Entry], fresh: Iterable[Entry]
    ) -> frozenset[str]:
        """Return which of the entries of a scope do not sound there because communes were only offered them.

        ``fresh`` are those of them that may not be kept yet.
        """
        commune = self._commune_of(tx, scope)
        if commune is None:
            tree = locality_rows.tree(tx)
            above = (one for one in entries if ":" not in scope and not inbox.sounds_by_itself(one, scope, tree))
            return frozenset(one.id for one in above)
        known = inbox_rows.offered_in(tx, commune, [one.id for one in entries])
        new = (one for one in fresh if one.version == 1)
        return known | {one.id for one in new if commune in {share.commune for share in self._shares(tx, one)}}

    def _commune_of(self, tx: Transaction, scope: str) -> str | None:
        """Return the commune in which a locality or ``station:<id>`` stands; None above the communes."""
        _, colon, station_id = scope.partition(":")
        place = station_rows.find(tx, station_id).locality if colon else scope
        return inbox.commune_of(place, locality_rows.tree(tx))
