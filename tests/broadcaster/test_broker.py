"""The real Mosquitto and nginx we start: who gets in, who may do what, what survives, and how they end."""

import os
import queue
import signal
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import urllib3

from broadcaster.broker import EmbeddedBroker, access_list
from broadcaster.children import Child, find_program
from broadcaster.errors import Unavailable
from broadcaster.front import TlsFront
from broadcaster.messages import Topics
from broadcaster.mqtt import Connection, Link, Tls
from broadcaster.pki import Pki, serial_of
from tests.broadcaster.brokers import (
    NOW,
    SITE,
    WAIT_S,
    Told,
    connected,
    made_pki,
    running_broker,
    server_tls,
    station_tls,
)
from tests.ports import free_port

# real programs are started and waited for: seconds, not milliseconds
pytestmark = pytest.mark.slow

TOPICS = Topics(SITE)
SHORT_S = 0.7
EVICTED_S = 2
SAVED_S = 2.2
"""Mosquitto saves once more than a second has passed."""


@pytest.fixture(name="broker", scope="module")
def _broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedBroker]:
    with running_broker(tmp_path_factory.mktemp("broker")) as broker:
        yield broker


def test_a_station_reads_what_is_meant_for_it(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """A station gets keys, head, localities and its own; of another station's and of reports nothing, even with #."""
    tls = station_tls(broker.pki, tmp_path, "loa-a")
    with (
        connected(broker.address, "server", server_tls(broker.pki)) as (server, _),
        connected(broker.address, "loa-a", tls, "#") as (_, told),
    ):
        forbidden = (TOPICS.command("loa-b"), TOPICS.assignment("loa-b"), TOPICS.state("loa-b"))
        allowed = (TOPICS.keys, TOPICS.head, TOPICS.timetable("1"), TOPICS.alarms("1"), TOPICS.command("loa-a"))
        for topic in (*forbidden, *allowed):
            server.publish(topic, topic.encode()).wait(WAIT_S)
        assert [told.message()[0] for _ in allowed] == list(allowed)
        with pytest.raises(queue.Empty):
            told.messages.get(timeout=SHORT_S)


def test_a_station_writes_its_reports_only(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """What a station publishes as another, as the server, or to itself reaches nobody; its reports do."""
    tls = station_tls(broker.pki, tmp_path, "loa-a")
    forbidden = (
        TOPICS.state("loa-b"),
        TOPICS.timetable("1"),
        TOPICS.keys,
        TOPICS.head,
        TOPICS.command("loa-a"),
        TOPICS.command("loa-b"),
    )
    with connected(broker.address, "server", server_tls(broker.pki), f"{SITE}/v1/#") as (_, told):
        # Mosquitto 2.0.11 also closes the connection of who tries: hence a new one for each.
        for topic in (*forbidden, TOPICS.state("loa-a")):
            with connected(broker.address, "loa-a", tls) as (station, _):
                station.publish(topic, b"here").wait(WAIT_S)
        assert told.message() == (TOPICS.state("loa-a"), b"here", False)
        assert told.messages.empty()


def test_only_our_certificates_get_in(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Without a certificate, with a stranger's, and without TLS there is no session."""
    (tmp_path / "strange").mkdir()
    stranger = station_tls(made_pki(tmp_path / "strange"), tmp_path, "loa-a")
    for tls in (Tls(broker.pki.ca), Tls(broker.pki.ca, stranger.certificate, stranger.key), None):
        told = Told()
        connection = Connection(Link(broker.address, "loa-a", tls), told.callbacks())
        connection.start()
        try:
            assert not connection.wait_connected(SHORT_S)
        finally:
            connection.close()


def test_a_revoked_station_is_out_at_once(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Revocation closes the open session within seconds and keeps the station out; others stay connected."""
    revoked, kept = (station_tls(broker.pki, tmp_path, name) for name in ("loa-x", "loa-y"))
    assert revoked.certificate is not None
    with (
        connected(broker.address, "another-name", revoked) as (connection, told),
        connected(broker.address, "loa-y", kept) as (other, _),
    ):
        broker.pki.revoke(serial_of(revoked.certificate.read_text()), NOW)
        broker.reload()
        started = time.monotonic()
        broker.evict(["loa-x"], NOW)
        assert told.event() == "disconnected"
        assert time.monotonic() - started < EVICTED_S
        assert not connection.wait_connected(3)
        assert other.connected
        other.publish(TOPICS.state("loa-y"), b"here").wait(WAIT_S)


def test_nobody_closes_anothers_session(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """A station that calls itself like another at the broker keeps its own name and disturbs nobody."""
    with (
        connected(broker.address, "loa-a", station_tls(broker.pki, tmp_path, "loa-a")) as (_, told),
        connected(broker.address, "loa-a", station_tls(broker.pki, tmp_path, "loa-b")),
        pytest.raises(queue.Empty),
    ):
        told.event(SHORT_S)


def test_acknowledged_is_kept(tmp_path: Path) -> None:
    """A retained document is still there after the broker was killed a moment after acknowledging it."""
    deaths: queue.Queue[tuple[str, int]] = queue.Queue()
    pki = made_pki(tmp_path)
    listen = f"127.0.0.1:{free_port()}"
    broker = EmbeddedBroker(tmp_path, listen, pki, site=SITE, on_death=lambda name, code: deaths.put((name, code)))
    with broker:
        with connected(broker.address, "server", server_tls(pki)) as (server, _):
            server.publish(TOPICS.keys, b"keys", retained=True).wait(WAIT_S)
        time.sleep(SAVED_S)
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGKILL)
        assert deaths.get(timeout=WAIT_S) == ("mosquitto", -signal.SIGKILL)
        broker.start()
        with connected(broker.address, "server", server_tls(pki), TOPICS.keys) as (_, told):
            assert told.message() == (TOPICS.keys, b"keys", True)
    assert broker.pid is None
    assert deaths.empty()


def test_a_leftover_broker_is_ended(tmp_path: Path) -> None:
    """A broker that outlived a killed server makes room for the next one."""
    pki = made_pki(tmp_path)
    listen = f"127.0.0.1:{free_port()}"
    first = EmbeddedBroker(tmp_path, listen, pki, site=SITE)
    first.start()
    try:
        with EmbeddedBroker(tmp_path, listen, pki, site=SITE) as second:
            assert second.pid is not None
            assert first.pid is None
    finally:
        first.stop()


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    """A port somebody else holds is told, instead of talking to that somebody."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(Unavailable) as fault:
            EmbeddedBroker(tmp_path, f"127.0.0.1:{port}", made_pki(tmp_path), site=SITE).start()
    assert fault.value.code == "child.port_taken"


def test_a_missing_program_is_named(tmp_path: Path) -> None:
    """Without Mosquitto or nginx the fault says what to install."""
    pki = made_pki(tmp_path)
    with pytest.raises(Unavailable, match="apt install mosquitto"):
        EmbeddedBroker(tmp_path, "127.0.0.1:1", pki, site=SITE, program="no-such").start()
    with pytest.raises(Unavailable, match="apt install nginx"):
        TlsFront(tmp_path, "127.0.0.1:1", ["127.0.0.1:2"], pki=pki, clips=tmp_path, program="no-such").start()


def test_a_child_that_fails_at_once(tmp_path: Path) -> None:
    """A child that ends while it should start is told with its last words, and nobody calls it a death."""
    deaths: list[str] = []
    argv = (find_program("sh") or "", "-c", "echo no such setting >&2; exit 3")
    child = Child("sh", argv, tmp_path, ("127.0.0.1", free_port()), lambda name, code: deaths.append(name))
    with pytest.raises(Unavailable, match="no such setting"):
        child.start()
    assert child.pid is None


def test_a_child_that_will_not_stop_is_killed(tmp_path: Path) -> None:
    """A child deaf to SIGTERM is gone after the grace."""
    port = free_port()
    server = (
        f"import signal,socket,time;signal.signal(15,signal.SIG_IGN);s=socket.create_server(('',{port}));time.sleep(60)"
    )
    child = Child("deaf", (find_program("python3") or "", "-c", server), tmp_path, ("127.0.0.1", port), grace_s=SHORT_S)
    child.start()
    child.stop()
    assert child.pid is None


@pytest.mark.parametrize("host", ["::1", "localhost", "0.0.0.0"])
def test_broker_addresses(tmp_path: Path, host: str) -> None:
    """The broker is reached by IPv6, by name, and on every address."""
    with (
        running_broker(tmp_path, host) as broker,
        connected((broker.address[0], broker.port), "server", server_tls(broker.pki)),
    ):
        pass


class Application(BaseHTTPRequestHandler):
    """A WSGI server's stand-in behind the front: tells what it was asked, hands a clip over, or sends much."""

    done = threading.Event()

    def do_GET(self) -> None:
        """Answer by path."""
        self.send_response(200)
        if self.path == "/media/clip":
            self.send_header("X-Accel-Redirect", "/_clips/ab/clip.webm")
            self.send_header("Content-Type", "audio/webm")
        self.end_headers()
        if self.path == "/large":
            self.wfile.write(b"x" * 40_000_000)
            self.wfile.flush()
            self.done.set()
        elif self.path == "/told":
            self.wfile.write(str(self.headers).encode())

    def do_POST(self) -> None:
        """Take a body."""
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


@pytest.fixture(name="front", params=["127.0.0.1", "::1"])
def _front(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[TlsFront]:
    (tmp_path / "clips" / "ab").mkdir(parents=True)
    (tmp_path / "clips" / "ab" / "clip.webm").write_bytes(b"0123456789")
    shown = f"[{request.param}]" if ":" in request.param else request.param
    Application.done.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Application) as application:
        serving = threading.Thread(target=application.serve_forever)
        serving.start()
        upstream = [f"127.0.0.1:{application.server_port}"]
        listen = f"{shown}:{free_port(request.param)}"
        try:
            with TlsFront(tmp_path, listen, upstream, pki=made_pki(tmp_path), clips=tmp_path / "clips") as front:
                yield front
        finally:
            application.shutdown()
            serving.join()


def https(front: TlsFront) -> urllib3.HTTPSConnectionPool:
    """Return a client that believes this site's authority alone."""
    return urllib3.HTTPSConnectionPool(front.address[0], front.port, ca_certs=str(front.pki.ca), retries=False)


def test_front_passes_the_address_on(front: TlsFront) -> None:
    """The application learns the true address and that it was HTTPS, whatever the client claims."""
    with https(front) as client:
        claimed = {"X-Forwarded-For": "8.8.8.8", "X-Front": "no"}
        told = client.request("GET", "/told", headers=claimed).data.decode()
    assert f"X-Forwarded-For: {front.address[0]}" in told
    assert "8.8.8.8" not in told
    assert "X-Forwarded-Proto: https" in told
    assert "X-Front: accel" in told


def test_front_hands_out_clips(front: TlsFront) -> None:
    """A clip the application allows comes from the folder, also in part; asked for directly it does not exist."""
    with https(front) as client:
        whole = client.request("GET", "/media/clip")
        part = client.request("GET", "/media/clip", headers={"Range": "bytes=2-4"})
        direct = client.request("GET", "/_clips/ab/clip.webm")
    assert (whole.data, whole.headers["Content-Type"]) == (b"0123456789", "audio/webm")
    assert (part.status, part.data) == (206, b"234")
    assert direct.status == HTTPStatus.NOT_FOUND


def test_front_takes_slow_clients_upon_itself(front: TlsFront) -> None:
    """The application is free long before a slow client has read its answer."""
    context = ssl.create_default_context(cafile=str(front.pki.ca))
    with (
        socket.create_connection(front.address) as plain,
        context.wrap_socket(plain, server_hostname=front.address[0]) as client,
    ):
        client.sendall(b"GET /large HTTP/1.1\r\nHost: loa\r\nConnection: close\r\n\r\n")
        assert client.recv(100)
        assert Application.done.wait(WAIT_S)


def test_front_limits_bodies(front: TlsFront) -> None:
    """Bodies up to 80 MiB pass, larger ones are refused by the front."""
    with https(front) as client:
        assert client.request("POST", "/", body=b"x" * 1_000_000).status == HTTPStatus.NO_CONTENT
        headers = {"Content-Length": str(81 * 1024 * 1024)}
        assert client.request("POST", "/", headers=headers, body=b"x").status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def test_front_reads_a_new_certificate(front: TlsFront) -> None:
    """After a reload the front shows the renewed certificate."""
    pki: Pki = front.pki
    pki.ensure(["loa.example.vn"], NOW)
    front.reload()
    for _ in range(50):
        shown = ssl.get_server_certificate(front.address, ca_certs=str(pki.ca))
        if serial_of(shown) == serial_of(pki.server.certificate.read_text()):
            return
        time.sleep(0.05)
    pytest.fail("the old certificate is still shown")


def test_front_dies_loudly(tmp_path: Path) -> None:
    """A front that ends by itself is told to its owner."""
    deaths: queue.Queue[str] = queue.Queue()
    listen, pki = f"localhost:{free_port()}", made_pki(tmp_path)
    front = TlsFront(tmp_path, listen, ["127.0.0.1:9"], pki=pki, clips=tmp_path)
    front.call_on_death(lambda name, code: deaths.put(name))
    with front:
        with https(front) as client:
            assert client.request("GET", "/").status == HTTPStatus.BAD_GATEWAY
        assert front.pid is not None
        os.kill(front.pid, signal.SIGTERM)
        assert deaths.get(timeout=WAIT_S) == "nginx"


def test_examples_match(tmp_path: Path) -> None:
    """The example files for an own broker and front say what the generated ones say."""
    deploy = Path(__file__).parents[2] / "deploy"
    assert (deploy / "mosquitto" / "broadcaster.acl").read_text() == access_list(SITE)
    example = settings_of((deploy / "mosquitto" / "broadcaster.conf").read_text())
    with running_broker(tmp_path) as broker:
        generated = settings_of((broker.folder / "mosquitto.conf").read_text())
    assert {name for name in example if example[name] != generated[name]} <= {
        *("acl_file", "persistence_location", "listener", "cafile", "certfile", "keyfile", "crlfile"),
    }
    front = TlsFront(tmp_path, "127.0.0.1:1", ["127.0.0.1:8080"], pki=broker.pki, clips=tmp_path)
    ours = {" ".join(line.split()) for line in front._configuration().splitlines()}
    for line in (deploy / "nginx" / "broadcaster.conf").read_text().splitlines():
        if line.strip().startswith(("proxy_", "client_", "send_", "ssl_protocols", "internal", "keepalive")):
            assert line.strip() in ours


def settings_of(configuration: str) -> dict[str, str]:
    """Return the settings of a Mosquitto configuration."""
    lines = [line.split(maxsplit=1) for line in configuration.splitlines() if line and not line.startswith("#")]
    return {line[0]: line[1] for line in lines if line[0] != "log_type"}
