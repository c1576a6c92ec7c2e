"""The languages people speak besides Vietnamese, and what alarms and bulletins say in them after it. Pure.

Never speaks, stores or sends. For alarms a translation is kept for a hazard at a locality and holds for all below it,
unless one nearer by is kept; what an alarm says is chosen once, when it is written, and is part of what two people
stand for. A bulletin carries translations of its own, and each locality hears those in its languages.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from broadcaster.errors import Missing, Refused
from broadcaster.localities import Tree

MOST_SAID = 3
"""So many languages follow the Vietnamese words: with more, nobody would hear the first words again for minutes."""
LONGEST = timedelta(seconds=60)
CODED = timedelta(seconds=1)
"""Coding adds a little: what was sixty seconds when it was brought may be so much longer as a clip."""
PAUSE = timedelta(seconds=1)
MOST_TEXT = 600
LONGEST_BULLETIN = timedelta(minutes=5)
"""The longest translation of a bulletin: it is mastered while somebody waits, and follows the Vietnamese words."""
MOST_BULLETIN_TEXT = 3000
MOST_CARRIED = 6
"""So many translations a bulletin carries; a locality hears three of them at most."""
UNSAYABLE = frozenset({"other", "drill"})
"""Hazards for which nothing is kept: the words of one are new each time, the other is only for exercises."""


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its BCP 47 code (RFC 5646: the shortest of ISO 639), and its names in Vietnamese and English."""

    code: str
    names: tuple[str, str]


LANGUAGES: Mapping[str, Language] = {
    one.code: one
    for one in (
        Language("km", ("Khmer", "Khmer")),
        Language("hmn", ("Mông", "Hmong")),
        Language("tyz", ("Tày", "Tày")),
        Language("blt", ("Thái", "Tai Dam")),
        Language("mtq", ("Mường", "Muong")),
        Language("nut", ("Nùng", "Nung")),
        Language("ium", ("Dao", "Iu Mien")),
        Language("jra", ("Gia Rai", "Jarai")),
        Language("rad", ("Ê Đê", "Rade")),
        Language("bdq", ("Ba Na", "Bahnar")),
        Language("sed", ("Xơ Đăng", "Sedang")),
        Language("kpm", ("Cơ Ho", "Koho")),
        Language("hre", ("Hrê", "Hre")),
        Language("cmo", ("Mnông", "Central Mnong")),
        Language("sti", ("Xtiêng", "Stieng")),
        Language("bru", ("Bru - Vân Kiều", "Eastern Bru")),
        Language("cjm", ("Chăm (duyên hải Nam Trung Bộ)", "Eastern Cham")),
        Language("cja", ("Chăm (Nam Bộ)", "Western Cham")),
        Language("yue", ("Hoa (Quảng Đông)", "Cantonese")),
        Language("cmn", ("Hoa (Quan thoại)", "Mandarin")),
        Language("en", ("Anh", "English")),
    )
}
"""In the order in which they are said."""


@dataclass(frozen=True, slots=True)
class Translation:
    """What is said in one language: a clip by its SHA-256, and in writing, where somebody wrote it down."""

    language: str
    clip: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a translation is kept for: one hazard in one language at a locality and below it."""

    locality: str
    hazard: str
    language: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A translation in the store; ``voice`` made its clip: a recording, or the engine that read the text."""

    id: str
    slot: Slot
    translation: Translation
    duration: timedelta
    voice: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Choice:
    """What an alert says after the Vietnamese words, and the languages of its places in which it says nothing.

    ``missing``: nothing is kept in these; ``crowded``: something is, but more than may be said.
    """

    said: tuple[Kept, ...] = ()
    missing: tuple[str, ...] = ()
    crowded: tuple[str, ...] = ()

    @property
    def translations(self) -> tuple[Translation, ...]:
        """What enters the alert."""
        return tuple(one.translation for one in self.said)


def checked_languages(codes: Iterable[str]) -> tuple[str, ...]:
    """Return the codes in the order of the list, each once; Refused ``language.unknown`` for any other."""
    wanted = set(codes)
    unknown = sorted(wanted - LANGUAGES.keys())
    if unknown:
        raise Refused("language.unknown", field="languages", code=unknown[0][:20], known=", ".join(LANGUAGES))
    return tuple(code for code in LANGUAGES if code in wanted)


def language(code: str) -> Language:
    """Return a language or raise Missing ``language.missing``."""
    found = LANGUAGES.get(code)
    if found is None:
        raise Missing("language.missing", code=code[:20])
    return found


def checked_text(text: str, most: int = MOST_TEXT) -> str:
    """Return the words of a translation on one line, or refuse them as none or too many."""
    words = " ".join(text.split())
    if not words:
        raise Refused("translation.empty", field="text")
    if len(words) > most:
        raise Refused("translation.text_long", field="text", most=most)
    return words


def checked_length(found: timedelta, longest: timedelta = LONGEST) -> timedelta:
    """Return the length of a translation, or refuse what would keep the Vietnamese words waiting too long."""
    if found > longest:
        facts = {"most": round(longest.total_seconds()), "found": round(found.total_seconds())}
        raise Refused("translation.long", field="recording", **facts)
    return found


def checked_translations(said: Sequence[Translation], *, is_real: bool) -> tuple[Translation, ...]:
    """Return what an alert is to say, or refuse too many, one language twice or unknown, or any in an exercise.

    The stations say in Vietnamese that it is an exercise: in another language it would be taken for real.
    """
    if said and not is_real:
        raise Refused("translation.drill")
    if len(said) > MOST_SAID or len({one.language for one in said}) < len(said):
        raise Refused("translation.many", most=MOST_SAID)
    checked_languages(one.language for one in said)
    return tuple(said)


def carried(translations: Iterable[Translation], said: Translation) -> tuple[Translation, ...]:
    """Return what a bulletin carries with one translation more, in the place of that in its language; Refused if many.

    They stand in the order of the list, which is the order in which they are said.
    """
    held = {one.language: one for one in translations} | {language(said.language).code: said}
    if len(held) > MOST_CARRIED:
        raise Refused("translation.carried", most=MOST_CARRIED)
    return tuple(held[code] for code in LANGUAGES if code in held)


def said_at(translations: Iterable[Translation], spoken: Collection[str]) -> tuple[Translation, ...]:
    """Return what a bulletin says after its Vietnamese words where these languages are spoken, three at most."""
    return tuple(one for one in translations if one.language in spoken)[:MOST_SAID]


def selections(translations: Sequence[Translation]) -> Iterator[tuple[Translation, ...]]:
    """Give all that some locality might hear of these: each choice of three at most, in their order, none first."""
    for count in range(min(MOST_SAID, len(translations)) + 1):
        yield from combinations(translations, count)


def added(lengths: Iterable[timedelta]) -> timedelta:
    """Return how much longer an alert becomes by translations of these lengths."""
    return sum((one + PAUSE for one in lengths), timedelta())


def spoken_at(places: Iterable[str], tree: Tree) -> tuple[str, ...]:
    """Return the languages of all who hear an alert at these places: what is spoken there, or anywhere inside."""
    inside = {one for place in places if place in tree.by_code for one in (*tree.path(place), *tree.subtree(place))}
    found = {code for one in inside for code in tree.by_code[one].languages}
    return tuple(code for code in LANGUAGES if code in found)


def holding(slot: Slot, tree: Tree, kept: Iterable[Kept]) -> Kept | None:
    """Return the translation that holds for a slot: that of its locality, else of the nearest above."""
    near = {one.slot.locality: one for one in kept if _same_words(one.slot, slot)}
    return next((near[one] for one in reversed(tree.path(slot.locality)) if one in near), None)


def choose(hazard: str, places: Sequence[str], tree: Tree, kept: Iterable[Kept]) -> Choice:
    """Return what an alert of a hazard says at these places: what holds at the lowest locality that has them all.

    What one commune had recorded may name its own school or hill, so it is not said in the next commune.
    """
    wanted, everything = spoken_at(places, tree), tuple(kept)
    if not wanted:
        return Choice()
    seat = tree.seat(one for one in places if one in tree.by_code)
    found = {code: holding(Slot(seat, hazard, code), tree, everything) for code in wanted}
    said = [one for one in found.values() if one is not None]
    return Choice(
        said=tuple(said[:MOST_SAID]),
        missing=tuple(code for code, one in found.items() if one is None),
        crowded=tuple(one.slot.language for one in said[MOST_SAID:]),
    )


def _same_words(one: Slot, other: Slot) -> bool:
    return (one.hazard, one.language) == (other.hazard, other.language)
