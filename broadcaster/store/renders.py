"""The queue of sounds to be made and the clips that came out. Never speaks, never touches a sound file.

A render is named by its recipe (a hash of words, voice and processing); a claim belongs to one worker only.
The rows are the work list of machines and are not audited; what becomes of a bulletin is.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, NotRequired, TypedDict, Unpack

from sqlalchemy import Row, or_, select, update

from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.store.tables import clips, renders
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import insert


class RenderState(StrEnum):
    """How far a sound has come."""

    QUEUED = "queued"
    RENDERING = "rendering"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Render:
    """One sound wanted for a bulletin; what is measured is None until it is ready.

    ``passed_over``: the voices asked for before the one that spoke, each with its fault as stored.
    """

    recipe: str
    bulletin_id: str
    state: RenderState
    clip: str | None = None
    duration: timedelta | None = None
    lufs: float | None = None
    peak_dbtp: float | None = None
    bytes: int | None = None
    codec: str = ""
    voice: str = ""
    reading: str = ""
    warnings: tuple[str, ...] = ()
    failure: str = ""
    claimed_at: datetime | None = None
    passed_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ClipRow:
    """A finished clip; only a ``published`` one may be served to stations."""

    sha256: str
    bytes: int
    duration: timedelta
    lufs: float
    codec: str
    published: bool


class Outcome(TypedDict):
    """What a finished render is told by."""

    clip: str
    duration: timedelta
    lufs: float
    peak_dbtp: float
    bytes: int
    codec: str
    voice: str
    reading: str
    warnings: Collection[str]
    passed_over: NotRequired[Collection[tuple[str, str]]]


_COLUMNS = tuple(one.name for one in fields(Render))


def want(tx: Transaction, recipe: str, bulletin_id: str) -> Render:
    """Queue a recipe unless it is queued or ready already; one that failed is tried again."""
    row = {
        "recipe": recipe,
        "bulletin_id": bulletin_id,
        "state": RenderState.QUEUED.value,
        "wanted_at": tx.now,
        "codec": "",
        "voice": "",
        "reading": "",
        "warnings": [],
        "failure": "",
    }
    again = {name: row[name] for name in ("bulletin_id", "state", "wanted_at", "failure")} | {"rests_until": None}
    statement = insert(tx, renders).values(row)
    failed = renders.c.state == RenderState.FAILED.value
    tx.connection.execute(statement.on_conflict_do_update(index_elements=["recipe"], set_=again, where=failed))
    found = find(tx, recipe)
    assert found is not None  # noqa: S101
    return found


def find(tx: Transaction, recipe: str) -> Render | None:
    """Return how far a recipe has come, None if nobody wanted it."""
    row = tx.connection.execute(select(renders).where(renders.c.recipe == recipe)).one_or_none()
    return None if row is None else _render(row)


def claim(tx: Transaction) -> Render | None:
    """Take the render that has waited longest, None when nothing waits; no two workers ever take the same."""
    rested = or_(renders.c.rests_until.is_(None), renders.c.rests_until <= tx.now)
    oldest = (
        select(renders.c.recipe)
        .where(renders.c.state == RenderState.QUEUED.value, rested)
        .order_by(renders.c.wanted_at, renders.c.recipe)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    taken = {"state": RenderState.RENDERING.value, "claimed_at": tx.now}
    still = renders.c.state == RenderState.QUEUED.value
    statement = update(renders).where(renders.c.recipe == oldest, still).values(taken).returning(renders)
    row = tx.connection.execute(statement).one_or_none()
    return None if row is None else _render(row)


def finish(tx: Transaction, recipe: str, **outcome: Unpack[Outcome]) -> None:
    """Keep a finished render and its clip; Refused ``render.not_claimed`` unless somebody is working on it."""
    known = {name: outcome[name] for name in ("bytes", "duration", "lufs", "codec")}
    row = known | {"sha256": outcome["clip"]}
    tx.connection.execute(insert(tx, clips).values(row).on_conflict_do_nothing())
    measured = dict(outcome) | {"warnings": list(outcome["warnings"]), "failure": ""}
    _settle(tx, recipe, measured | {"state": RenderState.READY.value})


def keep(tx: Transaction, recipe: str, **outcome: Unpack[Outcome]) -> Render:
    """Keep a sound that is no bulletin's and never waited in the queue; of two made at once the first stays."""
    known = {name: outcome[name] for name in ("bytes", "duration", "lufs", "codec")}
    tx.connection.execute(insert(tx, clips).values(known | {"sha256": outcome["clip"]}).on_conflict_do_nothing())
    row = dict(outcome) | {"warnings": list(outcome["warnings"]), "failure": "", "recipe": recipe, "bulletin_id": ""}
    ready = {"state": RenderState.READY.value, "wanted_at": tx.now}
    tx.connection.execute(insert(tx, renders).values(row | ready).on_conflict_do_nothing())
    found = find(tx, recipe)
    assert found is not None  # noqa: S101
    return found


def keep_clip(tx: Transaction, clip: ClipRow) -> None:
    """Keep a finished clip that no render asked for; of two alike the first stays."""
    row = {one: getattr(clip, one) for one in ("sha256", "bytes", "duration", "lufs", "codec")}
    published = {"published_at": tx.now if clip.published else None}
    tx.connection.execute(insert(tx, clips).values(row | published).on_conflict_do_nothing())


def fail(tx: Transaction, recipe: str, fault: BroadcasterError) -> None:
    """Keep that a render failed for good, and why."""
    _settle(tx, recipe, {"state": RenderState.FAILED.value, "failure": fault.stored()})


def put_back(tx: Transaction, recipe: str, fault: BroadcasterError, *, until: datetime) -> None:
    """Queue a claimed render again after a passing fault; nobody takes it before ``until``."""
    back = {"state": RenderState.QUEUED.value, "failure": fault.stored(), "claimed_at": None, "rests_until": until}
    _settle(tx, recipe, back)


def unclaim_all(tx: Transaction) -> int:
    """Put back every render a worker left in the middle; return how many. Called once, before workers start."""
    back = {"state": RenderState.QUEUED.value, "claimed_at": None}
    left = renders.c.state == RenderState.RENDERING.value
    return tx.connection.execute(update(renders).where(left).values(back)).rowcount


def clip(tx: Transaction, sha256: str) -> ClipRow:
    """Return what is known of a finished clip or raise Missing ``render.clip_missing``."""
    return tx.once(_clip, sha256)


def _clip(tx: Transaction, sha256: str) -> ClipRow:
    row = tx.connection.execute(select(clips).where(clips.c.sha256 == sha256)).one_or_none()
    if row is None:
        raise Missing("render.clip_missing", sha256=sha256)
    published = row.published_at is not None
    return ClipRow(row.sha256, row.bytes, row.duration, row.lufs, row.codec, published)


def publish_clips(tx: Transaction, sha256s: Iterable[str]) -> None:
    """Let stations fetch these clips from now on."""
    fresh = (clips.c.sha256.in_(list(sha256s)), clips.c.published_at.is_(None))
    tx.connection.execute(update(clips).where(*fresh).values(published_at=tx.now))


def _settle(tx: Transaction, recipe: str, values: dict[str, Any]) -> None:
    claimed = (renders.c.recipe == recipe, renders.c.state == RenderState.RENDERING.value)
    if tx.connection.execute(update(renders).where(*claimed).values(values)).rowcount != 1:
        raise Refused("render.not_claimed", recipe=recipe[:12])


def _render(row: Row[Any]) -> Render:
    named = {name: getattr(row, name) for name in _COLUMNS}
    passed_over = tuple((voice, fault) for voice, fault in row.passed_over or ())
    typed = {"state": RenderState(row.state), "warnings": tuple(row.warnings), "passed_over": passed_over}
    return Render(**named | typed)
