"""What really sounded, as the stations report it: delivered at least once, counted once. Never corrects a row."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Row, case, func, or_, select, type_coerce

from broadcaster import messages
from broadcaster.messages import AsRun, EndedHow, Heard
from broadcaster.store import upserts
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import in_scope
from broadcaster.store.tables import aired, as_run, bulletins, stations
from broadcaster.store.transaction import Transaction

_NOTHING = timedelta()


@dataclass(frozen=True, slots=True)
class AsRunRow:
    """One row with the names people read; ``locality`` is where the station stood then, even if merged since."""

    as_run: AsRun
    at: datetime
    station_name: str
    locality: str
    bulletin_id: str | None
    bulletin_title: str


@dataclass(frozen=True, slots=True)
class AsRunFilter:
    """Which rows are wanted; ``since`` is included, ``until`` is not."""

    scope: str | None = None
    station: str | None = None
    bulletin: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    heard: Heard | None = None
    ended_how: EndedHow | None = None


@dataclass(frozen=True, slots=True)
class AsRunSummary:
    """How much sounded: rows, rows heard, rows that ended badly or never began, and the time on air."""

    rows: int
    heard: int
    failed: int
    sounded: timedelta


def add(tx: Transaction, station_id: str, rows: Sequence[AsRun]) -> int:
    """Keep the rows a station reports and return how many were new; a station speaks only for itself."""
    locality = tx.connection.scalar(select(stations.c.locality).where(stations.c.id == station_id))
    mine = [one for one in rows if one.station == station_id]
    if locality is None or not mine:
        return 0
    known = _bulletins_of(tx, mine)
    values = [_values(tx, one, locality, known) for one in mine]
    statement = upserts.insert(tx, as_run).on_conflict_do_nothing().returning(as_run.c.id)
    return len(tx.connection.execute(statement, values).all())


def listed(tx: Transaction, wanted: AsRunFilter | None = None, page: Slice = FIRST) -> Page[AsRunRow]:
    """Return what sounded, newest first."""
    joined = as_run.join(stations, stations.c.id == as_run.c.station, isouter=True).join(
        bulletins, bulletins.c.id == as_run.c.bulletin_id, isouter=True
    )
    names = (stations.c.name.label("station_name"), bulletins.c.title.label("bulletin_title"))
    query = select(as_run, *names).select_from(joined).where(*_conditions(wanted or AsRunFilter()))
    return fetch(tx, Listing(query, [as_run.c.at, as_run.c.id], _row), page)


def summary(tx: Transaction, scope: str | None, since: datetime, until: datetime) -> AsRunSummary:
    """Return how much sounded in a scope in ``[since, until)``."""
    bad = as_run.c.ended_how.in_([EndedHow.FAILED.value, EndedHow.SKIPPED.value, EndedHow.MISSED.value])
    heard = as_run.c.heard == Heard.YES.value
    query = select(
        func.count(),
        func.coalesce(func.sum(case((heard, 1), else_=0)), 0),
        func.coalesce(func.sum(case((bad, 1), else_=0)), 0),
        func.coalesce(func.sum(type_coerce(as_run.c.sounded, BigInteger)), 0),
    ).where(*_conditions(AsRunFilter(scope=scope, since=since, until=until)))
    rows, heard_rows, failed, sounded = tx.connection.execute(query).one()
    return AsRunSummary(rows, heard_rows, failed, timedelta(milliseconds=int(sounded)))


def title(tx: Transaction, airing_id: str) -> str:
    """Return what a published airing was called; nothing for one that never was published here."""
    return tx.connection.scalar(select(aired.c.title).where(aired.c.airing_id == airing_id)) or ""


def _bulletins_of(tx: Transaction, rows: Sequence[AsRun]) -> Mapping[str, list[str]]:
    ids = {one.airing_id for one in rows if one.airing_id is not None}
    query = select(aired.c.airing_id, aired.c.bulletin_ids).where(aired.c.airing_id.in_(ids))
    return {row.airing_id: row.bulletin_ids for row in tx.connection.execute(query)}


def _values(tx: Transaction, one: AsRun, locality: str, known: Mapping[str, list[str]]) -> dict[str, Any]:
    played = known.get(one.airing_id or "", [])
    ended = one.ended_at if one.started_at and one.ended_at else None
    return {
        "station": one.station,
        "locality": locality,
        "airing_id": one.airing_id or "",
        "alarm_id": one.alarm_id or "",
        "item": one.item,
        "attempt": one.attempt,
        "at": one.started_at or one.ended_at or tx.now,
        # a playlist is its bulletins in order, perhaps several times over
        "bulletin_id": played[one.item % len(played)] if played else None,
        "ended_how": one.ended_how.value,
        "heard": one.heard.value,
        "sounded": max(_NOTHING, ended - one.started_at) if ended and one.started_at else _NOTHING,
        "row": messages.to_json(one).decode(),
        "received_at": tx.now,
    }


def _conditions(wanted: AsRunFilter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    then, now = in_scope(as_run.c.locality, wanted.scope), in_scope(stations.c.locality, wanted.scope)
    if then is not None and now is not None:
        found.append(or_(then, as_run.c.station.in_(select(stations.c.id).where(now))))
    exact = {
        as_run.c.station: wanted.station,
        as_run.c.bulletin_id: wanted.bulletin,
        as_run.c.heard: wanted.heard,
        as_run.c.ended_how: wanted.ended_how,
    }
    found.extend(column == str(value) for column, value in exact.items() if value is not None)
    if wanted.since is not None:
        found.append(as_run.c.at >= wanted.since)
    if wanted.until is not None:
        found.append(as_run.c.at < wanted.until)
    return found


def _row(row: Row[Any]) -> AsRunRow:
    return AsRunRow(
        as_run=messages.from_json(AsRun, row.row.encode()),
        at=row.at,
        station_name=row.station_name or row.station,
        locality=row.locality,
        bulletin_id=row.bulletin_id,
        bulletin_title=row.bulletin_title or "",
    )
