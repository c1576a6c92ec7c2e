"""Calendar files in the browser: bring one, read the report, take what is ticked; and the schedules as a file.

What a file means ``broadcaster.ical`` says, what becomes of it the dispatch. A brought file waits for a day under its
own address, so that a bulletin can be written meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.bulletins import TEXT_LIMIT
from broadcaster.dispatch import Fit, Taken, Weighed
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.ical import MOST_BYTES, Grade, Imported, Remark, read_calendar
from broadcaster.uploads import Uploads
from web.bulletins import living
from web.kept import Fields, keep, typed
from web.pages import said, told_here
from web.parts import me, parts, tree
from web.reading import FormErrors, one, read_place, several

calendars = Blueprint("calendars", __name__)

Answer = str | Response | tuple[str, int]
PAGE = 30
LARGEST_UPLOAD = MOST_BYTES + 200_000
REMARKS_SHOWN = 50
LEFT_TOLD = 3
HEADERS = {"Content-Disposition": 'attachment; filename="lich-phat.ics"', "Cache-Control": "private, no-store"}
SHAPES = {Grade.WHOLE: ("good", "check"), Grade.PARTLY: ("heed", "heed"), Grade.NOT: ("fault", "cross")}


def make_room() -> None:
    """Let the one form that carries a file be as large as a file may be; to be asked before any form is read."""
    if request.endpoint == "calendars.create":
        request.max_content_length = LARGEST_UPLOAD


@calendars.get("/plans.ics")
def export() -> Response:
    """Answer the running schedules of a place as an iCalendar file."""
    where = request.args.get("where", me().scope)
    data = parts().dispatch.calendar(where if tree().is_within(where, me().scope) else me().scope)
    return current_app.response_class(data, mimetype="text/calendar", headers=HEADERS)


# ---------------------------------------------------------------- bringing a file


@calendars.get("/calendars/new")
def new() -> str:
    """Show where a file is chosen."""
    demand(me(), Action.SCHEDULE, me().scope, tree())
    return _form(Fields(where=request.args.get("where", me().scope)), {})


@calendars.post("/calendars/new")
def create() -> Answer:
    """Keep the file for a day and show what it says; one that cannot be used is told of beside its field."""
    try:
        where = read_place(one(typed(), "where"))
        demand(me(), Action.SCHEDULE, where, tree())
        data = _brought()
        read_calendar(data, tree().locality(where).timezone)
    except Refused as fault:
        return _form(Fields(typed()), FormErrors.of(Refused(fault.code, field="file", **fault.facts)).faults), 422
    token = _uploads().keep(me().id, data, parts().clock.now())
    return redirect(url_for(".report", token=token, where=where), 303)


def _brought() -> bytes:
    file = request.files.get("file")
    data = file.stream.read(MOST_BYTES + 1) if file is not None else b""
    if not data:
        raise Refused("upload.none", field="file")
    return data


def _form(fields: Fields, faults: dict[str, BroadcasterError]) -> str:
    return render_template("calendars/new.html", fields=fields, faults=faults, codes=living(me().scope))


def _uploads() -> Uploads:
    return Uploads(parts().dispatch.config.data / "uploads")


# ---------------------------------------------------------------- the report


@dataclass(frozen=True, slots=True)
class Card:
    """One event on the page: its place in the file, what becomes of it, what was remarked."""

    place: int
    weighed: Weighed
    remarks: tuple[Remark, ...]

    @property
    def takeable(self) -> bool:
        """Whether it can be ticked."""
        return self.weighed.fit in (Fit.NEW, Fit.CHANGED)

    @property
    def safe(self) -> bool:
        """Whether it is ticked to begin with: new, understood, and nothing is refused."""
        seen = self.weighed.consequence
        clear = seen is not None and not seen.refusals and not seen.overlaps
        return self.weighed.fit is Fit.NEW and self.weighed.event.grade is Grade.WHOLE and clear


@calendars.get("/calendars/<token>")
def report(token: str) -> str:
    """Show of each event whether it is understood, when it sounds next and what forbids it."""
    return _report(token, _where(request.args.get("where", "")), first=_first())


@calendars.post("/calendars/<token>")
def take(token: str) -> Answer:
    """Schedule what is ticked; or go and write the bulletin that an event lacks."""
    where, do = _where(one(typed(), "where")), one(typed(), "do")
    imported = _read(_uploads(), me().id, token, tree().locality(where).timezone)
    if do.startswith("write "):
        return _write(imported, do.removeprefix("write "), where)
    places = {int(text) for text in several(typed(), "take") if text.isascii() and text.isdecimal()}
    if not places:
        return _report(token, where, first=_first(), fault=Refused("upload.nothing_ticked", field="take")), 422
    chosen = parts().dispatch.weigh(imported, where, me(), wanted=places)
    taken = parts().dispatch.take(chosen, me())
    if taken.left:
        return _report(token, where, first=_first(), taken=taken), 422
    undo = url_for(".undo", batch=taken.batch)
    said(_("Đã xếp %(count)s lịch từ tệp.", count=len(taken.placed)), undo=undo)
    return redirect(url_for(".report", token=token, where=where), 303)


@calendars.post("/calendars/imports/<batch>/undo")
def undo(batch: str) -> Response:
    """Take back what one import made; what was changed since is named and stays."""
    undone = parts().dispatch.undo_import(batch, me())
    told = [_("Đã hoàn tác lần nhập tệp: %(count)s lịch.", count=len(undone.entries))]
    for title, fault in undone.left[:LEFT_TOLD]:
        told.append(_("Không hoàn tác “%(title)s”: %(reason)s", title=title, reason=told_here(fault)))
    more = len(undone.left) - LEFT_TOLD
    said(" ".join([*told, _("và %(count)s lịch khác.", count=more)] if more > 0 else told))
    return redirect(url_for("plans.week"), 303)


def _write(imported: Imported, place: str, where: str) -> Response:
    """Go to the compose page with title and text of an event filled in."""
    wanted = int(place) if place.isascii() and place.isdecimal() and len(place) < 9 else -1  # noqa: PLR2004
    event = imported.events[wanted] if 0 <= wanted < len(imported.events) else None
    filled = {
        "locality": [where],
        "title": [event.title if event else ""],
        "text": [event.description[:TEXT_LIMIT] if event else ""],
        "field": ["1"],
        "priority": [str(event.priority.value) if event else "3"],
        "voice": [""],
    }
    keep(url_for("bulletins.new"), filled)
    return redirect(url_for("bulletins.new"), 303)


def _where(text: str) -> str:
    where = text if tree().is_within(text, me().scope) else me().scope
    demand(me(), Action.SCHEDULE, where, tree())
    return where


def _first() -> int:
    text = request.args.get("from", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 0  # noqa: PLR2004


@lru_cache(maxsize=4)
def _read(uploads: Uploads, owner: str, token: str, timezone: str) -> Imported:
    """Return what a kept file says; the token is its digest, so it never says anything else."""
    return read_calendar(uploads.find(owner, token), timezone)


def _report(
    token: str, where: str, *, first: int, taken: Taken | None = None, fault: BroadcasterError | None = None
) -> str:
    imported = _read(_uploads(), me().id, token, tree().locality(where).timezone)
    places = range(first, min(first + PAGE, len(imported.events)))
    weighed = parts().dispatch.weigh(imported, where, me(), wanted=places)
    cards = [Card(place, one, _about(imported, one)) for place, one in zip(places, weighed, strict=True)]
    return render_template(
        "calendars/report.html",
        token=token,
        where=where,
        cards=cards,
        loose=_loose(imported),
        shown=REMARKS_SHOWN,
        imported=imported,
        first=first,
        following=first + PAGE if first + PAGE < len(imported.events) else None,
        shapes=SHAPES,
        Fit=Fit,
        Grade=Grade,
        taken=taken,
        faults=FormErrors.of(fault).faults if fault is not None else {},
        ticked=set(typed().get("take", ())) if request.method == "POST" else None,
    )


def _about(imported: Imported, weighed: Weighed) -> tuple[Remark, ...]:
    return tuple(one for one in imported.remarks if one.begins == weighed.event.line)


def _loose(imported: Imported) -> Sequence[Remark]:
    """Return the remarks on what is no event that could be taken, the worst first."""
    lines = {one.line for one in imported.events}
    found = [one for one in imported.remarks if one.begins not in lines]
    return sorted(found, key=lambda one: (one.grade is not Grade.NOT, one.grade is Grade.WHOLE, one.line))
