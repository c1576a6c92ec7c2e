"""What the desk works with: the parts of one station, and what it asks of those that tests replace. Only words."""

from dataclasses import dataclass
from typing import Any, Protocol

from stations.console import Equipment
from stations.enrol import Identity
from stations.fetching import Fetcher
from stations.inbox import Inbox
from stations.polling import Poller
from stations.reporting import Reporter
from stations.station_config import StationConfig


class Events(Protocol):
    """The queue, as the desk uses it."""

    def get(self, *, timeout: float | None = None) -> Any:
        """Return the next event; raise queue.Empty when none comes within the time."""


class Line(Protocol):
    """The connection to the broker, as the desk uses it."""

    def subscribe(self, topics: tuple[str, ...]) -> None:
        """Read these topics from now on."""

    def renew(self, identity: Identity) -> None:
        """Connect again with the next certificate."""


class Reading(Protocol):
    """The station's own voice, as the desk uses it."""

    def ask(self, name: str, text: str) -> None:
        """Have a text read aloud into a recording."""


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything one station consists of."""

    config: StationConfig
    identity: Identity
    inbox: Inbox
    equipment: Equipment
    reporter: Reporter
    fetcher: Fetcher
    poller: Poller
    line: Line
    voice: Reading
