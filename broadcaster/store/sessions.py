"""Who is signed in: one row per session, found by a secret token of which only the hash is kept. Never a cookie.

The row also holds what a person had typed (drafts) and was told (messages) between two pages.
"""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, or_, select, update

from broadcaster.store.tables import sessions
from broadcaster.store.transaction import Transaction

# A duty shift: whoever has not touched the pages for so long has gone home.
IDLE = timedelta(hours=12)
# Once a week everybody proves again who they are, however busy.
LIFE = timedelta(days=7)
# Often enough for the idle limit, rare enough that reading a page hardly ever writes.
TOUCH_EVERY = timedelta(minutes=1)
_AGENT_LIMIT = 200


@dataclass(frozen=True, slots=True)
class Session:
    """A signed-in person's session with its data."""

    person_id: str
    data: dict[str, Any]
    last_seen_at: datetime
    started_at: datetime
    user_agent: str


def start(tx: Transaction, person_id: str, user_agent: str) -> str:
    """Begin a session and return its token (256 bits), which is shown to nobody else; sweep out the dead ones."""
    tx.connection.execute(delete(sessions).where(_dead(tx.now)))
    token = secrets.token_urlsafe(32)
    row = {
        "token_hash": _hash(token),
        "person_id": person_id,
        "user_agent": user_agent[:_AGENT_LIMIT],
        "started_at": tx.now,
        "last_seen_at": tx.now,
        "data": {},
    }
    tx.connection.execute(insert(sessions).values(row))
    tx.note("session.start", f"person:{person_id}", user_agent=user_agent[:_AGENT_LIMIT])
    return token


def find(tx: Transaction, token: str) -> Session | None:
    """Return a living session; in a writing transaction it is marked as seen, at most once a minute."""
    this = sessions.c.token_hash == _hash(token)
    row = tx.connection.execute(select(sessions).where(this, ~_dead(tx.now))).one_or_none()
    if row is None:
        return None
    if tx.writing and is_stale(tx.now, row.last_seen_at):
        tx.connection.execute(update(sessions).where(this).values(last_seen_at=tx.now))
    return Session(row.person_id, dict(row.data), row.last_seen_at, row.started_at, row.user_agent)


def is_stale(now: datetime, last_seen_at: datetime) -> bool:
    """Tell whether a session found in a reading transaction should be found once more in a writing one."""
    return now - last_seen_at >= TOUCH_EVERY


def save(tx: Transaction, token: str, data: Mapping[str, Any]) -> None:
    """Keep the data of a session; one that has ended meanwhile stays ended."""
    this = sessions.c.token_hash == _hash(token)
    tx.connection.execute(update(sessions).where(this).values(data=dict(data), last_seen_at=tx.now))


def end(tx: Transaction, token: str) -> None:
    """End one session; ending it twice is no fault."""
    this = sessions.c.token_hash == _hash(token)
    person_id = tx.connection.scalar(select(sessions.c.person_id).where(this))
    if person_id is not None:
        tx.connection.execute(delete(sessions).where(this))
        tx.note("session.end", f"person:{person_id}")


def end_all(tx: Transaction, person_id: str) -> int:
    """End every session of a person and return how many there were."""
    ended = tx.connection.execute(delete(sessions).where(sessions.c.person_id == person_id)).rowcount
    tx.note("session.end_all", f"person:{person_id}", ended=ended)
    return ended


def _dead(now: datetime) -> Any:
    return or_(sessions.c.last_seen_at <= now - IDLE, sessions.c.started_at <= now - LIFE)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()
