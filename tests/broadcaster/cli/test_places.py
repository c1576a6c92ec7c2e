"""The tables and the tree of localities by commands."""

from datetime import timedelta

import pytest

from broadcaster.assembly import assembled
from broadcaster.config import Config
from broadcaster.store import editions
from tests.broadcaster.cli.conftest import Terminal


def test_upgrading_may_be_repeated(bare: Terminal) -> None:
    """The first upgrade makes the tables, the second finds them; the password in a URL is never shown."""
    first, second = bare.done("db", "upgrade"), bare.done("db", "upgrade")
    assert first == second
    assert first["upgraded"] is True
    assert bare.done("locality", "list") == []


@pytest.mark.slow
def test_the_sample_province_is_loaded_once(bare: Terminal) -> None:
    """An empty database takes the sample; a second time it is refused and everything stays."""
    bare.done("db", "upgrade")
    counts = bare.done("db", "sample")
    assert counts["localities"] == len(bare.done("locality", "list")) > 36
    assert bare.type("db", "sample").code == 2


def test_republishing_makes_everything_due(terminal: Terminal) -> None:
    """After a restore every locality and station is due for a new edition."""
    assert terminal.done("db", "republish")["roots"] == ["79"]
    with assembled(Config(data=terminal.data)) as dispatch, dispatch.store.read() as tx:
        due = editions.due(tx, tx.now, timedelta(days=7))
    assert {"79", "c1", "h1", "station:st-1"} <= set(due)


def test_the_tree_is_shown_parents_first(terminal: Terminal) -> None:
    """Every locality stands below its parent, also after it was moved."""
    terminal.done("locality", "move", "h1", "c2")
    rows = terminal.done("locality", "list")
    seen: list[str | None] = [None]
    for row in rows:
        assert row["parent"] in seen
        seen.append(row["code"])
    assert {row["code"]: row["parent"] for row in rows} == {"79": None, "c1": "79", "c2": "79", "h1": "c2"}
    assert "Khu phố 1" in terminal.type("locality", "list").out


def test_merging_keeps_the_stations(terminal: Terminal) -> None:
    """After a merger the stations stand in the locality that took over, and nothing new goes to the old one."""
    assert terminal.done("locality", "merge", "h1", "--into", "c2") == {"codes": ["h1"], "into": "c2"}
    told = terminal.done("timetable", "show", "--station", "st-1", "--day", "2099-01-05")
    assert told == []
    refused = terminal.type("station", "add", "st-5", "--name", "x", "--locality", "h1", "--by", "tam")
    assert (refused.code, "Khu phố 1" in refused.err) == (2, True)
