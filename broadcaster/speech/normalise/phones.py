"""Recognises telephone numbers, alone, in lists and short ones, and says their digits in groups."""

import re

from broadcaster.speech.normalise.letters import LOWER, UPPER
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import digits
from broadcaster.speech.normalise.tokens import Found, Kind

GAP = r"[.\s-]"
ABROAD = rf"\(?\+\d{{1,3}}\)?{GAP}?(?:\(0\))?\d{{1,4}}(?:{GAP}?\d{{2,4}}){{1,4}}"
HOME = rf"(?:\(0\d{{1,4}}\)|0\d{{2,4}}){GAP}?\d{{1,4}}(?:{GAP}?\d{{2,4}}){{1,3}}"
SERVICE = r"1[89]00[\s.-]?\d{2,4}(?:[\s.-]?\d{2,4})?"
NUMBER = rf"(?:{ABROAD}|{HOME}|{SERVICE})(?!\w|[.,]\d|/(?!0\d\d)\d)"
PHONE = re.compile(NUMBER)
JOINED = re.compile(r"\s*(?:[-/,;]|hoặc|và|hay)\s*")
GROUPS = re.compile(r"\+|\d+")
SHORTEST, LONGEST = 10, 11
SHORTEST_SERVICE = 8
HOT_LINES = r"(?:11[1-9]|10(?:22|80)|1[48]14|9029|156|5656)"
HOT_LIST = re.compile(rf"{HOT_LINES}(?![\w]|[.,]\d|/\d{{4}})")
FIGURES = re.compile(r"(?=(?:[ .]?\d){3})\d{1,11}(?:[ .]\d{2,4})*(?![\w/%]|[.,]\d)")
IN = re.IGNORECASE
CALL = (
    r"(?<!\w)(?:gọi|gọi ngay|gọi số|gọi điện|gọi đến|gọi tới|gọi về|báo|báo ngay|báo số|số|số máy|tổng đài|"
    r"điện thoại|đt|sđt|"
    r"hotline|đường dây nóng|liên hệ|lh|quay số|bấm|bấm số|cấp cứu|cứu hỏa|cứu hoả|cảnh sát|cứu nạn|công an|"
    r"lực lượng|khẩn cấp|"
    r"pccc|cháy|cứu hộ|gửi|nhắn|trẻ em|nóng|quốc gia|phản ánh|qua|đến|tới|đầu số)"
)
CALLED = re.compile(rf"{CALL}\s*(?:số\s*)?[:(]*\s*(?:{HOT_LINES}\s*(?:[,;/(-]|và|hoặc|hay)\s*)*$", IN)
NAMED_LIST = re.compile(rf"{HOT_LINES}\s*\([^()]{{2,40}}\)\s*(?:[,;/-]|và|hoặc|hay)*\s*$", IN)
LINE_WORD = re.compile(
    r"(?<!\w)(?:tổng đài|hotline|đường dây nóng|số máy|số điện thoại|điện thoại|đt|sđt|fax|máy lẻ|đầu số|"
    r"nhắn tin(?: \w+){0,3} (?:đến|tới|gửi)(?: số)?|gửi(?: đến| tới)?(?: số)? đầu số)\s*(?:số|là|:|\()*\s*$",
    IN,
)
NAME = re.compile(rf"\s[{UPPER}][{LOWER}]")
BARE_NUMBER = re.compile(r"(?<!gọi )(?<!báo )(?<!máy )(?<!đến )số\s*$", IN)
STREET = re.compile(r"\s*,?\s*(?:đường|phố|hẻm|tổ|quốc lộ)", IN)
COUNTED = re.compile(
    r"\s*(?:người|hộ|công dân|em|cháu|ca|trường hợp|thanh niên|đồng|triệu|nghìn|ngàn|ngày|giờ|km|m|%|đại biểu|chiếc|"
    r"suất|lượt|học sinh|phần|căn|con|tấn|kg|ha|trẻ|đường|máy|cuộc|lần|phút|tỷ|năm)(?!\w)",
    IN,
)


def phone(line: Line, at: int) -> Found | None:
    """Recognise telephone numbers at a figure, a bracket or a plus."""
    end, said = at, list[str]()
    start = at
    while (match := PHONE.match(line.text, start)) and _is_length(match[0]):
        said.append(grouped(match[0]))
        end = match.end()
        joined = JOINED.match(line.text, end)
        if not joined or joined[0].strip().isalpha():
            break
        start = joined.end()
    if said:
        return Found(end, Kind.PHONE, ", ".join(said))
    return _hot_line(line, at) or _short(line, at)


def grouped(written: str) -> str:
    """Return the digits of a number one by one, with a pause between the groups as written."""
    said, plus = [], False
    for group in GROUPS.findall(written):
        if group == "+":
            plus = True
            continue
        said.append(f"cộng {digits(group)}" if plus else digits(group))
        plus = False
    return ", ".join(said)


def _is_length(written: str) -> bool:
    count = sum(map(str.isdigit, written))
    if written[0] == "1":
        return SHORTEST_SERVICE <= count <= SHORTEST and not (written.isdigit() and written.endswith("000"))
    return SHORTEST <= count <= LONGEST or ("+" in written and count > SHORTEST - 2)


def _hot_line(line: Line, at: int) -> Found | None:
    """Read a three-digit emergency number digit by digit, if somebody is told to call it."""
    match = HOT_LIST.match(line.text, at)
    if not match or line.precedes(COUNTED, match.end()) or line.precedes(STREET, match.end()):
        return None
    if line.precedes(NAME, match.end()) and line.follows(BARE_NUMBER, at):
        return None
    if line.follows(CALLED, at) or line.follows(NAMED_LIST, at):
        return Found(match.end(), Kind.PHONE, digits(match[0]))
    return None


def _short(line: Line, at: int) -> Found | None:
    """Read any number after "tổng đài" or "điện thoại" digit by digit."""
    match = FIGURES.match(line.text, at)
    if not match or not line.follows(LINE_WORD, at) or line.precedes(COUNTED, match.end()):
        return None
    return Found(match.end(), Kind.PHONE, grouped(match[0]))
