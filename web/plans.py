"""The schedule pages: the week of a place, placing bulletins, ending and undoing. What follows, dispatch says."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Protocol

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.inbox import asked as asked_communes
from broadcaster.plans import Entry
from broadcaster.store import Slice
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.reason import Reason
from web import planform, words
from web.bulletins import living, quick_entry, usable
from web.entries import found, holding, may_change
from web.forms import Quick, day_asked, local_moment
from web.kept import Fields, kept_for, typed
from web.moving import stamp_asked
from web.occasions import when
from web.pages import said, told_here
from web.parts import me, parts, tree
from web.reading import FormErrors, one, read_clock, read_date, read_place
from web.tables import csv_file
from web.weeks import place_asked, week_of

plans = Blueprint("plans", __name__)

URGENT = str(Priority.PRIORITY.value)
Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]


class Told(Protocol):
    """Anything the schedule found that tells why."""

    @property
    def reason(self) -> Reason:
        """Why it is so."""


@plans.app_template_filter()
def sentences(found: Iterable[Told]) -> list[tuple[str, int]]:
    """Return the reasons in words, each once with how often: what happens every day is one sentence."""
    return list(Counter(told_here(one.reason) for one in found).items())


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
            when(one.recurrence),
            words.places(one.targets, tree()),
            words.PRIORITIES[one.priority],
            one.repeat,
            one.author,
        )
        for one in page.items
    ]
    return csv_file("lich-phat", head, rows)


# ---------------------------------------------------------------- placing and changing


@plans.get("/plans/new")
def new() -> str:
    """Show the schedule form, filled from a bulletin or from another schedule if asked."""
    demand(me(), Action.SCHEDULE, me().scope, tree())
    copied = request.args.get("copy")
    filled = planform.copied_fields(found(copied)) if copied else planform.defaults()
    return _form(Fields(kept_for(request.path), **filled))


@plans.post("/plans/new")
def create() -> Answer:
    """Show what the entry would do, or keep it, as the pressed button says."""
    return _answer(None)


@plans.get("/plans/<entry_id>/edit")
def edit(entry_id: str) -> Answer:
    """Show the same form filled with a schedule, to change anything of it."""
    entry = found(entry_id)
    if entry.ended_at is not None or not may_change(entry):
        return redirect(url_for(".show", entry_id=entry.id), 303)
    return _form(Fields(kept_for(request.path), **planform.same_fields(entry)), changed=entry)


@plans.post("/plans/<entry_id>/edit")
def change(entry_id: str) -> Answer:
    """Show what the changed entry would do, or keep it, as the pressed button says."""
    return _answer(found(entry_id))


def _answer(changed: Entry | None) -> Answer:
    filled, do = typed(), one(typed(), "do")
    try:
        if do.startswith("free "):
            filled = planform.elsewhere(filled, do.removeprefix("free "))
        entry = planform.entry_asked(filled, changed)
        if do == "save":
            return _kept(entry, changed)
        return _form(Fields(filled), entry=entry, changed=changed)
    except FormErrors as errors:
        return _form(Fields(filled), faults=errors.faults, changed=changed), 422
    except (Refused, Missing) as fault:
        return _form(Fields(filled), faults=FormErrors.of(in_plan_form(fault)).faults, changed=changed), 422


def _kept(entry: Entry, changed: Entry | None) -> Response:
    """Keep the entry, new or changed, and offer the way back."""
    if changed is None:
        placed = parts().dispatch.add_entry(entry, me())
        text = _("Đã xếp lịch “%(title)s”.", title=entry.title)
    else:
        version = one(typed(), "version")
        known = int(version) if version.isascii() and version.isdecimal() else changed.version
        placed = parts().dispatch.change_entry(changed.id, entry, me(), version=known)
        text = _("Đã sửa lịch “%(title)s”.", title=entry.title)
    newest = placed.entry.version
    undo = url_for("changes.undo", entry_id=placed.entry.id, version=newest - 1, newest=newest)
    said(text, undo=undo)
    return redirect(url_for(".show", entry_id=placed.entry.id), 303)


@plans.post("/plans/foresee")
def foresee() -> Answer:
    """Show only what the entry would do; asked again whenever the form changes."""
    try:
        changed = planform.changed_asked(typed())
        told = planform.consequence(planform.entry_asked(typed(), changed))
        return render_template("plans/consequence.html", **told, save=True, changed=changed)
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
    why = why_field(where, local_moment(day, at), asked.get("quick_reason", ""))
    if asked.get("bulletin"):
        with parts().store.read() as tx:
            known = bulletin_rows.known(tx, asked["bulletin"])
    if known is not None:
        entry = quick_entry(replace(known, locality=where), Quick(day, at, asked.get("quick_reason", "")), now, me())
        return render_template("plans/consequence.html", **planform.consequence(entry)) + why
    start = local_moment(day, at)
    past = Refused("plan.in_the_past", field="quick_day") if start <= now else None
    stations = parts().snapshot.taken().in_codes([where])
    communes = 0 if asked.get("priority") == URGENT else len(asked_communes(where, tree(), me().scope))
    page = render_template(
        "plans/quick.html", start=start, where=where, stations=stations, fault=past, communes=communes
    )
    return page + why


def why_field(where: str, start: datetime, reason: str) -> str:
    """Return the field for the reason where a time lies outside the allowed hours, and what helps in quiet hours."""
    forbidden = parts().dispatch.forbidden(where, start, timedelta(minutes=1))
    return render_template("plans/why.html", forbidden=forbidden, reason=reason) if forbidden else ""


def in_plan_form(fault: Refused | Missing) -> BroadcasterError:
    """Return the fault beside the field of this form that it concerns."""
    field = {"date": "first"}.get(fault.field or "", fault.field)
    return type(fault)(fault.code, field=field, **fault.facts)


def _form(
    fields: Fields, *, faults: Faults | None = None, entry: Entry | None = None, changed: Entry | None = None
) -> str:
    bulletins = usable(me().scope).items
    shown = {one.id for one in bulletins}
    with parts().store.read() as tx:
        asked = [bulletin_rows.known(tx, one) for one in fields.all("bulletin_ids") if one not in shown]
    return render_template(
        "plans/form.html",
        fields=fields,
        faults=faults or {},
        changed=changed,
        bulletins=(*(one for one in asked if one is not None), *bulletins),
        top=me().scope,
        taken=parts().snapshot.taken(),
        **(planform.consequence(entry) if entry is not None else {"entry": None, "fault": None}),
    )


# ---------------------------------------------------------------- one entry


@plans.get("/plans/<entry_id>")
def show(entry_id: str) -> str:
    """Show one schedule: when and where it sounds next, what it plays; of one time, how to skip or change it."""
    entry = found(entry_id)
    with parts().store.read() as tx:
        bulletins = [bulletin_rows.find(tx, one) for one in entry.bulletin_ids]
        versions = plan_rows.versions(tx, entry.id)
    now = parts().clock.now()
    next_start = entry.recurrence.next_after(now) if entry.ended_at is None else None
    mine = may_change(entry)
    return render_template(
        "plans/show.html",
        entry=entry,
        changed=entry,
        bulletins=bulletins,
        next_start=next_start,
        this_time=this_time(entry),
        taken=parts().snapshot.taken(),
        c=parts().dispatch.foresee(entry) if next_start is not None else None,
        held=holding(entry),
        versions=versions,
        may_end=entry.ended_at is None and mine,
        mine=mine,
    )


def this_time(entry: Entry) -> datetime | None:
    """Return the one time the address asks for, if the entry has it."""
    at = stamp_asked(request.args.get("at"))
    return at if at is not None and entry.recurrence.between(at, at + timedelta(seconds=1)) else None


@plans.post("/plans/<entry_id>/end")
def end(entry_id: str) -> Response:
    """End a schedule; the next page offers to undo it."""
    reason = " ".join(one(typed(), "reason").split())[:500]
    entry = parts().dispatch.end_entry(found(entry_id).id, me(), reason=reason)
    said(_("Đã kết thúc lịch “%(title)s”.", title=entry.title), undo=url_for(".reinstate", entry_id=entry.id))
    return redirect(url_for(".week"), 303)


@plans.post("/plans/<entry_id>/reinstate")
def reinstate(entry_id: str) -> Response:
    """Undo the ending of a schedule."""
    entry = parts().dispatch.reinstate_entry(found(entry_id).id, me())
    said(_("Lịch “%(title)s” chạy lại như cũ.", title=entry.title))
    return redirect(url_for(".show", entry_id=entry.id), 303)
