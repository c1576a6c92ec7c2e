"""The monthly exercise from a terminal: two people's passwords, terms in both languages, leaving the next one out."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from broadcaster.accounts import Person, Role
from broadcaster.assembly import assembled
from broadcaster.cli import cli
from broadcaster.config import PREFIX, Config
from broadcaster.exercises import TEXT, TITLE
from broadcaster.store import people

from .conftest import Terminal

SECRET = "một câu dài dễ nhớ"


@pytest.fixture
def here(province: Path, tmp_path: Path) -> Terminal:
    """A terminal in a province with somebody on duty and somebody at its head."""
    folder = tmp_path / "data"
    shutil.copytree(province, folder)
    with assembled(Config(data=folder)) as dispatch, dispatch.store.begin("test") as tx:
        people.add(tx, Person("duty", "truc", "Trực ban", Role.OPERATOR, "79"), SECRET)
        people.add(tx, Person("head", "chi", "Chỉ huy", Role.LEADER, "79"), SECRET)
        people.set_password(tx, people.by_login(tx, "lan").id, SECRET)
    (folder / "password").write_text(SECRET, encoding="utf-8")
    return Terminal(folder)


def told(here: Terminal, *words: str, keys: str) -> Result:
    """Run a command at which a person sits: ``keys`` is what is typed when asked."""
    environ = {"LANG": "vi_VN.UTF-8", f"{PREFIX}DATA": str(here.data)}
    return CliRunner(mix_stderr=False, env=environ).invoke(cli, words, input=keys)


def test_off_from_the_start(here: Terminal) -> None:
    """It says so, with the terms that would be, as data and in words of both languages."""
    row = here.done("alert", "exercise", "show")
    assert (row["kind"], row["on"], row["nth"], row["weekday"], row["at"]) == ("audible", False, 1, "wed", "09:00")
    assert (row["title"], row["text"], row["siren"], row["volume"]) == (TITLE, TEXT, "", 100)
    assert (row["set_by"], row["agreed_by"], row["stands"], row["skipped"], row["results"]) == (
        None,
        None,
        False,
        None,
        [],
    )
    assert "đang tắt" in here.type("alert", "exercise", "show").out
    assert "is off" in here.type("--language", "en", "alert", "exercise", "show").out


@pytest.mark.slow
def test_two_people(here: Terminal) -> None:
    """One sets, another agrees; then it says when the next one is. Any change takes the agreement away."""
    row = here.done("alert", "exercise", "set", "--on", *here.by("truc"))
    assert (row["on"], row["places"], row["set_by"], row["agreed_by"], row["stands"]) == (
        True,
        ["79"],
        "duty",
        None,
        False,
    )
    assert "người thứ hai" in here.type("alert", "exercise", "show").out
    own = here.type("alert", "exercise", "agree", "--yes", *here.by("truc"))
    assert own.code == 2
    row = here.done("alert", "exercise", "agree", "--yes", *here.by("chi"))
    assert (row["agreed_by"], row["stands"]) == ("head", True)
    said = here.type("--language", "en", "alert", "exercise", "show").out
    assert "the first Wednesday of the month at 09:00" in said
    assert "The next one: Wednesday" in said
    assert "Set by: Trực ban. Agreed by: Chỉ huy." in said
    row = here.done("alert", "exercise", "set", "--siren", "storm", "--volume", "40", *here.by("truc"))
    assert (row["siren"], row["volume"], row["at"], row["stands"]) == ("storm", 40, "09:00", False)


def test_everything_can_be_set(here: Terminal) -> None:
    """Each option changes its own part, and the rest stays."""
    options = ("--nth", "3", "--weekday", "sun", "--at", "17:30", "--in", "c1", "--text", "Bà con nghe thử.")
    here.done("alert", "exercise", "set", "--on", "--siren", "storm", *options, *here.by("truc"))
    row = here.done("alert", "exercise", "set", "--title", "Thử loa", "--siren", "none", *here.by("truc"))
    assert (row["nth"], row["weekday"], row["at"], row["places"]) == (3, "sun", "17:30", ["c1"])
    assert (row["title"], row["text"], row["siren"], row["on"]) == ("Thử loa", "Bà con nghe thử.", "", True)
    said = here.type("alert", "exercise", "show").out
    assert "Chủ nhật lần thứ 3 của tháng" in said
    assert "Bà con nghe thử." in said


@pytest.mark.slow
def test_agreeing_reads_first(here: Terminal) -> None:
    """Without --yes the terms are shown and asked for; no is no."""
    here.done("alert", "exercise", "set", "--on", *here.by("truc"))
    no = told(here, "alert", "exercise", "agree", *here.by("chi"), keys="n\n")
    assert (no.exit_code, TEXT in no.stderr) == (2, True)
    assert not here.done("alert", "exercise", "show")["stands"]
    yes = told(here, "alert", "exercise", "agree", *here.by("chi"), keys="y\n")
    assert yes.exit_code == 0
    assert here.done("alert", "exercise", "show")["stands"]


@pytest.mark.slow
def test_leaving_the_next_one_out(here: Terminal) -> None:
    """With a reason that is shown, and back again."""
    here.done("alert", "exercise", "set", "--on", *here.by("truc"))
    here.done("alert", "exercise", "agree", "--yes", *here.by("chi"))
    assert here.type("alert", "exercise", "skip", *here.by("truc")).code == 2
    row = here.done("alert", "exercise", "skip", "--reason", "Trùng ngày thi.", *here.by("truc"))
    assert row["skipped"] == {"by": "duty", "reason": "Trùng ngày thi."}
    assert "Trùng ngày thi." in here.type("alert", "exercise", "show").out
    row = here.done("alert", "exercise", "skip", "--undo", *here.by("chi"))
    assert (row["skipped"], row["stands"]) == (None, True)


def test_who_left(here: Terminal) -> None:
    """When one of the two may no longer stand for it, it says so."""
    here.done("alert", "exercise", "set", "--on", *here.by("truc"))
    here.done("alert", "exercise", "agree", "--yes", *here.by("chi"))
    with assembled(Config(data=here.data)) as dispatch, dispatch.store.begin("test") as tx:
        people.change(tx, Person("head", "chi", "Chỉ huy", Role.OFFICER, "79"))
    assert not here.done("alert", "exercise", "show")["stands"]
    assert "no longer" in here.type("--language", "en", "alert", "exercise", "show").out


def test_who_may_not(here: Terminal) -> None:
    """The leader of a commune is denied; an hour in quiet hours is refused; nothing changes."""
    assert here.type("alert", "exercise", "set", "--on", *here.by("lan")).code == 4
    late = here.type("alert", "exercise", "set", "--on", "--at", "23:00", *here.by("truc"))
    assert late.code == 2
    assert "23:00" in late.err
    assert here.type("alert", "exercise", "set", "--nth", "5", *here.by("truc")).code == 2
    assert not here.done("alert", "exercise", "show")["on"]
