"""Whose turn it is to write: a busy writer keeps nobody out, also over processes."""

import fcntl
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from broadcaster.errors import Unavailable
from broadcaster.store import Store, stations
from broadcaster.store.turns import turn

BUSY_S = 0.03


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An SQLite database with its tables."""
    url = f"sqlite:///{tmp_path / 'store.db'}"
    store = Store(url)
    store.upgrade()
    store.close()
    return url


def test_a_busy_writer_lets_others_in_between(database: str) -> None:
    """Beside one who writes without a pause, each of ten others waits for two of his transactions at most."""
    busy, other, stop, written = Store.open(database), Store.open(database), threading.Event(), [0]

    def write() -> None:
        """Write again and again."""
        while not stop.is_set():
            with busy.begin("busy"):
                written[0] += 1
                time.sleep(BUSY_S)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        waited = []
        for _ in range(10):
            time.sleep(BUSY_S)
            before = written[0]
            with other.begin("other"):
                waited.append(written[0] - before)
    finally:
        stop.set()
        writer.join()
        busy.close()
        other.close()
    assert max(waited) <= 2, waited


def test_whoever_waits_is_before_who_comes_back(tmp_path: Path) -> None:
    """The door is shut while somebody waits in it, and open again when he has gone on."""
    database = tmp_path / "store.db"
    database.touch()
    with turn(database, 1):
        begun = time.monotonic()
        with turn(database, 0.05):
            assert time.monotonic() - begun > 0.04
    begun = time.monotonic()
    with turn(database, 5):
        assert time.monotonic() - begun < 4


@pytest.mark.slow
def test_a_process_that_dies_in_the_door_leaves_it_open(tmp_path: Path) -> None:
    """Nobody has to tidy up after a crash."""
    database = tmp_path / "store.db"
    database.touch()
    lines = ("import os, pathlib, sys", "from broadcaster.store.turns import turn")
    code = "\n".join((*lines, "turn(pathlib.Path(sys.argv[1]), 1).__enter__()", "os._exit(1)"))
    assert subprocess.run([sys.executable, "-c", code, str(database)], check=False).returncode == 1
    door = os.open(tmp_path / "store.db.turn", os.O_RDWR)
    fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(door)


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o660])
def test_the_door_opens_to_all_who_may_write_the_database(tmp_path: Path, mode: int) -> None:
    """A signer that is another user of the group passes it; who has no business with the database does not."""
    database = tmp_path / "store.db"
    database.touch()
    database.chmod(mode)
    with turn(database, 1):
        assert (tmp_path / "store.db.turn").stat().st_mode & 0o777 == mode


def test_a_door_that_cannot_be_opened_stops_nobody(database: str, tmp_path: Path) -> None:
    """Where another user left a door that is shut to us, the database alone says whose turn it is."""
    door = tmp_path / "store.db.turn"
    door.unlink()
    door.mkdir()
    store = Store.open(database)
    with store.begin("signer") as tx:
        tx.note("alert.add", "alert:a1")
    store.close()


def test_the_wait_for_a_database_in_use_ends(database: str) -> None:
    """Who waits longer than the patience is told that the database is busy, and loses nothing by it."""
    holder, waiter = Store.open(database), Store.open(database, patience_s=0.1)
    with holder.begin("holder"), pytest.raises(Unavailable), waiter.begin("waiter"):
        pass
    with waiter.begin("waiter") as tx:
        stations.ids_in(tx, "79")
    holder.close()
    waiter.close()
