"""An ``Alert`` to a CAP 1.2 document: elements in the schema's order, times as ``+07:00``, signed when a key is given.

Strict: what CAP 1.2 does not allow is refused here, never sent. Never decides what an alert says.
"""

from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import Element, SubElement, tostring

from broadcaster.cap.document import Alert, Area, Info, Point, Reference, Resource, Value
from broadcaster.cap.findings import Effect, strongest
from broadcaster.cap.judging import read
from broadcaster.cap.schema import NAMESPACE
from broadcaster.cap.times import write_time
from broadcaster.errors import Refused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.x509 import Certificate

COUNTRY = "2.49.0.1.704"
"""Where messages of Viet Nam stand in the WMO register of alerting authorities."""


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signs: a private key (RSA or elliptic curve) and its certificate, then those between it and the root."""

    key: "RSAPrivateKey | EllipticCurvePrivateKey"
    certificates: tuple["Certificate", ...]


def identifier_of(province: str, sent: datetime, number: int) -> str:
    """Return the identifier of the ``number``-th alert of a second: ``2.49.0.1.704.<province>.<utc>.<n>``."""
    return f"{COUNTRY}.{province}.{sent.astimezone(UTC):%Y%m%d%H%M%S}.{number}"


def references_to(alert: Alert) -> tuple[Reference, ...]:
    """Return what an Update or Cancel of ``alert`` must name: it, and all that it replaced itself."""
    return tuple(dict.fromkeys((*alert.references, alert.identity)))


def write(alert: Alert, *, now: datetime, signer: Signer | None = None) -> bytes:
    """Return the document of an alert, signed if there is a signer; raise ``Refused`` for what CAP 1.2 does not allow.

    Our own reader must accept it without a warning and read the very same alert. White space around texts is cut off.
    """
    tidy = tidied(alert)
    data = tostring(_alert(tidy), encoding="utf-8", xml_declaration=True, default_namespace=NAMESPACE)
    verdict = read(data, now=now)
    if strongest(verdict.findings) > Effect.NOTE and verdict.reason is not None:
        facts: dict[str, Any] = dict(verdict.reason.facts)
        raise Refused(verdict.reason.code, **facts)
    if verdict.alert != tidy:
        raise Refused("cap.not_kept")
    return _signed(data, signer) if signer else data


def tidied(value: Any) -> Any:
    """Return a value as XML can carry it: texts without white space around, lines ending alike, whole seconds."""
    if isinstance(value, StrEnum):
        return value
    if isinstance(value, str):
        return value.replace("\r\n", "\n").strip()
    if isinstance(value, datetime):
        return value.replace(microsecond=0)
    if isinstance(value, tuple):
        return tuple(tidied(one) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{one.name: tidied(getattr(value, one.name)) for one in fields(value)})
    return value


def _signed(data: bytes, signer: Signer) -> bytes:
    from lxml import etree
    from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
    from signxml.signer import XMLSigner

    elliptic = hasattr(signer.key, "curve")
    tool = XMLSigner(
        signature_algorithm=SignatureMethod.ECDSA_SHA256 if elliptic else SignatureMethod.RSA_SHA256,
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    return bytes(
        etree.tostring(
            tool.sign(root, key=signer.key, cert=list(signer.certificates)), xml_declaration=True, encoding="UTF-8"
        )
    )


# ---------------------------------------------------------------- elements


def _alert(alert: Alert) -> Element:
    root = Element(_name("alert"))
    _texts(
        root,
        ("identifier", alert.identifier),
        ("sender", alert.sender),
        ("sent", write_time(alert.sent)),
        ("status", alert.status.value),
        ("msgType", alert.msg_type.value),
        ("source", alert.source),
        ("scope", alert.scope.value if alert.scope else ""),
        ("restriction", alert.restriction),
        ("addresses", alert.addresses),
        *(("code", one) for one in alert.code),
        ("note", alert.note),
        ("references", " ".join(_triple(one) for one in alert.references)),
        ("incidents", alert.incidents),
    )
    for info in alert.infos:
        _info(SubElement(root, _name("info")), info)
    return root


def _info(element: Element, info: Info) -> None:
    _texts(
        element,
        ("language", info.language),
        *(("category", one) for one in info.category),
        ("event", info.event),
        *(("responseType", one) for one in info.response_type),
        ("urgency", info.urgency),
        ("severity", info.severity),
        ("certainty", info.certainty),
        ("audience", info.audience),
    )
    _values(element, "eventCode", info.event_code)
    _texts(
        element,
        ("effective", _time(info.effective)),
        ("onset", _time(info.onset)),
        ("expires", _time(info.expires)),
        ("senderName", info.sender_name),
        ("headline", info.headline),
        ("description", info.description),
        ("instruction", info.instruction),
        ("web", info.web),
        ("contact", info.contact),
    )
    _values(element, "parameter", info.parameter)
    for resource in info.resources:
        _resource(SubElement(element, _name("resource")), resource)
    for area in info.areas:
        _area(SubElement(element, _name("area")), area)


def _resource(element: Element, resource: Resource) -> None:
    _texts(
        element,
        ("resourceDesc", resource.resource_desc),
        ("mimeType", resource.mime_type),
        ("size", "" if resource.size is None else str(resource.size)),
        ("uri", resource.uri),
        ("derefUri", resource.deref_uri),
        ("digest", resource.digest),
    )


def _area(element: Element, area: Area) -> None:
    _texts(
        element,
        ("areaDesc", area.area_desc),
        *(("polygon", " ".join(_pair(point) for point in ring)) for ring in area.polygons),
        *(("circle", f"{_pair(one.centre)} {_decimal(one.radius_km)}") for one in area.circles),
    )
    _values(element, "geocode", area.geocodes)
    _texts(element, ("altitude", area.altitude), ("ceiling", area.ceiling))


def _values(element: Element, name: str, values: tuple[Value, ...]) -> None:
    for one in values:
        pair = SubElement(element, _name(name))
        SubElement(pair, _name("valueName")).text = one.value_name
        SubElement(pair, _name("value")).text = one.value


def _texts(element: Element, *texts: tuple[str, str]) -> None:
    """Add an element for each text that is there."""
    for name, text in texts:
        if text:
            SubElement(element, _name(name)).text = text


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _time(moment: datetime | None) -> str:
    return write_time(moment) if moment else ""


def _triple(one: Reference) -> str:
    return f"{one.sender},{one.identifier},{write_time(one.sent)}"


def _pair(point: Point) -> str:
    return f"{_decimal(point[0])},{_decimal(point[1])}"


def _decimal(number: float) -> str:
    """Return the number in full without exponent, which some readers of CAP do not know."""
    return f"{Decimal(repr(number)):f}"
