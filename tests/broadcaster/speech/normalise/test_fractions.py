"""Parts of a whole, so many out of so many, house numbers."""

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("ratios"), ids=str)
def test_shares_are_said(row: Row) -> None:
    """A share of a whole is "phần", so many out of so many "trên"."""
    check(row)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("tỷ lệ 5/3", "tỷ lệ năm trên ba"),
        ("5/30", "năm trên ba mươi"),
        ("1/0", "một trên không"),
        ("tổ 3 1/2 giờ", "tổ ba một phần hai giờ"),
        ("có 9/8 xyz", "có chín trên tám xyz"),
        ("12/15/3 xyz", "mười hai trên mười lăm trên ba xyz"),
        ("1/2 đường", "một trên hai đường"),
        ("3/4Xuân", "ba trên bốn xuân"),
        ("1/2 kg", "một phần hai ki-lô-gam"),
        ("kỳ họp thứ 5: 28/30 đại biểu", "kỳ họp thứ năm: hai mươi tám trên ba mươi đại biểu"),
        ("trực 24h/24h", "trực hai mươi tư giờ trên hai mươi tư giờ"),
    ],
)
def test_the_words_around_decide(written: str, spoken: str) -> None:
    """What is no usual fraction is read figure by figure with "trên"."""
    assert read_aloud(written, "north").spoken.lower() == spoken
