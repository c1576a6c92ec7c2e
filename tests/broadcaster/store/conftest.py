"""The stores the tests run on: SQLite in a file and a real PostgreSQL, each test with a fresh one of its own."""

import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import insert

from broadcaster.accounts import Role
from broadcaster.bulletins import Bulletin
from broadcaster.localities import Kind, Locality, Station
from broadcaster.store import Store, Transaction, bulletins, localities, passwords, stations
from broadcaster.store.tables import metadata, people
from tests.postgres import Postgres, postgres

__all__ = ["postgres"]

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
PASSWORD = "loa phường mỗi sáng"
# the edit loop takes SQLite; "make test" takes both
BACKENDS = ("sqlite", pytest.param("postgresql", marks=pytest.mark.slow))


@dataclass
class Watch:
    """A clock that stands still until it is moved."""

    at: datetime = field(default=START)

    def now(self) -> datetime:
        """Return the moment it shows."""
        return self.at

    def monotonic(self) -> float:
        """Return seconds that go with it."""
        return self.at.timestamp()

    def forward(self, length: timedelta) -> None:
        """Move it on."""
        self.at += length


@pytest.fixture
def watch() -> Watch:
    """The clock of the store."""
    return Watch()


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str | Path]:
    """Upgraded empty databases to copy, by backend; filled as they are needed."""
    return {"folder": tmp_path_factory.mktemp("templates")}


@pytest.fixture(params=BACKENDS)
def url(request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, str | Path]) -> str:
    """The address of a fresh, upgraded database."""
    if request.param == "sqlite":
        return sqlite_copy(templates, tmp_path / "store.db")
    return postgresql_copy(templates, request.getfixturevalue("postgres"))


@pytest.fixture(params=BACKENDS)
def own_url(request: pytest.FixtureRequest, tmp_path: Path, templates: dict[str, str | Path]) -> str:
    """The address of an upgraded database that no other test uses, for tests that break it."""
    if request.param == "sqlite":
        return sqlite_copy(templates, tmp_path / "store.db")
    server = request.getfixturevalue("postgres")
    return new_database(server, postgresql_copy(templates, server).rsplit("/", 1)[1])


@pytest.fixture(params=BACKENDS)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return new_database(request.getfixturevalue("postgres"), "template1")


@pytest.fixture
def store(url: str, watch: Watch) -> Iterator[Store]:
    """An open, empty store on each database."""
    opened = Store.open(url, watch)
    yield opened
    opened.close()


@pytest.fixture
def province(store: Store) -> Store:
    """A store with a province, two communes, a hamlet, a station in each of the lower three, and two people."""
    with store.begin("cli") as tx:
        fill(tx)
    return store


def fill(tx: Transaction) -> None:
    """Add the sample province."""
    localities.add(tx, Locality("79", "Thành phố Hồ Chí Minh", Kind.PROVINCE))
    localities.add(tx, Locality("an-binh", "Phường An Bình", Kind.COMMUNE, "79"))
    localities.add(tx, Locality("dong-hoa", "Phường Đông Hòa", Kind.COMMUNE, "79"))
    localities.add(tx, Locality("khu-1", "Khu phố 1", Kind.HAMLET, "dong-hoa"))
    for code in ("an-binh", "dong-hoa", "khu-1"):
        stations.add(tx, Station(f"st-{code}", f"Cụm loa {code}", code))
    for row in (("officer", "lan", "Lan", Role.OFFICER, "dong-hoa"), ("leader", "minh", "Minh", Role.LEADER, "79")):
        named = dict(zip(("id", "login", "name", "role", "scope"), row, strict=True))
        rest = {"language": "vi", "phone": "", "must_change_password": False, "password_hash": known_hash()}
        tx.connection.execute(insert(people).values(named | rest))


@cache
def known_hash() -> str:
    """Return the hash of PASSWORD; making it takes longer than all the rest of a test."""
    return passwords.hashed(PASSWORD)


def bulletin(
    bulletin_id: str, *, locality: str = "dong-hoa", title: str = "Lịch tiêm chủng", at: datetime = START
) -> Bulletin:
    """Return a draft."""
    return Bulletin(bulletin_id, locality, title, "Mời bà con đến trạm y tế.", "officer", at)


def add_bulletins(store: Store, *ids: str) -> None:
    """Keep drafts of these ids."""
    with store.begin("officer") as tx:
        for one in ids:
            bulletins.add(tx, bulletin(one))


def sqlite_copy(templates: dict[str, str | Path], to: Path) -> str:
    """Copy the upgraded SQLite file; return its address."""
    if "sqlite" not in templates:
        made = Path(templates["folder"]) / "template.db"
        upgraded(f"sqlite:///{made}")
        templates["sqlite"] = made
    shutil.copy(templates["sqlite"], to)
    return f"sqlite:///{to}"


def postgresql_copy(templates: dict[str, str | Path], server: Postgres) -> str:
    """Empty the one upgraded PostgreSQL database, which takes less time than making another; return its address."""
    if "postgresql" not in templates:
        templates["postgresql"] = new_database(server, "template1")
        upgraded(str(templates["postgresql"]))
    url = str(templates["postgresql"])
    with psycopg.connect(url) as connection:
        # as a replica: neither foreign keys nor the guards of the audit log mind
        connection.execute("SET session_replication_role = replica")
        for table in metadata.tables:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        connection.execute("INSERT INTO audit_head (one, count, hash) VALUES (1, 0, '')")
    return url


def new_database(server: Postgres, template: str) -> str:
    """Make a database as a copy of another; return its address."""
    name = f"test_{secrets.token_hex(6)}"
    statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(statement)
    return server.database(name)


def upgraded(url: str) -> None:
    """Bring a database up to date."""
    store = Store(url)
    store.upgrade()
    store.close()
