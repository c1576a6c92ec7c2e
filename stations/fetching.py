"""The thread that fetches clips ahead, soonest first, until they are here. Never decides what is needed."""

import logging
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from stations.media import MediaShelf, Wanted
from stations.web_client import WebClient

LOG = logging.getLogger(__name__)
LONGEST_WAIT_S = 120.0
SPREAD_S = 60.0
"""After a new edition stations ask for its clips anywhere within this time, if nothing sounds before."""
SOON = timedelta(minutes=10)
IDLE_S = 600.0


@dataclass(frozen=True, slots=True)
class Order:
    """What is wanted, where it lies, and which clips may not be thrown away."""

    wanted: tuple[Wanted, ...] = ()
    needed: frozenset[str] = frozenset()
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Whom the fetcher tells: a clip is here, a clip is gone, a try failed (None: all is well again)."""

    on_ready: Callable[[str], None]
    on_gone: Callable[[str], None]
    on_trouble: Callable[[BroadcasterError | None], None]


@dataclass(slots=True)
class Tries:
    """How often a clip could not be had, and when to try again (monotonic seconds)."""

    count: int = 0
    next_at: float = 0.0
    code: str = field(default="")


class Fetcher:
    """Keeps the shelf stocked; ``run`` is the body of its thread."""

    def __init__(self, shelf: MediaShelf, web: WebClient, clock: Clock, callbacks: Callbacks) -> None:
        self._shelf = shelf
        self._web = web
        self._clock = clock
        self._callbacks = callbacks
        self._changed = threading.Condition()
        self._order = Order()
        self._not_before = 0.0
        self._whole: set[str] = set()
        self._tries: dict[str, Tries] = {}

    def order(self, order: Order) -> None:
        """Take a new order; what sounds soon is fetched at once, the rest after a random wait."""
        with self._changed:
            if order == self._order:
                return
            soon = any(one.first_at - self._clock.now() < SOON for one in order.wanted)
            wait = 0.0 if soon else random.uniform(0, SPREAD_S)
            self._order, self._not_before = order, self._clock.monotonic() + wait
            self._changed.notify()

    def lost(self, sha256: str) -> None:
        """Fetch a clip again that turned out spoiled."""
        with self._changed:
            self._whole.discard(sha256)
            self._changed.notify()

    def hurry(self) -> None:
        """Try again now what failed: the network is back."""
        with self._changed:
            self._tries.clear()
            self._not_before = 0.0
            self._changed.notify()

    def run(self, stop: threading.Event) -> None:
        """Fetch until ``stop``; ``hurry`` after setting it ends the wait."""
        while not stop.is_set():
            with self._changed:
                order, wait = self._order, self._wait()
                if wait > 0:
                    self._changed.wait(wait)
                    continue
                sha256 = self._due(order)
            if sha256 is not None:
                self._bring(order, sha256)

    def _missing(self, order: Order) -> list[Wanted]:
        return [one for one in order.wanted if one.clip.sha256 not in self._whole]

    def _wait(self) -> float:
        """Return the seconds until there is anything to do."""
        moments = [self._tries.get(one.clip.sha256, Tries()).next_at for one in self._missing(self._order)]
        return max(min(moments, default=self._clock.monotonic() + IDLE_S), self._not_before) - self._clock.monotonic()

    def _due(self, order: Order) -> str | None:
        now = self._clock.monotonic()
        due = (one.clip.sha256 for one in self._missing(order))
        return next((sha256 for sha256 in due if self._tries.get(sha256, Tries()).next_at <= now), None)

    def _bring(self, order: Order, sha256: str) -> None:
        clip = next(one.clip for one in order.wanted if one.clip.sha256 == sha256)
        try:
            if not self._shelf.is_whole(sha256):
                for gone in self._shelf.prune(order.needed, room=clip.bytes):
                    self._gone(gone)
                self._shelf.fetch(clip, order.media_url, self._web)
        except (BroadcasterError, OSError) as fault:
            self._put_off(sha256, fault)
            return
        with self._changed:
            self._tries.pop(sha256, None)
            self._whole.add(sha256)
        self._callbacks.on_ready(sha256)
        if not self._tries:
            self._callbacks.on_trouble(None)

    def _gone(self, sha256: str) -> None:
        with self._changed:
            self._whole.discard(sha256)
        self._callbacks.on_gone(sha256)

    def _put_off(self, sha256: str, fault: BroadcasterError | OSError) -> None:
        """Wait anywhere below a limit that doubles (full jitter), so that a province does not return in step."""
        known = (
            fault if isinstance(fault, BroadcasterError) else BroadcasterError("station.media_unreadable", fault=fault)
        )
        with self._changed:
            tries = self._tries.setdefault(sha256, Tries())
            tries.count += 1
            limit = min(LONGEST_WAIT_S, 2.0 ** min(tries.count, 10))
            tries.next_at = self._clock.monotonic() + random.uniform(0.2, limit)
        if tries.code != known.code:
            tries.code = known.code
            LOG.warning("clip %s: %s", sha256[:12], known)
        self._callbacks.on_trouble(known)
