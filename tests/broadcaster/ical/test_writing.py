"""Nothing of an entry is lost on its way through a calendar file, and other calendars show what will sound."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from broadcaster.bulletins import checked_title
from broadcaster.errors import Refused
from broadcaster.ical import About, Grade, ImportedEvent, entry_of, read_calendar, write_calendar
from broadcaster.plans import Entry
from schedules.priority import Priority
from schedules.recurrence import Holidays, InvalidRecurrence, Recurrence, daily, once, weekly
from schedules.timetable import Late, Resume

HOME = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 23, 1, 2, 3, 4, tzinfo=UTC)
FIRST = date(2026, 11, 25)
LUNAR = "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15"


def entry(recurrence: Recurrence, **changes: object) -> Entry:
    """Return an entry that recurs like this."""
    plain = Entry("abcdefgh", "Tin sáng", ("c1",), ("b1",), recurrence, "mai", NOW)
    return replace(plain, **changes)  # type: ignore[arg-type]


def events(*entries: Entry, timezone: str = HOME) -> tuple[ImportedEvent, ...]:
    """Return the events that the file of some entries gives, all understood."""
    found = read_calendar(write_calendar(entries, now=NOW), timezone)
    assert found.remarks == ()
    return found.events


def again(event: ImportedEvent) -> Entry:
    """Return the entry of an event that we wrote, as the same author made it."""
    blank = Entry(event.entry_id, "", ("elsewhere",), (), once(FIRST, time(1)), "mai", NOW)
    return entry_of(event, blank)


def as_others_read(recurrence: Recurrence) -> list[str]:
    """Return the times of each VEVENT as lines, without what only we can read."""
    lines = write_calendar([entry(recurrence)], now=NOW).decode().replace("\r\n ", "").split("\r\n")
    begin = lines.index("BEGIN:VEVENT")
    return [one for one in lines[begin:] if one.startswith(("UID", "DTSTART", "RRULE", "RDATE", "EXDATE"))]


@pytest.mark.parametrize(
    ("recurrence", "lines"),
    [
        (once(FIRST, time(5, 30)), [":20261125T053000"]),
        (once(FIRST, time(17), time(5, 30)), [":20261125T053000", "RDATE:20261125T170000"]),
        (daily(FIRST, time(5, 30)), [":20261125T053000", "RRULE:FREQ=DAILY;INTERVAL=1"]),
        (
            daily(FIRST, time(5), time(17), last=date(2026, 12, 1)),
            [":20261125T050000", "RRULE:FREQ=DAILY;UNTIL=20261201T165959Z;INTERVAL=1;BYMINUTE=0;BYHOUR=5,17"],
        ),
        (
            weekly(FIRST, frozenset({0}), time(5), time(6, 30, 15)),
            [
                ":20261130T050000",
                ".050000",
                "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
                ":20261130T063015",
                ".063015",
                "RRULE:FREQ=WEEKLY;INTERVAL=1;BYDAY=MO",
            ],
        ),
        (
            Recurrence(FIRST, (time(5, 0, 15), time(5, 0, 45)), "FREQ=DAILY;COUNT=2"),
            [":20261125T050015", "RRULE:FREQ=DAILY;COUNT=4;BYSECOND=15,45;BYMINUTE=0;BYHOUR=5"],
        ),
        (
            Recurrence(FIRST, (time(5), time(17)), "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1"),
            [
                ":20261130T050000",
                ".050000",
                "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
                ":20261130T170000",
                ".170000",
                "RRULE:FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1",
            ],
        ),
        (
            Recurrence(FIRST, (time(5),), "FREQ=HOURLY;INTERVAL=7;BYDAY=MO;UNTIL=20261205T100000"),
            [
                ":20261125T050000",
                "RRULE:FREQ=HOURLY;UNTIL=20261205T030000Z;INTERVAL=7;BYDAY=MO",
                "EXDATE:20261125T050000",
            ],
        ),
        (
            daily(FIRST, time(5), time(17), exceptions=frozenset({FIRST, date(2020, 1, 1)})),
            [
                ":20261125T050000",
                "RRULE:FREQ=DAILY;INTERVAL=1;BYMINUTE=0;BYHOUR=5,17",
                "EXDATE:20261125T050000,20261125T170000",
            ],
        ),
        (
            replace(
                once(FIRST, time(5), exceptions=frozenset({FIRST})),
                extra=frozenset({datetime(2026, 11, 25, 9), datetime(2026, 11, 26, 9)}),
            ),
            [":20261125T050000", "RDATE:20261126T090000", "EXDATE:20261125T050000"],
        ),
        (
            Recurrence(FIRST, (time(5),), f"{LUNAR};UNTIL=20270110"),
            [":20261209T050000", "RDATE:20261223T050000,20270108T050000"],
        ),
        (Recurrence(FIRST, (time(5),), f"{LUNAR};UNTIL=20261126"), [":20261125T050000", "EXDATE:20261125T050000"]),
        (
            replace(daily(FIRST, time(5), last=date(2027, 1, 31)), holidays=Holidays.SKIP),
            [
                ":20261125T050000",
                "RRULE:FREQ=DAILY;UNTIL=20270131T165959Z;INTERVAL=1",
                "EXDATE:20270101T050000",
            ],
        ),
        (
            replace(daily(FIRST, time(5), last=date(2027, 2, 6)), holidays=Holidays.ONLY),
            [":20270101T050000", "RDATE:20270205T050000,20270206T050000"],
        ),
        (
            Recurrence(FIRST, (time(5),), "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
            [":20261125T050000", "RRULE:FREQ=YEARLY;BYMONTHDAY=30;BYMONTH=2", "EXDATE:20261125T050000"],
        ),
    ],
)
def test_other_calendars_show_what_sounds(recurrence: Recurrence, lines: list[str]) -> None:
    """Plain rules where RFC 5545 has them, one event per time or plain dates where it has not."""
    told = [one.replace(f";TZID={HOME}", "") for one in as_others_read(recurrence)]
    parts = [one.removeprefix("UID:abcdefgh").removeprefix("DTSTART").removesuffix("@broadcaster") for one in told]
    assert [one for one in parts if one] == lines
    (event,) = events(entry(recurrence))
    assert event.recurrence == recurrence


def test_everything_a_calendar_shows() -> None:
    """Title, length, words, place and kinds come through, whatever characters they hold; the library agrees."""
    about = About(timedelta(minutes=4, seconds=10), "Mời bà con,\nđi họp; \\n là hai chữ.", "Ấp 3", ("Y tế", "a,b"))
    title = 'Tin "sáng"; số 1, \\n: ' + "dài " * 40 + "😀"
    data = write_calendar(
        [entry(daily(FIRST, time(5)), title=checked_title(title))], now=NOW, name="Phường", about={"abcdefgh": about}
    )
    assert max(len(line) for line in data.split(b"\r\n")) <= 75
    (event,) = read_calendar(data, HOME).events
    assert (event.title, event.duration, event.description) == (checked_title(title), about.duration, about.description)
    assert (event.location, event.categories, event.grade) == ("Ấp 3", about.categories, Grade.WHOLE)
    (theirs,) = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert str(theirs["SUMMARY"]) == checked_title(title)
    assert theirs.decoded("DTSTART").utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize("title", ["Họp \\N tổ", "a\\n;b,c", "cuối \\"])
def test_no_sign_of_a_title_is_taken_for_another(title: str) -> None:
    """A backslash stays a backslash, whatever letter follows it."""
    (event,) = events(entry(daily(FIRST, time(5)), title=title))
    assert (event.title, again(event).title) == (title, title)


def test_all_that_belongs_to_an_entry_comes_back() -> None:
    """Bulletins, places, stations, repeats, lateness, order, origin and reasons are kept."""
    whole = entry(
        daily(FIRST, time(5)),
        targets=(),
        stations=("st-1",),
        bulletin_ids=("b1", "b2"),
        priority=Priority.PRIORITY,
        repeat=3,
        latest_start_after=timedelta(minutes=1.5),
        resume=Resume.RESTART,
        late=Late.WHOLE,
        base=True,
        ahead_of=("x", "y"),
        origin="otherone",
        origin_at=NOW,
        outside_reason="Bão số 9",
    )
    data = write_calendar([whole], now=NOW)
    assert b"RELATED-TO:otherone@broadcaster" in data
    (event,) = read_calendar(data, HOME).events
    assert again(event) == whole
    assert event.entry_id == whole.id


def test_times_changed_in_another_calendar_count() -> None:
    """A moved event keeps its bulletins and takes the new time; who changed it is told of, and nothing is lost."""
    data = write_calendar([entry(daily(FIRST, time(5), time(6, 30)), priority=Priority.PRIORITY)], now=NOW)
    moved = data.replace(b"DTSTART;TZID=Asia/Ho_Chi_Minh:20261125T050000", b"DTSTART:20261125T070000")
    found = read_calendar(moved, HOME)
    assert [one.code for one in found.remarks] == ["ical.changed_elsewhere"]
    assert [one.recurrence.times for one in found.events] == [(time(7),), (time(6, 30),)]
    assert {one.kept["bulletin_ids"] for one in found.events} == {("b1",)}
    half = data.split(b"BEGIN:VEVENT")
    found = read_calendar(half[0] + b"BEGIN:VEVENT" + half[1] + b"END:VCALENDAR", HOME)
    assert [one.recurrence.times for one in found.events] == [(time(5),)]
    calmer = read_calendar(data.replace(b"PRIORITY:3", b"PRIORITY:9"), HOME)
    assert [one.kept.get("priority", one.priority) for one in calmer.events] == [Priority.ORDINARY]


def test_an_instance_moved_in_another_calendar() -> None:
    """Another program copies our property into the moved instance: it still stands for one instance only."""
    data = write_calendar([entry(daily(FIRST, time(5), time(6, 30)), origin="first", origin_at=NOW)], now=NOW)
    head, first, *rest = data.split(b"BEGIN:VEVENT")
    moved = first.replace(b"20261125T050000", b"20261126T090000").replace(b"RRULE:FREQ=DAILY;INTERVAL=1\r\n", b"")
    moved = moved.replace(b"DTSTART", b"RECURRENCE-ID:20261126T050000\r\nDTSTART", 1)
    found = read_calendar(b"BEGIN:VEVENT".join([head, moved, first, *rest]), HOME)
    instance, series = found.events
    assert (instance.origin_at, instance.kept["bulletin_ids"]) == (datetime(2026, 11, 25, 22, tzinfo=UTC), ("b1",))
    assert "origin" not in instance.kept
    assert series.recurrence.skipped == {datetime(2026, 11, 26, 5)}
    assert series.recurrence.times == (time(5), time(6, 30))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b'{"entry"', b'{"entri"'),
        (b'{"entry"', b"{{"),
        (b'"entry":"abcdefgh"', b'"entry":7'),
        (b'"years":', b'"years":7\\,"old":'),
        (b'"bulletin_ids":["b1"]', b'"bulletin_ids":"b1"'),
        (b'"repeat":1', b'"repeat":11'),
        (b'"repeat":1', b'"repeat":true'),
        (b'"base":false', b'"base":0'),
        (b'"late":"seek"', b'"late":"never"'),
        (b'"latest_start_after":300.0', b'"latest_start_after":-1'),
        (b'"latest_start_after":300.0', b'"latest_start_after":"x"'),
        (b'"origin":""', b'"origin":""\\,"origin_at":"2026-01-01T00:00:00"'),
        (b'"extra":[]', b'"extra":["2026-01-01T00:00:00Z"]'),
        (b'"times":["05:00:00"]', b'"times":[]'),
        (b'"rule":"FREQ=DAILY', b'"rule":"FREQ=SECONDLY'),
        (b'"times":["05:00:00"]', b'"times":[5]'),
        (b'"kept":{', b'"kept":[]\\,"old":{'),
        (b'"entry":"abcdefgh"', b'"entry":"' + b"a" * 401 + b'"'),
        (b'"targets":["c1"]', b'"targets":[' + b",".join([b'"a"'] * 501).replace(b",", b"\\,") + b"]"),
    ],
)
def test_a_property_of_ours_that_somebody_changed(old: bytes, new: bytes) -> None:
    """It is told of, and the plain event is taken with nothing of it."""
    data = write_calendar([entry(daily(FIRST, time(5)))], now=NOW).replace(b"\r\n ", b"")
    assert old in data
    found = read_calendar(data.replace(old, new), HOME)
    assert [(one.code, one.grade) for one in found.remarks] == [("ical.mark_broken", Grade.PARTLY)]
    assert [(one.recurrence, one.kept) for one in found.events] == [(daily(FIRST, time(5)), {})]


# ---------------------------------------------------------------- properties

clocks = some.times(time(0), time(23, 59, 59)).map(lambda one: one.replace(microsecond=0))
round_clocks = some.sampled_from([time(5), time(5, 30), time(11), time(17), time(17, 30)])
days = some.dates(date(2024, 1, 1), date(2029, 12, 31))
instants = some.builds(datetime.combine, days, clocks)
rules = some.sampled_from(
    [
        None,
        "FREQ=DAILY",
        "FREQ=DAILY;INTERVAL=3;COUNT=5",
        "FREQ=WEEKLY;BYDAY=MO,TH;WKST=SU;UNTIL=20280101",
        "FREQ=WEEKLY;INTERVAL=2",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE;BYSETPOS=-1",
        "FREQ=YEARLY;BYWEEKNO=20",
        "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20280101T000000Z",
        "FREQ=HOURLY;INTERVAL=5;COUNT=20",
        LUNAR,
        "RSCALE=VIETNAMESE;FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=10",
    ]
)
recurrences = some.builds(
    Recurrence,
    days,
    some.lists(clocks | round_clocks, min_size=1, max_size=4, unique=True).map(tuple),
    rules,
    exceptions=some.frozensets(days, max_size=3),
    timezone=some.sampled_from([HOME, "UTC", "America/New_York", "Asia/Bangkok"]),
    extra=some.frozensets(instants, max_size=3),
    skipped=some.frozensets(instants, max_size=3),
    holidays=some.sampled_from(Holidays),
)
words = some.text(some.characters(exclude_categories=["C"], max_codepoint=0x1F9FF), max_size=60)
names = some.tuples() | some.tuples(words) | some.tuples(words, words)


@some.composite
def entries(draw: some.DrawFn) -> Entry:
    """Draw an entry of any kind."""
    try:
        recurrence, title = draw(recurrences), checked_title(draw(words))
    except (InvalidRecurrence, Refused):
        recurrence, title = daily(FIRST, time(5)), "Tin"
    return Entry(
        id=draw(some.text("abcdefghij234567", min_size=8, max_size=8)),
        title=title,
        targets=draw(names),
        bulletin_ids=draw(names),
        recurrence=recurrence,
        author="mai",
        created_at=NOW,
        stations=draw(names),
        priority=draw(some.sampled_from(Priority)),
        repeat=draw(some.integers(1, 10)),
        latest_start_after=timedelta(seconds=draw(some.integers(0, 7200))),
        resume=draw(some.sampled_from(Resume)),
        outside_reason=draw(words),
        late=draw(some.sampled_from(Late)),
        base=draw(some.booleans()),
        ahead_of=draw(names),
        origin=draw(words),
        origin_at=draw(some.none() | some.datetimes(timezones=some.just(UTC))),
    )


def edge(name: str, recurrence: Recurrence, **changes: object) -> Entry:
    """Return one entry of a file with edges."""
    return entry(recurrence, id=name, **changes)


EDGES = [
    edge("aaaaaaaa", Recurrence(FIRST, (time(5), time(23, 59, 59)), LUNAR, timezone="America/New_York")),
    edge("bbbbbbbb", Recurrence(FIRST, (time(5),), "FREQ=HOURLY;INTERVAL=5;COUNT=20", holidays=Holidays.SKIP)),
    edge("cccccccc", Recurrence(FIRST, (time(5),), "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20280101T000000Z")),
    edge("dddddddd", once(FIRST, time(17), time(5), exceptions=frozenset({FIRST})), origin_at=NOW),
    edge("eeeeeeee", Recurrence(FIRST, (time(6), time(5, 1)), "FREQ=WEEKLY;INTERVAL=2", holidays=Holidays.ONLY)),
]


def check_round_trip(given: list[Entry], timezone: str) -> None:
    """Write entries, read them, write them once more."""
    data = write_calendar(given, now=NOW)
    found = read_calendar(data, timezone)
    back = [again(one) for one in found.events]
    assert sorted(back, key=lambda one: one.id) == sorted(given, key=lambda one: one.id)
    assert write_calendar(back, now=NOW) == data
    assert {one.code for one in found.remarks} <= {"ical.other_zone"}


several = some.lists(entries(), max_size=3, unique_by=lambda one: one.id)
elsewhere = some.sampled_from([HOME, "Europe/Berlin"])


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(several, elsewhere)
@example(EDGES, "Europe/Berlin")
def test_written_and_read_they_are_the_same(given: list[Entry], timezone: str) -> None:
    """read(write(entries)) == entries, and writing them once more gives the same bytes."""
    check_round_trip(given, timezone)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(several, elsewhere)
def test_many_entries_of_any_kind_are_the_same(given: list[Entry], timezone: str) -> None:
    """The same for many more."""
    check_round_trip(given, timezone)


plain_rules = some.sampled_from(
    ["FREQ=DAILY;INTERVAL=2;COUNT=9", "FREQ=WEEKLY;BYDAY=MO,SA;UNTIL=20270201", LUNAR, None]
)


@pytest.mark.slow
@settings(max_examples=12, deadline=None)
@given(
    plain_rules,
    some.lists(round_clocks, min_size=1, max_size=3, unique=True).map(tuple),
    some.sampled_from(Holidays),
    some.frozensets(some.sampled_from([datetime(2026, 12, 1, 5), datetime(2026, 12, 2, 17)])),
)
def test_others_hear_the_same(
    rule: str | None, times: tuple[time, ...], holidays: Holidays, skipped: frozenset[datetime]
) -> None:
    """Without the property of ours the events still give the very instants, in the years that are written out."""
    first = date(2026, 11, 24)
    recurrence = Recurrence(
        first, times, rule, exceptions=frozenset({date(2026, 12, 5)}), skipped=skipped, holidays=holidays
    )
    data = write_calendar([entry(recurrence)], now=NOW).replace(b"X-BROADCASTER-ENTRY", b"X-OTHER")
    window = (NOW - timedelta(days=20), NOW + timedelta(days=500))
    heard = [start for one in read_calendar(data, HOME).events for start in one.recurrence.between(*window)]
    assert sorted(heard) == recurrence.between(*window)
