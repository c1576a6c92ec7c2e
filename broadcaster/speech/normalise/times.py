"""Recognises times of the day, ranges of them and lengths in minutes and seconds, and says them."""

import re

from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, integer
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind

HOURS = range(25)
MINUTES = range(60)
SPOKEN_MINUTE = r"\s?(?:phút|ph|p|')(?!\w)"


def _pattern(number: int) -> str:
    """Return the pattern of one time (7h30, 16g45, 7 giờ 30 phút, 05:00), its groups numbered."""
    hour = rf"(?P<h{number}>\d{{1,2}})(?:\s?[hg]|H|G(?=\d)|\s?(?i:giờ))(?![^\W\d_])"
    later = r"(?=\s*(?:[,.;)-]|$|ngày|sáng|chiều|tối))"
    minute = rf"(?P<m{number}>\d\d)(?:'(?P<k{number}>\d\d)(?:''|\")?|{SPOKEN_MINUTE})?|"
    minute += rf"\s(?P<n{number}>\d\d?)(?:{SPOKEN_MINUTE}|{later})"
    clock = rf"(?P<c{number}>\d{{1,2}}):(?P<i{number}>\d\d)(?::(?P<j{number}>\d\d))?(?![\w:]|[.,]\d)'?"
    return rf"(?:{hour}(?:{minute})?(?!\w)|{clock})"


TIME = re.compile(_pattern(1) + r"(?P<word>\s(?:phút|giờ|giây)(?!\w))?")
TIME_RANGE = re.compile(rf"{_pattern(1)}\s*-\s*{_pattern(2)}")
SHARED_RANGE = re.compile(rf"(?P<from>\d{{1,2}})\s*-\s*{_pattern(2)}")
LOOKS_LIKE_TIME = re.compile(r"\d{1,3}\s?(?:[hHgG:]|giờ|-|\.\d\d\s?[hg])")
LENGTH = re.compile(
    r"(?:(?P<minutes>\d{1,3})(?:\s?(?:ph|p)|')(?:(?P<seconds>\d\d?)\s?(?:s|\"|'')?)?|(?P<only>\d{1,4})s)(?![\w\"])"
)
LENGTH_RANGE = re.compile(r"(?P<from>\d{1,3})(?:'|p|ph)?\s*-\s*(?P<to>\d{1,3})\s?(?:'|ph|p)(?!\w)")
SPOKEN_HOUR = re.compile(r"(?P<h>\d{1,2}) giờ (?P<m>0\d)(?P<word>\s?(?:phút|p|'))?(?![\w.,]\d|\w)")
DOTTED_CLOCK = re.compile(r"(?P<h>[01]?\d|2[0-4])[.](?P<m>[0-5]\d)\s?(?:h|g|giờ)(?!\w)")
BARE_G = re.compile(r"(?P<h>\d{1,2})\s?g(?!\w)")

IN = re.IGNORECASE
RATIO_BEFORE = re.compile(
    r"(?<!\w)(?:tỷ lệ|tỉ lệ|tỷ số|tỉ số|pha|bản đồ|iso|tcvn|qcvn)\s*(?:là\s*)?(?:\d+\s?)?$",
    IN,
)
WHEN_BEFORE = re.compile(
    r"(?:^|(?<!\w)(?:lúc|từ|đến|tới|vào|hồi|trước|sau|khoảng|sáng|trưa|chiều|tối|đêm|khuya|giờ|họp|và|hoặc)|"
    r"[-,:(])\s*$",
    IN,
)
WHEN_AFTER = re.compile(
    r"\s*(?:sáng|trưa|chiều|tối|đêm|khuya|ngày|hôm|thứ|đến|tới|rưỡi|kém|/\s?(?:ngày|tuần|ca)|cùng ngày|"
    r"hàng ngày|hằng ngày|mỗi ngày|-\s*\d+\s?g)",
    IN,
)
SUBSTANCE = re.compile(r"\s*(?:muối|đường|bột|thuốc|clor|gạo|thịt|phân|men|hóa chất|vôi|phèn|vàng|/)", IN)
WEIGHED = re.compile(
    r"(?<!\w)(?:pha|liều|uống|nặng|gói|hòa|hoà|bón|lấy|dùng|cân|chứa|trọng lượng|khối lượng|hàm lượng)\s*(?:\w+\s*)?$",
    IN,
)


def time(line: Line, at: int) -> Found | None:
    """Recognise a time, a range of times or a length of time at a figure."""
    found = _length(line, at)
    if found or not line.precedes(LOOKS_LIKE_TIME, at):
        return found
    if line.follows(RATIO_BEFORE, at):
        return None
    return _range(line, at) or _single(line, at)


def _range(line: Line, at: int) -> Found | None:
    match = TIME_RANGE.match(line.text, at)
    if match and not _is_weight(line, at, match[0]):
        first, doubt = _said(match, 1, line.region)
        second, other = _said(match, 2, line.region)
        return Found(match.end(), Kind.TIME_RANGE, f"{first} đến {second}", doubt or other)
    match = SHARED_RANGE.match(line.text, at)
    if match and int(match["from"]) in HOURS and not _is_weight(line, at, match[0]):
        second, doubt = _said(match, 2, line.region)
        return Found(
            match.end(),
            Kind.TIME_RANGE,
            f"{integer(int(match['from']), line.region)} đến {second}",
            doubt,
        )
    return None


def _single(line: Line, at: int) -> Found | None:
    match = SPOKEN_HOUR.match(line.text, at)
    if match:
        return Found(match.end(), Kind.TIME, _clock(match["h"], match["m"], None, line.region))
    match = DOTTED_CLOCK.match(line.text, at)
    if match:
        return Found(match.end(), Kind.TIME, _clock(match["h"], match["m"], None, line.region))
    match = TIME.match(line.text, at)
    if not match or _is_weight(line, at, match[0]):
        return None
    said, doubts = _said(match, 1, line.region)
    end = match.end() if match["c1"] else match.start("word") if match["word"] else match.end()
    return Found(end, Kind.TIME, said, doubts)


def _is_weight(line: Line, at: int, written: str) -> bool:
    """Tell grams from hours: "16g" is a time unless a dose is meant or no clock shows it."""
    bare = BARE_G.match(written)
    if not bare or bare.end() != len(written):
        return False
    if line.precedes(WHEN_AFTER, at + len(written)):
        return False
    if int(bare["h"]) not in HOURS or line.precedes(SUBSTANCE, at + len(written)):
        return True
    return line.follows(WEIGHED, at) or not line.follows(WHEN_BEFORE, at)


def _said(match: re.Match[str], number: int, region: Region) -> tuple[str, tuple[Doubt, ...]]:
    groups = match.groupdict()
    hour = groups[f"h{number}"] or groups[f"c{number}"]
    minute = groups[f"m{number}"] or groups[f"n{number}"] or groups[f"i{number}"]
    return _clock(hour, minute, groups[f"j{number}"] or groups[f"k{number}"], region), _doubts(hour, minute)


def _clock(hour: str, minute: str | None, second: str | None, region: Region) -> str:
    """Say hours, minutes and seconds; what is zero is not said."""
    words = [integer(int(hour), region), "giờ"]
    for figure, unit in ((minute, "phút"), (second, "giây")):
        if figure and int(figure):
            words += [integer(int(figure), region), unit]
    return " ".join(words)


def _doubts(hour: str, minute: str | None) -> tuple[Doubt, ...]:
    """Return a doubt for what no clock shows; whole hours above 24 are a length of time."""
    wrong = minute is not None and (int(hour) not in HOURS or int(minute) not in MINUTES)
    return (Doubt.TIME,) if wrong else ()


def _length(line: Line, at: int) -> Found | None:
    match = LENGTH_RANGE.match(line.text, at)
    if match:
        first, second = (integer(int(match[name]), line.region) for name in ("from", "to"))
        return Found(match.end(), Kind.TIME_RANGE, f"{first} đến {second} phút")
    match = LENGTH.match(line.text, at)
    if not match:
        return None
    if match["only"]:
        return Found(match.end(), Kind.TIME, f"{integer(int(match['only']), line.region)} giây")
    words = f"{integer(int(match['minutes']), line.region)} phút"
    if match["seconds"] and int(match["seconds"]):
        words += f" {integer(int(match['seconds']), line.region)} giây"
    return Found(match.end(), Kind.TIME, words)
