"""Numbers as spoken Vietnamese words, by region. Pure; never looks at the text around the number."""

import re
from dataclasses import dataclass

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 1_000_000_000
TEN = 10
APRIL = 4
LONGEST_NUMBER = 20
SHORTEST_CODE = 3
DOTTED = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?")
ENGLISH = re.compile(r"\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?")
ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


@dataclass(frozen=True, slots=True)
class Region:
    """The words in which north and south count differently."""

    thousand: str
    odd: str
    four_after_tens: str


REGIONS = {
    "south": Region(thousand="ngàn", odd="lẻ", four_after_tens="bốn"),
    "north": Region(thousand="nghìn", odd="linh", four_after_tens="tư"),
}
REGIONS["central"] = REGIONS["north"]


def integer(number: int, region: Region) -> str:
    """Return a whole number from 0 upwards in words; counts above a billion repeat "tỷ"."""
    if number < BILLION:
        return _below_billion(number, region, full=False)
    billions, rest = divmod(number, BILLION)
    words = f"{integer(billions, region)} tỷ"
    return f"{words} {_below_billion(rest, region, full=True)}" if rest else words


def digits(text: str) -> str:
    """Return the digits of ``text`` read one by one, other characters left out."""
    return " ".join(DIGITS[int(letter)] for letter in text if letter in "0123456789")


def decimal(whole: str, fraction: str, region: Region, mark: str = "phẩy") -> str:
    """Return ``whole,fraction`` in words; the fraction goes digit by digit, so that nobody takes it for a count."""
    return f"{plain(whole, region)} {mark} {digits(fraction)}"


def plain(text: str, region: Region) -> str:
    """Return a run of digits in words: a count, or digit by digit what is too long or a code such as 007."""
    if len(text) >= LONGEST_NUMBER or (len(text) >= SHORTEST_CODE and text.startswith("0")):
        return digits(text)
    return integer(int(text), region)


def number(text: str, region: Region) -> str:
    """Return a number as written (1.234.567,89; 1,234,567; 1.5; 007) in words; dots before three digits are silent."""
    if DOTTED.fullmatch(text):
        text = text.replace(".", "").replace(" ", "")
    elif ENGLISH.fullmatch(text):
        text = text.replace(",", "").replace(".", ",")
    whole, dot, fraction = text.partition(".")
    if dot:
        return decimal(whole, fraction, region, "chấm")
    whole, comma, fraction = text.partition(",")
    return decimal(whole, fraction, region) if comma else plain(whole, region)


def month(text: str, region: Region) -> str:
    """Return the name of a month without the word "tháng": the fourth is "tư"."""
    return "tư" if int(text) == APRIL else integer(int(text), region)


def ordinal(value: int, region: Region) -> str:
    """Return what follows "thứ": the first is "nhất", the fourth "tư"."""
    return {1: "nhất", 4: "tư"}.get(value) or integer(value, region)


def roman(text: str) -> int | None:
    """Return the value of a Roman numeral in capitals, or None."""
    if not text or not ROMAN.fullmatch(text):
        return None
    values = [ROMAN_VALUES[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-one if one < after else one for one, after in zip(values, following, strict=True))


def _below_billion(number: int, region: Region, *, full: bool) -> str:
    """Read the three groups of three digits; ``full`` when higher digits were read before."""
    words: list[str] = []
    for size, name in ((1_000_000, " triệu"), (1_000, f" {region.thousand}"), (1, "")):
        group, number = divmod(number, size)
        if group:
            words.append(_hundreds(group, region, full=full or bool(words)) + name)
    return " ".join(words) or DIGITS[0]


def _hundreds(number: int, region: Region, *, full: bool) -> str:
    hundreds, rest = divmod(number, 100)
    words = [DIGITS[hundreds], "trăm"] if hundreds or full else []
    if rest and rest < TEN and words:
        words += [region.odd, DIGITS[rest]]
    elif rest:
        words.append(_tens(rest, region))
    return " ".join(words)


def _tens(number: int, region: Region) -> str:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    changed = {0: "", 5: "lăm"} if tens == 1 else {0: "", 1: "mốt", 4: region.four_after_tens, 5: "lăm"}
    return f"{head} {changed.get(ones, DIGITS[ones])}".rstrip()
