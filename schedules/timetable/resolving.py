"""Who is on air at every instant: the one function that pages, editions, stations and as-run comparison all ask.

The rules, in the order in which they bite:

- One thing sounds at a time. Who goes first, ``ranking`` says: emergencies, then the province's priority items, the
  commune's, ordinary ones, and under them all the base programme; a decision of people stands over that.
- An **emergency** cuts in at its start. Any other that may cut in waits for the end of the item that is sounding, if
  that is at most two minutes away. All who may not cut in wait for the end of the airing.
- Whoever waits goes on air in that order, if its latest start has not passed; else it is missed. What must not begin
  late (``Late.SKIP``) has its latest start at its start.
- An airing that **waited plays whole from its beginning**: nobody has heard its head. Only a base programme joins
  where its latest start allows. (A *station* that is itself late, after a power cut, say, seeks into the programme:
  its neighbours are already playing it. That falls out of ``sounding``, whose offset grows with the clock from the
  span's start.)
- An airing that was **cut off** resumes where it was cut, but never further behind its plan than its latest start
  allows: after a longer interruption it skips ahead. Or it restarts from its beginning, if its latest start has not
  passed; or it is dropped.

So nothing sounds after its ``latest_end``, whatever happened before it, and ``compiling`` sees to it that no
``latest_end`` lies in the quiet hours.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing, Resume, chains
from schedules.timetable.ranking import ranked, rule

NOTHING = timedelta()
MINUTE = timedelta(minutes=1)
EASE = timedelta(minutes=2)
"""How long one that may cut in waits for the item on air to end; a longer one (a relay, say) is cut at once."""


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

    @property
    def is_cut(self) -> bool:
        """Whether it ends before its airing is over."""
        return self.offset + (self.end - self.start) < self.airing.duration


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
    stages = [Stage(chain) for chain in chains(one for one in airings if one.start < one.end)]
    for stage in stages:
        stage.play()
    return Resolved(
        tuple(span for stage in stages for span in stage.spans),
        tuple(missed for stage in stages for missed in stage.missed),
    )


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
    def goes_on(self) -> bool:
        """Whether it begins somewhere inside rather than at its beginning."""
        return self.airing.resume is Resume.RESUME if self.cutter else self.airing.joinable

    def begins_at(self, now: datetime) -> timedelta:
        """Return the offset at which it would begin now."""
        return max(self.offset, now - self.airing.last_chance) if self.goes_on else NOTHING

    def is_lost(self, now: datetime) -> bool:
        """Say whether it is too late for it to begin now."""
        return self.begins_at(now) >= self.airing.duration if self.goes_on else now > self.airing.last_chance

    def how(self, now: datetime) -> How:
        """Return how it would begin now."""
        if self.cutter:
            return How.RESUMED if self.goes_on else How.RESTARTED
        return How.LATE if now > self.airing.start else How.ON_TIME


class Stage:
    """One chain of airings played through. Whenever nobody is on air, nobody is waiting."""

    def __init__(self, chain: list[Airing]) -> None:
        self.ranking = ranked(chain)
        self.arrivals = deque(chain)
        self.on_air: Span | None = None
        self.cut_at: datetime | None = None
        self.waiting: list[Turn] = []
        self.spans: list[Span] = []
        self.missed: list[Missed] = []

    def play(self) -> None:
        """Go from one instant at which anything changes to the next, until all is told."""
        while self.arrivals or self.on_air:
            now = self.next_moment()
            self.finish(now)
            while self.arrivals and self.arrivals[0].start == now:
                self.waiting.append(Turn(self.arrivals.popleft()))
            self.give_up(now)
            self.choose(now)

    def next_moment(self) -> datetime:
        """Return the next instant: the first arrival, the end of what is on air, or when it is to be cut off."""
        moments = [self.arrivals[0].start] if self.arrivals else []
        moments += [self.on_air.end] if self.on_air else []
        return min([*moments, self.cut_at] if self.cut_at else moments)

    def finish(self, now: datetime) -> None:
        """Take off air what has come to its end."""
        if self.on_air and self.on_air.end <= now:
            self.spans.append(self.on_air)
            self.on_air = None

    def give_up(self, now: datetime) -> None:
        """Strike those who have waited too long."""
        lost = [turn for turn in self.waiting if turn.is_lost(now)]
        if lost:
            self.waiting = [turn for turn in self.waiting if turn not in lost]
        for turn in lost:
            blocker = self.on_air or self.spans[-1]
            self.lose(turn.airing, f"{turn.airing.resume}_too_late" if turn.cutter else "missed", blocker.airing)

    def choose(self, now: datetime) -> None:
        """Let the first of those who wait go on air, if it is free or they may take it now."""
        self.cut_at = None
        if self.on_air is None:
            self.begin(self.waiting, now)
            return
        rivals = [one for one in self.waiting if self.ranking.may_cut(one.airing, self.on_air.airing)]
        moment = min((cut_moment(self.on_air, one.airing, now) for one in rivals), default=None)
        if moment == now:
            best = self.first(rivals)
            self.cut(self.on_air, best.airing, now)
            self.begin([best], now)
        else:
            self.cut_at = moment

    def first(self, turns: list[Turn]) -> Turn:
        """Return who of several goes first."""
        return min(turns, key=lambda turn: self.ranking.number(turn.airing))

    def begin(self, turns: list[Turn], now: datetime) -> None:
        """Put on air the first of those who wait, if any does."""
        if not turns:
            return
        turn = self.first(turns)
        self.waiting.remove(turn)
        offset = turn.begins_at(now)
        end = now + turn.airing.duration - offset
        self.on_air = Span(turn.airing, now, end, offset, turn.how(now), self.why(turn, now))

    def cut(self, span: Span, cutter: Airing, now: datetime) -> None:
        """Break off what is on air; it waits for its next turn, or is lost."""
        self.spans.append(replace(span, end=now))
        self.on_air = None
        if span.airing.resume is Resume.DROP:
            self.lose(span.airing, "cut_drop", cutter)
        else:
            self.waiting.append(Turn(span.airing, span.offset + (now - span.start), cutter))

    def lose(self, airing: Airing, code: str, other: Airing) -> None:
        """Note that an airing, or the rest of it, is not heard because of another."""
        heard = sum((span.end - span.start for span in self.spans if span.airing.id == airing.id), NOTHING)
        self.missed.append(Missed(airing, because(code, **named(airing, other)), heard))

    def why(self, turn: Turn, now: datetime) -> Reason:
        """Return why a turn begins now and not otherwise."""
        how, airing = turn.how(now), turn.airing
        skipped = minutes(turn.begins_at(now) - turn.offset) if turn.goes_on else 0.0
        if turn.cutter:
            return because(how, **named(airing, turn.cutter), skipped=skipped)
        if how is How.ON_TIME:
            return because(how, title=airing.title)
        before = self.spans[-1]
        facts = named(airing, before.airing) | {"minutes": minutes(now - airing.start)}
        if skipped:
            return because("joined", **facts, skipped=skipped)
        return because("late_item" if before.is_cut else how, **facts)


def cut_moment(span: Span, arriving: Airing, now: datetime) -> datetime:
    """Return when what is on air is cut off for an airing that waits to cut in and is not too late ``now``."""
    airing = span.airing
    position = airing.playlist.at(span.offset + (now - span.start), airing.loop)
    if arriving.priority is Priority.EMERGENCY or position is None or not position.offset:
        return now
    left = position.item.duration - position.offset
    return now if left > EASE else min(now + left, arriving.last_chance)


def named(airing: Airing, other: Airing) -> dict[str, object]:
    """Return the facts about an airing that gives way to another: both titles, the rule, and the other's layer."""
    return {"title": airing.title, "other": other.title, "why": rule(other, airing), "layer": other.layer}


def minutes(length: timedelta) -> float:
    """Return a length in minutes with one decimal, as people are told it."""
    return round(length / MINUTE, 1)
