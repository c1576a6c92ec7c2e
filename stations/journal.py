"""The station's diary: what began, what sounded, what the server has not heard of yet, a few values. Never decides.

SQLite with ``synchronous=FULL``: what is written here survives the power cut that follows. One thread uses it.
"""

import json
import logging
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self, TypeVar

from broadcaster import canary
from broadcaster.errors import BroadcasterError, Unavailable
from broadcaster.messages import AlarmProgress, AlarmReport, AsRun, EndedHow, Heard, from_json, to_json
from stations.playout import Past
from stations.playout.alarms import Run
from stations.playout.cues import Begin, Closes, Report


@contextmanager
def _hidden(name: str) -> Iterator[None]:
    """Let an import find no module ``name``: sqlite-utils would load numpy, 12 MB a station never uses."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        del sys.modules[name]


with _hidden("numpy"):
    from sqlite_utils import Database
    from sqlite_utils.db import Table

LOG = logging.getLogger(__name__)
Row = TypeVar("Row")
BATCH = 50
REMEMBERED = timedelta(days=9)
"""Longer than any edition: an airing older than this comes in none."""
ALARMS_REMEMBERED = timedelta(days=60)
"""Longer than any alarm stands: how often it sounded must not be forgotten before."""
ALARM = "alarm/"
"""Stands before an alarm's id in the column ``airing_id``; no airing's id has a slash."""
TABLES = """
create table if not exists as_run (
    id integer primary key, airing_id text, item integer, attempt integer, written_at text not null,
    begun_at text, row text, closes text not null default '', until text, delivered_at text,
    unique (airing_id, item, attempt)
);
create index if not exists as_run_waiting on as_run (id) where delivered_at is null;
create index if not exists as_run_written on as_run (written_at);
create index if not exists as_run_open on as_run (id) where row is null;
create table if not exists alarm_report (
    id integer primary key, alarm_id text not null, progress text not null, at text not null,
    report text not null, delivered_at text
);
create index if not exists alarm_report_waiting on alarm_report (id) where delivered_at is null;
create table if not exists state (name text primary key, value text not null);
"""

ADOPTED: dict[str, tuple[type[Any] | None, str]] = {
    "as_run": (AsRun, "row"),
    "alarm_report": (AlarmReport, "report"),
    "state": (None, "value"),
}
"""What the tables hold, None for any JSON, and in which column."""
FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE})
NO_ALARM = f"airing_id not like '{ALARM}%'"


@contextmanager
def _told() -> Iterator[None]:
    """Turn what SQLite and the disk say into our own words; a row that is no row any more is the disk's fault too."""
    try:
        yield
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, BroadcasterError) as fault:
        raise Unavailable("station.journal", fault=fault) from fault


class Journal:
    """The diary of one station in one file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, file: Path | None) -> Self:
        """Open the diary, making it if it is new, None in RAM; raises Unavailable when the disk does not let us."""
        with _told():
            if file is not None:
                file.parent.mkdir(parents=True, exist_ok=True)
            database = Database(sqlite3.connect(file or ":memory:", check_same_thread=False))
            database.execute("PRAGMA journal_mode=WAL")
            database.execute("PRAGMA synchronous=FULL")
            database.execute("PRAGMA cache_size=-512")
            database.executescript(TABLES)
        return cls(database)

    def close(self) -> None:
        """Close the file."""
        self._database.conn.close()

    def begin(self, begin: Begin, now: datetime) -> None:
        """Write down that an item, or a message of an alarm, is about to sound."""
        subject = ALARM + begin.alarm_id if begin.alarm_id else begin.airing_id
        key = {"airing_id": subject, "item": begin.item, "attempt": begin.attempt}
        self._write({**key, "written_at": now.isoformat(), "begun_at": begin.at.isoformat(), "closes": ""})

    def record(self, report: Report, now: datetime) -> None:
        """Write down how something ended; its row waits to be delivered."""
        row = report.row
        self._write(
            {
                "airing_id": ALARM + row.alarm_id if row.alarm_id else row.airing_id,
                "item": row.item,
                "attempt": row.attempt,
                "written_at": now.isoformat(),
                "row": to_json(row).decode(),
                "closes": report.closes.value,
                "until": report.until.isoformat() if report.until else None,
            }
        )

    def close_open(self, station: str, now: datetime) -> int:
        """Report what was begun and never ended because this process did; return how many such rows there were."""
        with _told():
            found = list(self._as_run.rows_where("row is null"))
        for one in found:
            begun_at = datetime.fromisoformat(one["begun_at"])
            alarm_id = _alarm_of(one["airing_id"])
            row = AsRun(
                station,
                None if alarm_id else one["airing_id"],
                alarm_id,
                one["item"],
                one["attempt"],
                EndedHow.FAILED,
                Heard.UNKNOWN,
                started_at=begun_at if begun_at <= now else None,
                reason="station.restarted",
            )
            self.record(Report(row, Closes.MESSAGE if alarm_id else Closes.NOTHING), now)
        return len(found)

    def past(self, now: datetime) -> Past:
        """Return what playout must know of earlier runs; ``close_open`` comes before."""
        with _told():
            return self._past(now)

    def _past(self, now: datetime) -> Past:
        attempts: dict[str, dict[int, int]] = {}
        items: dict[tuple[str, int], datetime] = {}
        airings: set[str] = set()
        recent = [(now - REMEMBERED).isoformat()]
        for one in self._as_run.rows_where(f"written_at > ? and {NO_ALARM}", recent, order_by="attempt"):
            airing_id, item = one["airing_id"], one["item"]
            attempts.setdefault(airing_id, {})[item] = one["attempt"]
            if one["closes"] == Closes.ITEM.value:
                items[(airing_id, item)] = datetime.fromisoformat(one["until"])
            if one["closes"] == Closes.AIRING.value:
                airings.add(airing_id)
        told = self._told_of_alarms()
        verified = frozenset(alarm_id for alarm_id, progress in told if progress is AlarmProgress.VERIFIED)
        return Past(attempts, items, frozenset(airings), self._runs(now, told), verified)

    def _runs(self, now: datetime, told: dict[tuple[str, AlarmProgress], int]) -> dict[str, Run]:
        """Return how often each alarm sounded; a message that this process was cut off in counts."""
        runs: dict[str, Run] = {}
        recent = [(now - ALARMS_REMEMBERED).isoformat()]
        for one in self._as_run.rows_where(f"written_at > ? and not {NO_ALARM}", recent, order_by="attempt"):
            if one["row"] is None:
                continue
            row, alarm_id = from_json(AsRun, one["row"].encode()), one["airing_id"].removeprefix(ALARM)
            runs[alarm_id] = Run(
                attempts=one["attempt"],
                sounded=runs.get(alarm_id, Run()).sounded + (one["closes"] == Closes.MESSAGE.value),
                ended_at=row.ended_at or row.started_at or datetime.fromisoformat(one["written_at"]),
                was_whole=row.ended_how is EndedHow.FINISHED,
                told=told.get((alarm_id, AlarmProgress.FINISHED), 0),
                reason=row.reason,
            )
        return runs

    def _told_of_alarms(self) -> dict[tuple[str, AlarmProgress], int]:
        """Return which steps of which alarms were reported, and up to which group of repeats."""
        told: dict[tuple[str, AlarmProgress], int] = {}
        for one in self._reports.rows:
            report = from_json(AlarmReport, one["report"].encode())
            key = (report.alarm_id, report.progress)
            told[key] = max(told.get(key, 0), int(report.facts.get("groups", 0)))
        return told

    def tell(self, reports: tuple[AlarmReport, ...], now: datetime) -> None:
        """Write down how far alarms came; each waits to be delivered."""
        found = [
            {
                "alarm_id": one.alarm_id,
                "progress": one.progress.value,
                "at": now.isoformat(),
                "report": to_json(one).decode(),
            }
            for one in reports
        ]
        with _told():
            self._reports.insert_all(found)

    def untold(self, most: int = BATCH) -> list[tuple[int, AlarmReport]]:
        """Return the oldest reports of alarms that the broker has not taken, with their numbers."""
        waiting = "delivered_at is null"
        with _told():
            found = list(self._reports.rows_where(waiting, order_by="id", limit=most, select="id, report"))
        return [(one["id"], report) for one in found if (report := _legible(AlarmReport, one["report"]))]

    def taken(self, numbers: list[int], now: datetime) -> None:
        """Note that the broker has taken these reports."""
        marks = ",".join("?" * len(numbers))
        with _told(), self._database.conn as connection:
            connection.execute(
                f"update alarm_report set delivered_at = ? where id in ({marks})", [now.isoformat(), *numbers]
            )

    def retell(self, alarm_ids: list[str]) -> None:
        """Let the newest report of each step of these alarms be delivered once more."""
        marks = ",".join("?" * len(alarm_ids))
        newest = f"select max(id) from alarm_report where alarm_id in ({marks}) group by alarm_id, progress"
        with _told(), self._database.conn as connection:
            connection.execute(f"update alarm_report set delivered_at = null where id in ({newest})", alarm_ids)

    def undelivered(self, most: int = BATCH) -> list[tuple[int, AsRun]]:
        """Return the oldest rows the server has not acknowledged, with their numbers."""
        waiting = "row is not null and delivered_at is null"
        with _told():
            found = list(self._as_run.rows_where(waiting, order_by="id", limit=most, select="id, row"))
        return [(one["id"], row) for one in found if (row := _legible(AsRun, one["row"]))]

    def delivered(self, numbers: list[int], now: datetime) -> None:
        """Note that the broker has taken these rows."""
        marks = ",".join("?" * len(numbers))
        with _told(), self._database.conn as connection:
            connection.execute(f"update as_run set delivered_at = ? where id in ({marks})", [now.isoformat(), *numbers])

    def prune(self, before: datetime) -> int:
        """Forget rows delivered before a moment; return how many."""
        with _told(), self._database.conn as connection:
            gone = connection.execute(f"delete from as_run where delivered_at < ? and {NO_ALARM}", [before.isoformat()])
            older = [(before - ALARMS_REMEMBERED).isoformat()]
            connection.execute("delete from as_run where delivered_at < ?", older)
        return int(gone.rowcount)

    def prune_reports(self, before: datetime) -> None:
        """Forget reports of alarms delivered before a moment; a silent test every few minutes leaves many.

        Those of the path's own silent alarm go even undelivered: a station that only reaches HTTPS would keep them all.
        """
        with _told(), self._database.conn as connection:
            connection.execute("delete from alarm_report where delivered_at < ?", [before.isoformat()])
            silent = [f"{canary.PREFIX}%", before.isoformat()]
            connection.execute("delete from alarm_report where alarm_id like ? and at < ?", silent)

    def remember(self, name: str, value: Any) -> None:
        """Keep a JSON value under a name; None forgets it."""
        with _told():
            if value is None:
                self._state.delete_where("name = ?", [name])
            else:
                self._state.insert({"name": name, "value": json.dumps(value)}, replace=True)

    def recall(self, name: str) -> Any:
        """Return the value of a name; None when there is none."""
        with _told():
            found: Iterator[dict[str, Any]] = self._state.rows_where("name = ?", [name])
            return next((json.loads(one["value"]) for one in found), None)

    def adopt(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Take over what is legible of rows of another journal's table."""
        kind, column = ADOPTED[table]
        sound = [one for one in rows if kind is None or one[column] is None or _legible(kind, one[column])]
        with _told():
            Table(self._database, table).insert_all(sound, ignore=True)

    def _write(self, record: dict[str, Any]) -> None:
        with _told():
            self._as_run.insert(record, replace=True)

    @property
    def _reports(self) -> Table:
        return Table(self._database, "alarm_report")

    @property
    def _as_run(self) -> Table:
        return Table(self._database, "as_run")

    @property
    def _state(self) -> Table:
        return Table(self._database, "state", pk="name")


def _legible(kind: type[Row], text: Any) -> Row | None:
    """Return what a column says; None for what a failing disk has made of it."""
    try:
        return from_json(kind, text.encode())
    except (BroadcasterError, AttributeError) as fault:
        LOG.error("a row of the journal is spoiled: %s", fault)
        return None


def is_full(fault: BroadcasterError) -> bool:
    """Say whether the journal took nothing because the card is full."""
    return getattr(fault.__cause__, "sqlite_errorcode", None) in FULL


def _alarm_of(subject: str) -> str | None:
    return subject.removeprefix(ALARM) if subject.startswith(ALARM) else None
