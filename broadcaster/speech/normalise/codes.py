"""Recognises document numbers, plates, roads and other codes of letters and figures, and spells them."""

import re

from broadcaster.speech.normalise.bodies import BODIES
from broadcaster.speech.normalise.letters import LOWER, UPPER, is_syllable, sounds, spell
from broadcaster.speech.normalise.line import Line
from broadcaster.speech.normalise.numbers import Region, digits, integer, plain
from broadcaster.speech.normalise.subjects import BRANDS, SUBJECTS
from broadcaster.speech.normalise.tokens import Doubt, Found, Kind
from broadcaster.speech.normalise.units import UNITS

LETTER = f"[{UPPER}]"
TAIL = rf"{LETTER}[^\W_]*(?:\s?[-/.&]\s?{LETTER}[^\W_]*)*"
DOCUMENT = re.compile(
    rf"(?P<n>\d{{1,6}}[a-zA-ZĐ]?)(?:\s?/\s?(?P<y>(?:19|20)\d\d))?(?P<mark>\s?[/-]\s?)(?P<tail>{TAIL})(?![\w/])"
)
TAIL_ONLY = re.compile(
    rf"/?(?P<tail>(?:QĐ|NĐ|TT|NQ|CT|KH|TB|CV|BC|TTr|HD|QC|GM|KL|TTLT|CĐ|PL|GP|SL|VB)(?:[-/]{LETTER}[^\W_]*)+)(?![\w/])"
)
STANDARD = re.compile(
    r"(?P<kind>QCVN|TCVN|ISO|TCXDVN|TCCS)\s?(?P<n>\d{1,5}(?:-\d+)?)(?::(?P<y>\d{4}))?(?P<tail>/[A-ZĐ]+)?(?!\w)"
)
PLATE = re.compile(
    r"(?P<town>\d{2})\s?-?\s?(?P<series>[A-ZĐ]{1,2}\d?)(?:\s?-\s?|\s|(?=\d{3}\.))(?P<n>\d{3}\.\d{2}|"
    r"\d{4,5})(?![\w/]|[.,]\d)"
)
PLATE_WORD = re.compile(
    r"(?<!\w)(?:biển số|biển kiểm soát|bks|biển số xe|bs|số xe|xe)\s*:?\s*$",
    re.IGNORECASE,
)
CLOSE_PLATE = re.compile(r"(?P<town>\d{2})(?P<series>[A-ZĐ]{1,2}\d?)(?P<n>\d{4,5})(?!\w)")
ROADS = {
    **{
        "QL": "quốc lộ",
        "TL": "tỉnh lộ",
        "ĐT": "đường tỉnh",
        "ĐH": "đường huyện",
        "HL": "hương lộ",
        "ĐX": "đường xã",
    },
    **{
        "DT": "đường tỉnh",
        "DH": "đường huyện",
        "DX": "đường xã",
        "LTL": "liên tỉnh lộ",
    },
}
ROAD = re.compile(
    rf"(?P<kind>{'|'.join(ROADS)})(?:\.\s?|\s?-\s?|\s)?(?P<n>\d{{1,3}})(?P<letter>[A-ZĐa-h]?)(?![\w/]|[.,]\d)"
)
EXPRESSWAY = re.compile(r"CT(?P<dot>\.)?\s?(?P<n>0\d)(?!\w)")
POST = re.compile(r"(?P<kind>[Kk][Mm])\s?(?P<n>\d{1,4})(?:\s?\+\s?(?P<m>\d{1,3}))?(?![\w/]|[.,]\d)")
# Whoever writes "ĐT 113" gives a number to call; the road would be ĐT.113.
CALL = re.compile(r"ĐT\s11[1-5](?!\w)")
ROAD_WORD = re.compile(r"(?<!\w)đường\s*$", re.IGNORECASE)
EXPRESS_WORD = re.compile(r"(?<!\w)cao tốc\s*$", re.IGNORECASE)
VERSION = re.compile(r"\d+(?:\.\d+){2,}(?!\w)")
LEVEL = re.compile(r"BĐ\s?(?P<level>[1-3]|III|II|I)(?!\w)")

MIXED = re.compile(r"(?=[^\W_]*\d)(?=[^\W_]*[^\W\d_])[^\W_]+(?:[-/.][^\W_]+)*|[^\W\d_]+-\d+[^\W_]*(?:[-/.][^\W_]+)*")
SIMPLE = re.compile(rf"{LETTER}\d{{1,2}}|\d{{1,3}}[A-ZĐa-eđ]\d{{0,2}}")
GLUED_WORD = re.compile(r"[^\W\d_]{2,}(?=\d)")
GLUED_FIGURES = re.compile(rf"(?P<n>\d{{1,9}})(?=(?P<word>[{LOWER}]{{2,}})(?!\w))")
WORD_AND_NUMBER = re.compile(r"(?P<word>[^\W\d_]{3,})-?(?P<n>\d{1,4})(?!\w)")
WORDS = {**UNITS, **SUBJECTS, **BODIES, **BRANDS}
LONGEST_SPELLED = 4
RUNS = re.compile(r"\d+|[^\W\d_]+")
KNOWN = {
    "4G",
    "5G",
    "3G",
    "2G",
    "H5N1",
    "H1N1",
    "H7N9",
    "KT1",
    "KT2",
    "KT3",
    "KT4",
    "F0",
    "F1",
    "5K",
    "3D",
    "A80",
    "E5",
    "E10",
    "N95",
    "B1",
    "C06",
    "B12",
    "D3",
    "A1",
    "A2",
}
NUMBERED = re.compile(
    r"(?<!\w)(?:kp|đường|lớp|tổ|nhà|lô|khu|phòng|block|hạng|loại|bằng|mẫu|số|căn|căn hộ|dãy|tầng|hẻm|ngõ|cổng|"
    r"khối|nhóm|cụm|"
    r"giấy phép lái xe|cúm|vitamin|chung cư|tòa|toà|trạm|cột|kênh|ô|khu phố|ấp|thửa|quốc lộ|điểm|cúm gia cầm)\s*$",
    re.IGNORECASE,
)


def document(line: Line, at: int) -> Found | None:
    """Recognise the number of a decree, decision, standard: 135/QĐ-TTg, 39/2020/TT-BTTTT, 18-NQ/TW, QCVN 26:2010."""
    match = DOCUMENT.match(line.text, at)
    if match and _is_document(match):
        parts = [_first(match["n"], line.region)]
        parts += [f"gạch chéo {integer(int(match['y']), line.region)}"] if match["y"] else []
        mark = "gạch ngang" if "-" in match["mark"] else "gạch chéo"
        said = f"{' '.join(parts)} {mark} {_tail(match['tail'], line.region)}"
        return Found(match.end(), Kind.DOCUMENT, said)
    match = TAIL_ONLY.match(line.text, at)
    if match:
        return Found(match.end(), Kind.DOCUMENT, _tail(match["tail"], line.region))
    return _standard(line, at)


def _standard(line: Line, at: int) -> Found | None:
    match = STANDARD.match(line.text, at)
    if not match:
        return None
    kind = {"QCVN": "quy chuẩn Việt Nam", "TCVN": "tiêu chuẩn Việt Nam"}.get(match["kind"])
    words = [kind or spell(match["kind"], line.region), spell(match["n"], line.region)]
    words += [plain(match["y"], line.region)] if match["y"] else []
    words += [f"gạch chéo {spell(match['tail'], line.region)}"] if match["tail"] else []
    return Found(match.end(), Kind.DOCUMENT, " ".join(words))


def _is_document(match: re.Match[str]) -> bool:
    """Tell 135/QĐ-TTg from 5/A and from 12-Lê Lợi: the letters begin with two capitals, or go on after a dash."""
    tail = match["tail"]
    if match["mark"].strip() == "-":
        return "/" in tail
    return len(tail) >= 2 and (tail[:2].isupper() or not tail.isalpha() or bool(match["y"]))


def _first(written: str, region: Region) -> str:
    """Return the number itself; one that begins with a zero keeps it."""
    figures = written.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZĐ")
    said = digits(figures) if figures.startswith("0") else plain(figures, region)
    return f"{said} {spell(written[len(figures) :], region)}".rstrip()


def _tail(written: str, region: Region) -> str:
    marks = {"-": " gạch ngang ", "/": " gạch chéo "}
    return "".join(
        marks.get(part, " ") if not part[0].isalnum() else spell(part, region)
        for part in re.findall(r"[^\W_]+|[-/.&]", written)
    )


def plate(line: Line, at: int) -> Found | None:
    """Recognise the number of a vehicle: 61A-123.45, 61-B1 234.56."""
    match = PLATE.match(line.text, at) or (CLOSE_PLATE.match(line.text, at) if line.follows(PLATE_WORD, at) else None)
    if not match:
        return None
    series = spell(match["series"], line.region)
    groups = ", ".join(digits(part) for part in match["n"].split("."))
    return Found(
        match.end(),
        Kind.PLATE,
        f"{plain(match['town'], line.region)} {series}, {groups}",
    )


def road(line: Line, at: int) -> Found | None:
    """Recognise a road and a place on it: ĐT.743, QL13, QL1A, Km12+300."""
    text = line.text
    match = ROAD.match(text, at)
    if match and not (CALL.match(text, at) and not line.follows(ROAD_WORD, at)):
        words = [
            _road_kind(line, at, match["kind"]),
            plain(match["n"], line.region),
            spell(match["letter"], line.region),
        ]
        return Found(match.end(), Kind.ROAD, " ".join(words).strip())
    match = EXPRESSWAY.match(text, at)
    named = line.follows(EXPRESS_WORD, at)
    if match and (match["dot"] or named):
        kind = "" if named else "cao tốc "
        return Found(match.end(), Kind.ROAD, f"{kind}{digits(match['n'])}")
    match = POST.match(text, at)
    if match:
        metres = f" cộng {integer(int(match['m']), line.region)}" if match["m"] else ""
        return Found(
            match.end(),
            Kind.ROAD,
            f"ki-lô-mét {integer(int(match['n']), line.region)}{metres}",
        )
    return None


def _road_kind(line: Line, at: int, kind: str) -> str:
    """Say "đường" once where it was written before the short name."""
    said = ROADS[kind]
    return said.removeprefix("đường ") if line.follows(ROAD_WORD, at) else said


def flood_level(line: Line, at: int) -> Found | None:
    """Recognise the alarm levels of rivers: BĐ1, BĐ II."""
    match = LEVEL.match(line.text, at)
    if not match:
        return None
    level = len(match["level"]) if match["level"].startswith("I") else int(match["level"])
    return Found(match.end(), Kind.STORM, f"báo động {integer(level, line.region)}")


def code(line: Line, at: int) -> Found | None:
    """Recognise any other mixture of letters and figures, and spell it; with doubt unless it is a usual one."""
    match = VERSION.match(line.text, at)
    if match:
        return Found(
            match.end(),
            Kind.CODE,
            " chấm ".join(map(digits, match[0].split("."))),
            (Doubt.CODE,),
        )
    glued = _glued(line, at)
    if glued:
        return glued
    match = WORD_AND_NUMBER.match(line.text, at)
    if match and (word := _word(match["word"])):
        return Found(match.end(), Kind.CODE, f"{word} {plain(match['n'], line.region)}")
    match = MIXED.match(line.text, at)
    if not match:
        return None
    written = match[0]
    usual = written in KNOWN or SIMPLE.fullmatch(written) or line.follows(NUMBERED, at)
    doubts = () if usual else (Doubt.CODE,)
    return Found(match.end(), Kind.CODE, _spelled(written, line.region), doubts)


def _glued(line: Line, at: int) -> Found | None:
    """Part a word from a figure where the blank between them was forgotten: "lúc7h30", "3hộ"."""
    match = GLUED_WORD.match(line.text, at)
    if match and not match[0].isupper() and is_syllable(match[0]):
        return Found(match.end(), Kind.CODE, match[0])
    match = GLUED_FIGURES.match(line.text, at)
    if match and is_syllable(match["word"]):
        return Found(match.end("n"), Kind.NUMBER, plain(match["n"], line.region))
    return None


def _word(written: str) -> str:
    """Return what is said as a word or known in short (Covid-19); nothing for letters that are spelled (TX-01)."""
    if written in WORDS or written[1:].islower():
        return WORDS.get(written, written)
    return written.lower() if written.isupper() and len(written) > LONGEST_SPELLED and sounds(written) else ""


def _spelled(written: str, region: Region) -> str:
    """Spell capitals and single letters; keep what is a word in small letters; figures are counts unless long."""
    said = []
    for run in RUNS.findall(written):
        if run[0].isdigit():
            said.append(plain(run, region) if len(run) <= 4 else digits(run))
        elif len(run) > 2 and not run.isupper() and is_syllable(run):
            said.append(run)
        else:
            said.append(spell(run, region))
    return " ".join(said)
