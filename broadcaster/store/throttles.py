"""Makes wrong guesses slow: delays that grow with each failure of one key. Never locks anybody out for good."""

import math
from datetime import timedelta

from sqlalchemy import delete, select

from broadcaster.store.tables import throttles
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import insert

FREE_TRIES = 5
LONGEST_S = 60
# After a quiet day a key starts afresh.
FORGOTTEN_AFTER = timedelta(days=1)


def remaining_s(tx: Transaction, key: str) -> int:
    """Return how many seconds ``key`` must still wait, 0 when it may try."""
    row = tx.connection.execute(select(throttles).where(throttles.c.key == key)).one_or_none()
    if row is None or row.failures < FREE_TRIES or tx.now - row.last_at > FORGOTTEN_AFTER:
        return 0
    delay = min(LONGEST_S, 1 << min(int(row.failures) - FREE_TRIES, 10))
    left: timedelta = row.last_at + timedelta(seconds=delay) - tx.now
    return max(0, math.ceil(left / timedelta(seconds=1)))


def failed(tx: Transaction, key: str) -> None:
    """Count one failure of ``key``; old keys are swept out on the way."""
    tx.connection.execute(delete(throttles).where(throttles.c.last_at < tx.now - FORGOTTEN_AFTER))
    statement = insert(tx, throttles)
    counted = {"failures": throttles.c.failures + 1, "last_at": tx.now}
    row = {"key": key, "failures": 1, "last_at": tx.now}
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["key"], set_=counted), row)


def succeeded(tx: Transaction, key: str) -> None:
    """Forget the failures of ``key``."""
    tx.connection.execute(delete(throttles).where(throttles.c.key == key))
