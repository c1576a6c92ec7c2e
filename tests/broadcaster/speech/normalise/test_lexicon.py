"""A locality's own readings."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.errors import Refused
from broadcaster.speech.normalise import Lexicon, read_aloud, read_lexicon, read_rows, touching

OWN = {"gx": "giáo xứ", "GX Hòa": "xứ đạo Hòa", "UBND": "Ủy ban", "chợ 5": "chợ Năm", "Ea  Kar": "Ê Ca"}


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("GX An", "giáo xứ An"),
        ("Gx, gx", "giáo xứ, giáo xứ"),
        ("GX Hòa", "xứ đạo Hòa"),
        ("UBND xã", "Ủy ban xã"),
        ("ubnd xã", "Ủy ban nhân dân xã"),
        ("UBNDX", "u bê nờ dê ích"),
        ("Ra chợ 5 mua", "Ra chợ Năm mua"),
        ("chợ 51", "chợ năm mươi mốt"),
        ("về Ea Kar", "về Ê Ca"),
        ("agx", "agx"),
    ],
)
def test_goes_before_all_rules(written: str, spoken: str) -> None:
    """Whole words, the longest first; small letters stand for every case, capitals for themselves."""
    assert read_aloud(written, lexicon=OWN).spoken == spoken
    assert read_aloud(written, lexicon=Lexicon.of(OWN)) == read_aloud(written, lexicon=OWN)


@pytest.mark.parametrize(
    "text",
    [
        "gx,giáo xứ\nHD,hải đội\n",
        "\ufeffwritten,spoken\r\ngx,giáo xứ\r\n\r\nHD,hải đội",
        "Viết;Đọc\ngx;giáo xứ\nHD;hải đội\n",
        'gx\tgiáo xứ\n"HD"\thải đội\ngx\tgiáo xứ\n',
    ],
)
def test_reads_what_spreadsheets_write(text: str) -> None:
    """Commas, semicolons or tabs, with or without a heading, a byte-order mark, empty lines."""
    assert read_lexicon(text) == Lexicon.of({"gx": "giáo xứ", "HD": "hải đội"})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("gx\n", "normalise.lexicon_row"),
        ("gx,giáo xứ,thừa\n", "normalise.lexicon_row"),
        ("gx,\n", "normalise.lexicon_row"),
        ("gx,giáo xứ\ngx,gà xào\n", "normalise.lexicon_twice"),
        ('gx,"giáo xứ\n', "normalise.lexicon_csv"),
        ("gx,số 5\n", "normalise.lexicon_entry"),
        ("gx,...\n", "normalise.lexicon_entry"),
        ("...,chấm\n", "normalise.lexicon_entry"),
        (f"gx,{'a' * 201}\n", "normalise.lexicon_entry"),
        (f"{'a' * 201},a\n", "normalise.lexicon_entry"),
    ],
)
def test_refuses_odd_tables(text: str, code: str) -> None:
    """What is no table of two columns, or says nothing, is refused in words."""
    with pytest.raises(Refused) as refused:
        read_lexicon(text)
    assert refused.value.code == code
    assert "[" not in refused.value.told("vi")


def test_an_empty_lexicon_changes_nothing() -> None:
    """No entries, no difference."""
    assert read_aloud("UBND 5", lexicon={}) == read_aloud("UBND 5", lexicon=read_lexicon("")) == read_aloud("UBND 5")


def test_only_what_touches_a_text_counts() -> None:
    """Entries that are found in it, in any case they stand for; whole words, also over blanks and odd signs."""
    assert touching(OWN, "Mời GX An ra chợ  5.\nubnd xã") == (("chợ 5", "chợ Năm"), ("gx", "giáo xứ"))
    assert touching(OWN, "GX Hòa, UBND") == (("GX Hòa", "xứ đạo Hòa"), ("UBND", "Ủy ban"))
    assert touching(OWN, "agx UBNDX chợ 51") == ()
    assert touching({}, "GX") == touching(OWN, "") == ()


@given(st.text(alphabet="gxGXİıſ HòaUBND5chợ\n ", max_size=60))
def test_the_others_change_nothing(text: str) -> None:
    """A text is read with the entries that touch it exactly as with all of them."""
    assert read_aloud(text, lexicon=dict(touching(OWN, text))) == read_aloud(text, lexicon=OWN)


def test_a_letter_only_patterns_take_for_small() -> None:
    """A capital with a dot above matches a small i without case, and is still nobody's entry."""
    assert read_aloud("GXİ, gxi", lexicon={"gxi": "xứ"}).spoken.endswith("xứ")
    assert touching({"gxi": "xứ"}, "GXİ") == ()


def test_forms_are_found_however_they_are_typed() -> None:
    """A form typed with a long dash or with letters in parts is found in a text typed otherwise."""
    decomposed = unicodedata.normalize("NFD", "Tổ–Đội")
    assert read_aloud("Tổ-Đội 5", lexicon={decomposed: "tổ rồi đội"}).spoken.startswith("tổ rồi đội")


def test_rows_are_judged_one_by_one() -> None:
    """A wrong row says which and why, and nothing of the others; an apostrophe before a formula is our own."""
    rows = read_rows("Chữ viết;Cách đọc\nGX;giáo xứ\n'-x;trừ ích\nGX;khác\nmột\nB;12\nTĐ;tổ đội\n\"hở")
    good = [(row.line, row.written, row.spoken) for row in rows if row.fault is None]
    assert good == [(2, "GX", "giáo xứ"), (3, "-x", "trừ ích"), (7, "TĐ", "tổ đội")]
    assert [(row.line, row.fault.code) for row in rows if row.fault] == [
        (4, "normalise.lexicon_twice"),
        (5, "normalise.lexicon_row"),
        (6, "normalise.lexicon_entry"),
        (8, "normalise.lexicon_csv"),
    ]
    assert read_rows("") == read_rows("written,spoken\n") == []
