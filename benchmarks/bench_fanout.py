"""From pressing *approve* in the page to the new edition verified and on disk at 200 simulated stations.

The stations are the real inbox on real TLS connections, all in this process; server, broker and nginx run beside it.
The baseline is the same broker carrying the same bytes to the same subscribers, with nothing before or behind it.
"""

import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import time as clock_time
from datetime import timedelta
from pathlib import Path
from statistics import median
from zoneinfo import ZoneInfo

from benchmarks.visitor import Visitor
from broadcaster.accounts import Person, Role
from broadcaster.assembly import assembled
from broadcaster.broker import EmbeddedBroker
from broadcaster.bulletins import Bulletin
from broadcaster.clock import SystemClock
from broadcaster.config import Config, read_config, split_address
from broadcaster.demo import wait_until_healthy
from broadcaster.dispatch import Dispatch
from broadcaster.keys import KeyFiles
from broadcaster.localities import TIMEZONE, Kind, Locality, Station
from broadcaster.messages import Edition, Topics
from broadcaster.mqtt import Callbacks, Connection, Link, Tls
from broadcaster.pki import SERVER
from broadcaster.plans import Entry
from broadcaster.signing import Accepted
from broadcaster.store import Store, bulletins, editions, localities, new_id, people, stations
from schedules.recurrence import daily
from stations.inbox import Inbox
from stations.station_clock import StationClock

STATIONS = 200
ROUNDS = 5
PATIENCE_S = 60.0
PASSWORD = "một câu dài để đo"
TEXT = "Kính mời bà con đến nhà văn hóa khu phố họp lúc mười chín giờ. Đây là bản tin số {number}."


@dataclass
class Listener:
    """One simulated station: its inbox, and how many editions it holds."""

    inbox: Inbox
    crowd: "Crowd"

    def on_message(self, topic: str, payload: bytes, _retained: bool) -> None:
        """Accept a document as a station does, and tell the crowd of a new edition."""
        accepted = self.inbox.accept(topic, payload)
        if isinstance(accepted, Accepted) and isinstance(accepted.document, Edition):
            self.crowd.count(*(one for airing in accepted.document.airings for one in airing.bulletin_ids))


@dataclass
class Crowd:
    """All simulated stations together; ``held`` counts how many hold what."""

    held: dict[bytes | str, int] = field(default_factory=dict)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def count(self, *things: bytes | str) -> None:
        """Note that one more station holds these."""
        with self.changed:
            for thing in things:
                self.held[thing] = self.held.get(thing, 0) + 1
            self.changed.notify_all()

    def wait(self, thing: bytes | str) -> None:
        """Wait until every station holds it."""
        with self.changed:
            if not self.changed.wait_for(lambda: self.held.get(thing, 0) >= STATIONS, PATIENCE_S):
                raise TimeoutError(f"only {self.held.get(thing, 0)} of {STATIONS} stations got it")


def figures() -> list[dict[str, object]]:
    """Return the milliseconds from the press to the last station, beside the bare broker's."""
    with tempfile.TemporaryDirectory() as folder:
        config, file = _config(Path(folder))
        numbers = _prepare(config)
        with assembled(config) as dispatch:
            with _server(config, file), contextlib.ExitStack() as stack:
                crowd = _crowd(dispatch, stack)
                visitor = Visitor(f"http://{config.web_listen}")
                visitor.sign_in("lan", PASSWORD)
                pressed = [_press(dispatch, visitor, crowd, number) for number in numbers]
            bare = _bare(dispatch, Path(folder) / "bare")
    return [
        {
            "name": f"approve to edition held by {STATIONS} stations",
            "value": median(pressed),
            "unit": "ms",
            "n": ROUNDS,
            "baseline": median(bare),
            "ratio": median(pressed) / median(bare),
        }
    ]


def _press(dispatch: Dispatch, visitor: Visitor, crowd: Crowd, bulletin_id: str) -> float:
    """Approve a bulletin whose sound the leader has heard already; return the milliseconds to the last station."""
    _wait_for_sound(dispatch, bulletin_id)
    token = visitor.token(f"/bulletins/{bulletin_id}")
    with dispatch.store.read() as tx:
        version = bulletins.find(tx, bulletin_id).version
    begun = time.perf_counter()
    visitor.post(f"/bulletins/{bulletin_id}/decide", token, decision="approve", version=str(version))
    crowd.wait(bulletin_id)
    return (time.perf_counter() - begun) * 1000


def _bare(dispatch: Dispatch, folder: Path) -> list[float]:
    """Publish the edition's bytes straight to a broker of its own; return the milliseconds to the last subscriber."""
    topic = Topics(dispatch.config.site).timetable("c1")
    with dispatch.store.read() as tx:
        size = len(editions.current(tx, topic) or b"")
    listen = f"127.0.0.1:{free_port()}"
    with contextlib.ExitStack() as stack:
        broker = stack.enter_context(EmbeddedBroker(folder, listen, dispatch.pki, site=dispatch.config.site))
        crowd = Crowd()
        for number in range(STATIONS):
            callbacks = Callbacks(on_message=lambda _topic, payload, _retained: crowd.count(payload))
            _connect(dispatch, stack, name(number), address=broker.address, callbacks=callbacks)
        sender = _connect(dispatch, stack, SERVER, address=broker.address, callbacks=Callbacks())
        return [_probe_ms(sender, topic, crowd, f"{number:<{size}}".encode()) for number in range(ROUNDS)]


def _probe_ms(sender: Connection, topic: str, crowd: Crowd, probe: bytes) -> float:
    begun = time.perf_counter()
    sender.publish(topic, probe)
    crowd.wait(probe)
    return (time.perf_counter() - begun) * 1000


def _crowd(dispatch: Dispatch, stack: contextlib.ExitStack) -> Crowd:
    """Connect all simulated stations to the server's broker, each with what enrolment would have given it."""
    crowd = Crowd()
    for number in range(STATIONS):
        dispatch.publish_assignment(name(number))
        inbox = Inbox(dispatch.config.data / "inbox" / name(number), dispatch.keys.trust(), name(number), clock())
        inbox.load()
        for letter in dispatch.inbox(name(number))[1].documents:
            inbox.accept(letter.topic, letter.envelope.encode())
        callbacks = Callbacks(on_message=Listener(inbox, crowd).on_message)
        address = split_address(dispatch.config.broker_address)
        _connect(dispatch, stack, name(number), address=address, callbacks=callbacks)
    return crowd


def _connect(
    dispatch: Dispatch, stack: contextlib.ExitStack, who: str, *, address: tuple[str, int], callbacks: Callbacks
) -> Connection:
    pki, folder = dispatch.pki, dispatch.config.data / "bench"
    folder.mkdir(exist_ok=True)
    certificate, key = pki.issue_own(who, SystemClock().now(), timedelta(hours=1))
    (folder / f"{who}.pem").write_bytes(certificate)
    (folder / f"{who}.key").write_bytes(key)
    link = Link(address, who, Tls(pki.ca, folder / f"{who}.pem", folder / f"{who}.key"))
    connection = Connection(link, callbacks)
    if who != SERVER:
        connection.subscribe(*Topics(dispatch.config.site).station_subscriptions(who, ("79", "c1")))
    connection.start()
    stack.callback(connection.close)
    if not connection.wait_connected(PATIENCE_S):
        raise TimeoutError(f"{who} cannot connect")
    return connection


def _wait_for_sound(dispatch: Dispatch, bulletin_id: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with dispatch.store.read() as tx:
            render = dispatch.render_of(tx, bulletins.find(tx, bulletin_id))
        if render is not None and render.clip is not None:
            return
        threading.Event().wait(0.2)
    raise TimeoutError(f"no sound for {bulletin_id}")


def _prepare(config: Config) -> list[str]:
    """Make a province with one commune, its stations, two people, and submitted bulletins that are scheduled."""
    store = Store(config.database)
    store.upgrade()
    KeyFiles(config.data / "keys").init(config.site, SystemClock().now())
    store.close()
    with assembled(config) as dispatch:
        officer = Person(new_id(), "mai", "Mai", Role.OFFICER, "c1")
        with dispatch.store.begin("bench") as tx:
            localities.add(tx, Locality("79", "Thành phố Hồ Chí Minh", Kind.PROVINCE))
            localities.add(tx, Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "79"))
            for number in range(STATIONS):
                stations.add(tx, Station(name(number), name(number), "c1"))
            people.add(tx, officer, PASSWORD)
            people.add(tx, Person(new_id(), "lan", "Lan", Role.LEADER, "c1"), PASSWORD)
        return [_submitted(dispatch, officer, number) for number in range(ROUNDS)]


def _submitted(dispatch: Dispatch, officer: Person, number: int) -> str:
    now = SystemClock().now()
    words = {"title": f"Bản tin {number}", "text": TEXT.format(number=number), "locality": "c1"}
    draft = dispatch.save_draft(Bulletin(id=new_id(), author=officer.id, created_at=now, **words), officer)
    dispatch.submit(draft.id, draft.version, officer)
    tomorrow = (now + timedelta(days=1)).astimezone(ZoneInfo(TIMEZONE)).date()
    at = daily(tomorrow, clock_time(7 + number))
    entry = Entry(new_id(), draft.title, ("c1",), (draft.id,), at, author=officer.id, created_at=now)
    dispatch.add_entry(entry, officer)
    return draft.id


def _config(folder: Path) -> tuple[Config, Path]:
    file = folder / "broadcaster.toml"
    web, tls, mqtt = (free_port() for _ in range(3))
    file.write_text(
        f'data = "{folder}"\n[web]\nlisten = "127.0.0.1:{web}"\nurl = "https://127.0.0.1:{tls}"\n'
        f'[tls]\nlisten = "127.0.0.1:{tls}"\n[mqtt]\nlisten = "127.0.0.1:{mqtt}"\n'
    )
    return read_config(Config, file, {}), file


@contextlib.contextmanager
def _server(config: Config, file: Path) -> Iterator[None]:
    with (config.data / "server.log").open("wb") as log:
        command = [sys.executable, "-m", "broadcaster", "--config", str(file), "serve"]
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        wait_until_healthy(config, server, threading.Event())
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE_S)


def free_port() -> int:
    """Return a port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def name(number: int) -> str:
    """Return the id of a simulated station."""
    return f"bench-{number}"


def clock() -> StationClock:
    """Return a station's clock."""
    return StationClock(SystemClock())
