"""The codes with which a new receiver proves it is ours: one use, a day, five tries. Only hashes are kept.

A wrong code belongs to no claim, so wrong codes are counted by the address they come from.
"""

from datetime import datetime

from sqlalchemy import insert, select, update

from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.store import throttles
from broadcaster.store.faults import translated
from broadcaster.store.tables import claims
from broadcaster.store.transaction import Transaction

TRIES = 5


def add(tx: Transaction, station_id: str, secret_hash: str, expires_at: datetime) -> None:
    """Keep the hash of a new code; earlier unused codes of the station end now."""
    earlier = (claims.c.station_id == station_id, claims.c.used_at.is_(None), claims.c.expires_at > tx.now)
    tx.connection.execute(update(claims).where(*earlier).values(expires_at=tx.now))
    row = {
        "secret_hash": secret_hash,
        "station_id": station_id,
        "created_at": tx.now,
        "expires_at": expires_at,
        "tries": 0,
    }
    with translated(unknown=Missing("station.missing", id=station_id)):
        tx.connection.execute(insert(claims).values(row))
    tx.note("claim.add", f"station:{station_id}", expires_at=expires_at)


def use(tx: Transaction, secret_hash: str, address: str = "") -> str:
    """Return the id of the station a code belongs to, and spend the code with this transaction.

    Refused ``claim.unknown``, ``claim.used``, ``claim.expired`` or ``claim.too_many_tries``. If the transaction fails
    for any other reason the code stays good, but the try has counted.
    """
    key = f"claim {address}"
    if throttles.remaining_s(tx, key):
        raise Refused("claim.too_many_tries")
    row = tx.connection.execute(
        select(claims).where(claims.c.secret_hash == secret_hash).with_for_update()
    ).one_or_none()
    if row is None:
        tx.keep(lambda after: throttles.failed(after, key))
        raise Refused("claim.unknown")
    tx.keep(lambda after: _count_try(after, secret_hash))
    if fault := _fault(tx, row.tries, row.used_at, expires_at=row.expires_at):
        raise fault
    spent = {"used_at": tx.now, "tries": claims.c.tries + 1}
    tx.connection.execute(update(claims).where(claims.c.secret_hash == secret_hash).values(spent))
    tx.note("claim.use", f"station:{row.station_id}", address=address)
    return str(row.station_id)


def _fault(tx: Transaction, tries: int, used_at: datetime | None, *, expires_at: datetime) -> BroadcasterError | None:
    if tries >= TRIES:
        return Refused("claim.too_many_tries")
    if used_at is not None:
        return Refused("claim.used")
    return Refused("claim.expired") if expires_at <= tx.now else None


def _count_try(tx: Transaction, secret_hash: str) -> None:
    this = claims.c.secret_hash == secret_hash
    tx.connection.execute(update(claims).where(this).values(tries=claims.c.tries + 1))
