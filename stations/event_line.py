"""The station's one queue of events, in which alarms overtake plans. Never drops, reads or decides anything.

Whoever holds the key of schedules may sign a thousand documents a second; the one alarm behind them must not wait until
the disk has taken them all. Key sets and assignments keep their place before alarms, which are believed by them; but
only a handful may keep it: an alarm that comes too early for its place is refused, and comes again until it sounds.
"""

import queue
import threading
from collections import deque
from typing import Any

from broadcaster.messages import Kind
from stations.desk_events import DocumentCame

ALARMS = f"/{Kind.ALARMS}"
NEEDED = (f"/{Kind.KEYS}", f"/{Kind.ASSIGNMENT}")
MOST_BEFORE = 8
"""So many key sets and assignments that came before an alarm, or anything of the player, are worked on before it."""

Lane = deque[tuple[int, Any]]


class EventLine:
    """Three lanes: sound and alarms, what alarms are believed by, documents that may wait; each keeps its order."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._first: Lane = deque()
        self._needed: Lane = deque()
        self._rest: Lane = deque()
        self._count = 0
        self._before = 0

    def put(self, event: Any) -> None:
        """Let an event wait its turn; any thread may."""
        with self._changed:
            self._count += 1
            self._lane(event).append((self._count, event))
            self._changed.notify()

    def get(self, *, timeout: float | None = None) -> Any:
        """Return whose turn it is; raise queue.Empty when nothing comes within the time."""
        with self._changed:
            if not self._changed.wait_for(lambda: not self.empty(), timeout):
                raise queue.Empty
            return self._turn().popleft()[1]

    def empty(self) -> bool:
        """Tell whether nobody waits."""
        return not (self._first or self._needed or self._rest)

    def _lane(self, event: Any) -> Lane:
        if not isinstance(event, DocumentCame) or event.topic.endswith(ALARMS):
            return self._first
        return self._needed if event.topic.endswith(NEEDED) else self._rest

    def _turn(self) -> Lane:
        """Return the lane of whose turn it is."""
        first, needed = self._first, self._needed
        if first and needed and needed[0][0] < first[0][0] and self._before < MOST_BEFORE:
            self._before += 1
            return needed
        self._before = 0
        return first or needed or self._rest
