"""The alarm path's own process: alone holds the alarm key, and signs, sends and repeats alarms. Serves no page.

It shares nothing with the server but the database and the broker, each over a connection of its own, so that no
routine work can hold an alarm up. It asks the database many times a second: that costs less than being told, and
nobody who could tell it needs to be trusted.
"""

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime

from broadcaster import canary
from broadcaster.assembly import open_dispatch, open_pki, to_broker
from broadcaster.children import OnDeath
from broadcaster.config import Config
from broadcaster.dispatch import Dispatch, Tried
from broadcaster.errors import Unavailable
from broadcaster.messages import Role, Topics
from broadcaster.mqtt import Callbacks, Connection
from broadcaster.pki import SIGNER
from broadcaster.workers import Bell, Worker

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.05
RESEND_SECONDS = 1.0
SPEAK_SECONDS = 0.25
TELL_SECONDS = 1.0
REPORT_BATCH = 500


@dataclass
class SignerDesk:
    """Where signed alarms leave: the signer's own connection. Nothing is held back as sent before."""

    connection: Connection

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Hand one document to the broker; raise Unavailable when it is away."""
        self.connection.publish(topic, payload, retained=retained)

    def evict(self, station_id: str) -> None:
        """Leave it to the server, whose broker it is."""


@dataclass
class Signing:
    """One running signer: what its workers repeat."""

    dispatch: Dispatch
    is_connected: Callable[[], bool]
    connected: threading.Event = field(default_factory=threading.Event)
    reports: "queue.SimpleQueue[tuple[str, bytes]]" = field(default_factory=queue.SimpleQueue)
    batch: list[tuple[str, bytes]] = field(default_factory=list)
    """What stations said and nobody has kept yet."""
    sent: dict[str, datetime] = field(default_factory=dict)
    tried: Tried = field(default_factory=dict)
    proved: datetime | None = None
    """The five minutes whose silent alarm has been signed, or tried."""

    def sign(self) -> bool:
        """Sign what was released or ended; after a connection everything goes out once more."""
        if self.connected.is_set():
            self.connected.clear()
            self.dispatch.publish_alarms()
        signed = self.dispatch.sign_alarms()
        if self.is_connected():
            signed += self.dispatch.send_silences()
        return signed > 0 or self._prove()

    def _prove(self) -> bool:
        """Sign the silent alarm when it is due and nothing real was; a fault of it is not tried again at once."""
        slot = canary.slot_of(self.dispatch.clock.now())
        if slot == self.proved:
            return False
        self.proved = slot
        return self.dispatch.sign_canary(connected=self.is_connected())

    def tell(self) -> bool:
        """Write what the world outside is told of alerts that have left; never in a hurry."""
        self.dispatch.write_documents(self.tried)
        return False

    def resend(self) -> bool:
        """Repeat what stations have not answered, and keep what others said."""
        while len(self.batch) < REPORT_BATCH and not self.reports.empty():
            self.batch.append(self.reports.get())
        full = len(self.batch) == REPORT_BATCH
        self._keep_reports()
        self.dispatch.resend_alarms(self.sent)
        self.dispatch.close_canary()
        return full

    def _keep_reports(self) -> None:
        """Keep what stations said; only while the database is away it is tried again, else one report stops all."""
        batch, self.batch = self.batch, []
        try:
            if batch:
                self.dispatch.record_alarms(batch)
        except Unavailable:
            self.batch = batch
            raise


def sign_until(config: Config, stop: threading.Event) -> bool:
    """Run the signer until ``stop`` is set; return True when a part of it died instead."""
    died = threading.Event()

    def on_death(name: str, code: int) -> None:
        """Stop everything: a signer without one of its parts is worse than one that starts anew."""
        log.critical("%s died with code %s: stopping", name, code)
        died.set()
        stop.set()

    with ExitStack() as stack:
        _start(config, stack, on_death)
        log.info("signing alarms of %s", config.site)
        stop.wait()
    return died.is_set()


def _start(config: Config, stack: ExitStack, on_death: OnDeath) -> None:
    bell, connected = Bell(), threading.Event()
    reports: queue.SimpleQueue[tuple[str, bytes]] = queue.SimpleQueue()

    def on_connect() -> None:
        """Let everything go out once more."""
        connected.set()
        bell.ring()

    told = Callbacks(on_message=lambda topic, payload, _kept: reports.put((topic, payload)), on_connect=on_connect)
    connection = Connection(to_broker(config, open_pki(config), SIGNER), told)
    connection.subscribe(*Topics(config.site).signer_subscriptions())
    dispatch = open_dispatch(config, stack, SignerDesk(connection), bell.ring)
    dispatch.keys.signer(Role.ALARM)  # raises Missing now rather than when an alarm is due
    signing = Signing(dispatch, lambda: connection.connected, connected, reports)
    work = (("sign", signing.sign, LOOK_SECONDS), ("resend", signing.resend, RESEND_SECONDS))
    beside = (("speak", dispatch.speak_alert, SPEAK_SECONDS), ("tell", signing.tell, TELL_SECONDS))
    for name, step, rest in (*work, *beside):
        stack.enter_context(Worker(name, step, bell, on_death=on_death, rest=rest))
    connection.start()
    stack.callback(connection.close)
