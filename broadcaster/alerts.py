"""An emergency alert: what it says and to whom, who stands for it, and the only ways it may change.

Every function takes an alert and returns the changed one, or refuses with the reason. Never stores, speaks, signs or
sends. What it is at the stations is an ``Alarm`` in a signed set; ``alarm`` makes it.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from broadcaster.accounts import Action, Person, demand
from broadcaster.bulletins import checked_text, checked_title
from broadcaster.errors import Denied, Refused
from broadcaster.languages import Translation, checked_translations
from broadcaster.localities import Tree
from broadcaster.messages import Alarm, AlarmAudio, AlarmRepeat, AlarmStatus, CapOrigin
from broadcaster.target_lists import PinnedList

LEAST_LEVEL, MOST_LEVEL = 1, 5
"""The disaster risk levels of QD 18/2021/QD-TTg."""
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(hours=24)
CONFIRMATION_STANDS = timedelta(hours=12)
"""What was confirmed yesterday is read anew before it sounds."""
REASON_LEAST = 10
NOTICE_HAZARD = "called-off"
NOTICE = "Thông báo khẩn “{title}” đã được hủy. Xin bà con yên tâm."
NOTICE_REPEAT = AlarmRepeat(count=2)
NOTICE_LASTS = timedelta(minutes=15)


class State(StrEnum):
    """How far an alert has come; ``released`` is accepted and on its way through the signer."""

    DRAFT = "draft"
    CONFIRMED = "confirmed"
    RELEASED = "released"
    ACTIVE = "active"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class Step(StrEnum):
    """What was stood for: the words (confirm), the sounding (release), both by one person alone (override).

    Or both by a standing rule of the province for a named sender and event (rule).
    """

    CONFIRM = "confirm"
    RELEASE = "release"
    OVERRIDE = "override"
    RULE = "rule"


EDITABLE = frozenset({State.DRAFT, State.CONFIRMED})
SOUNDING = frozenset({State.RELEASED, State.ACTIVE})
"""Ordered and not over: these stand in the alarm sets."""
ENDED = frozenset({State.UPDATED, State.CANCELLED, State.EXPIRED})
CONTENT = (
    "hazard",
    "level",
    "title",
    "text",
    "origin",
    "localities",
    "stations",
    "siren",
    "repeat",
    "volume",
    "lasts",
    "civil_level",
    "drawn",
    "translations",
    "lists",
)
"""What people write and stand for; the rest is the alert's own history."""
LATER = ("readings", "lists")
"""What has not been kept from the beginning stands last in a digest, so that older ones still hold."""


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert; ``status`` never changes after birth. ``origin`` is the locality whose authority speaks.

    It sounds in all of ``localities`` and at the single ``stations``, for ``lasts`` from its release on. ``drawn`` are
    the shapes by which these were chosen on a map (``broadcaster.areas``): told to the world, and no further target.
    ``lists`` are the named lists by which they were chosen, as these were then, and no further target either.
    ``translations`` are said after the words, but for the languages ``unsaid``, which the signer had to leave out.
    ``readings`` are the entries of the origin's lexicon that its words were confirmed with: people stand for these as
    well. ``updates`` names the alert it replaces when it is released.
    """

    id: str
    status: AlarmStatus
    hazard: str
    level: int
    title: str
    text: str
    origin: str
    author: str
    created_at: datetime
    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    siren: str = ""
    repeat: AlarmRepeat = AlarmRepeat()
    volume: int = 100
    lasts: timedelta = timedelta(hours=1)
    civil_level: int | None = None
    drawn: tuple[str, ...] = ()
    translations: tuple[Translation, ...] = ()
    lists: tuple[PinnedList, ...] = ()
    updates: str | None = None
    state: State = State.DRAFT
    version: int = 1
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    released_by: str | None = None
    released_at: datetime | None = None
    override: str = ""
    ended_by: str | None = None
    ended_at: datetime | None = None
    reason: str = ""
    clip: str | None = None
    unsaid: tuple[str, ...] = ()
    cap: CapOrigin | None = None
    readings: tuple[tuple[str, str], ...] = ()

    @property
    def expires_at(self) -> datetime | None:
        """When it stops sounding by itself; None before its release."""
        return None if self.released_at is None else self.released_at + self.lasts

    @property
    def is_real(self) -> bool:
        """Whether it is no exercise and no silent test."""
        return self.status is AlarmStatus.ACTUAL


@dataclass(frozen=True, slots=True)
class Approval:
    """One person stood for exactly this content of an alert at a moment."""

    alert_id: str
    step: Step
    person: str
    at: datetime
    digest: str


def compose(alert: Alert) -> Alert:
    """Return a new draft with its words and figures checked."""
    if not LEAST_LEVEL <= alert.level <= MOST_LEVEL:
        raise Refused("alert.level", field="level", least=LEAST_LEVEL, most=MOST_LEVEL)
    if not SHORTEST <= alert.lasts <= LONGEST:
        raise Refused("alert.lasts", field="lasts", least=SHORTEST, most=LONGEST)
    if not alert.localities and not alert.stations:
        raise Refused("alert.nowhere", field="localities")
    return replace(
        alert,
        title=checked_title(alert.title),
        text=checked_text(alert.text),
        localities=tuple(sorted(set(alert.localities))),
        stations=tuple(sorted(set(alert.stations))),
        translations=checked_translations(alert.translations, is_real=alert.is_real),
        state=State.DRAFT,
    )


def edit(alert: Alert, changed: Alert, by: str) -> Alert:
    """Return the alert with the content of ``changed``, whose author is now ``by``; it must be confirmed again."""
    _need(alert, EDITABLE, "alert.not_editable")
    if changed.status is not alert.status:
        raise Refused("alert.status_fixed", field="status")
    fresh = compose(changed)
    words = {name: getattr(fresh, name) for name in CONTENT}
    undone = {"confirmed_by": None, "confirmed_at": None, "clip": None, "unsaid": (), "readings": ()}
    return _moved(alert, State.DRAFT, author=by, **undone, **words)


def confirm(alert: Alert, by: str, now: datetime) -> Alert:
    """Return it with one person standing for its words; the moment is the time of issue that stations speak."""
    _need(alert, {State.DRAFT}, "alert.not_draft")
    return _moved(alert, State.CONFIRMED, confirmed_by=by, confirmed_at=now)


def release(alert: Alert, by: str, now: datetime) -> Alert:
    """Return it ordered to sound; a real one by another person than who wrote or confirmed it."""
    _need(alert, {State.CONFIRMED}, "alert.not_confirmed")
    if alert.is_real and by in (alert.author, alert.confirmed_by):
        raise Refused("alert.own_release")
    if alert.confirmed_at is None or now - alert.confirmed_at > CONFIRMATION_STANDS:
        raise Refused("alert.confirmation_old", title=alert.title)
    return _moved(alert, State.RELEASED, released_by=by, released_at=now)


def break_glass(alert: Alert, by: str, now: datetime, *, reason: str) -> Alert:
    """Return it ordered to sound by one person alone, who says why; it is reviewed afterwards."""
    _need(alert, EDITABLE, "alert.not_editable")
    if len(reason.strip()) < REASON_LEAST:
        raise Refused("alert.override_reason", field="reason", least=REASON_LEAST)
    mine = {"confirmed_by": by, "confirmed_at": now, "released_by": by, "released_at": now}
    return _moved(alert, State.RELEASED, **mine, override=reason.strip())


def release_by_rule(alert: Alert, now: datetime) -> Alert:
    """Return what a feed wrote, ordered to sound by the province's standing rule for its sender and event."""
    mine = {"confirmed_by": alert.author, "confirmed_at": now, "released_by": alert.author, "released_at": now}
    return _moved(_need(alert, {State.DRAFT}, "alert.not_draft"), State.RELEASED, **mine)


def activate(alert: Alert) -> Alert:
    """Return it as standing in a signed set."""
    return alert if alert.state is State.ACTIVE else _moved(_need(alert, SOUNDING, "alert.ended"), State.ACTIVE)


def cancel(alert: Alert, by: str, now: datetime, *, reason: str) -> Alert:
    """Return it cancelled: one person is enough, whoever may release. What sounds falls silent."""
    if alert.state in ENDED:
        raise Refused("alert.ended", title=alert.title, state=alert.state.value)
    return _moved(alert, State.CANCELLED, ended_by=by, ended_at=now, reason=reason.strip())


def supersede(alert: Alert, by: str, now: datetime) -> Alert:
    """Return it replaced by its update, which has been released in the same moment."""
    return _moved(_need(alert, SOUNDING, "alert.ended"), State.UPDATED, ended_by=by, ended_at=now)


def expire(alert: Alert, now: datetime) -> Alert:
    """Return it expired if its time is over, else unchanged."""
    over = alert.state in SOUNDING and alert.expires_at is not None and alert.expires_at <= now
    return _moved(alert, State.EXPIRED, ended_at=alert.expires_at) if over else alert


def correction(alert: Alert, new_id: str, by: str, now: datetime) -> Alert:
    """Return the draft of an update of a sounding alert, with everything in it as it is now."""
    kept: dict[str, Any] = {name: getattr(_need(alert, SOUNDING, "alert.ended"), name) for name in CONTENT}
    return Alert(id=new_id, status=alert.status, author=by, created_at=now, updates=alert.id, cap=alert.cap, **kept)


def notice(alert: Alert, new_id: str, by: str, now: datetime) -> Alert:
    """Return the released notice that a cancelled alert was called off: fixed words, so that one person may send it."""
    _need(alert, {State.CANCELLED}, "alert.not_cancelled")
    words = NOTICE.format(title=alert.title)
    return Alert(
        id=new_id,
        status=alert.status,
        hazard=NOTICE_HAZARD,
        level=LEAST_LEVEL,
        title=words,
        text=words,
        origin=alert.origin,
        author=by,
        created_at=now,
        localities=alert.localities,
        stations=alert.stations,
        repeat=NOTICE_REPEAT,
        volume=alert.volume,
        lasts=NOTICE_LASTS,
        drawn=alert.drawn,
        lists=alert.lists,
        updates=alert.id,
        state=State.RELEASED,
        confirmed_by=by,
        confirmed_at=now,
        released_by=by,
        released_at=now,
    )


def is_notice(alert: Alert, before: Alert | None) -> bool:
    """Say whether an alert is exactly the notice of a cancelled one, so that nobody else need stand for it."""
    if before is None or before.state is not State.CANCELLED:
        return False
    return digest(notice(before, alert.id, alert.author, alert.created_at)) == digest(alert)


def digest(alert: Alert) -> str:
    """Return the SHA-256 of all that decides what sounds where: what people stand for, and the signer compares."""
    names = ("id", "status", "updates", *(one for one in CONTENT if one not in LATER), *LATER)
    content = [getattr(alert, name) for name in names]
    while content[-1] == ():  # the digest from before these were kept: what people stood for then still stands
        del content[-1]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False, default=str).encode()).hexdigest()


def approved(alert: Alert, step: Step) -> Approval:
    """Return what is kept of a person's word for the alert as it stands after ``step``."""
    first = step is Step.CONFIRM
    person, at = (alert.confirmed_by, alert.confirmed_at) if first else (alert.released_by, alert.released_at)
    if person is None or at is None:
        raise ValueError(f"nobody did {step} of {alert.id}")
    return Approval(alert.id, step, person, at, digest(alert))


@dataclass(frozen=True, slots=True)
class Authority:
    """Who people are and where they stand, as the store says now."""

    people: Mapping[str, Person]
    tree: Tree
    homes: Mapping[str, str]
    """The locality of each single station an alert may name."""
    vouched: frozenset[str] = frozenset()
    """The digests of alerts that a kept document and a standing rule of the province release as they are."""

    def demand(self, person_id: str, action: Action, alert: Alert) -> Person:
        """Return the person if the role allows ``action`` wherever the alert sounds; raise Denied."""
        person = self.people.get(person_id)
        if person is None:
            raise Denied("account.denied", action=action.value, locality=alert.origin)
        for place in places(alert, self.homes):
            demand(person, action, place, self.tree)
        return person


def places(alert: Alert, homes: Mapping[str, str]) -> tuple[str, ...]:
    """Return the localities an alert reaches into; Refused when it names a station nobody knows."""
    unknown = [one for one in alert.stations if one not in homes]
    if unknown:
        raise Refused("alert.station_unknown", field="stations", id=unknown[0])
    return (*alert.localities, *(homes[one] for one in alert.stations))


def check_approvals(
    alert: Alert, approvals: Iterable[Approval], authority: Authority, *, before: Alert | None = None
) -> None:
    """Refuse an alert that not all due people stand for, exactly as it is; the signer asks before it signs.

    A real alert needs one who confirmed and another who released, or one who may break the glass; an exercise, a test
    or the notice that ``before`` was called off only who released it; what a standing rule releases, nobody.
    """
    now = digest(alert)
    mine = {one.step: one for one in approvals if one.alert_id == alert.id and one.digest == now}
    alone = not alert.is_real or is_notice(alert, before)
    if Step.OVERRIDE in mine:
        person = authority.demand(mine[Step.OVERRIDE].person, Action.RELEASE, alert)
        if not person.may_override:
            raise Denied("alert.override_denied", name=person.name)
        return
    if Step.RULE in mine and now in authority.vouched:
        return
    if Step.RELEASE not in mine or not (alone or Step.CONFIRM in mine):
        raise Refused("alert.unapproved", title=alert.title)
    authority.demand(mine[Step.RELEASE].person, Action.RELEASE, alert)
    if not alone:
        authority.demand(mine[Step.CONFIRM].person, Action.ALERT, alert)
        if mine[Step.RELEASE].person in (mine[Step.CONFIRM].person, alert.author):
            raise Refused("alert.own_release")


def alarm(alert: Alert, audio: AlarmAudio | None, timezone: str) -> Alarm:
    """Return what stands in the alarm sets; raise ValueError before its release."""
    if alert.released_at is None or alert.expires_at is None:
        raise ValueError(f"{alert.id} was never released")
    return Alarm(
        id=alert.id,
        status=alert.status,
        starts_at=alert.released_at,
        expires_at=alert.expires_at,
        level=alert.level,
        siren=alert.siren,
        audio=audio,
        spoken_text=spoken(alert, timezone),
        repeat=alert.repeat,
        volume=alert.volume,
        replaces=() if alert.updates is None else (alert.updates,),
        cap=alert.cap,
    )


def spoken(alert: Alert, timezone: str) -> str:
    """Return the words that sound: the text, and when it was issued, which every repeat must say again."""
    if alert.confirmed_at is None:
        return alert.text
    at = alert.confirmed_at.astimezone(ZoneInfo(timezone))
    issued = f"Thông báo lúc {at.hour} giờ {at.minute:02d}, ngày {at.day} tháng {at.month}."
    return f"{alert.text}\n{issued}"


def scopes(alert: Alert) -> tuple[str, ...]:
    """Return the scopes whose alarm sets hold it: locality codes and ``station:<id>``."""
    return (*alert.localities, *(f"station:{one}" for one in alert.stations))


def _need(alert: Alert, states: Collection[State], code: str) -> Alert:
    if alert.state not in states:
        raise Refused(code, title=alert.title, state=alert.state.value)
    return alert


def _moved(alert: Alert, state: State, **changes: object) -> Alert:
    return replace(alert, state=state, version=alert.version + 1, **changes)  # type: ignore[arg-type]
