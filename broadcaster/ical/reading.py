"""A calendar file as events of a schedule, and all that is to be told about it. Tolerant; guesses nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, time
from zoneinfo import ZoneInfo

from broadcaster.errors import Refused
from broadcaster.ical.events import THIS_AND_FUTURE, ranged, read_event, title_of
from broadcaster.ical.keeping import MARK, work_of_mark
from broadcaster.ical.lines import Block, read_blocks
from broadcaster.ical.linking import Change, linked
from broadcaster.ical.restoring import Read, restored
from broadcaster.ical.rules import read_parts, work_of
from broadcaster.ical.times import Zones, read_moments
from broadcaster.ical.values import MOST_RULES, MOST_WORK, Grade, Imported, ImportedEvent, Remark
from schedules.walls import instant_of, known_zone

SILENT = frozenset({"VTIMEZONE"})
LISTS = ("RDATE", "EXDATE")
WORK_OF_A_DATE = 3
PEOPLE = ("ATTENDEE", "ORGANIZER")


@dataclass(slots=True)
class CalendarReading:
    """One VCALENDAR being read."""

    zones: Zones
    remarks: list[Remark]
    read: list[Read] = field(default_factory=list)
    cancelled: list[Change] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)

    def take(self, block: Block) -> None:
        """Take one block of the calendar."""
        if block.name == "VEVENT":
            self.take_event(block)
        elif block.name not in SILENT:
            facts = (("kind", block.name[:20]),)
            self.remarks.append(
                Remark(
                    Grade.NOT, "ical.component", title_of(block), block.line, block.name[:20], facts, begins=block.line
                )
            )

    def take_event(self, block: Block) -> None:
        """Take one event, and note what of it is nobody's business here."""
        self.ignored.update(name for name in PEOPLE if block.one(name))
        self.ignored.update({one.name for one in block.blocks})
        events, remarks = read_event(block, self.zones)
        self.remarks += remarks
        self.read += [Read(block, one) for one in events]
        if not events and block.text("STATUS").upper() == "CANCELLED":
            self.cancelled += self.cancelled_instances(block)

    def cancelled_instances(self, block: Block) -> Iterator[Change]:
        """Give the instance that a cancelled event stands for, or from which on nothing is left."""
        home, uid = self.zones.home, block.text("UID").strip()
        for written in block.all("RECURRENCE-ID"):
            with suppress(ValueError):
                following = ranged(written) == THIS_AND_FUTURE
                for moment in read_moments(written, self.zones):
                    wall = moment.local(home) or (datetime.combine(moment.day, time(0)) if following else None)
                    if wall is not None and uid:
                        yield Change(uid, instant_of(wall, ZoneInfo(home)), following)


def read_calendar(data: bytes, timezone: str, *, now: datetime | None = None) -> Imported:
    """Return the events of a calendar file in ``timezone``, the locality's; with ``now``, tell which are over.

    Refused ``ical.too_large``, ``ical.too_many_lines``, ``ical.too_many_events``, ``ical.too_much_work``,
    ``ical.not_a_calendar``, ``ical.broken``: then nothing of it was taken.
    """
    known_zone(timezone)
    calendars, remarks = read_blocks(data)
    found: list[ImportedEvent] = []
    ignored: Counter[str] = Counter()
    check_work(calendars)
    for calendar in calendars:
        reading = CalendarReading(Zones.of(calendar, timezone), remarks)
        for block in calendar.blocks:
            reading.take(block)
        ignored += reading.ignored
        events = restored(newest(reading.read, remarks), reading.zones, remarks)
        found += linked(events, reading.cancelled, remarks)
        if not calendar.ended:
            remarks.append(Remark(Grade.PARTLY, "ical.cut_off", line=calendar.line))
    if ignored:
        names = ", ".join(sorted(ignored))
        remarks.append(Remark(Grade.WHOLE, "ical.ignored", facts=(("names", names),)))
    if now is not None:
        remarks += [
            Remark(Grade.WHOLE, "ical.past", one.title, one.line, begins=one.line) for one in found if is_over(one, now)
        ]
    return Imported(tuple(found), tuple(remarks))


def check_work(calendars: Iterable[Block]) -> None:
    """Refuse a file whose counted rules and lists of dates would keep the computer busy for long."""
    if sum(work_of_event(block) for one in calendars for block in one.blocks if block.name == "VEVENT") > MOST_WORK:
        raise Refused("ical.too_much_work", field="file")


def work_of_event(block: Block) -> int:
    """Return about how many days must be walked through to read an event; its rule may stand in our property again."""
    dates = sum(one.value.count(",") for one in block.properties if one.name in LISTS) * WORK_OF_A_DATE
    rules = 0
    for one in block.all("RRULE")[:MOST_RULES]:
        with suppress(ValueError):
            rules += work_of(read_parts(one.value))
    mark = block.one(MARK)
    return dates + max(rules, work_of_mark(mark.text) if mark is not None else 0)


def newest(read: Iterable[Read], remarks: list[Remark]) -> list[Read]:
    """Return the events without those that a later SEQUENCE of the same event replaces."""
    latest: dict[object, int] = {}
    read = list(read)
    for one in read:
        latest[key_of(one)] = max(latest.get(key_of(one), 0), sequence(one.block))
    kept: list[Read] = []
    blocks: dict[object, Block] = {}
    for one in read:
        key = key_of(one)
        if one.event.uid and (sequence(one.block) < latest[key] or blocks.get(key, one.block) is not one.block):
            remarks.append(
                Remark(Grade.WHOLE, "ical.twice", one.event.title, one.event.line, "UID", begins=one.event.line)
            )
            continue
        blocks[key] = one.block
        kept.append(one)
    return kept


def key_of(one: Read) -> object:
    """Return what two versions of one event have in common; several rules of one block are one event."""
    return one.event.uid, one.event.origin_at, one.event.following


def sequence(block: Block) -> int:
    """Return the version number of an event."""
    text = block.text("SEQUENCE").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004


def is_over(event: ImportedEvent, now: datetime) -> bool:
    """Tell whether an event never happens any more; one whose rule has no end always does."""
    rule = (event.recurrence.rule or "UNTIL").upper()
    return ("UNTIL" in rule or "COUNT" in rule) and event.recurrence.next_after(now) is None
