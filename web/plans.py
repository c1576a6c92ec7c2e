"""The schedule pages: the week of a place, placing bulletins, ending and undoing. What follows, dispatch says."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import Slice, new_id
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.recurrence import describe
from schedules.timetable import Resume
from web import words
from web.bulletins import living, quick_entry, usable, usual_time
from web.forms import PlanWords, Quick, day_asked, local_moment, read_plan
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one, read_clock, read_date, read_place
from web.tables import csv_file
from web.weeks import week_of

plans = Blueprint("plans", __name__)

Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]


@plans.get("/plans")
def week() -> str:
    """Show seven days of one place: what is promised, what still waits for approval, what collides."""
    where = place_asked()
    today = words.local(parts().clock.now()).date()
    first = day_asked(request.args.get("day", ""), today)
    with parts().store.read() as tx:
        entries = plan_rows.listed(tx, where, Slice(after=request.args.get("after"), limit=20), ended=False)
    return render_template(
        "plans/week.html",
        where=where,
        days=week_of(where, first),
        first=first,
        today=today,
        entries=entries,
        codes=living(me().scope),
        step=timedelta(days=7),
        taken=parts().snapshot.taken(),
    )


@plans.get("/plans.csv")
def export() -> Response:
    """Answer the running schedules of a place as CSV."""
    with parts().store.read() as tx:
        page = plan_rows.listed(tx, place_asked(), Slice(limit=1000), ended=False)
    head = (_("Tên lịch"), _("Khi nào"), _("Nơi phát"), _("Mức ưu tiên"), _("Số lần đọc"), _("Người lập"))
    rows = [
        (
            one.title,
            words.when(one.recurrence),
            words.places(one.targets, tree()),
            words.PRIORITIES[one.priority],
            one.repeat,
            one.author,
        )
        for one in page.items
    ]
    return csv_file("lich-phat", head, rows)


def place_asked() -> str:
    """Return the locality the address asks for; the reader's own when it asks for none they may see."""
    where = request.args.get("where", me().scope)
    return where if tree().is_within(where, me().scope) else me().scope


# ---------------------------------------------------------------- placing


@plans.get("/plans/new")
def new() -> str:
    """Show the schedule form, filled from a bulletin or from another schedule if asked."""
    demand(me(), Action.SCHEDULE, me().scope, tree())
    kept = kept_for(request.path)
    copied = request.args.get("copy")
    fields = Fields(kept, **_defaults()) if not copied else Fields(kept, **_copied(_found(copied)))
    return _form(fields, {})


def _defaults() -> dict[str, object]:
    at = usual_time(parts().clock.now())
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
        "first": f"{at:%Y-%m-%d}",
        "times": (f"{at:%H:%M}",),
        "weekdays": tuple(range(5)),
        "priority": Priority.ORDINARY.value,
        "repeat": 1,
        "late_minutes": 5,
        "resume": Resume.DROP.value,
    }


def _copied(entry: Entry) -> dict[str, object]:
    facts = dict(describe(entry.recurrence).facts)
    last = facts["last"] if entry.recurrence.rule else None
    return _defaults() | {
        "title": entry.title,
        "bulletin_ids": entry.bulletin_ids,
        "targets": entry.targets,
        "kind": facts["kind"],
        "times": [f"{at:%H:%M}" for at in entry.recurrence.times],
        "weekdays": facts["weekdays"] or tuple(range(5)),
        "days": facts["days"],
        "last": f"{last:%Y-%m-%d}" if isinstance(last, date) else "",
        "priority": entry.priority.value,
        "repeat": entry.repeat,
        "late_minutes": int(entry.latest_start_after.total_seconds() // 60),
        "resume": entry.resume.value,
        "outside_reason": entry.outside_reason,
    }


@plans.post("/plans/new")
def create() -> Answer:
    """Show what the entry would do, or keep it, as the pressed button says."""
    do = one(typed(), "do")
    if do.startswith("free "):
        return _moved(do.removeprefix("free "))
    try:
        entry = _entry(read_plan(typed()))
        if do == "save":
            placed = parts().dispatch.add_entry(entry, me())
            said(
                _("Đã xếp lịch “%(title)s”.", title=placed.entry.title), undo=url_for(".end", entry_id=placed.entry.id)
            )
            return redirect(url_for(".show", entry_id=placed.entry.id), 303)
        return _form(Fields(typed()), {}, entry)
    except FormErrors as errors:
        return _form(Fields(typed()), errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), FormErrors.of(in_plan_form(fault)).faults), 422


def _moved(moment: str) -> Answer:
    """Return the form with the free place that was offered instead of the taken one."""
    try:
        free = words.local(datetime.fromisoformat(moment))
    except ValueError:
        return _form(Fields(typed()), {}), 422
    changed = {**typed(), "times": [f"{free:%H:%M}"], "first": [f"{free:%Y-%m-%d}"]}
    try:
        return _form(Fields(changed), {}, _entry(read_plan(changed)))
    except FormErrors as errors:
        return _form(Fields(changed), errors.faults), 422


@plans.post("/plans/foresee")
def foresee() -> Answer:
    """Show only what the entry would do; asked again whenever the form changes."""
    try:
        entry = _entry(read_plan(typed()))
        return render_template("plans/consequence.html", **_consequence(entry), save=True)
    except FormErrors as errors:
        return _not_yet(next(iter(errors.faults.values())))
    except (Refused, Missing) as fault:
        return _not_yet(fault)


def _not_yet(fault: BroadcasterError) -> str:
    """Return what is still missing before the consequence can be told."""
    return render_template("plans/consequence.html", entry=None, fault=fault)


@plans.get("/plans/quick")
def quick() -> str:
    """Show what the short schedule of the compose page would do."""
    asked = request.args
    try:
        where, day, at = (
            read_place(asked.get("locality", "")),
            read_date(asked.get("quick_day", "")),
            read_clock(asked.get("quick_at", "")),
        )
    except Refused as fault:
        return render_template("plans/consequence.html", entry=None, fault=fault)
    demand(me(), Action.SCHEDULE, where, tree())
    now = parts().clock.now()
    known = None
    if asked.get("bulletin"):
        with parts().store.read() as tx:
            known = bulletin_rows.known(tx, asked["bulletin"])
    if known is not None:
        entry = quick_entry(replace(known, locality=where), Quick(day, at), now, me())
        return render_template("plans/consequence.html", **_consequence(entry))
    start = local_moment(day, at)
    past = Refused("plan.in_the_past", field="quick_day") if start <= now else None
    stations = parts().snapshot.taken().in_codes([where])
    return render_template("plans/quick.html", start=start, where=where, stations=stations, fault=past)


def _consequence(entry: Entry) -> dict[str, object]:
    return {"entry": entry, "c": parts().dispatch.foresee(entry), "fault": None}


def in_plan_form(fault: Refused | Missing) -> BroadcasterError:
    """Return the fault beside the field of this form that it concerns."""
    field = {"date": "first"}.get(fault.field or "", fault.field)
    return type(fault)(fault.code, field=field, **fault.facts)


def _entry(written: PlanWords) -> Entry:
    title = written.title
    if not title:
        with parts().store.read() as tx:
            title = bulletin_rows.find(tx, written.bulletin_ids[0]).title
    return Entry(
        id=new_id(),
        title=title,
        targets=tuple(_without_inner(written.targets)),
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
    )


def _without_inner(codes: tuple[str, ...]) -> list[str]:
    """Return the ticked localities without those inside another ticked one: its stations would hear it twice."""
    return [code for code in codes if code not in tree().by_code or not set(tree().path(code)[:-1]) & set(codes)]


def _form(fields: Fields, faults: Faults, entry: Entry | None = None) -> str:
    bulletins = usable(me().scope).items
    shown = {one.id for one in bulletins}
    with parts().store.read() as tx:
        asked = [bulletin_rows.known(tx, one) for one in fields.all("bulletin_ids") if one not in shown]
    return render_template(
        "plans/form.html",
        fields=fields,
        faults=faults,
        bulletins=(*(one for one in asked if one is not None), *bulletins),
        top=me().scope,
        taken=parts().snapshot.taken(),
        resumes=Resume,
        **(_consequence(entry) if entry is not None else {"entry": None, "fault": None}),
    )


# ---------------------------------------------------------------- one entry


@plans.get("/plans/<entry_id>")
def show(entry_id: str) -> str:
    """Show one schedule: when and where it sounds next, what it plays, how to end it."""
    entry = _found(entry_id)
    with parts().store.read() as tx:
        bulletins = [bulletin_rows.find(tx, one) for one in entry.bulletin_ids]
    now = parts().clock.now()
    next_start = entry.recurrence.next_after(now) if entry.ended_at is None else None
    return render_template(
        "plans/show.html",
        entry=entry,
        bulletins=bulletins,
        next_start=next_start,
        taken=parts().snapshot.taken(),
        c=parts().dispatch.foresee(entry) if next_start is not None else None,
        may_end=entry.ended_at is None and _may_change(entry),
    )


@plans.post("/plans/<entry_id>/end")
def end(entry_id: str) -> Response:
    """End a schedule; the next page offers to undo it."""
    reason = " ".join(one(typed(), "reason").split())[:500]
    entry = parts().dispatch.end_entry(_found(entry_id).id, me(), reason=reason)
    said(_("Đã kết thúc lịch “%(title)s”.", title=entry.title), undo=url_for(".reinstate", entry_id=entry.id))
    return redirect(url_for(".week"), 303)


@plans.post("/plans/<entry_id>/reinstate")
def reinstate(entry_id: str) -> Response:
    """Undo the ending of a schedule."""
    entry = parts().dispatch.reinstate_entry(_found(entry_id).id, me())
    said(_("Lịch “%(title)s” chạy lại như cũ.", title=entry.title))
    return redirect(url_for(".show", entry_id=entry.id), 303)


def _found(entry_id: str) -> Entry:
    with parts().store.read() as tx:
        entry = plan_rows.find(tx, entry_id)
    places = entry.targets or tuple(
        row.station.locality for row in parts().snapshot.taken().rows if row.station.id in entry.stations
    )
    mine = tree().path(me().scope)
    if not any(tree().is_within(code, me().scope) or code in mine for code in places):
        demand(me(), Action.SEE, next(iter(places), ""), tree())
    return entry


def _may_change(entry: Entry) -> bool:
    try:
        for code in entry.targets:
            demand(me(), Action.SCHEDULE, code, tree())
    except BroadcasterError:
        return False
    return True
