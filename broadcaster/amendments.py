"""What changing an entry of the schedule means: skip or move one time, shift all, copy a day, undo. Never stores.

Nothing is lost by any of it: each change is the next version of an entry or an entry of its own, and undoing one is
another version.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster import plans
from broadcaster.errors import Missing, Refused
from broadcaster.plans import REPEAT_LIMIT, Entry
from schedules.recurrence import once

MOMENT = timedelta(seconds=1)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moved:
    """How one time of an entry shall be instead; None leaves a thing as it is."""

    start: datetime | None = None
    repeat: int | None = None
    bulletin_ids: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Made:
    """Under which id, by whom and when an entry is made out of another."""

    id: str
    author: str
    at: datetime


def change(entry: Entry, changed: Entry, now: datetime) -> Entry:
    """Return the next version of an entry: all of ``changed``, but who made it, when, and in whose place it stands."""
    check_running(entry)
    following = replace(
        plans.arrange(changed),
        id=entry.id,
        author=entry.author,
        created_at=entry.created_at,
        origin=entry.origin,
        origin_at=entry.origin_at,
        approved_at=now,
        ended_at=None,
        end_reason="",
        version=entry.version + 1,
    )
    return plans.permission_kept(entry, following)


def skip(entry: Entry, at: datetime, now: datetime) -> Entry:
    """Return the entry without the one time that begins ``at``; refuse what has begun or is no time of it."""
    check_running(entry)
    check_coming(entry, at, now)
    skipped = entry.recurrence.skipped | {wall(entry, at)}
    return replace(entry, recurrence=replace(entry.recurrence, skipped=skipped), version=entry.version + 1)


def unskip(entry: Entry, at: datetime) -> Entry:
    """Return the entry with a skipped time back."""
    skipped = entry.recurrence.skipped - {wall(entry, at)}
    return replace(entry, recurrence=replace(entry.recurrence, skipped=skipped), version=entry.version + 1)


def stand_in(entry: Entry, at: datetime, moved: Moved, made: Made) -> Entry:
    """Return the new entry that sounds in place of the time that begins ``at``."""
    start = wall(entry, moved.start or at)
    return replace(
        alone(entry, start.date(), (start.time(),), made),
        repeat=moved.repeat or entry.repeat,
        bulletin_ids=entry.bulletin_ids if moved.bulletin_ids is None else moved.bulletin_ids,
        origin=entry.id,
        origin_at=at,
    )


def reshaped(entry: Entry, at: datetime, moved: Moved) -> Entry:
    """Return an entry of one single time as it shall be instead; the same id, not yet a version of its own."""
    start = wall(entry, moved.start or at)
    recurrence = replace(entry.recurrence, start=start.date(), times=(start.time(),), skipped=frozenset())
    bulletin_ids = entry.bulletin_ids if moved.bulletin_ids is None else moved.bulletin_ids
    return replace(entry, recurrence=recurrence, repeat=moved.repeat or entry.repeat, bulletin_ids=bulletin_ids)


def shift(entry: Entry, at: datetime, to: datetime) -> Entry:
    """Return the entry with one of its times of day moved on every day; refuse to move it to another day."""
    old, new = wall(entry, at), wall(entry, to)
    if old.date() != new.date():
        raise Refused("plan.other_day", field="day", title=entry.title)
    if old.time() not in entry.recurrence.times:
        raise Refused("plan.moved_by_rule", field="time", title=entry.title)
    times = tuple(sorted({*(one for one in entry.recurrence.times if one != old.time()), new.time()}))
    return replace(entry, recurrence=replace(entry.recurrence, times=times))


def moved_always(entry: Entry, at: datetime, moved: Moved) -> Entry:
    """Return the entry with what was asked of one time true for this time of day on all days."""
    if is_single(entry):
        return reshaped(entry, at, moved)
    shifted = shift(entry, at, moved.start or at)
    bulletin_ids = entry.bulletin_ids if moved.bulletin_ids is None else moved.bulletin_ids
    return replace(shifted, repeat=moved.repeat or entry.repeat, bulletin_ids=bulletin_ids)


def restore(entry: Entry, old: Entry, now: datetime) -> Entry:
    """Return an earlier version of the entry as its next one; refuse one that would never sound any more."""
    if old.ended_at is None and not same_times(entry, old):
        plans.check_future(old, now)
    return replace(old, version=entry.version + 1)


def same_times(entry: Entry, old: Entry) -> bool:
    """Say whether two versions sound at the same times, so that undoing the rest of a change takes no time back."""
    return entry.ended_at is None and entry.recurrence == old.recurrence


def copied(entry: Entry, source: date, to: date, made: Made) -> Entry | None:
    """Return an entry for what ``entry`` does on one day, on another day; None when nothing is left to copy.

    Left out are times that have passed, and those at which the entry sounds on the other day anyway.
    """
    zone = ZoneInfo(entry.recurrence.timezone)
    there = {wall(entry, one).time() for one in starts_on(entry, to)}
    times = sorted({wall(entry, one).time() for one in starts_on(entry, source)} - there)
    coming = tuple(one for one in times if datetime.combine(to, one, zone) > made.at)
    return alone(entry, to, coming, made) if coming else None


def starts_on(entry: Entry, day: date) -> list[datetime]:
    """Return when an entry begins on one local day."""
    midnight = datetime.combine(day, time(), ZoneInfo(entry.recurrence.timezone))
    return entry.recurrence.between(midnight, midnight + DAY)


def alone(entry: Entry, day: date, times: tuple[time, ...], made: Made) -> Entry:
    """Return a new entry that plays the same on one day only; no second person has let it sound outside hours yet."""
    return replace(
        entry,
        id=made.id,
        author=made.author,
        created_at=made.at,
        recurrence=once(day, *times, timezone=entry.recurrence.timezone),
        approved_at=made.at,
        ended_at=None,
        end_reason="",
        version=1,
        ahead_of=(),
        origin="",
        origin_at=None,
        outside_approved_by="",
        outside_approved_at=None,
    )


def is_single(entry: Entry) -> bool:
    """Say whether an entry has one time in all, so that changing this time is changing the entry."""
    recurrence = entry.recurrence
    return recurrence.rule is None and len(recurrence.times) == 1 and not recurrence.extra


def repeats(one_pass: timedelta, length: timedelta) -> int:
    """Return how often a programme is repeated to last about ``length``."""
    return min(REPEAT_LIMIT, max(1, round(length / one_pass))) if one_pass else 1


def check_running(entry: Entry) -> None:
    """Refuse to change an entry that has ended."""
    if entry.ended_at is not None:
        raise Refused("plan.ended", title=entry.title)


def check_coming(entry: Entry, at: datetime, now: datetime) -> None:
    """Refuse a time that has begun; raise Missing for one that the entry does not have."""
    if at <= now:
        raise Refused("plan.started", title=entry.title, at=at)
    if at not in entry.recurrence.between(at, at + MOMENT):
        raise Missing("plan.no_such_time", title=entry.title, at=at)


def wall(entry: Entry, at: datetime) -> datetime:
    """Return a moment as the clocks where the entry sounds show it, without a zone."""
    return at.astimezone(ZoneInfo(entry.recurrence.timezone)).replace(tzinfo=None)
