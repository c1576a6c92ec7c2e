"""Recognises shortened words, places, letters, capitals and Roman numerals, and says them in full."""

import re

from broadcaster.speech.normalise.bodies import BODIES
from broadcaster.speech.normalise.letters import (
    LOWER,
    NAMES,
    UPPER,
    VOWELS,
    is_marked,
    is_syllable,
    name,
    sounds,
    spell,
)
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.meanings import MEANINGS, SIGNED, meaning
from broadcaster.speech.normalise.numbers import integer, ordinal, roman
from broadcaster.speech.normalise.subjects import BRANDS, SPELLED, SUBJECTS
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind

IN = re.IGNORECASE
TABLE = {**SUBJECTS, **BODIES}
SLASHED = {
    **{
        "v/v": "về việc",
        "đ/c": "đồng chí",
        "k/g": "kính gửi",
        "t/m": "thay mặt",
        "b/c": "báo cáo",
        "t/h": "thực hiện",
    },
    **{
        "n/v": "nhiệm vụ",
        "a/c": "anh chị",
        "c/m": "chuyên môn",
        "t/c": "tổ chức",
        "k/t": "ký thay",
    },
}
SLASHED_WORD = re.compile(rf"(?:{'|'.join(SLASHED)})(?![\w/])", IN)
SHORT_ADDRESS = re.compile(r"\s*:?\s*(?:\d|số\s|tổ\s|ấp\s|khu phố|kp|đường|thôn)", IN)
AND_SO_ON = re.compile(r"v\.\s?v(?:\.{1,4}|…)?|vv(?:\.{2,4}|…)?(?!\w)")
SENTENCE_END = re.compile(rf"\s*(?:$|[{UPPER}])")
RUN = re.compile(r"[^\W_]+(?:(?:\s?&\s?|[-/.+])[^\W_]+)*")
CUT = re.compile(r"\s?&\s?|[-/.+]")
SPACED = re.compile(r"(?:TP|Tp|tp)\.?\s?HCM(?!\w)|UB\sMTTQ(?!\w)|CNH,\s?HĐH(?!\w)")
TITLES = frozenset(
    {
        "ThS",
        "Ths",
        "TS",
        "GS",
        "PGS",
        "Bs",
        "PGS.TS",
        "GS.TS",
        "BS.CKI",
        "BS.CKII",
        "NSƯT",
        "NSND",
    }
)
DOTTED = frozenset(
    {
        *TITLES,
        "BSCKI",
        "BSCKII",
        "CKI",
        "CKII",
        "SĐT",
        "LH",
        "DĐ",
        "CTY",
        "Cty",
        "ĐC",
        "BP",
        "KV",
        "TYT",
        "BV",
    }
)
DOTTED_SENSES = frozenset(
    {
        "bác sĩ",
        "cử nhân",
        "luật sư",
        "trung tâm",
        "thị trấn",
        "điện thoại",
        "biển số",
        "sinh năm",
        "thay mặt",
        "thừa lệnh",
    }
)
DOT = re.compile(rf"\.(?=\s?[{UPPER}\d])")

PLACES = {
    **{
        "TP": "thành phố",
        "TX": "thị xã",
        "TT": "thị trấn",
        "KP": "khu phố",
        "ĐK": "đặc khu",
        "KDC": "khu dân cư",
    },
    **{"Q": "quận", "H": "huyện", "P": "phường", "X": "xã", "T": "tỉnh", "Đ": "đường"},
}
PLACE = re.compile(rf"(?P<kind>TP|TX|TT|KP|ĐK|[QHPXTĐ])\.\s?(?=(?-i:[{UPPER}])\w|\d|\")", IN)
OPEN_PLACE = re.compile(r"(?P<kind>TP|TX|KP)(?:(?=\d)|(?!\w|\.\w))", IN)
NUMBERED_PLACE = re.compile(r"(?P<kind>P|Q)\.?\s?(?=\d{1,2}(?!\d|[/.,]\d|\s?(?:/|tháng)))")
POST = r"\.\s?(?=Trưởng|Giám đốc|Chủ tịch|Chánh (?:án|văn|thanh|Văn|Thanh)|Bí thư|Hiệu trưởng|GĐ|CT|BT|TP(?!\w))"
OFFICE = re.compile(
    r"P\.\s?(?=VH|LĐ|KT|TC|TN|QL|NV|Kinh tế|Tư pháp|Nội vụ|Giáo dục|GD|Y tế|Văn hóa|Tài chính|Hành chính|Kế|Tổ chức|Kỹ)"
)
TITLES_AND_ROOMS = (
    (re.compile(rf"Q{POST}"), "quyền"),
    (re.compile(rf"P{POST}"), "phó"),
    (OFFICE, "phòng"),
    (re.compile(r"P\.?\s?(?=\d{3}(?!\d))"), "phòng"),
)
CITY = re.compile(r"TP\.?\s?HCM(?!\w)", IN)
PERSON = {"A": "anh", "C": "chị", "Ô": "ông", "B": "bà"}
PERSON_BEFORE = re.compile(
    r"(?:(?<!\w)(?:gặp|liên hệ|lh|đ/c|cho|với|sđt|đt|và|hoặc|của|nhà|hộ)\s*|[\d(:,;-]\s*)$",
    IN,
)
PERSON_MARK = re.compile(rf"[ACÔB]\.\s?(?=[{UPPER}][^\W\d_])")


ROMAN = re.compile(r"(?P<a>[IVXLCDM]+)(?:\s?-\s?(?P<b>[IVX]+))?(?:\s?/\s?(?P<y>(?:19|20)\d\d))?(?![\w'])")
SMALL_ROMAN = re.compile(r"[ivxlcdm]+(?!\w)")
SMALL_ROMAN_BEFORE = re.compile(
    r"(?<!\w)(?:thế kỷ|thế kỉ|chương|phần|mục|khoản|đoạn|phụ lục|khóa|khoá|thứ|năm)\s*$",
    IN,
)
CLOSED = re.compile(r"\s*(?:[,.;:)]|$)")
ROMAN_BEFORE = re.compile(
    r"(?<!\w)(?:thế kỷ|thế kỉ|chương|phần|mục|tiểu mục|khoản|điều|đoạn|hồi|tập|quyển|khóa|khoá|kỳ|quý|quí|lần thứ|thứ|"
    r"đại hội|hạng|loại|cấp|bậc|khu vực|khu|vùng|quân khu|giai đoạn|đợt|học kỳ|phụ lục|bảng|bài|lớp|nhóm|cấp độ|độ|"
    r"tuần|báo động|số|năm|nhiệm kỳ|hệ|phân khu|trường|đô thị loại|mức|lần|đảng bộ|vòng|kv|hk|"
    r"[IVX]+\s*(?:,|;|và|-|hoặc))\s*$",
    IN,
)
YEAR_LETTERS = re.compile(r"(?<!\w)(?:năm|chương|mục)\s*$", IN)
ORDINAL_BEFORE = re.compile(r"(?<!\w)thứ\s*$", IN)
CAPITALS = re.compile(rf"[{UPPER}]{{2,}}(?![{LOWER}])")
MANY_CAPITALS = re.compile(rf"(?:[{UPPER}]{{2,}}\W+)$")
MORE_CAPITALS = re.compile(rf"\W+[{UPPER}]{{2,}}(?![{LOWER}])")
SINGLE = re.compile(r"[^\W\d_](?![^\W\d_])")
FIGURE_NEXT = re.compile(r"\s?\d")
INITIAL = re.compile(rf"\.\s*(?![{UPPER}\s]|$)")
LONGEST_SPELLED = 4
LONGEST_RUN = 10 + max(map(len, (*TABLE, *BRANDS, *MEANINGS, *SPELLED)))
"""With room for blanks around its signs; a run of thousands of letters and strokes is no shortened word."""


def shortened(line: Line, at: int) -> Found | None:
    """Recognise a shortened word: by the table, or by what stands around it."""
    text = line.text
    match = SLASHED_WORD.match(text, at)
    if match:
        return _slashed(line, match)
    match = AND_SO_ON.match(text, at)
    if match:
        stop = "." if match[0][-1] in ".…" and line.precedes(SENTENCE_END, match.end()) else ""
        return Found(match.end(), Kind.ABBREVIATION, f"vân vân{stop}")
    match = SPACED.match(text, at) or SIGNED.match(text, at)
    if match:
        said = TABLE["TPHCM"] if "HCM" in match[0] else TABLE.get(" ".join(match[0].split()), "ký thay")
        return Found(match.end(), Kind.ABBREVIATION, said)
    return _from_table(line, at)


def _slashed(line: Line, match: re.Match[str]) -> Found:
    small = match[0].lower()
    said = SLASHED[small]
    if small == "đ/c" and line.precedes(SHORT_ADDRESS, match.end()):
        said = "địa chỉ"
    return Found(match.end(), Kind.ABBREVIATION, said)


def _from_table(line: Line, at: int) -> Found | None:
    """Look up the longest beginning of a run of words joined by &, -, / or a dot, as long as the tables have any."""
    match = RUN.match(line.text, at, at + LONGEST_RUN)
    assert match  # noqa: S101 - asked only where a letter stands
    run = match[0]
    whole = [len(run)] if len(run) < LONGEST_RUN else []  # what reaches so far may be cut within a word
    for end in (*whole, *(cut.start() for cut in reversed(list(CUT.finditer(run))))):
        found = _entry(line, at, at + end, re.sub(r"\s", "", run[:end]))
        if found:
            return found
    return None


def _entry(line: Line, start: int, end: int, word: str) -> Found | None:
    if word in BRANDS:
        return Found(end, Kind.BRAND, BRANDS[word])
    if line.shouted and is_syllable(word):
        return None
    if word in MEANINGS:
        sense = meaning(word, line, start, end)
        end = _after_dot(line, end, dotted=sense.said in DOTTED_SENSES)
        return Found(end, Kind.ABBREVIATION, sense.said, (Doubt.MEANING,) if sense.doubtful else ())
    if word in SPELLED:
        return Found(end, Kind.ABBREVIATION, spell(word, line.region))
    said_of = TABLE.get(word) or (TABLE.get(word.upper()) if _is_typed_small(word) else None)
    end = _after_dot(line, end, dotted=word in DOTTED)
    return Found(end, Kind.ABBREVIATION, said_of) if said_of else None


def _after_dot(line: Line, end: int, *, dotted: bool) -> int:
    """Return where a shortened word ends: its dot is no end of a sentence where a name or figure follows a title."""
    dot = DOT.match(line.text, end) if dotted else None
    return dot.end() if dot else end


def _is_typed_small(word: str) -> bool:
    """Tell "ubnd" and "Ubnd" from words."""
    return len(word) > 2 and (word.islower() or word.istitle()) and not is_syllable(word)


def place(line: Line, at: int) -> Found | None:
    """Recognise the kind of a place before its name or number (P. Phú Lợi, TP, KP3, Q.1), and A. Hùng, C. Lan."""
    text = line.text
    if CITY.match(text, at):
        return None
    match = PERSON_MARK.match(text, at)
    if match and line.follows(PERSON_BEFORE, at):
        return Found(match.end(), Kind.ABBREVIATION, PERSON[text[at]])
    for pattern, said in TITLES_AND_ROOMS:
        if match := pattern.match(text, at):
            return Found(match.end(), Kind.PLACE, said)
    match = PLACE.match(text, at) or OPEN_PLACE.match(text, at) or NUMBERED_PLACE.match(text, at)
    return Found(match.end(), Kind.PLACE, _kind_of_place(line, at, match["kind"].upper())) if match else None


def _kind_of_place(line: Line, at: int, kind: str) -> str:
    """Tell the two meanings of TT before a name: a town or a centre."""
    return meaning(kind, line, at, at + len(kind)).said if kind == "TT" else PLACES[kind]


def numeral(line: Line, at: int) -> Found | None:
    """Recognise a Roman numeral: after a word that is numbered, or of two letters and more."""
    match = ROMAN.match(line.text, at)
    told = line.follows(ROMAN_BEFORE, at)
    if not match:
        return _small_numeral(line, at)
    value = roman(match["a"])
    if not value or not _is_numeral(line, match["a"], told=told):
        return None
    is_ordinal = line.follows(ORDINAL_BEFORE, at)
    said = ordinal(value, line.region) if is_ordinal else integer(value, line.region)
    until = roman(match["b"]) if match["b"] else None
    said += f" đến {integer(until, line.region)}" if until else ""
    said += f" năm {integer(int(match['y']), line.region)}" if match["y"] else ""
    return Found(match.end(), Kind.ROMAN, said)


def _small_numeral(line: Line, at: int) -> Found | None:
    """Recognise "chương ix"; what can be a word ("vi phạm") is a numeral only where nothing follows."""
    match = SMALL_ROMAN.match(line.text, at)
    if not match or not line.follows(SMALL_ROMAN_BEFORE, at):
        return None
    value = roman(match[0].upper())
    if not value or (is_syllable(match[0]) and not line.precedes(CLOSED, match.end())):
        return None
    return Found(match.end(), Kind.ROMAN, integer(value, line.region))


def _is_numeral(line: Line, written: str, *, told: bool) -> bool:
    """Tell II from CD and DVD: I, V and X alone need a word before, the higher ones "năm" or length."""
    small = set(written) <= set("IVX")
    if not told:
        return small and len(written) >= 2 and not (line.shouted and is_syllable(written))
    return small or len(written) >= 3


def capitals(line: Line, at: int) -> Found | None:
    """Recognise a word in capitals that no table has: a Vietnamese word is said, others are spelled, with doubt."""
    match = CAPITALS.match(line.text, at)
    if not match:
        return None
    word, end = match[0], match.end()
    shouted = line.shouted or line.follows(MANY_CAPITALS, at) or line.precedes(MORE_CAPITALS, end)
    if is_syllable(word) and (is_marked(word) or shouted or len(word) > 3):
        return Found(end, Kind.CAPITALS, word.lower())
    if is_syllable(word) or (len(word) > LONGEST_SPELLED and sounds(word)):
        return Found(end, Kind.CAPITALS, word.lower(), (Doubt.CAPITALS,))
    return Found(end, Kind.CAPITALS, spell(word, line.region), (Doubt.CAPITALS,))


def letter(line: Line, at: int) -> Found | None:
    """Recognise a letter alone: a point of a law, a name shortened, a group; vowels are said as they stand."""
    match = SINGLE.match(line.text, at)
    if not match or (at and line.text[at - 1] == "'") or line.text[match.end() : match.end() + 1] == "'":
        return None
    small = match[0].lower()
    if small == "x" and line.precedes(FIGURE_NEXT, match.end()):
        return Found(match.end(), Kind.SYMBOL, "nhân")
    initial = match[0].isupper() and line.precedes(INITIAL, match.end())
    if small not in NAMES or (small in VOWELS and not initial):
        return None
    return Found(match.end() + initial, Kind.LETTER, name(small))
