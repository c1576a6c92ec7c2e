"""The minimal reading: what is said for what officers write."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.normalise.numbers import DIGITS, REGIONS, decimal, digits, integer

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
    ("A\r\n\r\n \r\nB", "A\nB"),
    ("  a \u00a0 b\u200bc\x00\x07 ", "a bc"),
    ("", ""),
    ("... !!!", ""),
]


@pytest.mark.parametrize(("written", "spoken"), READINGS)
def test_reads_as_people_say_it(written: str, spoken: str) -> None:
    """Each written form is said as a southern reader says it."""
    assert read_aloud(written).spoken == spoken


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("5/8 hộ", ("5/8",)),
        ("ngày 31/13/2026", ("31/13/2026",)),
        ("25:70", ("25:70",)),
        ("135/QĐ-TTg", ("135/QĐ-TTg", "QĐ")),
        ("QL13", ("QL13", "QL")),
        ("VNPT", ("VNPT",)),
        ("xem http://a.vn/b1", ("http://a.vn/b1",)),
        ("Trời đẹp.", ()),
    ],
)
def test_names_what_it_is_not_sure_of(written: str, doubts: tuple[str, ...]) -> None:
    """Codes, addresses, unknown capitals and impossible dates are handed back as doubts, in the order written."""
    assert read_aloud(written).warnings == doubts


def test_north_and_south_count_differently() -> None:
    """The region chooses ngàn or nghìn, lẻ or linh, bốn or tư."""
    assert read_aloud("24.105", "north").spoken == "hai mươi tư nghìn một trăm linh năm"
    assert read_aloud("24.105", "south").spoken == "hai mươi bốn ngàn một trăm lẻ năm"


def test_decomposed_letters_read_like_composed_ones() -> None:
    """NFD input gives the same reading as NFC input."""
    text = "Ủy ban phường Phú Lợi"
    assert read_aloud(unicodedata.normalize("NFD", text)) == read_aloud(text)


@given(st.text())
def test_any_text_is_read_without_digits_or_control_characters(text: str) -> None:
    """No input makes the reading fail or leaves a digit or a control character in it."""
    spoken = read_aloud(text).spoken
    assert not re.search(r"\d", spoken)
    assert all(letter.isprintable() or letter in "\n" for letter in spoken)
    spoken.encode("utf-8")


@given(st.text(alphabet="0123456789.,:/-hg% đmTPX\n", max_size=40))
def test_any_mixture_of_figures_is_read(text: str) -> None:
    """Figures and signs in any order never fail and never leave a digit."""
    assert not re.search(r"\d", read_aloud(text).spoken)


@given(st.lists(st.sampled_from(["bà", "con", "ra", "đường", "chú", "ý"]), min_size=1))
def test_spelled_text_stays_as_it_is(words: list[str]) -> None:
    """Text without figures or abbreviations is already what is said."""
    assert read_aloud(" ".join(words)).spoken == " ".join(words)


UNITS = {word: value for value, word in enumerate(DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
SIZES = {"ngàn": 10**3, "nghìn": 10**3, "triệu": 10**6}


def heard(words: str) -> int:
    """Return the number somebody understands who hears these words; written without looking at the reader's code."""
    billions = words.split(" tỷ")
    total = 0
    for part in billions:
        value = group = last = 0
        for word in part.split():
            if word in SIZES:
                value, group, last = value + (group + last) * SIZES[word], 0, 0
            elif word == "trăm":
                group, last = last * 100, 0
            elif word == "mươi":
                group, last = group + last * 10, 0
            elif word == "mười":
                group += 10
            elif word not in ("linh", "lẻ"):
                last = UNITS[word]
        total = total * 10**9 + value + group + last
    return total


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["north", "south"]))
def test_numbers_are_heard_as_they_were_meant(number: int, region: str) -> None:
    """Every number up to 10^15 comes back from an independent listener."""
    words = integer(number, REGIONS[region])
    if number % 10**9 or number < 10**9:
        assert heard(words) == number
    else:
        assert words.endswith("tỷ")


@pytest.mark.parametrize("number", [0, 1, 4, 10, 11, 14, 15, 21, 24, 25, 101, 110, 115, 1004, 1_000_000, 10**9 + 1])
def test_small_numbers_are_heard_as_they_were_meant(number: int) -> None:
    """The turning points of Vietnamese counting come back from the listener."""
    assert heard(integer(number, REGIONS["north"])) == number


def test_digits_and_decimals() -> None:
    """Digits go one by one; a fraction with a leading zero does too."""
    assert digits("0-12") == "không một hai"
    assert decimal("1", "25", REGIONS["south"]) == "một phẩy hai mươi lăm"
