"""What reaches the desk from outside, besides what playout and player say. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass

from broadcaster.errors import BroadcasterError
from stations.enrol import Identity
from stations.machine import Modem


@dataclass(frozen=True, slots=True)
class DocumentCame:
    """An envelope arrived on a topic; ``live`` unless the broker had kept it; ``polled`` if it came over HTTPS."""

    topic: str
    envelope: bytes
    live: bool
    polled: bool = False


@dataclass(frozen=True, slots=True)
class Connected:
    """The broker is there and our subscriptions stand."""


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The broker is gone."""

    reason: str


@dataclass(frozen=True, slots=True)
class Polled:
    """The server was asked; None: it answered."""

    fault: BroadcasterError | None


@dataclass(frozen=True, slots=True)
class MediaTrouble:
    """A clip could not be had; None: all are here."""

    fault: BroadcasterError | None


@dataclass(frozen=True, slots=True)
class VoiceTrouble:
    """The station cannot read aloud; None: it can."""

    fault: BroadcasterError | None


@dataclass(frozen=True, slots=True)
class MixerTrouble:
    """The sound card's own volume is not what it should be; None: it is."""

    fault: BroadcasterError | None


@dataclass(frozen=True, slots=True)
class ModemSeen:
    """The modem was asked."""

    modem: Modem


@dataclass(frozen=True, slots=True)
class Renewed:
    """There is a new certificate."""

    identity: Identity


Trouble = Polled | MediaTrouble | VoiceTrouble | MixerTrouble
TROUBLES: Mapping[type[Trouble], tuple[str, ...]] = {
    Polled: ("station.captive_portal", "station.server_refused"),
    MediaTrouble: (
        "station.disk_full",
        "station.media_wrong",
        "station.media_unreadable",
        "station.captive_portal",
        "station.server_refused",
        "station.not_https",
    ),
    VoiceTrouble: ("station.no_voice",),
    MixerTrouble: ("station.mixer",),
}
"""The faults that each of these may bring, and ends when it brings another or none."""
