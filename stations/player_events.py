"""What a player tells its owner, as values. Never a thread, never a pipe."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any


class How(Enum):
    """How a play ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Prepared:
    """The clip is decoded up to its first sample to be heard."""

    token: str


@dataclass(frozen=True, slots=True)
class Started:
    """The first sample left at ``at``, ``error_ms`` after it was asked to."""

    token: str
    at: datetime
    error_ms: float


@dataclass(frozen=True, slots=True)
class Position:
    """``offset`` of the clip has been played; RMS level since the last report, None where nobody can know."""

    token: str
    offset: timedelta
    level_dbfs: float | None


@dataclass(frozen=True, slots=True)
class Ended:
    """The play is over at ``at``; RMS level of all of it, None where nobody can know."""

    token: str
    at: datetime
    how: How
    level_dbfs: float | None


@dataclass(frozen=True, slots=True)
class Failed:
    """The clip or the order was no good: ``code`` of the wording and its facts as (name, value) pairs."""

    token: str
    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChildDied:
    """The sound is gone, and with it all that was prepared; ``code`` of the wording and its facts tell why."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ChildRestarted:
    """There is sound, for the first time or again; prepare anew what is to be played.

    ``stands_in`` names the output that sounds because the usual one failed; empty: it is the usual one.
    """

    stands_in: str = ""


PlayerEvent = Prepared | Started | Position | Ended | Failed | ChildDied | ChildRestarted


def read_event(said: dict[str, Any]) -> PlayerEvent | None:
    """Return the event of one line from the child, or None for what concerns only the watch."""
    match said:
        case {"event": "prepared", "token": token}:
            return Prepared(token)
        case {"event": "started", "token": token, "at": at, "error_ms": error_ms}:
            return Started(token, moment(at), error_ms)
        case {"event": "position", "token": token, "offset": offset, "level_dbfs": level}:
            return Position(token, timedelta(seconds=offset), level)
        case {"event": "ended", "token": token, "at": at, "how": how, "level_dbfs": level}:
            return Ended(token, moment(at), How(how), level)
        case {"event": "failed", "token": token, "code": code, "facts": facts}:
            return Failed(token, code, tuple(facts.items()))
    return None


def moment(epoch_seconds: float) -> datetime:
    """Return the aware UTC time of ``epoch_seconds``."""
    return datetime.fromtimestamp(epoch_seconds, UTC)
