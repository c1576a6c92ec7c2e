"""The weekly test in the store: its terms with who set them, and one line for each day that settles once."""

from dataclasses import replace
from datetime import date, time, timedelta

from broadcaster.silent_tests import Outcome, Plan, Run
from broadcaster.store import Store, audit, silent_tests

from .conftest import START

DAY = date(2026, 11, 25)


def test_terms_come_back_as_they_were_set(province: Store) -> None:
    """Before any were kept they are the house's; afterwards those set last, with the moment and who."""
    wanted = Plan(is_on=False, weekday=6, at=time(23, 59), set_by="officer")
    with province.begin("officer") as tx:
        assert silent_tests.plan(tx) == Plan()
        silent_tests.keep(tx, Plan())
        assert silent_tests.plan(tx) == Plan(set_at=START)
        kept = silent_tests.keep(tx, wanted)
        assert kept == silent_tests.plan(tx) == replace(wanted, set_at=START)


def test_who_set_the_terms_is_in_the_log(province: Store) -> None:
    """With what was changed; the house's own beginning is no change of anybody's."""
    with province.begin("system") as tx:
        silent_tests.keep(tx, Plan())
    with province.begin("officer") as tx:
        silent_tests.keep(tx, Plan(at=time(10, 0), set_by="officer"))
    with province.read() as tx:
        (row,) = [one for one in audit.listed(tx).items if one.action == "alert.weekly"]
    assert row.by == "officer"
    assert set(row.detail) == {"at", "set_by"}


def test_a_day_settles_once(province: Store) -> None:
    """Of two servers one raises; what was held back may still be raised, and nothing else changes afterwards."""
    raised = Run(DAY, Outcome.RAISED, START, f"weekly-{DAY}")
    held = Run(DAY + timedelta(days=7), Outcome.HELD, START)
    with province.begin("system") as tx:
        assert silent_tests.run_of(tx, DAY) is None
        assert silent_tests.note_run(tx, raised)
        assert not silent_tests.note_run(tx, replace(raised, outcome=Outcome.MISSED, alert_id=None))
        assert silent_tests.note_run(tx, held)
        assert silent_tests.runs(tx, 5) == [held, raised]
        assert silent_tests.note_run(tx, replace(held, outcome=Outcome.RAISED, alert_id="weekly"))
        assert not silent_tests.note_run(tx, held)
        assert silent_tests.run_of(tx, DAY) == raised
        assert [one.outcome for one in silent_tests.runs(tx, 1)] == [Outcome.RAISED]
