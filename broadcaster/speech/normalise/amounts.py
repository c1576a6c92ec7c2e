"""Recognises counts, decimals, percentages, money and measures, alone and from-to, and says them."""

import re
from dataclasses import dataclass

from broadcaster.speech.normalise.letters import UPPER
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import (
    DOTTED,
    ENGLISH,
    Region,
    digits,
    integer,
    number,
    ordinal,
)
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind
from broadcaster.speech.normalise.units import (
    CURRENCIES,
    PER,
    PREFIXED_CURRENCIES,
    SIZES,
    UNITS,
)


def _any_of(names: dict[str, str] | dict[str, str | None]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


FIGURES = (
    r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![.]\d)|\d{1,3}(?:,\d{3}){2,}(?:\.\d+)?(?!,\d)|"
    r"\d{1,3}(?: \d{3})+(?=\s?(?:đ|đồng|VNĐ|VND|USD|người|hộ|dân|con|tấn|cây|liều|lít|kg|cử tri|lượt)(?!\w))|"
    r"\d+,\d+(?!,?\d)|\d+\.\d+(?!\.?\d)|\d+(?![.,]?\d)"
)
SIZE = rf"(?:(?!\s[Kk])\s?(?P<size{{n}}>{_any_of(SIZES)})(?P<more{{n}}>\d{{{{1,3}}}})?(?![\w]))"
# These stand close to their figure, or they are something else: "tổ 5 T. Bình", "110V".
CLOSE = "TtVvWwLKk"
MEASURE = (
    rf"(?:\s?(?P<percent{{n}}>[%‰])|\s?(?P<money{{n}}>{_any_of(CURRENCIES)})(?!\w|/c\b)|"
    rf"(?!\s[{CLOSE}](?!\w))\s?(?P<unit{{n}}>{_any_of(UNITS)})(?P<odd{{n}}>\d{{{{1,2}}}})?(?![\w'^]|/c\b|\.\w))"
)


def _amount(number: int) -> str:
    """Return the pattern of one amount, its groups numbered."""
    size, measure = (part.format(n=number) for part in (SIZE, MEASURE))
    prefix = rf"(?P<prefix{number}>{_any_of(PREFIXED_CURRENCIES)})?\s?"
    return prefix + rf"(?P<sign{number}>[-+±]\s?)?(?P<figures{number}>{FIGURES}){size}?{measure}?"


PER_PART = re.compile(
    r"\s?/\s?(?:(?P<count>\d{1,3})\s?(?P<of>h|giờ|phút|ngày|s|người|m2)(?!\w)|(?P<what>[^\W\d_]+[23²³]?)(?![\w]))"
)
SINGLE = re.compile(_amount(1) + r"(?!(?![xX]\d)[^\W_])")
RANGE = re.compile(_amount(1) + r"\s?(?:-|~|÷|–)\s?(?!0\d{5})" + _amount(2) + r"(?![^\W_]|-\d)")
CHAIN = re.compile(r"\d{1,4}(?:\s?-\s?\d{1,4}){2,}(?![\w/]|[.,]\d)")
SHORT_ENGLISH = re.compile(r"\d{1,3},\d{3}")
MULTIPLIED = re.compile(r"\s?[xX*]\s?(?=\d)")

ALONE = re.compile(r"(?:km2?|kg|cm2?|mm2?|m[23]|mg|ml|kWh|kW|kVA?|MW|MHz|hPa|km²|m(?=/s)|ppm)(?!\w)")

IN = re.IGNORECASE
STREET = re.compile(rf"\.\s?[{UPPER}]")
ROUTE = re.compile(r"(?<!\w)(?:tuyến|số|buýt|mã)\s*$", IN)
SCORE = re.compile(r"(?<!\w)(?:(?:tỷ số|tỉ số)[^.;-]{0,30}|(?:thắng|thua|hòa|hoà)\s*)$", IN)
ORDINAL = re.compile(r"(?<!\w)(?:lần |kỳ )?thứ\s*(?:\d\s*(?:,|;|-|và|hoặc|hay|đến)\s*)*$", IN)
GRADE = re.compile(r"(?<!\w)hạng\s*$", IN)
NUMBERED = re.compile(
    r"(?<!\w)(?:đề án|chỉ thị|nghị quyết|nghị định|kế hoạch|quyết định|thông tư|thông báo|công văn|công điện|tờ trình|"
    r"mẫu|biểu mẫu|hướng dẫn|kết luận|quy định|luật|giấy mời|phụ lục|phiếu|mã|chương trình)\s+(?:số\s*:?\s*)?$",
    IN,
)
CODED = re.compile(
    r"(?<!\w)(?:tài khoản|stk|tk|cccd|cmnd|cmt|căn cước|căn cước công dân|định danh|định danh cá nhân|"
    r"chứng minh nhân dân|"
    r"mã số|mã số thuế|mst|mã hồ sơ|mã|mã khách hàng|mã số khách hàng|số sổ|số thẻ|thẻ bhyt|bhyt|bhxh|số seri|seri|"
    r"hộ chiếu|otp|mật khẩu|imei|zalo|số hiệu|biên nhận)\s*(?:số|là|của \w+|:|\(|\s)*\s*$",
    IN,
)
ENUMERATED = re.compile(
    r"(?<!\w)(?:tổ|ấp|thôn|khu phố|kp|lớp|nhóm|đợt|khối|phường|quận|các số|khu|khu vực|lô|xóm|bản|đội|mục|điều|"
    r"(?<!phụ )cấp|bậc|loại|hạng|tầng|dãy|mũi|"
    r"ngày|tháng|khoản|tổ dân phố|chi bộ|cụm|tuyến|quý|câu|hẻm|thửa)\s*\.?\s*$",
    IN,
)
COMMA_LIST = re.compile(r"\d{1,3}(?:,\d{1,3})+(?![\d.]|,\d)")
CODE_FIGURES = re.compile(r"\d+(?:[ .]\d+)*(?![\w/]|[.,]\d)")
COUNTABLE = re.compile(
    r"\s?(?:đồng|đ|vnđ|vnd|triệu|tỷ|tỉ|nghìn|ngàn|%|ha|m|m2|km|kg|năm|ngày|tháng|hộ|người|lần|giờ|phút|điểm|tấn)(?!\w)",
    IN,
)
LONG_LIST = re.compile(r"\d{1,2}(?:,\d{1,2}){2,}(?![\d.]|,\d)")
NEGATIVE_BEFORE = re.compile(r"(?:^|[\s(:~])$")
WHOLE_LINE_BEFORE = re.compile(r"^\W*$")
# "hai phẩy năm năm" could be heard as 2,55.
YEARS = re.compile(r"\s?năm(?!\w)(?!\s(?:\d|nay|ngoái|trước|sau|qua|tới|học|kế hoạch|tài chính))", IN)
HALF = re.compile(r"(?P<n>\d{1,3})[.,]50?")
COLD = re.compile(r"\s?(?:°|độ|%|ha|m\b|tỷ|triệu|,\d)")


@dataclass(frozen=True, slots=True)
class Amount:
    """One number with what belongs to it, as written; empty where nothing was."""

    prefix: str
    sign: str
    figures: str
    size: str
    more: str
    percent: str
    money: str
    unit: str
    odd: str

    @property
    def is_bare(self) -> bool:
        """Tell whether there is nothing but figures."""
        return not (self.prefix or self.size or self.percent or self.money or self.unit)


def amount(line: Line, at: int) -> Found | None:
    """Recognise a number with whatever unit it has, or a range of such, at a figure, a sign or a currency."""
    text = line.text
    if not text[at].isdigit() and not _may_begin(line, at):
        return None
    return _listed(line, at) or _coded(line, at) or _from_to(line, at) or _single(line, at)


def _may_begin(line: Line, at: int) -> bool:
    """Tell a sign of a number from a dash: it stands close to its figure and apart from what is before."""
    if line.text[at] not in "-+±":
        return True
    if not line.text[at + 1 : at + 2].isdigit() or not line.follows(NEGATIVE_BEFORE, at):
        return False
    match = SINGLE.match(line.text, at)
    if at > 0 or match is None:
        return True
    return line.is_whole(at, match.end()) or line.text[at] != "-" or line.precedes(COLD, match.end("figures1"))


def _listed(line: Line, at: int) -> Found | None:
    """Read "tổ 1,2,3" and "thứ 2,4,6", where commas without blanks are no decimals; "16-16-8" one after another."""
    ordinals = line.follows(ORDINAL, at)
    match = LONG_LIST.match(line.text, at)
    if not match and (ordinals or line.follows(ENUMERATED, at)):
        match = COMMA_LIST.match(line.text, at)
        match = None if match and (line.precedes(COUNTABLE, match.end()) or not _is_rising(match[0])) else match
    if match:
        words = [_counted(part, ordinals, line.region) for part in match[0].split(",")]
        return Found(match.end(), Kind.ORDINAL if ordinals else Kind.NUMBER, ", ".join(words))
    match = CHAIN.match(line.text, at)
    if not match:
        return None
    words = [number(part, line.region) for part in re.findall(r"\d+", match[0])]
    return Found(match.end(), Kind.NUMBER, ", ".join(words))


def _is_rising(written: str) -> bool:
    """Tell "tổ 1,2,5" from a decimal: numbers of places and things go upwards from one."""
    values = [int(part) for part in written.split(",")]
    return values[0] > 0 and all(low < high for low, high in zip(values, values[1:], strict=False))


def _counted(figures: str, ordinals: bool, region: Region) -> str:
    return ordinal(int(figures), region) if ordinals else integer(int(figures), region)


def _coded(line: Line, at: int) -> Found | None:
    """Read the number of an account, a card or a form digit by digit."""
    match = CODE_FIGURES.match(line.text, at)
    if not match or line.precedes(COUNTABLE, match.end()):
        return None
    bare = match[0].replace(" ", "").replace(".", "")
    if (len(bare) >= 5 and line.follows(CODED, at)) or (
        bare[0] == "0" and bare == match[0] and line.follows(NUMBERED, at)
    ):
        return Found(match.end(), Kind.NUMBER, digits(match[0]))
    return None


def _from_to(line: Line, at: int) -> Found | None:
    match = RANGE.match(line.text, at)
    if not match:
        return None
    first, second = _amount_of(match, 1), _amount_of(match, 2)
    coded = second.is_bare and second.figures[0] == "0" and second.figures.isdigit() and first.figures[0] != "0"
    if coded and len(second.figures) > 1:
        said = f"{number(first.figures, line.region)}, {digits(second.figures)}"
        return Found(match.end(), Kind.NUMBER, said)
    link = "" if line.follows(SCORE, at) or (line.follows(ROUTE, at) and _falls(first, second)) else "đến "
    ordinals = line.follows(ORDINAL, at) and first.is_bare and second.is_bare
    if ordinals:
        words = [ordinal(int(one.figures), line.region) if one.figures.isdigit() else "" for one in (first, second)]
        if all(words):
            return Found(match.end(), Kind.ORDINAL, f"{words[0]} đến thứ {words[1]}")
    until, end = _measured_words(line, match.end(), second)
    said = f"{_words(first, line.region)} {link}{until}"
    kind = Kind.RANGE if second.is_bare else _kind(second)
    return Found(end, kind, said, _doubts(first) or _doubts(second) or _doubts_of_years(line, end, second))


def _falls(first: Amount, second: Amount) -> bool:
    """Tell the number of a route (61-4) from a range."""
    return first.figures.isdigit() and second.figures.isdigit() and int(first.figures) > int(second.figures)


def _single(line: Line, at: int) -> Found | None:
    match = SINGLE.match(line.text, at)
    if not match:
        return None
    one = _amount_of(match, 1)
    if _is_something_else(line, match, one):
        match = re.compile(r"\d+").match(line.text, at)
        return Found(match.end(), Kind.NUMBER, number(one.figures, line.region)) if match and not one.size else None
    if one.is_bare and one.figures.isdigit():
        value = int(one.figures) if len(one.figures) <= 6 else 0
        if line.follows(ORDINAL, at) and value:
            return Found(match.end(), Kind.ORDINAL, ordinal(value, line.region))
        if line.follows(GRADE, at) and value == 1:
            return Found(match.end(), Kind.ORDINAL, ordinal(value, line.region))
    said, end = _measured_words(line, match.end(), one)
    times = MULTIPLIED.match(line.text, end)
    if times:
        said, end = f"{said} nhân", times.end()
    return Found(end, _kind(one), said, _doubts(one) or _doubts_of_years(line, end, one))


def _measured_words(line: Line, end: int, one: Amount) -> tuple[str, int]:
    """Return what is said for an amount with all its "/something", and its end; 2,5 years are two and a half."""
    half, years = HALF.fullmatch(one.figures), YEARS.match(line.text, end)
    if half and years and one.is_bare and not one.sign:
        whole = int(half["n"])
        return (f"{integer(whole, line.region)} năm rưỡi" if whole else "nửa năm"), years.end()
    per, end = _per(line, end, one)
    return _words(one, line.region) + per, end


def _doubts_of_years(line: Line, end: int, one: Amount) -> tuple[Doubt, ...]:
    """Doubt other decimals before "năm", which is the word for five as well: "ba phẩy hai năm"."""
    is_decimal = one.is_bare and _kind(one) is Kind.DECIMAL
    return (Doubt.MEANING,) if is_decimal and line.precedes(YEARS, end) else ()


def _is_something_else(line: Line, match: re.Match[str], one: Amount) -> bool:
    """Tell "thông điệp 5K" and "số 5 Đ. Lê Lợi" from money."""
    if one.size == "K" and len(one.figures) == 1 and not one.money:
        return True
    return one.money in {"đ", "Đ"} and one.figures.isdigit() and not one.size and line.precedes(STREET, match.end())


def _amount_of(match: re.Match[str], which: int) -> Amount:
    groups = match.groupdict()
    names = (
        "prefix",
        "sign",
        "figures",
        "size",
        "more",
        "percent",
        "money",
        "unit",
        "odd",
    )
    return Amount(*(groups[f"{name}{which}"] or "" for name in names))


def _words(one: Amount, region: Region) -> str:
    sign = {"-": "âm", "+": "cộng", "±": "cộng trừ"}.get(one.sign.strip(), "")
    return " ".join(filter(None, (sign, _value(one, region), _measured(one, region))))


def _value(one: Amount, region: Region) -> str:
    if SHORT_ENGLISH.fullmatch(one.figures) and (one.money or one.prefix) and not one.size:
        return number(one.figures.replace(",", ""), region)
    words = number(one.figures, region)
    if not one.size:
        return words
    size = SIZES[one.size] or one.size.lower()
    said = f"{words} {size.format(thousand=region.thousand)}"
    return f"{said} {_remainder(size, one.more, region)}" if one.more else said


def _remainder(size: str, more: str, region: Region) -> str:
    """Say what stands after the size: 2tr5 is two million five hundred thousand."""
    value = int(more) * 10 ** (3 - len(more))
    smaller = {"triệu": region.thousand, "tỷ": "triệu", "tỉ": "triệu"}.get(size, "")
    return f"{integer(value, region)} {smaller}".rstrip()


def _measured(one: Amount, region: Region) -> str:
    if one.percent:
        return "phần trăm" if one.percent == "%" else "phần nghìn"
    if one.unit:
        said = UNITS[one.unit]
        return f"{said} {integer(int(one.odd), region)}" if one.odd else said
    if one.size in {"trđ", "tr.đ"}:
        return "đồng"
    return PREFIXED_CURRENCIES.get(one.prefix, "") or CURRENCIES.get(one.money, "")


def _per(line: Line, at: int, one: Amount) -> tuple[str, int]:
    """Read every "/something" that follows a measured amount, as "trên" and what it is; return it and its end."""
    said = ""
    match = PER_PART.match(line.text, at)
    while match and not one.is_bare:
        if match["count"]:
            of = PER.get(match["of"]) or UNITS.get(match["of"], match["of"])
            said += f" trên {integer(int(match['count']), line.region)} {of}"
        else:
            what = match["what"]
            if not (what in PER or what in UNITS or (what.islower() and what.isalpha() and len(what) > 1)):
                break
            said += f" trên {PER.get(what) or UNITS.get(what, what)}"
        at = match.end()
        match = PER_PART.match(line.text, at)
    return said, at


def unit_alone(line: Line, at: int) -> Found | None:
    """Recognise a unit without a number: km/h, m3/ngày, kg."""
    match = ALONE.match(line.text, at)
    if not match:
        return None
    per, end = _per(line, match.end(), Amount("", "", "", "", "", "", "", match[0], ""))
    return Found(end, Kind.UNIT, UNITS[match[0]] + per)


def _kind(one: Amount) -> Kind:
    if one.percent:
        return Kind.PERCENT
    if one.money or one.prefix or one.size in {"trđ", "tr.đ", "k", "K"}:
        return Kind.MONEY
    if one.unit:
        return Kind.UNIT
    is_whole = one.figures.isdigit() or DOTTED.fullmatch(one.figures) and "," not in one.figures
    return Kind.NUMBER if is_whole or ENGLISH.fullmatch(one.figures) else Kind.DECIMAL


def _doubts(one: Amount) -> tuple[Doubt, ...]:
    """Doubt "1,500 đồng", which English keyboards make of a thousand, and tonnes and billions in one letter."""
    if (SHORT_ENGLISH.fullmatch(one.figures) and not one.size and (one.money or one.prefix)) or one.unit in {"t", "T"}:
        return (Doubt.NUMBER,)
    return ()
