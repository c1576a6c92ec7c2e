"""The set of alerts in force: documents folded in as they come, in whatever order. Pure; takes ``now``.

Stopped and replaced messages leave tombstones, so that what arrives late or again never sounds. Never makes anything
sound: what stands here may still need a person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from broadcaster.cap.document import Alert, Info, MsgType, Reference, Scope, Status
from broadcaster.cap.findings import HANDLING, Effect, Finding, finding
from broadcaster.cap.judging import SKEW, Verdict

DEFAULT_LIFE = timedelta(hours=1)
"""How long an alert without expiry stands."""
MEMORY = timedelta(days=366)
"""How long a message is remembered at least; longer than any honest alert lasts."""
SOUNDING = frozenset({Status.ACTUAL, Status.EXERCISE})

Remarks = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ActiveSet:
    """The alerts in force or soon to be, and what is remembered until when.

    A tombstone has the status of the message that set it: an exercise never stops the real thing.
    """

    alerts: tuple[Alert, ...] = ()
    seen: Mapping[Reference, datetime] = field(default_factory=dict)
    tombstones: Mapping[tuple[Reference, Status], datetime] = field(default_factory=dict)

    def active(self, now: datetime) -> tuple[Alert, ...]:
        """Return the alerts in force at ``now``, oldest first, each with the infos in force only."""
        trimmed = (replace(one, infos=in_force(one, now)) for one in self.alerts)
        return tuple(sorted((one for one in trimmed if one.infos), key=lambda one: (one.sent, one.identifier)))

    def pending(self, now: datetime) -> tuple[Alert, ...]:
        """Return the alerts of which all is still to come."""
        return tuple(one for one in self.alerts if all(now < begin(one, info) for info in one.infos))


def begin(alert: Alert, info: Info) -> datetime:
    """Return when an info comes into force; without ``effective`` at once, even if the sender's clock is ahead."""
    return info.effective or alert.sent - SKEW


def end(alert: Alert, info: Info) -> datetime:
    """Return when an info is over."""
    return info.expires or max(alert.sent, info.effective or alert.sent) + DEFAULT_LIFE


def in_force(alert: Alert, now: datetime) -> tuple[Info, ...]:
    """Return the infos that warn at ``now``: begun, not over, not the all-clear, and for some area."""
    return tuple(
        one for one in alert.infos if begin(alert, one) <= now < end(alert, one) and one.areas and not one.all_clear
    )


def receive(before: ActiveSet, verdict: Verdict, now: datetime) -> tuple[ActiveSet, Remarks]:
    """Fold one judged document in; the remarks say what it did or why it did nothing."""
    state = tidied(before, now)
    alert = verdict.alert
    if not verdict.accepted or alert is None:
        return state, (finding(Effect.REFUSE, "cap.chain_refused"),)
    if alert.identity in state.seen:
        return state, (finding(Effect.NOTE, "cap.chain_again"),)
    if verdict.handling == HANDLING[Effect.HOLD]:
        return state, (finding(Effect.HOLD, "cap.chain_held"),)
    return _taken(state, alert, now)


def tidied(state: ActiveSet, now: datetime) -> ActiveSet:
    """Return the set without what is over and without memories that have served their time."""
    return ActiveSet(
        alerts=tuple(one for one in state.alerts if any(now < end(one, info) for info in one.infos)),
        seen={key: until for key, until in state.seen.items() if now < until},
        tombstones={key: until for key, until in state.tombstones.items() if now < until},
    )


def _taken(state: ActiveSet, alert: Alert, now: datetime) -> tuple[ActiveSet, Remarks]:
    if alert.msg_type in {MsgType.ACK, MsgType.ERROR} or alert.status not in SOUNDING:
        return state, (finding(Effect.NOTE, "cap.chain_logged", status=alert.status, msg_type=alert.msg_type),)
    held = _held(alert)
    if held:
        return state, (held,)
    until = max([now + MEMORY, *(end(alert, one) for one in alert.infos)])
    state = replace(state, seen={**state.seen, alert.identity: until})
    remarks: Remarks = ()
    if alert.msg_type in {MsgType.UPDATE, MsgType.CANCEL}:
        state, remarks = _superseded(state, alert, now)
    if alert.msg_type is MsgType.CANCEL or "cap.chain_other_status" in {one.code for one in remarks}:
        return state, remarks
    silent = _silent(state, alert, now)
    if silent:
        return state, (*remarks, silent)
    waits = now < min(begin(alert, one) for one in alert.infos)
    later = (finding(Effect.NOTE, "cap.chain_waits"),) if waits else ()
    return replace(state, alerts=(*state.alerts, alert)), (*remarks, *later)


def _held(alert: Alert) -> Finding | None:
    """Say why a person must decide first; what only stops is never held."""
    if alert.msg_type is MsgType.CANCEL:
        return None
    if alert.scope is not Scope.PUBLIC:
        return finding(Effect.HOLD, "cap.chain_not_public")
    if not any(one.areas or one.all_clear for one in alert.infos):
        return finding(Effect.HOLD, "cap.chain_nowhere")
    return None


def _silent(state: ActiveSet, alert: Alert, now: datetime) -> Finding | None:
    """Say why an alert that was taken does not sound."""
    if (alert.identity, alert.status) in state.tombstones:
        return finding(Effect.NOTE, "cap.chain_tombstone")
    if all(one.all_clear for one in alert.infos):
        return finding(Effect.NOTE, "cap.chain_all_clear")
    if all(end(alert, one) <= max(now, begin(alert, one)) for one in alert.infos):
        return finding(Effect.NOTE, "cap.chain_over")
    return None


def _superseded(state: ActiveSet, alert: Alert, now: datetime) -> tuple[ActiveSet, Remarks]:
    """Stop all that an Update or Cancel names, of the same sender and status, and remember what is not here yet."""
    known = {one.identity: one for one in state.alerts}
    tombstones = dict(state.tombstones)
    gone: set[Reference] = set()
    remarks: list[Finding] = []
    for one in alert.references:
        if one == alert.identity:
            continue
        if one.sender != alert.sender:
            remarks.append(finding(Effect.WARN, "cap.chain_other_sender", sender=one.sender, identifier=one.identifier))
            continue
        there = known.get(one)
        if there is not None and there.status is not alert.status:
            remarks.append(
                finding(Effect.WARN, "cap.chain_other_status", identifier=one.identifier, status=there.status)
            )
            continue
        if there is None and one not in state.seen and (one, alert.status) not in tombstones:
            remarks.append(finding(Effect.NOTE, "cap.chain_unknown", identifier=one.identifier))
        tombstones[one, alert.status] = now + MEMORY
        gone.add(one)
    left = tuple(one for one in state.alerts if one.identity not in gone)
    return replace(state, alerts=left, tombstones=tombstones), tuple(remarks)
