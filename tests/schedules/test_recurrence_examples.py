"""Every example of RFC 5545 3.8.5.3, in the time of New York with its change of the clock in October.

Expected instances are written ``1997-09: 2 4 8-10; 10: 1``: year and month, then days or runs of days at the time of
DTSTART; a day with ``@`` has times of its own.
"""

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from schedules.recurrence import Recurrence, first_instants

ZONE = ZoneInfo("America/New_York")
NINE = time(9)
WORKDAYS = "MO,TU,WE,TH,FR"
EVERY_HOUR = "9,10,11,12,13,14,15,16"
TWENTIES = " ".join(f"2@{hour:02}:{minute}" for hour in range(9, 17) for minute in ("00", "20", "40"))
JANUARIES = "1998-01: 1-31; 1999-01: 1-31; 2000-01: 1-31"

EXAMPLES = [
    ("FREQ=DAILY;COUNT=10", "1997-09-02", "1997-09: 2-11"),
    ("FREQ=DAILY;UNTIL=19971224T000000Z", "1997-09-02", "1997-09: 2-30; 10: 1-31; 11: 1-30; 12: 1-23"),
    ("FREQ=DAILY;INTERVAL=10;COUNT=5", "1997-09-02", "1997-09: 2 12 22; 10: 2 12"),
    ("FREQ=YEARLY;UNTIL=20000131T140000Z;BYMONTH=1;BYDAY=SU,MO,TU,WE,TH,FR,SA", "1998-01-01", JANUARIES),
    ("FREQ=DAILY;UNTIL=20000131T140000Z;BYMONTH=1", "1998-01-01", JANUARIES),
    ("FREQ=WEEKLY;COUNT=10", "1997-09-02", "1997-09: 2 9 16 23 30; 10: 7 14 21 28; 11: 4"),
    (
        "FREQ=WEEKLY;UNTIL=19971224T000000Z",
        "1997-09-02",
        "1997-09: 2 9 16 23 30; 10: 7 14 21 28; 11: 4 11 18 25; 12: 2 9 16 23",
    ),
    ("FREQ=WEEKLY;UNTIL=19971007T000000Z;WKST=SU;BYDAY=TU,TH", "1997-09-02", "1997-09: 2 4 9 11 16 18 23 25 30; 10: 2"),
    ("FREQ=WEEKLY;COUNT=10;WKST=SU;BYDAY=TU,TH", "1997-09-02", "1997-09: 2 4 9 11 16 18 23 25 30; 10: 2"),
    (
        "FREQ=WEEKLY;INTERVAL=2;UNTIL=19971224T000000Z;WKST=SU;BYDAY=MO,WE,FR",
        "1997-09-01",
        "1997-09: 1 3 5 15 17 19 29; 10: 1 3 13 15 17 27 29 31; 11: 10 12 14 24 26 28; 12: 8 10 12 22",
    ),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=8;WKST=SU;BYDAY=TU,TH", "1997-09-02", "1997-09: 2 4 16 18 30; 10: 2 14 16"),
    (
        "FREQ=MONTHLY;COUNT=10;BYDAY=1FR",
        "1997-09-05",
        "1997-09: 5; 10: 3; 11: 7; 12: 5; 1998-01: 2; 02: 6; 03: 6; 04: 3; 05: 1; 06: 5",
    ),
    ("FREQ=MONTHLY;UNTIL=19971224T000000Z;BYDAY=1FR", "1997-09-05", "1997-09: 5; 10: 3; 11: 7; 12: 5"),
    (
        "FREQ=MONTHLY;INTERVAL=2;COUNT=10;BYDAY=1SU,-1SU",
        "1997-09-07",
        "1997-09: 7 28; 11: 2 30; 1998-01: 4 25; 03: 1 29; 05: 3 31",
    ),
    ("FREQ=MONTHLY;COUNT=6;BYDAY=-2MO", "1997-09-22", "1997-09: 22; 10: 20; 11: 17; 12: 22; 1998-01: 19; 02: 16"),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=2,15",
        "1997-09-02",
        "1997-09: 2 15; 10: 2 15; 11: 2 15; 12: 2 15; 1998-01: 2 15",
    ),
    (
        "FREQ=MONTHLY;COUNT=10;BYMONTHDAY=1,-1",
        "1997-09-30",
        "1997-09: 30; 10: 1 31; 11: 1 30; 12: 1 31; 1998-01: 1 31; 02: 1",
    ),
    ("FREQ=MONTHLY;INTERVAL=18;COUNT=10;BYMONTHDAY=10,11,12,13,14,15", "1997-09-10", "1997-09: 10-15; 1999-03: 10-13"),
    (
        "FREQ=YEARLY;COUNT=10;BYMONTH=6,7",
        "1997-06-10",
        "1997-06: 10; 07: 10; 1998-06: 10; 07: 10; 1999-06: 10; 07: 10; 2000-06: 10; 07: 10; 2001-06: 10; 07: 10",
    ),
    (
        "FREQ=YEARLY;INTERVAL=2;COUNT=10;BYMONTH=1,2,3",
        "1997-03-10",
        "1997-03: 10; 1999-01: 10; 02: 10; 03: 10; 2001-01: 10; 02: 10; 03: 10; 2003-01: 10; 02: 10; 03: 10",
    ),
    (
        "FREQ=YEARLY;INTERVAL=3;COUNT=10;BYYEARDAY=1,100,200",
        "1997-01-01",
        "1997-01: 1; 04: 10; 07: 19; 2000-01: 1; 04: 9; 07: 18; 2003-01: 1; 04: 10; 07: 19; 2006-01: 1",
    ),
    ("FREQ=MONTHLY;COUNT=3;BYDAY=TU,WE,TH;BYSETPOS=3", "1997-09-04", "1997-09: 4; 10: 7; 11: 6"),
    # As corrected by erratum 3883: 17:00 in New York is 21:00 in UTC.
    ("FREQ=HOURLY;INTERVAL=3;UNTIL=19970902T210000Z", "1997-09-02", "1997-09: 2@09:00 2@12:00 2@15:00"),
    ("FREQ=MINUTELY;INTERVAL=15;COUNT=6", "1997-09-02", "1997-09: 2@09:00 2@09:15 2@09:30 2@09:45 2@10:00 2@10:15"),
    ("FREQ=MINUTELY;INTERVAL=90;COUNT=4", "1997-09-02", "1997-09: 2@09:00 2@10:30 2@12:00 2@13:30"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=MO", "1997-08-05", "1997-08: 5 10 19 24"),
    ("FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=TU,SU;WKST=SU", "1997-08-05", "1997-08: 5 17 19 31"),
    ("FREQ=MONTHLY;BYMONTHDAY=15,30;COUNT=5", "2007-01-15", "2007-01: 15 30; 02: 15; 03: 15 30"),
]
ENDLESS = [
    ("FREQ=DAILY;INTERVAL=2", "1997-09-02", "1997-09: 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30; 10: 2 4 6"),
    (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        "1997-09-02",
        "1997-09: 2 16 30; 10: 14 28; 11: 11 25; 12: 9 23; 1998-01: 6 20; 02: 3",
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=-3", "1997-09-28", "1997-09: 28; 10: 29; 11: 28; 12: 29; 1998-01: 29; 02: 26"),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=TU",
        "1997-09-02",
        "1997-09: 2 9 16 23 30; 11: 4 11 18 25; 1998-01: 6 13 20 27; 03: 3 10 17 24 31",
    ),
    ("FREQ=YEARLY;BYDAY=20MO", "1997-05-19", "1997-05: 19; 1998-05: 18; 1999-05: 17"),
    ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO", "1997-05-12", "1997-05: 12; 1998-05: 11; 1999-05: 17"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", "1997-03-13", "1997-03: 13 20 27; 1998-03: 5 12 19 26; 1999-03: 4 11 18 25"),
    (
        "FREQ=YEARLY;BYDAY=TH;BYMONTH=6,7,8",
        "1997-06-05",
        "1997-06: 5 12 19 26; 07: 3 10 17 24 31; 08: 7 14 21 28; 1998-06: 4 11 18 25; 07: 2 9 16 23 30; 08: 6 13 20 27",
    ),
    ("FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", "1997-09-02", "1998-02: 13; 03: 13; 11: 13; 1999-08: 13; 2000-10: 13"),
    (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        "1997-09-13",
        "1997-09: 13; 10: 11; 11: 8; 12: 13; 1998-01: 10; 02: 7; 03: 7; 04: 11; 05: 9; 06: 13",
    ),
    (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        "1996-11-05",
        "1996-11: 5; 2000-11: 7; 2004-11: 2",
    ),
    (
        f"FREQ=MONTHLY;BYDAY={WORKDAYS};BYSETPOS=-2",
        "1997-09-29",
        "1997-09: 29; 10: 30; 11: 27; 12: 30; 1998-01: 29; 02: 26; 03: 30",
    ),
    (f"FREQ=DAILY;BYHOUR={EVERY_HOUR};BYMINUTE=0,20,40", "1997-09-02", f"1997-09: {TWENTIES} 3@09:00"),
    (f"FREQ=MINUTELY;INTERVAL=20;BYHOUR={EVERY_HOUR}", "1997-09-02", f"1997-09: {TWENTIES} 3@09:00"),
    # Of 3.3.10: every thirty minutes from 8:30 to 9:30 on Sundays in January, every other year.
    (
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=1;BYDAY=SU;BYHOUR=8,9;BYMINUTE=30",
        "1997-01-05",
        "1997-01: 5@08:30 5@09:30 12@08:30 12@09:30 19@08:30 19@09:30 26@08:30 26@09:30; 1999-01: 3@08:30 3@09:30",
    ),
]


def written(text: str) -> list[datetime]:
    """Return the instants that are written in the short form above."""
    found, year = [], ""
    for block in text.split("; "):
        head, _, days = block.partition(": ")
        *before, month = head.split("-")
        year = before[0] if before else year
        for one in days.split():
            day, _, at = one.partition("@")
            first, _, last = day.partition("-")
            clock = time.fromisoformat(at) if at else NINE
            found += [
                datetime.combine(date(int(year), int(month), number), clock)
                for number in range(int(first), int(last or first) + 1)
            ]
    return found


def found(rule: str, start: str, limit: int) -> list[datetime]:
    """Return what the wall clock of New York shows at the first instances."""
    clock = time(8, 30) if "BYHOUR=8" in rule else NINE
    recurrence = Recurrence(date.fromisoformat(start), (clock,), rule, timezone=ZONE.key)
    return [instant.astimezone(ZONE).replace(tzinfo=None) for instant in first_instants([recurrence], limit)]


@pytest.mark.parametrize(("rule", "start", "expected"), EXAMPLES)
def test_examples_with_an_end(rule: str, start: str, expected: str) -> None:
    """All instances, and none after them."""
    wanted = written(expected)
    assert found(rule, start, len(wanted) + 1) == wanted


@pytest.mark.parametrize(("rule", "start", "expected"), ENDLESS)
def test_examples_without_an_end(rule: str, start: str, expected: str) -> None:
    """As many as the RFC prints, or a few more."""
    wanted = written(expected)
    assert found(rule, start, len(wanted)) == wanted


def test_the_offset_changes_in_october() -> None:
    """Nine in the morning is 13:00 in UTC in summer and 14:00 after 26 October 1997."""
    recurrence = Recurrence(date(1997, 10, 25), (NINE,), "FREQ=DAILY;COUNT=2", timezone=ZONE.key)
    assert [instant.hour for instant in first_instants([recurrence], 2)] == [13, 14]


def test_the_example_with_an_exception() -> None:
    """Friday the 13th, DTSTART being taken out."""
    skipped = frozenset({datetime(1997, 9, 2, 9)})
    plan = Recurrence(
        date(1997, 9, 2), (NINE,), "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13", timezone=ZONE.key, skipped=skipped
    )
    assert [f"{instant:%Y-%m}" for instant in first_instants([plan], 2)] == ["1998-02", "1998-03"]


def test_the_short_form() -> None:
    """Years and months carry on, runs are filled."""
    assert re.sub(r"\D+", " ", f"{written('1997-12: 30-31; 1998-01: 2@08:30')}").split() == (
        ["1997", "12", "30", "9", "0", "1997", "12", "31", "9", "0", "1998", "1", "2", "8", "30"]
    )
