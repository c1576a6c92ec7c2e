"""Changing what is placed, from a phone or by dragging: one time, all times, whole days, and the way back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.amendments import is_single, repeats
from broadcaster.dispatch import Copied, Placed
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.plans import Entry
from broadcaster.store import bulletins as bulletin_rows
from web import words
from web.bulletins import usable
from web.entries import demand_change, found, holding
from web.kept import Fields, typed
from web.moving import Wish, read_copy, read_free, read_stamp, read_wish, stamp, stamp_asked
from web.pages import said, told_here
from web.parts import me, parts, tree
from web.reading import FormErrors, one

changes = Blueprint("changes", __name__)

Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]
NO_FAULTS: Faults = {}
LEFT_OUT_TOLD = 3


# ---------------------------------------------------------------- one time


@changes.get("/plans/<entry_id>/change")
def change(entry_id: str) -> Answer:
    """Show the form that changes one time; a drag comes here with the new time or length in the address."""
    entry = found(entry_id)
    at = at_asked()
    start = words.local(stamp_asked(request.args.get("to")) or at, entry.recurrence.timezone)
    day = request.args.get("day", f"{start:%Y-%m-%d}")
    fields = Fields(
        None, day=day, time=f"{start:%H:%M}", repeat=repeat_asked(entry), bulletin_ids=entry.bulletin_ids, every=""
    )
    return _form(entry, at, fields, wish=wish_of(entry, fields))


def at_asked() -> datetime:
    """Return which time of the entry is meant; Refused when the address names none."""
    return read_stamp(request.args.get("at", ""))


def repeat_asked(entry: Entry) -> int:
    """Return how often it shall be repeated: as drawn by length or given in the address, else as it is."""
    seconds = request.args.get("seconds", "")
    if not (seconds.isascii() and seconds.isdecimal()):
        return entry.repeat
    whole = parts().dispatch.foresee(entry).duration
    return repeats(whole / entry.repeat, timedelta(seconds=int(seconds[:6])))


def wish_of(entry: Entry, fields: Fields) -> Wish | None:
    """Return what the form as it stands asks for, None while it cannot be read."""
    asked = {name: fields.all(name) for name in ("day", "time", "repeat", "bulletin_ids", "every")}
    try:
        return read_wish(asked, entry.recurrence.timezone)
    except FormErrors:
        return None


@changes.post("/plans/<entry_id>/change")
def save(entry_id: str) -> Answer:
    """Show what the change would do, or make it, as the pressed button says."""
    entry, at = found(entry_id), at_asked()
    fields = Fields(typed())
    do = one(typed(), "do")
    try:
        if do.startswith("free "):
            fields = Fields(elsewhere(entry, do.removeprefix("free ")))
            return _form(entry, at, fields, wish=wish_of(entry, fields))
        wish = asked_of(entry, read_wish(typed(), entry.recurrence.timezone))
        if do != "save":
            return _form(entry, at, fields, wish=wish)
        placed = parts().dispatch.move(entry.id, at, me(), moved=wish.moved, every=wish.every)
    except FormErrors as errors:
        return _form(entry, at, fields, faults=errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(entry, at, fields, faults=FormErrors.of(fault).faults), 422
    moment = words.moment_words(wish.moved.start or at, parts().clock.now())
    said(_("Đã đổi “%(title)s”: phát lúc %(moment)s.", title=placed.entry.title, moment=moment), undo=undo_of(placed))
    return redirect(url_for("diary.day", where=where_of(entry), day=local_day(entry, wish.moved.start or at)), 303)


def elsewhere(entry: Entry, moment: str) -> dict[str, list[str]]:
    """Return the form with the free place that was offered instead of the taken one."""
    free = read_free(moment, entry.recurrence.timezone)
    form = {name: list(values) for name, values in typed().items()}
    return {**form, "day": [f"{free:%Y-%m-%d}"], "time": [f"{free:%H:%M}"]}


def asked_of(entry: Entry, wish: Wish) -> Wish:
    """Return the wish with nothing in it that is as it was, so that only what was asked changes."""
    same = wish.moved.bulletin_ids == entry.bulletin_ids
    return replace(wish, moved=replace(wish.moved, bulletin_ids=None)) if same else wish


@changes.post("/plans/<entry_id>/change/foresee")
def foresee(entry_id: str) -> str:
    """Show only what the change would do; asked again whenever the form changes."""
    entry, at = found(entry_id), at_asked()
    try:
        wish = asked_of(entry, read_wish(typed(), entry.recurrence.timezone))
        return render_template("plans/consequence.html", **_consequence(entry, at, wish), save=True, changed=entry)
    except FormErrors as errors:
        return render_template("plans/consequence.html", entry=None, fault=next(iter(errors.faults.values())))
    except (Refused, Missing) as fault:
        return render_template("plans/consequence.html", entry=None, fault=fault)


@changes.post("/plans/<entry_id>/skip")
def skip(entry_id: str) -> Response:
    """Take one time out; the next page offers to undo it."""
    entry = found(entry_id)
    at = read_stamp(one(typed(), "at"))
    placed = parts().dispatch.skip_instance(entry.id, at, me())
    moment = words.moment_words(at, parts().clock.now())
    said(_("Đã bỏ lần phát “%(title)s” %(moment)s.", title=entry.title, moment=moment), undo=undo_of(placed))
    return redirect(url_for("diary.day", where=where_of(entry), day=local_day(entry, at)), 303)


@changes.post("/plans/<entry_id>/undo/<int:version>")
def undo(entry_id: str, version: int) -> Response:
    """Bring an earlier version back as a new one; version 0 takes the schedule out as if never made."""
    seen = request.args.get("newest", "")
    newest = int(seen[:9]) if seen.isascii() and seen.isdecimal() else None
    placed = parts().dispatch.undo(found(entry_id).id, version, me(), newest=newest)
    said(_("Đã hoàn tác: lịch “%(title)s” như trước.", title=placed.entry.title))
    back = placed.entry.origin or placed.entry.id
    return redirect(url_for("plans.show", entry_id=back), 303)


def undo_of(placed: Placed) -> str:
    """Return the address that takes back the change just made."""
    newest = placed.entry.version
    return url_for("changes.undo", entry_id=placed.entry.id, version=newest - 1, newest=newest)


def where_of(entry: Entry) -> str:
    """Return the place whose day shows an entry."""
    return next((code for code in entry.targets if tree().is_within(code, me().scope)), me().scope)


def local_day(entry: Entry, moment: datetime) -> str:
    """Return the day of a moment as an address has it."""
    return f"{moment.astimezone(ZoneInfo(entry.recurrence.timezone)):%Y-%m-%d}"


def _consequence(entry: Entry, at: datetime, wish: Wish) -> dict[str, object]:
    demand_change(entry)
    placed = parts().dispatch.foresee_move(entry.id, at, moved=wish.moved, every=wish.every)
    return {"entry": placed.entry, "c": placed.consequence, "fault": None}


def _form(entry: Entry, at: datetime, fields: Fields, *, wish: Wish | None = None, faults: Faults = NO_FAULTS) -> str:
    demand_change(entry)
    shown = {one.id: one for one in usable(me().scope).items}
    with parts().store.read() as tx:
        held = [bulletin_rows.known(tx, one) for one in entry.bulletin_ids if one not in shown]
    told: dict[str, object] = {"c": None, "fault": None}
    if wish is not None:
        try:
            told = _consequence(entry, at, wish)
        except (Refused, Missing) as fault:
            told = {"entry": None, "c": None, "fault": fault}
    return render_template(
        "plans/change.html",
        changed=entry,
        at=at,
        stamp=stamp(at),
        single=is_single(entry),
        fields=fields,
        faults=faults,
        bulletins=(*(one for one in held if one is not None), *shown.values()),
        where=where_of(entry),
        day=local_day(entry, at),
        **({"entry": None} | told),
    )


# ---------------------------------------------------------------- whole days


@changes.post("/plans/copy")
def copy() -> Response:
    """Copy a day or a week of a place; the next page offers to undo all of it at once."""
    asked = read_copy(typed())
    dispatch = parts().dispatch
    copied = (dispatch.copy_week if asked.week else dispatch.copy_day)(asked.where, asked.source, me(), to=asked.to)
    said(copied_words(copied), undo=url_for("changes.undo_copy", batch=copied.batch))
    page = "plans.week" if asked.week else "diary.day"
    return redirect(url_for(page, where=asked.where, day=asked.to.isoformat()), 303)


def copied_words(copied: Copied) -> str:
    """Return how many schedules were copied, and which were not and why."""
    told = [_("Đã chép %(count)s lịch.", count=len(copied.placed))]
    for left in copied.left_out[:LEFT_OUT_TOLD]:
        told.append(_("Không chép “%(title)s”: %(reason)s", title=left.title, reason=told_here(left.fault)))
    more = len(copied.left_out) - LEFT_OUT_TOLD
    return " ".join([*told, _("và %(count)s lịch khác.", count=more)] if more > 0 else told)


@changes.post("/plans/copied/<batch>/undo")
def undo_copy(batch: str) -> Response:
    """Take everything out that one copying made."""
    count = parts().dispatch.undo_copy(batch, me())
    said(_("Đã bỏ %(count)s lịch vừa chép.", count=count))
    return redirect(url_for("plans.week"), 303)


# ---------------------------------------------------------------- on its way


@changes.get("/plans/<entry_id>/holding")
def held(entry_id: str) -> str:
    """Show how many stations hold the new plan; asked again every few seconds until all do."""
    entry = found(entry_id)
    return render_template("plans/holding.html", changed=entry, held=holding(entry))
