"""Alarms at the desk, with real inbox, journal and clips: first the sound, then everything else; nothing forgotten."""

import base64
import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

import pytest

from broadcaster.errors import Unavailable
from broadcaster.messages import (
    Alarm,
    AlarmAudio,
    AlarmProgress,
    AlarmRepeat,
    AlarmSet,
    AlarmStatus,
    Kind,
    Role,
)
from broadcaster.signing import Signer
from broadcaster.sirens import Signal
from stations.desk_events import VoiceTrouble
from stations.playout import cues
from stations.playout.alarms import DRILL, voice_name
from stations.silent_player import SilentPlayer
from tests.house import SetClock
from tests.stations.centre import CLOCK, Centre, tone
from tests.stations.test_desk import Room, planned


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """An assigned station."""
    centre = Centre()
    room = Room(tmp_path, centre, SetClock(CLOCK.now()))
    room.send(centre.topics.keys, centre.documents[centre.topics.keys])
    room.send(centre.topics.assignment("s1"), centre.assign("79"))
    yield room
    room.desk._parts.equipment.sounds.close()
    room.journal.close()


def raised(room: Room, ident: str = "bao", **more: Any) -> Alarm:
    """Return an alarm with a clip of two seconds inline, from now on for an hour."""
    content = tone(room.folder, 2)[0].read_bytes()
    audio = AlarmAudio(hashlib.sha256(content).hexdigest(), len(content), base64.b64encode(content).decode())
    now = room.machine.now()
    fields = {"audio": audio, "spoken_text": "Bão.", "repeat": AlarmRepeat(2, timedelta(seconds=5)), **more}
    return Alarm(ident, fields.pop("status", AlarmStatus.ACTUAL), now, now + timedelta(hours=1), 3, **fields)


def publish(room: Room, *alarms: Alarm, **more: Any) -> tuple[str, bytes]:
    """Let the province's set of alarms come."""
    topic = room.centre.topics.alarms("79")
    envelope = room.centre.publish(topic, Kind.ALARMS, AlarmSet(alarms))
    room.send(topic, envelope, **more)
    return topic, envelope


def play(room: Room, seconds: float) -> None:
    """Let time go on."""
    room.pass_time(room.machine.now() + timedelta(seconds=seconds))


def story(room: Room) -> list[tuple[str | None, int, str]]:
    """The rows of alarms and airings in short."""
    rows = [row for _, row in room.journal.undelivered()]
    return [(row.alarm_id or row.airing_id, row.attempt, row.ended_how.value) for row in rows]


def progress(room: Room) -> list[tuple[str, str, str]]:
    """The reports of alarms that wait."""
    return [(one.alarm_id, one.progress.value, one.code) for _, one in room.journal.untold()]


def test_from_the_envelope_to_the_last_report(room: Room) -> None:
    """Received, verified, sounding twice, finished; two rows with the clip that came inline; the state says it."""
    alarm = raised(room)
    publish(room, alarm)
    assert alarm.audio is not None
    assert room.shelf.is_whole(alarm.audio.sha256)
    play(room, 1)
    on_air = room.desk.state().on_air
    assert on_air is not None and (on_air.alarm_id, on_air.airing_id) == ("bao", "bao")
    play(room, 30)
    assert story(room) == [("bao", 1, "finished"), ("bao", 2, "finished")]
    assert [one[1] for one in progress(room)] == ["received", "verified", "sounding", "sounding", "finished"]
    assert {row.clip for _, row in room.journal.undelivered()} == {alarm.audio.sha256}
    assert room.desk.state().on_air is None


class Looking(SilentPlayer):
    """A player that looks at the disk of its station in the moment in which it is to call."""

    folder: ClassVar[Path]
    seen: ClassVar[list[str]]

    def signal(self, token: str, signal: Signal, *, at: datetime) -> None:
        """Note what is written of alarms."""
        Looking.seen.append(written(Looking.folder))
        super().signal(token, signal, at=at)


def written(folder: Path) -> str:
    """Return what a station's disk holds of alarms: the set, marks of messages, reports."""
    with closing(sqlite3.connect(folder / "journal.db")) as journal:
        (marks,), (reports,) = (
            journal.execute(f"select count(*) from {table}").fetchone() for table in ("as_run", "alarm_report")
        )
    return f"{len(list((folder / 'inbox').glob('*alarms*')))} sets, {marks} marks, {reports} reports"


def test_the_call_waits_for_no_disk(tmp_path: Path) -> None:
    """When the siren is ordered nothing of the alarm is written; all of it is before the station does anything else."""
    centre, Looking.folder, Looking.seen = Centre(), tmp_path, []
    room = Room(tmp_path, centre, SetClock(CLOCK.now()), Looking)
    room.send(centre.topics.keys, centre.documents[centre.topics.keys])
    room.send(centre.topics.assignment("s1"), centre.assign("79"))
    publish(room, raised(room))
    assert Looking.seen == ["0 sets, 0 marks, 0 reports"]
    assert written(tmp_path) == "1 sets, 1 marks, 2 reports"
    room.desk._parts.equipment.sounds.close()
    room.journal.close()


@pytest.mark.slow
def test_a_programme_gives_way_and_comes_back(room: Room) -> None:
    """Rows of both in their order."""
    planned(room, in_s=15, length_s=60)
    play(room, 20)
    publish(room, raised(room))
    play(room, 60)
    assert story(room) == [
        ("news", 1, "pre-empted"),
        ("bao", 1, "finished"),
        ("bao", 2, "finished"),
        ("news", 2, "finished"),
    ]


@pytest.mark.slow
def test_killed_in_the_middle_it_goes_on_with_what_is_left(room: Room) -> None:
    """The mark was on the disk before the sound: after kill -9 one message of two is left, without any network."""
    publish(room, raised(room))
    play(room, 3)
    room.journal.close()
    room.restart()
    play(room, 60)
    assert story(room) == [("bao", 1, "failed"), ("bao", 2, "finished")]
    room.journal.close()
    room.restart()
    play(room, 60)
    assert len(story(room)) == 2
    assert [one[1] for one in progress(room)] == ["received", "verified", "sounding", "sounding", "finished"]


def test_killed_in_the_last_message_the_group_is_told_of(room: Room) -> None:
    """Nothing is left to sound, but the server hears that it is over."""
    publish(room, raised(room, repeat=AlarmRepeat(1)))
    play(room, 3)
    room.journal.close()
    room.restart()
    play(room, 10)
    assert story(room) == [("bao", 1, "failed")]
    assert progress(room)[-1] == ("bao", "finished", "station.restarted")


def test_a_forged_set_is_refused_and_reported(room: Room) -> None:
    """Another key: nothing sounds, fault and report say why; an alarm that stands is not called refused."""
    publish(room, raised(room))
    room.centre.signers[Role.ALARM] = Signer.generate(Role.ALARM)
    publish(room, raised(room, "gia"), raised(room))
    assert ("gia", "refused", "wire.signature") in progress(room)
    assert ("bao", "refused", "wire.signature") not in progress(room)
    assert "wire.signature" in room.faults
    play(room, 30)
    assert {one[0] for one in story(room)} == {"bao"}
    room.send(room.centre.topics.alarms("79"), b"rubbish")
    room.send(room.centre.topics.timetable("79"), Centre().plan())
    assert len([one for one in progress(room) if one[1] == "refused"]) == 1


def test_sent_again_it_is_answered_again(room: Room) -> None:
    """The server did not hear how far it came: the newest of each step is told once more; a poll asks for nothing."""
    topic, envelope = publish(room, raised(room))
    play(room, 30)
    room.journal.taken([number for number, _ in room.journal.untold()], room.machine.now())
    room.send(topic, envelope, polled=True)
    assert progress(room) == []
    room.send(topic, envelope)
    assert [one[1] for one in progress(room)] == ["received", "verified", "sounding", "finished"]


def test_the_clips_of_alarms_are_fetched_first_and_never_thrown_away(room: Room) -> None:
    """Before every programme's, and needed as long as the alarm stands."""
    _, news = planned(room, in_s=15)
    audio = AlarmAudio("c" * 64, 500_000)
    publish(room, raised(room, audio=audio), raised(room, "thu", status=AlarmStatus.TEST))
    order = room.outside.orders[-1]
    assert [one.clip.sha256 for one in order.wanted] == ["c" * 64, news]
    assert order.needed == {"c" * 64, news}
    assert f"read {voice_name('Bão.')[:5]}" in room.outside.asked
    publish(room)
    assert room.outside.orders[-1].needed == {news}


def test_a_clip_that_is_not_what_it_says_is_not_played(room: Room) -> None:
    """The hash is another's: a fault, and the station speaks itself."""
    audio = AlarmAudio("d" * 64, 4, inline="AAAA")
    publish(room, raised(room, audio=audio))
    assert "station.media_wrong" in room.faults
    assert f"read {voice_name('Bão.')[:5]}" in room.outside.asked


def test_a_card_that_takes_nothing_leaves_the_clip_in_memory(room: Room) -> None:
    """Nothing can be written where clips lie: fault, but the clip speaks."""
    media = room.shelf.path("a" * 64).parent
    media.rmdir()
    media.touch()
    publish(room, raised(room))
    assert "station.disk_full" in room.faults
    play(room, 30)
    assert story(room) == [("bao", 1, "finished"), ("bao", 2, "finished")]
    assert all(row.clip for _, row in room.journal.undelivered())


def test_a_journal_that_cannot_be_written_does_not_silence_an_alarm(room: Room) -> None:
    """The card is read-only: it sounds; rows and reports follow when it mends."""
    room.journal._database.conn.execute("pragma query_only = on")
    publish(room, raised(room))
    play(room, 3)
    room.send(room.centre.topics.alarms("79"), room.centre.documents[room.centre.topics.alarms("79")])
    play(room, 27)
    assert "station.journal" in room.faults
    room.journal._database.conn.execute("pragma query_only = off")
    room.desk.take(cues.Tick())
    assert story(room) == [("bao", 1, "finished"), ("bao", 2, "finished")]


def test_the_notice_of_an_exercise_is_read_at_the_start(room: Room) -> None:
    """Before anybody needs it; a voice that fails stands on the board until it works."""
    assert f"read {DRILL[:5]}" in room.outside.asked
    room.desk.take(VoiceTrouble(Unavailable("station.no_voice", fault="x")))
    assert "station.no_voice" in room.faults
    room.desk.take(VoiceTrouble(None))
    assert "station.no_voice" not in room.faults


def test_an_old_key_set_is_a_fault_and_no_hindrance(room: Room) -> None:
    """The keys ended a year ago: the alarm sounds, and the board says what to do."""
    room.machine.advance(timedelta(days=400))
    topic = room.centre.topics.alarms("79")
    alarm = raised(room)
    room.send(topic, room.centre.publish(topic, Kind.ALARMS, AlarmSet((alarm,)), now=room.machine.now()))
    play(room, 10)
    assert "wire.keys_old" in room.faults
    assert progress(room)[0] == ("bao", AlarmProgress.RECEIVED, "")
    assert story(room) == [("bao", 1, "finished")]
