"""One connection to the broker: publish, subscribe, will, close. Never decides what is said, never keeps what was not.

Callbacks run in paho's thread and must only hand on. A station acknowledges a message by MQTT before it has written it
to disk; that is harmless, because every document is retained, polled for besides, and replaced whole by the next.
"""

import contextlib
import logging
import random
import ssl
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from paho.mqtt.client import Client, MQTTMessage, MQTTMessageInfo
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion

from broadcaster.errors import Faulty, Unavailable
from broadcaster.tls import client_context

LOG = logging.getLogger(__name__)
KEEPALIVE_S = 30
LONGEST_WAIT_S = 60.0
STEADY_S = 30.0
"""A session that broke sooner counts as a failed try: two machines with one identity must not chase each other."""
CLOSE_S = 10.0
QUEUE_LIMIT = 20_000
ACCEPTED_QOS = 2
"""The broker grants QoS 0, 1 or 2; anything above is a refusal."""

OnMessage = Callable[[str, bytes, bool], None]
"""Topic, payload, and whether the broker had kept it."""


@dataclass(frozen=True, slots=True)
class Tls:
    """Whom we trust, and who we are; without a certificate only the broker proves itself.

    ``is_sure`` says whether the clock is right, so that the dates of certificates may be judged by it.
    """

    ca: Path | None
    certificate: Path | None = None
    key: Path | None = None
    is_sure: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Will:
    """What the broker says for us when we are gone."""

    topic: str
    payload: bytes
    retained: bool = True


@dataclass(frozen=True, slots=True)
class Callbacks:
    """What the owner is told; ``on_connect`` comes once the subscriptions stand, also after each reconnection."""

    on_message: OnMessage = lambda topic, payload, retained: None
    on_connect: Callable[[], None] = lambda: None
    on_disconnect: Callable[[str], None] = lambda reason: None


@dataclass(frozen=True, slots=True)
class Link:
    """Which broker, and who we are there.

    ``keep_session`` asks the broker to queue for us while we are away (for the server, whose stations report at any
    time); ``inflight`` is how many publications may wait for its acknowledgement at once (the server: 1000).
    """

    address: tuple[str, int]
    client_id: str
    tls: Tls | None = None
    will: Will | None = None
    keep_session: bool = False
    inflight: int = 20


class Sent:
    """A publication on its way."""

    def __init__(self, info: MQTTMessageInfo) -> None:
        self._info = info

    def wait(self, timeout_s: float) -> None:
        """Return when the broker has taken it; raise Unavailable after ``timeout_s``."""
        with contextlib.suppress(RuntimeError, ValueError):
            self._info.wait_for_publish(timeout_s)
        if not self._info.is_published():
            raise Unavailable("mqtt.not_taken", seconds=timeout_s)


class Connection:
    """One client of one broker; it reconnects by itself, after a random wait that grows to a minute.

    A certificate that was renewed on disk needs a new Connection.
    """

    def __init__(self, link: Link, callbacks: Callbacks) -> None:
        self.link = link
        self.callbacks = callbacks
        self._topics: tuple[str, ...] = ()
        self._lock = threading.Lock()
        self._ready = threading.Event()
        self._tries = 0
        self._entered_at = 0.0
        self._client = Client(
            CallbackAPIVersion.VERSION2,
            link.client_id,
            clean_session=not link.keep_session,
            protocol=MQTTProtocolVersion.MQTTv311,
        )
        self._client.max_inflight_messages_set(link.inflight)
        self._client.max_queued_messages_set(QUEUE_LIMIT)
        if link.will:
            self._client.will_set(link.will.topic, link.will.payload, qos=1, retain=link.will.retained)
        self._attach()

    @property
    def connected(self) -> bool:
        """Whether the broker is there and our subscriptions stand."""
        return self._ready.is_set()

    @property
    def peer(self) -> str:
        """The address at which the broker answers; empty while it does not."""
        line: Any = self._client.socket()
        try:
            return str(line.getpeername()[0]) if line is not None else ""
        except OSError:
            return ""

    def wait_connected(self, timeout_s: float) -> bool:
        """Wait until connected; tell whether it came to that."""
        return self._ready.wait(timeout_s)

    def start(self) -> None:
        """Begin to connect and return at once; raise Faulty if the certificate cannot be read."""
        if self.link.tls:
            self._client.tls_set_context(_context(self.link.tls))
        self._client.connect_async(*self.link.address, keepalive=KEEPALIVE_S)
        self._client.loop_start()

    def close(self) -> None:
        """Say goodbye (no will) and end paho's thread, within ``CLOSE_S``."""
        self._client.disconnect()
        # paho joins its thread without a limit, and a dead network can hold that thread in a handshake.
        stopper = threading.Thread(target=self._client.loop_stop, name="mqtt close", daemon=True)
        stopper.start()
        stopper.join(CLOSE_S)
        if stopper.is_alive():
            LOG.warning("the connection to %s:%s is still closing", *self.link.address)
        self._ready.clear()

    def subscribe(self, *topics: str) -> None:
        """Read these topics and no others, now and after every reconnection."""
        with self._lock:
            gone, new = set(self._topics) - set(topics), set(topics) - set(self._topics)
            self._topics = topics
        if self._client.is_connected():
            if gone:
                self._client.unsubscribe(sorted(gone))
            if new:
                self._client.subscribe([(topic, 1) for topic in sorted(new)])

    def publish(self, topic: str, payload: bytes, *, retained: bool = False, qos: int = 1) -> Sent:
        """Hand a message to the broker; raise Unavailable at once while it is away.

        Nothing waits here for a broker that is away: what must arrive stands in a database or a journal, and its owner
        publishes it again from ``on_connect``. An old document sent late could otherwise replace a newer one.
        """
        if not self.connected:
            raise Unavailable("mqtt.away", host=self.link.address[0], port=self.link.address[1])
        info = self._client.publish(topic, payload, qos, retained)
        if info.rc == MQTTErrorCode.MQTT_ERR_QUEUE_SIZE:
            raise Unavailable("mqtt.busy", limit=QUEUE_LIMIT)
        if info.rc != MQTTErrorCode.MQTT_ERR_SUCCESS:
            raise Unavailable("mqtt.away", host=self.link.address[0], port=self.link.address[1])
        return Sent(info)

    def _attach(self) -> None:
        self._client.on_connect = self._on_connect
        self._client.on_subscribe = self._on_subscribe
        self._client.on_message = self._on_message
        self._client.on_disconnect = self._on_disconnect
        self._client.on_connect_fail = self._on_connect_fail

    def _on_connect(self, client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        if reason.is_failure:
            LOG.warning("broker %s:%s refuses us: %s", *self.link.address, reason)
            return
        with self._lock:
            topics = self._topics
        if topics:
            client.subscribe([(topic, 1) for topic in topics])
        else:
            self._enter()

    def _on_subscribe(self, _client: Client, _userdata: Any, _mid: int, reasons: Any, _properties: Any) -> None:
        refused = [str(reason) for reason in reasons if reason.value > ACCEPTED_QOS]
        if refused:
            LOG.warning("broker %s:%s refuses subscriptions: %s", *self.link.address, refused)
        self._enter()

    def _enter(self) -> None:
        """Let publications in only now: paho has by now resent what was on its way when the connection broke.

        So a publication of the owner's always comes after an older one on the same topic.
        """
        if not self._ready.is_set():
            self._entered_at = time.monotonic()
            self._ready.set()
            self._told(self.callbacks.on_connect)

    def _on_message(self, _client: Client, _userdata: Any, message: MQTTMessage) -> None:
        self._told(self.callbacks.on_message, message.topic, message.payload, message.retain)

    def _on_disconnect(self, _client: Client, _userdata: Any, _flags: Any, reason: Any, _properties: Any) -> None:
        was_ready = self._ready.is_set()
        self._ready.clear()
        if was_ready and time.monotonic() - self._entered_at >= STEADY_S:
            self._tries = 0
        self._back_off()
        if was_ready:
            self._told(self.callbacks.on_disconnect, str(reason))

    def _on_connect_fail(self, _client: Client, _userdata: Any) -> None:
        self._back_off()

    def _back_off(self) -> None:
        """Choose the next wait anywhere below the limit (full jitter), so that a province does not return in step."""
        limit = min(LONGEST_WAIT_S, 2.0**self._tries)
        self._tries = min(self._tries + 1, 10)
        wait = random.uniform(0.05, limit)
        # paho doubles from the least to the most; being told the same for both it waits exactly this long.
        self._client.reconnect_delay_set(min_delay=wait, max_delay=wait)  # type: ignore[arg-type]

    def _told(self, callback: Callable[..., None], *facts: object) -> None:
        try:
            callback(*facts)
        except Exception:
            LOG.exception("an MQTT callback failed")


def _context(tls: Tls) -> ssl.SSLContext:
    context = client_context(tls.is_sure)
    try:
        if tls.ca:
            context.load_verify_locations(tls.ca)
        else:
            context.load_default_certs()
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key)
    except OSError as fault:
        raise Faulty("mqtt.certificate", file=tls.certificate or tls.ca, fault=fault) from fault
    return context
