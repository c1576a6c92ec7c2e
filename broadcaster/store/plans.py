"""Keeps the schedule entries people make, with where and what they play. Never expands or compiles them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Row,
    Table,
    delete,
    insert,
    or_,
    select,
    update,
)

from broadcaster import plans
from broadcaster.errors import Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import audit, codes, programme_codes
from broadcaster.store.columns import Length, Moment
from broadcaster.store.faults import translated
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import within
from broadcaster.store.tables import (
    entries,
    entry_bulletins,
    entry_localities,
    entry_stations,
    entry_versions,
    localities,
    stations,
)
from broadcaster.store.transaction import Transaction
from schedules.priority import Priority
from schedules.timetable import Late, Resume

# Where each list of an entry stands: its field, its table, the column of its values.
_LISTS: tuple[tuple[str, Table, Column[str]], ...] = (
    ("targets", entry_localities, entry_localities.c.code),
    ("stations", entry_stations, entry_stations.c.station_id),
    ("bulletin_ids", entry_bulletins, entry_bulletins.c.bulletin_id),
)
_COLUMNS = tuple(one.name for one in fields(Entry) if one.name not in {name for name, _, _ in _LISTS})
# What a column holds otherwise than the entry: there, and back.
_CODES: Mapping[str, tuple[Callable[[Any], object], Callable[[Any], object]]] = {
    "recurrence": (codes.recurrence_data, codes.recurrence_of),
    "programme": (programme_codes.programme_data, programme_codes.programme_of),
    "priority": (int, Priority),
    "resume": (str, Resume),
    "late": (str, Late),
    "ahead_of": (list, tuple),
}


@dataclass(frozen=True, slots=True)
class Superseded:
    """A version of an entry that was followed by another: by whom, and when."""

    version: int
    at: datetime
    by: str


def add(tx: Transaction, *several: Entry) -> None:
    """Keep new entries, all at once; Missing ``plan.target_missing`` for an unknown locality, station or bulletin."""
    with translated(
        taken=Refused("plan.exists", id=several[0].id),
        unknown=Missing("plan.target_missing"),
    ):
        tx.connection.execute(insert(entries), [_values(one) for one in several])
        _write_lists(tx, several)
    for one in several:
        tx.note("plan.add", f"plan:{one.id}", **audit.difference(None, one))


def of_batch(tx: Transaction, batch: str) -> list[Entry]:
    """Return the entries, ended or not, whose ids begin with a batch's: those that were made together."""
    made = entries.c.id.startswith(f"{batch}-", autoescape=True)
    return _whole(tx, tx.connection.execute(select(entries).where(made).order_by(entries.c.id)).all())


def find(tx: Transaction, entry_id: str) -> Entry:
    """Return an entry, ended or not, or raise Missing ``plan.missing``."""
    return tx.once(_found, entry_id)


def _found(tx: Transaction, entry_id: str) -> Entry:
    found = _whole(tx, tx.connection.execute(select(entries).where(entries.c.id == entry_id)).all())
    if not found:
        raise Missing("plan.missing", id=entry_id)
    return found[0]


def change(tx: Transaction, entry: Entry) -> None:
    """Keep the next version of an entry; Refused ``plan.changed_meanwhile`` when somebody was faster."""
    before = find(tx, entry.id)
    if before == entry:
        return
    same = (entries.c.id == entry.id, entries.c.version == entry.version - 1)
    if tx.connection.execute(update(entries).where(*same).values(_values(entry))).rowcount != 1:
        raise Refused("plan.changed_meanwhile", title=entry.title)
    if any(getattr(before, name) != getattr(entry, name) for name, _, _ in _LISTS):
        with translated(unknown=Missing("plan.target_missing")):
            _write_lists(tx, [entry])
    row = {
        "entry_id": entry.id,
        "version": before.version,
        "at": tx.now,
        "by": tx.by,
        "data": _packed(tx, before),
    }
    tx.connection.execute(insert(entry_versions).values(row))
    tx.note(
        f"plan.{_step(before, entry)}",
        f"plan:{entry.id}",
        **audit.difference(before, entry),
    )


def end(tx: Transaction, entry_id: str, reason: str) -> Entry:
    """End an entry now and return it; Refused ``plan.ended`` when it has ended."""
    ended = plans.end(find(tx, entry_id), tx.now, reason)
    change(tx, ended)
    return ended


def versions(tx: Transaction, entry_id: str) -> tuple[Superseded, ...]:
    """Return the versions of an entry that were followed by another, newest first."""
    query = (
        select(entry_versions).where(entry_versions.c.entry_id == entry_id).order_by(entry_versions.c.version.desc())
    )
    return tuple(Superseded(row.version, row.at, row.by) for row in tx.connection.execute(query))


def version(tx: Transaction, entry_id: str, number: int) -> Entry:
    """Return an entry as it was in one version, or raise Missing ``plan.version_missing``."""
    newest = find(tx, entry_id)
    if newest.version == number:
        return newest
    wanted = (entry_versions.c.entry_id == entry_id, entry_versions.c.version == number)
    data = tx.connection.scalar(select(entry_versions.c.data).where(*wanted))
    if data is None:
        raise Missing("plan.version_missing", title=newest.title, version=number)
    return _unpacked(tx, data)


def listed(
    tx: Transaction,
    scope: str | None = None,
    page: Slice = FIRST,
    *,
    ended: bool | None = None,
) -> Page[Entry]:
    """Return the entries that sound somewhere in a scope, newest first; ``ended`` None means all."""
    query = select(entries)
    if scope is not None:
        query = query.where(_sounds_in(scope))
    if ended is not None:
        query = query.where(entries.c.ended_at.is_not(None) if ended else entries.c.ended_at.is_(None))
    rows = fetch(tx, Listing(query, [entries.c.created_at, entries.c.id], _row), page)
    return Page(tuple(_whole(tx, rows.items)), rows.next, rows.total)


def scopes_within(tx: Transaction, scope: str) -> list[str]:
    """Return the localities of a scope, and ``station:<id>`` of its stations, that running entries name themselves."""
    running = select(entries.c.id).where(entries.c.ended_at.is_(None))
    inside = select(localities.c.code).where(within(scope))
    aimed, named = entry_localities.c, entry_stations.c
    codes_aimed = select(aimed.code).where(aimed.code.in_(inside), aimed.entry_id.in_(running)).distinct()
    there = select(stations.c.id).where(stations.c.locality.in_(inside))
    stations_named = select(named.station_id).where(named.station_id.in_(there), named.entry_id.in_(running)).distinct()
    found = [f"station:{one}" for one in tx.connection.scalars(stations_named)]
    return sorted([*tx.connection.scalars(codes_aimed), *found])


def waiting_outside(tx: Transaction, scope: str) -> list[Entry]:
    """Return the running entries of a scope that wait for a second person to let them sound outside, oldest first."""
    asked = (entries.c.outside_reason != "", entries.c.outside_approved_by == "", entries.c.ended_at.is_(None))
    query = select(entries).where(*asked, _sounds_in(scope)).order_by(entries.c.created_at, entries.c.id)
    return _whole(tx, tx.connection.execute(query).all())


def for_locality(tx: Transaction, code: str) -> list[Entry]:
    """Return the entries not ended that aim at exactly this locality, oldest first."""
    return [*tx.once(_aimed_at, code)]


def for_station(tx: Transaction, station_id: str) -> list[Entry]:
    """Return the entries not ended that name this station itself, oldest first."""
    return [*tx.once(_naming, station_id)]


def with_bulletin(tx: Transaction, bulletin_id: str) -> list[Entry]:
    """Return the entries not ended that play this bulletin, oldest first."""
    return _living(tx, entry_bulletins, entry_bulletins.c.bulletin_id == bulletin_id)


def programmes_in(tx: Transaction, scope: str) -> list[Entry]:
    """Return the entries with a programme that are not ended and sound somewhere in a scope, oldest first."""
    mine = (entries.c.programme.is_not(None), entries.c.ended_at.is_(None), _sounds_in(scope))
    query = select(entries).where(*mine)
    return _whole(tx, tx.connection.execute(query.order_by(entries.c.created_at, entries.c.id)).all())


def programme_ids(tx: Transaction, scope_key: str, since: datetime) -> list[str]:
    """Return the ids of programmes published under a scope key, also ended ones unless before ``since``."""
    kind, colon, station_id = scope_key.partition(":")
    places, stations_named = select(entry_localities.c.entry_id), select(entry_stations.c.entry_id)
    here = stations_named.where(entry_stations.c.station_id == station_id)
    here = here if colon else places.where(entry_localities.c.code == kind)
    lately = or_(entries.c.ended_at.is_(None), entries.c.ended_at >= since)
    query = select(entries.c.id).where(entries.c.id.in_(here), entries.c.programme.is_not(None), lately)
    return list(tx.connection.scalars(query.order_by(entries.c.id)))


def _aimed_at(tx: Transaction, code: str) -> list[Entry]:
    return _living(tx, entry_localities, entry_localities.c.code == code)


def _naming(tx: Transaction, station_id: str) -> list[Entry]:
    return _living(tx, entry_stations, entry_stations.c.station_id == station_id)


def _living(tx: Transaction, table: Table, condition: ColumnElement[bool]) -> list[Entry]:
    ids = select(table.c.entry_id).where(condition)
    query = select(entries).where(entries.c.id.in_(ids), entries.c.ended_at.is_(None))
    return _whole(
        tx,
        tx.connection.execute(query.order_by(entries.c.created_at, entries.c.id)).all(),
    )


def _sounds_in(scope: str) -> ColumnElement[bool]:
    codes_inside = select(localities.c.code).where(within(scope))
    stations_inside = select(stations.c.id).where(stations.c.locality.in_(codes_inside))
    return or_(
        entries.c.id.in_(select(entry_localities.c.entry_id).where(entry_localities.c.code.in_(codes_inside))),
        entries.c.id.in_(select(entry_stations.c.entry_id).where(entry_stations.c.station_id.in_(stations_inside))),
    )


def _step(before: Entry, after: Entry) -> str:
    if (before.ended_at is None) == (after.ended_at is None):
        return "allow_outside" if after.outside_approved_by not in {"", before.outside_approved_by} else "change"
    return "reinstate" if after.ended_at is None else "end"


def _write_lists(tx: Transaction, several: Sequence[Entry]) -> None:
    ids = [one.id for one in several]
    for name, table, column in _LISTS:
        tx.connection.execute(delete(table).where(table.c.entry_id.in_(ids)))
        rows = [
            {"entry_id": entry.id, column.name: one, "place": place}
            for entry in several
            for place, one in enumerate(getattr(entry, name))
        ]
        if rows:
            tx.connection.execute(insert(table), rows)


def _whole(tx: Transaction, rows: Sequence[Row[Any]]) -> list[Entry]:
    """Return the entries of ``rows`` with their lists: three queries however many entries."""
    ids = [row.id for row in rows]
    lists = {name: _lists(tx, ids, table, column) for name, table, column in _LISTS} if rows else {}
    return [_entry(row, {name: tuple(found.get(row.id, ())) for name, found in lists.items()}) for row in rows]


def _lists(tx: Transaction, ids: Iterable[str], table: Table, column: Column[str]) -> Mapping[str, list[str]]:
    query = select(table.c.entry_id, column).where(table.c.entry_id.in_(ids)).order_by(table.c.entry_id, table.c.place)
    found: dict[str, list[str]] = {}
    for entry_id, value in tx.connection.execute(query):
        found.setdefault(entry_id, []).append(value)
    return found


def _values(entry: Entry) -> dict[str, Any]:
    named = {name: getattr(entry, name) for name in _COLUMNS}
    return named | {name: there(named[name]) for name, (there, _) in _CODES.items()}


def _entry(row: Row[Any], lists: Mapping[str, tuple[str, ...]]) -> Entry:
    return _built({name: getattr(row, name) for name in _COLUMNS} | dict(lists))


def _built(values: Mapping[str, Any]) -> Entry:
    typed: dict[str, Any] = {name: back(values[name]) for name, (_, back) in _CODES.items() if name in values}
    return Entry(**{**values, **typed})


def _packed(tx: Transaction, entry: Entry) -> Mapping[str, object]:
    """Return the whole entry as JSON data, times and lengths as the columns hold them."""
    dialect = tx.connection.dialect
    data: dict[str, object] = {name: list(getattr(entry, name)) for name, _, _ in _LISTS}
    for name, value in _values(entry).items():
        kind = entries.c[name].type
        data[name] = kind.process_bind_param(value, dialect) if isinstance(kind, Moment | Length) else value
    return data


def _unpacked(tx: Transaction, data: Mapping[str, Any]) -> Entry:
    """Return the entry of ``_packed`` data; a field younger than the data has its default."""
    dialect = tx.connection.dialect
    values: dict[str, Any] = {name: tuple(data[name]) for name, _, _ in _LISTS}
    for name in (one for one in _COLUMNS if one in data):
        kind = entries.c[name].type
        values[name] = (
            kind.process_result_value(data[name], dialect) if isinstance(kind, Moment | Length) else data[name]
        )
    return _built(values)


def _row(row: Row[Any]) -> Row[Any]:
    return row
