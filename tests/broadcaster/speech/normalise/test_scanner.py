"""The scan as a whole: whatever any recogniser says, read once more, is said again and doubted by nobody."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.normalise.bodies import BODIES
from broadcaster.speech.normalise.codes import ROADS
from broadcaster.speech.normalise.meanings import MEANINGS
from broadcaster.speech.normalise.subjects import BRANDS, SUBJECTS
from broadcaster.speech.normalise.units import CURRENCIES, PER, UNITS
from tests.broadcaster.speech.normalise.tables import table

SHORT = (*BODIES, *SUBJECTS, *BRANDS, *MEANINGS)
NAMES = ("Phú Lợi", "An", "Bình", "Lê Lợi", "Nguyễn Văn A", "Hùng")


def numbers(most: int, least: int = 0) -> st.SearchStrategy[str]:
    """Whole numbers in figures, as typed and with their zero in front."""
    return st.integers(least, most).flatmap(lambda value: st.sampled_from((str(value), f"{value:02d}")))


def filled(*forms: str, **parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One of the forms with each of its blanks filled."""
    return st.builds(lambda form, **found: form.format(**found), st.sampled_from(forms), **parts)


DAYS = {"d": numbers(31, 1), "m": numbers(12, 1), "e": numbers(31, 1), "n": numbers(12, 1), "y": numbers(2099, 1900)}
CLOCK = {"h": numbers(24), "i": numbers(59), "j": numbers(24), "k": numbers(59)}
THOUSANDS = st.integers(1000, 10**13).map(lambda value: f"{value:,}".replace(",", "."))
AMOUNTS = st.one_of(numbers(10**6), THOUSANDS, filled("{a},{b}", "{a}.{b}", a=numbers(999), b=numbers(99)))
LETTERS = st.text("ABCDEGHKLMNPQRSTUVXYĐ", min_size=1, max_size=4)
FIGURES = st.text(string.digits, min_size=1, max_size=4)

WRITTEN = {
    "date": filled(
        *("{d}/{m}", "{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "ngày {d}-{m}", "ngày {d}.{m}", "hạn chót: {d}.{m}"),
        *("tháng {m}/{y}", "sáng {d}/{m}", "từ {d}.{m} đến {e}.{n}", "ngày {d},{e}/{m}", "T{m}/{y}", "Q{m}/{y}"),
        *("lễ {d}/{m} và {e}/{n}", "Tết {d}.{m}", "T{m}", "sáng T{m}", "T{m}-T{n}", "T{m}, {d}/{n}", "tuyến T{m}"),
        **DAYS,
    ),
    "date_range": filled(
        *("{d}-{e}/{m}", "từ {d}/{m}-{e}/{n}", "từ ngày {d}-{e}/{m}/{y}", "đợt 2: {d}–{e}/{m}", "{m}-{n}/{y}"),
        *("từ {d}.{m}-{e}.{n}", "nghỉ {d}.{m} - {e}.{n}", "tháng {m}-{n}"),
        **DAYS,
    ),
    "time": filled(
        *("{h}h{i}", "{h}g{i}", "{h}:{i}", "lúc {h}h", "{h} giờ {i} phút", "{i}'", "{h}h{i}'{k}''", "{h}h{i}-{j}h{k}"),
        *("{h}-{j}h", "từ {h}g - {j}g{k}", "24/24", "{i}s", "{i}-{k} phút", "{h}h kém {i}"),
        **CLOCK,
    ),
    "amount": filled(
        *(
            "{a}",
            "{a}{u}",
            "{a} {u}",
            "{a}-{b}{u}",
            "{a} {u}/{p}",
            "{a}%",
            "{a}-{b}%",
            "{a} {c}",
            "{a}{c}/{p}",
            "{u}/{p}",
        ),
        *("{a} triệu", "{a}tr", "{a} năm", "{a}-{b} năm", "-{a}{u}", "±{a}{u}", "{a}x{b}{u}", "sóng cao từ {a}-{b} m"),
        a=AMOUNTS,
        b=AMOUNTS,
        u=st.sampled_from(sorted(UNITS)),
        p=st.sampled_from(sorted({**PER, **UNITS})),
        c=st.sampled_from(sorted(CURRENCIES)),
    ),
    "fraction": filled(
        *(
            "{a}/{b}",
            "{a}/{b} hộ",
            "{a}/{b} diện tích",
            "tỷ lệ {a}:{b}",
            "số {a}/{b}/{c}",
            "{a} {b}/{c}",
            "hẻm {a}/{b}",
        ),
        a=numbers(300),
        b=numbers(300),
        c=numbers(30),
    ),
    "phone": st.text(string.digits, min_size=3, max_size=11).map("gọi {}".format)
    | filled(
        "0{a}.{b}.{c}", "(0{a}) {b} {c}", "+84 {a} {b} {c}", "1900.{b}", "tổng đài {b}", a=FIGURES, b=FIGURES, c=FIGURES
    ),
    "document": filled(
        *(
            "số {a}/{l}",
            "Công văn {a}/{y}/{l}-{k}",
            "{a}/{l}-{k}",
            "Nghị định {a}/{y}/NĐ-CP",
            "TCVN {a}:{y}",
            "{l}-{k}",
        ),
        a=FIGURES,
        y=numbers(2030, 1990),
        l=LETTERS,
        k=LETTERS,
    ),
    "code": filled(
        *("{l}{a}", "{l}-{a}", "{a}{l}", "{a}{l}-{b}", "61A-{a}", "mã {l}.{a}", "tuyến {l}{a}", "{l}{a}/{b}", "{k}{a}"),
        a=FIGURES,
        b=FIGURES,
        l=LETTERS,
        k=st.text("abcdeghiklmnopqrstuvxy", min_size=1, max_size=4),
    ),
    "road": filled(
        "{r}{a}",
        "{r}.{a}",
        "{r} {a}{l}",
        "Km{a}+{b} {r}{a}",
        r=st.sampled_from(sorted(ROADS)),
        a=FIGURES,
        b=FIGURES,
        l=LETTERS,
    ),
    "short": filled(
        *("{s}", "{s} {n}", "{n} {s}", "{s}.{n}", "{s} {a}", "{s}{a}", "{s}/{t}", "{s}-{t}", "{s} & {t}", "({s})"),
        s=st.sampled_from(SHORT),
        t=st.sampled_from(SHORT),
        n=st.sampled_from(NAMES),
        a=FIGURES,
    ),
    "place": filled(
        *("P. {n}", "TX.{n}", "TP {n}", "KP{a}, P{a}", "Q.{a}", "H. {n}, X. {n}", "đ/c {n}", "{a} Đ. {n}", "BS. {n}"),
        n=st.sampled_from(NAMES),
        a=FIGURES,
    ),
    "roman": filled(
        *("thế kỷ {r}", "khóa {r}", "{r}/2026", "quý {r}", "{r}. {n}", "lần thứ {r}", "{r}", "Đại hội {r}-{s}"),
        r=st.text("IVX", min_size=1, max_size=4),
        s=st.text("IVX", min_size=1, max_size=4),
        n=st.sampled_from(NAMES),
    ),
    "address": filled(
        *("{k}@{k}.vn", "http://{k}.gov.vn/{k}{a}", "{k}.com.vn", "www.{k}.vn?a={a}", "{k}_{a}@gmail.com"),
        k=st.text("abcdeghiklmnopqrstuvxy", min_size=1, max_size=8),
        a=FIGURES,
    ),
    "storm": filled(
        *("{a}°N", "{a},{b}°N; 1{a},{b}°E", "{a} độ Vĩ Bắc", "cấp {a}, giật cấp {b}", "BĐ{c}", "trên BĐ{c} {a},{b}m"),
        *("{a}°C", "bão số {a}", "{a}-{b} hPa"),
        a=numbers(99),
        b=numbers(99),
        c=numbers(3, 1),
    ),
    "sign": filled(
        *(
            "{a} {s} {a}",
            "{n}{s}{n}",
            "{a}{s}",
            "{s}{a}",
            "{s} {n}",
            "{n} {s} {n}",
            "{a}. {n}",
            "{a}) {n}",
            "{a}.{a}. {n}",
        ),
        s=st.sampled_from("%&=@°±≈≥≤$€‰₫→|~<>-÷/*+:…^#_"),
        n=st.sampled_from(NAMES),
        a=FIGURES,
    ),
}
AROUND = filled("{x}", "Họp {x} nhé.", "({x}), rồi", x=st.just("{}"))


@pytest.mark.parametrize("written", [cells[1] for cells in table("readings.tsv")])
def test_every_reading_of_the_table_is_said_again(written: str) -> None:
    """The short ones of each class, by both ways of counting."""
    assert_said_again(written)


@pytest.mark.parametrize("form", ["{}", "Họp {} Hùng nhé.", "{}5", "({}-VNPT), rồi"])
def test_every_short_word_is_said_again(form: str) -> None:
    """Each abbreviation, body, brand, unit and currency there is, alone and among others."""
    for short in (*SHORT, *UNITS, *CURRENCIES):
        assert_said_again(form.format(short))


@pytest.mark.parametrize("written", WRITTEN.values(), ids=WRITTEN)
@given(st.data())
def test_what_a_recogniser_says_is_said_again(written: st.SearchStrategy[str], data: st.DataObject) -> None:
    """Whatever the figures, letters and abbreviations are."""
    assert_said_again(data.draw(AROUND).format(data.draw(written)))


def assert_said_again(text: str) -> None:
    """Fail unless what is said for a text is said for itself, without a doubt."""
    for region in ("north", "south"):
        spoken = read_aloud(text, region).spoken
        again = read_aloud(spoken, region)
        assert (again.spoken, again.warnings) == (spoken, ()), text
