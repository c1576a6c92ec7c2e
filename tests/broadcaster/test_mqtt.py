"""A connection to a real broker: publishing, wills, going away and coming back."""

import os
import queue
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.broker import EmbeddedBroker
from broadcaster.errors import Faulty, Unavailable
from broadcaster.messages import Topics
from broadcaster.mqtt import CLOSE_S, LONGEST_WAIT_S, Callbacks, Connection, Link, Tls, Will
from tests.broadcaster.brokers import (
    SITE,
    WAIT_S,
    Told,
    connected,
    running_broker,
    server_tls,
    station_tls,
)
from tests.ports import free_port

TOPICS = Topics(SITE)


@pytest.fixture(name="broker")
def _broker(tmp_path: Path) -> Iterator[EmbeddedBroker]:
    with running_broker(tmp_path) as broker:
        yield broker


def test_retained_documents_wait_for_readers(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """Who subscribes later gets the newest document, marked as kept; a new subscription replaces the old."""
    with connected(broker.address, "server", server_tls(broker.pki)) as (server, _):
        for payload in (b"1", b"2"):
            server.publish(TOPICS.timetable("79"), payload, retained=True).wait(WAIT_S)
        tls = station_tls(broker.pki, tmp_path, "loa-a")
        with connected(broker.address, "loa-a", tls, TOPICS.keys) as (station, told):
            station.subscribe(TOPICS.timetable("79"))
            assert told.message() == (TOPICS.timetable("79"), b"2", True)
            server.publish(TOPICS.keys, b"unheard").wait(WAIT_S)
            server.publish(TOPICS.timetable("79"), b"3").wait(WAIT_S)
            assert told.message() == (TOPICS.timetable("79"), b"3", False)


def test_the_will_speaks_for_the_dead(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """A station whose process vanishes is reported offline; one that says goodbye is not."""
    will = Will(TOPICS.availability("loa-a"), b"offline")
    tls = station_tls(broker.pki, tmp_path, "loa-a")
    with connected(broker.address, "server", server_tls(broker.pki), *TOPICS.server_subscriptions()) as (_, told):
        with connected(broker.address, "loa-a", tls, will=will):
            pass
        child = os.fork()
        if child == 0:
            connection = Connection(Link(broker.address, "loa-a", tls, will), Callbacks())
            connection.start()
            connection.wait_connected(WAIT_S)
            os.kill(os.getpid(), signal.SIGKILL)
        os.waitpid(child, 0)
        assert told.message() == (TOPICS.availability("loa-a"), b"offline", False)
        assert told.messages.empty()


def test_it_comes_back_by_itself(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """When the broker returns, so do connection and subscriptions; in between publishing is refused at once."""
    with connected(broker.address, "server", server_tls(broker.pki), TOPICS.state("loa-a")) as (server, told):
        broker.stop()
        assert told.event() == "disconnected"
        with pytest.raises(Unavailable) as fault:
            server.publish(TOPICS.keys, b"late")
        assert fault.value.code == "mqtt.away"
        broker.start()
        assert told.event() == "connected"
        with connected(broker.address, "loa-a", station_tls(broker.pki, tmp_path, "loa-a")) as (station, _):
            station.publish(TOPICS.state("loa-a"), b"here").wait(WAIT_S)
        assert told.message()[1] == b"here"


def test_a_kept_session_misses_nothing(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """What stations report while the server is away waits for it at the broker."""
    tls = server_tls(broker.pki)
    with connected(broker.address, "server", tls, *TOPICS.server_subscriptions(), keep=True):
        pass
    with connected(broker.address, "loa-a", station_tls(broker.pki, tmp_path, "loa-a")) as (station, _):
        for number in range(1500):
            last = station.publish(TOPICS.as_run("loa-a"), b"%d" % number)
        last.wait(WAIT_S)
    with connected(broker.address, "server", tls, *TOPICS.server_subscriptions(), keep=True) as (_, told):
        assert [told.message()[1] for _ in range(1500)] == [b"%d" % number for number in range(1500)]


def test_nobody_there(tmp_path: Path) -> None:
    """Without a broker starting is no fault, publishing is Unavailable, and closing takes no time."""
    connection = Connection(Link(("127.0.0.1", free_port()), "loa-a"), Callbacks())
    connection.start()
    assert not connection.wait_connected(0.5)
    with pytest.raises(Unavailable):
        connection.publish(TOPICS.keys, b"")
    connection.close()


def test_unreadable_certificates(tmp_path: Path) -> None:
    """A certificate that is not there, or is none, is a fault that names the file."""
    (tmp_path / "bad.pem").write_text("bad")
    for tls in (Tls(tmp_path / "none.pem"), Tls(None, tmp_path / "bad.pem", tmp_path / "bad.pem")):
        with pytest.raises(Faulty, match="pem"):
            Connection(Link(("127.0.0.1", 1), "loa-a", tls), Callbacks()).start()


def test_a_failing_callback_ends_nothing(broker: EmbeddedBroker, caplog: pytest.LogCaptureFixture) -> None:
    """A fault in the owner's callback is logged, and the next message comes all the same."""
    seen: queue.Queue[bytes] = queue.Queue()

    def on_message(topic: str, payload: bytes, retained: bool) -> None:
        seen.put(payload)
        raise RuntimeError(topic)

    connection = Connection(Link(broker.address, "server", server_tls(broker.pki)), Callbacks(on_message))
    connection.subscribe(TOPICS.keys)
    connection.start()
    try:
        assert connection.wait_connected(WAIT_S)
        for payload in (b"1", b"2"):
            connection.publish(TOPICS.keys, payload).wait(WAIT_S)
            assert seen.get(timeout=WAIT_S) == payload
    finally:
        connection.close()
    assert "callback failed" in caplog.text


def test_waits_grow_and_scatter() -> None:
    """Waits before reconnecting lie anywhere below a limit that doubles to a minute."""
    connection = Connection(Link(("127.0.0.1", 1), "loa-a"), Callbacks())
    waits: list[float] = []
    for _ in range(500):
        connection._back_off()
        waits.append(connection._client._reconnect_min_delay)
    for number, limit in enumerate((1, 2, 4, 8, 16, 32)):
        assert waits[number] <= limit
    late = waits[10:]
    assert max(late) <= LONGEST_WAIT_S
    assert max(late) > LONGEST_WAIT_S * 0.9
    assert min(late) < LONGEST_WAIT_S * 0.1
    assert CLOSE_S < LONGEST_WAIT_S


def test_not_taken_in_time(broker: EmbeddedBroker) -> None:
    """A publication the broker does not acknowledge in time is told."""
    with connected(broker.address, "server", server_tls(broker.pki)) as (server, _):
        assert broker.pid is not None
        os.kill(broker.pid, signal.SIGSTOP)
        try:
            with pytest.raises(Unavailable) as fault:
                server.publish(TOPICS.keys, b"keys").wait(0.3)
            assert fault.value.code == "mqtt.not_taken"
        finally:
            os.kill(broker.pid, signal.SIGCONT)


def test_told_is_empty_without_news() -> None:
    """Callbacks an owner leaves out do nothing."""
    callbacks = Callbacks()
    callbacks.on_message("", b"", False)
    callbacks.on_connect()
    callbacks.on_disconnect("")
    assert Told().events.empty()


@pytest.mark.slow
def test_two_machines_with_one_identity_do_not_chase_each_other(broker: EmbeddedBroker, tmp_path: Path) -> None:
    """A cloned station takes the session over now and then, ever more rarely; it is no loop."""
    tls, comings = station_tls(broker.pki, tmp_path, "loa-a"), queue.SimpleQueue[str]()
    clones = [
        Connection(Link(broker.address, "loa-a", tls), Callbacks(on_connect=lambda: comings.put("here"))) for _ in "ab"
    ]
    for clone in clones:
        clone.start()
    threading.Event().wait(8)
    for clone in clones:
        clone.close()
    assert 2 <= comings.qsize() < 12
