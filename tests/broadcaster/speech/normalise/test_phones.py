"""Telephone numbers, lists of them, and the three-digit ones to call for help."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import DIGITS, Row, check, heard, rows


@pytest.mark.parametrize("row", rows("phones"), ids=str)
def test_phones_are_said_digit_by_digit(row: Row) -> None:
    """A telephone number is said digit by digit, with pauses where it has gaps."""
    check(row)


@pytest.mark.parametrize("number", ["111", "112", "113", "114", "115"])
@pytest.mark.parametrize("before", ["gọi", "Gọi ngay", "gọi số", "tổng đài", "báo", "hotline:", "đường dây nóng"])
def test_emergency_numbers_are_never_counts(number: str, before: str) -> None:
    """Whoever is told to call hears digits."""
    wanted = " ".join(DIGITS[int(digit)] for digit in number)
    assert read_aloud(f"{before} {number}").spoken.endswith(wanted)
    assert "trăm" in read_aloud(f"Có {number} hộ").spoken


@given(st.from_regex(r"0[2-9]\d{2}[ .-]?\d{3}[ .-]?\d{3}", fullmatch=True))
def test_no_digit_is_lost(number: str) -> None:
    """All digits come back in order, however the number is parted."""
    said = read_aloud(f"gọi {number}").spoken.removeprefix("gọi ").replace(",", "")
    assert [heard(word) for word in said.split()] == [int(digit) for digit in number if digit.isdigit()]


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("ĐT 113", "điện thoại một một ba"),
        ("đường ĐT 113 và ĐT.113", "đường tỉnh một trăm mười ba và đường tỉnh một trăm mười ba"),
        ("18000000", "mười tám triệu"),
        ("tổng đài 115 người", "tổng đài một trăm mười lăm người"),
        (
            "0912345678 hoặc 0987654321",
            "không chín một hai ba bốn năm sáu bảy tám hoặc không chín tám bảy sáu năm bốn ba hai một",
        ),
        ("gọi 113 đường Lê Lợi", "gọi một trăm mười ba đường Lê Lợi"),
    ],
)
def test_what_is_no_phone(written: str, spoken: str) -> None:
    """Counts, house numbers and round numbers are no telephone numbers."""
    assert read_aloud(written).spoken == spoken
