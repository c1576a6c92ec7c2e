"""Emergency alerts in the office: written, confirmed, released by another, corrected, cancelled. Never signs one.

What is released here is picked up by the signer, which asks the recorded approvals again before it signs.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from broadcaster import alerts, inbox
from broadcaster.accounts import Action, Person, demand
from broadcaster.alerts import Alert, Authority, State, Step
from broadcaster.areas import read_shapes
from broadcaster.dispatch.lexicons import readings_at
from broadcaster.dispatch.publishing import Publishing
from broadcaster.dispatch.vouching import planned, vouched
from broadcaster.errors import Refused
from broadcaster.lexicons import Readings
from broadcaster.silent_tests import Standing
from broadcaster.store import Transaction, new_id
from broadcaster.store import alerts as alert_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.alerts import Silence

Change = Callable[[Alert, datetime], Alert]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whom an alert reaches: its stations, how many of them are online now, and the communes they stand in."""

    stations: tuple[str, ...]
    online: int
    communes: tuple[str, ...]


class Alerting(Publishing):
    """The life of an alert up to its release, and its end."""

    def draft_alert(self, alert: Alert, by: Person) -> Alert:
        """Keep a new alert of ``by``, checked; whoever may raise alerts in all its places may."""
        with self.store.begin(by.id) as tx:
            made = alerts.compose(replace(alert, author=by.id, created_at=tx.now))
            self._check_places(tx, made)
            self._demand_alert(tx, by, Action.ALERT, made)
            alert_rows.add(tx, made)
        return made

    def edit_alert(self, alert_id: str, changed: Alert, by: Person) -> Alert:
        """Keep other words for an alert that was not released; ``changed.version`` is the one they were made from."""
        with self.store.begin(by.id) as tx:
            known = self._seen(tx, alert_id, changed.version)
            edited = alerts.edit(known, changed, by.id)
            self._check_places(tx, edited)
            self._demand_alert(tx, by, Action.ALERT, edited)
            alert_rows.change(tx, edited)
        return edited

    def confirm_alert(self, alert_id: str, by: Person, *, version: int) -> Alert:
        """Let ``by`` stand for the words of an alert; from now on its speech is made."""
        return self._step((alert_id, version), by, Step.CONFIRM, lambda one, now: alerts.confirm(one, by.id, now))

    def release_alert(self, alert_id: str, by: Person, *, version: int) -> Alert:
        """Let ``by`` order the sounding; it is on the disk when this returns, and the signer sends it at once."""
        return self._step((alert_id, version), by, Step.RELEASE, lambda one, now: alerts.release(one, by.id, now))

    def override_alert(self, alert_id: str, by: Person, *, version: int, reason: str) -> Alert:
        """Let one person the province named order the sounding alone."""

        def alone(one: Alert, now: datetime) -> Alert:
            """Let ``by`` stand for both steps."""
            return alerts.break_glass(one, by.id, now, reason=reason)

        return self._step((alert_id, version), by, Step.OVERRIDE, alone)

    def cancel_alert(self, alert_id: str, by: Person, *, reason: str, announce: bool = False) -> Alert:
        """End an alert at once, whatever its state; ``announce``: and let the same stations say that it is off."""
        with self.store.begin(by.id) as tx:
            known = alert_rows.find(tx, alert_id)
            self._demand_alert(tx, by, Action.RELEASE if known.state in alerts.SOUNDING else Action.ALERT, known)
            cancelled = alerts.cancel(known, by.id, tx.now, reason=reason)
            alert_rows.change(tx, cancelled)
            if announce and known.state in alerts.SOUNDING:
                told = alerts.notice(cancelled, new_id(), by.id, tx.now)
                alert_rows.add(tx, told)
                alert_rows.stand_for(tx, alerts.approved(told, Step.RELEASE))
                alert_rows.touch(tx, *alerts.scopes(told))
        self.wake()
        return cancelled

    def correct_alert(self, alert_id: str, by: Person) -> Alert:
        """Return the draft of an update of a sounding alert; it replaces the old one when it is released."""
        with self.store.begin(by.id) as tx:
            draft = alerts.correction(alert_rows.find(tx, alert_id), new_id(), by.id, tx.now)
            self._demand_alert(tx, by, Action.ALERT, draft)
            alert_rows.add(tx, draft)
        return draft

    def silence(self, scope: str, by: Person, *, until: datetime) -> tuple[Alert, ...]:
        """Order silence for all stations of a locality or for ``station:<id>``, and cancel what sounds only there.

        Return the alerts that ended. One that reaches further goes on: cancel it by name. The signer sends the order:
        it holds the only key for it.
        """
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            demand(by, Action.SILENCE, self._ruled_at(tx, scope), tree)
            if until <= tx.now:
                raise Refused("alert.silence_over", field="until")
            alert_rows.order_silence(tx, Silence(new_id(), scope, until, by.id, tx.now))
            standing = () if ":" in scope else alert_rows.in_states(tx, alerts.SOUNDING)
            ended = [one for one in standing if self._is_inside(tx, one, scope)]
            for one in ended:
                alert_rows.change(tx, alerts.cancel(one, by.id, tx.now, reason=""))
        self.wake()
        return tuple(ended)

    def reach(self, alert: Alert) -> Reach:
        """Return whom an alert reaches."""
        with self.store.read() as tx:
            return self.reach_at(tx, alert)

    def reach_at(self, tx: Transaction, alert: Alert) -> Reach:
        """Like ``reach``, inside a transaction."""
        rows, tree = station_rows.reached(tx, alert.localities, alert.stations), locality_rows.tree(tx)
        communes = {inbox.commune_of(one.locality, tree) or one.locality for one in rows}
        return Reach(tuple(one.id for one in rows), sum(one.is_online for one in rows), tuple(sorted(communes)))

    def authority(self, tx: Transaction, alert: Alert) -> Authority:
        """Return who people are and where the single stations of an alert stand, as the store says now."""
        everyone = {one.id: one for one in person_rows.everyone(tx)}
        tree, homes = locality_rows.tree(tx), self._homes(tx, alert)
        weekly = planned(tx, alert, Standing(everyone, tree, self.config.province))
        return Authority(everyone, tree, homes, vouched(tx, alert, tree, homes) | weekly)

    def alert_readings(self, alert: Alert) -> Readings:
        """Return the entries of lexicons an alert is read with: those it was confirmed with, a draft the newest."""
        with self.store.read() as tx:
            return self._worded(tx, alert).readings

    def _worded(self, tx: Transaction, alert: Alert) -> Alert:
        """Return a draft with the entries of its origin's lexicon that its words are read with, to be stood for."""
        if alert.state is not State.DRAFT:
            return alert
        return replace(alert, readings=readings_at(tx, alert.origin, alert.text))

    def _step(self, seen: tuple[str, int], by: Person, step: Step, change: Change) -> Alert:
        """Take one step of an alert ``seen`` (id, version), with the person's word for it kept in the same moment."""
        with self.store.begin(by.id) as tx:
            changed = change(self._worded(tx, self._seen(tx, *seen)), tx.now)
            alert_rows.change(tx, changed)
            alert_rows.stand_for(tx, alerts.approved(changed, step))
            if step is Step.CONFIRM:
                self._demand_alert(tx, by, Action.ALERT, changed)
            else:
                self._check_release(tx, changed)
                self._supersede(tx, changed, by)
        self.wake()
        return changed

    def _check_release(self, tx: Transaction, alert: Alert) -> None:
        """Refuse what the signer would not sign, so that who releases learns it now."""
        before = alert_rows.known(tx, alert.updates) if alert.updates else None
        words = alert_rows.approvals(tx, alert.id)
        alerts.check_approvals(alert, words, self.authority(tx, alert), before=before)

    def _supersede(self, tx: Transaction, alert: Alert, by: Person) -> None:
        before = alert_rows.known(tx, alert.updates) if alert.updates else None
        if before is not None and before.state in alerts.SOUNDING:
            alert_rows.change(tx, alerts.supersede(before, by.id, tx.now))

    def _is_inside(self, tx: Transaction, alert: Alert, scope: str) -> bool:
        tree = locality_rows.tree(tx)
        return all(tree.is_within(place, scope) for place in alerts.places(alert, self._homes(tx, alert)))

    def _homes(self, tx: Transaction, alert: Alert) -> dict[str, str]:
        """Return where the single stations of an alert stand; one revoked since keeps its place, so that it can end."""
        return station_rows.homes(tx, alert.stations)

    def _check_places(self, tx: Transaction, alert: Alert) -> None:
        """Refuse to begin an alert for a station that was revoked, or with a drawing that is no shape."""
        read_shapes(alert.drawn)
        living = {one.id for one in station_rows.reached(tx, (), alert.stations)}
        gone = next((one for one in alert.stations if one not in living), None)
        if gone is not None:
            raise Refused("alert.station_unknown", field="stations", id=gone)

    def _seen(self, tx: Transaction, alert_id: str, version: int) -> Alert:
        known = alert_rows.find(tx, alert_id)
        if known.version != version:
            raise Refused("alert.changed_meanwhile", title=known.title)
        return known

    def _demand_alert(self, tx: Transaction, by: Person, action: Action, alert: Alert) -> None:
        tree = locality_rows.tree(tx)
        demand(by, action, alert.origin, tree)
        for place in alerts.places(alert, self._homes(tx, alert)):
            demand(by, action, place, tree)
