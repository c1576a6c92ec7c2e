"""One unit of work: its connection, who acts and when. Never begins, commits or closes anything."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from sqlalchemy import Connection

Change = Callable[["Transaction"], None]
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Noted:
    """What the audit log will say: ``action`` (``bulletin.approve``) on ``subject`` (``bulletin:x``)."""

    action: str
    subject: str
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Transaction:
    """A running transaction; ``by`` is a person id, a station id, ``system`` or ``cli``; ``now`` stands still in it."""

    connection: Connection
    by: str
    now: datetime
    writing: bool
    cache: dict[str, tuple[str, object]] = field(default_factory=dict)
    noted: list[Noted] = field(default_factory=list)
    kept: list[Change] = field(default_factory=list)
    seen: dict[Hashable, object] = field(default_factory=dict)

    @property
    def is_postgresql(self) -> bool:
        """Whether the database is PostgreSQL."""
        return self.connection.dialect.name == "postgresql"

    def note(self, action: str, subject: str, **detail: object) -> None:
        """Write one audit row for a change, at the end of this transaction.

        At the end, because the audit head is locked by whoever writes to it: as the last lock of everybody it cannot
        take part in a deadlock.
        """
        self.noted.append(Noted(action, subject, detail))

    def once(self, find: Callable[..., Found], *asked: Hashable) -> Found:
        """Return what ``find`` answers to what is ``asked``, from the second time on without asking the database.

        Only where nothing is written: such a transaction sees one moment of the database, so no answer can change in
        it. One that writes asks again every time. What is found must be a value that nobody changes.
        """
        if self.writing:
            return find(self, *asked)
        key = (find, asked)
        if key not in self.seen:
            self.seen[key] = find(self, *asked)
        return self.seen[key]  # type: ignore[return-value]

    def looking(self) -> "Transaction":
        """Return this transaction as one that only reads, for a stretch in which nothing is written to what it reads.

        Whoever writes at last may so ask each thing once while making up their mind.
        """
        return replace(self, writing=False, seen=dict(self.seen))

    def keep(self, change: Change) -> None:
        """Do ``change`` in a transaction of its own if this one is refused (counting wrong passwords)."""
        self.kept.append(change)
