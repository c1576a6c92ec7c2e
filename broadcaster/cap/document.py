"""A CAP document as values, with the standard's own field names in snake_case. Never reads XML, never decides."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Point = tuple[float, float]
"""Latitude and longitude in degrees, WGS 84."""


class Version(StrEnum):
    """The versions of the standard."""

    CAP_1_0 = "1.0"
    CAP_1_1 = "1.1"
    CAP_1_2 = "1.2"


class Status(StrEnum):
    """What a message is for."""

    ACTUAL = "Actual"
    EXERCISE = "Exercise"
    SYSTEM = "System"
    TEST = "Test"
    DRAFT = "Draft"


class MsgType(StrEnum):
    """What a message does."""

    ALERT = "Alert"
    UPDATE = "Update"
    CANCEL = "Cancel"
    ACK = "Ack"
    ERROR = "Error"


class Scope(StrEnum):
    """Whom a message is for."""

    PUBLIC = "Public"
    RESTRICTED = "Restricted"
    PRIVATE = "Private"


@dataclass(frozen=True, slots=True)
class Reference:
    """The identity of a message: the triple, with ``sent`` as an instant."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True)
class Value:
    """A value and the name of the list it comes from (eventCode, parameter, geocode)."""

    value_name: str
    value: str


@dataclass(frozen=True, slots=True)
class Circle:
    """A circle around a point."""

    centre: Point
    radius_km: float


@dataclass(frozen=True, slots=True)
class Area:
    """A place in words, shapes and codes; polygons are closed rings."""

    area_desc: str
    polygons: tuple[tuple[Point, ...], ...] = ()
    circles: tuple[Circle, ...] = ()
    geocodes: tuple[Value, ...] = ()
    altitude: str = ""
    ceiling: str = ""


@dataclass(frozen=True, slots=True)
class Resource:
    """A file that belongs to an alert; ``size`` in bytes, ``digest`` SHA-1 in hexadecimal, ``deref_uri`` base64."""

    resource_desc: str
    mime_type: str = ""
    size: int | None = None
    uri: str = ""
    deref_uri: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an alert says, in one language, for some areas."""

    event: str
    urgency: str
    severity: str
    certainty: str
    language: str = "en-US"
    category: tuple[str, ...] = ()
    response_type: tuple[str, ...] = ()
    audience: str = ""
    event_code: tuple[Value, ...] = ()
    effective: datetime | None = None
    onset: datetime | None = None
    expires: datetime | None = None
    sender_name: str = ""
    headline: str = ""
    description: str = ""
    instruction: str = ""
    web: str = ""
    contact: str = ""
    parameter: tuple[Value, ...] = ()
    resources: tuple[Resource, ...] = ()
    areas: tuple[Area, ...] = ()

    @property
    def all_clear(self) -> bool:
        """Whether this says that the danger is over."""
        return self.urgency == "Past" or "AllClear" in self.response_type


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """One CAP message."""

    identifier: str
    sender: str
    sent: datetime
    status: Status
    msg_type: MsgType
    scope: Scope | None
    version: Version = Version.CAP_1_2
    source: str = ""
    restriction: str = ""
    addresses: str = ""
    code: tuple[str, ...] = ()
    note: str = ""
    references: tuple[Reference, ...] = ()
    incidents: str = ""
    infos: tuple[Info, ...] = ()

    @property
    def identity(self) -> Reference:
        """The triple by which other messages name this one."""
        return Reference(self.sender, self.identifier, self.sent)
