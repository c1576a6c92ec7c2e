"""What a station knows of its alarms: which stand, how often each sounded, what sounds now. Never decides what is next.

An alarm sounds as *messages*: attention, speech, and for an exercise the notice that it is one, before and after. A
message that was begun and may have been heard counts, whatever cut it short; one that was surely not heard does not.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from broadcaster.messages import Alarm, AlarmStatus

HOLD_GAP = timedelta(seconds=30)
"""A pause between messages no longer than this is silent; in a longer one programmes go on."""
RETRY = timedelta(seconds=1)
MOST_RETRY = timedelta(seconds=30)
DRILL = "drill-2"
"""The spoken notice of an exercise among the station's own recordings, kept for years: a new name has it read anew."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One alarm of a signed set: its ``layer`` is the depth of its topic, 0 the province, the station itself deepest.

    ``arrived_at`` is None for one that was on the disk already; ``ahead`` is how far this station's clock was ahead of
    the signed time then, and counts as long as nobody knows whether the clock is right.
    """

    alarm: Alarm
    layer: int
    seq: int = 0
    arrived_at: datetime | None = None
    ahead: timedelta = timedelta()

    @property
    def rank(self) -> tuple[bool, int]:
        """What a new alarm needs more of to cut in: a real one before any exercise, then the level."""
        return self.alarm.status is AlarmStatus.ACTUAL, self.alarm.level

    def begins_at(self, is_sure: bool) -> datetime:
        """Return when it begins on this station's clock."""
        return self.alarm.starts_at + (timedelta() if is_sure else self.ahead)

    def expires_at(self, is_sure: bool) -> datetime:
        """Return when it is over on this station's clock."""
        return self.alarm.expires_at + (timedelta() if is_sure else self.ahead)

    def takes_over(self, other: "Standing") -> bool:
        """Say whether this alarm replaces the other; an exercise never replaces a real one."""
        if other.alarm.id not in self.alarm.replaces or self.rank[0] < other.rank[0]:
            return False
        return self.alarm.id not in other.alarm.replaces or self.age < other.age

    @property
    def age(self) -> tuple[datetime, str]:
        """What tells which of two alarms that replace each other stays: the older."""
        return self.alarm.starts_at, self.alarm.id


@dataclass(frozen=True, slots=True)
class Run:
    """How often an alarm's message was begun, how often it may have been heard, how it ended last, groups reported."""

    attempts: int = 0
    sounded: int = 0
    ended_at: datetime | None = None
    was_whole: bool = True
    told: int = 0
    speech: str = ""
    reason: str = ""

    def is_between(self, alarm: Alarm) -> bool:
        """Say whether a group of repeats was begun and is not complete."""
        return bool(self.attempts) and (not self.sounded or bool(self.sounded % alarm.repeat.count))

    def due_at(self, standing: Standing, is_sure: bool) -> datetime | None:
        """Return when the next message is due; None when all have sounded."""
        repeat = standing.alarm.repeat
        groups, within = divmod(self.sounded, repeat.count)
        if groups > len(repeat.cadence):
            return None
        if self.ended_at is None:
            return standing.begins_at(is_sure)
        if groups and not within:
            return self.ended_at + repeat.cadence[groups - 1]
        if self.was_whole:
            return self.ended_at + repeat.gap
        failures = max(1, self.attempts - self.sounded)
        return self.ended_at + min(MOST_RETRY, failures * RETRY)


class Part(StrEnum):
    """What a piece of a message is; the tone that goes on while the next is not ready belongs to the one before."""

    ATTENTION = "attention"
    OPENING = "opening"
    SPEECH = "speech"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Piece:
    """One sound in the player: from ``at`` on, to ``until`` if its length is known; ``source`` names a recording."""

    token: str
    part: Part
    at: datetime
    until: datetime | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """The message that is on air: ``piece`` was told to sound last, ``coming`` is opened and waits."""

    standing: Standing
    attempt: int
    begun_at: datetime
    piece: Piece
    coming: Piece | None = None
    waiting_since: datetime | None = None
    started_at: datetime | None = None
    error_ms: float | None = None
    level_dbfs: float | None = None
    speech: str = ""

    @property
    def alarm(self) -> Alarm:
        """The alarm that sounds."""
        return self.standing.alarm

    @property
    def tokens(self) -> tuple[str, ...]:
        """What the player knows of it."""
        return (self.piece.token,) if self.coming is None else (self.piece.token, self.coming.token)


Runs = Mapping[str, Run]


@dataclass(frozen=True, slots=True)
class Alarms:
    """All of it: the sets in force, what sounded, what sounds, and the station's own recordings by name and length."""

    standings: tuple[Standing, ...] = ()
    runs: Runs = field(default_factory=dict)
    message: Message | None = None
    forced: int | None = None
    voices: Mapping[str, timedelta] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()
    voiceless: frozenset[str] = frozenset()
    spoiled: frozenset[str] = frozenset()
    verified: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()

    def run(self, alarm_id: str) -> Run:
        """Return what is known of an alarm's soundings."""
        return self.runs.get(alarm_id, Run())

    def in_force(self, now: datetime, is_sure: bool) -> list[Standing]:
        """Return the alarms that shall sound, each once, without those that another one replaces."""
        found = [
            one
            for one in self.standings
            if one.alarm.status is not AlarmStatus.TEST
            and one.begins_at(is_sure) <= now < one.expires_at(is_sure)
            and not (one.alarm.status is AlarmStatus.EXERCISE and DRILL not in self.voices)
        ]
        return [one for one in found if not any(other.takes_over(one) for other in found)]

    def is_due(self, standing: Standing, now: datetime, is_sure: bool) -> bool:
        """Say whether an alarm in force sounds its next message now."""
        due = self.run(standing.alarm.id).due_at(standing, is_sure)
        return due is not None and due <= now

    def holds(self, now: datetime, is_sure: bool) -> bool:
        """Say whether programmes wait: a message sounds, or the next one follows after a short pause."""
        if self.message is not None:
            return True
        for one in self.in_force(now, is_sure):
            run = self.run(one.alarm.id)
            due = run.due_at(one, is_sure)
            if due is not None and run.is_between(one.alarm) and due - (run.ended_at or now) <= HOLD_GAP:
                return True
        return False


def told_apart(found: Iterable[Standing]) -> tuple[Standing, ...]:
    """Return each alarm once, as its widest locality has it, in an order that does not depend on theirs."""
    widest: dict[str, Standing] = {}
    for one in sorted(found, key=lambda one: (one.layer, -one.seq, repr(one))):
        widest.setdefault(one.alarm.id, one)
    return tuple(widest[name] for name in sorted(widest))


def voice_name(text: str) -> str:
    """Return the name under which the station keeps its own reading of a text."""
    return hashlib.sha256(text.encode()).hexdigest()
