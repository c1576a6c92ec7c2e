"""The monthly exercise in the office: terms of one person, the word of another, and the raising on its day.

The row it makes is like that of any alert; the signer makes it once more from the terms and compares. Never signs one,
and never makes anything but an exercise.
"""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from broadcaster import alerts, audio, exercises, speech
from broadcaster.accounts import Action, Person, demand
from broadcaster.alerts import SOUNDING, Alert, Step
from broadcaster.dispatch.alarms import LUFS, VOICE
from broadcaster.dispatch.boarding import Boarding, Tally
from broadcaster.errors import Refused
from broadcaster.exercises import Case, Plan, Terms
from broadcaster.silent_tests import Outcome, Run, Standing
from broadcaster.store import Transaction
from broadcaster.store import alerts as alert_rows
from broadcaster.store import exercises as exercise_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows

log = logging.getLogger(__name__)

SHOWN = 6
GAVE_WAY = "Có báo động thật."


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """One exercise and how many stations sounded it, in which places; none and None unless it was raised."""

    run: Run
    tally: Tally | None = None
    places: tuple[str, ...] = ()

    @property
    def code(self) -> str:
        """The wording code of its sentence."""
        return exercises.CODES[self.run.outcome]

    @property
    def facts(self) -> dict[str, object]:
        """What fills the blanks of its sentence."""
        stations, heard = (self.tally.stations, self.tally.heard) if self.tally else (0, 0)
        figures = {"stations": stations, "heard": heard, "mute": stations - heard}
        return {"day": f"{self.run.day:%d/%m/%Y}", "reason": self.run.reason, **figures}


@dataclass(frozen=True, slots=True)
class MonthlyExercise:
    """The plan of exercises, when the next one is due, whether that is left out, and the last ones, newest first.

    ``stands``: two people who may do so now stand for the terms as they are.
    """

    plan: Plan
    stands: bool
    next_at: datetime
    skipped: Run | None
    results: tuple[ExerciseResult, ...]


class Exercises(Boarding):
    """Setting, agreeing, leaving out and raising of the monthly exercise; raising is the server's."""

    def monthly_exercise(self, *, shown: int = SHOWN) -> MonthlyExercise:
        """Return the plan, the next day and the last ``shown`` results; counting who heard is the dear part of it."""
        with self.store.read() as tx:
            plan, zone = exercise_rows.plan(tx), self._exercise_zone(tx)
            due = exercises.next_due(plan.terms, tx.now, zone)
            known = exercise_rows.runs(tx, SHOWN)
            ahead = next((one for one in known if one.day == due.date()), None)
            past = [one for one in known if one is not ahead][:shown]
            results = tuple(self._exercise_result(tx, one) for one in past)
            return MonthlyExercise(plan, exercises.stands(plan, self._standing(tx)), due, ahead, results)

    def set_exercise(self, wanted: Terms, by: Person) -> Plan:
        """Keep other terms of ``by``, who may raise alerts wherever it was and will be heard; one that stands ends.

        Whoever agreed to the former terms agreed to nothing any more.
        """
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            former = exercise_rows.plan(tx).terms.places or (self.config.province,)
            self._demand_all(tx, by, Action.ALERT, {*(one for one in former if one in tree.by_code), *wanted.places})
            terms = exercises.checked(wanted, tree, tx.now, self._exercise_zone(tx))
            kept = exercise_rows.set_terms(tx, terms, by.id)
            self._end_exercises(tx, by.id, reason="")
        self.wake()
        return kept

    def agree_exercise(self, by: Person, *, seen: str) -> Plan:
        """Keep the word of ``by``, who may release alerts in all places, for the terms of the digest ``seen``."""
        with self.store.begin(by.id) as tx:
            plan = exercise_rows.plan(tx)
            if plan.terms.digest != seen:
                raise Refused("exercises.changed_meanwhile")
            self._demand_all(tx, by, Action.RELEASE, plan.terms.places)
            agreed = exercises.agree(plan, by.id, tx.now)
            exercises.checked(plan.terms, locality_rows.tree(tx), tx.now, self._exercise_zone(tx))
            if not exercises.stands(agreed, self._standing(tx)):
                raise Refused("exercises.setter_gone")
            exercise_rows.agree(tx, agreed)
        return agreed

    def skip_exercise(self, by: Person, *, day: date, reason: str) -> Run:
        """Leave out the next exercise, which is on ``day``, for a reason; one person is enough to be quiet."""
        with self.store.begin(by.id) as tx:
            plan = exercise_rows.plan(tx)
            due = exercises.next_due(plan.terms, tx.now, self._exercise_zone(tx))
            run = exercises.skipped(plan, due, by.id, reason=reason, now=tx.now)
            self._demand_all(tx, by, Action.ALERT, plan.terms.places)
            if due.date() != day or not exercise_rows.skip(tx, run):
                raise Refused("exercises.other_day", day=f"{due:%d/%m/%Y}")
        return run

    def resume_exercise(self, by: Person, *, day: date) -> None:
        """Let the exercise of a day ahead be after all; two people stand for it as before."""
        with self.store.begin(by.id) as tx:
            self._demand_all(tx, by, Action.ALERT, exercise_rows.plan(tx).terms.places)
            if day < tx.now.astimezone(self._exercise_zone(tx)).date() or not exercise_rows.resume(tx, day):
                raise Refused("exercises.not_skipped", day=f"{day:%d/%m/%Y}")

    def raise_due_exercise(self) -> Run | None:
        """Raise the exercise that is due now, or note why there is none; end one a real alarm overtook.

        Return what was noted. Called each minute.
        """
        with self.store.read() as tx:
            if not self._is_overtaken(tx) and self._owed_exercise(tx) is None:
                return None
        with self.store.begin("system") as tx:
            if self._is_overtaken(tx):
                self._end_exercises(tx, "system", reason=GAVE_WAY)
            run = self._owed_exercise(tx)
            noted = run if run is not None and self._note_exercise(tx, run) else None
        self.wake()
        if noted is not None:
            log.info("monthly exercise of %s: %s", noted.day, noted.outcome)
        return noted

    def exercise_speech(self) -> Path:
        """Return the speech of the next exercise, made once for each wording, to listen to before agreeing."""
        with self.store.read() as tx:
            plan, zone, tree = exercise_rows.plan(tx), self._exercise_zone(tx), locality_rows.tree(tx)
            due = exercises.next_due(plan.terms, tx.now, zone)
        if plan.set_by is None:
            raise Refused("exercises.none_planned")
        words = alerts.spoken(exercises.exercise(plan.terms, due.date(), tree, due), zone.key)
        codec = audio.Codec(self.config.media_codec)
        heard = self.scratch / f"exercise-{hashlib.sha256(words.encode()).hexdigest()[:32]}{codec.extension}"
        if not heard.exists():
            with self._workshop() as bench:
                speech.speak(words, voice=VOICE, rate=speech.ALARM_RATE, to=bench / "speech.wav")
                made = bench / f"clip{codec.extension}"
                audio.master(
                    bench / "speech.wav", to=made, priority_target_lufs=LUFS, codec=codec, twice=False, ident=False
                )
                made.replace(heard)
        return heard

    def _exercise_zone(self, tx: Transaction) -> ZoneInfo:
        return ZoneInfo(locality_rows.tree(tx).locality(self.config.province).timezone)

    def _standing(self, tx: Transaction) -> Standing:
        everyone = {one.id: one for one in person_rows.everyone(tx)}
        return Standing(everyone, locality_rows.tree(tx), self.config.province)

    def _demand_all(self, tx: Transaction, by: Person, action: Action, places: Iterable[str]) -> None:
        tree = locality_rows.tree(tx)
        for one in places:
            demand(by, action, one, tree)

    def _owed_exercise(self, tx: Transaction) -> Run | None:
        plan = exercise_rows.plan(tx)
        if plan.stands_since is None:
            return None
        due = exercises.last_due(plan.terms, tx.now, self._exercise_zone(tx))
        case = Case(
            held=exercise_rows.is_real(tx, tx.now - exercises.CALM),
            fair=exercises.closed(plan.terms, tx.now, locality_rows.tree(tx)) is None,
            vouched=exercises.stands(plan, self._standing(tx)),
        )
        return exercises.owed(plan, due, tx.now, noted=exercise_rows.runs_of_month(tx, due.date()), case=case)

    def _note_exercise(self, tx: Transaction, run: Run) -> bool:
        """Keep what became of an exercise, and the exercise itself when it is raised; False when another server did."""
        if not exercise_rows.note_run(tx, run):
            return False
        if run.outcome is Outcome.RAISED:
            made = exercises.exercise(exercise_rows.plan(tx).terms, run.day, locality_rows.tree(tx), tx.now)
            alert_rows.add(tx, made)
            alert_rows.stand_for(tx, alerts.approved(made, Step.RULE))
            alert_rows.touch(tx, *alerts.scopes(made))
        return True

    def _is_overtaken(self, tx: Transaction) -> bool:
        """Tell whether an exercise of the plan stands while a real alarm does."""
        return bool(self._exercises(tx)) and exercise_rows.is_real(tx, tx.now)

    def _end_exercises(self, tx: Transaction, by: str, *, reason: str) -> None:
        for one in self._exercises(tx):
            alert_rows.change(tx, alerts.cancel(one, by, tx.now, reason=reason))

    def _exercises(self, tx: Transaction) -> list[Alert]:
        return [one for one in alert_rows.in_states(tx, SOUNDING) if one.author == exercises.AUTHOR]

    def _exercise_result(self, tx: Transaction, run: Run) -> ExerciseResult:
        known = alert_rows.known(tx, run.alert_id) if run.alert_id else None
        if known is None:
            return ExerciseResult(run)
        return ExerciseResult(run, self._board(tx, known).tally, known.localities)
