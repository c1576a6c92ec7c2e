"""What a station tells the server, as values. Never encodes, signs or stores them.

They carry no signature: the broker's certificate names the station, and the server compares that with the topic.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from broadcaster.messages.values import Count, Ident, Number, Percent, Seq, Sha256

Fact = str | int | float | bool


class Up(StrEnum):
    """What a station reports: the last level of its topics."""

    AVAILABILITY = "availability"
    STATE = "state"
    AS_RUN = "as-run"
    ALARM = "alarm"
    ACK = "ack"


class Presence(StrEnum):
    """Whether a station is connected; ``offline`` is also its will."""

    ONLINE = "online"
    OFFLINE = "offline"


@dataclass(frozen=True, slots=True)
class Availability:
    """A station came or went; ``boot`` is drawn at each start, so that two machines with one identity show."""

    availability: Presence
    boot: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OnAir:
    """What sounds: the airing, the clip (its SHA-256) and since when; of an alarm both ids are the alarm's."""

    airing_id: Ident
    clip: Sha256 | None
    since: datetime
    alarm_id: Ident | None = None


class ClockTrust(StrEnum):
    """Where a station's time comes from: a synchronised clock, signed documents only, or nowhere yet."""

    TRUSTED = "trusted"
    SIGNED = "signed"
    UNTRUSTED = "untrusted"


@dataclass(frozen=True, slots=True)
class ClockState:
    """The station's clock against the server's head, in milliseconds (positive: the station is ahead)."""

    offset_ms: float | None = None
    trust: ClockTrust = ClockTrust.UNTRUSTED


@dataclass(frozen=True, slots=True)
class Fault:
    """Something is wrong at the station since a moment; code and facts of ``broadcaster.wording``."""

    code: str
    since: datetime
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MachineState:
    """What a station's machine says of itself; None where it cannot tell. ``output`` is where its sound goes."""

    memory_free_bytes: Count | None = None
    under_voltage: bool | None = None
    card_errors: Count | None = None
    signal_percent: Percent | None = None
    operator: str = ""
    output: str = ""


@dataclass(frozen=True, slots=True)
class StationState:
    """All a station knows of itself; ``editions`` holds the newest sequence it keeps, by topic."""

    at: datetime
    boot: str
    volume: Percent
    on_air: OnAir | None = None
    editions: Mapping[str, Seq] = field(default_factory=dict)
    clock: ClockState = ClockState()
    disk_free_bytes: Count | None = None
    temperature_c: float | None = None
    link: str = ""
    version: str = ""
    faults: tuple[Fault, ...] = ()
    muted_until: datetime | None = None
    machine: MachineState | None = None


class EndedHow(StrEnum):
    """How a sounding ended, or why there was none."""

    FINISHED = "finished"
    STOPPED = "stopped"
    PRE_EMPTED = "pre-empted"
    FAILED = "failed"
    SKIPPED = "skipped"
    MISSED = "missed"


class Heard(StrEnum):
    """Whether sound was seen leaving the station."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class AsRun:
    """What really sounded; one row for each (station, airing or alarm, item, attempt), counted once.

    ``item`` is the index in the playlist; ``start_error_ms`` is positive when it began late; ``output`` is the way by
    which the sound went out.
    """

    station: Ident
    airing_id: Ident | None
    alarm_id: Ident | None
    item: Count
    attempt: Count
    ended_how: EndedHow
    heard: Heard = Heard.UNKNOWN
    started_at: datetime | None = None
    start_error_ms: float | None = None
    ended_at: datetime | None = None
    volume: Percent | None = None
    clip: Sha256 | None = None
    reason: str = ""
    output: str | None = None


@dataclass(frozen=True, slots=True)
class AsRunBatch:
    """As-run rows sent together; the server acknowledges the whole batch by its id."""

    batch_id: Ident
    rows: Annotated[tuple[AsRun, ...], Number(0, 1000)]


class AlarmProgress(StrEnum):
    """How far an alarm has come at a station."""

    RECEIVED = "received"
    VERIFIED = "verified"
    SOUNDING = "sounding"
    FINISHED = "finished"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class AlarmReport:
    """One step of one alarm at a station; ``code`` and ``facts`` say why it was refused or cut short."""

    alarm_id: Ident
    progress: AlarmProgress
    at: datetime
    seq: Seq = 0
    code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


class AckResult(StrEnum):
    """What became of a command."""

    OK = "ok"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Ack:
    """The result of one command; ``code`` and ``facts`` say why it was refused or failed."""

    command_id: Ident
    result: AckResult
    at: datetime
    code: str = ""
    facts: Mapping[str, Fact] = field(default_factory=dict)


Report = Availability | StationState | AsRunBatch | AlarmReport | Ack
