"""The values of a timetable: plans as people wish them, airings as they are published. Never decides anything."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from hashlib import sha256

from schedules.playlist import Playlist
from schedules.priority import Priority, Rank, rank
from schedules.programme import NOBODY, Pool, Programme
from schedules.reason import Reason, because
from schedules.recurrence import Recurrence

PATIENCE = timedelta(minutes=5)


class Resume(StrEnum):
    """What becomes of an airing that a more urgent one cut off."""

    RESUME = "resume"
    RESTART = "restart"
    DROP = "drop"


class Late(StrEnum):
    """What a station does with an airing whose start it missed.

    SEEK joins where its neighbours are; what waited for another programme plays whole. WHOLE always begins at the
    beginning, if it may still begin at all. SKIP never begins late, whoever was in its way.
    """

    SEEK = "seek"
    WHOLE = "whole"
    SKIP = "skip"


@dataclass(frozen=True, slots=True)
class Plan:
    """A wish: sound this playlist at these times. The length of a looping plan is its ``loop_duration``.

    ``resume`` defaults to RESUME: half a bulletin heard counts as none, and ``resolve`` never lets an airing that goes
    on end later than one that began at its latest start, so going on is harmless. ``outside_reason`` lets the plan
    sound outside the allowed hours; one that nobody has let yet only stands in ``outside_asked``. ``base`` marks the
    base programme that others are inserted into; ``ahead_of`` names the airings and plans of its own priority this one
    goes before, whatever the tie rule says.
    A plan with a ``programme`` has no playlist of its own: each airing is filled from ``pool``.
    """

    id: str
    title: str
    priority: Priority
    recurrence: Recurrence
    playlist: Playlist
    bulletin_ids: tuple[str, ...] = ()
    latest_start_after: timedelta = PATIENCE
    resume: Resume = Resume.RESUME
    loop: bool = False
    loop_duration: timedelta | None = None
    volume_boost_db: float = 0.0
    outside_reason: str = ""
    approved_at: datetime | None = None
    base: bool = False
    ahead_of: tuple[str, ...] = ()
    late: Late = Late.SEEK
    programme: Programme | None = None
    pool: Pool = NOBODY
    outside_asked: str = ""

    @property
    def duration(self) -> timedelta:
        """How long one airing lasts, or may last at most; nothing for a loop without a length."""
        if self.programme is not None:
            return self.programme.length
        return (self.loop_duration or timedelta()) if self.loop else self.playlist.duration

    def airing_at(self, start: datetime, layer: int = 0) -> "Airing":
        """Return the airing that begins at the aware UTC ``start``, planned by a locality ``layer`` deep."""
        return Airing(
            id=airing_id(self.id, start),
            plan_id=self.id,
            title=self.title,
            start=start,
            latest_start=start + max(self.latest_start_after, timedelta()),
            end=start + self.duration,
            priority=self.priority,
            bulletin_ids=self.bulletin_ids,
            playlist=self.playlist,
            loop=self.loop,
            volume_boost_db=self.volume_boost_db,
            resume=self.resume,
            outside_reason=self.outside_reason,
            layer=layer,
            base=self.base,
            ahead_of=self.ahead_of,
            late=self.late,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Airing:
    """One planned sounding, all times aware UTC; ``[start, end)`` is the plan, ``latest_end`` the worst case.

    ``outside_reason`` is the permission a station's own guard of the quiet hours asks for. ``layer`` is the depth of
    the locality that planned it: 0 the province, a station's own plan deepest.
    """

    id: str
    plan_id: str
    title: str
    start: datetime
    latest_start: datetime
    end: datetime
    priority: Priority
    bulletin_ids: tuple[str, ...]
    playlist: Playlist
    loop: bool = False
    volume_boost_db: float = 0.0
    resume: Resume = Resume.RESUME
    outside_reason: str = ""
    layer: int = 0
    base: bool = False
    ahead_of: tuple[str, ...] = ()
    late: Late = Late.SEEK

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return self.end - self.start

    @property
    def last_chance(self) -> datetime:
        """The latest moment at which it may begin; its start, should a publisher have written an earlier one."""
        return self.start if self.late is Late.SKIP else max(self.start, self.latest_start)

    @property
    def latest_end(self) -> datetime:
        """The moment at which it is over whatever delayed or interrupted it."""
        return self.last_chance + self.duration

    @property
    def joinable(self) -> bool:
        """Whether it may begin somewhere inside: a base programme is not missed because something stood before it."""
        return self.base and self.late is Late.SEEK

    @property
    def last_entry(self) -> datetime:
        """The latest moment at which any of it may begin to sound."""
        return self.latest_end if self.joinable else self.last_chance

    @property
    def rank(self) -> Rank:
        """Its step in the order of who goes first."""
        return rank(self.priority, layer=self.layer, base=self.base)

    @property
    def reason(self) -> Reason:
        """Why it stands in the timetable."""
        return because("planned", title=self.title, priority=self.priority.name.lower())


@dataclass(frozen=True, slots=True)
class Refusal:
    """An occurrence that did not become an airing, and the rule that forbids it."""

    plan_id: str
    start: datetime
    reason: Reason


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A bulletin that one airing of a programme might have held but does not, and why."""

    plan_id: str
    start: datetime
    bulletin_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Compiled:
    """What became of the plans of one locality, both parts sorted by start."""

    airings: tuple[Airing, ...]
    refusals: tuple[Refusal, ...]
    left_out: tuple[LeftOut, ...] = ()


def air_order(airing: Airing) -> tuple[datetime, Rank, int, str]:
    """Return the order in which airings are told: earlier start, then who goes first."""
    return airing.start, airing.rank, airing.layer, airing.id


def chains(airings: Iterable[Airing]) -> Iterator[list[Airing]]:
    """Yield the airings in air order, those together whose worst cases touch: between two chains nothing is open."""
    chain: list[Airing] = []
    ends = datetime.min.replace(tzinfo=UTC)
    for airing in sorted(airings, key=air_order):
        if chain and airing.start >= ends:
            yield chain
            chain = []
        chain.append(airing)
        ends = max(ends, airing.latest_end)
    if chain:
        yield chain


def airing_id(plan_id: str, start: datetime) -> str:
    """Return the id an occurrence has in every edition: of ``[a-z0-9-]`` only, so that it may stand in a topic."""
    return f"{topic_safe(plan_id)}-{start.astimezone(UTC):%Y%m%dt%H%M%Sz}"


def topic_safe(text: str) -> str:
    """Return ``text`` if it may stand in a topic, else its safe part and a digest that keeps it unlike all others."""
    if re.fullmatch(r"[a-z0-9-]+", text):
        return text
    safe = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    return f"{safe}-{sha256(text.encode()).hexdigest()[:12]}".lstrip("-")
