"""The pages of saved lists: found, kept, named, counted, their versions, the way back. The rules are the domain's.

Places and stations are ticked as for an alert; what was typed is never lost to a refusal.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.dispatch import ListWords, SeenList
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.store import stations as station_rows
from broadcaster.store.folding import fold
from broadcaster.target_lists import MOST_MEMBERS, TargetList, checked_name
from web import alertwords, words
from web.alertform import VERSION_DIGITS, read_version
from web.alertlists import reached
from web.alertplaces import Asked, outermost, within_itself
from web.alerttargets import everything, is_only_asking, named, picked
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, Reading, Typed, several

targetlists = Blueprint("targetlists", __name__)

SEARCHED = 80
"""Letters of a search that count."""
Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]


@dataclass(frozen=True, slots=True)
class Line:
    """One list as the overview shows it."""

    seen: SeenList
    place: str
    stations: int


@dataclass(frozen=True, slots=True)
class Step:
    """One version of a list: what came in and what left against the one before, by name."""

    known: TargetList
    before: TargetList | None
    came: tuple[str, ...]
    left: tuple[str, ...]


@targetlists.get("/lists")
def listed() -> str:
    """Show the lists of one's places, and those that lie wholly within them; found by name."""
    demand(me(), Action.SEE, me().scope, tree())
    wanted = fold(request.args.get("q", "")[:SEARCHED])
    found = [one for one in parts().dispatch.target_lists(me()) if wanted in fold(one.known.name)]
    lines = [Line(one, tree().name(one.known.place), count(one.known)) for one in found]
    return render_template("targetlists/listed.html", lines=lines, may_keep=may_keep(me().scope))


@targetlists.get("/lists/new")
def new() -> str:
    """Show an empty list to fill."""
    demand(me(), Action.ALERT, me().scope, tree())
    return _form(Fields(kept_for(request.path)), {})


@targetlists.post("/lists/new")
def create() -> Answer:
    """Keep a new list."""
    if is_only_asking(typed()):
        return _form(Fields(typed()), {})
    try:
        made = parts().dispatch.add_list(read_list(typed()), me())
    except FormErrors as errors:
        return _form(Fields(typed()), errors.faults), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), FormErrors.of(fault).faults), 422
    told = _("Đã lập danh sách “%(name)s”: %(stations)s.", name=made.name, stations=words.stations_count(count(made)))
    said(told, undo=_undo(made))
    return redirect(url_for(".show", list_id=made.id), 303)


@targetlists.get("/lists/<list_id>")
def show(list_id: str) -> str:
    """Show what a list holds, whom it reaches, and each of its versions."""
    return _shown(list_id, {})


@targetlists.get("/lists/<list_id>/edit")
def edit(list_id: str) -> str:
    """Show the list to be changed."""
    known = parts().dispatch.target_list(list_id, me()).known
    demand(me(), Action.ALERT, known.place, tree())
    members = {"localities": known.localities, "stations": known.stations}
    return _form(Fields(kept_for(request.path), name=known.name, version=known.version, **members), {}, known)


@targetlists.post("/lists/<list_id>/edit")
def change(list_id: str) -> Answer:
    """Keep the changed list."""
    known = parts().dispatch.target_list(list_id, me()).known
    if is_only_asking(typed()):
        return _form(Fields(typed()), {}, known)
    try:
        changed = parts().dispatch.edit_list(list_id, read_list(typed()), me(), version=read_version(typed()))
    except FormErrors as errors:
        return _form(Fields(typed()), errors.faults, known), 422
    except (Refused, Missing) as fault:
        return _form(Fields(typed()), FormErrors.of(fault).faults, known), 422
    if changed.version == known.version:
        said(_("Danh sách “%(name)s” đã đúng như vậy, không có gì thay đổi.", name=changed.name))
    else:
        said(_("Đã sửa danh sách “%(name)s”. Báo động đã soạn giữ như cũ.", name=changed.name), undo=_undo(changed))
    return redirect(url_for(".show", list_id=list_id), 303)


@targetlists.post("/lists/<list_id>/remove")
def remove(list_id: str) -> Answer:
    """Take a list away; the next page offers it back."""
    try:
        gone = parts().dispatch.remove_list(list_id, me(), version=read_version(typed()))
    except (Refused, Missing) as fault:
        return _shown(list_id, {"": fault}), 422
    said(_("Đã xóa danh sách “%(name)s”. Báo động đã soạn giữ như cũ.", name=gone.name), undo=_undo(gone))
    return redirect(url_for(".listed"), 303)


@targetlists.post("/lists/<list_id>/undo/<int:version>")
def undo(list_id: str, version: int) -> Answer:
    """Restore a version of a list; 0 removes it."""
    newest = request.values.get("newest", "")
    seen = int(newest) if newest.isascii() and newest.isdecimal() and len(newest) < VERSION_DIGITS else 0
    try:
        known = parts().dispatch.undo_list(list_id, version, me(), newest=seen)
    except (Refused, Missing) as fault:
        return _shown(list_id, {"": fault}), 422
    if known.removed_at is not None:
        said(_("Đã bỏ danh sách “%(name)s” vừa lập.", name=known.name), undo=_undo(known))
        return redirect(url_for(".listed"), 303)
    said(_("Danh sách “%(name)s” trở lại như bản %(version)s.", name=known.name, version=version), undo=_undo(known))
    return redirect(url_for(".show", list_id=list_id), 303)


@targetlists.post("/lists/places")
def places() -> str:
    """Show the rows to tick alone, as the form stands now."""
    fields = Fields(typed())
    return render_template("alerts/places.html", picker=picked(fields), fields=fields, rows_at=url_for(".places"))


@targetlists.post("/lists/count")
def counted() -> str:
    """Show whom the ticked members reach, as the form stands now."""
    return render_template("targetlists/count.html", **_heard(Fields(typed())))


def count(known: TargetList) -> int:
    """Return how many stations a list reaches now."""
    return reached(parts().snapshot.taken(), known.localities, known.stations)


def may_keep(place: str) -> bool:
    """Tell whether the reader may change the lists of a place."""
    return may(me(), Action.ALERT, place, tree())


def member_names(known: TargetList) -> dict[str, str]:
    """Return the members of a list by code or id with the name people read."""
    with parts().store.read() as tx:
        sites = station_rows.named(tx, known.stations)
    places = {code: tree().name(code) if code in tree().by_code else code for code in known.localities}
    single = {name: f"{site.name} ({tree().name(site.locality)})" for name, site in sites.items()}
    return places | single


def read_list(sent: Typed) -> ListWords:
    """Read the form of a list; what is missing in it is told all at once."""
    reading = Reading(sent)
    name = reading.take("name", checked_name, "")
    written = ListWords(name, several(sent, "localities"), several(sent, "stations"))
    if not written.localities and not written.stations:
        reading.faults["localities"] = Refused("list.empty", field="localities")
    reading.finish()
    return written


def _undo(known: TargetList) -> str:
    return url_for("targetlists.undo", list_id=known.id, version=known.version - 1, newest=known.version)


def _form(fields: Fields, faults: Faults, known: TargetList | None = None) -> str:
    return render_template(
        "targetlists/form.html",
        known=known,
        fields=fields,
        faults=faults,
        picker=picked(fields),
        rows_at=url_for(".places"),
        most=MOST_MEMBERS,
        **_heard(fields),
    )


def _heard(fields: Fields) -> dict[str, object]:
    """Return whom the ticked members reach, in the reader's places only, and what does not go together."""
    known, around = everything(), tree()
    mine = [code for code in fields.all("localities") if around.is_within(code, me().scope)]
    single = [name for name in fields.all("stations") if around.is_within(known.home(name) or "", me().scope)]
    codes = outermost(mine, around)
    heard = alertwords.audience(parts().snapshot.taken(), codes, single)
    wrong = within_itself(known, Asked(tuple(mine), tuple(single)))
    return {"heard": heard, "wrong_place": wrong}


def _shown(list_id: str, faults: Faults) -> str:
    seen = parts().dispatch.target_list(list_id, me())
    known = seen.known
    codes = [code for code in known.localities if code in tree().by_code]
    return render_template(
        "targetlists/show.html",
        seen=seen,
        known=known,
        faults=faults,
        place=tree().name(known.place),
        members=member_names(known),
        heard=alertwords.audience(parts().snapshot.taken(), codes, known.stations),
        names=named(codes, known.stations),
        steps=_steps(parts().dispatch.list_versions(list_id, me())),
        may_keep=may_keep(known.place),
    )


def _steps(versions: tuple[TargetList, ...]) -> list[Step]:
    """Return the versions of a list, newest first, each with what it changed."""
    return [_step(known, before) for known, before in zip(versions, (*versions[1:], None), strict=True)]


def _step(known: TargetList, before: TargetList | None) -> Step:
    now = member_names(known)
    then = {} if before is None else member_names(before)
    came = tuple(name for key, name in now.items() if key not in then)
    return Step(known, before, came, tuple(name for key, name in then.items() if key not in now))
