"""The second person for what lies outside the allowed hours: a yes, or a no with its reason. Decides no rule itself."""

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster import plans
from broadcaster.plans import Entry
from web.entries import found
from web.forms import REASON_LIMIT
from web.kept import typed
from web.pages import said
from web.parts import me, parts
from web.reading import one

outside = Blueprint("outside", __name__)


@outside.app_template_global()
def may_allow(entry: Entry) -> bool:
    """Say whether the reader may let this entry sound outside the allowed hours."""
    return parts().dispatch.may_allow(entry, me())


@outside.app_template_test("waiting_outside")
def waits(entry: Entry) -> bool:
    """Say whether an entry waits for a second person."""
    return plans.waits_outside(entry)


@outside.post("/plans/<entry_id>/allow")
def allow(entry_id: str) -> Response:
    """Let a schedule sound outside the allowed hours."""
    entry = parts().dispatch.approve_outside(found(entry_id).id, me())
    said(_("Đã cho phép “%(title)s” phát ngoài giờ.", title=entry.title), undo=undo_of(entry))
    return redirect(url_for("plans.show", entry_id=entry.id), 303)


@outside.post("/plans/<entry_id>/deny")
def deny(entry_id: str) -> Response:
    """Do not let it: the schedule keeps its other times, or ends."""
    reason = " ".join(one(typed(), "reason").split())[:REASON_LIMIT]
    entry = parts().dispatch.refuse_outside(found(entry_id).id, me(), reason=reason)
    said(_("“%(title)s” không được phát ngoài giờ.", title=entry.title), undo=undo_of(entry))
    return redirect(url_for("plans.show", entry_id=entry.id), 303)


def undo_of(entry: Entry) -> str:
    """Return where the decision is taken back: to the version before it."""
    return url_for("changes.undo", entry_id=entry.id, version=entry.version - 1)
