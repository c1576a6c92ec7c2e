"""Time on the wall and instants, where a clock skips, repeats or moves by a whole day."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.recurrence import InvalidRecurrence
from schedules.walls import instant_of, known_zone, wall_of, wall_window

ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Europe/Dublin")


@pytest.mark.parametrize(
    ("wall", "zone", "instant"),
    [
        ("2026-01-05T05:30", "Asia/Ho_Chi_Minh", "2026-01-04T22:30"),
        ("2026-03-08T02:30", "America/New_York", "2026-03-08T07:30"),
        ("2026-11-01T01:30", "America/New_York", "2026-11-01T05:30"),
        ("2011-12-30T05:30", "Pacific/Apia", "2011-12-30T15:30"),
    ],
)
def test_a_local_time_is_one_instant(wall: str, zone: str, instant: str) -> None:
    """A skipped time comes later, a repeated one is the first."""
    assert instant_of(datetime.fromisoformat(wall), known_zone(zone)) == datetime.fromisoformat(f"{instant}+00:00")


def test_the_wall_shows_what_it_shows() -> None:
    """The instant of a skipped time is shown an hour later."""
    assert wall_of(datetime(2026, 3, 8, 7, 30, tzinfo=UTC), known_zone("America/New_York")) == datetime(
        2026, 3, 8, 3, 30
    )


@pytest.mark.parametrize("name", ["Asia/Saigonn", "../../etc/passwd", "America", ""])
def test_an_unknown_zone_is_refused(name: str) -> None:
    """Whatever the system makes of such a name, people are told that there is no such zone."""
    with pytest.raises(InvalidRecurrence) as caught:
        known_zone(name)
    assert caught.value.code == "schedules.unknown_zone"


changes = st.sampled_from(
    [datetime(2011, 12, 30, 10), datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6), datetime(2026, 4, 4, 15)]
)


@given(
    st.sampled_from(ZONES),
    st.builds(lambda change, hours: change + timedelta(hours=hours), changes, st.floats(-60, 60)),
    st.timedeltas(timedelta(), timedelta(hours=60)),
    st.floats(-60, 60),
)
def test_no_instant_of_a_window_has_its_local_time_outside(
    zone: str, since: datetime, length: timedelta, ahead: float
) -> None:
    """Around every change of the clock: a local time whose instant lies in the window lies in the window of walls."""
    known = known_zone(zone)
    begin = since.replace(tzinfo=UTC)
    wall = since + timedelta(hours=ahead)
    first, last = wall_window(begin, begin + length, known)
    assert not begin <= instant_of(wall, known) < begin + length or first <= wall <= last
