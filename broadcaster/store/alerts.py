"""Keeps emergency alerts, who stands for them and how far each station is. Never decides what is allowed.

A scope is what has an alarm set of its own: a locality's code or ``station:<id>``. Whatever changes a set marks its
scope as due; the signer asks for these.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Row, Text, func, insert, or_, select, type_coerce, update

from broadcaster.alerts import SOUNDING, Alert, Approval, State, Step, scopes
from broadcaster.areas import Spot
from broadcaster.errors import Missing, Refused
from broadcaster.languages import Translation
from broadcaster.messages import AlarmProgress, AlarmRepeat, AlarmReport, AlarmStatus, CapOrigin
from broadcaster.store import audit, publications, upserts
from broadcaster.store.columns import EPOCH
from broadcaster.store.faults import translated
from broadcaster.store.pages import FIRST, LIMIT_MOST, Listing, Page, Slice, fetch
from broadcaster.store.scopes import in_scope
from broadcaster.store.tables import alert_approvals, alert_progress, alert_scopes, alerts, silences, stations
from broadcaster.store.tables import audit as changed
from broadcaster.store.tables import publications as marks
from broadcaster.store.transaction import Transaction
from broadcaster.target_lists import PinnedList

PREFIX = publications.ALARMS
_COLUMNS = tuple(one.name for one in fields(Alert))
_STEPS = {
    State.DRAFT: "edit",
    State.CONFIRMED: "confirm",
    State.RELEASED: "release",
    State.ACTIVE: "activate",
    State.UPDATED: "supersede",
    State.CANCELLED: "cancel",
    State.EXPIRED: "expire",
}


@dataclass(frozen=True, slots=True)
class Reached:
    """How far one station is with one alert: when it did each step, and why it refused."""

    alert_id: str
    station: str
    received_at: datetime | None = None
    verified_at: datetime | None = None
    sounding_at: datetime | None = None
    finished_at: datetime | None = None
    refused_at: datetime | None = None
    seq: int = 0
    code: str = ""
    facts: Mapping[str, Any] | None = None


_MOMENTS = ("received_at", "verified_at", "sounding_at", "finished_at", "refused_at")
# A board reads thousands of rows each time somebody looks: most moments and facts are empty and need no converting.
_PLAIN = (
    *(alert_progress.c[name] for name in ("alert_id", "station", "seq", "code")),
    type_coerce(alert_progress.c.facts, Text),
    *(type_coerce(alert_progress.c[name], BigInteger) for name in _MOMENTS),
)


@dataclass(frozen=True, slots=True)
class Silence:
    """An order to be silent until a moment, for all stations of a locality or for ``station:<id>``."""

    id: str
    scope: str
    until: datetime
    by: str
    at: datetime


def add(tx: Transaction, alert: Alert) -> None:
    """Keep a new alert; Missing ``locality.missing`` when its origin is unknown."""
    unknown = Missing("locality.missing", field="origin", code=alert.origin)
    with translated(taken=Refused("alert.exists", id=alert.id), unknown=unknown):
        tx.connection.execute(insert(alerts).values(_values(alert)))
    _keep_scopes(tx, alert)
    tx.note("alert.add", f"alert:{alert.id}", **audit.difference(None, alert))


def find(tx: Transaction, alert_id: str) -> Alert:
    """Return an alert or raise Missing ``alert.missing``."""
    found = known(tx, alert_id)
    if found is None:
        raise Missing("alert.missing", id=alert_id)
    return found


def known(tx: Transaction, alert_id: str) -> Alert | None:
    """Return an alert, None when there is none of that id."""
    row = tx.connection.execute(select(alerts).where(alerts.c.id == alert_id)).one_or_none()
    return None if row is None else _alert(row)


def change(tx: Transaction, alert: Alert) -> None:
    """Keep the next version of an alert, and mark its sets as due where it sounds or did.

    Refused ``alert.changed_meanwhile`` when somebody was faster.
    """
    before = find(tx, alert.id)
    if before == alert:
        return
    same = (alerts.c.id == alert.id, alerts.c.version == alert.version - 1)
    if tx.connection.execute(update(alerts).where(*same).values(_values(alert))).rowcount != 1:
        raise Refused("alert.changed_meanwhile", title=alert.title)
    _keep_scopes(tx, alert)
    if (before.state in SOUNDING) is not (alert.state in SOUNDING):
        touch(tx, *scopes(alert))
    tx.note(f"alert.{_STEPS[alert.state]}", f"alert:{alert.id}", **audit.difference(before, alert))


def set_clip(tx: Transaction, alert: Alert, sha256: str, unsaid: Sequence[str] = ()) -> None:
    """Keep the speech of an alert ("": none could be made), unless its words have changed meanwhile.

    ``unsaid``: the languages that are missing in it. No change of what people stand for, so the version stays.
    """
    same = (alerts.c.id == alert.id, alerts.c.text == alert.text, alerts.c.confirmed_at == alert.confirmed_at)
    kept = tx.connection.execute(update(alerts).where(*same).values(clip=sha256, unsaid=list(unsaid))).rowcount
    if kept and unsaid:
        tx.note("alert.unsaid", f"alert:{alert.id}", languages=list(unsaid))
    now = find(tx, alert.id)
    if now.state in SOUNDING and sha256:
        touch(tx, *scopes(now))


def listed(
    tx: Transaction, scope: str | None = None, states: Collection[State] = (), *, page: Slice = FIRST
) -> Page[Alert]:
    """Return the alerts that an authority inside ``scope`` raised, newest first; no states = all."""
    inside = in_scope(alerts.c.origin, scope)
    query = select(alerts) if inside is None else select(alerts).where(inside)
    query = query.where(alerts.c.state.in_([one.value for one in states])) if states else query
    return fetch(tx, Listing(query, [alerts.c.created_at, alerts.c.id], _alert), page)


def in_states(tx: Transaction, states: Collection[State]) -> list[Alert]:
    """Return all alerts in one of ``states``, oldest first."""
    query = select(alerts).where(alerts.c.state.in_([one.value for one in states]))
    return [_alert(row) for row in tx.connection.execute(query.order_by(alerts.c.created_at, alerts.c.id))]


def standing(tx: Transaction, scope: str) -> list[Alert]:
    """Return the alerts ordered for exactly this scope and not over, oldest release first."""
    found = (alert_scopes.c.scope_key == scope, alerts.c.state.in_([one.value for one in SOUNDING]))
    joined = alerts.join(alert_scopes, alert_scopes.c.alert_id == alerts.c.id)
    query = select(alerts).select_from(joined).where(*found).order_by(alerts.c.released_at, alerts.c.id)
    return [_alert(row) for row in tx.connection.execute(query)]


def over(tx: Transaction, now: datetime) -> list[Alert]:
    """Return the alerts that still stand although their time is over."""
    found = (alerts.c.expires_at <= now, alerts.c.state.in_([one.value for one in SOUNDING]))
    return [_alert(row) for row in tx.connection.execute(select(alerts).where(*found))]


def stand_for(tx: Transaction, approval: Approval) -> None:
    """Keep that a person stands for an alert exactly as it is."""
    row = {
        "alert_id": approval.alert_id,
        "step": approval.step.value,
        "at": approval.at,
        "person": approval.person,
        "digest": approval.digest,
    }
    tx.connection.execute(insert(alert_approvals).values(row))


def approvals(tx: Transaction, alert_id: str) -> list[Approval]:
    """Return everybody's word for an alert, oldest first; of earlier wordings too."""
    query = select(alert_approvals).where(alert_approvals.c.alert_id == alert_id).order_by(alert_approvals.c.at)
    return [
        Approval(row.alert_id, Step(row.step), row.person, row.at, row.digest) for row in tx.connection.execute(query)
    ]


def touch(tx: Transaction, *wanted: str) -> None:
    """Mark the alarm sets of scopes as due."""
    publications.touch(tx, *(PREFIX + one for one in wanted))


def due(tx: Transaction) -> list[str]:
    """Return the scopes whose alarm set changed since it was last signed."""
    found = (marks.c.scope_key.startswith(PREFIX), marks.c.changed > marks.c.published)
    query = select(marks.c.scope_key).where(*found).order_by(marks.c.changed_at, marks.c.scope_key)
    return [one.removeprefix(PREFIX) for one in tx.connection.scalars(query)]


def claim(tx: Transaction, scope: str) -> bool:
    """Hold a due set until the end of the transaction; False when another signer has it or has just signed it."""
    found = (marks.c.scope_key == PREFIX + scope, marks.c.changed > marks.c.published)
    return tx.connection.scalar(select(marks.c.scope_key).where(*found).with_for_update(skip_locked=True)) is not None


def settle(tx: Transaction, scope: str) -> None:
    """Take the set of a scope as signed."""
    kept = {"published": marks.c.changed, "published_at": tx.now}
    tx.connection.execute(update(marks).where(marks.c.scope_key == PREFIX + scope).values(kept))


def record(tx: Transaction, station: str, report: AlarmReport) -> None:
    """Keep one step of an alert at a station; the first time of each counts, however often it is told."""
    record_all(tx, [(station, report)])


def record_all(tx: Transaction, said: Iterable[tuple[str, AlarmReport]]) -> None:
    """Keep steps of alerts at stations, each kind of step in one go: after an alarm thousands come within a second."""
    steps: dict[AlarmProgress, list[dict[str, Any]]] = {}
    for station, report in said:
        row = {
            "alert_id": report.alarm_id,
            "station": station,
            "seq": report.seq,
            f"{report.progress.value}_at": report.at,
        }
        why = {"code": report.code, "facts": dict(report.facts)}
        steps.setdefault(report.progress, []).append(row | why)
    for step, rows in steps.items():
        tx.connection.execute(_step_kept(tx, step), rows)


def _step_kept(tx: Transaction, step: AlarmProgress) -> upserts.Insert:
    statement, at = upserts.insert(tx, alert_progress), f"{step.value}_at"
    first = {at: func.coalesce(alert_progress.c[at], statement.excluded[at])}
    refused = {"code": statement.excluded.code, "facts": statement.excluded.facts}
    change = first | (refused if step is AlarmProgress.REFUSED else {})
    return statement.on_conflict_do_update(index_elements=["alert_id", "station"], set_=change)


def reached(tx: Transaction, alert_id: str) -> list[Reached]:
    """Return how far each station is that has said anything of an alert."""
    query = select(*_PLAIN).where(alert_progress.c.alert_id == alert_id).order_by(alert_progress.c.station)
    return [_reached(row) for row in tx.connection.execute(query).all()]


def signed_at(tx: Transaction, alert_id: str) -> datetime | None:
    """Return when an alert was first signed and sent, by the log; None when it never was."""
    activated = f"alert.{_STEPS[State.ACTIVE]}"
    found = (changed.c.subject == f"alert:{alert_id}", changed.c.action == activated)
    first: datetime | None = tx.connection.scalar(select(func.min(changed.c.at)).where(*found))
    return first


def changes(tx: Transaction, alert_id: str) -> list[audit.AuditRow]:
    """Return every change of an alert that the log holds, newest first."""
    wanted, found, after = audit.AuditFilter(subject=f"alert:{alert_id}"), list[audit.AuditRow](), None
    while True:
        page = audit.listed(tx, wanted, Slice(after, LIMIT_MOST))
        found += page.items
        after = page.next
        if after is None:
            return found


def spots(tx: Transaction) -> list[Spot]:
    """Return where each station stands that is not revoked, in the order of their ids."""
    where = (stations.c.id, stations.c.locality, stations.c.latitude, stations.c.longitude)
    query = select(*where).where(stations.c.revoked_at.is_(None)).order_by(stations.c.id)
    found = tx.connection.execute(query).all()
    return [Spot(name, place, None if None in (lat, lon) else (lat, lon)) for name, place, lat, lon in found]


def unheard(tx: Transaction, alert: Alert, stations: Sequence[str]) -> list[str]:
    """Return those of ``stations`` that have not begun to sound an alert, nor refused it; a test is only verified.

    What is finished has begun, also where the report of its beginning was lost.
    """
    begun = alert_progress.c.verified_at if alert.status is AlarmStatus.TEST else alert_progress.c.sounding_at
    ends = alert_progress.c.finished_at, alert_progress.c.refused_at
    said = or_(begun.is_not(None), *(one.is_not(None) for one in ends))
    done = set(
        tx.connection.scalars(select(alert_progress.c.station).where(alert_progress.c.alert_id == alert.id, said))
    )
    return [one for one in stations if one not in done]


def order_silence(tx: Transaction, silence: Silence) -> None:
    """Keep an order to be silent, for the signer to sign and send."""
    row = {one.name: getattr(silence, one.name) for one in fields(Silence)}
    tx.connection.execute(insert(silences).values(row))
    tx.note("alert.silence", _subject(silence.scope), until=silence.until)


def waiting_silences(tx: Transaction) -> list[Silence]:
    """Return the orders to be silent that have not been sent, oldest first."""
    waiting = select(silences).where(silences.c.sent_at.is_(None))
    rows = tx.connection.execute(waiting.order_by(silences.c.at, silences.c.scope, silences.c.id))
    return [Silence(row.id, row.scope, row.until, row.by, row.at) for row in rows]


def sent_silence(tx: Transaction, silence_id: str) -> None:
    """Note that an order to be silent has been signed and sent."""
    tx.connection.execute(update(silences).where(silences.c.id == silence_id).values(sent_at=tx.now))


def _reached(row: Sequence[Any]) -> Reached:
    told = {name: EPOCH + timedelta(microseconds=at) for name, at in zip(_MOMENTS, row[5:], strict=True) if at}
    facts = {} if row[4] == "{}" else json.loads(row[4])
    return Reached(row[0], row[1], seq=row[2], code=row[3], facts=facts, **told)


def _subject(scope: str) -> str:
    return scope if ":" in scope else f"locality:{scope}"


def _keep_scopes(tx: Transaction, alert: Alert) -> None:
    tx.connection.execute(alert_scopes.delete().where(alert_scopes.c.alert_id == alert.id))
    rows = [{"alert_id": alert.id, "scope_key": one} for one in scopes(alert)]
    if rows:
        tx.connection.execute(insert(alert_scopes), rows)


def _values(alert: Alert) -> dict[str, Any]:
    named = {name: getattr(alert, name) for name in _COLUMNS}
    plain = {
        "status": alert.status.value,
        "state": alert.state.value,
        "localities": list(alert.localities),
        "stations": list(alert.stations),
        "drawn": list(alert.drawn),
        "translations": [asdict(one) for one in alert.translations],
        "unsaid": list(alert.unsaid),
        "readings": [list(one) for one in alert.readings] or None,
        "lists": [asdict(one) for one in alert.lists] or None,
        "repeat": _repeat_data(alert.repeat),
        "cap": _cap_data(alert.cap),
    }
    return named | plain | {"expires_at": alert.expires_at}


def _alert(row: Row[Any]) -> Alert:
    named = {name: getattr(row, name) for name in _COLUMNS}
    typed = {
        "status": AlarmStatus(row.status),
        "state": State(row.state),
        "localities": tuple(row.localities),
        "stations": tuple(row.stations),
        "drawn": tuple(row.drawn),
        "translations": tuple(Translation(**one) for one in row.translations),
        "unsaid": tuple(row.unsaid),
        "readings": tuple((written, spoken) for written, spoken in row.readings or ()),
        "lists": tuple(_pinned(one) for one in row.lists or ()),
        "repeat": _repeat_of(row.repeat),
        "cap": _cap_of(row.cap),
    }
    return Alert(**named | typed)


def _pinned(data: Mapping[str, Any]) -> PinnedList:
    several = {name: tuple(data[name]) for name in ("localities", "stations", "gone")}
    return PinnedList(data["id"], data["name"], data["version"], **several)


def _repeat_data(repeat: AlarmRepeat) -> dict[str, Any]:
    cadence = [one.total_seconds() for one in repeat.cadence]
    return {"count": repeat.count, "gap": repeat.gap.total_seconds(), "cadence": cadence}


def _repeat_of(data: Mapping[str, Any]) -> AlarmRepeat:
    cadence = tuple(timedelta(seconds=one) for one in data["cadence"])
    return AlarmRepeat(data["count"], timedelta(seconds=data["gap"]), cadence)


def _cap_data(cap: CapOrigin | None) -> dict[str, str] | None:
    if cap is None:
        return None
    return {"identifier": cap.identifier, "sender": cap.sender, "sent": cap.sent.isoformat()}


def _cap_of(data: Mapping[str, str] | None) -> CapOrigin | None:
    if data is None:
        return None
    return CapOrigin(data["identifier"], data["sender"], datetime.fromisoformat(data["sent"]))
