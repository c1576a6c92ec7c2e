"""Opens the database, gives out transactions and brings the tables up to date. Never knows an aggregate."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.store import audit, migrations
from broadcaster.store.faults import translated
from broadcaster.store.transaction import Change, Transaction
from broadcaster.store.turns import turn

# Longer than any transaction of ours; whoever waits longer is told so instead of hanging.
LOCK_PATIENCE_S = 10
CONNECT_PATIENCE_S = 5


class Store:
    """The database of one server. Its transactions may run in many threads at once, each on its own connection."""

    def __init__(self, url: str, clock: Clock | None = None, *, patience_s: float = LOCK_PATIENCE_S) -> None:
        """Prepare engines for ``url``; nothing is read or written yet. ``patience_s`` bounds every wait for others."""
        self._clock = clock or SystemClock()
        self._cache: dict[str, tuple[str, object]] = {}
        self._writing, self._reading = _engines(_checked(url), patience_s)

    @classmethod
    def open(cls, url: str, clock: Clock | None = None, *, patience_s: float = LOCK_PATIENCE_S) -> Self:
        """Return the store at ``url``, whose tables must be up to date, else Unavailable ``store.migrate``."""
        store = cls(url, clock, patience_s=patience_s)
        try:
            with translated(), store._reading.connect() as connection:
                found = migrations.revision(connection)
        except BroadcasterError:
            store.close()
            raise
        if found != migrations.newest():
            store.close()
            raise Unavailable("store.migrate", found=found or "-", wanted=migrations.newest())
        return store

    def upgrade(self) -> None:
        """Bring the tables up to date; all of it or nothing."""
        with translated(), self._writing.begin() as connection:
            migrations.upgrade(connection)

    def close(self) -> None:
        """Close all connections."""
        self._writing.dispose()
        self._reading.dispose()

    @contextmanager
    def begin(self, by: str | None = None) -> Iterator[Transaction]:
        """Give a transaction that may write; it commits at the end, with its audit rows, or leaves nothing behind."""
        kept: list[Change] = []
        try:
            with translated(), self._writing.begin() as connection:
                tx = self._transaction(connection, by, writing=True)
                kept = tx.kept
                yield tx
                audit.write(tx)
        except BroadcasterError:
            self._keep(kept, by)
            raise

    @contextmanager
    def read(self) -> Iterator[Transaction]:
        """Give a transaction that only reads, never blocks a writer and sees one moment of the database."""
        with translated(), self._reading.begin() as connection:
            yield self._transaction(connection, None, writing=False)

    def _keep(self, changes: list[Change], by: str | None) -> None:
        if changes:
            with translated(), self._writing.begin() as connection:
                tx = self._transaction(connection, by, writing=True)
                for change in changes:
                    change(tx)
                audit.write(tx)

    def _transaction(self, connection: Connection, by: str | None, *, writing: bool) -> Transaction:
        return Transaction(connection, by or "system", self._clock.now(), writing=writing, cache=self._cache)


def _checked(url: str) -> URL:
    try:
        parsed = make_url(url)
    except exc.ArgumentError as fault:
        raise Refused("store.url_invalid", url=url) from fault
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite" or parsed.database in (None, "", ":memory:"):
        raise Refused("store.url_invalid", url=parsed.render_as_string(hide_password=True))
    return parsed.set(drivername="sqlite+pysqlite")


def _engines(url: URL, patience_s: float) -> tuple[Engine, Engine]:
    if url.get_backend_name() == "postgresql":
        writing = _postgresql(url, patience_s)
        return writing, writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return _sqlite(url, patience_s, writing=True), _sqlite(url, patience_s, writing=False)


def _postgresql(url: URL, patience_s: float) -> Engine:
    settings = f"-c lock_timeout={round(patience_s * 1000)}"
    return create_engine(
        url,
        pool_pre_ping=True,
        pool_size=5,
        max_overflow=25,
        pool_timeout=patience_s,
        connect_args={"connect_timeout": CONNECT_PATIENCE_S, "options": settings},
    )


def _sqlite(url: URL, patience_s: float, *, writing: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=5,
        max_overflow=25,
        pool_timeout=patience_s,
        connect_args={"timeout": patience_s},
    )

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: object) -> None:
        """Make each connection durable and strict; one for reading cannot write."""
        connection.isolation_level = None  # we say BEGIN ourselves
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        if not writing:
            connection.execute("PRAGMA query_only = ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        """Begin a transaction; one that writes waits its turn."""
        if not writing:
            connection.exec_driver_sql("BEGIN")
            return
        # IMMEDIATE: a transaction that will write waits its turn at once instead of failing half way
        with turn(Path(url.database or ""), patience_s):
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine
