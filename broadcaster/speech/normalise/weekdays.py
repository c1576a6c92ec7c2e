"""Recognises days of the week, months and quarters in short (T2 to T7, T10/2026, Q3/2026) by the words around them."""

import re

from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import integer, month, ordinal, roman
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind

IN = re.IGNORECASE
QUARTER = re.compile(r"Q(?:uý)?\.?\s?(?P<n>[1-4]|IV|I{1,3})[/-](?P<y>20\d\d)(?!\w)")
SHORT_MONTH = re.compile(r"T(?P<n>0?[1-9]|1[0-2])(?:[/-](?P<y>20\d\d))?(?![\w/])")
WEEKDAY = re.compile(r"T\.?(?P<n>[2-7])(?![\w/]|[.,]\d)")

THING_BEFORE = re.compile(
    r"(?<!\w)(?:tuyến|tầng|nhà|đường|cổng|metro|lô|khu|ga|cột|cột điện|trụ|trụ điện|trạm|máy|đèn|bóng đèn|block|tòa|"
    r"toà|chung cư|mã|loại|lớp|xe|phòng|dãy|cụm|nhánh|kênh|mẫu|bàn|kho|bến|cầu|số)\s*$",
    IN,
)
ANOTHER = r"(?:T\.?[2-7]|CN|chủ nhật|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7]))"
LINK = r"\s*(?:,|-|;|/|&|và|đến|tới|hoặc|hay)\s*"
WEEK_WORD = (
    r"(?:sáng|trưa|chiều|tối|đêm|khuya|ngày|từ|đến|tới|vào|hôm|giờ|phút|lúc|thứ|mỗi|tuần|trước|sau|hết|trừ|nay|mai|kia|"
    r"qua|nghỉ|họp|làm việc|lịch|gồm|học|trực|mở cửa|khám|tiêm|thu gom|phát|diễn ra|tổ chức|riêng)"
)
WEEK_BEFORE = re.compile(
    rf"(?:^|[(:;]|(?<!\w){WEEK_WORD}|\d[hg]\d{{0,2}}|\d:\d\d|(?<!\w){ANOTHER}{LINK})\s*[,(]?\s*$", IN
)
WEEK_AFTER = re.compile(
    rf"(?:{LINK}{ANOTHER}(?!\w)|\s*:|\s*[,(]?\s*(?:ngày|tuần|hàng tuần|hằng tuần|này|tới|sáng|trưa|chiều|tối|lúc|từ \d|"
    r"\d{1,2}[/.-]\d|\d{1,2}[hg:]))",
    IN,
)
MONTH_BEFORE = re.compile(
    r"(?<!\w)(?:tiền điện|tiền nước|điện|nước|lương|lương hưu|trợ cấp|phụ cấp|kỳ|cước|phí|học phí|hóa đơn|hoá đơn|"
    r"báo cáo|số liệu|chi trả|thu|đầu|giữa|cuối|trong|quý|đảng phí|đoàn phí)\s*$",
    IN,
)


def weekday(line: Line, at: int) -> Found | None:
    """Recognise T2 to T7, T10/2026, Q3/2026; a T with a figure that no word tells of is a code, with doubt."""
    match = QUARTER.match(line.text, at)
    if match:
        quarter = roman(match["n"]) or int(match["n"])
        said = f"quý {integer(quarter, line.region)} năm {integer(int(match['y']), line.region)}"
        return Found(match.end(), Kind.DATE, said)
    if line.follows(THING_BEFORE, at):
        return _month_of_year(line, at)
    return _weekday(line, at) or _month_of_year(line, at)


def _weekday(line: Line, at: int) -> Found | None:
    match = WEEKDAY.match(line.text, at)
    if not match or line.follows(MONTH_BEFORE, at):
        return None
    said = f"thứ {ordinal(int(match['n']), line.region)}"
    told = line.follows(WEEK_BEFORE, at) or line.precedes(WEEK_AFTER, match.end()) or line.is_whole(at, match.end())
    return Found(match.end(), Kind.DATE, said) if told else None


def _month_of_year(line: Line, at: int) -> Found | None:
    """Read T10 as a month; T2 to T7 need a year or a word before, and are otherwise letter and figure."""
    match = SHORT_MONTH.match(line.text, at)
    if not match or (not match["y"] and line.follows(THING_BEFORE, at)):
        return None
    number = match["n"]
    if WEEKDAY.match(line.text, at) and not match["y"] and not line.follows(MONTH_BEFORE, at):
        return Found(match.end(), Kind.CODE, f"tê {integer(int(number), line.region)}", (Doubt.MEANING,))
    year = f" năm {integer(int(match['y']), line.region)}" if match["y"] else ""
    return Found(match.end(), Kind.DATE, f"tháng {month(number, line.region)}{year}")
