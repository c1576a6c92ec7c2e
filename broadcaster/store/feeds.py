"""Keeps the feeds of warning authorities and every document they brought, byte for byte. Never judges one."""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, or_, select, update

from broadcaster.alerts import ENDED
from broadcaster.cap import Reference, Status
from broadcaster.cap.chains import MEMORY, ActiveSet
from broadcaster.errors import Missing, Refused
from broadcaster.feeds import Feed, Rule
from broadcaster.store import audit
from broadcaster.store.faults import translated
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.tables import alerts, cap_messages, feeds
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import put

_LINES = tuple(one.name for one in fields(Feed))


@dataclass(frozen=True, slots=True)
class Room:
    """How much is kept of one feed, the newest: a hostile one must not fill the disk.

    So many documents that led to nothing and so many bytes of them, and so many bytes of those that counted; a budget
    of its own each, so that noise displaces no proof.
    """

    untaken: int = 1000
    untaken_bytes: int = 16_000_000
    taken_bytes: int = 48_000_000


ROOM = Room()


@dataclass(frozen=True, slots=True)
class FeedRow:
    """A feed and how asking it goes; ``failure`` is the stored fault of the last time, empty when it went well."""

    feed: Feed
    added_at: datetime
    etag: str = ""
    modified: str = ""
    polled_at: datetime | None = None
    last_ok_at: datetime | None = None
    last_change_at: datetime | None = None
    failure: str = ""
    removed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One document as it came, what was made of it and why.

    ``data`` is empty in lists and once its bytes were let go; ``size`` is how many bytes are kept of one that was read.
    """

    feed: str
    link: str
    data: bytes
    received_at: datetime
    updated: str = ""
    identifier: str = ""
    sender: str = ""
    sent: datetime | None = None
    status: str = ""
    references: tuple[Reference, ...] = ()
    handling: str = ""
    reason: str = ""
    is_taken: bool = False
    alert_id: str | None = None
    mark: str = field(default="", compare=False)
    size: int = field(default=0, compare=False)

    @property
    def sha256(self) -> str:
        """The digest of its bytes, under which it is kept."""
        return self.mark or hashlib.sha256(self.data).hexdigest()


_PLAIN = tuple(one.name for one in fields(Message) if one.name not in ("references", "mark", "size"))
_SIZE = func.length(cap_messages.c.data).label("size")
_WITHOUT_BYTES = (*(one for one in cap_messages.c if one.name != "data"), _SIZE)
_STATE = ("etag", "modified", "polled_at", "last_ok_at", "last_change_at", "failure", "removed_at")


def keep(tx: Transaction, feed: Feed) -> None:
    """Keep a new feed, or other terms of a known one, which is then asked afresh; a removed one is back."""
    before = known(tx, feed.name)
    asked = {"etag": "", "modified": "", "failure": "", "removed_at": None}
    row = _values(feed) | asked | {"added_at": before.added_at if before else tx.now}
    with translated(unknown=Missing("locality.missing", field="locality", code=feed.locality)):
        put(tx, feeds, row, key="name")
    tx.note("feed.keep", f"feed:{feed.name}", **audit.difference(before.feed if before else None, feed))


def known(tx: Transaction, name: str) -> FeedRow | None:
    """Return a feed, None when there is none of that name."""
    row = tx.connection.execute(select(feeds).where(feeds.c.name == name)).one_or_none()
    return None if row is None else _feed(row)


def find(tx: Transaction, name: str) -> FeedRow:
    """Return a feed or raise Missing ``feed.missing``."""
    found = known(tx, name)
    if found is None:
        raise Missing("feed.missing", name=name)
    return found


def listed(tx: Transaction, *, removed: bool = False) -> list[FeedRow]:
    """Return the feeds that are asked, in the order of their names; with ``removed`` those taken off the list too."""
    query = select(feeds) if removed else select(feeds).where(feeds.c.removed_at.is_(None))
    return [_feed(row) for row in tx.connection.execute(query.order_by(feeds.c.name))]


def remove(tx: Transaction, name: str) -> None:
    """Take a feed off the list; what it brought stays, and so does the memory of what it said."""
    tx.connection.execute(update(feeds).where(feeds.c.name == name).values(removed_at=tx.now, failure=""))
    tx.note("feed.remove", f"feed:{name}")


def polled(tx: Transaction, name: str, **state: object) -> None:
    """Keep how asking a feed went: ``etag, modified, last_ok_at, last_change_at, failure``, those that changed."""
    tx.connection.execute(update(feeds).where(feeds.c.name == name).values(state | {"polled_at": tx.now}))


def add_message(tx: Transaction, message: Message) -> None:
    """Keep a document; Refused ``feed.message_known`` when these very bytes came from this feed before."""
    row = {name: getattr(message, name) for name in _PLAIN} | {"sha256": message.sha256}
    row["references"] = [[one.sender, one.identifier, one.sent.isoformat()] for one in message.references]
    with translated(taken=Refused("feed.message_known")):
        tx.connection.execute(insert(cap_messages).values(row))


def met_again(tx: Transaction, name: str, data: bytes, *, link: str, updated: str) -> bool:
    """Note where these very bytes lie now, if they came from this feed before; tell whether they did."""
    found = (cap_messages.c.feed == name, cap_messages.c.sha256 == hashlib.sha256(data).hexdigest())
    where = {"link": link, "updated": updated}
    return tx.connection.execute(update(cap_messages).where(*found).values(where)).rowcount > 0


def links(tx: Transaction, name: str) -> frozenset[tuple[str, str]]:
    """Return what was fetched of a feed: address and, as the feed wrote it, when it was changed."""
    query = select(cap_messages.c.link, cap_messages.c.updated).where(cap_messages.c.feed == name)
    return frozenset((row.link, row.updated) for row in tx.connection.execute(query))


def memory(tx: Transaction, sender: str, places: Collection[str]) -> ActiveSet:
    """Return what trusted documents of a sender have left behind: which were seen, and what they stopped.

    Only those that came through feeds of ``places``: nobody below decides what is believed above.
    """
    wanted = [cap_messages.c[name] for name in ("identifier", "sent", "status", "references", "received_at")]
    found = (cap_messages.c.sender == sender, cap_messages.c.is_taken, cap_messages.c.received_at > tx.now - MEMORY)
    query = select(*wanted).join(feeds, feeds.c.name == cap_messages.c.feed).where(*found, feeds.c.locality.in_(places))
    seen: dict[Reference, datetime] = {}
    tombstones: dict[tuple[Reference, Status], datetime] = {}
    for row in tx.connection.execute(query):
        own, until = Reference(sender, row.identifier, row.sent), row.received_at + MEMORY
        seen[own] = until
        named = (one for one in _references(row.references) if one.sender == sender and one != own)
        tombstones |= {(one, Status(row.status)): until for one in named}
    return ActiveSet((), seen, tombstones)


def of_alert(tx: Transaction, alert_id: str) -> Message | None:
    """Return the document an alert was made from."""
    row = tx.connection.execute(select(cap_messages, _SIZE).where(cap_messages.c.alert_id == alert_id)).first()
    return None if row is None else _message(row)


def messages(tx: Transaction, name: str, page: Slice = FIRST) -> Page[Message]:
    """Return what a feed brought, newest first, without the bytes."""
    query = select(*_WITHOUT_BYTES).where(cap_messages.c.feed == name)
    return fetch(tx, Listing(query, [cap_messages.c.received_at, cap_messages.c.sha256], _message), page)


def message(tx: Transaction, name: str, sha256: str) -> Message:
    """Return one document of a feed or raise Missing ``feed.message_missing``."""
    found = (cap_messages.c.feed == name, cap_messages.c.sha256 == sha256)
    row = tx.connection.execute(select(cap_messages, _SIZE).where(*found)).one_or_none()
    if row is None:
        raise Missing("feed.message_missing", name=name)
    return _message(row)


def tidy(tx: Transaction, name: str, room: Room = ROOM) -> None:
    """Let go of a feed's oldest documents that led to nothing, and of the bytes of the oldest that counted.

    What counted is remembered without its bytes: else it could come again as new. The bytes of an alert that is not
    over stay: they vouch for it.
    """
    idle, spare = _beyond(tx, name, is_taken=False, budget=room.untaken_bytes, most=room.untaken)
    if spare:
        tx.connection.execute(delete(cap_messages).where(idle, cap_messages.c.sha256.in_(spare)))
    taken, spare = _beyond(tx, name, is_taken=True, budget=room.taken_bytes)
    if spare:
        over = select(alerts.c.id).where(alerts.c.state.in_([one.value for one in ENDED]))
        free = or_(cap_messages.c.alert_id.is_(None), cap_messages.c.alert_id.in_(over))
        tx.connection.execute(
            update(cap_messages).where(taken, cap_messages.c.sha256.in_(spare), free).values(data=b"")
        )


def _beyond(
    tx: Transaction, name: str, *, is_taken: bool, budget: int, most: int | None = None
) -> tuple[ColumnElement[bool], list[str]]:
    """Return which rows are meant, and the digests of those of them that the newest leave no room for."""
    meant = (cap_messages.c.feed == name) & cap_messages.c.is_taken.is_(is_taken)
    newest = (cap_messages.c.received_at.desc(), cap_messages.c.sha256)
    size, place = func.length(cap_messages.c.data), func.row_number().over(order_by=newest)
    used = func.sum(size).over(order_by=newest)
    ranked = select(cap_messages.c.sha256, size.label("size"), used.label("used"), place.label("place")).where(meant)
    rows = ranked.subquery()
    full = (rows.c.used > budget) & (rows.c.size > 0)
    beyond = full if most is None else full | (rows.c.place > most)
    return meant, list(tx.connection.scalars(select(rows.c.sha256).where(beyond)))


def _values(feed: Feed) -> dict[str, Any]:
    plain = {name: getattr(feed, name) for name in _LINES}
    lists = {name: list(plain[name]) for name in ("senders", "roots", "hosts")}
    return plain | lists | {"releases": [[one.sender, one.event_code] for one in feed.releases]}


def _feed(row: Row[Any]) -> FeedRow:
    plain = {name: getattr(row, name) for name in _LINES}
    lists = {name: tuple(plain[name]) for name in ("senders", "roots", "hosts")}
    feed = Feed(**plain | lists | {"releases": tuple(Rule(*one) for one in row.releases)})
    return FeedRow(feed, row.added_at, **{name: getattr(row, name) for name in _STATE})


def _message(row: Row[Any]) -> Message:
    plain: dict[str, Any] = {name: getattr(row, name, b"") for name in _PLAIN}
    return Message(**plain, mark=row.sha256, size=row.size, references=tuple(_references(row.references)))


def _references(kept: Iterable[tuple[str, str, str]]) -> list[Reference]:
    return [Reference(sender, identifier, datetime.fromisoformat(sent)) for sender, identifier, sent in kept]
