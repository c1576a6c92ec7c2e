"""Counts, decimals, percentages, money, measures and ranges of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, heard, rows


@pytest.mark.parametrize("row", rows("numbers", "decimals", "percent", "money", "units", "ordinals"), ids=str)
def test_amounts_are_said_in_words(row: Row) -> None:
    """Dots before three digits are silent, commas are decimal, units and currencies are said in full."""
    check(row)


@given(st.integers(min_value=0, max_value=10**15), st.sampled_from(["north", "south", "central"]))
def test_numbers_written_in_groups_are_heard(number: int, region: str) -> None:
    """Every number up to 10^15, with a dot before each three digits, comes back from a listener."""
    written = f"{number:,}".replace(",", ".")
    assert heard(read_aloud(f"{written} người", region).spoken.removesuffix(" người")) == number
    assert heard(read_aloud(f"{written}đ", region).spoken.removesuffix(" đồng")) == number


@given(st.integers(min_value=0, max_value=10**6), st.integers(min_value=0, max_value=999))
def test_decimals_are_heard(whole: int, fraction: int) -> None:
    """What stands after the comma comes back digit by digit."""
    said, _, after = read_aloud(f"{whole},{fraction:03} ha").spoken.removesuffix(" héc-ta").partition(" phẩy ")
    assert heard(said) == whole
    assert [heard(word) for word in after.split()] == [int(digit) for digit in f"{fraction:03}"]


@pytest.mark.parametrize(
    ("written", "south"),
    [
        ("24.105", "hai mươi bốn ngàn một trăm lẻ năm"),
        ("150k", "một trăm năm mươi ngàn"),
        ("2tr5", "hai triệu năm trăm ngàn"),
        ("5 nghìn", "năm nghìn"),
    ],
)
def test_the_south_counts_its_own_way(written: str, south: str) -> None:
    """Ngàn, lẻ and bốn in the south; a word that was written stays."""
    assert read_aloud(written, "south").spoken == south


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("12345678901234567890123", " ".join(["một hai ba bốn năm sáu bảy tám chín không"] * 2 + ["một hai ba"])),
        ("- 5", "năm"),
        ("-5 hộ", "năm hộ"),
        ("tổ -", "tổ"),
        ("tổ 1,5 ha", "tổ một phẩy năm héc-ta"),
        ("tài khoản 500.000 đồng", "tài khoản năm trăm nghìn đồng"),
        ("thứ 1,5", "thứ nhất, năm"),
        ("thứ 2-3,5", "thứ hai đến ba phẩy năm"),
        ("5 - -3", "năm đến âm ba"),
        ("dầu 0,05S", "dầu không, năm ét"),
        ("phụ cấp 0,7", "phụ cấp không phẩy bảy"),
        ("tổ 5,3", "tổ năm phẩy ba"),
        ("cấp 8,9", "cấp tám, chín"),
        ("tuyến 61-4", "tuyến sáu mươi mốt bốn"),
        ("7 -5", "bảy đến năm"),
        ("xe số 61-03", "xe số sáu mươi mốt, không ba"),
        ("5.000đ/HS", "năm nghìn đồng trên học sinh"),
        ("8kg/24 giờ", "tám ki-lô-gam trên hai mươi bốn giờ"),
        ("2k5", "hai nghìn năm trăm"),
        ("5 tỷ2", "năm tỷ hai trăm triệu"),
        ("thứ 0", "thứ không"),
        ("$ là tiền", "đô la là tiền"),
        ("2,5 năm", "hai năm rưỡi"),
        ("phạt tù 1.5 năm", "phạt tù một năm rưỡi"),
        ("bảo hành 0,5 năm", "bảo hành nửa năm"),
        ("từ 2-2,5 năm", "từ hai đến hai năm rưỡi"),
        ("trong 2,5 tháng", "trong hai phẩy năm tháng"),
        ("tăng 2,5 năm 2026", "tăng hai phẩy năm năm hai nghìn không trăm hai mươi sáu"),
        ("đạt 2,5 năm nay", "đạt hai phẩy năm năm nay"),
        ("2,5 tỷ đồng, 2 năm", "hai phẩy năm tỷ đồng, hai năm"),
    ],
)
def test_odd_amounts(written: str, spoken: str) -> None:
    """What could be read two ways is read the usual one."""
    assert read_aloud(written, "north").spoken.replace("mươi tư", "mươi bốn") == spoken


@pytest.mark.parametrize(
    ("written", "doubts"), [("3,2 năm", ("3,2",)), ("2-3,2 năm", ("2-3,2",)), ("2,5 năm", ()), ("1.000 năm", ())]
)
def test_five_is_not_heard_for_years(written: str, doubts: tuple[str, ...]) -> None:
    """ "năm" is year and five: two and a half years have their own word, other parts of years are heard first."""
    assert read_aloud(written).warnings == doubts
