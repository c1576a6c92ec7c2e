"""What really sounded: the as-run log with its filters, as page and as CSV. Never what was merely planned."""

from datetime import date, time, timedelta

from flask import Blueprint, Response, render_template, request
from flask_babel import gettext as _

from broadcaster.messages import EndedHow, Heard
from broadcaster.store import Slice
from broadcaster.store import as_run as as_run_rows
from broadcaster.store.as_run import AsRunFilter, AsRunRow
from web import words
from web.bulletins import living
from web.forms import choice_asked, day_asked, local_moment
from web.parts import me, parts, tree
from web.tables import csv_file, every
from web.weeks import place_asked

reports = Blueprint("reports", __name__)

SHOWN = 50
USUAL_DAYS = timedelta(days=6)


@reports.get("/reports")
def as_run() -> str:
    """Show the as-run log; the filters stand in the address."""
    wanted = asked()
    with parts().store.read() as tx:
        page = as_run_rows.listed(tx, wanted, Slice(after=request.args.get("after"), limit=SHOWN))
        sums = (
            as_run_rows.summary(tx, wanted.scope, wanted.since, wanted.until) if wanted.since and wanted.until else None
        )
    first, last = days_asked()
    return render_template(
        "reports/as_run.html",
        page=page,
        sums=sums,
        first=first,
        last=last,
        where=wanted.scope,
        codes=living(me().scope),
    )


@reports.get("/reports/as-run.csv")
def export() -> Response:
    """Answer the same log as CSV, read page by page."""
    head = (
        _("Bắt đầu"),
        _("Kết thúc"),
        _("Cụm loa"),
        _("Địa bàn"),
        _("Bản tin"),
        _("Kết quả"),
        _("Có tiếng"),
        _("Lệch giờ (ms)"),
        _("Âm lượng"),
    )
    wanted = asked()
    rows = [_csv_row(row) for row in every(lambda tx, part: as_run_rows.listed(tx, wanted, part))]
    return csv_file("nhat-ky-phat", head, rows)


def asked() -> AsRunFilter:
    """Return the filter that the address asks for, within what the reader may see."""
    first, last = days_asked()
    args = request.args
    return AsRunFilter(
        scope=place_asked(),
        station=args.get("station") or None,
        bulletin=args.get("bulletin") or None,
        since=local_moment(first, time()),
        until=local_moment(last + timedelta(days=1), time()),
        heard=choice_asked(args.get("heard", ""), {one.value: one for one in Heard}),
        ended_how=choice_asked(args.get("ended", ""), {one.value: one for one in EndedHow}),
    )


def days_asked() -> tuple[date, date]:
    """Return the first and last day asked for; the last seven days when none is, a year back for one bulletin."""
    today = words.local(parts().clock.now()).date()
    last = day_asked(request.args.get("until", ""), today)
    usual = timedelta(days=365) if request.args.get("bulletin") else USUAL_DAYS
    first = day_asked(request.args.get("since", ""), last - usual)
    return min(first, last), max(first, last)


def _csv_row(row: AsRunRow) -> tuple[object, ...]:
    one = row.as_run
    return (
        words.exact(one.started_at) if one.started_at else words.exact(row.at),
        words.exact(one.ended_at) if one.ended_at else "",
        row.station_name,
        words.places([row.locality], tree()),
        row.bulletin_title,
        words.ENDINGS.get(one.ended_how.value, one.ended_how.value),
        words.HEARD.get(one.heard.value, one.heard.value),
        round(one.start_error_ms) if one.start_error_ms is not None else "",
        one.volume if one.volume is not None else "",
    )
