"""The rules of a locality and the second person by commands."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.broadcaster.cli.conftest import Terminal

TOMORROW = (datetime.now(UTC) + timedelta(days=1)).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date()


def values(rows: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    """Return what holds, by the name of each rule."""
    return {row["rule"]: row["value"] for row in rows["rules"]}


def placed(terminal: Terminal, at: str, *words: str) -> str:
    """Schedule a bulletin for tomorrow; return the entry's id."""
    bulletin = terminal.submitted()
    when = ["--to", "c1", "--date", f"{TOMORROW}", "--at", at, "--by", "mai"]
    return str(terminal.done("schedule", "add", bulletin, *when, *words)["id"])


def test_the_usual_rules_are_shown(terminal: Terminal) -> None:
    """What holds, and who said so: the province, as long as nobody said anything."""
    told = terminal.done("locality", "rules", "h1")
    assert values(told) == {
        "windows": "05:30-21:00",
        "minutes_per_day": "none",
        "quiet": "22:00-05:00",
        "weekdays": "mon-sun",
        "minutes_per_session": "none",
        "sessions_per_day": "none",
        "most_repeats": "none",
    }
    assert {row["set_by"] for row in told["rules"]} == {"79"}
    assert "22:00-05:00" in terminal.type("locality", "rules", "h1").out


def test_rules_are_made_stricter(terminal: Terminal) -> None:
    """Every part can be written; below it holds too; what only repeats the rules above stays the province's."""
    words = ["--hours", "6-20", "--quiet", "20:30-5:30", "--days", "mon-fri,sun", "--minutes-per-day", "90"]
    more = ["--minutes-per-session", "30", "--sessions-per-day", "3", "--most-repeats", "2", "--by", "lan"]
    terminal.done("locality", "rules", "c1", *words, *more)
    told = terminal.done("locality", "rules", "h1")
    assert values(told) == {
        "windows": "06:00-20:00",
        "minutes_per_day": "90",
        "quiet": "20:30-05:30",
        "weekdays": "mon,tue,wed,thu,fri,sun",
        "minutes_per_session": "30",
        "sessions_per_day": "3",
        "most_repeats": "2",
    }
    assert {row["set_by"] for row in told["rules"]} == {"c1"}
    back = ["--hours", "05:30-21:00", "--quiet", "22-5", "--days", "sat-fri", "--minutes-per-day", "none"]
    rest = ["--minutes-per-session", "none", "--sessions-per-day", "none", "--most-repeats", "none", "--by", "lan"]
    assert {row["set_by"] for row in terminal.done("locality", "rules", "c1", *back, *rest)["rules"]} == {"79"}


def test_the_province_alone_may_have_no_quiet_hours(terminal: Terminal) -> None:
    """It answers for it; its communes are refused with its value in the words."""
    assert values(terminal.done("locality", "rules", "79", "--quiet", "none", "--by", "tam"))["quiet"] == "none"
    terminal.done("locality", "rules", "79", "--quiet", "22:00-05:00", "--by", "tam")
    ran = terminal.type("locality", "rules", "c1", "--quiet", "none", "--by", "lan")
    assert ran.code == 2
    assert "22:00-05:00" in ran.err and "Thành phố Hồ Chí Minh" in ran.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["--hours", "morning"], 2),
        (["--hours", ""], 2),
        (["--days", "funday"], 2),
        (["--days", "mon-xyz"], 2),
        (["--days", ","], 2),
        (["--minutes-per-day", "0"], 2),
        (["--minutes-per-day", "9999"], 2),
        (["--minutes-per-day", "much"], 2),
        (["--minutes-per-day", "60", "--by", "mai"], 4),
        (["--minutes-per-day", "60", "--by", "nobody"], 3),
    ],
)
def test_what_cannot_be_is_refused(terminal: Terminal, words: list[str], code: int) -> None:
    """No hours, no days, no number, nobody's business: told in words, and nothing changes."""
    by = [] if "--by" in words else ["--by", "lan"]
    ran = terminal.type("locality", "rules", "c1", *words, *by)
    assert ran.code == code
    assert ran.err
    assert values(terminal.done("locality", "rules", "c1"))["minutes_per_day"] == "none"


def test_changing_needs_a_name(terminal: Terminal) -> None:
    """Rules change in somebody's name, as everything does."""
    ran = terminal.type("locality", "rules", "c1", "--minutes-per-day", "60")
    assert ran.code == 2
    assert "--by" in ran.err


def test_trying_says_what_would_be_lost(terminal: Terminal) -> None:
    """Which schedule loses how many times by which rule; with ``--try`` nothing is kept."""
    placed(terminal, "17:00")
    words = ["locality", "rules", "c1", "--hours", "06:00-16:00", "--by", "lan"]
    (lost,) = terminal.done(*words, "--try")["lost"]
    assert (lost["title"], lost["times"]) == ("Tiêm chủng", 1)
    assert "06:00-16:00" in lost["said"]
    assert values(terminal.done("locality", "rules", "c1"))["windows"] == "05:30-21:00"
    assert "! Tiêm chủng" in terminal.type(*words).out
    assert values(terminal.done("locality", "rules", "c1"))["windows"] == "06:00-16:00"


@pytest.mark.slow
def test_a_second_person_allows_or_denies(terminal: Terminal) -> None:
    """What lies outside the hours is listed for the leader, not for its author; each is decided once."""
    entry, other = (placed(terminal, at, "--reason", "Sơ tán") for at in ("21:15", "21:30"))
    assert [row["id"] for row in terminal.done("schedule", "waiting", "--by", "lan")] == [entry, other]
    assert terminal.done("schedule", "waiting", "--by", "mai") == []
    assert terminal.type("schedule", "allow", entry, "--by", "mai").code == 4
    assert terminal.done("schedule", "allow", entry, "--by", "lan") == {"id": entry, "allowed_by": "lan"}
    assert terminal.type("schedule", "allow", entry, "--by", "lan").code == 2
    assert terminal.done("schedule", "deny", other, "--reason", "không gấp", "--by", "lan")["ended"] is True
    assert terminal.done("schedule", "waiting", "--by", "lan") == []
