"""What a station says of itself, and when that is worth saying at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.messages import ClockState, ClockTrust
from stations.playout import State, cues
from stations.status import FaultBoard, Health, Surroundings, differs, note_machine, read_health, state_of
from tests.stations.playbook import ONE, Playbook, airing, moment

NOW = datetime(2026, 3, 3, tzinfo=UTC)
STATE = state_of(State("s1"), Health(10**9, 40.0, "eth0", "1.0"), Surroundings("b1"), NOW)


def test_the_state_names_what_is_on_air() -> None:
    """Airing, clip and since when; nothing when nothing sounds."""
    book = Playbook(airing("news", 0, (ONE, 60)))
    book.play_to(10)
    told = state_of(book.state, Health(), Surroundings("b1"), moment(10))
    assert told.on_air is not None
    assert (told.on_air.airing_id, told.on_air.clip, told.on_air.since) == ("news", ONE, moment(0))
    assert STATE.on_air is None


@pytest.mark.parametrize(
    ("changes", "worth"),
    [
        ({"at": NOW + timedelta(seconds=9), "disk_free_bytes": 1, "temperature_c": 50.0}, False),
        ({"clock": ClockState(3.0, ClockTrust.UNTRUSTED)}, False),
        ({"editions": {"vn-79/v1/head": 7}}, False),
        ({"editions": {"vn-79/v1/localities/79/timetable": 7}}, True),
        ({"volume": 3}, True),
        ({"clock": ClockState(None, ClockTrust.SIGNED)}, True),
        ({"muted_until": NOW}, True),
    ],
)
def test_only_what_matters_is_told_at_once(changes: dict[str, object], worth: bool) -> None:
    """Numbers that always move wait for the minute; what a person would act on does not."""
    assert differs(STATE, replace(STATE, **changes)) is worth  # type: ignore[arg-type]
    assert differs(None, STATE)


def test_a_fault_keeps_its_beginning_until_it_is_over() -> None:
    """Noted again it is still the old one; cleared and noted it is new; events of a kind expire."""
    board = FaultBoard()
    board.set("station.hot", NOW)
    board.set("station.hot", NOW + timedelta(hours=1), temperature=81.0)
    board.put("wire.expired", True, NOW - timedelta(hours=3))
    assert [(fault.code, fault.since) for fault in board.faults] == [
        ("wire.expired", NOW - timedelta(hours=3)),
        ("station.hot", NOW),
    ]
    board.expire("wire.", NOW - timedelta(hours=1))
    board.put("station.hot", False, NOW)
    assert board.faults == ()


def test_machine_faults_follow_what_is_measured() -> None:
    """An unknown clock, a dead player and a hot box are faults, and stop being faults."""
    board = FaultBoard()
    dead = replace(State("s1"), player_alive=False)
    note_machine(board, dead, Health(temperature_c=85.0), NOW)
    assert {fault.code for fault in board.faults} == {"station.clock_unknown", "station.player_died", "station.hot"}
    fine = replace(State("s1"), trust=ClockTrust.TRUSTED)
    note_machine(board, fine, Health(temperature_c=40.0), NOW)
    assert board.faults == ()


def test_the_machine_is_read_where_linux_shows_it(tmp_path: Path) -> None:
    """Temperature in degrees, the interface of the default route; nothing where there is nothing."""
    (tmp_path / "temp").write_text("48250\n")
    (tmp_path / "route").write_text("Iface\tDestination\nwwan0\t0000A8C0\neth0\t00000000\tx\n")
    health = read_health(7, thermal=tmp_path / "temp", routes=tmp_path / "route")
    assert (health.disk_free_bytes, health.temperature_c, health.link) == (7, 48.25, "eth0")
    nothing = read_health(None, thermal=tmp_path / "none", routes=tmp_path / "none")
    assert (nothing.temperature_c, nothing.link) == (None, "")


def test_muted_shows_only_while_it_holds() -> None:
    """A silence that is over is not reported."""
    book = Playbook(state=State("s1", muted_until=moment(10)))
    book.tell(cues.Tick(), 5)
    assert state_of(book.state, Health(), Surroundings("b"), moment(5)).muted_until == moment(10)
    assert state_of(book.state, Health(), Surroundings("b"), moment(15)).muted_until is None
