"""Emergency alerts on the pages: raise, confirm, release by a second person, correct, cancel, silence everything.

A real alert and an exercise are chosen first, on addresses of their own, and never become one another. The rules are
the domain's; what is released here the signer checks once more before it signs.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster import alerts as rules
from broadcaster.accounts import Action, Person, demand, has
from broadcaster.alerts import EDITABLE, ENDED, SOUNDING, Alert, State
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.hazards import HAZARDS, Hazard
from broadcaster.messages import AlarmStatus
from broadcaster.sirens import DRILL_NOTICES
from broadcaster.store import Page, Slice, Transaction, new_id
from broadcaster.store import alerts as alert_rows
from broadcaster.store import people as person_rows
from broadcaster.store import renders as render_rows
from broadcaster.target_lists import Pick
from web import alertwords, words
from web.alertboard import board_facts, found, is_seen, may_release, permitted, standing, waiting
from web.alertform import (
    KINDS,
    LASTING,
    PLACE_BLANK,
    VOLUMES,
    AlertWords,
    blank_names,
    blanks_of,
    chosen_hazard,
    nearest,
    offered,
    read_alert,
    read_version,
    rough_words,
)
from web.alertlanguages import language_names, offered_languages, only_vietnamese, said_languages
from web.alertlists import held_by, offered_lists, pinned
from web.alerttargets import Aim, aimed, by_name, facts, heard_now, is_only_asking, picked
from web.kept import Fields, kept_for, typed
from web.listen import wave
from web.parts import me, parts, tree
from web.pathhealth import path_round, path_warnings
from web.reading import FormErrors
from web.tables import csv_file, every
from web.weekly import weekly_words

alerts = Blueprint("alerts", __name__)

Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]
OTHER = "other"
AIMED_BY = ("localities", "stations", "lists", "drawn")
"""The fields of the form that say where."""


@alerts.app_context_processor
def names() -> dict[str, object]:
    """Give the templates the words of alerts."""
    return {"alertwords": alertwords}


# ---------------------------------------------------------------- all of them


@alerts.get("/alerts")
def listed() -> str:
    """Show what sounds now, what waits for somebody, and what is over."""
    with parts().store.read() as tx:
        past = _past(tx, Slice(after=request.args.get("after"), limit=20))
        open_ = alert_rows.in_states(tx, EDITABLE)
    release, confirm = waiting()
    mine = {one.id for one in (*release, *confirm)}
    others = [one for one in open_ if one.id not in mine and is_seen(one)]
    sounding = [(one, board_facts(one)["tally"], _may(one)) for one in standing()]
    path = {"warnings": path_warnings(), "path_round": path_round(), "weekly": weekly_words()}
    return render_template(
        "alerts/listed.html", sounding=sounding, release=release, confirm=confirm, others=others, past=past, **path
    )


@alerts.get("/alerts.csv")
def export() -> Response:
    """Answer the alerts that are over as CSV."""
    head = (
        _("Loại"),
        _("Nội dung"),
        _("Nguy hiểm"),
        _("Cấp độ"),
        _("Trạng thái"),
        _("Phát lệnh lúc"),
        _("Người phát lệnh"),
    )
    rows = [
        (
            alertwords.KINDS[one.status],
            one.title,
            alertwords.hazard_name(one.hazard),
            one.level,
            alertwords.STATES[one.state],
            words.exact(one.released_at) if one.released_at else "",
            one.released_by,
        )
        for one in every(_past)
    ]
    return csv_file("bao-dong", head, rows)


def _past(tx: Transaction, wanted: Slice) -> Page[Alert]:
    return alert_rows.listed(tx, me().scope, ENDED, page=wanted)


# ---------------------------------------------------------------- writing


@alerts.get("/alerts/new")
def new() -> str:
    """Ask first whether it is real or a drill, then what has happened: each on an address of its own."""
    demand(me(), Action.ALERT, me().scope, tree())
    status = KINDS.get(request.args.get("as", ""))
    if status is None:
        return render_template("alerts/kind.html")
    likeliest, rest = offered(status)
    return render_template("alerts/hazards.html", status=status, likeliest=likeliest, rest=rest)


@alerts.get("/alerts/new/<kind>/<hazard>")
def write(kind: str, hazard: str) -> str:
    """Show the few fields of one hazard, with my place, its usual level and length filled in."""
    demand(me(), Action.ALERT, me().scope, tree())
    status, known = chosen_hazard(kind, hazard)
    fields = Fields(
        kept_for(request.path),
        **{PLACE_BLANK: tree().name(me().scope)},
        level=known.level,
        localities=me().scope,
        lasts=nearest(known.lasts),
        volume="100",
    )
    return _form(status, known, fields, {})


@alerts.post("/alerts/new/<kind>/<hazard>")
def create(kind: str, hazard: str) -> Answer:
    """Keep a new draft, and show what will be said, where, to whom."""
    status, known = chosen_hazard(kind, hazard)
    plain = Alert(
        new_id(),
        status,
        known.code,
        1,
        "",
        "",
        me().scope,
        author=me().id,
        created_at=parts().clock.now(),
        siren=known.siren,
    )
    return _take(plain, known, None)


@alerts.get("/alerts/<alert_id>/edit")
def edit(alert_id: str) -> Answer:
    """Show an alert that was not released, to change it."""
    alert = found(alert_id)
    if alert.state not in EDITABLE:
        return redirect(url_for(".show", alert_id=alert_id), 303)
    blanks = None if request.args.get("words") == "free" else blanks_of(alert)
    chosen = by_name(alert)
    fields = Fields(
        kept_for(request.path),
        **(blanks if blanks is not None else {"title": alert.title, "text": alert.text}),
        level=alert.level,
        localities=chosen.localities,
        stations=chosen.stations,
        drawn="\n".join(alert.drawn),
        lists=held_by(alert),
        lasts=nearest(alert.lasts),
        volume=alert.volume,
        version=alert.version,
        only_vietnamese=only_vietnamese(alert),
    )
    return _form(alert.status, _hazard(alert), fields, {}, alert=alert)


@alerts.post("/alerts/<alert_id>/edit")
def change(alert_id: str) -> Answer:
    """Keep the changed words of an alert; it has to be confirmed again."""
    alert = found(alert_id)
    return _take(replace(alert, version=read_version(typed())), _hazard(alert), alert)


def _take(plain: Alert, hazard: Hazard, known: Alert | None) -> Answer:
    if is_only_asking(typed()):
        return _form(plain.status, hazard, Fields(typed()), {}, alert=known)
    try:
        written = _with(plain, read_alert(typed(), hazard, plain.status), hazard, held_by(known))
        if known is None:
            kept = parts().dispatch.draft_alert(written, me())
        else:
            kept = parts().dispatch.edit_alert(known.id, written, me())
    except FormErrors as errors:
        return _form(plain.status, hazard, Fields(typed()), errors.faults, alert=known), 422
    except (Refused, Missing) as fault:
        return _form(plain.status, hazard, Fields(typed()), FormErrors.of(fault).faults, alert=known), 422
    return redirect(url_for(".show", alert_id=kept.id), 303)


def _with(plain: Alert, written: AlertWords, hazard: Hazard, held: Collection[Pick]) -> Alert:
    aim = aimed(written.localities, written.stations, written.area, pinned(written.lists, held))
    fresh = replace(
        plain,
        title=written.title,
        text=written.text,
        level=written.level,
        localities=aim.localities,
        stations=aim.stations,
        drawn=aim.drawn,
        lists=aim.lists,
        lasts=written.lasts,
        volume=written.volume,
        repeat=hazard.repeat(written.lasts),
        translations=(),
    )
    return fresh if written.only_vietnamese else parts().dispatch.translated(fresh)


def _hazard(alert: Alert) -> Hazard:
    return HAZARDS.get(alert.hazard, HAZARDS[OTHER])


def _form(status: AlarmStatus, hazard: Hazard, fields: Fields, faults: Faults, *, alert: Alert | None = None) -> str:
    free = bool(fields["text"]) or fields.typed is not None and "text" in fields.typed
    shown = {name: fields.all(name) for name in (*AIMED_BY, "title", *blank_names(hazard))}
    title, text = rough_words(shown | ({"text": fields.all("text")} if free else {}), hazard)
    heard = heard_now(shown)
    return render_template(
        "alerts/form.html",
        status=status,
        hazard=hazard,
        fields=fields,
        faults=faults,
        alert=alert,
        free=free,
        title=title,
        text=text,
        picker=picked(fields),
        offer=offered_lists(fields),
        tiles=parts().settings.map_tiles,
        lasting=LASTING,
        volumes=VOLUMES,
        **heard,
        **offered_languages(status, hazard, heard["aim"].localities, heard["aim"].stations),
    )


# ---------------------------------------------------------------- one of them


@alerts.get("/alerts/<alert_id>")
def show(alert_id: str) -> str:
    """Show one alert: what it says, to whom, who stands for it, and what the reader may do about it now."""
    return shown(alert_id, {})


@alerts.get("/alerts/<alert_id>/sound")
def sound(alert_id: str) -> str:
    """Show the player part alone, asked for again while the speech is being made."""
    return render_template("alerts/sound.html", **_sound(found(alert_id)))


def shown(alert_id: str, faults: Faults) -> str:
    """Return the page of an alert, with what was refused on it."""
    alert = found(alert_id)
    moving = alert.state in SOUNDING or alert.released_at is not None
    return render_template(
        "alerts/show.html",
        **_sound(alert),
        fields=Fields(typed() if faults else kept_for(request.path)),
        faults=faults,
        **said_languages(alert),
        spoken=rules.spoken(alert, tree().locality(alert.origin).timezone),
        readings=parts().dispatch.alert_readings(alert),
        notice=DRILL_NOTICES["vi"],
        tiles=parts().settings.map_tiles,
        **facts(Aim(alert.localities, alert.stations, alert.drawn, lists=alert.lists)),
        place=_place(alert),
        second=_second(alert),
        replaced=_known(alert.updates),
        may=_may(alert),
        released=moving,
        **(board_facts(alert) if moving else {}),
    )


def _may(alert: Alert) -> dict[str, bool]:
    """Return what the reader may do about an alert as it stands."""
    raises = permitted(me(), Action.ALERT, alert)
    stands = alert.state in SOUNDING
    return {
        "confirm": alert.state is State.DRAFT and raises,
        "release": alert.state is State.CONFIRMED and may_release(me(), alert),
        "override": alert.state in EDITABLE
        and alert.is_real
        and me().may_override
        and permitted(me(), Action.RELEASE, alert),
        "edit": alert.state in EDITABLE and raises,
        "drop": alert.state in EDITABLE and raises,
        "cancel": stands and permitted(me(), Action.RELEASE, alert),
        "correct": stands and raises,
    }


def _place(alert: Alert) -> str:
    """Return the name to type before a release; none once it is released, and a page never breaks over it."""
    try:
        return parts().dispatch.alert_place(alert) if alert.state in EDITABLE else ""
    except Refused:  # a single station of it was shut out since: editing says so
        return tree().name(alert.origin)


def _second(alert: Alert) -> list[Person]:
    """Return who could release an alert that waits for it, those with a telephone first."""
    if alert.state is not State.CONFIRMED:
        return []
    with parts().store.read() as tx:
        everyone = person_rows.everyone(tx)
    able = [person for person in everyone if has(person, Action.RELEASE) and may_release(person, alert)]
    return sorted(able, key=lambda person: (not person.phone, person.name))[:10]


def _known(alert_id: str | None) -> Alert | None:
    if alert_id is None:
        return None
    with parts().store.read() as tx:
        return alert_rows.known(tx, alert_id)


def _sound(alert: Alert) -> dict[str, object]:
    """Return how far the speech of an alert is: its clip and waveform, being made, or none could be made."""
    making = alert.clip is None and alert.state in (State.CONFIRMED, *SOUNDING)
    told = {"alert": alert, "clip": "", "outline": "", "seconds": 0, "making": making}
    told["unsaid"] = language_names(alert.unsaid)
    if not alert.clip:
        return told
    try:
        with parts().store.read() as tx:
            seconds = round(render_rows.clip(tx, alert.clip).duration.total_seconds())
        return told | {"clip": alert.clip, "outline": wave(alert.clip), "seconds": seconds}
    except BroadcasterError:  # cleared away since, or no longer readable: the words still stand on the page
        return told
