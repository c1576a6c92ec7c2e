"""What a speech engine is. Each engine has a module here; none knows another.

Engines are found through the entry-point group ``broadcaster.voices``: a function that takes the ``Config`` and returns
the engines it offers at this site, none when it is not configured. Other packages add voices the same way.
"""

from abc import abstractmethod
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice to choose; ``name`` is for ever, because bulletins and caches keep it.

    ``region`` (south, north, central) is how it counts; ``edition`` is what else its sound depends on, such as the
    hash of its file.
    """

    name: str
    engine: str
    label_vi: str
    label_en: str
    region: str = "south"
    edition: str = ""


@runtime_checkable
class Engine(Protocol):
    """One outside thing that turns spelled-out text into sound; ``is_online`` ones never speak for emergencies."""

    name: str
    is_online: bool = False

    @abstractmethod
    def voices(self) -> tuple[Voice, ...]:
        """Return the voices this engine speaks with."""

    @abstractmethod
    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Write ``text`` (one paragraph a line, no digits) as a mono 16-bit WAV to ``to``, whole or not at all.

        ``rate`` 1.0 is 3.0 to 3.4 syllables a second with pauses. Raises Unavailable or Faulty.
        """

    def examine(self) -> None:
        """Raise Unavailable or Faulty if it could not speak now; reads files, asks no network."""
        return

    def close(self) -> None:
        """Let go of what it holds; it may be asked again."""
        return
