"""Documents and reports to bytes and back. Never verifies, never judges who may say what.

Whatever the bytes are, reading gives a document or ``Refused``: ``wire.malformed``, ``wire.kind``, ``wire.too_large``.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Never, TypeVar

from broadcaster.errors import Refused
from broadcaster.messages.documents import AlarmSet, Assignment, Command, Document, Edition, Head, Header, KeySet, Kind
from broadcaster.messages.reports import Ack, AlarmReport, AsRunBatch, Availability, Report, StationState, Up
from broadcaster.messages.topics import Topics
from broadcaster.messages.values import Wrong, from_value
from broadcaster.messages.writing import to_value

PAYLOAD_LIMIT = 3 * 1024 * 1024
"""Bytes of a signed document: in base64 and its envelope it stays below the 4 MiB an envelope may have."""
REPORT_LIMIT = 1024 * 1024

DOCUMENTS: Mapping[Kind, type[Document]] = {
    Kind.KEYS: KeySet,
    Kind.HEAD: Head,
    Kind.TIMETABLE: Edition,
    Kind.ALARMS: AlarmSet,
    Kind.ASSIGNMENT: Assignment,
    Kind.COMMAND: Command,
}
REPORTS: Mapping[Up, type[Report]] = {
    Up.AVAILABILITY: Availability,
    Up.STATE: StationState,
    Up.AS_RUN: AsRunBatch,
    Up.ALARM: AlarmReport,
    Up.ACK: Ack,
}
LIFE: Mapping[Kind, timedelta] = {
    Kind.KEYS: timedelta(days=365),
    Kind.HEAD: timedelta(days=7),
    Kind.TIMETABLE: timedelta(days=8),
    Kind.ALARMS: timedelta(days=2),
    Kind.ASSIGNMENT: timedelta(days=365),
    Kind.COMMAND: timedelta(minutes=5),
}
"""How long a document of each kind may be accepted after it was issued, unless its writer says otherwise."""

SKEW = timedelta(minutes=5)
"""How far a document's time window opens before its issue, for stations whose clock is a little behind."""

Value = TypeVar("Value")


def header(kind: Kind, to: str, *, seq: int, now: datetime, life: timedelta | None = None) -> Header:
    """Return the header of a document issued ``now`` for the topic ``to``, with the usual life of its kind."""
    site = to.split("/", 1)[0]
    Topics(site).parse(to)
    return Header(kind, site, to, seq, issued_at=now, not_before=now - SKEW, expires_at=now + (life or LIFE[kind]))


def encode(head: Header, document: Document) -> bytes:
    """Return the JSON payload: the fields of header and document side by side, times cut to milliseconds."""
    return _bytes({**to_value(head), **to_value(document)})


def decode(payload: bytes) -> tuple[Header, Document]:
    """Return header and document of a payload, or refuse it."""
    value = _json(payload, PAYLOAD_LIMIT)
    if isinstance(value, dict) and value.get("kind") not in list(Kind):
        raise Refused("wire.kind", kind=str(value.get("kind"))[:60])
    head = _read(Header, value)
    return head, _read(DOCUMENTS[head.kind], value)


def encode_up(kind: Up, report: Report) -> bytes:
    """Return the JSON of a station's report."""
    if type(report) is not REPORTS[kind]:
        raise ValueError(f"{type(report).__name__} is not what {kind} carries")
    return _bytes(to_value(report))


def decode_up(kind: Up | str, payload: bytes) -> Report:
    """Return the report a station sent to its topic ``kind``, or refuse it."""
    if kind not in list(Up):
        raise Refused("wire.kind", kind=kind)
    return _read(REPORTS[Up(kind)], _json(payload, REPORT_LIMIT))


def to_json(value: Any) -> bytes:
    """Return the JSON of an enrolment document or an inbox."""
    return _bytes(to_value(value))


def from_json(kind: type[Value], payload: bytes, limit: int = 64 * 1024 * 1024) -> Value:
    """Return the value of dataclass ``kind`` that ``payload`` tells, at most ``limit`` bytes of it, or refuse it."""
    return _read(kind, _json(payload, limit))


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _json(payload: bytes, limit: int) -> Any:
    if len(payload) > limit:
        raise Refused("wire.too_large", size=len(payload), limit=limit)
    try:
        return json.loads(payload.decode(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as fault:
        raise Refused("wire.malformed", place="-", expected="JSON") from fault


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _read(kind: type[Value], value: Any) -> Value:
    try:
        found: Value = from_value(kind, value)
    except Wrong as fault:
        raise Refused("wire.malformed", place=fault.place or "-", expected=fault.expected) from fault
    return found
