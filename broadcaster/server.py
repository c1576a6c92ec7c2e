"""Starts everything of the province server in order and stops it in reverse. Decides nothing about bulletins."""

import fcntl
import hashlib
import logging
import os
import queue
import secrets
import socket
import sys
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path

import waitress
from waitress import wasyncore
from waitress.server import BaseWSGIServer

from broadcaster.assembly import open_dispatch, open_pki, to_broker
from broadcaster.broker import EmbeddedBroker
from broadcaster.children import Child, OnDeath
from broadcaster.clock import SystemClock
from broadcaster.config import Config, environment, split_address
from broadcaster.dispatch import Dispatch
from broadcaster.errors import Unavailable
from broadcaster.front import TlsFront
from broadcaster.keys import write_private
from broadcaster.messages import Topics
from broadcaster.mqtt import Callbacks, Connection
from broadcaster.pki import SERVER, Pki
from broadcaster.scheduler import Scheduler
from broadcaster.speech import voices, wanted
from broadcaster.workers import JOIN_SECONDS, Bell, Worker
from web import Settings, create_app

log = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
WEB_THREADS = 8
PUBLISH_SECONDS = 2.0
PUBLISH_BATCH = 20
"""Plans compiled in one go: so long at most a broker that came back empty waits for keys and what was kept."""
HEAD_SECONDS = 60
RENEW_SECONDS = 3600
FEED_SECONDS = 10.0
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
REPORT_BATCH = 25
"""Reports of stations kept in one go: one fsync for many rows, and an alarm never waits long for the database."""


@dataclass
class BrokerDesk:
    """The desk of a running server: hands documents to the broker, and shuts out revoked receivers."""

    connection: Connection
    broker: EmbeddedBroker | None
    _sent: dict[str, bytes] = field(default_factory=dict)

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Hand one document to the broker unless it has it already; raise Unavailable when it is away."""
        digest = hashlib.sha256(payload).digest()
        if self._sent.get(topic) != digest:
            self.connection.publish(topic, payload, retained=retained)
            self._sent[topic] = digest

    def forget(self) -> None:
        """Take it that the broker has nothing; called on every connection."""
        self._sent.clear()

    def evict(self, station_id: str) -> None:
        """Make the broker read the revocation list again and drop a receiver's session."""
        if self.broker is not None:
            self.broker.reload()
            self.broker.evict((station_id,), SystemClock().now())


@dataclass
class Reports:
    """What stations said and nobody has kept yet; filled by the broker's thread, emptied by a worker."""

    bell: Bell
    connected: threading.Event = field(default_factory=threading.Event)
    batch: list[tuple[str, bytes]] = field(default_factory=list)
    waiting: "queue.SimpleQueue[tuple[str, bytes]]" = field(default_factory=queue.SimpleQueue)

    def on_message(self, topic: str, payload: bytes, _retained: bool) -> None:
        """Put one report into the queue."""
        self.waiting.put((topic, payload))
        self.bell.ring()

    def on_connect(self) -> None:
        """Note that the broker is back and may have forgotten everything."""
        self.connected.set()
        self.bell.ring()

    def keep(self, dispatch: Dispatch) -> bool:
        """Hand up to a batch of reports on to be kept; tell whether there may be more."""
        while len(self.batch) < REPORT_BATCH:
            try:
                self.batch.append(self.waiting.get_nowait())
            except queue.Empty:
                break
        full = len(self.batch) == REPORT_BATCH
        if self.batch:
            dispatch.record_all(self.batch)  # while the database is away this raises, and the batch is tried again
            self.batch.clear()
        return full


def serve_until(config: Config, stop: threading.Event) -> bool:
    """Run the whole server until ``stop`` is set; return True when a part of it died instead."""
    died = threading.Event()

    def on_death(name: str, code: int) -> None:
        """Stop everything: a server without one of its parts is worse than one that starts anew."""
        log.critical("%s died with code %s: stopping", name, code)
        died.set()
        stop.set()

    with ExitStack() as stack:
        _start(config, stack, on_death)
        log.info("serving %s on http://%s/ and %s", config.site, config.web_listen, config.web_url)
        stop.wait()
        log.info("stopping")
    log.info("stopped")
    return died.is_set()


def _start(config: Config, stack: ExitStack, on_death: OnDeath) -> None:
    _claim_folder(config.data, stack)
    reports = Reports(Bell())
    pki = open_pki(config)
    broker = _broker(config, pki, stack, on_death)
    connection = _connection(config, pki, reports)
    desk = BrokerDesk(connection, broker)
    dispatch = open_dispatch(config, stack, desk, reports.bell.ring)
    dispatch.check_keys()
    dispatch.tidy()
    dispatch.resume_renders()
    _work(dispatch, reports, desk, stack, on_death=on_death)
    _signer(config, stack, on_death)
    _pages(config, dispatch, stack, on_death)
    front = _front(config, pki, stack, on_death)
    _tick(dispatch, broker, front, stack)


def _claim_folder(data: Path, stack: ExitStack) -> None:
    """Make sure that no other server works in this folder: each would end the other's broker as a leftover."""
    data.mkdir(parents=True, exist_ok=True)
    lock = stack.enter_context((data / "server.lock").open("w"))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as fault:
        raise Unavailable("server.running", data=data) from fault


def _broker(config: Config, pki: Pki, stack: ExitStack, on_death: OnDeath) -> EmbeddedBroker | None:
    if config.mqtt_url:
        return None
    broker = EmbeddedBroker(config.data, config.mqtt_listen, pki, site=config.site, on_death=on_death)
    return stack.enter_context(broker)


def _connection(config: Config, pki: Pki, reports: Reports) -> Connection:
    callbacks = Callbacks(on_message=reports.on_message, on_connect=reports.on_connect)
    connection = Connection(to_broker(config, pki, SERVER), callbacks)
    connection.subscribe(*Topics(config.site).server_subscriptions())
    return connection


def _work(dispatch: Dispatch, reports: Reports, desk: BrokerDesk, stack: ExitStack, *, on_death: OnDeath) -> None:
    bell = reports.bell

    def publish() -> bool:
        """Publish what is due; all of it after a new connection."""
        is_fresh = reports.connected.is_set()
        if is_fresh:
            reports.connected.clear()
            desk.forget()
            dispatch.publish_all()
        published = dispatch.publish_due(PUBLISH_BATCH)
        dispatch.publish_fresh()
        if is_fresh:
            dispatch.publish_head()  # a station without NTP waits for the time it tells
        return published > 0

    stack.enter_context(Worker("reports", lambda: reports.keep(dispatch), bell, on_death=on_death))
    stack.enter_context(Worker("publishing", publish, bell, on_death=on_death, rest=PUBLISH_SECONDS))
    for number in range(dispatch.config.render_workers):
        stack.enter_context(Worker(f"rendering {number}", dispatch.render_next, bell, on_death=on_death))
    desk.connection.start()
    stack.callback(desk.connection.close)


def _signer(config: Config, stack: ExitStack, on_death: OnDeath) -> None:
    """Start the signer beside us, unless it runs as another user, who alone may read the alarm key."""
    if config.signer_separate:
        return
    argv = (sys.executable, "-m", "broadcaster", "signer")
    signer = Child("signer", argv, config.data, None, on_death, environment=environment(config, os.environ))
    stack.callback(signer.stop)
    signer.start()


def _tick(dispatch: Dispatch, broker: EmbeddedBroker | None, front: TlsFront | None, stack: ExitStack) -> None:
    def renew() -> None:
        """Renew keys and certificates long before they end; who serves them reads them anew."""
        dispatch.renew_keys()
        before = dispatch.pki.fingerprint()
        open_pki(dispatch.config)
        if dispatch.pki.fingerprint() != before:
            for one in (broker, front):
                if one is not None:
                    one.reload()

    clock = Scheduler()
    clock.every(HEAD_SECONDS, dispatch.publish_head)
    clock.every(HEAD_SECONDS, dispatch.expire_due)
    clock.every(HEAD_SECONDS, dispatch.settle_inboxes)
    clock.every(HEAD_SECONDS, dispatch.raise_due_tests)
    clock.every(HEAD_SECONDS, dispatch.raise_due_exercise)
    clock.every(RENEW_SECONDS, renew)
    halted = threading.Event()
    clock.every(FEED_SECONDS, lambda: dispatch.poll_feeds(halted.is_set))
    stack.enter_context(clock)
    stack.callback(halted.set)  # first of all: a poll under way begins no other document


def _pages(config: Config, dispatch: Dispatch, stack: ExitStack, on_death: OnDeath) -> None:
    host, _ = split_address(config.web_listen)
    known = voices(dispatch.engines, wanted(config))
    settings = Settings(
        secret=_secret(config.data / "secret"),
        language=config.language,
        development=config.web_development,
        behind_front=host in LOOPBACK,
        map_tiles=config.map_tiles,
        contact=config.web_contact,
        address=config.web_url,
        voices=tuple(one.name for one in known),
        voice_labels={one.name: (one.label_vi, one.label_en) for one in known},
        version=version("broadcaster"),
    )
    app = create_app(dispatch.store, dispatch, clock=dispatch.clock, settings=settings)
    listening = _listen(config.web_listen)
    sockets: dict[int, wasyncore.dispatcher] = {}
    pages = waitress.create_server(
        app, sockets, sockets=[listening], threads=WEB_THREADS, ident=None, clear_untrusted_proxy_headers=False
    )
    thread = threading.Thread(target=_run_pages, args=(pages, on_death), name="pages")
    thread.start()
    stack.callback(_stop_pages, pages, sockets, thread)


def _listen(address: str) -> socket.socket:
    """Take the port before waitress starts its threads: it would leave them behind when the port is taken."""
    host, port = split_address(address)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server(("" if host == "*" else host, port), family=family)
    except OSError as fault:
        raise Unavailable("server.port_taken", address=address) from fault


def _run_pages(pages: BaseWSGIServer, on_death: OnDeath) -> None:
    try:
        pages.run()
    except Exception:
        log.exception("the pages died")
        on_death("pages", 1)


def _stop_pages(pages: BaseWSGIServer, sockets: dict[int, wasyncore.dispatcher], thread: threading.Thread) -> None:
    """End waitress from outside: its loop runs until it has no socket left, and only its own thread may close them."""
    trigger = next(one.trigger for one in list(sockets.values()) if isinstance(one, BaseWSGIServer))
    trigger.pull_trigger(lambda: wasyncore.close_all(sockets, ignore_all=True))
    thread.join(JOIN_SECONDS)
    pages.task_dispatcher.shutdown()
    if thread.is_alive():
        log.error("the pages are still alive after %s s", JOIN_SECONDS)


def _front(config: Config, pki: Pki, stack: ExitStack, on_death: OnDeath) -> TlsFront | None:
    if not config.tls_listen:
        return None
    front = TlsFront(config.data, config.tls_listen, (config.web_listen,), pki=pki, clips=config.data / "clips")
    front.call_on_death(on_death)
    return stack.enter_context(front)


def _secret(file: Path) -> str:
    if not file.exists():
        write_private(file, secrets.token_hex(32).encode())
    return file.read_text(encoding="ascii")
