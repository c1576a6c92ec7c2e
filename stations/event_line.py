"""The station's one queue of events, in which alarms overtake plans. Never drops, reads or decides anything.

Whoever holds the key of schedules may sign a thousand plans a second; the one alarm behind them must not wait until the
disk has taken them all. Key sets and assignments keep their place before alarms, which are believed by them.
"""

import queue
import threading
from collections import deque
from typing import Any

from broadcaster.messages import Kind
from stations.desk_events import DocumentCame

FIRST = (f"/{Kind.ALARMS}", f"/{Kind.KEYS}", f"/{Kind.ASSIGNMENT}")


class EventLine:
    """Two lanes: what concerns sound and alarms, and documents that may wait; each in the order in which it came."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._first: deque[Any] = deque()
        self._rest: deque[Any] = deque()

    def put(self, event: Any) -> None:
        """Let an event wait its turn; any thread may."""
        may_wait = isinstance(event, DocumentCame) and not event.topic.endswith(FIRST)
        with self._changed:
            (self._rest if may_wait else self._first).append(event)
            self._changed.notify()

    def get(self, *, timeout: float | None = None) -> Any:
        """Return whose turn it is; raise queue.Empty when nothing comes within the time."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._first or self._rest, timeout):
                raise queue.Empty
            return (self._first or self._rest).popleft()

    def empty(self) -> bool:
        """Tell whether nobody waits."""
        return not (self._first or self._rest)
