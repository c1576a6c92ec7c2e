"""The silent alarm of the path: signed every five minutes, never audible, never in the way, and its silence is told."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster import canary
from broadcaster.accounts import Person
from broadcaster.alerts import State
from broadcaster.canary import EVERY, LIFE, Gap, Silent
from broadcaster.dispatch import PathHealth
from broadcaster.messages import (
    AlarmProgress,
    AlarmReport,
    AlarmStatus,
    Availability,
    Presence,
    StationState,
    Up,
    encode_up,
)
from broadcaster.signer import Signing
from broadcaster.store import alerts, audit, editions, people
from broadcaster.store import canary as canary_rows
from tests.house import START, House

from .test_alarms import alarm_set
from .test_alerting import draft, duty, released

TOPIC = "vn-79/v1/localities/79/alarms"
STATIONS = ("st-1", "st-2")


def test_a_round_is_a_silent_alarm_signed_like_a_real_one(here: House) -> None:
    """It stands in the province's set under the alarm key: a test without sound, words or siren that lives shortly."""
    assert here.dispatch.sign_canary(connected=True)
    (one,) = alarm_set(here, TOPIC).alarms
    assert one == canary.silent_alarm(START)
    assert (one.status, one.audio, one.spoken_text, one.siren, one.replaces) == (AlarmStatus.TEST, None, "", "", ())
    assert one.expires_at == START + LIFE
    assert here.desk.sent[-1][2]


@pytest.mark.slow
def test_each_five_minutes_one(here: House) -> None:
    """Two signers, or one that looks twenty times a second, sign one in each five minutes."""
    signed = []
    for _ in range(900):
        if here.dispatch.sign_canary(connected=True):
            signed.append(here.clock.now() - START)
        here.clock.advance(timedelta(seconds=1))
    assert signed == [timedelta(0), *(timedelta(minutes=2, seconds=30) + n * EVERY for n in range(3))]


def test_it_leaves_no_history(here: House) -> None:
    """Rounds of days: no alert, nothing due, nothing in the log, the rounds of one day, one row a station, one set."""
    for days in (0, 0, 1, 0, 0):
        here.clock.advance(timedelta(days=days))
        round_(here, *STATIONS)
    with here.dispatch.store.read() as tx:
        assert alerts.listed(tx).items == ()
        assert alerts.due(tx) == []
        assert not {one.by for one in audit.listed(tx).items} & {"signer", "stations"}
        assert len(canary_rows.rounds(tx)) == 3
        assert len([one for one in canary_rows.watched(tx) if one.round_at]) == len(STATIONS)
        assert len(editions.history(tx, "79")) == 1
    assert here.dispatch.active_alerts() == ()
    assert here.dispatch.resend_alarms({}) == 0
    assert not here.dispatch.speak_alert()


def test_the_server_does_not_send_it_again(here: House) -> None:
    """What the signer sent is measured, and costs the air once, real sets as well."""
    here.dispatch.sign_canary(connected=True)
    here.dispatch.publish_fresh()
    assert [topic for topic, _, _ in here.desk.sent].count(TOPIC) == 1
    assert len(here.desk.last(TOPIC)) < 1500
    provincial(here)
    here.dispatch.sign_alarms()
    here.dispatch.publish_fresh()
    assert [topic for topic, _, _ in here.desk.sent].count(TOPIC) == 2


def test_the_history_of_real_sets_stays(here: House) -> None:
    """What was signed for a real alarm is kept, whatever silent ones come before and after."""
    round_(here)
    provincial(here)
    here.dispatch.sign_alarms()
    here.dispatch.cancel_alert("p1", duty_of(here), reason="")
    here.dispatch.sign_alarms()
    for _ in range(3):
        round_(here)
    with here.dispatch.store.read() as tx:
        assert len(editions.history(tx, "79")) == 3


def test_it_is_held_back_where_a_real_alarm_stands(here: House) -> None:
    """The province's own alarm is not sent to everybody once more; the round asks nobody, and the signer is alive."""
    provincial(here, lasts=timedelta(hours=3))
    here.dispatch.sign_alarms()
    sent = len(here.desk.sent)
    for _ in range(3):
        round_(here)
    assert len(here.desk.sent) == sent
    assert [one.id for one in alarm_set(here, TOPIC).alarms] == ["p1"]
    assert {(one.held, one.asked) for one in health(here).rounds} == {(True, 0)}
    assert health(here).gaps == ()


def test_a_real_set_takes_it_along(here: House) -> None:
    """A real alarm released while a silent one lives is signed beside it; after its life nothing of it is left."""
    here.dispatch.sign_canary(connected=True)
    provincial(here)
    here.dispatch.sign_alarms()
    assert [one.status for one in alarm_set(here, TOPIC).alarms] == [AlarmStatus.ACTUAL, AlarmStatus.TEST]
    here.clock.advance(LIFE)
    here.dispatch.cancel_alert("p1", duty_of(here), reason="")
    here.dispatch.sign_alarms()
    assert alarm_set(here, TOPIC).alarms == ()


def test_what_another_signer_is_signing_goes_first(here: House) -> None:
    """A real alarm that came between is not left out of the set: the set stays due and takes the silent one along."""
    slot = canary.slot_of(here.clock.now())
    provincial(here)
    with here.dispatch.store.begin("signer") as tx:
        canary_rows.begin(tx, canary.Round(slot, tx.now, sent=True))
        assert here.dispatch._signed_alone(tx, "79", slot) is None
    assert here.dispatch.sign_alarms() == 1
    assert [one.status for one in alarm_set(here, TOPIC).alarms] == [AlarmStatus.ACTUAL, AlarmStatus.TEST]


def test_a_row_in_the_store_cannot_make_it_sound(here: House) -> None:
    """Whoever writes into its tables moves its moment and no more; an alert that takes its name is not believed."""
    here.dispatch.sign_canary(connected=True)
    with here.dispatch.store.begin("thief") as tx:
        forged = draft(id=canary.ident(START), localities=("79",), origin="79", author="x", released_at=START)
        alerts.add(tx, replace(forged, state=State.RELEASED))
        alerts.touch(tx, "79")
        tx.connection.exec_driver_sql("UPDATE canary_rounds SET seq = 7, asked = 9, held = 0")
    here.dispatch.sign_alarms()
    assert alarm_set(here, TOPIC).alarms == (canary.silent_alarm(START),)


def test_the_time_until_it_was_verified_is_kept(here: House) -> None:
    """By the station's own clock while that is possible, else until we heard; the first word of a round counts."""
    for station in STATIONS:
        online(here, station)
    here.dispatch.sign_canary(connected=True)
    here.clock.advance(timedelta(seconds=2))
    verify(here, "st-1", at=START + timedelta(milliseconds=250))
    verify(here, "st-1", at=START + timedelta(seconds=1))
    verify(here, "st-2", at=START - timedelta(days=3))
    assert here.dispatch.close_canary() is None
    for _ in range(3):
        here.clock.advance(timedelta(seconds=80))
        for station in STATIONS:
            online(here, station)
    closed = here.dispatch.close_canary()
    assert closed is not None
    assert (closed.asked, closed.answered) == (2, 2)
    assert (closed.median, closed.p99) == (timedelta(milliseconds=250), timedelta(seconds=2))
    assert here.dispatch.close_canary() is None
    assert (health(here).last, health(here).mute) == (closed, ())


def test_late_and_other_words_do_not_count(here: House) -> None:
    """An answer to an earlier round, a refusal, a mere receipt or a name nobody signed leave a station unanswered."""
    before = here.clock.now()
    here.dispatch.sign_canary(connected=True)
    here.clock.advance(EVERY)
    here.dispatch.sign_canary(connected=True)
    for ident, progress in (
        (canary.ident(before), AlarmProgress.VERIFIED),
        (canary.ident(here.clock.now()), AlarmProgress.RECEIVED),
        (canary.ident(here.clock.now()), AlarmProgress.REFUSED),
        (canary.PREFIX + "x", AlarmProgress.VERIFIED),
    ):
        say(here, "st-1", AlarmReport(ident, progress, here.clock.now()))
    with here.dispatch.store.read() as tx:
        assert {one.round_at for one in canary_rows.watched(tx)} == {None}
        assert alerts.reached(tx, canary.ident(here.clock.now())) == []


def test_answers_before_the_first_round(here: House) -> None:
    """A report left over from an earlier life of the house changes nothing."""
    verify(here, "st-1")
    assert health(here).rounds == ()


def test_a_station_that_is_silent_twice_is_told_of_until_it_answers(here: House) -> None:
    """One round may fail; after the second its commune is named, with the moment of its last answer."""
    round_(here, *STATIONS)
    last = here.clock.now() - LIFE
    round_(here, "st-2")
    assert health(here).gaps == ()
    round_(here, "st-2")
    assert health(here).gaps == (Gap(Silent.STATIONS, last, True, "c1", 1, 1),)
    assert health(here).mute == ("st-1",)
    round_(here, *STATIONS)
    assert health(here).gaps == ()


def test_a_station_that_has_just_come_is_not_blamed(here: House) -> None:
    """Who connected after the signing of a round is not among those asked by it."""
    round_(here, *STATIONS)
    round_(here, "st-2")
    round_(here, "st-2")
    online(here, "st-1")
    assert health(here).mute == ()
    assert all(one.commune != "c1" for one in health(here).gaps)


def test_nobody_answers(here: House) -> None:
    """When two rounds left and no station verified them, that is said once for all."""
    round_(here, *STATIONS)
    round_(here)
    since = here.clock.now() - LIFE
    round_(here)
    assert health(here).gaps == (Gap(Silent.EVERYBODY, since, count=2, online=2),)
    round_(here, *STATIONS)
    assert health(here).gaps == ()


def test_the_broker_is_away(here: House) -> None:
    """Two rounds that could not leave: the broker is silent since the first; one that leaves ends it."""
    here.desk.away = True
    round_(here, connected=False)
    since = here.clock.now() - LIFE
    assert health(here).gaps == ()
    round_(here, connected=False)
    assert health(here).gaps == (Gap(Silent.BROKER, since),)
    here.desk.away = False
    round_(here, *STATIONS)
    assert health(here).gaps == ()


def test_the_signer_is_silent(here: House) -> None:
    """Two rounds left out: the signer is silent since its last; the next one ends it."""
    here.dispatch.sign_canary(connected=True)
    here.clock.advance(canary.slot_of(START) + 2 * EVERY + canary.GRACE - START - timedelta(seconds=1))
    assert health(here).gaps == ()
    here.clock.advance(timedelta(seconds=1))
    assert health(here).gaps == (Gap(Silent.SIGNER, START),)
    here.dispatch.sign_canary(connected=True)
    assert health(here).gaps == ()


def test_a_signer_signs_real_alarms_first(here: House) -> None:
    """In the look in which a real alarm is due the silent one waits; it is tried once in a round."""
    signing = Signing(here.dispatch, lambda: True)
    released(here)
    assert signing.sign()
    assert [topic for topic, _, _ in here.desk.sent] == ["vn-79/v1/localities/c1/alarms"]
    assert signing.sign()
    assert here.desk.sent[-1][0] == TOPIC
    assert not signing.sign()
    here.clock.advance(LIFE)
    signing.resend()
    assert health(here).rounds[0].closed_at == here.clock.now()


def round_(here: House, *answering: str, connected: bool = True) -> None:
    """Let five minutes pass in which both stations are online, and these verify."""
    here.clock.advance(canary.slot_of(here.clock.now()) + EVERY - here.clock.now())
    for station in STATIONS:
        state(here, station)
    here.dispatch.sign_canary(connected=connected)
    here.clock.advance(timedelta(seconds=1))
    for station in answering:
        verify(here, station)
    here.clock.advance(LIFE - timedelta(seconds=1))
    for station in STATIONS:
        state(here, station)
    here.dispatch.close_canary()


def health(here: House) -> PathHealth:
    """Return how the path is."""
    return here.dispatch.path_health()


def online(here: House, station: str) -> None:
    """Let a station connect and report."""
    came = Availability(Presence.ONLINE, boot="b")
    here.dispatch.record(f"vn-79/v1/up/{station}/availability", encode_up(Up.AVAILABILITY, came))
    state(here, station)


def state(here: House, station: str) -> None:
    """Let a station report that it is there."""
    told = StationState(at=here.clock.now(), boot="b", volume=80)
    here.dispatch.record(f"vn-79/v1/up/{station}/state", encode_up(Up.STATE, told))


def verify(here: House, station: str, at: datetime | None = None) -> None:
    """Let a station say that it has verified the silent alarm that stands now."""
    rounds = here.dispatch.path_health().rounds
    name = canary.ident(rounds[0].signed_at) if rounds else canary.ident(START)
    say(here, station, AlarmReport(name, AlarmProgress.VERIFIED, at or here.clock.now()))


def say(here: House, station: str, report: AlarmReport) -> None:
    """Let a station report how far it is with an alarm."""
    here.dispatch.record_alarms([(f"vn-79/v1/up/{station}/alarm", encode_up(Up.ALARM, report))])


def provincial(here: House, **changes: object) -> None:
    """Release a real alarm for the whole province."""
    here.dispatch.draft_alert(draft(id="p1", origin="79", localities=("79",), **changes), duty(here))
    here.dispatch.override_alert("p1", duty_of(here), version=1, reason="Không gọi được ai khác.")


def duty_of(here: House) -> Person:
    """Return the province's operator on duty."""
    with here.dispatch.store.read() as tx:
        return people.by_login(tx, "truc")
