"""``lunar``: solar to lunar and back, in words and as JSON, and sentences for what does not exist."""

import pytest

from broadcaster.cli.lunar import today
from schedules.lunar import lunar_date
from tests.broadcaster.cli.conftest import Terminal

SAID = [
    ("2007-02-17", "ngày 1 tháng 1 năm Đinh Hợi (1/1/2007)", "day 1 of month 1, year Đinh Hợi (1/1/2007)"),
    ("17/02/2007", "ngày 1 tháng 1 năm Đinh Hợi (1/1/2007)", "day 1 of month 1, year Đinh Hợi (1/1/2007)"),
    ("2025-07-25", "ngày 1 tháng 6 nhuận năm Ất Tỵ (1/6L/2025)", "day 1 of leap month 6, year Ất Tỵ (1/6L/2025)"),
]


@pytest.mark.parametrize(("day", "vietnamese", "english"), SAID)
def test_the_lunar_date_of_a_day(bare: Terminal, day: str, vietnamese: str, english: str) -> None:
    """Day, month, leap month and the year's name stand in one line, in the reader's language; no data is needed."""
    assert bare.type("lunar", day).out == vietnamese + "\n"
    assert bare.type("--language", "en", "lunar", day).out == english + "\n"
    assert not bare.data.exists()


@pytest.mark.parametrize(
    ("words", "solar"),
    [
        (("1/1", "--year", "2030"), "2030-02-02"),
        (("1/1/1985",), "1985-01-21"),
        (("15/6L", "--year", "2025"), "2025-08-08"),
        (("15/6l/2025",), "2025-08-08"),
        (("15/6", "--year", "2025", "--leap"), "2025-08-08"),
        (("15/06", "--year", "2025"), "2025-07-09"),
    ],
)
def test_the_day_of_a_lunar_date(bare: Terminal, words: tuple[str, ...], solar: str) -> None:
    """The solar day stands alone on its line, ready for another command."""
    assert bare.type("lunar", "--from-lunar", *words).out == solar + "\n"
    assert bare.done("lunar", "--from-lunar", *words)["solar"] == solar


def test_all_there_is_to_say(bare: Terminal) -> None:
    """The JSON is the same from either side, and names the public holiday."""
    expected = {
        **{"solar": "2026-02-17", "day": 1, "month": 1, "leap": False, "year": 2026, "year_name": "Bính Ngọ"},
        **{"month_length": 30, "holiday": "Tết Nguyên đán"},
    }
    assert bare.done("lunar", "2026-02-17") == expected
    assert bare.done("lunar", "--from-lunar", "1/1", "--year", "2026") == expected
    assert bare.done("lunar", "2026-02-21")["holiday"] is None


def test_without_a_day_it_is_today(bare: Terminal) -> None:
    """Today is what the clocks of Vietnam show."""
    before, told, after = today(), bare.done("lunar"), today()
    assert told["solar"] in (f"{before}", f"{after}")
    assert (told["day"], told["month"]) in [(one.day, one.month) for one in map(lunar_date, (before, after))]


REFUSED = [
    (("2007-02-30",), "2007-02-30"),
    (("hôm nay",), "YYYY-MM-DD"),
    (("1899-12-31",), "1900-2200"),
    (("2007-02-17", "--from-lunar", "1/1"), "--from-lunar"),
    (("--from-lunar", "1/1"), "--year"),
    (("--from-lunar", "mùng một", "--year", "2026"), "15/6L"),
    (("--from-lunar", "30/12", "--year", "2026"), "1-29"),
    (("--from-lunar", "1/6L", "--year", "2026"), "no month 6L"),
    (("--from-lunar", "1/1", "--year", "3000"), "1900-2200"),
]


@pytest.mark.parametrize(("words", "said"), REFUSED)
def test_what_does_not_exist_is_told(bare: Terminal, words: tuple[str, ...], said: str) -> None:
    """A sentence says what is wrong and what would do; nothing is printed as a result."""
    ran = bare.type("--language", "en", "lunar", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
