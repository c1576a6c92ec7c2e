"""What the world outside is told of an alert of ours, as CAP messages: the order itself, its correction, its end. Pure.

Never signs, stores or sends; whether an alert may be told at all is asked before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from broadcaster import cap
from broadcaster.alerts import NOTICE_HAZARD, Alert, State
from broadcaster.areas import read_shapes
from broadcaster.cap import Area, Info, MsgType, Reference, Scope, Status, Value
from broadcaster.hazards import HAZARDS
from broadcaster.messages import AlarmStatus
from broadcaster.sirens import DRILL_NOTICES

LANGUAGE, ENGLISH = "vi-VN", "en"
CODES = "VN-administrative-code"
"""The list that codes of places are from: the official codes of administrative units, and a site's own below them."""
HAZARD, LEVEL, CIVIL_LEVEL = "hazard", "VN-disaster-risk-level", "VN-civil-defence-level"
DRILL, OVER = "DIỄN TẬP", "ĐÃ HỦY"
DRAWN = "Vùng vẽ trên bản đồ, {name}"
OVER_TEXT = "Thông báo khẩn “{title}” đã được hủy."
STATUSES: Mapping[AlarmStatus, Status] = {
    AlarmStatus.ACTUAL: Status.ACTUAL,
    AlarmStatus.EXERCISE: Status.EXERCISE,
    AlarmStatus.TEST: Status.TEST,
}
SEVERITIES = {1: "Minor", 2: "Moderate", 3: "Severe", 4: "Extreme", 5: "Extreme"}
"""The five risk levels of QD 18/2021/QD-TTg in the four words of CAP."""
KINDS: Mapping[str, tuple[str, str]] = {
    "flood": ("Met", "Evacuate"),
    "storm": ("Met", "Shelter"),
    "release": ("Infra", "Evacuate"),
    "fire": ("Fire", "Evacuate"),
    "tsunami": ("Geo", "Evacuate"),
    "quake": ("Geo", "Avoid"),
    "forest-fire": ("Fire", "Prepare"),
    "epidemic": ("Health", "Avoid"),
    "missing": ("Rescue", "Monitor"),
    "drill": ("Safety", "None"),
    "other": ("Safety", "Execute"),
}
"""Category and response of each hazard: what its words ask people to do first."""
NOTICE_EVENT = "Thông báo an toàn"


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks: the sender's name for machines and for people, whom to ask, on what clock, about which places."""

    sender: str
    name: str
    contact: str
    timezone: str
    areas: tuple[Area, ...]


def sender_of(site: str) -> str:
    """Return the CAP sender of a site: it never changes, for only the same sender may correct and cancel."""
    return f"canh-bao@{site}"


def area(name: str, code: str = "") -> Area:
    """Return a place in words, with its administrative code if it has one."""
    return Area(area_desc=name, geocodes=(Value(CODES, code),) if code else ())


def shape(alert: Alert, name: str) -> tuple[Area, ...]:
    """Return what was drawn for an alert as an area near the place ``name``; none when nothing was."""
    if not alert.drawn:
        return ()
    found = read_shapes(alert.drawn)
    return (Area(DRAWN.format(name=name), found.polygons, found.circles),)


def order(alert: Alert, voice: Voice, identifier: str, before: tuple[Reference, ...]) -> cap.Alert:
    """Return what is told when an alert is released: an Update of the messages ``before`` it, else an Alert."""
    if alert.released_at is None:
        raise ValueError(f"{alert.id} was never released")
    kind = MsgType.UPDATE if before else MsgType.ALERT
    info = _all_clear(alert, voice) if alert.hazard == NOTICE_HAZARD else _warning(alert, voice)
    infos = (info, *_translated(alert, info))
    return _message(alert, voice, (identifier, alert.released_at), kind=kind, before=before, infos=infos)


def ending(alert: Alert, voice: Voice, identifier: str, before: tuple[Reference, ...]) -> cap.Alert:
    """Return what is told when an alert is called off: a Cancel of all the messages ``before`` it."""
    if alert.state is not State.CANCELLED or alert.ended_at is None:
        raise ValueError(f"{alert.id} was not cancelled")
    infos = (_over(alert, voice),)
    return _message(alert, voice, (identifier, alert.ended_at), kind=MsgType.CANCEL, before=before, infos=infos)


def _message(
    alert: Alert,
    voice: Voice,
    born: tuple[str, datetime],
    *,
    kind: MsgType,
    before: tuple[Reference, ...],
    infos: tuple[Info, ...],
) -> cap.Alert:
    identifier, sent = born
    return cap.Alert(
        identifier=identifier,
        sender=voice.sender,
        sent=sent.astimezone(ZoneInfo(voice.timezone)),
        status=STATUSES[alert.status],
        msg_type=kind,
        scope=Scope.PUBLIC,
        note=DRILL_NOTICES["vi"] if alert.status is AlarmStatus.EXERCISE else "",
        references=before,
        infos=infos,
    )


def _translated(alert: Alert, info: Info) -> Iterator[Info]:
    """Give the same once more in each language in which it is written down, with nothing of its own but the words."""
    known = HAZARDS.get(alert.hazard)
    for one in alert.translations:
        if one.text:
            event = known.names[1] if known and one.language == ENGLISH else info.event
            yield replace(info, language=one.language, event=event, headline=event, description=one.text)


def _warning(alert: Alert, voice: Voice) -> Info:
    category, response = KINDS.get(alert.hazard, KINDS["other"])
    known = HAZARDS.get(alert.hazard)
    event = known.names[0] if known else alert.title
    return _info(
        alert,
        voice,
        (event, category, response),
        scale=("Immediate", SEVERITIES[alert.level], "Likely"),
        says=(alert.title, alert.text),
    )


def _all_clear(alert: Alert, voice: Voice) -> Info:
    """Return the words of a notice: the danger it names is over, so nobody may take it for a warning."""
    said = (alert.title, alert.text)
    return _info(alert, voice, (NOTICE_EVENT, "Safety", "AllClear"), scale=("Past", "Minor", "Observed"), says=said)


def _over(alert: Alert, voice: Voice) -> Info:
    category, _ = KINDS.get(alert.hazard, KINDS["other"])
    said = (f"{OVER}: {alert.title}", OVER_TEXT.format(title=alert.title))
    return _info(alert, voice, (NOTICE_EVENT, category, "AllClear"), scale=("Past", "Minor", "Observed"), says=said)


def _info(
    alert: Alert, voice: Voice, what: tuple[str, str, str], *, scale: tuple[str, str, str], says: tuple[str, str]
) -> Info:
    event, category, response = what
    headline, description = _as_drill(*says) if alert.status is AlarmStatus.EXERCISE else says
    zone = ZoneInfo(voice.timezone)
    begins = alert.released_at if response != "AllClear" else None
    return Info(
        language=LANGUAGE,
        category=(category,),
        event=event,
        response_type=(response,),
        urgency=scale[0],
        severity=scale[1],
        certainty=scale[2],
        event_code=(Value(HAZARD, alert.hazard),),
        effective=begins.astimezone(zone) if begins else None,
        expires=alert.expires_at.astimezone(zone) if alert.expires_at else None,
        sender_name=voice.name,
        headline=headline,
        description=description,
        contact=voice.contact,
        parameter=_levels(alert),
        areas=voice.areas,
    )


def _as_drill(headline: str, description: str) -> tuple[str, str]:
    """Say before and after that it is an exercise, as the stations do."""
    notice = DRILL_NOTICES["vi"]
    return f"{DRILL}: {headline}", f"{notice}\n{description}\n{notice}"


def _levels(alert: Alert) -> tuple[Value, ...]:
    risk = (Value(LEVEL, str(alert.level)),)
    return risk if alert.civil_level is None else (*risk, Value(CIVIL_LEVEL, str(alert.civil_level)))
