"""Document numbers, plates, roads and other codes."""

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("documents", "plates", "roads"), ids=str)
def test_codes_are_spelled(row: Row) -> None:
    """Letters are spelled, numbers counted, roads said in full."""
    check(row)


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("5/A", "năm trên A"),
        ("12-Lê Lợi", "mười hai Lê Lợi"),
        ("ISO 9001:2015", "i ét o chín nghìn không trăm linh một hai nghìn không trăm mười lăm"),
        ("TCVN 5", "tiêu chuẩn Việt Nam năm"),
        ("ABC12345", "a bê xê một hai ba bốn năm"),
        ("Covid-19", "Covid mười chín"),
        ("BVTE5", "bảo vệ trẻ em năm"),
        ("NEAE-6", "nờ e a e sáu"),
        ("mã VINATO12", "mã vinato mười hai"),
        ("tiêm ngừa VGB, VGB2", "tiêm ngừa viêm gan bê, viêm gan bê hai"),
        ("mã MyTV5", "mã mờ y tê vê năm"),
        ("mã xuan5-B", "mã xuan năm bê"),
        ("Lô B12-abc3", "Lô bê mười hai a bê xê ba"),
        ("ngày20/11 lúc7h30", "ngày hai mươi tháng mười một lúc bảy giờ ba mươi phút"),
        ("3hộ, tổ5, 3abx", "ba hộ, tổ năm, ba a bê ích"),
        ("CT 05 và CT.05", "chỉ thị năm và cao tốc không năm"),
        ("192.168.1.1", "một chín hai chấm một sáu tám chấm một chấm một"),
        ("xe 61C 1234", "xe sáu mươi mốt xê, một hai ba bốn"),
        ("5/2020/A", "năm trên hai nghìn không trăm hai mươi trên A"),
    ],
)
def test_other_codes(written: str, spoken: str) -> None:
    """Codes of all sorts are spelled, words in them said."""
    assert read_aloud(written, "north").spoken == spoken
