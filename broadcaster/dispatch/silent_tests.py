"""The weekly silent test: raised on its day by the server, sent by the signer, listed with its answers.

It is a row like that of any alert; the signer compares it with what the plan makes, and believes nothing else of it.
Never signs one, and never makes anything that sounds.
"""

import logging
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from broadcaster import alerts, silent_tests
from broadcaster.accounts import Action, Person, demand
from broadcaster.alerts import SOUNDING, Alert, Step
from broadcaster.dispatch.boarding import Boarding, Tally
from broadcaster.errors import BroadcasterError
from broadcaster.silent_tests import Outcome, Plan, Run
from broadcaster.store import Transaction
from broadcaster.store import alerts as alert_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import silent_tests as test_rows

log = logging.getLogger(__name__)

SHOWN = 4


@dataclass(frozen=True, slots=True)
class Result:
    """One weekly test and how many stations verified it; ``tally`` is None unless it was raised."""

    run: Run
    tally: Tally | None = None

    @property
    def facts(self) -> dict[str, object]:
        """What fills the blanks of the run's sentence."""
        stations, verified = (self.tally.stations, self.tally.verified) if self.tally else (0, 0)
        return {
            "day": f"{self.run.day:%d/%m/%Y}",
            "stations": stations,
            "verified": verified,
            "mute": stations - verified,
        }


@dataclass(frozen=True, slots=True)
class WeeklyTest:
    """The terms of the weekly silent test and its last results, newest first."""

    plan: Plan
    results: tuple[Result, ...]


class SilentTests(Boarding):
    """Setting, raising and reading of the weekly silent test; raising is the server's."""

    def weekly_test(self) -> WeeklyTest:
        """Return the terms and the last results."""
        with self.store.read() as tx:
            results = [Result(one, self._test_tally(tx, one)) for one in test_rows.runs(tx, SHOWN)]
            return WeeklyTest(test_rows.plan(tx), tuple(results))

    def set_weekly_test(self, wanted: Plan, by: Person) -> Plan:
        """Keep other terms of ``by``, who may raise alerts in the whole province; a test that stands ends."""
        with self.store.begin(by.id) as tx:
            demand(by, Action.ALERT, self.config.province, locality_rows.tree(tx))
            kept = test_rows.keep(tx, replace(wanted, set_by=by.id))
            for one in alert_rows.in_states(tx, SOUNDING):
                if one.author == silent_tests.AUTHOR:
                    alert_rows.change(tx, alerts.cancel(one, by.id, tx.now, reason=""))
        self.wake()
        return kept

    def raise_due_tests(self) -> Run | None:
        """Raise the test that is due now, or note why there is none; return what was noted. Called each minute."""
        with self.store.read() as tx:
            if self._has_begun(tx) and self._owed_test(tx) is None:
                return None
        with self.store.begin("system") as tx:
            if not self._has_begun(tx):
                if self._has_province(tx):
                    test_rows.keep(tx, Plan())
                return None
            run = self._owed_test(tx)
            noted = run and self._note_test(tx, run)
        if noted is not None:
            self.wake()
            log.info("weekly silent test of %s: %s", noted.day, noted.outcome)
        return noted

    def _has_begun(self, tx: Transaction) -> bool:
        return test_rows.plan(tx).set_at is not None

    def _has_province(self, tx: Transaction) -> bool:
        return self.config.province in locality_rows.tree(tx).by_code

    def _owed_test(self, tx: Transaction) -> Run | None:
        plan = test_rows.plan(tx)
        zone = ZoneInfo(locality_rows.tree(tx).locality(self.config.province).timezone)
        due = silent_tests.last_due(plan, tx.now, zone)
        kept = test_rows.run_of(tx, due.date())
        return silent_tests.owed(plan, due, tx.now, kept=kept, held=self._is_test_held(tx))

    def _is_test_held(self, tx: Transaction) -> bool:
        """Tell whether a real alarm stands anywhere: the test goes to every station."""
        standing = (one for one in alert_rows.in_states(tx, SOUNDING) if one.is_real)
        return any(one.expires_at is None or one.expires_at > tx.now for one in standing)

    def _note_test(self, tx: Transaction, run: Run) -> Run | None:
        """Keep what became of a test, and the test itself when it is raised; None when another server did."""
        if run.outcome is not Outcome.RAISED:
            return run if test_rows.note_run(tx, run) else None
        made = silent_tests.silent_test(run.day, self.config.province, tx.now)
        if not self._is_signable(tx, made):
            run = Run(run.day, Outcome.REFUSED, tx.now)
        if not test_rows.note_run(tx, run):
            return None
        if run.outcome is Outcome.RAISED:
            alert_rows.add(tx, made)
            alert_rows.stand_for(tx, alerts.approved(made, Step.RULE))
            alert_rows.touch(tx, *alerts.scopes(made))
        return run

    def _is_signable(self, tx: Transaction, made: Alert) -> bool:
        """Tell whether the signer would sign it, as who set the plan may do now."""
        try:
            alerts.check_approvals(made, [alerts.approved(made, Step.RULE)], self.authority(tx, made))
        except BroadcasterError:
            return False
        return True

    def _test_tally(self, tx: Transaction, run: Run) -> Tally | None:
        known = alert_rows.known(tx, run.alert_id) if run.alert_id else None
        return None if known is None else self._board(tx, known).tally
