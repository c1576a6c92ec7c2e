"""New moons and the sun's longitude, against the worked examples of Meeus and instants from almanacs."""

from datetime import UTC, datetime

import pytest

from schedules.astronomy import (
    SECONDS,
    delta_t,
    moon_number,
    new_moon,
    polynomial,
    sun_longitude,
    sun_reaches,
    universal,
)

UNIX_EPOCH = 2440587.5


def at(julian: float) -> datetime:
    """Return the UTC instant of a Julian day."""
    return datetime.fromtimestamp((julian - UNIX_EPOCH) * SECONDS, UTC)


def julian(year: int, month: int, day: int) -> float:
    """Return the Julian day of a midnight in Greenwich."""
    return datetime(year, month, day, tzinfo=UTC).timestamp() / SECONDS + UNIX_EPOCH


def test_the_worked_example_of_a_new_moon() -> None:
    """Example 49.a: the new moon of 18 February 1977 was at JDE 2443192.65118."""
    moment = new_moon(-283)
    assert (moment + delta_t(moment) / SECONDS) == pytest.approx(2443192.65118, abs=1e-5)


@pytest.mark.parametrize(
    ("number", "minute"),
    [
        (-395, datetime(1968, 1, 29, 16, 30, tzinfo=UTC)),
        (-185, datetime(1985, 1, 21, 2, 28, tzinfo=UTC)),
        (88, datetime(2007, 2, 17, 16, 14, tzinfo=UTC)),
        (323, datetime(2026, 2, 17, 12, 1, tzinfo=UTC)),
        (372, datetime(2030, 2, 2, 16, 7, tzinfo=UTC)),
    ],
)
def test_new_moons_of_almanacs(number: int, minute: datetime) -> None:
    """The new moons that made Tết, to the minute."""
    assert abs((at(new_moon(number)) - minute).total_seconds()) <= 60


def test_new_moons_are_numbered_by_their_mean() -> None:
    """The number of a day's mean moon is that of the true one within a day."""
    for number in range(-1240, 2480, 31):
        assert abs(new_moon(number) - new_moon(moon_number(new_moon(number) + 1))) < 1e-9


def test_the_worked_example_of_the_sun() -> None:
    """Example 25.b: on 13 October 1992 at 0h TD the apparent longitude was 199 degrees 54' 21.818"."""
    assert sun_longitude(universal(2448908.5)) == pytest.approx(199 + 54 / 60 + 21.818 / 3600, abs=1 / 3600)


def test_the_worked_example_of_a_solstice() -> None:
    """Example 27.a: the June solstice of 1962 was on the 21st at 21:24:42 TD, that is 21:24:08 in Universal Time."""
    moment = sun_reaches(90, julian(1962, 6, 20))
    assert abs((at(moment) - datetime(1962, 6, 21, 21, 24, 8, tzinfo=UTC)).total_seconds()) < 20


@pytest.mark.parametrize("year", [1900, 1984, 2026, 2199])
def test_the_sun_comes_to_every_twelfth(year: int) -> None:
    """Wherever the search begins within a fortnight, it finds the same instant, even over 360 degrees."""
    for turn in range(12):
        near = julian(year, 3, 21) + turn * 30.44
        moments = {round(sun_reaches(turn * 30, near + shift), 3) for shift in (-10, 0, 10)}
        assert max(moments) - min(moments) < 0.002
        assert abs((sun_longitude(moments.pop()) - turn * 30 + 180) % 360 - 180) < 0.002


def test_delta_t_is_what_was_observed() -> None:
    """Between the years of the table it is interpolated; before and after them the last slope goes on."""
    assert delta_t(julian(2000, 1, 1)) == pytest.approx(63.8, abs=0.05)
    assert delta_t(julian(2005, 1, 1)) == pytest.approx(64.95, abs=0.05)
    assert delta_t(julian(1880, 1, 1)) == pytest.approx(-9.0, abs=0.05)
    assert delta_t(julian(2220, 1, 1)) == pytest.approx(491.6, abs=0.1)


def test_polynomials() -> None:
    """The coefficients stand in the order of their powers."""
    assert polynomial(2, 1, 10, 100) == 421
