"""Schedule entries as an iCalendar file that other calendars show right and that we read back without a loss.

Plain RFC 5545 wherever it can say it. Times of day that are no hours x minutes become an event each; lunar rules and
"only on holidays" become the dates of the coming years. What stands behind it is kept in one property of ours.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vRecur, vText

from broadcaster.ical.keeping import MARK, kept_data, recurrence_data
from broadcaster.ical.rules import CLOCK_PARTS, END_OF_DAY, Parts, in_words, is_timed, read_parts
from broadcaster.ical.times import read_moment
from broadcaster.ical.values import UID_TAIL
from broadcaster.plans import Entry
from schedules.holidays import Holidays
from schedules.priority import Priority
from schedules.recurrence import Recurrence

PRODUCT = "-//broadcaster//timetable//VI"
YEARS_AHEAD = 5
DAYS_BACK = timedelta(days=31)
MOST_WRITTEN = 1_000
NUMBERS = {Priority.EMERGENCY: 1, Priority.PRIORITY: 3, Priority.ORDINARY: 5}
"""RFC 5545: 1-4 high, 5 middle."""


@dataclass(frozen=True, slots=True)
class About:
    """What a calendar shows of an entry besides its times."""

    duration: timedelta | None = None
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()


class Words(vText):
    """A text of which nothing is lost: the library's own takes a backslash before an N for a line break."""

    def to_ical(self) -> bytes:
        """Return the text escaped as RFC 5545 3.3.11 says."""
        text = str(self).replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
        return text.replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n").encode()


@dataclass(frozen=True, slots=True)
class Years:
    """The days, both included, for which dates are written out that no rule of RFC 5545 can give."""

    since: date
    until: date

    @classmethod
    def around(cls, now: datetime) -> "Years":
        """Return the years that a file written now shows."""
        return cls((now - DAYS_BACK).date(), date(now.year + YEARS_AHEAD, 12, 31))


@dataclass(frozen=True, slots=True)
class Shape:
    """The times of one VEVENT, all naive local."""

    start: datetime
    rule: str = ""
    dates: tuple[datetime, ...] = ()
    left_out: tuple[datetime, ...] = ()
    part: str = ""


def write_calendar(
    entries: Iterable[Entry], *, now: datetime, name: str = "", about: Mapping[str, About] | None = None
) -> bytes:
    """Return a file with all entries, the same bytes for the same entries and moment; ``about`` by entry id."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    if name:
        calendar.add("x-wr-calname", name)
    years = Years.around(now)
    for entry in sorted(entries, key=lambda one: one.id):
        for event in written(entry, years, (about or {}).get(entry.id, About()), now=now):
            calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(1970, 1, 1), last_date=date(2038, 1, 1))
    text: bytes = calendar.to_ical()
    return text


def written(entry: Entry, years: Years, about: About, *, now: datetime) -> Iterator[Event]:
    """Give the VEVENTs of one entry."""
    zone = ZoneInfo(entry.recurrence.timezone)
    for shape in shapes(entry.recurrence, years):
        event = Event()
        event.add("uid", f"{entry.id}{shape.part}{UID_TAIL}")
        event.add("dtstamp", now.astimezone(UTC).replace(microsecond=0))
        event.add("summary", Words(entry.title))
        event.add("priority", NUMBERS[entry.priority])
        event.add("dtstart", shape.start.replace(tzinfo=zone))
        if shape.rule:
            event.add("rrule", vRecur.from_ical(shape.rule))
        for property_name, walls in (("rdate", shape.dates), ("exdate", shape.left_out)):
            if walls:
                event.add(property_name, [one.replace(tzinfo=zone) for one in walls])
        if entry.origin:
            event.add("related-to", f"{entry.origin}{UID_TAIL}")
        add_about(event, about)
        event.add(MARK, Words(mark(entry, years)))
        yield event


def add_about(event: Event, about: About) -> None:
    """Add what a calendar shows besides the times."""
    if about.duration is not None:
        event.add("duration", about.duration)
    if about.description:
        event.add("description", Words(about.description))
    if about.location:
        event.add("location", Words(about.location))
    if about.categories:
        event.add("categories", list(about.categories))


def mark(entry: Entry, years: Years) -> str:
    """Return the property of ours: all of the entry that RFC 5545 cannot say, and for which years dates stand here."""
    data = {
        "entry": entry.id,
        "recurrence": recurrence_data(entry.recurrence),
        "years": [f"{years.since}", f"{years.until}"],
        "kept": kept_data(entry),
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


# ---------------------------------------------------------------- shapes


def shapes(recurrence: Recurrence, years: Years) -> list[Shape]:
    """Return the VEVENTs that together show a recurrence: one if RFC 5545 can say it in one."""
    parts = plain_parts(recurrence)
    if recurrence.holidays is Holidays.ONLY or (recurrence.rule is not None and parts is None):
        return [dated(recurrence, years)]
    if parts is None or len(recurrence.times) == 1:
        return [ruled(recurrence, parts, years)]
    if (clock := clock_parts(recurrence.times)) and "BYSETPOS" not in parts:
        return [ruled(recurrence, {**parts, **clock}, years)]
    return [replace(ruled(one, parts, years), part=f".{one.times[0]:%H%M%S}") for one in single_times(recurrence)]


def plain_parts(recurrence: Recurrence) -> Parts | None:
    """Return the parts of a rule over days that every calendar knows; None for no rule and for all others."""
    if recurrence.rule is None:
        return None
    parts = read_parts(recurrence.rule.removeprefix("RRULE:"))
    return None if "RSCALE" in parts else parts


def clock_parts(times: tuple[time, ...]) -> Parts:
    """Return BYHOUR, BYMINUTE and BYSECOND if the times are all their combinations, else nothing."""
    choices = [sorted({getattr(at, name) for at in times}) for name in ("hour", "minute", "second")]
    if {time(*three) for three in product(*choices)} != set(times):
        return {}
    named = dict(zip(CLOCK_PARTS, choices, strict=True))
    return {name: ",".join(map(str, some)) for name, some in named.items() if name != "BYSECOND" or some != [0]}


def single_times(recurrence: Recurrence) -> list[Recurrence]:
    """Return the same recurrence once for each of its times; what belongs to none of them goes with the first."""
    found = []
    for place, at in enumerate(sorted(recurrence.times)):
        others = set(recurrence.times) - {at}
        mine = frozenset(
            wall for wall in recurrence.skipped if wall.time() == at or (place == 0 and wall.time() not in others)
        )
        extra = recurrence.extra if place == 0 else frozenset()
        found.append(replace(recurrence, times=(at,), skipped=mine, extra=extra))
    return found


def ruled(recurrence: Recurrence, parts: Parts | None, years: Years) -> Shape:
    """Return the shape of a recurrence with a plain rule, or with none."""
    bare = replace(recurrence, exceptions=frozenset(), skipped=frozenset(), extra=frozenset(), holidays=Holidays.ANY)
    timed = parts is not None and is_timed(parts)
    first = bare.start if timed else first_of(bare)
    here = [datetime.combine(first, at) for at in sorted(recurrence.times)]
    left_out = set(recurrence.skipped)
    for day in recurrence.exceptions:
        left_out |= set(walls_between(bare, day, day))
    if recurrence.holidays is Holidays.SKIP:
        shown = replace(bare, holidays=Holidays.SKIP)
        left_out |= set(walls_between(bare, years.since, years.until)) - set(
            walls_between(shown, years.since, years.until)
        )
    rule = in_words(ending(parts, recurrence)) if parts is not None else ""
    dates = sounding(recurrence) | (set(here[1:]) if parts is None else set())
    if here[0] not in walls_between(bare, first, first):
        left_out.add(here[0])
    return Shape(here[0], rule, tuple(sorted(dates)[:MOST_WRITTEN]), tuple(sorted(left_out)[:MOST_WRITTEN]))


def ending(parts: Parts, recurrence: Recurrence) -> Parts:
    """Return the parts with UNTIL as the UTC moment and COUNT as the number of instants that RFC 5545 asks for."""
    done = dict(parts)
    if "UNTIL" in parts and not parts["UNTIL"].endswith("Z"):
        until = read_moment(parts["UNTIL"], None)
        last = datetime.combine(until.day, until.at or END_OF_DAY, ZoneInfo(recurrence.timezone))
        done["UNTIL"] = f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if "COUNT" in parts:
        done["COUNT"] = f"{int(parts['COUNT']) * len(recurrence.times)}"
    return done


def dated(recurrence: Recurrence, years: Years) -> Shape:
    """Return the shape of a recurrence that only we can expand: its dates in the given years."""
    walls = walls_between(recurrence, max(recurrence.start, years.since), years.until)[:MOST_WRITTEN]
    if walls:
        return Shape(walls[0], dates=tuple(walls[1:]))
    start = datetime.combine(recurrence.start, min(recurrence.times))
    return Shape(start, left_out=(start,))


def first_of(bare: Recurrence) -> date:
    """Return the first day of a rule over days, for that is where DTSTART must stand; its start if it never falls."""
    zone = ZoneInfo(bare.timezone)
    found = bare.next_after(datetime.combine(bare.start, time(0), zone) - timedelta(days=1))
    return found.astimezone(zone).date() if found is not None else bare.start


def sounding(recurrence: Recurrence) -> set[datetime]:
    """Return the extra dates that no exception takes out again."""
    return {wall for wall in recurrence.extra if wall in walls_between(recurrence, wall.date(), wall.date())}


def walls_between(recurrence: Recurrence, since: date, until: date) -> list[datetime]:
    """Return the naive local times at which a recurrence sounds on the days from ``since`` to ``until``."""
    zone = ZoneInfo(recurrence.timezone)
    begin, end = (datetime.combine(day, time(0), zone) for day in (since, until + timedelta(days=1)))
    return [one.astimezone(zone).replace(tzinfo=None) for one in recurrence.between(begin, end)]
