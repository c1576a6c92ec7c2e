"""Recognises list marks and signs, and says them or leaves them out. After all others: what is left is no word."""

import re

from broadcaster.speech.normalise.letters import LOWER, NAMES, UPPER
from broadcaster.speech.normalise.line import Line, Recogniser
from broadcaster.speech.normalise.numbers import integer, roman
from broadcaster.speech.normalise.tokens import Found, Kind
from broadcaster.speech.normalise.units import PER, UNITS

BULLET = re.compile(r"(?![>~]\s?\d)(?:[-+*#>=~_.]{1,40}\s+|[-+*]{2,})")
LIST_NUMBER = re.compile(rf"\(?(?P<n>\d{{1,2}})(?:[.)](?:\s+|(?=[{UPPER}]))|[/-]\s+(?=[{UPPER}]))(?!\d+[.,]?\d*\s*$)")
LIST_PATH = re.compile(rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\.?\s+(?=[{UPPER}])")
LIST_LETTER = re.compile(rf"\(?(?P<n>[a-hđA-E])[.)]\s+|\(?(?P<m>[a-hđ])\)(?=[{UPPER}{LOWER}])")
LIST_ROMAN = re.compile(r"(?P<n>XI{0,3}V?|I{1,3}|IV|VI{0,3}|IX)[.)/]\s+(?=\S)")

IN = re.IGNORECASE
KEPT = frozenset(",;:!?()\"'")
SAID = {
    **{
        "%": "phần trăm",
        "&": "và",
        "=": "bằng",
        "@": "a còng",
        "°": "độ",
        "±": "cộng trừ",
        "≈": "khoảng",
    },
    **{
        "≥": "lớn hơn hoặc bằng",
        "≤": "nhỏ hơn hoặc bằng",
        "$": "đô la",
        "€": "ơ rô",
        "‰": "phần nghìn",
        "₫": "đồng",
    },
}
PAUSES = frozenset("→|⇒►➔")
BEFORE_FIGURES = {"~": "khoảng", ">": "trên", "<": "dưới"}
BETWEEN_FIGURES = {
    "-": "đến",
    "÷": "đến",
    "/": "trên",
    "*": "nhân",
    "+": "cộng",
    ":": "",
    ">": "lớn hơn",
    "<": "nhỏ hơn",
}
FIGURE_BEFORE = re.compile(r"[\d%°hg'đ]\s?$")
FIGURE_AFTER = re.compile(r".\s?\d")
FIGURE_NEXT = re.compile(r".\s?[\d(]")
TIME_BEFORE = re.compile(r"\d\s?[hg]\d{0,2}\s?$")
WORD_BEFORE = re.compile(r"[^\W_]\s?$")
WORD_AFTER = re.compile(r".\s?[^\W_]")
LETTER_BEFORE = re.compile(rf"(?<!\w)(?:[^\W\d_]*[{LOWER}]|[AEIOUY])$")
LETTER_AFTER = re.compile(r".[^\W\d_]")
CALENDAR_BEFORE = re.compile(
    r"(?:(?<!\w)BĐ\s?[\dIVX]+|(?<!\w)(?:thứ|tháng|ngày|quý|năm|cấp|lớp|khóa|tuổi)\s+[\w/]+|T[2-8]|giờ|phút|"
    r"\d[hg]\d*|\d{1,2}/\d{1,4})\s*$",
    IN,
)
CALENDAR_AFTER = re.compile(
    r".\s*(?:(?:thứ|chủ nhật|cn|tháng|ngày|quý|cấp|lớp)(?!\w)|bđ\s?[\divx]|T[2-8](?!\w)|\d)",
    IN,
)
COUNTED_BEFORE = re.compile(
    r"(?:(?<!\w)(?:đồng|triệu|nghìn|ngàn|tỷ|tấn|tạ|kg|lít|lần|viên|gói|mũi|liều|suất|giờ|phút|mét|ca|người|hộ|con|cây|"
    r"chiếc|cái|phòng|lớp|điểm|khối|vuông|kwh|số|buổi|tiết|ngày|bao|thùng|chai|bộ|căn|vụ|tháng|sản phẩm|xe|đêm|"
    r"đ|usd|hs|em|cháu|học sinh|gv)|[\d%]['hgđ]?|đ(?:ồng)?/[^\W\d_]+(?: [^\W\d_]+)?|"
    r"\d\s?(?:kg|g|lít|l|tấn|gói|hộp|chai|thùng|bao|m3)\s[^\W\d_]+(?:\s[^\W\d_]+)?(?:/[^\W\d_]+)?)"
    r"\s?$",
    IN,
)
PER_UNIT = re.compile(
    rf"/\s?(?P<unit>{'|'.join(re.escape(unit) for unit in sorted({**UNITS, **PER}, key=len, reverse=True))})(?!\w)"
)
ARROW = re.compile(r"[-=]{1,5}>")
NUMBERED_AFTER = re.compile(r"\s?(?P<word>[^\W\d_]{2,}(?: [^\W\d_]{2,})?) \d{1,3}(?!\d)")
POWER = re.compile(r"\^(?P<n>\d{1,3})")
DOTS = re.compile(r"(?:…|\.{2,})[.…]*")
CLOSED_AFTER = re.compile(rf"\s*(?:$|[\"')\]]*\s*[{UPPER}])")
INSIDE_AFTER = re.compile(r"\.[^\W_]")
SENTENCE_AFTER = re.compile(rf"\.[{UPPER}]")
SMALL_BEFORE = re.compile(rf"[{LOWER}]{{2}}$")


def list_mark(line: Line, at: int) -> Found | None:
    """Recognise what counts the items of a list at the beginning of a line; dashes and stars are silent."""
    match = BULLET.match(line.text, at)
    if match and match.end() < len(line.text):
        return Found(match.end(), Kind.LIST, "")
    match = LIST_PATH.match(line.text)
    if match:
        said = " chấm ".join(integer(int(part), line.region) for part in match["n"].split("."))
        return Found(match.end(), Kind.LIST, f"{said},")
    match = LIST_NUMBER.match(line.text)
    if match and match.end() < len(line.text):
        return Found(match.end(), Kind.LIST, f"{integer(int(match['n']), line.region)},")
    return _lettered(line)


def _lettered(line: Line) -> Found | None:
    match = LIST_LETTER.match(line.text)
    if match:
        return Found(match.end(), Kind.LIST, f"{NAMES[(match['n'] or match['m']).lower()]},")
    match = LIST_ROMAN.match(line.text)
    value = roman(match["n"]) if match and match["n"] != "X" else None
    if match and value:
        return Found(match.end(), Kind.LIST, f"{integer(value, line.region)},")
    return None


def sign(line: Line, at: int) -> Found | None:
    """Say or leave out any sign; None for a mark of the sentence that stays as it is."""
    mark = line.text[at]
    if mark in KEPT:
        return None
    arrow = ARROW.match(line.text, at)
    if arrow:
        return Found(arrow.end(), Kind.SYMBOL, ",")
    if mark in BY_MARK:
        return BY_MARK[mark](line, at)
    power = POWER.match(line.text, at)
    if power:
        return Found(power.end(), Kind.SYMBOL, f"mũ {integer(int(power['n']), line.region)}")
    return Found(at + 1, Kind.SYMBOL, _said(line, at, mark))


def _said(line: Line, at: int, mark: str) -> str:
    if mark in SAID:
        return SAID[mark]
    if mark in PAUSES:
        return ","
    if mark in BEFORE_FIGURES and line.precedes(FIGURE_NEXT, at):
        return BEFORE_FIGURES[mark]
    if mark == "+":
        return "cộng" if line.follows(WORD_BEFORE, at) and line.precedes(WORD_AFTER, at) else ""
    between = line.follows(FIGURE_BEFORE, at) and line.precedes(FIGURE_AFTER, at)
    return BETWEEN_FIGURES.get(mark, "") if between else ""


def _dash(line: Line, at: int) -> Found | None:
    """Read a dash as "đến" from one date, time or number to another, inside a word as nothing, else as a pause."""
    if line.follows(LETTER_BEFORE, at) and line.precedes(LETTER_AFTER, at):
        return None
    if line.follows(CALENDAR_BEFORE, at) and line.precedes(CALENDAR_AFTER, at):
        return Found(at + 1, Kind.RANGE, "đến")
    if line.follows(FIGURE_BEFORE, at) and line.precedes(FIGURE_AFTER, at) or _is_numbered_twice(line, at):
        return Found(at + 1, Kind.RANGE, "đến")
    pause = line.text[at - 1 : at] == " " and line.text[at + 1 : at + 2] == " "
    return Found(at + 1, Kind.SYMBOL, "," if pause and at > 1 else "")


def _is_numbered_twice(line: Line, at: int) -> bool:
    """Tell "tổ 1-tổ 4": the same words with a figure on both sides of the dash."""
    after = NUMBERED_AFTER.match(line.text, at + 1)
    before = re.escape(after["word"]) if after else ""
    return bool(after) and line.follows(re.compile(rf"(?<!\w){before} \d{{1,3}}\s?$", IN), at)


def _stroke(line: Line, at: int) -> Found:
    """Read a stroke as "trên" after what is counted, together with its unit; between words it is a pause."""
    if line.follows(TIME_BEFORE, at) and line.precedes(FIGURE_AFTER, at):
        return Found(at + 1, Kind.SYMBOL, ",")
    unit = PER_UNIT.match(line.text, at)
    counted = line.follows(COUNTED_BEFORE, at)
    if unit and (counted or len(unit["unit"]) > 1):
        said = PER.get(unit["unit"]) or UNITS[unit["unit"]]
        return Found(unit.end(), Kind.UNIT, f"trên {said}")
    if counted:
        return Found(at + 1, Kind.SYMBOL, "trên")
    if not (line.follows(WORD_BEFORE, at) and line.precedes(WORD_AFTER, at)):
        return Found(at + 1, Kind.SYMBOL, "")
    return Found(at + 1, Kind.SYMBOL, "trên" if line.precedes(FIGURE_AFTER, at) else ",")


def _dot(line: Line, at: int) -> Found | None:
    """Leave dots at the end of a sentence only: three are a pause, one inside a word is none."""
    many = DOTS.match(line.text, at)
    if many:
        closed = line.precedes(CLOSED_AFTER, many.end())
        return Found(
            many.end(),
            Kind.SYMBOL,
            ("." if closed else ",") if line.follows(WORD_BEFORE, at) else "",
        )
    if not line.follows(WORD_BEFORE, at):
        return Found(at + 1, Kind.SYMBOL, "") if at == 0 or line.text[at - 1] not in ")\"'%" else None
    if line.precedes(INSIDE_AFTER, at):
        ends = line.precedes(SENTENCE_AFTER, at) and line.follows(SMALL_BEFORE, at)
        return Found(at + 1, Kind.SYMBOL, "." if ends else "")
    return None


BY_MARK: dict[str, Recogniser] = {".": _dot, "…": _dot, "-": _dash, "/": _stroke}
