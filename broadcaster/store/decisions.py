"""Keeps what communes decided about colliding priority programmes. Never decides who may, or until when."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import ColumnElement, delete, insert, select, update

from broadcaster.collisions import Decision, Pair
from broadcaster.errors import Refused
from broadcaster.store.faults import translated
from broadcaster.store.tables import decisions
from broadcaster.store.transaction import Transaction

# No edition reaches so far ahead that an older decision could still matter; the rows stay for looking back.
_MATTERS = timedelta(days=60)


def recent(tx: Transaction, locality: str) -> Mapping[Pair, Decision]:
    """Return the decisions of a commune that may concern an airing still to come, by pair."""
    return tx.once(_recent, locality)


def _recent(tx: Transaction, locality: str) -> Mapping[Pair, Decision]:
    query = select(decisions).where(decisions.c.locality == locality, decisions.c.decided_at > tx.now - _MATTERS)
    found = (
        Decision(row.locality, Pair(row.airing_id, row.other_id), row.first, row.decided_at, row.by)
        for row in tx.connection.execute(query)
    )
    return {one.pair: one for one in found}


def save(tx: Transaction, decision: Decision, *, before: Decision | None, title: str) -> None:
    """Keep a decision in place of ``before``; Refused when somebody else decided meanwhile (``title`` goes first)."""
    key = {"locality": decision.locality, "airing_id": decision.pair.theirs, "other_id": decision.pair.ours}
    values = {"first": decision.first, "decided_at": decision.decided_at, "by": decision.by}
    meanwhile = Refused("collision.decided_meanwhile", title=title)
    if before is None:
        with translated(taken=meanwhile):
            tx.connection.execute(insert(decisions).values(key | values))
    else:
        same = (*_is(before), decisions.c.first == before.first)
        if tx.connection.execute(update(decisions).where(*same).values(values)).rowcount != 1:
            raise meanwhile
    tx.note("collision.decide", f"locality:{decision.locality}", **decision.pair._asdict(), first=decision.first)


def forget(tx: Transaction, decision: Decision) -> None:
    """Take a decision back."""
    tx.connection.execute(delete(decisions).where(*_is(decision)))
    tx.note("collision.undo", f"locality:{decision.locality}", **decision.pair._asdict(), first=decision.first)


def _is(decision: Decision) -> tuple[ColumnElement[bool], ...]:
    return (
        decisions.c.locality == decision.locality,
        decisions.c.airing_id == decision.pair.theirs,
        decisions.c.other_id == decision.pair.ours,
    )
