"""The stations, what they last reported, and how many are well. Never sends them anything.

A station is online while its connection stands and its last state is younger than 180 s (three missed reports).
"""

from collections.abc import Collection
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, insert, literal, not_, or_, select, update

from broadcaster import messages
from broadcaster.errors import Missing, Refused
from broadcaster.localities import Station
from broadcaster.messages import AsRun, Fault, StationState
from broadcaster.store import audit
from broadcaster.store.columns import Moment
from broadcaster.store.faults import translated
from broadcaster.store.folding import fold
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.publications import touch
from broadcaster.store.scopes import in_any, in_scope
from broadcaster.store.tables import as_run, certificates, claims, station_states, stations, tokens
from broadcaster.store.transaction import Transaction

SILENT_AFTER = timedelta(seconds=180)
CLONE_SHOWN = timedelta(hours=1)
"""How long after the last turn of two machines with one identity the station counts as cloned."""
ASKED_AT_ONCE = 5000
"""A database takes some ten thousand values in one question."""
_UNHEARD = {"faults": 0, "online": False, "boot": "", "earlier_boot": ""}
_COLUMNS = tuple(one.name for one in fields(Station))


@dataclass(frozen=True, slots=True)
class StationRow:
    """A station with its newest report (None if it never sent one) and the last thing that sounded there."""

    station: Station
    state: StationState | None
    state_at: datetime | None
    online: bool
    last_as_run: AsRun | None


@dataclass(frozen=True, slots=True)
class StationFilter:
    """Which stations are wanted; ``text`` is searched without accents in the name and the code."""

    text: str = ""
    only_faulty: bool = False
    online: bool | None = None
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class StationCounts:
    """How many stations there are, are online, and report a fault; revoked ones do not count."""

    total: int
    online: int
    faulty: int


def add(tx: Transaction, station: Station) -> None:
    """Add a station; Refused ``station.exists``, Missing ``locality.missing``."""
    taken = Refused("station.exists", field="id", id=station.id)
    unknown = Missing("locality.missing", field="locality", code=station.locality)
    with translated(taken=taken, unknown=unknown):
        tx.connection.execute(insert(stations).values(_values(station)))
        tx.connection.execute(insert(station_states).values(station_id=station.id, **_UNHEARD))
    tx.note("station.add", f"station:{station.id}", **audit.difference(None, station))


def find(tx: Transaction, station_id: str) -> Station:
    """Return a station, revoked or not, or raise Missing ``station.missing``."""
    return tx.once(_found, station_id)


def _found(tx: Transaction, station_id: str) -> Station:
    row = tx.connection.execute(select(stations).where(stations.c.id == station_id)).one_or_none()
    if row is None:
        raise Missing("station.missing", id=station_id)
    return _station(row)


def change(tx: Transaction, station: Station) -> None:
    """Keep a station's changed fields; moving it to another locality marks it for publishing."""
    before = find(tx, station.id)
    if before == station:
        return
    with translated(unknown=Missing("locality.missing", field="locality", code=station.locality)):
        tx.connection.execute(update(stations).where(stations.c.id == station.id).values(_values(station)))
    if before.locality != station.locality:
        touch(tx, f"station:{station.id}")
    tx.note("station.change", f"station:{station.id}", **audit.difference(before, station))


def set_volume(tx: Transaction, station_id: str, volume: int) -> None:
    """Keep the amplifier knob of a station, 0-100."""
    change(tx, replace(find(tx, station_id), volume=volume))


def revoke(tx: Transaction, station_id: str) -> None:
    """Close a station for good: its tokens, certificates and claims are void at once."""
    before = find(tx, station_id)
    if before.revoked_at is not None:
        return
    tx.connection.execute(update(stations).where(stations.c.id == station_id).values(revoked_at=tx.now))
    for table in (tokens, certificates):
        held = and_(table.c.station_id == station_id, table.c.revoked_at.is_(None))
        tx.connection.execute(update(table).where(held).values(revoked_at=tx.now))
    unused = and_(claims.c.station_id == station_id, claims.c.used_at.is_(None))
    tx.connection.execute(update(claims).where(unused, claims.c.expires_at > tx.now).values(expires_at=tx.now))
    tx.note("station.revoke", f"station:{station_id}", revoked_at=[None, tx.now])


def listed(
    tx: Transaction, scope: str | None = None, page: Slice = FIRST, wanted: StationFilter | None = None
) -> Page[StationRow]:
    """Return stations in the order of their names, with state and last as-run, in one query."""
    wanted = wanted or StationFilter()
    query = _joined(tx).where(*_conditions(tx, scope, wanted))
    return fetch(tx, Listing(query, [stations.c.folded, stations.c.id], _station_row, newest_first=False), page)


def row(tx: Transaction, station_id: str) -> StationRow:
    """Return one station with its state and last as-run, or raise Missing ``station.missing``."""
    found = tx.connection.execute(_joined(tx).where(stations.c.id == station_id)).one_or_none()
    if found is None:
        raise Missing("station.missing", id=station_id)
    return _station_row(found)


def counts(tx: Transaction, scope: str | None = None) -> StationCounts:
    """Return how many stations of a scope there are, online and faulty."""
    up, faulty = online(tx), _faulty(tx)
    query = (
        select(
            func.count(),
            func.coalesce(func.sum(case((up, 1), else_=0)), 0),
            func.coalesce(func.sum(case((faulty, 1), else_=0)), 0),
        )
        .select_from(stations.join(station_states))
        .where(*_conditions(tx, scope, StationFilter()))
    )
    return StationCounts(*tx.connection.execute(query).one())


def ids_in(tx: Transaction, scope: str | None) -> tuple[str, ...]:
    """Return the ids of the stations in a scope that are not revoked."""
    query = select(stations.c.id).where(*_conditions(tx, scope, StationFilter())).order_by(stations.c.id)
    return tuple(tx.connection.scalars(query))


def hearing(tx: Transaction, targets: Collection[str], station_ids: Collection[str] = ()) -> int:
    """Return how many stations stand in any of the localities ``targets`` or are named themselves."""
    anywhere = or_(stations.c.id.in_(station_ids), in_any(stations.c.locality, targets))
    query = select(func.count()).select_from(stations).where(anywhere, stations.c.revoked_at.is_(None))
    return tx.connection.scalar(query) or 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A station that is not revoked, where it stands, and whether it is online."""

    id: str
    name: str
    locality: str
    is_online: bool


def reached(tx: Transaction, targets: Collection[str], station_ids: Collection[str]) -> list[Placed]:
    """Return the stations in any of the localities ``targets`` or named themselves, in the order of their ids."""
    anywhere = (
        or_(stations.c.id.in_(station_ids), in_any(stations.c.locality, targets)),
        stations.c.revoked_at.is_(None),
    )
    named = (stations.c.id, stations.c.name, stations.c.locality, online(tx).label("is_online"))
    query = select(*named).select_from(stations.join(station_states)).where(*anywhere).order_by(stations.c.id)
    rows = tx.connection.execute(query).all()
    return [Placed(ident, name, locality, bool(online)) for ident, name, locality, online in rows]


def homes(tx: Transaction, station_ids: Collection[str]) -> dict[str, str]:
    """Return the localities of these stations, of revoked ones too; unknown ids are left out."""
    if not station_ids:
        return {}
    query = select(stations.c.id, stations.c.locality).where(stations.c.id.in_(station_ids))
    return {row.id: row.locality for row in tx.connection.execute(query)}


def named(tx: Transaction, station_ids: Collection[str]) -> dict[str, Station]:
    """Return these stations by id, revoked ones too; unknown ids are left out."""
    wanted = sorted(set(station_ids))
    parts = (wanted[start : start + ASKED_AT_ONCE] for start in range(0, len(wanted), ASKED_AT_ONCE))
    rows = (row for part in parts for row in tx.connection.execute(select(stations).where(stations.c.id.in_(part))))
    return {row.id: _station(row) for row in rows}


def record_state(tx: Transaction, station_id: str, state: StationState, at: datetime) -> None:
    """Keep a station's newest report; whoever reports is online. A report that was overtaken is dropped."""
    kept = {
        "state": messages.to_json(state).decode(),
        "state_at": at,
        "faults": len(state.faults),
        "online": True,
        "boot": state.boot,
    }
    newer = or_(station_states.c.state_at.is_(None), station_states.c.state_at <= at)
    this = station_states.c.station_id == station_id
    tx.connection.execute(update(station_states).where(this, newer).values(kept))


def record_availability(tx: Transaction, station_id: str, *, online: bool, boot: str, at: datetime) -> None:
    """Keep that a station came or went; a will of an earlier boot does not put a newer connection offline."""
    statement = update(station_states).where(station_states.c.station_id == station_id)
    if not online and boot:
        statement = statement.where(station_states.c.boot.in_(("", boot)))
    kept: dict[str, Any] = {"online": online, "online_at": at}
    if online:
        kept |= _boots(boot, at)
    tx.connection.execute(statement.values(kept))


def _boots(boot: str, at: datetime) -> dict[str, Any]:
    """Return the columns for a connection of ``boot``: one that returns after another was here is a second machine."""
    now, before = station_states.c.boot, station_states.c.earlier_boot
    is_new = now != boot
    is_clone = and_(is_new, before == literal(boot), literal(boot) != "")
    return {
        "boot": boot,
        "earlier_boot": case((is_new, now), else_=before),
        "cloned_at": case((is_clone, literal(at, Moment)), else_=station_states.c.cloned_at),
    }


def _conditions(tx: Transaction, scope: str | None, wanted: StationFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        stations.c.revoked_at.is_not(None) if wanted.revoked else stations.c.revoked_at.is_(None)
    ]
    inside = in_scope(stations.c.locality, scope)
    if inside is not None:
        found.append(inside)
    if wanted.text.strip():
        found.append(stations.c.folded.contains(fold(wanted.text), autoescape=True))
    if wanted.only_faulty:
        found.append(_faulty(tx))
    if wanted.online is not None:
        found.append(online(tx) if wanted.online else not_(online(tx)))
    return found


def _joined(tx: Transaction) -> Select[Any]:
    newest = (
        select(as_run.c.id)
        .where(as_run.c.station == stations.c.id)
        .order_by(as_run.c.at.desc(), as_run.c.id.desc())
        .limit(1)
        .correlate(stations)
        .scalar_subquery()
    )
    last = as_run.alias("last")
    joined = stations.join(station_states).outerjoin(last, last.c.id == newest)
    clone = case((station_states.c.cloned_at > tx.now - CLONE_SHOWN, station_states.c.cloned_at)).label("cloned_at")
    state = (station_states.c.state, station_states.c.state_at, online(tx).label("is_online"), clone)
    return select(stations, *state, last.c.row.label("last_as_run")).select_from(joined)


def online(tx: Transaction) -> ColumnElement[bool]:
    """Return the condition for a station joined with its state to be online."""
    recent = station_states.c.state_at > tx.now - SILENT_AFTER
    return and_(station_states.c.online, func.coalesce(recent, False))


def _faulty(tx: Transaction) -> ColumnElement[bool]:
    cloned = station_states.c.cloned_at > tx.now - CLONE_SHOWN
    return or_(station_states.c.faults > 0, func.coalesce(cloned, False))


def _values(station: Station) -> dict[str, object]:
    named = {name: getattr(station, name) for name in _COLUMNS}
    return named | {"groups": list(station.groups), "folded": fold(f"{station.name} {station.id}")}


def _station(row: Row[Any]) -> Station:
    return Station(**{name: getattr(row, name) for name in _COLUMNS} | {"groups": tuple(row.groups)})


def _state(row: Row[Any]) -> StationState | None:
    """Return the newest report, with the one fault only the server can see."""
    if row.state is None:
        return None
    state = messages.from_json(StationState, row.state.encode())
    clone = () if row.cloned_at is None else (Fault("station.clone", since=row.cloned_at),)
    return replace(state, faults=(*clone, *state.faults))


def _station_row(row: Row[Any]) -> StationRow:
    return StationRow(
        station=_station(row),
        state=_state(row),
        state_at=row.state_at,
        online=row.is_online,
        last_as_run=None if row.last_as_run is None else messages.from_json(AsRun, row.last_as_run.encode()),
    )
