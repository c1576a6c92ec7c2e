"""Telephone numbers are said in groups and twice; all else is said once, as it is read."""

import pytest

from broadcaster.dictation import AGAIN
from broadcaster.speech import read_aloud
from broadcaster.speech.normalise import Reading
from broadcaster.speech.saying import said

MOBILE = "không chín một hai, ba bốn năm, sáu bảy tám"


def test_a_number_is_said_in_groups_and_once_more() -> None:
    """A number without blanks gets pauses; with blanks it keeps its own; the words around it stay in their places."""
    text = "Gọi 0912345678 hoặc 0274 3822 000.\nXin cảm ơn."
    land = "không hai bảy bốn, ba tám hai hai, không không không"
    assert said(read_aloud(text)) == (f"Gọi {MOBILE}, {AGAIN}, {MOBILE} hoặc {land}, {AGAIN}, {land}.\nXin cảm ơn.")


@pytest.mark.parametrize("text", ["Gọi ngay 114.", "Giá 2.000.000 đồng.", "Ngày 23/11/2026, 7h30.", "", "0912"])
def test_all_else_is_said_as_it_is_read(text: str) -> None:
    """Short numbers everybody knows, amounts and dates are not repeated."""
    assert said(read_aloud(text)) == read_aloud(text).spoken


def test_each_number_is_found_in_its_place() -> None:
    """Two numbers of which one begins like the other are both said twice; a list is said whole and once more."""
    assert said(read_aloud("Gọi 0912345678 và gọi 0912345678.")).count(MOBILE) == 4
    assert said(read_aloud("Gọi 0912345678, 0912345678.")).count(MOBILE) == 4


def test_a_reading_without_its_number_stays() -> None:
    """When the words of a number were changed on the way nothing is invented."""
    reading = read_aloud("Gọi 0912345678.")
    assert said(Reading("Gọi số ở dưới.", (), reading.tokens)) == "Gọi số ở dưới."
