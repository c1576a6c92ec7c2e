"""A whole small province whose server, signer, broker and stations are killed at random while alarms are ordered.

A round is a few trials at once, one in each commune: one to three orders, and one to three kills that concern it.
Orders and kills follow from the seed of the round; what exactly they hit is the machine's doing.
"""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

from broadcaster.accounts import Person, Role
from broadcaster.assembly import assembled, open_pki
from broadcaster.broker import EmbeddedBroker
from broadcaster.clock import SystemClock
from broadcaster.config import Config
from broadcaster.keys import KeyFiles
from broadcaster.localities import Kind as Level
from broadcaster.localities import Locality, Station
from broadcaster.messages import AlarmRepeat, AlarmStatus, EnrolRequest
from broadcaster.pki import new_request
from broadcaster.store import Store, Transaction, localities, people, stations
from stations.enrol import Identity
from tests.faults import offices, stationed
from tests.faults.offices import STAFF, Answer, Kind, Wish
from tests.faults.stationed import Post
from tests.ports import free_ports

COMMUNES = 6
"""So many trials run at once."""
ACT_S = 0.8
"""Within this time all orders are given, and all kills but those of stations begin."""
SOUND_S = (0.2, 2.0)
"""Stations are killed when something sounds or is about to."""
DOWN_S = 0.4
"""A part that was killed is begun again within this time."""
MEMORY = Path("/dev/shm")
GAP = timedelta(milliseconds=100)
SHARED = ("server", "signer", "broker")
LAST_LINES = 60
EMPTY_SHARE = 0.3
"""Of the broker's deaths so many take its memory with them."""

PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([offices.__name__, stationed.__name__])


class Victim:
    """One process that is killed and begun again; ``deaths`` are the moments when it was surely gone."""

    def __init__(self, begin: Callable[[], BaseProcess]) -> None:
        self._begin = begin
        self.process = begin()
        self.deaths: list[float] = []

    def kill(self) -> None:
        """End it with signal 9; it must have lived until now."""
        assert self.is_alive, f"it ended by itself with {self.process.exitcode}"
        self.end()

    def end(self) -> None:
        """End it, whatever has become of it."""
        self.process.kill()
        self.process.join()
        self.deaths.append(time.time())

    def start(self) -> None:
        """Begin it again."""
        self.process = self._begin()

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self.process.is_alive()


class Broker:
    """Mosquitto as a victim; it may come back without its memory."""

    def __init__(self, broker: EmbeddedBroker) -> None:
        self._broker = broker
        self.chance = Random()

    def kill(self) -> None:
        """End it with signal 9."""
        pid = self._broker.pid
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        while self._broker.pid is not None:
            time.sleep(0.005)

    def start(self) -> None:
        """Begin it again."""
        if self.chance.random() < EMPTY_SHARE:
            (self._broker.folder / "retained.db").unlink(missing_ok=True)
        self._broker.start()

    @property
    def is_alive(self) -> bool:
        """Whether it runs."""
        return self._broker.pid is not None


@dataclass
class Counter:
    """The server as people see it: they order, and order again what it never began to do."""

    data: Path
    config: Config
    wishes: dict[int, Wish] = field(default_factory=dict)
    begun: set[int] = field(default_factory=set)
    accepted: set[str] = field(default_factory=set)
    ended: set[str] = field(default_factory=set)
    replaced: dict[str, str] = field(default_factory=dict)
    pipe: Any = None
    count: int = 0

    def begin(self) -> BaseProcess:
        """Start the server, and order from it what the one before never began."""
        self.listen()
        self.pipe, theirs = PROCESSES.Pipe()
        process = PROCESSES.Process(
            target=offices.serve, args=(self.data / "server.log", self.config, theirs), daemon=True
        )
        process.start()
        theirs.close()
        for number in self.begun:  # nobody knows what became of these; the database will tell
            del self.wishes[number]
        self.begun.clear()
        for one in self.wishes.values():
            self._send(one)
        return process

    def order(self, kind: Kind, place: str, about: str, **more: Any) -> None:
        """Order something; what it is about may have been corrected meanwhile."""
        self.count += 1
        while kind is not Kind.RAISE and about in self.replaced:
            about = self.replaced[about]
        wish = Wish(self.count, kind, place, about, **more)
        self.wishes[wish.number] = wish
        self._send(wish)

    def listen(self) -> None:
        """Take in all answers."""
        try:
            while self.pipe is not None and self.pipe.poll():
                self._note(self.pipe.recv())
        except (EOFError, OSError):
            self.pipe = None

    def _send(self, wish: Wish) -> None:
        try:
            if self.pipe is not None:
                self.pipe.send(wish)
        except OSError:
            return  # it is dead, and the next one is told

    def _note(self, answer: Answer) -> None:
        if not answer.is_done:
            self.begun.add(answer.number)
            return
        wish = self.wishes.pop(answer.number)
        self.begun.discard(answer.number)
        if answer.code:
            return
        if wish.kind in (Kind.RAISE, Kind.CORRECT):
            self.accepted.update(answer.alarms)
        else:
            self.ended.update(answer.alarms)
        if wish.kind is Kind.CORRECT:
            self.ended.add(wish.about)
            self.replaced[wish.about] = answer.alarms[0]


@dataclass
class Place:
    """One commune with its one station."""

    code: str
    post: Post
    victim: Victim

    @property
    def station(self) -> str:
        """The id of its station."""
        return self.post.identity.station_id


@dataclass
class World:
    """The province while it runs."""

    config: Config
    store: Store
    counter: Counter
    places: list[Place]
    broker: Broker
    shared: dict[str, Victim | Broker]

    def play(self, seed: int) -> None:
        """Let one round happen: orders and kills at the moments that the seed says, and everybody back at the end."""
        chance, begun = Random(seed), time.monotonic()
        self.broker.chance = chance
        deeds = [*self._kills(chance)]
        for number, place in enumerate(self.places):
            deeds += _orders(chance, self.counter, place, f"r{seed}-{number}")
        for at, deed in sorted(deeds, key=lambda one: one[0]):
            threading.Event().wait(max(0.0, begun + at - time.monotonic()))
            self.counter.listen()
            deed()

    def _kills(self, chance: Random) -> Iterator[tuple[float, Callable[[], None]]]:
        """Yield one or two deaths that concern everybody, and one of most stations, each with its return."""
        shared = [self.shared[one] for one in chance.sample(SHARED, chance.choice((1, 1, 2)))]
        single = [one.victim for one in self.places if chance.random() < 2 / 3]
        for one in (*shared, *single):
            at = chance.uniform(0.0, ACT_S) if one in shared else chance.uniform(*SOUND_S)
            yield at, one.kill
            yield at + chance.uniform(0.0, DOWN_S), one.start

    def call_off(self, alarm_ids: list[tuple[str, str]]) -> None:
        """Cancel what still stands, so that the next round begins with its end."""
        for alarm_id, place in alarm_ids:
            self.counter.order(Kind.CANCEL, place, alarm_id)

    def print_logs(self) -> None:
        """Print the end of what everybody said."""
        for file in sorted(self.config.data.rglob("*log")):
            lines = file.read_text(errors="replace").splitlines()[-LAST_LINES:]
            print(f"--- {file}", *lines, sep="\n")

    @property
    def dead(self) -> list[str]:
        """Which parts ended by themselves."""
        parts = self.shared | {one.station: one.victim for one in self.places}
        return [name for name, one in parts.items() if not one.is_alive]


def _orders(chance: Random, counter: Counter, place: Place, name: str) -> Iterator[tuple[float, Callable[[], None]]]:
    """Yield one to three orders for a place: an alarm, and what becomes of it."""
    moments = sorted(chance.uniform(0.0, ACT_S) for _ in range(chance.choice((1, 2, 2, 3))))
    for number, at in enumerate(moments):
        kind = Kind.RAISE if number == 0 else chance.choice((Kind.RAISE, Kind.CORRECT, Kind.CANCEL, Kind.SILENCE))
        about = f"{name}-{number}" if kind is Kind.RAISE else f"{name}-0"
        more = _manner(chance, place) if kind is Kind.RAISE else {}
        yield at, partial(counter.order, kind, place.code, about, **more)


def _manner(chance: Random, place: Place) -> dict[str, Any]:
    """Return how an alarm shall sound: how often, how high, real or not, for the commune or its one station."""
    cadence = (GAP,) if chance.random() < 1 / 4 else ()
    return {
        "station": place.station if chance.random() < 1 / 5 else "",
        "status": AlarmStatus.EXERCISE if chance.random() < 1 / 5 else AlarmStatus.ACTUAL,
        "level": chance.choice((2, 3, 4)),
        "repeat": AlarmRepeat(chance.choice((1, 1, 2)), GAP, cadence),
    }


@contextmanager
def world() -> Iterator[World]:
    """Build a province on real files and a free port, let everybody begin, and end them all."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)))
        port = free_ports(2)
        config = Config(
            data=data,
            web_listen=f"127.0.0.1:{port}",
            tls_listen="",
            mqtt_url=f"mqtts://127.0.0.1:{port + 1}",
            signer_separate=True,
        )
        posts = _built(config)
        store = Store.open(config.database)
        stack.callback(store.close)
        pki = open_pki(config)
        broker = stack.enter_context(EmbeddedBroker(data, config.mqtt_server, pki, site=config.site))
        counter = Counter(data, config)
        begun = {"server": Victim(counter.begin), "signer": Victim(partial(_signer, config))}
        places = [Place(code, post, Victim(partial(_station, post))) for code, post in posts.items()]
        for victim in (*begun.values(), *(one.victim for one in places)):
            stack.callback(victim.end)
        mortal = Broker(broker)
        yield World(config, store, counter, places, mortal, {**begun, "broker": mortal})


def _signer(config: Config) -> BaseProcess:
    process = PROCESSES.Process(target=offices.sign, args=(config.data / "signer.log", config), daemon=True)
    process.start()
    return process


def _station(post: Post) -> BaseProcess:
    process = PROCESSES.Process(target=offices.stand, args=(post.data / "log", post), daemon=True)
    process.start()
    return process


def _built(config: Config) -> dict[str, Post]:
    """Make keys, certificates, a database with communes and two people, and enrol a station in each commune."""
    KeyFiles(config.data / "keys").init(config.site, SystemClock().now())
    open_pki(config)
    store = Store(config.database)
    store.upgrade()
    with store.begin("test") as tx:
        codes = list(_settled(tx))
    store.close()
    with assembled(config) as dispatch:
        posts = {}
        for code in codes:
            data = config.data / f"s-{code}"
            data.mkdir()
            key, request = new_request(data.name)
            reply = dispatch.enrol(EnrolRequest(dispatch.claim(data.name, "test"), data.name, request))
            files = {"own.pem": reply.certificate_pem.encode(), "own.key": key, "ca.pem": reply.ca_pem.encode()}
            for name, content in files.items():
                (data / name).write_bytes(content)
            posts[code] = Post(data, Identity(reply, data / "own.pem", data / "own.key", data / "ca.pem"))
        return posts


def _settled(tx: Transaction) -> Iterator[str]:
    localities.add(tx, Locality("79", "Thành phố Hồ Chí Minh", Level.PROVINCE))
    for login in STAFF:
        people.add(tx, Person(login, login, f"Người {login}", Role.OPERATOR, "79"), "một câu dài dễ nhớ")
    for number in range(COMMUNES):
        code = f"c{number}"
        localities.add(tx, Locality(code, f"Phường {number}", Level.COMMUNE, "79"))
        stations.add(tx, Station(f"s-{code}", f"Cụm loa {number}", code))
        yield code
