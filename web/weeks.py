"""The days of one place as a page shows them: what is published, what waits, what is refused and why. Never plans."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from flask import request
from flask_babel import gettext as _

from broadcaster.accounts import Action, may
from broadcaster.inbox import ABOVE, WAITS
from broadcaster.localities import Kind
from broadcaster.plans import Entry
from broadcaster.store import plans as plan_rows
from broadcaster.store import stations as station_rows
from schedules.priority import Priority
from schedules.reason import Reason
from schedules.timetable import Airing, overlaps
from web import words
from web.forms import local_moment
from web.parts import me, parts, tree

DAY = timedelta(days=1)
SHOWN = 24
"""A day of a week shows so many lines; the whole of it stands on its own page."""
ICONS = {Kind.PROVINCE: "globe", Kind.GROUP: "globe", Kind.COMMUNE: "home", Kind.HAMLET: "pin"}
STATION_ICON = "horn"


class State(StrEnum):
    """Whether an airing stands in the published timetable."""

    PUBLISHED = "published"
    WAITS = "waits"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Layer:
    """Who planned something: the word and the icon of the level, and the name of the place."""

    depth: int
    scope: str
    icon: str
    kind: str
    name: str
    mine: bool = False
    """Whether the reader may schedule there."""


@dataclass(frozen=True, slots=True)
class Sounding:
    """One line of a day: an airing of the published timetable, or a start that is not in it (yet), and why."""

    start: datetime
    end: datetime | None
    title: str
    plan_id: str
    priority: Priority
    layer: Layer
    state: State = State.PUBLISHED
    base: bool = False
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """One local day of a place; ``more`` lines are not shown here."""

    date: date
    soundings: tuple[Sounding, ...] = field(default=())
    more: int = 0


def place_asked() -> str:
    """Return the locality the address asks for; the reader's own when it asks for none they may see."""
    where = request.args.get("where", me().scope)
    return where if tree().is_within(where, me().scope) else me().scope


def week_of(where: str, first: date, days: int = 7, *, shown: int | None = SHOWN) -> list[Day]:
    """Return ``days`` days of a place (or ``station:<id>``) from ``first`` on: all it hears, from every level."""
    since = local_moment(first, time())
    until = since + days * DAY
    airings = parts().dispatch.airings_between(where, since, until)
    layers = layers_of(where)
    found: dict[date, list[Sounding]] = defaultdict(list)
    for sounding in (*published(airings, layers), *unpublished(layers, since, until, airings=airings)):
        found[words.local(sounding.start).date()].append(sounding)
    dates = [first + n * DAY for n in range(days)]
    return [day_of(one, sorted(found[one], key=lambda it: (it.start, it.layer.depth)), shown) for one in dates]


def day_of(day: date, soundings: list[Sounding], shown: int | None) -> Day:
    """Return a day with at most ``shown`` of its lines."""
    kept = soundings if shown is None else soundings[:shown]
    return Day(day, tuple(kept), len(soundings) - len(kept))


def layers_of(where: str) -> list[Layer]:
    """Return the levels whose plans a place hears, the widest first, a station's own last."""
    _kind, colon, station_id = where.partition(":")
    if not colon:
        return [layer_of(code, depth) for depth, code in enumerate(tree().path(where))]
    with parts().store.read() as tx:
        station = station_rows.find(tx, station_id)
    above = [layer_of(code, depth) for depth, code in enumerate(tree().path(station.locality))]
    mine = above[-1].mine
    return [*above, Layer(len(above), where, STATION_ICON, _("Cụm loa"), station.name, mine)]


def layer_of(code: str, depth: int) -> Layer:
    """Return the level of one locality."""
    place = tree().by_code[code]
    mine = may(me(), Action.SCHEDULE, code, tree())
    return Layer(depth, code, ICONS[place.kind], str(words.LEVELS[place.kind]), place.name, mine)


def published(airings: Iterable[Airing], layers: list[Layer]) -> list[Sounding]:
    """Return the airings of a timetable, each with what it collides with."""
    several = tuple(airings)
    clashes: dict[str, Reason] = {}
    for clash in overlaps(several):
        loser = clash.second if clash.winner is clash.first else clash.first
        clashes[loser.id] = clash.reason
    return [
        Sounding(
            one.start,
            one.end,
            one.title,
            one.plan_id,
            one.priority,
            layers[min(one.layer, len(layers) - 1)],
            base=one.base,
            reason=clashes.get(one.id),
        )
        for one in several
    ]


def unpublished(layers: list[Layer], since: datetime, until: datetime, *, airings: Iterable[Airing]) -> list[Sounding]:
    """Return the coming starts of entries that are in no timetable: waiting for approval or sound, or refused."""
    known = {(one.plan_id, one.start) for one in airings}
    now = parts().clock.now()
    found: list[Sounding] = []
    for layer in layers:
        lacking = [
            Sounding(start, None, entry.title, entry.id, entry.priority, layer, State.WAITS, entry.base)
            for entry in entries_at(layer.scope)
            for start in entry.recurrence.between(max(since, now), until)
            if (entry.id, start) not in known
        ]
        found += with_refusals(layer.scope, lacking)
    return [one for one in found if not is_offer(one) or is_above(layers[-1].scope)]


def is_offer(sounding: Sounding) -> bool:
    """Tell whether it only waits in inboxes: people of a commune find it there, not among their programmes."""
    return sounding.reason is not None and sounding.reason.code == WAITS


def is_above(scope: str) -> bool:
    """Tell whether a place is above the communes."""
    return scope in tree().by_code and tree().by_code[scope].kind in ABOVE


def with_refusals(scope: str, lacking: list[Sounding]) -> list[Sounding]:
    """Return the starts, those that a rule forbids with its reason; compiles only when something is lacking."""
    if not lacking:
        return []
    with parts().store.read() as tx:
        compiled = parts().dispatch.compiled(tx, scope, foreseen=True)
    refused = {(one.plan_id, one.start): one.reason for one in compiled.refusals}
    ends = {(one.plan_id, one.start): one.end for one in compiled.airings}
    return [told(one, refused.get((one.plan_id, one.start)), ends.get((one.plan_id, one.start))) for one in lacking]


def told(sounding: Sounding, refused: Reason | None, end: datetime | None) -> Sounding:
    """Return a start with why it is refused, or until when it would sound."""
    if refused is None:
        return replace(sounding, end=end)
    return replace(sounding, state=State.REFUSED, reason=refused)


def entries_at(scope: str) -> list[Entry]:
    """Return the running entries that were placed at exactly this level."""
    _kind, colon, station_id = scope.partition(":")
    with parts().store.read() as tx:
        return plan_rows.for_station(tx, station_id) if colon else plan_rows.for_locality(tx, scope)
