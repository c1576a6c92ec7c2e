"""Pages of long lists, by keyset: a page costs the same however far down it lies. Never knows a table."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import BigInteger, ColumnElement, Row, Select, func, literal, select, tuple_, type_coerce

from broadcaster.errors import Refused
from broadcaster.store.columns import Moment
from broadcaster.store.transaction import Transaction

LIMIT_MOST = 1000
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Slice:
    """Which part of a list is wanted: what stands ``after`` a cursor, at most ``limit`` rows, perhaps the total."""

    after: str | None = None
    limit: int = 50
    total: bool = False


FIRST = Slice()


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """Some items of a list; ``next`` is the cursor of the following page, None at the end."""

    items: tuple[Item, ...]
    next: str | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Listing(Generic[Item]):
    """A whole list: its ``query``, its order by ``keys`` that are unique together, and how to ``read`` a row."""

    query: Select[Any]
    keys: Sequence[ColumnElement[Any]]
    read: Callable[[Row[Any]], Item]
    newest_first: bool = True


def fetch(tx: Transaction, listing: Listing[Item], wanted: Slice) -> Page[Item]:
    """Return one page of a list; Refused ``store.cursor_invalid`` for a cursor that is not ours."""
    raw = [type_coerce(key, BigInteger) if isinstance(key.type, Moment) else key for key in listing.keys]
    query = listing.query.add_columns(*(key.label(f"cursor_{place}") for place, key in enumerate(raw)))
    if wanted.after is not None:
        row, mark = tuple_(*raw), tuple_(*_literals(wanted.after, raw))
        query = query.where(row < mark if listing.newest_first else row > mark)
    limit = max(1, min(wanted.limit, LIMIT_MOST))
    ordered = query.order_by(*(key.desc() if listing.newest_first else key.asc() for key in raw)).limit(limit + 1)
    rows = tx.connection.execute(ordered).all()
    more = len(rows) > limit
    return Page(
        items=tuple(listing.read(row) for row in rows[:limit]),
        next=_cursor(rows[limit - 1][-len(raw) :]) if more else None,
        total=_total(tx, listing.query) if wanted.total else None,
    )


def _total(tx: Transaction, query: Select[Any]) -> int | None:
    return tx.connection.scalar(select(func.count()).select_from(query.subquery()))


def _cursor(values: Sequence[object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(list(values)).encode()).decode().rstrip("=")


def _literals(cursor: str, keys: Sequence[ColumnElement[Any]]) -> list[ColumnElement[Any]]:
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error) as fault:
        raise Refused("store.cursor_invalid") from fault
    if not isinstance(values, list) or len(values) != len(keys):
        raise Refused("store.cursor_invalid")
    for value, key in zip(values, keys, strict=True):
        if type(value) is not key.type.python_type or (isinstance(value, int) and abs(value) >= 1 << 63):
            raise Refused("store.cursor_invalid")
    return [literal(value, key.type) for value, key in zip(values, keys, strict=True)]
