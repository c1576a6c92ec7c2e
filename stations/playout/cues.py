"""What playout is told and what it tells: events in, cues out. Values only, no decisions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.messages import (
    Ack,
    AlarmReport,
    AsRun,
    Assignment,
    ClockTrust,
    Command,
)
from broadcaster.sirens import Signal
from schedules.timetable import Airing
from stations.playout.alarms import Standing


@dataclass(frozen=True, slots=True)
class Tick:
    """Time went on; nothing else happened."""


@dataclass(frozen=True, slots=True)
class TimetableChanged:
    """These airings, merged from all editions held, replace the ones before."""

    airings: tuple[Airing, ...]


@dataclass(frozen=True, slots=True)
class AssignmentChanged:
    """The station's hours, time zone and volume; ``volume`` is None when the knob stays where a command put it."""

    assignment: Assignment
    volume: int | None


@dataclass(frozen=True, slots=True)
class MediaReady:
    """A clip lies on the disk, whole and verified."""

    sha256: str


@dataclass(frozen=True, slots=True)
class MediaLost:
    """A clip that was ready is gone or spoiled."""

    sha256: str


@dataclass(frozen=True, slots=True)
class PlayerStarted:
    """The first sample of a track left the output ``error_ms`` after the moment asked for."""

    token: str
    at: datetime
    error_ms: float


@dataclass(frozen=True, slots=True)
class PlayerSounding:
    """A track goes on; ``level_dbfs`` is its loudness just now."""

    token: str
    level_dbfs: float | None


@dataclass(frozen=True, slots=True)
class PlayerEnded:
    """A track ended ``finished``, ``stopped`` or ``failed``."""

    token: str
    at: datetime
    how: str
    level_dbfs: float | None


@dataclass(frozen=True, slots=True)
class PlayerFailed:
    """A track cannot be played; ``code`` is the wording of why."""

    token: str
    code: str


@dataclass(frozen=True, slots=True)
class PlayerDied:
    """The player's process is gone and with it all that sounded."""


@dataclass(frozen=True, slots=True)
class PlayerRestarted:
    """The first or a new player's process is ready."""


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """The server tells this station to do something now; verified and never seen before."""

    command: Command


@dataclass(frozen=True, slots=True)
class ClockJudged:
    """How far the station's clock can be believed."""

    trust: ClockTrust


@dataclass(frozen=True, slots=True)
class AlarmsChanged:
    """These alarms, of all sets this station reads, replace the ones before."""

    standings: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class VoiceReady:
    """The station's own reading of a text lies ready under a name."""

    name: str
    length: timedelta


@dataclass(frozen=True, slots=True)
class VoiceFailed:
    """The station cannot read that text itself."""

    name: str


Event = (
    Tick
    | TimetableChanged
    | AssignmentChanged
    | MediaReady
    | MediaLost
    | PlayerStarted
    | PlayerSounding
    | PlayerEnded
    | PlayerFailed
    | PlayerDied
    | PlayerRestarted
    | CommandReceived
    | ClockJudged
    | AlarmsChanged
    | VoiceReady
    | VoiceFailed
)


class Closes(StrEnum):
    """What may never sound again after a row: nothing, the item, the whole airing, or one message of an alarm."""

    NOTHING = ""
    ITEM = "item"
    AIRING = "airing"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Prepare:
    """Open a clip at an offset, so that it can start at an exact moment."""

    token: str
    sha256: str
    offset: timedelta


@dataclass(frozen=True, slots=True)
class Begin:
    """Write down, before it sounds, that this item of an airing, or this message of an alarm, is about to begin."""

    airing_id: str
    item: int
    attempt: int
    at: datetime
    alarm_id: str | None = None


@dataclass(frozen=True, slots=True)
class Start:
    """Let a prepared track sound from the moment ``at`` on."""

    token: str
    at: datetime
    boost_db: float


@dataclass(frozen=True, slots=True)
class Stop:
    """Let a track sound no longer, prepared or playing."""

    token: str


@dataclass(frozen=True, slots=True)
class Amplifier:
    """Switch the amplifier."""

    on: bool


@dataclass(frozen=True, slots=True)
class Volume:
    """Turn the knob, 0-100."""

    percent: int


@dataclass(frozen=True, slots=True)
class Tone:
    """Sound the test tone."""

    seconds: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Siren:
    """Sound a signal that needs no clip from the moment ``at`` on."""

    token: str
    signal: Signal
    at: datetime


@dataclass(frozen=True, slots=True)
class Recite:
    """Open a reading of the station's own, so that it can start at an exact moment."""

    token: str
    name: str


@dataclass(frozen=True, slots=True)
class Speak:
    """Have the station read a text itself; VoiceReady or VoiceFailed follows."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Tell the server, before all else, how far alarms have come."""

    reports: tuple[AlarmReport, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Tell the server what sounded, or why nothing did.

    An item is closed for slots that begin before ``until``; an airing that restarts has later ones.
    """

    row: AsRun
    closes: Closes
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """Tell the server what became of a command."""

    ack: Ack


@dataclass(frozen=True, slots=True)
class Remember:
    """Keep a value over a restart; None forgets it."""

    name: str
    value: str | int | None


@dataclass(frozen=True, slots=True)
class Refresh:
    """Ask the server for all documents now."""


@dataclass(frozen=True, slots=True)
class Reboot:
    """End this process in order; its keeper starts it again."""


@dataclass(frozen=True, slots=True)
class Wake:
    """Send a Tick at this moment at the latest."""

    at: datetime


Sounding = Prepare | Recite | Start | Stop | Amplifier | Volume | Tone | Siren
Written = Begin | Report | Remember | Tell
Cue = Sounding | Written | Answer | Speak | Refresh | Reboot | Wake
