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
        ("T4/2026", "tháng tư năm hai nghìn không trăm hai mươi sáu"),
        ("nghỉ tháng 4 2026", "nghỉ tháng tư năm hai nghìn không trăm hai mươi sáu"),
    ],
)
def test_the_words_around_decide(written: str, spoken: str) -> None:
    """House numbers, shares and fractions are no dates."""
    assert read_aloud(written, "north").spoken == spoken
