"""Rule texts: what is read, in which spelling, and what is refused by name."""

from datetime import UTC, date, datetime

import pytest

from schedules.rrule import Frequency, InvalidRecurrence, Skip, parse, read_moment


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=MO,-0",
        "FREQ=WEEKLY;BYDAY=",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;BYDAY=MO=",
        "FREQ=MONTHLY;BYDAY=0MO",
        "FREQ=MONTHLY;BYDAY=54MO",
        "FREQ=DAILY;BYDAY=1MO",
        "FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO",
        "FREQ=WEEKLY;BYMONTHDAY=1",
        "FREQ=MONTHLY;BYMONTHDAY=0",
        "FREQ=MONTHLY;BYMONTHDAY=32",
        "FREQ=MONTHLY;BYMONTHDAY=1_0",
        "FREQ=MONTHLY;BYMONTHDAY=٣",
        "FREQ=DAILY;BYYEARDAY=1",
        "FREQ=WEEKLY;BYYEARDAY=1",
        "FREQ=MONTHLY;BYYEARDAY=1",
        "FREQ=MONTHLY;BYWEEKNO=1",
        "FREQ=HOURLY;BYWEEKNO=1",
        "FREQ=YEARLY;BYMONTH=13",
        "FREQ=YEARLY;BYMONTH=4L",
        "FREQ=DAILY;BYHOUR=24",
        "FREQ=DAILY;BYMINUTE=60",
        "FREQ=DAILY;BYSECOND=61",
        "FREQ=DAILY;BYHOUR=-1",
        "FREQ=DAILY;BYSETPOS=0",
        "FREQ=DAILY;INTERVAL=0",
        "FREQ=DAILY;INTERVAL=1,2",
        "FREQ=DAILY;COUNT=0",
        "FREQ=DAILY;COUNT=-1",
        "FREQ=DAILY;COUNT=2;UNTIL=20260101",
        "FREQ=DAILY;UNTIL=20260231",
        "FREQ=DAILY;UNTIL=2026-01-01",
        "FREQ=DAILY;UNTIL=20260101T",
        "FREQ=DAILY;UNTIL=20260101T250000",
        "FREQ=DAILY;WKST=1MO",
        "FREQ=DAILY;FREQ=DAILY",
        "FREQ=FORTNIGHTLY",
        "FREQ=MONTHLY;SKIP=FORWARD",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=SIDEWAYS",
        "RSCALE=CHINESE;FREQ=MONTHLY",
        "RSCALE=VIETNAMESE;FREQ=MONTHLY",
        "FREQ=DAILY;BYEASTER=1",
        "INTERVAL=2",
        "nonsense",
        "",
    ],
)
def test_a_wrong_text_names_its_wrong_part(text: str) -> None:
    """What RFC 5545 and 7529 forbid is refused, and the officer is told which part to correct."""
    with pytest.raises(InvalidRecurrence) as caught:
        parse(text)
    assert caught.value.code == "schedules.bad_rule"
    part = str(caught.value.facts["part"])
    assert part in text.upper() or part == "FREQ"


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=MO,TU;INTERVAL=2",
        "rrule:freq=weekly;byday=mo,tu;interval=2",
        " FREQ = WEEKLY ; BYDAY = MO, TU ;INTERVAL=+2; ",
        "INTERVAL=02;BYDAY=TU,MO,MO;;FREQ=WEEKLY;",
        "RRULE:FREQ=WEEKLY;\r\n BYDAY=MO,TU;INTERVAL=2",
    ],
)
def test_spelling_does_not_matter(text: str) -> None:
    """Case, blanks, folded lines, order, numbers said twice and a last semicolon change nothing."""
    rule = parse(text)
    assert (rule.freq, rule.interval, rule.by_day) == (Frequency.WEEKLY, 2, frozenset({(0, 0), (0, 1)}))


def test_every_part_is_read() -> None:
    """Each part has its place; signs may be written; second 60 counts as 59."""
    rule = parse(
        "RSCALE=GREGORIAN;SKIP=FORWARD;FREQ=YEARLY;INTERVAL=3;UNTIL=20261231T235960Z;WKST=SU;BYMONTH=1,+2;BYYEARDAY=-1;"
        "BYMONTHDAY=-31;BYDAY=-1SU,+2MO,FR;BYHOUR=0,23;BYMINUTE=59;BYSECOND=60,1;BYSETPOS=-366"
    )
    assert (rule.skip, rule.interval, rule.wkst, rule.by_set_pos) == (Skip.FORWARD, 3, 6, frozenset({-366}))
    assert rule.until == datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert rule.by_day == frozenset({(-1, 6), (2, 0), (0, 4)})
    assert (rule.by_month, rule.by_month_day, rule.by_year_day) == ({1, 2}, {-31}, {-1})
    assert (rule.by_hour, rule.by_minute, rule.by_second) == ({0, 23}, {59}, {59, 1})
    assert parse("FREQ=YEARLY;BYWEEKNO=-53,53;COUNT=7").by_week_no == {-53, 53}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20260131", date(2026, 1, 31)),
        ("20260131T053000", datetime(2026, 1, 31, 5, 30)),
        ("20260131T053060Z", datetime(2026, 1, 31, 5, 30, 59, tzinfo=UTC)),
    ],
)
def test_moments(text: str, expected: date) -> None:
    """A day, a local time and one in UTC."""
    assert read_moment(text) == expected
    assert type(read_moment(text)) is type(expected)
