"""The province server starts in order, tells what hinders it, and leaves no thread, no child and no port behind."""

import contextlib
import logging
import os
import signal
import socket
import ssl
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from broadcaster.assembly import assembled
from broadcaster.broker import EmbeddedBroker
from broadcaster.config import Config, split_address
from broadcaster.demo import prepare
from broadcaster.errors import BroadcasterError
from broadcaster.pki import Pki
from broadcaster.server import serve_until
from broadcaster.store import feeds, localities
from tests.broadcaster.brokers import connected, station_tls
from tests.feedserver import Page
from tests.feedserver import serving as feed_site
from tests.ports import free_port

PATIENCE_S = 40.0
KEYS = "vn-79/v1/keys"
LOG = logging.getLogger("broadcaster.server")


@dataclass
class Served:
    """A server in a thread of the test's process."""

    config: Config
    stop: threading.Event = field(default_factory=threading.Event)
    died: bool | None = None
    fault: BroadcasterError | None = None
    whole: threading.Event = field(default_factory=threading.Event)

    def hear(self, record: logging.LogRecord) -> bool:
        """Note that the server says it is whole."""
        if record.getMessage().startswith("serving "):
            self.whole.set()
        return True

    def run(self) -> None:
        """Serve until stopped and keep how it ended."""
        try:
            self.died = serve_until(self.config, self.stop)
        except BroadcasterError as fault:
            self.fault = fault

    def answers(self, url: str) -> int:
        """Return the status of a page, 0 when nobody answers."""
        try:
            trust = ssl.create_default_context(cafile=str(self.config.data / "pki" / "ca.pem"))
            with urllib.request.urlopen(url, timeout=5, context=trust if url.startswith("https") else None) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as refusal:
            with refusal:
                return refusal.code
        except OSError:
            return 0

    def wait(self) -> None:
        """Wait until pages and front answer and the server knows it: one that dies before that never started."""
        for address in (f"http://{self.config.web_listen}", f"https://{self.config.tls_listen}"):
            for _ in range(int(PATIENCE_S * 10)):
                if self.fault or self.answers(f"{address}/healthz") == 200:
                    break
                self.stop.wait(0.1)
        assert self.fault is None
        assert self.whole.wait(PATIENCE_S)


@contextmanager
def serving(config: Config) -> Iterator[Served]:
    """Run a server for the length of a block; afterwards it must be gone with all it started."""
    threads, served = set(threading.enumerate()), Served(config)
    LOG.setLevel(logging.INFO)
    LOG.addFilter(served.hear)
    thread = threading.Thread(target=served.run, name="server")
    thread.start()
    try:
        yield served
    finally:
        served.stop.set()
        thread.join(PATIENCE_S)
        LOG.removeFilter(served.hear)
        LOG.setLevel(logging.NOTSET)
    assert set(threading.enumerate()) <= threads
    assert children() == []
    for address in (config.web_listen, config.tls_listen, config.mqtt_listen):
        assert address == TAKEN.get("address") or not listening(address)


TAKEN: dict[str, str] = {}
"""The address another program holds in a test, which is no leftover of the server."""


def children() -> list[str]:
    """Return the names of this process's living children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            name, _, rest = stat.read_text().partition(" (")[2].rpartition(") ")
            if int(rest.split()[1]) == os.getpid():
                found.append(name)
    return found


def listening(address: str) -> bool:
    """Tell whether anybody accepts connections at an address."""
    try:
        socket.create_connection(split_address(address), 1).close()
    except OSError:
        return False
    return True


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a sample site."""
    folder = tmp_path_factory.mktemp("site")
    prepare(Config(data=folder))
    return folder


@pytest.fixture
def config(site: Path) -> Config:
    """The sample site on free ports."""
    web, tls, mqtt = (f"127.0.0.1:{free_port()}" for _ in range(3))
    return Config(data=site, web_listen=web, web_url=f"https://{tls}", tls_listen=tls, mqtt_listen=mqtt)


def fault_of(config: Config) -> BroadcasterError:
    """Start a server that cannot start, and return why."""
    with serving(config) as served:
        assert served.stop.wait(0.01) is False
        for _ in range(int(PATIENCE_S * 10)):
            if served.fault:
                break
            served.stop.wait(0.1)
    assert served.fault is not None
    return served.fault


@pytest.mark.slow
def test_all_of_it_starts_and_stops(config: Config, tmp_path: Path) -> None:
    """Pages, TLS front and broker answer; the keys stand retained; stopped it leaves nothing, and starts again."""
    for _ in range(2):
        with serving(config) as served:
            served.wait()
            assert len(children()) == 3
            assert served.answers(f"http://{config.web_listen}/") in (200, 303)
            pki = Pki(config.data / "pki")
            tls = station_tls(pki, tmp_path, "st-1")
            with connected(split_address(config.mqtt_listen), "st-1", tls, KEYS) as (_connection, told):
                topic, payload, _retained = told.message()
        assert (topic, served.died, served.fault) == (KEYS, False, None)
        assert payload == (config.data / "keys" / "set.json").read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("part", "code"),
    [("web_listen", "server.port_taken"), ("tls_listen", "child.port_taken"), ("mqtt_listen", "child.port_taken")],
)
def test_a_taken_port_is_told(config: Config, monkeypatch: pytest.MonkeyPatch, part: str, code: str) -> None:
    """Whichever of its ports another program holds, the server names it and stops what it had begun."""
    address = getattr(config, part)
    monkeypatch.setitem(TAKEN, "address", address)
    with socket.create_server(split_address(address)):
        fault = fault_of(config)
    assert fault.code == code
    assert str(split_address(address)[1]) in fault.told("en")
    assert fault.permanent is False


@pytest.mark.slow
def test_missing_keys_are_told(config: Config, tmp_path: Path) -> None:
    """Without signing keys nothing is served, and the command to make them is named."""
    prepare(replace(config, data=tmp_path))
    (tmp_path / "keys" / "set.json").unlink()
    assert "broadcaster keys init" in fault_of(replace(config, data=tmp_path)).told("en")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("postgresql://x@127.0.0.1:9/x", "store.away"),
        ("sqlite:////proc/none/b.db", "store.away"),
        ("x", "store.url_invalid"),
    ],
)
def test_a_database_that_is_away_is_told(config: Config, url: str, code: str) -> None:
    """A database that does not answer at start is named; nothing keeps running without it."""
    assert fault_of(replace(config, database_url=url)).code == code


def test_old_tables_are_told(config: Config, tmp_path: Path) -> None:
    """Tables of an older version are not touched by a start; the command that upgrades them is named."""
    fault = fault_of(replace(config, data=tmp_path))
    assert fault.code == "store.migrate"
    assert "broadcaster db upgrade" in fault.told("en")


@pytest.mark.slow
def test_a_broker_may_come_later(config: Config, tmp_path: Path) -> None:
    """With a broker of one's own that is away the pages answer, and all is published when it appears."""
    address = config.mqtt_listen
    with serving(replace(config, mqtt_url=address)) as served:
        served.wait()
        assert len(children()) == 2
        pki = Pki(config.data / "pki")
        with EmbeddedBroker(tmp_path, address, pki, site=config.site) as broker:
            tls = station_tls(pki, tmp_path, "st-1")
            with connected(broker.address, "st-1", tls, KEYS) as (_connection, told):
                topic, payload, _retained = told.message()
            served.stop.set()
    assert (topic, payload) == (KEYS, (config.data / "keys" / "set.json").read_bytes())
    assert served.died is False


@pytest.mark.slow
@pytest.mark.parametrize("name", ["mosquitto", "nginx"])
def test_a_dead_child_ends_the_server(config: Config, name: str) -> None:
    """When broker or front is killed the server ends as failed, so that it is started again whole."""
    with serving(config) as served:
        served.wait()
        folder = config.data / {"mosquitto": "broker", "nginx": "front"}[name]
        pid = int((folder / f"{name}.pid").read_text())
        os.kill(pid, signal.SIGKILL)
        assert served.stop.wait(PATIENCE_S)
    assert served.died is True


@pytest.mark.slow
def test_feeds_are_asked_and_a_slow_one_hinders_no_stop(config: Config) -> None:
    """A listed feed is asked by the clock; a document that never comes does not keep the server from stopping."""
    with feed_site() as site, assembled(config) as dispatch:
        site.put({"/late": b"", "/1": b"first"})
        site.pages["/late"] = Page(pour=lambda answer: answer.rfile.read(1) and None)  # until the other end goes
        with dispatch.store.begin("test") as tx:
            feeds.keep(tx, site.feed(locality=localities.tree(tx).children[None][0]))
        with serving(config):
            asked = threading.Event()
            while not {"/feed", "/late"} <= {path for path, _ in site.asked} and not asked.wait(0.1):
                pass
            begun = time.monotonic()
        assert time.monotonic() - begun < PATIENCE_S / 2
