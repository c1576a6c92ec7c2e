"""The desk with real inbox, journal, clips and a silent player: what each event from outside leads to."""

import os
import queue
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from broadcaster.errors import Unavailable
from broadcaster.messages import AckResult, ClockTrust, Command, CommandName, StationState, Topics
from stations.alarm_sounds import AlarmSounds
from stations.amplifier import NoAmplifier
from stations.console import Equipment
from stations.desk import Desk
from stations.desk_events import Connected, Disconnected, DocumentCame, MediaTrouble, Polled
from stations.desk_parts import Parts
from stations.enrol import Identity
from stations.fetching import Order
from stations.inbox import Inbox
from stations.journal import Journal
from stations.media import MediaShelf
from stations.player_events import ChildDied, ChildRestarted
from stations.playout import cues
from stations.reporting import Reporter
from stations.silent_player import SilentPlayer
from stations.station_clock import StationClock
from stations.station_config import StationConfig
from stations.status import FaultBoard
from tests.house import SetClock
from tests.stations.centre import CLOCK, SITE, STATION, Centre, airing_of, tone


@dataclass
class Outside:
    """Stands for fetcher, poller and line at once and writes down what it was asked."""

    orders: list[Order] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    topics: tuple[str, ...] = ()

    def order(self, order: Order) -> None:
        """Keep an order."""
        self.orders.append(order)

    def lost(self, sha256: str) -> None:
        """Keep the name of a spoiled clip."""
        self.asked.append(f"lost {sha256[:4]}")

    def hurry(self) -> None:
        """Note the haste."""
        self.asked.append("hurry")

    def refresh(self) -> None:
        """Note the wish to poll."""
        self.asked.append("refresh")

    def link(self, connected: bool) -> None:
        """Note the link."""
        self.asked.append(f"link {connected}")

    def ask(self, name: str, text: str) -> None:
        """Keep what shall be read aloud."""
        self.asked.append(f"read {name[:5]}")

    def subscribe(self, topics: tuple[str, ...]) -> None:
        """Keep the topics."""
        self.topics = topics


class Room:
    """One station on a clock that is set by hand."""

    def __init__(
        self, folder: Path, centre: Centre, machine: SetClock, sound: type[SilentPlayer] = SilentPlayer
    ) -> None:
        self.folder, self.centre, self.machine, self.sound = folder, centre, machine, sound
        self.outside = Outside()
        self.restart()

    def restart(self, *, clock_trusted: bool = True) -> None:
        """Start the station anew on the same disk."""
        config = StationConfig(self.folder, clock_trusted=clock_trusted)
        clock = StationClock(self.machine)
        self.journal = Journal.open(config.journal)
        self.inbox = Inbox(config.inbox, self.centre.trust, STATION, clock)
        self.inbox.load()
        self.shelf = MediaShelf(config.media, quota=0, reserve=0)
        self.events: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self.player = self.sound(clock=self.machine, on_event=self.events.put, own_thread=False)
        self.player.start()
        self.board = FaultBoard()
        sounds = AlarmSounds(self.shelf, config.readings)
        equipment = Equipment(self.player, NoAmplifier(), self.journal, self.shelf, sounds, clock, self.board)
        reporter = Reporter(Topics(SITE), STATION, self.journal, clock)
        identity: Any = _Someone()
        out: Any = self.outside
        self.acks: list[tuple[str, AckResult, str]] = []
        reporter.ack = lambda ack: self.acks.append((ack.command_id, ack.result, ack.code))  # type: ignore[method-assign]
        parts = Parts(config, identity, self.inbox, equipment, reporter, out, out, out, out)
        reboot = lambda: self.outside.asked.append("reboot")  # noqa: E731
        self.desk = Desk(parts, self.events, on_reboot=reboot, synchronised=lambda: False)
        self.desk.begin()

    def send(self, topic: str, envelope: bytes, *, live: bool = True, polled: bool = False) -> None:
        """Let a document come."""
        self.desk.take(DocumentCame(topic, envelope, live, polled))

    def pass_time(self, until: datetime) -> None:
        """Let the clock run in steps of 100 ms, the player with it."""
        while self.machine.now() < until:
            self.machine.advance(timedelta(milliseconds=100))
            self.player.pass_time()
            while not self.events.empty():
                self.desk.take(self.events.get())
            self.desk.take(cues.Tick())

    @property
    def faults(self) -> set[str]:
        """The faults on the board."""
        return {fault.code for fault in self.board.faults}

    @property
    def story(self) -> list[tuple[str | None, int, int, str, str]]:
        """The journal's rows in short."""
        rows = [row for _, row in self.journal.undelivered()]
        return [(row.airing_id, row.item, row.attempt, row.ended_how.value, row.reason) for row in rows]


class _Someone(Identity):
    """An identity without files."""

    def __init__(self) -> None:
        """Have nothing."""

    @property
    def station_id(self) -> str:
        """The id all tests use."""
        return STATION

    @property
    def media_url(self) -> str:
        """Nowhere."""
        return "https://nowhere/media"


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    """An assigned station."""
    centre = Centre()
    room = Room(tmp_path, centre, SetClock(CLOCK.now()))
    room.send(centre.topics.keys, centre.documents[centre.topics.keys])
    room.send(centre.topics.assignment(STATION), centre.assign("79"))
    yield room
    room.journal.close()


def planned(room: Room, *, in_s: float, length_s: float = 20) -> tuple[str, str]:
    """Publish one airing with its clip on the shelf; return topic and the clip's name."""
    path, clip = tone(room.folder, length_s)
    os.replace(path, room.shelf.path(clip.sha256))
    start = room.machine.now() + timedelta(seconds=in_s)
    topic = room.centre.topics.timetable("79")
    room.send(topic, room.centre.plan(airing_of("news", start, clip), clips=(clip,)))
    room.desk.take(cues.MediaReady(clip.sha256))
    return topic, clip.sha256


def test_an_edition_orders_its_clips_and_sounds(room: Room) -> None:
    """From the envelope to the row: clips ordered, sound on time, one row in the journal."""
    _, sha256 = planned(room, in_s=15)
    assert room.outside.orders[-1].needed == {sha256}
    assert room.outside.orders[-1].media_url == "https://nowhere/media"
    room.pass_time(room.machine.now() + timedelta(seconds=40))
    assert room.story == [("news", 0, 1, "finished", "")]


def test_rows_and_board_name_the_way_that_stands_in(room: Room) -> None:
    """F17: while another way out sounds than the usual one, the board says so, and each row says which it was."""
    room.desk.take(ChildDied("player.hung"))
    assert "player.hung" in room.faults
    room.player.output_name = "aplay:usb"
    room.desk.take(ChildRestarted("aplay:usb"))
    assert [(one.code, one.facts) for one in room.board.faults if one.code.startswith("player.")] == [
        ("player.standing_in", {"output": "aplay:usb"})
    ]
    planned(room, in_s=15)
    room.pass_time(room.machine.now() + timedelta(seconds=40))
    assert [row.output for _, row in room.journal.undelivered()] == ["aplay:usb"]
    room.desk.take(ChildRestarted())
    assert not any(code.startswith("player.") for code in room.faults)


def test_an_assignment_moves_the_subscriptions(room: Room) -> None:
    """The localities of the path are read from then on."""
    assert f"{SITE}/v1/localities/79/#" in room.outside.topics


def test_a_clip_spoiled_on_the_card_is_found_before_it_sounds(room: Room) -> None:
    """The file is read when it is opened; spoiled, it is fetched again, and sounds when it is whole in time."""
    _, sha256 = planned(room, in_s=15)
    path = room.shelf.path(sha256)
    whole = path.read_bytes()
    path.write_bytes(b"x" + whole[1:])
    room.pass_time(room.machine.now() + timedelta(seconds=6))
    assert room.outside.asked.count(f"lost {sha256[:4]}") == 1
    path.write_bytes(whole)
    room.desk.take(cues.MediaReady(sha256))
    room.pass_time(room.machine.now() + timedelta(seconds=40))
    assert room.story == [("news", 0, 1, "finished", "")]


def test_a_restart_goes_on_with_the_airing(room: Room) -> None:
    """The journal's open row is told as broken off; the airing goes on from the disk as the next attempt."""
    _, sha256 = planned(room, in_s=15)
    room.pass_time(room.machine.now() + timedelta(seconds=20))
    room.journal.close()
    room.restart()
    room.desk.take(cues.MediaReady(sha256))
    room.pass_time(room.machine.now() + timedelta(seconds=30))
    assert room.story == [("news", 0, 1, "failed", "station.restarted"), ("news", 0, 2, "finished", "")]


def test_a_refused_document_is_a_fault_and_a_slow_poll_is_none(room: Room) -> None:
    """A forged edition shows on the board; an old one in a poll answer only says that MQTT was faster."""
    topic = room.centre.topics.timetable("79")
    old, new = room.centre.plan(), room.centre.plan()
    room.send(topic, new)
    room.send(topic, old, polled=True)
    assert "wire.replayed" not in room.faults
    room.send(topic, Centre().plan())
    assert "wire.signature" in room.faults


def test_commands_are_obeyed_answered_and_remembered(room: Room) -> None:
    """A volume survives a restart and falls with a new assignment; refresh and reboot reach their owners."""
    topic = room.centre.topics.command(STATION)
    for name, value in ((CommandName.VOLUME, 15), (CommandName.REFRESH, None), (CommandName.REBOOT, None)):
        room.send(topic, room.centre.command(Command(name.value, name, value)))
    assert room.acks == [(name, AckResult.OK, "") for name in ("volume", "refresh", "reboot")]
    assert room.outside.asked[-2:] == ["refresh", "reboot"]
    until = room.machine.now() + timedelta(hours=1)
    room.send(topic, room.centre.command(Command("q", CommandName.SILENCE, None, until)))
    room.journal.close()
    room.restart()
    state = room.desk.playing
    assert (state.volume, state.muted_until is not None) == (15, True)
    room.send(room.centre.topics.assignment(STATION), room.centre.assign("79", volume=55))
    assert room.desk.playing.volume == 55


def test_without_a_sure_clock_the_schedule_waits_until_a_head_agrees(room: Room) -> None:
    """An old kept head proves nothing; one that agrees makes the clock usable, for the next process too."""
    room.journal.close()
    room.restart(clock_trusted=False)
    trusts = [room.desk.playing.trust]
    topic = room.centre.topics.head
    room.send(topic, room.centre.head(room.machine.now() - timedelta(hours=5)), live=False)
    trusts.append(room.desk.playing.trust)
    room.send(topic, room.centre.head(room.machine.now()), live=False)
    trusts.append(room.desk.playing.trust)
    room.journal.close()
    room.restart(clock_trusted=False)
    trusts.append(room.desk.playing.trust)
    assert trusts == [ClockTrust.UNTRUSTED, ClockTrust.UNTRUSTED, ClockTrust.SIGNED, ClockTrust.SIGNED]


def test_a_clock_far_ahead_of_a_live_head_is_not_believed(room: Room) -> None:
    """A machine that thinks it is half an hour later than the server says does not play by that clock."""
    room.journal.close()
    room.restart(clock_trusted=False)
    room.send(room.centre.topics.head, room.centre.head(room.machine.now()), live=True)
    room.send(room.centre.topics.head, room.centre.head(room.machine.now() - timedelta(minutes=30)), live=True)
    assert room.desk.playing.trust is ClockTrust.UNTRUSTED
    assert room.journal.recall("head_boot") is None


def test_a_head_that_names_newer_documents_makes_the_station_ask(room: Room) -> None:
    """A broker that holds back a timetable is gone round by a poll."""
    room.centre.plan()
    room.send(room.centre.topics.head, room.centre.head())
    assert room.outside.asked[-1] == "refresh"


def test_the_link_is_passed_on_and_a_silent_server_is_a_fault(room: Room) -> None:
    """Connected: fetch and report at once; five minutes without a head while connected: frozen."""
    room.desk.take(Connected())
    assert room.outside.asked[-2:] == ["link True", "hurry"]
    room.machine.advance(timedelta(minutes=6))
    room.desk.take(cues.Tick())
    assert "station.frozen" in room.faults
    room.desk.take(Disconnected("x"))
    room.machine.advance(timedelta(minutes=1))
    room.desk.take(cues.Tick())
    assert "station.frozen" not in room.faults


def test_troubles_come_and_go(room: Room) -> None:
    """A full disk or a captive portal stands on the board until it is over."""
    room.desk.take(MediaTrouble(Unavailable("station.disk_full", need=5)))
    room.desk.take(Polled(Unavailable("station.captive_portal", url="u")))
    room.desk.take(Polled(Unavailable("station.unreachable", url="u", fault="f")))
    assert room.faults >= {"station.disk_full"}
    room.desk.take(MediaTrouble(None))
    assert not room.faults & {"station.disk_full", "station.captive_portal"}


def test_a_journal_that_cannot_be_written_does_not_stop_the_sound(room: Room) -> None:
    """The card goes read-only while a programme waits: it sounds, the fault shows, the rows follow when it mends."""
    planned(room, in_s=15)
    room.journal._database.conn.execute("pragma query_only = on")
    room.pass_time(room.machine.now() + timedelta(seconds=40))
    assert "station.journal" in room.faults
    assert room.story == []
    room.journal._database.conn.execute("pragma query_only = off")
    room.desk.take(cues.Tick())
    assert room.story == [("news", 0, 1, "finished", "")]
    assert "station.journal" not in room.faults


def test_the_state_is_whole(room: Room) -> None:
    """Editions by topic, clock, disk and boot stand in the one message."""
    planned(room, in_s=600)
    told = room.desk.state()
    assert isinstance(told, StationState)
    assert told.editions[room.centre.topics.timetable("79")] == 1
    assert told.disk_free_bytes
    assert told.volume == 60
