"""One VEVENT as an event of a schedule: title, times, rule, exceptions, and remarks on what was not understood.

Nothing is guessed: an event without a time of day, or with a rule nobody can keep, is told of and left out.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.bulletins import TEXT_LIMIT, TITLE_LIMIT
from broadcaster.ical.lines import Block, Property
from broadcaster.ical.rules import DayRule, day_rule, read_parts
from broadcaster.ical.times import Moment, Zones, first_of, never_changes, read_length, read_moments, unknown_zone
from broadcaster.ical.values import MOST_DATES, MOST_RULES, Grade, ImportedEvent, Remark
from schedules.priority import Priority
from schedules.recurrence import InvalidRecurrence, Recurrence
from schedules.walls import instant_of

THIS_AND_FUTURE, THIS_AND_PRIOR = "THISANDFUTURE", "THISANDPRIOR"
URGENT = ("1", "2", "3", "4")
"""The PRIORITY numbers that RFC 5545 calls high. None of them makes an emergency: those never come from files."""
SHIFTABLE = frozenset({"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST"})


class NotUnderstood(Exception):
    """An event that cannot be taken; the remark why stands already."""


@dataclass(slots=True)
class EventReading:
    """One event being read; remarks gather, the worst of them grades the event."""

    block: Block
    zones: Zones
    title: str
    remarks: list[Remark] = field(default_factory=list)

    def tell(self, grade: Grade, code: str, about: Property | str = "", **facts: object) -> None:
        """Note something about one property, or about the event as a whole."""
        line, name = (about.line, about.name) if isinstance(about, Property) else (self.block.line, about)
        told = tuple(sorted(facts.items()))
        self.remarks.append(Remark(grade, code, self.title, line, name, told, begins=self.block.line))

    def stop(self, code: str, about: Property | str = "", **facts: object) -> NotUnderstood:
        """Note why the event cannot be taken; raise what this returns."""
        self.tell(Grade.NOT, code, about, **facts)
        return NotUnderstood(code)

    @property
    def grade(self) -> Grade:
        """How well the event was understood so far."""
        return Grade.PARTLY if any(one.grade is not Grade.WHOLE for one in self.remarks) else Grade.WHOLE


def title_of(block: Block) -> str:
    """Return the title of an event on one line."""
    return unicodedata.normalize("NFC", " ".join(block.text("SUMMARY").split()))


def read_event(block: Block, zones: Zones) -> tuple[list[ImportedEvent], list[Remark]]:
    """Return the events that one VEVENT describes, one for each of its rules, and what is to be told about it."""
    reading = EventReading(block, zones, title_of(block)[:TITLE_LIMIT])
    try:
        return list(events_of(reading)), reading.remarks
    except NotUnderstood:
        return [], reading.remarks


def events_of(reading: EventReading) -> Iterator[ImportedEvent]:
    """Give the events of one block; NotUnderstood when there is none to give."""
    block = reading.block
    if not block.ended:
        raise reading.stop("ical.cut_off")
    if block.text("STATUS").upper() == "CANCELLED":
        reading.tell(Grade.WHOLE, "ical.cancelled", "STATUS")
        return
    start = read_start(reading)
    plain = replace(plain_event(reading), duration=length_of(reading, start))
    recurrences = list(recurrences_of(reading, start))
    if len(recurrences) > 1:
        reading.tell(Grade.PARTLY, "ical.several_rules", "RRULE", count=len(recurrences))
    found = [stands_for(reading, replace(plain, recurrence=one)) for one in recurrences]
    yield from (replace(one, grade=reading.grade) for one in found)


def plain_event(reading: EventReading) -> ImportedEvent:
    """Return all of an event that has nothing to do with time."""
    block = reading.block
    if not reading.title:
        reading.tell(Grade.PARTLY, "ical.no_title", "SUMMARY")
    if len(title_of(block)) > TITLE_LIMIT:
        reading.tell(Grade.PARTLY, "ical.title_long", "SUMMARY", limit=TITLE_LIMIT)
    return ImportedEvent(
        title=reading.title,
        recurrence=NEVER,
        uid=block.text("UID").strip(),
        line=block.line,
        description=unicodedata.normalize("NFC", block.text("DESCRIPTION").strip())[:TEXT_LIMIT],
        priority=Priority.PRIORITY if block.text("PRIORITY").strip() in URGENT else Priority.ORDINARY,
        categories=tuple(text for one in block.all("CATEGORIES") for text in one.texts if text),
        location=" ".join(block.text("LOCATION").split()),
    )


def read_start(reading: EventReading) -> Moment:
    """Return DTSTART; an event without a day or without a time of day cannot be taken."""
    written = reading.block.one("DTSTART")
    if written is None:
        raise reading.stop("ical.no_start", "DTSTART")
    try:
        start = first_of(read_moments(written, reading.zones))
    except ValueError:
        raise reading.stop("ical.bad_value", written, value=written.value[:40]) from None
    if start.at is None:
        raise reading.stop("ical.no_time", written, day=f"{start.day:%d/%m/%Y}")
    if unknown := unknown_zone(written, reading.zones):
        reading.tell(Grade.PARTLY, "ical.unknown_zone", written, zone=unknown[:60], used=reading.zones.home)
    return start


def length_of(reading: EventReading, start: Moment) -> timedelta | None:
    """Return how long the event lasts; a length that cannot be is told of."""
    try:
        return read_length(reading.block, start, reading.zones)
    except ValueError:
        reading.tell(Grade.PARTLY, "ical.bad_length", "DTEND" if reading.block.one("DTEND") else "DURATION")
        return None


# ---------------------------------------------------------------- when


def recurrences_of(reading: EventReading, start: Moment) -> Iterator[Recurrence]:
    """Give one recurrence for each rule, the first with the extra dates; one without a rule when there is none."""
    if excluding := reading.block.one("EXRULE"):
        raise reading.stop("ical.exrule", excluding)
    rules: list[Property | None] = [one for one in reading.block.all("RRULE") if one.value.strip()] or [None]
    if len(rules) > MOST_RULES:
        raise reading.stop("ical.too_many_rules", "RRULE", limit=MOST_RULES)
    timezone = zone_of(reading, start, rules)
    wall = start.local(timezone)
    assert wall is not None
    extra = frozenset(wall for _, wall in dates(reading, "RDATE", timezone) if wall is not None)
    left_out = list(dates(reading, "EXDATE", timezone))
    for place, written in enumerate(rules):
        one = recurrence_of(reading, written, wall, timezone=timezone)
        yield settled(reading, replace(one, extra=frozenset() if place else extra - {wall}), left_out, written)


def zone_of(reading: EventReading, start: Moment, rules: list[Property | None]) -> str:
    """Return the zone an event recurs in: the locality's wherever that makes no difference, else its own."""
    home = reading.zones.home
    if (
        start.zone is None
        or start.zone == home
        or all(one is None or is_shiftable(one, start.zone, home) for one in rules)
    ):
        return home
    reading.tell(Grade.WHOLE, "ical.other_zone", "DTSTART", zone=start.zone)
    return start.zone


def is_shiftable(rule: Property, zone: str, home: str) -> bool:
    """Tell whether a rule means the same in another zone: day after day, and neither clock ever changes."""
    try:
        parts = read_parts(rule.value)
    except ValueError:
        return True
    return parts["FREQ"] == "DAILY" and parts.keys() <= SHIFTABLE and never_changes(zone) and never_changes(home)


def dates(reading: EventReading, name: str, timezone: str) -> Iterator[tuple[Moment, datetime | None]]:
    """Give the dates of a list property as they stand and as local times; what cannot be one is told of."""
    seen = 0
    for one in reading.block.all(name):
        try:
            found = read_moments(one, reading.zones)
        except ValueError:
            reading.tell(Grade.PARTLY, "ical.bad_value", one, value=one.value[:40])
            continue
        seen += len(found)
        if seen > MOST_DATES:
            raise reading.stop("ical.too_many_dates", one, limit=MOST_DATES)
        if name == "RDATE" and "/" in one.value:
            reading.tell(Grade.PARTLY, "ical.period_length", one)
        if name == "RDATE" and any(moment.at is None for moment in found):
            reading.tell(Grade.PARTLY, "ical.rdate_no_time", one)
        yield from ((moment, moment.local(timezone)) for moment in found)


def recurrence_of(reading: EventReading, rule: Property | None, wall: datetime, *, timezone: str) -> Recurrence:
    """Return the recurrence of one rule without its extra dates and exceptions."""
    try:
        found = day_rule(rule.value, wall, timezone) if rule is not None else DayRule(None, (wall.time(),))
        return Recurrence(wall.date(), found.times, found.rule, timezone=timezone, skipped=found.skipped)
    except InvalidRecurrence as fault:
        raise reading.stop(fault.code, rule or "DTSTART", **fault.facts) from None
    except (ValueError, OverflowError):
        value = rule.value[:80] if rule is not None else ""
        raise reading.stop("ical.bad_value", rule or "DTSTART", value=value) from None


def settled(
    reading: EventReading,
    one: Recurrence,
    left_out: Iterable[tuple[Moment, datetime | None]],
    rule: Property | None,
) -> Recurrence:
    """Return the recurrence with its exceptions: whole days where no time of a day is left, else single instants."""
    days = {moment.day for moment, wall in left_out if wall is None}
    walls = {wall for _, wall in left_out if wall is not None}
    whole = set() if one.timed else whole_days(one, walls)
    skipped = one.skipped | {wall for wall in walls if wall.date() not in whole}
    if rule is not None and one.first not in walls and one.start not in days and not first_counts(one):
        reading.tell(Grade.PARTLY, "ical.first_unmatched", rule, first=f"{one.start:%d/%m/%Y}")
    return replace(one, exceptions=frozenset(days | whole), skipped=frozenset(skipped))


def whole_days(one: Recurrence, walls: set[datetime]) -> set[date]:
    """Return the days of which every time is among ``walls``, and that have no extra one."""
    emptied = {wall.date() for wall in walls if all(datetime.combine(wall.date(), at) in walls for at in one.times)}
    return emptied - {extra.date() for extra in one.extra}


def first_counts(one: Recurrence) -> bool:
    """Tell whether the first day of a recurrence is a day of its rule, as RFC 5545 asks."""
    begin = datetime.combine(one.start, min(one.times), ZoneInfo(one.timezone)).astimezone(UTC)
    bare = replace(one, skipped=frozenset(), extra=frozenset())
    return bool(bare.between(begin, begin + timedelta(days=1)))


def stands_for(reading: EventReading, one: ImportedEvent) -> ImportedEvent:
    """Return an event that tells which instance of which other event it stands for; itself if for none.

    A date alone names an instance only where all later ones go with it: it is the first of that day.
    """
    written = reading.block.one("RECURRENCE-ID")
    if written is None:
        return one
    kind, timezone = ranged(written), one.recurrence.timezone
    try:
        moment = first_of(read_moments(written, reading.zones))
        instance = moment.local(timezone)
    except ValueError:
        moment, instance = None, None
    if moment is not None and kind == THIS_AND_FUTURE:
        instance = instance or datetime.combine(moment.day, time(0))
    if instance is None:
        raise reading.stop("ical.bad_value", written, value=written.value[:40])
    if kind == THIS_AND_PRIOR:
        reading.tell(Grade.PARTLY, "ical.this_and_prior", written)
    at = instant_of(instance, ZoneInfo(timezone))
    return replace(one, origin=one.uid, origin_at=at, following=kind == THIS_AND_FUTURE)


def ranged(written: Property) -> str:
    """Return for which other instances a RECURRENCE-ID stands as well: nothing, THISANDFUTURE or THISANDPRIOR."""
    return written.params.get("RANGE", "").upper()


NEVER = Recurrence(datetime(2000, 1, 1, tzinfo=UTC).date(), (datetime(2000, 1, 1, tzinfo=UTC).time(),))
"""Holds the place of a recurrence not read yet."""
