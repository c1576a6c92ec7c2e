"""The age of each feed of warnings, for the staff of the place it concerns: a line each on the first page. Reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from broadcaster.errors import BroadcasterError
from broadcaster.feeds import is_silent
from broadcaster.store import feeds as feed_rows
from broadcaster.store.feeds import FeedRow
from web import words
from web.language import spoken
from web.parts import me, parts, tree


@dataclass(frozen=True, slots=True)
class FeedLine:
    """One feed in words; ``is_ill``: it fails or is silent, and somebody should look."""

    name: str
    detail: str
    is_ill: bool


def feed_lines(now: datetime) -> list[FeedLine]:
    """Return the feeds whose whole locality is the reader's own, the ill ones first."""
    with parts().store.read() as tx:
        rows = [one for one in feed_rows.listed(tx) if tree().is_within(one.feed.locality, me().scope)]
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
