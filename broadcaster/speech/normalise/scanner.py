"""The left-to-right scan: ordered recognisers, each a shape and its words. Pure; what is read is never read again."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from broadcaster.speech.normalise.numbers import Region, decimal, digits, integer
from broadcaster.speech.normalise.words import ABBREVIATIONS, PLACES, SYMBOLS, UNITS

DAYS_OF_MONTH = (0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
GAP_BEFORE_MARK = re.compile(r"\s+([,.;:!?])")
MONTHS = range(1, 13)
APRIL = 4
HOURS = range(25)
MINUTES = range(60)
LONGEST_NUMBER = 15
SHORTEST_CODE = 3
DATE_WORDS = re.compile(r"(?:ngày|hôm|sáng|trưa|chiều|tối|đêm|từ|đến|nay|mai|-)\s*\(?$", re.IGNORECASE)
DAY_WORD = re.compile(r"ngày\s*$", re.IGNORECASE)
CALL_WORDS = re.compile(r"(?:gọi|gọi ngay|số|tổng đài|điện thoại|ĐT:?)\s*$", re.IGNORECASE)
HOT_LINES = frozenset({"111", "112", "113", "114", "115"})
SHORTENED = "|".join(re.escape(word) for word in sorted(ABBREVIATIONS, key=len, reverse=True))
MEASURED = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+,\d+|\d+"


@dataclass(slots=True)
class Scan:
    """One line on its way: what was written, who speaks it, and the words read with doubt."""

    line: str
    region: Region
    unsure: list[str] = field(default_factory=list)

    def before(self, match: re.Match[str]) -> str:
        """Return the written text that stands before this match."""
        return self.line[: match.start()]

    def doubt(self, match: re.Match[str]) -> None:
        """Remember that this written word may be read wrongly."""
        self.unsure.append(match[0].strip())


Say = Callable[[re.Match[str], Scan], str]


def scan(line: str, region: Region) -> tuple[str, list[str]]:
    """Return the line in words, without any digit, and the written words its reading is not sure of."""
    state = Scan(line, region)
    said = SHAPES.sub(lambda match: SAYINGS[match.lastgroup or ""](match, state), line)
    return GAP_BEFORE_MARK.sub(r"\1", " ".join(said.split())), state.unsure


def _list_mark(match: re.Match[str], state: Scan) -> str:
    number = match["list_number"]
    return f"{integer(int(number), state.region)}, " if number else ""


def _odd_word(match: re.Match[str], state: Scan) -> str:
    """Read an address of the Internet or a code letter by letter as far as it has signs; always with doubt."""
    state.doubt(match)
    return re.sub(
        r"\d+|[^\w\s]|_",
        lambda part: f" {digits(part[0]) if part[0].isdigit() else SIGNS.get(part[0], '')} ",
        match[0],
    )


def _phone(match: re.Match[str], _state: Scan) -> str:
    return ", ".join(digits(group) for group in re.findall(r"\d+", match[0]))


def _date(match: re.Match[str], state: Scan) -> str:
    day, month = int(match["day"]), int(match["month"])
    if not _is_day(day, month):
        return _fraction(match, state)
    return f"{_day(day, month, match, state)} năm {integer(int(match['year']), state.region)}"


def _short_date(match: re.Match[str], state: Scan) -> str:
    day, month = int(match["short_day"]), int(match["short_month"])
    if not (_is_day(day, month) and DATE_WORDS.search(state.before(match))):
        return _fraction(match, state)
    return _day(day, month, match, state)


def _is_day(day: int, month: int) -> bool:
    return month in MONTHS and 1 <= day <= DAYS_OF_MONTH[month]


def _day(day: int, month: int, match: re.Match[str], state: Scan) -> str:
    """Read day and month; the word "ngày" is said once, whether it was written or not."""
    words = f"{integer(day, state.region)} tháng {_month(month, state.region)}"
    return words if DAY_WORD.search(state.before(match)) else f"ngày {words}"


def _fraction(match: re.Match[str], state: Scan) -> str:
    """Read what looks like a date and is none; it may still be one, so with doubt."""
    state.doubt(match)
    return " trên ".join(integer(int(part), state.region) for part in re.findall(r"\d+", match[0]))


def _month(month: int, region: Region) -> str:
    return "tư" if month == APRIL else integer(month, region)


def _month_of_year(match: re.Match[str], state: Scan) -> str:
    month = _month(int(match["only_month"]), state.region)
    return f"tháng {month} năm {integer(int(match['only_year']), state.region)}"


def _time(match: re.Match[str], state: Scan) -> str:
    hour = match["hour"] or match["clock_hour"]
    minute = match["minute"] or match["clock_minute"] or "0"
    if int(hour) not in HOURS or int(minute) not in MINUTES:
        state.doubt(match)
    words = f"{integer(int(hour), state.region)} giờ"
    return f"{words} {integer(int(minute), state.region)} phút" if int(minute) else words


def _quantity(match: re.Match[str], state: Scan) -> str:
    number, unit, percent = match["amount"], match["unit"], match["percent"]
    words = _number(number, state)
    if number in HOT_LINES and not unit and CALL_WORDS.search(state.before(match)):
        words = digits(number)
    if percent:
        return f"{words} phần trăm"
    if unit:
        words = f"{words} {UNITS[unit]}"
    return f"{words} trên " if match["per"] else words


def _number(number: str, state: Scan) -> str:
    whole, _, fraction = number.replace(".", "").partition(",")
    if fraction:
        return decimal(whole, fraction, state.region)
    if len(whole) > LONGEST_NUMBER or (len(whole) >= SHORTEST_CODE and whole.startswith("0")):
        return digits(whole)
    return integer(int(whole), state.region)


def _until(_match: re.Match[str], _state: Scan) -> str:
    return " đến "


def _abbreviation(match: re.Match[str], _state: Scan) -> str:
    return ABBREVIATIONS[match[0]]


def _place(match: re.Match[str], _state: Scan) -> str:
    return f"{PLACES[match['place_kind']]} "


def _sign(match: re.Match[str], _state: Scan) -> str:
    return f" {SYMBOLS[match[0]]} "


def _blank(_match: re.Match[str], _state: Scan) -> str:
    return " "


# What stands inside addresses and codes.
SIGNS = {"@": "a còng", ".": "chấm", "/": "trên", "-": "", ":": ""}

LIST_MARK = r"^(?:(?P<list_number>\d{1,2})[.)]|[-*•+])\s+"
ADDRESS = r"(?:https?://|www\.)\S+|[\w.]+@[\w.]+\w"
PLACE = rf"(?<!\w)(?P<place_kind>{'|'.join(PLACES)})\.\s?(?=[A-ZĐÀ-Ỹ0-9])"
PHONE = r"(?<![\d.,])0\d{2,3}[ .]\d{3,4}[ .]\d{3,4}(?!\d)"
DATE = r"(?<![\d/])(?P<day>\d{1,2})(?P<dash>[/-])(?P<month>\d{1,2})(?P=dash)(?P<year>\d{4})(?![\d/])"
MONTH_OF_YEAR = r"(?<![\w/])(?:tháng\s+)?(?P<only_month>0?[1-9]|1[0-2])/(?P<only_year>[12]\d{3})(?![\d/])"
HOUR = r"(?P<hour>\d{1,2})\s?[hg](?P<minute>\d{2})?(?:ph|p|')?"
CLOCK = r"(?P<clock_hour>\d{1,2}):(?P<clock_minute>\d{2})"
# Letters and digits in one word (a document number, a road, a plate), unless it is plainly an amount or a time.
AMOUNT = rf"(?:{NUMBER})(?:-(?:{NUMBER}))?(?:{MEASURED}|[hg](?:\d\d)?)?(?![\w/])"
CODE = rf"(?<![\w/])(?=[\w/-]*\d)(?=[\w/-]*[^\W\d_])(?!{AMOUNT})\w+(?:[/-]\w+)*(?!\w)"
SHORT_DATE = r"(?<![\d/])(?P<short_day>\d{1,2})/(?P<short_month>\d{1,2})(?![\d/])"
QUANTITY = rf"(?P<amount>{NUMBER})(?:\s?(?P<percent>%)|\s?(?P<unit>{MEASURED})(?!\w|/c\b)(?P<per>/(?=[^\W\d]))?)?"
LEFT_OVER = r"(?<=\w)\.(?=\w)|[*_#<>\[\]{}|\\^~`/]|(?<=\s)-(?=\s)"

# The order decides: the first shape that fits at a place wins.
RECOGNISERS: tuple[tuple[str, str, Say], ...] = (
    ("list_mark", LIST_MARK, _list_mark),
    ("address", ADDRESS, _odd_word),
    ("abbreviation", rf"(?<!\w)(?:{SHORTENED})(?!\w)", _abbreviation),
    ("place", PLACE, _place),
    ("phone", PHONE, _phone),
    ("date", DATE, _date),
    ("month_of_year", MONTH_OF_YEAR, _month_of_year),
    ("time", rf"(?<![\w.,])(?:{HOUR}|{CLOCK})(?!\w)", _time),
    ("code", CODE, _odd_word),
    ("short_date", SHORT_DATE, _short_date),
    ("quantity", QUANTITY, _quantity),
    ("until", r"(?<=[\dhg%])\s?-\s?(?=\d)", _until),
    ("sign", "[" + re.escape("".join(SYMBOLS)) + "]", _sign),
    ("left_over", LEFT_OVER, _blank),
)
SHAPES = re.compile("|".join(f"(?P<{name}>{shape})" for name, shape, _ in RECOGNISERS))
SAYINGS = {name: say for name, _, say in RECOGNISERS}
