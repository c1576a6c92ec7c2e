"""Instants of a recurrence: local times, daylight saving, exceptions, and the words a page makes of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.wording import texts
from schedules.recurrence import (
    Holidays,
    InvalidRecurrence,
    Recurrence,
    daily,
    describe,
    first_instants,
    monthly,
    once,
    weekly,
)

FIRST = date(2026, 1, 5)  # a Monday
MORNING, EVENING = time(5, 30), time(17)
ZONES = ("Asia/Ho_Chi_Minh", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/Sao_Paulo")
DAY = timedelta(days=1)


def at(*texts: str) -> frozenset[datetime]:
    """Return local times of 2026."""
    return frozenset(datetime.fromisoformat(f"2026-{text}") for text in texts)


def made(rule: str | None, **more: object) -> Recurrence:
    """Return a recurrence from the first day, 05:30."""
    return Recurrence(FIRST, (MORNING,), rule, **more)  # type: ignore[arg-type]


def utc(text: str) -> datetime:
    """Return a UTC moment."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def local_days(recurrence: Recurrence, since: str, until: str) -> list[str]:
    """Return the local days and hours on which something recurs."""
    zone = ZoneInfo(recurrence.timezone)
    return [f"{at.astimezone(zone):%m-%d %H:%M}" for at in recurrence.between(utc(since), utc(until))]


def test_morning_of_vietnam_is_the_evening_before_in_utc() -> None:
    """05:30 of the fifth is 22:30 of the fourth; the window is half open."""
    plan = daily(FIRST, MORNING)
    assert plan.between(utc("2026-01-04T22:30"), utc("2026-01-05T22:30")) == [utc("2026-01-04T22:30")]
    assert plan.between(utc("2026-01-04T00:00"), utc("2026-01-04T22:30")) == []


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (once(FIRST, EVENING, MORNING), "01-05 05:30|01-05 17:00"),
        (once(FIRST, MORNING, MORNING), "01-05 05:30"),
        (once(date(2026, 3, 1), MORNING), ""),
        (daily(FIRST, MORNING, last=date(2026, 1, 6)), "01-05 05:30|01-06 05:30"),
        (daily(FIRST, MORNING, every=4), "01-05 05:30|01-09 05:30|01-13 05:30"),
        (daily(FIRST, MORNING, every=4, exceptions=frozenset({date(2026, 1, 9)})), "01-05 05:30|01-13 05:30"),
        (weekly(FIRST, frozenset({6, 2}), MORNING), "01-07 05:30|01-11 05:30|01-14 05:30"),
        (weekly(FIRST, frozenset({0, 2}), MORNING, every=2, last=date(2026, 1, 7)), "01-05 05:30|01-07 05:30"),
        (monthly(FIRST, frozenset({6, -21}), MORNING), "01-06 05:30|01-11 05:30"),
        (monthly(FIRST, frozenset({6, 11}), MORNING, last=date(2026, 1, 10)), "01-06 05:30"),
    ],
)
def test_what_the_forms_can_ask_for(recurrence: Recurrence, expected: str) -> None:
    """The first ten days and more of January 2026 in Vietnam."""
    assert "|".join(local_days(recurrence, "2026-01-01T00:00", "2026-01-14T12:00")) == expected


def test_the_31st_and_the_last_day() -> None:
    """A month without a 31st is passed over; the last day is in every month."""
    window = ("2026-01-01T00:00", "2026-05-01T00:00")
    assert local_days(monthly(FIRST, frozenset({31}), MORNING), *window) == ["01-31 05:30", "03-31 05:30"]
    last_days = ["01-31 05:30", "02-28 05:30", "03-31 05:30", "04-30 05:30"]
    assert local_days(monthly(FIRST, frozenset({-1}), MORNING), *window) == last_days
    assert local_days(monthly(FIRST, frozenset({29}), MORNING), "2028-02-01T00:00", "2028-03-01T00:00") == [
        "02-29 05:30"
    ]


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        # The clock skips 02:30, so it sounds at 03:30, as long after midnight as 02:30 would have been.
        ("America/New_York", date(2026, 3, 8), time(2, 30), ["2026-03-08T07:30"]),
        # The clock shows 01:30 twice: the first one counts.
        ("America/New_York", date(2026, 11, 1), time(1, 30), ["2026-11-01T05:30"]),
        # Lord Howe moves by half an hour only.
        ("Australia/Lord_Howe", date(2026, 10, 4), time(2, 15), ["2026-10-03T15:45"]),
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), ["2026-04-04T14:45"]),
        # Samoa had no 30 December 2011 at all.
        ("Pacific/Apia", date(2011, 12, 30), time(5, 30), ["2011-12-30T15:30"]),
    ],
)
def test_clock_changes(zone: str, day: date, clock: time, expected: list[str]) -> None:
    """A day with a clock change has its one sounding, never none and never two."""
    plan = once(day, clock, timezone=zone)
    assert plan.between(utc("2000-01-01T00:00"), utc("2030-01-01T00:00")) == [utc(text) for text in expected]
    assert plan.between(utc(expected[0]), utc(expected[0]) + timedelta.resolution) == [utc(expected[0])]


def test_two_times_made_one_by_the_clock_sound_once() -> None:
    """02:30 and 03:30 are the same moment on the night the clock skips an hour."""
    plan = once(date(2026, 3, 8), time(2, 30), time(3, 30), timezone="America/New_York")
    assert len(plan.between(utc("2026-03-07T00:00"), utc("2026-03-10T00:00"))) == 1


@pytest.mark.parametrize(
    ("recurrence", "moment", "expected"),
    [
        (daily(FIRST, MORNING), "2020-01-01T00:00", "2026-01-04T22:30"),
        (daily(FIRST, MORNING), "2026-01-04T22:30", "2026-01-05T22:30"),
        (daily(FIRST, MORNING), "2026-01-04T22:29:59.999999", "2026-01-04T22:30"),
        (daily(FIRST, MORNING, last=FIRST), "2026-01-04T22:30", None),
        (once(FIRST, MORNING), "2026-01-04T22:30", None),
        (Recurrence(date(2024, 2, 29), (MORNING,), "FREQ=YEARLY"), "2024-03-01T00:00", "2028-02-28T22:30"),
        (Recurrence(date(2096, 2, 29), (MORNING,), "FREQ=YEARLY"), "2096-03-01T00:00", "2104-02-28T22:30"),
        (Recurrence(FIRST, (MORNING,), "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2"), "2026-01-01T00:00", None),
    ],
)
def test_next_after(recurrence: Recurrence, moment: str, expected: str | None) -> None:
    """Strictly after, from before the beginning to after the end, over gaps of years."""
    assert recurrence.next_after(utc(moment)) == (utc(expected) if expected else None)


@pytest.mark.parametrize(
    ("code", "facts"),
    [
        ("no_times", {"times": ()}),
        ("bad_time", {"times": (time(5, 30, tzinfo=UTC),)}),
        ("bad_time", {"times": (time(5, 30, 0, 1),)}),
        ("far_date", {"start": date(9999, 12, 31)}),
        ("unknown_zone", {"timezone": "Asia/Saigonn"}),
        ("unknown_zone", {"timezone": "../../etc/passwd"}),
        ("unknown_zone", {"timezone": "America"}),
        ("bad_time", {"extra": frozenset({datetime(2026, 1, 6, 8, tzinfo=UTC)})}),
        ("bad_time", {"skipped": frozenset({datetime(2026, 1, 6, 8, 0, 0, 1)})}),
        ("times_twice", {"rule": "FREQ=HOURLY", "times": (MORNING, EVENING)}),
        ("times_twice", {"rule": "FREQ=DAILY;BYHOUR=5", "times": (MORNING, EVENING)}),
        ("bad_rule", {"rule": "FREQ=FORTNIGHTLY"}),
        ("bad_rule", {"rule": "RSCALE=GREGORIAN;FREQ=DAILY;SKIP=ASIDE"}),
        ("bad_lunar_rule", {"rule": "RSCALE=CHINESE;FREQ=DAILY"}),
        ("bad_rule", {"rule": ""}),
    ],
)
def test_what_cannot_recur_is_refused(code: str, facts: dict[str, object]) -> None:
    """Each fault has its own code, and the code has words."""
    with pytest.raises(InvalidRecurrence) as caught:
        Recurrence(**({"start": FIRST, "times": (MORNING,)} | facts))  # type: ignore[arg-type]
    assert caught.value.code == f"schedules.{code}"
    assert caught.value.code in texts()


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: weekly(FIRST, frozenset(), MORNING), "no_weekdays"),
        (lambda: weekly(FIRST, frozenset({7}), MORNING), "no_weekdays"),
        (lambda: monthly(FIRST, frozenset(), MORNING), "no_days"),
        (lambda: monthly(FIRST, frozenset({0}), MORNING), "bad_rule"),
        (lambda: daily(FIRST, MORNING, last=FIRST - DAY), "ends_before_start"),
        (lambda: daily(FIRST, MORNING, every=0), "bad_rule"),
        (lambda: daily(FIRST), "no_times"),
    ],
)
def test_the_constructors_refuse_too(make: Callable[[], Recurrence], code: str) -> None:
    """No weekdays or wrong ones, no days, day 0, an end before the beginning, every nought days, no times."""
    with pytest.raises(InvalidRecurrence) as caught:
        make()
    assert caught.value.code == f"schedules.{code}"


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (made("FREQ=DAILY;BYHOUR=5,17;BYMINUTE=0;COUNT=3"), "01-05 17:00|01-06 05:00|01-06 17:00"),
        (made("FREQ=HOURLY;INTERVAL=5;UNTIL=20260105T153000"), "01-05 05:30|01-05 10:30|01-05 15:30"),
        # 15:30 of the fifth is 08:30 in UTC; UNTIL in UTC admits the instant itself, not the second before it.
        (made("FREQ=HOURLY;INTERVAL=5;UNTIL=20260105T083000Z"), "01-05 05:30|01-05 10:30|01-05 15:30"),
        (made("FREQ=HOURLY;INTERVAL=5;UNTIL=20260105T082959Z"), "01-05 05:30|01-05 10:30"),
        # 05:30 of the seventh is 22:30 of the sixth in UTC: the UTC day of UNTIL is not the local one.
        (made("FREQ=DAILY;UNTIL=20260106T223000Z"), "01-05 05:30|01-06 05:30|01-07 05:30"),
        (made("FREQ=DAILY;UNTIL=20260106T222959Z"), "01-05 05:30|01-06 05:30"),
        # A rule over days ends between the times of a day, or with its last day as a whole.
        (
            Recurrence(FIRST, (EVENING, MORNING), "FREQ=DAILY;UNTIL=20260106T120000"),
            "01-05 05:30|01-05 17:00|01-06 05:30",
        ),
        (Recurrence(FIRST, (EVENING, MORNING), "FREQ=DAILY;COUNT=1"), "01-05 05:30|01-05 17:00"),
        (Recurrence(FIRST, (EVENING, MORNING), "FREQ=DAILY;UNTIL=20260105"), "01-05 05:30|01-05 17:00"),
        # Days and instants added and taken out; what is extra can also be before the start, and be taken out.
        (made(None, extra=at("01-03 08:00", "01-05 05:30", "01-08 08:00")), "01-03 08:00|01-05 05:30|01-08 08:00"),
        (made("FREQ=DAILY;COUNT=3", skipped=at("01-06 05:30", "01-07 05:31")), "01-05 05:30|01-07 05:30"),
        (made("FREQ=DAILY;COUNT=3", extra=at("01-06 08:00"), exceptions={date(2026, 1, 6)}), "01-05 05:30|01-07 05:30"),
        (made(None, extra=at("01-08 08:00"), skipped=at("01-08 08:00", "01-05 05:30")), ""),
        # The eleventh lunar month has 30 days, from 20 December on.
        (made("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=-1,20"), "01-08 05:30|01-18 05:30"),
        (made("rscale=vietnamese; freq=monthly; bymonthday=20;"), "01-08 05:30"),
    ],
)
def test_what_calendars_can_ask_for(recurrence: Recurrence, expected: str) -> None:
    """Rules with times in them, ends of every form, RDATE and EXDATE, lunar rules: the first weeks of 2026."""
    assert "|".join(local_days(recurrence, "2025-12-31T00:00", "2026-01-20T12:00")) == expected


@pytest.mark.parametrize(
    ("holidays", "expected"),
    [
        (Holidays.ANY, "04-29 04-30 05-01 05-02"),
        (Holidays.SKIP, "04-29 05-02"),
        (Holidays.ONLY, "04-30 05-01"),
    ],
)
def test_holidays_choose_days_of_the_rule(holidays: Holidays, expected: str) -> None:
    """Passed over or alone; what was added by hand sounds all the same."""
    extra = frozenset({datetime(2026, 5, 1, 20)})
    plan = Recurrence(date(2026, 4, 29), (MORNING,), "FREQ=DAILY;COUNT=4", extra=extra, holidays=holidays)
    found = local_days(plan, "2026-04-20T00:00", "2026-05-20T00:00")
    assert [one for one in found if "05:30" in one] == [f"{day} 05:30" for day in expected.split()]
    assert "05-01 20:00" in found


def test_an_exception_knows_the_time_the_clock_skips() -> None:
    """On the night the clock skips 02:30, the sounding is at 03:30; it is the one that either name takes out."""
    for skipped in (datetime(2026, 3, 8, 2, 30), datetime(2026, 3, 8, 3, 30)):
        plan = Recurrence(date(2026, 3, 8), (time(2, 30),), timezone="America/New_York", skipped=frozenset({skipped}))
        assert plan.between(utc("2026-03-01T00:00"), utc("2026-04-01T00:00")) == []


def test_hours_are_those_on_the_wall() -> None:
    """Every hour skips the one the clock shows again in autumn, and sounds once where the clock skips one in spring."""
    autumn = Recurrence(date(2026, 11, 1), (time(0),), "FREQ=HOURLY;COUNT=4", timezone="America/New_York")
    spring = Recurrence(date(2026, 3, 8), (time(1),), "FREQ=HOURLY;COUNT=4", timezone="America/New_York")
    year = utc("2026-01-01T00:00"), utc("2027-01-01T00:00")
    assert [f"{moment:%H}" for moment in autumn.between(*year)] == ["04", "05", "07", "08"]
    assert [f"{moment:%H}" for moment in spring.between(*year)] == ["06", "07", "08"]


def test_until_in_utc_knows_the_hour_shown_twice() -> None:
    """01:30 sounds the first time it is shown, which is before 06:15 UTC, when the clock shows 01:15 again."""
    plan = Recurrence(
        date(2026, 11, 1), (time(1, 30),), "FREQ=DAILY;UNTIL=20261101T061500Z", timezone="America/New_York"
    )
    assert plan.between(utc("2026-10-01T00:00"), utc("2026-12-01T00:00")) == [utc("2026-11-01T05:30")]


def test_first_instants_of_several() -> None:
    """Together, sorted, each once, up to a number and an end; found at any distance, and given up in the end."""
    every = [made("FREQ=DAILY;COUNT=2"), made("FREQ=MONTHLY;BYMONTHDAY=5"), made(None, extra=at("01-06 05:30"))]
    assert [f"{moment:%m-%d}" for moment in first_instants(every, 4)] == ["01-04", "01-05", "02-04", "03-04"]
    assert len(first_instants(every, 9, utc("2026-02-04T22:30"))) == 3
    assert first_instants(every, 9, utc("2020-01-01T00:00")) == []
    leap = Recurrence(date(2096, 2, 29), (MORNING,), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=WE")
    assert [moment.year for moment in first_instants([leap], 3)] == [2096, 2108, 2136]
    assert first_instants([made("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")], 9) == []
    assert first_instants([made("FREQ=DAILY;COUNT=1", skipped=at("01-05 05:30"))], 9) == []
    assert first_instants([made("FREQ=YEARLY;INTERVAL=390")], 99)[-1].year == 2026 + 17 * 390
    assert len(first_instants([made("FREQ=MINUTELY")], 2000)) == 2000
    midnights = [Recurrence(FIRST, (time(0),), extra=at("01-06 00:00", "01-07 00:00", "01-09 00:00"), timezone="UTC")]
    assert [moment.day for moment in first_instants(midnights, 9)] == [5, 6, 7, 9]


@pytest.mark.parametrize(
    ("recurrence", "kind", "facts"),
    [
        (once(FIRST, EVENING, MORNING), "once", {"times": (MORNING, EVENING), "last": FIRST, "rule": ""}),
        (daily(FIRST, MORNING, every=3), "daily", {"every": 3, "first": FIRST, "last": None}),
        (weekly(FIRST, frozenset({4, 0}), MORNING), "weekly", {"weekdays": (0, 4), "days": ()}),
        (made("FREQ=WEEKLY;COUNT=2"), "weekly", {"weekdays": (0,), "last": date(2026, 1, 12)}),
        (monthly(FIRST, frozenset({-1, 15}), MORNING), "monthly", {"days": (-1, 15), "weekdays": ()}),
        (made("FREQ=MONTHLY;BYDAY=1MO"), "ordinal", {"place": 1, "weekdays": (0,), "every": 1}),
        (made("FREQ=MONTHLY;BYDAY=MO"), "other", {"weekdays": ()}),
        (made("FREQ=MONTHLY;BYDAY=1MO,-1MO"), "other", {"rule": "FREQ=MONTHLY;BYDAY=1MO,-1MO"}),
        (made("FREQ=DAILY;BYMONTH=5"), "other", {"every": 1, "times": (MORNING,)}),
        (made("FREQ=YEARLY"), "yearly", {"days": (5,), "months": (1,)}),
        (made("FREQ=YEARLY;BYMONTH=1,2"), "other", {"days": ()}),
        (made("FREQ=DAILY;BYHOUR=17,6"), "daily", {"times": (time(6, 30), time(17, 30)), "begins": False}),
        (made("FREQ=DAILY;BYHOUR=17,6;BYSETPOS=1"), "other", {"times": (MORNING,)}),
        (made("FREQ=HOURLY;INTERVAL=2"), "hourly", {"every": 2, "times": (MORNING,)}),
        (made("FREQ=MINUTELY;INTERVAL=20"), "minutely", {"every": 20, "begins": True}),
        (made("FREQ=HOURLY;BYHOUR=5,6"), "other", {"begins": True}),
        (made("RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=15,1"), "lunar", {"days": (1, 15), "months": ()}),
        (
            made("RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=3,4L;BYMONTHDAY=10"),
            "lunar",
            {"months": ((3, False), (4, True)), "every": 1, "last": None},
        ),
        (made("FREQ=DAILY;UNTIL=20260106T223000Z"), "daily", {"last": date(2026, 1, 7)}),
        (made("FREQ=DAILY;UNTIL=20260106T223000"), "daily", {"last": date(2026, 1, 6)}),
        (made(None, extra=at("01-06 08:00"), skipped=at("01-07 08:00")), "once", {"extra": 1, "skipped": 1}),
        (made("FREQ=DAILY", holidays=Holidays.ONLY), "daily", {"holidays": "only", "extra": 0}),
    ],
)
def test_describe(recurrence: Recurrence, kind: str, facts: dict[str, object]) -> None:
    """A page finds in the facts what it must say, and a sentence for the kind."""
    reason = describe(recurrence)
    assert reason.code == f"schedules.recurs_{kind}"
    assert reason.code in texts()
    assert {name: reason[name] for name in facts} == facts
    assert reason["kind"] == kind
    assert hash(reason) == hash(describe(recurrence))


def naive(recurrence: Recurrence, wanted: set[date], since: datetime, until: datetime) -> list[datetime]:
    """Return the instants of wanted local days, each day and time looked at on its own."""
    zone = ZoneInfo(recurrence.timezone)
    found = set()
    day = since.date() - 3 * DAY
    while day <= until.date() + 3 * DAY:
        for clock in recurrence.times if day in wanted and day not in recurrence.exceptions else ():
            found.add(datetime.combine(day, clock, zone).astimezone(UTC))
        day += DAY
    return sorted(at for at in found if since <= at < until)


clocks = st.lists(st.times().map(lambda at: at.replace(microsecond=0)), min_size=1, max_size=3).map(tuple)
starts = st.dates(date(2024, 1, 1), date(2026, 6, 1))
windows = st.tuples(
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)), st.timedeltas(timedelta(), timedelta(days=60))
)


bases = st.builds(Recurrence, starts, clocks, timezone=st.sampled_from(ZONES))


@given(bases, windows, st.sets(st.integers(0, 6), min_size=1), st.integers(1, 3))
def test_weekly_agrees_with_looking_at_every_day(
    base: Recurrence, window: tuple[datetime, timedelta], weekdays: set[int], every: int
) -> None:
    """Going straight to the window finds what a walk through all days finds, with any clock change between."""
    since = window[0].replace(tzinfo=UTC)
    plan = weekly(base.start, frozenset(weekdays), *base.times, every=every, timezone=base.timezone)
    monday = base.start - base.start.weekday() * DAY
    every_day = (base.start + n * DAY for n in range(1600))
    wanted = {day for day in every_day if day.weekday() in weekdays and (day - monday).days // 7 % every == 0}
    assert plan.between(since, since + window[1]) == naive(plan, wanted, since, since + window[1])


@given(bases, windows, st.integers(1, 9), st.sets(starts, max_size=5))
def test_daily_agrees_with_looking_at_every_day(
    base: Recurrence, window: tuple[datetime, timedelta], every: int, exceptions: set[date]
) -> None:
    """Also every n days and with exceptions."""
    since = window[0].replace(tzinfo=UTC)
    plan = daily(base.start, *base.times, every=every, exceptions=frozenset(exceptions), timezone=base.timezone)
    wanted = {base.start + n * DAY for n in range(0, 1600, every)}
    assert plan.between(since, since + window[1]) == naive(plan, wanted, since, since + window[1])


@given(bases, windows, st.integers(1, 40))
def test_windows_can_be_cut_anywhere(base: Recurrence, window: tuple[datetime, timedelta], every: int) -> None:
    """Two windows side by side hold what one over both holds, and the next instant is the first of the window."""
    plan = daily(base.start, *base.times, every=every, timezone=base.timezone)
    since = window[0].replace(tzinfo=UTC)
    middle, until = since + window[1] / 3, since + window[1]
    whole = plan.between(since, until)
    assert plan.between(since, middle) + plan.between(middle, until) == whole
    assert whole[:1] in ([], [plan.next_after(since - timedelta.resolution)])
