"""Recognises dates, months and their ranges, and says them. Tells a date from a fraction by the words around it."""

import calendar
import re

from broadcaster.speech.normalise.fractions import ADDRESS_AFTER, ADDRESS_BEFORE, COUNTED, PARTS, SCALE, UNIT
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, integer, month
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind

DAY = r"(?:0?[1-9]|[12]\d|3[01])"
MONTH = r"(?:0?[1-9]|1[0-2])"
YEAR = r"(?:1[5-9]|2[01])\d\d"
ROUND_SCALES = frozenset({"2000", "1500"})
END = r"(?![\w/]|[.-]\d)"
LEAP_YEAR = 2024
CENTURY = 2000
MONTHS_IN_YEAR = 12

FULL = re.compile(rf"(?P<d>{DAY})\s?(?P<s>[/.-])\s?(?P<m>{MONTH})\s?(?P=s)\s?(?P<y>{YEAR}){END}")
SHORT_YEAR = re.compile(rf"(?P<d>{DAY})(?P<s>[/.-])(?P<m>{MONTH})(?P=s)(?P<y>[0-4]\d){END}")
ISO = re.compile(rf"(?P<y>{YEAR})-(?P<m>0[1-9]|1[0-2])-(?P<d>{DAY}){END}")
NO_DATE = re.compile(r"\d{1,2}([/-])\d{1,2}\1(?:1[89]|2[01])\d\d(?![\w/])")
SHORT = re.compile(rf"(?P<d>{DAY})\s?(?P<s>/)\s?(?P<m>{MONTH}){END}")
DASHED = re.compile(rf"(?P<d>{DAY})(?P<s>[-.])(?P<m>{MONTH})(?![\w/-]|[.,]\d)")
RANGE = re.compile(
    rf"(?P<d>{DAY})(?:[/.](?P<m>{MONTH})(?:[/.](?P<y>{YEAR}))?)?\s*-\s*"
    rf"(?P<d2>{DAY})(?P<s2>[/.])(?P<m2>{MONTH})(?:(?P=s2)(?P<y2>{YEAR}))?{END}"
)
DASHED_RANGE = re.compile(
    rf"(?P<d>{DAY})-(?P<m>{MONTH})(?:-(?P<y>{YEAR}))?\s+-\s+"
    rf"(?P<d2>{DAY})(?P<s2>-)(?P<m2>{MONTH})(?:-(?P<y2>{YEAR}))?{END}"
)
UNTIL = re.compile(rf"\s*(?:đến|tới)\s*(?:hết\s*)?(?:ngày\s*)?(?P<d>{DAY})\.(?P<m>{MONTH})(?![\w/-]|[.,]\d)")
DAY_LIST = re.compile(
    rf"(?P<list>{DAY}(?:,{DAY})+(?:,?\s?(?:và|&)\s?{DAY})?)(?:/(?P<m>{MONTH})(?:/(?P<y>{YEAR}))?{END}|(?=\s+tháng))"
)
MONTH_RANGE = re.compile(
    rf"(?P<m>{MONTH})(?:[/-](?P<y>{YEAR}))?\s*-\s*(?:tháng\s*)?(?P<m2>{MONTH})[/-](?P<y2>{YEAR}){END}"
)
MONTH_YEAR = re.compile(rf"(?P<m>{MONTH})\s?(?P<s>[/-])\s?(?P<y>{YEAR}){END}")
SHORT_MONTH_YEAR = re.compile(rf"(?P<m>{MONTH})/(?P<y>[2-4]\d){END}")
BARE_MONTH = re.compile(
    rf"(?P<m>{MONTH})(?:\s*-\s*(?P<m2>{MONTH})(?![\d/]))?(?:\s(?P<y>(?:19|20)\d\d))?(?![\w/%]|[.,]\d)"
)
NUMBERED_YEAR = re.compile(rf"(?P<n>\d{{1,3}})\s?/\s?(?P<y>{YEAR}){END}")

IN = re.IGNORECASE
# What stands after a decimal written with a dot, which is no date then; other numbers of a range may stand between.
MEASURED = re.compile(
    r"(?:\s*(?:đến|tới|-|và|hoặc|x)\s*\d{1,5}(?:[.,]\d{1,3})?){0,3}"
    rf"(?:{UNIT.pattern}|\s?(?:[%‰$€₫]|(?i:triệu|tỷ|tỉ|nghìn|ngàn|"
    r"đồng(?!\s(?:loạt|thời|chí|bào))|đ|usd|vnđ|vnd|điểm(?=\s*(?:[,.;)]|$))|lần(?!\sthứ)|phần trăm|mét|xen-ti-mét|"
    r"mi-li-mét|milimet|ki-lô-mét|tấn|lít|gam|héc-ta|sào|độ|giờ|phút|giây|tháng|tuần)(?!\w)))"
)
MEASURE_BEFORE = re.compile(
    r"(?<!\w)(?:nhiệt độ|độ mặn|độ ẩm|độ cao|lượng mưa|mực nước|sóng|sóng biển|cao|sâu|rộng|dài|nặng|dày|giá|điểm|"
    r"tỷ giá|tăng|giảm|mạnh|độ richter|richter|magnitude|vận tốc|tốc độ|công suất|điện áp|diện tích|năng suất|ph)"
    r"(?:\s+(?!ngày|hạn|trước|sau|đến|tới|hết)[^\d\W]+){0,3}\s+(?:từ\s+)?(?:\d[\d.,]*\s*(?:đến|tới|-|lên|xuống)\s*)?$",
    IN,
)
DEADLINE = re.compile(
    r"(?<!\w)(?:hạn|hạn chót|hạn cuối|hạn nộp|hạn đóng|hạn đăng ký|chót|hết hạn|đến hết|khai giảng|bế giảng|khai mạc|"
    r"bế mạc|khởi công|nghỉ|chủ nhật|cn|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]))\s*(?:là|:|,|\()*\s*$",
    IN,
)
LABEL = re.compile(r"(?<!\w)(?:hạn|thời hạn|thời gian|hạn chót|lịch|ngày)\s[^\d.;:]{2,45}:\s*$", IN)
FEAST = re.compile(
    r"(?<!\w)(?:lễ|dịp|quốc khánh|giải phóng|giải phóng miền nam|quốc tế lao động|phụ nữ|nhà giáo|thiếu nhi|tết)"
    r"(?:\s+việt nam)?\s*\(?(?:\d{1,2}\.\d{1,2}\s*(?:,|và|&|-)\s*)*$",
    IN,
)
NUMBERED_BEFORE = re.compile(
    r"(?<!\w)(?:ấp|thôn|khu phố|kp|lớp|nhóm|khối|phường|khu|xóm|đội|điều|khoản|mục|tầng|dãy|cụm|tuyến|quý|câu|thửa|bàn|"
    r"chương|bài|trang|hộ)\s*$",
    IN,
)
EVERYDAY_PARTS = frozenset({2, 3, 4, 5, 10})
SHARE_BEFORE = re.compile(
    r"(?<!\w)(?:đạt|được|"
    r"có|khoảng|hơn|gần|chiếm|bằng|giảm|tăng|còn|quá|trên|dưới|lấy|thu|chỉ|cả|ít nhất|tối thiểu)\s*$",
    IN,
)
DAY_WORD = re.compile(r"(?<!\w)(?:ngày|mùng|mồng|rằm|hôm|ngày là|ngày:)\s*$", IN)
MONTH_WORD = re.compile(r"(?<!\w)(?:tháng|tháng:)\s*$", IN)
FROM = re.compile(r"(?<!\w)(?:từ|trong|các)\s+(?:các\s+)?ngày\s*$", IN)
MONTHLY = re.compile(r"\s*(?:(?:hàng|hằng|mỗi)?\s*tháng|âm lịch)", IN)
NUMBERED = re.compile(
    r"(?<!\w)(?:quý|quí|đợt|lần|khóa|khoá|kỳ|vụ|học kỳ|phiên|số|số:|lần thứ|kỳ thứ)\s*$",
    IN,
)
NUMBER_WORD = re.compile(r"(?<!\w)(?:số|số:)\s*$", IN)
DIRECT = re.compile(
    r"(?:(?<!\w)(?:ngày|mùng|mồng|hôm|sáng|trưa|chiều|tối|đêm|khuya|nay|mai|mốt|qua|kia|trước|sau|hết|hạn|chót|vào|"
    r"từ|đến|tới|giờ|phút|lúc|khai giảng|bế giảng|khai mạc|bế mạc|khởi công|họp|diễn ra|tổ chức|bắt đầu|kết thúc|"
    r"ban hành|ký|khởi hành|công bố|hoàn thành|sinh|mất|giỗ|nghỉ|phát|đợt|tại ngày|thứ (?:hai|ba|tư|năm|sáu|bảy|"
    r"\d)|chủ nhật|cn|t[2-7]|tuần|đợt(?:\s\d{1,2})?)|\d[hg]\d{0,2})"
    r"\s*[:(,/-]*\s*$",
    IN,
)
LISTED = re.compile(
    r"(?<!\w)(?:ngày|hôm|đêm|sáng|chiều|tối|trưa)\s+(?:\d[\d/]*\s*(?:,|;|-|&|và|hoặc|hay|rạng sáng)\s*)+$",
    IN,
)
NAMED = re.compile(
    r"(?<!\w)(?:lễ|dịp|tết|quốc khánh|quốc tế|kỷ niệm|giải phóng|đường|phố|chợ|trường|cầu|công viên|khu phố|nhà giáo|"
    r"phụ nữ|thiếu nhi|lao động|liệt sĩ|liệt sỹ|thương binh|thầy thuốc|quân đội|doanh nhân|cách mạng|phong trào|"
    r"việt nam|toàn dân|thế giới|trái đất|hùng vương|đảng|đoàn|miền nam|tháng tám|thành lập đảng|thành lập đoàn|"
    r"pháp luật|môi trường|"
    r"(?:ngày|kỷ niệm|chào mừng|mừng)(?!\s+(?:từ|đến|thứ)\s)\s[^\d.,;:()]{3,45}?)"
    r"\s*\(?(?:\d{1,2}[/-]\d{1,2}\s*(?:,|-|và|&)\s*)?$",
    IN,
)
AFTER = re.compile(
    r"\s*(?:âm lịch|dương lịch|âl|al\b|dl\b|hàng năm|hằng năm|năm \d{4}|năm nay|năm sau|tới\b)",
    IN,
)
DAYTIME = re.compile(
    r"(?<!\w)(?:nay|mai|hôm qua|đêm|tối|sáng|chiều|trưa|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]))\s*[,(]?\s*"
    r"(?:\d{1,2}-\d{1,2}\s*(?:,|và)\s*)?$",
    IN,
)
PLACE_NAME = re.compile(
    r"(?<!\w)(?:đường|phố|chợ|trường|cầu|công viên|khu phố|lễ|dịp|quốc khánh|mừng|"
    r"mn|th|thcs|thpt|mầm non|tiểu học|bệnh viện)\s*$",
    IN,
)


def date(line: Line, at: int) -> Found | None:
    """Recognise a date or a range of dates at a figure."""
    if line.follows(NUMBER_WORD, at):
        return None
    for recogniser in (_range, _full, _day_list, _months, _short, _dashed):
        found = recogniser(line, at)
        if found:
            return found
    return None


def _range(line: Line, at: int) -> Found | None:
    match = RANGE.match(line.text, at) or DASHED_RANGE.match(line.text, at)
    if not match or not _is_range(line, match):
        return None
    said = _words(line, at, match["d"], match["m"], match["y"])
    until = _day(match["d2"], match["m2"], match["y2"], line.region)
    told = said.startswith("ngày") or line.follows(DAY_WORD, at)
    until = f"ngày {until}" if match["m"] and told else until
    doubts = _doubts(match["d2"], match["m2"], match["y2"]) or _doubts_of_range(line, match)
    return Found(match.end(), Kind.DATE_RANGE, f"{said} đến {until}", doubts)


def _doubts_of_range(line: Line, match: re.Match[str]) -> tuple[Doubt, ...]:
    """Return a doubt for what could as well be a range of decimals or a share, and no word tells."""
    at, end = match.start(), match.end()
    if (
        match["y2"]
        or line.follows(DAY_WORD, at)
        or any(_is_improper(match[day], match[month] or match["m2"]) for day, month in (("d", "m"), ("d2", "m2")))
    ):
        return ()
    if "." in match[0]:
        return (Doubt.MEANING,)
    told = _is_told(line, at) or line.precedes(AFTER, end) or line.is_whole(at, end)
    return () if told else (Doubt.DATE_OR_FRACTION,)


def _is_range(line: Line, match: re.Match[str]) -> bool:
    """Tell dates from fractions: by a year, a word before, or a figure no fraction has."""
    if line.precedes(COUNTED, match.end()) or line.precedes(PARTS, match.end()) or _is_measured(line, match):
        return False
    if match["y2"] or match["y"] or _is_told(line, match.start()) or line.precedes(AFTER, match.end()):
        return match["m"] is not None or int(match["d"]) < int(match["d2"])
    if match["m"]:
        return any(_is_improper(match[day], match[month]) for day, month in (("d", "m"), ("d2", "m2")))
    if line.follows(ADDRESS_BEFORE, match.start()) or line.follows(NUMBERED_BEFORE, match.start()):
        return False
    return _is_improper(match["d2"], match["m2"]) or _is_days(line, match)


def _is_days(line: Line, match: re.Match[str]) -> bool:
    """Tell 10-12/6 and 5-7/8 from numbers that end in a share, such as 1-2/3."""
    first, day, number = int(match["d"]), int(match["d2"]), int(match["m2"])
    if line.follows(SCALE, match.start()) or line.follows(SHARE_BEFORE, match.start()):
        return False
    return first < day and (day > number or (day != number and number not in EVERYDAY_PARTS))


def _is_measured(line: Line, match: re.Match[str]) -> bool:
    """Tell waves "từ 1.5-2.5 m" and other decimals with a dot from days of months."""
    if "." not in match[0] or line.follows(DAY_WORD, match.start()):
        return False
    return line.precedes(MEASURED, match.end()) or line.follows(MEASURE_BEFORE, match.start())


def _full(line: Line, at: int) -> Found | None:
    match = FULL.match(line.text, at) or ISO.match(line.text, at)
    if match:
        said = _words(line, at, match["d"], match["m"], match["y"])
        return Found(match.end(), Kind.DATE, said, _doubts(match["d"], match["m"], match["y"]))
    match = SHORT_YEAR.match(line.text, at)
    if match and (_is_told(line, at) or (match["s"] == "/" and not _is_address(line, at, match.end()))):
        return Found(
            match.end(),
            Kind.DATE,
            _words(line, at, match["d"], match["m"], str(CENTURY + int(match["y"]))),
        )
    match = NO_DATE.match(line.text, at)
    if match:
        words = " trên ".join(integer(int(part), line.region) for part in re.findall(r"\d+", match[0]))
        return Found(match.end(), Kind.DATE, words, (Doubt.DATE,))
    return None


def _day_list(line: Line, at: int) -> Found | None:
    """Read "ngày 5,6,7/12", where commas without blanks look like decimals."""
    match = DAY_LIST.match(line.text, at)
    if not match or not line.follows(DIRECT, at):
        return None
    days = re.sub(
        r"\d+",
        lambda day: integer(int(day[0]), line.region),
        match["list"].replace("&", "và"),
    )
    days = re.sub(r",(?=\S)", ", ", days)
    said = f"{days}{_month(match['m'], match['y'], line.region)}"
    return Found(match.end(), Kind.DATE, said if line.follows(DAY_WORD, at) else f"ngày {said}")


def _months(line: Line, at: int) -> Found | None:
    after_month = line.follows(MONTH_WORD, at)
    word = "" if after_month else "tháng "
    match = MONTH_RANGE.match(line.text, at)
    if match and (after_month or "/" in match[0]):
        said = f"{word}{_month_of(match['m'], match['y'], line.region)} đến tháng "
        return Found(
            match.end(),
            Kind.DATE_RANGE,
            said + _month_of(match["m2"], match["y2"], line.region),
        )
    match = SHORT_MONTH_YEAR.match(line.text, at) if after_month else None
    if match:
        return Found(match.end(), Kind.DATE, _month_of(match["m"], f"20{match['y']}", line.region))
    match = MONTH_YEAR.match(line.text, at)
    if match and not line.follows(NUMBERED, at) and (after_month or _is_month_of_year(match)):
        return Found(
            match.end(),
            Kind.DATE,
            word + _month_of(match["m"], match["y"], line.region),
        )
    match = NUMBERED_YEAR.match(line.text, at)
    if match and line.follows(NUMBERED, at):
        said = f"{integer(int(match['n']), line.region)} năm {integer(int(match['y']), line.region)}"
        return Found(match.end(), Kind.DATE, said)
    match = BARE_MONTH.match(line.text, at) if after_month else None
    if match:
        until = f" đến tháng {month(match['m2'], line.region)}" if match["m2"] else ""
        said = f"{month(match['m'], line.region)}{until}{_year(match['y'], line.region)}"
        return Found(match.end(), Kind.DATE_RANGE if until else Kind.DATE, said)
    return None


def _is_month_of_year(match: re.Match[str]) -> bool:
    """Tell 11/2026 from the scale of a plan, 1/2000."""
    return match["s"] == "/" and not (match["m"] == "1" and match["y"] in ROUND_SCALES)


def _short(line: Line, at: int) -> Found | None:
    match = SHORT.match(line.text, at)
    if not match:
        return None
    if _is_address(line, at, match.end()) and not line.follows(DAY_WORD, at):
        return None
    told = _is_told(line, at) or line.precedes(AFTER, match.end())
    improper = _is_improper(match["d"], match["m"]) or _is_hardly_a_share(line, at, match)
    share = line.precedes(COUNTED, match.end()) or line.precedes(PARTS, match.end())
    if share and not line.follows(DAY_WORD, at):
        return None
    if not told and (not improper or match[0] == "24/7"):
        return None
    doubts = _doubts(match["d"], match["m"], None) or (() if told else (Doubt.DATE_OR_FRACTION,))
    if line.is_whole(at, match.end()):
        doubts = _doubts(match["d"], match["m"], None)
    return Found(match.end(), Kind.DATE, _words(line, at, match["d"], match["m"], None), doubts)


def _is_hardly_a_share(line: Line, at: int, match: re.Match[str]) -> bool:
    """Tell 8/3 and 5/12 from halves, thirds, quarters, fifths and tenths; alone on a line each may be a sum."""
    if line.is_whole(at, match.end()) or line.follows(SCALE, at) or line.follows(SHARE_BEFORE, at):
        return False
    day, month = int(match["d"]), int(match["m"])
    return day > month or (day != month and month not in EVERYDAY_PARTS) or month == 1 or match[0] == "2/9"


def _dashed(line: Line, at: int) -> Found | None:
    """Read "ngày 20-11" as newspapers write it; "từ ngày 5-10 hàng tháng" stays a range of days."""
    match = DASHED.match(line.text, at)
    if not match:
        return None
    if match["s"] == ".":
        return _dotted(line, match)
    if not _is_daytime(line, at):
        return None
    rising = int(match["d"]) < int(match["m"])
    if line.precedes(MONTHLY, match.end()) or (rising and line.follows(FROM, at)):
        return None
    doubts = (Doubt.MEANING,) if not line.follows(PLACE_NAME, at) and rising else ()
    return Found(match.end(), Kind.DATE, _words(line, at, match["d"], match["m"], None), doubts)


def _is_daytime(line: Line, at: int) -> bool:
    """Tell whether a day is named right before, so that even a dash or a dot makes a date."""
    return any(line.follows(pattern, at) for pattern in (DAY_WORD, PLACE_NAME, DAYTIME))


def _dotted(line: Line, match: re.Match[str]) -> Found | None:
    """Read "hạn chót 31.12", "lễ 30.4" as dates; "từ 1.5 m", "điểm 8.5" and all without such words are numbers."""
    at = match.start()
    if _is_measured(line, match):
        return None
    sure = _is_daytime(line, at) or line.follows(FEAST, at)
    told = _is_told(line, at) or line.follows(LABEL, at) or line.precedes(AFTER, match.end())
    if not (sure or line.follows(DEADLINE, at) or (told and _is_hardly_a_decimal(line, match))):
        return None
    doubts = _doubts(match["d"], match["m"], None)
    if not (sure or _is_improper(match["d"], match["m"]) or _is_dated_until(line, match)):
        doubts = (*doubts, Doubt.MEANING)
    return Found(match.end(), Kind.DATE, _words(line, at, match["d"], match["m"], None), doubts)


def _is_hardly_a_decimal(line: Line, match: re.Match[str]) -> bool:
    """Tell 31.12 and 5.12 from 3.5: two digits of a month, or a second date after "đến"."""
    return _is_improper(match["d"], match["m"]) or len(match["m"]) > 1 or _is_dated_until(line, match)


def _is_dated_until(line: Line, match: re.Match[str]) -> bool:
    until = UNTIL.match(line.text, match.end())
    return until is not None and _is_improper(until["d"], until["m"])


def _is_told(line: Line, at: int) -> bool:
    """Tell whether the words before say that a date comes."""
    return any(line.follows(pattern, at) for pattern in (DIRECT, LISTED, NAMED))


def _is_improper(day: str, month: str) -> bool:
    """Tell whether a day and month could hardly be a fraction."""
    return "0" in (day[0], month[0]) or int(day) > MONTHS_IN_YEAR


def _is_address(line: Line, at: int, end: int) -> bool:
    if line.follows(PLACE_NAME, at):
        return False
    return line.follows(ADDRESS_BEFORE, at) or (line.precedes(ADDRESS_AFTER, end) and not line.follows(DIRECT, at))


def _words(line: Line, at: int, *parts: str | None) -> str:
    """Say a date; the word "ngày" once, whether it was written or not, and never in the name of a feast or street."""
    day, month, year = parts
    said = _day(str(day), month, year, line.region)
    if line.follows(DAY_WORD, at) or line.follows(LISTED, at):
        return said
    named = (line.follows(NAMED, at) or line.follows(PLACE_NAME, at)) and not line.follows(DIRECT, at)
    return said if named and not year else f"ngày {said}"


def _day(day: str, month: str | None, year: str | None, region: Region) -> str:
    return f"{integer(int(day), region)}{_month(month, year, region)}"


def _month(number: str | None, year: str | None, region: Region) -> str:
    return f" tháng {_month_of(number, year, region)}" if number else ""


def _month_of(number: str, year: str | None, region: Region) -> str:
    return f"{month(number, region)}{_year(year, region)}"


def _year(year: str | None, region: Region) -> str:
    return f" năm {integer(int(year), region)}" if year else ""


def _doubts(day: str, month: str, year: str | None) -> tuple[Doubt, ...]:
    """Return a doubt for a day its month does not have."""
    last = calendar.monthrange(int(year or LEAP_YEAR), int(month))[1]
    return () if int(day) <= last else (Doubt.DATE,)
