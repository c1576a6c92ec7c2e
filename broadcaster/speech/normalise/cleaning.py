"""Makes typed text readable and remembers where each of its characters came from. Never reads a word."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# Soft hyphens, zero-width marks, private and unassigned characters, halves of pairs: nothing a voice could say.
SILENT_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Me", "Mn", "Mc"})
MARKS = frozenset({"Mn", "Mc"})
NUMERIC = frozenset({"No", "Nl"})
LINE_ENDS = frozenset("\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
ONE_FOR_ONE = {
    **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
    **dict.fromkeys("’‘′ʼ`´", "'"),
    **dict.fromkeys("“”„«»″", '"'),
    **{
        "Ð": "Đ",
        "ð": "đ",
        "º": "°",
        "˚": "°",
        "⁰": "°",
        "⁄": "/",
        "∕": "/",
        "×": "x",
        "•": "*",
        "●": "*",
        "▪": "*",
    },
}
ALIKE = {**ONE_FOR_ONE, "℃": "°C", "㎡": "m2", "㎥": "m3", "№": "số "}
TRANSLATED = str.maketrans(ONE_FOR_ONE)
# Whatever has only these is clean as soon as each is written one for one.
ORDINARY = re.compile(
    "(?:[!-~¡-©«¬®-±´¿-ÿĂăĐđĨĩŨũƠơƯưẠ-ỹ₫€…" + "".join(map(re.escape, ONE_FOR_ONE)) + r"]|(?<=\S) (?=\S))*"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A cleaned line; ``starts`` and ``ends`` give, for each character, the stretch of the typed text it stands for."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


def clean_lines(text: str) -> list[Line]:
    """Return the lines of a text in NFC with plain dashes and single blanks; empty ones are left out."""
    if ORDINARY.fullmatch(text):
        return (
            [
                Line(
                    text.translate(TRANSLATED),
                    range(len(text)),
                    range(1, len(text) + 1),
                )
            ]
            if text
            else []
        )
    lines: list[Line] = []
    letters: list[str] = []
    places: list[tuple[int, int]] = []
    for written, start, end in _clusters(text):
        if written in LINE_ENDS:
            lines += _line(letters, places)
            letters, places = [], []
            continue
        for letter in _readable(written, letters):
            if letter == " " and (not letters or letters[-1] == " "):
                continue
            letters.append(letter)
            places.append((start, end))
    return lines + _line(letters, places)


def _line(letters: list[str], places: list[tuple[int, int]]) -> list[Line]:
    if letters and letters[-1] == " ":
        letters, places = letters[:-1], places[:-1]
    if not letters:
        return []
    return [Line("".join(letters), [start for start, _ in places], [end for _, end in places])]


def _clusters(text: str) -> Iterator[tuple[str, int, int]]:
    """Give each letter together with the marks typed after it, and where they stand."""
    start, length = 0, len(text)
    while start < length:
        end = start + 1
        while end < length and not text[end].isascii() and unicodedata.category(text[end]) in MARKS:
            end += 1
        yield (
            (text[start] if end == start + 1 else unicodedata.normalize("NFC", text[start:end])),
            start,
            end,
        )
        start = end


def _readable(written: str, before: list[str]) -> str:
    """Return the characters read for one cluster: nothing, itself, or what it is written alike."""
    if written.isascii() and written.isprintable():
        return ALIKE.get(written, written)
    if written.isspace():
        return " "
    return "".join(_plain(letter, before) for letter in unicodedata.normalize("NFC", written))


def _plain(letter: str, before: list[str]) -> str:
    if letter in ALIKE:
        return ALIKE[letter]
    category = unicodedata.category(letter)
    if category in SILENT_CATEGORIES:
        return ""
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category in NUMERIC:
        return _number_sign(letter, before)
    return unicodedata.normalize("NFKC", letter) if "\uff01" <= letter <= "\uff5e" else letter


def _number_sign(letter: str, before: list[str]) -> str:
    """Return what a power, a fraction in one sign, a circled or a Roman figure stands for, in plain figures."""
    plain = unicodedata.normalize("NFKC", letter).replace("⁄", "/")
    if before and before[-1].isdigit():
        return f"^{plain}" if unicodedata.decomposition(letter).startswith("<super>") else f" {plain}"
    return plain if plain.isascii() else "".join(part for part in plain if part in "0123456789")
