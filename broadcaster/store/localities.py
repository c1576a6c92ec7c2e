"""The tree of localities: adding, renaming, moving, merging, with the history of each. Never forgets a code.

A merged locality stays: retired, with ``merged_into``, hanging below its successor, so that what sounded there is still
found under its old code and inside the new scope.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, bindparam, delete, insert, select, update

from broadcaster.errors import Missing, Refused
from broadcaster.localities import Kind, Locality, Tree
from broadcaster.store import codes as coded
from broadcaster.store import lexicons, publications
from broadcaster.store.faults import translated
from broadcaster.store.ids import new_id
from broadcaster.store.tables import (
    bulletins,
    entry_localities,
    localities,
    locality_events,
    marks,
    people,
    stations,
    translations,
)
from broadcaster.store.transaction import Transaction
from schedules.windows import Rules

_MARK = "localities"


@dataclass(frozen=True, slots=True)
class LocalityEvent:
    """Something that happened to a locality: ``added renamed moved rules languages voices merged``."""

    at: datetime
    by: str
    what: str
    detail: Mapping[str, object]


def tree(tx: Transaction) -> Tree:
    """Return all localities, retired ones below their successors; read anew only after a change.

    One transaction asks but once whether anything changed: it sees no other tree, unless it changes the tree itself.
    """
    seen = tx.seen.get(_MARK)
    if not isinstance(seen, Tree):
        tx.seen[_MARK] = seen = _newest_tree(tx)
    return seen


def _newest_tree(tx: Transaction) -> Tree:
    mark = tx.connection.scalar(select(marks.c.mark).where(marks.c.name == _MARK)) or ""
    held = tx.cache.get(_MARK)
    if held is not None and held[0] == mark and isinstance(held[1], Tree):
        return held[1]
    rows = tx.connection.execute(select(localities))
    found = Tree.of(
        Locality(
            code=row.code,
            name=row.name,
            kind=Kind(row.kind),
            parent=row.parent,
            rules=coded.rules_of(row.rules),
            timezone=row.timezone,
            merged_into=row.merged_into,
            retired_at=row.retired_at,
            languages=tuple(row.languages),
            voices=tuple(row.voices),
        )
        for row in rows
    )
    tx.cache[_MARK] = (mark, found)
    return found


def add(tx: Transaction, locality: Locality) -> None:
    """Add a locality below its parent; Refused ``locality.exists``, Missing ``locality.missing`` for the parent."""
    above = "/" if locality.parent is None else _path(tx, locality.parent)
    row = {
        "code": locality.code,
        "name": locality.name,
        "kind": locality.kind.value,
        "parent": locality.parent,
        "path": f"{above}{locality.code}/",
        "rules": coded.rules_data(locality.rules),
        "timezone": locality.timezone,
        "merged_into": locality.merged_into,
        "retired_at": locality.retired_at,
        "languages": list(locality.languages),
        "voices": list(locality.voices),
    }
    with translated(taken=Refused("locality.exists", field="code", code=locality.code)):
        tx.connection.execute(insert(localities).values(row))
    _happened(tx, [locality.code], "added", {"name": locality.name, "parent": locality.parent})
    tx.note("locality.add", f"locality:{locality.code}", name=locality.name, parent=locality.parent)


def rename(tx: Transaction, code: str, name: str) -> None:
    """Give a locality another name; its code stays."""
    before = tree(tx).locality(code)
    tx.connection.execute(update(localities).where(localities.c.code == code).values(name=name))
    _happened(tx, [code], "renamed", {"name": [before.name, name]})
    tx.note("locality.rename", f"locality:{code}", name=[before.name, name])


def set_rules(tx: Transaction, code: str, rules: Rules | None) -> None:
    """Set the allowed hours of a locality; everything below is marked for publishing."""
    before = tree(tx).locality(code)
    data = coded.rules_data(rules)
    tx.connection.execute(update(localities).where(localities.c.code == code).values(rules=data))
    change = {"rules": [coded.rules_data(before.rules), data]}
    _happened(tx, [code], "rules", change)
    publications.touch_below(tx, code)
    tx.note("locality.set_rules", f"locality:{code}", **change)


def set_languages(tx: Transaction, code: str, languages: Sequence[str]) -> None:
    """Set which languages besides Vietnamese are spoken in a locality and below it; due for every place there."""
    change = {"languages": [list(tree(tx).locality(code).languages), list(languages)]}
    tx.connection.execute(update(localities).where(localities.c.code == code).values(languages=list(languages)))
    _happened(tx, [code], "languages", change)
    publications.touch_below(tx, code)
    tx.note("locality.set_languages", f"locality:{code}", **change)


def set_voices(tx: Transaction, code: str, voices: Sequence[str]) -> None:
    """Set a locality's own order of voices, none: as above; what was handed in keeps the order it had."""
    change = {"voices": [list(tree(tx).locality(code).voices), list(voices)]}
    tx.connection.execute(update(localities).where(localities.c.code == code).values(voices=list(voices)))
    _happened(tx, [code], "voices", change)
    tx.note("locality.set_voices", f"locality:{code}", **change)


def move(tx: Transaction, code: str, parent: str) -> None:
    """Hang a locality, with all below it, under another parent."""
    before = tree(tx)
    before.check_move(code, parent)
    _demand_living(before, parent)
    tx.connection.execute(update(localities).where(localities.c.code == code).values(parent=parent))
    change = {"parent": [before.locality(code).parent, parent]}
    _happened(tx, [code], "moved", change)
    _repath(tx, code)
    publications.touch_below(tx, code)
    tx.note("locality.move", f"locality:{code}", **change)


def merge(tx: Transaction, codes: Sequence[str], into: str) -> None:
    """Dissolve ``codes`` into ``into``, which takes over children, stations, people, bulletins and schedules."""
    before = tree(tx)
    _demand_living(before, into)
    for code in codes:
        _demand_living(before, code)
        if before.is_within(into, code):
            raise Refused("locality.merge_into_itself", name=before.name(code))
    moved = {table.name: _hand_over(tx, column, codes, into) for table, column in _OWNED}
    _retarget(tx, codes, into)
    lexicons.hand_over(tx, codes, into)
    retired = {"parent": into, "merged_into": into, "retired_at": tx.now}
    tx.connection.execute(update(localities).where(localities.c.parent.in_(codes)).values(parent=into))
    tx.connection.execute(update(localities).where(localities.c.code.in_(codes)).values(retired))
    detail = {"merged": list(codes), "into": into}
    _happened(tx, [*codes, into], "merged", detail)
    _repath(tx, into)
    publications.touch_below(tx, into)
    tx.note("locality.merge", f"locality:{into}", **detail, moved=moved)


def history(tx: Transaction, code: str) -> list[LocalityEvent]:
    """Return what happened to a locality, oldest first."""
    query = select(locality_events).where(locality_events.c.code == code).order_by(locality_events.c.id)
    return [LocalityEvent(row.at, row.by, row.what, row.detail) for row in tx.connection.execute(query)]


def rule_changes(tx: Transaction, code: str) -> list[Rules | None]:
    """Return what a locality said of its own before each change of its rules, oldest first."""
    return [coded.rules_of(one) for one in _before(tx, code, "rules")]


def voice_changes(tx: Transaction, code: str) -> list[tuple[str, ...]]:
    """Return a locality's own order of voices before each of its changes, oldest first."""
    return [tuple(one) for one in _before(tx, code, "voices")]


def _before(tx: Transaction, code: str, what: str) -> list[Any]:
    """Return what a locality said before each change of one kind, oldest first."""
    said = (locality_events.c.code == code, locality_events.c.what == what)
    query = select(locality_events.c.detail).where(*said).order_by(locality_events.c.id)
    return [detail[what][0] for detail in tx.connection.scalars(query)]


# What belongs to a locality by its code and goes to the successor.
_OWNED: tuple[tuple[Table, Column[str]], ...] = (
    (stations, stations.c.locality),
    (people, people.c.scope),
    (bulletins, bulletins.c.locality),
    (translations, translations.c.locality),
)


def _hand_over(tx: Transaction, column: Column[str], codes: Collection[str], into: str) -> int:
    return tx.connection.execute(update(column.table).where(column.in_(codes)).values({column.name: into})).rowcount


def _retarget(tx: Transaction, codes: Collection[str], into: str) -> None:
    """Aim schedules at the successor: once, also where one aimed at several of the old ones."""
    aimed = entry_localities.c
    old = select(aimed.entry_id).where(aimed.code.in_(codes)).distinct()
    entry_ids = list(tx.connection.scalars(old))
    already = set(tx.connection.scalars(select(aimed.entry_id).where(aimed.code == into)))
    tx.connection.execute(delete(entry_localities).where(aimed.code.in_(codes)))
    rows = [{"entry_id": one, "code": into, "place": 0} for one in entry_ids if one not in already]
    if rows:
        tx.connection.execute(insert(entry_localities), rows)


def _repath(tx: Transaction, top: str) -> None:
    """Write the paths of ``top`` and all below it anew, after the parents changed."""
    fresh = tree(tx)
    above = fresh.locality(top).parent
    paths = {None: "/", above: "/" if above is None else _path(tx, above)}
    rows = []
    for code in fresh.subtree(top):
        paths[code] = f"{paths[fresh.by_code[code].parent]}{code}/"
        rows.append({"this": code, "new_path": paths[code]})
    change = update(localities).where(localities.c.code == bindparam("this")).values(path=bindparam("new_path"))
    tx.connection.execute(change, rows)


def _path(tx: Transaction, code: str) -> str:
    path = tx.connection.scalar(select(localities.c.path).where(localities.c.code == code))
    if path is None:
        raise Missing("locality.missing", code=code)
    return str(path)


def _demand_living(known: Tree, code: str) -> None:
    if known.locality(code).retired_at is not None:
        raise Refused("locality.retired", name=known.name(code))


def _happened(tx: Transaction, codes: Sequence[str], what: str, detail: Mapping[str, object]) -> None:
    """Write the event to each locality's history, and let no tree stand that was read before."""
    rows = [{"code": code, "at": tx.now, "by": tx.by, "what": what, "detail": detail} for code in codes]
    tx.connection.execute(insert(locality_events), rows)
    tx.connection.execute(delete(marks).where(marks.c.name == _MARK))
    tx.connection.execute(insert(marks).values(name=_MARK, mark=new_id()))
    tx.seen.pop(_MARK, None)
