"""A schedule entry as people make it: which bulletins, where, when and why. Never expands or publishes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from broadcaster.bulletins import checked_title
from broadcaster.errors import Refused
from schedules.playlist import ClipItem, Item, Playlist
from schedules.priority import Priority
from schedules.programme import Pool, Programme
from schedules.recurrence import Recurrence
from schedules.timetable import Late, Plan, Resume

REPEAT_LIMIT = 10
MOST_A_DAY = 288
"""A start every five minutes round the clock, as often as one warns of a tsunami: more is a slip of the pen."""
LATEST_START_AFTER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the schedule; ``targets`` are locality codes, ``stations`` single stations besides.

    ``ahead_of`` holds the ids of the entries the officer confirmed to replace. With an ``origin`` it stands in place
    of that entry's one instance at ``origin_at``. ``outside_approved_by`` is the second person who let it sound
    outside the allowed hours. With a ``programme`` each airing is filled from the day's bulletins; ``bulletin_ids`` are
    then those that people fixed in it.
    """

    id: str
    title: str
    targets: tuple[str, ...]
    bulletin_ids: tuple[str, ...]
    recurrence: Recurrence
    author: str
    created_at: datetime
    stations: tuple[str, ...] = ()
    priority: Priority = Priority.ORDINARY
    repeat: int = 1
    latest_start_after: timedelta = LATEST_START_AFTER
    resume: Resume = Resume.RESUME
    outside_reason: str = ""
    approved_at: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str = ""
    version: int = 1
    late: Late = Late.SEEK
    base: bool = False
    ahead_of: tuple[str, ...] = ()
    origin: str = ""
    origin_at: datetime | None = None
    outside_approved_by: str = ""
    outside_approved_at: datetime | None = None
    programme: Programme | None = None


def arrange(entry: Entry) -> Entry:
    """Return a new entry with its parts checked, or refuse it."""
    if not entry.targets and not entry.stations:
        raise Refused("plan.no_target", field="targets")
    if entry.programme is not None:
        entry = arrange_programme(entry, entry.programme)
    elif not entry.bulletin_ids:
        raise Refused("plan.no_bulletin", field="bulletin_ids")
    if not 1 <= entry.repeat <= REPEAT_LIMIT:
        raise Refused("plan.repeat_limit", field="repeat", limit=REPEAT_LIMIT)
    if starts_a_day(entry.recurrence) > MOST_A_DAY:
        raise Refused("plan.too_often", field="times", limit=MOST_A_DAY)
    return replace(entry, title=checked_title(entry.title), outside_reason=entry.outside_reason.strip())


def starts_a_day(recurrence: Recurrence) -> int:
    """Return how often it starts in the 24 hours from its first start on."""
    first = recurrence.next_after(recurrence.begin)
    return len(recurrence.between(first, first + timedelta(days=1))) if first is not None else 0


def arrange_programme(entry: Entry, programme: Programme) -> Entry:
    """Return the entry as one of a programme: in one place, for what it holds is known only there, and never doubled.

    A hamlet and its neighbour may have other bulletins; copying the programme makes another of its own.
    """
    if len(entry.targets) + len(entry.stations) > 1:
        raise Refused("programme.one_place", field="targets")
    return replace(entry, bulletin_ids=programme.bulletin_ids, repeat=1)


def check_future(entry: Entry, now: datetime) -> None:
    """Refuse an entry that would never sound any more."""
    if entry.recurrence.next_after(now) is None:
        raise Refused("plan.in_the_past", field="date")


def end(entry: Entry, now: datetime, reason: str) -> Entry:
    """Return the entry ended: it leaves the timetable with the next edition."""
    if entry.ended_at is not None:
        raise Refused("plan.ended", title=entry.title)
    return replace(entry, ended_at=now, end_reason=reason.strip(), version=entry.version + 1)


def reinstate(entry: Entry, now: datetime) -> Entry:
    """Return an ended entry as it was before; one that would never sound any more is refused."""
    check_future(entry, now)
    return replace(entry, ended_at=None, end_reason="", version=entry.version + 1)


PERMITTED = ("recurrence", "targets", "stations", "bulletin_ids", "repeat", "programme", "outside_reason")
"""What a second person has looked at: when, where, what and why. A change of any of it has to be looked at again."""
SOMEBODY = "?"


def is_permitted(entry: Entry) -> bool:
    """Say whether somebody other than its author let the entry sound outside the allowed hours."""
    return bool(entry.outside_reason) and entry.outside_approved_by not in {"", entry.author}


def waits_outside(entry: Entry) -> bool:
    """Say whether a running entry waits for a second person to let it sound outside the allowed hours."""
    return bool(entry.outside_reason) and not is_permitted(entry) and entry.ended_at is None


def allow_outside(entry: Entry, by: str, now: datetime, *, writer: str = "") -> Entry:
    """Return the entry that may sound outside the allowed hours; refused to its author and to its last ``writer``."""
    if entry.ended_at is not None:
        raise Refused("plan.ended", title=entry.title)
    if not waits_outside(entry):
        raise Refused("plan.not_waiting_outside", title=entry.title)
    if by in {entry.author, writer}:
        raise Refused("plan.own_outside", title=entry.title)
    return replace(entry, outside_approved_by=by, outside_approved_at=now, version=entry.version + 1)


def deny_outside(entry: Entry) -> Entry:
    """Return the entry that nobody lets sound outside the allowed hours any more: its reason is gone."""
    if not waits_outside(entry):
        raise Refused("plan.not_waiting_outside", title=entry.title)
    return replace(without_permission(entry), outside_reason="", version=entry.version + 1)


def permission_kept(before: Entry, after: Entry) -> Entry:
    """Return the entry after a change with the permission it had before, or with none if what it was for changed."""
    if not same_wish(before, after):
        return without_permission(after)
    return replace(
        after, outside_approved_by=before.outside_approved_by, outside_approved_at=before.outside_approved_at
    )


def same_wish(one: Entry, other: Entry) -> bool:
    """Say whether two versions of an entry wish the same sound at the same times and places for the same reason."""
    return all(getattr(one, name) == getattr(other, name) for name in PERMITTED)


def without_permission(entry: Entry) -> Entry:
    """Return the entry as one that no second person has let sound outside the allowed hours."""
    return replace(entry, outside_approved_by="", outside_approved_at=None)


def if_permitted(entry: Entry) -> Entry:
    """Return the entry as it will be once a second person lets it sound outside the allowed hours."""
    return entry if is_permitted(entry) else replace(entry, outside_approved_by=SOMEBODY)


def plan(entry: Entry, clips: dict[str, ClipItem]) -> Plan | None:
    """Return the compilable plan of an entry; ``clips`` holds the clip of each bulletin that may sound now, by id.

    None when none of its bulletins has a clip yet.
    """
    items: tuple[Item, ...] = tuple(replace(clips[one], bulletin_id=one) for one in entry.bulletin_ids if one in clips)
    if not items:
        return None
    sounding = tuple(one for one in entry.bulletin_ids if one in clips)
    return replace(bare_plan(entry), playlist=Playlist(items * entry.repeat), bulletin_ids=sounding)


def programme_plan(entry: Entry, pool: Pool) -> Plan:
    """Return the compilable plan of an entry with a programme, whose airings are filled from ``pool``."""
    return replace(bare_plan(entry), programme=entry.programme, pool=pool)


def bare_plan(entry: Entry) -> Plan:
    """Return the plan of an entry with nothing in it."""
    return Plan(
        id=entry.id,
        title=entry.title,
        priority=entry.priority,
        recurrence=entry.recurrence,
        playlist=Playlist(()),
        latest_start_after=entry.latest_start_after,
        resume=entry.resume,
        outside_reason=entry.outside_reason if is_permitted(entry) else "",
        outside_asked="" if is_permitted(entry) else entry.outside_reason,
        approved_at=entry.approved_at,
        base=entry.base,
        ahead_of=entry.ahead_of,
        late=entry.late,
    )
