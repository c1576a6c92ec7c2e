"""Keeps the terms of the weekly silent test and what became of each one. Never judges or raises one.

What became of the monthly exercises stands in the same table, under a kind of their own.
"""

from dataclasses import replace
from datetime import date, time
from typing import Any

from sqlalchemy import Row, select

from broadcaster.silent_tests import Outcome, Plan, Run
from broadcaster.store import audit, upserts
from broadcaster.store.tables import alert_test_runs as runs_kept
from broadcaster.store.tables import alert_tests
from broadcaster.store.transaction import Transaction

KIND = "silent"


def plan(tx: Transaction) -> Plan:
    """Return the terms; those the house comes with, of no moment yet, before any were kept."""
    row = tx.connection.execute(select(alert_tests).where(alert_tests.c.kind == KIND)).one_or_none()
    if row is None:
        return Plan()
    return Plan(row.is_on, row.weekday, time(row.minute // 60, row.minute % 60), row.set_by, row.set_at)


def keep(tx: Transaction, wanted: Plan) -> Plan:
    """Keep other terms, set now, and note who set which; those of the house itself are no change."""
    kept = replace(wanted, set_at=tx.now)
    row = {
        "kind": KIND,
        "is_on": kept.is_on,
        "weekday": kept.weekday,
        "minute": kept.at.hour * 60 + kept.at.minute,
        "set_by": kept.set_by,
        "set_at": kept.set_at,
    }
    before = plan(tx)
    upserts.put(tx, alert_tests, row, key="kind")
    if kept.set_by is not None:
        tx.note("alert.weekly", "alert:weekly", **audit.difference(before, kept))
    return kept


def run_of(tx: Transaction, day: date, *, kind: str = KIND) -> Run | None:
    """Return what became of the test of a local day; None when nothing was noted."""
    mine = (runs_kept.c.kind == kind, runs_kept.c.day == str(day))
    row = tx.connection.execute(select(runs_kept).where(*mine)).one_or_none()
    return None if row is None else _run(row)


def runs(tx: Transaction, most: int, *, kind: str = KIND, within: str = "") -> list[Run]:
    """Return the newest ``most`` tests, newest first; only those whose day begins with ``within`` (2026-11)."""
    query = select(runs_kept).where(runs_kept.c.kind == kind, runs_kept.c.day.startswith(within))
    return [_run(row) for row in tx.connection.execute(query.order_by(runs_kept.c.day.desc()).limit(most))]


def note_run(tx: Transaction, run: Run, *, kind: str = KIND) -> bool:
    """Keep what became of a day's test; False when that is settled already: only one held back may still change."""
    told = {"outcome": run.outcome.value, "noted_at": run.noted_at, "alert_id": run.alert_id}
    told |= {"by": run.by, "reason": run.reason}
    statement = upserts.insert(tx, runs_kept).values({"kind": kind, "day": str(run.day)} | told)
    is_open = runs_kept.c.outcome == Outcome.HELD.value
    kept = statement.on_conflict_do_update(index_elements=["kind", "day"], set_=told, where=is_open)
    return tx.connection.scalar(kept.returning(runs_kept.c.day)) is not None


def _run(row: Row[Any]) -> Run:
    day, outcome = date.fromisoformat(row.day), Outcome(row.outcome)
    return Run(day, outcome, row.noted_at, row.alert_id, row.by, row.reason or "")
