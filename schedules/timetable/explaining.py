"""One day explained: what sounds, what does not, and why: by which layer, which rule, for whose sake. Never decides.

Everything a locality wished for that day is told exactly once, in the words of whoever decided about it: ``compiling``
for the rules of the house, ``resolving`` for who goes first, and what its bulletins still wait for.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable.merging import merge
from schedules.timetable.plans import Airing, Compiled, LeftOut, Refusal, airing_id
from schedules.timetable.resolving import Resolved, Span, resolve

WAITING = frozenset(
    f"schedules.{name}" for name in ("waits_draft", "waits_approval", "waits_sound", "waits_in_inbox", "outside_waits")
)


class Fate(StrEnum):
    """What becomes of a wish: heard, lost to others, forbidden, or waiting for a person or for its sound."""

    SOUNDS = "sounds"
    MISSED = "missed"
    REFUSED = "refused"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Wish:
    """What people want of one plan: its starts, and the ``obstacles`` its bulletins have still to overcome."""

    plan_id: str
    title: str
    priority: Priority
    starts: tuple[datetime, ...]
    obstacles: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Layer:
    """The plans of one locality, or of a station itself: as compiled, and as they would be were everything ready."""

    scope: str
    depth: int
    wishes: tuple[Wish, ...]
    compiled: Compiled
    foreseen: Compiled


@dataclass(frozen=True, slots=True)
class Explained:
    """What becomes of one planned sounding; ``reasons`` has the main one first, ``spans`` is what is heard of it.

    ``left_out``: the approved bulletins that a programme does not hold this time, each with its reason.
    """

    plan_id: str
    airing_id: str
    title: str
    start: datetime
    end: datetime
    priority: Priority
    scope: str
    layer: int
    fate: Fate
    reasons: tuple[Reason, ...]
    spans: tuple[Span, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


def explained(layers: Iterable[Layer], since: datetime, until: datetime) -> tuple[Explained, ...]:
    """Return all that is wished for in ``[since, until)``, by start; the layers go from the widest to the station."""
    layers = tuple(layers)
    owners = {airing.id: layer.scope for layer in layers for airing in layer.compiled.airings}
    resolved = resolve(merge(layer.compiled.airings for layer in layers))
    told = [
        one
        for layer in layers
        for wish in layer.wishes
        for one in told_of(layer, wish, resolved, owners)
        if since <= one.start < until
    ]
    return tuple(sorted(told, key=lambda one: (one.start, one.priority, one.layer, one.airing_id)))


def told_of(layer: Layer, wish: Wish, resolved: Resolved, owners: Mapping[str, str]) -> Iterator[Explained]:
    """Yield what becomes of each start of a wish; an airing that a more local layer publishes too is told there."""
    airings = {one.id: one for one in layer.compiled.airings if one.plan_id == wish.plan_id}
    ready = {one.id: one for one in layer.foreseen.airings if one.plan_id == wish.plan_id}
    refusals = {
        one.start: one
        for compiled in (layer.foreseen, layer.compiled)
        for one in compiled.refusals
        if one.plan_id == wish.plan_id
    }
    for start in wish.starts:
        ident = airing_id(wish.plan_id, start)
        if ident not in airings:
            yield unheard(layer, wish, start, (ready.get(ident), refusals.get(start)))
        elif owners[ident] == layer.scope:
            yield heard(layer, wish, airings[ident], resolved)


def heard(layer: Layer, wish: Wish, airing: Airing, resolved: Resolved) -> Explained:
    """Return what becomes of an airing among all that meet it, and what its bulletins still wait for."""
    spans = tuple(span for span in resolved.spans if span.airing.id == airing.id)
    lost = [missed.reason for missed in resolved.missed if missed.airing.id == airing.id]
    permit = [because("permitted_outside", reason=airing.outside_reason)] if airing.outside_reason.strip() else []
    reasons = (*lost, *(span.reason for span in spans), *permit, *wish.obstacles)
    fate = Fate.SOUNDS if spans else Fate.MISSED
    return told_as(layer, wish, (airing.start, airing.end), fate, reasons=reasons, spans=spans)


def unheard(layer: Layer, wish: Wish, start: datetime, found: tuple[Airing | None, Refusal | None]) -> Explained:
    """Return why a wish is no airing: the rule that forbids it, what it waits for, or that nothing of it is left."""
    ready, refusal = found
    reasons = (*((refusal.reason,) if refusal else ()), *wish.obstacles) or (because("nothing_left", title=wish.title),)
    fate = Fate.WAITING if reasons[0].code in WAITING else Fate.REFUSED
    return told_as(layer, wish, (start, ready.end if ready else start), fate, reasons=reasons)


def told_as(
    layer: Layer,
    wish: Wish,
    planned: tuple[datetime, datetime],
    fate: Fate,
    *,
    reasons: Sequence[Reason],
    spans: tuple[Span, ...] = (),
) -> Explained:
    """Return what is told of one start of a wish."""
    return Explained(
        plan_id=wish.plan_id,
        airing_id=airing_id(wish.plan_id, planned[0]),
        title=wish.title,
        start=planned[0],
        end=planned[1],
        priority=wish.priority,
        scope=layer.scope,
        layer=layer.depth,
        fate=fate,
        reasons=tuple(reasons),
        spans=spans,
        left_out=tuple(
            one for one in layer.compiled.left_out if (one.plan_id, one.start) == (wish.plan_id, planned[0])
        ),
    )
