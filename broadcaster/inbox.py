"""What the province offers a commune: ordinary bulletins wait in its inbox until it places or declines them.

So does Circular TT 39/2020 want it: the commune chooses what ordinary it sounds and when; priority and emergency sound
directly. Pure: says who is asked and how an answer may change. Never stores, compiles or sends anything.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo

from broadcaster.errors import Refused
from broadcaster.localities import Kind, Tree
from broadcaster.plans import Entry
from schedules.priority import Priority
from schedules.recurrence import Recurrence, describe, once

ABOVE = frozenset({Kind.PROVINCE, Kind.GROUP})
"""The kinds of locality that have communes below them and no loudspeakers of their own to decide for."""
WAITS = "schedules.waits_in_inbox"
"""The code of the reason why an ordinary entry from above does not sound by itself."""
PLAIN = frozenset({"daily", "weekly", "monthly"})
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


class State(StrEnum):
    """What became of an ordinary bulletin in one commune."""

    WAITING = "waiting"
    PLACED = "placed"
    DECLINED = "declined"
    EXPIRED = "expired"


class Key(NamedTuple):
    """Which arrival: one bulletin of one entry in one commune."""

    locality: str
    entry_id: str
    bulletin_id: str


@dataclass(frozen=True, slots=True)
class Arrival:
    """One bulletin in the inbox of the commune ``key.locality``; ``placed_entry`` is the commune's own entry."""

    key: Key
    arrived_at: datetime
    state: State = State.WAITING
    decided_at: datetime | None = None
    by: str = ""
    reason: str = ""
    placed_entry: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """The part of an entry that falls to one commune: the places inside it where the entry would sound."""

    commune: str
    targets: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()


# ---------------------------------------------------------------- who is asked


def commune_of(code: str, tree: Tree) -> str | None:
    """Return the commune a locality is or stands in; None above the communes."""
    return next((one for one in tree.path(code) if tree.by_code[one].kind is Kind.COMMUNE), None)


def shares(entry: Entry, tree: Tree, *, homes: Mapping[str, str], author_scope: str) -> tuple[Share, ...]:
    """Return what an entry offers to which commune; nothing when it sounds directly.

    ``homes`` are the localities of the entry's single stations. A place inside a commune is offered when the author
    stands above that commune (``author_scope``); what a commune plans for itself is its own affair.
    """
    if entry.priority is not Priority.ORDINARY:
        return ()
    found: dict[str, Share] = {}
    for target in entry.targets:
        for commune, place in _offered(target, tree, author_scope):
            share = found.setdefault(commune, Share(commune))
            found[commune] = replace(share, targets=(*share.targets, place))
    for station in entry.stations:
        for commune, _ in _offered(homes[station], tree, author_scope, alone=True):
            share = found.setdefault(commune, Share(commune))
            found[commune] = replace(share, stations=(*share.stations, station))
    return tuple(found.values())


def asked(place: str, tree: Tree, author_scope: str) -> tuple[str, ...]:
    """Return the communes that are asked when somebody of ``author_scope`` plans something ordinary at ``place``."""
    return tuple(commune for commune, _ in _offered(place, tree, author_scope))


def keys(entry: Entry, share: Share) -> tuple[Key, ...]:
    """Return the arrivals of an entry in one commune: one for each bulletin, or one for a whole programme."""
    apart = () if entry.programme is not None else entry.bulletin_ids
    return tuple(Key(share.commune, entry.id, one) for one in dict.fromkeys(apart or ("",)))


def _offered(place: str, tree: Tree, author_scope: str, *, alone: bool = False) -> list[tuple[str, str]]:
    """Return (commune, place inside it) for every commune that is asked about ``place``."""
    commune = commune_of(place, tree)
    if commune is not None:
        from_above = author_scope != commune and tree.is_within(commune, author_scope)
        return [(commune, place)] if from_above else []
    if alone:
        return []
    living = (one for one in tree.subtree(place) if tree.by_code[one].retired_at is None)
    return [(one, one) for one in living if tree.by_code[one].kind is Kind.COMMUNE]


def sounds_by_itself(entry: Entry, code: str, tree: Tree) -> bool:
    """Tell whether an entry sounds where it aims at ``code``: an ordinary one above the communes never does."""
    return entry.priority is not Priority.ORDINARY or tree.locality(code).kind not in ABOVE


# ---------------------------------------------------------------- the answer


def place(arrival: Arrival, by: str, now: datetime, *, entry_id: str) -> Arrival:
    """Return the arrival placed as the commune's own entry."""
    return _answered(arrival, by, now, state=State.PLACED, placed_entry=entry_id)


def decline(arrival: Arrival, by: str, now: datetime, *, reason: str) -> Arrival:
    """Return the arrival declined; the province is owed a reason."""
    if not reason.strip():
        raise Refused("inbox.reason_missing", field="reason")
    return _answered(arrival, by, now, state=State.DECLINED, reason=" ".join(reason.split()))


def undo(arrival: Arrival) -> Arrival:
    """Return a placed or declined arrival waiting again."""
    if arrival.state is State.EXPIRED:
        raise Refused("inbox.expired")
    if arrival.state is State.WAITING:
        raise Refused("inbox.nothing_to_undo")
    return Arrival(arrival.key, arrival.arrived_at)


def expire(arrival: Arrival, now: datetime) -> Arrival:
    """Return an arrival nobody answered in time; an answered one stays as it is."""
    return arrival if arrival.state is not State.WAITING else replace(arrival, state=State.EXPIRED, decided_at=now)


def _answered(
    arrival: Arrival, by: str, now: datetime, *, state: State, reason: str = "", placed_entry: str = ""
) -> Arrival:
    if arrival.state is State.EXPIRED:
        raise Refused("inbox.expired")
    if arrival.state is not State.WAITING:
        raise Refused("inbox.decided")
    return replace(arrival, state=state, decided_at=now, by=by, reason=reason, placed_entry=placed_entry)


# ---------------------------------------------------------------- when


def suggested(wish: Recurrence, free: datetime) -> Recurrence:
    """Return the province's wish moved to a free place: the same days at that time, or that one time only.

    The days stay when the wish is movable and the free place lies on a day it wished for; anything else could not be
    told in one line, and the officer had better place it by hand.
    """
    zone = ZoneInfo(wish.timezone)
    local = free.astimezone(zone)
    if local.second or local.microsecond:
        local = local.replace(second=0, microsecond=0) + MINUTE
    midnight = datetime.combine(local.date(), time(), zone)
    at = time(local.hour, local.minute)
    if is_movable(wish) and wish.between(midnight, midnight + DAY):
        return moved(wish, at)
    return once(local.date(), at, timezone=wish.timezone)


def moved(wish: Recurrence, at: time) -> Recurrence:
    """Return a movable wish on the same days at another time of day; any other is refused."""
    if not is_movable(wish):
        raise Refused("inbox.not_movable", field="keep")
    return replace(wish, times=(at,))


def is_movable(wish: Recurrence) -> bool:
    """Tell whether a wish keeps its meaning at another time of day: one time a day by a plain rule."""
    is_plain = dict(describe(wish).facts)["kind"] in PLAIN
    return is_plain and len(wish.times) == 1 and not wish.extra and not wish.skipped


def made_entry(entry: Entry, share: Share, key: Key, *, id: str, recurrence: Recurrence) -> Entry:
    """Return the commune's own ordinary entry for one offered bulletin, not yet signed by anybody."""
    return replace(
        entry,
        id=id,
        targets=share.targets,
        stations=share.stations,
        bulletin_ids=(key.bulletin_id,) if key.bulletin_id else entry.bulletin_ids,
        recurrence=recurrence,
        priority=Priority.ORDINARY,
        outside_reason="",
        approved_at=None,
        version=1,
        ahead_of=(),
        origin="",
        origin_at=None,
        outside_approved_by="",
        outside_approved_at=None,
    )
