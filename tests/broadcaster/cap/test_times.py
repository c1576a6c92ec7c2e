"""Times of CAP: what names one instant, what would need a guess, and how ours are written."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from broadcaster.cap import read_time, write_time

SEVEN = timezone(timedelta(hours=7))
AT = datetime(2026, 11, 20, 14, 0, tzinfo=SEVEN)


@pytest.mark.parametrize(
    ("text", "moment", "strict"),
    [
        ("2026-11-20T14:00:00+07:00", AT, True),
        ("2026-11-20T07:00:00-00:00", AT, True),
        ("2026-11-20T07:00:00+00:00", AT, True),
        ("2026-11-20T07:00:00Z", AT, False),
        ("2026-11-20T14:00:00.5+07:00", AT, False),
        ("2026-11-19T24:00:00+07:00", AT - timedelta(hours=14), True),
        ("9999-12-31T24:00:00+07:00", None, False),
        ("2026-11-20T14:00:00", None, False),
        ("2026-11-20T14:00+07:00", None, False),
        ("2026-11-20 14:00:00+07:00", None, False),
        ("2026-11-20T24:00:01+07:00", None, False),
        ("2026-02-29T14:00:00+07:00", None, False),
        ("2026-11-20T14:00:00+14:30", None, False),
        ("2026-11-20T14:00:00+99:99", None, False),
        ("9999-12-31T23:59:59-07:00", None, False),
        ("٢٠٢٦-11-20T14:00:00+07:00", None, False),
        ("", None, False),
    ],
)
def test_reading(text: str, moment: datetime | None, strict: bool) -> None:
    """Only a text that names one instant is a time; Z and fractions are clear, but not as CAP 1.2 writes them."""
    assert read_time(text) == (moment, strict)


def test_writing() -> None:
    """Whole seconds, the offset written out, UTC as -00:00."""
    assert write_time(AT + timedelta(microseconds=9)) == "2026-11-20T14:00:00+07:00"
    assert write_time(AT.astimezone(UTC)) == "2026-11-20T07:00:00-00:00"
