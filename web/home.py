"""The first page: what sounds today, what needs me, how the last days went. Reads; every action is on another page."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from flask import Blueprint, render_template
from flask_babel import gettext as _

from broadcaster.bulletins import State
from broadcaster.store import Slice
from broadcaster.store import as_run as as_run_rows
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store.as_run import AsRunSummary
from web import alertwords, words
from web.alertboard import waiting as waiting_alerts
from web.daybook import daybook
from web.drills import reminder, to_agree
from web.feeds import feed_lines
from web.forms import local_moment
from web.health import health, kind
from web.inbox import pending, time_left
from web.pages import allowed, waiting
from web.parts import me, parts, tree
from web.pathhealth import path_warnings

home = Blueprint("home", __name__)

SHOWN = 5
DAYS_BACK = 7
PAST_SECONDS = 15.0


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that waits for the reader, with its one main action."""

    icon: str
    tone: str
    title: str
    detail: str
    address: str
    action: str


@home.get("/")
def today() -> str:
    """Show the three answers."""
    now = parts().clock.now()
    return render_template(
        "home/today.html",
        rows=daybook(me().scope),
        warnings=path_warnings(),
        reminder=reminder(now),
        needs=needs(now),
        feeds=feed_lines(now),
        past=parts().lately.told(("past", me().scope), PAST_SECONDS, lambda: last_days(now)),
        day=words.local(now),
        hours=HOURS,
    )


@home.get("/today")
def strip() -> str:
    """Show the day's strip alone; asked again every minute."""
    return render_template("home/strip.html", rows=daybook(me().scope), hours=HOURS)


HOURS = tuple(range(5, 23))


def needs(now: datetime) -> list[Need]:
    """Return what waits for the reader, the most urgent first."""
    urgent = [*to_release(), *exercise_to_agree(), *colliding()]
    return [*urgent, *to_decide(), *to_allow(now), *offered(), *to_mend(), *silent_stations(now)]


def to_release() -> list[Need]:
    """Return the alerts that wait for the reader: to release as the second person first, then to confirm."""
    release, confirm = waiting_alerts()
    asked = [(one, _("Đọc và phát lệnh")) for one in release] + [(one, _("Đọc và xác nhận")) for one in confirm]
    return [
        Need(
            alertwords.ICONS[one.status],
            "heed",
            f"{alertwords.KINDS[one.status]}: {one.title}",
            words.places(one.localities, tree()) + " · " + words.ago(one.created_at, parts().clock.now()),
            f"/alerts/{one.id}",
            action,
        )
        for one, action in asked[:SHOWN]
    ]


def exercise_to_agree() -> list[Need]:
    """Return the plan of monthly exercises when it waits for the reader as its second person."""
    if not (plan := to_agree()):
        return []
    return [Need("people", "heed", _("Lịch diễn tập chờ bạn đồng ý"), plan, "/alerts/tests", _("Đọc và đồng ý"))]


def to_decide() -> list[Need]:
    """Return the bulletins that wait for the reader's decision."""
    if not allowed("approve"):
        return []
    with parts().store.read() as tx:
        page = bulletin_rows.listed(tx, me().scope, {State.SUBMITTED}, page=Slice(limit=SHOWN))
    mine = [one for one in page.items if one.author != me().id]
    found = [
        Need(
            "text",
            "",
            one.title,
            words.places([one.locality], tree()) + " · " + words.ago(one.created_at, parts().clock.now()),
            f"/bulletins/{one.id}",
            _("Nghe và duyệt"),
        )
        for one in mine
    ]
    more = waiting() - len(page.items)
    if more > 0:
        title = _("Còn %(count)s bản tin chờ duyệt", count=more)
        found.append(Need("text", "", title, "", "/bulletins?show=waiting", _("Xem tất cả")))
    return found


def colliding() -> list[Need]:
    """Return, as one line, the coming collisions with the province that nobody in the commune has decided."""
    if not allowed("schedule", me().scope) or not (met := pending(me().scope)[1]):
        return []
    title = _("%(count)s lần trùng giờ với tin ưu tiên của tỉnh", count=len(met))
    first = _(
        "“%(theirs)s” và “%(ours)s”: còn %(time)s, sau đó tin của tỉnh phát trước",
        theirs=met[0].theirs.title,
        ours=met[0].ours.title,
        time=time_left(met[0].deadline),
    )
    return [Need("clock", "heed", title, first, "/inbox", _("Quyết định"))]


def offered() -> list[Need]:
    """Return, as one line, what the province offers and nobody in the commune has answered."""
    if not allowed("schedule", me().scope) or not (waits := pending(me().scope)[0]):
        return []
    title = _("%(count)s tin của tỉnh chờ nhận và xếp lịch", count=waits)
    return [Need("text", "", title, _("Xã, phường chọn phát hay không."), "/inbox", _("Mở hộp tin"))]


def to_allow(now: datetime) -> list[Need]:
    """Return the schedules outside the allowed hours on which the reader may decide as the second person."""
    if not allowed("approve"):
        return []
    waits = parts().dispatch.waiting_outside(me())
    starts = ((one, one.recurrence.next_after(now)) for one in waits[:SHOWN])
    return [
        Need(
            "clock",
            "heed",
            _("Xin phát ngoài giờ: %(title)s", title=one.title),
            (f"{words.moment_words(start, now)} · " if start else "") + one.outside_reason,
            f"/plans/{one.id}#outside",
            _("Xem và quyết định"),
        )
        for one, start in starts
    ]


def to_mend() -> list[Need]:
    """Return the reader's own bulletins that came back or could not be spoken."""
    with parts().store.read() as tx:
        page = bulletin_rows.listed(tx, me().scope, {State.REJECTED, State.FAILED}, page=Slice(limit=20))
    mine = [one for one in page.items if one.author == me().id][:SHOWN]
    return [
        Need(
            "undo" if one.state is State.REJECTED else "heed",
            "heed",
            one.title,
            _("Được trả lại: %(reason)s", reason=one.reason)
            if one.state is State.REJECTED
            else _("Không tạo được âm thanh."),
            f"/bulletins/{one.id}/edit",
            _("Sửa"),
        )
        for one in mine
    ]


def silent_stations(now: datetime) -> list[Need]:
    """Return the stations in trouble: each by name while they are few, counted when they are many."""
    here = parts().snapshot.taken().within(me().scope)
    troubled = [row for row in here if kind(row, now) in ("silent", "fault")]
    if len(troubled) > SHOWN - 1:
        places = {tree().path(row.station.locality)[-2:][0] for row in troubled}
        title = _("%(stations)s cần kiểm tra", stations=words.stations_count(len(troubled)))
        detail = words.listed(tree().by_code[code].name for code in sorted(places)[:4])
        return [Need("signal", "heed", title, detail, "/stations", _("Xem cụm loa"))]
    return [
        Need(
            (one := health(row, now)).icon,
            "heed",
            one.sentence,
            words.places([row.station.locality], tree()),
            f"/stations/{row.station.id}",
            _("Kiểm tra"),
        )
        for row in troubled
    ]


@dataclass(frozen=True, slots=True)
class Past:
    """How one day went."""

    day: datetime
    sums: AsRunSummary


def last_days(now: datetime) -> list[Past]:
    """Return the last seven days, the newest first."""
    first = local_moment(words.local(now).date(), time())
    days = [first - timedelta(days=n) for n in range(DAYS_BACK)]
    with parts().store.read() as tx:
        return [Past(day, as_run_rows.summary(tx, me().scope, day, day + timedelta(days=1))) for day in days]
