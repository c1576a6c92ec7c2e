"""Times and lengths in columns: exact, ordered and in UTC on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects import sqlite

from broadcaster.store.columns import Length, Moment

DIALECT = sqlite.dialect()
MOMENTS = st.datetimes(timezones=st.sampled_from([UTC, ZoneInfo("Asia/Ho_Chi_Minh"), ZoneInfo("America/New_York")]))


@given(MOMENTS, MOMENTS)
def test_moments_survive_in_order(one: datetime, other: datetime) -> None:
    """Any aware time comes back as the same instant in UTC, and later is greater."""
    kept, kept_other = (Moment().process_bind_param(moment, DIALECT) for moment in (one, other))
    back = Moment().process_result_value(kept, DIALECT)
    assert kept is not None
    assert kept_other is not None
    assert back == one.astimezone(UTC)
    assert back is not None
    assert back.tzinfo is UTC
    assert (kept < kept_other) is (one.astimezone(UTC) < other.astimezone(UTC))


def test_naive_times_are_our_fault() -> None:
    """A time without a zone never gets into the database."""
    with pytest.raises(ValueError, match="no time zone"):
        Moment().process_bind_param(datetime(2026, 1, 1), DIALECT)


@given(st.timedeltas(min_value=timedelta(), max_value=timedelta(days=400)))
def test_lengths_survive_to_the_millisecond(length: timedelta) -> None:
    """A length comes back rounded to the nearest millisecond."""
    back = Length().process_result_value(Length().process_bind_param(length, DIALECT), DIALECT)
    assert back is not None
    assert abs(back - length) <= timedelta(microseconds=500)
