"""Numbers in words, by region."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise.numbers import REGIONS, decimal, digits, integer, month, number, ordinal, roman
from tests.broadcaster.speech.normalise.tables import heard

NORTH = REGIONS["north"]


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["north", "south"]))
def test_numbers_are_heard_as_they_were_meant(value: int, region: str) -> None:
    """Every number up to 10^15 comes back from an independent listener."""
    assert heard(integer(value, REGIONS[region])) == value


@pytest.mark.parametrize("value", [*range(1200), 10**6, 10**9, 10**9 + 1, 10**12, 10**15, 2_003_000_000])
def test_small_and_round_numbers_are_heard(value: int) -> None:
    """The turning points of Vietnamese counting come back from the listener."""
    assert heard(integer(value, NORTH)) == value


def test_zeros_inside_are_said() -> None:
    """Nobody shall wonder whether a group was lost."""
    assert integer(2_003_000_000, NORTH) == "hai tỷ không trăm linh ba triệu"
    assert integer(1_001_050, NORTH) == "một triệu không trăm linh một nghìn không trăm năm mươi"


def test_digits_and_decimals() -> None:
    """Digits go one by one, and so does what stands after a comma."""
    assert digits("0-12") == "không một hai"
    assert decimal("1", "25", NORTH) == "một phẩy hai năm"


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("1.234.567,8", "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy phẩy tám"),
        ("1,234,567.8", "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy phẩy tám"),
        ("1.5", "một chấm năm"),
        ("007", "không không bảy"),
        ("07", "bảy"),
        ("1" * 21, " ".join(["một"] * 21)),
    ],
)
def test_written_numbers(written: str, spoken: str) -> None:
    """Dots before three digits are silent, codes and endless figures go digit by digit."""
    assert number(written, NORTH) == spoken


def test_names_of_months_and_places_in_a_row() -> None:
    """The fourth month is "tư", the first and fourth in a row are "nhất" and "tư"."""
    assert [month(one, NORTH) for one in ("1", "04", "12")] == ["một", "tư", "mười hai"]
    assert [ordinal(one, NORTH) for one in (1, 2, 4)] == ["nhất", "hai", "tư"]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("I", 1),
        ("IV", 4),
        ("XIX", 19),
        ("XL", 40),
        ("MMXXVI", 2026),
        ("MCMXCIX", 1999),
        ("IIII", None),
        ("", None),
        ("VX", None),
    ],
)
def test_roman_numerals(written: str, value: int | None) -> None:
    """Well-formed Roman numerals have their value, others none."""
    assert roman(written) == value
