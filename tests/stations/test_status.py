"""What a station says of itself, and when that is worth saying at once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from broadcaster.messages import ClockState, ClockTrust, MachineState
from broadcaster.wording import told
from stations.machine import Health, Modem
from stations.playout import State, cues
from stations.status import FaultBoard, Surroundings, differs, note_machine, note_modem, state_of
from tests.stations.playbook import ONE, Playbook, airing, moment

NOW = datetime(2026, 3, 3, tzinfo=UTC)
STATE = state_of(State("s1"), Health(10**9, 40.0, "eth0", "1.0"), Surroundings("b1", output="pulse:a"), NOW)


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
        ({"machine": MachineState(1, False, 0, 50, "Viettel", "pulse:a")}, False),
        ({"machine": MachineState(output="device:b")}, True),
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
    """An unknown clock, a dead player, heat, weak power, a dying card, a weak signal: faults, until they are over."""
    board = FaultBoard()
    dead = replace(State("s1"), player_alive=False)
    worn = Health(temperature_c=85.0, under_voltage=True, card_errors=2, memory_free_bytes=9_000_000)
    note_machine(board, dead, worn, NOW)
    note_modem(board, Modem(9, "Viettel"), NOW)
    names = ("clock_unknown", "player_died", "hot", "under_voltage", "card_errors", "memory_low", "signal_weak")
    assert {fault.code for fault in board.faults} == {f"station.{name}" for name in names}
    assert all("{" not in told(fault.code, "vi", fault.facts) for fault in board.faults)
    fine = replace(State("s1"), trust=ClockTrust.TRUSTED)
    note_machine(board, fine, Health(temperature_c=40.0, under_voltage=False, card_errors=0), NOW)
    note_modem(board, Modem(), NOW)
    assert board.faults == ()


def test_muted_shows_only_while_it_holds() -> None:
    """A silence that is over is not reported."""
    book = Playbook(state=State("s1", muted_until=moment(10)))
    book.tell(cues.Tick(), 5)
    assert state_of(book.state, Health(), Surroundings("b"), moment(5)).muted_until == moment(10)
    assert state_of(book.state, Health(), Surroundings("b"), moment(15)).muted_until is None
