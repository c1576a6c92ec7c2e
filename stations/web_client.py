"""The station's way to the server over HTTPS: the site's own CA, the bearer token. Never decides what to ask."""

import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from broadcaster.errors import Faulty, Unavailable
from broadcaster.tls import client_context

TIMEOUT = urllib3.Timeout(connect=10, read=30)
OK, NOT_MODIFIED, MULTIPLE_CHOICES = 200, 304, 300
SERVER_FAULT = 500
TOO_MANY = 429


@dataclass(frozen=True, slots=True)
class Origin:
    """Whom we trust (a CA in PEM), the token that says who we are, and whether our clock is right."""

    ca_pem: str
    token: str
    web_url: str
    is_sure: Callable[[], bool] | None = None


class WebClient:
    """Requests to the site's server with our token, and to other hosts (a CDN) without it."""

    def __init__(self, origin: Origin, on_proved: Callable[[str, str], None] = lambda host, address: None) -> None:
        self._origin = origin
        self._on_proved = on_proved
        self._site = urllib3.PoolManager(ssl_context=site_context(origin), timeout=TIMEOUT, retries=False)
        self._outside: urllib3.PoolManager | None = None

    def close(self) -> None:
        """Close all connections."""
        self._site.clear()
        if self._outside is not None:
            self._outside.clear()

    @contextmanager
    def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> Iterator[urllib3.BaseHTTPResponse]:
        """Hand out the answer, its body still unread; raises Unavailable for what may pass, Faulty for what will not.

        A page of some captive portal is not an answer: it comes in the clear, as HTML, or under another certificate.
        """
        checked_url(url)
        is_ours = _host(url) == _host(self._origin.web_url)
        token = {"Authorization": f"Bearer {self._origin.token}"} if is_ours else {}
        pool = self._site if is_ours else self._other_hosts()
        try:
            answer = pool.request(
                method, url, headers={**token, **(headers or {})}, body=body, preload_content=False, redirect=False
            )
            try:
                self._note_address(url, answer)
                _check(answer, url)
                yield answer
            finally:
                answer.close()
        except HTTPError as fault:
            raise Unavailable("station.unreachable", url=url, fault=fault) from fault

    def _note_address(self, url: str, answer: urllib3.BaseHTTPResponse) -> None:
        """Tell where the host of ``url`` proved itself by its certificate."""
        line = getattr(answer.connection, "sock", None)
        host, _ = _host(url)
        if isinstance(line, ssl.SSLSocket) and host:
            self._on_proved(host, str(line.getpeername()[0]))

    def _other_hosts(self) -> urllib3.PoolManager:
        if self._outside is None:
            self._outside = urllib3.PoolManager(timeout=TIMEOUT, retries=False)
        return self._outside


def site_context(origin: Origin) -> ssl.SSLContext:
    """Return a TLS context that trusts the site's own CA and no other."""
    context = client_context(origin.is_sure)
    try:
        context.load_verify_locations(cadata=origin.ca_pem)
    except ssl.SSLError as fault:
        raise Faulty("station.identity_unreadable", file="ca.pem") from fault
    return context


def checked_url(url: str) -> str:
    """Return ``url`` if it is https, else refuse it: a token never travels in the clear."""
    if urlsplit(url).scheme != "https" or not urlsplit(url).hostname:
        raise Faulty("station.not_https", url=url)
    return url


def _check(answer: urllib3.BaseHTTPResponse, url: str) -> None:
    if "text/html" in answer.headers.get("Content-Type", "").lower():
        raise Unavailable("station.captive_portal", url=url)
    if answer.status >= SERVER_FAULT or answer.status == TOO_MANY:
        raise Unavailable("station.server_busy", url=url, status=answer.status)
    if answer.status >= MULTIPLE_CHOICES and answer.status != NOT_MODIFIED:
        raise Faulty("station.server_refused", url=url, status=answer.status)


def _host(url: str) -> tuple[str | None, int | None]:
    parts = urlsplit(url)
    return parts.hostname, parts.port
