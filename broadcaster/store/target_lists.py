"""Keeps the named lists that alerts are aimed with, each version of them. Never decides who may keep or use one."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from broadcaster.errors import Missing, Refused
from broadcaster.store import audit
from broadcaster.store.faults import translated
from broadcaster.store.folding import fold
from broadcaster.store.tables import target_list_versions, target_lists
from broadcaster.store.transaction import Transaction
from broadcaster.target_lists import TargetList, name_key

_VERSION = ("name", "version", "by", "at", "removed_at")


def add(tx: Transaction, fresh: TargetList) -> None:
    """Keep a new list; Refused ``list.name_taken`` when the place keeps one of that name."""
    with translated(taken=_taken(fresh)):
        tx.connection.execute(insert(target_lists).values(_values(fresh)))
    _keep_version(tx, fresh)
    tx.note("list.add", f"list:{fresh.id}", **audit.difference(None, fresh))


def change(tx: Transaction, changed: TargetList) -> None:
    """Keep the next version of a list; Refused ``list.changed_meanwhile`` when somebody was faster."""
    before = find(tx, changed.id)
    same = (target_lists.c.id == changed.id, target_lists.c.version == changed.version - 1)
    with translated(taken=_taken(changed)):
        kept = tx.connection.execute(update(target_lists).where(*same).values(_values(changed))).rowcount
    if kept != 1:
        raise Refused("list.changed_meanwhile", name=before.name)
    _keep_version(tx, changed)
    tx.note(f"list.{_step(before, changed)}", f"list:{changed.id}", **audit.difference(before, changed))


def find(tx: Transaction, list_id: str) -> TargetList:
    """Return a list, removed or not, or raise Missing ``list.missing``."""
    row = tx.connection.execute(select(target_lists).where(target_lists.c.id == list_id)).one_or_none()
    if row is None:
        raise Missing("list.missing", field="lists", name=list_id[:40])
    return TargetList(id=row.id, place=row.place, **_content(row))


def living(tx: Transaction) -> list[TargetList]:
    """Return all lists that are not removed, in the order of their names."""
    rows = tx.connection.execute(select(target_lists).where(target_lists.c.removed_at.is_(None)))
    found = [TargetList(id=row.id, place=row.place, **_content(row)) for row in rows]
    return sorted(found, key=lambda one: (fold(one.name), one.id))


def count(tx: Transaction, place: str) -> int:
    """Return how many lists a locality keeps."""
    kept = (target_lists.c.place == place, target_lists.c.removed_at.is_(None))
    return tx.connection.scalar(select(func.count()).select_from(target_lists).where(*kept)) or 0


def version(tx: Transaction, list_id: str, number: int) -> TargetList:
    """Return a list as it was in one version, or raise Missing ``list.version_missing``."""
    known = find(tx, list_id)
    one = (target_list_versions.c.list_id == list_id, target_list_versions.c.version == number)
    row = tx.connection.execute(select(target_list_versions).where(*one)).one_or_none()
    if row is None:
        raise Missing("list.version_missing", field="lists", name=known.name, version=number)
    return replace(known, **_content(row))


def versions(tx: Transaction, list_id: str) -> list[TargetList]:
    """Return every version of a list, newest first."""
    known, kept = find(tx, list_id), target_list_versions.c
    query = select(target_list_versions).where(kept.list_id == list_id).order_by(kept.version.desc())
    return [replace(known, **_content(row)) for row in tx.connection.execute(query)]


def _keep_version(tx: Transaction, one: TargetList) -> None:
    members = {"localities": list(one.localities), "stations": list(one.stations)}
    row = {name: getattr(one, name) for name in _VERSION} | members | {"list_id": one.id}
    tx.connection.execute(insert(target_list_versions).values(row))


def _step(before: TargetList, after: TargetList) -> str:
    if after.removed_at is not None:
        return "remove"
    return "edit" if before.removed_at is None else "restore"


def _taken(one: TargetList) -> Refused:
    return Refused("list.name_taken", field="name", name=one.name)


def _values(one: TargetList) -> dict[str, Any]:
    members = {"localities": list(one.localities), "stations": list(one.stations)}
    taken = name_key(one.name) if one.removed_at is None else None
    named = {name: getattr(one, name) for name in ("id", "place", *_VERSION)}
    return named | members | {"taken": taken}


def _content(row: Row[Any]) -> Mapping[str, Any]:
    members = {"localities": tuple(row.localities), "stations": tuple(row.stations)}
    return {name: getattr(row, name) for name in _VERSION} | members
