"""Past editions of a place: what each one changed, who changed what, and the way back. Never changes anything."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import Blueprint, abort, render_template, request

from broadcaster.plans import Entry
from broadcaster.store import Slice, audit, editions
from broadcaster.store import plans as plan_rows
from broadcaster.store.audit import AuditFilter, AuditRow
from broadcaster.store.editions import EditionRow
from broadcaster.store.transaction import Transaction
from schedules.reason import Reason
from schedules.timetable.differing import Change, Difference, difference
from web import words
from web.bulletins import living
from web.entries import may_change
from web.parts import me, parts, tree
from web.weeks import place_asked

history = Blueprint("history", __name__)

PAGE = 12
INSTANT = timedelta(microseconds=1)
ROWS = 100
"""So many rows of the audit log are looked through for one edition."""
SUBJECT = re.compile(r"plan:(.+)")


@dataclass(frozen=True, slots=True)
class Changed:
    """One sentence of a difference, for all the days it holds for."""

    change: Change
    reason: Reason
    times: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody did to an entry; ``back`` is the version before, None where there is no way back."""

    row: AuditRow
    entry: Entry
    back: int | None


@history.get("/plans/history")
def listed() -> str:
    """Show the editions of a place, the newest with what it changed."""
    where = place_asked()
    with parts().store.read() as tx:
        rows = timetables(tx, where)
    first = first_asked(rows)
    return render_template(
        "plans/history.html",
        where=where,
        codes=living(me().scope),
        rows=rows[first : first + PAGE],
        newest=first == 0,
        following=rows[first + PAGE].seq if first + PAGE < len(rows) else None,
        **(compared(where, rows, first) if rows else {}),
    )


def first_asked(rows: list[EditionRow]) -> int:
    """Return the place of the edition the page begins with."""
    asked = request.args.get("from", "")
    return next((place for place, row in enumerate(rows) if str(row.seq) == asked), 0)


@history.get("/plans/history/<int:number>")
def one(number: int) -> str:
    """Show what one edition changed against the one before, who did it, and how to undo it."""
    where = place_asked()
    with parts().store.read() as tx:
        rows = timetables(tx, where)
    place = next((place for place, row in enumerate(rows) if row.seq == number), None)
    if place is None:
        abort(404)
    part = "plans/difference.html" if request.headers.get("HX-Request") else "plans/edition.html"
    return render_template(part, where=where, row=rows[place], **compared(where, rows, place))


def timetables(tx: Transaction, where: str) -> list[EditionRow]:
    """Return the kept timetables of a place, newest first."""
    return [row for row in editions.history(tx, where) if row.since is not None]


def compared(where: str, rows: list[EditionRow], place: int) -> dict[str, object]:
    """Return what an edition changed against the one before it, and who did what in between."""
    row, before = rows[place], rows[place + 1] if place + 1 < len(rows) else None
    with parts().store.read() as tx:
        new = editions.plan_of(tx, row.topic, row.seq)
        old = editions.plan_of(tx, before.topic, before.seq) if before else ()
        done = list(steps(tx, where, before.issued_at if before else None, row.issued_at))
    until = min(row.until, before.until) if before and row.until and before.until else row.until
    found = difference(old, new, since=row.issued_at, until=until)
    return {"changes": summed(found), "steps": done, "first_ever": before is None}


def steps(tx: Transaction, where: str, since: datetime | None, until: datetime) -> Iterable[Step]:
    """Yield what people did to the entries of a place between two editions, the newest first."""
    wanted = AuditFilter(action="plan.", since=since and since + INSTANT, until=until + INSTANT)
    for row in audit.listed(tx, wanted, Slice(limit=ROWS)).items:
        subject = SUBJECT.fullmatch(row.subject)
        if subject is None:
            continue
        entry = plan_rows.find(tx, subject[1])
        if where in entry.targets or any(tree().is_within(code, where) for code in entry.targets):
            yield Step(row, entry, back_from(row) if may_change(entry) else None)


def back_from(row: AuditRow) -> int | None:
    """Return the version an entry had before a change, 0 before it was made."""
    if row.action == "plan.add":
        return 0
    versions = row.detail.get("version")
    return int(versions[0]) if isinstance(versions, list) else None


def summed(found: Iterable[Difference]) -> list[Changed]:
    """Return differences as sentences: the same change on several days is said once, with its days."""
    several: dict[tuple[object, ...], list[Difference]] = {}
    for one_ in found:
        several.setdefault(alike(one_), []).append(one_)
    return [
        Changed(many[0].change, many[0].reason, tuple(one_.airing.start for one_ in many)) for many in several.values()
    ]


def alike(found: Difference) -> tuple[object, ...]:
    """Return what differences have in common that are one change on several days."""
    times = tuple(words.clock(one_.start) for one_ in (found.before, found.after) if one_ is not None)
    facts = tuple(fact for fact in found.reason.facts if not isinstance(fact[1], date))
    return found.change, found.reason.code, facts, times
