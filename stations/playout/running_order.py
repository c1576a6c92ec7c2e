"""The running order: the spans of a timetable cut into slots, one for each clip. Never decides who sounds."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schedules.playlist import ClipItem, Item, Playlist, RelayItem
from schedules.timetable import Airing, Span

Key = tuple[str, int]
"""One item of one airing: the airing's id and the item's number (a loop counts on)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """The clip ``sha256`` sounds during ``[start, end)``, beginning ``offset`` into it.

    Whole, it would last to ``clip_end``; ``cut`` says that a more urgent airing takes over at ``end``.
    """

    airing: Airing
    item: int
    sha256: str
    start: datetime
    end: datetime
    offset: timedelta
    clip_end: datetime
    cut: bool

    @property
    def key(self) -> Key:
        """What names this slot in the journal."""
        return self.airing.id, self.item

    @property
    def origin(self) -> datetime:
        """The moment at which the clip would have begun."""
        return self.start - self.offset

    def sounds_like(self, other: "Slot") -> bool:
        """Say whether both are the same item on the same clock; one that resumes after a cut is another slot."""
        return self.key == other.key and self.origin == other.origin


def slots(spans: Iterable[Span], since: datetime, until: datetime) -> list[Slot]:
    """Return the slots that touch ``[since, until)`` in their order; pauses are what lies between them."""
    near = (span for span in spans if span.start < until and since < span.end)
    return [slot for span in near for slot in _slots(span, since, until)]


def _slots(span: Span, since: datetime, until: datetime) -> Iterator[Slot]:
    playlist, moment = span.airing.playlist, max(span.start, since)
    while moment < min(span.end, until):
        offset = span.offset + (moment - span.start)
        position = playlist.at(offset, span.airing.loop)
        if position is None:
            return
        origin = moment - position.offset
        clip_end = origin + position.item.duration
        start, end = max(span.start, origin), min(span.end, clip_end)
        if sha256 := _clip(position.item):
            number = _number(playlist, offset, position.index)
            cut = end < clip_end and span.is_cut
            yield Slot(span.airing, number, sha256, start, end, start - origin, clip_end, cut)
        moment = end


def _number(playlist: Playlist, offset: timedelta, index: int) -> int:
    return offset // playlist.duration * len(playlist.items) + index


def _clip(item: Item) -> str:
    """Return the clip of an item; a relay sounds its stand-in until stations can relay."""
    if isinstance(item, ClipItem):
        return item.sha256
    return item.fallback if isinstance(item, RelayItem) else ""
