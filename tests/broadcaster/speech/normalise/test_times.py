"""Times of the day, their ranges, minutes and seconds; grams that look like hours."""

import re

import pytest

from broadcaster.speech.normalise import read_aloud
from tests.broadcaster.speech.normalise.tables import Row, check, heard, rows

HEARD = re.compile(r"lúc (.+) giờ(?: (.+) phút)?")


@pytest.mark.parametrize("row", rows("times", "time_ranges"), ids=str)
def test_times_are_said_in_words(row: Row) -> None:
    """A time is said in hours and minutes; what is zero is not said."""
    check(row)


@pytest.mark.parametrize("form", ["{0}h{1:02}", "{0:02}g{1:02}", "{0:02}:{1:02}", "{0} giờ {1:02} phút", "{0}h{1:02}'"])
def test_every_minute_of_a_day_is_heard(form: str) -> None:
    """Each of its 1440 minutes comes back from a listener, in every way to write it."""
    for number in range(1440):
        hour, minute = divmod(number, 60)
        match = HEARD.fullmatch(read_aloud(f"lúc {form.format(hour, minute)}").spoken)
        assert match, form.format(hour, minute)
        assert heard(match[1]) == hour
        assert (heard(match[2]) if match[2] else 0) == minute


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("25:70", "hai mươi lăm giờ bảy mươi phút"),
        ("lúc 7.30h", "lúc bảy giờ ba mươi phút"),
        ("8h15'30''", "tám giờ mười lăm phút ba mươi giây"),
        ("100g", "một trăm gam"),
        ("nặng 20g", "nặng hai mươi gam"),
        ("20g bột", "hai mươi gam bột"),
        ("lúc 8g", "lúc tám giờ"),
        ("9g ngày mai", "chín giờ ngày mai"),
        ("30-40h", "ba mươi đến bốn mươi giờ"),
        ("0'05\"", "không phút năm giây"),
    ],
)
def test_the_words_around_decide(written: str, spoken: str) -> None:
    """A number before g is an hour where a clock is meant, and grams where a dose is."""
    assert read_aloud(written, "north").spoken == spoken
