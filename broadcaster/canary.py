"""The silent alarm that is signed every few minutes to prove the alarm path: its rounds, and what is silent.

Pure: values and ``now``. The alarm is made here from a moment alone, and is always a test without any sound: nothing
that is stored or sent by anybody can make it audible. Never signs, stores or sends.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import takewhile
from math import ceil

from broadcaster.messages import Alarm, AlarmRepeat, AlarmStatus

EVERY = timedelta(minutes=5)
OFFSET = timedelta(minutes=2, seconds=30)
"""Rounds fall between the full five minutes, at which programmes begin."""
LIFE = timedelta(minutes=4)
GRACE = timedelta(seconds=30)
"""How late a signer may be before a round counts as left out."""
SHARE = 0.9
"""Of the stations online so many must verify a round."""
ROUNDS = 2
"""So many rounds in a row must be silent before anybody is told: one lost packet is no fault."""
PREFIX = "canary-"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Round:
    """One silent alarm: ``slot`` is the beginning of its five minutes, ``sent`` whether the broker was there.

    ``asked`` counts the stations online from the signing to the closing, ``answered`` those of them that verified it;
    a round that was held back, because real alarms stood in the same set, asks nobody. It is judged once it is closed.
    """

    slot: datetime
    signed_at: datetime
    sent: bool
    held: bool = False
    asked: int = 0
    answered: int = 0
    median: timedelta | None = None
    p99: timedelta | None = None
    closed_at: datetime | None = None

    @property
    def is_judged(self) -> bool:
        """Whether it says anything about the stations."""
        return self.closed_at is not None and self.sent and self.asked > 0

    @property
    def is_lost(self) -> bool:
        """Whether it never left and nobody got it otherwise."""
        return not self.sent and not self.held and not self.answered

    @property
    def share(self) -> float:
        """How many of the stations asked verified it, 0 to 1."""
        return self.answered / self.asked if self.asked else 0.0


@dataclass(frozen=True, slots=True)
class Watched:
    """One station and the round it verified last; ``online_at`` is when it came, ``commune`` a code."""

    station: str
    commune: str
    is_online: bool
    online_at: datetime | None
    round_at: datetime | None
    took: timedelta | None = None


class Silent(StrEnum):
    """What part of the alarm path is silent."""

    SIGNER = "signer"
    BROKER = "broker"
    EVERYBODY = "everybody"
    STATIONS = "stations"


@dataclass(frozen=True, slots=True)
class Gap:
    """What is silent since when (None: as far back as anybody remembers); of a commune how many of those online."""

    silent: Silent
    since: datetime | None
    is_grave: bool = True
    commune: str = ""
    count: int = 0
    online: int = 0

    @property
    def code(self) -> str:
        """The wording code that says it; its blanks are since, place, count and online."""
        return NEVER if self.since is None else CODES[self.silent]


CODES = {
    Silent.SIGNER: "canary.signer",
    Silent.BROKER: "canary.broker",
    Silent.EVERYBODY: "canary.everybody",
    Silent.STATIONS: "canary.stations",
}
NEVER = "canary.stations_ever"


def slot_of(now: datetime) -> datetime:
    """Return the beginning of the five minutes in which one round is signed."""
    return now - (now - EPOCH - OFFSET) % EVERY


def ident(signed_at: datetime) -> str:
    """Return the id of the silent alarm signed at a moment."""
    return f"{PREFIX}{int(signed_at.timestamp() * 1000)}"


def is_canary(alarm_id: str) -> bool:
    """Tell a silent alarm of the path from one that people raised."""
    return alarm_id.startswith(PREFIX)


def silent_alarm(signed_at: datetime) -> Alarm:
    """Return the silent alarm of a round: nothing in it comes from anywhere but this function and the moment."""
    return Alarm(
        id=ident(signed_at),
        status=AlarmStatus.TEST,
        starts_at=signed_at,
        expires_at=signed_at + LIFE,
        repeat=AlarmRepeat(count=1),
        volume=0,
    )


def taken(signed_at: datetime, verified_at: datetime, now: datetime) -> timedelta:
    """Return how long a station took: by its own clock if that is possible, else until ``now``, when we were told."""
    return verified_at - signed_at if signed_at <= verified_at <= now else now - signed_at


def asked(watched: Iterable[Watched], signed_at: datetime) -> list[Watched]:
    """Return the stations that are online and were when a round was signed."""
    return [one for one in watched if one.is_online and (one.online_at is None or one.online_at <= signed_at)]


def percentile(lengths: Sequence[timedelta], share: float) -> timedelta | None:
    """Return the length that ``share`` of all do not exceed; None of none."""
    return sorted(lengths)[max(0, ceil(len(lengths) * share) - 1)] if lengths else None


def gaps(
    rounds: Sequence[Round], watched: Sequence[Watched], now: datetime, *, first: datetime | None = None
) -> tuple[Gap, ...]:
    """Return what is silent, the gravest first; ``rounds`` newest first, ``first`` is when the first station came.

    A part further back on the path hides those behind it: without a signer nobody can say anything of stations.
    """
    found = _signer_gap(rounds, now, first) or _broker_gap(rounds)
    if found is not None:
        return (found,)
    judged = [one for one in rounds if one.is_judged][:ROUNDS]
    if len(judged) < ROUNDS:
        return ()
    is_grave = all(one.share < SHARE for one in judged)
    if not any(one.answered for one in judged):
        return _everybody(rounds, watched)
    here = asked(watched, judged[-1].signed_at)
    return tuple(_station_gaps(here, judged[-1], is_grave)) or _scattered(judged, is_grave)


def _signer_gap(rounds: Sequence[Round], now: datetime, first: datetime | None) -> Gap | None:
    if rounds:
        is_silent = slot_of(now - GRACE) - rounds[0].slot >= ROUNDS * EVERY
        return Gap(Silent.SIGNER, rounds[0].signed_at) if is_silent else None
    is_due = first is not None and now - first > ROUNDS * EVERY
    return Gap(Silent.SIGNER, first) if is_due else None


def _broker_gap(rounds: Sequence[Round]) -> Gap | None:
    lost = list(takewhile(lambda one: one.is_lost, rounds))
    return Gap(Silent.BROKER, lost[-1].signed_at) if len(lost) >= ROUNDS else None


def _everybody(rounds: Sequence[Round], watched: Sequence[Watched]) -> tuple[Gap, ...]:
    """Say that no station answers at all, unless one has just answered the round that is still open."""
    judged = [one for one in rounds if one.is_judged]
    if any(one.round_at is not None and one.round_at > judged[0].signed_at for one in watched):
        return ()
    mute = list(takewhile(lambda one: not one.answered, judged))
    return (Gap(Silent.EVERYBODY, mute[-1].signed_at, count=mute[0].asked, online=mute[0].asked),)


def _station_gaps(here: Sequence[Watched], oldest: Round, is_grave: bool) -> list[Gap]:
    """Return the communes where too few of the stations online have verified any of the last rounds, worst first."""
    communes: dict[str, list[Watched]] = defaultdict(list)
    for one in here:
        communes[one.commune].append(one)
    found = []
    for code, mine in sorted(communes.items()):
        mute = [one for one in mine if one.round_at is None or one.round_at < oldest.signed_at]
        if len(mute) > len(mine) * (1 - SHARE):
            last = [one.round_at for one in mute if one.round_at is not None]
            found.append(Gap(Silent.STATIONS, min(last, default=None), is_grave, code, len(mute), len(mine)))
    return sorted(found, key=lambda one: -one.count)


def _scattered(judged: Sequence[Round], is_grave: bool) -> tuple[Gap, ...]:
    """Say that too few answer although no commune stands out: others in each round."""
    if not is_grave:
        return ()
    newest, oldest = judged[0], judged[-1]
    return (Gap(Silent.STATIONS, oldest.signed_at, True, "", newest.asked - newest.answered, newest.asked),)
