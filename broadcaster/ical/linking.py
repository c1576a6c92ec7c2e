"""What the events of one calendar are to each other: series, and the instances of them that are changed or cancelled.

"This and all later" (RECURRENCE-ID with RANGE=THISANDFUTURE) ends a series and begins another there. Of several, the
nearest before an instance counts, and the instances are named by the times they have in the first series: so RFC 5545
is read by libical and by ical.js, which is Thunderbird's.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.ical.splitting import first_from, moved, part
from broadcaster.ical.values import UID_TAIL, Grade, ImportedEvent, Remark
from schedules.recurrence import Recurrence
from schedules.rrule import InvalidRecurrence
from schedules.walls import instant_of, wall_of

MOST_SPLITS = 50
"""How often one series may be changed for good."""
EVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """An instance of a series, by its aware time, that is cancelled (no event) or changed; ``following``: all later."""

    uid: str
    at: datetime
    following: bool = False
    event: ImportedEvent | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a series: from which time of it on, the events it has become, and how much later they sound."""

    since: datetime
    uid: str
    events: tuple[ImportedEvent, ...]
    by: timedelta = timedelta()

    def later(self, at: datetime) -> datetime:
        """Return the aware time at which an instance of the first series sounds in this stretch."""
        zone = ZoneInfo(self.events[0].recurrence.timezone)
        return instant_of(wall_of(at, zone) + self.by, zone)


def linked(events: Iterable[ImportedEvent], cancelled: Iterable[Change], remarks: list[Remark]) -> list[ImportedEvent]:
    """Return the events as they stand in the file: series without what others stand for, and those others."""
    groups: dict[str, list[ImportedEvent]] = defaultdict(list)
    changes = list(cancelled)
    for one in events:
        if one.origin and one.origin_at is not None:
            changes.append(Change(one.origin, one.origin_at, one.following, one))
        else:
            groups[one.uid].append(one)
    of_series: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        of_series[change.uid if change.uid in groups else series(change.uid)].append(change)
    found = [one for uid, group in groups.items() for one in changed(group, of_series.pop(uid, []), remarks)]
    lost = (one for rest in of_series.values() for one in rest if one.event is not None)
    found += [alone(one, "ical.no_origin", remarks) for one in lost]
    return sorted(found, key=lambda one: one.line)


def series(uid: str) -> str:
    """Return what all events written from one entry have in common; the UID itself for those of others."""
    return uid.removesuffix(UID_TAIL).split(".")[0] + UID_TAIL if uid.endswith(UID_TAIL) else uid


def alone(change: Change, code: str, remarks: list[Remark]) -> ImportedEvent:
    """Return the event of a change that stands for one instance only; tell why, and of the later ones."""
    event = change.event
    assert event is not None
    codes = [code, "ical.this_and_future"] if change.following else [code]
    remarks += [Remark(Grade.PARTLY, one, event.title, event.line, "RECURRENCE-ID", begins=event.line) for one in codes]
    return replace(event, following=False, grade=Grade.PARTLY)


def changed(group: Sequence[ImportedEvent], changes: list[Change], remarks: list[Remark]) -> Iterator[ImportedEvent]:
    """Give the events of one series with its changes made."""
    if not group[0].uid or not changes:
        yield from group
        return
    splits = sorted((one for one in changes if one.following), key=lambda one: one.at)
    pieces, kept = split(group, splits[:MOST_SPLITS], remarks)
    gone: dict[str, set[datetime]] = defaultdict(set)
    for one in (one for one in changes if one not in kept):
        piece = next(piece for piece in reversed(pieces) if piece.since <= one.at)
        at = piece.later(one.at) if piece.events else one.at
        gone[piece.uid].add(at)
        if one.event is not None:
            code = "ical.range_not_kept" if one in splits[:MOST_SPLITS] else "ical.too_many_splits"
            event = alone(one, code, remarks) if one.following else one.event
            yield replace(event, origin=piece.uid, origin_at=at)
    for piece in pieces:
        yield from (without(event, gone[piece.uid]) for event in piece.events)


def without(event: ImportedEvent, instants: set[datetime]) -> ImportedEvent:
    """Return the event with some of its instants skipped."""
    zone = ZoneInfo(event.recurrence.timezone)
    walls = {wall_of(one, zone) for one in instants}
    return replace(event, recurrence=replace(event.recurrence, skipped=event.recurrence.skipped | walls))


# ---------------------------------------------------------------- this and all later


def split(
    group: Sequence[ImportedEvent], splits: Sequence[Change], remarks: list[Remark]
) -> tuple[list[Piece], list[Change]]:
    """Return the stretches of a series, the earliest first, and the changes that made them; others cannot be kept."""
    pieces: list[Piece] = []
    kept: list[Change] = []
    end: datetime | None = None
    for one in reversed(splits):
        piece = piece_of(group, one, end, remarks)
        if piece is not None:
            pieces.insert(0, piece)
            kept.append(one)
            end = one.at
    first = tuple(
        replace(one, recurrence=cut) for one in group if (cut := cut_of(one.recurrence, None, end)) is not None
    )
    if not first and pieces and pieces[0].events:
        before, *others = pieces
        renamed = tuple(replace(one, uid=group[0].uid) for one in before.events)
        return [replace(before, since=EVER, uid=group[0].uid, events=renamed), *others], kept
    return [Piece(EVER, group[0].uid, first), *pieces], kept


def cut_of(recurrence: Recurrence, since: datetime | None, end: datetime | None) -> Recurrence | None:
    """Return what of a recurrence lies between two aware times; all of it, as it was, between none."""
    if since is None and end is None:
        return recurrence
    zone = ZoneInfo(recurrence.timezone)
    begin, until = (wall_of(one, zone) if one is not None else None for one in (since, end))
    return part(recurrence, begin, until)


def piece_of(
    group: Sequence[ImportedEvent], change: Change, end: datetime | None, remarks: list[Remark]
) -> Piece | None:
    """Return the stretch that a change begins; None when it cannot be as the file says."""
    event = change.event
    uid = stretch_uid(group[0].uid, change.at)
    if event is None:
        return Piece(change.at, uid, ())
    by, fits = shift_of(group, change, event)
    try:
        if event.recurrence.rule is not None:
            own = cut_of(event.recurrence, None, end)
            found = [own] if own is not None else []
        else:
            found = [one for master in group for one in stretch(master.recurrence, change.at, end, by=by)]
    except (ArithmeticError, ValueError, InvalidRecurrence):
        return None
    if not found:
        return None
    told = list(remarks_on(change, event, fits=fits))
    remarks += told
    grade = Grade.PARTLY if any(one.grade is Grade.PARTLY for one in told) else event.grade
    plain = replace(event, uid=uid, origin="", origin_at=None, following=False, grade=grade)
    events = tuple(replace(plain, recurrence=one) for one in with_own(found, event.recurrence))
    return Piece(change.at, uid, events, timedelta() if event.recurrence.rule else by)


def stretch_uid(uid: str, at: datetime) -> str:
    """Return the UID of the series that begins at an instance of another."""
    tail = UID_TAIL if uid.endswith(UID_TAIL) else ""
    return f"{uid.removesuffix(tail)}.{at.astimezone(UTC):%Y%m%dT%H%M%SZ}{tail}"


def shift_of(group: Sequence[ImportedEvent], change: Change, event: ImportedEvent) -> tuple[timedelta, bool]:
    """Return how much later a changed instance sounds, and whether it is one of its series.

    A midnight at which nothing sounds stands for the first instance of its day: so a date alone names one.
    """
    zone = ZoneInfo(group[0].recurrence.timezone)
    named = wall_of(change.at, zone)
    firsts = [one for master in group if (one := first_from(master.recurrence, named)) is not None]
    nearest = min(firsts, default=None)
    if nearest is not None and named.time() == time(0) and nearest.date() == named.date():
        named = nearest
    new = instant_of(event.recurrence.first, ZoneInfo(event.recurrence.timezone))
    return wall_of(new, zone) - named, nearest == named


def stretch(recurrence: Recurrence, since: datetime, end: datetime | None, *, by: timedelta) -> list[Recurrence]:
    """Return a stretch of a recurrence moved by a length; ValueError when no rule can say that."""
    cut = cut_of(recurrence, since, end)
    found = moved(cut, by) if cut is not None else []
    if found is None:
        raise ValueError(by)
    return found


def with_own(found: list[Recurrence], own: Recurrence) -> Iterator[Recurrence]:
    """Give recurrences with the dates a changed instance adds and takes out itself."""
    if own.rule is not None:
        yield from found
        return
    for place, one in enumerate(found):
        zone, there = ZoneInfo(own.timezone), ZoneInfo(one.timezone)
        extra, skipped = (
            frozenset(wall_of(instant_of(wall, zone), there) for wall in some) for some in (own.extra, own.skipped)
        )
        more = extra if place == 0 else frozenset()
        yield replace(
            one, extra=one.extra | more, skipped=one.skipped | skipped, exceptions=one.exceptions | own.exceptions
        )


def remarks_on(change: Change, event: ImportedEvent, *, fits: bool) -> Iterator[Remark]:
    """Tell what became of a change for good, and what the person should check."""

    def told(grade: Grade, code: str) -> Remark:
        day = change.at.astimezone(ZoneInfo(event.recurrence.timezone))
        facts = (("day", f"{day:%d/%m/%Y}"),)
        return Remark(grade, code, event.title, event.line, "RECURRENCE-ID", facts, begins=event.line)

    yield told(Grade.WHOLE, "ical.split")
    if not fits:
        yield told(Grade.PARTLY, "ical.range_unmatched")
    if event.recurrence.rule is not None:
        yield told(Grade.PARTLY, "ical.range_own_rule")
