"""What calls people before an alarm speaks: siren patterns and attention tones as data, each with its source. Pure.

Never makes a sound: ``broadcaster.tones`` turns signals into samples, for stations and for those who listen beforehand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

ATTENTION = timedelta(seconds=5)
"""The tone before speech without a siren: 4 to 10 s (EN 60849, ISO 7240-16)."""
AFTER_SIREN = timedelta(seconds=4)
DRILL_NOTICES: Mapping[str, str] = {
    "vi": "Đây là bản tin diễn tập.",
    "en": "This is an exercise.",
}
"""What a station says itself before and after an exercise, by language (the words of Đà Nẵng's tsunami posts)."""


class Call(StrEnum):
    """What one stretch of a signal is."""

    SIREN = "siren"
    TONE = "tone"
    PAUSE = "pause"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One call for a length of time."""

    call: Call
    length: timedelta


Signal = tuple[Stretch, ...]
"""Stretches that follow each other without a gap."""


@dataclass(frozen=True, slots=True)
class Siren:
    """A pattern of blasts of one length with one gap between, at most so often in an alarm; where it comes from."""

    blasts: int
    blast: timedelta
    gap: timedelta
    most_repeats: int
    names: tuple[str, str]
    source: str

    @property
    def signal(self) -> Signal:
        """The blasts and the gaps between them."""
        blast, gap = Stretch(Call.SIREN, self.blast), Stretch(Call.PAUSE, self.gap)
        return (blast, *((gap, blast) * (self.blasts - 1)))


HUE = "Thừa Thiên Huế, tín hiệu còi cảnh báo thiên tai (baomoi.net.vn c53591708; plo.vn post877775)"


def _seconds(count: int) -> timedelta:
    return timedelta(seconds=count)


SIRENS: Mapping[str, Siren] = {
    "storm": Siren(3, _seconds(20), _seconds(10), 3, ("Bão, áp thấp nhiệt đới", "Storm, tropical depression"), HUE),
    "flood": Siren(2, _seconds(10), _seconds(10), 2, ("Lũ trên báo động II", "Flood above level II"), HUE),
    "urgent": Siren(
        5, _seconds(30), _seconds(5), 3, ("Lũ khẩn cấp, bão khẩn cấp, sóng thần", "Urgent flood or storm, tsunami"), HUE
    ),
}


def attention(siren: str = "") -> Signal:
    """Return what sounds before the speech: the siren's pattern and a tone, or a longer tone alone.

    A name from a newer server calls with the tone: an alarm never waits for a pattern.
    """
    known = SIRENS.get(siren)
    if known is None:
        return (Stretch(Call.TONE, ATTENTION),)
    return (*known.signal, Stretch(Call.TONE, AFTER_SIREN))


def length_of(signal: Signal) -> timedelta:
    """Return how long a signal sounds."""
    return sum((one.length for one in signal), timedelta())
