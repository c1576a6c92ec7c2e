"""The feeds of warnings, for the staff of the place they concern: their age, what they brought, what became of it.

Never judges a document; hands its bytes out only as a file to keep.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response as AnyResponse

from broadcaster.accounts import Action, demand, may
from broadcaster.dispatch import Outcome
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.feeds import is_silent
from broadcaster.store import Slice
from broadcaster.store import alerts as alert_rows
from broadcaster.store import feeds as feed_rows
from broadcaster.store.feeds import FeedRow
from web import words
from web.language import spoken
from web.pages import said
from web.parts import me, parts, tree
from web.reading import FormErrors

feeds = Blueprint("feeds", __name__)

SHOWN = 20
OUTCOMES = {
    Outcome.RELEASED: _l("Tự phát theo quy định của tỉnh"),
    Outcome.PROPOSED: _l("Thành bản nháp chờ người xác nhận"),
    Outcome.ENDED: _l("Kết thúc lệnh đã có"),
    Outcome.KEPT: _l("Chỉ lưu lại"),
}
TONES = {Outcome.RELEASED: "air", Outcome.PROPOSED: "heed", Outcome.ENDED: "good", Outcome.KEPT: ""}
Faults = Mapping[str, BroadcasterError]


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed in words; ``is_ill``: it fails or is silent, and somebody should look."""

    name: str
    detail: str
    is_ill: bool


def feed_lines(now: datetime) -> list[FeedLine]:
    """Return the feeds whose whole locality is the reader's own, the ill ones first."""
    with parts().store.read() as tx:
        rows = [one for one in feed_rows.listed(tx) if _is_mine(one)]
    lines = [FeedLine(one.feed.name, " ".join(_said(one, now)), _is_ill(one, now)) for one in rows]
    return sorted(lines, key=lambda one: not one.is_ill)


def _said(row: FeedRow, now: datetime) -> Iterator[str]:
    if row.failure:
        yield BroadcasterError.restored(row.failure).told(spoken())
    elif _is_ill(row, now):
        yield _("Nguồn im lặng.")
    yield _("Lấy được %(ago)s.", ago=words.ago(row.last_ok_at, now)) if row.last_ok_at else _("Chưa lấy được lần nào.")
    if row.last_change_at:
        yield _("Tin mới nhất đến %(ago)s.", ago=words.ago(row.last_change_at, now))


def _is_ill(row: FeedRow, now: datetime) -> bool:
    return bool(row.failure) or is_silent(row.feed, row.last_ok_at or row.added_at, now)


def _is_mine(row: FeedRow) -> bool:
    return tree().is_within(row.feed.locality, me().scope)


# ---------------------------------------------------------------- their pages


@feeds.app_template_global()
def has_feeds() -> bool:
    """Tell whether any feed, one taken off the list too, concerns the reader's places."""
    with parts().store.read() as tx:
        return any(_is_mine(one) for one in feed_rows.listed(tx, removed=True))


@feeds.get("/feeds")
def listed() -> str:
    """Show the feeds of the reader's places, and those that were taken off the list."""
    with parts().store.read() as tx:
        rows = [one for one in feed_rows.listed(tx, removed=True) if _is_mine(one)]
    removed = [one for one in rows if one.removed_at is not None]
    return render_template("feeds/listed.html", lines=feed_lines(parts().clock.now()), removed=removed)


@feeds.get("/feeds/<name>")
def show(name: str) -> str:
    """Show what a feed brought, newest first: what became of each document, why, and the alert it led to."""
    return _shown(name, {})


def _shown(name: str, faults: Faults) -> str:
    row = _found(name)
    with parts().store.read() as tx:
        page = feed_rows.messages(tx, name, Slice(after=request.args.get("after"), limit=SHOWN))
        made = {one.alert_id: alert_rows.known(tx, one.alert_id) for one in page.items if one.alert_id}
    now = parts().clock.now()
    return render_template(
        "feeds/show.html",
        row=row,
        page=page,
        made=made,
        line=" ".join(_said(row, now)),
        is_ill=_is_ill(row, now),
        outcomes=OUTCOMES,
        tones=TONES,
        why=_why,
        may_remove=row.removed_at is None and may(me(), Action.MANAGE, row.feed.locality, tree()),
        faults=faults,
    )


@feeds.get("/feeds/<name>/<sha256>.xml")
def document(name: str, sha256: str) -> Response:
    """Answer a document byte for byte, as a file that no browser opens as a page of ours."""
    _found(name)
    with parts().store.read() as tx:
        kept = feed_rows.message(tx, name, sha256)
    if not kept.data:
        raise Missing("feed.message_let_go")
    headers = {
        "Content-Disposition": f'attachment; filename="{name}-{sha256[:12]}.xml"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return Response(kept.data, mimetype="application/octet-stream", headers=headers)


@feeds.post("/feeds/<name>/remove")
def remove(name: str) -> AnyResponse | tuple[str, int]:
    """Take a feed off the list; what it brought stays readable."""
    _found(name)
    try:
        parts().dispatch.remove_feed(name, me())
    except Refused as fault:
        return _shown(name, FormErrors.of(fault).faults), 422
    said(_("Đã gỡ nguồn %(name)s. Máy chủ không hỏi nguồn này nữa.", name=name))
    return redirect(url_for(".listed"), 303)


def _found(name: str) -> FeedRow:
    with parts().store.read() as tx:
        row = feed_rows.find(tx, name)
    demand(me(), Action.SEE, row.feed.locality, tree())
    return row


def _why(stored: str) -> str:
    return BroadcasterError.restored(stored).told(spoken()) if stored else ""
