"""How a text would be read, shown while it is written: what is said, what is doubtful, how long; a tap says it right.

The same with and without JavaScript: a part of the compose form that is asked for alone, or comes with the whole page.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template
from werkzeug.wrappers import Response

from broadcaster.bulletins import TEXT_LIMIT
from broadcaster.dispatch import DayRoom, Doubtful, Draft
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.inbox import commune_of
from broadcaster.lexicons import LexiconChange, may_word
from schedules.reason import Reason
from web import words
from web.kept import typed
from web.parts import me, parts, tree
from web.reading import Typed, one, read_date
from web.samples import unfilled

readings = Blueprint("readings", __name__)

UNDO = "undo:"
MOST_ASKED = 30
"""So often in ten seconds a person's pages may ask; somebody who types asks at most once a second."""
TEN_SECONDS = 10.0
DOUBTS_SHOWN = 20
INPUTS = ("text", "title", "locality", "voice", "sound", "quick", "quick_day")
"""The fields the reading depends on."""
Answer = str | Response | tuple[str, int]
Span = tuple[str, bool]


@dataclass(frozen=True, slots=True)
class Piece:
    """A doubtful form of the text: what is said for it, why it is doubtful, and why what was typed was refused."""

    written: str
    reading: str
    reasons: tuple[Reason, ...]
    typed: str = ""
    fault: BroadcasterError | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the part of the page shows; ``mark`` stands for what was asked, ``change`` for what was just done."""

    mark: str
    home: str = ""
    draft: Draft | None = None
    lines: tuple[tuple[Span, ...], ...] = ()
    pieces: tuple[Piece, ...] = ()
    room: DayRoom | None = None
    day: date = date.min
    may_add: bool = False
    change: LexiconChange | None = None
    undone: bool = False
    fault: BroadcasterError | None = None
    unfilled: BroadcasterError | None = None

    @property
    def found(self) -> str:
        """How many doubtful forms there are, in words."""
        count = len(self.pieces)
        return words.ngettext("%(num)s chỗ nên xem lại.", "%(num)s chỗ nên xem lại.", count) if count else ""

    @property
    def is_tight(self) -> bool:
        """Whether one sounding does not fit into what is left of the day."""
        if self.room is None or self.room.minutes is None or self.draft is None:
            return False
        return self.room.used + self.draft.length > timedelta(minutes=self.room.minutes)


@readings.post("/bulletins/reading")
def reading() -> Answer:
    """Answer the reading of the text as it stands in the form; nothing when nothing changed since the last answer."""
    fields = typed()
    asked = parts().lately.told(("readings", me().id), TEN_SECONDS, Counter[str])
    asked["times"] += 1
    if asked["times"] > MOST_ASKED:
        return "", 429
    if not one(fields, "do") and one(fields, "seen") == mark_of(fields):
        return "", 204
    return render_template("bulletins/reading.html", read=shown(fields))


def shown(fields: Typed) -> Shown:
    """Do what the pressed button says to the lexicon, then read the text as it stands."""
    change, fault = None, None
    try:
        change = _done(fields)
    except BroadcasterError as refused:
        fault = refused
    undone = one(fields, "do").startswith(UNDO) and fault is None
    return _read(fields, change=change, undone=undone, fault=fault)


def mark_of(fields: Typed) -> str:
    """Return what stands for everything the reading depends on in the form."""
    asked = [one(fields, name) for name in INPUTS]
    return hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]


def home_of(locality: str) -> str:
    """Return whose lexicon a form typed for a locality goes to: its commune's, if that is the reader's to change."""
    commune = commune_of(locality, tree())
    return commune if commune and may_word(me(), commune, tree()) else locality


def _done(fields: Typed) -> LexiconChange | None:
    """Undo a change, or add what was filled in beside doubtful forms; None when neither was asked."""
    wish = one(fields, "do")
    if wish.startswith(UNDO):
        return parts().dispatch.undo_lexicon(wish.removeprefix(UNDO), me())
    filled = [(written, spoken) for written, spoken in _typed_pairs(fields) if spoken.strip()]
    if wish != "read" or not filled:
        return None
    changes = [parts().dispatch.add_reading(home_of(one(fields, "locality")), *pair, me()) for pair in filled]
    return changes[-1]


def _typed_pairs(fields: Typed) -> list[tuple[str, str]]:
    return list(zip(fields.get("written", ()), fields.get("spoken", ()), strict=False))[:DOUBTS_SHOWN]


def _read(fields: Typed, *, change: LexiconChange | None, undone: bool, fault: BroadcasterError | None) -> Shown:
    text, locality = one(fields, "text").replace("\r\n", "\n"), one(fields, "locality")
    done = Shown(mark_of(fields), change=change, undone=undone, fault=fault)
    if not text.strip():
        return done
    try:
        if len(text) > TEXT_LIMIT:
            raise Refused("bulletin.text_too_long", field="text", length=len(text), limit=TEXT_LIMIT)
        draft = parts().dispatch.read_draft(text, locality, me(), voice=one(fields, "voice"))
        room, day = _room(fields, locality)
    except BroadcasterError as refused:
        return Shown(done.mark, fault=fault or refused)
    still = {} if change is not None else dict(_typed_pairs(fields))
    home, pieces = home_of(locality), _pieces(draft.doubts, still, fault)
    return Shown(
        done.mark,
        home=home,
        draft=draft,
        lines=doubtful_lines(text, draft.doubts),
        pieces=pieces,
        room=room,
        day=day,
        may_add=may_word(me(), home, tree()),
        change=change,
        undone=undone,
        fault=None if any(one.fault for one in pieces) else fault,
        unfilled=unfilled(one(fields, "title"), text),
    )


def _room(fields: Typed, locality: str) -> tuple[DayRoom, date]:
    """Return what is planned on the day the bulletin shall sound, today without one; counted anew each ten seconds."""
    day = words.local(parts().clock.now()).date()
    with suppress(Refused):  # told beside the field of the day
        day = read_date(one(fields, "quick_day")) if one(fields, "quick") == "yes" else day
    key = ("room", locality, day)
    return parts().lately.told(key, TEN_SECONDS, lambda: parts().dispatch.day_room(locality, day)), day


def doubtful_lines(text: str, doubts: Sequence[Doubtful]) -> tuple[tuple[Span, ...], ...]:
    """Return the lines of a text, as typed, that hold something doubtful, cut into spans that are doubtful or not."""
    lines, at = [], 0
    for line in text.split("\n"):
        end = at + len(line)
        mine = [one for one in doubts if at <= one.start and one.end <= end]
        if mine:
            lines.append(_spans(text, at, end, mine))
        at = end + 1
    return tuple(lines[:DOUBTS_SHOWN])


def _spans(text: str, at: int, end: int, doubts: Sequence[Doubtful]) -> tuple[Span, ...]:
    spans: list[Span] = []
    for doubt in doubts:
        spans += [(text[at : doubt.start], False), (text[doubt.start : doubt.end], True)]
        at = doubt.end
    return tuple(span for span in (*spans, (text[at:end], False)) if span[0])


def _pieces(doubts: Sequence[Doubtful], still: Mapping[str, str], fault: BroadcasterError | None) -> tuple[Piece, ...]:
    """Return each doubtful form once, with what was typed for it and not kept yet, and the fault that names it."""
    first = {one.written: one for one in reversed(doubts)}
    forms = list(dict.fromkeys(one.written for one in doubts))[:DOUBTS_SHOWN]
    named = fault.facts.get("written") if fault is not None else None
    return tuple(
        Piece(
            form,
            first[form].reading,
            first[form].reasons,
            still.get(form, ""),
            fault if named in (form, form[:40]) else None,
        )
        for form in forms
    )
