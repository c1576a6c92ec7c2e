"""The path of a bulletin by commands: written, approved, scheduled, and shown as the stations will sound it."""

from datetime import date, datetime
from pathlib import Path

import pytest

from broadcaster.assembly import assembled
from broadcaster.cli.programme import read_recurrence, read_time
from broadcaster.clock import SystemClock
from broadcaster.config import Config
from broadcaster.errors import Refused
from schedules.recurrence import daily, monthly, once, weekly
from tests.broadcaster.cli.conftest import Terminal
from tests.recorded import recorded

FIRST, LAST = date(2099, 1, 5), date(2099, 2, 1)
DAY = FIRST.isoformat()


@pytest.mark.slow
def test_a_bulletin_walks_by_commands(terminal: Terminal) -> None:
    """Written by one person, approved by another, scheduled for tomorrow, spoken, published and shown."""
    bulletin = terminal.submitted()
    approved = terminal.done("bulletin", "approve", bulletin, "--by", "lan")
    assert approved["state"] == "approved"
    tomorrow = date.fromordinal(SystemClock().now().date().toordinal() + 2).isoformat()
    to = ("--to", "c1", "--date", tomorrow, "--by", "mai")
    placed = terminal.done("schedule", "add", bulletin, "--at", "17:00", "--title", "Chiều", *to)
    assert (placed["first"], placed["stations"]) == (f"{tomorrow}T17:00:00+07:00", 1)
    shown = ("timetable", "show", "--station", "st-1", "--day", tomorrow)
    assert terminal.done(*shown) == []
    with assembled(Config(data=terminal.data)) as dispatch:
        assert dispatch.render_next()
        assert dispatch.publish_due() == 1
    (row,) = terminal.done(*shown)
    assert (row["start"], row["title"], row["bulletins"]) == (f"{tomorrow}T17:00:00+07:00", "Chiều", [bulletin])
    assert "Chiều" in terminal.type(*shown).out


def test_overlapping_times_are_told(terminal: Terminal) -> None:
    """A second entry at the same minute is accepted, and the collision is said in words, in the reader's language."""
    words = ("schedule", "add", terminal.submitted(), "--to", "c1", "--at", "17:00", "--by", "mai")
    tomorrow = date.fromordinal(SystemClock().now().date().toordinal() + 2).isoformat()
    assert terminal.done(*words, "--date", tomorrow, "--title", "Trước")["overlaps"] == []
    second = terminal.done(*words, "--date", tomorrow, "--title", "Sau")
    (overlap,) = second["overlaps"]
    assert overlap["start"] == f"{tomorrow}T17:00:00+07:00"
    assert "Trước" in overlap["said"]
    assert second["next_free"] > f"{tomorrow}T17:00:00+07:00"
    told = terminal.type("--language", "en", *words, "--date", tomorrow, "--title", "Nữa")
    assert told.code == 0
    assert [line for line in told.out.splitlines() if line.startswith("! ") and "waits" in line]


def test_outside_the_hours_needs_a_reason(terminal: Terminal) -> None:
    """At a quarter past nine in the evening nothing is placed without ``--reason``."""
    tomorrow = date.fromordinal(SystemClock().now().date().toordinal() + 2).isoformat()
    words = ("schedule", "add", terminal.submitted(), "--to", "c1", "--at", "21:15", "--date", tomorrow, "--by", "mai")
    refused = terminal.type("--language", "en", *words)
    assert (refused.code, "outside the hours" in refused.err) == (2, True)
    start = f"{tomorrow}T21:15:00+07:00"
    told = terminal.done(*words, "--reason", "Sơ tán")
    assert (told["first"], [one["start"] for one in told["outside"]]) == (start, [start])
    assert f"! {start}" in terminal.type("--language", "en", *words, "--reason", "Sơ tán").out


def test_the_text_may_come_from_a_file(terminal: Terminal, tmp_path: Path) -> None:
    """A UTF-8 file is read; another encoding is refused with the file's name and nothing is kept."""
    good, bad = tmp_path / "good.txt", tmp_path / "bad.txt"
    good.write_text("Mời bà con đi họp.\n", encoding="utf-8")
    bad.write_bytes("Mời bà con".encode("utf-16"))
    by = ("--locality", "c1", "--by", "mai")
    assert terminal.done("bulletin", "add", "Họp", "--file", str(good), "--draft", *by)["state"] == "draft"
    refused = terminal.type("bulletin", "add", "Họp", "--file", str(bad), *by)
    assert (refused.code, str(bad) in refused.err, "UTF-8" in refused.err) == (2, True, True)


def test_people_read_ids_and_states(terminal: Terminal) -> None:
    """Without ``--json`` a bulletin's line is its id and state, ready to be copied."""
    ran = terminal.type("bulletin", "add", "Họp", "Mời họp.", "--locality", "c1", "--by", "mai")
    assert ran.out.split()[1:] == ["submitted"]
    assert terminal.type("bulletin", "approve", ran.out.split()[0], "--by", "lan").out.split()[1:] == ["approved"]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (("once",), once(FIRST, read_time("17:00"))),
        (("day",), daily(FIRST, read_time("17:00"), last=LAST)),
        (("mon", "thu"), weekly(FIRST, frozenset({0, 3}), read_time("17:00"), last=LAST)),
        (("month",), monthly(FIRST, frozenset({5}), read_time("17:00"), last=LAST)),
    ],
)
def test_options_make_recurrences(every: tuple[str, ...], expected: object) -> None:
    """``--every`` once, day, weekdays or month become the recurrence of that name."""
    last = datetime(2099, 2, 1)  # noqa: DTZ001 - as click hands it over
    assert read_recurrence(FIRST, {"times": ("17:00",), "every": every, "last": last, "exceptions": ()}) == expected


def test_days_without_it_are_left_out() -> None:
    """``--except`` takes single days out."""
    gone = datetime(2099, 1, 6)  # noqa: DTZ001 - as click hands it over
    made = read_recurrence(FIRST, {"times": ("17:00",), "every": ("day",), "last": None, "exceptions": (gone,)})
    assert made == daily(FIRST, read_time("17:00"), exceptions=frozenset({gone.date()}))


@pytest.mark.parametrize("text", ["", "17", "5pm", "24:00", "17:60", "17:00+07:00", "17:00:00.5"])
def test_times_that_are_none(text: str) -> None:
    """Only HH:MM and HH:MM:SS are local times of day."""
    with pytest.raises(Refused) as caught:
        read_time(text)
    assert (caught.value.code, caught.value.field) == ("plan.time_invalid", "times")


@pytest.mark.slow
def test_a_recording_is_brought_by_a_command(terminal: Terminal, tmp_path: Path) -> None:
    """The same rules as on the page: it is judged at once, described by the text, and sounds twice only if asked."""
    by = ("--locality", "c1", "--by", "mai")
    good = recorded(tmp_path, "mp3")
    made = terminal.done("bulletin", "add", "Họp", "Mời họp.", "--recording", str(good), "--twice", *by)
    assert made["state"] == "submitted"
    assert len(list((terminal.data / "recordings").iterdir())) == 1
    (tmp_path / "list.mp3").write_text("#EXTM3U\n")
    refused = terminal.type("bulletin", "add", "Họp", "Mời họp.", "--recording", str(tmp_path / "list.mp3"), *by)
    assert refused.code != 0
    assert "WAV, MP3" in refused.err
    silent = terminal.type("bulletin", "add", "Họp", "--recording", str(good), *by)
    assert "Bản ghi âm chưa có lời tả" in silent.err


@pytest.mark.slow
def test_a_draft_is_translated_by_commands(terminal: Terminal, tmp_path: Path) -> None:
    """A recording and read words are brought, one is dropped; what was handed in is refused."""
    words = ("bulletin", "add", "Họp", "Mời bà con họp.", "--locality", "c1", "--by", "mai", "--draft")
    made = terminal.done(*words)
    to = ("bulletin", "translate", made["id"], "--by", "mai")
    assert terminal.done(*to, "--lang", "en", "--text", "Meeting at eight.")["version"] == 2
    file = recorded(tmp_path, "wav", seconds=3)
    assert terminal.done(*to, "--lang", "km", "--file", str(file))["version"] == 3
    assert terminal.type(*to, "--lang", "hmn", "--text", "x").code == 2
    assert terminal.done(*to, "--lang", "km", "--drop")["version"] == 4
    assert terminal.type(*to, "--lang", "km", "--drop").code == 3
    late = ("bulletin", "translate", terminal.submitted(), "--by", "mai", "--lang", "en", "--text", "Late.")
    assert terminal.type(*late).code == 2
