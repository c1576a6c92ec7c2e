"""How values are said: dates, lengths, distances, recurrences, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask_babel import force_locale

from web import words

NOW = datetime(2026, 11, 23, 2, 42, tzinfo=UTC)
MONDAY = date(2026, 11, 23)
LENGTHS = [
    (timedelta(0), "0 giây", "0 seconds"),
    (timedelta(seconds=1), "1 giây", "1 second"),
    (timedelta(minutes=4, seconds=10), "4 phút 10 giây", "4 minutes 10 seconds"),
    (timedelta(minutes=5), "5 phút", "5 minutes"),
    (timedelta(hours=2, minutes=5, seconds=9), "2 giờ 5 phút", "2 hours 5 minutes"),
]
DISTANCES = [
    (timedelta(seconds=-20), "vừa xong", "just now"),
    (timedelta(seconds=20), "sắp tới", "in a moment"),
    (timedelta(minutes=-3, seconds=-20), "3 phút trước", "3 minutes ago"),
    (timedelta(hours=-5, minutes=-50), "5 giờ trước", "5 hours ago"),
    (timedelta(minutes=18), "sau 18 phút", "in 18 minutes"),
    (timedelta(days=-2, hours=-3), "2 ngày trước", "2 days ago"),
]
DAYS = [
    (date(2026, 11, 22), "14/10 âm lịch", "lunar 14/10"),
    (date(2026, 11, 9), "mùng 1/10 âm lịch", "lunar 1/10, new moon"),
    (date(2026, 11, 23), "rằm 15/10 âm lịch", "lunar 15/10, full moon"),
    (date(2026, 2, 17), "mùng 1/1 Tết", "lunar 1/1, Tết"),
    (date(2026, 2, 20), "4/1 âm lịch", "lunar 4/1"),
    (date(2025, 7, 25), "1/6 nhuận âm lịch", "lunar 1/6 of the leap month"),
    (datetime(2026, 2, 16, 17, tzinfo=UTC), "mùng 1/1 Tết", "lunar 1/1, Tết"),
    (date(2300, 1, 1), "", ""),
]
HOLIDAYS = [
    (date(2026, 2, 17), "Tết Nguyên đán", "Tết (Lunar New Year)"),
    (datetime(2026, 8, 31, 17, tzinfo=UTC), "Quốc khánh", "National Day"),
    (date(2026, 11, 22), "", ""),
]


@pytest.fixture
def speaking(app: Flask) -> Iterator[None]:
    """A request in which words are said."""
    with app.test_request_context():
        yield


def both(say: object) -> tuple[str, str]:
    """Return what is said in Vietnamese and in English."""
    assert callable(say)
    told = []
    for language in ("vi", "en"):
        with force_locale(language):
            told.append(str(say()))
    return told[0], told[1]


@pytest.mark.parametrize(("length", "vietnamese", "english"), LENGTHS)
def test_lengths(speaking: None, length: timedelta, vietnamese: str, english: str) -> None:
    """Lengths are said in the units people use."""
    assert both(lambda: words.length(length)) == (vietnamese, english)


@pytest.mark.parametrize(("distance", "vietnamese", "english"), DISTANCES)
def test_distances(speaking: None, distance: timedelta, vietnamese: str, english: str) -> None:
    """Near moments are told by their distance."""
    assert both(lambda: words.ago(NOW + distance, NOW)) == (vietnamese, english)


@pytest.mark.parametrize(("day", "vietnamese", "english"), DAYS)
def test_lunar_dates(speaking: None, day: date, vietnamese: str, english: str) -> None:
    """The lunar date beside a day, in the places' own time zone; far from today there is none."""
    assert both(lambda: words.lunar(day)) == (vietnamese, english)


@pytest.mark.parametrize(("day", "vietnamese", "english"), HOLIDAYS)
def test_holidays(speaking: None, day: date, vietnamese: str, english: str) -> None:
    """A public holiday has its name beside it, other days have none."""
    assert both(lambda: words.holiday(day)) == (vietnamese, english)


def test_moments_and_numbers(speaking: None) -> None:
    """Today and its neighbours have names; numbers follow the reader's manner; minutes are whole."""
    five = datetime(2026, 11, 23, 10, tzinfo=UTC)
    assert both(lambda: words.moment_words(five, NOW)) == ("17:00 hôm nay", "17:00 today")
    assert both(lambda: words.moment_words(five + timedelta(days=1), NOW))[0] == "17:00 ngày mai"
    assert both(lambda: words.moment_words(five + timedelta(days=3), NOW))[1] == "17:00 Thursday, 26/11/2026"
    assert both(lambda: words.size(12_345)) == ("12.345", "12,345")
    assert both(lambda: words.decimal(1.5)) == ("1,5", "1.5")
    assert words.decimal(1.0) == "1"
    assert words.next_minute(five + timedelta(seconds=1)) == five + timedelta(minutes=1)
    assert words.next_minute(five) == five
    assert words.listed([]) == ""
