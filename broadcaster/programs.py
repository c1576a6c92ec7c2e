"""Runs one outside program to its end and tells what went wrong in our words. Never a shell, never for ever.

The argument list is fixed by the caller; the child gets a UTF-8 locale and nothing of our standard input.
"""

import errno
import os
import signal
import subprocess
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from broadcaster.errors import BroadcasterError, Faulty, Unavailable

LAST_WORDS = 300


@dataclass(frozen=True, slots=True)
class Ran:
    """What a program left on its standard output and what it said on its standard error."""

    out: bytes
    said: str


def run(argv: Sequence[str], timeout_s: float, input: bytes | None = None, *, niceness: int = 0) -> bytes:
    """Run ``argv`` to its end and return its standard output; raise Unavailable or Faulty."""
    return listen(argv, timeout_s, input, niceness=niceness).out


def listen(argv: Sequence[str], timeout_s: float, input: bytes | None = None, *, niceness: int = 0) -> Ran:
    """Run ``argv`` to its end and return both its outputs; raise Unavailable or Faulty."""
    program = argv[0]
    try:
        child = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL if input is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )
    except FileNotFoundError as error:
        raise Unavailable("programs.missing", program=program) from error
    except OSError as error:
        raise Unavailable("programs.not_started", program=program, reason=error.strerror) from error
    with child:
        _be_nice(child.pid, niceness)
        try:
            out, said = child.communicate(input, timeout=timeout_s)
        except subprocess.TimeoutExpired as error:
            raise Unavailable("programs.timeout", program=program, seconds=round(timeout_s)) from error
        finally:
            child.kill()
    ran = Ran(out, said.decode("utf-8", "replace"))
    if child.returncode != 0:
        raise _fault(program, child.returncode, ran.said)
    return ran


def _be_nice(pid: int, niceness: int) -> None:
    """Let the child wait behind everybody else, unless it has ended already or waits behind them more than that."""
    if niceness:
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, pid, niceness)


def _fault(program: str, code: int, said: str) -> BroadcasterError:
    """Return the error for a program that ended badly; a full disk and a killed child may pass."""
    if code == -signal.SIGXFSZ or os.strerror(errno.ENOSPC) in said:
        return Unavailable("programs.disk_full", program=program)
    if code < 0:
        return Unavailable("programs.killed", program=program, signal=-code)
    return Faulty("programs.failed", program=program, code=code, detail=said.strip()[-LAST_WORDS:])
