"""Dates, months and their ranges, and what only looks like them."""

import re
from datetime import date, timedelta

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, heard, rows

HEARD = re.compile(r"(?:từ )?ngày (.+) tháng (.+?) năm (.+)")
HEARD_SHORT = re.compile(r"ngày (.+) tháng (.+)")


@pytest.mark.parametrize("row", rows("dates", "date_ranges"), ids=str)
def test_dates_are_said_in_full(row: Row) -> None:
    """A date is said with day, month and year, the word "ngày" once, whoever wrote it however."""
    check(row)


@pytest.mark.parametrize(
    "form", ["{0.day}/{0.month}/{0.year}", "{0:%d/%m/%Y}", "{0:%d-%m-%Y}", "{0:%d.%m.%Y}", "{0:%Y-%m-%d}"]
)
@pytest.mark.parametrize("before", ["", "ngày ", "từ "])
def test_every_day_of_a_leap_year_is_heard(form: str, before: str) -> None:
    """Each of its 366 days comes back from a listener, in every way to write it."""
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(number)
        match = HEARD.fullmatch(read_aloud(before + form.format(day)).spoken)
        assert match, form.format(day)
        assert [heard(part) for part in match.groups()] == [day.day, day.month, day.year]


def test_every_day_and_month_is_heard() -> None:
    """After "ngày" even what could be a fraction is a day of a month."""
    for number in range(366):
        day = date(2028, 1, 1) + timedelta(number)
        match = HEARD_SHORT.fullmatch(read_aloud(f"ngày {day.day}/{day.month}").spoken)
        assert match
        assert [heard(part) for part in match.groups()] == [day.day, day.month]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("số 12/2026", "số mười hai trên hai nghìn không trăm hai mươi sáu"),
        ("tổ 1/3-2/3 diện tích", "tổ một trên ba đến hai phần ba diện tích"),
        ("5/12/26 đường Lê Lợi", "năm trên mười hai trên hai mươi sáu đường Lê Lợi"),
        ("từ ngày 20-11", "từ ngày hai mươi tháng mười một"),
        ("1/2-3/4", "một phần hai đến ba phần tư"),
        ("20/11-25/11", "ngày hai mươi tháng mười một đến ngày hai mươi lăm tháng mười một"),
        ("số 20-25/11", "số hai mươi đến hai mươi lăm trên mười một"),
        ("20-25/11", "ngày hai mươi đến hai mươi lăm tháng mười một"),
        ("lúc 5-3/12", "lúc năm đến ba trên mười hai"),
        ("5,6,7/12 hộ", "năm, sáu, bảy trên mười hai hộ"),
        ("Họp dân 5/12 tại xã", "Họp dân ngày năm tháng mười hai tại xã"),
        ("mít tinh 8/3 ở chợ", "mít tinh ngày tám tháng ba ở chợ"),
        ("nghỉ 2/9 ở nhà", "nghỉ ngày hai tháng chín ở nhà"),
        ("giảm 1/3 rồi", "giảm một phần ba rồi"),
        ("còn 5/8 nhé", "còn năm phần tám nhé"),
        ("tỷ lệ 2/1", "tỷ lệ hai trên một"),
        ("tháng 12/26", "tháng mười hai năm hai nghìn không trăm hai mươi sáu"),
        ("quy hoạch phân khu 1/2000", "quy hoạch phân khu một trên hai nghìn"),
        ("trường MN 19/5", "trường mầm non mười chín tháng năm"),
        ("tuyến T1", "tuyến tê một"),
        ("hạn chót: 31.12", "hạn chót: ngày ba mươi mốt tháng mười hai"),
        ("Nộp thuế trước 31.12, đúng hạn", "Nộp thuế trước ngày ba mươi mốt tháng mười hai, đúng hạn"),
        ("Đăng ký đến hết 5.6", "Đăng ký đến hết ngày năm tháng sáu"),
        ("từ nay đến 20.11 đồng loạt ra quân", "từ nay đến ngày hai mươi tháng mười một đồng loạt ra quân"),
        ("nhận từ 5.10 đến 25.10", "nhận từ ngày năm tháng mười đến ngày hai mươi lăm tháng mười"),
        ("Nghỉ lễ 30.4 và 1.5", "Nghỉ lễ ba mươi tháng tư và ngày một tháng năm"),
        ("15.12 âm lịch", "ngày mười lăm tháng mười hai âm lịch"),
        ("sáng 3.2, đêm 1.5m", "sáng ngày ba tháng hai, đêm một chấm năm mét"),
        ("31.12", "ba mươi mốt chấm một hai"),
        ("giảm giá đến 31.12", "giảm giá đến ngày ba mươi mốt tháng mười hai"),
        ("sóng cao từ 1.5-2.5 m", "sóng cao từ một chấm năm đến hai chấm năm mét"),
        ("mưa từ 20.5 đến 25.6 mm", "mưa từ hai mươi chấm năm đến hai mươi lăm chấm sáu mi-li-mét"),
        ("lượng mưa từ 20.5-25.6mm", "lượng mưa từ hai mươi chấm năm đến hai mươi lăm chấm sáu mi-li-mét"),
        ("Nhiệt độ từ 20.5 đến 25.6", "Nhiệt độ từ hai mươi chấm năm đến hai mươi lăm chấm sáu"),
        ("từ 1.5-2.5%", "từ một chấm năm đến hai chấm năm phần trăm"),
        ("trước 2.5 triệu, nay 3.1 triệu", "trước hai chấm năm triệu, nay ba chấm một triệu"),
        ("điểm thi 8.5 đến 9.25 điểm", "điểm thi tám chấm năm đến chín chấm hai năm điểm"),
        ("mục 3.12 của hướng dẫn", "mục ba chấm một hai của hướng dẫn"),
        ("đợt 2: 10–12/6", "đợt hai: ngày mười đến mười hai tháng sáu"),
        ("10–12/6", "ngày mười đến mười hai tháng sáu"),
        ("Chợ đêm mở 5-7/8", "Chợ đêm mở ngày năm đến bảy tháng tám"),
        ("8-10/3 âm lịch", "ngày tám đến mười tháng ba âm lịch"),
        ("lớp 10-12/6", "lớp mười đến mười hai trên sáu"),
        ("khoảng 2-3/4 dân số", "khoảng hai đến ba trên bốn dân số"),
        ("giảm 1-2/3 rồi", "giảm một đến hai trên ba rồi"),
        ("tỷ lệ 5-7/8", "tỷ lệ năm đến bảy trên tám"),
        ("tổ 5-7/8 rà soát", "tổ năm đến bảy trên tám rà soát"),
        ("T4/2026", "tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("nghỉ tháng 4 2026", "nghỉ tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_the_words_around_decide(written: str, spoken: str) -> None:
    """House numbers, shares and fractions are no dates."""
    assert read_aloud(written, "north").spoken == spoken


@pytest.mark.parametrize(
    ("written", "doubts"),
    [
        ("hạn chót 31.12", ()),
        ("từ 10.11 đến 31.12", ()),
        ("trước 10.11 phải nộp", ("10.11",)),
        ("nghỉ 3.5 nhé", ("3.5",)),
        ("nghỉ từ 2.5-6.5 nhé", ("2.5-6.5",)),
        ("hạn nộp 31.6", ("31.6",)),
        ("Chợ đêm mở 5-7/8 nhé", ("5-7/8",)),
        ("10-12/6", ()),
        ("từ 10-12/6 nhé", ()),
    ],
)
def test_dates_that_could_be_numbers_are_heard_first(written: str, doubts: tuple[str, ...]) -> None:
    """Where neither the figures nor the words make it sure, the officer is told."""
    assert read_aloud(written).warnings == doubts
