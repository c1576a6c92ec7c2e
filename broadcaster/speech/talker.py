"""A child program that answers a JSON line with a JSON line: started when asked, watched, killed when it is too slow.

It ends by itself when nobody asks for a while, so that its memory comes back. Knows nothing of voices.
"""

import json
import os
import select
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import IO, Any

from broadcaster.clock import Clock, SystemClock
from broadcaster.errors import Faulty, Unavailable

START_TIMEOUT_S = 60.0
GRACE_S = 2.0
LAST_WORDS = 300
NAME_LENGTH = 120
LONGEST_LINE = 1_000_000


class Gone(Exception):
    """The child is not there any more; how it ended."""


class Talker:
    """One child program, asked by several threads one after the other."""

    def __init__(
        self, argv: Sequence[str], *, start_timeout_s: float = START_TIMEOUT_S, clock: Clock | None = None
    ) -> None:
        self.argv = tuple(argv)
        self._start_timeout_s = start_timeout_s
        self._clock = clock or SystemClock()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._greeting: dict[str, Any] = {}

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        child = self._child
        return child.pid if child is not None and child.poll() is None else None

    def ask(self, question: Mapping[str, object], timeout_s: float) -> dict[str, Any]:
        """Return the answer together with what it said at its start; raise Unavailable or Faulty.

        A child that had just ended, idle, is started once more.
        """
        with self._lock:
            was_running = self.pid is not None
            try:
                return self._answer(question, timeout_s)
            except Gone as fault:
                if not was_running:
                    raise self._ended(fault) from fault
            try:
                return self._answer(question, timeout_s)
            except Gone as fault:
                raise self._ended(fault) from fault

    def close(self) -> None:
        """End the child, if there is one."""
        with self._lock:
            self._end()

    def _answer(self, question: Mapping[str, object], timeout_s: float) -> dict[str, Any]:
        child = self._running()
        assert child.stdin is not None  # noqa: S101
        try:
            child.stdin.write(json.dumps(question).encode() + b"\n")
            child.stdin.flush()
        except OSError as error:
            raise self._gone() from error
        return self._greeting | self._line(child, timeout_s)

    def _running(self) -> subprocess.Popen[bytes]:
        """Return the child, started anew if there is none, ready for a question."""
        if self._child is not None and self._child.poll() is None:
            return self._child
        self._end()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - open for as long as the child runs
        try:
            self._child = subprocess.Popen(
                self.argv,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                start_new_session=True,
                env={**os.environ, "LC_ALL": "C.UTF-8"},
            )
        except OSError as error:
            self._end()
            raise Unavailable("programs.not_started", program=self.argv[0], reason=error.strerror) from error
        self._greeting = self._line(self._child, self._start_timeout_s)
        return self._child

    def _line(self, child: subprocess.Popen[bytes], timeout_s: float) -> dict[str, Any]:
        """Return the next line the child says; kill one that says nothing in time, or nonsense."""
        assert child.stdout is not None  # noqa: S101
        deadline, said = self._clock.monotonic() + timeout_s, b""
        while not said.endswith(b"\n"):
            left = deadline - self._clock.monotonic()
            if left <= 0 or not select.select([child.stdout], [], [], left)[0]:
                child.kill()
                self._end()
                raise Unavailable("programs.timeout", program=self._name, seconds=round(timeout_s))
            piece = os.read(child.stdout.fileno(), 65536)
            if not piece:
                raise self._gone()
            said += piece
            if len(said) > LONGEST_LINE:
                raise self._gone()
        return self._told(said)

    def _told(self, said: bytes) -> dict[str, Any]:
        """Return an answer; raise Faulty for the child's own fault, or for what is no answer."""
        try:
            answer: dict[str, Any] = json.loads(said)
        except ValueError as error:
            raise self._gone() from error
        if "fault" in answer:
            raise Faulty("speech.engine_broken", engine=self._name, reason=str(answer["fault"])[:LAST_WORDS])
        return answer

    @property
    def _name(self) -> str:
        return " ".join(os.path.basename(one) for one in self.argv if not one.startswith("-"))[:NAME_LENGTH]

    def _gone(self) -> Gone:
        """End what is left of the child and return how it ended."""
        words = self._last_words()
        code = self._end()
        return Gone(f"{code}: {words}")

    def _ended(self, fault: Gone) -> Unavailable:
        return Unavailable("speech.child_ended", program=self._name, detail=str(fault))

    def _last_words(self) -> str:
        if self._log is None:
            return ""
        self._log.seek(max(0, self._log.seek(0, os.SEEK_END) - LAST_WORDS))
        return self._log.read().decode("utf-8", "replace").strip()

    def _end(self) -> int | None:
        """Let the child end, kill it if it does not, and give back all it held; return its exit code."""
        child, log = self._child, self._log
        self._child = self._log = None
        if log is not None:
            log.close()
        if child is None:
            return None
        for pipe in (child.stdin, child.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()
        try:
            return child.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            child.kill()
            return child.wait()
