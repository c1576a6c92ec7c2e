"""An element tree to an ``Alert`` and findings: tolerant of order, white space and old versions. Never judges."""

from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime
from hashlib import sha1
from typing import TypeVar
from xml.etree.ElementTree import Element

from broadcaster.cap.document import (
    Alert,
    Area,
    Circle,
    Info,
    MsgType,
    Point,
    Reference,
    Resource,
    Scope,
    Status,
    Value,
    Version,
)
from broadcaster.cap.elements import Unreadable
from broadcaster.cap.findings import Effect, Finding
from broadcaster.cap.noticing import Node, Notes, opened
from broadcaster.cap.schema import DECIMAL, LANGUAGE, MOST_AREAS, MOST_AUDIO_BYTES, MOST_INFOS, MOST_POINTS, NAMESPACES
from broadcaster.cap.shapes import BadShape, read_circle, read_polygon, without_gaps
from broadcaster.cap.times import read_time

ODD_SHAPES = {
    "comma": "cap.shape_comma",
    "turned": "cap.shape_turned",
    "open": "cap.shape_open",
    "short": "cap.shape_short",
    "flat": "cap.shape_flat",
}
STOPPING = frozenset({MsgType.CANCEL, MsgType.ACK, MsgType.ERROR})
Shape = TypeVar("Shape", tuple[Point, ...], Circle)


def read_alert(root: Element) -> tuple[Alert | None, tuple[Finding, ...]]:
    """Return the alert, None if not even its identity is there, and all that was noticed; raise ``Unreadable``."""
    namespace, _, name = root.tag.rpartition("}")
    version = NAMESPACES.get(namespace.removeprefix("{"))
    if version is None or name != "alert":
        raise Unreadable("cap.not_cap", name=root.tag[:80])
    notes = Notes(version, lenient=(root.findtext(f"{namespace}}}msgType") or "").strip() in STOPPING)
    if version is not Version.CAP_1_2:
        notes.note(Effect.LEGACY, "cap.old_version", version=version.value)
    return _alert(opened(root, "alert", notes)), tuple(notes.findings)


def _alert(node: Node) -> Alert | None:
    notes = node.notes
    status, msg_type, scope = node.choice("status"), node.choice("msgType"), node.choice("scope")
    sent = _time(node, "sent")
    infos = _infos(node)
    identifier, sender = node.text("identifier"), node.text("sender")
    if not (identifier and sender and sent and status and msg_type):
        return None
    return Alert(
        identifier=identifier,
        sender=sender,
        sent=sent,
        status=Status(status),
        msg_type=MsgType(msg_type),
        scope=Scope(scope) if scope else None,
        version=notes.version,
        source=node.text("source"),
        restriction=node.text("restriction"),
        addresses=node.text("addresses"),
        code=tuple(node.texts("code")),
        note=node.text("note"),
        references=_references(node),
        incidents=node.text("incidents"),
        infos=infos,
    )


def _infos(node: Node) -> tuple[Info, ...]:
    infos = node.children.get("info", [])
    if len(infos) > MOST_INFOS:
        node.notes.refuse("cap.too_many_infos", limit=MOST_INFOS)
        return ()
    areas = sum(1 for info in infos for one in info if one.tag.endswith("}area"))
    if areas > MOST_AREAS:
        node.notes.note(Effect.REFUSE, "cap.too_many_areas", limit=MOST_AREAS)
        return ()
    return tuple(_info(one) for one in node.each("info"))


def _info(node: Node) -> Info:
    return Info(
        language=_language(node),
        category=node.choices("category"),
        event=node.text("event"),
        response_type=node.choices("responseType"),
        urgency=node.choice("urgency"),
        severity=node.choice("severity"),
        certainty=node.choice("certainty"),
        audience=node.text("audience"),
        event_code=_values(node, "eventCode"),
        effective=_time(node, "effective"),
        onset=_time(node, "onset"),
        expires=_time(node, "expires"),
        sender_name=node.text("senderName"),
        headline=node.text("headline"),
        description=node.text("description"),
        instruction=node.text("instruction"),
        web=node.text("web"),
        contact=node.text("contact"),
        parameter=_values(node, "parameter"),
        resources=tuple(_resource(one) for one in node.each("resource")),
        areas=tuple(_area(one) for one in node.each("area")),
    )


def _language(node: Node) -> str:
    language = node.text("language") or "en-US"
    if not LANGUAGE.fullmatch(language):
        node.notes.note(Effect.WARN, "cap.bad_language", value=language[:40])
    return language


def _resource(node: Node) -> Resource:
    size, deref_uri, digest = node.text("size"), node.text("derefUri"), node.text("digest")
    if size and not (size.isascii() and size.isdigit() and len(size) < 16):
        node.notes.note(Effect.WARN, "cap.bad_number", name="size", value=size[:40])
        size = ""
    _check_audio(node.notes, deref_uri, digest)
    return Resource(
        resource_desc=node.text("resourceDesc"),
        mime_type=node.text("mimeType"),
        size=int(size) if size else None,
        uri=node.text("uri"),
        deref_uri=deref_uri,
        digest=digest,
    )


def _check_audio(notes: Notes, deref_uri: str, digest: str) -> None:
    if len(deref_uri) * 3 / 4 > MOST_AUDIO_BYTES:
        notes.note(Effect.REFUSE, "cap.audio_too_large", limit=MOST_AUDIO_BYTES // 1_000_000)
        return
    try:
        audio = b64decode("".join(deref_uri.split()), validate=True)
    except (NotBase64, ValueError):
        notes.note(Effect.WARN, "cap.not_base64")
        return
    if audio and digest and sha1(audio, usedforsecurity=False).hexdigest() != digest.lower():
        notes.note(Effect.WARN, "cap.bad_digest")


def _area(node: Node) -> Area:
    return Area(
        area_desc=node.text("areaDesc"),
        polygons=_shapes(node, "polygon", read_polygon),
        circles=_shapes(node, "circle", read_circle),
        geocodes=_values(node, "geocode"),
        altitude=_height(node, "altitude"),
        ceiling=_height(node, "ceiling"),
    )


def _height(node: Node, name: str) -> str:
    text = node.text(name)
    if text and not DECIMAL.fullmatch(text):
        node.notes.note(Effect.WARN, "cap.bad_number", name=name, value=text[:40])
    return text


def _shapes(node: Node, name: str, read: Callable[[str], tuple[Shape, tuple[str, ...]]]) -> tuple[Shape, ...]:
    found: list[Shape] = []
    notes = node.notes
    for text in node.texts(name):
        notes.points += text.count(",")
        if notes.points > MOST_POINTS:
            notes.note(Effect.REFUSE, "cap.too_many_points", limit=MOST_POINTS)
            return ()
        if not text:
            notes.note(Effect.WARN, "cap.empty_shape", name=name)
            continue
        try:
            shape, odd = read(text)
        except BadShape as fault:
            notes.note(Effect.DOUBT, "cap.bad_shape", name=name, value=str(fault))
            continue
        for one in odd:
            notes.note(Effect.NOTE if one == "flat" else Effect.WARN, ODD_SHAPES[one])
        found.append(shape)
    return tuple(found)


def _values(node: Node, name: str) -> tuple[Value, ...]:
    if node.notes.version is Version.CAP_1_0:
        return tuple(Value(*_old_value(one)) for one in node.texts(name))
    return tuple(Value(one.text("valueName"), one.text("value")) for one in node.each(name))


def _old_value(text: str) -> tuple[str, str]:
    """Split ``name=value`` of CAP 1.0."""
    name, _, value = text.rpartition("=")
    return name, value


def _time(node: Node, name: str) -> datetime | None:
    text = node.text(name)
    if not text:
        if name == "sent" and name in node.children:
            node.notes.refuse("cap.empty", name=name)
        return None
    moment, strict = read_time(text)
    if moment is None:
        tell = node.notes.refuse if node.kind == "alert" else node.notes.fault
        tell("cap.bad_time", name=name, value=text[:40])
    elif not strict and node.notes.version is Version.CAP_1_2:
        node.notes.note(Effect.WARN, "cap.loose_time", name=name)
    return moment


def _references(node: Node) -> tuple[Reference, ...]:
    tidy, gaps = without_gaps(node.text("references"))
    found = [_reference(one) for one in tidy.split()]
    readable = tuple(one for one in found if one is not None)
    if gaps:
        node.notes.note(Effect.WARN, "cap.loose_reference")
    if len(readable) < len(found):
        node.notes.note(Effect.WARN, "cap.bad_reference")
    return readable


def _reference(triple: str) -> Reference | None:
    parts = triple.split(",")
    if len(parts) != 3 or not all(parts):
        return None
    moment, _ = read_time(parts[2])
    return Reference(parts[0], parts[1], moment) if moment else None
