"""The signed documents the server publishes, as values. Never encodes, signs or judges them.

A field without a default is due in every version of the document; all later fields must have one.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Annotated

from broadcaster.messages.values import Count, Hex32, Ident, Keyed, Number, Percent, Seq, Sha256
from schedules.timetable import Airing
from schedules.windows import Rules


class Kind(StrEnum):
    """What a document is; it fixes which role may sign it."""

    KEYS = "keys"
    HEAD = "head"
    TIMETABLE = "timetable"
    ALARMS = "alarms"
    ASSIGNMENT = "assignment"
    COMMAND = "command"


class Role(StrEnum):
    """Who signs: each key has exactly one role."""

    ROOT = "root"
    ALARM = "alarm"
    SCHEDULE = "schedule"
    HEAD = "head"


@dataclass(frozen=True, slots=True)
class Header:
    """What every signed document says of itself; ``to`` is its one topic, and ``seq`` only ever grows there."""

    kind: Kind
    site: Ident
    to: str
    seq: Seq
    issued_at: datetime
    not_before: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class PublicKey:
    """One Ed25519 key of the site: ``id`` is the SHA-256 of its 32 bytes, ``public`` these bytes in hex."""

    id: Sha256
    role: Role
    public: Hex32


@dataclass(frozen=True, slots=True)
class KeySet:
    """All keys in force; a new ``version`` replaces the one before and never goes back."""

    version: Seq
    keys: tuple[PublicKey, ...]
    thresholds: Mapping[Role, Annotated[int, Number(1, 16)]]


@dataclass(frozen=True, slots=True)
class Head:
    """The server's time, and the newest sequence of each topic it speaks for: proof that nothing is held back."""

    now: datetime
    newest: Mapping[str, Seq] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished clip a station must fetch: size in bytes, loudness in LUFS; ``url`` only if it lies elsewhere."""

    sha256: Sha256
    bytes: Count
    duration: timedelta
    lufs: float
    codec: str
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """The whole plan of one locality or station for ``[since, until)``; what it no longer holds is cancelled."""

    edition: Seq
    since: datetime
    until: datetime
    airings: tuple[Airing, ...] = ()
    clips: Annotated[Mapping[str, Clip], Keyed("sha256")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who a station is: its ``path`` of localities from the root down, its volume (0-100), hours and time zone."""

    name: str
    path: tuple[Ident, ...]
    groups: tuple[str, ...]
    volume: Percent
    rules: Rules
    timezone: str
    media_url: str | None = None


class CommandName(StrEnum):
    """What a station can be told to do now; ``stop`` ends this airing, ``silence`` holds until a moment."""

    VOLUME = "volume"
    STOP = "stop"
    SILENCE = "silence"
    RESUME = "resume"
    TONE = "tone"
    REFRESH = "refresh"
    REBOOT = "reboot"


@dataclass(frozen=True, slots=True)
class Command:
    """One command: ``value`` is the volume (0-100), ``until`` the end of a silence."""

    id: Ident
    name: CommandName
    value: Percent | None = None
    until: datetime | None = None


class AlarmStatus(StrEnum):
    """Whether an alarm is real; of an exercise the station itself says so, before and after; a test never sounds."""

    ACTUAL = "actual"
    EXERCISE = "exercise"
    TEST = "test"


@dataclass(frozen=True, slots=True)
class CapOrigin:
    """The CAP message an alarm came from."""

    identifier: str
    sender: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class AlarmAudio:
    """The audio of an alarm; up to 96 KiB travel ``inline`` in base64, so that an alarm needs no HTTP."""

    sha256: Sha256
    bytes: Count
    inline: Annotated[str, Number(0, 131_072)] | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class AlarmRepeat:
    """How often an alarm sounds: ``count`` times with ``gap`` between, then again after each pause of ``cadence``."""

    count: Annotated[int, Number(1, 100)] = 3
    gap: timedelta = timedelta(seconds=10)
    cadence: tuple[timedelta, ...] = ()


@dataclass(frozen=True, slots=True)
class Alarm:
    """One active alarm; it sounds from ``starts_at`` until it expires or leaves the set.

    ``order`` counts the releases of one alert: 0 the first, then its updates. ``siren`` is a name of
    ``broadcaster.sirens``, empty for the attention tone alone.
    """

    id: Ident
    status: AlarmStatus
    starts_at: datetime
    expires_at: datetime
    level: Annotated[int, Number(0, 9)] = 0
    siren: str = ""
    audio: AlarmAudio | None = None
    spoken_text: str = ""
    repeat: AlarmRepeat = AlarmRepeat()
    volume: Percent = 100
    replaces: tuple[Ident, ...] = ()
    cap: CapOrigin | None = None
    order: Seq = 0


@dataclass(frozen=True, slots=True)
class AlarmSet:
    """All active alarms of one locality or station; the empty set is silence."""

    alarms: tuple[Alarm, ...] = ()


Document = KeySet | Head | Edition | AlarmSet | Assignment | Command
