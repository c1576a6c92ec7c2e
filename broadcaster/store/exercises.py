"""Keeps the terms of the monthly exercise, the second person's word, and what became of each one. Never judges it."""

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import func, select

from broadcaster.exercises import Plan, Terms
from broadcaster.messages import AlarmStatus
from broadcaster.silent_tests import Outcome, Run
from broadcaster.store import audit, silent_tests, upserts
from broadcaster.store.tables import alert_test_runs as runs_kept
from broadcaster.store.tables import alert_tests, alerts
from broadcaster.store.transaction import Transaction

KIND = "audible"
SUBJECT = "alert:exercise"
DAYS = 31


def plan(tx: Transaction) -> Plan:
    """Return the terms and who stands for them; before any were set those the house comes with: off."""
    row = tx.connection.execute(select(alert_tests).where(alert_tests.c.kind == KIND)).one_or_none()
    if row is None:
        return Plan()
    more: dict[str, Any] = row.terms
    terms = Terms(
        **more | {"places": tuple(more["places"])},
        is_on=row.is_on,
        weekday=row.weekday,
        at=time(row.minute // 60, row.minute % 60),
    )
    return Plan(terms, row.set_by, row.set_at, row.agreed_by, row.agreed_at, row.agreed or "")


def set_terms(tx: Transaction, terms: Terms, by: str) -> Plan:
    """Keep terms that ``by`` sets now, and note who set which; nobody has agreed to them yet."""
    before, kept = plan(tx), Plan(terms, by, tx.now)
    names = ("nth", "title", "text", "siren", "volume")
    row = {
        "kind": KIND,
        "is_on": terms.is_on,
        "weekday": terms.weekday,
        "minute": terms.at.hour * 60 + terms.at.minute,
        "terms": {name: getattr(terms, name) for name in names} | {"places": list(terms.places)},
        "set_by": by,
        "set_at": kept.set_at,
        "agreed_by": None,
        "agreed_at": None,
        "agreed": None,
    }
    upserts.put(tx, alert_tests, row, key="kind")
    tx.note("alert.exercise", SUBJECT, **audit.difference(before.terms, terms))
    return kept


def agree(tx: Transaction, agreed: Plan) -> None:
    """Keep a second person's word for the terms as they are."""
    told = {"agreed_by": agreed.agreed_by, "agreed_at": agreed.agreed_at, "agreed": agreed.agreed}
    tx.connection.execute(alert_tests.update().where(alert_tests.c.kind == KIND).values(told))
    tx.note("alert.agree", SUBJECT, terms=agreed.agreed)


def runs(tx: Transaction, most: int) -> list[Run]:
    """Return what became of the newest ``most`` exercises, newest first; one left out beforehand lies ahead."""
    return silent_tests.runs(tx, most, kind=KIND)


def runs_of_month(tx: Transaction, day: date) -> list[Run]:
    """Return what was noted of the exercises in the month of ``day``."""
    return silent_tests.runs(tx, DAYS, kind=KIND, within=f"{day:%Y-%m}")


def note_run(tx: Transaction, run: Run) -> bool:
    """Keep what became of the exercise of a day; False when that is settled already."""
    return silent_tests.note_run(tx, run, kind=KIND)


def skip(tx: Transaction, run: Run) -> bool:
    """Keep that somebody leaves an exercise out beforehand; False when its day is settled already."""
    kept = note_run(tx, run)
    if kept:
        tx.note("alert.skip", SUBJECT, day=run.day, reason=run.reason)
    return kept


def resume(tx: Transaction, day: date) -> bool:
    """Forget that the exercise of a day was to be left out; False when it was not."""
    mine = (runs_kept.c.kind == KIND, runs_kept.c.day == str(day), runs_kept.c.outcome == Outcome.SKIPPED.value)
    found = tx.connection.execute(runs_kept.delete().where(*mine)).rowcount == 1
    if found:
        tx.note("alert.resume", SUBJECT, day=day)
    return found


def is_raised(tx: Transaction, alert_id: str) -> bool:
    """Tell whether an alert is the one that was noted as raised for its day."""
    mine = (runs_kept.c.kind == KIND, runs_kept.c.outcome == Outcome.RAISED.value, runs_kept.c.alert_id == alert_id)
    return tx.connection.scalar(select(runs_kept.c.day).where(*mine)) is not None


def is_real(tx: Transaction, since: datetime) -> bool:
    """Tell whether a real alert, wherever it was, stood at any moment after ``since``."""
    over = func.coalesce(alerts.c.ended_at, alerts.c.expires_at)
    real = (alerts.c.status == AlarmStatus.ACTUAL.value, alerts.c.released_at.is_not(None), over > since)
    return tx.connection.scalar(select(alerts.c.id).where(*real).limit(1)) is not None
