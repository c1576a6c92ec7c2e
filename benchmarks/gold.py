"""Tells whether two readings are the same words, however each library writes them. Pure; never reads a text itself."""

import re
import unicodedata
from collections.abc import Sequence

TAG = re.compile(r"</?\w+>")
NO_LETTER = re.compile(r"[\W_]+")
TONES = {"oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẹ": "ọe"} | {
    "uỳ": "ùy",
    "uý": "úy",
    "uỷ": "ủy",
    "uỹ": "ũy",
    "uỵ": "ụy",
}
NEW_TONE = re.compile(rf"(?<!q)({'|'.join(TONES)})(?!\w)")
WORDS = {"ngàn": "nghìn", "tỉ": "tỷ", "mồng": "mùng", "nhăm": "lăm", "linh": "lẻ"} | {
    **{"bờ": "bê", "cờ": "xê", "dờ": "dê", "đờ": "đê", "gờ": "giê", "hờ": "hát", "hắt": "hát", "ka": "ca", "pờ": "pê"},
    **{"qui": "quy", "cu": "quy", "sờ": "ét", "tờ": "tê", "vờ": "vê", "xờ": "ích", "ép": "ép", "lờ": "lờ"},
}
RUNS = (
    (re.compile(r"\bki ?l[oô] ?m[eé]t\b"), "ki lô mét"),
    (re.compile(r"\b(?:ki|kí) ?l[oô] ?gr?am\b"), "ki lô gam"),
    (re.compile(r"\b(?:xen|cen|xăng|sen) ?ti ?m[eé]t\b"), "xen ti mét"),
    (re.compile(r"\bmi ?li ?m[eé]t\b"), "mi li mét"),
    (re.compile(r"\bmi ?li ?l[ií]t\b"), "mi li lít"),
    (re.compile(r"\bh[eé]c ?ta\b"), "héc ta"),
    (re.compile(r"\bmươi bốn\b"), "mươi tư"),
    (re.compile(r"\be(?:m mờ|l lờ|n nờ|t tê)\b"), "mờ"),
    (re.compile(r"\b(?:gạch chéo|gạch ngang|gạch nối|xuyệt|xoẹt|xẹt|trên)\b"), " "),
)


def alike(reading: str) -> str:
    """Return the words of a reading in one spelling: small letters, no marks, regional and letter names made one."""
    text = unicodedata.normalize("NFC", TAG.sub(" ", reading)).lower()
    text = NEW_TONE.sub(lambda match: TONES[match[1]], NO_LETTER.sub(" ", text))
    text = " ".join(WORDS.get(word, word) for word in text.split())
    for pattern, said in RUNS:
        text = pattern.sub(said, text)
    return " ".join(text.split())


def share_right(readings: Sequence[str], gold: Sequence[str]) -> float:
    """Return which percentage of the readings is right throughout; a gold line may hold several, divided by "|"."""
    pairs = zip(readings, gold, strict=True)
    right = [alike(reading) in {alike(one) for one in spoken.split("|")} for reading, spoken in pairs]
    return 100 * sum(right) / len(right)
