"""One schedule entry as its pages need it: found for who may see it, and how far its stations have the new plan."""

from collections.abc import Iterable
from dataclasses import dataclass

from broadcaster.accounts import Action, demand
from broadcaster.errors import BroadcasterError
from broadcaster.plans import Entry
from broadcaster.store import plans as plan_rows
from broadcaster.store.stations import StationRow
from web.parts import me, parts, tree


@dataclass(frozen=True, slots=True)
class Holding:
    """How many of the stations that hear an entry hold the newest plan; ``sent``: that plan has left the house."""

    stations: int
    holding: int
    sent: bool

    @property
    def done(self) -> bool:
        """Whether every station has it."""
        return self.sent and self.holding == self.stations


def found(entry_id: str) -> Entry:
    """Return an entry that the reader may see, or raise Missing or Denied."""
    with parts().store.read() as tx:
        entry = plan_rows.find(tx, entry_id)
    places = entry.targets or tuple(row.station.locality for row in named(entry.stations))
    mine = tree().path(me().scope)
    if not any(tree().is_within(code, me().scope) or code in mine for code in places):
        demand(me(), Action.SEE, next(iter(places), ""), tree())
    return entry


def may_change(entry: Entry) -> bool:
    """Tell whether the reader may change an entry: everywhere it sounds."""
    try:
        demand_change(entry)
    except BroadcasterError:
        return False
    return True


def demand_change(entry: Entry) -> None:
    """Deny unless the reader may schedule everywhere an entry sounds."""
    for code in (*entry.targets, *(row.station.locality for row in named(entry.stations))):
        demand(me(), Action.SCHEDULE, code, tree())


def named(station_ids: Iterable[str]) -> list[StationRow]:
    """Return the stations an entry names one by one."""
    wanted = frozenset(station_ids)
    return [row for row in parts().snapshot.taken().rows if row.station.id in wanted] if wanted else []


def holding(entry: Entry) -> Holding:
    """Return how many stations say that they hold the newest plan of every place through which they hear an entry."""
    sent = parts().dispatch.sent(entry)
    hearing = [
        (row, needed)
        for row in parts().snapshot.taken().rows
        if row.station.revoked_at is None and (needed := heard_through(row, entry))
    ]
    has = sum(all(holds(row, *sent.newest[scope]) for scope in needed) for row, needed in hearing)
    return Holding(len(hearing), has if sent.whole else 0, sent.whole)


def heard_through(row: StationRow, entry: Entry) -> list[str]:
    """Return the scopes of an entry through which a station hears it."""
    path = tree().path(row.station.locality)
    own = [f"station:{row.station.id}"] if row.station.id in entry.stations else []
    return [*(code for code in entry.targets if code in path), *own]


def holds(row: StationRow, topic: str, number: int) -> bool:
    """Tell whether a station has said that it holds a document or a newer one."""
    return row.state is not None and row.state.editions.get(topic, -1) >= number
