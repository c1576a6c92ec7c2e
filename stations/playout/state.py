"""What a station knows while it plays: values, and questions about them. Never decides what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from broadcaster.messages import AsRun, ClockTrust, EndedHow, Heard
from schedules.priority import Priority
from schedules.timetable import Airing, Missed, Span, resolve
from schedules.windows import DEFAULT_RULES, Rules, in_quiet, outside
from stations.playout.alarms import Alarms, Runs
from stations.playout.cues import Closes, Report
from stations.playout.running_order import Key, Slot

AHEAD = timedelta(seconds=10)
"""How long before its moment a clip is opened."""
ARM = timedelta(seconds=3)
"""How long before its moment the player is told to start."""
AMPLIFIER_LEAD = timedelta(seconds=2)
AMPLIFIER_HOLD = timedelta(seconds=5)
"""The relay does not drop between items that lie near each other."""
HASTE = timedelta(milliseconds=300)
"""What a player needs to open a clip that should sound already."""
END_GRACE = timedelta(seconds=1)
"""A player that has not said that a clip ended this long after its end never will."""
OVERRUN = timedelta(milliseconds=100)
"""A clip a little longer than it was said to be may fade into the next one for so long."""
MOST_ATTEMPTS = 5
SILENCE_DBFS = -50.0
MOST_REMEMBERED = 2000


Attempts = Mapping[str, Mapping[int, int]]
"""How often each item of an airing was begun or reported."""


class Phase(StrEnum):
    """How far a track is: opened, told to start, heard to have started."""

    PREPARED = "prepared"
    ARMED = "armed"
    SOUNDING = "sounding"


@dataclass(frozen=True, slots=True)
class Track:
    """One slot in the player under a ``token`` of its own; it sounds from ``at`` on."""

    token: str
    slot: Slot
    at: datetime
    attempt: int = 0
    phase: Phase = Phase.PREPARED
    started_at: datetime | None = None
    error_ms: float | None = None
    level_dbfs: float | None = None

    @property
    def begun(self) -> bool:
        """Whether the player was told to start it."""
        return self.phase is not Phase.PREPARED

    @property
    def heard(self) -> Heard:
        """What the loudness of the output says."""
        if self.level_dbfs is None:
            return Heard.UNKNOWN
        return Heard.YES if self.level_dbfs > SILENCE_DBFS else Heard.NO


@dataclass(frozen=True, slots=True)
class Past:
    """What the journal knows of earlier runs: attempts by airing and item, and what may not sound again."""

    attempts: Attempts = field(default_factory=dict)
    items: Mapping[Key, datetime] = field(default_factory=dict)
    airings: frozenset[str] = frozenset()
    runs: Runs = field(default_factory=dict)
    verified: frozenset[str] = frozenset()
    """The alarms of which the server has been told that they were verified."""


@dataclass(frozen=True, slots=True)
class State:
    """Everything ``step`` decides from."""

    station: str
    volume: int = 80
    rules: Rules = DEFAULT_RULES
    timezone: str = "Asia/Ho_Chi_Minh"
    trust: ClockTrust = ClockTrust.UNTRUSTED
    muted_until: datetime | None = None
    airings: tuple[Airing, ...] = ()
    spans: tuple[Span, ...] = ()
    missed: Mapping[str, Missed] = field(default_factory=dict)
    delayed: Mapping[str, datetime] = field(default_factory=dict)
    """When this station begins an airing whose start it missed and that it plays whole all the same."""
    ready: frozenset[str] = frozenset()
    attempts: Attempts = field(default_factory=dict)
    closed_items: Mapping[Key, datetime] = field(default_factory=dict)
    closed_airings: frozenset[str] = frozenset()
    tracks: tuple[Track, ...] = ()
    serial: int = 0
    player_alive: bool = True
    warming: bool = False
    """Whether the player has just been started and makes no sound yet; alarms wait for that and lose nothing."""
    amplifier: bool = False
    amplifier_until: datetime | None = None
    tone_until: datetime | None = None
    alarms: Alarms = Alarms()

    @classmethod
    def after(cls, station: str, past: Past, *, muted_until: datetime | None = None) -> "State":
        """Return the state of a station that has just started and remembers its ``past``."""
        return cls(
            station,
            muted_until=muted_until,
            attempts=past.attempts,
            closed_items=past.items,
            closed_airings=past.airings,
            alarms=Alarms(runs=past.runs, verified=past.verified),
        )

    @property
    def on_air(self) -> Track | None:
        """The track that sounds now."""
        return next((track for track in self.tracks if track.phase is Phase.SOUNDING), None)

    @property
    def is_able(self) -> bool:
        """Whether anything can begin: the time is known and the player is there."""
        return self.is_sure and self.player_alive

    @property
    def is_sure(self) -> bool:
        """Whether the time is known."""
        return self.trust is not ClockTrust.UNTRUSTED

    def is_alarmed(self, now: datetime) -> bool:
        """Say whether programmes wait for an alarm."""
        return self.alarms.holds(now, self.is_sure)

    def alarmed(self, **changes: Any) -> "State":
        """Return the state with fields of its alarms changed."""
        return replace(self, alarms=replace(self.alarms, **changes))

    def is_muted(self, now: datetime) -> bool:
        """Say whether a command to be silent holds."""
        return self.muted_until is not None and now < self.muted_until

    def is_touched(self, airing_id: str) -> bool:
        """Say whether any item of the airing was ever begun or reported."""
        return airing_id in self.attempts

    def attempt(self, key: Key) -> int:
        """Return how often an item was begun or reported."""
        return self.attempts.get(key[0], {}).get(key[1], 0)

    def is_closed(self, slot: Slot) -> bool:
        """Say whether the slot, or its whole airing, is over for good."""
        until = self.closed_items.get(slot.key)
        return slot.airing.id in self.closed_airings or (until is not None and slot.start < until)

    def is_quiet(self, airing: Airing) -> bool:
        """Say whether the airing would break the quiet hours, or the allowed hours and days without a permission.

        The publisher has asked already; the station asks again, so that no forged or mistaken plan wakes a village.
        """
        if airing.priority is Priority.EMERGENCY:
            return False
        spans = [(span.start, span.end) for span in self.spans if span.airing.id == airing.id]
        if airing.outside_reason.strip():
            return any(in_quiet(self.rules, start, end, self.timezone) for start, end in spans)
        return any(outside(self.rules, start, end, self.timezone) for start, end in spans)

    def scheduled(self, airings: tuple[Airing, ...], delayed: Mapping[str, datetime]) -> "State":
        """Return the state with these airings, and who sounds when at this station: what it delayed delays others."""
        starts = {one.id: delayed[one.id] for one in airings if one.id in delayed and delayed[one.id] > one.start}
        resolved = resolve(_starting(one, starts.get(one.id, one.start)) for one in airings)
        missed = {one.airing.id: one for one in resolved.missed}
        return replace(self, airings=airings, spans=resolved.spans, missed=missed, delayed=starts)

    def without(self, track: Track) -> "State":
        """Return the state without a track."""
        return replace(self, tracks=tuple(one for one in self.tracks if one.token != track.token))

    def with_track(self, track: Track) -> "State":
        """Return the state in which ``track`` takes the place of the one with its token."""
        return replace(self, tracks=tuple(track if one.token == track.token else one for one in self.tracks))

    def track(self, token: str) -> Track | None:
        """Return the track of a token; None when it is none of ours any more."""
        return next((one for one in self.tracks if one.token == token), None)

    def counted(self, key: Key) -> "State":
        """Return the state with one more attempt at an item."""
        items = {**self.attempts.get(key[0], {}), key[1]: self.attempt(key) + 1}
        return replace(self, attempts={**self.attempts, key[0]: items})

    def closed(self, report: Report) -> "State":
        """Return the state in which what a row closes does not sound again."""
        key = (report.row.airing_id or "", report.row.item)
        if report.until and report.closes is Closes.ITEM:
            return replace(self, closed_items={**self.closed_items, key: report.until})
        if report.closes is Closes.AIRING:
            return replace(self, closed_airings=self.closed_airings | {key[0]})
        return self


def _starting(airing: Airing, at: datetime) -> Airing:
    return airing if at == airing.start else replace(airing, start=at, end=at + airing.duration)


Outcome = tuple[State, list[Report]]


def ended(
    state: State, track: Track, how: EndedHow, now: datetime, *, reason: str = "", closes: Closes = Closes.NOTHING
) -> Outcome:
    """Return the state without a track, and its row; a track that was never told to start has none."""
    state = state.without(track)
    if not track.begun:
        return state, []
    row = AsRun(
        station=state.station,
        airing_id=track.slot.airing.id,
        alarm_id=None,
        item=track.slot.item,
        attempt=track.attempt,
        ended_how=how,
        heard=track.heard,
        started_at=track.started_at,
        start_error_ms=track.error_ms,
        ended_at=now,
        volume=state.volume,
        clip=track.slot.sha256,
        reason=reason,
    )
    report = Report(row, closes, track.slot.end)
    return replace(state, amplifier_until=now + AMPLIFIER_HOLD).closed(report), [report]


def unheard(state: State, key: Key, how: EndedHow, reason: str, *, until: datetime | None = None) -> Outcome:
    """Return the state after an airing, or its one item up to ``until``, did not sound as it should; and its row."""
    state = state.counted(key)
    row = AsRun(
        station=state.station,
        airing_id=key[0],
        alarm_id=None,
        item=key[1],
        attempt=state.attempt(key),
        ended_how=how,
        heard=Heard.NO,
        reason=reason,
    )
    report = Report(row, Closes.ITEM if until else Closes.AIRING, until)
    return state.closed(report), [report]
