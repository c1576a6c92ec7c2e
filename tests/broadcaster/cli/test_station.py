"""Stations by commands: added with a code, and on the spot told what is lacking."""

from tests.broadcaster.cli.conftest import Terminal

CODE = "-".join(["ABCD"] * 8)


def test_a_station_gets_a_code(terminal: Terminal) -> None:
    """Adding prints the code and the very command to type at the box; each new code is another."""
    added = terminal.done("station", "add", "st-2", "--name", "Cụm 2", "--locality", "c2", "--by", "tam")
    again = terminal.done("station", "claim", "st-2", "--by", "tam")
    codes = {added["claim_code"], again["claim_code"]}
    assert len(codes) == 2
    assert all(len(one) == 39 for one in codes)
    told = terminal.type("station", "add", "st-3", "--name", "Cụm 3", "--locality", "c2", "--by", "tam").out
    assert f"broadcaster station enrol https://127.0.0.1:8443 {told.splitlines()[0]}" in told
    assert terminal.type("station", "claim", "st-3", "--by", "tam").out.strip() != told.splitlines()[0]


def test_a_server_that_is_away_is_told(bare: Terminal) -> None:
    """Enrolling at an address where nobody answers is a fault to try again, and keeps no half identity."""
    ran = bare.type("--language", "en", "station", "enrol", "https://127.0.0.1:9", CODE, "--data", str(bare.data))
    assert (ran.code, "127.0.0.1:9" in ran.err) == (1, True)
    assert not (bare.data / "enrolment.json").exists()


def test_running_needs_enrolling(bare: Terminal) -> None:
    """A box without identity says which command lets it join."""
    ran = bare.type("station", "run", "--data", str(bare.data), "--output", "silent")
    assert ran.code == 3
    assert "station enrol" in ran.err
