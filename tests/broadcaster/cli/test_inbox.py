"""The inbox by commands: the province offers, the commune lists, places, declines and changes its mind."""

from datetime import date, datetime, timedelta

import pytest

from broadcaster.clock import SystemClock
from tests.broadcaster.cli.conftest import Terminal


@pytest.fixture
def tomorrow() -> str:
    """A day on which 17:00 is certainly still to come."""
    return date.fromordinal(SystemClock().now().date().toordinal() + 2).isoformat()


@pytest.fixture
def offered(terminal: Terminal, tomorrow: str) -> tuple[str, str]:
    """The province asks everybody for an approved bulletin every day at 17:00: its entry and bulletin."""
    terminal.done("user", "add", "truc", "--name", "Trực", "--role", "operator", "--scope", "79")
    bulletin = terminal.submitted()
    terminal.done("bulletin", "approve", bulletin, "--by", "lan")
    every = ("--date", tomorrow, "--at", "17:00", "--every", "day", "--title", "Tin tỉnh")
    placed = terminal.done("schedule", "add", bulletin, "--to", "79", *every, "--by", "truc")
    assert (placed["first"], placed["communes"]) == ("", 2)
    return str(placed["id"]), bulletin


@pytest.mark.slow
def test_what_the_province_offers_is_placed_when_it_asks(
    terminal: Terminal, offered: tuple[str, str], tomorrow: str
) -> None:
    """Without a time the suggestion is taken; a second answer is refused; undone, it waits again."""
    entry, bulletin = offered
    (row,) = terminal.done("inbox", "list", "--locality", "c1")
    assert (row["entry"], row["bulletin"], row["title"], row["state"]) == (entry, bulletin, "Tin tỉnh", "waiting")
    here = ("--locality", "c1", "--by", "mai")
    assert terminal.done("inbox", "place", entry, *here)["first"] == f"{tomorrow}T17:00:00+07:00"
    assert terminal.done("inbox", "list", "--locality", "c1") == []
    again = terminal.type("--language", "en", "inbox", "place", entry, *here)
    assert (again.code, "just dealt with" in again.err) == (2, True)
    assert terminal.done("inbox", "undo", entry, *here)["state"] == "waiting"
    (waiting,) = terminal.done("inbox", "list", "--locality", "c1")
    assert waiting["placed_entry"] == ""


@pytest.mark.slow
def test_another_time_may_be_given(terminal: Terminal, offered: tuple[str, str], tomorrow: str) -> None:
    """A time alone keeps the days asked for; a day makes it once, at the time asked for unless one is given."""
    entry, bulletin = offered
    later = (datetime.fromisoformat(tomorrow) + timedelta(days=1)).date().isoformat()
    here = ("--locality", "c1", "--by", "mai")
    for options, first in (
        (("--at", "06:30"), f"{tomorrow}T06:30:00+07:00"),
        (("--date", later), f"{later}T17:00:00+07:00"),
        (("--date", later, "--at", "06:30"), f"{later}T06:30:00+07:00"),
    ):
        assert terminal.done("inbox", "place", entry, bulletin, *options, *here)["first"] == first
        terminal.done("inbox", "undo", entry, bulletin, *here)


def test_declining_names_a_reason(terminal: Terminal, offered: tuple[str, str]) -> None:
    """The list of what was declined tells it; unknown arrivals and strangers are refused."""
    entry, bulletin = offered
    declined = terminal.done(
        "inbox", "decline", entry, "--locality", "c1", "--reason", "Đã phát tuần trước", "--by", "mai"
    )
    assert (declined["state"], declined["reason"]) == ("declined", "Đã phát tuần trước")
    listed = terminal.type("inbox", "list", "--locality", "79", "--state", "declined")
    assert "Tin tỉnh" in listed.out
    for words, code in (
        (("inbox", "decline", entry, "none", "--locality", "c1", "--reason", "x", "--by", "mai"), 3),
        (("inbox", "decline", entry, bulletin, "--locality", "c2", "--reason", "x", "--by", "mai"), 4),
    ):
        assert terminal.type(*words).code == code
