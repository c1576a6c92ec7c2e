"""Keeps the rounds of the silent alarm for a day, and of each station the last it verified. Never judges them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, select, update

from broadcaster.canary import Round, Watched
from broadcaster.store import upserts
from broadcaster.store.stations import online
from broadcaster.store.tables import canary_answers, canary_rounds, station_states, stations
from broadcaster.store.tables import editions as sets
from broadcaster.store.transaction import Transaction

KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Answer:
    """One station verified the round signed at a moment, so long after it."""

    station: str
    round_at: datetime
    took: timedelta


def begin(tx: Transaction, found: Round) -> bool:
    """Keep a new round and forget those of yesterday; False when another signer has begun it."""
    row = {"slot": found.slot, "signed_at": found.signed_at, "sent": found.sent, "held": found.held}
    statement = upserts.insert(tx, canary_rounds).values(row | {"seq": 0, "asked": 0, "answered": 0})
    new = statement.on_conflict_do_nothing(index_elements=["slot"]).returning(canary_rounds.c.slot)
    made = tx.connection.scalar(new) is not None
    old = (canary_rounds.c.slot < found.slot - KEPT, canary_rounds.c.seq == 0)  # one with a number has its set yet
    tx.connection.execute(delete(canary_rounds).where(*old))
    return made


def number(tx: Transaction, slot: datetime, topic: str, seq: int) -> None:
    """Note under which number a round was signed, and drop the signed sets of earlier rounds: they are no history."""
    earlier = select(canary_rounds.c.seq).where(canary_rounds.c.slot < slot, canary_rounds.c.seq > 0)
    tx.connection.execute(delete(sets).where(sets.c.topic == topic, sets.c.seq.in_(earlier)))
    tx.connection.execute(update(canary_rounds).where(canary_rounds.c.seq > 0).values(seq=0))
    tx.connection.execute(update(canary_rounds).where(canary_rounds.c.slot == slot).values(seq=seq))


def rounds(tx: Transaction, most: int | None = None) -> list[Round]:
    """Return the rounds of the last day, newest first."""
    query = select(canary_rounds).order_by(canary_rounds.c.slot.desc()).limit(most)
    return [_round(row) for row in tx.connection.execute(query)]


def close(tx: Transaction, found: Round) -> None:
    """Keep how a round went."""
    kept = {name: getattr(found, name) for name in ("asked", "answered", "median", "p99", "closed_at")}
    tx.connection.execute(update(canary_rounds).where(canary_rounds.c.slot == found.slot).values(kept))


def answer(tx: Transaction, answers: Mapping[str, Answer]) -> None:
    """Keep what stations answered, by their ids: the first answer to a round counts, and only the last round stays."""
    if not answers:
        return
    rows = [{"station": one.station, "round_at": one.round_at, "took": one.took} for one in answers.values()]
    statement = upserts.insert(tx, canary_answers)
    change = {name: statement.excluded[name] for name in ("round_at", "took")}
    is_newer = canary_answers.c.round_at < statement.excluded.round_at
    kept = statement.on_conflict_do_update(index_elements=["station"], set_=change, where=is_newer)
    tx.connection.execute(kept, rows)


def watched(tx: Transaction) -> list[Watched]:
    """Return every station that is not revoked with the round it verified last; ``commune`` is its own locality."""
    last = (canary_answers.c.round_at, canary_answers.c.took)
    named = (stations.c.id, stations.c.locality, online(tx), station_states.c.online_at, *last)
    joined = stations.join(station_states).outerjoin(canary_answers, canary_answers.c.station == stations.c.id)
    query = select(*named).select_from(joined).where(stations.c.revoked_at.is_(None)).order_by(stations.c.id)
    return [Watched(row[0], row[1], bool(row[2]), *row[3:]) for row in tx.connection.execute(query)]


def first_station_at(tx: Transaction) -> datetime | None:
    """Return when the first of the present stations was enrolled; None before any was."""
    first: datetime | None = tx.connection.scalar(
        select(func.min(stations.c.enrolled_at)).where(stations.c.revoked_at.is_(None))
    )
    return first


def _round(row: Row[Any]) -> Round:
    results = (row.asked, row.answered, row.median, row.p99, row.closed_at)
    return Round(row.slot, row.signed_at, row.sent, row.held, *results)
