"""Dates of certificates are judged by a clock that is right, and by no other; whose they are is judged always."""

import socket
import ssl
import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.pki import Pki
from broadcaster.tls import client_context

LONG_AGO = SystemClock().now() - timedelta(days=5000)


def greets(server: Pki, context: ssl.SSLContext, name: str = "localhost") -> bool:
    """Tell whether TLS with a server of this authority, called by a name, comes about."""
    theirs = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    theirs.load_cert_chain(server.server.certificate, server.server.key)
    here, there = socket.socketpair()

    def answer() -> None:
        with suppress(OSError), theirs.wrap_socket(there, server_side=True) as session:
            session.recv(1)

    thread = threading.Thread(target=answer)
    thread.start()
    try:
        context.wrap_socket(here, server_hostname=name).close()
        return True
    except ssl.SSLCertVerificationError:
        return False
    finally:
        here.close()
        thread.join(10)
        there.close()


def made(folder: Path, moment: object) -> Pki:
    """Return an authority whose certificates began at a moment."""
    pki = Pki(folder)
    pki.ensure([], moment)  # type: ignore[arg-type]
    return pki


def test_dates_count_while_the_clock_is_right(tmp_path: Path) -> None:
    """The same context takes an outdated certificate for good once nobody knows the time, and not before or after."""
    old, sure = made(tmp_path / "old", LONG_AGO), [True]
    context = client_context(lambda: sure[0])
    context.load_verify_locations(old.ca)
    assert not greets(old, context)
    sure[0] = False
    assert greets(old, context)
    sure[0] = True
    assert not greets(old, context)


@pytest.mark.parametrize("is_sure", [True, False])
def test_a_stranger_is_a_stranger_at_any_time(tmp_path: Path, is_sure: bool) -> None:
    """Another authority's certificate is refused whatever the clock says, and a name that is not the server's too."""
    ours, other = made(tmp_path / "ours", SystemClock().now()), made(tmp_path / "other", SystemClock().now())
    context = client_context(lambda: is_sure)
    context.load_verify_locations(ours.ca)
    assert greets(ours, context)
    assert not greets(other, context)
    assert not greets(ours, context, "elsewhere.example")
