"""INSERT ... ON CONFLICT for either database. Never knows a table."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from broadcaster.store.transaction import Transaction

Insert = postgresql.Insert | sqlite.Insert


def insert(tx: Transaction, table: Table) -> Insert:
    """Return the insert of the database in use, which knows ``on_conflict_do_...``."""
    return postgresql.insert(table) if tx.is_postgresql else sqlite.insert(table)


def put(tx: Transaction, table: Table, rows: dict[str, Any] | Sequence[dict[str, Any]], *, key: str) -> None:
    """Write one row or several alike, over those with the same ``key``."""
    statement = insert(tx, table)
    names = (rows if isinstance(rows, dict) else rows[0]).keys() - {key}
    change = {name: statement.excluded[name] for name in names}
    tx.connection.execute(statement.on_conflict_do_update(index_elements=[key], set_=change), rows)
