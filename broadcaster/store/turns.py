"""Whose turn it is to write into SQLite, over threads and processes: nobody twice while another waits.

SQLite itself lets whoever asks first after a commit go on, and those who wait sleep meanwhile: one busy writer can keep
everybody else out for seconds, an alarm too. Never touches the database.
"""

import fcntl
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.001


@contextmanager
def turn(database: Path, patience_s: float) -> Iterator[None]:
    """Wait behind the door of a database until nobody else stands in it; inside, wait for the database itself.

    Whoever has been let in must not stay in the door: its next turn is behind those who came meanwhile. After
    ``patience_s`` seconds the door is passed all the same, and the database says whether it is free. So it is where no
    door can be opened: an alarm must not wait for a lock file.
    """
    try:
        door = _opened(database)
    except OSError as fault:
        log.warning("nobody keeps the order of those who write: %s", fault)
        yield
        return
    try:
        until = time.monotonic() + patience_s
        while not _taken(door) and time.monotonic() < until:
            time.sleep(LOOK_SECONDS)
        yield
    finally:
        os.close(door)  # which lets the next one in, as the end of a process does


def _opened(database: Path) -> int:
    """Open the door, made for whoever may write the database: the signer may be another user of the same group."""
    place, mode = database.with_name(database.name + ".turn"), database.stat().st_mode & 0o666
    with suppress(FileNotFoundError):
        return os.open(place, os.O_RDWR)
    door = os.open(place, os.O_RDWR | os.O_CREAT, mode)
    with suppress(PermissionError):  # the other user was faster, and has seen to it
        os.fchmod(door, mode)
    return door


def _taken(door: int) -> bool:
    try:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
