"""The order of voices at a locality: which holds and who named it, changed, undone. Decides nothing, never speaks."""

from collections.abc import Iterator, Mapping

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.store import localities as locality_rows
from broadcaster.voices import LAST_RESORT, MOST_NAMED, Fitness, Standing
from web.kept import Fields, typed
from web.pages import said, voice_name
from web.parts import me, parts, tree
from web.reading import FormErrors, Typed, one
from web.words import _

voiceorder = Blueprint("voiceorder", __name__)

Answer = str | Response | tuple[str, int]
RANKS = tuple(f"voice_{number}" for number in range(1, MOST_NAMED + 1))
"""The fields of the form: who is asked first, second and so on."""


@voiceorder.get("/places/<code>/voices")
def show(code: str) -> str:
    """Show the order of voices that holds at a locality, and the form of its own."""
    demand(me(), Action.SEE, code, tree())
    own = dict(zip(RANKS, tree().locality(code).voices, strict=False))
    return _page(code, Fields(None, **own), {})


@voiceorder.post("/places/<code>/voices")
def change(code: str) -> Answer:
    """Keep another order of a locality's own; an empty one lets that from above hold."""
    demand(me(), Action.SEE, code, tree())
    before = tree().locality(code).voices
    try:
        order = parts().dispatch.set_voices(code, _wanted(typed()), me())
    except Refused as fault:
        return _page(code, Fields(typed()), FormErrors.of(fault).faults), 422
    if order == before:
        said(_("Thứ tự giọng đọc đã đúng như vậy, không có gì thay đổi."))
    else:
        with parts().store.read() as tx:
            count = len(locality_rows.voice_changes(tx, code))
        undo = url_for(".undo", code=code, change=count)
        said(_("Đã lưu thứ tự giọng đọc của %(name)s.", name=tree().name(code)), undo=undo)
    return redirect(url_for(".show", code=code), 303)


@voiceorder.post("/places/<code>/voices/undo/<int:change>")
def undo(code: str, change: int) -> Answer:
    """Undo the newest change of a locality's order."""
    demand(me(), Action.SEE, code, tree())
    try:
        parts().dispatch.undo_voices(code, me(), change=change)
    except Refused as fault:
        own = dict(zip(RANKS, tree().locality(code).voices, strict=False))
        return _page(code, Fields(None, **own), FormErrors.of(fault).faults), 422
    said(_("Thứ tự giọng đọc của %(name)s trở lại như trước.", name=tree().name(code)))
    return redirect(url_for(".show", code=code), 303)


def _wanted(fields: Typed) -> tuple[str, ...]:
    """Return the voices chosen, first to last, without the ranks left empty."""
    return tuple(name for rank in RANKS if (name := one(fields, rank)))


def _choices(code: str, standing: Standing) -> Iterator[tuple[str, str]]:
    """Give the voices one may name: those of this server, and those named before which it has no more."""
    named = (*tree().locality(code).voices, *(rank.voice for rank in standing.ranks))
    yield "", _("(để trống)")
    for voice in dict.fromkeys((*parts().settings.voices, *named)):
        fitness = parts().dispatch.rank(voice).fitness
        yield voice, voice_name(voice) + (_(" (chưa cài)") if fitness is Fitness.ABSENT else "")


def _page(code: str, fields: Fields, faults: Mapping[str, BroadcasterError]) -> str:
    standing = parts().dispatch.standing_at(code)
    living = tree().locality(code).retired_at is None
    return render_template(
        "places/voices.html",
        place=tree().locality(code),
        above=tree().locality(code).parent,
        standing=standing,
        source=tree().name(standing.source) if standing.source else "",
        choices=list(_choices(code, standing)),
        ranks=RANKS,
        last=LAST_RESORT,
        fields=fields,
        faults=faults,
        may_change=living and any(may(me(), one, code, tree()) for one in (Action.MANAGE, Action.APPROVE)),
    )
