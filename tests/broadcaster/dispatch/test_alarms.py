"""The signer's work: only what two people stand for is signed, at once, again until it sounds, and never too long."""

import base64
import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.alerts import State
from broadcaster.errors import Refused
from broadcaster.messages import (
    AlarmProgress,
    AlarmReport,
    AlarmSet,
    Command,
    CommandName,
    Role,
    StationState,
    Up,
    encode_up,
)
from broadcaster.signing import Accepted
from broadcaster.store import alerts, commands
from broadcaster.store.tables import alert_approvals
from tests.house import House, flood

from .test_alerting import draft, found, released

TOPIC = "vn-79/v1/localities/c1/alarms"


def alarm_set(here: House, topic: str = TOPIC) -> AlarmSet:
    """Return the newest set of a topic, verified as a station does."""
    accepted: Accepted = here.dispatch.keys.trust().accept(
        here.desk.last(topic), topic, now=here.clock.now(), newest_seq=-1
    )
    assert accepted.role is Role.ALARM
    assert isinstance(accepted.document, AlarmSet)
    return accepted.document


def test_a_released_alert_is_signed_once(here: House) -> None:
    """The set stands on the topic of its place, signed by the alarm key, and the alert is active."""
    made = released(here)
    assert here.dispatch.sign_alarms() == 1
    (alarm,) = alarm_set(here).alarms
    assert (alarm.id, alarm.level, alarm.expires_at, alarm.audio) == ("a1", 3, made.expires_at, None)
    assert alarm.spoken_text.lower().startswith("nước sông đang lên nhanh")
    assert "tám giờ" in alarm.spoken_text
    assert found(here).state is State.ACTIVE
    assert here.dispatch.sign_alarms() == 0


def test_drafts_and_confirmed_ones_are_not_signed(here: House) -> None:
    """Nothing leaves before the release."""
    made = here.dispatch.draft_alert(draft(), here.officer)
    here.dispatch.confirm_alert("a1", here.officer, version=made.version)
    assert here.dispatch.sign_alarms() == 0
    assert here.desk.sent == []


def test_what_nobody_stands_for_is_not_signed(here: House) -> None:
    """A row that says "released" without the words of two people is not believed; the set goes out without it."""
    made = released(here)
    with here.dispatch.store.begin("thief") as tx:
        tx.connection.execute(alert_approvals.delete())
        alerts.add(tx, replace(made, id="a2"))
        alerts.touch(tx, "c1")
    assert here.dispatch.sign_alarms() == 1
    assert alarm_set(here).alarms == ()
    assert found(here).state is State.RELEASED


def test_words_changed_in_the_store_are_not_signed(here: House) -> None:
    """Other words under the same approvals are refused by the signer itself."""
    released(here)
    with here.dispatch.store.begin("thief") as tx:
        tx.connection.exec_driver_sql("UPDATE alerts SET text = 'Mời bà con ra đê.'")
    here.dispatch.sign_alarms()
    assert alarm_set(here).alarms == ()


def test_cancelled_and_expired_ones_leave_the_set(here: House) -> None:
    """A cancel is out with the next look; so is what has reached its end, whoever watches."""
    released(here)
    released(here, id="a2", lasts=timedelta(minutes=5))
    here.dispatch.sign_alarms()
    assert [one.id for one in alarm_set(here).alarms] == ["a1", "a2"]
    here.dispatch.cancel_alert("a1", here.leader, reason="nhầm")
    here.dispatch.sign_alarms()
    assert [one.id for one in alarm_set(here).alarms] == ["a2"]
    here.clock.advance(timedelta(minutes=5))
    assert here.dispatch.sign_alarms() == 1
    assert alarm_set(here).alarms == ()
    assert found(here, "a2").state is State.EXPIRED


@pytest.mark.slow
def test_the_speech_follows(here: House) -> None:
    """Made from the moment of confirmation on, it travels in the alarm itself while it is small."""
    released(here)
    here.dispatch.sign_alarms()
    assert here.dispatch.speak_alert()
    assert here.dispatch.sign_alarms() == 1
    (alarm,) = alarm_set(here).alarms
    assert alarm.audio is not None
    assert alarm.audio.inline is not None
    sound = base64.b64decode(alarm.audio.inline)
    assert (hashlib.sha256(sound).hexdigest(), len(sound)) == (alarm.audio.sha256, alarm.audio.bytes)
    assert here.dispatch.media(alarm.audio.sha256).read_bytes() == sound
    assert not here.dispatch.speak_alert()


@pytest.mark.slow
def test_no_other_clip_sounds_under_an_approved_alert(here: House) -> None:
    """Nobody stands for a clip: one the signer did not speak for these very words is left out, and made anew."""
    released(here)
    released(here, id="a2", text="Đê đã vỡ, mọi người chạy ngay.")
    while here.dispatch.speak_alert():
        pass
    with here.dispatch.store.begin("thief") as tx:
        alerts.set_clip(tx, found(here), found(here, "a2").clip or "")
    here.dispatch.sign_alarms()
    first, second = alarm_set(here).alarms
    assert (first.audio, second.audio is None) == (None, False)
    assert here.dispatch.speak_alert()
    here.dispatch.sign_alarms()
    first, second = alarm_set(here).alarms
    assert first.audio and second.audio and first.audio != second.audio
    assert not here.dispatch.speak_alert()


def test_what_cannot_be_spoken_is_left_to_the_stations(
    here: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the programs that speak there is no clip; the alarm goes out all the same, and none is tried for ever."""
    released(here)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert here.dispatch.speak_alert()
    assert not here.dispatch.speak_alert()
    assert found(here).clip == ""
    here.dispatch.sign_alarms()
    assert [one.audio for one in alarm_set(here).alarms] == [None]


def test_it_is_sent_again_until_it_sounds(here: House) -> None:
    """While a station that is online has not begun, the same envelope goes out again: often first, then each minute."""
    released(here)
    here.dispatch.sign_alarms()
    sent: dict[str, datetime] = {}
    assert here.dispatch.resend_alarms(sent) == 0
    here.clock.advance(timedelta(seconds=2))
    assert here.dispatch.resend_alarms(sent) == 0  # nobody is online
    report(here, "st-1")
    first = here.desk.last(TOPIC)
    moments = []
    for _ in range(200):
        here.clock.advance(timedelta(seconds=1))
        report(here, "st-1")
        if here.dispatch.resend_alarms(sent):
            moments.append(round((here.clock.now() - (found(here).released_at or here.clock.now())).total_seconds()))
    assert here.desk.last(TOPIC) == first
    assert moments == [3, 5, 10, 20, 40, 100, 160]
    tell(here, "st-1", AlarmProgress.VERIFIED)
    assert again(here, sent) == 1
    tell(here, "st-1", AlarmProgress.SOUNDING)
    assert again(here, sent) == 0


def again(here: House, sent: dict[str, datetime]) -> int:
    """Return what is sent again a minute later."""
    here.clock.advance(timedelta(seconds=61))
    report(here, "st-1")
    return here.dispatch.resend_alarms(sent)


def tell(here: House, station_id: str, progress: AlarmProgress) -> None:
    """Let a station say how far it is."""
    said = encode_up(Up.ALARM, AlarmReport("a1", progress, here.clock.now()))
    here.dispatch.record_alarms([(f"vn-79/v1/up/{station_id}/alarm", said), ("vn-79/v1/up/x/alarm", b"{")])


def report(here: House, station_id: str) -> None:
    """Let a station be online now."""
    state = StationState(at=here.clock.now(), boot="b", volume=80)
    here.dispatch.record(f"vn-79/v1/up/{station_id}/state", encode_up(Up.STATE, state))


def test_silence_is_signed_by_the_alarm_key(here: House) -> None:
    """Each station of the place gets its order, kept in the name of who gave it; it is sent once."""
    until = here.clock.now() + timedelta(minutes=30)
    here.dispatch.silence("c1", here.leader, until=until)
    assert here.dispatch.send_silences() == 1
    assert here.dispatch.send_silences() == 0
    topic = "vn-79/v1/stations/st-1/command"
    accepted = here.dispatch.keys.trust().accept(here.desk.last(topic), topic, now=here.clock.now(), newest_seq=-1)
    assert isinstance(accepted.document, Command)
    assert (accepted.role, accepted.document.name, accepted.document.until) == (Role.ALARM, CommandName.SILENCE, until)
    with here.dispatch.store.read() as tx:
        (row,) = commands.listed(tx, "st-1").items
    assert row.by == here.leader.id


def test_silence_waits_for_the_broker(here: House) -> None:
    """While the broker is away nothing of an order is kept as sent; when it is back it goes; too late it is let go."""
    here.dispatch.silence("c1", here.leader, until=here.clock.now() + timedelta(minutes=30))
    here.desk.away = True
    assert here.dispatch.send_silences() == 0
    with here.dispatch.store.read() as tx:
        assert commands.listed(tx, "st-1").items == ()
    here.desk.away = False
    assert here.dispatch.send_silences() == 1
    here.dispatch.silence("c1", here.leader, until=here.clock.now() + timedelta(minutes=30))
    here.clock.advance(timedelta(hours=1))
    assert here.dispatch.send_silences() == 0
    with here.dispatch.store.read() as tx:
        assert alerts.waiting_silences(tx) == []


def test_single_stations_have_sets_of_their_own(here: House) -> None:
    """An alert for one station stands on that station's topic, and in its inbox over HTTPS."""
    released(here, localities=(), stations=("st-1",))
    here.dispatch.sign_alarms()
    topic = "vn-79/v1/stations/st-1/alarms"
    assert [one.id for one in alarm_set(here, topic).alarms] == ["a1"]
    assert topic in [one.topic for one in here.dispatch.inbox("st-1")[1].documents]


def test_a_revoked_station_holds_nothing_up(here: House) -> None:
    """A station taken away while it is named alone: the alert still sounds elsewhere, is signed anew, and ends."""
    released(here, stations=("st-1",))
    here.dispatch.revoke_station("st-1", here.administrator)
    here.dispatch.sign_alarms()
    assert [one.id for one in alarm_set(here).alarms] == ["a1"]
    assert here.dispatch.silence("c1", here.leader, until=here.clock.now() + timedelta(minutes=5))
    here.dispatch.sign_alarms()
    assert alarm_set(here).alarms == ()
    with pytest.raises(Refused):
        here.dispatch.draft_alert(draft(id="a2", stations=("st-1",)), here.officer)


def test_everything_goes_out_again_on_a_connection(here: House) -> None:
    """A broker that came back empty gets every set, the empty ones too: they are silence."""
    released(here)
    here.dispatch.sign_alarms()
    here.dispatch.cancel_alert("a1", here.leader, reason="")
    here.dispatch.sign_alarms()
    here.desk.sent.clear()
    here.dispatch.publish_alarms()
    assert [topic for topic, _, _ in here.desk.sent] == [TOPIC]
    assert alarm_set(here).alarms == ()


@pytest.mark.slow
def test_a_lost_clip_holds_no_alarm_up(here: House) -> None:
    """Whose clip is gone from the disk goes out without it; what is released after it is signed all the same."""
    for number in (1, 2):
        made = here.dispatch.draft_alert(flood(id=f"lost-{number}"), here.officer)
        confirmed = here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
        here.dispatch.release_alert(made.id, here.leader, version=confirmed.version)
        assert here.dispatch.sign_alarms() == 1
        assert here.dispatch.speak_alert()
        for clip in (here.dispatch.config.data / "clips").rglob("*"):
            if clip.is_file():
                clip.unlink()


def test_a_set_that_cannot_be_made_holds_no_other_one_up(here: House) -> None:
    """Whatever broke the rows of one place, what was ordered after it elsewhere is signed; the fault is told alone."""
    released(here, localities=("h1",))
    released(here, id="a2")
    with here.dispatch.store.begin("thief") as tx:
        nonsense = "UPDATE alert_approvals SET step = 'nonsense' WHERE alert_id = 'a1' AND step = 'release'"
        tx.connection.exec_driver_sql(nonsense)
    assert here.dispatch.sign_alarms() == 1
    assert [one.id for one in alarm_set(here).alarms] == ["a2"]
    with pytest.raises(ValueError, match="nonsense"):
        here.dispatch.sign_alarms()
    assert found(here).state is State.RELEASED
