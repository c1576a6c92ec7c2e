"""The CAP documents of our alerts, kept as they were signed: written once, never changed, never read into an alert."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Exists, Row, and_, func, insert, not_, or_, select

from broadcaster.alerts import State
from broadcaster.errors import Missing, Refused
from broadcaster.messages import AlarmStatus
from broadcaster.store.faults import translated
from broadcaster.store.tables import alert_documents as documents
from broadcaster.store.tables import alerts
from broadcaster.store.transaction import Transaction

UNTOLD = (State.DRAFT.value, State.CONFIRMED.value, State.RELEASED.value)
"""Alerts that have not left yet: what is on its way must be at the stations first."""
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One document without its bytes; ``ends``: it called the alert off. ``sha256`` is that of the bytes."""

    identifier: str
    alert_id: str
    ends: bool
    msg_type: str
    status: str
    sender: str
    sent: datetime
    title: str
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Owed:
    """A document that is still to be written: of which alert, and whether of its end."""

    alert_id: str
    ends: bool
    at: datetime


_COLUMNS = tuple(documents.c[name] for name in DocumentRow.__dataclass_fields__)


def add(tx: Transaction, row: DocumentRow, body: bytes) -> None:
    """Keep a document for good; Refused ``alert.document_exists`` when there is one already."""
    values = {name: getattr(row, name) for name in DocumentRow.__dataclass_fields__}
    kept = {"sha256": hashlib.sha256(body).hexdigest(), "body": body}
    taken = Refused("alert.document_exists", id=row.identifier)
    with translated(taken=taken):
        tx.connection.execute(insert(documents).values(values | kept))
    tx.note("alert.document", f"alert:{row.alert_id}", identifier=row.identifier, sha256=kept["sha256"])


def body(tx: Transaction, identifier: str) -> tuple[str, bytes]:
    """Return SHA-256 and bytes of a document; Missing ``alert.document_missing``."""
    query = select(documents.c.sha256, documents.c.body).where(documents.c.identifier == identifier)
    row = tx.connection.execute(query).one_or_none()
    if row is None:
        raise Missing("alert.document_missing", id=identifier)
    return row.sha256, bytes(row.body)


def of_alert(tx: Transaction, alert_id: str) -> list[DocumentRow]:
    """Return the documents of an alert, oldest first."""
    query = select(*_COLUMNS).where(documents.c.alert_id == alert_id).order_by(documents.c.ends)
    return [_row(row) for row in tx.connection.execute(query)]


def newest(tx: Transaction, since: datetime, limit: int) -> list[DocumentRow]:
    """Return at most ``limit`` documents sent after ``since``, newest first."""
    query = select(*_COLUMNS).where(documents.c.sent > since)
    query = query.order_by(documents.c.sent.desc(), documents.c.identifier.desc()).limit(limit)
    return [_row(row) for row in tx.connection.execute(query)]


def sent_within(tx: Transaction, second: datetime) -> int:
    """Return how many documents were sent in the second that begins at ``second``."""
    found = (documents.c.sent >= second, documents.c.sent < second + SECOND)
    return tx.connection.scalar(select(func.count()).select_from(documents).where(*found)) or 0


def owed(tx: Transaction, since: datetime, until: datetime) -> list[Owed]:
    """Return what is to be written of alerts that stood after ``since`` and were released before ``until``.

    Oldest first, so that what a document refers to is there before it. Silent tests are nobody else's business.
    """
    told = _has(False)
    begun = and_(alerts.c.state.not_in(UNTOLD), alerts.c.released_at <= until, not_(told))
    over = and_(alerts.c.state == State.CANCELLED.value, told, not_(_has(True)))
    query = select(alerts.c.id, alerts.c.state, alerts.c.released_at, alerts.c.ended_at, told.label("told"))
    query = query.where(alerts.c.expires_at > since, alerts.c.status != AlarmStatus.TEST.value, or_(begun, over))
    rows = tx.connection.execute(query).all()
    orders = [Owed(row.id, False, row.released_at) for row in rows if not row.told]
    ends = [Owed(row.id, True, row.ended_at) for row in rows if row.state == State.CANCELLED.value]
    return sorted([*orders, *ends], key=lambda one: (one.at, not one.ends, one.alert_id))


def _has(ends: bool) -> Exists:
    same = (documents.c.alert_id == alerts.c.id, documents.c.ends.is_(ends))
    return select(documents.c.identifier).where(*same).exists()


def _row(row: Row[Any]) -> DocumentRow:
    return DocumentRow(**row._mapping)
