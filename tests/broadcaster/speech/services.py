"""A voice service on this machine for tests: answers in order, and remembers what it was asked."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answering = Callable[[BaseHTTPRequestHandler], None]


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """The stand-in; the last answer is given again and again, and POST and GET have answers of their own."""

    posts: list[Answering] = field(default_factory=list)
    gets: list[Answering] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    url: str = ""

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        """Answer one request."""
        body = request.rfile.read(int(request.headers.get("Content-Length", 0)))
        self.asked.append(Asked(request.command, request.path, dict(request.headers), body))
        times = sum(one.method == request.command for one in self.asked)
        answers = self.posts if request.command == "POST" else self.gets
        answers[min(times, len(answers)) - 1](request)


def reply(status: int, body: bytes, **headers: str) -> Answering:
    """Return an answer with this status and body; ``_`` in the name of a header stands for ``-``."""

    def send(request: BaseHTTPRequestHandler) -> None:
        """Send it."""
        request.send_response(status)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return send


def never(request: BaseHTTPRequestHandler) -> None:
    """Accept and say nothing until the other side gives up."""
    request.connection.settimeout(5)
    try:
        request.connection.recv(1)
    except TimeoutError:
        return


def drip(request: BaseHTTPRequestHandler) -> None:
    """Promise much and send a byte now and then."""
    request.send_response(200)
    request.send_header("Content-Length", "1000")
    request.end_headers()
    try:
        for _ in range(40):
            request.wfile.write(b".")
            request.wfile.flush()
            threading.Event().wait(0.1)
    except OSError:
        return


@contextmanager
def serving() -> Iterator[Service]:
    """Run a service on a free port of this machine."""
    service = Service()

    class Request(BaseHTTPRequestHandler):
        """One question to the service."""

        def do_POST(self) -> None:
            """Answer as told."""
            service.answer(self)

        def do_GET(self) -> None:
            """Answer as told."""
            service.answer(self)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Request)
    service.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
