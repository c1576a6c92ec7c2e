"""The monthly exercise in the store: its terms, both people's words, and what became of each day."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from broadcaster.alerts import Alert, break_glass, cancel, compose
from broadcaster.exercises import Plan, Terms
from broadcaster.messages import AlarmStatus
from broadcaster.silent_tests import Outcome, Run
from broadcaster.store import Store, alerts, audit, exercises, silent_tests

from .conftest import START

DAY = date(2026, 12, 2)
TERMS = Terms(True, 2, 5, time(7, 45), ("79",), "Thử loa", "Bà con không phải làm gì.", "storm", 70)


def noted(store: Store) -> list[tuple[str, str]]:
    """Return who did what to the exercise, by the log."""
    with store.read() as tx:
        return [(one.by, one.action) for one in audit.listed(tx, audit.AuditFilter(subject="alert:exercise")).items]


def test_terms_come_back_as_they_were_set(province: Store) -> None:
    """Before any were set they are the house's: off; the weekly test beside them keeps its own."""
    with province.begin("officer") as tx:
        assert exercises.plan(tx) == Plan()
        kept = exercises.set_terms(tx, TERMS, "officer")
        assert kept == exercises.plan(tx) == Plan(TERMS, "officer", START)
        assert silent_tests.plan(tx).set_at is None


def test_an_agreement_is_to_these_terms(province: Store) -> None:
    """It is kept with its moment; terms set anew, even the same, have none. All of it is in the log."""
    with province.begin("officer") as tx:
        exercises.set_terms(tx, TERMS, "officer")
    with province.begin("head") as tx:
        agreed = replace(exercises.plan(tx), agreed_by="head", agreed_at=tx.now, agreed=TERMS.digest)
        exercises.agree(tx, agreed)
        assert exercises.plan(tx) == agreed
        assert agreed.stands_since == START
    with province.begin("officer") as tx:
        exercises.set_terms(tx, TERMS, "officer")
        assert exercises.plan(tx) == Plan(TERMS, "officer", START)
    assert noted(province) == [("officer", "alert.exercise"), ("head", "alert.agree"), ("officer", "alert.exercise")]


def test_a_day_settles_once(province: Store) -> None:
    """Of two servers one raises; only what was held back may change; the weekly test's days are others."""
    with province.begin("system") as tx:
        assert exercises.note_run(tx, Run(DAY, Outcome.HELD, START))
        assert exercises.note_run(tx, Run(DAY, Outcome.RAISED, START, "exercise"))
        assert not exercises.note_run(tx, Run(DAY, Outcome.MISSED, START))
        assert exercises.is_raised(tx, "exercise")
        assert not exercises.is_raised(tx, "other")
        assert silent_tests.run_of(tx, DAY) is None
        assert silent_tests.note_run(tx, Run(DAY, Outcome.MISSED, START))
        later = Run(DAY + timedelta(days=30), Outcome.MISSED, START)
        assert exercises.note_run(tx, later)
        assert exercises.runs(tx, 1) == [later]
        assert [one.outcome for one in exercises.runs_of_month(tx, date(2026, 12, 31))] == [Outcome.RAISED]
        assert exercises.runs_of_month(tx, date(2026, 11, 30)) == []


def test_leaving_out_and_back(province: Store) -> None:
    """With who and why, in the log too; it may be taken back, what was settled may not."""
    left_out = Run(DAY, Outcome.SKIPPED, START, None, "officer", "Trùng ngày thi.")
    with province.begin("officer") as tx:
        assert exercises.skip(tx, left_out)
        assert not exercises.skip(tx, left_out)
        assert exercises.runs(tx, 5) == [left_out]
        assert not exercises.resume(tx, DAY + timedelta(days=1))
        assert exercises.resume(tx, DAY)
        assert exercises.runs(tx, 5) == []
        assert exercises.note_run(tx, Run(DAY, Outcome.MISSED, START))
        assert not exercises.skip(tx, left_out)
        assert not exercises.resume(tx, DAY)
    assert noted(province) == [("officer", "alert.resume"), ("officer", "alert.skip")]


@pytest.mark.parametrize("status", [AlarmStatus.ACTUAL, AlarmStatus.EXERCISE])
def test_whether_something_real_stood(province: Store, status: AlarmStatus) -> None:
    """Until its end: by itself, or earlier by a cancel; neither a draft nor an exercise counts."""
    real = status is AlarmStatus.ACTUAL
    plain = Alert("a1", status, "flood", 3, "Lũ", "Nước lên.", "79", author="x", created_at=START, localities=("79",))
    with province.begin("officer") as tx:
        alerts.add(tx, compose(plain))
        assert not exercises.is_real(tx, START - timedelta(days=1))
        released = break_glass(compose(plain), "x", START, reason="Không gọi được ai.")
        alerts.change(tx, released)
        assert exercises.is_real(tx, START + timedelta(minutes=59)) is real
        assert not exercises.is_real(tx, START + timedelta(hours=1))
        alerts.change(tx, cancel(released, "x", START + timedelta(minutes=5), reason=""))
        assert exercises.is_real(tx, START + timedelta(minutes=4)) is real
        assert not exercises.is_real(tx, START + timedelta(minutes=5))
