"""Telephone numbers in texts that are spelled out already: in groups and twice, and nothing else."""

import pytest

from broadcaster.dictation import AGAIN, grouped, twice
from broadcaster.speech.normalise import read_aloud
from broadcaster.speech.saying import said

MOBILE = "không chín một hai, ba bốn năm, sáu bảy tám"
LAND = "không hai bảy bốn, ba tám hai hai, một một năm"


@pytest.mark.parametrize(
    "written",
    [
        "Gọi 0912345678.",
        "Gọi 114 hoặc 0274 3822 115 (trực 24/24 giờ).",
        "Tổng đài 1900.9000, 18001091.\nĐiện thoại: 3822115.",
        "Liên hệ +84 912 345 678, gặp anh Nam.",
        "Gọi 0912345678, 0274.3822.115 và gọi 0987654321",
    ],
)
def test_a_station_says_numbers_as_the_server_does(written: str) -> None:
    """Spelled by the server, a text becomes in the station what the server itself would have said."""
    reading = read_aloud(written)
    assert twice(reading.spoken) == said(reading) != reading.spoken


@pytest.mark.parametrize(
    "written",
    [
        "Gọi ngay 113, 114, 115.",
        "Tổ 1, 2, 3, 4, 5, 6 và 7 sơ tán.",
        "Ngày 5,6,7,8,9,10/12/2026, 7h30-8h, cấp 12, 15,5°N; 112,3°E.",
        "Hỗ trợ 1.234.567.890 đồng, 3,141592 m, năm 2026.",
        "Không một ai qua cầu; năm, bảy người bốn phương tám hướng.",
        "",
    ],
)
def test_all_else_is_said_once(written: str) -> None:
    """Hot lines, lists, dates, amounts and words that are digits too are not repeated."""
    spoken = read_aloud(written).spoken
    assert twice(spoken) == spoken


def test_what_is_said_twice_is_not_said_four_times() -> None:
    """A server that repeats the number itself is left as it is, also where another number follows."""
    once = f"Gọi {MOBILE} hoặc {LAND}."
    both = twice(once)
    assert both == f"Gọi {MOBILE}, {AGAIN}, {MOBILE} hoặc {LAND}, {AGAIN}, {LAND}."
    assert twice(both) == both


@pytest.mark.parametrize("spoken", ["không hai bảy bốn", "không chín một hai, ba", "một tám không không"])
def test_what_is_too_short_for_a_number_stays(spoken: str) -> None:
    """Fewer than six digits are no number to write down."""
    assert twice(spoken) == spoken


@pytest.mark.parametrize(
    ("number", "groups"),
    [
        ("a b c d", "a b c d"),
        ("a b c d e", "a b c d e"),
        ("a b c d e f g h", "a b c d, e f g h"),
        ("a b, c d e f g h", "a b, c d e f, g h"),
        ("a, b c d e f g h i", "a, b c d e, f g h i"),
    ],
)
def test_no_group_is_one_digit(number: str, groups: str) -> None:
    """A last digit alone joins the group before it."""
    assert grouped(number) == groups
