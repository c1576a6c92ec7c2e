"""The languages spoken at a locality, and what alarms say in them: set, brought, heard, removed. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.errors import BroadcasterError, Missing, Refused, Unavailable
from broadcaster.hazards import BLANK, HAZARDS, Hazard
from broadcaster.languages import LANGUAGES, LONGEST, MOST_SAID, UNSAYABLE, Kept, Slot, holding, language, spoken_at
from web.alertform import UNFILLED
from web.alertlanguages import language_name
from web.alertwords import hazard_name
from web.kept import Fields, typed
from web.listen import sound_file
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one, several
from web.words import _

languages = Blueprint("languages", __name__)

Answer = str | Response | tuple[str, int]
SAYABLE = tuple(hazard for code, hazard in HAZARDS.items() if code not in UNSAYABLE)


@dataclass(frozen=True, slots=True)
class Line:
    """One hazard in one language: its name, and what holds here, None for nothing."""

    hazard: str
    name: str
    kept: Kept | None


@languages.get("/places/<code>/languages")
def show(code: str) -> str:
    """Show which languages are spoken at a locality, and for each what alarms say in it."""
    demand(me(), Action.SEE, code, tree())
    kept = parts().dispatch.translations_at(code)
    spoken = spoken_at([code], tree())
    lines = {
        language_name(one): (
            one,
            [
                Line(hazard.code, hazard_name(hazard.code), holding(Slot(code, hazard.code, one), tree(), kept))
                for hazard in SAYABLE
            ],
        )
        for one in spoken
    }
    own = tree().locality(code).languages
    return render_template(
        "places/languages.html",
        place=tree().locality(code),
        choices=[(one, language_name(one)) for one in LANGUAGES],
        fields=Fields(languages=own),
        faults={},
        above=[
            (language_name(one), tree().name(source))
            for one, source in tree().languages(code).items()
            if source != code
        ],
        lines=lines,
        most=MOST_SAID,
        may_change=_may(code),
    )


@languages.post("/places/<code>/languages")
def change(code: str) -> Response:
    """Set which languages are spoken at a locality."""
    parts().dispatch.set_languages(code, several(typed(), "languages"), me())
    said(_("Đã lưu các tiếng nói ở %(name)s.", name=tree().name(code)))
    return redirect(url_for(".show", code=code), 303)


@languages.get("/places/<code>/languages/<spoken>/<hazard>")
def slot(code: str, spoken: str, hazard: str) -> str:
    """Show what alarms of a hazard say in a language at a locality, and the form to bring something."""
    demand(me(), Action.SEE, code, tree())
    return _slot(_named(code, spoken, hazard), {})


@languages.post("/places/<code>/languages/<spoken>/<hazard>")
def keep(code: str, spoken: str, hazard: str) -> Answer:
    """Keep a recording or words, in the place of what was kept here."""
    named = _named(code, spoken, hazard)
    try:
        _brought(named)
    except (Refused, Unavailable) as fault:
        return _slot(named, FormErrors.of(fault).faults), 422
    said(_("Đã giữ lời tiếng %(name)s. Hãy nghe lại.", name=language_name(spoken)))
    return redirect(url_for(".slot", code=code, spoken=spoken, hazard=hazard), 303)


@languages.post("/places/<code>/languages/<spoken>/<hazard>/drop")
def drop(code: str, spoken: str, hazard: str) -> Response:
    """Remove what is kept here."""
    parts().dispatch.drop_translation(one(typed(), "kept"), me())
    said(_("Đã gỡ lời tiếng %(name)s.", name=language_name(spoken)))
    return redirect(url_for(".slot", code=code, spoken=spoken, hazard=hazard), 303)


@languages.get("/places/<code>/languages/clips/<sha256>")
def clip(code: str, sha256: str) -> Response:
    """Answer the clip of what is kept at a locality the reader may see, or above the reader's own."""
    if code not in tree().path(me().scope):
        demand(me(), Action.SEE, code, tree())
    return sound_file(parts().dispatch.translation_clip(sha256, code))


def _brought(named: Slot) -> None:
    """Hand on the file that came along, or else the words."""
    file, text = request.files.get("recording_file"), one(typed(), "text")
    if file is not None and file.filename:
        parts().dispatch.keep_recording(named, file.stream, me(), text=text)
    elif named.language in parts().dispatch.readable_languages():
        parts().dispatch.keep_text(named, text, me())
    else:
        raise Refused("recording.none", field="recording")


def _slot(named: Slot, faults: Mapping[str, BroadcasterError]) -> str:
    kept = holding(named, tree(), parts().dispatch.translations_at(named.locality))
    hazard = HAZARDS[named.hazard]
    return render_template(
        "places/translation.html",
        place=tree().locality(named.locality),
        slot=named,
        name=language_name(named.language),
        hazard=hazard_name(named.hazard),
        words_vi=_vietnamese(hazard),
        kept=kept,
        source=tree().name(kept.slot.locality) if kept else "",
        own=kept is not None and kept.slot.locality == named.locality,
        fields=Fields(typed() if faults else None, text=kept.translation.text if kept else ""),
        faults=faults,
        readable=named.language in parts().dispatch.readable_languages(),
        longest=round(LONGEST.total_seconds()),
        may_change=_may(named.locality),
    )


def _vietnamese(hazard: Hazard) -> str:
    """Return the Vietnamese words of a hazard, dots where something is filled in: what is to be said."""
    return BLANK.sub(UNFILLED, hazard.text)


def _named(code: str, spoken: str, hazard: str) -> Slot:
    language(spoken)
    if hazard not in {known.code for known in SAYABLE}:
        raise Missing("web.page_missing")
    tree().locality(code)
    return Slot(code, hazard, spoken)


def _may(code: str) -> bool:
    living = tree().locality(code).retired_at is None
    return living and any(may(me(), one, code, tree()) for one in (Action.MANAGE, Action.APPROVE))
