"""The poll leg: asks the server over HTTPS for the same documents MQTT brings, and for the next certificate.

Never believes or stores a document: it hands them on.
"""

import logging
import math
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass

from broadcaster.clock import Clock
from broadcaster.errors import BroadcasterError
from broadcaster.messages import Inbox, from_json
from stations.web_client import NOT_MODIFIED, WebClient

LOG = logging.getLogger(__name__)
ANSWER_LIMIT = 64 * 1024 * 1024
SHORTEST_S = 1.0


@dataclass(frozen=True, slots=True)
class Pace:
    """Mean seconds between polls; how long MQTT may be away before they come at that shorter pace."""

    regular_s: float = 300.0
    away_s: float = 30.0


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Whom the poller tells: a document came; a poll ended well (None) or with a fault; do what is daily work."""

    on_document: Callable[[str, bytes], None]
    on_polled: Callable[[BroadcasterError | None], None]
    on_chore: Callable[[], None]


class Poller:
    """Asks for the inbox of one station; ``run`` is the body of its thread."""

    def __init__(self, url: str, web: WebClient, clock: Clock, pace: Pace, *, callbacks: Callbacks) -> None:
        self._url = url
        self._web = web
        self._clock = clock
        self._pace = pace
        self._callbacks = callbacks
        self._changed = threading.Condition()
        self._etag = ""
        self._away = True
        self._regular_at = clock.monotonic() + random.uniform(0, pace.away_s)
        self._away_at = math.inf

    def link(self, connected: bool) -> None:
        """Take note that the broker came or went."""
        with self._changed:
            self._away = not connected
            self._away_at = math.inf if connected else self._clock.monotonic() + self._pace.away_s
            self._changed.notify()

    def refresh(self) -> None:
        """Poll now."""
        with self._changed:
            self._etag = ""
            self._regular_at = self._clock.monotonic()
            self._changed.notify()

    def run(self, stop: threading.Event) -> None:
        """Poll until ``stop``; ``refresh`` after setting it ends the wait."""
        while not stop.is_set():
            with self._changed:
                wait = min(self._regular_at, self._away_at) - self._clock.monotonic()
                if wait > 0:
                    self._changed.wait(min(wait, threading.TIMEOUT_MAX))
                    continue
                self._plan_next()
            self._poll()

    def _plan_next(self) -> None:
        """Choose the next moment anywhere within twice the mean (full jitter)."""
        now = self._clock.monotonic()
        self._regular_at = now + max(SHORTEST_S, random.uniform(0, 2 * self._pace.regular_s))
        away_at = now + max(SHORTEST_S, random.uniform(0, 2 * self._pace.away_s))
        self._away_at = away_at if self._away else math.inf

    def _poll(self) -> None:
        try:
            self._ask()
            self._callbacks.on_chore()
        except (BroadcasterError, OSError) as fault:  # the daily work writes to the disk
            LOG.info("poll: %s", fault)
            self._callbacks.on_polled(fault if isinstance(fault, BroadcasterError) else None)
        else:
            self._callbacks.on_polled(None)

    def _ask(self) -> None:
        headers = {"If-None-Match": self._etag} if self._etag else {}
        with self._web.ask("GET", self._url, headers=headers) as answer:
            if answer.status == NOT_MODIFIED:
                return
            inbox = from_json(Inbox, answer.read(ANSWER_LIMIT + 1), ANSWER_LIMIT)
            self._etag = answer.headers.get("ETag", "")
        for letter in inbox.documents:
            self._callbacks.on_document(letter.topic, letter.envelope.encode())
