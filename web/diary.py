"""Looking at the schedule: a day with its hours, the next 24 hours with reasons, the week on paper, past editions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from flask import Blueprint, render_template, request

from broadcaster.accounts import Action, demand
from broadcaster.dispatch import Explanation
from broadcaster.store import stations as station_rows
from schedules.reason import Reason
from web import words
from web.bulletins import living
from web.forms import day_asked, local_moment
from web.parts import me, parts, tree
from web.weeks import DAY, Sounding, entries_at, layers_of, place_asked, week_of

diary = Blueprint("diary", __name__)

MORNING, EVENING = 5, 22
"""The hours a day's ruler shows unless something sounds outside them."""
LINES = 60
LEAST_SHARE = 0.6
"""A short airing is still drawn this wide, in per cent of the ruler."""
NEXT = timedelta(hours=24)
KEPT_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Ruler:
    """The hours drawn, and their edges in seconds since 1970 for the moving now-line."""

    first: int
    last: int
    begins: datetime
    ends: datetime

    @property
    def hours(self) -> range:
        """The full hours on the ruler."""
        return range(self.first, self.last)

    def share(self, moment: datetime) -> float:
        """Return where a moment stands, in per cent of the ruler."""
        whole = (self.ends - self.begins) / timedelta(seconds=1)
        return round(min(100.0, max(0.0, (moment - self.begins).total_seconds() / whole * 100)), 3)


@dataclass(frozen=True, slots=True)
class Line:
    """One airing of the day beside its bar on the ruler; ``x`` and ``width`` in per cent."""

    sounding: Sounding
    x: float
    width: float


@diary.get("/plans/day")
def day() -> str:
    """Show one day of a place with its hours, its levels, and the moving line of now."""
    where = place_asked()
    today = words.local(parts().clock.now()).date()
    shown = day_asked(request.args.get("day", ""), today)
    (whole,) = week_of(where, shown, days=1, shown=None)
    first = page_asked()
    lines = whole.soundings[first : first + LINES]
    ruler = ruler_of(shown, whole.soundings)
    own = [one for layer in layers_of(where) if layer.mine for one in entries_at(layer.scope)]
    return render_template(
        "plans/day.html",
        where=where,
        day=shown,
        today=today,
        step=DAY,
        codes=living(me().scope),
        ruler=ruler,
        lines=[line_of(one, ruler) for one in lines],
        total=len(whole.soundings),
        first=first,
        following=first + LINES if first + LINES < len(whole.soundings) else None,
        entries={one.id: one for one in own},
        left_out=left_out_of(where, shown, whole.soundings),
    )


def left_out_of(where: str, shown: date, soundings: Iterable[Sounding]) -> list[tuple[Sounding, list[Reason]]]:
    """Return the programmes of a day that leave approved bulletins out, each with why; asked once in some seconds."""
    ask = parts().dispatch.left_out
    reasons: dict[tuple[str, datetime], list[Reason]] = defaultdict(list)
    for left in parts().lately.told(("left out", where, shown), KEPT_SECONDS, lambda: ask(where, shown)):
        reasons[left.plan_id, left.start].append(left.reason)
    return [(one, reasons[one.plan_id, one.start]) for one in soundings if (one.plan_id, one.start) in reasons]


def page_asked() -> int:
    """Return with which line of a long day the page begins."""
    text = request.args.get("from", "")
    return int(text[:6]) if text.isascii() and text.isdecimal() else 0


def ruler_of(shown: date, soundings: tuple[Sounding, ...]) -> Ruler:
    """Return the ruler of a day: from 05:00 to 22:00, or as far as something sounds."""
    hours = [words.local(one.start).hour for one in soundings]
    ends = [words.local(one.end).hour + 1 for one in soundings if one.end and words.local(one.end).date() == shown]
    overnight = any(one.end and words.local(one.end).date() > shown for one in soundings)
    first, last = min([MORNING, *hours]), 24 if overnight else max([EVENING, *ends, *(hour + 1 for hour in hours)])
    midnight = local_moment(shown, time())
    return Ruler(first, last, midnight + timedelta(hours=first), midnight + timedelta(hours=last))


def line_of(sounding: Sounding, ruler: Ruler) -> Line:
    """Return the bar of an airing; what has no length yet gets the least width."""
    x = min(100 - LEAST_SHARE, ruler.share(sounding.start))
    end = x if sounding.end is None else ruler.share(sounding.end)
    return Line(sounding, x, round(max(LEAST_SHARE, end - x), 3))


@diary.get("/plans/next")
def ahead() -> str:
    """Show what a place or a station will hear in the next 24 hours, what will not be heard, and why."""
    where = scope_asked()
    now = parts().clock.now()
    return render_template(
        "plans/next.html",
        where=where,
        name=layers_of(where)[-1].name if ":" in where else tree().name(where),
        codes=living(me().scope),
        until=now + NEXT,
        told=explained(where, now),
    )


def explained(where: str, now: datetime) -> list[Explanation]:
    """Return what is planned for the next 24 hours, heard or not, as the stations and the as-run log will see it."""
    several = explained_days(where, words.local(now).date())
    return [one for one in several if one.explained.end > now and one.explained.start < now + NEXT]


def explained_days(where: str, first: date) -> tuple[Explanation, ...]:
    """Return what becomes of all planned on a day and the next; worked out once for all who look within seconds."""
    explain = parts().dispatch.explain_day
    return parts().lately.told(("explained", where, first), KEPT_SECONDS, lambda: explain(where, first, days=2))


def scope_asked() -> str:
    """Return the locality or station the address asks for; a station only where the reader may see it."""
    kind, colon, station_id = request.args.get("where", "").partition(":")
    if kind != "station" or not colon:
        return place_asked()
    with parts().store.read() as tx:
        station = station_rows.find(tx, station_id)
    demand(me(), Action.SEE, station.locality, tree())
    return f"station:{station_id}"


@diary.get("/plans/print")
def printed() -> str:
    """Show the programme of a week as it hangs on the wall of the office, on A4."""
    where = place_asked()
    first = day_asked(request.args.get("day", ""), words.local(parts().clock.now()).date())
    return render_template(
        "plans/print.html",
        where=where,
        first=first,
        last=first + 6 * DAY,
        step=7 * DAY,
        days=week_of(where, first, shown=None),
    )
