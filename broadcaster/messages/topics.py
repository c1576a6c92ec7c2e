"""The topics of a site: where each document belongs and who may be found there. Never talks to a broker."""

import re
from dataclasses import dataclass

from broadcaster.errors import Refused

IDENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
VERSION = "v1"
_KINDS = {
    "localities": frozenset({"timetable", "alarms"}),
    "stations": frozenset({"assignment", "timetable", "alarms", "command"}),
    "up": frozenset({"availability", "state", "as-run", "alarm", "ack"}),
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a topic points: ``scope`` keys, head, localities, stations or up; ``id`` a locality code or a station."""

    scope: str
    id: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Topics:
    """The topics of one site; an id that could climb into another topic is refused."""

    site: str

    def __post_init__(self) -> None:
        checked_ident(self.site)

    @property
    def keys(self) -> str:
        """The key set."""
        return f"{self.site}/{VERSION}/keys"

    @property
    def head(self) -> str:
        """The time and the newest sequence numbers."""
        return f"{self.site}/{VERSION}/head"

    def timetable(self, code: str) -> str:
        """Return the topic of a locality's timetable."""
        return self._at("localities", code, "timetable")

    def alarms(self, code: str) -> str:
        """Return the topic of a locality's active alarms."""
        return self._at("localities", code, "alarms")

    def assignment(self, station: str) -> str:
        """Return the topic of a station's assignment."""
        return self._at("stations", station, "assignment")

    def station_timetable(self, station: str) -> str:
        """Return the topic of a single station's own timetable."""
        return self._at("stations", station, "timetable")

    def station_alarms(self, station: str) -> str:
        """Return the topic of a single station's own alarms."""
        return self._at("stations", station, "alarms")

    def command(self, station: str) -> str:
        """Return the topic of a station's commands."""
        return self._at("stations", station, "command")

    def availability(self, station: str) -> str:
        """Return the topic of a station's presence (also its will)."""
        return self._at("up", station, "availability")

    def state(self, station: str) -> str:
        """Return the topic of a station's state."""
        return self._at("up", station, "state")

    def as_run(self, station: str) -> str:
        """Return the topic of a station's as-run batches."""
        return self._at("up", station, "as-run")

    def alarm(self, station: str) -> str:
        """Return the topic of a station's alarm progress."""
        return self._at("up", station, "alarm")

    def ack(self, station: str) -> str:
        """Return the topic of a station's command results."""
        return self._at("up", station, "ack")

    def station_subscriptions(self, station: str, path: tuple[str, ...]) -> tuple[str, ...]:
        """Return what a station reads: keys, head, its own, and every locality on its ``path``."""
        localities = tuple(self._at("localities", code, "#") for code in path)
        return (self.keys, self.head, self._at("stations", station, "#"), *localities)

    def server_subscriptions(self) -> tuple[str, ...]:
        """Return what the server reads: all that stations report."""
        return (f"{self.site}/{VERSION}/up/+/+",)

    def signer_subscriptions(self) -> tuple[str, ...]:
        """Return what the signer reads: how far stations are with alarms."""
        return (f"{self.site}/{VERSION}/up/+/alarm",)

    def parse(self, topic: str) -> Place:
        """Return the place of ``topic`` on this site, or refuse it with ``wire.site`` or ``wire.address``."""
        site, *parts = topic.split("/")
        if site != self.site:
            raise Refused("wire.site", site=site, ours=self.site)
        match parts:
            case ["v1", "keys" | "head" as scope]:
                return Place(scope, None, scope)
            case ["v1", scope, ident, kind] if kind in _KINDS.get(scope, ()) and IDENT.fullmatch(ident):
                return Place(scope, ident, kind)
        raise Refused("wire.address", topic=topic)

    def _at(self, scope: str, ident: str, kind: str) -> str:
        return f"{self.site}/{VERSION}/{scope}/{checked_ident(ident)}/{kind}"


def checked_ident(ident: str) -> str:
    """Return ``ident`` if it can stand as one level of a topic, else refuse it with ``wire.address``."""
    if not IDENT.fullmatch(ident):
        raise Refused("wire.address", topic=ident)
    return ident
