"""espeak-ng as a child process, one for a whole bulletin: the voice that is always there. Never the network."""

import shutil
from pathlib import Path

from broadcaster.config import Config
from broadcaster.errors import Unavailable
from broadcaster.formant import PROGRAM, SOUTHERN, arguments, marked_up
from broadcaster.programs import run
from broadcaster.speech.engines import Engine, Voice
from broadcaster.whole import whole_file

# 3.2 syllables a second with pauses.
WORDS_PER_MINUTE = 145
START_TIMEOUT_S = 20.0
TIMEOUT_S_PER_CHARACTER = 0.005
FULL_BYTES = 4096

LANGUAGES = {"espeak-south": SOUTHERN, "espeak-north": "vi", "espeak-central": "vi-vn-x-central"}


class Espeak(Engine):
    """Formant speech: robotic, intelligible, offline, the same every time."""

    name = PROGRAM
    is_online = False

    def __init__(self, program: str = PROGRAM) -> None:
        self.program = program

    def voices(self) -> tuple[Voice, ...]:
        """Return the three regional voices."""
        return (
            Voice("espeak-south", self.name, "eSpeak, giọng Nam", "eSpeak, southern"),
            Voice("espeak-north", self.name, "eSpeak, giọng Bắc", "eSpeak, northern", "north"),
            Voice("espeak-central", self.name, "eSpeak, giọng Trung", "eSpeak, central", "central"),
        )

    def examine(self) -> None:
        """Raise Unavailable if the program is not installed."""
        if shutil.which(self.program) is None:
            raise Unavailable("programs.missing", program=self.program)

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Write ``text`` as a 22050 Hz mono WAV with its pauses; raise Unavailable or Faulty."""
        speed = round(WORDS_PER_MINUTE * rate)
        argv = (self.program, *arguments(LANGUAGES[voice], speed))
        timeout_s = START_TIMEOUT_S + TIMEOUT_S_PER_CHARACTER * len(text)
        with whole_file(to) as partial:
            run((*argv, str(partial)), timeout_s, marked_up(text).encode(), niceness=10)
            _refuse_full_disk(partial.parent, self.program)


def offered(_config: Config) -> tuple[Engine, ...]:
    """Offer espeak-ng at every site."""
    return (Espeak(),)


def _refuse_full_disk(folder: Path, program: str) -> None:
    """Raise Unavailable when nothing more fits: espeak-ng cuts its file off there and says nothing."""
    if shutil.disk_usage(folder).free < FULL_BYTES:
        raise Unavailable("programs.disk_full", program=program)
