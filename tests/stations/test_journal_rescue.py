"""A journal is opened whatever has become of its file, and what it must not forget comes along."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.messages import AlarmProgress, AlarmReport, AsRun, EndedHow, Heard
from stations.journal import Journal
from stations.journal_rescue import opened
from stations.playout.cues import Closes, Report

NOW = datetime(2026, 3, 3, tzinfo=UTC)
ROWS = 400


def lived(file: Path) -> None:
    """Leave a journal of many delivered airings, one message of an alarm, a report and a value."""
    journal = Journal.open(file)
    for number in range(ROWS):
        row = AsRun("s1", f"a{number}", None, 0, 1, EndedHow.FINISHED, Heard.YES, NOW)
        journal.record(Report(row, Closes.AIRING), NOW)
    journal.delivered([number for number, _ in journal.undelivered(ROWS)], NOW)
    message = AsRun("s1", None, "bao", 0, 1, EndedHow.FINISHED, Heard.YES, NOW, ended_at=NOW)
    journal.record(Report(message, Closes.MESSAGE), NOW)
    journal.tell((AlarmReport("bao", AlarmProgress.VERIFIED, NOW),), NOW)
    journal.remember("volume", 30)
    journal._database.execute("pragma wal_checkpoint(truncate)")
    journal.close()


def test_a_good_one_is_the_same_one(tmp_path: Path) -> None:
    """Nothing is wrong with it, and nothing is put aside."""
    lived(tmp_path / "journal.db")
    journal, fault = opened(tmp_path / "journal.db", NOW)
    assert (fault, journal.recall("volume")) == (None, 30)
    journal.close()
    assert not (tmp_path / "journal.db.spoiled").exists()


@pytest.mark.parametrize("junk", [bytes(4096), b"SQLite format 3\0" + b"\xff" * 8000], ids=["zeros", "junk"])
@pytest.mark.parametrize("end", ["", "-wal"])
def test_junk_in_its_place_is_put_aside(tmp_path: Path, junk: bytes, end: str) -> None:
    """A new one on the disk takes its place; a log of junk alone is none at all to SQLite."""
    file = tmp_path / "journal.db"
    lived(file)
    file.with_name(file.name + end).write_bytes(junk)
    journal, fault = opened(file, NOW)
    journal.remember("volume", 31)
    journal.close()
    assert fault is None or fault.code == "station.journal_spoiled"
    assert (fault is None) == (end == "-wal")
    assert opened(file, NOW)[1] is None


def test_what_is_legible_comes_along(tmp_path: Path) -> None:
    """Pages are lost in the middle of the airings: the alarm's message, its report and the value are still known."""
    file = tmp_path / "journal.db"
    lived(file)
    with closing(sqlite3.connect(file)) as database:
        index = database.execute("select rootpage from sqlite_master where name = 'as_run_written'").fetchone()[0]
    whole = bytearray(file.read_bytes())
    whole[(index - 1) * 4096 : index * 4096] = bytes(4096)
    file.write_bytes(whole)
    journal, fault = opened(file, NOW + timedelta(hours=1))
    assert fault is not None
    assert fault.code == "station.journal_spoiled"
    assert journal.past(NOW).runs["bao"].sounded == 1
    assert [one.alarm_id for _, one in journal.untold()] == ["bao"]
    assert journal.recall("volume") == 30
    journal.close()


def test_a_spoiled_row_does_not_spoil_the_next_journal_too(tmp_path: Path) -> None:
    """One report is no report any more: it stays behind, the others come along, and the next start is a good one."""
    file = tmp_path / "journal.db"
    lived(file)
    with closing(sqlite3.connect(file)) as database, database:
        database.execute("insert into alarm_report (alarm_id, progress, at, report) values ('x', 'x', 'x', 'x')")
    journal, fault = opened(file, NOW)
    assert fault is not None
    assert [one.alarm_id for _, one in journal.untold()] == ["bao"]
    journal.close()
    journal, fault = opened(file, NOW)
    assert fault is None
    journal.close()


def test_without_a_disk_it_lies_in_ram(tmp_path: Path) -> None:
    """A folder stands in its place: it works, says why it is there, and leaves nothing behind."""
    (tmp_path / "journal.db").mkdir()
    journal, fault = opened(tmp_path / "journal.db", NOW)
    assert fault is not None
    assert fault.code == "station.journal_in_ram"
    journal.remember("volume", 30)
    assert journal.recall("volume") == 30
    journal.close()
    assert [file.name for file in tmp_path.iterdir()] == ["journal.db"]
