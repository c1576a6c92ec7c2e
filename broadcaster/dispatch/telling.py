"""Alerts as signed CAP documents for the world outside, written once each, after the alarm has left. Signer's work.

It believes the store no more than the alarm does: who stands for the words is asked again. Never delays an alarm.
"""

import logging
from datetime import UTC, datetime, timedelta

from broadcaster import cap, telling
from broadcaster.alerts import Alert
from broadcaster.cap import Reference
from broadcaster.dispatch.alarms import Alarms
from broadcaster.errors import BroadcasterError, Faulty
from broadcaster.store import Transaction
from broadcaster.store import alert_documents as document_rows
from broadcaster.store import alerts as alert_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.alert_documents import DocumentRow, Owed
from broadcaster.telling import Voice

log = logging.getLogger(__name__)

PATIENCE = timedelta(seconds=2)
"""An alarm has the machine to itself for so long after its release: half of all stations sound within one."""
LOOK_BACK = timedelta(days=30)
RETRY = timedelta(minutes=1)

Tried = dict[tuple[str, bool], datetime]


class Telling(Alarms):
    """Writing, signing and keeping of CAP documents; only the signer's process calls it."""

    def write_documents(self, tried: Tried) -> int:
        """Write every document that is owed; return how many. ``tried`` remembers which failed, for a minute."""
        with self.store.read() as tx:
            now = tx.now
            owed = document_rows.owed(tx, now - LOOK_BACK, now - PATIENCE)
        due = [one for one in owed if now - tried.get((one.alert_id, one.ends), now - RETRY) >= RETRY]
        return sum(self._try_document(one, tried, now) for one in due)

    def _try_document(self, owed: Owed, tried: Tried, now: datetime) -> bool:
        try:
            row, body = self._document(owed)
            with self.store.begin("signer") as tx:
                document_rows.add(tx, row, body)
        except BroadcasterError as fault:
            tried[owed.alert_id, owed.ends] = now
            log.error("no document of alert %s: %s", owed.alert_id, fault)
            return False
        log.info("document %s of alert %s", row.identifier, owed.alert_id)
        return True

    def _document(self, owed: Owed) -> tuple[DocumentRow, bytes]:
        with self.store.read() as tx:
            alert = alert_rows.find(tx, owed.alert_id)
            if not owed.ends:
                self._check_release(tx, alert)
            message = self._message(tx, alert, owed)
        key, certificate = self.pki.document_signer()
        body = cap.write(message, now=self.clock.now(), signer=cap.Signer(key, (certificate,)))
        info = message.infos[0]
        row = DocumentRow(
            message.identifier,
            alert.id,
            ends=owed.ends,
            msg_type=message.msg_type.value,
            status=message.status.value,
            sender=message.sender,
            sent=message.sent.astimezone(UTC),
            title=info.headline,
        )
        return row, body

    def _message(self, tx: Transaction, alert: Alert, owed: Owed) -> cap.Alert:
        second = owed.at.replace(microsecond=0)
        number = document_rows.sent_within(tx, second) + 1
        identifier = cap.identifier_of(self.config.province, second, number)
        voice = self._voice(tx, alert)
        if owed.ends:
            return telling.ending(alert, voice, identifier, self._named(tx, alert.id))
        before = self._named(tx, alert.updates) if alert.updates else ()
        return telling.order(alert, voice, identifier, before)

    def _named(self, tx: Transaction, alert_id: str) -> tuple[Reference, ...]:
        """Return all that whoever follows an alert must name: its last message and what that named itself."""
        rows = document_rows.of_alert(tx, alert_id)
        if not rows:
            return ()
        _, body = document_rows.body(tx, rows[-1].identifier)
        message = cap.read(body, now=tx.now).alert
        if message is None:
            raise Faulty("alert.document_unreadable", id=rows[-1].identifier)
        return cap.references_to(message)

    def _voice(self, tx: Transaction, alert: Alert) -> Voice:
        tree = locality_rows.tree(tx)
        origin = tree.locality(alert.origin)
        places = [telling.area(tree.locality(code).name, code) for code in alert.localities]
        for station_id in alert.stations:
            station = station_rows.find(tx, station_id)
            places.append(telling.area(f"{station.name}, {tree.locality(station.locality).name}"))
        sender = telling.sender_of(self.config.site)
        areas = (*telling.shape(alert, origin.name), *places)
        return Voice(sender, origin.name, self.config.web_contact, origin.timezone, areas)
