"""What station and server say to each other over HTTPS: enrolment, renewal, and the polled inbox. Values only."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from broadcaster.messages.documents import PublicKey
from broadcaster.messages.values import Ident, Number

Pem = Annotated[str, Number(0, 20_000)]


@dataclass(frozen=True, slots=True)
class EnrolRequest:
    """A station asks in: its claim code, its serial number and the certificate request of the key it made itself."""

    claim_code: Annotated[str, Number(0, 100)]
    serial: Annotated[str, Number(0, 100)]
    csr_pem: Pem


class EnrolState(StrEnum):
    """Whether staff let the station in already."""

    ACCEPTED = "accepted"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A host and port to connect to."""

    host: str
    port: Annotated[int, Number(1, 65_535)]


@dataclass(frozen=True, slots=True)
class EnrolReply:
    """What the station keeps; while ``pending`` only its id is given and it asks again."""

    state: EnrolState
    station_id: Ident
    site: Ident
    certificate_pem: Pem = ""
    ca_pem: Pem = ""
    token: str = ""
    root_keys: tuple[PublicKey, ...] = ()
    threshold: Annotated[int, Number(1, 16)] = 1
    broker: Endpoint | None = None
    web_url: str = ""
    media_url: str = ""


@dataclass(frozen=True, slots=True)
class RenewRequest:
    """An enrolled station asks for its next certificate before two thirds of the old one's life end in silence."""

    csr_pem: Pem


@dataclass(frozen=True, slots=True)
class Letter:
    """One signed document as it would have come by MQTT; ``envelope`` is the very text that was published."""

    topic: str
    envelope: Annotated[str, Number(0, 4 * 1024 * 1024)]


@dataclass(frozen=True, slots=True)
class Inbox:
    """All documents meant for one station, for stations whose broker is away."""

    documents: tuple[Letter, ...] = ()
