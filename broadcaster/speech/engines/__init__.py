"""What a speech engine is. Each engine has a module here; none knows another."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice to choose; ``name`` is for ever, because bulletins and caches keep it."""

    name: str
    engine: str
    label_vi: str
    label_en: str


class Engine(Protocol):
    """One outside thing that turns spelled-out text into sound."""

    name: str

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices this engine speaks with."""

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Write ``text`` (one paragraph a line, no digits) as a WAV to ``to``, whole or not at all.

        ``rate`` 1.0 is about three syllables a second. Raises Unavailable or Faulty.
        """
