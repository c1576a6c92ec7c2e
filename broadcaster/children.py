"""An outside program that runs beside us for as long as we do. Never restarts it: its owner decides.

The child gets a process group of its own, so that Ctrl-C reaches us first and it is stopped in order. A file names it,
so that one left over from a killed server is ended before the next begins.
"""

import logging
import os
import shutil
import signal
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from broadcaster.errors import Unavailable

LOG = logging.getLogger(__name__)
EVERYWHERE = frozenset({"*", "0.0.0.0", "::"})
"""Hosts that mean every address of this machine."""
READY_S = 15.0
GRACE_S = 5.0
LAST_WORDS = 400
_POLL_S = 0.02
_PLACES = ("/usr/local/sbin", "/usr/sbin", "/sbin")

OnDeath = Callable[[str, int], None]
"""Called from the watching thread with the child's name and exit code; it should only hand on."""


@dataclass
class Child:
    """One running program: ready once ``address`` (host, port) accepts connections, killed ``grace_s`` after a stop.

    One without an address is taken as ready; ``environment`` is its own, or else ours.
    """

    name: str
    argv: Sequence[str]
    folder: Path
    address: tuple[str, int] | None
    on_death: OnDeath | None = None
    grace_s: float = GRACE_S
    environment: Mapping[str, str] | None = field(default=None, repr=False)
    _process: "subprocess.Popen[bytes] | None" = field(default=None, init=False)
    _watcher: threading.Thread | None = field(default=None, init=False)
    _ended: threading.Event = field(default_factory=threading.Event, init=False)
    _stopping: bool = field(default=False, init=False)

    @property
    def log(self) -> Path:
        """What it prints goes here; the file of the run before has ``.1`` behind its name."""
        return self.folder / f"{self.name}.log"

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process and not self._ended.is_set() else None

    def start(self) -> None:
        """Start it and wait until it accepts connections; raise Unavailable."""
        self._ended.clear()
        self._stopping = False
        self._end_leftover()
        if self.address and _accepts(self.address):
            raise Unavailable("child.port_taken", name=self.name, port=self.address[1])
        self._process = self._spawn()
        (self.folder / f"{self.name}.pid").write_text(str(self._process.pid))
        # Watching is no work that must finish: a main thread that dies must not be held up by a living child.
        self._watcher = threading.Thread(target=self._watch, name=f"watch {self.name}", daemon=True)
        self._watcher.start()
        if self.address:
            self._wait_ready(self.address)

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal; nothing happens if it is gone."""
        if self._process and not self._ended.is_set():
            self._process.send_signal(number)

    def stop(self) -> None:
        """Ask it to end, then end it; return when it is gone."""
        self._stopping = True
        if not self._process or not self._watcher:
            return
        self.signal(signal.SIGTERM)
        if not self._ended.wait(self.grace_s):
            LOG.warning("%s did not stop within %s s and is killed", self.name, self.grace_s)
            _kill_group(self._process.pid)
        self._watcher.join(self.grace_s)
        (self.folder / f"{self.name}.pid").unlink(missing_ok=True)

    def last_words(self) -> str:
        """Return the end of its log."""
        return self.log.read_bytes()[-LAST_WORDS:].decode("utf-8", "replace").strip() if self.log.exists() else ""

    def _spawn(self) -> "subprocess.Popen[bytes]":
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("wb") as log:
            return subprocess.Popen(
                self.argv,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.folder,
                env=self.environment,
            )

    def _watch(self) -> None:
        assert self._process is not None
        code = self._process.wait()
        # nginx's own children outlive a master that was killed, and would keep its port.
        _kill_group(self._process.pid)
        self._ended.set()
        if not self._stopping:
            LOG.error("%s ended by itself with code %s: %s", self.name, code, self.last_words())
            if self.on_death:
                self.on_death(self.name, code)

    def _wait_ready(self, address: tuple[str, int]) -> None:
        for _ in range(round(READY_S / _POLL_S)):
            if self._ended.wait(_POLL_S):
                break
            if _accepts(address):
                return
        self.stop()
        raise Unavailable("child.not_ready", name=self.name, detail=self.last_words())

    def _end_leftover(self) -> None:
        file = self.folder / f"{self.name}.pid"
        pid = int(file.read_text() or 0) if file.exists() else 0
        if not pid or not _is_running(pid, self.argv):
            return
        LOG.warning("%s of an earlier run still runs as %s and is ended", self.name, pid)
        os.kill(pid, signal.SIGTERM)
        for _ in range(round(self.grace_s / _POLL_S)):
            if not _is_running(pid, self.argv):
                return
            self._ended.wait(_POLL_S)
        _kill_group(pid)


def find_program(name: str) -> str | None:
    """Return the path of a program; system programs are not on everybody's PATH."""
    return shutil.which(name, path=os.pathsep.join((os.environ.get("PATH", ""), *_PLACES)))


def reachable(host: str) -> str:
    """Return an address of this machine at which something that listens on ``host`` answers."""
    return {"": "127.0.0.1", "*": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)


def _accepts(address: tuple[str, int]) -> bool:
    try:
        with socket.create_connection((reachable(address[0]), address[1]), timeout=1):
            return True
    except OSError:
        return False


def _is_running(pid: int, argv: Sequence[str]) -> bool:
    """Tell whether process ``pid`` is that very command, and not somebody else who got its number."""
    try:
        arguments = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
    except OSError:
        return False
    return str(argv[-1]) in " ".join(arguments)


def _kill_group(pid: int) -> None:
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
