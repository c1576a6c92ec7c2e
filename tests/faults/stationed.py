"""A station to be killed: real inbox, desk, journal and connection; its player makes no sound and writes down which.

Its diary is a file of JSON lines, written past every buffer before anybody else hears of it, so that it tells the truth
after kill -9: when it was ready, which sets it believed, which piece of which message began and ended.
"""

import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from broadcaster.clock import SystemClock
from broadcaster.messages import AlarmSet, Topics
from broadcaster.signing import Accepted
from broadcaster.sirens import Call, Signal, Stretch
from stations.alarm_sounds import AlarmSounds
from stations.amplifier import NoAmplifier
from stations.console import Equipment
from stations.desk import Desk
from stations.desk_parts import Parts
from stations.enrol import Identity
from stations.event_line import EventLine
from stations.inbox import Inbox, Refusal
from stations.journal import Journal
from stations.media import MediaShelf
from stations.player_events import Ended, PlayerEvent, Started
from stations.playout.cues import VoiceReady
from stations.receiver import Telephone
from stations.reporting import Reporter
from stations.silent_player import SilentPlayer
from stations.station_clock import StationClock
from stations.station_config import StationConfig
from stations.status import FaultBoard
from tests.stations.test_desk import Outside

CALL = timedelta(milliseconds=250)
SPEECH = timedelta(milliseconds=100)
"""Attention and speech are this short, so that a message is over in half a second."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where one station lives and who it is."""

    data: Path
    identity: Identity

    @property
    def diary(self) -> Path:
        """The file of what happened."""
        return self.data / "diary"


class Diary:
    """Writes one line for each thing that happened, at once."""

    def __init__(self, file: Path) -> None:
        self._file = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
        self._clock = SystemClock()

    def note(self, what: str, **facts: Any) -> None:
        """Write a line with the moment, as epoch seconds."""
        line = {"what": what, "at": self._clock.now().timestamp(), **facts}
        os.write(self._file, (json.dumps(line) + "\n").encode())


class WatchedInbox(Inbox):
    """An inbox that notes every set of alarms it believes, before anybody acts on it."""

    diary: Diary

    def watch(self, diary: Diary) -> None:
        """Note from now on, first what was on the disk."""
        self.diary = diary
        for accepted in self._held.values():
            self._believed(accepted)

    def accept(
        self, topic: str, envelope: bytes, *, clock_trusted: bool = True, live: bool = True
    ) -> Accepted | Refusal | None:
        """Do what every inbox does, and note it."""
        accepted = super().accept(topic, envelope, clock_trusted=clock_trusted, live=live)
        if isinstance(accepted, Accepted):
            self._believed(accepted)
        return accepted

    def save(self) -> None:
        """Do what every inbox does, and note what is on the disk by now."""
        waiting = set(self._waiting)
        super().save()
        for topic in waiting - self._waiting:
            if topic in self._held:
                self.diary.note("keeps", topic=topic, seq=self._held[topic].header.seq)

    def _believed(self, accepted: Accepted) -> None:
        if isinstance(accepted.document, AlarmSet):
            alarms = [one.id for one in accepted.document.alarms]
            self.diary.note("knows", topic=accepted.header.to, seq=accepted.header.seq, alarms=alarms)


class QuickPlayer(SilentPlayer):
    """A player whose attention signals are over in a moment."""

    def signal(self, token: str, signal: Signal, *, at: datetime) -> None:
        """Play a stretch of tone in place of whatever signal."""
        super().signal(token, (Stretch(Call.TONE, CALL),), at=at)


class Reader:
    """A voice that needs no program: every text becomes the same recording at once."""

    def __init__(self, sounds: AlarmSounds, put: Callable[[Any], None]) -> None:
        self._sounds, self._put = sounds, put

    def ask(self, name: str, text: str) -> None:
        """Have a text read."""
        self._sounds.read(name, lambda path: path.touch())
        self._put(VoiceReady(name, SPEECH))


def live(post: Post) -> None:
    """Be this station until somebody kills us."""
    diary, events = Diary(post.diary), EventLine()
    config = StationConfig(post.data, clock_trusted=True)
    clock, trust = StationClock(SystemClock()), post.identity.trust
    journal = Journal.open(config.journal)
    inbox = WatchedInbox(config.inbox, trust, post.identity.station_id, clock)
    inbox.load()
    inbox.watch(diary)
    diary.note("born")
    player = QuickPlayer(clock=SystemClock(), on_event=_noting(diary, events.put), length_of=lambda _path: SPEECH)
    player.start()
    shelf = MediaShelf(config.media, quota=0, reserve=0)
    sounds = AlarmSounds(shelf, config.readings)
    equipment = Equipment(player, NoAmplifier(), journal, shelf, sounds, clock, FaultBoard())
    reporter = Reporter(Topics(post.identity.site), post.identity.station_id, journal, clock)
    line, out = Telephone(post.identity, reporter, events.put, inbox.subscriptions), _outside()
    parts = Parts(config, post.identity, inbox, equipment, reporter, out, out, line, Reader(sounds, events.put))
    line.open()
    Desk(parts, events, on_reboot=lambda: None, synchronised=lambda: True).run(threading.Event())


def _outside() -> Any:
    """Return what stands for fetching and polling: no clip is ordered here, and there is no HTTPS."""
    return Outside()


def _noting(diary: Diary, put: Callable[[Any], None]) -> Callable[[PlayerEvent], None]:
    """Write down what sounds before the desk hears of it."""

    def on_event(event: PlayerEvent) -> None:
        """Write down beginnings and ends, then hand on."""
        match event:
            case Started(token):
                diary.note("sounds", token=token)
            case Ended(token):
                diary.note("silent", token=token)
        put(event)

    return on_event
