"""A locality's own readings."""

import pytest

from broadcaster.errors import Refused
from broadcaster.speech.normalise import Lexicon, read_aloud, read_lexicon

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
