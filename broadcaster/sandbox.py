"""Runs one program on a file nobody trusts, shut in: no network, no environment, nothing to write, and not for long.

The child gets the file as its standard input, an empty folder to stand in, and hard limits; what it prints is handed on
piece by piece. Never decides what the file is or what the program's words mean.
"""

import os
import select
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

from broadcaster.children import find_program
from broadcaster.errors import Faulty, Unavailable

NICENESS = 10
PIECE = 1 << 16
SAID_BYTES = 20_000
PROBE_S = 10


@dataclass(frozen=True, slots=True)
class Limits:
    """What a child may use at most; ``written_bytes`` also bounds what it may complain."""

    memory_bytes: int = 600_000_000
    cpu_s: int = 60
    seconds: float = 90.0
    written_bytes: int = 1_000_000
    files: int = 32
    more_tasks: int = 32


LIMITS = Limits()


def pour(
    argv: Sequence[str], source: Path, take: Callable[[bytes], None], *, folder: Path, limits: Limits = LIMITS
) -> str:
    """Run ``argv`` with ``source`` as its standard input, hand ``take`` all it prints, and return what it complained.

    What ``take`` raises ends the child and passes. Raises Unavailable for a missing program, Faulty("sandbox....")
    for a child that failed, was killed, or took too long.
    """
    until = time.monotonic() + limits.seconds
    with tempfile.TemporaryDirectory(prefix="shut-", dir=folder) as name, tempfile.TemporaryFile(dir=folder) as said:
        with source.open("rb") as file, _child((*walls(limits), *_placed(argv)), Path(name), file, said) as child:
            assert child.stdout is not None
            for piece in _pieces(child.stdout.fileno(), until):
                take(piece)
            code = _ended(child, until)
        return _judged(code, _last_words(said))


def walls(limits: Limits) -> tuple[str, ...]:
    """Return the words before a command that shut it in; a new limit can never be raised again by the child."""
    tasks = _own_tasks() + limits.more_tasks
    bounds = (
        f"--as={limits.memory_bytes}",
        f"--cpu={limits.cpu_s}",
        f"--fsize={limits.written_bytes}",
        f"--nofile={limits.files}",
        f"--nproc={tasks}",
        "--core=0",
    )
    return (*isolation(), *_placed(("prlimit", *bounds, "--")))


@cache
def isolation(patience_s: float = PROBE_S) -> tuple[str, ...]:
    """Return the words that run a command without network or rights, none where this machine lets nobody do so.

    Raises Unavailable when it does not answer, and asks again next time: a slow moment must not open the cage for good.
    """
    words = ("--user", "--net", "--ipc", "--")
    try:
        tried = _placed(("unshare", *words))
        argv = (*tried, *_placed(("true",)))
        probe = subprocess.run(argv, timeout=patience_s, capture_output=True, env={}, check=False)
    except subprocess.TimeoutExpired as error:
        raise Unavailable("programs.timeout", program="unshare", seconds=round(patience_s)) from error
    except (Unavailable, OSError):
        return ()
    return tried if probe.returncode == 0 else ()


def _placed(argv: Sequence[str]) -> tuple[str, ...]:
    """Return the command with the whole path of its program: the child has no PATH to look in."""
    program = find_program(argv[0])
    if program is None:
        raise Unavailable("programs.missing", program=argv[0])
    return (program, *argv[1:])


def _own_tasks() -> int:
    """Return how many tasks this user has, because the limit of tasks counts them all."""
    count = 0
    for process in os.scandir("/proc"):
        if process.name.isdecimal():
            try:
                mine = process.stat().st_uid == os.geteuid()
                count += len(os.listdir(f"{process.path}/task")) if mine else 0
            except OSError:
                continue
    return count


@contextmanager
def _child(argv: Sequence[str], home: Path, stdin: IO[bytes], stderr: IO[bytes]) -> Iterator["subprocess.Popen[bytes]"]:
    """Start the child and leave nothing of it, however the block ends."""
    try:
        child = subprocess.Popen(
            argv,
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=home,
            env={},
            start_new_session=True,
        )
    except OSError as error:
        raise Unavailable("programs.not_started", program=argv[0], reason=error.strerror) from error
    with child:
        try:
            os.setpriority(os.PRIO_PROCESS, child.pid, NICENESS)
            yield child
        finally:
            child.kill()


def _pieces(descriptor: int, until: float) -> Iterator[bytes]:
    """Give what comes, until it ends; Faulty when that takes too long."""
    ready = select.poll()
    ready.register(descriptor, select.POLLIN | select.POLLHUP)
    while True:
        if not ready.poll(max(0.0, until - time.monotonic()) * 1000):
            raise Faulty("sandbox.too_slow")
        piece = os.read(descriptor, PIECE)
        if not piece:
            return
        yield piece


def _ended(child: "subprocess.Popen[bytes]", until: float) -> int:
    try:
        return child.wait(max(0.1, until - time.monotonic()))
    except subprocess.TimeoutExpired as error:
        raise Faulty("sandbox.too_slow") from error


def _last_words(said: IO[bytes]) -> str:
    said.seek(max(0, said.seek(0, os.SEEK_END) - SAID_BYTES))
    return said.read().decode("utf-8", "replace").strip()


def _judged(code: int, words: str) -> str:
    if code != 0:
        raise Faulty("sandbox.failed", status=code, detail=words[-300:])
    return words
