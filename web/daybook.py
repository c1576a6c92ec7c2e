"""Today, one row for each place in scope, drawn once for all viewers and kept a few seconds. Never plans anything."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from broadcaster.localities import Kind
from schedules.priority import Priority
from schedules.timetable import Airing
from web import words
from web.forms import local_moment
from web.parts import parts, tree

FIRST_HOUR, LAST_HOUR = 5, 22
KEPT_SECONDS = 10.0
ROWS_MOST = 12
LEAST_SHARE = 0.5
"""A short airing is still drawn this wide, in per cent of the day."""


@dataclass(frozen=True, slots=True)
class Block:
    """One airing on the strip: where it begins and how wide it is, in per cent."""

    x: float
    width: float
    title: str
    start: datetime
    end: datetime
    past: bool
    priority: bool


@dataclass(frozen=True, slots=True)
class Row:
    """The day of one place, with the edges of the strip as seconds since 1970 for the moving line."""

    code: str
    name: str
    blocks: tuple[Block, ...]
    airings: tuple[Airing, ...]
    begins: float
    ends: float
    now: float


def daybook(scope: str) -> list[Row]:
    """Return the rows of a scope: the place itself, and those inside it that hear something of their own."""
    return parts().lately.told(("day", scope), KEPT_SECONDS, lambda: _rows(scope))


def _rows(scope: str) -> list[Row]:
    now = parts().clock.now()
    since = local_moment(words.local(now).date(), time())
    until = since + timedelta(days=1)
    own = parts().dispatch.airings_between(scope, since, until)
    rows = [_row(scope, own, now)]
    known = {one.id for one in own}
    for code in _inner(scope):
        airings = parts().dispatch.airings_between(code, since, until)
        if any(one.id not in known for one in airings):
            rows.append(_row(code, airings, now))
        if len(rows) > ROWS_MOST:
            break
    return rows if own or len(rows) == 1 else rows[1:]


def _inner(scope: str) -> list[str]:
    """Return the places just inside a scope; groups are looked through, for nobody broadcasts to a group."""
    found: list[str] = []
    for code in tree().children.get(scope, ()):
        place = tree().by_code[code]
        if place.kind is Kind.GROUP:
            found.extend(_inner(code))
        elif place.retired_at is None:
            found.append(code)
    return found


def _row(code: str, airings: tuple[Airing, ...], now: datetime) -> Row:
    day = words.local(now).date()
    begins, ends = local_moment(day, time(FIRST_HOUR)), local_moment(day, time(LAST_HOUR))
    seconds = (ends - begins).total_seconds()
    ordered = tuple(sorted(airings, key=lambda one: one.start))
    blocks = []
    for one in ordered:
        x = min(100 - LEAST_SHARE, max(0.0, (one.start - begins).total_seconds() / seconds * 100))
        width = max(LEAST_SHARE, min(100 - x, one.duration.total_seconds() / seconds * 100))
        urgent = one.priority is not Priority.ORDINARY
        blocks.append(Block(round(x, 3), round(width, 3), one.title, one.start, one.end, one.end <= now, urgent))
    share = min(100.0, max(0.0, (now - begins).total_seconds() / seconds * 100))
    return Row(
        code, tree().by_code[code].name, tuple(blocks), ordered, begins.timestamp(), ends.timestamp(), round(share, 3)
    )
