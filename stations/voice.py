"""The thread in which the station reads texts aloud itself, with espeak-ng. Never decides what is read or heard."""

import logging
import queue
import threading
import wave
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from broadcaster.dictation import twice
from broadcaster.errors import BroadcasterError, Faulty
from broadcaster.formant import PROGRAM, SOUTHERN, arguments, marked_up
from broadcaster.programs import run
from broadcaster.whole import whole_file
from stations.alarm_sounds import AlarmSounds
from stations.loudness import raise_level
from stations.playout.alarms import DRILL
from stations.playout.cues import VoiceFailed, VoiceReady

LOG = logging.getLogger(__name__)
WORDS_PER_MINUTE = 135
"""2.8 syllables a second with the pauses of an alarm: what horns and their echo still let through."""
TIMEOUT_S = 20.0
NICENESS = 5
"""Behind the siren, which is being computed at the same time."""


class Voice:
    """Reads one text after the other; ``run`` is the body of its thread."""

    def __init__(
        self,
        sounds: AlarmSounds,
        on_read: Callable[[VoiceReady | VoiceFailed], None],
        on_trouble: Callable[[BroadcasterError | None], None],
        *,
        program: str = PROGRAM,
    ) -> None:
        self._sounds = sounds
        self._on_read = on_read
        self._on_trouble = on_trouble
        self._program = program
        self._asked: queue.SimpleQueue[tuple[str, str] | None] = queue.SimpleQueue()

    def ask(self, name: str, text: str) -> None:
        """Have a text read; ``on_read`` is told when it is done, from the thread."""
        self._asked.put((name, text))

    def wake(self) -> None:
        """Let the thread look at the stop event."""
        self._asked.put(None)

    def run(self, stop: threading.Event) -> None:
        """Read until ``stop``; of earlier runs only the notice of an exercise is kept."""
        self._sounds.prune(frozenset({DRILL}))
        while not stop.is_set():
            asked = self._asked.get()
            if asked is not None:
                self._read(*asked)

    def _read(self, name: str, text: str) -> None:
        known = self._sounds.known(name) if name == DRILL else None
        try:
            length = self._length(known) if known else None
            if length is None:
                length = self._length(self._sounds.read(name, lambda path: self._speak(text, path)))
            if length is None:
                raise Faulty("programs.failed", program=self._program, code=0, detail="WAV")
        except (BroadcasterError, OSError) as fault:
            LOG.warning("%s", fault)
            self._on_trouble(BroadcasterError("station.no_voice", fault=fault))
            self._on_read(VoiceFailed(name))
            return
        self._on_trouble(None)
        self._on_read(VoiceReady(name, length))

    def _speak(self, text: str, path: Path) -> None:
        """Write the reading of a text that is spelled out already: only its telephone numbers are said twice."""
        argv = (self._program, *arguments(SOUTHERN, WORDS_PER_MINUTE))
        with whole_file(path) as partial:
            run((*argv, str(partial)), TIMEOUT_S, marked_up(twice(text)).encode(), niceness=NICENESS)
            raise_level(partial)

    def _length(self, path: Path) -> timedelta | None:
        """Return how long a reading lasts; None for one that is no sound at all, or cannot be read."""
        try:
            with wave.open(str(path), "rb") as wav:
                length = timedelta(seconds=wav.getnframes() / wav.getframerate())
        except (wave.Error, EOFError, OSError):
            return None
        return length or None
