"""The database under everything: opened, upgraded, shared, broken and killed, and what it says to people then."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from broadcaster import bulletins as domain
from broadcaster.accounts import Person, Role
from broadcaster.errors import BroadcasterError, Faulty, Missing, Refused, Unavailable
from broadcaster.localities import Kind, Locality
from broadcaster.store import Store, audit, bulletins, database, localities, people
from tests.counting import asked
from tests.postgres import running_postgres

from .conftest import Watch, add_bulletins, upgraded


def test_open_demands_an_upgrade(empty_url: str) -> None:
    """A database without the newest tables is refused with the command to run; after it, it opens."""
    with pytest.raises(Unavailable) as caught:
        Store.open(empty_url)
    assert caught.value.code == "store.migrate"
    upgraded(empty_url)
    upgraded(empty_url)
    Store.open(empty_url).close()


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "mysql://u:secret@host/db", "no address at all", "postgres//"]
)
def test_unusable_addresses_are_refused(url: str) -> None:
    """Only a SQLite file or PostgreSQL will do; a password never appears in the answer."""
    with pytest.raises(Refused) as caught:
        Store.open(url)
    assert caught.value.code == "store.url_invalid"
    assert "secret" not in caught.value.told("en")


def test_sqlite_keeps_what_it_promised(tmp_path: Path) -> None:
    """WAL, synchronous FULL and foreign keys are on for every connection."""
    url = f"sqlite:///{tmp_path / 's.db'}"
    upgraded(url)
    store = Store.open(url)
    for begin in (store.begin, store.read):
        with begin() as tx:
            answers = [
                tx.connection.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys")
            ]
            assert answers == ["wal", 2, 1]
            assert tx.connection.scalar(text("PRAGMA busy_timeout")) == database.LOCK_PATIENCE_S * 1000
    store.close()


def test_failed_transaction_leaves_nothing(province: Store) -> None:
    """An exception of any kind takes back rows and audit rows alike."""
    with pytest.raises(ZeroDivisionError), province.begin() as tx:
        localities.rename(tx, "khu-1", "gone")
        raise ZeroDivisionError
    with province.read() as tx:
        assert localities.tree(tx).locality("khu-1").name == "Khu phố 1"
        assert all(row.action != "locality.rename" for row in audit.listed(tx).items)


def test_reading_transaction_cannot_write(province: Store) -> None:
    """What only reads is held to it by the database, with a named error."""
    with pytest.raises(Unavailable) as caught, province.read() as tx:
        localities.rename(tx, "khu-1", "x")
    assert caught.value.code == "store.read_only"


def test_a_reader_asks_each_thing_once_and_a_writer_always(province: Store) -> None:
    """What only reads never hears two answers to one question, so it asks once; a writer sees its own changes."""
    with province.begin("leader") as tx:
        person = Person("p9", "mai9", "Mai", Role.OFFICER, "khu-1")
        people.add(tx, person, "một câu dài dễ nhớ")
        assert people.find(tx, "p9").name == "Mai"
        people.change(tx, replace(person, name="Lan"))
        assert people.find(tx, "p9").name == "Lan"
    with province.read() as tx, asked() as sent:
        assert people.find(tx, "p9") is people.find(tx, "p9")
        assert len(sent) == 1
        with pytest.raises(Missing):
            people.find(tx, "nobody")
    with province.read() as tx:
        assert people.find(tx, "p9").name == "Lan"


def test_readers_see_one_moment_and_never_wait(province: Store) -> None:
    """A reader beside an open writer sees the state before, also after the commit, until it ends."""
    with province.begin() as writing:
        localities.rename(writing, "khu-1", "new")
        with province.read() as reading:
            assert localities.tree(reading).locality("khu-1").name == "Khu phố 1"
            province_name = text("SELECT name FROM localities WHERE code = 'khu-1'")
            assert reading.connection.scalar(province_name) == "Khu phố 1"
    with province.read() as tx:
        assert localities.tree(tx).locality("khu-1").name == "new"


def test_waiting_too_long_for_a_lock_is_said(own_url: str) -> None:
    """A writer that cannot get its turn says ``store.locked`` instead of hanging."""
    store = Store.open(own_url, patience_s=0.2)
    with store.begin() as tx:
        localities.add(tx, Locality("79", "A", Kind.PROVINCE))
    with store.begin() as first:
        localities.rename(first, "79", "B")
        with pytest.raises(Unavailable) as caught, store.begin() as second:
            localities.rename(second, "79", "C")
    store.close()
    assert caught.value.code == "store.locked"
    assert not caught.value.permanent


def test_full_disk_is_named_and_loses_nothing(tmp_path: Path) -> None:
    """When no page can be added the change is refused whole, and all that was committed is still there."""
    store = Store.open(sqlite_of(tmp_path))
    with store.begin() as tx:
        localities.add(tx, Locality("79", "A", Kind.PROVINCE))
    with pytest.raises(Unavailable) as caught, store.begin() as tx:
        pages = tx.connection.scalar(text("PRAGMA page_count"))
        tx.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        for number in range(500):
            localities.add(tx, Locality(f"c{number}", "x" * 200, Kind.COMMUNE, "79"))
    assert caught.value.code == "store.disk_full"
    with store.read() as tx:
        assert set(localities.tree(tx).by_code) == {"79"}
        assert audit.verify(tx) == audit.Verified(1)
    store.close()


FILLER = """
import sys
from broadcaster import bulletins as domain
from broadcaster.errors import Unavailable
from broadcaster.localities import Kind, Locality
from broadcaster.store import Store, audit, localities
url = f"sqlite:///{sys.argv[1]}/store.db"
store = Store(url)
store.upgrade()
written, fault = 0, None
while fault is None:
    try:
        with store.begin() as tx:
            localities.add(tx, Locality(f"c{written}", "x" * 5000, Kind.COMMUNE))
        written += 1
    except Unavailable as caught:
        fault = caught.code
with store.read() as tx:
    kept, verified = len(localities.tree(tx).by_code), audit.verify(tx)
store.close()
print(fault, written > 0, kept == written, verified == audit.Verified(written))
"""


@pytest.mark.slow
def test_really_full_disk(tmp_path: Path) -> None:
    """The same on a file system with no room left, where the write itself fails."""
    script = 'mount -t tmpfs -o size=3m none "$1" && exec "$2" -c "$3" "$1"'
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh", str(tmp_path), sys.executable, FILLER]
    done = subprocess.run(inside, capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout.split() == ["store.disk_full", "True", "True", "True"], done.stderr


def test_damaged_file_is_named(tmp_path: Path) -> None:
    """A file that is no database is said to be damaged, for good."""
    (tmp_path / "s.db").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(Faulty) as caught:
        Store.open(f"sqlite:///{tmp_path / 's.db'}")
    assert caught.value.code == "store.corrupt"


def test_missing_folder_is_away(tmp_path: Path) -> None:
    """A file that cannot be opened is a database that is away; the reason is told."""
    with pytest.raises(Unavailable) as caught:
        Store.open(f"sqlite:///{tmp_path / 'no' / 'folder.db'}")
    assert caught.value.code == "store.away"
    assert "unable to open" in caught.value.told("vi")


@pytest.mark.slow
def test_postgresql_away_and_back(watch: Watch) -> None:
    """A server that stops in the middle is ``store.away``, at open as well; when it is back, so is the store."""
    with running_postgres() as server:
        upgraded(server.url)
        store = Store.open(server.url, watch)
        with store.begin() as tx:
            localities.add(tx, Locality("79", "A", Kind.PROVINCE))
        with server.stopped():
            for _ in range(2):
                with pytest.raises(Unavailable) as caught, store.begin() as tx:
                    localities.rename(tx, "79", "B")
                assert caught.value.code == "store.away"
            with pytest.raises(Unavailable) as caught:
                Store.open(server.url)
            assert caught.value.code == "store.away"
        with store.begin() as tx:
            localities.rename(tx, "79", "C")
        store.close()


def test_close_leaves_no_thread(url: str) -> None:
    """A store starts no thread of its own and closes its connections."""
    before = set(threading.enumerate())
    store = Store.open(url)
    with store.read() as tx:
        localities.tree(tx)
    store.close()
    assert set(threading.enumerate()) == before
    if url.startswith("sqlite"):
        opened = {os.path.realpath(f"/proc/self/fd/{one}") for one in os.listdir("/proc/self/fd")}
        assert not any(name.startswith(url.removeprefix("sqlite:///")) for name in opened)


WRITER = """
import sys
from broadcaster.localities import Kind, Locality
from broadcaster.store import Store, localities
store = Store.open(sys.argv[1])
for number in range(100_000):
    with store.begin("child") as tx:
        localities.add(tx, Locality(f"c{number}", "Commune", Kind.COMMUNE))
    print(number, flush=True)
"""


@pytest.mark.slow
def test_killed_in_the_middle_of_writing(own_url: str) -> None:
    """Whatever a process had reported as committed is there after kill -9, each change with its audit row."""
    writer = subprocess.Popen([sys.executable, "-c", WRITER, own_url], stdout=subprocess.PIPE, text=True)
    assert writer.stdout is not None
    for _ in range(40):
        assert writer.stdout.readline()
    os.kill(writer.pid, signal.SIGKILL)
    reported = 40 + len(writer.stdout.read().splitlines())
    writer.stdout.close()
    writer.wait(timeout=30)
    store = Store.open(own_url)
    with store.read() as tx:
        kept = len(localities.tree(tx).by_code)
        assert kept in (reported, reported + 1)
        assert audit.verify(tx) == audit.Verified(kept)
    with store.begin() as tx:
        localities.add(tx, Locality("after", "After", Kind.COMMUNE))
    store.close()


def test_many_threads_write_and_read_at_once(province: Store) -> None:
    """Eight threads, each on its own connection: every change arrives, and the audit chain is whole."""
    faults: list[BaseException] = []

    def work(name: int) -> None:
        try:
            for number in range(5):
                add_bulletins(province, f"b{name}-{number}")
                with province.read() as tx:
                    localities.tree(tx)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(name,)) for name in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    with province.read() as tx:
        assert tx.connection.scalar(text("SELECT count(*) FROM bulletins")) == 40
        assert audit.verify(tx).broken_at is None
        assert sum(row.action == "bulletin.add" for row in audit.listed(tx).items) == 40


def test_who_reads_before_writing_is_not_overtaken(province: Store) -> None:
    """A transaction that decides by what it read gets to write it; another one's change comes after."""
    add_bulletins(province, "b1")

    def cancel() -> None:
        with province.begin() as tx:
            bulletins.change(tx, domain.cancel(bulletins.find(tx, "b1"), reason=""))

    other = threading.Thread(target=cancel)
    with province.begin() as tx:
        seen = bulletins.find(tx, "b1")
        if not tx.is_postgresql:
            other.start()
            other.join(0.3)
        bulletins.change(tx, domain.submit(seen, tx.now))
    if not other.ident:
        other.start()
    other.join(30)
    with province.read() as tx:
        steps = [row.action for row in audit.listed(tx).items[:2]]
    assert steps == ["bulletin.cancel", "bulletin.submit"]


def test_what_nobody_foresaw_keeps_its_words(store: Store) -> None:
    """An unknown database error is a lasting fault of ours that says what the database said."""
    with pytest.raises(BroadcasterError) as caught, store.begin() as tx:
        tx.connection.execute(text("SELECT * FROM no_such_table"))
    assert "no_such_table" in caught.value.told("en")


def sqlite_of(folder: Path) -> str:
    """Return the address of an upgraded SQLite file in ``folder``."""
    url = f"sqlite:///{folder / 'store.db'}"
    upgraded(url)
    return url
