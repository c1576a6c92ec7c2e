"""From the second person's word to a thousand stations and to the first sound, idle and under load.

A whole province runs as processes: server, signer, broker, TLS front and one real receiver whose loudspeaker is
recorded; the other stations are simulated in a process of their own (``benchmarks/crowd.py``), which does for each what
a receiver does. The baseline is the same broker carrying the same bytes to the same stations, which do nothing.
"""

import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from statistics import median, quantiles
from tempfile import TemporaryDirectory

from benchmarks.bench_fanout import free_port
from benchmarks.crowd import PROBE_BYTES, name
from benchmarks.visitor import Visitor
from broadcaster.accounts import Person, Role
from broadcaster.alerts import Alert
from broadcaster.assembly import assembled
from broadcaster.broker import EmbeddedBroker
from broadcaster.bulletins import Bulletin
from broadcaster.clock import SystemClock
from broadcaster.config import split_address
from broadcaster.dispatch import Dispatch
from broadcaster.hazards import HAZARDS, filled
from broadcaster.localities import Station
from broadcaster.messages import AlarmStatus, Topics
from broadcaster.mqtt import Callbacks, Connection, Link, Tls
from broadcaster.pki import SERVER
from broadcaster.store import editions, new_id, people, stations
from tests.journeys.world import World, province
from tests.sound import Recorder, Recording, onset

STATIONS = 1000
MANY = 10_000
RELEASES, LOADED, ROUNDS = 30, 10, 5
CLIPS, POLLS_A_MINUTE = 200, 2000
PATIENCE_S = 60.0
QUIET_S = 3.0
"""After a cancel the loudspeaker must be silent before the next one."""
PASSWORD = "một câu dài để đo"
Moments = list[float]


@dataclass
class Crowd:
    """The simulated stations, as the process that plays them tells of them."""

    lines: "SimpleQueue[dict[str, object]]"

    def wait(self, thing: str) -> Moments:
        """Return when each station got ``thing`` (epoch seconds)."""
        while (line := self.next(thing, PATIENCE_S)).get("id") != thing:
            pass
        return sorted(line["at"])  # type: ignore[call-overload,no-any-return]

    def next(self, thing: str, patience: float) -> dict[str, object]:
        """Return the next line; an empty one is the last, of a process that ended."""
        try:
            line = self.lines.get(timeout=patience)
        except Empty:
            line = {}
        if not line:
            raise TimeoutError(f"not every station got {thing}")
        return line


@dataclass
class Office:
    """The two people of a commune who raise alarms."""

    here: World
    dispatch: Dispatch
    officer: Person
    leader: Person

    def confirmed(self) -> Alert:
        """Write an alarm for a fire and stand for it."""
        title, text = filled("fire", {"noi": "ven sông"})
        known = HAZARDS["fire"]
        plain = Alert(
            id=new_id(),
            status=AlarmStatus.ACTUAL,
            hazard="fire",
            level=known.level,
            title=title,
            text=text,
            origin=self.here.commune,
            author="",
            created_at=SystemClock().now(),
            localities=(self.here.commune,),
            siren=known.siren,
            repeat=known.repeat(known.lasts),
            lasts=known.lasts,
        )
        made = self.dispatch.draft_alert(plain, self.officer)
        return self.dispatch.confirm_alert(made.id, self.officer, version=made.version)


def figures(count: int = STATIONS, many: int = MANY, releases: int = RELEASES) -> list[dict[str, object]]:
    """Return milliseconds from the release to each station and to the first sound, beside the bare broker's."""
    with TemporaryDirectory() as folder, province(Path(folder), receivers=1) as here, assembled(here.config) as desk:
        office = _staffed(here, desk, max(count, many))
        with crowd(here, count, "verify", split_address(here.config.broker_address)) as listening:
            idle, size = _series(office, listening, releases)
            with _busy(office):
                loaded, _ = _series(office, listening, max(2, releases * LOADED // RELEASES))
        bare = [_bare(here, desk, count=number, size=size) for number in (count, many)]
    return [
        *_figures(idle, bare[0], f"alarm, {count} stations"),
        *_figures(loaded, bare[0], f"alarm, {count} stations, {CLIPS} renders, {POLLS_A_MINUTE} polls/min"),
        _figure(f"bare broker to the last of {many} stations", median(bare[1]), len(bare[1]), baseline=median(bare[0])),
    ]


def _staffed(here: World, desk: Dispatch, count: int) -> Office:
    officer = Person(new_id(), "dosoan", "Người soạn", Role.OFFICER, here.commune)
    leader = Person(new_id(), "dophat", "Người phát", Role.LEADER, here.commune)
    with desk.store.begin("bench") as tx:
        people.add(tx, officer, PASSWORD)
        people.add(tx, leader, PASSWORD)
        for number in range(count):
            stations.add(tx, Station(name(number), name(number), here.commune))
    return Office(here, desk, officer, leader)


@contextmanager
def crowd(here: World, count: int, work: str, address: tuple[str, int]) -> Iterator[Crowd]:
    """Run so many simulated stations, politely: on a real day their work is done by a thousand other machines."""
    command = ["nice", "-n", "19", sys.executable, "-m", "benchmarks.crowd", str(here.file), here.commune, str(count)]
    child = subprocess.Popen(
        [*command, work, address[0], str(address[1])], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    lines: SimpleQueue[dict[str, object]] = SimpleQueue()
    assert child.stdout is not None

    def read(stream: Iterable[str]) -> None:
        for line in stream:
            lines.put(json.loads(line))
        lines.put({})

    threading.Thread(target=read, args=(child.stdout,), daemon=True).start()
    listening = Crowd(lines)
    try:
        listening.next("a connection", 10 * PATIENCE_S)
        yield listening
    finally:
        assert child.stdin is not None
        child.stdin.close()
        child.wait(PATIENCE_S)


@dataclass
class Measured:
    """What one series of releases gave, all in milliseconds after the release."""

    verified: Moments
    last: Moments
    sound: Moments


def _series(office: Office, listening: Crowd, releases: int) -> tuple[Measured, int]:
    """Release, wait, cancel; return what was measured and how many bytes an alarm set has."""
    desk, found, begun = office.dispatch, Measured([], [], []), []
    (receiver,) = office.here.receivers
    with Recorder(office.here.speakers.server, receiver.sink) as recorder:
        for _ in range(releases):
            alert = office.confirmed()
            begun.append(time.time())
            desk.release_alert(alert.id, office.leader, version=alert.version)
            moments = [(at - begun[-1]) * 1000 for at in listening.wait(alert.id)]
            found.verified += moments
            found.last.append(moments[-1])
            time.sleep(1)
            with desk.store.read() as tx:
                size = len(editions.current(tx, desk.alarm_topic(office.here.commune)) or b"")
            desk.cancel_alert(alert.id, office.leader, reason="đo xong")
            time.sleep(QUIET_S)
    found.sound = [(_heard(recorder.recording, at) - at) * 1000 for at in begun]
    return found, size


def _heard(recording: Recording, released: float) -> float:
    at = onset(recording.between(released, released + 5))
    if at is None:
        raise TimeoutError("an alarm was not heard")
    return at


@contextmanager
def _busy(office: Office) -> Iterator[None]:
    """Let clips be rendered and pages be polled meanwhile."""
    desk, stop = office.dispatch, threading.Event()
    for number in range(CLIPS):
        words = {
            "title": f"Bản tin {number}",
            "text": f"Kính mời bà con họp lần thứ {number}.",
            "voice": "espeak-south",
        }
        plain = Bulletin(
            new_id(), office.here.commune, author=office.officer.id, created_at=SystemClock().now(), **words
        )
        sent = desk.submit(desk.save_draft(plain, office.officer).id, 1, office.officer)
        desk.approve(sent.id, sent.version, office.leader)
    visitor = Visitor(f"http://{office.here.config.web_listen}")
    visitor.sign_in("dophat", PASSWORD)

    def poll() -> None:
        while not stop.wait(4 * 60 / POLLS_A_MINUTE):
            visitor.read("/alerts")

    pollers = [threading.Thread(target=poll) for _ in range(4)]
    for one in pollers:
        one.start()
    try:
        yield
    finally:
        stop.set()
        for one in pollers:
            one.join()


def _bare(here: World, desk: Dispatch, *, count: int, size: int) -> Moments:
    """Let a broker of its own carry as many bytes to as many stations; return milliseconds to the last, per round."""
    topic, folder = Topics(here.config.site).alarms(here.commune), here.folder / f"bare-{count}"
    folder.mkdir()
    with (
        EmbeddedBroker(folder, f"127.0.0.1:{free_port()}", desk.pki, site=here.config.site) as broker,
        crowd(here, count, "count", broker.address) as listening,
        _sender(desk, folder, broker.address) as sender,
    ):
        took = []
        for number in range(ROUNDS):
            mark, begun = f"{number:0{PROBE_BYTES}}", time.time()
            sender.publish(topic, mark.ljust(size).encode())
            took.append((listening.wait(mark)[-1] - begun) * 1000)
        return took


@contextmanager
def _sender(desk: Dispatch, folder: Path, address: tuple[str, int]) -> Iterator[Connection]:
    certificate, key = desk.pki.issue_own(SERVER, SystemClock().now())
    (folder / "own.pem").write_bytes(certificate)
    (folder / "own.key").write_bytes(key)
    sender = Connection(Link(address, SERVER, Tls(desk.pki.ca, folder / "own.pem", folder / "own.key")), Callbacks())
    sender.start()
    try:
        if not sender.wait_connected(PATIENCE_S):
            raise TimeoutError("the bare broker lets nobody in")
        yield sender
    finally:
        sender.close()


def _figures(found: Measured, bare: Moments, what: str) -> list[dict[str, object]]:
    base = median(bare)
    return [
        _figure(f"{what}: release to first sound p50", median(found.sound), len(found.sound)),
        _figure(f"{what}: release to first sound, slowest", max(found.sound), len(found.sound)),
        _figure(f"{what}: release to verified p50", median(found.verified), len(found.last), baseline=base),
        _figure(f"{what}: release to verified p99", _p99(found.verified), len(found.last), baseline=base),
        _figure(f"{what}: release to the last verified", median(found.last), len(found.last), baseline=base),
    ]


def _p99(moments: Moments) -> float:
    return quantiles(moments, n=100, method="inclusive")[-1]


def _figure(what: str, value: float, n: int, *, baseline: float | None = None) -> dict[str, object]:
    ratio = None if baseline is None else value / baseline
    return {"name": what, "value": value, "unit": "ms", "n": n, "baseline": baseline, "ratio": ratio}
