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
    return replace(entry, title=checked_title(entry.title), outside_reason=entry.outside_reason.strip())


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


def plan(entry: Entry, clips: dict[str, ClipItem]) -> Plan | None:
    """Return the compilable plan of an entry; ``clips`` holds the clip of each bulletin that may sound now, by id.

    None when none of its bulletins has a clip yet.
    """
    items: tuple[Item, ...] = tuple(clips[one] for one in entry.bulletin_ids if one in clips)
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
        outside_reason=entry.outside_reason,
        approved_at=entry.approved_at,
        base=entry.base,
        ahead_of=entry.ahead_of,
        late=entry.late,
    )
