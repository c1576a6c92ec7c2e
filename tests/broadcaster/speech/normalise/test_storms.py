"""The words of storm and flood bulletins."""

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("storm"), ids=str)
def test_storm_terms_are_said(row: Row) -> None:
    """Levels, winds, pressures and places at sea are said as the weather service says them."""
    check(row)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("5 T. Bình", "năm tỉnh Bình"),
        ("12B", "mười hai bê"),
        ("21.0N-106.5E", "hai mươi mốt phẩy không độ vĩ Bắc một trăm linh sáu phẩy năm độ kinh Đông"),
        ("15°30'20\"N", "mười lăm độ ba mươi phút hai mươi giây vĩ Bắc"),
        ("16N-110E", "mười sáu độ vĩ Bắc một trăm mười độ kinh Đông"),
        ("16N và 110E", "mười sáu nờ và một trăm mười e"),
        ("112,5KĐ", "một trăm mười hai phẩy năm độ kinh Đông"),
    ],
)
def test_places_at_sea(written: str, spoken: str) -> None:
    """Degrees, minutes and sides are said; a house number with a letter is no place at sea."""
    assert read_aloud(written, "north").spoken == spoken
