"""Whose turn it is to write into SQLite, over threads and processes: nobody twice while another waits.

SQLite itself lets whoever asks first after a commit go on, and those who wait sleep meanwhile: one busy writer can keep
everybody else out for seconds, an alarm too. Never touches the database.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOOK_SECONDS = 0.001


@contextmanager
def turn(database: Path, patience_s: float) -> Iterator[None]:
    """Wait behind the door of a database until nobody else stands in it; inside, wait for the database itself.

    Whoever has been let in must not stay in the door: its next turn is behind those who came meanwhile. After
    ``patience_s`` seconds the door is passed all the same, and the database says whether it is free.
    """
    door = os.open(database.with_name(database.name + ".turn"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        until = time.monotonic() + patience_s
        while not _taken(door) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        yield
    finally:
        os.close(door)  # which lets the next one in, as the end of a process does


def _taken(door: int) -> bool:
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
