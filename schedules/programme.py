"""Programmes that are filled afresh for every airing: a template of parts, and which bulletins go into it when.

Never chooses days and times, and never knows what other places sound; ``fill`` is one pure function of its arguments.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from schedules.playlist import NOTHING, ClipItem, Content, Item, Layout, PauseItem, Playlist, RelayItem, repeated, total
from schedules.reason import Reason, because

LONGEST = timedelta(hours=12)
PARTS_MOST = 40
TIMES_MOST = 10
MINUTE = timedelta(minutes=1)


class InvalidProgramme(ValueError):
    """A template that cannot be; ``code`` and ``facts`` are for the wording tables."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(f"{code} {facts}" if facts else code)
        self.code = code
        self.facts = facts


@dataclass(frozen=True, slots=True)
class Ident:
    """The tune; without ``sha256`` until its clip has been made. ``at`` fixes any part at an offset."""

    sha256: str = ""
    duration: timedelta = NOTHING
    at: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FixedBulletin:
    """One bulletin in every airing as long as it is valid, so many times; its clip says the message twice already."""

    bulletin_id: str
    times: int = 1
    at: timedelta | None = None


@dataclass(frozen=True, slots=True)
class FixedClip:
    """One clip in every airing, so many times."""

    sha256: str
    duration: timedelta
    times: int = 1
    at: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Relay:
    """An outside programme; it may be shortened to make room for a fixed part or the end."""

    urls: tuple[str, ...]
    duration: timedelta
    fallback: str = ""
    at: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence."""

    duration: timedelta
    at: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Bulletins of these categories, the newest first, ``most`` long at most.

    ``again`` lets in what was heard earlier today, or in this place's programmes of the days before.
    """

    fields: frozenset[int]
    most: timedelta | None = None
    again: bool = False
    at: timedelta | None = None


Part = Ident | FixedBulletin | FixedClip | Relay | Pause | Fill


@dataclass(frozen=True, slots=True)
class Programme:
    """A template: parts in order, ``length`` long at most. Raises InvalidProgramme for what cannot be."""

    length: timedelta
    parts: tuple[Part, ...]

    def __post_init__(self) -> None:
        if not NOTHING < self.length <= LONGEST:
            raise InvalidProgramme("schedules.programme_length", most=int(LONGEST / MINUTE))
        if not 0 < len(self.parts) <= PARTS_MOST:
            raise InvalidProgramme("schedules.programme_parts", most=PARTS_MOST)
        for part in self.parts:
            check_part(part)
        named = self.bulletin_ids
        if len(set(named)) < len(named):
            raise InvalidProgramme("schedules.programme_twice")
        offsets = [NOTHING, *(part.at for part in self.parts if part.at is not None)]
        if offsets != sorted(offsets) or len(set(offsets[1:])) < len(offsets) - 1 or offsets[-1] >= self.length:
            raise InvalidProgramme("schedules.programme_offsets")

    @property
    def bulletin_ids(self) -> tuple[str, ...]:
        """The bulletins that people fixed in it, in order."""
        return tuple(part.bulletin_id for part in self.parts if isinstance(part, FixedBulletin))

    @property
    def categories(self) -> frozenset[int]:
        """The categories any part of it is filled from."""
        return frozenset(one for part in self.parts if isinstance(part, Fill) for one in part.fields)

    @property
    def clips(self) -> frozenset[str]:
        """The SHA-256 of the clips that people put into it themselves, tunes and stand-ins of relays included."""
        named = {part.sha256 for part in self.parts if isinstance(part, Ident | FixedClip)}
        standby = {part.fallback for part in self.parts if isinstance(part, Relay)}
        return frozenset(named | standby) - {""}

    def takes(self, bulletin_id: str, category: int) -> bool:
        """Say whether an airing of it might hold this bulletin."""
        return category in self.categories or bulletin_id in self.bulletin_ids


def check_part(part: Part) -> None:
    """Raise InvalidProgramme for a part without length, source, or with too many passes."""
    if isinstance(part, Fill) and not part.fields:
        raise InvalidProgramme("schedules.fill_no_category")
    if isinstance(part, Relay) and not all(part.urls or [""]):
        raise InvalidProgramme("schedules.relay_no_source")
    lengths = {Fill: "most", Relay: "duration", Pause: "duration", FixedClip: "duration"}
    length = getattr(part, lengths[type(part)]) if type(part) in lengths else None
    if length is not None and not NOTHING < length <= LONGEST:
        raise InvalidProgramme("schedules.part_length", most=int(LONGEST / MINUTE))
    if isinstance(part, FixedBulletin | FixedClip) and not 1 <= part.times <= TIMES_MOST:
        raise InvalidProgramme("schedules.part_times", most=TIMES_MOST)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An approved bulletin that a programme may take; ``clip`` None while it has no sound."""

    bulletin_id: str
    title: str
    category: int
    approved_at: datetime
    clip: ClipItem | None
    valid_until: datetime | None = None

    @property
    def item(self) -> ClipItem | None:
        """Its clip as an item that names it."""
        return None if self.clip is None else replace(self.clip, bulletin_id=self.bulletin_id)


@dataclass(frozen=True, slots=True)
class Pool:
    """What the programmes of one place are filled from.

    Airings that start before ``since`` are not filled any more: they are what was published, ``begun`` by their start,
    or nothing. ``before`` are the bulletins that programmes here carried on earlier days.
    """

    candidates: tuple[Candidate, ...]
    since: datetime
    begun: tuple[tuple[datetime, Playlist], ...] = ()
    before: frozenset[str] = frozenset()


NOBODY = Pool((), since=datetime.min.replace(tzinfo=UTC))
"""The pool of a plan that is no programme."""


@dataclass(frozen=True, slots=True)
class Filled:
    """What one airing of a programme holds, and why each other candidate is not in it, the newest first."""

    playlist: Playlist
    bulletin_ids: tuple[str, ...]
    left_out: tuple[tuple[str, Reason], ...]


def fill(
    programme: Programme,
    pool: Iterable[Candidate],
    at: datetime,
    *,
    heard: frozenset[str] = frozenset(),
    before: frozenset[str] = frozenset(),
) -> Filled:
    """Return what ``programme`` holds when it begins at the aware instant ``at``, whatever order the pool comes in.

    Newest approved first, then by id. ``heard`` are the bulletins planned earlier on that day, ``before`` those of the
    programmes of earlier days: a part takes them only if it says ``again``. Never one that is not valid any more when
    its turn comes, never one twice, and never longer than the programme. A part to be filled leaves room for the
    floating parts that follow it.
    """
    newest_first = sorted(sorted(pool, key=lambda one: one.bulletin_id), key=lambda one: one.approved_at, reverse=True)
    filling = Filling(programme, {one.bulletin_id: one for one in newest_first}, at, heard=heard, before=before)
    for index, part in enumerate(programme.parts):
        filling.play(index, part)
    playlist = filling.layout.playlist()
    return Filled(playlist, playlist.bulletin_ids(), tuple(filling.reasons.items()))


@dataclass(slots=True)
class Filling:
    """One airing of a programme while it is laid out, part by part."""

    programme: Programme
    pool: dict[str, Candidate]
    at: datetime
    heard: frozenset[str]
    before: frozenset[str]
    layout: Layout = field(default_factory=Layout)
    reasons: dict[str, Reason] = field(default_factory=dict)

    def __post_init__(self) -> None:
        fixed = self.programme.bulletin_ids
        free = [one for one in self.pool.values() if one.bulletin_id not in fixed]
        self.reasons = {one.bulletin_id: because("fill_other_category", title=one.title) for one in free}

    def play(self, index: int, part: Part) -> None:
        """Lay out one part."""
        if part.at is not None:
            self.layout.wait(part.at)
        until = self.boundary(index)
        if isinstance(part, Fill):
            room = until - self.reserved(index)
            self.take(part, room if part.most is None else min(room, self.layout.end + part.most))
            return
        if isinstance(part, FixedBulletin) and isinstance(found := self.fixed(part, until), Reason):
            self.reasons[part.bulletin_id] = found
            return
        for item in self.items(part):
            if not self.layout.add(item, until):
                return

    def boundary(self, index: int) -> timedelta:
        """Return the offset by which a part must be over: the next fixed one's, or the end."""
        later = (part.at for part in self.programme.parts[index + 1 :])
        return next((at for at in later if at is not None), self.programme.length)

    def reserved(self, index: int) -> timedelta:
        """Return how long the floating parts between this one and the next fixed one last together."""
        reserved = NOTHING
        for part in self.programme.parts[index + 1 :]:
            if part.at is not None:
                break
            reserved += total(self.items(part))
        return reserved

    def items(self, part: Part) -> Sequence[Item]:
        """Return the items of a part that is not filled; none for one that has no sound."""
        match part:
            case Ident():
                return [ClipItem(part.sha256, part.duration, role=Content.IDENT)] if part.sha256 else []
            case FixedClip():
                return repeated(ClipItem(part.sha256, part.duration), part.times)
            case Relay():
                return [RelayItem(part.urls, part.duration, part.fallback)]
            case Pause():
                return [PauseItem(part.duration)]
            case FixedBulletin():
                known = self.pool.get(part.bulletin_id)
                return repeated(known.item, part.times) if known and known.item else []
            case _:
                return []

    def fixed(self, part: FixedBulletin, until: timedelta) -> ClipItem | Reason:
        """Return the item of a fixed bulletin, or why it is not in this airing."""
        known = self.pool.get(part.bulletin_id)
        return self.fitting(known, until) if known else because("fill_gone")

    def take(self, part: Fill, until: timedelta) -> None:
        """Take what the part may have and what there is room for, the newest first."""
        fixed = self.programme.bulletin_ids
        waiting = [self.pool[one] for one in self.reasons if one not in fixed]
        for known in [one for one in waiting if one.category in part.fields]:
            found = self.stale(known, part) or self.fitting(known, until)
            if isinstance(found, Reason):
                self.reasons[known.bulletin_id] = found
            else:
                self.layout.add(found, until)
                del self.reasons[known.bulletin_id]

    def stale(self, known: Candidate, part: Fill) -> Reason | None:
        """Return that people here have heard it already, unless the part may repeat."""
        if part.again:
            return None
        if known.bulletin_id in self.heard:
            return because("fill_heard_today", title=known.title)
        return because("fill_heard_before", title=known.title) if known.bulletin_id in self.before else None

    def fitting(self, known: Candidate, until: timedelta) -> ClipItem | Reason:
        """Return the item to sound next, or why it cannot: no sound, no longer valid, or no room before ``until``."""
        item = known.item
        if item is None:
            return because("fill_no_sound", title=known.title)
        if known.valid_until is not None and known.valid_until <= self.at + self.layout.end:
            return because("fill_expired", title=known.title)
        room = max(until - self.layout.end, NOTHING)
        if item.duration > room:
            length, left = round(item.duration / MINUTE, 1), round(room / MINUTE, 1)
            return because("fill_too_long", title=known.title, minutes=length, room=left)
        return item
