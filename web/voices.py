"""One draft in several voices: hear them side by side, then choose one. The sounds are made as any other is."""

from dataclasses import dataclass, replace

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.bulletins import EDITABLE, Bulletin
from broadcaster.errors import Refused
from web.kept import typed
from web.listen import heard
from web.pages import said, voice_name
from web.parts import me, parts, tree
from web.reading import one, read_choice
from web.sounds import Sound, sound_of

voices = Blueprint("voices", __name__)

Answer = str | Response


@dataclass(frozen=True, slots=True)
class Take:
    """One voice and how far it has come with the draft; ``place`` tells the players of a page apart."""

    voice: str
    place: int
    sound: Sound
    is_chosen: bool


@voices.get("/bulletins/<bulletin_id>/voices")
def compared(bulletin_id: str) -> Answer:
    """Show every voice with what it made of the draft so far."""
    bulletin = _draft(bulletin_id)
    takes = [_take(bulletin, one) for one in parts().settings.voices]
    return render_template("bulletins/voices.html", bulletin=bulletin, takes=takes)


@voices.get("/bulletins/<bulletin_id>/voices/<voice>")
def take(bulletin_id: str, voice: str) -> str:
    """Show one voice alone, asked for again while it speaks."""
    return render_template("bulletins/voice.html", take=_take(_draft(bulletin_id), _known(voice)))


@voices.post("/bulletins/<bulletin_id>/voices/<voice>")
def decide(bulletin_id: str, voice: str) -> Answer:
    """Let a voice speak the draft, or choose it, as the pressed button says."""
    bulletin, wanted = _draft(bulletin_id), replace(heard(bulletin_id)[0], voice=_known(voice))
    if one(typed(), "do") == "choose":
        parts().dispatch.save_draft(wanted, me())
        said(_("“%(title)s” sẽ do %(voice)s đọc.", title=bulletin.title, voice=voice_name(voice)))
        return redirect(url_for("bulletins.edit", bulletin_id=bulletin_id), 303)
    parts().dispatch.preview(wanted)
    return redirect(url_for(".compared", bulletin_id=bulletin_id), 303)


def _draft(bulletin_id: str) -> Bulletin:
    """Return a draft that the reader may write and a voice may read."""
    bulletin, _render = heard(bulletin_id)
    demand(me(), Action.COMPOSE, bulletin.locality, tree())
    if bulletin.state not in EDITABLE or bulletin.recording is not None:
        raise Refused("bulletin.not_editable", title=bulletin.title, state=bulletin.state.value)
    return bulletin


def _known(voice: str) -> str:
    return read_choice({one: one for one in parts().settings.voices}, "web.voice_unknown")(voice)


def _take(bulletin: Bulletin, voice: str) -> Take:
    place = parts().settings.voices.index(voice)
    return Take(voice, place, sound_of(bulletin.id, voice), is_chosen=voice == bulletin.voice)
