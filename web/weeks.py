"""The days of one place as a page shows them: airings published and entries that still wait. Reads, never plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from broadcaster.plans import Entry
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.timetable import Airing, overlaps
from web import words
from web.forms import local_moment
from web.parts import parts, tree

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Sounding:
    """One line of a day: an airing of the published timetable, or an entry's start that is not in it (yet)."""

    start: datetime
    end: datetime | None
    title: str
    plan_id: str
    priority: Priority
    place: str
    published: bool
    clash: Reason | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a place."""

    date: date
    soundings: tuple[Sounding, ...] = field(default=())


def week_of(where: str, first: date, days: int = 7) -> list[Day]:
    """Return ``days`` days of a place from ``first`` on, everything its stations hear from every level."""
    since = local_moment(first, time())
    until = since + days * DAY
    airings = parts().dispatch.airings_between(where, since, until)
    found: dict[date, list[Sounding]] = defaultdict(list)
    for sounding in (*published(airings), *unpublished(where, since, until, airings=airings)):
        found[words.local(sounding.start).date()].append(sounding)
    dates = [first + n * DAY for n in range(days)]
    return [Day(one, tuple(sorted(found[one], key=lambda sounding: sounding.start))) for one in dates]


def published(airings: Iterable[Airing]) -> list[Sounding]:
    """Return the airings of a timetable, each with what it collides with."""
    several = tuple(airings)
    clashes: dict[str, Reason] = {}
    for clash in overlaps(several):
        loser = clash.second if clash.winner is clash.first else clash.first
        clashes[loser.id] = clash.reason
    return [
        Sounding(
            one.start, one.end, one.title, one.plan_id, one.priority, "", published=True, clash=clashes.get(one.id)
        )
        for one in several
    ]


def unpublished(where: str, since: datetime, until: datetime, *, airings: Iterable[Airing]) -> list[Sounding]:
    """Return the coming starts of entries that are in no timetable yet, because a bulletin waits or fails."""
    known = {(one.plan_id, one.start) for one in airings}
    now = parts().clock.now()
    found = []
    for entry in entries_over(where):
        for start in entry.recurrence.between(max(since, now), until):
            if (entry.id, start) not in known:
                place = words.places(entry.targets, tree())
                found.append(Sounding(start, None, entry.title, entry.id, entry.priority, place, published=False))
    return found


def entries_over(where: str) -> list[Entry]:
    """Return the running entries that a place hears: its own and those of the places around it."""
    with parts().store.read() as tx:
        several = [entry for code in tree().path(where) for entry in plan_rows.for_locality(tx, code)]
    return list({entry.id: entry for entry in several}.values())
