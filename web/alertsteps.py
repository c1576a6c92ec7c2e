"""The buttons of an alert: confirm, release, break the glass, cancel, correct; silence everything. Never signs."""

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster import alerts as rules
from broadcaster.accounts import Action, demand, may
from broadcaster.alerts import Alert
from broadcaster.errors import Missing, Refused
from broadcaster.messages import AlarmStatus
from web import alertwords, words
from web.alertboard import forget, found, spots, standing
from web.alertform import SILENCES, read_silence, read_version
from web.alerts import Answer, Faults, shown
from web.bulletins import living
from web.kept import Fields, kept_for, typed
from web.listen import sound_file
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one

alertsteps = Blueprint("alertsteps", __name__)


@alertsteps.post("/alerts/<alert_id>/confirm")
def confirm(alert_id: str) -> Answer:
    """Stand for the words that were shown."""
    alert = found(alert_id)
    told = _("Đã xác nhận “%(title)s”. Chưa có loa nào phát.", title=alert.title)
    return _step(alert, lambda: parts().dispatch.confirm_alert(alert_id, me(), version=read_version(typed())), told)


@alertsteps.post("/alerts/<alert_id>/release")
def release(alert_id: str) -> Answer:
    """Order the sounding of the version that was shown; a real one only with the name of its place typed."""
    alert = found(alert_id)

    def act() -> Alert:
        _demand_name(alert)
        return parts().dispatch.release_alert(alert_id, me(), version=read_version(typed()))

    return _step(alert, act, _ordered(alert))


@alertsteps.post("/alerts/<alert_id>/override")
def override(alert_id: str) -> Answer:
    """Order the sounding alone: whom the province named, with the reason and the name of the place."""
    alert = found(alert_id)

    def act() -> Alert:
        _demand_name(alert)
        reason = one(typed(), "reason")
        return parts().dispatch.override_alert(alert_id, me(), version=read_version(typed()), reason=reason)

    return _step(alert, act, _ordered(alert))


@alertsteps.post("/alerts/<alert_id>/cancel")
def cancel(alert_id: str) -> Answer:
    """End an alert at once; announce it too if that was ticked."""
    alert = found(alert_id)
    announce = one(typed(), "announce") == "yes"
    reason = " ".join(one(typed(), "reason").split())

    def act() -> Alert:
        return parts().dispatch.cancel_alert(alert_id, me(), reason=reason, announce=announce)

    if alert.state not in rules.SOUNDING:
        return _step(alert, act, _("Đã bỏ “%(title)s”. Không loa nào phát.", title=alert.title))
    told = _("Đã hủy “%(title)s”. Các cụm loa đang dừng.", title=alert.title)
    return _step(alert, act, f"{told} {_('Loa sẽ báo cho bà con biết đã hủy.')}" if announce else told)


@alertsteps.post("/alerts/<alert_id>/correct")
def correct(alert_id: str) -> Answer:
    """Make the draft that will replace what sounds; until it is released the old one goes on."""
    alert = found(alert_id)
    try:
        draft = parts().dispatch.correct_alert(alert.id, me())
    except Refused as fault:
        return shown(alert.id, FormErrors.of(fault).faults), 422
    said(_("Đây là bản đính chính. “%(title)s” vẫn phát cho đến khi bản này được phát lệnh.", title=alert.title))
    return redirect(url_for("alerts.edit", alert_id=draft.id), 303)


@alertsteps.get("/alerts/<alert_id>/sound/<sha256>")
def clip(alert_id: str, sha256: str) -> Response:
    """Answer the speech of an alert's present words."""
    _demand_clip(alert_id, sha256)
    return sound_file(parts().dispatch.hear(sha256))


@alertsteps.get("/alerts/<alert_id>/sound/<sha256>/horn")
def horn(alert_id: str, sha256: str) -> Response:
    """Answer the same speech as it sounds from a horn."""
    _demand_clip(alert_id, sha256)
    return sound_file(parts().dispatch.horn(sha256))


def _demand_clip(alert_id: str, sha256: str) -> None:
    alert = found(alert_id)
    if sha256 not in {alert.clip, *(one.clip for one in alert.translations)}:
        raise Missing("clips.missing", sha256=sha256[:12])


def _demand_name(alert: Alert) -> None:
    if alert.is_real:
        parts().dispatch.demand_name(alert, one(typed(), "name"))


def _ordered(alert: Alert) -> str:
    if alert.status is AlarmStatus.ACTUAL:
        return str(_("Đã phát lệnh BÁO ĐỘNG THẬT “%(title)s”.", title=alert.title))
    if alert.status is AlarmStatus.EXERCISE:
        return str(_("Đã phát lệnh DIỄN TẬP “%(title)s”.", title=alert.title))
    return str(_("Đã phát lệnh thử im lặng. Loa không ra tiếng."))


def _step(alert: Alert, act: Callable[[], Alert], told: str) -> Answer:
    """Take one step, and show the alert again; what is refused stands on the same page with all that was typed."""
    try:
        act()
    except (Refused, Missing) as fault:
        return shown(alert.id, FormErrors.of(fault).faults), 422
    forget(alert.id)
    said(told)
    return redirect(url_for("alerts.show", alert_id=alert.id), 303)


# ---------------------------------------------------------------- silence everything


@alertsteps.get("/alerts/silence")
def quiet() -> str:
    """Show how many stations of which place would fall silent, and which alerts would end."""
    return _quiet({})


@alertsteps.post("/alerts/silence")
def silence() -> Answer:
    """Order silence at once for all stations of a place."""
    where = _where()
    try:
        until = parts().clock.now() + read_silence(typed())
        ended = parts().dispatch.silence(where, me(), until=until)
    except FormErrors as errors:
        return _quiet(errors.faults), 422
    except Refused as fault:
        return _quiet(FormErrors.of(fault).faults), 422
    forget(*(one.id for one in ended))
    parts().snapshot.forget()
    count = words.stations_count(parts().snapshot.taken().in_codes([where]))
    told = _(
        "%(stations)s tại %(place)s im lặng đến %(until)s.",
        stations=count,
        place=tree().name(where),
        until=words.clock(until),
    )
    said(f"{told} {_('Đã hủy: %(titles)s.', titles=words.listed(one.title for one in ended))}" if ended else told)
    return redirect(url_for("alerts.listed"), 303)


def _where() -> str:
    """Return the place to be silent: the asked one where the reader may order it, else the reader's own."""
    asked = request.values.get("where", "")
    return asked if asked in tree().by_code and may(me(), Action.SILENCE, asked, tree()) else me().scope


def _quiet(faults: Faults) -> str:
    where = _where()
    demand(me(), Action.SILENCE, where, tree())
    ends, stays = _concerned(where)
    return render_template(
        "alerts/silence.html",
        where=where,
        codes=living(me().scope),
        heard=alertwords.audience(parts().snapshot.taken(), [where], []),
        ends=ends,
        stays=stays,
        minutes=SILENCES,
        faults=faults,
        fields=Fields(typed() if faults else kept_for(request.path), minutes="60"),
    )


def _concerned(where: str) -> tuple[list[Alert], list[Alert]]:
    """Return which alerts would end with the silence of a place, and which go on because they reach further."""
    ends, stays = [], []
    for alert in standing():
        codes = spots(alert)
        if all(tree().is_within(code, where) for code in codes):
            ends.append(alert)
        elif any(tree().is_within(code, where) or tree().is_within(where, code) for code in codes):
            stays.append(alert)
    return ends, stays
