"""A real broker on a free port, and real clients of it, for tests. Asserts nothing by itself."""

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.broker import EmbeddedBroker
from broadcaster.clock import SystemClock
from broadcaster.mqtt import Callbacks, Connection, Link, Tls, Will
from broadcaster.pki import Pki, new_request
from tests.ports import free_port

SITE = "vn-79"
WAIT_S = 30.0
NOW = SystemClock().now()


def made_pki(folder: Path) -> Pki:
    """Return a fresh authority with a server certificate."""
    pki = Pki(folder / "pki")
    pki.ensure([], NOW)
    return pki


@contextmanager
def running_broker(folder: Path, host: str = "127.0.0.1") -> Iterator[EmbeddedBroker]:
    """Run a broker of its own authority."""
    shown = f"[{host}]" if ":" in host else host
    with EmbeddedBroker(folder, f"{shown}:{free_port(host)}", made_pki(folder), site=SITE) as broker:
        yield broker


def station_tls(pki: Pki, folder: Path, name: str) -> Tls:
    """Return the identity of a station enrolled with this authority."""
    key, request = new_request(name)
    certificate = folder / f"{name}.pem"
    certificate.write_text(pki.issue(request, name, NOW))
    certificate.with_suffix(".key").write_bytes(key)
    return Tls(pki.ca, certificate, certificate.with_suffix(".key"))


def server_tls(pki: Pki) -> Tls:
    """Return the identity of the server at its broker."""
    return Tls(pki.ca, pki.client.certificate, pki.client.key)


@dataclass
class Told:
    """What a connection's callbacks handed on."""

    messages: "queue.Queue[tuple[str, bytes, bool]]" = field(default_factory=queue.Queue)
    events: "queue.Queue[str]" = field(default_factory=queue.Queue)

    def callbacks(self) -> Callbacks:
        """Return callbacks that only hand on."""
        return Callbacks(
            on_message=lambda topic, payload, retained: self.messages.put((topic, payload, retained)),
            on_connect=lambda: self.events.put("connected"),
            on_disconnect=lambda reason: self.events.put("disconnected"),
        )

    def message(self) -> tuple[str, bytes, bool]:
        """Return the next message."""
        return self.messages.get(timeout=WAIT_S)

    def event(self, timeout_s: float = WAIT_S) -> str:
        """Return the next change of the connection."""
        return self.events.get(timeout=timeout_s)


@contextmanager
def connected(
    address: tuple[str, int], name: str, tls: Tls, *topics: str, will: Will | None = None, keep: bool = False
) -> Iterator[tuple[Connection, Told]]:
    """Connect, wait until the subscriptions stand, and close at the end."""
    told = Told()
    connection = Connection(Link(address, name, tls, will, keep), told.callbacks())
    connection.subscribe(*topics)
    connection.start()
    try:
        assert told.event() == "connected"
        yield connection, told
    finally:
        connection.close()
