"""What is said of "this and all later" is what sounds: series end, others begin, and nothing is dropped unsaid."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from broadcaster.ical import Grade, Imported, ImportedEvent, entry_of, read_calendar, write_calendar
from broadcaster.ical.linking import MOST_SPLITS
from broadcaster.plans import Entry
from broadcaster.wording import texts
from schedules.recurrence import Recurrence, daily
from schedules.walls import instant_of, known_zone

HOME = "Asia/Ho_Chi_Minh"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
LONG = timedelta(days=800)
DAILY = "DTSTART:20261125T053000\nRRULE:FREQ=DAILY"
LUNAR = "RSCALE=VIETNAMESE;FREQ=MONTHLY;BYMONTHDAY=1,15"


def event(lines: str, title: str = "Cũ", uid: str = "1@x") -> str:
    """Return the text of one event."""
    return f"BEGIN:VEVENT\nSUMMARY:{title}\nUID:{uid}\n{lines}\nEND:VEVENT\n"


def later(at: str, start: str, more: str = "", title: str = "Mới") -> str:
    """Return the text of an event that stands for an instance and all later ones."""
    mark = ":" if at[0] not in ";:" else ""
    return event(f"RECURRENCE-ID;RANGE=THISANDFUTURE{mark}{at}\nDTSTART:{start}{more}", title)


def read(*blocks: str) -> Imported:
    """Read a calendar of these blocks."""
    return read_calendar(f"BEGIN:VCALENDAR\n{''.join(blocks)}END:VCALENDAR\n".encode(), HOME)


def sounds(found: Imported, title: str, count: int = 5) -> list[str]:
    """Return the first local times at which the events of a title sound, each as month, day and time."""
    zone = known_zone(HOME)
    titled = [one.recurrence for one in found.events if one.title == title]
    starts = [start for one in titled for start in one.between(NOW, NOW + LONG)]
    return [f"{one.astimezone(zone):%m%dT%H%M}" for one in sorted(starts)][:count]


def codes(found: Imported) -> list[str]:
    """Return what was remarked, sorted."""
    return sorted(one.code for one in found.remarks)


def test_a_series_ends_and_another_begins() -> None:
    """Before the instance all is as it was, from it on as changed; whoever reads the report is told from when."""
    found = read(event(DAILY), later("20261128T053000", "20261128T060000\nDURATION:PT9M"))
    old, new = found.events
    assert old.recurrence == Recurrence(old.recurrence.start, (time(5, 30),), "FREQ=DAILY;UNTIL=20261127")
    assert sounds(found, "Cũ") == ["1125T0530", "1126T0530", "1127T0530"]
    assert sounds(found, "Mới", 3) == ["1128T0600", "1129T0600", "1130T0600"]
    assert (new.duration, new.origin, new.origin_at, new.following) == (timedelta(minutes=9), "", None, False)
    assert (old.uid, new.uid) == ("1@x", "1@x.20261127T223000Z")
    (told,) = found.remarks
    assert (told.code, told.grade, dict(told.facts)) == ("ical.split", Grade.WHOLE, {"day": "28/11/2026"})
    assert told.begins == new.line


def test_of_several_the_nearest_counts() -> None:
    """Each names an instance by its first time, whatever a change before has made of it."""
    found = read(
        event(f"{DAILY};COUNT=10\nEXDATE:20261126T053000,20261202T053000\nRDATE:20261201T120000"),
        later("20261203T053000", "20261204T013000", title="Ba"),
        later("20261130T053000", "20261130T060000", title="Hai"),
        event("RECURRENCE-ID:20261201T053000\nDTSTART:20261201T090000", "Một lần"),
    )
    assert sounds(found, "Cũ") == ["1125T0530", "1127T0530", "1128T0530", "1129T0530"]
    assert sounds(found, "Hai") == ["1130T0600", "1201T1230"]
    assert sounds(found, "Một lần") == ["1201T0900"]
    assert sounds(found, "Ba") == ["1204T0130", "1205T0130"]
    (once,) = [one for one in found.events if one.title == "Một lần"]
    assert (once.origin, once.origin_at) == ("1@x.20261129T223000Z", datetime(2026, 11, 30, 23, tzinfo=UTC))


@pytest.mark.parametrize(
    ("master", "changes", "old", "new"),
    [
        pytest.param(DAILY, [later("20261125T053000", "20261125T060000")], [], ["1125T0600", "1126T0600"], id="first"),
        pytest.param(
            f"{DAILY};UNTIL=20261128T000000Z",
            [later("20261127T053000", "20261127T053000")],
            ["1125T0530", "1126T0530"],
            ["1127T0530"],
            id="until",
        ),
        pytest.param(
            f"{DAILY};BYHOUR=5,17;COUNT=5",
            [later("20261126T173000", "20261126T183000")],
            ["1125T0530", "1125T1730", "1126T0530"],
            ["1126T1830", "1127T0630"],
            id="twice a day",
        ),
        pytest.param(
            f"{DAILY};BYHOUR=5,22;BYMINUTE=30",
            [later("20261126T053000", "20261126T083000")],
            ["1125T0530", "1125T2230"],
            ["1126T0830", "1127T0130"],
            id="over midnight",
        ),
        pytest.param(
            "DTSTART;TZID=America/New_York:20261125T053000\nRRULE:FREQ=WEEKLY",
            [later(";TZID=America/New_York:20261202T053000", "20261202T180000Z")],
            ["1125T1730"],
            ["1203T0100", "1210T0100"],
            id="zones",
        ),
        pytest.param(
            DAILY,
            [later(";VALUE=DATE:20261127", "20261127T070000")],
            ["1125T0530", "1126T0530"],
            ["1127T0700", "1128T0700"],
            id="a day",
        ),
        pytest.param(
            DAILY,
            [event("RECURRENCE-ID;RANGE=THISANDFUTURE:20261127T053000\nSTATUS:CANCELLED")],
            ["1125T0530", "1126T0530"],
            [],
            id="cancelled",
        ),
        pytest.param(
            DAILY,
            [event("RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20261126\nSTATUS:CANCELLED")],
            ["1125T0530"],
            [],
            id="cancelled from a day on",
        ),
        pytest.param(
            DAILY,
            [
                later("20261127T053000", "20261127T070000\nRDATE:20261127T120000\nEXDATE:20261128T070000"),
                event("RECURRENCE-ID:20261129T053000\nSTATUS:CANCELLED"),
            ],
            ["1125T0530", "1126T0530"],
            ["1127T0700", "1127T1200", "1130T0700"],
            id="exceptions of its own",
        ),
        pytest.param(
            "DTSTART:20261125T053000\nRDATE:20261130T053000,20261205T053000",
            [later("20261130T053000", "20261201T060000")],
            ["1125T0530"],
            ["1201T0600", "1206T0600"],
            id="dates",
        ),
        pytest.param(
            f"{DAILY};COUNT=3\nRRULE:FREQ=MONTHLY;BYMONTHDAY=25",
            [later("20261126T053000", "20261126T060000")],
            ["1125T0530", "1125T0530"],
            ["1126T0600", "1127T0600", "1225T0600"],
            id="two rules",
        ),
        pytest.param(
            "DTSTART:20261130T053000\nRRULE:FREQ=MONTHLY;BYDAY=-1MO;COUNT=3",
            [later("20261228T053000", "20261229T053000")],
            ["1130T0530"],
            ["1229T0530", "0126T0530"],
            id="no such rule but an end",
        ),
    ],
)
def test_what_is_kept_of_it(master: str, changes: list[str], old: list[str], new: list[str]) -> None:
    """The end of a rule, times of day, zones, whole days, dates: each comes out where RFC 5545 puts it."""
    found = read(event(master), *changes)
    assert (sounds(found, "Cũ", len(old) + 1), sounds(found, "Mới", max(1, len(new)))[: len(new)]) == (old, new)
    assert all(one.grade is not Grade.NOT for one in found.remarks)


@pytest.mark.parametrize(
    ("blocks", "told", "old", "new"),
    [
        pytest.param(
            [
                event("DTSTART:20261130T053000\nRRULE:FREQ=MONTHLY;BYDAY=-1MO"),
                later("20261228T053000", "20261229T053000"),
            ],
            ["ical.range_not_kept", "ical.this_and_future"],
            ["1130T0530", "0125T0530"],
            ["1229T0530"],
            id="no rule says it",
        ),
        pytest.param(
            [event(f"{DAILY};BYHOUR=5,22;BYMINUTE=30"), later("20261126T053000", "22001231T083000")],
            ["ical.range_not_kept", "ical.this_and_future"],
            ["1125T0530", "1125T2230", "1126T2230"],
            [],
            id="out of the calendar",
        ),
        pytest.param(
            [event(f"{DAILY};COUNT=2"), later("20271226T053000", "20271226T060000")],
            ["ical.range_not_kept", "ical.this_and_future"],
            ["1125T0530", "1126T0530"],
            ["1226T0600"],
            id="nothing is later",
        ),
        pytest.param(
            [later("20261228T053000", "20261229T053000")],
            ["ical.no_origin", "ical.this_and_future"],
            [],
            ["1229T0530"],
            id="no series",
        ),
        pytest.param(
            [event(DAILY), later("20261126T060000", "20261126T070000")],
            ["ical.range_unmatched", "ical.split"],
            ["1125T0530", "1126T0530"],
            ["1127T0630", "1128T0630"],
            id="no instance",
        ),
        pytest.param(
            [
                event(DAILY),
                later("20261126T053000", "20261126T070000\nRRULE:FREQ=WEEKLY"),
                later("20261205T053000", "20261205T053000", title="Cuối"),
                event("RECURRENCE-ID:20261203T070000\nSTATUS:CANCELLED"),
            ],
            ["ical.cancelled", "ical.range_own_rule", "ical.split", "ical.split"],
            ["1125T0530"],
            ["1126T0700"],
            id="a rule of its own",
        ),
        pytest.param(
            [
                event(DAILY),
                later("20261126T053000", "20261126T070000"),
                later("20261126T053000", "20261127T070000\nRRULE:FREQ=WEEKLY", title="Sau"),
            ],
            ["ical.split", "ical.twice"],
            ["1125T0530"],
            ["1126T0700"],
            id="twice",
        ),
        pytest.param(
            [event(DAILY), later("20261126T053000", "20261126").replace("DTSTART", "DTSTART;VALUE=DATE")],
            ["ical.no_time"],
            ["1125T0530", "1126T0530"],
            [],
            id="no time",
        ),
        pytest.param(
            [event(DAILY), later("20261126T053000", "20261126T070000").replace("FUTURE", "PRIOR")],
            ["ical.this_and_prior"],
            ["1125T0530", "1127T0530"],
            ["1126T0700"],
            id="all earlier",
        ),
    ],
)
def test_what_cannot_be_kept_is_said(blocks: list[str], told: list[str], old: list[str], new: list[str]) -> None:
    """Then the change counts for one instance or as its own words say, and the report asks to look at the others."""
    found = read(*blocks)
    assert codes(found) == sorted(told)
    assert sounds(found, "Cũ", len(old)) == old
    assert sounds(found, "Mới", max(1, len(new))) == new
    for one in found.remarks:
        assert "[" not in texts()[one.code][0].format_map(dict(one.facts))
    worst = {one.code for one in found.remarks if one.grade is Grade.PARTLY}
    assert all(one.grade is Grade.PARTLY for one in found.events if one.title == "Mới" and worst)


def test_a_rule_of_its_own_that_is_over_before_it_begins() -> None:
    """Where the next change comes first nothing of it is left, and it stands for its one instance."""
    found = read(
        event(DAILY),
        later("20261126T053000", "20261210T070000\nRRULE:FREQ=WEEKLY;BYDAY=TH"),
        later("20261127T053000", "20261127T060000", title="Cuối"),
    )
    assert codes(found) == ["ical.range_not_kept", "ical.split", "ical.this_and_future"]
    assert sounds(found, "Cuối", 1) == ["1127T0600"]


def test_one_instance_differs_from_the_later_ones() -> None:
    """An instance may be changed by itself and begin a change for good as well: by itself it is as it says."""
    once = event("RECURRENCE-ID:20261126T053000\nDTSTART:20261126T100000", "Một lần")
    found = read(event(DAILY), later("20261126T053000", "20261126T060000"), once)
    assert codes(found) == ["ical.split"]
    assert (sounds(found, "Cũ"), sounds(found, "Một lần")) == (["1125T0530"], ["1126T1000"])
    assert sounds(found, "Mới", 2) == ["1127T0600", "1128T0600"]


def test_too_many_changes_for_good() -> None:
    """More than anybody makes are taken for one instance each, and that is said."""
    days = [datetime(2026, 11, 25, 5, 30) + timedelta(days=one) for one in range(MOST_SPLITS + 2)]
    found = read(event(DAILY), *[later(f"{day:%Y%m%dT%H%M%S}", f"{day:%Y%m%d}T060000") for day in days])
    assert codes(found).count("ical.split") == MOST_SPLITS
    assert codes(found).count("ical.too_many_splits") == 2


def test_a_cancelled_event_without_a_name_takes_nothing_away() -> None:
    """Events that have no UID are nobody's series."""
    gone = "BEGIN:VEVENT\nSTATUS:CANCELLED\nRECURRENCE-ID:20261126T053000\nEND:VEVENT\n"
    found = read(event(DAILY).replace("UID:1@x\n", ""), gone)
    assert sounds(found, "Cũ", 2) == ["1125T0530", "1126T0530"]


# ---------------------------------------------------------------- our own files


def ours(recurrence: Recurrence) -> str:
    """Return the file of one entry, unfolded."""
    entry = Entry("abcdefgh", "Cũ", ("c1",), ("b1",), recurrence, "mai", NOW, repeat=2)
    return write_calendar([entry], now=NOW).decode().replace("\r\n ", "").replace("\r\n", "\n")


def with_change(text: str, at: str, start: str) -> Imported:
    """Read our own file after another program changed its first event from an instance on."""
    head, first, *rest = text.split("BEGIN:VEVENT\n")
    times = ("RRULE", "RDATE", "EXDATE", "DTSTART", "END:VCALENDAR")
    lines = [one for one in first.split("\n") if not one.startswith(times)]
    lines[-2:-2] = [f"RECURRENCE-ID;RANGE=THISANDFUTURE:{at}", f"DTSTART:{start}"]
    changed = "\n".join(lines).replace("SUMMARY:Cũ", "SUMMARY:Mới")
    return read_calendar("BEGIN:VEVENT\n".join([head, changed, first, *rest]).encode(), HOME)


def test_our_own_file_changed_elsewhere_from_a_day_on() -> None:
    """Both series keep what only our files say; a lunar rule stays one; the first is still the entry it came from."""
    found = with_change(ours(Recurrence(NOW.date(), (time(5),), LUNAR)), "20261223T050000", "20261223T060000")
    assert codes(found) == ["ical.split"]
    old, new = sorted(found.events, key=lambda one: one.title)
    assert (old.entry_id, new.entry_id, old.recurrence.rule, new.recurrence.rule) == (
        "abcdefgh",
        "abcdefgh",
        f"{LUNAR};UNTIL=20261222",
        LUNAR,
    )
    assert (old.kept["repeat"], new.kept["repeat"]) == (2, 2)
    assert sounds(found, "Mới", 2) == ["1223T0600", "0108T0600"]


def test_one_of_several_times_changed_elsewhere() -> None:
    """An entry of odd times stands in the file as an event each; only the one that was changed changes."""
    found = with_change(ours(daily(NOW.date(), time(5), time(6, 15))), "20261126T050000", "20261126T070000")
    assert codes(found) == ["ical.changed_elsewhere", "ical.split"]
    assert sounds(found, "Cũ", 8) == [
        *("1124T0500", "1124T0615", "1125T0500", "1125T0615"),
        *("1126T0615", "1127T0615", "1128T0615", "1129T0615"),
    ]
    assert sounds(found, "Mới", 2) == ["1126T0700", "1127T0700"]


def as_entries(events: tuple[ImportedEvent, ...]) -> list[Entry]:
    """Return the entries that events become, each with an id of its own."""
    blank = Entry("", "", ("c1",), ("b1",), daily(NOW.date(), time(1)), "mai", NOW)
    named = [entry_of(one, blank) for one in events]
    return [Entry(f"entry-{n}", one.title, ("c1",), ("b1",), one.recurrence, "mai", NOW) for n, one in enumerate(named)]


# ---------------------------------------------------------------- properties

START = datetime(2026, 11, 25, 5, 30)
rules = some.sampled_from(
    [
        "FREQ=DAILY;INTERVAL=3",
        "FREQ=DAILY;BYDAY=MO,TU,FR;COUNT=40",
        "FREQ=DAILY;BYHOUR=5,17,22;BYMINUTE=0,40;COUNT=31",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,WE,SA",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,WE,SA;BYHOUR=1,23",
        "FREQ=WEEKLY;UNTIL=20270601T000000Z",
        "FREQ=MONTHLY;BYMONTHDAY=10,20",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=MONTHLY;BYDAY=-1FR;COUNT=12",
        "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD;BYMONTHDAY=31;COUNT=12",
        "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=25",
        "FREQ=HOURLY;INTERVAL=7;COUNT=200",
        "FREQ=HOURLY;INTERVAL=7",
        "FREQ=HOURLY;INTERVAL=5;BYDAY=MO",
        LUNAR,
    ]
)
shifts = some.sampled_from([0, 30, -45, 24 * 60, -24 * 60, 20 * 60, 3 * 24 * 60 + 15]).map(
    lambda minutes: timedelta(minutes=minutes)
)
places = some.integers(0, 30)


@settings(max_examples=6, deadline=None)
@given(rules, some.dictionaries(places, shifts, max_size=3), some.sets(places, max_size=3))
@example("FREQ=MONTHLY;BYMONTHDAY=-1", {2: timedelta(days=1)}, set())
@example("FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=SU,WE,SA;BYHOUR=1,23", {3: timedelta(hours=20)}, {4})
@example("FREQ=HOURLY;INTERVAL=7;COUNT=200", {}, {0})
@example(LUNAR, {0: timedelta(0), 4: timedelta(days=1), 9: timedelta(minutes=30)}, {4, 5})
def test_what_sounds_is_what_the_words_say(rule: str, changes: dict[int, timedelta], out: set[int]) -> None:
    """Every instance sounds later by what the nearest change before it says; written and read it is the same."""
    check_changes(rule, changes, out)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(rules, some.dictionaries(places, shifts, max_size=3), some.sets(places, max_size=3))
def test_many_changes_sound_as_the_words_say(rule: str, changes: dict[int, timedelta], out: set[int]) -> None:
    """The same for many more."""
    check_changes(rule, changes, out)


def check_changes(rule: str, changes: dict[int, timedelta], out: set[int]) -> None:
    """Read a series with changes and exceptions, each at the place of an instance, and hear it."""
    master = event(f"DTSTART:{START:%Y%m%dT%H%M%S}\nRRULE:{rule}")
    zone, begin = known_zone(HOME), datetime(2026, 11, 1, tzinfo=UTC)
    walls = [one.astimezone(zone).replace(tzinfo=None) for one in read(master).events[0].recurrence.between(begin, FAR)]
    excluded = {walls[place] for place in out if place < len(walls)}
    splits = {walls[place]: by for place, by in changes.items() if place < len(walls)}
    exdates = "".join(f"\nEXDATE:{one:%Y%m%dT%H%M%S}" for one in excluded)
    found = read(
        event(f"DTSTART:{START:%Y%m%dT%H%M%S}\nRRULE:{rule}{exdates}"),
        *[later(f"{at:%Y%m%dT%H%M%S}", f"{at + by:%Y%m%dT%H%M%S}") for at, by in splits.items()],
    )
    refused = {one.origin_at for one in found.events if one.origin}
    kept = {at: by for at, by in splits.items() if instant_of(at, zone) not in refused}
    expected = []
    for wall in (wall for wall in walls if wall not in excluded or instant_of(wall, zone) in refused):
        nearest = max((at for at in kept if at <= wall), default=None)
        by = splits[wall] if instant_of(wall, zone) in refused else kept[nearest] if nearest else timedelta(0)
        expected.append(instant_of(wall + by, zone))
    window = (begin, FAR - timedelta(days=5))
    heard = [start for one in found.events for start in one.recurrence.between(*window)]
    assert sorted(heard) == sorted(one for one in expected if window[0] <= one < window[1])
    assert len(refused) == codes(found).count("ical.range_not_kept")
    entries = as_entries(found.events)
    again = read_calendar(write_calendar(entries, now=NOW), HOME)
    assert [one.recurrence for one in again.events] == [one.recurrence for one in entries]


FAR = datetime(2027, 9, 1, tzinfo=UTC)
