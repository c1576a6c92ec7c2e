"""The reading of whole texts: what is said, what is doubted, where each token stood."""

import time
import unicodedata
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise import Doubt, Kind, Token, read_aloud
from tests.broadcaster.speech.normalise.tables import bulletins

READINGS = [
    ("ngày 23/11/2026", "ngày hai mươi ba tháng mười một năm hai ngàn không trăm hai mươi sáu"),
    ("Sáng 5/12 họp", "Sáng ngày năm tháng mười hai họp"),
    ("12-5-2026", "ngày mười hai tháng năm năm hai ngàn không trăm hai mươi sáu"),
    ("ngày 4/4", "ngày bốn tháng tư"),
    ("tháng 4/2026", "tháng tư năm hai ngàn không trăm hai mươi sáu"),
    ("từ 7h30-11h30", "từ bảy giờ ba mươi phút đến mười một giờ ba mươi phút"),
    ("lúc 05:00", "lúc năm giờ"),
    ("16g45", "mười sáu giờ bốn mươi lăm phút"),
    ("2.003.000.000 đồng", "hai tỷ không trăm lẻ ba triệu đồng"),
    ("100.000đ/người", "một trăm ngàn đồng trên người"),
    ("4,07%", "bốn phẩy không bảy phần trăm"),
    ("20,05 km", "hai mươi phẩy không năm ki-lô-mét"),
    ("3,5", "ba phẩy năm"),
    ("3,141", "ba phẩy một bốn một"),
    ("90-120mm", "chín mươi đến một trăm hai mươi mi-li-mét"),
    ("2-4 triệu", "hai đến bốn triệu"),
    ("06 người", "sáu người"),
    ("0912345678", "không chín một hai ba bốn năm sáu bảy tám"),
    ("0274.3822.115", "không hai bảy bốn, ba tám hai hai, một một năm"),
    ("gọi ngay 112", "gọi ngay một một hai"),
    ("112 người", "một trăm mười hai người"),
    ("UBND P. Phú Lợi", "Ủy ban nhân dân phường Phú Lợi"),
    ("X. Tân Mỹ, đ/c Cường, V/v họp", "xã Tân Mỹ, đồng chí Cường, về việc họp"),
    ("TP.HCM", "Thành phố Hồ Chí Minh"),
    ("3 đ/c", "ba đồng chí"),
    ("1. Một việc\n2) Hai việc\n- Ba việc", "một, Một việc\nhai, Hai việc\nBa việc"),
    ("THÔNG BÁO KHẨN CỦA UBND", "thông báo khẩn của ủy ban nhân dân"),
    ("A\r\n\r\n \r\nB", "A\nbê"),
    ("  a \u00a0 b\u200bc\x00\x07 ", "a bc"),
    ("", ""),
    ("... !!!", ""),
]
ODD_SIGNS = "0123456789.,:/-+hgđ%°'\"()mTPXQKVBN ²½…~<>=&_@#*^$\u0301\u00ad\ufeff\u2028\n٣Ⅳ①âĐ"
WORDS = [
    "ngày ",
    "thứ ",
    "lúc ",
    "gọi ",
    "UBND",
    "TP.",
    "°N",
    "QĐ-TTg",
    "km/h",
    "tỷ",
    "tr",
    "số ",
    "BĐ",
    "CN",
    "đ/c",
    "v.v",
]


@pytest.mark.parametrize(("written", "spoken"), READINGS)
def test_reads_as_people_say_it(written: str, spoken: str) -> None:
    """Each written form is said as a southern reader says it."""
    assert read_aloud(written).spoken == spoken


@pytest.mark.slow
@pytest.mark.parametrize(("written", "spoken"), bulletins())
def test_reads_whole_sentences(written: str, spoken: str) -> None:
    """Sentences of real styles: power and water cuts, storms, vaccination, taxes, land, elections, school, service."""
    assert read_aloud(written, "north").spoken == spoken


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("5/8", ()),
        ("3/8 tuần", ("3/8",)),
        ("ngày 31/13/2026", ("31/13/2026",)),
        ("25:70", ("25:70",)),
        ("135/QĐ-TTg", ()),
        ("QL13 và VNPT", ()),
        ("XYZT họp XYZT", ("XYZT",)),
        ("mã KX-07b", ("KX-07b",)),
        ("xem http://a.vn/b1", ("http://a.vn/b1",)),
        ("Trời đẹp.", ()),
    ],
)
def test_names_what_it_is_not_sure_of(written: str, doubts: tuple[str, ...]) -> None:
    """Codes, addresses, unknown capitals, impossible dates are handed back as doubts, once, in the order written."""
    assert read_aloud(written).warnings == doubts


def test_tokens_stand_where_they_were_typed() -> None:
    """Places count in the text as typed, with its double blanks, marks apart and paragraphs."""
    typed = unicodedata.normalize("NFD", "Ủy ban  xã\nhọp  7h30 –  8h,\u200b P.  An")
    found = [(token.kind, token.written) for token in read_aloud(typed).tokens]
    assert found == [(Kind.TIME_RANGE, "7h30 –  8h"), (Kind.PLACE, "P.")]
    assert read_aloud("½").tokens == (Token(Kind.FRACTION, 0, 1, "½", "một phần hai"),)
    first, last = read_aloud("½XYZ").tokens
    assert ((first.start, first.end), (last.start, last.end), last.warnings) == ((0, 1), (1, 4), (Doubt.CODE,))


def test_an_unknown_region_counts_like_the_south() -> None:
    """A voice of no known region speaks as the house does by default."""
    assert read_aloud("1.004", "moon") == read_aloud("1.004", "south")


def test_decomposed_letters_read_like_composed_ones() -> None:
    """NFD input gives the same words as NFC input."""
    text = "Ủy ban phường Phú Lợi, 5 tổ"
    assert read_aloud(unicodedata.normalize("NFD", text)).spoken == read_aloud(text).spoken


@given(st.text())
def test_any_text_is_read_without_digits_or_control_characters(text: str) -> None:
    """No input makes the reading fail or leaves a digit or a control character in it."""
    spoken = read_aloud(text).spoken
    assert not any(map(str.isdigit, spoken))
    assert all(letter.isprintable() or letter in "\n" for letter in spoken)
    spoken.encode("utf-8")


@given(st.lists(st.sampled_from([*ODD_SIGNS, *WORDS]), max_size=40).map("".join))
def test_any_mixture_of_figures_is_read(text: str) -> None:
    """Figures, signs and words in any order never fail and never leave a digit; spans are ordered stretches."""
    reading = read_aloud(text)
    assert not any(map(str.isdigit, reading.spoken))
    last = 0
    for token in reading.tokens:
        assert last <= token.start < token.end <= len(text)
        assert text[token.start : token.end] == token.written
        last = token.end


@given(st.lists(st.sampled_from(["bà", "con", "ra", "đường", "chú", "ý"]), min_size=1))
def test_spelled_text_stays_as_it_is(words: list[str]) -> None:
    """Text without figures or abbreviations is already what is said."""
    assert read_aloud(" ".join(words)).spoken == " ".join(words)


@pytest.mark.parametrize("spoken", [spoken for _, spoken in bulletins()])
def test_what_is_said_is_said_again(spoken: str) -> None:
    """A reading read again stays as it is, and nothing in it is doubtful."""
    again = read_aloud(spoken, "north")
    assert (again.spoken, again.warnings) == (spoken, ())


@pytest.mark.parametrize("spoken", [spoken for _, spoken in bulletins()])
def test_dots_end_sentences_only(spoken: str) -> None:
    """Engines break at every dot, so there is none inside a sentence."""
    for part in spoken.split(".")[1:]:
        rest = part.lstrip("\"')")
        assert not rest.strip() or (rest[0] == " " and (rest[1].isupper() or rest.lstrip()[0].islower()))


@pytest.mark.slow
def test_threads_do_not_meet() -> None:
    """Eight threads at once read what one reads."""
    texts = [written for written, _ in bulletins()] * 4
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(read_aloud, texts)) == [read_aloud(text) for text in texts]


@pytest.mark.slow
def test_long_lines_cost_no_more_than_their_length() -> None:
    """Endless figures, capitals, dashes and dots are read at once."""
    for sign in ("1", "A", "-", ".", "/", "1/", "1-", "1,", "1.", "v.", "a@", "(0", "½", "I", "x "):
        assert read_aloud(sign * 3000) is not None


@pytest.mark.parametrize("piece", ["a.", "đ/", "a-b-", "a/b/", "Q.", "V.I", "I-", "A&", "1/", "3/4/5/", "½", "(", "x1"])
def test_a_text_of_nothing_but_signs_is_read_in_a_moment(piece: str) -> None:
    """The signer reads the words of alarms with it: nobody's text may hold it up, whatever is in it."""
    begun = time.process_time()
    read_aloud((piece * 2000)[:2000])
    assert time.process_time() - begun < 2
