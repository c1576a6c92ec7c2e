"""Keeps what waits in the communes' inboxes and how each was answered. Never decides who is asked: the domain has.

An arrival is one row and stays: withdrawn or too late it has expired, and waits anew when its entry is reinstated.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, delete, func, insert, or_, select, tuple_, update

from broadcaster.bulletins import HELD
from broadcaster.errors import Missing, Refused
from broadcaster.inbox import ABOVE, Arrival, Key, State
from broadcaster.store import audit
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import in_scope
from broadcaster.store.tables import bulletins, entries, entry_localities, inbox, localities, marks
from broadcaster.store.transaction import Transaction
from schedules.priority import Priority

_KEY = (inbox.c.locality, inbox.c.entry_id, inbox.c.bulletin_id)
_STEPS = {State.WAITING: "undo", State.PLACED: "place", State.DECLINED: "decline"}
_ALL = frozenset(State)
# the mark of the tree, and the one of the tree that the inboxes follow
_TREE, _MARK = "localities", "inbox"


def add(tx: Transaction, keys: Sequence[Key]) -> None:
    """Put bulletins of one entry into inboxes."""
    if not keys:
        return
    fresh = {"state": State.WAITING.value, "arrived_at": tx.now, "by": "", "reason": ""}
    tx.connection.execute(insert(inbox), [key._asdict() | fresh for key in keys])
    tx.note("inbox.add", f"plan:{keys[0].entry_id}", communes=len({key.locality for key in keys}))


def withdraw(tx: Transaction, keys: Sequence[Key]) -> None:
    """Take bulletins of one entry out of the inboxes where they still wait."""
    _turn(tx, keys, "withdraw", {"state": State.EXPIRED.value, "decided_at": tx.now}, was=State.WAITING)


def renew(tx: Transaction, keys: Sequence[Key]) -> None:
    """Put bulletins of one entry back into the inboxes they left unanswered."""
    waiting = {"state": State.WAITING.value, "arrived_at": tx.now, "decided_at": None}
    _turn(tx, keys, "renew", waiting, was=State.EXPIRED)


def _turn(tx: Transaction, keys: Sequence[Key], step: str, values: Mapping[str, object], *, was: State) -> None:
    if not keys:
        return
    these = (tuple_(*_KEY).in_(keys), inbox.c.state == was.value)
    count = tx.connection.execute(update(inbox).where(*these).values(values)).rowcount
    tx.note(f"inbox.{step}", f"plan:{keys[0].entry_id}", communes=count)


def find(tx: Transaction, key: Key) -> Arrival:
    """Return an arrival or raise Missing ``inbox.missing``."""
    row = tx.connection.execute(select(inbox).where(*_is(key))).one_or_none()
    if row is None:
        raise Missing("inbox.missing", locality=key.locality)
    return _arrival(row)


def change(tx: Transaction, before: Arrival, after: Arrival) -> None:
    """Keep an answer, or its undoing; Refused ``inbox.decided`` when somebody was faster."""
    same = (*_is(before.key), inbox.c.state == before.state.value)
    values = {
        "state": after.state.value,
        "decided_at": after.decided_at,
        "by": after.by,
        "reason": after.reason,
        "placed_entry": after.placed_entry or None,
    }
    if tx.connection.execute(update(inbox).where(*same).values(values)).rowcount != 1:
        raise Refused("inbox.decided")
    detail = {"locality": after.key.locality, **audit.difference(before, after)}
    tx.note(f"inbox.{_STEPS[after.state]}", f"plan:{after.key.entry_id}", **detail)


def expire(tx: Transaction, entry_id: str, bulletin_id: str) -> int:
    """End the waiting of a bulletin in every inbox; return in how many."""
    waiting = (
        inbox.c.entry_id == entry_id,
        inbox.c.bulletin_id == bulletin_id,
        inbox.c.state == State.WAITING.value,
    )
    values = {"state": State.EXPIRED.value, "decided_at": tx.now}
    count = tx.connection.execute(update(inbox).where(*waiting).values(values)).rowcount
    if count:
        tx.note("inbox.expire", f"plan:{entry_id}", bulletin=bulletin_id, communes=count)
    return count


def listed(
    tx: Transaction, scope: str | None = None, states: Collection[State] = _ALL, page: Slice = FIRST
) -> Page[Arrival]:
    """Return what arrived in the inboxes of a scope, newest first; what nobody has approved yet is not there yet."""
    keys = [inbox.c.arrived_at, *_KEY]
    return fetch(tx, Listing(_shown(scope, states), keys, _arrival), page)


def waiting(tx: Transaction, scope: str | None = None) -> int:
    """Return how many bulletins wait in the inboxes of a scope."""
    shown = _shown(scope, {State.WAITING}).subquery()
    return tx.connection.scalar(select(func.count()).select_from(shown)) or 0


def of_entry(tx: Transaction, entry_id: str) -> list[Arrival]:
    """Return all arrivals of an entry, by place."""
    return [*tx.once(_of_entry, entry_id)]


def _of_entry(tx: Transaction, entry_id: str) -> list[Arrival]:
    rows = tx.connection.execute(select(inbox).where(inbox.c.entry_id == entry_id).order_by(*_KEY))
    return [_arrival(row) for row in rows]


def answers(tx: Transaction, entry_id: str) -> Mapping[State, int]:
    """Return how many communes answered an entry how; a commune counts once, by its best answer."""
    query = select(inbox.c.locality, inbox.c.state).where(inbox.c.entry_id == entry_id)
    best: dict[str, State] = {}
    for row in tx.connection.execute(query):
        best[row.locality] = min(State(row.state), best.get(row.locality, State.EXPIRED), key=_WEIGHT.index)
    return Counter(best.values())


def answered(tx: Transaction, entry_id: str, page: Slice = FIRST) -> Page[Arrival]:
    """Return what the communes answered to an entry, by place."""
    query = select(inbox).where(inbox.c.entry_id == entry_id)
    return fetch(tx, Listing(query, _KEY, _arrival, newest_first=False), page)


def offered_in(tx: Transaction, locality: str, entry_ids: Collection[str]) -> frozenset[str]:
    """Return which of these entries the commune was only offered."""
    if not entry_ids:
        return frozenset()
    query = select(inbox.c.entry_id).where(inbox.c.locality == locality, inbox.c.entry_id.in_(entry_ids))
    return frozenset(tx.connection.scalars(query))


def is_placed(tx: Transaction, entry_id: str) -> bool:
    """Tell whether an entry is a commune's own, made from its inbox."""
    return tx.once(_is_placed, entry_id)


def _is_placed(tx: Transaction, entry_id: str) -> bool:
    return tx.connection.scalar(select(inbox.c.entry_id).where(inbox.c.placed_entry == entry_id).limit(1)) is not None


def reached(tx: Transaction, bulletin_id: str, scope: str) -> bool:
    """Tell whether a bulletin was offered to a commune in ``scope``, whose people may then hear it."""
    inside = in_scope(inbox.c.locality, scope)
    assert inside is not None  # noqa: S101
    query = select(inbox.c.entry_id).where(inbox.c.bulletin_id == bulletin_id, inside).limit(1)
    return tx.connection.scalar(query) is not None


def unanswered(tx: Transaction) -> list[tuple[str, str]]:
    """Return (entry, bulletin) of all that waits anywhere."""
    query = select(inbox.c.entry_id, inbox.c.bulletin_id).where(inbox.c.state == State.WAITING.value).distinct()
    return [(row.entry_id, row.bulletin_id) for row in tx.connection.execute(query)]


def offering(tx: Transaction) -> list[str]:
    """Return the ids of the ordinary entries not ended that aim above the communes, or wait in some inbox."""
    aimed = (
        select(entry_localities.c.entry_id)
        .join(localities, localities.c.code == entry_localities.c.code)
        .where(localities.c.kind.in_([one.value for one in ABOVE]))
    )
    waits = select(inbox.c.entry_id).where(inbox.c.state == State.WAITING.value)
    query = select(entries.c.id).where(
        entries.c.ended_at.is_(None),
        entries.c.priority == int(Priority.ORDINARY),
        or_(entries.c.id.in_(aimed), entries.c.id.in_(waits)),
    )
    return list(tx.connection.scalars(query.order_by(entries.c.id)))


def knows_tree(tx: Transaction) -> bool:
    """Tell whether the inboxes follow the localities as they are now."""
    found = {row.name: row.mark for row in tx.connection.execute(select(marks).where(marks.c.name.in_([_TREE, _MARK])))}
    return found.get(_TREE) == found.get(_MARK)


def keep_tree(tx: Transaction) -> None:
    """Note that the inboxes follow the localities as they are now."""
    tree = select(marks.c.mark).where(marks.c.name == _TREE).scalar_subquery()
    tx.connection.execute(delete(marks).where(marks.c.name == _MARK))
    tx.connection.execute(insert(marks).values(name=_MARK, mark=tree))


_WEIGHT = (State.PLACED, State.WAITING, State.DECLINED, State.EXPIRED)
"""What a commune's several answers to one entry count as: the first of these."""


def _shown(scope: str | None, states: Iterable[State]) -> Select[Any]:
    inside = in_scope(inbox.c.locality, scope)
    approved = bulletins.c.state.in_([one.value for one in HELD])
    # a whole programme has no bulletin; what was answered stays, whatever became of the bulletin
    heard = or_(inbox.c.bulletin_id == "", inbox.c.state != State.WAITING.value, approved)
    joined = select(inbox).outerjoin(bulletins, bulletins.c.id == inbox.c.bulletin_id)
    query = joined.where(heard, inbox.c.state.in_([one.value for one in states]))
    return query if inside is None else query.where(inside)


def _is(key: Key) -> tuple[ColumnElement[bool], ...]:
    return tuple(column == value for column, value in zip(_KEY, key, strict=True))


def _arrival(row: Row[Any]) -> Arrival:
    return Arrival(
        key=Key(row.locality, row.entry_id, row.bulletin_id),
        arrived_at=row.arrived_at,
        state=State(row.state),
        decided_at=row.decided_at,
        by=row.by,
        reason=row.reason,
        placed_entry=row.placed_entry or "",
    )
