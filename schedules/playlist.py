"""Ordered programmes: their items, their length, and what is on at an offset. Never plays, never fetches."""

from dataclasses import dataclass
from datetime import timedelta

NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class ClipItem:
    """A finished clip, named by the SHA-256 of its audio."""

    sha256: str
    duration: timedelta


@dataclass(frozen=True, slots=True)
class RelayItem:
    """An outside programme for a fixed time: ``urls`` in order of preference, ``fallback`` the clip if all are dead."""

    urls: tuple[str, ...]
    duration: timedelta
    fallback: str


@dataclass(frozen=True, slots=True)
class PauseItem:
    """Silence of a fixed length."""

    duration: timedelta


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
        return sum((item.duration for item in self.items), NOTHING)

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
