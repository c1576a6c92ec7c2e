"""Allowed hours: over midnight, across daylight saving, and tightening going down the tree."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.windows import (
    ALL_DAY,
    DEFAULT_RULES,
    LIMITS,
    NO_RULES,
    QUIET,
    Rules,
    Window,
    allowed_until,
    in_quiet,
    next_quiet,
    open_spans,
    outside,
    tighten,
)

HOME = "Asia/Ho_Chi_Minh"
MIDNIGHT = time(0)
NO_RULES_BUT_NIGHT = replace(NO_RULES, quiet=(QUIET,))
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 30]))
several = st.lists(st.builds(Window, clocks, clocks), max_size=3).map(tuple)
limits = st.none() | st.integers(0, 600)
rules = st.builds(
    Rules,
    several,
    limits,
    quiet=several.filter(lambda found: not any(one.start == one.end for one in found)),
    weekdays=st.frozensets(st.integers(0, 6), min_size=5),
    minutes_per_session=limits,
    sessions_per_day=limits,
    most_repeats=limits,
)


def local(text: str, zone: str = HOME) -> datetime:
    """Return the UTC moment of a wall-clock reading."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def hours(*pairs: tuple[str, str]) -> Rules:
    """Return rules with these windows and no quiet hours."""
    return Rules(windows(*pairs), quiet=())


def windows(*pairs: tuple[str, str]) -> tuple[Window, ...]:
    """Return windows."""
    return tuple(Window(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs)


@pytest.mark.parametrize(
    ("house", "start", "end", "expected"),
    [
        (DEFAULT_RULES, "2026-03-14T05:30", "2026-03-14T06:00", False),
        (DEFAULT_RULES, "2026-03-14T20:30", "2026-03-14T21:00", False),
        (DEFAULT_RULES, "2026-03-14T05:29:59", "2026-03-14T06:00", True),
        (DEFAULT_RULES, "2026-03-14T20:30", "2026-03-14T21:00:01", True),
        (DEFAULT_RULES, "2026-03-14T03:15", "2026-03-14T03:35", True),
        (DEFAULT_RULES, "2026-03-14T20:00", "2026-03-15T06:00", True),
        (DEFAULT_RULES, "2026-03-14T03:15", "2026-03-14T03:15", False),
        (hours(("21:00", "02:00")), "2026-03-14T23:30", "2026-03-15T01:30", False),
        (hours(("21:00", "02:00")), "2026-03-14T00:00", "2026-03-14T02:00", False),
        (hours(("21:00", "02:00")), "2026-03-14T01:30", "2026-03-14T02:30", True),
        (hours(("20:00", "00:00")), "2026-03-14T23:00", "2026-03-15T00:00", False),
        (hours(("20:00", "00:00")), "2026-03-14T23:00", "2026-03-15T00:01", True),
        (hours(("20:00", "00:00"), ("00:00", "01:00")), "2026-03-14T23:00", "2026-03-15T01:00", False),
        (hours(("05:00", "06:00"), ("17:00", "18:00")), "2026-03-14T05:30", "2026-03-14T17:30", True),
        (hours(("00:00", "00:00")), "2026-03-14T03:00", "2026-03-17T03:00", False),
        (hours(), "2026-03-14T12:00", "2026-03-14T12:01", True),
    ],
)
def test_outside(house: Rules, start: str, end: str, expected: bool) -> None:
    """Touching the edge is inside, a second over it is outside, and midnight is no edge of its own."""
    assert outside(house, local(start), local(end), HOME) is expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        # 2026-03-08 02:00 -> 03:00: the window 01:00-04:00 lasts two hours, all of them allowed.
        ("2026-03-08T01:00", "2026-03-08T04:00", False),
        # 2026-11-01 01:00-02:00 comes twice: the window lasts four hours.
        ("2026-11-01T01:00", "2026-11-01T04:00", False),
        ("2026-11-01T00:59", "2026-11-01T04:00", True),
    ],
)
def test_windows_are_wall_clock_hours(start: str, end: str, expected: bool) -> None:
    """Daylight saving lengthens or shortens a window but never tears it."""
    zone = "America/New_York"
    assert outside(hours(("01:00", "04:00")), local(start, zone), local(end, zone), zone) is expected


def test_a_window_the_clock_skips_is_shut() -> None:
    """02:30-03:00 does not exist in New York on the night of the change."""
    zone, night = "America/New_York", date(2026, 3, 8)
    spans = open_spans(
        hours(("02:30", "03:00")), local("2026-03-08T00:00", zone), local("2026-03-09T12:00", zone), zone
    )
    assert [start.astimezone(ZoneInfo(zone)).date() for start, _ in spans] == [night + timedelta(days=1)]


def test_allowed_until_names_the_end_of_the_stretch() -> None:
    """What waits in a window must be over by its end."""
    found = allowed_until(DEFAULT_RULES, local("2026-03-14T06:00"), local("2026-03-14T07:00"), HOME)
    assert found == local("2026-03-14T21:00")


@pytest.mark.parametrize(
    ("parent", "child", "windows"),
    [
        ("05:30-21:00", "06:00-20:00", "06:00-20:00"),
        ("05:30-21:00", "04:00-23:00", "05:30-21:00"),
        ("05:30-21:00", "05:00-07:00 16:30-22:00", "05:30-07:00 16:30-21:00"),
        ("05:30-21:00", "22:00-04:00", ""),
        ("05:30-21:00", "", ""),
        ("20:00-02:00", "22:00-06:00", "22:00-02:00"),
        ("20:00-02:00", "00:00-00:00", "20:00-02:00"),
        ("00:00-00:00", "00:00-00:00", "00:00-00:00"),
        ("05:00-07:00", "07:00-09:00", ""),
        ("18:00-00:00", "20:00-00:00", "20:00-00:00"),
    ],
)
def test_tighten_keeps_what_both_allow(parent: str, child: str, windows: str) -> None:
    """A commune may allow less than its province, never more."""

    def read(text: str) -> Rules:
        return hours(*[(pair[:5], pair[6:]) for pair in text.split()])

    assert tighten(read(parent), read(child)) == read(windows)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-14T21:30", "2026-03-14T22:00", False),
        ("2026-03-14T21:30", "2026-03-14T22:00:01", True),
        ("2026-03-14T23:00", "2026-03-14T23:10", True),
        ("2026-03-14T03:15", "2026-03-14T03:35", True),
        ("2026-03-14T04:59:59", "2026-03-14T05:10", True),
        ("2026-03-14T05:00", "2026-03-14T05:10", False),
        ("2026-03-14T12:00", "2026-03-16T12:00", True),
    ],
)
def test_quiet_hours(start: str, end: str, expected: bool) -> None:
    """From 22:00 to 05:00 unless a locality says otherwise; the edges belong to those who speak."""
    assert in_quiet(NO_RULES_BUT_NIGHT, local(start), local(end), HOME) is expected
    assert not in_quiet(NO_RULES_BUT_NIGHT, local(start), local(start), HOME)
    assert not in_quiet(NO_RULES, local(start), local(end), HOME)
    assert outside(NO_RULES_BUT_NIGHT, local(start), local(end), HOME) is expected


def test_where_nothing_is_quiet() -> None:
    """There is no next quiet hour; where all day is quiet, it has long begun and nothing may sound."""
    noon = local("2026-03-14T12:00")
    assert next_quiet(NO_RULES, noon, HOME) is None
    silent = replace(NO_RULES, quiet=(ALL_DAY,))
    found = next_quiet(silent, noon, HOME)
    assert found is not None
    assert found < noon
    assert outside(silent, noon, noon + timedelta(minutes=1), HOME)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-03-13T07:00", "2026-03-13T08:00", False),
        ("2026-03-14T07:00", "2026-03-14T08:00", True),
        ("2026-03-15T07:00", "2026-03-15T08:00", True),
        ("2026-03-13T23:00", "2026-03-14T00:00", False),
        ("2026-03-13T23:30", "2026-03-14T00:30", True),
        ("2026-03-16T00:00", "2026-03-18T00:00", False),
    ],
)
def test_days_of_the_week(start: str, end: str, expected: bool) -> None:
    """Monday to Friday: the weekend begins at its own midnight."""
    house = replace(NO_RULES, weekdays=frozenset(range(5)))
    assert outside(house, local(start), local(end), HOME) is expected


def test_a_weekday_is_one_of_seven() -> None:
    """Whoever writes an eighth day is told."""
    with pytest.raises(ValueError, match="weekday"):
        Rules(weekdays=frozenset({7}))


@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [
        ("22:00-05:00", "", "22:00-05:00"),
        ("", "22:00-05:00", "22:00-05:00"),
        ("22:00-05:00", "21:00-04:00", "21:00-05:00"),
        ("22:00-05:00", "12:00-13:30", "12:00-13:30 22:00-05:00"),
        ("22:00-05:00", "05:00-22:00", "00:00-00:00"),
    ],
)
def test_quiet_hours_only_grow_going_down(parent: str, child: str, expected: str) -> None:
    """A commune may add a noon rest; what the province keeps quiet stays so."""

    def read(text: str) -> Rules:
        return replace(NO_RULES, quiet=windows(*[(pair[:5], pair[6:]) for pair in text.split()]))

    assert tighten(read(parent), read(child)) == read(expected)


def test_days_of_the_week_only_shrink_going_down() -> None:
    """Both must allow a day."""
    found = tighten(Rules(weekdays=frozenset({0, 1, 5})), Rules(weekdays=frozenset({1, 5, 6})))
    assert found.weekdays == {1, 5}


@pytest.mark.parametrize("name", LIMITS)
@pytest.mark.parametrize(
    ("parent", "child", "expected"),
    [(None, None, None), (60, None, 60), (None, 30, 30), (60, 30, 30), (30, 60, 30), (30, 0, 0)],
)
def test_tighten_takes_the_smaller_limit(
    name: str, parent: int | None, child: int | None, expected: int | None
) -> None:
    """A limit once set can only shrink going down."""
    above, below = (replace(DEFAULT_RULES, **{name: limit}) for limit in (parent, child))
    assert tighten(above, below) == replace(DEFAULT_RULES, **{name: expected})


def test_a_child_without_rules_has_its_parents() -> None:
    """Most hamlets say nothing of their own."""
    assert tighten(DEFAULT_RULES, None) is DEFAULT_RULES


@pytest.mark.parametrize(
    ("window", "text"),
    [(Window(time(5, 30), time(21)), "05:30-21:00"), (Window(time(20), MIDNIGHT), "20:00-24:00")],
)
def test_windows_read_like_hours(window: Window, text: str) -> None:
    """A reason names the hours as people write them."""
    assert str(window) == text


@given(rules, rules, st.integers(0, 48 * 4), st.integers(1, 24 * 4))
def test_tightened_rules_allow_nothing_new(parent: Rules, child: Rules, quarter: int, length: int) -> None:
    """What either forbids stays forbidden, and a quarter of an hour that both allow stays allowed."""
    start = local("2026-03-14T00:00") + quarter * timedelta(minutes=15)
    for end in (start + length * timedelta(minutes=15), start + timedelta(minutes=15)):
        forbidden = outside(parent, start, end, HOME) or outside(child, start, end, HOME)
        assert outside(tighten(parent, child), start, end, HOME) == forbidden


@given(rules, rules, st.integers(0, 48 * 4))
def test_quiet_hours_of_either_stay_quiet(parent: Rules, child: Rules, quarter: int) -> None:
    """Nobody below can wake those whom somebody above lets sleep, nor the other way round."""
    start = local("2026-03-14T00:00") + quarter * timedelta(minutes=15)
    end = start + timedelta(minutes=15)

    assert in_quiet(tighten(parent, child), start, end, HOME) == any(
        in_quiet(one, start, end, HOME) for one in (parent, child)
    )


@given(rules)
def test_no_rules_change_nothing(house: Rules) -> None:
    """A locality that forbids nothing of its own has its parent's rules, written in their shortest form."""
    assert tighten(house, NO_RULES) == tighten(house, house) == tighten(NO_RULES, house)


@given(rules, rules, rules)
def test_order_of_tightening_does_not_matter(first: Rules, second: Rules, third: Rules) -> None:
    """Province, commune, hamlet: the same hours whoever is asked first; twice is once."""
    one_way = tighten(tighten(first, second), third)
    assert one_way == tighten(tighten(third, first), second)
    assert tighten(one_way, one_way) == one_way
