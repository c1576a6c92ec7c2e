"""Opens the journal whatever has become of its file: a spoiled one is put aside for a new one, and where nothing can be
written it is kept in RAM until the next start. Never gives up: a station without a diary still sounds alarms.

What can still be read of the old one comes along, so that no alarm is counted anew: messages of alarms, what the server
has not heard of, remembered values.
"""

import logging
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

from broadcaster.errors import BroadcasterError, Unavailable
from stations.journal import ALARM, Journal, is_full

LOG = logging.getLogger(__name__)
SPOILED = ".spoiled"
COMPANIONS = ("-wal", "-shm")
MOST_ROWS = 10_000
SAVED = {
    "state": "select * from state",
    "alarm_report": "select * from alarm_report",
    "as_run": f"select * from as_run where airing_id like '{ALARM}%' or delivered_at is null",
}
"""What a station must not forget, table by table."""


def opened(
    file: Path, now: datetime, on_full: Callable[[], bool] = lambda: False
) -> tuple[Journal, BroadcasterError | None]:
    """Return the journal of ``file`` and what is wrong with it: None, or why it is another one or lies in RAM.

    ``on_full`` makes room on a full card and tells whether it could.
    """
    try:
        return _tried(file, now), None
    except BroadcasterError as fault:
        LOG.error("%s", fault)
        first = fault
    if is_full(first) and on_full():
        return opened(file, now, on_full)
    if _is_spoiled(first):
        with suppress(BroadcasterError, OSError):
            return _renewed(file, now), Unavailable("station.journal_spoiled")
    journal = Journal.open(None)
    _copy(file, journal)
    return journal, Unavailable("station.journal_in_ram", fault=first.__cause__ or first)


def _tried(file: Path, now: datetime) -> Journal:
    """Open the journal, and read and write what every start reads and writes."""
    journal = Journal.open(file)
    try:
        journal.past(now)
        journal.remember("opened", now.isoformat())
    except BroadcasterError:
        journal.close()
        raise
    return journal


def _is_spoiled(fault: BroadcasterError) -> bool:
    """Say whether the file itself is wrong, and not the disk under it."""
    cause = fault.__cause__
    is_disk = isinstance(cause, OSError | sqlite3.OperationalError)
    return not is_disk


def _renewed(file: Path, now: datetime) -> Journal:
    """Put the spoiled file aside, in the place of an earlier one, and begin anew with what can be read of it."""
    aside = file.with_name(file.name + SPOILED)
    for ending in ("", *COMPANIONS):
        with suppress(FileNotFoundError):
            file.with_name(file.name + ending).replace(aside.with_name(aside.name + ending))
    journal = _tried(file, now)
    _copy(aside, journal)
    return journal


def _copy(source: Path, journal: Journal) -> None:
    """Bring over what is legible of a file; of a table that breaks off, what stands before the break."""
    for manner in ("mode=ro", "immutable=1"):
        with suppress(sqlite3.Error, BroadcasterError), closing(_reading(source, manner)) as old:
            for table, query in SAVED.items():
                _copy_table(old, journal, table, query)
            return


def _reading(file: Path, manner: str) -> sqlite3.Connection:
    old = sqlite3.connect(f"{file.resolve().as_uri()}?{manner}", uri=True)
    old.row_factory = sqlite3.Row
    try:
        old.execute("select count(*) from sqlite_master").fetchone()
    except sqlite3.Error:
        old.close()
        raise
    return old


def _copy_table(old: sqlite3.Connection, journal: Journal, table: str, query: str) -> None:
    rows: list[dict[str, object]] = []
    try:
        for row in old.execute(f"{query} limit {MOST_ROWS}"):
            rows.append(dict(row))
    except sqlite3.Error as fault:
        LOG.warning("of the old journal's %s only %d rows can be read: %s", table, len(rows), fault)
    journal.adopt(table, rows)
