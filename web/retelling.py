"""A bulletin in other languages: what it says in each, and where; brought, heard, removed. Decides nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.bulletins import EDITABLE, Bulletin
from broadcaster.errors import BroadcasterError, Refused, Unavailable
from broadcaster.languages import LANGUAGES, LONGEST_BULLETIN, MOST_SAID, Translation, language
from web import words
from web.alertlanguages import language_name, language_names
from web.kept import Fields, typed
from web.listen import heard, sound_file
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors, one
from web.words import _

retelling = Blueprint("retelling", __name__)

Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One language of a bulletin: code, name, what is said in it and how long; no translation where nothing is yet."""

    code: str
    name: str
    said: Translation | None = None
    length: str = ""


@retelling.get("/bulletins/<bulletin_id>/languages")
def show(bulletin_id: str) -> str:
    """Show the languages of a bulletin and of its place, and those one may add."""
    bulletin, _render = heard(bulletin_id)
    lines = retold(bulletin)
    listed = {line.code for line in lines}
    return render_template(
        "bulletins/languages.html",
        bulletin=bulletin,
        lines=lines,
        more=[(code, language_name(code)) for code in LANGUAGES if code not in listed],
        most=MOST_SAID,
        may_change=_may(bulletin),
    )


@retelling.get("/bulletins/<bulletin_id>/languages/<code>")
def slot(bulletin_id: str, code: str) -> str:
    """Show what a bulletin says in one language, and the form to bring it."""
    return _slot(heard(bulletin_id)[0], code, {})


@retelling.post("/bulletins/<bulletin_id>/languages/<code>")
def keep(bulletin_id: str, code: str) -> Answer:
    """Keep a recording or words, in the place of what the draft said."""
    bulletin, _render = heard(bulletin_id)
    demand(me(), Action.COMPOSE, bulletin.locality, tree())
    try:
        _brought(bulletin_id, code)
    except (Refused, Unavailable) as fault:
        return _slot(bulletin, code, FormErrors.of(fault).faults), 422
    said(_("Đã giữ lời tiếng %(name)s. Hãy nghe lại.", name=language_name(code)))
    return redirect(url_for(".slot", bulletin_id=bulletin_id, code=code), 303)


@retelling.post("/bulletins/<bulletin_id>/languages/<code>/drop")
def drop(bulletin_id: str, code: str) -> Response:
    """Take a language out of a draft."""
    heard(bulletin_id)
    parts().dispatch.drop_retelling(bulletin_id, code, me())
    said(_("Đã gỡ lời tiếng %(name)s.", name=language_name(code)))
    return redirect(url_for(".show", bulletin_id=bulletin_id), 303)


@retelling.get("/bulletins/<bulletin_id>/languages/clips/<sha256>")
def clip(bulletin_id: str, sha256: str) -> Response:
    """Answer the clip of a translation of a bulletin the reader may hear."""
    return sound_file(parts().dispatch.retold_clip(heard(bulletin_id)[0], sha256))


def retold(bulletin: Bulletin) -> list[Line]:
    """Return what a bulletin says in other languages, and then the languages around its place that it lacks."""
    with parts().store.read() as tx:
        found = parts().dispatch.retold(tx, bulletin)
    lines = [Line(one.language, language_name(one.language), one, words.length(row.duration)) for one, row in found]
    has = {line.code for line in lines}
    lacking = (code for code in parts().dispatch.spoken_around(bulletin.locality) if code not in has)
    return [*lines, *(Line(code, language_name(code)) for code in lacking)]


def heard_in(bulletin: Bulletin, places: tuple[str, ...]) -> str:
    """Return in which languages a bulletin sounds after its Vietnamese words at the places of a schedule."""
    with parts().store.read() as tx:
        told = {one.language for code in places for one in parts().dispatch.said_at(tx, bulletin, code)}
    return language_names(code for code in LANGUAGES if code in told)


def _brought(bulletin_id: str, code: str) -> None:
    """Hand on the file that came along, or else the words."""
    file, text = request.files.get("recording_file"), one(typed(), "text")
    if file is not None and file.filename:
        parts().dispatch.retell_recording(bulletin_id, code, file.stream, me(), text=text)
    elif code in parts().dispatch.readable_languages():
        parts().dispatch.retell_text(bulletin_id, code, text, me())
    else:
        raise Refused("recording.none", field="recording")


def _slot(bulletin: Bulletin, code: str, faults: Mapping[str, BroadcasterError]) -> str:
    language(code)
    line = next((one for one in retold(bulletin) if one.code == code), Line(code, language_name(code)))
    return render_template(
        "bulletins/language.html",
        bulletin=bulletin,
        line=line,
        fields=Fields(typed() if faults else None, text=line.said.text if line.said else ""),
        faults=faults,
        readable=code in parts().dispatch.readable_languages(),
        minutes=round(LONGEST_BULLETIN.total_seconds() / 60),
        may_change=_may(bulletin),
    )


def _may(bulletin: Bulletin) -> bool:
    return bulletin.state in EDITABLE and may(me(), Action.COMPOSE, bulletin.locality, tree())
