"""What each error of each database becomes."""

import sqlite3

import psycopg
import pytest
from sqlalchemy import exc

from broadcaster.errors import BroadcasterError, Faulty, Missing, Refused, Unavailable
from broadcaster.store.faults import named, translated
from broadcaster.wording import texts


def sqlite(name: str, kind: type[sqlite3.Error] = sqlite3.OperationalError) -> sqlite3.Error:
    """Return an error as SQLite raises it."""
    fault = kind("told by SQLite")
    fault.sqlite_errorname = name
    return fault


@pytest.mark.parametrize(
    ("original", "kind", "code"),
    [
        (sqlite("SQLITE_FULL"), Unavailable, "store.disk_full"),
        (sqlite("SQLITE_BUSY"), Unavailable, "store.locked"),
        (sqlite("SQLITE_BUSY_SNAPSHOT"), Unavailable, "store.locked"),
        (sqlite("SQLITE_LOCKED"), Unavailable, "store.locked"),
        (sqlite("SQLITE_READONLY_DBMOVED"), Unavailable, "store.read_only"),
        (sqlite("SQLITE_IOERR_WRITE"), Unavailable, "store.disk_broken"),
        (sqlite("SQLITE_CORRUPT"), Faulty, "store.corrupt"),
        (sqlite("SQLITE_NOTADB"), Faulty, "store.corrupt"),
        (sqlite("SQLITE_CANTOPEN"), Unavailable, "store.away"),
        (psycopg.errors.DiskFull(), Unavailable, "store.disk_full"),
        (psycopg.errors.DeadlockDetected(), Unavailable, "store.locked"),
        (psycopg.errors.SerializationFailure(), Unavailable, "store.locked"),
        (psycopg.errors.LockNotAvailable(), Unavailable, "store.locked"),
        (psycopg.errors.ReadOnlySqlTransaction(), Unavailable, "store.read_only"),
        (psycopg.errors.IoError(), Unavailable, "store.disk_broken"),
        (psycopg.errors.DataCorrupted(), Faulty, "store.corrupt"),
        (psycopg.errors.IndexCorrupted(), Faulty, "store.corrupt"),
        (psycopg.errors.AdminShutdown(), Unavailable, "store.away"),
        (psycopg.OperationalError("connection refused"), Unavailable, "store.away"),
    ],
)
def test_operational_errors_have_names(original: Exception, kind: type[BroadcasterError], code: str) -> None:
    """Each way a database fails has a code with a sentence, and says whether trying again may help."""
    fault = named(exc.OperationalError("SELECT", {}, original))
    assert type(fault) is kind
    assert fault.code == code
    assert code in texts()


def test_unforeseen_errors_are_faulty() -> None:
    """An error that is no operational one is a lasting fault with the database's words, shortened."""
    fault = named(exc.ProgrammingError("SELECT", {}, psycopg.errors.UndefinedTable("no such\ntable " + "x" * 500)))
    assert (type(fault), fault.code) == (Faulty, "store.failed")
    assert str(fault.facts["detail"]).startswith("no such table xxx")
    assert len(str(fault.facts["detail"])) == 200


@pytest.mark.parametrize(
    ("original", "code"),
    [
        (sqlite("SQLITE_CONSTRAINT_UNIQUE", sqlite3.IntegrityError), "station.exists"),
        (sqlite("SQLITE_CONSTRAINT_PRIMARYKEY", sqlite3.IntegrityError), "station.exists"),
        (sqlite("SQLITE_CONSTRAINT_FOREIGNKEY", sqlite3.IntegrityError), "locality.missing"),
        (sqlite("SQLITE_CONSTRAINT_NOTNULL", sqlite3.IntegrityError), "store.failed"),
        (psycopg.errors.UniqueViolation(), "station.exists"),
        (psycopg.errors.ForeignKeyViolation(), "locality.missing"),
        (psycopg.errors.NotNullViolation(), "store.failed"),
    ],
)
def test_integrity_errors_take_the_code_of_the_caller(original: Exception, code: str) -> None:
    """A taken value and a dangling reference say what the caller says they mean; anything else is our fault."""
    with (
        pytest.raises(BroadcasterError) as caught,
        translated(taken=Refused("station.exists"), unknown=Missing("locality.missing")),
    ):
        raise exc.IntegrityError("INSERT", {}, original)
    assert caught.value.code == code


def test_no_free_connection_is_locked() -> None:
    """Waiting in vain for a connection of the pool is being busy."""
    with pytest.raises(Unavailable) as caught, translated():
        raise exc.TimeoutError("pool")
    assert caught.value.code == "store.locked"
