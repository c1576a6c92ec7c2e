"""The left-to-right scan: at each place the first recogniser that knows it speaks. Never reads a place twice."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from broadcaster.speech.normalise.addresses import address
from broadcaster.speech.normalise.amounts import amount, unit_alone
from broadcaster.speech.normalise.codes import code, document, flood_level, plate, road
from broadcaster.speech.normalise.dates import date
from broadcaster.speech.normalise.fractions import fraction
from broadcaster.speech.normalise.letters import VOWELS
from broadcaster.speech.normalise.line import Line, Recogniser
from broadcaster.speech.normalise.marks import list_mark, sign
from broadcaster.speech.normalise.numbers import digits
from broadcaster.speech.normalise.phones import phone
from broadcaster.speech.normalise.storms import place_at_sea
from broadcaster.speech.normalise.subjects import BRANDS
from broadcaster.speech.normalise.times import time
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind
from broadcaster.speech.normalise.weekdays import weekday
from broadcaster.speech.normalise.words import TABLE, capitals, letter, numeral, place, shortened

# The order decides: the first recogniser that knows what stands at a place wins.
AT_FIGURES: tuple[Recogniser, ...] = (
    *(address, document, plate, phone, place_at_sea),
    *(date, fraction, time, amount, code),
)
AT_LETTERS: tuple[Recogniser, ...] = (
    *(address, document, road, flood_level, weekday, place),
    *(unit_alone, shortened, numeral, code, capitals, letter),
)
AT_SIGNS: tuple[Recogniser, ...] = (phone, amount, document, sign)

CHUNK = re.compile(r"\S+")
WORD = re.compile(r"[^\W\d_]+")
FIGURES = re.compile(r"\d+")
SMALL_ROMAN = re.compile("[ivxlcdm]{2,}")
EDGES = ",;:!?()\"'."
# Words in small letters, or with one capital at the front, that are no plain words all the same.
SPECIAL = frozenset(
    {word for word in {**TABLE, **BRANDS} if word.islower() or word.istitle()}
    | {word.lower() for word in TABLE if len(word) > 2}
    | {word.title() for word in TABLE if len(word) > 2}
    | {"tp", "Tp", "tx", "Tx", "kp", "Kp", "vv", "km", "kg", "cm", "mm", "mg", "ml"}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cleaned line, and what was found there; None for plain words."""

    start: int
    end: int
    found: Found | None


def scan(line: Line, lexicon: Mapping[int, Found]) -> Iterator[Piece]:
    """Give the stretches of a line in order and without gaps; ``lexicon`` says what to say at some places."""
    text, at, plain = line.text, 0, 0
    while at < len(text):
        chunk_end = _plain_until(line, at, lexicon)
        if chunk_end > at:
            at = chunk_end
            continue
        found = lexicon.get(at) or _first(line, at)
        if found is None:
            at = _past_word(text, at)
            continue
        if plain < at:
            yield Piece(plain, at, None)
        yield Piece(at, found.end, found)
        plain = at = found.end
    if plain < at:
        yield Piece(plain, at, None)


def _plain_until(line: Line, at: int, lexicon: Mapping[int, Found]) -> int:
    """Return the end of the blank or the plain word that begins here; ``at`` itself if it needs a look."""
    text = line.text
    if text[at] == " ":
        return at + 1
    if not at or line.shouted or lexicon or (at and text[at - 1] != " "):
        return at
    match = CHUNK.match(text, at)
    core = match[0].strip(EDGES) if match else ""
    if not match or not core.isalpha() or "." in match[0][:-1] or core in SPECIAL:
        return at
    if not (core.islower() or core.istitle()) or SMALL_ROMAN.fullmatch(core):
        return at
    return match.end() if len(core) > 1 or core in VOWELS or (core not in "đĐÔ" and not core.isascii()) else at


def _first(line: Line, at: int) -> Found | None:
    """Return what the first recogniser that knows this place makes of it."""
    if not at and (found := list_mark(line, at)):
        return found
    for recogniser in _recognisers(line.text, at):
        found = recogniser(line, at)
        if found:
            return found
    if line.text[at].isdigit():
        match = FIGURES.match(line.text, at)
        return Found(match.end(), Kind.CODE, digits(match[0]), (Doubt.NUMBER,)) if match else None
    return None


def _recognisers(text: str, at: int) -> tuple[Recogniser, ...]:
    mark = text[at]
    if mark.isdigit():
        return AT_FIGURES
    if not mark.isalpha():
        return AT_SIGNS
    return AT_LETTERS if not at or not text[at - 1].isalpha() else ()


def _past_word(text: str, at: int) -> int:
    match = WORD.match(text, at)
    return match.end() if match else at + 1
