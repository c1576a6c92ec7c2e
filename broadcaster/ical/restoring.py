"""Events that we wrote ourselves, as the entries they were written from, if nobody has changed their times since.

Whether somebody has is found by shaping the entry once more and reading it like any other event.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from icalendar.prop import vRecur

from broadcaster.ical.events import read_event
from broadcaster.ical.keeping import MARK, Mark, read_mark
from broadcaster.ical.lines import Block, Property
from broadcaster.ical.times import Zones
from broadcaster.ical.values import UID_TAIL, Grade, ImportedEvent, Remark
from broadcaster.ical.writing import NUMBERS, Shape, Years, shapes
from schedules.priority import Priority
from schedules.recurrence import Recurrence


@dataclass(frozen=True, slots=True)
class Read:
    """One event as any calendar would read it, and the block it stood in."""

    block: Block
    event: ImportedEvent


def restored(read: Iterable[Read], zones: Zones, remarks: list[Remark]) -> list[ImportedEvent]:
    """Return the events with what only our own files say put back; one entry written as several becomes one again."""
    found: list[tuple[int, ImportedEvent]] = []
    groups: dict[str, list[tuple[Read, Mark]]] = defaultdict(list)
    for one in read:
        mark = mark_of(one, remarks)
        if mark is None:
            found.append((one.event.line, one.event))
        elif one.event.origin:
            kept = {name: value for name, value in kept_of(one, mark).items() if not name.startswith("origin")}
            found.append((one.event.line, replace(one.event, kept=kept)))
        else:
            groups[mark.entry].append((one, mark))
    split = {event.origin for _, event in found if event.following}
    for group in groups.values():
        apart = len(group) > 1 and any(one.event.uid in split for one, _ in group)
        found.extend((one.line, one) for one in put_back(group, zones, remarks, apart=apart))
    return [event for _, event in sorted(found, key=lambda pair: pair[0])]


def mark_of(one: Read, remarks: list[Remark]) -> Mark | None:
    """Return what our property of an event says; None when it has none that can be read."""
    written_by_us = one.block.one(MARK)
    if written_by_us is None:
        return None
    try:
        return read_mark(written_by_us.text)
    except ValueError:
        remarks.append(
            Remark(Grade.PARTLY, "ical.mark_broken", one.event.title, written_by_us.line, MARK, begins=one.event.line)
        )
        return None


def put_back(
    group: list[tuple[Read, Mark]], zones: Zones, remarks: list[Remark], *, apart: bool
) -> Iterator[ImportedEvent]:
    """Give the one event a group was written from; its members as they stand when their times were changed.

    They also stay ``apart`` when one of them alone is changed for good from some day on.
    """
    (first, mark), *others = group
    same = (
        not apart
        and all(one == mark for _, one in others)
        and set_of(one.event for one, _ in group) == expected(mark, zones)
    )
    kept = kept_of(first, mark)
    if same:
        yield replace(first.event, recurrence=mark.recurrence, uid=f"{mark.entry}{UID_TAIL}", kept=kept)
        return
    remarks.append(
        Remark(
            Grade.WHOLE, "ical.changed_elsewhere", first.event.title, first.event.line, MARK, begins=first.event.line
        )
    )
    yield from (replace(one.event, kept=kept_of(one, its)) for one, its in group)


def kept_of(one: Read, mark: Mark) -> dict[str, object]:
    """Return the kept values; the priority only if the calendar's own still says the same."""
    priority = mark.kept.get("priority")
    number = one.block.text("PRIORITY").strip()
    same = isinstance(priority, Priority) and number == f"{NUMBERS[priority]}"
    return {name: value for name, value in mark.kept.items() if name != "priority" or same}


def set_of(events: Iterable[ImportedEvent]) -> set[tuple[str, Recurrence]]:
    """Return what must be the same in a file nobody has changed."""
    return {(one.uid, one.recurrence) for one in events}


def expected(mark: Mark, zones: Zones) -> set[tuple[str, Recurrence]]:
    """Return how the events of an entry read, shaped anew."""
    shaped = shapes(mark.recurrence, Years(mark.since, mark.until))
    return set_of(event for one in shaped for event in read_event(block_of(one, mark), zones)[0])


def block_of(shape: Shape, mark: Mark) -> Block:
    """Return an event as it stands in a file, with its UID and its times only."""
    zone = {"TZID": mark.recurrence.timezone}
    rule = vRecur.from_ical(shape.rule).to_ical().decode() if shape.rule else ""
    walls = {"DTSTART": (shape.start,), "RDATE": shape.dates, "EXDATE": shape.left_out}
    times = [
        Property(0, name, zone, ",".join(f"{one:%Y%m%dT%H%M%S}" for one in some))
        for name, some in walls.items()
        if some
    ]
    uid = Property(0, "UID", {}, f"{mark.entry}{shape.part}{UID_TAIL}")
    return Block("VEVENT", 0, [uid, *times, Property(0, "RRULE", {}, rule)], ended=True)
