"""The weekly silent test goes the way of a real alarm, keeps its answers, and no row can make it anything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from broadcaster import alerts as rules
from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert, State, Step
from broadcaster.errors import Denied
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus, Up, encode_up
from broadcaster.silent_tests import LASTS, Outcome, Plan, Run, silent_test
from broadcaster.store import alerts, people, silent_tests
from broadcaster.store.tables import alert_tests
from tests.house import START, House

from .test_alarms import alarm_set
from .test_alerting import draft, duty, found, released

TOPIC = "vn-79/v1/localities/79/alarms"
DUE = START + timedelta(days=2, hours=1, minutes=15)
"""Wednesday, a quarter past nine in Vietnam."""
TEST_ID = "weekly-2026-11-25"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def weekly(here: House) -> House:
    """A house that has run since Monday, at the moment when its test is due."""
    here.dispatch.raise_due_tests()
    here.clock.moment = DUE
    return here


def outcome(here: House) -> Outcome | None:
    """Ask whether a test is due now, and return what was noted."""
    run = here.dispatch.raise_due_tests()
    return None if run is None else run.outcome


def verified(here: House, station: str, alert_id: str = TEST_ID) -> None:
    """Let a station say that it verified a test."""
    said = AlarmReport(alert_id, AlarmProgress.VERIFIED, here.clock.now())
    here.dispatch.record_alarms([(f"vn-79/v1/up/{station}/alarm", encode_up(Up.ALARM, said))])


@pytest.mark.slow
def test_each_week_one(here: House) -> None:
    """From the first minute on, asked each quarter of an hour over two weeks and more: Wednesdays at 09:15, once."""
    raised: list[datetime] = []
    for _ in range(16 * 24 * 4):
        if outcome(here) is Outcome.RAISED:
            raised.append(here.clock.now())
        here.clock.advance(timedelta(minutes=15))
    assert raised == [DUE + timedelta(weeks=n) for n in range(2)]


def test_it_is_signed_like_a_real_one_and_keeps_its_answers(weekly: House) -> None:
    """It stands in the province's set as a test without sound, and is listed afterwards with who verified it."""
    rung = weekly.rung[0]
    assert outcome(weekly) is Outcome.RAISED
    assert weekly.rung[0] == rung + 1
    assert weekly.dispatch.sign_alarms() == 1
    (alarm,) = alarm_set(weekly, TOPIC).alarms
    assert (alarm.id, alarm.status, alarm.volume, alarm.siren, alarm.audio) == (TEST_ID, AlarmStatus.TEST, 0, "", None)
    assert not weekly.dispatch.speak_alert()
    assert weekly.dispatch.active_alerts() == ()
    verified(weekly, "st-1")
    weekly.clock.advance(LASTS)
    weekly.dispatch.sign_alarms()
    assert alarm_set(weekly, TOPIC).alarms == ()
    assert found(weekly, TEST_ID).state is State.EXPIRED
    (result,) = weekly.dispatch.weekly_test().results
    assert result.facts == {"day": "25/11/2026", "stations": 2, "verified": 1, "mute": 1}
    assert [one.station.id for call in weekly.dispatch.board(TEST_ID).calls for one in call.lines] == ["st-2"]


def test_it_is_made_up_within_its_day(weekly: House) -> None:
    """A server that comes back in the evening raises it then; one that comes back the next day notes it, once."""
    weekly.clock.moment = START + timedelta(days=2, hours=15, minutes=59)
    assert outcome(weekly) is Outcome.RAISED
    weekly.clock.advance(timedelta(days=7, minutes=1))
    assert outcome(weekly) is Outcome.MISSED
    assert outcome(weekly) is None
    assert [one.run.outcome for one in weekly.dispatch.weekly_test().results] == [Outcome.MISSED, Outcome.RAISED]
    weekly.dispatch.sign_alarms()
    assert alarm_set(weekly, TOPIC).alarms == ()


def test_a_real_alarm_holds_it_back(weekly: House) -> None:
    """While one stands anywhere in the province; when that is over the test is made up the same day."""
    released(weekly, lasts=timedelta(hours=2))
    assert outcome(weekly) is Outcome.HELD
    assert outcome(weekly) is None
    weekly.clock.advance(timedelta(hours=2))
    assert outcome(weekly) is Outcome.RAISED


def test_an_exercise_does_not_hold_it_back(weekly: House) -> None:
    """Only what is real matters more than the test."""
    released(weekly, status=AlarmStatus.EXERCISE)
    assert outcome(weekly) is Outcome.RAISED


def test_other_terms(weekly: House) -> None:
    """Who may raise alerts in all the province sets day and hour, or turns it off; a test that stands ends."""
    outcome(weekly)
    weekly.dispatch.sign_alarms()
    on_duty = duty(weekly)
    plan = weekly.dispatch.set_weekly_test(Plan(weekday=3, at=time(8, 0)), on_duty)
    assert (plan.set_by, plan.set_at) == (on_duty.id, DUE)
    assert found(weekly, TEST_ID).state is State.CANCELLED
    weekly.dispatch.sign_alarms()
    assert alarm_set(weekly, TOPIC).alarms == ()
    weekly.clock.moment = START + timedelta(days=3)
    assert outcome(weekly) is Outcome.RAISED
    assert weekly.dispatch.sign_alarms() == 1
    weekly.dispatch.set_weekly_test(replace(plan, is_on=False), on_duty)
    weekly.clock.advance(timedelta(days=7))
    assert outcome(weekly) is None


def test_who_may_not_set_it(weekly: House) -> None:
    """Neither the leader of a commune, nor an administrator, who raises no alerts."""
    for person in (weekly.leader, weekly.administrator):
        with pytest.raises(Denied):
            weekly.dispatch.set_weekly_test(Plan(is_on=False), person)
    assert weekly.dispatch.weekly_test().plan == Plan(set_at=START)


def test_a_plan_whose_author_left_raises_nothing(weekly: House) -> None:
    """The test of the day is refused, once, and said; terms set anew by somebody who may bring it back."""
    on_duty = duty(weekly)
    weekly.clock.moment = START
    weekly.dispatch.set_weekly_test(Plan(), on_duty)
    with weekly.dispatch.store.begin("test") as tx:
        people.change(tx, replace(on_duty, disabled_at=START))
    weekly.clock.moment = DUE
    assert outcome(weekly) is Outcome.REFUSED
    assert outcome(weekly) is None
    assert weekly.dispatch.sign_alarms() == 0
    other = Person("other", "khac", "Trực ban khác", Role.LEADER, "79")
    with weekly.dispatch.store.begin("test") as tx:
        people.add(tx, other, "một câu dài dễ nhớ")
    weekly.dispatch.set_weekly_test(Plan(), other)
    weekly.clock.advance(timedelta(days=7))
    assert outcome(weekly) is Outcome.RAISED


def test_nothing_before_there_is_a_province(here: House) -> None:
    """A server without its province in the store notes nothing and breaks over nothing."""
    empty = replace(here.dispatch, config=replace(here.dispatch.config, province="01"))
    assert empty.raise_due_tests() is None
    assert empty.weekly_test().plan.set_at is None


FORGERIES: dict[str, Callable[[Alert], Alert]] = {
    "an exercise": lambda one: replace(one, status=AlarmStatus.EXERCISE, volume=100),
    "a real alarm": lambda one: replace(one, status=AlarmStatus.ACTUAL, volume=100),
    "another volume": lambda one: replace(one, volume=100),
    "other words": lambda one: replace(one, text="Chạy đi."),
    "another place": lambda one: replace(one, localities=("c1",)),
    "a longer one": lambda one: replace(one, lasts=timedelta(hours=24)),
    "another id": lambda one: replace(one, id="weekly-x"),
    "not its day": lambda one: silent_test(DUE.date() + timedelta(days=1), "79", DUE),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_signer_refuses_forged_rows(weekly: House, forge: Callable[[Alert], Alert]) -> None:
    """Whoever writes rows, with an approval to match, gets nothing signed but the silent test of the day."""
    forged = forge(silent_test(DUE.date(), "79", DUE))
    with weekly.dispatch.store.begin("thief") as tx:
        alerts.add(tx, forged)
        alerts.stand_for(tx, rules.approved(forged, Step.RULE))
        alerts.touch(tx, *rules.scopes(forged))
    weekly.dispatch.sign_alarms()
    assert all(alarm_set(weekly, f"vn-79/v1/localities/{one}/alarms").alarms == () for one in forged.localities)
    assert found(weekly, forged.id).state is State.RELEASED


def test_the_signer_refuses_a_test_without_its_approval(weekly: House) -> None:
    """The right words alone are not enough, nor a plan's word for an alert of somebody else."""
    with weekly.dispatch.store.begin("thief") as tx:
        bare = silent_test(DUE.date(), "79", DUE)
        other = replace(draft(id="a2", status=AlarmStatus.EXERCISE), released_at=DUE, released_by="x")
        alerts.add(tx, bare)
        alerts.add(tx, replace(other, state=State.RELEASED))
        alerts.stand_for(tx, rules.approved(other, Step.RULE))
        alerts.touch(tx, "79", "c1")
    weekly.dispatch.sign_alarms()
    assert alarm_set(weekly, TOPIC).alarms == ()
    assert alarm_set(weekly, "vn-79/v1/localities/c1/alarms").alarms == ()


def test_the_signer_refuses_a_test_of_forged_terms(weekly: House) -> None:
    """A plan whose row was written past the rules stands for nothing: no name, an unknown one, one without rights."""
    assert outcome(weekly) is Outcome.RAISED
    for changed in (
        {"weekday": 2, "minute": 1},
        {"minute": 555, "set_by": "nobody"},
        {"set_by": weekly.leader.id},
        {"set_by": None, "is_on": False},
    ):
        with weekly.dispatch.store.begin("thief") as tx:
            tx.connection.execute(alert_tests.update().values(**changed))
            alerts.touch(tx, "79")
        weekly.dispatch.sign_alarms()
        assert alarm_set(weekly, TOPIC).alarms == ()


def test_of_two_servers_one_raises_it(weekly: House) -> None:
    """What the other has noted meanwhile is not raised again."""
    with weekly.dispatch.store.begin("system") as tx:
        run = Run(DUE.date(), Outcome.RAISED, tx.now, TEST_ID)
        assert silent_tests.note_run(tx, run)
        assert weekly.dispatch._note_test(tx, run) is None
        assert alerts.known(tx, TEST_ID) is None
