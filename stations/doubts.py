"""Whether silence is the clip's own or the player's: measures what is written to the card against the clip itself.

Asks another process (``stations.second_hearing``) only when a play has been silent for a while, so that a pause in a
bulletin costs a moment of computing and stops nothing. Never kills anything itself.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SILENCE_DBFS = -70.0
"""A play whose level on the card, its volume taken off, stays below this makes no sound."""
DOUBT_SECONDS = 1.0
"""Silence as long as this is looked into."""
PROOF_SECONDS = 0.5
"""So much of what should be heard must have been silent."""
NICENESS = 5

Ask = Callable[[Path, float], "subprocess.Popen[bytes]"]


@dataclass(slots=True)
class Play:
    """One play: its clip (None: a signal, loud throughout), how long it is silent, where the clip itself is heard."""

    path: Path | None
    silent_since: float | None = None
    offset: float = 0.0
    sounds_at: float | None = None
    asked: bool = False


class Doubts:
    """The plays of one child; all but ``expect`` and ``forget`` belong to the thread that follows the child."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._plays: dict[str, Play] = {}
        self._hearing: tuple[Play, float, subprocess.Popen[bytes]] | None = None

    def expect(self, token: str, path: Path | None) -> None:
        """Expect ``token`` to sound like the clip ``path``; None: to be loud all the time."""
        self._plays[token] = Play(path)

    def forget(self, token: str | None = None) -> None:
        """Expect nothing of ``token``, or of anybody, any more."""
        for name in [name for name in list(self._plays) if token in (None, name)]:
            self._plays.pop(name, None)

    def note(self, event: Mapping[str, Any]) -> None:
        """Take in an event of the child: each half second it tells how loud a play was on the card."""
        token, play = str(event.get("token")), self._plays.get(str(event.get("token")))
        if event["event"] in ("ended", "failed"):
            self.forget(token)
        elif event["event"] == "position" and play is not None:
            play.offset = float(event["offset"])
            if float(event["level_dbfs"]) - float(event["gain_db"]) > SILENCE_DBFS:
                play.silent_since, play.asked, play.sounds_at = None, False, None
            elif play.silent_since is None:
                play.silent_since = max(0.0, play.offset - float(event["seconds"]))

    def proven(self) -> bool:
        """Tell whether a play is silent where its clip, or the signal, is not; look into what is silent for long."""
        self._hear()
        silent = [one for one in list(self._plays.values()) if one.silent_since is not None]
        return any(self._is_wrong(one) for one in silent)

    def end(self) -> None:
        """Let go of the child's plays and of who was asked about them."""
        self.forget()
        if self._hearing is not None:
            self._hearing[2].kill()
            self._close()

    def _is_wrong(self, play: Play) -> bool:
        since = play.silent_since or 0.0
        if play.path is None:
            return play.offset - since >= DOUBT_SECONDS
        if not play.asked and play.offset - since >= DOUBT_SECONDS and self._hearing is None:
            play.asked = True
            self._hearing = play, since, self._ask(play.path, since)
        return play.sounds_at is not None and play.offset - max(since, play.sounds_at) >= PROOF_SECONDS

    def _hear(self) -> None:
        """Take the answer of who was asked, if it is there."""
        if self._hearing is None or self._hearing[2].poll() is None:
            return
        play, since, program = self._hearing
        said = program.stdout.read().split() if program.stdout else []
        self._close()
        if said and play.silent_since == since:  # else it was heard meanwhile, and is silent anew
            play.sounds_at = float(said[0])

    def _close(self) -> None:
        if self._hearing is not None:
            program, self._hearing = self._hearing[2], None
            program.wait()
            if program.stdout is not None:
                program.stdout.close()


def ask_again(path: Path, second: float, environment: Mapping[str, str]) -> "subprocess.Popen[bytes]":
    """Start the program that tells where a clip is to be heard; the sound itself goes before it."""
    argv = [sys.executable, "-m", "stations.second_hearing", str(path), str(second)]
    asked = subprocess.Popen(
        argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=dict(environment)
    )
    os.setpriority(os.PRIO_PROCESS, asked.pid, NICENESS)
    return asked
