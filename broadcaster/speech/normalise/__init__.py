"""Turns what an officer writes into what a voice shall say. Pure: no voice, no file, no clock.

One scan from left to right finds classed tokens, each with its place in the text as it was typed and its reading.
``NORMALISER_VERSION`` changes with every change of a reading, because finished speech is cached by it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.speech.normalise import cleaning
from broadcaster.speech.normalise.letters import is_syllable
from broadcaster.speech.normalise.lexicon import NO_LEXICON, Lexicon, Row, read_lexicon, read_rows, touching
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import REGIONS
from broadcaster.speech.normalise.scanner import Piece, scan
from broadcaster.speech.normalise.tokens import Doubt, Kind, Token

__all__ = [
    "NORMALISER_VERSION",
    "NO_LEXICON",
    "REGIONS",
    "Doubt",
    "Kind",
    "Lexicon",
    "Reading",
    "Row",
    "Token",
    "read_aloud",
    "read_lexicon",
    "read_rows",
    "touching",
]

NORMALISER_VERSION = "3"

SHOUTED_SHARE = 0.8
SHOUTED_WORDS = 3
OPENING = frozenset(" (\"'")
GAP_BEFORE_MARK = re.compile(r"\s+([,.;:!?)])")
GAP_AFTER_OPENING = re.compile(r"\(\s+")
IDLE_COMMA = re.compile(r"[,\s]+(?=[,.;:!?)])|(?<=[(:;])\s*,")
EMPTY_BRACKETS = re.compile(r"\s*\([\s,.;:]*\)")
SECOND_STOP = re.compile(r"\.(?:\s*\.)+")
LOOSE_DASH = re.compile(r"(?<=\w)-(?=\s)|(?<=\s)-(?=\w)")
BLANKS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words to be spoken, one paragraph a line; the written words that are read with doubt; all that was found."""

    spoken: str
    warnings: tuple[str, ...]
    tokens: tuple[Token, ...] = ()


def read_aloud(
    text: str,
    region: str = "south",
    *,
    lexicon: Lexicon | Mapping[str, str] | None = None,
) -> Reading:
    """Return what is said for ``text`` as people of ``region`` (south, north, central) count; never raises on any text.

    ``lexicon`` holds the readings of a locality. ``warnings`` are words as written, to be heard before they are
    broadcast. Raises Refused for a mapping that is no lexicon.
    """
    way = REGIONS.get(region, REGIONS["south"])
    own = lexicon if isinstance(lexicon, Lexicon) else Lexicon.of(lexicon) if lexicon else NO_LEXICON
    spoken: list[str] = []
    tokens: list[Token] = []
    for cleaned in cleaning.clean_lines(text):
        line = Line(cleaned.text, way, _is_shouted(cleaned.text))
        pieces = list(scan(line, own.places(cleaned.text)))
        said = _joined(line, pieces)
        if any(map(str.isalnum, said)):
            spoken.append(said)
            tokens += _tokens(text, cleaned, line, pieces)
    doubtful = dict.fromkeys(token.written for token in tokens if token.warnings)
    return Reading("\n".join(spoken), tuple(doubtful), tuple(tokens))


def _joined(line: Line, pieces: list[Piece]) -> str:
    """Put the words together again, with a blank wherever what was found would touch a word."""
    parts: list[str] = []
    last = " "
    for piece in pieces:
        words = piece.found.said if piece.found else line.text[piece.start : piece.end]
        if words:
            parts += [" ", words] if last not in OPENING and (words[0].isalnum() or words[0] == "(") else [words]
            last = words[-1]
    joined = "".join(parts)
    return _tidy(joined.lower() if line.shouted else joined)


def _tidy(said: str) -> str:
    """Put blanks and marks right after some words became others and some nothing."""
    said = EMPTY_BRACKETS.sub(" ", GAP_AFTER_OPENING.sub("(", BLANKS.sub(" ", said)))
    said = GAP_AFTER_OPENING.sub("(", IDLE_COMMA.sub("", GAP_BEFORE_MARK.sub(r"\1", said)))
    return SECOND_STOP.sub(".", LOOSE_DASH.sub("", said)).strip(" ,;:")


def _tokens(text: str, cleaned: cleaning.Line, line: Line, pieces: list[Piece]) -> list[Token]:
    """Return what was found, with its place in the text as typed, without blanks at its end."""
    tokens: list[Token] = []
    last = 0
    for piece in pieces:
        if piece.found is None:
            continue
        length = len(cleaned.text[piece.start : piece.end].rstrip())
        start, end = (
            max(last, cleaned.starts[piece.start]),
            cleaned.ends[piece.start + length - 1],
        )
        # A sign such as ½ stands for several characters; it belongs to the first token that has it.
        if start >= end:
            continue
        last = end
        said = piece.found.said.lower() if line.shouted else piece.found.said
        tokens.append(Token(piece.found.kind, start, end, text[start:end], said, piece.found.doubts))
    return tokens


def _is_shouted(line: str) -> bool:
    """Tell a heading in capitals from a sentence: voices spell capitals out."""
    capitals = sum(map(str.isupper, line))
    if capitals < SHOUTED_WORDS or capitals <= SHOUTED_SHARE * sum(map(str.isalpha, line)):
        return False
    words = line.split()
    return len(words) >= SHOUTED_WORDS and sum(map(is_syllable, words)) * 3 >= len(words)
