"""Alerts in the office: two people for a real one, what was seen is what is released, and its end takes one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from broadcaster.accounts import Person, Role
from broadcaster.alerts import NOTICE_HAZARD, Alert, State
from broadcaster.dispatch import Reach
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.store import alerts, audit, people
from broadcaster.store.tables import alerts as rows
from tests.house import House, flood


def draft(**changes: object) -> Alert:
    """Return an alert nobody has kept yet."""
    return flood(**changes)


def duty(here: House, *, override: bool = True) -> Person:
    """Return a province operator on duty."""
    person = Person("duty", "truc", "Trực ban", Role.OPERATOR, "79", may_override=override)
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, person, "một câu dài dễ nhớ")
    return person


def released(here: House, **changes: object) -> Alert:
    """Return an alert confirmed by the officer and released by the leader."""
    made = here.dispatch.draft_alert(draft(**changes), here.officer)
    confirmed = here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
    return here.dispatch.release_alert(made.id, here.leader, version=confirmed.version)


def found(here: House, alert_id: str = "a1") -> Alert:
    """Return an alert as stored."""
    with here.dispatch.store.read() as tx:
        return alerts.find(tx, alert_id)


def test_two_people_release_a_real_alert(here: House) -> None:
    """The officer writes and confirms, the leader releases; each word is kept, the signer is woken."""
    rung = here.rung[0]
    made = released(here)
    assert found(here) == made
    assert (made.state, made.author, made.released_by) == (State.RELEASED, here.officer.id, here.leader.id)
    assert here.rung[0] == rung + 2
    with here.dispatch.store.read() as tx:
        assert [(one.step.value, one.person) for one in alerts.approvals(tx, "a1")] == [
            ("confirm", here.officer.id),
            ("release", here.leader.id),
        ]
        assert alerts.due(tx) == ["c1"]
        assert {one.action for one in audit.listed(tx).items} >= {"alert.add", "alert.confirm", "alert.release"}


def test_what_was_seen_is_what_is_confirmed_and_released(here: House) -> None:
    """Words changed behind somebody's back are not confirmed, and what was confirmed is not released any more."""
    made = here.dispatch.draft_alert(draft(), here.officer)
    edited = here.dispatch.edit_alert("a1", draft(text="Nước đã vượt báo động ba."), here.officer)
    with pytest.raises(Refused) as refusal:
        here.dispatch.confirm_alert("a1", here.officer, version=made.version)
    assert refusal.value.code == "alert.changed_meanwhile"
    confirmed = here.dispatch.confirm_alert("a1", here.officer, version=edited.version)
    here.dispatch.edit_alert("a1", draft(text="Nước đang rút.", version=confirmed.version), here.officer)
    with pytest.raises(Refused):
        here.dispatch.release_alert("a1", here.leader, version=confirmed.version)
    assert found(here).state is State.DRAFT


def test_a_drawing_changed_after_the_confirmation_is_not_released(here: House) -> None:
    """Two people stand for the very shape: one widened in the database meanwhile is refused, as the signer would."""
    made = here.dispatch.draft_alert(draft(drawn=("10.9,106.7 5",)), here.officer)
    confirmed = here.dispatch.confirm_alert("a1", here.officer, version=made.version)
    with here.dispatch.store.begin("test") as tx:
        tx.connection.execute(update(rows).values(drawn=["10.9,106.7 50"]))
    with pytest.raises(Refused) as refusal:
        here.dispatch.release_alert("a1", here.leader, version=confirmed.version)
    assert refusal.value.code == "alert.unapproved"


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (lambda here: here.dispatch.draft_alert(draft(localities=("c2",)), here.officer), "account.denied"),
        (lambda here: here.dispatch.draft_alert(draft(stations=("st-2",)), here.officer), "account.denied"),
        (lambda here: here.dispatch.draft_alert(draft(origin="79"), here.officer), "account.denied"),
        (lambda here: here.dispatch.draft_alert(draft(stations=("st-9",)), here.officer), "alert.station_unknown"),
        (lambda here: here.dispatch.draft_alert(draft(level=7), here.officer), "alert.level"),
        (lambda here: here.dispatch.draft_alert(draft(drawn=("here",)), here.officer), "area.polygon_invalid"),
        (lambda here: here.dispatch.draft_alert(draft(), here.administrator), "account.denied"),
        (lambda here: here.dispatch.confirm_alert("a9", here.officer, version=1), "alert.missing"),
    ],
)
def test_who_may_raise_what_where(here: House, act: Callable[[House], Alert], code: str) -> None:
    """Nobody raises an alarm outside their own places, and bad content is refused before anything is kept."""
    with pytest.raises(BroadcasterError) as refusal:
        act(here)
    assert refusal.value.code == code
    with here.dispatch.store.read() as tx:
        assert alerts.listed(tx).items == ()


def test_an_officer_does_not_release(here: House) -> None:
    """The right to release is the leader's; nothing of the attempt stays."""
    made = here.dispatch.draft_alert(draft(), here.leader)
    confirmed = here.dispatch.confirm_alert("a1", here.leader, version=made.version)
    with pytest.raises(Denied):
        here.dispatch.release_alert("a1", here.officer, version=confirmed.version)
    assert found(here).state is State.CONFIRMED
    with here.dispatch.store.read() as tx:
        assert len(alerts.approvals(tx, "a1")) == 1


def test_breaking_the_glass(here: House) -> None:
    """Whom the province named releases alone, with a reason in the log; nobody else does."""
    named = duty(here)
    here.dispatch.draft_alert(draft(), here.officer)
    with pytest.raises(Denied) as refusal:
        here.dispatch.override_alert("a1", here.leader, version=1, reason="Không gọi được ai.")
    assert refusal.value.code == "alert.override_denied"
    alone = here.dispatch.override_alert("a1", named, version=1, reason="Không gọi được ai.")
    assert (alone.state, alone.override) == (State.RELEASED, "Không gọi được ai.")
    with here.dispatch.store.read() as tx:
        (row,) = [one for one in audit.listed(tx).items if one.action == "alert.release"]
    assert row.detail["override"] == ["", "Không gọi được ai."]


def test_an_update_replaces_what_sounds(here: House) -> None:
    """A correction is released by two people like any other, and takes the old one's place in the same moment."""
    released(here)
    fixed = here.dispatch.correct_alert("a1", here.officer)
    here.dispatch.edit_alert(fixed.id, replace(fixed, text="Nước đang rút."), here.officer)
    confirmed = here.dispatch.confirm_alert(fixed.id, here.officer, version=2)
    assert found(here).state is State.RELEASED
    here.dispatch.release_alert(fixed.id, here.leader, version=confirmed.version)
    assert (found(here).state, found(here, fixed.id).updates) == (State.UPDATED, "a1")


def test_an_update_of_what_is_over_sounds_alone(here: House) -> None:
    """When the old one has ended meanwhile, the update sounds all the same and changes nothing about it."""
    released(here)
    fixed = here.dispatch.correct_alert("a1", here.officer)
    here.dispatch.cancel_alert("a1", here.leader, reason="")
    confirmed = here.dispatch.confirm_alert(fixed.id, here.officer, version=1)
    here.dispatch.release_alert(fixed.id, here.leader, version=confirmed.version)
    assert (found(here).state, found(here, fixed.id).state) == (State.CANCELLED, State.RELEASED)


def test_one_person_cancels_and_tells(here: House) -> None:
    """Cancelling takes one who may release; the same stations may be told that it is off."""
    released(here)
    with pytest.raises(Denied):
        here.dispatch.cancel_alert("a1", here.officer, reason="nhầm")
    here.dispatch.cancel_alert("a1", here.leader, reason="nhầm", announce=True)
    with here.dispatch.store.read() as tx:
        told = next(one for one in alerts.listed(tx).items if one.hazard == NOTICE_HAZARD)
    assert (told.state, told.updates, told.localities) == (State.RELEASED, "a1", ("c1",))


def test_a_draft_is_thrown_away_by_its_author(here: House) -> None:
    """Before the release nothing sounds, so whoever may write may drop it; there is nothing to announce."""
    here.dispatch.draft_alert(draft(), here.officer)
    here.dispatch.cancel_alert("a1", here.officer, reason="", announce=True)
    with here.dispatch.store.read() as tx:
        assert [one.state for one in alerts.listed(tx).items] == [State.CANCELLED]
        assert alerts.due(tx) == []


def test_silence_everything(here: House) -> None:
    """One order silences a place and cancels what sounds only there; what reaches further goes on."""
    named = duty(here)
    released(here)
    wide = here.dispatch.draft_alert(draft(id="a2", origin="79", localities=("79",)), named)
    here.dispatch.override_alert(wide.id, named, version=1, reason="Không gọi được ai.")
    until = here.clock.now() + timedelta(minutes=30)
    ended = here.dispatch.silence("c1", here.leader, until=until)
    assert [one.id for one in ended] == ["a1"]
    assert here.dispatch.silence("station:st-1", here.leader, until=until) == ()
    with here.dispatch.store.read() as tx:
        assert [one.scope for one in alerts.waiting_silences(tx)] == ["c1", "station:st-1"]
        assert alerts.find(tx, "a2").state is State.RELEASED
    for scope, by, code in (
        ("c2", here.leader, "account.denied"),
        ("c1", here.officer, "account.denied"),
        ("station:st-9", here.leader, "station.missing"),
    ):
        with pytest.raises((Denied, Missing)) as refusal:
            here.dispatch.silence(scope, by, until=until)
        assert refusal.value.code == code
    with pytest.raises(Refused) as over:
        here.dispatch.silence("c1", here.leader, until=here.clock.now())
    assert over.value.code == "alert.silence_over"


def test_whom_an_alert_reaches(here: House) -> None:
    """The stations below its places and those named, each once, and the communes they stand in."""
    assert here.dispatch.reach(draft(localities=("c1",), stations=("st-1", "st-2"))) == Reach(
        ("st-1", "st-2"), 0, ("c1", "c2")
    )
    assert here.dispatch.reach(draft(localities=())).stations == ()
