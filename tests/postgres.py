"""A throw-away PostgreSQL for tests: its own folder and port, stopped and removed at the end. Never a shared one."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.ports import free_port

PATIENCE_S = 60
_DEBIAN = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Postgres:
    """A running server; ``url`` opens its first, empty database."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        """The address of the server's own database."""
        return self.database("postgres")

    def database(self, name: str) -> str:
        """Return the address of one database of the server."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    @property
    def data(self) -> Path:
        """The folder of its data."""
        return self.folder / "data"

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder} -c fsync=off"
        _run("pg_ctl", "-D", self.data, "-l", self.folder / "log", "-o", options, "-w", "-t", PATIENCE_S, "start")

    def stop(self) -> None:
        """Stop it at once, as a crash would."""
        _run("pg_ctl", "-D", self.data, "-m", "immediate", "-w", "-t", PATIENCE_S, "stop")

    @contextmanager
    def stopped(self) -> Iterator[None]:
        """Take it away for a while."""
        self.stop()
        try:
            yield
        finally:
            self.start()


@contextmanager
def running_postgres() -> Iterator[Postgres]:
    """Make and start a server on a free port of the loopback; stop it and remove its folder, whatever happens."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres")
    server = Postgres(folder, free_port())
    try:
        _run("initdb", "-D", server.data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """One server for all tests of a session (of each worker, under xdist)."""
    with running_postgres() as server:
        yield server


def program(name: str) -> str:
    """Return the path of a PostgreSQL program, of the newest version there is."""
    versions = sorted(_DEBIAN.glob("*/bin"), key=lambda path: int(path.parent.name.split(".")[0]))
    for folder in reversed(versions):
        if (folder / name).exists():
            return str(folder / name)
    found = shutil.which(name)
    assert found, f"{name} is missing: install it with  apt-get install postgresql"
    return found


def _run(name: str, *arguments: object) -> None:
    command = [program(name), *map(str, arguments)]
    if os.geteuid() == 0:
        command = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
    # the server inherits the output of pg_ctl; a pipe would never end
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=output, cwd="/", timeout=2 * PATIENCE_S, check=False)
        output.seek(0)
        assert done.returncode == 0, f"{name}: {output.read().decode()}"
