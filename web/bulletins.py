"""Bulletins: find, compose, hear, hand in, decide, cancel. The rules are the domain's, the work is the dispatch's."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time, timedelta

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, Person, demand, may
from broadcaster.bulletins import EDITABLE, ENDED, HELD, Bulletin, Field, State
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.plans import Entry
from broadcaster.store import Page, Slice, Transaction, new_id
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import plans as plan_rows
from schedules.priority import Priority
from schedules.recurrence import once
from web import words
from web.forms import BulletinWords, Quick, read_bulletin, read_reason
from web.kept import Fields, keep, kept_for, typed
from web.listen import heard
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, Typed, one
from web.readings import UNDO, Shown, shown
from web.recording import brought, choice_of, drawn, known_recording
from web.retelling import heard_in, retold
from web.samples import SAMPLES, unfilled
from web.sounds import sound_of
from web.tables import csv_file, every

bulletins = Blueprint("bulletins", __name__)

TABS: Mapping[str, frozenset[State]] = {
    "all": frozenset(),
    "waiting": frozenset({State.SUBMITTED}),
    "mending": EDITABLE,
    "running": HELD,
    "ended": ENDED,
}
USUAL_HOUR = time(17)
Answer = str | Response | tuple[str, int]


# ---------------------------------------------------------------- finding


@bulletins.get("/bulletins")
def listed() -> str:
    """Show the bulletins of the reader's scope; what is asked stands in the address."""
    with parts().store.read() as tx:
        page = _listed(tx, Slice(after=request.args.get("after"), limit=30))
    return render_template("bulletins/listed.html", page=page, tab=request.args.get("show", "all"), tabs=TABS)


@bulletins.get("/bulletins.csv")
def export() -> Response:
    """Answer the same list as CSV."""
    head = (
        _("Tiêu đề"),
        _("Địa bàn"),
        _("Lĩnh vực"),
        _("Mức ưu tiên"),
        _("Trạng thái"),
        _("Người soạn"),
        _("Lúc soạn"),
    )
    rows = [
        (
            one.title,
            words.places([one.locality], tree()),
            words.FIELDS[one.field],
            words.PRIORITIES[one.priority],
            words.STATES[one.state],
            one.author,
            words.exact(one.created_at),
        )
        for one in every(_listed)
    ]
    return csv_file("ban-tin", head, rows)


def _listed(tx: Transaction, wanted: Slice) -> Page[Bulletin]:
    states = TABS.get(request.args.get("show", "all"), frozenset())
    return bulletin_rows.listed(tx, me().scope, states, search=request.args.get("q", "")[:100], page=wanted)


# ---------------------------------------------------------------- composing


@bulletins.get("/bulletins/new")
def new() -> str:
    """Show the empty form, with the commonest task filled in: my commune, today 17:00."""
    demand(me(), Action.COMPOSE, me().scope, tree())
    now = parts().clock.now()
    at = usual_time(now)
    sample = SAMPLES.get(request.args.get("sample", ""))
    fields = Fields(
        kept_for(request.path),
        locality=request.args.get("locality", me().scope),
        title=sample.title if sample else "",
        text=sample.text if sample else "",
        field=(sample.field if sample else Field.GENERAL).value,
        priority=Priority.ORDINARY.value,
        voice="",
        sound="voice",
        quick="yes",
        quick_day=f"{at:%Y-%m-%d}",
        quick_at=f"{at:%H:%M}",
    )
    return _form(fields)


@bulletins.post("/bulletins/new")
def create() -> Answer:
    """Keep a new draft; hear it, keep it, or hand it in with its time, as the pressed button says."""
    return _take(None)


@bulletins.get("/bulletins/<bulletin_id>/edit")
def edit(bulletin_id: str) -> Answer:
    """Show a draft to go on with."""
    bulletin, _render = heard(bulletin_id)
    if bulletin.state not in EDITABLE:
        return redirect(url_for(".show", bulletin_id=bulletin_id), 303)
    at = usual_time(parts().clock.now())
    fields = Fields(
        kept_for(request.path),
        locality=bulletin.locality,
        title=bulletin.title,
        text=bulletin.text,
        field=bulletin.field.value,
        priority=bulletin.priority.value,
        voice=bulletin.voice,
        **choice_of(bulletin),
        quick="" if _entries(bulletin_id) else "yes",
        quick_day=f"{at:%Y-%m-%d}",
        quick_at=f"{at:%H:%M}",
    )
    return _form(fields, bulletin=bulletin)


@bulletins.post("/bulletins/<bulletin_id>/edit")
def change(bulletin_id: str) -> Answer:
    """Keep the edited draft, and do what the pressed button says."""
    return _take(heard(bulletin_id)[0])


def _take(known: Bulletin | None) -> Answer:
    saved = known
    fields, faults = brought(typed())
    if one(fields, "do") == "read" or one(fields, "do").startswith(UNDO):
        return _form(Fields(fields), bulletin=known, faults=faults, read=shown(fields))
    try:
        written = _written(fields, faults)
        _demand_filled(written, one(fields, "do"))
        saved = parts().dispatch.save_draft(_bulletin(written, known, one(fields, "recording")), me())
        do = one(fields, "do")
        if do == "submit":
            return _hand_in(saved, written.quick)
    except FormErrors as errors:
        return _form(Fields(fields), bulletin=saved, faults=errors.faults), 422
    except Refused as fault:
        return _form(Fields(fields), bulletin=saved, faults=FormErrors.of(_in_this_form(fault)).faults), 422
    if do == "listen":
        parts().dispatch.preview(saved)
        keep(url_for(".edit", bulletin_id=saved.id), fields)
        return redirect(url_for(".edit", bulletin_id=saved.id, _anchor="sound"), 303)
    said(_("Đã lưu bản nháp “%(title)s”.", title=saved.title))
    return redirect(url_for(".show", bulletin_id=saved.id), 303)


def _demand_filled(written: BulletinWords, wish: str) -> None:
    """Refuse to hand in a text that still has blanks of a sample; a draft may have them."""
    left = unfilled(written.title, written.text)
    if wish == "submit" and left is not None:
        raise left


def _written(fields: Typed, faults: Mapping[str, BroadcasterError]) -> BulletinWords:
    """Read the form; what is wrong with its recording is told along with the rest."""
    try:
        written = read_bulletin(fields, parts().settings.voices)
    except FormErrors as errors:
        raise FormErrors({**errors.faults, **faults}) from errors
    if faults:
        raise FormErrors(faults)
    return written


def _hand_in(saved: Bulletin, quick: Quick | None) -> Response:
    if quick is not None and not _entries(saved.id):
        parts().dispatch.add_entry(quick_entry(saved, quick, parts().clock.now(), me()), me())
    parts().dispatch.submit(saved.id, saved.version, me())
    said(_("Đã gửi “%(title)s” để duyệt.", title=saved.title))
    return redirect(url_for(".show", bulletin_id=saved.id), 303)


def _in_this_form(fault: Refused) -> Refused:
    """Return the fault beside the field of this form that it concerns."""
    field = {"date": "quick_day", "times": "quick_at", "first": "quick_day", "targets": "locality"}.get(
        fault.field or ""
    )
    return Refused(fault.code, field=field or fault.field, **fault.facts)


def _bulletin(written: BulletinWords, known: Bulletin | None, recording: str) -> Bulletin:
    fresh = known or Bulletin(
        id=new_id(),
        locality=written.locality,
        title="",
        text="",
        author=me().id,
        created_at=parts().clock.now(),
    )
    return replace(
        fresh,
        locality=written.locality,
        title=written.title,
        text=written.text,
        field=written.field,
        priority=written.priority,
        voice=written.voice,
        recording=recording if written.recorded else None,
        twice=written.recorded and written.twice,
    )


def quick_entry(bulletin: Bulletin, quick: Quick, now: datetime, author: Person) -> Entry:
    """Return the schedule entry of the compose page: once, in the bulletin's own locality."""
    return Entry(
        id=new_id(),
        title=bulletin.title,
        targets=(bulletin.locality,),
        bulletin_ids=(bulletin.id,),
        recurrence=once(quick.day, quick.at),
        author=author.id,
        created_at=now,
        priority=bulletin.priority,
        outside_reason=quick.reason,
    )


def usual_time(now: datetime) -> datetime:
    """Return when a text written now usually sounds: today 17:00, in the evening tomorrow 17:00."""
    here = words.local(now)
    today = datetime.combine(here.date(), USUAL_HOUR, here.tzinfo)
    return today if here + timedelta(minutes=10) < today else today + timedelta(days=1)


def _form(
    fields: Fields,
    *,
    bulletin: Bulletin | None = None,
    faults: Mapping[str, BroadcasterError] | None = None,
    read: Shown | None = None,
) -> str:
    sound = sound_of(bulletin.id) if bulletin is not None else None
    recording = known_recording(fields["recording"])
    return render_template(
        "bulletins/form.html",
        fields=fields,
        faults=faults or {},
        bulletin=bulletin,
        sound=sound,
        recording=recording,
        recording_wave=drawn(recording) if recording else "",
        codes=living(me().scope),
        voices=parts().settings.voices,
        taken=parts().snapshot.taken(),
        read=read or Shown(""),
        samples=SAMPLES,
    )


def living(scope: str) -> tuple[str, ...]:
    """Return the localities of a scope that are in use, parents before children, siblings by name."""

    def below(code: str) -> tuple[str, ...]:
        """Return one locality and all below it."""
        if tree().by_code[code].retired_at is not None:
            return ()
        return (code, *(deeper for child in tree().children.get(code, ()) for deeper in below(child)))

    return below(scope)


# ---------------------------------------------------------------- one bulletin


@bulletins.get("/bulletins/<bulletin_id>")
def show(bulletin_id: str) -> str:
    """Show one bulletin: how it sounds, where and when, what happened to it, and what the reader may do now."""
    return _shown(bulletin_id, Fields(kept_for(request.path)), {})


@bulletins.get("/bulletins/<bulletin_id>/sound")
def sound(bulletin_id: str) -> str:
    """Show the player part alone, asked for again while the sound is being made."""
    return render_template("bulletins/sound.html", sound=sound_of(bulletin_id))


def _shown(bulletin_id: str, fields: Fields, faults: Mapping[str, BroadcasterError]) -> str:
    found = sound_of(bulletin_id)
    now = parts().clock.now()
    entries = _entries(bulletin_id)
    starts = [start for entry in entries if (start := entry.recurrence.next_after(now))]
    return render_template(
        "bulletins/show.html",
        bulletin=found.bulletin,
        sound=found,
        entries=entries,
        next_start=min(starts, default=None),
        retold=retold(found.bulletin),
        heard_in=heard_in,
        taken=parts().snapshot.taken(),
        fields=fields,
        faults=faults,
        may_decide=found.bulletin.state is State.SUBMITTED
        and found.bulletin.author != me().id
        and may(me(), Action.APPROVE, found.bulletin.locality, tree()),
        may_edit=found.bulletin.state in EDITABLE and may(me(), Action.COMPOSE, found.bulletin.locality, tree()),
        may_cancel=found.bulletin.state not in ENDED and may(me(), Action.COMPOSE, found.bulletin.locality, tree()),
    )


def _entries(bulletin_id: str) -> list[Entry]:
    with parts().store.read() as tx:
        return [entry for entry in plan_rows.with_bulletin(tx, bulletin_id) if entry.ended_at is None]


@bulletins.post("/bulletins/<bulletin_id>/listen")
def prepare(bulletin_id: str) -> Response:
    """Ask for the sound of a bulletin that has none yet."""
    parts().dispatch.preview(heard(bulletin_id)[0])
    return redirect(url_for(".show", bulletin_id=bulletin_id, _anchor="sound"), 303)


@bulletins.post("/bulletins/<bulletin_id>/submit")
def submit(bulletin_id: str) -> Answer:
    """Hand a draft to a leader."""
    try:
        bulletin = parts().dispatch.submit(bulletin_id, _version(), me())
    except Refused as fault:
        return _shown(bulletin_id, Fields(typed()), FormErrors.of(fault).faults), 422
    said(_("Đã gửi “%(title)s” để duyệt.", title=bulletin.title))
    return redirect(url_for(".show", bulletin_id=bulletin_id), 303)


@bulletins.post("/bulletins/<bulletin_id>/decide")
def decide(bulletin_id: str) -> Answer:
    """Approve the version that was shown, or send it back with a reason."""
    try:
        if one(typed(), "decision") == "approve":
            bulletin = parts().dispatch.approve(bulletin_id, _version(), me())
            said(_("Đã duyệt “%(title)s”.", title=bulletin.title))
        else:
            reason = read_reason(typed(), "bulletin.reason_missing")
            bulletin = parts().dispatch.reject(bulletin_id, _version(), me(), reason=reason)
            said(_("Đã trả lại “%(title)s” cho người soạn.", title=bulletin.title))
    except FormErrors as errors:
        return _shown(bulletin_id, Fields(typed()), errors.faults), 422
    except Refused as fault:
        return _shown(bulletin_id, Fields(typed()), FormErrors.of(fault).faults), 422
    return redirect(url_for(".show", bulletin_id=bulletin_id), 303)


@bulletins.post("/bulletins/<bulletin_id>/cancel")
def cancel(bulletin_id: str) -> Answer:
    """Cancel a bulletin wherever it stands."""
    try:
        bulletin = parts().dispatch.cancel_bulletin(bulletin_id, me(), reason=" ".join(one(typed(), "reason").split()))
    except Refused as fault:
        return _shown(bulletin_id, Fields(typed()), FormErrors.of(fault).faults), 422
    said(_("Đã hủy “%(title)s”. Bản tin không còn trong lịch phát.", title=bulletin.title))
    return redirect(url_for(".show", bulletin_id=bulletin_id), 303)


def _version() -> int:
    text = one(typed(), "version")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 0  # noqa: PLR2004


def usable(scope: str) -> Page[Bulletin]:
    """Return the newest bulletins of a scope that may stand in a schedule."""
    with parts().store.read() as tx:
        return bulletin_rows.listed(tx, scope, HELD | {State.SUBMITTED}, page=Slice(limit=40))
