"""Who is on air at every instant: the one function that pages, editions, stations and as-run comparison all ask.

The rules, in the order in which they bite:

- One thing sounds at a time. A **strictly more urgent** airing cuts in at its start; any other waits for its end.
- Whoever waits goes on air in order of urgency, start, id, if its latest start has not passed; else it is missed.
- An airing that **waited plays whole from its beginning**: nobody has heard its head. (A *station* that is itself
  late, after a power cut, say, seeks into the programme instead: its neighbours are already playing it. That falls
  out of ``sounding``, whose offset grows with the clock from the span's start.)
- An airing that was **cut off** resumes where it was cut, but never further behind its plan than its latest start
  allows: after a longer interruption it skips ahead. Or it restarts from its beginning, if its latest start has not
  passed; or it is dropped.

So nothing sounds after its ``latest_end``, whatever happened before it, and ``compiling`` sees to it that no
``latest_end`` lies in the quiet hours.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from schedules.priority import Priority, may_preempt
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing, Resume, air_order

NOTHING = timedelta()


class How(StrEnum):
    """How a span came to begin when it begins."""

    ON_TIME = "on_time"
    LATE = "late"
    RESUMED = "resumed"
    RESTARTED = "restarted"


@dataclass(frozen=True, slots=True)
class Span:
    """``airing`` sounds during ``[start, end)``, beginning ``offset`` into its playlist (a loop counts on)."""

    airing: Airing
    start: datetime
    end: datetime
    offset: timedelta
    how: How
    reason: Reason


@dataclass(frozen=True, slots=True)
class Missed:
    """An airing that is not heard, or not to its end: ``heard`` of it had sounded before."""

    airing: Airing
    reason: Reason
    heard: timedelta = NOTHING


@dataclass(frozen=True, slots=True)
class Resolved:
    """The sequence of sound, in order and without overlap, and what was lost."""

    spans: tuple[Span, ...]
    missed: tuple[Missed, ...]


@dataclass(frozen=True, slots=True)
class Sounding:
    """What sounds at one instant, how far into its playlist, and why."""

    airing: Airing
    offset: timedelta
    reason: Reason


def resolve(airings: Iterable[Airing]) -> Resolved:
    """Return who sounds when; the same for any order of the airings, whose ids must differ."""
    stage = Stage()
    # What has no length cannot sound.
    arrivals = deque(sorted((airing for airing in airings if airing.start < airing.end), key=air_order))
    while arrivals or stage.on_air:
        now = stage.next_moment(arrivals)
        stage.finish(now)
        while arrivals and arrivals[0].start == now:
            stage.waiting.append(Turn(arrivals.popleft()))
        stage.give_up(now)
        stage.choose(now)
    return Resolved(tuple(stage.spans), tuple(stage.missed))


def sounding(airings: Iterable[Airing], at: datetime) -> Sounding | None:
    """Return what should sound at the instant ``at`` and why; None when nothing should."""
    for span in resolve(airings).spans:
        if span.start <= at < span.end:
            return Sounding(span.airing, span.offset + (at - span.start), span.reason)
    return None


@dataclass(frozen=True, slots=True)
class Turn:
    """An airing that wants to go on air: for the first time, or again after ``cutter`` cut it off at ``offset``."""

    airing: Airing
    offset: timedelta = NOTHING
    cutter: Airing | None = None

    @property
    def urgency(self) -> tuple[Priority, datetime, str]:
        """The order in which those who wait are let on air."""
        return self.airing.priority, self.airing.start, self.airing.id

    @property
    def resumes(self) -> bool:
        """Whether it goes on where it was, rather than from its beginning."""
        return self.cutter is not None and self.airing.resume is Resume.RESUME

    def begins_at(self, now: datetime) -> timedelta:
        """Return the offset at which it would begin now."""
        return max(self.offset, now - self.airing.last_chance) if self.resumes else NOTHING

    def is_lost(self, now: datetime) -> bool:
        """Say whether it is too late for it to begin now."""
        return self.begins_at(now) >= self.airing.duration if self.resumes else now > self.airing.last_chance

    def how(self, now: datetime) -> How:
        """Return how it would begin now."""
        if self.cutter:
            return How.RESUMED if self.resumes else How.RESTARTED
        return How.LATE if now > self.airing.start else How.ON_TIME


@dataclass(slots=True)
class Stage:
    """The state of ``resolve`` at one instant. Whenever nobody is on air, nobody is waiting."""

    on_air: Span | None = None
    waiting: list[Turn] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    missed: list[Missed] = field(default_factory=list)

    def next_moment(self, arrivals: Sequence[Airing]) -> datetime:
        """Return the next instant at which anything changes: the first arrival or the end of what is on air."""
        ends = [self.on_air.end] if self.on_air else []
        return min([*ends, arrivals[0].start] if arrivals else ends)

    def finish(self, now: datetime) -> None:
        """Take off air what has come to its end."""
        if self.on_air and self.on_air.end <= now:
            self.spans.append(self.on_air)
            self.on_air = None

    def give_up(self, now: datetime) -> None:
        """Strike those who have waited too long."""
        for turn in [turn for turn in self.waiting if turn.is_lost(now)]:
            self.waiting.remove(turn)
            blocker = self.on_air or self.spans[-1]
            self.lose(turn.airing, f"{turn.airing.resume}_too_late" if turn.cutter else "missed", blocker.airing)

    def choose(self, now: datetime) -> None:
        """Let the most urgent of those who wait go on air, if it is free or they may take it."""
        best = min(self.waiting, key=lambda turn: turn.urgency, default=None)
        if best is None or (self.on_air and not may_preempt(best.airing.priority, self.on_air.airing.priority)):
            return
        self.waiting.remove(best)
        if self.on_air:
            self.cut(self.on_air, best.airing, now)
        self.begin(best, now)

    def begin(self, turn: Turn, now: datetime) -> None:
        """Put on air one who waited."""
        offset = turn.begins_at(now)
        end = now + turn.airing.duration - offset
        self.on_air = Span(turn.airing, now, end, offset, turn.how(now), self.why(turn, now))

    def cut(self, span: Span, cutter: Airing, now: datetime) -> None:
        """Break off what is on air; it waits for its next turn, or is lost."""
        self.spans.append(replace(span, end=now))
        if span.airing.resume is Resume.DROP:
            self.lose(span.airing, "cut_drop", cutter)
        else:
            self.waiting.append(Turn(span.airing, span.offset + (now - span.start), cutter))

    def lose(self, airing: Airing, code: str, other: Airing) -> None:
        """Note that an airing, or the rest of it, is not heard because of another."""
        heard = sum((span.end - span.start for span in self.spans if span.airing.id == airing.id), NOTHING)
        self.missed.append(Missed(airing, because(code, title=airing.title, other=other.title), heard))

    def why(self, turn: Turn, now: datetime) -> Reason:
        """Return why a turn begins now and not otherwise."""
        how, title = turn.how(now), turn.airing.title
        if turn.cutter:
            skipped = minutes(turn.begins_at(now) - turn.offset) if turn.resumes else 0.0
            return because(how, title=title, other=turn.cutter.title, skipped=skipped)
        if how is How.LATE:
            return because(
                how, title=title, other=self.spans[-1].airing.title, minutes=minutes(now - turn.airing.start)
            )
        return because(how, title=title)


def minutes(length: timedelta) -> float:
    """Return a length in minutes with one decimal, as people are told it."""
    return round(length / timedelta(minutes=1), 1)
