"""What stands now: the banner, who may see an alert and act on it, its live board. Changes nothing."""

import hashlib
from datetime import timedelta

from flask import Blueprint, make_response, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, Person, may
from broadcaster.alerts import ENDED, SOUNDING, Alert, State, Step
from broadcaster.alerts import spoken as spoken_words
from broadcaster.errors import BroadcasterError, Denied
from broadcaster.store import alerts as alert_rows
from web import alertwords, words
from web.alertlanguages import language_names, said_languages
from web.language import spoken
from web.parts import me, parts, tree
from web.tables import csv_file

alertboard = Blueprint("alertboard", __name__)

STANDING = "alerts that stand"
STANDING_SECONDS = 2.0


def standing() -> list[Alert]:
    """Return the alerts that sound where the reader may see them, real ones first; silent tests are no news."""
    try:
        every = parts().lately.told(STANDING, STANDING_SECONDS, parts().dispatch.active_alerts)
    except BroadcasterError:  # a page that tells of a broken database must not break over its banner
        return []
    return sorted((one for one in every if is_seen(one)), key=lambda one: (not one.is_real, -one.level))


@alertboard.app_template_global()
def banner() -> list[tuple[str, list[Alert]]]:
    """Return what the banner of every page tells: the real alarms, then the exercises."""
    found = standing()
    groups = (("real", [one for one in found if one.is_real]), ("drill", [one for one in found if not one.is_real]))
    return [(look, those) for look, those in groups if those]


def forget(*alert_ids: str) -> None:
    """Read afresh what stands, and the boards of these alerts; called after a change made on a page."""
    parts().lately.forget(STANDING)
    for one in alert_ids:
        parts().lately.forget(("board", one))


def is_seen(alert: Alert) -> bool:
    """Tell whether an alert concerns the reader's places: raised or sounding inside them, or all around them."""
    here = me().scope
    return any(
        tree().is_within(code, here) or tree().is_within(here, code)
        for code in {alert.origin, *spots(alert)}
        if code in tree().by_code
    )


def spots(alert: Alert) -> tuple[str, ...]:
    """Return the localities an alert reaches into, those of its single stations too."""
    wanted = set(alert.stations)
    rows = parts().snapshot.taken().rows if wanted else ()
    return (*alert.localities, *(row.station.locality for row in rows if row.station.id in wanted))


def permitted(person: Person, action: Action, alert: Alert, *, origin: bool = True) -> bool:
    """Tell whether somebody may act on an alert: wherever it sounds, and at its origin too unless told otherwise."""
    wanted = {*spots(alert), *((alert.origin,) if origin else ())}
    return all(may(person, action, code, tree()) for code in wanted)


def may_release(person: Person, alert: Alert) -> bool:
    """Tell whether somebody may be the one who orders the sounding; of a real alert never who wrote or confirmed it."""
    own = alert.is_real and person.id in (alert.author, alert.confirmed_by)
    return not own and permitted(person, Action.RELEASE, alert, origin=False)


def may_override(person: Person, alert: Alert) -> bool:
    """Tell whether somebody may order the sounding alone, as the province named them."""
    return person.may_override and permitted(person, Action.RELEASE, alert, origin=False)


def found(alert_id: str) -> Alert:
    """Return an alert the reader may see."""
    with parts().store.read() as tx:
        alert = alert_rows.find(tx, alert_id)
    if not is_seen(alert):
        raise Denied("account.denied", action=Action.SEE.value, locality=alert.origin)
    return alert


def waiting() -> tuple[list[Alert], list[Alert]]:
    """Return what waits for the reader: to release as the second person, and to confirm; real ones first."""
    with parts().store.read() as tx:
        open_ = alert_rows.in_states(tx, {State.DRAFT, State.CONFIRMED})
    ranked = sorted(open_, key=lambda one: (not one.is_real, -one.level))
    release = [one for one in ranked if one.state is State.CONFIRMED and may_release(me(), one)]
    confirm = [one for one in ranked if one.state is State.DRAFT and permitted(me(), Action.ALERT, one)]
    return release, confirm


# ---------------------------------------------------------------- the live board

BOARD_SECONDS = 1.0
UNSIGNED_AFTER = timedelta(seconds=5)
"""The signer takes well under a second; after this somebody has to look at it."""
SILENT_SHOWN = 30


@alertboard.get("/alerts/<alert_id>/board")
def board(alert_id: str) -> Response:
    """Show only the live board of an alert; asked again every two seconds, 304 while nothing has changed."""
    alert = found(alert_id)
    facts = board_facts(alert)
    shown = (facts["tally"], facts["unsigned"], facts["mark"], alert.state, me().id, spoken())
    mark = hashlib.sha256(repr(shown).encode()).hexdigest()[:24]
    if request.if_none_match.contains(mark):
        return Response(status=304)
    response = make_response(render_template("alerts/board.html", alert=alert, **facts))
    if alert.state in ENDED:  # the page around it still has the band and the buttons of one that sounds
        response.headers["HX-Refresh"] = "true"
    response.set_etag(mark)
    return response


def board_facts(alert: Alert) -> dict[str, object]:
    """Return what the live board shows; read once a second however many people look."""
    taken = parts().lately.told(("board", alert.id), BOARD_SECONDS, lambda: parts().dispatch.board(alert.id))
    calls = [one for one in taken.calls if _mine(one.commune)]
    seen = repr([(one.commune, [(line.station.id, line.stage) for line in one.lines]) for one in calls])
    return {
        "tally": taken.tally,
        "latency": taken.latency,
        "unsigned": taken.sent_at is None and alert.state in SOUNDING and _is_late(alert),
        "at": taken.at,
        "communes": taken.communes,
        "calls": calls[:SILENT_SHOWN],
        "more_calls": max(0, len(calls) - SILENT_SHOWN),
        "mark": (taken.sent_at, taken.latency, seen, words.clock(parts().clock.now())),
    }


def _is_late(alert: Alert) -> bool:
    released = alert.released_at
    return released is not None and parts().clock.now() - released > UNSIGNED_AFTER


def _mine(code: str) -> bool:
    """Tell whether a commune is within the reader's places, so that its people's phones may be read."""
    return code in tree().by_code and (tree().is_within(code, me().scope) or tree().is_within(me().scope, code))


@alertboard.get("/alerts/<alert_id>/log.csv")
def log(alert_id: str) -> Response:
    """Answer everything that happened to an alert as CSV: changes, who stood for it, every step of every station."""
    found(alert_id)
    head = (_("Lúc"), _("Việc"), _("Ai"), _("Cụm loa"), _("Chi tiết"))
    rows = [
        (words.exact(one.at), log_words(one.kind, one.what), one.by, one.station, one.detail)
        for one in parts().dispatch.alert_log(alert_id)
    ]
    return csv_file(f"bao-dong-{alert_id}", head, rows)


@alertboard.get("/alerts/<alert_id>/log")
def paper(alert_id: str) -> str:
    """Show the log for printing: who did what, what was said, where it sounded and where not."""
    alert = found(alert_id)
    every = parts().dispatch.alert_log(alert_id)
    rows = [one for one in every if one.kind == "change" or one.what == Step.OVERRIDE]
    told = spoken_words(alert, tree().locality(alert.origin).timezone)
    facts = board_facts(alert) if alert.released_at is not None else {}
    others = said_languages(alert) | {"unsaid": language_names(alert.unsaid)}
    return render_template(
        "alerts/log.html", alert=alert, rows=rows, spoken=told, log_words=log_words, **facts, **others
    )


def log_words(kind: str, what: str) -> str:
    """Return what a row of the log tells."""
    if kind == "station":
        return str(alertwords.STAGES.get(what, what))
    return str(words.ACTIONS.get(what if kind == "change" else f"alert.{what}", what))
