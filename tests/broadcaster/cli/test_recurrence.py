"""Recurrence by commands: days, local times, floating times and UTC, what is added and left out, what is refused."""

import json

import pytest

from broadcaster.cli import cli
from tests.broadcaster.cli.conftest import Terminal


def words(text: str) -> list[str]:
    """Return the options of one command, rules without blanks in them."""
    return text.split()


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            "--dtstart 20260101T053000 --tzid Asia/Bangkok --rrule FREQ=DAILY --limit 2",
            "20260101T053000 20260102T053000",
        ),
        ("--dtstart 20260101T053000", "20260101T053000"),
        ("--dtstart 20260101T053000Z --rrule FREQ=HOURLY;COUNT=2", "20260101T053000Z 20260101T063000Z"),
        ("--dtstart 20260101 --rrule FREQ=WEEKLY;COUNT=2", "20260101 20260108"),
        # Times of day mean nothing for a day.
        ("--dtstart 20260101 --rrule FREQ=DAILY;BYHOUR=5,17;COUNT=2", "20260101 20260102"),
        ("--dtstart 20260101 --rrule FREQ=DAILY;UNTIL=20260102T000000Z", "20260101 20260102"),
        ("--dtstart 20260101 --tzid Asia/Ho_Chi_Minh --rdate 20260103,20260102T080000Z", "20260101 20260102 20260103"),
        ("--dtstart 20260101 --rrule FREQ=DAILY;COUNT=2 --exdate 20260102T080000 --rdate 20260101T090000", "20260101"),
        # Floating time compares UNTIL as the wall shows it, a zone as the instant it is.
        ("--dtstart 20260101T053000 --rrule FREQ=DAILY;UNTIL=20260102T053000Z", "20260101T053000 20260102T053000"),
        (
            "--dtstart 20260101T053000 --tzid Asia/Bangkok --rrule FREQ=DAILY;UNTIL=20260101T053000Z",
            "20260101T053000",
        ),
        # A rule that does not fall on DTSTART leaves it out; several rules come together.
        ("--dtstart 20260101T053000 --rrule FREQ=MONTHLY;BYMONTHDAY=2;COUNT=1", "20260102T053000"),
        (
            "--dtstart 20260101T053000 --rrule FREQ=DAILY;COUNT=2 --rrule FREQ=DAILY;INTERVAL=2;COUNT=2",
            "20260101T053000 20260102T053000 20260103T053000",
        ),
        (
            "--dtstart 20260101T053000 --rrule FREQ=DAILY;COUNT=4 --rdate 20260109,20260108T080000 "
            "--exdate 20260102 --exdate 20260103T053000,20260103T060000",
            "20260101T053000 20260104T053000 20260108T080000 20260109T053000",
        ),
        (
            "--dtstart 20260101T053000 --tzid Asia/Bangkok --rdate 20260101T223000Z",
            "20260101T053000 20260102T053000",
        ),
        # The clock skips 02:30 on 8 March and shows 03:30.
        (
            "--dtstart 20260307T023000 --tzid America/New_York --rrule FREQ=DAILY;COUNT=3",
            "20260307T023000 20260308T033000 20260309T023000",
        ),
        ("--dtstart 20260101T053000 --rrule FREQ=DAILY --until 20260102", "20260101T053000 20260102T053000"),
        ("--dtstart 20260101T053000 --rrule FREQ=DAILY --until 20260102T053000", "20260101T053000 20260102T053000"),
        (
            "--dtstart 20260101T053000 --tzid Asia/Bangkok --rrule FREQ=DAILY --until 20260101T000000Z",
            "20260101T053000",
        ),
        ("--dtstart 20260101 --rrule RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1 --limit 2", "20260119 20260217"),
        (
            "--dtstart 20260101 --rrule RSCALE=GREGORIAN;FREQ=MONTHLY;BYMONTHDAY=31;SKIP=BACKWARD --limit 2",
            "20260131 20260228",
        ),
        ("--dtstart 20260101 --rrule FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", ""),
        ("--dtstart 20260101 --exdate 20260101", ""),
    ],
)
def test_instances_stand_one_on_a_line(bare: Terminal, given: str, expected: str) -> None:
    """In the form of DTSTART, in the time of its zone; nothing at all where there is nothing."""
    ran = bare.type("recurrence", "expand", *words(given))
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.split() == expected.split()
    assert bare.done("recurrence", "expand", *words(given)) == expected.split()


def test_an_endless_rule_stops_at_the_limit(bare: Terminal) -> None:
    """At most a hundred unless told otherwise."""
    assert len(bare.done("recurrence", "expand", "--dtstart", "20260101", "--rrule", "FREQ=DAILY")) == 100


@pytest.mark.parametrize(
    ("given", "code", "named"),
    [
        ("--dtstart 2026-01-01", 2, "--dtstart"),
        ("--dtstart 20260230", 2, "--dtstart"),
        ("--dtstart 20260101 --rdate 20260102,soon", 2, "--rdate"),
        ("--dtstart 20260101 --exdate x", 2, "--exdate"),
        ("--dtstart 20260101 --until x", 2, "--until"),
        ("--dtstart 20260101T000000 --tzid Asia/Saigonn", 2, "Asia/Saigonn"),
        ("--dtstart 20260101T000000Z --tzid Asia/Ho_Chi_Minh", 2, "Asia/Ho_Chi_Minh"),
        ("--dtstart 20260101 --rrule FREQ=DAILY;BYDAY=XX", 2, "BYDAY=XX"),
        ("--dtstart 20260101 --rrule FREQ=HOURLY", 2, "FREQ=HOURLY"),
        ("--dtstart 20260101 --rrule RSCALE=CHINESE;FREQ=DAILY", 2, "RSCALE=CHINESE"),
        ("--dtstart 99990101 --rrule FREQ=DAILY", 2, "9999"),
    ],
)
def test_what_is_wrong_is_named(bare: Terminal, given: str, code: int, named: str) -> None:
    """In the reader's language, with the exit code of a refusal, and nothing printed as a result."""
    for language in ("vi", "en"):
        ran = bare.type("--language", language, "recurrence", "expand", *words(given))
        assert (ran.code, ran.out) == (code, "")
        assert named in ran.err


def test_a_limit_of_nothing_is_refused(bare: Terminal) -> None:
    """Click says so itself."""
    assert bare.type("recurrence", "expand", "--dtstart", "20260101", "--limit", "0").code == 2


def test_json_is_a_list_of_texts(bare: Terminal) -> None:
    """Also an empty one."""
    ran = bare.type("recurrence", "expand", "--dtstart", "20260101", "--exdate", "20260101", "--json")
    assert json.loads(ran.out) == []
    assert "recurrence" in cli.list_commands(None)  # type: ignore[arg-type]
