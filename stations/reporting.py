"""What the station tells the server: alarms, presence, state, as-run rows, results. Never decides what is told."""

import logging
import secrets
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from broadcaster.messages import (
    Ack,
    AlarmReport,
    AsRunBatch,
    Availability,
    Presence,
    StationState,
    Topics,
    Up,
    encode_up,
)
from broadcaster.mqtt import Connection, Sent, Will
from stations.journal import Journal

LOG = logging.getLogger(__name__)
PATIENCE_S = 30.0
"""A batch the broker has not taken by then is sent again."""
GOODBYE_S = 2.0
MOST_ACKS = 100
MOST_UNWRITTEN = 1000


@dataclass(frozen=True, slots=True)
class Batch:
    """As-run rows, or the report of an alarm, on their way; ``on_taken`` notes that the broker has them."""

    numbers: list[int]
    sent: Sent
    sent_at: float
    on_taken: Callable[[list[int], datetime], None]


class Reporter:
    """Speaks for one station; ``boot`` is drawn anew at each start, so that a cloned card shows as two boots."""

    def __init__(self, topics: Topics, station: str, journal: Journal, clock: Clock) -> None:
        self.boot = secrets.token_hex(4)
        self.connection: Connection | None = None
        self._topics = topics
        self._station = station
        self._journal = journal
        self._clock = clock
        self._acks: deque[Ack] = deque(maxlen=MOST_ACKS)
        self._unwritten: deque[AlarmReport] = deque(maxlen=MOST_UNWRITTEN)
        self._batch: Batch | None = None
        self._reports: list[Batch] = []

    @property
    def client_id(self) -> str:
        """The name of this run at the broker."""
        return f"{self._station}-{self.boot}"

    @property
    def will(self) -> Will:
        """What the broker says when we are gone."""
        gone = Availability(Presence.OFFLINE, self.boot)
        return Will(self._topics.availability(self._station), encode_up(Up.AVAILABILITY, gone))

    @property
    def is_connected(self) -> bool:
        """Whether the broker is there."""
        return self.connection is not None and self.connection.connected

    def hello(self) -> None:
        """Say that we are here."""
        here = Availability(Presence.ONLINE, self.boot, self._clock.now())
        self._publish(self._topics.availability(self._station), encode_up(Up.AVAILABILITY, here), retained=True)
        self._batch = None
        self._reports = []

    def goodbye(self) -> None:
        """Say that we go, and wait a moment for the broker to take it."""
        gone = Availability(Presence.OFFLINE, self.boot, self._clock.now())
        sent = self._publish(self._topics.availability(self._station), encode_up(Up.AVAILABILITY, gone), retained=True)
        try:
            if sent:
                sent.wait(GOODBYE_S)
        except Unavailable as fault:
            LOG.info("%s", fault)

    def tell_state(self, state: StationState) -> bool:
        """Publish the state; tell whether the broker was there."""
        return self._publish(self._topics.state(self._station), encode_up(Up.STATE, state), retained=True) is not None

    def ack(self, ack: Ack) -> None:
        """Report a command's result, now or when the broker is back."""
        self._acks.append(ack)
        self.send_acks()

    def send_acks(self) -> None:
        """Send the results that wait."""
        while self._acks and self._publish(self._topics.ack(self._station), encode_up(Up.ACK, self._acks[0])):
            self._acks.popleft()

    def tell_at_once(self, reports: tuple[AlarmReport, ...]) -> None:
        """Report how far alarms came past a journal that takes nothing, as soon as the broker is there."""
        self._unwritten.extend(reports)
        self._send_unwritten()

    def _send_unwritten(self) -> None:
        topic = self._topics.alarm(self._station)
        while self._unwritten and self._publish(topic, encode_up(Up.ALARM, self._unwritten[0])):
            self._unwritten.popleft()

    def send_reports(self) -> bool:
        """Send how far alarms came, all that wait, before anything else; tell whether any are left."""
        self._send_unwritten()
        self._reports = [one for one in self._reports if self._is_under_way(one)]
        waiting = self._journal.untold()
        under_way = {number for one in self._reports for number in one.numbers}
        for number, report in waiting:
            if number in under_way:
                continue
            sent = self._publish(self._topics.alarm(self._station), encode_up(Up.ALARM, report))
            if sent is None:
                break
            self._reports.append(Batch([number], sent, self._clock.monotonic(), self._journal.taken))
        return bool(waiting)

    def send_rows(self) -> bool:
        """Move the as-run rows along: note what the broker took, send the next batch; tell whether any are left."""
        if self._batch is not None and self._is_under_way(self._batch):
            return True
        self._batch = None
        rows = self._journal.undelivered()
        if not rows or not self.is_connected:
            return bool(rows)
        batch = AsRunBatch(secrets.token_hex(8), tuple(row for _, row in rows))
        sent = self._publish(self._topics.as_run(self._station), encode_up(Up.AS_RUN, batch))
        if sent:
            numbers = [number for number, _ in rows]
            self._batch = Batch(numbers, sent, self._clock.monotonic(), self._journal.delivered)
        return True

    def _is_under_way(self, batch: Batch) -> bool:
        try:
            batch.sent.wait(0)
            batch.on_taken(batch.numbers, self._clock.now())
        except Unavailable:  # not taken yet, or the journal cannot note it: then it is sent again, and counted once
            return self.is_connected and self._clock.monotonic() - batch.sent_at < PATIENCE_S
        return False

    def _publish(self, topic: str, payload: bytes, *, retained: bool = False) -> Sent | None:
        if self.connection is None:
            return None
        try:
            return self.connection.publish(topic, payload, retained=retained)
        except Unavailable:
            return None
