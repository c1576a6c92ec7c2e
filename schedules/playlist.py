"""Ordered programmes: their items, their length, and what is on at an offset. Never plays, never fetches."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import StrEnum

NOTHING = timedelta()
REPEAT_GAP = timedelta(seconds=3)
"""The silence between two passes of a repeated item: as long as the one inside a clip that says its message twice."""


class Content(StrEnum):
    """What an item is to people; a station plays all clips alike."""

    IDENT = "ident"
    CLIP = "clip"
    BULLETIN = "bulletin"
    RELAY = "relay"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class ClipItem:
    """A finished clip, named by the SHA-256 of its audio; of a bulletin, if ``bulletin_id`` names one.

    ``role`` is IDENT for an opening or closing tune, which alone is no programme; None for any other clip.
    """

    sha256: str
    duration: timedelta
    bulletin_id: str | None = None
    role: Content | None = None

    @property
    def content(self) -> Content:
        """What it is to people."""
        return self.role or (Content.CLIP if self.bulletin_id is None else Content.BULLETIN)


@dataclass(frozen=True, slots=True)
class RelayItem:
    """An outside programme for a fixed time: ``urls`` in order of preference, ``fallback`` the clip if all are dead."""

    urls: tuple[str, ...]
    duration: timedelta
    fallback: str

    @property
    def content(self) -> Content:
        """What it is to people."""
        return Content.RELAY


@dataclass(frozen=True, slots=True)
class PauseItem:
    """Silence of a fixed length."""

    duration: timedelta

    @property
    def content(self) -> Content:
        """What it is to people."""
        return Content.PAUSE


Item = ClipItem | RelayItem | PauseItem


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a playlist: the item, its index, and how far into that item."""

    index: int
    item: Item
    offset: timedelta


@dataclass(frozen=True, slots=True)
class Playlist:
    """Items that sound one after the other without a gap."""

    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if any(item.duration < NOTHING for item in self.items):
            raise ValueError("an item of a playlist cannot last less than nothing")

    @property
    def duration(self) -> timedelta:
        """The length of one pass."""
        return total(self.items)

    def at(self, offset: timedelta, loop: bool = False) -> Position | None:
        """Return the place ``offset`` after the beginning; None before it and, unless it loops, after the end."""
        length = self.duration
        if offset < NOTHING or not length:
            return None
        remaining = offset % length if loop else offset
        for index, item in enumerate(self.items):
            if remaining < item.duration:
                return Position(index, item, remaining)
            remaining -= item.duration
        return None

    def clips(self) -> frozenset[str]:
        """Return the SHA-256 of every clip a station must hold to play this, fallbacks of relays included."""
        played = {item.sha256 for item in self.items if isinstance(item, ClipItem)}
        standby = {item.fallback for item in self.items if isinstance(item, RelayItem) and item.fallback}
        return frozenset(played | standby)

    def bulletin_ids(self) -> tuple[str, ...]:
        """Return the bulletins in it, each once, in order."""
        named = (item.bulletin_id for item in self.items if isinstance(item, ClipItem))
        return tuple(dict.fromkeys(one for one in named if one is not None))

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it is worth switching a loudspeaker on: no item at all, or only tunes and silence."""
        return all(item.content in (Content.IDENT, Content.PAUSE) for item in self.items)


def repeated(item: Item, times: int, gap: timedelta = REPEAT_GAP) -> tuple[Item, ...]:
    """Return ``item`` so many times, with a short silence between any two.

    Not for "the message twice": the clip of a bulletin already holds its message twice (``broadcaster.audio.master``),
    so ``times=2`` of such a clip would say it four times.
    """
    return (item, *(one for _ in range(times - 1) for one in (PauseItem(gap), item)))


@dataclass(slots=True)
class Layout:
    """A playlist being laid out from its beginning: floating items follow the one before, fixed ones wait for theirs.

    A fixed item begins exactly at its offset, and silence fills the gap before it. What stands before it must be over
    by then: a relay or a pause is shortened, for it has no end of its own; a clip that would reach beyond is left out
    whole, for half a message is worse than none. So nothing is ever cut in the middle of a sentence, and the silence
    before a fixed item is never longer than the clip that was left out for it, or than what people left free.
    """

    items: list[Item] = field(default_factory=list)
    end: timedelta = NOTHING

    def wait(self, offset: timedelta) -> None:
        """Let the next item begin at ``offset``, if that is not past yet."""
        if offset > self.end:
            self.items.append(PauseItem(offset - self.end))
            self.end = offset

    def add(self, item: Item, until: timedelta) -> bool:
        """Append an item that is over by the offset ``until``; False when it had to be left out."""
        room = until - self.end
        if item.duration > room:
            if isinstance(item, ClipItem) or room <= NOTHING:
                return False
            item = replace(item, duration=room)
        self.items.append(item)
        self.end += item.duration
        return True

    def playlist(self) -> Playlist:
        """Return what was laid out, without silence at the end."""
        items = list(self.items)
        while items and isinstance(items[-1], PauseItem):
            items.pop()
        return Playlist(tuple(items))


def total(items: Iterable[Item]) -> timedelta:
    """Return how long items last together."""
    return sum((item.duration for item in items), NOTHING)
