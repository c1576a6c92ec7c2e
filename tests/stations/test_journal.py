"""The diary survives what kills the station, and tells each thing once."""

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster import canary
from broadcaster.errors import Unavailable
from broadcaster.messages import AlarmProgress, AlarmReport, AsRun, EndedHow
from stations.journal import Journal
from stations.playout.cues import Begin, Closes, Report

NOW = datetime(2026, 3, 3, tzinfo=UTC)


def report(item: int = 0, attempt: int = 1, closes: Closes = Closes.ITEM, airing: str = "news") -> Report:
    """Return a row of an airing with what it closes."""
    row = AsRun("s1", airing, None, item, attempt, EndedHow.FINISHED, started_at=NOW, ended_at=NOW)
    return Report(row, closes, NOW + timedelta(minutes=1) if closes is Closes.ITEM else None)


def test_what_was_begun_and_never_ended_is_told_after_a_crash(tmp_path: Path) -> None:
    """A process that dies without a word leaves its open rows; the next one reports them once as broken off."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        journal = Journal.open(tmp_path / "journal.db")
        journal.begin(Begin("news", 0, 1, NOW), NOW)
        journal.record(report(), NOW)
        journal.begin(Begin("news", 1, 1, NOW), NOW)
        journal.begin(Begin("news", 2, 1, NOW + timedelta(hours=1)), NOW)
        os.write(writer, b".")
        os.kill(os.getpid(), 9)
    assert os.read(reader, 1) == b"."
    os.wait()
    journal = Journal.open(tmp_path / "journal.db")
    assert journal.close_open("s1", NOW) == 2
    assert journal.close_open("s1", NOW) == 0
    rows = [row for _, row in journal.undelivered()]
    assert [(row.item, row.ended_how.value, row.reason, row.started_at) for row in rows] == [
        (0, "finished", "", NOW),
        (1, "failed", "station.restarted", NOW),
        (2, "failed", "station.restarted", None),
    ]
    past = journal.past(NOW)
    assert past.attempts == {"news": {0: 1, 1: 1, 2: 1}}
    assert past.items == {("news", 0): NOW + timedelta(minutes=1)}
    journal.close()


def test_the_past_knows_attempts_and_what_is_closed(tmp_path: Path) -> None:
    """The highest attempt of each item counts; airings too old for any edition are left out."""
    journal = Journal.open(tmp_path / "journal.db")
    journal.record(report(attempt=1, closes=Closes.NOTHING), NOW)
    journal.record(report(attempt=2, closes=Closes.AIRING), NOW)
    journal.record(report(airing="old"), NOW - timedelta(days=10))
    past = journal.past(NOW)
    assert past.attempts == {"news": {0: 2}}
    assert past.airings == {"news"}
    assert not past.items
    journal.close()


def test_rows_wait_until_they_are_delivered_and_are_pruned_after(tmp_path: Path) -> None:
    """Oldest first, each until acknowledged; pruning never takes what the server has not heard of."""
    journal = Journal.open(tmp_path / "journal.db")
    for item in range(3):
        journal.record(report(item), NOW)
    waiting = journal.undelivered(2)
    assert [row.item for _, row in waiting] == [0, 1]
    journal.delivered([number for number, _ in waiting], NOW)
    assert [row.item for _, row in journal.undelivered()] == [2]
    assert journal.prune(NOW + timedelta(days=1)) == 2
    assert [row.item for _, row in journal.undelivered()] == [2]
    journal.close()


def test_values_are_kept_and_forgotten(tmp_path: Path) -> None:
    """A value is there in the next run; None forgets it."""
    journal = Journal.open(tmp_path / "journal.db")
    journal.remember("volume", 30)
    journal.close()
    journal = Journal.open(tmp_path / "journal.db")
    assert journal.recall("volume") == 30
    journal.remember("volume", None)
    assert journal.recall("volume") is None
    journal.close()


def test_it_is_durable(tmp_path: Path) -> None:
    """Write-ahead log, and every commit on the disk before it counts."""
    journal = Journal.open(tmp_path / "journal.db")
    connection: sqlite3.Connection = journal._database.conn
    assert connection.execute("pragma journal_mode").fetchone() == ("wal",)
    assert connection.execute("pragma synchronous").fetchone() == (2,)
    journal.close()


def test_a_disk_that_does_not_take_it_is_named(tmp_path: Path) -> None:
    """What SQLite says comes as our own error, whose message helps."""
    (tmp_path / "journal.db").mkdir()
    with pytest.raises(Unavailable, match="nhật ký"):
        Journal.open(tmp_path / "journal.db")


def alarm_row(attempt: int, how: EndedHow = EndedHow.FINISHED, closes: Closes = Closes.MESSAGE) -> Report:
    """Return the row of one message of an alarm."""
    row = AsRun("s1", None, "bao", 0, attempt, how, started_at=NOW, ended_at=NOW + timedelta(seconds=9), reason="")
    return Report(row, closes)


def told(progress: AlarmProgress, **facts: int) -> AlarmReport:
    """Return a report of an alarm."""
    return AlarmReport("bao", progress, NOW, 3, "", facts)


def test_messages_of_alarms_are_counted_over_a_kill(tmp_path: Path) -> None:
    """What was heard counts, what was cut off by the kill counts, what was surely not heard does not."""
    reader, writer = os.pipe()
    if os.fork() == 0:
        journal = Journal.open(tmp_path / "journal.db")
        journal.begin(Begin("", 0, 1, NOW, "bao"), NOW)
        journal.record(alarm_row(1), NOW)
        journal.record(alarm_row(2, EndedHow.FAILED, Closes.NOTHING), NOW)
        journal.begin(Begin("", 0, 3, NOW, "bao"), NOW)
        journal.tell((told(AlarmProgress.VERIFIED), told(AlarmProgress.FINISHED, groups=1)), NOW)
        os.write(writer, b".")
        os.kill(os.getpid(), 9)
    assert os.read(reader, 1) == b"."
    os.wait()
    journal = Journal.open(tmp_path / "journal.db")
    assert journal.close_open("s1", NOW) == 1
    past = journal.past(NOW)
    run = past.runs["bao"]
    assert (run.attempts, run.sounded, run.was_whole, run.told) == (3, 2, False, 1)
    assert run.ended_at == NOW
    assert past.verified == {"bao"}
    assert past.attempts == {}
    rows = [row for _, row in journal.undelivered()]
    assert {(row.airing_id, row.alarm_id) for row in rows} == {(None, "bao")}
    journal.close()


def test_reports_of_alarms_wait_until_they_are_taken(tmp_path: Path) -> None:
    """Oldest first, each until the broker has it; asked again, the newest of each step is told once more."""
    journal = Journal.open(tmp_path / "journal.db")
    for progress in (AlarmProgress.VERIFIED, AlarmProgress.SOUNDING, AlarmProgress.SOUNDING):
        journal.tell((told(progress),), NOW)
    waiting = journal.untold()
    assert [one.progress for _, one in waiting] == ["verified", "sounding", "sounding"]
    journal.taken([number for number, _ in waiting], NOW)
    assert journal.untold() == []
    journal.retell(["bao"])
    assert [one.progress for _, one in journal.untold()] == ["verified", "sounding"]
    journal.close()


def test_alarms_are_remembered_longer_than_airings(tmp_path: Path) -> None:
    """Pruned with the programmes' rows they could sound too often; sixty days later they go too."""
    journal = Journal.open(tmp_path / "journal.db")
    for one in (report(), alarm_row(1)):
        journal.record(one, NOW)
    journal.tell((told(AlarmProgress.VERIFIED),), NOW)
    journal.delivered([number for number, _ in journal.undelivered()], NOW)
    journal.taken([number for number, _ in journal.untold()], NOW)
    assert journal.prune(NOW + timedelta(days=1)) == 1
    assert journal.past(NOW).runs["bao"].sounded == 1
    journal.prune(NOW + timedelta(days=61))
    assert journal.past(NOW).runs == {}
    assert journal.past(NOW).verified == {"bao"}
    journal.prune_reports(NOW + timedelta(days=1))
    assert journal.past(NOW).verified == frozenset()
    journal.close()


def test_silent_tests_leave_nothing_that_grows(tmp_path: Path) -> None:
    """A station that reaches no broker for days keeps two days of them at most; what is told of real alarms waits."""
    journal = Journal.open(tmp_path / "journal.db")
    for hours in range(0, 96, 2):
        at = NOW + timedelta(hours=hours)
        journal.tell((AlarmReport(canary.ident(at), AlarmProgress.VERIFIED, at),), at)
    journal.tell((told(AlarmProgress.VERIFIED),), NOW)
    journal.prune_reports(NOW + timedelta(hours=48))
    waiting = [one.alarm_id for _, one in journal.untold(most=100)]
    assert waiting == [*(canary.ident(NOW + timedelta(hours=hours)) for hours in range(48, 96, 2)), "bao"]
    journal.close()
