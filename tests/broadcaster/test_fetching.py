"""Fetching from a real server on loopback: what comes, what is refused, and how little a hostile one can cost."""

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.fetching import MOST_BYTES, Answer, Mark, fetch
from broadcaster.pki import Pki
from tests.feedserver import Page, Site, serving


@pytest.fixture
def site() -> Iterator[Site]:
    """A server on loopback."""
    with serving() as made:
        yield made


def code_of(site: Site, path: str = "/feed", **how: float) -> str:
    """Return the code with which fetching is refused."""
    with pytest.raises(BroadcasterError) as fault:
        fetch(site.url(path), site.feed(), **how)
    return fault.value.code


def test_what_comes_is_what_lies_there(site: Site) -> None:
    """The bytes come as they are, with the marks by which the server knows them; nothing changed: nothing comes."""
    site.pages["/feed"] = Page(b"\xef\xbb\xbf<feed/>", headers={"ETag": '"1"', "Last-Modified": "Fri"})
    first = fetch(site.url(), site.feed())
    assert first == Answer(b"\xef\xbb\xbf<feed/>", Mark('"1"', "Fri"))
    assert fetch(site.url(), site.feed(), first.mark) == Answer(None, first.mark)
    path, headers = site.asked[-1]
    assert (path, headers["If-None-Match"], headers["If-Modified-Since"]) == ("/feed", '"1"', "Fri")
    assert (headers["Host"], headers["Accept-Encoding"]) == (f"127.0.0.1:{site.port}", "identity")


def test_redirects_stay_home(site: Site) -> None:
    """A redirect on the same host is followed, three at most; one to a cloud's key server never."""
    site.pages["/feed"] = Page(status=302, headers={"Location": "/new"})
    site.pages["/new"] = Page(b"<feed/>")
    assert fetch(site.url(), site.feed()).data == b"<feed/>"
    site.pages["/new"] = Page(status=301, headers={"Location": "/feed"})
    site.asked.clear()
    assert code_of(site) == "feed.redirects"
    assert len(site.asked) == 4
    site.pages["/feed"] = Page(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data/"})
    assert code_of(site) == "feed.address_host"


@pytest.mark.parametrize(("status", "code"), [(404, "feed.status"), (500, "feed.status")])
def test_other_answers_are_told(site: Site, status: int, code: str) -> None:
    """An answer that is none is a fault that may pass."""
    site.pages["/feed"] = Page(status=status)
    assert code_of(site) == code


def endless(answer: BaseHTTPRequestHandler) -> None:
    """Send bytes for ever."""
    answer.send_response(200)
    answer.end_headers()
    with suppress(OSError):
        while True:
            answer.wfile.write(b"x" * 65536)


def dripping(answer: BaseHTTPRequestHandler) -> None:
    """Send a head that never ends, byte by byte."""
    with suppress(OSError):
        answer.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _ in range(200):
            answer.wfile.write(b"x")
            answer.wfile.flush()
            time.sleep(0.05)


def test_an_endless_body_is_cut(site: Site) -> None:
    """No more than 4 MB is read of anything."""
    site.pages["/feed"] = Page(pour=endless)
    assert code_of(site) == "feed.too_large"
    site.pages["/feed"] = Page(b"x" * MOST_BYTES)
    assert len(fetch(site.url(), site.feed()).data or b"") == MOST_BYTES
    site.pages["/feed"] = Page(b"x" * (MOST_BYTES + 1))
    assert code_of(site) == "feed.too_large"


def test_a_dripping_server_is_left(site: Site) -> None:
    """A server that says nothing, or a byte now and then, is left when the time is over, whatever it was saying."""
    for pour in (dripping, lambda answer: answer.rfile.read(1) and None):
        site.pages["/feed"] = Page(pour=pour)
        begun = time.monotonic()
        assert code_of(site, patience_s=0.4) == "feed.slow"
        assert time.monotonic() - begun < 2


def test_nonsense_is_a_fault(site: Site) -> None:
    """A server that speaks something else is a fault that may pass, not a crash."""
    site.pages["/feed"] = Page(pour=lambda answer: answer.wfile.write(b"\x00\xff\r\n\r\n") and None)
    assert code_of(site) == "feed.away"


def test_nobody_there(site: Site) -> None:
    """No server, or no such name."""
    feed = site.feed(url="http://127.0.0.1:1/")
    with pytest.raises(Unavailable) as fault:
        fetch(feed.url, feed)
    assert fault.value.code == "feed.away"
    nowhere = site.feed(url="http://no.such.host.invalid/")
    with pytest.raises(Unavailable) as fault:
        fetch(nowhere.url, nowhere)
    assert fault.value.code == "feed.unknown_host"


def test_a_name_is_looked_up_once_and_judged_by_its_number(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A public name that leads inside is not connected to, and no second look-up can lead elsewhere (rebinding)."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def answering(host: str, *more: Any, **how: Any) -> Any:
        """Note who is asked for, and lead the outside name to this machine."""
        asked.append(host)
        return real("127.0.0.1" if host == "cap.example.vn" else host, *more, **how)

    monkeypatch.setattr(socket, "getaddrinfo", answering)
    site.pages["/feed"] = Page(b"<feed/>")
    outside = site.feed(url=f"http://cap.example.vn:{site.port}/feed", is_local=False)
    with pytest.raises(Refused) as refusal:
        fetch(outside.url, outside)
    assert (refusal.value.code, site.asked) == ("feed.address_number", [])
    asked.clear()
    inside = replace(outside, is_local=True)
    assert fetch(inside.url, inside).data == b"<feed/>"
    assert asked.count("cap.example.vn") == 1
    assert site.asked[-1][1]["Host"] == f"cap.example.vn:{site.port}"


def test_certificates_are_checked(tmp_path: Path) -> None:
    """An https server whose certificate no known authority vouches for is not believed, local or not."""
    pki = Pki(tmp_path / "pki")
    pki.ensure(("localhost",), SystemClock().now())
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pki.server.certificate, pki.server.key)
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def greet() -> None:
            """Show the certificate; nobody may go on after that."""
            with suppress(OSError), context.wrap_socket(listening.accept()[0], server_side=True):
                raise AssertionError("believed")

        thread = threading.Thread(target=greet)
        thread.start()
        feed = Site().feed(url=f"https://localhost:{listening.getsockname()[1]}/")
        with pytest.raises(Unavailable) as fault:
            fetch(feed.url, feed)
        thread.join()
    assert fault.value.code == "feed.away"
    assert "CERTIFICATE_VERIFY_FAILED" in str(fault.value)


def test_a_server_under_a_trusted_root_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over https, with the host's own name in its certificate; the same server by another name is not."""
    pki = Pki(tmp_path / "pki")
    pki.ensure(("cap.example.vn",), SystemClock().now())
    monkeypatch.setenv("SSL_CERT_FILE", str(pki.ca))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pki.server.certificate, pki.server.key)
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda _host, *more, **how: real("127.0.0.1", *more, **how))
    with serving(context) as site:
        site.pages["/feed"] = Page(b"<feed/>", headers={"ETag": '"1"'})
        feed = site.feed(url=f"https://cap.example.vn:{site.port}/feed")
        first = fetch(feed.url, feed)
        assert first == Answer(b"<feed/>", Mark('"1"'))
        assert fetch(feed.url, feed, first.mark).data is None
        assert site.asked[-1][1]["Host"] == f"cap.example.vn:{site.port}"
        other = site.feed(url=f"https://khac.example.vn:{site.port}/feed")
        with pytest.raises(Unavailable) as fault:
            fetch(other.url, other)
    assert fault.value.code == "feed.away"
    assert "khac.example.vn" in str(fault.value)


def test_a_name_server_that_says_nothing_is_left(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-up counts against the same patience as all else, and is not waited for beyond it."""
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_what, **_how: answered.wait(20) and [])
    begun = time.monotonic()
    try:
        assert code_of(site, patience_s=0.3) == "feed.slow"
        assert time.monotonic() - begun < 2
    finally:
        answered.set()
