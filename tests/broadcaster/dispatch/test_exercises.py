"""The monthly exercise goes the way of a real alarm on two people's word, and no row can make it anything else."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster import alerts as rules
from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert, State, Step
from broadcaster.errors import Denied, Refused
from broadcaster.exercises import LASTS, Plan, Terms, exercise
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus, Up, encode_up
from broadcaster.silent_tests import Outcome, Run
from broadcaster.store import alerts, audit, exercises, localities, people
from broadcaster.store.tables import alert_tests
from schedules.windows import NO_RULES, Window
from tests.house import START, House

from .test_alarms import alarm_set
from .test_alerting import duty, found, released

TOPIC = "vn-79/v1/localities/79/alarms"
COMMUNE_TOPIC = "vn-79/v1/localities/c1/alarms"
DUE = datetime(2026, 12, 2, 2, 0, tzinfo=UTC)
"""The first Wednesday of December, nine in the morning in Vietnam."""
DAY = date(2026, 12, 2)
EXERCISE_ID = "exercise-2026-12-02"
TERMS = Terms(is_on=True, places=("79",))
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def head(here: House) -> Person:
    """Return the head of the province, who may release everywhere."""
    person = Person("head", "chi", "Chỉ huy tỉnh", Role.LEADER, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


def agreed(here: House, terms: Terms = TERMS) -> Plan:
    """Let the officer on duty set terms, and the head agree to them."""
    here.dispatch.set_exercise(terms, duty(here))
    return here.dispatch.agree_exercise(head(here), seen=terms.digest)


@pytest.fixture
def monthly(here: House) -> House:
    """A house in which two people stand for a plan since November, at the moment when its exercise is due."""
    agreed(here)
    here.clock.moment = DUE
    return here


def outcome(here: House) -> Outcome | None:
    """Ask whether an exercise is due now, and return what was noted."""
    run = here.dispatch.raise_due_exercise()
    return None if run is None else run.outcome


def dismiss(here: House, person_id: str) -> None:
    """Shut somebody's account."""
    with here.dispatch.store.begin("test") as tx:
        person = next(one for one in people.everyone(tx) if one.id == person_id)
        people.change(tx, replace(person, disabled_at=here.clock.now()))


def result_codes(here: House) -> list[str]:
    """Return the sentences of the last exercises."""
    return [one.code for one in here.dispatch.monthly_exercise().results]


@pytest.mark.slow
def test_nothing_sounds_from_the_start(here: House) -> None:
    """It is off; what one person sets alone raises nothing either, however often it is asked."""
    before = here.dispatch.monthly_exercise()
    assert (before.plan, before.stands, before.results) == (Plan(), False, ())
    here.dispatch.set_exercise(TERMS, duty(here))
    for _ in range(40 * 24 * 2):
        assert outcome(here) is None
        here.clock.advance(timedelta(minutes=30))
    assert here.dispatch.sign_alarms() == 0


@pytest.mark.slow
def test_each_month_one(here: House) -> None:
    """Asked each hour over ten weeks and more: on first Wednesdays at nine, once."""
    agreed(here)
    raised: list[datetime] = []
    for _ in range(75 * 24):
        if outcome(here) is Outcome.RAISED:
            raised.append(here.clock.now())
        here.clock.advance(HOUR)
    assert raised == [DUE, datetime(2027, 1, 6, 2, 0, tzinfo=UTC), datetime(2027, 2, 3, 2, 0, tzinfo=UTC)]


def test_it_is_signed_like_a_real_one_and_tells_who_heard(monthly: House) -> None:
    """It stands in the province's set as an exercise, sounds at stations, and is listed afterwards with who heard."""
    rung = monthly.rung[0]
    assert outcome(monthly) is Outcome.RAISED
    assert monthly.rung[0] == rung + 1
    assert monthly.dispatch.sign_alarms() == 1
    (alarm,) = alarm_set(monthly, TOPIC).alarms
    assert (alarm.id, alarm.status, alarm.volume, alarm.siren) == (EXERCISE_ID, AlarmStatus.EXERCISE, 100, "")
    assert "chín giờ" in alarm.spoken_text
    assert [one.id for one in monthly.dispatch.active_alerts()] == [EXERCISE_ID]
    said = AlarmReport(EXERCISE_ID, AlarmProgress.SOUNDING, monthly.clock.now())
    monthly.dispatch.record_alarms([("vn-79/v1/up/st-1/alarm", encode_up(Up.ALARM, said))])
    monthly.clock.advance(LASTS)
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()
    assert found(monthly, EXERCISE_ID).state is State.EXPIRED
    (result,) = monthly.dispatch.monthly_exercise().results
    assert (result.code, result.facts["heard"], result.facts["mute"]) == ("exercises.raised", 1, 1)
    assert [row.what for row in monthly.dispatch.alert_log(EXERCISE_ID) if row.kind == "word"] == ["rule"]


@pytest.mark.slow
@pytest.mark.parametrize(("late", "expected"), [(HOUR, Outcome.RAISED), (HOUR + MINUTE, Outcome.MISSED)])
def test_a_late_one(monthly: House, late: timedelta, expected: Outcome) -> None:
    """A server that comes back within the hour raises it; later it is noted as left out, once."""
    monthly.clock.advance(late)
    assert outcome(monthly) is expected
    assert outcome(monthly) is None
    assert result_codes(monthly) == [f"exercises.{expected}"]
    assert monthly.dispatch.sign_alarms() == (expected is Outcome.RAISED)


def test_rules_tightened_meanwhile(monthly: House) -> None:
    """Where quiet hours were set since for that hour, nobody is woken: it is left out."""
    with monthly.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c2", replace(NO_RULES, quiet=(Window(time(9), time(10)),)))
    assert outcome(monthly) is Outcome.MISSED


def test_a_real_alarm_holds_it_back(monthly: House) -> None:
    """While one stands, and for a day after its end; then the exercise of the day is left out."""
    monthly.clock.moment = DUE - timedelta(days=1)
    released(monthly, lasts=HOUR)
    monthly.clock.moment = DUE
    assert outcome(monthly) is Outcome.HELD
    assert outcome(monthly) is None
    monthly.clock.moment = DUE + HOUR + MINUTE
    assert outcome(monthly) is None
    assert result_codes(monthly) == ["exercises.held"]


def test_a_day_after_a_real_alarm_it_is_made_up(monthly: House) -> None:
    """When the day of calm ends within the hour, the exercise is raised then."""
    monthly.clock.moment = DUE - timedelta(days=1)
    released(monthly, lasts=timedelta(minutes=30))
    monthly.clock.moment = DUE + timedelta(minutes=29)
    assert outcome(monthly) is Outcome.HELD
    monthly.clock.advance(MINUTE)
    assert outcome(monthly) is Outcome.RAISED
    assert monthly.dispatch.sign_alarms() >= 1
    assert [one.id for one in alarm_set(monthly, TOPIC).alarms] == [EXERCISE_ID]


@pytest.mark.slow
def test_a_real_alarm_ends_it(monthly: House) -> None:
    """One that begins while the exercise stands: the exercise is called off, and in no set that is signed."""
    assert outcome(monthly) is Outcome.RAISED
    monthly.dispatch.sign_alarms()
    released(monthly)
    with monthly.dispatch.store.begin("test") as tx:
        alerts.touch(tx, "79")
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()
    assert [one.id for one in alarm_set(monthly, COMMUNE_TOPIC).alarms] == ["a1"]
    assert outcome(monthly) is None
    ended = found(monthly, EXERCISE_ID)
    assert (ended.state, ended.ended_by, ended.reason) == (State.CANCELLED, "system", "Có báo động thật.")


def test_leaving_one_out(monthly: House) -> None:
    """The next one, for a reason, by whoever may raise alerts there; the one after is as before."""
    monthly.clock.moment = DUE - HOUR
    on_duty = monthly.dispatch.skip_exercise(_person(monthly, "duty"), day=DAY, reason="Trùng ngày thi.")
    assert on_duty.by == "duty"
    ahead = monthly.dispatch.monthly_exercise()
    assert (ahead.skipped, ahead.results) == (on_duty, ())
    monthly.clock.moment = DUE
    assert outcome(monthly) is None
    assert result_codes(monthly) == ["exercises.skipped"]
    monthly.clock.moment = datetime(2027, 1, 6, 2, 0, tzinfo=UTC)
    assert outcome(monthly) is Outcome.RAISED


def test_leaving_out_taken_back(monthly: House) -> None:
    """Before its hour it may be after all; once over, nothing of it changes."""
    monthly.clock.moment = DUE - HOUR
    person = _person(monthly, "duty")
    monthly.dispatch.skip_exercise(person, day=DAY, reason="Trùng ngày thi.")
    monthly.dispatch.resume_exercise(person, day=DAY)
    monthly.clock.moment = DUE
    assert outcome(monthly) is Outcome.RAISED
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(Refused) as refusal:
            monthly.dispatch.resume_exercise(person, day=day)
        assert refusal.value.code == "exercises.not_skipped"


def test_what_was_left_out_stays_so_afterwards(monthly: House) -> None:
    """The day after, nobody can make undone that it was left out."""
    monthly.clock.moment = DUE - HOUR
    person = _person(monthly, "duty")
    monthly.dispatch.skip_exercise(person, day=DAY, reason="Trùng ngày thi.")
    monthly.clock.moment = DUE + timedelta(days=1)
    with pytest.raises(Refused):
        monthly.dispatch.resume_exercise(person, day=DAY)
    assert result_codes(monthly) == ["exercises.skipped"]


def test_only_the_next_one_is_left_out(monthly: House) -> None:
    """A page read last month leaves out no other day, and twice is once."""
    monthly.clock.moment = DUE - HOUR
    person = _person(monthly, "duty")
    for day, is_taken in ((date(2027, 1, 6), False), (DAY, True), (DAY, False)):
        if is_taken:
            assert monthly.dispatch.skip_exercise(person, day=day, reason="Trùng ngày thi.").day == DAY
            continue
        with pytest.raises(Refused) as refusal:
            monthly.dispatch.skip_exercise(person, day=day, reason="Trùng ngày thi.")
        assert refusal.value.code == "exercises.other_day"


def test_who_may_set_agree_and_leave_out(here: House) -> None:
    """Neither a commune's leader for the province, nor an administrator; a commune's plan is for its own people."""
    on_duty = duty(here)
    for person in (here.leader, here.officer, here.administrator):
        with pytest.raises(Denied):
            here.dispatch.set_exercise(TERMS, person)
        with pytest.raises(Denied):  # the plan that is off is the province's too
            here.dispatch.set_exercise(replace(TERMS, places=("c1",)), person)
    here.dispatch.set_exercise(TERMS, on_duty)
    for person in (here.leader, here.administrator):
        with pytest.raises(Denied):
            here.dispatch.agree_exercise(person, seen=TERMS.digest)
        with pytest.raises(Denied):
            here.dispatch.skip_exercise(person, day=DAY, reason="Trùng ngày thi.")
        with pytest.raises(Denied):
            here.dispatch.resume_exercise(person, day=DAY)
    small = replace(TERMS, places=("c1",))
    here.dispatch.set_exercise(small, on_duty)
    with pytest.raises(Denied):  # who may raise an alert may not yet release one
        here.dispatch.agree_exercise(here.officer, seen=small.digest)
    here.dispatch.agree_exercise(here.leader, seen=small.digest)
    assert here.dispatch.monthly_exercise().stands
    assert here.dispatch.skip_exercise(here.officer, day=DAY, reason="Trùng ngày thi.").by == here.officer.id


def test_one_person_is_not_two(here: House) -> None:
    """Who set the terms does not agree to them, nor does anybody to terms they have not read, or that are off."""
    on_duty, other = duty(here), head(here)
    here.dispatch.set_exercise(TERMS, on_duty)
    later = replace(TERMS, at=time(10, 0))
    for person, terms, seen, code in (
        (on_duty, TERMS, TERMS.digest, "exercises.own_terms"),
        (other, later, TERMS.digest, "exercises.changed_meanwhile"),
        (other, replace(TERMS, is_on=False), replace(TERMS, is_on=False).digest, "exercises.none_planned"),
    ):
        here.dispatch.set_exercise(terms, on_duty)
        with pytest.raises(Refused) as refusal:
            here.dispatch.agree_exercise(person, seen=seen)
        assert refusal.value.code == code
    assert not here.dispatch.monthly_exercise().stands


def test_nobody_agrees_with_who_has_left(here: House) -> None:
    """An agreement that would be worth nothing is refused, and says why; so is one to an hour that is quiet now."""
    here.dispatch.set_exercise(TERMS, duty(here))
    other = head(here)
    dismiss(here, "duty")
    with pytest.raises(Refused) as refusal:
        here.dispatch.agree_exercise(other, seen=TERMS.digest)
    assert refusal.value.code == "exercises.setter_gone"
    with here.dispatch.store.begin("test") as tx:
        localities.set_rules(tx, "c2", replace(NO_RULES, quiet=(Window(time(9), time(10)),)))
    with pytest.raises(Refused) as refusal:
        here.dispatch.agree_exercise(other, seen=TERMS.digest)
    assert refusal.value.code == "exercises.hours"


@pytest.mark.slow
def test_other_terms_end_what_stands(monthly: House) -> None:
    """What sounds ends; nothing sounds until somebody has agreed again, and not twice in a month."""
    assert outcome(monthly) is Outcome.RAISED
    monthly.dispatch.sign_alarms()
    later = replace(TERMS, nth=2)
    monthly.dispatch.set_exercise(later, _person(monthly, "duty"))
    assert found(monthly, EXERCISE_ID).state is State.CANCELLED
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()
    assert not monthly.dispatch.monthly_exercise().stands
    monthly.dispatch.agree_exercise(_person(monthly, "head"), seen=later.digest)
    monthly.clock.moment = datetime(2026, 12, 9, 2, 0, tzinfo=UTC)
    assert outcome(monthly) is None
    monthly.clock.moment = datetime(2027, 1, 13, 2, 0, tzinfo=UTC)
    assert outcome(monthly) is Outcome.RAISED


@pytest.mark.parametrize("gone", ["duty", "head"])
def test_a_plan_one_of_whom_left_raises_nothing(monthly: House, gone: str) -> None:
    """Whoever of the two may no longer stand for it: the exercise of the day is refused, once, and said."""
    dismiss(monthly, gone)
    assert not monthly.dispatch.monthly_exercise().stands
    assert outcome(monthly) is Outcome.REFUSED
    assert outcome(monthly) is None
    assert monthly.dispatch.sign_alarms() == 0


@pytest.mark.slow
@pytest.mark.parametrize("gone", ["duty", "head"])
def test_who_left_after_the_raising(monthly: House, gone: str) -> None:
    """The signer asks anew: what was raised a moment before is not signed when one of the two is gone."""
    assert outcome(monthly) is Outcome.RAISED
    dismiss(monthly, gone)
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()


FORGERIES: dict[str, Callable[[Alert], Alert]] = {
    "a real alarm": lambda one: replace(one, status=AlarmStatus.ACTUAL),
    "a higher level": lambda one: replace(one, level=5),
    "a siren": lambda one: replace(one, siren="urgent"),
    "other words": lambda one: replace(one, text="Chạy đi."),
    "another place": lambda one: replace(one, localities=("c1",)),
    "more often": lambda one: replace(one, repeat=replace(one.repeat, count=9)),
    "a longer one": lambda one: replace(one, lasts=timedelta(hours=24)),
    "another hour told": lambda one: replace(one, confirmed_at=DUE - HOUR),
    "an earlier hour": lambda one: replace(one, released_at=DUE - MINUTE, confirmed_at=DUE - MINUTE),
}


def forged(here: House, alert: Alert, *, noted: bool = True) -> None:
    """Write an alert past the rules, with an approval and a note to match."""
    with here.dispatch.store.begin("thief") as tx:
        if noted:
            exercises.note_run(tx, Run(DAY, Outcome.RAISED, here.clock.now(), alert.id))
        alerts.add(tx, alert)
        alerts.stand_for(tx, rules.approved(alert, Step.RULE))
        alerts.touch(tx, *rules.scopes(alert))
    here.dispatch.sign_alarms()


def made(here: House, terms: Terms = TERMS, day: date = DAY) -> Alert:
    """Return the exercise that the terms make now."""
    with here.dispatch.store.read() as tx:
        return exercise(terms, day, localities.tree(tx), here.clock.now())


def test_a_row_of_the_very_exercise_is_signed(monthly: House) -> None:
    """That much whoever writes rows gains: the agreed exercise, on its day, at its hour."""
    forged(monthly, made(monthly))
    assert [one.id for one in alarm_set(monthly, TOPIC).alarms] == [EXERCISE_ID]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_the_signer_refuses_forged_rows(monthly: House, forge: Callable[[Alert], Alert]) -> None:
    """Whoever writes rows, with an approval to match, gets nothing else signed."""
    wrong = forge(made(monthly))
    forged(monthly, wrong)
    assert all(alarm_set(monthly, f"vn-79/v1/localities/{one}/alarms").alarms == () for one in wrong.localities)
    assert found(monthly, EXERCISE_ID).state is State.RELEASED


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (DUE - MINUTE, DAY),
        (DUE + HOUR + MINUTE, DAY),
        (DUE + timedelta(days=1), DAY + timedelta(days=1)),
        (datetime(2026, 11, 25, 2, tzinfo=UTC), date(2026, 11, 25)),
    ],
)
def test_the_signer_refuses_another_time(monthly: House, moment: datetime, day: date) -> None:
    """The right words on another day, before the hour or long after it are nobody's."""
    monthly.clock.moment = moment
    forged(monthly, made(monthly, day=day))
    assert alarm_set(monthly, TOPIC).alarms == ()


def test_the_signer_refuses_what_was_left_out(monthly: House) -> None:
    """An exercise that somebody left out, or that nobody noted as raised, is not signed."""
    monthly.clock.moment = DUE - HOUR
    monthly.dispatch.skip_exercise(_person(monthly, "duty"), day=DAY, reason="Trùng ngày thi.")
    monthly.clock.moment = DUE
    forged(monthly, made(monthly))
    assert alarm_set(monthly, TOPIC).alarms == ()


def test_the_signer_refuses_an_exercise_without_its_approval(monthly: House) -> None:
    """The right row alone is not enough."""
    with monthly.dispatch.store.begin("thief") as tx:
        one = made(monthly)
        exercises.note_run(tx, Run(DAY, Outcome.RAISED, DUE, one.id))
        alerts.add(tx, one)
        alerts.touch(tx, "79")
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()


@pytest.mark.parametrize(
    "changed",
    [
        {"set_by": "nobody"},
        {"set_by": "head"},
        {"agreed_by": "duty"},
        {"agreed_by": None},
        {"agreed": ""},
        {"minute": 541},
        {"weekday": 3},
        {"is_on": False},
        {"agreed_at": DUE + MINUTE},
        {"terms": {"nth": 1, "places": ["79"], "title": "x", "text": "Chạy đi.", "siren": "", "volume": 100}},
    ],
    ids=str,
)
def test_the_signer_refuses_an_exercise_of_forged_terms(monthly: House, changed: dict[str, object]) -> None:
    """A plan whose row was written past the rules stands for nothing."""
    assert outcome(monthly) is Outcome.RAISED
    with monthly.dispatch.store.begin("thief") as tx:
        tx.connection.execute(alert_tests.update().values(**changed))
        alerts.touch(tx, "79")
    monthly.dispatch.sign_alarms()
    assert alarm_set(monthly, TOPIC).alarms == ()


def test_of_two_servers_one_raises_it(monthly: House) -> None:
    """What the other has noted meanwhile is not raised again."""
    with monthly.dispatch.store.begin("system") as tx:
        run = Run(DAY, Outcome.RAISED, tx.now, EXERCISE_ID)
        assert exercises.note_run(tx, run)
        assert not monthly.dispatch._note_exercise(tx, run)
        assert alerts.known(tx, EXERCISE_ID) is None


def test_who_may_cancel_it(here: House) -> None:
    """In a commune of its own the commune's leader ends it, as any alert there."""
    on_duty = duty(here)
    small = replace(TERMS, places=("c1",))
    here.dispatch.set_exercise(small, on_duty)
    here.dispatch.agree_exercise(here.leader, seen=small.digest)
    here.clock.moment = DUE
    assert outcome(here) is Outcome.RAISED
    assert here.dispatch.cancel_alert(EXERCISE_ID, here.leader, reason="Đám tang.").state is State.CANCELLED


def test_all_of_it_is_in_the_log(monthly: House) -> None:
    """Who set, agreed and left out what, and why."""
    monthly.clock.moment = DUE - HOUR
    monthly.dispatch.skip_exercise(_person(monthly, "duty"), day=DAY, reason="Trùng ngày thi.")
    with monthly.dispatch.store.read() as tx:
        rows = audit.listed(tx, audit.AuditFilter(subject="alert:exercise")).items
    assert [(one.by, one.action) for one in rows] == [
        ("duty", "alert.skip"),
        ("head", "alert.agree"),
        ("duty", "alert.exercise"),
    ]
    assert rows[0].detail["reason"] == "Trùng ngày thi."


@pytest.mark.slow
def test_what_will_be_said_can_be_heard(here: House) -> None:
    """The speech of the terms as they are, made once for each wording; none before there are terms."""
    with pytest.raises(Refused):
        here.dispatch.exercise_speech()
    here.dispatch.set_exercise(TERMS, duty(here))
    first = here.dispatch.exercise_speech()
    assert first.stat().st_size > 1000
    made_at = first.stat().st_mtime_ns
    assert here.dispatch.exercise_speech() == first
    assert first.stat().st_mtime_ns == made_at


def _person(here: House, person_id: str) -> Person:
    with here.dispatch.store.read() as tx:
        return next(one for one in people.everyone(tx) if one.id == person_id)


def test_the_house_begins_on_a_monday() -> None:
    """What the moments above rest on."""
    assert (START.weekday(), DAY.weekday(), DAY.day) == (0, 2, 2)
