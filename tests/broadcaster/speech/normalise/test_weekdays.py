"""Days of the week, months and quarters in short: told by the words around them, else a letter and a figure."""

import pytest

from broadcaster.speech.normalise import Doubt, read_aloud

SAID = [
    ("T5", "thứ năm"),
    ("T5: tiêm chủng", "thứ năm: tiêm chủng"),
    ("Lịch lấy rác: T3, T5, T7 hằng tuần", "Lịch lấy rác: thứ ba, thứ năm, thứ bảy hằng tuần"),
    ("Giờ làm việc T2 - T6: 7h-11h", "Giờ làm việc thứ hai đến thứ sáu: bảy giờ đến mười một giờ"),
    ("7h30 T5 (10/12) họp tổ", "bảy giờ ba mươi phút thứ năm (ngày mười tháng mười hai) họp tổ"),
    ("Chiều T5 tuần này", "Chiều thứ năm tuần này"),
    ("Khám bệnh T3, CN", "Khám bệnh thứ ba, chủ nhật"),
    ("thu gom T4 và T6", "thu gom thứ tư và thứ sáu"),
    ("chợ phiên T7 tuần này", "chợ phiên thứ bảy tuần này"),
    ("T5/2026", "tháng năm năm hai nghìn không trăm hai mươi sáu"),
    ("tiền điện T5", "tiền điện tháng năm"),
    ("Lương hưu T4 chi trả từ mai", "Lương hưu tháng tư chi trả từ mai"),
    ("đầu T3", "đầu tháng ba"),
    ("chi trả T11", "chi trả tháng mười một"),
    ("Q3/2026", "quý ba năm hai nghìn không trăm hai mươi sáu"),
    ("trạm T5", "trạm tê năm"),
    ("Sửa điện tại trụ T4, bà con chú ý", "Sửa điện tại trụ tê bốn, bà con chú ý"),
    ("chung cư T2", "chung cư tê hai"),
    ("tuyến T10", "tuyến tê mười"),
    ("tuyến T5/2026", "tuyến tháng năm năm hai nghìn không trăm hai mươi sáu"),
]


@pytest.mark.parametrize(("written", "spoken"), SAID)
def test_the_words_around_tell_the_day(written: str, spoken: str) -> None:
    """A day of the week, a month with its bill, or the number of a thing; none of them doubted."""
    reading = read_aloud(written, "north")
    assert (reading.spoken, reading.warnings) == (spoken, ())


@pytest.mark.parametrize("written", ["ký túc xá T5", "theo mô hình T4 của xã"])
def test_without_such_words_it_is_spelled_with_doubt(written: str) -> None:
    """It could be anything, so somebody hears it before it is broadcast."""
    token = next(one for one in read_aloud(written).tokens if one.written.startswith("T"))
    assert token.reading.startswith("tê ") and token.warnings == (Doubt.MEANING,)
