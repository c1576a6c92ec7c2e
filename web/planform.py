"""The schedule form and its entry: what it shows at first, and what a filled one means. Never keeps any."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from flask import request

from broadcaster.dispatch import Consequence
from broadcaster.localities import TIMEZONE
from broadcaster.plans import Entry
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import new_id
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.recurrence import Recurrence, describe
from schedules.timetable import Airing, Late, Resume
from web.bulletins import usual_time
from web.entries import found, may_change
from web.forms import PlanWords, day_asked, read_plan
from web.moving import read_free
from web.parts import me, parts, tree
from web.reading import Typed, one
from web.recurring import KINDS, lunar_fields

KEEP = "keep"
"""The kind of a recurrence that this form cannot show: it stays as it is."""
MINUTE = 60


def defaults() -> dict[str, object]:
    """Return what an empty form shows."""
    at = usual_time(parts().clock.now())
    day = day_asked(request.args.get("day", ""), at.date())
    asked = request.args.get("bulletin", "")
    targets = (me().scope,)
    if asked:
        with parts().store.read() as tx:
            bulletin = bulletin_rows.known(tx, asked)
        targets = (bulletin.locality,) if bulletin else targets
    return {
        "bulletin_ids": (asked,) if asked else (),
        "targets": targets,
        "kind": "once",
        "first": f"{day:%Y-%m-%d}",
        "times": (f"{at:%H:%M}",),
        "weekdays": tuple(range(5)),
        "priority": Priority.ORDINARY.value,
        "repeat": 1,
        "late_minutes": 5,
        "resume": Resume.DROP.value,
        "late": Late.SEEK.value,
        "every": 1,
        "holidays": "any",
    }


def copied_fields(entry: Entry) -> dict[str, object]:
    """Return the form filled like an entry, but for the day it begins on."""
    facts = dict(describe(entry.recurrence).facts)
    last = facts["last"] if entry.recurrence.rule else None
    return {
        **defaults(),
        **lunar_of(entry.recurrence),
        "title": entry.title,
        "bulletin_ids": entry.bulletin_ids,
        "targets": entry.targets,
        "kind": KEEP if facts["kind"] == "lunar" and not lunar_of(entry.recurrence) else kind_of(facts["kind"]),
        "times": [f"{at:%H:%M}" for at in entry.recurrence.times],
        "weekdays": facts["weekdays"] or tuple(range(5)),
        "days": facts["days"],
        "every": facts["every"],
        "last": f"{last:%Y-%m-%d}" if isinstance(last, date) else "",
        "holidays": entry.recurrence.holidays.value,
        "priority": entry.priority.value,
        "repeat": entry.repeat,
        "late_minutes": int(entry.latest_start_after.total_seconds() // MINUTE),
        "late": entry.late.value,
        "base": "yes" if entry.base else "",
        "resume": entry.resume.value,
        "outside_reason": entry.outside_reason,
    }


def same_fields(entry: Entry) -> dict[str, object]:
    """Return the form filled exactly as an entry is, to be changed."""
    return {
        **copied_fields(entry),
        "first": f"{entry.recurrence.start:%Y-%m-%d}",
        "exceptions": ", ".join(f"{one:%d/%m/%Y}" for one in sorted(entry.recurrence.exceptions)),
        "stations": entry.stations,
        "ahead_of": entry.ahead_of,
    }


def lunar_of(recurrence: Recurrence) -> Mapping[str, object]:
    """Return the fields of a lunar rule, none for another."""
    return lunar_fields(recurrence.rule)


def kind_of(kind: object) -> str:
    """Return the choice of the form for a kind of recurrence."""
    return str(kind) if kind in KINDS else KEEP


def entry_asked(typed: Typed, changed: Entry | None = None) -> Entry:
    """Return the entry a filled form means: a new one, or ``changed`` as it shall be; FormErrors beside the fields."""
    if changed is None:
        return entry_of(read_plan(typed))
    keeps = one(typed, "kind") == KEEP
    written = read_plan({**typed, **kept_bulletins(typed, changed), **({"kind": ["once"]} if keeps else {})})
    wanted = entry_of(written)
    recurrence = changed.recurrence if keeps else with_single_times(written.recurrence, changed.recurrence)
    return replace(
        wanted,
        id=changed.id,
        version=changed.version,
        recurrence=recurrence,
        programme=changed.programme,
        bulletin_ids=changed.bulletin_ids if changed.programme else wanted.bulletin_ids,
        origin=changed.origin,
        origin_at=changed.origin_at,
        outside_approved_by=changed.outside_approved_by,
        outside_approved_at=changed.outside_approved_at,
    )


def kept_bulletins(typed: Typed, changed: Entry) -> dict[str, list[str]]:
    """Return the bulletins of a programme, which this form does not choose."""
    if changed.programme is None or typed.get("bulletin_ids"):
        return {}
    return {"bulletin_ids": list(changed.bulletin_ids) or ["-"], "title": [one(typed, "title") or changed.title]}


def with_single_times(recurrence: Recurrence, old: Recurrence) -> Recurrence:
    """Return the recurrence with the times that were added or skipped one by one before."""
    return replace(recurrence, extra=old.extra, skipped=old.skipped)


def changed_asked(typed: Typed) -> Entry | None:
    """Return the entry that a form says it changes, None for a new one."""
    entry_id = one(typed, "entry")
    return found(entry_id) if entry_id else None


def elsewhere(typed: Typed, moment: str) -> Typed:
    """Return the form with the free place that was offered instead of the taken one."""
    free = read_free(moment, TIMEZONE)
    return {**typed, "times": [f"{free:%H:%M}"], "first": [f"{free:%Y-%m-%d}"]}


def consequence(entry: Entry) -> dict[str, object]:
    """Return what the templates need to tell what an entry would do."""
    foreseen = parts().dispatch.foresee(entry)
    return {"entry": entry, "c": foreseen, "fault": None, "beatable": beatable(entry, foreseen)}


def beatable(entry: Entry, foreseen: Consequence) -> dict[str, str]:
    """Return id and title of the entries that the reader may let this one go before: theirs, and as urgent."""
    others: dict[str, Airing] = {}
    for clash in foreseen.overlaps:
        other = clash.second if clash.first.plan_id == entry.id else clash.first
        if other.priority is entry.priority and not other.base:
            others.setdefault(other.plan_id, other)
    with parts().store.read() as tx:
        entries = [plan_rows.find(tx, one) for one in others]
    return {one.id: one.title for one in entries if may_change(one)}


def entry_of(written: PlanWords) -> Entry:
    """Return a new entry of what was written; without a title it is called like its first bulletin."""
    title = written.title
    if not title:
        with parts().store.read() as tx:
            title = bulletin_rows.find(tx, written.bulletin_ids[0]).title
    return Entry(
        id=new_id(),
        title=title,
        targets=tuple(without_inner(written.targets)),
        stations=written.stations,
        bulletin_ids=written.bulletin_ids,
        recurrence=written.recurrence,
        author=me().id,
        created_at=parts().clock.now(),
        priority=written.priority,
        repeat=written.repeat,
        latest_start_after=written.latest_start_after,
        resume=written.resume,
        outside_reason=written.outside_reason,
        late=written.late,
        base=written.base,
        ahead_of=written.ahead_of,
    )


def without_inner(codes: tuple[str, ...]) -> list[str]:
    """Return the ticked localities without those inside another ticked one: its stations would hear it twice."""
    return [code for code in codes if code not in tree().by_code or not set(tree().path(code)[:-1]) & set(codes)]
