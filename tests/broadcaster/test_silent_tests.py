"""The weekly silent test: due by the clocks of its place, made up within its day, and never anything that sounds."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert, State
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.messages import AlarmStatus
from broadcaster.silent_tests import LASTS, Outcome, Plan, Run, Standing, last_due, owed, silent_test, vouches

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SET = datetime(2026, 1, 1, tzinfo=UTC)
DUE = datetime(2026, 11, 25, 9, 15, tzinfo=VIETNAM)
"""A Wednesday."""
MINUTE = timedelta(minutes=1)
PLAN = Plan(set_at=SET)
TREE = Tree.of([Locality("79", "Thành phố", Kind.PROVINCE), Locality("c1", "Phường", Kind.COMMUNE, "79")])
DUTY = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79")
STANDING = Standing({"duty": DUTY}, TREE, "79")


def run(outcome: Outcome) -> Run:
    """Return what was noted of the day of ``DUE``."""
    return Run(DUE.date(), outcome, DUE)


def local(year: int, month: int, day: int, hour: int = 9, minute: int = 15) -> datetime:
    """Return a moment by the clocks of Vietnam, in UTC as the clock gives it."""
    return datetime(year, month, day, hour, minute, tzinfo=VIETNAM).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (local(2026, 11, 25), date(2026, 11, 25)),
        (local(2026, 11, 25, 9, 14), date(2026, 11, 18)),
        (local(2026, 11, 25, 23, 59), date(2026, 11, 25)),
        (local(2026, 11, 26, 0, 0), date(2026, 11, 25)),
        (local(2026, 9, 1), date(2026, 8, 26)),
        (local(2026, 12, 31), date(2026, 12, 30)),
        (local(2027, 1, 5), date(2026, 12, 30)),
        (local(2028, 3, 1), date(2028, 3, 1)),
        (local(2028, 2, 29), date(2028, 2, 23)),
    ],
)
def test_it_is_due_each_wednesday(now: datetime, due: date) -> None:
    """By local days and hours, over the ends of months, of the year and of a February of 29 days."""
    assert last_due(PLAN, now, VIETNAM) == datetime.combine(due, time(9, 15), VIETNAM)


def test_a_day_of_31() -> None:
    """On the last of a month of 31 days, a Thursday, the test of Thursdays is due; the next is a week later."""
    now = local(2026, 12, 31)
    plan = replace(PLAN, weekday=3)
    assert last_due(plan, now, VIETNAM) == now
    assert last_due(plan, now + timedelta(days=7) - MINUTE, VIETNAM) == now
    assert last_due(plan, now + timedelta(days=7), VIETNAM).date() == date(2027, 1, 7)


def test_local_days_are_not_those_of_utc() -> None:
    """A test at two in the morning is due while it is still the day before in UTC."""
    plan = replace(PLAN, at=time(2, 0))
    assert last_due(plan, datetime(2026, 11, 24, 19, 0, tzinfo=UTC), VIETNAM).date() == date(2026, 11, 25)


def test_a_zone_that_moves_its_clocks() -> None:
    """The hour of the wall stays the same in summer and winter."""
    zone = ZoneInfo("America/New_York")
    for now in (datetime(2026, 10, 28, 20, tzinfo=UTC), datetime(2026, 11, 4, 20, tzinfo=UTC)):
        assert last_due(PLAN, now, zone).hour == 9


@pytest.mark.parametrize(
    ("late", "kept", "held", "outcome"),
    [
        (timedelta(0), None, False, Outcome.RAISED),
        (timedelta(hours=14), None, False, Outcome.RAISED),
        (timedelta(hours=15), None, False, Outcome.MISSED),
        (timedelta(days=6), None, True, Outcome.MISSED),
        (timedelta(0), None, True, Outcome.HELD),
        (timedelta(hours=1), Outcome.HELD, True, None),
        (timedelta(hours=1), Outcome.HELD, False, Outcome.RAISED),
        (timedelta(hours=15), Outcome.HELD, False, None),
        (timedelta(0), Outcome.RAISED, False, None),
        (timedelta(hours=15), Outcome.MISSED, False, None),
        (timedelta(0), Outcome.REFUSED, False, None),
    ],
)
def test_what_is_owed(late: timedelta, kept: Outcome | None, held: bool, outcome: Outcome | None) -> None:
    """Raised within its day, held back while something real stands, noted once when its day has gone by."""
    known = None if kept is None else run(kept)
    found = owed(PLAN, DUE, (DUE + late).astimezone(UTC), kept=known, held=held)
    assert (found and found.outcome) == outcome
    if found is not None:
        assert found.day == DUE.date()
        assert found.alert_id == ("weekly-2026-11-25" if outcome is Outcome.RAISED else None)
        assert found.code == f"tests.{found.outcome}"


@pytest.mark.parametrize(
    "plan", [Plan(), replace(PLAN, is_on=False), replace(PLAN, set_at=DUE + MINUTE)], ids=["new", "off", "set later"]
)
def test_nothing_is_owed(plan: Plan) -> None:
    """Not before the house has begun, not when it is off, and not of the time before the terms were set."""
    assert owed(plan, DUE, DUE + 2 * MINUTE, kept=None, held=False) is None
    assert not vouches(silent_test(DUE.date(), "79", DUE), plan, STANDING)


def test_it_can_not_sound() -> None:
    """A released test of level 1 for the province: no siren, no volume, no speech to be made, over in minutes."""
    made = silent_test(DUE.date(), "79", DUE)
    assert (made.status, made.state) == (AlarmStatus.TEST, State.RELEASED)
    assert (made.siren, made.volume, made.clip, made.level) == ("", 0, "", 1)
    assert made.localities == ("79",)
    assert made.expires_at == DUE + LASTS


def test_the_plan_vouches_for_its_test() -> None:
    """For exactly the test of the day, whenever in its day it is released; by the house's terms or a person's."""
    for late in (timedelta(0), timedelta(hours=14)):
        made = silent_test(DUE.date(), "79", DUE + late)
        assert vouches(made, PLAN, STANDING)
        assert vouches(made, replace(PLAN, set_by="duty"), STANDING)


@pytest.mark.parametrize(
    "forged",
    [
        {"status": AlarmStatus.EXERCISE},
        {"status": AlarmStatus.ACTUAL},
        {"volume": 100},
        {"siren": "hue"},
        {"text": "Chạy đi."},
        {"localities": ("79", "c1")},
        {"stations": ("st-1",)},
        {"lasts": timedelta(hours=24)},
        {"id": "weekly-2026-11-26"},
        {"origin": "c1"},
        {"updates": "a1"},
        {"released_at": None},
        {"released_at": DUE - MINUTE},
        {"released_at": DUE + timedelta(days=1)},
        {"released_at": DUE + timedelta(days=7)},
    ],
    ids=str,
)
def test_it_vouches_for_nothing_else(forged: dict[str, object]) -> None:
    """Whatever is changed of what decides what sounds where and when, the plan does not stand for it."""
    made: Alert = replace(silent_test(DUE.date(), "79", DUE), **forged)  # type: ignore[arg-type]
    assert not vouches(made, PLAN, STANDING)


@pytest.mark.parametrize(
    "plan",
    [
        replace(PLAN, set_by="nobody"),
        replace(PLAN, set_by="leader"),
        replace(PLAN, set_by="gone"),
        replace(PLAN, at=time(9, 0)),
        replace(PLAN, weekday=1),
    ],
    ids=["unknown", "of a commune", "disabled", "house terms changed", "another day"],
)
def test_somebody_must_stand_for_the_terms(plan: Plan) -> None:
    """Terms nobody set who may, or a row without a name that differs from what the house came with."""
    leader = replace(DUTY, id="leader", role=Role.LEADER, scope="c1")
    gone = replace(DUTY, id="gone", disabled_at=SET)
    standing = replace(STANDING, people={"duty": DUTY, "leader": leader, "gone": gone})
    assert not vouches(silent_test(DUE.date(), "79", DUE), plan, standing)
