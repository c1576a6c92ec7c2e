"""The programme pages: templates that fill themselves each day, placed on days and times. What follows, dispatch says.

A programme is a schedule entry; ending it, its history and undo are those of every schedule (``web.plans``).
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.bulletins import HELD, Bulletin, Field
from broadcaster.dispatch import Rehearsal
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import Slice, new_id
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import plans as plan_rows
from schedules.playlist import ClipItem, Content, Item
from schedules.priority import Priority
from schedules.programme import Fill, Ident, Programme
from schedules.recurrence import describe
from web.bulletins import living
from web.entries import found, may_change
from web.forms import day_asked
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.programme_form import KINDS, fault_in, fields_of, parts_of, read_programme, rearranged
from web.reading import FormErrors, Typed, one
from web.words import local

programmes = Blueprint("programmes", __name__)

Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]
USUAL_LENGTH = timedelta(minutes=30)
SHOWN_KINDS = ("once", "daily", "weekly", "monthly")
KEEP = "keep"
"""The kind of a recurrence that this form cannot show: it stays as it is."""


@programmes.get("/programmes")
def listed() -> str:
    """Show the programmes of the reader's places, with when each sounds next."""
    now = parts().clock.now()
    with parts().store.read() as tx:
        entries = plan_rows.programmes_in(tx, me().scope)
    rows = [(entry, entry.recurrence.next_after(now)) for entry in entries]
    return render_template("programmes/list.html", rows=rows)


@programmes.get("/programmes/new")
def new() -> str:
    """Show the form of a new programme, filled with the usual parts or like another one."""
    demand(me(), Action.SCHEDULE, me().scope, tree())
    copied = request.args.get("copy")
    shown = _shown(_programme_asked(copied)) if copied else _defaults()
    kept = kept_for(request.path)
    return _form(kept if kept is not None else shown, {})


@programmes.post("/programmes/new")
def create() -> Answer:
    """Rearrange the parts, show what the programme would hold, or keep it, as the pressed button says."""
    return _answered(None)


@programmes.get("/programmes/<entry_id>")
def show(entry_id: str) -> str:
    """Show one programme: its parts, what it holds the next time, and what is not in it and why."""
    entry = _programme_asked(entry_id)
    told = parts().dispatch.rehearse(entry) if entry.ended_at is None else None
    with parts().store.read() as tx:
        fixed = {one: bulletin_rows.find(tx, one).title for one in entry.bulletin_ids}
    return render_template(
        "programmes/show.html",
        entry=entry,
        titles=fixed,
        may_edit=entry.ended_at is None and may_change(entry),
        next_start=entry.recurrence.next_after(parts().clock.now()) if entry.ended_at is None else None,
        **_told(told),
    )


@programmes.get("/programmes/<entry_id>/edit")
def edit(entry_id: str) -> str:
    """Show the form of a programme that exists."""
    entry = _programme_asked(entry_id)
    kept = kept_for(request.path)
    return _form(kept if kept is not None else _shown(entry), {}, changed=entry)


@programmes.post("/programmes/<entry_id>/edit")
def change(entry_id: str) -> Answer:
    """Rearrange, show or keep the changed programme."""
    return _answered(_programme_asked(entry_id))


@programmes.post("/programmes/preview")
def preview() -> str:
    """Show only what the programme would hold; asked again whenever the form changes."""
    entry_id = one(typed(), "entry")
    named = {**typed(), "title": [one(typed(), "title").strip() or _("Chương trình")]}
    try:
        entry = _tuned(_entry(named, _programme_asked(entry_id) if entry_id else None))
        return render_template("programmes/preview.html", **_told(parts().dispatch.rehearse(entry)), fault=None)
    except FormErrors as errors:
        return render_template("programmes/preview.html", fault=next(iter(errors.faults.values())))
    except (Refused, Missing) as fault:
        return render_template("programmes/preview.html", fault=fault)


def _answered(changed: Entry | None) -> Answer:
    do = one(typed(), "do")
    if do not in ("save", "preview"):
        return _form(rearranged(typed(), do), {}, changed=changed)
    try:
        entry = _tuned(_entry(typed(), changed))
        if do == "preview":
            return _form(typed(), {}, changed=changed, told=_told(parts().dispatch.rehearse(entry)))
        return _saved(entry, changed)
    except FormErrors as errors:
        return _form(typed(), errors.faults, changed=changed), 422
    except (Refused, Missing) as fault:
        return _form(typed(), FormErrors.of(fault_in(fault)).faults, changed=changed), 422


def _saved(entry: Entry, changed: Entry | None) -> Response:
    if changed is None:
        kept = parts().dispatch.add_entry(entry, me()).entry
        said(_("Đã lưu chương trình “%(title)s”.", title=kept.title), undo=url_for("plans.end", entry_id=kept.id))
    else:
        version = one(typed(), "version")
        newest = int(version) if version.isascii() and version.isdecimal() else 0
        kept = parts().dispatch.change_entry(changed.id, entry, me(), version=newest).entry
        said(_("Đã sửa chương trình “%(title)s”.", title=kept.title))
    return redirect(url_for(".show", entry_id=kept.id), 303)


def _tuned(entry: Entry) -> Entry:
    """Return the entry with the clip of the tune in it, if it has one."""
    assert entry.programme is not None
    if not any(isinstance(part, Ident) for part in entry.programme.parts):
        return entry
    tune = parts().dispatch.tune()
    tuned = tuple(replace(tune, at=part.at) if isinstance(part, Ident) else part for part in entry.programme.parts)
    return replace(entry, programme=replace(entry.programme, parts=tuned))


def _entry(form: Typed, changed: Entry | None) -> Entry:
    keeps = one(form, "kind") == KEEP and changed is not None
    words = read_programme(form, keeps_time=keeps)
    wish = Entry(
        id=new_id(),
        title=words.title,
        targets=(words.place,) if words.place else (),
        bulletin_ids=words.programme.bulletin_ids,
        recurrence=words.recurrence,
        author=me().id,
        created_at=parts().clock.now(),
        priority=words.priority,
        base=words.base,
        programme=words.programme,
    )
    if changed is None:
        return wish
    old = changed.recurrence
    recurrence = old if keeps else replace(words.recurrence, extra=old.extra, skipped=old.skipped)
    return replace(
        changed,
        title=wish.title,
        bulletin_ids=wish.bulletin_ids,
        recurrence=recurrence,
        priority=wish.priority,
        base=wish.base,
        programme=wish.programme,
        targets=wish.targets if words.place else changed.targets,
        stations=() if words.place else changed.stations,
    )


# ---------------------------------------------------------------- what the pages show


def _programme_asked(entry_id: str) -> Entry:
    entry = found(entry_id)
    if entry.programme is None:
        raise Missing("plan.missing", id=entry_id)
    return entry


def _defaults() -> dict[str, list[str]]:
    usual = Programme(USUAL_LENGTH, (Ident(), Fill(frozenset(int(one) for one in Field))))
    today = day_asked(request.args.get("day", ""), local(parts().clock.now()).date())
    return {
        "title": [""],
        "place": [me().scope],
        "kind": ["daily"],
        "first": [f"{today:%Y-%m-%d}"],
        "times": ["05:30"],
        "weekdays": [str(one) for one in range(5)],
        "priority": [str(Priority.ORDINARY.value)],
        **fields_of(usual),
    }


def _shown(entry: Entry) -> dict[str, list[str]]:
    """Return the form filled like an entry."""
    assert entry.programme is not None
    recurrence = entry.recurrence
    facts: dict[str, Any] = dict(describe(recurrence).facts)
    last = facts.get("last") if recurrence.rule else None
    exceptions = ", ".join(f"{one:%d/%m/%Y}" for one in sorted(recurrence.exceptions))
    return {
        "title": [entry.title],
        "place": list(entry.targets),
        "kind": [facts["kind"] if facts["kind"] in SHOWN_KINDS else KEEP],
        "first": [f"{recurrence.start:%Y-%m-%d}"],
        "last": [f"{last:%Y-%m-%d}"] if isinstance(last, date) else [""],
        "times": [f"{at:%H:%M}" for at in recurrence.times],
        "weekdays": [str(one) for one in facts.get("weekdays") or range(5)],
        "days": [str(one) for one in facts.get("days") or ()],
        "every": [str(facts.get("every") or 1)],
        "holidays": [recurrence.holidays.value],
        "exceptions": [exceptions],
        "priority": [str(entry.priority.value)],
        "base": ["yes"] if entry.base else [],
        **fields_of(entry.programme),
    }


def _form(
    shown: Typed, faults: Faults, *, changed: Entry | None = None, told: Mapping[str, object] | None = None
) -> str:
    fields = Fields(shown)
    chosen = [one for name in parts_of(shown) for one in shown.get(f"{name}-bulletin", ()) if one]
    return render_template(
        "programmes/form.html",
        fields=fields,
        faults=faults,
        names=parts_of(shown),
        kinds=KINDS,
        bulletins=_choosable(chosen),
        codes=living(me().scope),
        changed=changed,
        told=told,
    )


def _choosable(chosen: list[str]) -> list[Bulletin]:
    """Return the approved bulletins of the reader's places, and those chosen already wherever they come from."""
    with parts().store.read() as tx:
        page = bulletin_rows.listed(tx, me().scope, HELD, page=Slice(limit=50)).items
        known = {one.id for one in page}
        others = [bulletin_rows.known(tx, one) for one in chosen if one not in known]
    return [*page, *(one for one in others if one is not None)]


def _told(told: Rehearsal | None) -> dict[str, object]:
    """Return what the templates need to tell what the next airing holds."""
    if told is None or told.airing is None:
        return {"rehearsal": told, "items": ()}
    with parts().store.read() as tx:
        titles = {one: bulletin_rows.find(tx, one).title for one in told.airing.bulletin_ids}
    lines, at = [], told.start
    for item in told.airing.playlist.items:
        lines.append((at, _name(item, titles), item))
        at += item.duration
    return {"rehearsal": told, "items": lines}


def _name(item: Item, titles: Mapping[str, str]) -> str:
    if isinstance(item, ClipItem) and item.bulletin_id is not None:
        return titles[item.bulletin_id]
    names = {
        Content.IDENT: _("Nhạc hiệu"),
        Content.CLIP: _("Bản ghi âm"),
        Content.RELAY: _("Tiếp sóng"),
        Content.PAUSE: _("Khoảng lặng"),
    }
    return str(names[item.content])
