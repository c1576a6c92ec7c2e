"""List marks and signs."""

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("lists", "symbols"), ids=str)
def test_marks_are_said_or_left_out(row: Row) -> None:
    """Items are counted, dashes silent, signs between figures said; dots stay at the end of sentences only."""
    check(row)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("gửi UNICEF và khối ASEAN", "gửi U-ni-xép và khối A-xê-an"),
        ("Wi-Fi-VNCH", "wifi Việt Nam Cộng hòa"),
        ("(|5 hộ)", "(năm hộ)"),
        ("1.5 kg gạo/người/tháng", "một chấm năm ki-lô-gam gạo trên người trên tháng"),
        ("----", ""),
        ("- ", ""),
        ("Hết.", "Hết."),
        (". Hết", "Hết"),
        ("Xong (rồi). Tiếp", "Xong (rồi). Tiếp"),
        ("a ... b", "a, bê"),
        ("...", ""),
        ("5 km/ngày", "năm ki-lô-mét trên ngày"),
        ("học phí/tháng", "học phí, tháng"),
        ("3 buổi/tuần", "ba buổi trên tuần"),
        ("hộ/ha", "hộ trên héc-ta"),
        ("/", ""),
        ("5 - x", "năm, ích"),
        ("2^10", "hai mũ mười"),
        ("a ^ b", "a bê"),
        ("5 > 3", "năm trên ba"),
        ("a > b", "a bê"),
        ("~ nước", "nước"),
        ("một | hai", "một, hai"),
        ("3 * 4", "ba nhân bốn"),
        ("+84", "cộng tám mươi tư"),
        ("mưa + gió", "mưa cộng gió"),
        ("tháng 9 - tháng 12", "tháng chín đến tháng mười hai"),
        ("cấp 8 - cấp 9", "cấp tám đến cấp chín"),
        ("Nam -Bắc", "Nam Bắc"),
        ("X. abc", "ích abc"),
        ("đồng.Tiếng", "đồng. Tiếng"),
        ("Km.5", "Km năm"),
    ],
)
def test_other_signs(written: str, spoken: str) -> None:
    """Signs are said where they mean something and are silent elsewhere."""
    assert read_aloud(written, "north").spoken == spoken
