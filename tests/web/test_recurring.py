"""When something recurs, from a form: each kind, lunar dates, holidays, and what is told beside which field."""

from collections.abc import Mapping
from datetime import date, time

import pytest

from schedules.holidays import Holidays
from schedules.recurrence import Recurrence, daily, monthly, once, weekly
from web.reading import Reading
from web.recurring import lunar_fields, read_recurrence

FIRST, AT = date(2026, 11, 23), time(17)
FORM = {"kind": ["once"], "first": ["2026-11-23"], "times": ["17:00"]}
LUNAR = "RSCALE=VIETNAMESE;FREQ="


def reading_of(changes: Mapping[str, object]) -> Reading:
    """Return the form with some fields changed."""
    listed = {name: value if isinstance(value, list) else [str(value)] for name, value in changes.items()}
    return Reading({**FORM, **listed})


def lunar(rule: str) -> Recurrence:
    """Return a lunar recurrence at five."""
    return Recurrence(FIRST, (AT,), LUNAR + rule)


READ = [
    ({}, once(FIRST, AT)),
    ({"times": ["17:00", "", "5h30", "17:00"]}, once(FIRST, time(5, 30), AT)),
    ({"kind": "daily"}, daily(FIRST, AT)),
    ({"kind": "daily", "every": "3"}, daily(FIRST, AT, every=3)),
    ({"kind": "daily", "last": "30/11/2026"}, daily(FIRST, AT, last=date(2026, 11, 30))),
    (
        {"kind": "daily", "exceptions": "25/11/2026; 26/11/2026"},
        daily(FIRST, AT, exceptions=frozenset({date(2026, 11, 25), date(2026, 11, 26)})),
    ),
    ({"kind": "weekly", "weekdays": ["0", "4"], "every": "2"}, weekly(FIRST, frozenset({0, 4}), AT, every=2)),
    ({"kind": "monthly", "days": ["1", "-1"]}, monthly(FIRST, frozenset({1, -1}), AT)),
    ({"kind": "lunar", "lunar_days": ["1", "15"]}, lunar("MONTHLY;BYMONTHDAY=1,15")),
    ({"kind": "lunar", "lunar_days": ["-1"], "lunar_month": ""}, lunar("MONTHLY;BYMONTHDAY=-1")),
    ({"kind": "lunar", "lunar_days": "10", "lunar_month": "3"}, lunar("YEARLY;BYMONTH=3;BYMONTHDAY=10")),
    ({"kind": "lunar", "lunar_days": "2", "lunar_month": "4L"}, lunar("YEARLY;BYMONTH=4L;BYMONTHDAY=2")),
    (
        {"kind": "lunar", "lunar_days": "2", "lunar_month": "4", "lunar_leap": "yes"},
        lunar("YEARLY;BYMONTH=4,4L;BYMONTHDAY=2"),
    ),
    ({"kind": "lunar", "lunar_days": "1", "lunar_leap": "yes"}, lunar("MONTHLY;BYMONTHDAY=1")),
    (
        {"kind": "lunar", "lunar_days": "30", "lunar_short": "backward"},
        lunar("MONTHLY;BYMONTHDAY=30;SKIP=BACKWARD"),
    ),
    ({"kind": "lunar", "lunar_days": "1", "last": "2026-12-31"}, lunar("MONTHLY;BYMONTHDAY=1;UNTIL=20261231")),
    ({"kind": "daily", "holidays": "skip"}, daily(FIRST, AT, holidays=Holidays.SKIP)),
    ({"kind": "daily", "holidays": "any"}, daily(FIRST, AT)),
    ({"kind": "once", "holidays": "only"}, once(FIRST, AT)),
]


@pytest.mark.parametrize(("changes", "recurrence"), READ)
def test_recurrences_are_read(changes: dict[str, object], recurrence: Recurrence) -> None:
    """Each kind comes out as the domain writes it; a single time knows no end, exceptions or holidays."""
    reading = reading_of(changes)
    assert read_recurrence(reading) == recurrence
    assert reading.faults == {}


FAULTY = [
    ({"kind": "yearly"}, {"kind": "web.kind_unknown"}),
    ({"first": "31/02/2026"}, {"first": "web.date_invalid"}),
    ({"first": "2300-01-01"}, {"first": "schedules.far_date"}),
    ({"first": "2300-01-01", "kind": "lunar", "lunar_days": "1"}, {"first": "schedules.far_date"}),
    ({"times": ""}, {"times": "web.no_times"}),
    ({"times": ["17:00", "chiều"]}, {"times": "web.clock_invalid"}),
    ({"kind": "daily", "last": "2026-11-01"}, {"last": "schedules.ends_before_start"}),
    ({"kind": "lunar", "lunar_days": "1", "last": "2026-11-01"}, {"last": "schedules.ends_before_start"}),
    ({"kind": "daily", "exceptions": "25/12/2026 x"}, {"exceptions": "web.date_invalid"}),
    ({"kind": "daily", "every": "53"}, {"every": "web.number_invalid"}),
    ({"kind": "daily", "holidays": "some"}, {"holidays": "web.holidays_unknown"}),
    ({"kind": "weekly", "weekdays": "9"}, {"weekdays": "schedules.no_weekdays"}),
    ({"kind": "monthly"}, {"days": "schedules.no_days"}),
    ({"kind": "lunar"}, {"lunar_days": "schedules.no_days"}),
    ({"kind": "lunar", "lunar_days": "31"}, {"lunar_days": "schedules.no_days"}),
    ({"kind": "lunar", "lunar_days": "1", "lunar_month": "13"}, {"lunar_month": "web.lunar_month_unknown"}),
    ({"kind": "lunar", "lunar_days": "30", "lunar_short": "never"}, {"lunar_short": "web.lunar_short_unknown"}),
]


@pytest.mark.parametrize(("changes", "faults"), FAULTY)
def test_faults_stand_beside_their_fields(changes: dict[str, object], faults: dict[str, str]) -> None:
    """What cannot be taken is named at its own field."""
    reading = reading_of(changes)
    read_recurrence(reading)
    assert {name: fault.code for name, fault in reading.faults.items()} == faults
    assert all(fault.field in (name, None) for name, fault in reading.faults.items())


@pytest.mark.parametrize(
    ("rule", "fields"),
    [
        ("MONTHLY;BYMONTHDAY=1,15", {"lunar_days": ("1", "15")}),
        ("YEARLY;BYMONTH=3;BYMONTHDAY=10;UNTIL=20300101", {"lunar_days": ("10",), "lunar_month": "3"}),
        ("YEARLY;BYMONTH=4L;BYMONTHDAY=-1", {"lunar_days": ("-1",), "lunar_month": "4L"}),
        ("YEARLY;BYMONTH=4,4L;BYMONTHDAY=2", {"lunar_days": ("2",), "lunar_month": "4", "lunar_leap": "yes"}),
        ("MONTHLY;BYMONTHDAY=30;SKIP=FORWARD", {"lunar_days": ("30",), "lunar_short": "forward"}),
    ],
)
def test_a_lunar_rule_fills_the_form(rule: str, fields: dict[str, object]) -> None:
    """The fields tell the rule, and read again they give it again."""
    empty = {"lunar_days": (), "lunar_month": "", "lunar_leap": "", "lunar_short": ""}
    assert lunar_fields(LUNAR + rule) == {**empty, **fields}
    again = read_recurrence(
        reading_of(
            {
                "kind": "lunar",
                **{name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()},
            }
        )
    )
    assert f"{again.rule}" == (LUNAR + rule).removesuffix(";UNTIL=20300101")


@pytest.mark.parametrize(
    "rule",
    [
        None,
        "FREQ=DAILY",
        LUNAR + "MONTHLY;INTERVAL=2;BYMONTHDAY=1",
        LUNAR + "YEARLY;BYMONTH=3,4;BYMONTHDAY=1",
        LUNAR + "YEARLY;BYMONTHDAY=1",
        LUNAR + "MONTHLY",
        LUNAR + "MONTHLY;BYMONTHDAY=1;COUNT=3",
    ],
)
def test_what_the_form_cannot_show_fills_nothing(rule: str | None) -> None:
    """A rule with parts that have no field is not shown as something simpler."""
    assert lunar_fields(rule) == {}
