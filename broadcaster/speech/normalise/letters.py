"""Letters: their names, which words are Vietnamese syllables, and words spelled out. Pure tables and tests."""

import re
import unicodedata

from broadcaster.speech.normalise.numbers import Region, plain

NAMES = {
    **{
        "a": "a",
        "ă": "á",
        "â": "ớ",
        "b": "bê",
        "c": "xê",
        "d": "dê",
        "đ": "đê",
        "e": "e",
        "ê": "ê",
        "f": "ép",
    },
    **{
        "g": "giê",
        "h": "hát",
        "i": "i",
        "j": "gi",
        "k": "ca",
        "l": "lờ",
        "m": "mờ",
        "n": "nờ",
        "o": "o",
        "ô": "ô",
    },
    **{
        "ơ": "ơ",
        "p": "pê",
        "q": "quy",
        "r": "rờ",
        "s": "ét",
        "t": "tê",
        "u": "u",
        "ư": "ư",
        "v": "vê",
    },
    **{"w": "vê kép", "x": "ích", "y": "y", "z": "dét"},
}
UPPER = "A-ZĐÀ-ÖØ-ÝĂĨŨƠƯ" + "".join(chr(code) for code in range(0x1EA0, 0x1EFA, 2))
LOWER = "a-zđà-öø-ýăĩũơư" + "".join(chr(code) for code in range(0x1EA1, 0x1EFA, 2))
TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
    r"(?:uyê|uya|oa|oă|oe|uâ|uê|uơ|uy|ua|ưa|ia|iê|yê|uô|ươ|oo|[aăâeêioôơuưy])"
    r"(?:ch|ng|nh|[cmnptiyou])?"
)
PIECES = re.compile(r"\d+|[^\W\d_]")
VOWELS = frozenset("aăâeêioôơuưy")


def bare(text: str) -> str:
    """Return the text in small letters without tone marks; ă, â, ê, ô, ơ, ư and đ keep their own marks."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", text.lower()).translate(TONES))


def is_syllable(word: str) -> bool:
    """Tell whether a word can be one Vietnamese syllable."""
    return SYLLABLE.fullmatch(bare(word)) is not None


def is_marked(word: str) -> bool:
    """Tell whether a word carries a Vietnamese mark, so that it is no abbreviation but a word."""
    return any(letter not in "đ" and not letter.isascii() for letter in word.lower())


def sounds(word: str) -> bool:
    """Tell whether a word has enough vowels to be said as one."""
    vowels = [bare(letter) in VOWELS for letter in word]
    return sum(vowels) * 4 >= len(word) and re.search(r"[^aeiouy]{4}", bare(word)) is None


def spell(word: str, region: Region) -> str:
    """Return letter names, and the numbers between them, of a code such as H5N1; other signs are left out."""
    return " ".join(
        plain(piece, region) if piece[0].isdigit() else name(piece) for piece in PIECES.findall(word.lower())
    )


def name(letter: str) -> str:
    """Return the name of a letter; a foreign or marked one is said as it stands."""
    return NAMES.get(bare(letter), letter)
