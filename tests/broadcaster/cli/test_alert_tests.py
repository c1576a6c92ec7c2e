"""The weekly silent test from a terminal: read by anybody there, set with a password by who may alert the province."""

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.assembly import assembled
from broadcaster.config import Config
from broadcaster.silent_tests import Outcome, Run
from broadcaster.store import people, silent_tests

from .conftest import Terminal

SECRET = "một câu dài dễ nhớ"
NOW = datetime(2026, 11, 26, tzinfo=UTC)


@pytest.fixture
def here(province: Path, tmp_path: Path) -> Terminal:
    """A terminal in a province with somebody on duty, and one test that was left out."""
    folder = tmp_path / "data"
    shutil.copytree(province, folder)
    with assembled(Config(data=folder)) as dispatch, dispatch.store.begin("test") as tx:
        people.add(tx, Person("duty", "truc", "Trực ban", Role.OPERATOR, "79"), SECRET)
        people.set_password(tx, people.by_login(tx, "lan").id, SECRET)
        silent_tests.note_run(tx, Run(date(2026, 11, 25), Outcome.MISSED, NOW))
    (folder / "password").write_text(SECRET, encoding="utf-8")
    return Terminal(folder)


def test_list(here: Terminal) -> None:
    """The terms of the house, and what became of the last ones, as data and in words of both languages."""
    row = here.done("alert", "tests", "list")
    assert (row["kind"], row["on"], row["weekday"], row["at"], row["set_by"]) == ("silent", True, "wed", "09:15", None)
    missed = {"day": "2026-11-25", "outcome": "missed", "alert": None, "stations": None, "verified": None}
    assert row["results"] == [missed]
    assert "thứ Tư lúc 09:15" in here.type("alert", "tests", "list").out
    assert "25/11/2026: left out" in here.type("--language", "en", "alert", "tests", "list").out


def test_set(here: Terminal) -> None:
    """What is given changes, the rest stays; off says how to turn it on."""
    row = here.done("alert", "tests", "set", "--weekday", "sun", "--at", "06:05", *here.by("truc"))
    assert (row["on"], row["weekday"], row["at"], row["set_by"]) == (True, "sun", "06:05", "duty")
    off = here.type("alert", "tests", "set", "--off", *here.by("truc"))
    assert "--on" in off.out
    row = here.done("alert", "tests", "list")
    assert (row["on"], row["weekday"], row["at"]) == (False, "sun", "06:05")


def test_who_may_not(here: Terminal) -> None:
    """The leader of a commune is denied, a wrong hour is refused, and nothing changes."""
    denied = here.type("alert", "tests", "set", "--off", *here.by("lan"))
    assert denied.code == 4
    wrong = here.type("alert", "tests", "set", "--at", "25:00", *here.by("truc"))
    assert wrong.code == 2
    assert here.done("alert", "tests", "list")["on"]
