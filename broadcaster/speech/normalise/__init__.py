"""Turns what an officer writes into what a voice shall say. Pure: no voice, no file, no clock.

The minimal reading: one left-to-right scan with ordered recognisers. The full normaliser of a later edition takes
this place behind the same ``read_aloud``; ``NORMALISER_VERSION`` changes with every change of a reading, because
finished speech is cached by it.
"""

import re
import unicodedata
from dataclasses import dataclass

from broadcaster.speech.normalise.numbers import REGIONS, Region
from broadcaster.speech.normalise.scanner import scan

NORMALISER_VERSION = "1"

# Soft hyphens, zero-width marks, private and unassigned characters, halves of pairs: nothing a voice could say.
SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
BLANKS = re.compile(r"[^\S\n]+")
BLANK_LINES = re.compile(r" ?\n[\n ]*")
SHOUTED_SHARE = 0.8
SHOUTED_WORDS = 3


@dataclass(frozen=True, slots=True)
class Reading:
    """The words to be spoken, one paragraph a line, and the written words the reading is not sure of."""

    spoken: str
    warnings: tuple[str, ...]


def read_aloud(text: str, region: str = "south") -> Reading:
    """Return what is said for ``text`` as people of ``region`` (south, north, central) count; never raises on any text.

    ``warnings`` are words as written, to be heard before they are broadcast.
    """
    way = REGIONS.get(region, REGIONS["south"])
    spoken: list[str] = []
    warnings: list[str] = []
    for line in clean(text).split("\n"):
        said, unsure = _read_line(line, way)
        if any(map(str.isalnum, said)):
            spoken.append(said)
            warnings += unsure
    return Reading("\n".join(spoken), tuple(dict.fromkeys(warnings)))


def clean(text: str) -> str:
    """Return the text in NFC with plain dashes, single blanks and line ends, and nothing unspeakable in it."""
    text = LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).translate(DASHES)
    text = "".join(map(_speakable, text))
    return BLANK_LINES.sub("\n", BLANKS.sub(" ", text)).strip()


def _speakable(letter: str) -> str:
    """Return the character, any digit as 0-9, or nothing for what no voice can say."""
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    return letter if letter in "\n\t" or category not in SILENT_CATEGORIES else ""


def _read_line(line: str, region: Region) -> tuple[str, list[str]]:
    """Return one paragraph in words and the words in it nobody is sure of."""
    said, unsure = scan(line, region)
    if _is_shouted(line):
        return said.lower(), unsure
    return said, unsure + [word for word in said.split() if _is_unknown_capitals(word.strip(".,;:!?()\"'"))]


def _is_shouted(line: str) -> bool:
    """Tell a heading in capitals from a sentence: voices spell capitals out."""
    letters = [letter for letter in line if letter.isalpha()]
    return len(line.split()) >= SHOUTED_WORDS and sum(map(str.isupper, letters)) > SHOUTED_SHARE * len(letters)


def _is_unknown_capitals(word: str) -> bool:
    return len(word) > 1 and word.isalpha() and word.isupper()
