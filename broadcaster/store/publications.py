"""Marks what changed since it was last published. Never compiles or sends.

A scope key is a locality's code, ``station:<id>``, or any other key the publisher uses for its own documents.
"""

from sqlalchemy import select

from broadcaster.store.scopes import within
from broadcaster.store.tables import localities, publications, stations
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import insert

ALARMS = "alarms:"
"""Before the scope of an alarm set, which only the signer publishes."""


def touch(tx: Transaction, *scope_keys: str) -> None:
    """Mark scopes as changed; they are due until an edition that knows of the change is saved."""
    # in order, so that two who touch the same scopes wait for each other instead of dead-locking
    rows = [{"scope_key": key, "changed": 1, "published": 0, "changed_at": tx.now} for key in sorted(set(scope_keys))]
    if rows:
        counted = {"changed": publications.c.changed + 1, "changed_at": tx.now}
        statement = insert(tx, publications)
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["scope_key"], set_=counted), rows)


def touch_below(tx: Transaction, code: str) -> None:
    """Mark a locality, all below it and their stations as changed."""
    codes = tx.connection.scalars(select(localities.c.code).where(within(code)))
    inside = stations.join(localities, localities.c.code == stations.c.locality)
    ids = tx.connection.scalars(select(stations.c.id).select_from(inside).where(within(code)))
    touch(tx, *codes, *(f"station:{one}" for one in ids))
