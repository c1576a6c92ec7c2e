"""Shortened words, places, Roman numerals and capitals."""

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("words", "places", "roman", "capitals"), ids=str)
def test_short_forms_are_said_in_full(row: Row) -> None:
    """What is shortened is said in full as the words around it tell."""
    check(row)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("DVD", "dê vê dê"),
        ("CD", "xê dê"),
        ("XIX", "mười chín"),
        ("IIII", "i i i i"),
        ("năm DC", "năm dê xê"),
        ("đoạn xxxxx", "đoạn xxxxx"),
        ("AGRIBAN", "agriban"),
        ("KRTNGSA", "ca rờ tê nờ giê ét a"),
        ("GAP", "gap"),
        ("BAN TIN", "ban tin"),
        ("H' và 'B", "H' và 'B"),
        ("ông A. đến", "ông a đến"),
        ("ông Lê V. đến", "ông Lê vê đến"),
        ("Ubnd", "Ủy ban nhân dân"),
        ("Hđnd xã", "Hội đồng nhân dân xã"),
        ("TPHCM", "Thành phố Hồ Chí Minh"),
        ("tp. HCM", "Thành phố Hồ Chí Minh"),
        ("UB MTTQ xã", "Ủy ban Mặt trận Tổ quốc xã"),
        ("CNH, HĐH", "công nghiệp hóa, hiện đại hóa"),
        ("v.v, và", "vân vân, và"),
        ("T4", "thứ tư"),
        ("T12", "tháng mười hai"),
        ("quý Q1/2026", "quý quý một năm hai nghìn không trăm hai mươi sáu"),
        ("P. Giám đốc", "phó Giám đốc"),
        ("Q. Trưởng phòng", "quyền Trưởng phòng"),
        ("P. Kinh tế", "phòng Kinh tế"),
        ("3 x 5", "ba nhân năm"),
        ("BÀ CON AI CÓ CA BỆNH", "bà con ai có ca bệnh"),
        ("lần III năm 2026", "lần ba năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_other_words(written: str, spoken: str) -> None:
    """Letters are spelled, words said, and a word in capitals among others stays a word."""
    assert read_aloud(written, "north").spoken == spoken
