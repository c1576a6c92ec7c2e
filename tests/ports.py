"""Ports for servers of tests. Asserts nothing by itself.

A port asked of the kernel (bind to 0) lies among those it also gives to the near end of outgoing connections, so that
between asking and listening another program may be given it; these lie below, and each process of a run has its own.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from itertools import cycle

PORTS = range(20_000, 32_000)
"""Below the range Linux gives to outgoing connections (32,768 and above)."""
SHARES = 4
"""How many processes of a run are kept apart; more share."""


def free_port(host: str = "127.0.0.1") -> int:
    """Return a port nobody listens on, and that nobody is given for a connection of his own meanwhile."""
    return free_ports(1, host)


def free_ports(count: int, host: str = "127.0.0.1") -> int:
    """Return the first of so many such ports in a row."""
    row: list[int] = []
    for _ in range(len(PORTS)):
        port = next(_turn())
        follows = not row or port == row[-1] + 1
        if not _is_free(host, port):
            row = []
            continue
        row = [*row, port] if follows else [port]
        if len(row) == count:
            return row[0]
    raise AssertionError(f"no {count} free ports in a row")


@cache
def _turn() -> Iterator[int]:
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % SHARES
    size = len(PORTS) // SHARES
    mine = PORTS[worker * size : (worker + 1) * size]
    begin = os.getpid() * 97 % size
    return cycle([*mine[begin:], *mine[:begin]])


def _is_free(host: str, port: int) -> bool:
    with (
        suppress(OSError),
        socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET),
    ):
        return True
    return False
