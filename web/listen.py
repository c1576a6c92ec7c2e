"""Sound on a page: the clip of a bulletin, the same as from a horn, its waveform. Only for who may see the bulletin."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from flask import Blueprint, Response, send_file

from broadcaster.accounts import Action, demand
from broadcaster.bulletins import HELD, Bulletin
from broadcaster.errors import Missing
from broadcaster.store import Transaction
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store.renders import Render
from web.api import media_type
from web.parts import me, parts, tree

listen = Blueprint("listen", __name__)

POINTS = 100
HEIGHT = 40


@listen.get("/bulletins/<bulletin_id>/sound/<sha256>")
def clip(bulletin_id: str, sha256: str) -> Response:
    """Answer the clip of a bulletin's present words."""
    _demand_clip(bulletin_id, sha256)
    return sound_file(parts().dispatch.hear(sha256))


@listen.get("/bulletins/<bulletin_id>/sound/<sha256>/horn")
def horn(bulletin_id: str, sha256: str) -> Response:
    """Answer the same clip as it sounds from a horn."""
    _demand_clip(bulletin_id, sha256)
    return sound_file(parts().dispatch.horn(sha256))


def heard(bulletin_id: str, voice: str = "") -> tuple[Bulletin, Render | None]:
    """Return a bulletin the reader may see and how far its sound has come, its own or in another ``voice``.

    One of the province may be seen where it was offered or will sound: nobody places, or puts behind their own, what
    they cannot hear.
    """
    with parts().store.read() as tx:
        bulletin = bulletin_rows.find(tx, bulletin_id)
        if not inbox_rows.reached(tx, bulletin_id, me().scope) and not _sounds_here(tx, bulletin):
            demand(me(), Action.SEE, bulletin.locality, tree())
        asked = replace(bulletin, voice=voice) if voice else bulletin
        return bulletin, parts().dispatch.render_of(tx, asked)


def _sounds_here(tx: Transaction, bulletin: Bulletin) -> bool:
    """Tell whether an approved bulletin is scheduled for the reader's whole place by somebody above."""
    around = set(tree().path(me().scope))
    found = plan_rows.with_bulletin(tx, bulletin.id) if bulletin.state in HELD else []
    return any(around & set(entry.targets) for entry in found)


def wave(sha256: str) -> str:
    """Return the waveform of a clip as an SVG path, 200 wide and 40 high."""
    return outline(tuple(parts().dispatch.waveform(sha256, POINTS)))


@lru_cache(256)
def outline(levels: tuple[float, ...]) -> str:
    """Return bars around the middle line, one for each level between 0 and 1."""
    step = 200 / max(1, len(levels))
    bars = []
    for place, level in enumerate(levels):
        half = max(0.75, min(1.0, level) * (HEIGHT / 2 - 1))
        bars.append(f"M{place * step:.2f} {HEIGHT / 2 - half:.2f}h{step * 0.62:.2f}v{2 * half:.2f}h-{step * 0.62:.2f}z")
    return "".join(bars)


def _demand_clip(bulletin_id: str, sha256: str) -> None:
    voices = ("", *parts().settings.voices)
    made = (render.clip for one in voices if (render := heard(bulletin_id, one)[1]) is not None)
    if sha256 not in made:
        raise Missing("clips.missing", sha256=sha256[:12])


def sound_file(path: Path) -> Response:
    """Answer a clip; only this reader may keep it, for an hour."""
    response = send_file(path, mimetype=media_type(path), conditional=True, etag=False)
    response.cache_control.no_cache = None
    response.cache_control.private = True
    response.cache_control.max_age = 3600
    return response
