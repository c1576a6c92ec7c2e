"""Recognises N/N that is no date: parts of a whole, so many out of so many, house numbers. Says them."""

import re

from broadcaster.speech.normalise.letters import NAMES
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, number, plain
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind
from broadcaster.speech.normalise.units import UNITS

IN = re.IGNORECASE
NUMBER = r"\d{1,3}(?:\.\d{3})+|\d{1,15}(?:,\d{1,2})?"
PAIR = re.compile(rf"(?P<a>{NUMBER})\s?/\s?(?P<b>{NUMBER})(?![\d/_]|[.,]\d)")
COLON = re.compile(r"(?P<a>\d{1,3})\s?:\s?(?P<b>\d{1,3}(?:\.\d{3})+|\d{1,6})(?![\w:]|[.,]\d)")
MIXED = re.compile(r"(?P<n>\d{1,3}) (?P<a>[1-9])/(?P<b>[2-9])(?![\w/]|[.,]\d)")
CHAIN = re.compile(r"\d{1,5}(?:/\d{1,5}){2,}(?![\w/])")
HOUSE = re.compile(r"\d{1,4}[A-FĐ]?(?:/\d{1,4}[A-FĐ]?)+(?![\w/])")
ROUND_THE_CLOCK = re.compile(r"24\s?h?/(?:24|7)(?:\s?(?:h|giờ))?(?!\w)", IN)
AROUND = re.compile(r"(?:^|(?<!\w)(?:khoảng|gần|hơn|thêm|âm|-|mất|trong))\s*$", IN)
LETTER = re.compile(r"[^\W\d_]")
SIMPLE = frozenset({"2", "3", "4"})
SCALE = re.compile(
    r"(?<!\w)(?:tỷ lệ|tỉ lệ|pha|bản đồ|quy hoạch|điểm|tỷ số|tỉ số|thứ|thị lực)\s*(?:là\s*)?$",
    IN,
)

# "kỳ họp thứ 5: 28/30 đại biểu" is no ratio of five.
AGENDA = re.compile(r"(?<!\w)thứ\s*$", IN)

ADDRESS_BEFORE = re.compile(
    r"(?<!\w)(?:số nhà|nhà số|số|sn|hẻm|hẽm|ngõ|ngách|kiệt|lô|thửa|căn|căn hộ|phòng|tổ|địa chỉ|đc)\s*:?\s*$",
    IN,
)
ADDRESS_AFTER = re.compile(
    r"[A-ZĐ]?\s*,?\s*(?:đường|phố |đ\.|quốc lộ|ql|đt\.?\s?\d|tỉnh lộ|hẻm|tổ \d|khu phố|kp)",
    IN,
)
COUNTED = re.compile(
    r"\s*(?:hộ|người|em|cháu|đại biểu|phiếu|tổ|ấp|thôn|khu|xã|phường|chỉ tiêu|tiêu chí|đơn vị|trường|lớp|học sinh|hs|"
    r"đảng viên|đồng chí|đ/c|hội viên|thành viên|cử tri|tuyến|ca|mẫu|bài|điểm|huyện|tỉnh|cơ sở|doanh nghiệp|nhiệm vụ|"
    r"mục tiêu|hồ sơ|thủ tục|ý kiến|nội dung|công trình|dự án|căn|nhà|cụm|loa|chi bộ|con|thanh niên|bệnh nhân|trẻ|"
    r"gia đình|nông dân|khu phố|địa phương|nhóm|đội|trạm|máy|xe|vụ|cuộc|buổi|giáo viên|cán bộ|công dân|câu)(?!\w)",
    IN,
)
MANY = re.compile(r"\s*(?:hộ|người|đại biểu|phiếu|học sinh|đảng viên|hội viên|thành viên|cử tri|thanh niên)(?!\w)", IN)
PARTS = re.compile(
    r"\s*(?:tổng|số|diện tích|dân số|thời gian|quãng|chiều|lượng|giá|phần|ly|chén|thìa|muỗng|viên|cái|quả|mức|nồng|"
    r"giờ|công suất|dung tích|khối|sản lượng|trọng|thế giới|đoạn|"
    r"nước|bình|lít|ha|kg|km|sào|công|mẫu đất|chặng|tỷ|triệu|tháng|chỗ|"
    r"đất)(?!\w)",
    IN,
)

UNIT = re.compile(rf"\s?(?P<unit>{'|'.join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))})(?!\w)")


def fraction(line: Line, at: int) -> Found | None:
    """Recognise figures with strokes between them that are no date."""
    match = ROUND_THE_CLOCK.match(line.text, at)
    if match:
        return Found(match.end(), Kind.TIME, _round_the_clock(match[0], line.region))
    match = MIXED.match(line.text, at)
    if match and line.follows(AROUND, at) and int(match["a"]) < int(match["b"]):
        said = f"{plain(match['n'], line.region)} và {_part(match['a'], match['b'], line.region)}"
        return Found(match.end(), Kind.FRACTION, said)
    return _house(line, at) or _chain(line, at) or _pair(line, at)


def _house(line: Line, at: int) -> Found | None:
    match = HOUSE.match(line.text, at)
    if not match or match[0][-1].isdigit() and not _is_house(line, at, match.end()):
        return None
    said = " trên ".join(_door(part, line.region) for part in match[0].split("/"))
    return Found(match.end(), Kind.ADDRESS, said)


def _is_house(line: Line, at: int, end: int) -> bool:
    return line.follows(ADDRESS_BEFORE, at) or line.precedes(ADDRESS_AFTER, end)


def _door(part: str, region: Region) -> str:
    """Return a house number, which may end in a letter."""
    figures = part.rstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")
    letter = part[len(figures) :].lower()
    return f"{plain(figures, region)} {NAMES.get(letter, letter)}".rstrip()


def _chain(line: Line, at: int) -> Found | None:
    match = CHAIN.match(line.text, at)
    if not match:
        return None
    return Found(
        match.end(),
        Kind.RATIO,
        " trên ".join(plain(part, line.region) for part in match[0].split("/")),
    )


def _pair(line: Line, at: int) -> Found | None:
    scaled = line.follows(SCALE, at) and not line.follows(AGENDA, at)
    match = COLON.match(line.text, at) if scaled else None
    match = match or PAIR.match(line.text, at)
    if not match or (line.precedes(LETTER, match.end()) and not line.precedes(UNIT, match.end())):
        return None
    first, second = (number(match[name], line.region) for name in ("a", "b"))
    counted = _is_counted(line, at, match)
    if (
        counted
        or match["a"] == match["b"]
        or not (match["a"].isdigit() and match["b"].isdigit())
        or not _is_small(match["a"], match["b"])
    ):
        return Found(match.end(), Kind.RATIO, f"{first} trên {second}")
    unit = UNIT.match(line.text, match.end())
    sure = bool(unit) or line.precedes(PARTS, match.end()) or line.is_whole(at, match.end())
    if int(match["a"]) > int(match["b"]) and not sure:
        return Found(match.end(), Kind.RATIO, f"{first} trên {second}", (Doubt.DATE_OR_FRACTION,))
    said = _part(match["a"], match["b"], line.region)
    if unit:
        return Found(unit.end(), Kind.FRACTION, f"{said} {UNITS[unit['unit']]}")
    return Found(match.end(), Kind.FRACTION, said, () if sure else (Doubt.DATE_OR_FRACTION,))


def _is_counted(line: Line, at: int, match: re.Match[str]) -> bool:
    """Tell five of eight households from two thirds of them: a simple part of many is said as one."""
    if line.follows(SCALE, at):
        return True
    part = match["b"] in SIMPLE and match["a"].isdigit() and int(match["a"]) < int(match["b"])
    return line.precedes(COUNTED, match.end()) and not (part and line.precedes(MANY, match.end()))


def _is_small(first: str, second: str) -> bool:
    return len(first) <= 2 and len(second) <= 2 and second.strip("0") != "" and int(second) <= 12


def _part(first: str, second: str, region: Region) -> str:
    """Say a fraction: quarters are "phần tư"."""
    return f"{plain(first, region)} phần {'tư' if second == '4' else plain(second, region)}"


def _round_the_clock(written: str, region: Region) -> str:
    """Say 24/24 and 24/7."""
    second = written.lower().partition("/")[2].strip(" hgiờ")
    hours = f"{plain('24', region)} giờ" if "h/" in written.lower() else plain("24", region)
    said = f"{hours} trên {plain(second, region)}"
    return said if written[-1].isdigit() else f"{said} giờ"
