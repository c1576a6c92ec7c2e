"""Remembers where the site's names led when the right server last answered there, for days on which nobody knows names.

While it stands, lookups of this process give the remembered address too: alone when there is no other answer, after the
others at first, and before them at every second try that no proof has followed: a name server may lie.
"""

import json
import logging
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from broadcaster.errors import BroadcasterError
from broadcaster.whole import whole_file

LOG = logging.getLogger(__name__)
Found = list[tuple[Any, ...]]


class Addresses:
    """The addresses of one station's servers, kept in ``file``."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._unproved: Counter[str] = Counter()
        self._known = _read(file)

    def proved(self, host: str, address: str) -> None:
        """Note that the server of this name proved itself at an address."""
        with self._lock:
            self._unproved.pop(host, None)
            if address == host or self._known.get(host) == address:
                return
            self._known[host] = address
        try:
            with whole_file(self._file) as partial:
                partial.write_text(json.dumps(self._known))
        except (BroadcasterError, OSError) as fault:
            LOG.warning("the address of %s is not kept: %s", host, fault)

    @contextmanager
    def standing_in(self) -> Iterator[None]:
        """Help out in all lookups of this process while the block runs."""
        system = socket.getaddrinfo
        socket.getaddrinfo = lambda host, *rest, **more: self._look_up(system, host, rest, more)
        try:
            yield
        finally:
            socket.getaddrinfo = system

    def _look_up(self, system: Callable[..., Found], host: Any, rest: tuple[Any, ...], more: dict[str, Any]) -> Found:
        known = self._known.get(host)
        if known is None:
            return system(host, *rest, **more)
        kept = system(known, *rest, **more)
        try:
            found = [one for one in system(host, *rest, **more) if one not in kept]
        except socket.gaierror as fault:
            LOG.info("%s is not found (%s); it was at %s", host, fault, known)
            return kept
        self._unproved[host] += 1
        return [*kept, *found] if self._unproved[host] % 2 == 0 else [*found, *kept]


def _read(file: Path) -> dict[str, str]:
    try:
        known = json.loads(file.read_text())
        return {str(host): str(address) for host, address in known.items()}
    except (OSError, ValueError, AttributeError):
        return {}
