"""Calendar files of others, good, odd and broken: what becomes of them, and what is told."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from broadcaster.errors import Refused
from broadcaster.ical import MOST_BYTES, MOST_EVENTS, MOST_LINES, Grade, Imported, read_calendar
from broadcaster.wording import texts
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.recurrence import Recurrence

HOME = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)
FIRST = date(2026, 11, 25)
DAILY = "DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T053000\nRRULE:FREQ=DAILY"


def event(lines: str, more: str = "SUMMARY:Tin sáng\nUID:1@x") -> str:
    """Return the text of one event."""
    return f"BEGIN:VEVENT\n{more}\n{lines}\nEND:VEVENT\n"


def read(*events: str, now: datetime | None = None) -> Imported:
    """Read a calendar of these events."""
    text = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n" + "".join(events) + "END:VCALENDAR\n"
    found = read_calendar(text.replace("\n", "\r\n").encode(), HOME, now=now)
    assert {one.code for one in found.remarks} <= texts().keys()
    return found


def only(lines: str) -> Recurrence:
    """Return the recurrence of the one event that these lines make, understood as a whole."""
    found = read(event(lines))
    assert found.remarks == ()
    (one,) = found.events
    assert one.grade is Grade.WHOLE
    return one.recurrence


def wall(text: str) -> datetime:
    """Return a naive local time from 20261125T0530."""
    return datetime.strptime(text, "%Y%m%dT%H%M")  # noqa: DTZ007


def test_a_plain_event_is_read_whole() -> None:
    """Title, times, length, words, place, kind and number come as they stand."""
    text = (
        f"{DAILY};UNTIL=20261231T165959Z;INTERVAL=2\nDURATION:PT4M10S\nDESCRIPTION:Mời bà con\\,\\n đi họp.\n"
        "LOCATION:Ấp  3\nCATEGORIES:Tin,Y tế\nPRIORITY:2\nBEGIN:VALARM\nACTION:AUDIO\nEND:VALARM"
    )
    found = read(event(text))
    (one,) = found.events
    assert (one.title, one.uid, one.line) == ("Tin sáng", "1@x", 4)
    assert one.recurrence == Recurrence(FIRST, (time(5, 30),), "FREQ=DAILY;UNTIL=20261231;INTERVAL=2")
    assert one.duration == timedelta(minutes=4, seconds=10)
    assert (one.description, one.location) == ("Mời bà con,\n đi họp.", "Ấp 3")
    assert (one.categories, one.priority) == (("Tin", "Y tế"), Priority.PRIORITY)
    assert (one.entry_id, one.kept, found.grade) == ("", {}, Grade.WHOLE)
    assert [(remark.code, dict(remark.facts)) for remark in found.remarks] == [("ical.ignored", {"names": "VALARM"})]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("DTSTART:20261125T053000", Recurrence(FIRST, (time(5, 30),))),
        ("DTSTART:20261124T223000Z", Recurrence(FIRST, (time(5, 30),))),
        ("DTSTART;TZID=SE Asia Standard Time:20261125T053000", Recurrence(FIRST, (time(5, 30),))),
        ("DTSTART;TZID=/x.org/2023/Asia/Ho_Chi_Minh:20261125T053000", Recurrence(FIRST, (time(5, 30),))),
        ("DTSTART;TZID=Asia/Tokyo:20261125T073000", Recurrence(FIRST, (time(5, 30),))),
        ("DTSTART:20261124T223000Z\nRRULE:FREQ=DAILY;COUNT=3", Recurrence(FIRST, (time(5, 30),), "FREQ=DAILY;COUNT=3")),
        (
            "DTSTART:20261125T050000\nRRULE:FREQ=DAILY;BYHOUR=5,17;BYMINUTE=0,30",
            Recurrence(FIRST, (time(5), time(5, 30), time(17), time(17, 30)), "FREQ=DAILY"),
        ),
        (
            "DTSTART:20261125T170000\nRRULE:FREQ=DAILY;BYHOUR=5,17",
            Recurrence(FIRST, (time(5), time(17)), "FREQ=DAILY", skipped=frozenset({wall("20261125T0500")})),
        ),
        (
            "DTSTART:20261125T050000\nRRULE:FREQ=DAILY;BYHOUR=5,17;COUNT=3",
            Recurrence(FIRST, (time(5), time(17)), "FREQ=DAILY;COUNT=2", skipped=frozenset({wall("20261126T1700")})),
        ),
        (
            "DTSTART:20261125T170000\nRRULE:FREQ=DAILY;BYHOUR=5,17;COUNT=3",
            Recurrence(FIRST, (time(5), time(17)), "FREQ=DAILY;COUNT=2", skipped=frozenset({wall("20261125T0500")})),
        ),
        (
            "DTSTART:20261125T050000\nRRULE:FREQ=DAILY;BYHOUR=5,17;UNTIL=20261127T100000Z",
            Recurrence(FIRST, (time(5), time(17)), "FREQ=DAILY;UNTIL=20261127"),
        ),
        (
            "DTSTART:20261125T050000\nRRULE:FREQ=DAILY;BYHOUR=5,17;UNTIL=20261127T080000Z",
            Recurrence(
                FIRST, (time(5), time(17)), "FREQ=DAILY;UNTIL=20261127", skipped=frozenset({wall("20261127T1700")})
            ),
        ),
        (
            "DTSTART:20261125T053000\nRRULE:FREQ=DAILY;UNTIL=20261127T000000",
            Recurrence(FIRST, (time(5, 30),), "FREQ=DAILY;UNTIL=20261126"),
        ),
        (
            "DTSTART:20261125T053000\nRRULE:RSCALE=GREGORIAN;FREQ=DAILY;UNTIL=20261127",
            Recurrence(FIRST, (time(5, 30),), "FREQ=DAILY;UNTIL=20261127"),
        ),
        (
            "DTSTART:20261125T053000\nRRULE:FREQ=DAILY\nEXDATE:20261126T053000,20261127T053000\n"
            "EXDATE;VALUE=DATE:20261129\nEXDATE:20261130T060000",
            Recurrence(
                FIRST,
                (time(5, 30),),
                "FREQ=DAILY",
                exceptions=frozenset({date(2026, 11, 26), date(2026, 11, 27), date(2026, 11, 29)}),
                skipped=frozenset({wall("20261130T0600")}),
            ),
        ),
        (
            "DTSTART:20261125T053000\nRDATE:20261125T053000,20261128T060000\nRDATE:20261128T230000Z",
            Recurrence(FIRST, (time(5, 30),), extra=frozenset({wall("20261128T0600"), wall("20261129T0600")})),
        ),
        *(
            (f"DTSTART:20261125T053000\nRRULE:{rule}", Recurrence(FIRST, (time(5, 30),), rule))
            for rule in ("FREQ=HOURLY", "FREQ=MINUTELY;INTERVAL=15", "FREQ=SECONDLY;BYHOUR=5;BYMINUTE=30;BYSECOND=0")
        ),
        (
            "DTSTART:20261209T053000\nRRULE:RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15",
            Recurrence(date(2026, 12, 9), (time(5, 30),), "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15"),
        ),
    ],
)
def test_times_and_rules(lines: str, expected: Recurrence) -> None:
    """What a file means by single instants, a schedule means by days, times and what is skipped of them."""
    assert only(lines) == expected


@pytest.mark.parametrize(
    ("lines", "code", "named"),
    [
        ("DTSTART;VALUE=DATE:20261125\nRRULE:FREQ=DAILY", "ical.no_time", "DTSTART"),
        ("RRULE:FREQ=DAILY", "ical.no_start", "DTSTART"),
        ("DTSTART:", "ical.no_start", "DTSTART"),
        ("DTSTART:,", "ical.bad_value", "DTSTART"),
        ("DTSTART:morgen", "ical.bad_value", "DTSTART"),
        ("DTSTART:20261131T053000", "ical.bad_value", "DTSTART"),
        ("DTSTART:15261125T053000", "ical.bad_value", "DTSTART"),
        ("DTSTART:30001125", "ical.bad_value", "DTSTART"),
        (f"{DAILY};FREQ=WEEKLY", "ical.bad_value", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:INTERVAL=2", "ical.bad_value", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=FORTNIGHTLY", "schedules.bad_rule", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=DAILY;BYHOUR=25", "ical.bad_value", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=DAILY;COUNT=many", "ical.bad_value", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=DAILY;UNTIL=never", "ical.bad_value", "RRULE"),
        (
            f"{DAILY};BYHOUR=1,2,3,4,5,6,7,8,9,10;BYMINUTE=0,5,10,15,20,25,30,35,40,45,50",
            "ical.too_often",
            "RRULE",
        ),
        ("DTSTART:20261125T053000\nRRULE:FREQ=SECONDLY", "ical.too_often", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=SECONDLY;INTERVAL=60", "ical.too_often", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=MINUTELY;INTERVAL=14", "ical.too_often", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=HOURLY;BYMINUTE=0,10,20,30,40", "ical.too_often", "RRULE"),
        ("DTSTART:20261125T053000\nRRULE:FREQ=DAILY;INTERVAL=x", "ical.bad_value", "RRULE"),
        (f"{DAILY}\nEXRULE:FREQ=WEEKLY", "ical.exrule", "EXRULE"),
        (DAILY + "\nRRULE:FREQ=WEEKLY" * 10, "ical.too_many_rules", "RRULE"),
        (f"{DAILY}\nRECURRENCE-ID;VALUE=DATE:20261126", "ical.bad_value", "RECURRENCE-ID"),
        (f"{DAILY}\nRECURRENCE-ID:x", "ical.bad_value", "RECURRENCE-ID"),
        (f"{DAILY}\nRDATE:{','.join(['20261126T050000'] * 5001)}", "ical.too_many_dates", "RDATE"),
    ],
)
def test_what_cannot_be_taken_is_told_and_left_out(lines: str, code: str, named: str) -> None:
    """An event without a time, or with a rule nobody can keep, is not guessed at: it is named with its line."""
    found = read(event(lines))
    assert found.events == ()
    (told,) = found.remarks
    assert (told.grade, told.code, told.event, told.about) == (Grade.NOT, code, "Tin sáng", named)
    assert told.line >= 4
    assert found.grade is Grade.NOT


@pytest.mark.parametrize(
    ("lines", "code", "times"),
    [
        (f"{DAILY}\nDTEND:20261124T053000", "ical.bad_length", (time(5, 30),)),
        (f"{DAILY}\nDTEND;VALUE=DATE:20261126", "ical.bad_length", (time(5, 30),)),
        (f"{DAILY}\nDURATION:-PT5M", "ical.bad_length", (time(5, 30),)),
        (f"{DAILY}\nDURATION:long", "ical.bad_length", (time(5, 30),)),
        (f"{DAILY}\nDURATION:P99999999999D", "ical.bad_length", (time(5, 30),)),
        ("DTSTART;TZID=Nha toi:20261125T053000", "ical.unknown_zone", (time(5, 30),)),
        (f"{DAILY}\nRDATE;VALUE=PERIOD:20261126T090000/PT1H", "ical.period_length", (time(5, 30),)),
        (f"{DAILY}\nRDATE;VALUE=DATE:20261126", "ical.rdate_no_time", (time(5, 30),)),
        (f"{DAILY}\nRDATE:x", "ical.bad_value", (time(5, 30),)),
        (f"{DAILY}\nEXDATE:x", "ical.bad_value", (time(5, 30),)),
        ("DTSTART:20261125T053000\nRRULE:FREQ=WEEKLY;BYDAY=MO", "ical.first_unmatched", (time(5, 30),)),
        ("DTSTART:20261125T170000\nRRULE:FREQ=WEEKLY;BYDAY=MO;BYHOUR=5,17;COUNT=2", "ical.first_unmatched", None),
        (f"{DAILY}\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261126T053000", "ical.this_and_future", (time(5, 30),)),
        ("garbage\n" + DAILY, "ical.line_broken", (time(5, 30),)),
    ],
)
def test_what_is_understood_partly_is_told(lines: str, code: str, times: tuple[time, ...] | None) -> None:
    """The rest of the event is taken; the part that was not understood is told of."""
    found = read(event(lines))
    (one,) = found.events
    assert code in {remark.code for remark in found.remarks if remark.grade is Grade.PARTLY}
    assert found.grade is Grade.PARTLY
    assert times is None or one.recurrence.times == times


def test_lengths() -> None:
    """DTEND and DURATION say how long an event lasts; without both nobody knows."""
    ends = ("DTEND:20261125T054500", "DTEND:20261124T224500Z", "DURATION:PT15M", "")
    found = [read(event(f"DTSTART:20261125T053000\n{one}")).events[0].duration for one in ends]
    assert found == [*[timedelta(minutes=15)] * 3, None]


def test_zones_of_others_are_kept_where_they_matter() -> None:
    """A weekly rule in New York recurs in New York; that is told, for nobody at home expects it."""
    found = read(event("DTSTART;TZID=America/New_York:20261125T053000\nRRULE:FREQ=WEEKLY"))
    assert found.events[0].recurrence.timezone == "America/New_York"
    assert [(one.code, one.grade) for one in found.remarks] == [("ical.other_zone", Grade.WHOLE)]
    found = read(event("DTSTART:20261124T223000Z\nRRULE:FREQ=WEEKLY;BYDAY=TU"))
    assert found.events[0].recurrence.timezone == "UTC"
    broken = read(event("DTSTART:20261124T223000Z\nRRULE:x"))
    assert [one.code for one in broken.remarks] == ["ical.bad_value"]


@pytest.mark.parametrize(
    ("offsets", "zone"),
    [
        (["+0700"], HOME),
        (["+0900"], "Etc/GMT-9"),
        (["-0500"], "Etc/GMT+5"),
        (["+0530"], None),
        (["+1400"], None),
        (["+0100", "+0200"], None),
        ([], None),
    ],
)
def test_zones_known_only_by_their_definition(offsets: list[str], zone: str | None) -> None:
    """A name nobody knows is understood by an offset that never changes, in whole hours."""
    parts = "".join(f"BEGIN:STANDARD\nTZOFFSETTO:{one}\nEND:STANDARD\n" for one in offsets)
    defined = f"BEGIN:VTIMEZONE\nTZID:Quê nhà\n{parts}END:VTIMEZONE\n"
    found = read(defined, event("DTSTART;TZID=Quê nhà:20261125T053000\nRRULE:FREQ=WEEKLY"))
    assert found.events[0].recurrence.timezone == (zone or HOME)
    assert ("ical.unknown_zone" in {one.code for one in found.remarks}) == (zone is None)


def test_several_rules_become_several_schedules() -> None:
    """Each rule is taken; extra dates go with the first, exceptions with all; it is told."""
    rules = (
        "\nRRULE:FREQ=WEEKLY;BYDAY=WE\nRRULE:FREQ=MONTHLY;BYMONTHDAY=25\nRDATE:20261203T090000\nEXDATE:20261202T053000"
    )
    found = read(event(f"DTSTART:20261125T053000{rules}"))
    first, second = (one.recurrence for one in found.events)
    assert (first.rule, second.rule) == ("FREQ=WEEKLY;BYDAY=WE", "FREQ=MONTHLY;BYMONTHDAY=25")
    assert (len(first.extra), len(second.extra)) == (1, 0)
    assert first.exceptions == second.exceptions == frozenset({date(2026, 12, 2)})
    assert [one.code for one in found.remarks] == ["ical.several_rules"]


def test_one_instance_changed_and_one_cancelled() -> None:
    """The changed instance comes as an event of its own; both instances are skipped in the series."""
    moved = event("DTSTART:20261126T090000\nRECURRENCE-ID:20261126T053000")
    gone = event("DTSTART:20261127T053000\nSTATUS:CANCELLED\nRECURRENCE-ID:20261127T053000")
    odd = event("STATUS:CANCELLED\nRECURRENCE-ID:x")
    whole_day = event("STATUS:CANCELLED\nRECURRENCE-ID;VALUE=DATE:20261127")
    other = event("DTSTART:20261127T053000", "SUMMARY:Khác\nUID:2@x")
    found = read(event(DAILY), moved, gone, odd, whole_day, other)
    series, instance, alone = found.events
    assert series.recurrence.skipped == {wall("20261126T0530"), wall("20261127T0530")}
    assert (instance.origin, instance.origin_at) == ("1@x", datetime(2026, 11, 25, 22, 30, tzinfo=UTC))
    assert instance.recurrence == Recurrence(date(2026, 11, 26), (time(9),))
    assert alone.recurrence.skipped == frozenset()
    assert {one.code for one in found.remarks} == {"ical.cancelled"}
    lonely = read(moved)
    assert (len(lonely.events), [one.code for one in lonely.remarks]) == (1, ["ical.no_origin"])


def test_a_newer_version_replaces_an_older_one() -> None:
    """Of two events with one UID the later SEQUENCE counts, else the first; events without UID are all taken."""
    old, new = (event(f"{DAILY}\nSEQUENCE:{one}", f"SUMMARY:Bản {one}\nUID:1@x") for one in (1, 2))
    for order in ((old, new), (new, old), (new, new)):
        found = read(*order)
        assert [one.title for one in found.events] == ["Bản 2"]
        assert [one.code for one in found.remarks] == ["ical.twice"]
    assert len(read(*[event(DAILY, "SUMMARY:Không số")] * 2).events) == 2


def test_what_is_no_event_is_told() -> None:
    """Tasks and notes cannot be scheduled; people and alarms are told of once, however many."""
    people = event(f"{DAILY}\nATTENDEE:mailto:a@x\nATTENDEE:mailto:b@x\nORGANIZER:mailto:c@x")
    found = read("BEGIN:VTODO\nSUMMARY:Mua sơn\nEND:VTODO\n", "BEGIN:VJOURNAL\nEND:VJOURNAL\n", people, people)
    told = [(one.grade, one.code, one.event, one.about) for one in found.remarks]
    assert told[:2] == [
        (Grade.NOT, "ical.component", "Mua sơn", "VTODO"),
        (Grade.NOT, "ical.component", "", "VJOURNAL"),
    ]
    (ignored,) = [one for one in found.remarks if one.code == "ical.ignored"]
    assert dict(ignored.facts) == {"names": "ATTENDEE, ORGANIZER"}


def test_titles() -> None:
    """A title stands on one line; a missing or endless one is told of."""
    assert read(event(DAILY, "SUMMARY:Tin\\n  sáng")).events[0].title == "Tin sáng"
    for more, code in (("UID:1", "ical.no_title"), (f"SUMMARY:{'a' * 201}", "ical.title_long")):
        found = read(event(DAILY, more))
        assert [one.code for one in found.remarks] == [code]
        assert len(found.events[0].title) <= 200


def test_what_is_over_is_told() -> None:
    """With a moment given, events that never happen again are named; endless ones never are."""
    past = "DTSTART:20250101T050000"
    over = (past, f"{past}\nRRULE:FREQ=DAILY;COUNT=2", f"{past}\nRRULE:FREQ=DAILY;UNTIL=20250301")
    for lines in over:
        assert [one.code for one in read(event(lines), now=NOW).remarks] == ["ical.past"]
        assert read(event(lines)).remarks == ()
    for lines in (f"{past}\nRRULE:FREQ=DAILY", f"{past}\nRDATE:20270101T050000"):
        assert read(event(lines), now=NOW).remarks == ()


def counting(rule: str, number: int) -> bytes:
    """Return a file of many events that count."""
    return f"BEGIN:VCALENDAR\n{event(f'DTSTART:20261125T053000{LF}RRULE:FREQ={rule}') * number}END:VCALENDAR\n".encode()


def listing(dates: int, number: int) -> bytes:
    """Return a file of many events with many dates."""
    days = ",".join(["20261126T053000"] * dates)
    return f"BEGIN:VCALENDAR\n{event(f'{DAILY}{LF}EXDATE:{days}') * number}END:VCALENDAR\n".encode()


LF = "\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ical.not_a_calendar"),
        (b"PK\x03\x04", "ical.not_a_calendar"),
        (b"<html>BEGIN:VCALENDAR</html>", "ical.not_a_calendar"),
        (b"BEGIN:VEVENT\r\nEND:VEVENT", "ical.not_a_calendar"),
        (b"x" * (MOST_BYTES + 1), "ical.too_large"),
        (b"BEGIN:VCALENDAR\n" + b"BEGIN:VEVENT\nEND:VEVENT\n" * (MOST_EVENTS + 1), "ical.too_many_events"),
        (b"BEGIN:VCALENDAR\n" * 20, "ical.broken"),
        (b"BEGIN:VCALENDAR\n" + b"X:1\n" * MOST_LINES, "ical.too_many_lines"),
        (b"BEGIN:VCALENDAR\r\n" + b" \r\n" * MOST_LINES, "ical.too_many_lines"),
        (counting("DAILY;COUNT=100000", 20), "ical.too_much_work"),
        (counting("DAILY;BYDAY=MO;COUNT=5000", 60), "ical.too_much_work"),
        (counting(f"DAILY;COUNT={'9' * 5000}", 20), "ical.too_much_work"),
        (counting("YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", 4000), "ical.too_much_work"),
        (counting("MONTHLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", 1000), "ical.too_much_work"),
        (counting("DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", 20), "ical.too_much_work"),
        (listing(4_900, 110), "ical.too_much_work"),
    ],
)
def test_files_that_cannot_be_used(data: bytes, code: str) -> None:
    """What is no calendar, too large or endless is refused before anything of it is read."""
    with pytest.raises(Refused) as caught:
        read_calendar(data, HOME)
    assert caught.value.code == code
    assert "[" not in caught.value.told("vi") + caught.value.told("en")


@pytest.mark.parametrize(
    "rule",
    [
        *("DAILY;COUNT=365", "WEEKLY;BYDAY=MO,TU,WE,TH,FR;COUNT=52", "MONTHLY;BYDAY=1MO;BYSETPOS=1;COUNT=12"),
        *("MONTHLY;BYMONTHDAY=15;COUNT=24", "YEARLY;BYMONTH=9;BYMONTHDAY=2;COUNT=5", "DAILY;COUNT=many", "x;INTERVAL"),
    ],
)
def test_what_people_write_is_not_too_much(rule: str) -> None:
    """Hundreds of events with rules that calendars make are read, each of them."""
    found = read_calendar(counting(rule, 500).replace(b"UID:1@x\n", b""), HOME)
    assert len({*(one.line for one in found.events), *(one.begins for one in found.remarks)}) == 500


def test_a_name_of_a_zone_without_end() -> None:
    """It is a zone nobody knows."""
    found = read(event(f"DTSTART;TZID={'a/' * 9000}:20261125T053000"))
    assert [one.code for one in found.remarks] == ["ical.unknown_zone"]


def test_a_file_cut_off_in_the_middle() -> None:
    """What came whole is taken; the event that was cut is told of, and so is the file."""
    data = f"BEGIN:VCALENDAR\n{event(DAILY)}BEGIN:VEVENT\nSUMMARY:Nửa chừng\nDTSTART:20261125T0".encode()
    found = read_calendar(data, HOME)
    assert [one.title for one in found.events] == ["Tin sáng"]
    assert [(one.grade, one.event) for one in found.remarks] == [(Grade.NOT, "Nửa chừng"), (Grade.PARTLY, "")]


def test_several_calendars_in_one_file() -> None:
    """Each is read with its own zones; what stands around them is passed over."""
    one = f"BEGIN:VCALENDAR\n{event(DAILY)}END:VCALENDAR\n"
    assert len(read_calendar(f"xin chào\n{one}\n{one}BEGIN:X\nEND:X\n".encode(), HOME).events) == 2


def test_remarks_never_lack_a_fact() -> None:
    """Every sentence about a file has all its blanks filled."""
    found = read(event(f"{DAILY}\nDTEND:x\nRDATE:x"), event("DTSTART:20261125\n"), event("DTSTART;TZID=q:20261125T05"))
    for one in found.remarks:
        facts = dict(one.facts)
        assert "[" not in texts()[one.code][0].format_map(facts)
        assert one.reason == Reason(one.code, one.facts)
        assert one.grade.reason.code in texts()
