"""Packs a reading into parts a voice service takes, and says how long to be silent after each. Pure; loses no word."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

CLAUSE_END = re.compile(r"(?<=[.,;:!?…])\s+")
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")
SENTENCE_MARKS = (".", "!", "?", "…", ";")

Size = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Pauses:
    """Milliseconds of silence after a part, by what it ends."""

    clause: int = 280
    sentence: int = 650
    paragraph: int = 1050


def parts(text: str, most: int, size: Size = len, pauses: Pauses | None = None) -> Iterator[tuple[str, int]]:
    """Yield parts of at most ``most`` by ``size``, whole clauses packed together, each with its pause in milliseconds.

    A part never reaches over the end of a paragraph (a line); what has no letter is left out.
    """
    for line in text.splitlines():
        yield from _paused(pack(line, most, size), pauses or Pauses())


def sentences(text: str, most: int, pauses: Pauses | None = None) -> Iterator[tuple[str, int]]:
    """Yield each sentence with its pause in milliseconds; one of more than ``most`` characters in parts."""
    for line in text.splitlines():
        pieces = (part for sentence in SENTENCE_END.split(line) for part in pack(sentence, most))
        yield from _paused(pieces, pauses or Pauses())


def _paused(pieces: Iterable[str], pauses: Pauses) -> Iterator[tuple[str, int]]:
    """Give the pieces of one paragraph that say something, each with the silence after it."""
    said = [piece for piece in pieces if any(map(str.isalnum, piece))]
    for number, piece in enumerate(said, 1):
        pause_ms = pauses.sentence if piece.endswith(SENTENCE_MARKS) else pauses.clause
        yield piece, pauses.paragraph if number == len(said) else pause_ms


def pack(line: str, most: int, size: Size = len) -> Iterator[str]:
    """Pack whole clauses while they fit; cut a longer clause at a blank, a longer word anywhere."""
    packed = ""
    for piece in _pieces_that_fit(line, most, size):
        joined = f"{packed} {piece}".strip()
        if size(joined) > most:
            yield packed
            joined = piece
        packed = joined
    if packed:
        yield packed


def in_bytes(text: str) -> int:
    """Return the length in UTF-8, by which some services count."""
    return len(text.encode())


def _pieces_that_fit(line: str, most: int, size: Size) -> Iterator[str]:
    for clause in CLAUSE_END.split(line.strip()):
        if size(clause) <= most:
            yield clause
            continue
        for word in clause.split():
            yield from _cut(word, most, size)


def _cut(word: str, most: int, size: Size) -> Iterator[str]:
    """Cut a word that no service would take whole, letter by letter."""
    piece = ""
    for letter in word:
        if piece and size(piece + letter) > most:
            yield piece
            piece = ""
        piece += letter
    if piece:
        yield piece
