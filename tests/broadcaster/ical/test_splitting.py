"""Recurrences cut and moved: each instant stays where it was, or comes as much later as was asked."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.ical.splitting import moved, part
from schedules.holidays import Holidays
from schedules.recurrence import Recurrence, daily, once

FIRST = date(2026, 11, 25)
FIVE = (time(5),)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 6, 1, tzinfo=UTC)


def recurring(rule: str, *times: time, first: date = FIRST, timezone: str = "UTC") -> Recurrence:
    """Return a recurrence of a rule."""
    return Recurrence(first, times or FIVE, rule, timezone=timezone)


RULES = [
    recurring("FREQ=DAILY;UNTIL=20270101T000000Z", timezone="America/New_York"),
    recurring("FREQ=HOURLY;INTERVAL=9;UNTIL=20270101T000000Z", timezone="America/New_York"),
    recurring("FREQ=HOURLY;INTERVAL=9;UNTIL=20270101T000000"),
    recurring("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", first=date(2026, 12, 31)),
    recurring("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD", first=date(2024, 2, 29)),
    recurring("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=BACKWARD;BYMONTH=2", first=date(2024, 2, 29)),
    recurring("RSCALE=VIETNAMESE;FREQ=YEARLY;SKIP=FORWARD", first=date(2025, 8, 1)),
    recurring("RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=OMIT;BYDAY=1MO"),
    replace(recurring("FREQ=DAILY", time(5), time(17)), exceptions=frozenset({date(2026, 12, 1)})),
    replace(recurring("FREQ=WEEKLY"), extra=frozenset({datetime(2026, 12, 3, 9), datetime(2027, 2, 5, 9)})),
    replace(once(FIRST, time(5), time(9)), extra=frozenset({datetime(2027, 2, 5, 9)}), timezone="UTC"),
]


@pytest.mark.parametrize("whole", RULES)
@pytest.mark.parametrize("cut", [datetime(2026, 11, 25, 7), datetime(2026, 12, 2, 5), datetime(2027, 2, 1)])
def test_two_parts_are_the_whole(whole: Recurrence, cut: datetime) -> None:
    """What is before an instant and what is not are together all that was, each on its side."""
    before, after = part(whole, None, cut), part(whole, cut, None)
    aware = [one.between(BEGIN, END) if one is not None else [] for one in (before, after)]
    assert aware[0] + aware[1] == whole.between(BEGIN, END)
    zone = cut.replace(tzinfo=UTC) + (HOUR * 5 if whole.timezone != "UTC" else timedelta())
    assert all(one < zone for one in aware[0])
    assert all(one >= zone for one in aware[1])


@pytest.mark.parametrize(
    ("whole", "by", "rules"),
    [
        (recurring("FREQ=DAILY"), HOUR, ["FREQ=DAILY"]),
        (recurring("FREQ=DAILY", time(5), time(23, 30)), HOUR, ["FREQ=DAILY", "FREQ=DAILY"]),
        (recurring("FREQ=DAILY;BYMONTH=1"), DAY, None),
        (recurring("FREQ=HOURLY;INTERVAL=9"), DAY, ["FREQ=HOURLY;INTERVAL=9"]),
        (recurring("FREQ=HOURLY;UNTIL=20261126T000000"), HOUR, ["FREQ=HOURLY;UNTIL=20261126T010000"]),
        (recurring("FREQ=HOURLY;BYDAY=MO"), HOUR, None),
        (recurring("FREQ=WEEKLY;WKST=SU;BYDAY=SU,WE"), -DAY, ["FREQ=WEEKLY;WKST=SA;BYDAY=SA,TU"]),
        (recurring("FREQ=MONTHLY"), DAY, ["FREQ=MONTHLY;BYMONTHDAY=26"]),
        (recurring("FREQ=MONTHLY;BYMONTHDAY=1,27"), DAY, ["FREQ=MONTHLY;BYMONTHDAY=2,28"]),
        (recurring("FREQ=MONTHLY;BYMONTHDAY=1,27"), -DAY, None),
        (recurring("FREQ=MONTHLY;BYMONTHDAY=1,28"), DAY, None),
        (recurring("FREQ=MONTHLY;BYDAY=1MO"), DAY, None),
        (recurring("FREQ=MONTHLY;BYDAY=MO;BYMONTHDAY=13"), DAY, None),
        (
            recurring("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=28"),
            DAY,
            ["RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=29"],
        ),
        (recurring("FREQ=YEARLY;BYMONTHDAY=10;BYMONTH=3"), 9 * DAY, ["FREQ=YEARLY;BYMONTHDAY=19;BYMONTH=3"]),
        (recurring("FREQ=MONTHLY;BYDAY=1MO;UNTIL=20270203"), DAY, [None]),
        (recurring(f"FREQ=DAILY;BYMONTHDAY=1,2,3;UNTIL={2200}0101", *[time(n) for n in range(9)]), DAY, None),
        (replace(daily(FIRST, time(5), timezone="UTC"), holidays=Holidays.SKIP), HOUR, ["FREQ=DAILY;INTERVAL=1"]),
        (replace(daily(FIRST, time(5), timezone="UTC"), holidays=Holidays.SKIP), DAY, None),
        (replace(recurring("FREQ=DAILY;UNTIL=20261128"), holidays=Holidays.ONLY), DAY, None),
        (once(FIRST, time(5), time(23, 30), timezone="UTC"), HOUR, [None]),
    ],
)
def test_moved_to_other_times_and_days(whole: Recurrence, by: timedelta, rules: list[str | None] | None) -> None:
    """A rule is said on other days where every month has them; else its dates are listed, if they have an end."""
    taken_out = whole.between(BEGIN, END)[1:3]
    days = frozenset(one.date() for one in taken_out[:1])
    skipped = frozenset(one.replace(tzinfo=None) for one in taken_out[1:])
    extra = frozenset({datetime(2027, 3, 3, 3), datetime(2027, 3, 4, 4)})
    some = replace(whole, exceptions=days, skipped=skipped, extra=extra)
    found = moved(some, by)
    assert [one.rule for one in found or []] == (rules or [])
    assert (found is None) == (rules is None)
    if found is not None:
        heard = sorted(start for one in found for start in one.between(BEGIN, END - 10 * DAY))
        assert heard == [one + by for one in some.between(BEGIN, END - 10 * DAY) if one + by < END - 10 * DAY]
