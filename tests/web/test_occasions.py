"""Recurrences as sentences, in both languages: each kind, its end, and what is left out."""

from collections.abc import Iterator
from datetime import date, datetime, time

import pytest
from flask import Flask
from flask_babel import force_locale

from schedules.holidays import Holidays
from schedules.recurrence import Recurrence, daily, monthly, once, weekly
from web.occasions import when

MONDAY, AT = date(2026, 11, 23), time(17)
LUNAR = "RSCALE=VIETNAMESE;FREQ="


def ruled(rule: str) -> Recurrence:
    """Return what recurs at five by a rule."""
    return Recurrence(MONDAY, (AT,), rule)


SAID = [
    (once(MONDAY, AT), "Thứ Hai, 23/11/2026 lúc 17:00", "Monday, 23/11/2026 at 17:00"),
    (
        daily(MONDAY, time(5, 30), AT, last=date(2026, 11, 30)),
        "Hằng ngày lúc 05:30 và 17:00, từ 23/11/2026 đến 30/11/2026",
        "Daily at 05:30 and 17:00, from 23/11/2026 to 30/11/2026",
    ),
    (
        daily(MONDAY, AT, every=3),
        "Cứ 3 ngày một lần lúc 17:00, từ 23/11/2026",
        "Every 3 days at 17:00, from 23/11/2026",
    ),
    (
        weekly(MONDAY, frozenset(range(5)), AT, exceptions=frozenset({date(2026, 12, 25)})),
        "Thứ Hai–Thứ Sáu lúc 17:00, từ 23/11/2026, trừ 25/12/2026",
        "Monday–Friday at 17:00, from 23/11/2026, except 25/12/2026",
    ),
    (
        weekly(MONDAY, frozenset({0, 2, 5}), AT, every=2),
        "Thứ Hai, Thứ Tư và Thứ Bảy, cứ 2 tuần một lần lúc 17:00, từ 23/11/2026",
        "Monday, Wednesday and Saturday, every 2 weeks at 17:00, from 23/11/2026",
    ),
    (
        monthly(MONDAY, frozenset({1, -1}), AT),
        "Hằng tháng, ngày cuối tháng và 1 lúc 17:00, từ 23/11/2026",
        "Monthly, on day the last day and 1 at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=MONTHLY;INTERVAL=2;BYMONTHDAY=5"),
        "Cứ 2 tháng một lần, ngày 5 lúc 17:00, từ 23/11/2026",
        "Every 2 months, on day 5 at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=MONTHLY;BYDAY=2MO"),
        "Thứ Hai lần thứ 2 của mỗi tháng lúc 17:00, từ 23/11/2026",
        "Monday number 2 of each month at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=MONTHLY;BYDAY=-1SU"),
        "Chủ nhật cuối cùng của mỗi tháng lúc 17:00, từ 23/11/2026",
        "the last Sunday of each month at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=2"),
        "Hằng năm, ngày 2/9 lúc 17:00, từ 23/11/2026",
        "Yearly, on 2/9 at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=HOURLY;INTERVAL=2"),
        "Cứ 2 giờ một lần, bắt đầu lúc 17:00, từ 23/11/2026",
        "Every 2 hours, beginning at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=MINUTELY"),
        "Cứ 1 phút một lần, bắt đầu lúc 17:00, từ 23/11/2026",
        "Every 1 minute, beginning at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=HOURLY;BYHOUR=7,8"),
        "Theo quy tắc FREQ=HOURLY;BYHOUR=7,8, bắt đầu lúc 17:00, từ 23/11/2026",
        "By the rule FREQ=HOURLY;BYHOUR=7,8, beginning at 17:00, from 23/11/2026",
    ),
    (
        ruled("FREQ=DAILY;BYHOUR=6,18;BYMINUTE=30"),
        "Hằng ngày lúc 06:30 và 18:30, từ 23/11/2026",
        "Daily at 06:30 and 18:30, from 23/11/2026",
    ),
    (
        ruled(LUNAR + "MONTHLY;BYMONTHDAY=1,15"),
        "mùng 1 và rằm hằng tháng âm lịch lúc 17:00, từ 23/11/2026",
        "day 1 and full moon (15th) of every lunar month at 17:00, from 23/11/2026",
    ),
    (
        ruled(LUNAR + "YEARLY;BYMONTH=3;BYMONTHDAY=10"),
        "mùng 10 tháng 3 âm lịch hằng năm lúc 17:00, từ 23/11/2026",
        "day 10 of lunar month 3 every year at 17:00, from 23/11/2026",
    ),
    (
        ruled(LUNAR + "YEARLY;BYMONTH=4,4L;BYMONTHDAY=-1,-2,23"),
        "ngày thứ 2 tính từ cuối tháng, ngày cuối tháng và ngày 23 tháng 4 và 4 nhuận âm lịch hằng năm lúc 17:00,"
        " từ 23/11/2026",
        "day 2 from the end, the last day and day 23 of lunar month 4 and leap 4 every year at 17:00, from 23/11/2026",
    ),
    (
        daily(MONDAY, AT, holidays=Holidays.SKIP),
        "Hằng ngày lúc 17:00, từ 23/11/2026, trừ ngày lễ",
        "Daily at 17:00, from 23/11/2026, not on public holidays",
    ),
    (
        daily(MONDAY, AT, holidays=Holidays.ONLY),
        "Hằng ngày lúc 17:00, từ 23/11/2026, chỉ ngày lễ",
        "Daily at 17:00, from 23/11/2026, on public holidays only",
    ),
    (
        daily(
            MONDAY,
            AT,
            exceptions=frozenset(date(2026, 12, day) for day in range(1, 8)),
            skipped=frozenset({datetime(2026, 11, 24, 17)}),  # noqa: DTZ001 - naive local, as EXDATE has it
            extra=frozenset({datetime(2026, 11, 24, 18), datetime(2026, 11, 25, 18)}),  # noqa: DTZ001
        ),
        "Hằng ngày lúc 17:00, từ 23/11/2026, trừ 7 ngày, bỏ 1 lần, thêm 2 lần",
        "Daily at 17:00, from 23/11/2026, except 7 days, 1 time left out, 2 times added",
    ),
]
BY_RULE = [
    "FREQ=MONTHLY;BYDAY=-2MO",
    "FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYWEEKNO=20",
    LUNAR + "MONTHLY;INTERVAL=2;BYMONTHDAY=1",
    LUNAR + "DAILY;BYMONTH=1",
]


@pytest.fixture
def speaking(app: Flask) -> Iterator[None]:
    """A request in which words are said."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize(("recurrence", "vietnamese", "english"), SAID)
def test_recurrences(speaking: None, recurrence: Recurrence, vietnamese: str, english: str) -> None:
    """A recurrence reads like a sentence."""
    for language, said in (("vi", vietnamese), ("en", english)):
        with force_locale(language):
            assert when(recurrence) == said


@pytest.mark.parametrize("rule", BY_RULE)
def test_what_has_no_words_is_told_by_its_rule(speaking: None, rule: str) -> None:
    """A rule without a sentence of its own is shown as it is, never as something simpler."""
    with force_locale("en"):
        assert when(ruled(rule)) == f"By the rule {rule} at 17:00, from 23/11/2026"
