"""Numbers as spoken Vietnamese words, by region. Pure; never looks at the text around the number."""

from dataclasses import dataclass

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 1_000_000_000
TEN = 10
LONGEST_NUMBER_FRACTION = 2


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


def decimal(whole: str, fraction: str, region: Region) -> str:
    """Return ``whole,fraction`` in words; a fraction with a leading zero or over two digits goes digit by digit."""
    one_by_one = fraction.startswith("0") or len(fraction) > LONGEST_NUMBER_FRACTION
    tail = digits(fraction) if one_by_one else integer(int(fraction), region)
    return f"{integer(int(whole), region)} phẩy {tail}"


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
