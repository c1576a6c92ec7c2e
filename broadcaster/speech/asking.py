"""Asks a voice service on the Internet: verified TLS, one request at a time, with time limit and back-off.

Knows nothing of any service. Never follows a redirect, never puts what it sends into a log or an error.
"""

import random
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urlsplit

import urllib3

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import Refused, Unavailable

TIMEOUT_S = 10.0
LARGEST_ANSWER = 4 * 1024 * 1024
BACK_OFF_S = (2.0, 4.0, 8.0)
LONGEST_BACK_OFF_S = 60.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")

Wait = Callable[[float], object]


def demand_verified(url: str) -> None:
    """Refuse an address that is not HTTPS, unless it is this very machine."""
    address = urlsplit(url)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        raise Refused("speech.online_insecure", field="base_url", url=url)


class Pace:
    """Lets one request through per interval, whoever asks."""

    def __init__(self, interval_s: float, clock: Clock, wait: Wait) -> None:
        self._interval_s, self._clock, self._wait = interval_s, clock, wait
        self._lock = threading.Lock()
        self._next_at = 0.0

    def turn(self) -> None:
        """Wait for the next free turn."""
        with self._lock:
            now = self._clock.monotonic()
            begin = max(now, self._next_at)
            self._next_at = begin + self._interval_s
        if begin > now:
            self._wait(begin - now)


@dataclass(frozen=True, slots=True)
class Question:
    """One request; its body and headers may hold a key, so they are never shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, bytes, what kind they are said to be, and the seconds it asks us to stay away."""

    status: int
    body: bytes
    kind: str = ""
    retry_after_s: float = 0.0

    @property
    def is_busy(self) -> bool:
        """Whether the same question may be answered later."""
        return self.status == HTTPStatus.TOO_MANY_REQUESTS or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR


@dataclass(frozen=True, slots=True)
class Manners:
    """How a service is asked: seconds between requests, for one request, and before each further try."""

    interval_s: float = 1.0
    timeout_s: float = TIMEOUT_S
    back_off_s: Sequence[float] = BACK_OFF_S
    largest: int = LARGEST_ANSWER


class Asker:
    """The one who asks a service; several threads may share it, and they keep its pace together."""

    def __init__(self, manners: Manners, *, clock: Clock | None = None, wait: Wait | None = None) -> None:
        self._manners = manners
        self._clock = clock or SystemClock()
        self.wait = wait or threading.Event().wait
        self._pace = Pace(manners.interval_s, self._clock, self.wait)

    def ask(self, question: Question) -> Answer:
        """Return the answer with status 200, asking again while the service is busy; raise Unavailable."""
        for back_off_s in (*self._manners.back_off_s, None):
            answer = self.ask_once(question)
            if answer.status == HTTPStatus.OK:
                return answer
            if not answer.is_busy or back_off_s is None:
                break
            rest_s = min(max(back_off_s, answer.retry_after_s), LONGEST_BACK_OFF_S)
            self.wait(rest_s * random.uniform(0.8, 1.2))  # noqa: S311
        raise Unavailable("speech.online_refused", status=answer.status)

    def ask_once(self, question: Question) -> Answer:
        """Return the answer whatever its status is; raise Unavailable when none comes whole and in time."""
        self._pace.turn()
        deadline = self._clock.monotonic() + self._manners.timeout_s
        timeout = urllib3.Timeout(total=self._manners.timeout_s)
        try:
            with urllib3.PoolManager(timeout=timeout, retries=False) as http:
                response = http.request(
                    question.method,
                    question.url,
                    body=question.body,
                    headers=dict(question.headers),
                    redirect=False,
                    preload_content=False,
                )
                try:
                    return _answer(response, b"".join(self._pieces(response, deadline)))
                finally:
                    response.close()
        except urllib3.exceptions.HTTPError as error:
            # Only the name: its text may hold an address with what a careless service puts into it.
            raise Unavailable("speech.online_away", reason=type(error).__name__) from None

    def _pieces(self, response: urllib3.BaseHTTPResponse, deadline: float) -> Iterator[bytes]:
        """Yield the answer until it ends; one that is endless or drips for ever is given up."""
        size = 0
        while piece := response.read1(65536):
            size += len(piece)
            if size > self._manners.largest or self._clock.monotonic() > deadline:
                raise Unavailable("speech.online_away", reason="slow or endless answer")
            yield piece


def _answer(response: urllib3.BaseHTTPResponse, body: bytes) -> Answer:
    retry_after = response.headers.get("Retry-After", "")
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    return Answer(response.status, body, kind, float(retry_after) if retry_after.isdecimal() else 0.0)
