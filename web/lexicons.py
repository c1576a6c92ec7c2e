"""The lexicon of a locality: what it says of its own, what comes from above; changed here, undone, brought, taken away.

The rules are the domain's, the work is the dispatch's. What an officer adds while composing goes through ``readings``.
"""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand
from broadcaster.dispatch import Imported
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.lexicons import MOST_ENTRIES, LexiconChange, LexiconEntry, may_word
from broadcaster.store import Page, Slice, Transaction
from broadcaster.store import lexicons as lexicon_rows
from web.kept import Fields, kept_for, typed
from web.pages import said
from web.parts import me, parts, tree
from web.reading import one
from web.tables import csv_file, every

lexicons = Blueprint("lexicons", __name__)

SHOWN = 30
ABOVE_SHOWN = 100
LARGEST_FILE = 600_000
"""Somewhat more than is taken, so that a file a little too large is refused in words."""
FIELDS = {"lexicon": "spoken"}
"""What a refusal calls a field, and the field of this form it stands beside."""
Answer = str | Response | tuple[str, int]
Faults = Mapping[str, BroadcasterError]


@lexicons.get("/lexicon")
def mine() -> Response:
    """Show the lexicon of the reader's own locality."""
    return redirect(url_for(".show", code=me().scope), 303)


@lexicons.get("/places/<code>/lexicon")
def show(code: str) -> str:
    """Show what a locality says of its own, and what comes from above."""
    written = request.args.get("edit", "")
    with parts().store.read() as tx:
        known = _kept(tx, code)
    return _page(code, Fields(kept_for(request.path), old=written, written=written, spoken=known.get(written, "")), {})


@lexicons.post("/places/<code>/lexicon")
def change(code: str) -> Answer:
    """Add an entry, change one, or take it out, as the pressed button says."""
    try:
        changed = _changed(code, one(typed(), "do"))
    except (Refused, Missing) as fault:
        return _page(code, Fields(typed()), {FIELDS.get(fault.field or "", fault.field or ""): fault}), 422
    told(changed)
    return redirect(url_for(".show", code=code), 303)


@lexicons.post("/places/<code>/lexicon/undo/<change_id>")
def undo(code: str, change_id: str) -> Answer:
    """Undo one change of the lexicon."""
    try:
        parts().dispatch.undo_lexicon(change_id, me())
    except (Refused, Missing) as fault:
        return _page(code, Fields(), {"": fault}), 422
    said(_("Bảng cách đọc của %(name)s trở lại như trước.", name=tree().name(code)))
    return redirect(url_for(".show", code=code), 303)


@lexicons.post("/places/<code>/lexicon/import")
def bring(code: str) -> Answer:
    """Take the good rows of a file, and tell what became of each."""
    file = request.files.get("file")
    data = file.stream.read(LARGEST_FILE) if file is not None else b""
    try:
        if not data:
            raise Refused("lexicon.file_missing", field="file")
        imported = parts().dispatch.import_lexicon(code, data, me())
    except Refused as fault:
        return _page(code, Fields(), {"file": fault}), 422
    return _page(code, Fields(), {}, imported=imported)


@lexicons.get("/places/<code>/lexicon.csv")
def export(code: str) -> Response:
    """Answer what a locality says of its own as CSV; the same file can be brought again."""
    demand(me(), Action.SEE, code, tree())

    def listed(tx: Transaction, page: Slice) -> Page[LexiconEntry]:
        return lexicon_rows.listed(tx, code, page=page)

    rows = [(entry.written, entry.spoken) for entry in every(listed)]
    return csv_file(f"cach-doc-{code}", (_("Chữ viết"), _("Cách đọc")), rows)


def told(changed: LexiconChange) -> None:
    """Tell on the next page what was changed, and how to undo it."""
    if not changed.after:
        said(_("Bảng cách đọc đã có đúng như vậy, không có gì thay đổi."))
        return
    form, spoken = list(changed.after.items())[-1]  # of a renamed one the old form comes first
    done = (
        _("Đã bỏ cách đọc của “%(written)s”.", written=form)
        if spoken is None
        else _("Từ nay “%(written)s” đọc là “%(spoken)s”.", written=form, spoken=spoken)
    )
    undo = url_for("lexicons.undo", code=changed.locality, change_id=changed.id)
    said(done, undo=undo)


def _changed(code: str, wish: str) -> LexiconChange:
    dispatch, fields = parts().dispatch, typed()
    old, written, spoken = (one(fields, name) for name in ("old", "written", "spoken"))
    if wish == "remove":
        return dispatch.remove_reading(code, old, me())
    if old:
        return dispatch.change_reading(code, old, me(), written=written, spoken=spoken)
    return dispatch.add_reading(code, written, spoken, me())


def _kept(tx: Transaction, code: str) -> Mapping[str, str]:
    demand(me(), Action.SEE, code, tree())
    return lexicon_rows.kept(tx, code)


def _page(code: str, fields: Fields, faults: Faults, *, imported: Imported | None = None) -> str:
    search = request.args.get("q", "")[:100]
    with parts().store.read() as tx:
        own = _kept(tx, code)
        page = lexicon_rows.listed(tx, code, search=search, page=Slice(after=request.args.get("after"), limit=SHOWN))
        held = lexicon_rows.held(tx, tree().path(code))
    above = [(form, spoken) for form, spoken in sorted(held.items()) if form not in own]
    return render_template(
        "lexicons/show.html",
        place=tree().locality(code),
        page=page,
        count=len(own),
        most=MOST_ENTRIES,
        above=above[:ABOVE_SHOWN],
        more_above=max(0, len(above) - ABOVE_SHOWN),
        up=[one for one in tree().path(code)[:-1] if tree().is_within(one, me().scope)],
        fields=fields,
        faults=faults,
        imported=imported,
        may_change=may_word(me(), code, tree()) and tree().locality(code).retired_at is None,
    )
