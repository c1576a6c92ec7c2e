"""Every signed document that left the house: numbered, kept, and which scopes are due for a new one. Never signs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import case, delete, func, insert, or_, select, tuple_, update

from broadcaster import messages
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.messages import Document, Edition, Header, Kind, Topics
from broadcaster.store import publications as marks
from broadcaster.store import upserts
from broadcaster.store.faults import translated
from broadcaster.store.renders import publish_clips
from broadcaster.store.tables import aired, editions, publications, sequences
from broadcaster.store.transaction import Transaction
from schedules.timetable import Airing, airing_id

touch = marks.touch
touch_below = marks.touch_below

# An edition is renewed this long before the plan in stations' hands gets shorter than promised.
AHEAD = timedelta(days=1)
# Superseded documents are kept for looking back; the as-run log, not these, is the record of what sounded.
KEPT = 100
KEPT_HEADS = 1
# So many plans stay in memory as read: those of the places whose pages are open.
READ_KEPT = 48
FAR = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One published document; ``since`` and ``until`` bound the plan of a timetable."""

    topic: str
    seq: int
    issued_at: datetime
    since: datetime | None
    until: datetime | None


def due(tx: Transaction, now: datetime, horizon: timedelta) -> list[str]:
    """Return the scope keys that changed since their last edition, or whose plan ends before ``horizon`` less a day."""
    runs_out = publications.c.planned_until < now + horizon - AHEAD
    ours = publications.c.scope_key.not_like(f"{marks.ALARMS}%")
    query = select(publications.c.scope_key).where(
        ours, or_(publications.c.changed > publications.c.published, runs_out)
    )
    return list(tx.connection.scalars(query.order_by(publications.c.changed_at, publications.c.scope_key)))


def claim(tx: Transaction, scope_key: str, horizon: timedelta) -> bool:
    """Hold a due scope until the end of the transaction; False when another server has it or has just published it.

    Whoever changes the scope meanwhile waits, so an edition never passes for knowing a change it was made without.
    """
    due_still = or_(
        publications.c.changed > publications.c.published,
        publications.c.planned_until < tx.now + horizon - AHEAD,
    )
    query = select(publications.c.scope_key).where(publications.c.scope_key == scope_key, due_still)
    return tx.connection.scalar(query.with_for_update(skip_locked=True)) is not None


def peek_seq(tx: Transaction, topic: str) -> int:
    """Return the newest number given out for a topic, 0 before the first."""
    return tx.connection.scalar(select(sequences.c.seq).where(sequences.c.topic == topic)) or 0


def next_seq(tx: Transaction, topic: str) -> int:
    """Return the next number of a topic: the time in milliseconds, or one more than the last if that is later.

    It never goes down, no two servers get the same, and a database restored from a backup does not fall behind the
    numbers that stations have seen already.
    """
    moment = int(tx.now.timestamp() * 1000)
    further = case((sequences.c.seq < moment, moment), else_=sequences.c.seq + 1)
    statement = upserts.insert(tx, sequences).values(topic=topic, seq=moment)
    counted = statement.on_conflict_do_update(index_elements=["topic"], set_={"seq": further})
    return int(tx.connection.execute(counted.returning(sequences.c.seq)).scalar_one())


def newest(tx: Transaction) -> dict[str, int]:
    """Return the newest number of every topic that many stations read; those of single stations would make it huge."""
    query = select(sequences).where(sequences.c.topic.not_like("%/stations/%"))
    return {row.topic: row.seq for row in tx.connection.execute(query)}


def save(tx: Transaction, envelope: bytes, *, header: Header, document: Document, noted: bool = True) -> None:
    """Keep a signed document before it is sent; a timetable settles its scope and publishes its clips.

    One that is not ``noted`` changes nothing for people and stays out of the log.
    """
    plan = document if isinstance(document, Edition) else None
    row = {
        "topic": header.to,
        "seq": header.seq,
        "scope_key": _scope_key(header),
        "issued_at": header.issued_at,
        "since": plan.since if plan else None,
        "until": plan.until if plan else None,
        "envelope": envelope,
        "plan": messages.to_json(plan).decode() if plan else None,
    }
    with translated(taken=_used(header)):
        tx.connection.execute(insert(editions).values(row))
    _forget_old(tx, header)
    if plan is not None:
        _settle(tx, _scope_key(header), plan)
    if noted and header.kind is not Kind.HEAD:
        tx.note("edition.publish", f"topic:{header.to}", seq=header.seq, kind=header.kind.value)


def settle(tx: Transaction, scope_key: str) -> None:
    """Take a scope as published that has no plan of its own; it never runs out."""
    this = publications.c.scope_key == scope_key
    kept = {"published": publications.c.changed, "published_at": tx.now, "planned_until": None}
    tx.connection.execute(update(publications).where(this).values(kept))


def current(tx: Transaction, topic: str) -> bytes | None:
    """Return the newest envelope of a topic, None before the first."""
    query = select(editions.c.envelope).where(editions.c.topic == topic).order_by(editions.c.seq.desc()).limit(1)
    found = tx.connection.scalar(query)
    return None if found is None else bytes(found)


def all_current(tx: Transaction) -> dict[str, bytes]:
    """Return the newest envelope of every topic."""
    last = select(editions.c.topic, func.max(editions.c.seq).label("seq")).group_by(editions.c.topic).subquery()
    same = (editions.c.topic == last.c.topic) & (editions.c.seq == last.c.seq)
    query = select(editions.c.topic, editions.c.envelope).join(last, same).order_by(editions.c.topic)
    return {row.topic: bytes(row.envelope) for row in tx.connection.execute(query)}


def issued_since(tx: Transaction, moment: datetime) -> dict[str, bytes]:
    """Return the newest envelope of each topic that got one since ``moment``: other processes make some too."""
    query = select(editions.c.topic, editions.c.envelope).where(editions.c.issued_at >= moment)
    rows = tx.connection.execute(query.order_by(editions.c.issued_at, editions.c.seq))
    return {row.topic: bytes(row.envelope) for row in rows}


def airings(tx: Transaction, scope_key: str) -> tuple[Airing, ...]:
    """Return what the newest edition of a scope plans, () before the first."""
    return tx.once(_airings, scope_key)


def _airings(tx: Transaction, scope_key: str) -> tuple[Airing, ...]:
    newest_plan = (
        select(editions.c.plan)
        .where(editions.c.scope_key == scope_key, editions.c.plan.is_not(None))
        .order_by(editions.c.seq.desc())
        .limit(1)
    )
    found = tx.connection.scalar(newest_plan)
    return () if found is None else _planned(found)


def all_airings(tx: Transaction, scope_keys: Sequence[str]) -> dict[str, tuple[Airing, ...]]:
    """Return what the newest editions of several scopes plan, in their order: one question, however many they are."""
    mine = (editions.c.scope_key.in_(scope_keys), editions.c.plan.is_not(None))
    newest = select(editions.c.scope_key, func.max(editions.c.seq)).where(*mine).group_by(editions.c.scope_key)
    query = select(editions.c.scope_key, editions.c.plan).where(
        *mine, tuple_(editions.c.scope_key, editions.c.seq).in_(newest)
    )
    found = {row.scope_key: _planned(row.plan) for row in tx.connection.execute(query)}
    return {one: found.get(one, ()) for one in scope_keys}


def carried(tx: Transaction, plan_id: str, since: datetime, until: datetime) -> frozenset[str]:
    """Return the bulletins in the published airings of a plan that start in ``[since, until)``."""
    span = aired.c.airing_id.between(airing_id(plan_id, since), airing_id(plan_id, until - timedelta(seconds=1)))
    return frozenset(one for found in tx.connection.scalars(select(aired.c.bulletin_ids).where(span)) for one in found)


def forget_ahead(tx: Transaction, plan_id: str) -> None:
    """Take the bulletins out of all that was foretold of a plan from now on, before its next edition tells it anew.

    What an edition promised for tomorrow and the next one takes back was never heard, and must not pass for it.
    """
    ahead = aired.c.airing_id.between(airing_id(plan_id, tx.now), airing_id(plan_id, FAR))
    tx.connection.execute(update(aired).where(ahead).values(bulletin_ids=[]))


def plan_of(tx: Transaction, topic: str, seq: int) -> tuple[Airing, ...]:
    """Return what one kept edition plans, () when it is no longer kept."""
    found = tx.connection.scalar(select(editions.c.plan).where(editions.c.topic == topic, editions.c.seq == seq))
    return () if found is None else _planned(found)


@lru_cache(maxsize=READ_KEPT)
def _planned(plan: str) -> tuple[Airing, ...]:
    """Return the airings of a kept plan; the same text is read once, however many pages ask for it."""
    return messages.from_json(Edition, plan.encode()).airings


def history(tx: Transaction, scope_key: str) -> list[EditionRow]:
    """Return the kept documents of a scope, newest first."""
    query = select(editions).where(editions.c.scope_key == scope_key)
    rows = tx.connection.execute(query.order_by(editions.c.issued_at.desc(), editions.c.seq.desc()))
    return [EditionRow(row.topic, row.seq, row.issued_at, row.since, row.until) for row in rows]


def _scope_key(header: Header) -> str:
    """Return what a document is about: a locality's code, ``station:<id>``, or its own topic."""
    place = Topics(header.site).parse(header.to)
    if place.id is None:
        return header.to
    return place.id if place.scope == "localities" else f"station:{place.id}"


def _used(header: Header) -> BroadcasterError:
    return Refused("edition.seq_used", topic=header.to, seq=header.seq)


def _forget_old(tx: Transaction, header: Header) -> None:
    kept = KEPT_HEADS if header.kind is Kind.HEAD else KEPT
    newest_kept = select(editions.c.seq).where(editions.c.topic == header.to).order_by(editions.c.seq.desc())
    last_kept = newest_kept.limit(1).offset(kept - 1).scalar_subquery()
    tx.connection.execute(delete(editions).where(editions.c.topic == header.to, editions.c.seq < last_kept))


def _settle(tx: Transaction, scope_key: str, plan: Edition) -> None:
    row = {
        "scope_key": scope_key,
        "changed": 0,
        "published": 0,
        "changed_at": tx.now,
        "published_at": tx.now,
        "planned_until": plan.until,
    }
    known = {"published": publications.c.changed, "published_at": tx.now, "planned_until": plan.until}
    statement = upserts.insert(tx, publications).values(row)
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["scope_key"], set_=known))
    publish_clips(tx, plan.clips)
    made = [{"airing_id": one.id, "title": one.title, "bulletin_ids": list(one.bulletin_ids)} for one in plan.airings]
    if made:
        upserts.put(tx, aired, made, key="airing_id")
