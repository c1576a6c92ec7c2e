"""Steps 1-3 of the path: a bulletin is written, handed in, and approved or rejected by another person."""

from broadcaster import bulletins
from broadcaster.accounts import Action, Person, demand
from broadcaster.bulletins import Bulletin, State
from broadcaster.dispatch.rendering import Rendering
from broadcaster.store import Transaction
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import recordings as recording_rows


class Editing(Rendering):
    """What people do with bulletins; each step is one transaction and one audit row."""

    def save_draft(self, bulletin: Bulletin, by: Person) -> Bulletin:
        """Keep a new draft, or the edited words of a known one; return it as stored."""
        with self.store.begin(by.id) as tx:
            demand(by, Action.COMPOSE, bulletin.locality, locality_rows.tree(tx))
            if bulletin.recording is not None:
                recording_rows.find(tx, bulletin.recording)
            known = bulletin_rows.known(tx, bulletin.id)
            if known is None:
                fresh = bulletins.compose(bulletin)
                bulletin_rows.add(tx, fresh)
                return fresh
            demand(by, Action.COMPOSE, known.locality, locality_rows.tree(tx))
            edited = bulletins.edit(known, bulletin)
            bulletin_rows.change(tx, edited)
            return edited

    def submit(self, bulletin_id: str, version: int, by: Person) -> Bulletin:
        """Hand a draft to a leader; its sound is made at once, so that the leader can hear it."""
        with self.store.begin(by.id) as tx:
            bulletin = self._at_version(tx, bulletin_id, version)
            demand(by, Action.COMPOSE, bulletin.locality, locality_rows.tree(tx))
            pinned = self.readings_of(tx, bulletin), self.voices_of(tx, bulletin)
            submitted = bulletins.submit(bulletin, tx.now, *pinned)
            bulletin_rows.change(tx, submitted)
            self._want_sound(tx, submitted)
        self.wake()
        return submitted

    def approve(self, bulletin_id: str, version: int, by: Person) -> Bulletin:
        """Approve another person's bulletin; when its sound is ready already, so is the bulletin."""
        with self.store.begin(by.id) as tx:
            bulletin = self._at_version(tx, bulletin_id, version)
            demand(by, Action.APPROVE, bulletin.locality, locality_rows.tree(tx))
            approved = bulletins.approve(bulletin, by.id, tx.now)
            bulletin_rows.change(tx, approved)
            self._want_sound(tx, approved)
            settled = self._settle(tx, approved)
        self.wake()
        return settled

    def reject(self, bulletin_id: str, version: int, by: Person, *, reason: str) -> Bulletin:
        """Send a bulletin back to its author with a reason."""
        with self.store.begin(by.id) as tx:
            bulletin = self._at_version(tx, bulletin_id, version)
            demand(by, Action.APPROVE, bulletin.locality, locality_rows.tree(tx))
            rejected = bulletins.reject(bulletin, by.id, tx.now, reason=reason)
            bulletin_rows.change(tx, rejected)
            return rejected

    def cancel_bulletin(self, bulletin_id: str, by: Person, *, reason: str) -> Bulletin:
        """Cancel a bulletin; every timetable it stands in gets a new edition without it."""
        with self.store.begin(by.id) as tx:
            bulletin = bulletin_rows.find(tx, bulletin_id)
            demand(by, Action.COMPOSE, bulletin.locality, locality_rows.tree(tx))
            cancelled = bulletins.cancel(bulletin, reason=reason)
            bulletin_rows.change(tx, cancelled)
            self._touch_places_of(tx, bulletin_id)
        self.wake()
        return cancelled

    def expire_due(self) -> int:
        """End the bulletins whose validity is over; return how many."""
        with self.store.begin("system") as tx:
            ended = [one for one in bulletin_rows.over(tx, tx.now) if one.state is not State.EXPIRED]
            for bulletin in ended:
                bulletin_rows.change(tx, bulletins.expire(bulletin, tx.now))
                self._touch_places_of(tx, bulletin.id)
        return len(ended)

    def _at_version(self, tx: Transaction, bulletin_id: str, version: int) -> Bulletin:
        bulletin = bulletin_rows.find(tx, bulletin_id)
        if bulletin.version != version:
            raise bulletins.changed_meanwhile(bulletin)
        return bulletin
