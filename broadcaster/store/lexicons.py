"""Keeps the lexicons of localities and each of their changes. Never judges a reading, never decides who may."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, delete, or_, select

from broadcaster.errors import Missing
from broadcaster.lexicons import LexiconChange, LexiconEntry, inherited
from broadcaster.store.ids import new_id
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.tables import lexicon_changes, lexicon_entries
from broadcaster.store.transaction import Transaction
from broadcaster.store.upserts import insert

_COLUMNS = ("locality", "written", "spoken", "by", "at")


def kept(tx: Transaction, code: str) -> Mapping[str, str]:
    """Return what a locality itself says, by written form."""
    return tx.once(_levels, (code,))[0]


def held(tx: Transaction, path: tuple[str, ...]) -> Mapping[str, str]:
    """Return what holds at the end of a path, by written form."""
    return inherited(tx.once(_levels, path))


def _levels(tx: Transaction, path: tuple[str, ...]) -> list[Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {code: {} for code in path}
    query = select(lexicon_entries).where(lexicon_entries.c.locality.in_(path))
    for row in tx.connection.execute(query):
        found[row.locality][row.written] = row.spoken
    return list(found.values())


def listed(tx: Transaction, code: str, *, search: str = "", page: Slice = FIRST) -> Page[LexiconEntry]:
    """Return the entries of one locality in the order of their written forms; ``search`` looks at both sides."""
    entries = lexicon_entries.c
    query = select(lexicon_entries).where(entries.locality == code)
    if search.strip():
        wanted = search.strip()
        either = (one.contains(wanted, autoescape=True) for one in (entries.written, entries.spoken))
        query = query.where(or_(*either))
    return fetch(tx, Listing(query, [entries.written], _entry, newest_first=False), page)


def edit(tx: Transaction, code: str, change: LexiconChange) -> LexiconChange:
    """Keep a change of a locality's lexicon, and return it with its id; what changes nothing is not kept."""
    if not change.after:
        return change
    made = replace(change, id=new_id(), locality=code)
    gone = [form for form, said in made.after.items() if said is None]
    here = lexicon_entries.c.locality == code
    tx.connection.execute(delete(lexicon_entries).where(here, lexicon_entries.c.written.in_(gone)))
    rows = [_row(tx, code, form, said) for form, said in made.after.items() if said is not None]
    if rows:
        statement = insert(tx, lexicon_entries)
        fresh = {name: statement.excluded[name] for name in ("spoken", "by", "at")}
        tx.connection.execute(statement.on_conflict_do_update(index_elements=["locality", "written"], set_=fresh), rows)
    row = {"id": made.id, "locality": code, "before": dict(made.before), "after": dict(made.after)}
    tx.connection.execute(insert(tx, lexicon_changes).values(row | {"by": tx.by, "at": tx.now}))
    words = {form: [made.before[form], said] for form, said in made.after.items()}
    tx.note("lexicon.edit", f"locality:{code}", words=words)
    return made


def find(tx: Transaction, change_id: str) -> LexiconChange:
    """Return a change or raise Missing ``lexicon.change_missing``."""
    row = tx.connection.execute(select(lexicon_changes).where(lexicon_changes.c.id == change_id)).one_or_none()
    if row is None:
        raise Missing("lexicon.change_missing")
    return LexiconChange(row.id, row.locality, row.before, row.after)


def hand_over(tx: Transaction, codes: Collection[str], into: str) -> None:
    """Give the entries of dissolved localities to their successor; what it says itself stands."""
    theirs = lexicon_entries.c.locality.in_(codes)
    query = select(lexicon_entries).where(theirs).order_by(lexicon_entries.c.at, lexicon_entries.c.locality)
    rows = [
        {**{name: getattr(row, name) for name in _COLUMNS}, "locality": into} for row in tx.connection.execute(query)
    ]
    tx.connection.execute(delete(lexicon_entries).where(theirs))
    if rows:
        tx.connection.execute(insert(tx, lexicon_entries).on_conflict_do_nothing(), rows)


def _row(tx: Transaction, code: str, written: str, spoken: str) -> dict[str, Any]:
    return {"locality": code, "written": written, "spoken": spoken, "by": tx.by, "at": tx.now}


def _entry(row: Row[Any]) -> LexiconEntry:
    return LexiconEntry(*(getattr(row, name) for name in _COLUMNS))
