"""A warning authority's web server on loopback, honest or hostile, for the tests of feeds."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ssl import SSLContext

from broadcaster.feeds import Feed

Pour = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True, slots=True)
class Page:
    """What lies at a path; ``pour`` writes the whole answer itself."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    pour: Pour | None = None


@dataclass
class Site:
    """Pages by path, and what was asked for."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)

    def url(self, path: str = "/feed") -> str:
        """Return the address of a page."""
        return f"http://127.0.0.1:{self.port}{path}"

    def feed(self, **changes: object) -> Feed:
        """Return the line an operator writes for this site."""
        plain = {"name": "thu", "url": self.url(), "locality": "79", "is_local": True}
        return Feed(**(plain | changes))  # type: ignore[arg-type]

    def put(self, documents: Mapping[str, bytes], *, etag: str = "") -> None:
        """Lay documents and the feed that names them, the last one newest."""
        links = "".join(f'<entry><link href="{path}"/></entry>' for path in reversed(documents))
        feed = f'<feed xmlns="http://www.w3.org/2005/Atom">{links}</feed>'.encode()
        self.pages["/feed"] = Page(feed, headers={"ETag": etag} if etag else {})
        self.pages |= {path: Page(data) for path, data in documents.items()}

    def paths(self) -> list[str]:
        """Return what was asked for since the last time."""
        found = [path for path, _ in self.asked]
        self.asked.clear()
        return found


@contextmanager
def serving(context: SSLContext | None = None) -> Iterator[Site]:
    """Serve an empty site until the end; with a ``context`` over https."""
    site = Site()

    class Answering(BaseHTTPRequestHandler):
        """Answers from the pages of the site."""

        def do_GET(self) -> None:
            """Answer one request."""
            site.asked.append((self.path, dict(self.headers)))
            page = site.pages.get(self.path, Page(status=404))
            if page.pour is not None:
                page.pour(self)
                return
            known = page.headers.get("ETag") == self.headers.get("If-None-Match", "-")
            self.send_response(304 if known else page.status)
            for name, value in page.headers.items():
                self.send_header(name, value)
            body = b"" if known else page.body
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    site.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
