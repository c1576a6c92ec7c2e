"""What the work of the server is done with; opened and closed by ``broadcaster.server``, only used here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from broadcaster.clips import Clips
from broadcaster.clock import Clock
from broadcaster.config import Config
from broadcaster.keys import KeyFiles
from broadcaster.messages import Topics
from broadcaster.pki import Pki
from broadcaster.speech import DEFAULT_ENGINES, Engine
from broadcaster.store import Store


class Desk(Protocol):
    """Where signed documents leave the house: the broker's connection, or nothing while it is away."""

    def publish(self, topic: str, payload: bytes, *, retained: bool) -> None:
        """Hand one document to the broker; raise Unavailable when it is away."""

    def evict(self, station_id: str) -> None:
        """Close the broker session of a revoked receiver and keep it out."""


@dataclass(frozen=True)
class Parts:
    """Everything that ``Dispatch`` knows; ``wake`` tells the render workers that there is work."""

    config: Config
    clock: Clock
    store: Store
    clips: Clips
    keys: KeyFiles
    pki: Pki
    desk: Desk
    wake: Callable[[], None]
    engines: tuple[Engine, ...] = DEFAULT_ENGINES

    @property
    def topics(self) -> Topics:
        """The topics of this site."""
        return Topics(self.config.site)

    @property
    def scratch(self) -> Path:
        """The folder for sounds being made, on the same disk as the data."""
        folder = self.config.data / "scratch"
        folder.mkdir(parents=True, exist_ok=True)
        return folder
