"""What is known of recordings that people brought. Never touches a sound file, never decides what is taken."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, delete, exists, not_, select

from broadcaster.bulletins import State
from broadcaster.errors import Missing
from broadcaster.store.tables import bulletins, recordings
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import insert


@dataclass(frozen=True, slots=True)
class Recording:
    """One recording: its file's sha256 and size, length after trimming, what was cut, loudness as brought, outline.

    ``outline`` holds peaks in percent of full scale; ``warnings`` are stored faults, to be told to its maker.
    """

    sha256: str
    kind: str
    bytes: int
    duration: timedelta
    trimmed: timedelta
    lufs: float
    peak_dbfs: float
    outline: tuple[int, ...]
    warnings: tuple[str, ...]
    brought_at: datetime


_COLUMNS = tuple(one.name for one in fields(Recording))


def keep(tx: Transaction, recording: Recording) -> None:
    """Keep what is known of a recording; brought again it is as fresh as a new one."""
    row = {name: getattr(recording, name) for name in _COLUMNS}
    row |= {"outline": list(recording.outline), "warnings": list(recording.warnings)}
    fresh = {name: value for name, value in row.items() if name != "sha256"}
    statement = insert(tx, recordings).values(row)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["sha256"], set_=fresh))
    facts = {"kind": recording.kind, "bytes": recording.bytes, "seconds": round(recording.duration.total_seconds(), 1)}
    tx.note("recording.keep", f"recording:{recording.sha256}", **facts)


def known(tx: Transaction, sha256: str) -> Recording | None:
    """Return a recording, None when there is none."""
    row = tx.connection.execute(select(recordings).where(recordings.c.sha256 == sha256)).one_or_none()
    return None if row is None else _recording(row)


def find(tx: Transaction, sha256: str) -> Recording:
    """Return a recording or raise Missing ``recording.missing``."""
    found = known(tx, sha256)
    if found is None:
        raise Missing("recording.missing", field="recording")
    return found


def unused(tx: Transaction, before: datetime) -> list[str]:
    """Return the recordings brought before a moment that no bulletin needs: none has them, or only discarded drafts.

    A draft is discarded when it is cancelled and was never decided about.
    """
    discarded = and_(bulletins.c.state == State.CANCELLED.value, bulletins.c.decided_at.is_(None))
    needed = exists().where(bulletins.c.recording == recordings.c.sha256, not_(discarded))
    query = select(recordings.c.sha256).where(recordings.c.brought_at < before, not_(needed))
    return [row.sha256 for row in tx.connection.execute(query.order_by(recordings.c.sha256))]


def forget(tx: Transaction, sha256s: Collection[str]) -> None:
    """Forget recordings whose files go."""
    tx.connection.execute(delete(recordings).where(recordings.c.sha256.in_(list(sha256s))))
    for sha256 in sha256s:
        tx.note("recording.forget", f"recording:{sha256}")


def _recording(row: Row[Any]) -> Recording:
    named = {name: getattr(row, name) for name in _COLUMNS}
    return Recording(**named | {"outline": tuple(row.outline), "warnings": tuple(row.warnings)})
