"""What a receiver should do with a document: the rules of the standard's prose and of docs/decisions/0018.

Takes bytes, never a file; decides about reading only. Whether anything sounds is for chains, senders and people to say.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from broadcaster.cap import elements, signatures
from broadcaster.cap.document import Alert, Info, MsgType, Scope
from broadcaster.cap.elements import Unreadable
from broadcaster.cap.findings import HANDLING, Effect, Finding, finding, strongest
from broadcaster.cap.links import is_relative, may_fetch
from broadcaster.cap.reading import read_alert
from broadcaster.cap.schema import MOST_RADIUS_KM
from broadcaster.cap.shapes import is_flat
from broadcaster.cap.signatures import Seal, State

SKEW = timedelta(minutes=15)
"""A sender's clock may be ahead by so much."""
TOO_FAR_AHEAD = timedelta(hours=24)
"""A wrong offset moves a time by hours; what lies further ahead is no slip."""
FORBIDDEN = (",", "<", "&")
ANSWERING = frozenset({MsgType.UPDATE, MsgType.CANCEL, MsgType.ACK, MsgType.ERROR})


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a document: ``alert`` is None where not even its identity can be read.

    Where the signature is valid, ``alert`` holds what was signed and nothing else.
    """

    accepted: bool
    handling: str
    findings: tuple[Finding, ...]
    alert: Alert | None
    signature: State

    @property
    def reason(self) -> Finding | None:
        """The finding that decided; None if there is none worth telling."""
        effect = strongest(self.findings)
        return next((one for one in self.findings if one.effect is effect and effect > Effect.NOTE), None)


def read(data: bytes, *, now: datetime, trust: Sequence[bytes] = (), signature_required: bool = False) -> Verdict:
    """Read a document of a stranger; ``trust`` are root certificates (PEM). Never raises for any bytes."""
    try:
        root, tidy = elements.parse(data)
        seal = signatures.check(data.lstrip(), root, trust=trust, now=now)
        if seal.signed is not None:
            root, _ = elements.parse(seal.signed)
        alert, noticed = read_alert(root)
    except Unreadable as fault:
        found = finding(Effect.REFUSE, fault.code, **fault.facts)
        return Verdict(False, HANDLING[Effect.REFUSE], (found,), None, State.NONE)
    findings = [*noticed, *seal.findings, *([] if tidy else [finding(Effect.WARN, "cap.encoding")])]
    findings += _missing(findings) if alert is None else judge(alert, now)
    return _verdict(alert, findings, seal, signature_required=signature_required)


def _verdict(alert: Alert | None, findings: list[Finding], seal: Seal, *, signature_required: bool) -> Verdict:
    unsigned = signature_required and seal.state is not State.VALID
    if unsigned and strongest(findings) < Effect.SIGNATURE:
        findings.append(finding(Effect.SIGNATURE, "cap.signature_required"))
    effect = strongest(findings)
    return Verdict(effect < Effect.DOUBT and not unsigned, HANDLING[effect], tuple(findings), alert, seal.state)


def _missing(findings: Sequence[Finding]) -> list[Finding]:
    return [] if strongest(findings) is Effect.REFUSE else [finding(Effect.REFUSE, "cap.no_identity")]


def judge(alert: Alert, now: datetime) -> list[Finding]:
    """Return what the rules outside the schema say about an alert at ``now``."""
    return [
        *_identity(alert),
        *_audience(alert),
        *_references(alert),
        *_sent(alert, now),
        *_infos(alert),
        *_places(alert),
        *_links(alert),
    ]


def _identity(alert: Alert) -> Iterator[Finding]:
    for name, value in (("identifier", alert.identifier), ("sender", alert.sender)):
        if any(sign.isspace() for sign in value) or any(sign in value for sign in FORBIDDEN):
            yield finding(Effect.REFUSE, "cap.bad_name", name=name, value=value[:80])


def _audience(alert: Alert) -> Iterator[Finding]:
    if alert.scope is Scope.RESTRICTED and not alert.restriction:
        yield finding(Effect.REFUSE, "cap.no_restriction")
    if alert.scope is Scope.PRIVATE and not alert.addresses:
        yield finding(Effect.REFUSE, "cap.no_addresses")
    if alert.msg_type is MsgType.ERROR and not alert.note:
        yield finding(Effect.REFUSE, "cap.no_note")


def _references(alert: Alert) -> Iterator[Finding]:
    if alert.msg_type in ANSWERING and not alert.references:
        yield finding(Effect.REFUSE, "cap.no_references", msg_type=alert.msg_type.value)
    if alert.identity in alert.references:
        yield finding(Effect.NOTE, "cap.names_itself")
    if alert.msg_type in {MsgType.UPDATE, MsgType.CANCEL}:
        others = [one.sender for one in alert.references if one.sender != alert.sender]
        if others and len(others) < len(alert.references):
            yield finding(Effect.WARN, "cap.other_sender_too", sender=others[0][:80])
        elif others:
            effect = Effect.REFUSE if alert.msg_type is MsgType.CANCEL else Effect.DOUBT
            yield finding(effect, "cap.other_sender", sender=others[0][:80])


def _sent(alert: Alert, now: datetime) -> Iterator[Finding]:
    ahead = alert.sent - now
    if ahead > SKEW:
        effect = Effect.HOLD if ahead > TOO_FAR_AHEAD else Effect.WARN
        yield finding(effect, "cap.sent_ahead", sent=alert.sent.isoformat())


def _infos(alert: Alert) -> Iterator[Finding]:
    sounding = alert.msg_type in {MsgType.ALERT, MsgType.UPDATE}
    if sounding and not alert.infos:
        yield finding(Effect.NOTE, "cap.no_info")
    for info in alert.infos:
        yield from _expiry(alert, info)
        if not info.event:
            silent = sounding and not (info.headline or info.description)
            yield finding(Effect.REFUSE if silent else Effect.WARN, "cap.no_event")
        if sounding and not info.areas:
            yield finding(Effect.NOTE, "cap.no_area")


def _expiry(alert: Alert, info: Info) -> Iterator[Finding]:
    if info.expires is None:
        return
    if info.expires < alert.sent:
        yield finding(Effect.WARN, "cap.expires_before_sent", expires=info.expires.isoformat())
    elif info.expires <= (info.effective or alert.sent):
        yield finding(Effect.NOTE, "cap.over_on_arrival", expires=info.expires.isoformat())


def _places(alert: Alert) -> Iterator[Finding]:
    areas = [area for info in alert.infos for area in info.areas]
    rings = [ring for area in areas for ring in area.polygons]
    somewhere = any(area.circles or area.geocodes for area in areas) or not all(is_flat(ring) for ring in rings)
    if rings and not somewhere:
        yield finding(Effect.DOUBT, "cap.nowhere")
    for area in areas:
        for circle in area.circles:
            if circle.radius_km > MOST_RADIUS_KM:
                yield finding(Effect.HOLD, "cap.wide_circle", radius=circle.radius_km, limit=MOST_RADIUS_KM)
        if area.ceiling and not area.altitude:
            yield finding(Effect.NOTE, "cap.ceiling")


def _links(alert: Alert) -> Iterator[Finding]:
    for uri in (one.uri for info in alert.infos for one in info.resources if one.uri):
        if is_relative(uri):
            yield finding(Effect.NOTE, "cap.relative_uri", uri=uri[:80])
        elif not may_fetch(uri):
            yield finding(Effect.FETCH, "cap.never_fetched", uri=uri[:80])
