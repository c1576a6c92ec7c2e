"""Fetches one document of a feed: the address looked up once, judged and kept to; bounded in bytes, hops and time.

Never follows another host, never uses a proxy, never turns the checking of certificates off.
"""

import io
import logging
import queue
import socket
import ssl
import threading
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPException
from time import monotonic
from typing import Any

from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.util import create_urllib3_context

from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.feeds import PORTS, Address, Feed, address, may_connect, redirected

log = logging.getLogger(__name__)

MOST_BYTES = 4_000_000
MOST_REDIRECTS = 3
PATIENCE_S = 10.0
CHUNK = 64 * 1024
OK, NOT_MODIFIED = 200, 304
REDIRECTS = frozenset({301, 302, 303, 307, 308})
HEADERS = {
    "Accept": "application/cap+xml, application/atom+xml, application/rss+xml, application/xml, text/xml",
    "Accept-Encoding": "identity",
    "User-Agent": "broadcaster",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """By what a server knows whether we have its newest: the ETag and Last-Modified of its last answer."""

    etag: str = ""
    modified: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: ``data`` is None when nothing changed since the mark we showed."""

    data: bytes | None
    mark: Mark


class Bounded(io.RawIOBase):
    """Reads a socket until a moment on the monotonic clock, however slowly the other end drips."""

    def __init__(self, sock: Any, until: float) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)  # holds the socket open when http.client lets go of it
        self._until = until

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer; TimeoutError when the time is over."""
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        self._sock.settimeout(left)
        return int(self._raw.readinto(buffer))

    def close(self) -> None:
        """Let go of the socket."""
        self._raw.close()
        super().close()


class Wire:
    """A connected socket for http.client whose reading ends at a moment."""

    def __init__(self, sock: Any, until: float) -> None:
        self._sock = sock
        self._until = until

    def makefile(self, *_mode: object, **_how: object) -> io.BufferedReader:
        """Return the reading end."""
        return io.BufferedReader(Bounded(self._sock, self._until))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def fetch(url: str, feed: Feed, mark: Mark | None = None, *, patience_s: float = PATIENCE_S) -> Answer:
    """Return what lies at ``url`` if the rules of ``feed`` let us ask for it.

    Refused for an address or answer that is not allowed; Unavailable for what may pass.
    """
    until = monotonic() + patience_s
    there = address(url, feed)
    for _ in range(MOST_REDIRECTS + 1):
        try:
            found = _ask(there, feed, mark or Mark(), until)
        except BroadcasterError:
            raise
        except (TimeoutError, HTTPError, HTTPException, OSError, ValueError) as fault:
            if monotonic() >= until or isinstance(fault, TimeoutError):
                raise Unavailable("feed.slow", host=there.host, most=patience_s) from fault
            raise Unavailable("feed.away", host=there.host, reason=str(fault)[:200]) from fault
        if isinstance(found, Answer):
            return found
        there = redirected(there, found, feed)
    raise Refused("feed.redirects", most=MOST_REDIRECTS)


def _ask(there: Address, feed: Feed, mark: Mark, until: float) -> Answer | str:
    """Ask once; return the answer, or where it sends us."""
    connection = _connection(there, _number(there, until, is_local=feed.is_local), until)
    try:
        connection.connect()
        connection.sock = Wire(connection.sock, until)
        connection.request("GET", there.target, headers=_headers(there, mark), preload_content=False)
        with closing(connection.getresponse()) as answer:
            return _read(answer, there, mark)
    finally:
        connection.close()


def _read(answer: Any, there: Address, mark: Mark) -> Answer | str:
    if answer.status == NOT_MODIFIED:
        return Answer(None, mark)
    if answer.status in REDIRECTS:
        return str(answer.headers.get("Location", ""))
    if answer.status != OK:
        raise Unavailable("feed.status", host=there.host, status=answer.status)
    data = _body(answer, there)
    return Answer(data, Mark(answer.headers.get("ETag", "")[:200], answer.headers.get("Last-Modified", "")[:80]))


def _body(answer: Any, there: Address) -> bytes:
    body = bytearray()
    while chunk := answer.read(CHUNK, decode_content=False):
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused("feed.too_large", host=there.host, limit=MOST_BYTES)
    return bytes(body)


def _number(there: Address, until: float, *, is_local: bool) -> str:
    """Look a host up once and return the address to connect to; all that it stands for must be allowed."""
    numbers = _looked_up(there, until)
    for one in numbers:
        if not may_connect(one, is_local=is_local):
            raise Refused("feed.address_number", host=there.host, number=one)
    return numbers[0]


def _looked_up(there: Address, until: float) -> list[str]:
    """Ask the name servers until a moment; TimeoutError when they say nothing.

    The system's look-up cannot be broken off, so a thread waits for it and is left to the system's own patience (half a
    minute); nothing depends on its end.
    """
    said: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        """Look the name up, however long it takes, and hand over what comes of it."""
        try:
            found = socket.getaddrinfo(there.host, there.port, type=socket.SOCK_STREAM)
            said.put([str(one[4][0]) for one in found])
        except (OSError, UnicodeError) as fault:
            said.put(fault)

    threading.Thread(target=ask, name="look-up", daemon=True).start()
    try:
        answer = said.get(timeout=max(0.01, until - monotonic()))
    except queue.Empty as fault:
        raise TimeoutError from fault
    if isinstance(answer, Exception):
        raise Unavailable("feed.unknown_host", host=there.host) from answer
    return answer


def _connection(there: Address, number: str, until: float) -> HTTPConnection:
    patience = max(0.01, until - monotonic())
    if there.scheme == "http":
        return HTTPConnection(number, there.port, timeout=patience)
    return HTTPSConnection(
        number,
        there.port,
        timeout=patience,
        server_hostname=there.host,
        assert_hostname=there.host,
        ssl_context=_context(),
        cert_reqs=ssl.CERT_REQUIRED,
    )


def _context() -> ssl.SSLContext:
    context = create_urllib3_context()
    context.load_default_certs()
    return context


def _headers(there: Address, mark: Mark) -> dict[str, str]:
    host = f"[{there.host}]" if ":" in there.host else there.host
    host = host if there.port == PORTS[there.scheme] else f"{host}:{there.port}"
    asked = {"If-None-Match": mark.etag, "If-Modified-Since": mark.modified}
    return HEADERS | {"Host": host} | {name: value for name, value in asked.items() if value}
