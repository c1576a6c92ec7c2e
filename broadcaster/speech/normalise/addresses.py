"""Recognises addresses of mail and of the web, and says their signs. Never looks anything up."""

import re

from broadcaster.speech.normalise.letters import VOWELS, bare, is_syllable, spell
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, digits
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind

# As long as names and addresses may be: unbounded, a page of "a.a.a." would be searched to its end at each letter.
NAME = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ENDINGS = r"(?:vn|com|net|org|info|edu|gov|io|asia|app|me|ly|tv|biz|xyz|gl|be|top|site|online|co|cn|us)"
EMAIL = re.compile(rf"[A-Za-z0-9_.+%-]{{1,64}}@{NAME}(?:\.{NAME})*")
URL = re.compile(
    rf"(?:(?:https?|ftp)://|www\.)(?=[^\s])[^\s<>\"]*[^\s<>\".,;:!?)\]]|"
    rf"(?:{NAME}\.){{1,10}}{ENDINGS}(?![\w-]|\.[A-Za-z])(?::\d+)?(?:/[^\s<>\"]*[^\s<>\".,;:!?)\]])?",
    re.IGNORECASE,
)
SCHEME = re.compile(r"(?:https?|ftp)://", re.IGNORECASE)
PARTS = re.compile(r"\d+|[^\W\d_]+|[\W_]")
SIGNS = {
    **{
        "@": "a còng",
        ".": "chấm",
        "/": "gạch chéo",
        "-": "gạch ngang",
        "_": "gạch dưới",
        "+": "cộng",
        ":": "hai chấm",
    },
    **{"?": "hỏi", "=": "bằng", "&": "và", "#": "thăng", "%": "phần trăm", "~": "ngã"},
}
SPELLED = frozenset({"vn", "vnpt", "ubnd", "http", "ftp", "ql", "io", "tv", "ly", "cn", "us"})
WITH_D = {"ubnd": "ubnđ", "hdnd": "hđnđ", "tdm": "tdm"}
SHORTEST_WORD = 3


def address(line: Line, at: int) -> Found | None:
    """Recognise an address of mail or of the web."""
    match = EMAIL.match(line.text, at)
    kind = Kind.EMAIL
    if not match:
        match, kind = URL.match(line.text, at), Kind.URL
    if not match:
        return None
    words = SCHEME.sub("", match[0])
    return Found(
        match.end(),
        kind,
        " ".join(filter(None, _said(words, line.region))),
        (Doubt.SPELLED,),
    )


def _said(written: str, region: Region) -> list[str]:
    return [_part(part, region) for part in PARTS.findall(written)]


def _part(part: str, region: Region) -> str:
    """Say one piece: signs by name, figures one by one, letters as a word if it can be one."""
    if part.isdigit():
        return digits(part)
    if not part.isalpha():
        return SIGNS.get(part, "")
    small = part.lower()
    is_word = len(small) >= SHORTEST_WORD or is_syllable(small)
    if small in WITH_D:
        return spell(WITH_D[small], region)
    if small in SPELLED or not is_word or not any(bare(letter) in VOWELS for letter in small):
        return spell(small, region)
    return small
