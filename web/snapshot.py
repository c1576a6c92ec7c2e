"""Live figures of all stations, read once for every viewer and kept a few seconds. Never asks a station anything."""

import hashlib
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from broadcaster.clock import Clock
from broadcaster.localities import Tree
from broadcaster.store import Slice, Store
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.stations import StationRow

KEPT_SECONDS = 3.0
PAGE = 1000


@dataclass(frozen=True, slots=True)
class Taken:
    """All stations at one moment, and how many stand in each subtree; ``etag`` changes when anything does."""

    at: datetime
    rows: tuple[StationRow, ...]
    tree: Tree
    counts: Mapping[str, int]
    etag: str

    def within(self, scope: str) -> tuple[StationRow, ...]:
        """Return the stations in the subtree of ``scope``."""
        codes = frozenset(self.tree.subtree(scope)) if scope in self.tree.by_code else frozenset()
        return tuple(row for row in self.rows if row.station.locality in codes)

    def in_codes(self, codes: Iterable[str]) -> int:
        """Return how many stations stand in any of the subtrees of ``codes``."""
        known = {code for code in codes if code in self.tree.by_code}
        outermost = (code for code in known if known.isdisjoint(self.tree.path(code)[:-1]))
        return sum(self.counts[code] for code in outermost)


class Snapshot:
    """The one place that reads all stations; five hundred viewers cost one query every few seconds."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._lock = threading.Lock()
        self._taken: Taken | None = None
        self._until = 0.0

    def taken(self) -> Taken:
        """Return the newest picture, at most a few seconds old."""
        with self._lock:
            if self._taken is None or self._clock.monotonic() >= self._until:
                self._taken = self._take()
                self._until = self._clock.monotonic() + KEPT_SECONDS
            return self._taken

    def forget(self) -> None:
        """Read afresh at the next question; called after a change made on a page."""
        with self._lock:
            self._until = 0.0

    def _take(self) -> Taken:
        rows: list[StationRow] = []
        after: str | None = None
        with self._store.read() as tx:
            tree = locality_rows.tree(tx)
            while True:
                page = station_rows.listed(tx, None, Slice(after=after, limit=PAGE))
                rows.extend(page.items)
                after = page.next
                if after is None:
                    break
        mark = hashlib.sha256(repr(rows).encode()).hexdigest()[:20]
        counts = Counter(code for row in rows for code in tree.path(row.station.locality))
        return Taken(self._clock.now(), tuple(rows), tree, counts, mark)
