"""The whole station with real parts: enrolment, HTTPS, files, journal, broker; only the sound is silent."""

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.messages import (
    Ack,
    AsRunBatch,
    Availability,
    Command,
    CommandName,
    EndedHow,
    Endpoint,
    Presence,
    StationState,
    decode_up,
)
from stations.enrol import enrol, load_identity
from stations.journal import Journal
from stations.playout import cues
from stations.receiver import THREAD_DIED, Receiver
from stations.station_config import StationConfig
from tests.broadcaster.brokers import Told, connected, running_broker, server_tls
from tests.stations.centre import CLOCK, SITE, STATION, Centre, Web, airing_of, made_web, serving, tone

RUN = """
import logging, sys
from pathlib import Path
from stations.receiver import run
from stations.station_config import StationConfig
logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
sys.exit(run(StationConfig(Path(sys.argv[1]), "silent", poll_seconds=2, away_seconds=1)))
"""
WAIT_S = 30.0


@contextmanager
def station(data: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a station in its own process; it is killed at the end if it still runs."""
    with (data / "log").open("ab") as log:
        child = subprocess.Popen([sys.executable, "-c", RUN, str(data)], stderr=log, stdout=log)
    try:
        yield child
    finally:
        if child.poll() is None:
            child.kill()
        child.wait()


def until(true: Callable[[], object], what: str) -> None:
    """Wait until something holds."""
    end = time.monotonic() + WAIT_S
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.05)


def rows(data: Path) -> list[tuple[str | None, int, int, str, str]]:
    """Return the as-run story of a station so far."""
    journal = Journal.open(data / "journal.db")
    try:
        return [(r.airing_id, r.item, r.attempt, r.ended_how.value, r.reason) for _, r in journal.undelivered()]
    finally:
        journal.close()


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A running site, its station assigned to province 79."""
    with serving(made_web(tmp_path)) as web:
        web.centre.assign()
        yield web


def enrolled(web: Web, data: Path) -> Path:
    """Enrol a station and return its folder."""
    data.mkdir()
    enrol(data, web.url, web.claim(), serial="box-1")
    return data


def stock(web: Web, folder: Path, *lengths: float) -> tuple:  # type: ignore[type-arg]
    """Put clips on the server and return their entries."""
    clips = []
    for value, length_s in enumerate(lengths, 1):
        path, clip = tone(folder, length_s, value)
        web.files[clip.sha256] = path.read_bytes()
        clips.append(clip)
    return tuple(clips)


@pytest.mark.slow
def test_killed_in_the_middle_it_continues_and_tells_one_story(web: Web, tmp_path: Path) -> None:
    """kill -9 while on air, then a start without any server: the airing goes on at its place, nothing sounds twice."""
    data = enrolled(web, tmp_path / "s1")
    clips = stock(web, tmp_path, 2, 9, 2)
    start = CLOCK.now() + timedelta(seconds=7)
    web.centre.plan(
        airing_of("news", start, *clips), airing_of("gone", start - timedelta(hours=1), clips[0]), clips=clips
    )
    web.centre.head()
    with station(data) as first:
        until(lambda: any(row[:2] == ("news", 0) for row in rows(data)), "the first item never ended")
        time.sleep(1.5)
        first.send_signal(signal.SIGKILL)
        first.wait()
    web.answer = (503, "application/json", b"")
    with station(data) as second:
        until(lambda: any(row[:2] == ("news", 2) for row in rows(data)), (data / "log").read_text())
        second.send_signal(signal.SIGTERM)
        assert second.wait(WAIT_S) == 0
    assert sorted(rows(data)) == [
        ("gone", 0, 1, "missed", "station.was_away"),
        ("news", 0, 1, "finished", ""),
        ("news", 1, 1, "failed", "station.restarted"),
        ("news", 1, 2, "finished", ""),
        ("news", 2, 1, "finished", ""),
    ]


@pytest.mark.slow
def test_the_broker_carries_everything_both_ways(tmp_path: Path) -> None:
    """Documents by MQTT only; presence, state, command result and as-run rows come back; a goodbye at the end."""
    with running_broker(tmp_path) as broker, serving(Web(Centre(), broker.pki)) as web:
        host, port = broker.address
        web.broker = Endpoint(host, port)
        data = enrolled(web, tmp_path / "s1")
        clips = stock(web, tmp_path, 2)
        centre, topics = web.centre, web.centre.topics
        with connected(broker.address, "server", server_tls(broker.pki), f"{SITE}/v1/up/+/+") as (server, told):
            web.answer = None
            for topic, envelope in [
                (topics.keys, centre.documents[topics.keys]),
                (topics.assignment(STATION), centre.assign()),
                (
                    topics.timetable("79"),
                    centre.plan(airing_of("news", CLOCK.now() + timedelta(seconds=7), *clips), clips=clips),
                ),
                (topics.head, centre.head()),
            ]:
                server.publish(topic, envelope, retained=True).wait(5)
            with station(data) as child:
                presence = said(told, "availability")
                assert isinstance(presence, Availability)
                assert presence.availability is Presence.ONLINE
                state = said(told, "state")
                assert isinstance(state, StationState)
                assert state.boot == presence.boot
                server.publish(topics.command(STATION), centre.command(Command("c1", CommandName.VOLUME, 33)))
                ack = said(told, "ack")
                assert isinstance(ack, Ack)
                assert (ack.command_id, ack.result) == ("c1", "ok")
                batch = said(told, "as-run")
                assert isinstance(batch, AsRunBatch)
                assert [(row.airing_id, row.ended_how, row.volume) for row in batch.rows] == [
                    ("news", EndedHow.FINISHED, 33)
                ]
                until(lambda: rows(data) == [], "the rows were never marked as delivered")
                child.send_signal(signal.SIGTERM)
                assert child.wait(WAIT_S) == 0
            goodbye = said(told, "availability")
            assert isinstance(goodbye, Availability)
            assert goodbye.availability is Presence.OFFLINE


def said(told: Told, kind: str) -> object:
    """Return the next report of a kind."""
    while True:
        topic, payload, _ = told.message()
        if topic.endswith(f"/{kind}"):
            return decode_up(kind, payload)


@pytest.mark.slow
def test_a_reboot_command_ends_the_process_for_its_keeper(web: Web, tmp_path: Path) -> None:
    """A signed reboot ends the station with the code by which systemd starts it again."""
    data = enrolled(web, tmp_path / "s1")
    command = web.centre.command(Command("c1", CommandName.REBOOT))
    web.centre.documents[web.centre.topics.command(STATION)] = command
    with station(data) as child:
        assert child.wait(WAIT_S) == 75


@pytest.mark.slow
def test_without_enrolment_it_says_what_to_do(tmp_path: Path) -> None:
    """A station that was never enrolled does not start."""
    with (tmp_path / "log").open("wb"), station(tmp_path) as child:
        assert child.wait(WAIT_S) == 1
    assert "station enrol" in (tmp_path / "log").read_text()


def test_without_a_journal_on_the_disk_it_starts(web: Web, tmp_path: Path) -> None:
    """It is kept in RAM and the board says so: a station that does not start sounds no alarm."""
    data = enrolled(web, tmp_path / "s1")
    (data / "journal.db").mkdir()
    receiver = Receiver(StationConfig(data, "silent"), load_identity(data), threading.Event())
    with receiver.running():
        assert [fault.code for fault in receiver.board.faults] == ["station.journal_in_ram"]


def test_a_thread_that_dies_ends_the_process(web: Web, tmp_path: Path) -> None:
    """Half a station is worse than none: when the playout thread dies all others stop and the exit code says so."""
    data = enrolled(web, tmp_path / "s1")
    stop = threading.Event()
    receiver = Receiver(StationConfig(data, "silent"), load_identity(data), stop)
    with receiver.running():
        receiver.events.put(cues.MediaReady)
        assert stop.wait(WAIT_S)
    assert receiver.exit_code == THREAD_DIED
    assert {"playout", "media", "poll"}.isdisjoint(thread.name for thread in threading.enumerate())
