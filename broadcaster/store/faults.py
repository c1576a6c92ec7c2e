"""Turns the databases' exceptions into ours, in one place. Never retries anything."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import exc

from broadcaster.errors import BroadcasterError, Faulty, Refused, Unavailable

_APPEND_ONLY = "append-only"

# SQLite: beginnings of the error's name.
_SQLITE = {
    "SQLITE_FULL": "store.disk_full",
    "SQLITE_BUSY": "store.locked",
    "SQLITE_LOCKED": "store.locked",
    "SQLITE_READONLY": "store.read_only",
    "SQLITE_IOERR": "store.disk_broken",
    "SQLITE_CORRUPT": "store.corrupt",
    "SQLITE_NOTADB": "store.corrupt",
}

# PostgreSQL: SQLSTATE codes.
_POSTGRESQL = {
    "53100": "store.disk_full",
    "40P01": "store.locked",
    "40001": "store.locked",
    "55P03": "store.locked",
    "25006": "store.read_only",
    "58030": "store.disk_broken",
    "XX001": "store.corrupt",
    "XX002": "store.corrupt",
}

_TAKEN = ("SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505")
_UNKNOWN = ("SQLITE_CONSTRAINT_FOREIGNKEY", "23503")


@contextmanager
def translated(*, taken: BroadcasterError | None = None, unknown: BroadcasterError | None = None) -> Iterator[None]:
    """Raise our errors for the database's: ``taken`` for a value that exists, ``unknown`` for a dangling reference."""
    try:
        yield
    except exc.IntegrityError as fault:
        raise _integrity(fault, taken, unknown) from fault
    except exc.TimeoutError as fault:
        raise Unavailable("store.locked") from fault
    except exc.DBAPIError as fault:
        raise named(fault) from fault


def _integrity(
    fault: exc.IntegrityError, taken: BroadcasterError | None, unknown: BroadcasterError | None
) -> BroadcasterError:
    name = _name(fault)
    if name in _TAKEN and taken is not None:
        return taken
    if name in _UNKNOWN and unknown is not None:
        return unknown
    return named(fault)


def named(fault: exc.DBAPIError) -> BroadcasterError:
    """Return our error for a database's one; what nobody foresaw keeps its own words as a fact."""
    name = _name(fault)
    known = _POSTGRESQL.get(name) or next((code for start, code in _SQLITE.items() if name.startswith(start)), None)
    if _APPEND_ONLY in str(fault.orig):
        return Refused("audit.append_only")
    if known == "store.corrupt":
        return Faulty(known)
    if known is not None:
        return Unavailable(known)
    if isinstance(fault, exc.OperationalError | exc.InterfaceError):
        return Unavailable("store.away", detail=_words(fault))
    return Faulty("store.failed", detail=_words(fault))


def _name(fault: exc.DBAPIError) -> str:
    if isinstance(fault.orig, sqlite3.Error):
        return getattr(fault.orig, "sqlite_errorname", None) or ""
    return getattr(fault.orig, "sqlstate", None) or ""


def _words(fault: exc.DBAPIError) -> str:
    return " ".join(str(fault.orig).split())[:200]
