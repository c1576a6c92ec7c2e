"""A door between a station and its server: open, or a captive portal that answers everything. For fault tests."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.broadcaster.brokers import made_pki

PAGE = b"<html><body>SIM het dung luong. Dang nhap de tiep tuc.</body></html>"
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%s" % (len(PAGE), PAGE)
TLS_HANDSHAKE = b"\x16"
PIECE = 65_536


class Gate:
    """One port in front of another; ``answered`` counts what the portal answered, ``greeted`` what came as TLS."""

    def __init__(self, target: int, pretender: ssl.SSLContext) -> None:
        self.is_portal = False
        self.answered = 0
        self.greeted = 0
        self._target = target
        self._pretender = pretender
        self._lines: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self._thread = threading.Thread(target=self._welcome, name="gate", daemon=True)
        self._thread.start()

    def become(self, *, portal: bool) -> None:
        """Be a portal, or let through again; every connection breaks."""
        self.is_portal = portal
        for line in list(self._lines):
            _shut(line)

    def close(self) -> None:
        """Shut the door."""
        _shut(self._door)
        self._door.close()
        self.become(portal=True)
        self._thread.join(timeout=5)

    def _welcome(self) -> None:
        while True:
            try:
                caller, _ = self._door.accept()
            except OSError:
                return
            body = self._pretend if self.is_portal else self._pass_on
            threading.Thread(target=body, args=(caller,), name="gate-line", daemon=True).start()

    def _pass_on(self, caller: socket.socket) -> None:
        with caller, suppress(OSError), socket.create_connection(("127.0.0.1", self._target)) as server:
            self._lines |= {caller, server}
            back = threading.Thread(target=_copy, args=(server, caller), daemon=True)
            back.start()
            _copy(caller, server)
            back.join()
            self._lines -= {caller, server}

    def _pretend(self, caller: socket.socket) -> None:
        """Answer with a page, in the clear or under a certificate of our own, whatever was asked."""
        with caller, suppress(OSError):
            caller.settimeout(5)
            self.answered += 1
            if caller.recv(1, socket.MSG_PEEK) == TLS_HANDSHAKE:
                self.greeted += 1
                with self._pretender.wrap_socket(caller, server_side=True) as line:
                    line.recv(PIECE)
                    line.sendall(ANSWER)
            else:
                caller.recv(PIECE)
                caller.sendall(ANSWER)


@contextmanager
def portal_at(folder: Path) -> Iterator["Gates"]:
    """Hand out gates that share a certificate nobody trusts; shut them all at the end."""
    (folder / "portal").mkdir()
    pki = made_pki(folder / "portal")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pki.server.certificate, pki.server.key)
    gates = Gates(context)
    try:
        yield gates
    finally:
        for gate in gates.all:
            gate.close()


class Gates:
    """The doors before one site."""

    def __init__(self, pretender: ssl.SSLContext) -> None:
        self._pretender = pretender
        self.all: list[Gate] = []

    def before(self, port: int) -> int:
        """Return the port of a new gate in front of ``port``."""
        self.all.append(Gate(port, self._pretender))
        return self.all[-1].port

    def become(self, *, portal: bool) -> None:
        """Be portals all, or let through again."""
        for gate in self.all:
            gate.become(portal=portal)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(PIECE):
            target.sendall(data)
    _shut(target)


def _shut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
