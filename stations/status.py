"""How the station is, in one message: on air, clock, machine, faults. Never sends it, never mends anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from broadcaster.errors import BroadcasterError
from broadcaster.messages import ClockState, ClockTrust, Fault, MachineState, OnAir, StationState
from stations.machine import Health, Modem
from stations.playout import State

HOT_C = 80.0
LEAST_MEMORY = 24 * 1024 * 1024
"""With less than this the kernel soon ends somebody, and it may be the player."""
WEAK_SIGNAL = 15
"""Percent, as ModemManager counts; below it 4G comes and goes."""
FROZEN_AFTER = timedelta(minutes=5)
"""A connected station that saw no fresh head for so long is talking to a broker whose server is gone."""


class FaultBoard:
    """The faults that hold now, each since it began."""

    def __init__(self) -> None:
        self._faults: dict[str, Fault] = {}

    def set(self, code: str, now: datetime, **facts: str | float) -> None:
        """Note a fault; one that holds already keeps its beginning."""
        known = self._faults.get(code)
        self._faults[code] = Fault(code, known.since if known else now, facts)

    def note(self, fault: BroadcasterError, now: datetime) -> None:
        """Note what an outside thing said."""
        self.set(fault.code, now, **{name: str(value) for name, value in fault.facts.items()})

    def clear(self, code: str) -> None:
        """Note that a fault is over."""
        self._faults.pop(code, None)

    def put(self, code: str, holds: bool, now: datetime, **facts: str | float) -> None:
        """Note or clear a fault."""
        if holds:
            self.set(code, now, **facts)
        else:
            self.clear(code)

    def clear_all(self, prefix: str) -> None:
        """Note that all faults of one kind are over."""
        self._faults = {code: fault for code, fault in self._faults.items() if not code.startswith(prefix)}

    def expire(self, prefix: str, before: datetime) -> None:
        """Forget faults of one kind that began before a moment: they were events and leave nothing to mend."""
        for code, fault in list(self._faults.items()):
            if code.startswith(prefix) and fault.since < before:
                del self._faults[code]

    @property
    def faults(self) -> tuple[Fault, ...]:
        """All faults, the oldest first."""
        return tuple(sorted(self._faults.values(), key=lambda fault: (fault.since, fault.code)))


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the receiver knows besides playout."""

    boot: str
    newest: Mapping[str, int] = field(default_factory=dict)
    offset_ms: float | None = None
    faults: tuple[Fault, ...] = ()
    output: str = ""
    modem: Modem = Modem()


def state_of(state: State, health: Health, around: Surroundings, now: datetime) -> StationState:
    """Return the one message that tells the server how this station is."""
    return StationState(
        at=now,
        boot=around.boot,
        volume=state.volume,
        on_air=on_air(state, now),
        editions=around.newest,
        clock=ClockState(around.offset_ms, state.trust),
        disk_free_bytes=health.disk_free_bytes,
        temperature_c=health.temperature_c,
        link=health.link,
        version=health.version,
        faults=around.faults,
        muted_until=state.muted_until if state.is_muted(now) else None,
        machine=health.told(around.output, around.modem),
    )


def on_air(state: State, now: datetime) -> OnAir | None:
    """Return what sounds: the message of an alarm, else the programme."""
    message, track = state.alarms.message, state.on_air
    if message is not None:
        clip = message.speech if message.speech in state.ready else None
        return OnAir(message.alarm.id, clip, message.started_at or message.begun_at, message.alarm.id)
    return OnAir(track.slot.airing.id, track.slot.sha256, track.started_at or now) if track else None


def differs(old: StationState | None, new: StationState) -> bool:
    """Say whether anything a person would want to know at once has changed."""
    return old is None or _essence(old) != _essence(new)


def _essence(state: StationState) -> object:
    faults = tuple(fault.code for fault in state.faults)
    calm = {
        "at": state.boot,
        "disk_free_bytes": None,
        "temperature_c": None,
        "clock": ClockState(None, state.clock.trust),
        "machine": MachineState(output=state.machine.output if state.machine else ""),
    }
    heads = {topic: seq for topic, seq in state.editions.items() if not topic.endswith("/head")}
    return replace(state, **calm, editions=heads, faults=()), faults  # type: ignore[arg-type]


def note_machine(board: FaultBoard, state: State, health: Health, now: datetime) -> None:
    """Put on the board what playout and the machine's own measurements show."""
    free, errors = health.memory_free_bytes, health.card_errors or 0
    board.put("station.under_voltage", health.under_voltage is True, now)
    board.put("station.card_errors", errors > 0, now, count=errors)
    board.put("station.memory_low", free is not None and free < LEAST_MEMORY, now, free=(free or 0) // 1_000_000)
    board.put("station.clock_unknown", state.trust is ClockTrust.UNTRUSTED, now)
    board.put("station.player_died", not state.player_alive, now)
    temperature = health.temperature_c
    board.put("station.hot", temperature is not None and temperature >= HOT_C, now, temperature=temperature or 0.0)


def note_modem(board: FaultBoard, modem: Modem, now: datetime) -> None:
    """Put on the board what the modem says."""
    percent = modem.signal_percent
    is_weak = percent is not None and percent < WEAK_SIGNAL
    board.put("station.signal_weak", is_weak, now, percent=percent or 0, operator=modem.operator or "4G")
