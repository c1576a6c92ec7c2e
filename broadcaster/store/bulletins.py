"""Keeps bulletins and finds them again. Never decides which change is allowed: the domain has, before."""

from collections.abc import Collection
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, func, insert, select, update

from broadcaster.bulletins import ENDED, HELD, Bulletin, Field, State
from broadcaster.errors import Missing, Refused
from broadcaster.languages import Translation
from broadcaster.store import audit
from broadcaster.store.faults import translated
from broadcaster.store.folding import fold
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import in_scope
from broadcaster.store.tables import bulletins
from broadcaster.store.transaction import Transaction
from schedules.priority import Priority

_COLUMNS = tuple(one.name for one in fields(Bulletin))

# What the log calls the step into each state.
_STEPS = {
    State.DRAFT: "edit",
    State.SUBMITTED: "submit",
    State.APPROVED: "approve",
    State.RENDERING: "render",
    State.READY: "finish",
    State.PUBLISHED: "publish",
    State.REJECTED: "reject",
    State.CANCELLED: "cancel",
    State.EXPIRED: "expire",
    State.FAILED: "fail",
}


def add(tx: Transaction, bulletin: Bulletin) -> None:
    """Keep a new bulletin; Missing ``locality.missing`` when its place is unknown."""
    taken = Refused("bulletin.exists", id=bulletin.id)
    unknown = Missing("locality.missing", field="locality", code=bulletin.locality)
    with translated(taken=taken, unknown=unknown):
        tx.connection.execute(insert(bulletins).values(_values(bulletin)))
    tx.note("bulletin.add", f"bulletin:{bulletin.id}", **audit.difference(None, bulletin))


def find(tx: Transaction, bulletin_id: str) -> Bulletin:
    """Return a bulletin or raise Missing ``bulletin.missing``."""
    found = known(tx, bulletin_id)
    if found is None:
        raise Missing("bulletin.missing", id=bulletin_id)
    return found


def known(tx: Transaction, bulletin_id: str) -> Bulletin | None:
    """Return a bulletin, None when there is none of that id."""
    return tx.once(_known, bulletin_id)


def _known(tx: Transaction, bulletin_id: str) -> Bulletin | None:
    row = tx.connection.execute(select(bulletins).where(bulletins.c.id == bulletin_id)).one_or_none()
    return None if row is None else _bulletin(row)


def change(tx: Transaction, bulletin: Bulletin) -> None:
    """Keep the next version of a bulletin; Refused ``bulletin.changed_meanwhile`` when somebody was faster."""
    before = find(tx, bulletin.id)
    if before == bulletin:
        return
    same = (bulletins.c.id == bulletin.id, bulletins.c.version == bulletin.version - 1)
    if tx.connection.execute(update(bulletins).where(*same).values(_values(bulletin))).rowcount != 1:
        raise Refused("bulletin.changed_meanwhile", title=bulletin.title)
    step = "unclaim" if before.state is State.RENDERING and bulletin.state is State.APPROVED else _STEPS[bulletin.state]
    tx.note(f"bulletin.{step}", f"bulletin:{bulletin.id}", **audit.difference(before, bulletin))


def listed(
    tx: Transaction,
    scope: str | None = None,
    states: Collection[State] = (),
    *,
    search: str = "",
    page: Slice = FIRST,
) -> Page[Bulletin]:
    """Return bulletins of a scope, newest first; ``search`` finds titles without minding accents; no states = all."""
    query = select(bulletins).where(*_conditions(scope, states))
    if search.strip():
        query = query.where(bulletins.c.folded.contains(fold(search), autoescape=True))
    return fetch(tx, Listing(query, [bulletins.c.created_at, bulletins.c.id], _bulletin), page)


def in_states(tx: Transaction, states: Collection[State]) -> list[Bulletin]:
    """Return every bulletin in one of ``states``, oldest first."""
    query = select(bulletins).where(*_conditions(None, states)).order_by(bulletins.c.created_at, bulletins.c.id)
    return [_bulletin(row) for row in tx.connection.execute(query)]


def held(tx: Transaction, localities: Collection[str], since: datetime) -> list[Bulletin]:
    """Return the bulletins of exactly these localities approved since a moment and not ended, the newest first."""
    found = (
        bulletins.c.locality.in_(localities),
        bulletins.c.decided_at >= since,
        bulletins.c.state.in_([one.value for one in HELD]),
    )
    query = select(bulletins).where(*found).order_by(bulletins.c.decided_at.desc(), bulletins.c.id)
    return [_bulletin(row) for row in tx.connection.execute(query)]


def over(tx: Transaction, now: datetime) -> list[Bulletin]:
    """Return the bulletins whose validity has ended but which have not."""
    query = select(bulletins).where(
        bulletins.c.valid_until <= now, bulletins.c.state.not_in([one.value for one in ENDED])
    )
    return [_bulletin(row) for row in tx.connection.execute(query)]


def waiting(tx: Transaction, scope: str | None = None) -> int:
    """Return how many bulletins of a scope wait for a leader."""
    query = select(func.count()).select_from(bulletins).where(*_conditions(scope, {State.SUBMITTED}))
    return tx.connection.scalar(query) or 0


def _conditions(scope: str | None, states: Collection[State]) -> list[ColumnElement[bool]]:
    inside = in_scope(bulletins.c.locality, scope)
    found = [] if inside is None else [inside]
    return [*found, bulletins.c.state.in_([one.value for one in states])] if states else found


def _values(bulletin: Bulletin) -> dict[str, object]:
    named = {name: getattr(bulletin, name) for name in _COLUMNS}
    plain = {"field": int(bulletin.field), "priority": int(bulletin.priority), "state": bulletin.state.value}
    pinned = {"readings": [list(one) for one in bulletin.readings] or None, "voices": list(bulletin.voices) or None}
    translations = [asdict(one) for one in bulletin.translations] or None
    return named | plain | pinned | {"folded": fold(bulletin.title), "translations": translations}


def _bulletin(row: Row[Any]) -> Bulletin:
    named = {name: getattr(row, name) for name in _COLUMNS}
    typed = {"field": Field(row.field), "priority": Priority(row.priority), "state": State(row.state)}
    readings = tuple((written, spoken) for written, spoken in row.readings or ())
    translations = tuple(Translation(**one) for one in row.translations or ())
    pinned = {"readings": readings, "voices": tuple(row.voices or ()), "translations": translations}
    return Bulletin(**named | typed | pinned)
