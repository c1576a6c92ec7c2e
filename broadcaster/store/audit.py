"""The append-only log of who changed what, as a hash chain, and the proof that nobody touched it. Never forgets.

Each row's hash covers the row and the hash before it; the head row holds the number of rows and the newest hash, so
that a row changed, taken out, moved or cut off at the end shows.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Row, RowMapping, insert, select, update

from broadcaster.store.columns import EPOCH, MICROSECOND
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.tables import audit, audit_head
from broadcaster.store.transaction import Noted, Transaction

# Longer texts stand in the log as their hash: it proves which words they were without keeping them for ever.
TEXT_LIMIT = 500
_STREAMED = 1000
_HEAD = select(audit_head.c.count, audit_head.c.hash)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One change: who (``by``) did what (``action``) to what (``subject``), and when."""

    id: int
    at: datetime
    by: str
    action: str
    subject: str
    detail: Mapping[str, Any]
    hash: str


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows are wanted; ``action`` may be the beginning of one (``bulletin.``)."""

    by: str | None = None
    action: str | None = None
    subject: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Verified:
    """How many rows are in order; ``broken_at`` is the id of the first that is not, None when all are."""

    count: int
    broken_at: int | None = None


def write(tx: Transaction) -> None:
    """Write the rows noted in ``tx`` at the end of the chain; the head row stays locked until the commit."""
    if not tx.noted:
        return
    number, newest = tx.connection.execute(_HEAD.with_for_update()).one()
    rows = []
    for noted in tx.noted:
        number += 1
        rows.append(_chained(tx, noted, number=number, previous_hash=newest))
        newest = rows[-1]["hash"]
    tx.connection.execute(insert(audit), rows)
    tx.connection.execute(update(audit_head).values(count=number, hash=newest))
    tx.noted.clear()


def listed(tx: Transaction, wanted: AuditFilter | None = None, page: Slice = FIRST) -> Page[AuditRow]:
    """Return rows of the log, newest first."""
    wanted = wanted or AuditFilter()
    query = select(audit)
    for column, value in ((audit.c.by, wanted.by), (audit.c.subject, wanted.subject)):
        query = query if value is None else query.where(column == value)
    if wanted.action is not None:
        query = query.where(audit.c.action.startswith(wanted.action, autoescape=True))
    if wanted.since is not None:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(audit.c.at < wanted.until)
    return fetch(tx, Listing(query, [audit.c.id], _row), page)


def head(tx: Transaction) -> tuple[int, str]:
    """Return the number of rows and the newest hash, for signing and showing to witnesses."""
    count, newest = tx.connection.execute(_HEAD).one()
    return count, newest


def verify(tx: Transaction) -> Verified:
    """Walk the whole chain, in constant memory, and find the first row that is not as it was written."""
    # a writing transaction on PostgreSQL sees others' commits half way; the locked head keeps them out
    expected = tx.connection.execute(_HEAD.with_for_update() if tx.writing else _HEAD).one_or_none()
    newest, count = "", 0
    rows = select(audit).order_by(audit.c.id)
    with tx.connection.execute(rows, execution_options={"yield_per": _STREAMED}) as streamed:
        for row in streamed:
            if row.id != count + 1 or row.previous_hash != newest or row.hash != _hash(row._mapping):
                return Verified(count, broken_at=count + 1)
            newest, count = row.hash, count + 1
    whole = expected is not None and tuple(expected) == (count, newest)
    return Verified(count, broken_at=None if whole else count + 1)


def difference(before: object, after: object) -> dict[str, object]:
    """Return ``{field: [before, after]}`` of two versions of a dataclass, or all fields of a new one."""
    new = plain(after)
    if not isinstance(new, dict):
        raise TypeError(f"{after!r} is no dataclass")
    if before is None:
        return {name: value for name, value in new.items() if value not in (None, "", [])}
    old = plain(before)
    assert isinstance(old, dict)  # noqa: S101
    return {name: [old.get(name), value] for name, value in new.items() if old.get(name) != value}


def plain(value: object) -> object:
    """Return JSON data for a value of the domain; long texts become their hash."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value if len(value) <= TEXT_LIMIT else _hashed(value)
    if is_dataclass(value):
        return {one.name: plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain(one) for name, one in value.items()}
    if isinstance(value, tuple | list | set | frozenset):
        found = [plain(one) for one in value]
        return sorted(found, key=str) if isinstance(value, set | frozenset) else found
    return _scalar(value)


def _scalar(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    return value if isinstance(value, int | float | None) else str(value)


def _hashed(text: str) -> dict[str, object]:
    return {"sha256": hashlib.sha256(text.encode()).hexdigest(), "characters": len(text)}


def _chained(tx: Transaction, noted: Noted, *, number: int, previous_hash: str) -> dict[str, Any]:
    row: dict[str, Any] = {
        "id": number,
        "at": tx.now,
        "by": tx.by,
        "action": noted.action,
        "subject": noted.subject,
        "detail": _canonical(plain(noted.detail)),
        "previous_hash": previous_hash,
    }
    return row | {"hash": _hash(row)}


def _hash(row: Mapping[str, Any] | RowMapping) -> str:
    at = (row["at"] - EPOCH) // MICROSECOND
    covered = [row["id"], at, row["by"], row["action"], row["subject"], row["detail"], row["previous_hash"]]
    return hashlib.sha256(_canonical(covered).encode()).hexdigest()


def _canonical(data: object) -> str:
    return json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def _row(row: Row[Any]) -> AuditRow:
    return AuditRow(row.id, row.at, row.by, row.action, row.subject, json.loads(row.detail), row.hash)
