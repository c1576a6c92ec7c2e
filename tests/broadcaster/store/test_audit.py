"""The audit log: whoever touches it is found out."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import Enum

import pytest
from sqlalchemy import text

from broadcaster.errors import Refused
from broadcaster.localities import Kind, Locality
from broadcaster.store import Slice, Store, audit, localities
from broadcaster.store.audit import AuditFilter, Verified

from .conftest import START, Watch

ROWS = 6


@pytest.fixture
def logged(own_url: str, watch: Watch) -> Store:
    """A store with six rows in its log."""
    store = Store.open(own_url, watch)
    for number in range(ROWS):
        with store.begin(f"p{number % 2}") as tx:
            localities.add(tx, Locality(f"c{number}", f"Xã {number}", Kind.COMMUNE))
        watch.forward(timedelta(minutes=1))
    return store


def disarm(store: Store) -> None:
    """Take the guards off the log, as somebody with the database's password can."""
    with store.begin() as tx:
        if tx.is_postgresql:
            tx.connection.execute(text("SET session_replication_role = replica"))
            for table in ("audit", "audit_head"):
                tx.connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        else:
            triggers = tx.connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all()
            for name in triggers:
                tx.connection.execute(text(f"DROP TRIGGER {name}"))


def run(*statements: str) -> Callable[[Store], None]:
    """Return a tampering by SQL."""

    def tamper(store: Store) -> None:
        with store.begin() as tx:
            for statement in statements:
                tx.connection.execute(text(statement))

    return tamper


def test_whole_chain_verifies(logged: Store) -> None:
    """An untouched log is in order, seen by a reader and by a writer; an empty one as well."""
    with logged.read() as tx:
        assert audit.verify(tx) == Verified(ROWS)
    with logged.begin() as tx:
        assert audit.verify(tx) == Verified(ROWS)
    logged.close()


def test_empty_log_verifies(store: Store) -> None:
    """No rows are in order too."""
    with store.read() as tx:
        assert audit.verify(tx) == Verified(0)
        assert audit.head(tx) == (0, "")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET by = 'nobody' WHERE id = 3",
        "DELETE FROM audit WHERE id = 6",
        "DELETE FROM audit_head",
        "UPDATE audit_head SET count = 2",
        "UPDATE audit_head SET hash = 'x'",
    ],
)
def test_log_is_append_only(logged: Store, statement: str) -> None:
    """The database itself refuses to change or take out a row."""
    with pytest.raises(Refused) as caught:
        run(statement)(logged)
    assert caught.value.code == "audit.append_only"
    with logged.read() as tx:
        assert audit.verify(tx) == Verified(ROWS)
    logged.close()


@pytest.mark.parametrize(
    ("statements", "broken_at"),
    [
        (["UPDATE audit SET at = at + 1 WHERE id = 3"], 3),
        (["UPDATE audit SET by = 'p9' WHERE id = 1"], 1),
        (["UPDATE audit SET action = 'x' WHERE id = 4"], 4),
        (["UPDATE audit SET subject = 'x' WHERE id = 4"], 4),
        (["""UPDATE audit SET detail = '{}' WHERE id = 6"""], 6),
        (["UPDATE audit SET hash = previous_hash WHERE id = 2"], 2),
        (["DELETE FROM audit WHERE id = 3"], 3),
        (["DELETE FROM audit WHERE id = 1"], 1),
        (["DELETE FROM audit WHERE id = 3", "UPDATE audit SET id = id - 1 WHERE id > 3"], 3),
        (["DELETE FROM audit WHERE id > 4"], 5),
        (["DELETE FROM audit"], 1),
        (
            [
                "UPDATE audit SET id = 99 WHERE id = 2",
                "UPDATE audit SET id = 2 WHERE id = 3",
                "UPDATE audit SET id = 3 WHERE id = 99",
            ],
            2,
        ),
        (["DELETE FROM audit_head"], 7),
        (["INSERT INTO audit SELECT 7, at, by, action, subject, detail, hash, 'made up' FROM audit WHERE id = 6"], 7),
    ],
)
def test_every_tampering_is_found(logged: Store, statements: list[str], broken_at: int) -> None:
    """A row changed in any field, taken out, renumbered, exchanged, cut off at the end or forged is found."""
    disarm(logged)
    run(*statements)(logged)
    with logged.read() as tx:
        assert audit.verify(tx).broken_at == broken_at
    logged.close()


def test_rows_say_who_what_and_when(logged: Store) -> None:
    """Filters by person, action, subject and time; newest first, page by page."""
    with logged.read() as tx:
        page = audit.listed(tx, page=Slice(limit=4, total=True))
        rest = audit.listed(tx, page=Slice(page.next, 4))
        assert [row.id for row in page.items + rest.items] == [6, 5, 4, 3, 2, 1]
        assert (page.total, rest.next) == (ROWS, None)
        assert [row.id for row in audit.listed(tx, AuditFilter(by="p1")).items] == [6, 4, 2]
        assert [row.id for row in audit.listed(tx, AuditFilter(subject="locality:c0")).items] == [1]
        between = AuditFilter(since=START + timedelta(minutes=1), until=START + timedelta(minutes=3))
        assert [row.id for row in audit.listed(tx, between).items] == [3, 2]
        assert len(audit.listed(tx, AuditFilter(action="locality.")).items) == ROWS
        assert audit.listed(tx, AuditFilter(action="bulletin.")).items == ()
        first = rest.items[-1]
    assert (first.at, first.by, first.action, first.detail["name"]) == (START, "p0", "locality.add", "Xã 0")
    logged.close()


def test_values_are_told_in_plain_json() -> None:
    """Enums, times, lengths, sets and nested dataclasses become JSON; what a stranger is, its text."""

    class Colour(Enum):
        RED = "red"

    @dataclass(frozen=True)
    class Inner:
        days: frozenset[date]
        at: time

    @dataclass(frozen=True)
    class Outer:
        colour: Colour
        inner: Inner
        length: timedelta
        other: object = None

    before = Outer(Colour.RED, Inner(frozenset({date(2026, 1, 2), date(2026, 1, 1)}), time(6)), timedelta(seconds=2))
    after = Outer(before.colour, before.inner, timedelta(seconds=3), other=complex(1))
    assert audit.difference(None, before) == {
        "colour": "red",
        "inner": {"days": ["2026-01-01", "2026-01-02"], "at": "06:00:00"},
        "length": 2.0,
    }
    assert audit.difference(before, after) == {"length": [2.0, 3.0], "other": [None, "(1+0j)"]}
    with pytest.raises(TypeError):
        audit.difference(None, "text")
