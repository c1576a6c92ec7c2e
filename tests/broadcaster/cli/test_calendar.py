"""Calendar files by commands: what is understood, what would be refused, what is taken and given out."""

from pathlib import Path

import pytest

from broadcaster.ical import read_calendar
from tests.broadcaster.cli.conftest import Terminal

GOOD = (
    "BEGIN:VEVENT\r\nSUMMARY:Tiêm chủng\r\nUID:1@x\r\nDTSTART;TZID=Asia/Ho_Chi_Minh:20990105T170000\r\n"
    "RRULE:FREQ=WEEKLY;COUNT=8\r\nEXDATE:20990112T170000\r\nRDATE:20990107T060000\r\nDURATION:PT5M\r\nEND:VEVENT\r\n"
)
WHOLE_DAY = "BEGIN:VEVENT\r\nSUMMARY:Ngày hội\r\nDTSTART;VALUE=DATE:20990105\r\nEND:VEVENT\r\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a good file, one that is understood partly and one that is none."""
    for name, events in (("good", GOOD), ("partly", GOOD + WHOLE_DAY), ("early", GOOD.replace("T170000", "T031500"))):
        text = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{events}END:VCALENDAR\r\n"
        (tmp_path / f"{name}.ics").write_bytes(text.encode())
    (tmp_path / "none.ics").write_bytes(b"PK\x03\x04")
    return tmp_path


def test_a_file_is_read_without_any_database(bare: Terminal, folder: Path) -> None:
    """Understood as a whole it ends with 0: rule, times, exceptions and the next starts with their lunar dates."""
    told = bare.done("timetable", "check", str(folder / "good.ics"))
    (event,) = told["events"]
    assert (told["grade"], told["remarks"], event["title"], event["grade"]) == ("whole", [], "Tiêm chủng", "whole")
    assert (event["start"], event["times"], event["rule"]) == ("2099-01-05", ["17:00:00"], "FREQ=WEEKLY;COUNT=8")
    assert (event["exceptions"], event["extra"]) == (["2099-01-12"], ["2099-01-07T06:00:00"])
    starts = [one["at"] for one in event["next"]]
    assert starts[:3] == ["2099-01-05T17:00:00+07:00", "2099-01-07T06:00:00+07:00", "2099-01-19T17:00:00+07:00"]
    assert event["next"][0]["lunar"] == "15/12"
    assert event["duration"] == 300
    assert not bare.data.exists()
    lines = bare.type("timetable", "check", str(folder / "good.ics")).out.splitlines()
    assert (lines[0], lines[-1]) == ("Tiêm chủng  (3)  Hiểu hết", "Hiểu hết.")


def test_exit_codes(bare: Terminal, folder: Path) -> None:
    """0 all understood, 1 something not, 2 a file that cannot be used or is not there."""
    for name, code in (("good", 0), ("partly", 1), ("none", 2), ("missing", 2)):
        assert bare.type("timetable", "check", str(folder / f"{name}.ics")).code == code
    told = bare.type("--language", "en", "timetable", "check", str(folder / "partly.ics"))
    assert "!  Ngày hội  (14 DTSTART)  The event of the whole day 05/01/2099 has no time" in told.out
    assert told.out.endswith("Understood partly.\n")
    (remark,) = bare.type("timetable", "check", str(folder / "partly.ics"), "--json").rows["remarks"]
    assert (remark["grade"], remark["code"], remark["line"]) == ("not", "ical.no_time", 14)
    assert "BEGIN:VCALENDAR" in bare.type("timetable", "check", str(folder / "none.ics")).err


def test_what_would_become_of_it_here(terminal: Terminal, folder: Path) -> None:
    """With a place, or a station, the schedule is asked as well."""
    check = ("timetable", "check", str(folder / "good.ics"))
    (event,) = terminal.done(*check, "--locality", "c1")["events"]
    assert (event["fit"], "Tiêm chủng" in event["becomes"]) == ("no_bulletin", True)
    terminal.submitted()
    for place in (("--locality", "c1"), ("--station", "st-1")):
        (event,) = terminal.done(*check, *place)["events"]
        assert (event["fit"], event["stations"], event["refused"]) == ("new", 1, [])
    early = terminal.done("timetable", "check", str(folder / "early.ics"), "--locality", "c1")["events"][0]
    assert (early["fit"], [one["code"] for one in early["refused"]]) == ("refused", ["schedules.quiet_hours"])
    assert "03:15" in early["why"]
    assert terminal.type(*check, "--locality", "nowhere").code == 3
    assert "Xếp được vào lịch." in terminal.type(*check, "--locality", "c1").out


@pytest.mark.slow
def test_a_file_becomes_schedules_and_a_file_again(terminal: Terminal, folder: Path, tmp_path: Path) -> None:
    """What has a bulletin is placed; given out and brought back, nothing is placed twice."""
    terminal.submitted()
    bring = ("timetable", "import", str(folder / "partly.ics"), "--locality", "c1", "--by", "mai")
    ran = terminal.type(*bring, "--json")
    assert (ran.code, [one["title"] for one in ran.rows["placed"]], ran.rows["left"]) == (1, ["Tiêm chủng"], [])
    out = tmp_path / "out.ics"
    terminal.type("timetable", "export", "--locality", "c1", "-o", str(out))
    (event,) = read_calendar(out.read_bytes(), "Asia/Ho_Chi_Minh").events
    assert event.recurrence.rule == "FREQ=WEEKLY;COUNT=8"
    assert terminal.type("timetable", "export", "--locality", "c1").out.startswith("BEGIN:VCALENDAR")
    again = ("timetable", "import", str(out), "--locality", "c1", "--by", "mai")
    assert terminal.done(*again)["placed"] == []
    assert "Đã xếp 0 lịch." in terminal.type(*again).out


def test_what_is_left_out_is_named(terminal: Terminal, folder: Path) -> None:
    """An event without a bulletin ends the command with 1 and says which bulletin to write."""
    ran = terminal.type("timetable", "import", str(folder / "good.ics"), "--locality", "c1", "--by", "mai")
    assert ran.code == 1
    assert "Chưa có bản tin nào tên “Tiêm chủng”" in ran.out
    denied = terminal.type("timetable", "import", str(folder / "good.ics"), "--locality", "c2", "--by", "nobody")
    assert denied.code in (3, 4)


@pytest.mark.slow
def test_an_import_is_undone_by_its_name_or_as_the_newest(terminal: Terminal, folder: Path) -> None:
    """The command that took it says how; what was changed since ends the undoing with 1."""
    terminal.submitted()
    bring = ("timetable", "import", str(folder / "good.ics"), "--locality", "c1", "--by", "mai")
    undo = ("timetable", "undo")
    batch = terminal.done(*bring)["batch"]
    assert [one["title"] for one in terminal.done(*undo, batch, "--by", "mai")["undone"]] == ["Tiêm chủng"]
    gone = terminal.type(*undo, batch, "--by", "mai")
    assert (gone.code > 0, "Không còn gì" in gone.err) == (True, True)
    said = terminal.type(*bring).out
    assert "Hoàn tác lần nhập này: broadcaster timetable undo" in said
    assert "Đã hoàn tác 1 lịch." in terminal.type(*undo, "--by", "mai").out
    first = terminal.done(*bring)["batch"]
    out = folder / "out.ics"
    terminal.type("timetable", "export", "--locality", "c1", "-o", str(out))
    out.write_bytes(out.read_bytes().replace(b"20990105T170000", b"20990105T160000"))
    second = terminal.done("timetable", "import", str(out), "--locality", "c1", "--by", "mai")["batch"]
    kept = terminal.type(*undo, first, "--by", "mai", "--json")
    assert (kept.code, [one["code"] for one in kept.rows["left"]]) == (1, ["ical.changed_since"])
    assert "đã được sửa sau lần nhập" in terminal.type(*undo, first, "--by", "mai").out
    assert terminal.type(*undo, second, "--by", "mai").code == 0
