"""The inbox of a commune: what the province offers, and where its urgent programmes meet one's own. Decides nothing."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from broadcaster.accounts import Action, demand, may
from broadcaster.bulletins import Bulletin
from broadcaster.collisions import Collision, Outlook, Pair
from broadcaster.dispatch import Offer
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused
from broadcaster.inbox import Arrival, Key, State, commune_of, is_movable, moved
from broadcaster.plans import Entry
from broadcaster.store import Slice
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import plans as plan_rows
from broadcaster.store.renders import Render
from schedules.recurrence import Recurrence, once
from schedules.timetable import Airing
from web import words
from web.kept import Fields, typed
from web.listen import heard
from web.pages import said
from web.parts import me, parts, tree
from web.reading import Typed, one, read_clock, read_date

inbox = Blueprint("inbox", __name__)

SHOWN = 4
ANSWERS_SHOWN = 50
ANSWERED = frozenset(State) - {State.WAITING}
WHOLE = "-"
"""Stands in addresses for the bulletin of a whole programme, which has none."""
KEPT_SECONDS = 10.0
Answer = str | Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Card:
    """One waiting bulletin: what is offered, how it sounds, what was wrong with the last try."""

    offer: Offer
    render: Render | None
    movable: bool
    fields: Fields
    fault: BroadcasterError | None = None

    @property
    def when(self) -> str:
        """The suggested time as the form sends it back, so that what was shown is what is done."""
        start = words.local(self.offer.consequence.first or parts().clock.now())
        if self.offer.as_wished:
            return "wish"
        if self.offer.recurrence.rule:
            return f"times {self.offer.recurrence.times[0]:%H:%M}"
        return f"once {start:%Y-%m-%d %H:%M}"


@dataclass(frozen=True, slots=True)
class Meeting:
    """The coming collisions of two schedules: the nearest one, how often they meet, what either order would bring."""

    first: Collision
    all: tuple[Collision, ...]
    theirs: Outlook
    ours: Outlook

    @property
    def seen(self) -> str:
        """What is decided about the nearest one, as its form sends it back."""
        return self.first.decision.first if self.first.decision is not None else ""


@inbox.get("/inbox")
def listed() -> str:
    """Show what waits for an answer, or what was answered, of the reader's places."""
    return _page()


def _page(faulty: Key | None = None, fault: BroadcasterError | None = None) -> str:
    answered = request.args.get("show") == "answered"
    page = parts().dispatch.arrivals(
        me().scope,
        Slice(after=request.args.get("after"), limit=SHOWN, total=not answered),
        states=ANSWERED if answered else {State.WAITING},
    )
    offers = [] if answered else parts().dispatch.offers(arrival.key for arrival in page.items)
    return render_template(
        "inbox/listed.html",
        page=page,
        answered=answered,
        cards=[_card(offer, fault if offer.arrival.key == faulty else None) for offer in offers],
        rows=_rows(page.items) if answered else [],
        meetings=meetings(collided(me().scope)) if is_commune() else [],
        fault=fault if faulty not in {one.key for one in page.items} else None,
    )


def is_commune() -> bool:
    """Tell whether the reader sits in a commune, whose people decide what is theirs."""
    return commune_of(me().scope, tree()) == me().scope


def _card(offer: Offer, fault: BroadcasterError | None) -> Card:
    with parts().store.read() as tx:
        render = parts().dispatch.render_of(tx, offer.bulletin) if offer.bulletin is not None else None
    return Card(offer, render, is_movable(offer.wish.recurrence), Fields(typed() if fault else None), fault)


def _rows(arrivals: Sequence[Arrival]) -> list[tuple[Arrival, str, str]]:
    """Return answered arrivals with the title of each and whose wish it was."""
    with parts().store.read() as tx:
        wishes = [plan_rows.find(tx, one.key.entry_id) for one in arrivals]
        found = [bulletin_rows.known(tx, one.key.bulletin_id) for one in arrivals]
    titles = [wish.title if b is None else b.title for wish, b in zip(wishes, found, strict=True)]
    return [(arrival, title, wish.author) for arrival, title, wish in zip(arrivals, titles, wishes, strict=True)]


# ---------------------------------------------------------------- answering


@inbox.post("/inbox/<locality>/<entry_id>/<bulletin_id>/place")
def place(locality: str, entry_id: str, bulletin_id: str) -> Answer:
    """Take a bulletin into the commune's schedule at the suggested time or another."""
    key = _key(locality, entry_id, bulletin_id)
    try:
        placed = parts().dispatch.place(key, _recurrence(key), me())
    except (Refused, Missing) as fault:
        return _page(key, fault), 422
    at = words.moment_words(placed.consequence.first, parts().clock.now()) if placed.consequence.first else ""
    said(
        _("Đã xếp “%(title)s”, lần đầu %(moment)s.", title=placed.entry.title, moment=at),
        undo=url_for(".undo", locality=locality, entry_id=entry_id, bulletin_id=bulletin_id),
    )
    return redirect(url_for(".listed"), 303)


@inbox.post("/inbox/<locality>/<entry_id>/<bulletin_id>/decline")
def decline(locality: str, entry_id: str, bulletin_id: str) -> Answer:
    """Decline a bulletin with a reason."""
    key = _key(locality, entry_id, bulletin_id)
    try:
        parts().dispatch.decline(key, me(), reason=one(typed(), "reason")[:500])
    except (Refused, Missing) as fault:
        return _page(key, fault), 422
    undo_address = url_for(".undo", locality=locality, entry_id=entry_id, bulletin_id=bulletin_id)
    said(_("Đã ghi nhận không phát; cấp trên sẽ thấy lý do."), undo=undo_address)
    return redirect(url_for(".listed"), 303)


@inbox.post("/inbox/<locality>/<entry_id>/<bulletin_id>/undo")
def undo(locality: str, entry_id: str, bulletin_id: str) -> Answer:
    """Take an answer back."""
    key = _key(locality, entry_id, bulletin_id)
    try:
        arrival = parts().dispatch.undo_answer(key, me())
    except (Refused, Missing) as fault:
        return _page(key, fault), 422
    if arrival.state is State.WAITING:
        said(_("Đã hoàn tác. Bản tin lại chờ trong hộp tin."))
    else:
        said(_("Đã hoàn tác. Cấp trên đã rút bản tin, nên bản tin không còn chờ nữa."))
    return redirect(url_for(".listed"), 303)


@inbox.post("/inbox/<locality>/<entry_id>/<bulletin_id>/foresee")
def foresee(locality: str, entry_id: str, bulletin_id: str) -> str:
    """Show only what placing at another time would do; asked again whenever the time changes."""
    key = _key(locality, entry_id, bulletin_id)
    demand(me(), Action.SCHEDULE, locality, tree())
    try:
        offer = parts().dispatch.offer(key, _recurrence(key))
    except (Refused, Missing) as fault:
        return render_template("plans/consequence.html", entry=None, fault=fault)
    return render_template("plans/consequence.html", entry=offer.made, c=offer.consequence, fault=None)


def _key(locality: str, entry_id: str, bulletin_id: str) -> Key:
    return Key(locality, entry_id, "" if bulletin_id == WHOLE else bulletin_id)


def _recurrence(key: Key) -> Recurrence:
    with parts().store.read() as tx:
        wish = plan_rows.find(tx, key.entry_id).recurrence
    return read_when(typed(), wish)


def read_when(typed: Typed, wish: Recurrence) -> Recurrence:
    """Return when a form asks for: as wished, on the same days at another time, or once."""
    how, _space, rest = one(typed, "when").partition(" ")
    if how == "wish":
        return wish
    if how == "times" or (how == "other" and one(typed, "keep") == "yes"):
        return moved(wish, read_clock(rest or one(typed, "at")))
    day, _space, clock = rest.partition(" ")
    return once(read_date(day or one(typed, "day")), read_clock(clock or one(typed, "at")), timezone=wish.timezone)


# ---------------------------------------------------------------- colliding


def meetings(found: Sequence[Collision]) -> list[Meeting]:
    """Return collisions by the two schedules that meet, those still open first; one decision may serve for all."""
    now = parts().clock.now()
    groups: dict[tuple[bool, str, str], list[Collision]] = {}
    for met in found:
        groups.setdefault((not met.is_open(now), met.theirs.plan_id, met.ours.plan_id), []).append(met)
    ordered = sorted(groups.items(), key=lambda pair: (pair[0][0], pair[1][0].deadline))
    return [Meeting(several[0], tuple(several), *parts().dispatch.outlooks(several[0])) for _, several in ordered]


@inbox.app_template_global()
def sounds_of(airing: Airing) -> list[tuple[Bulletin, Render]]:
    """Return the bulletins of an airing that have their sound and that the reader may hear, at most four."""
    found = []
    for bulletin_id in list(dict.fromkeys(airing.bulletin_ids))[:SHOWN]:
        with suppress(Denied, Missing):
            found.append(heard(bulletin_id))
    return [(bulletin, render) for bulletin, render in found if render is not None and render.clip]


@inbox.post("/inbox/<locality>/collisions/<theirs>/<ours>")
def decide(locality: str, theirs: str, ours: str) -> Answer:
    """Keep which of two programmes goes first, this time or every time they meet."""
    is_ours = one(typed(), "first") == "ours"
    try:
        met = [_decided(locality, pair, is_ours) for pair in _pairs(locality, Pair(theirs, ours))]
    except Refused as fault:
        return _page(fault=fault), 422
    said(
        _("Đã quyết định: “%(title)s” phát trước.", title=met[0].first.title),
        undo=url_for(".undo_decision", locality=locality, theirs=theirs, ours=ours, all=one(typed(), "all")),
    )
    return redirect(url_for(".listed"), 303)


@inbox.post("/inbox/<locality>/collisions/<theirs>/<ours>/undo")
def undo_decision(locality: str, theirs: str, ours: str) -> Answer:
    """Take a decision back, this one or all about the two schedules."""
    try:
        for pair in _pairs(locality, Pair(theirs, ours)):
            parts().dispatch.undo_decision(locality, pair, me())
    except Refused as fault:
        return _page(fault=fault), 422
    said(_("Đã hoàn tác. Nếu không quyết định lại, tin của tỉnh phát trước."))
    return redirect(url_for(".listed"), 303)


def _decided(locality: str, pair: Pair, is_ours: bool) -> Collision:
    first = pair.ours if is_ours else pair.theirs
    seen = one(typed(), "seen")
    return parts().dispatch.decide(locality, pair, first, by=me(), seen=seen if seen in pair else "")


def _pairs(locality: str, pair: Pair) -> list[Pair]:
    """Return the pair, and all later ones of the same two schedules if the form says so."""
    every = (request.args.get("all") or one(typed(), "all")) == "yes"
    if not every:
        return [pair]
    now = parts().clock.now()
    open_ones = [met for met in parts().dispatch.collisions(locality) if met.is_open(now)]
    mine = next((met for met in open_ones if met.pair == pair), None)
    if mine is None:
        return [pair]
    plans = (mine.theirs.plan_id, mine.ours.plan_id)
    return [met.pair for met in open_ones if (met.theirs.plan_id, met.ours.plan_id) == plans]


# ---------------------------------------------------------------- what others show of it


@inbox.get("/inbox/answers/<entry_id>")
def answers(entry_id: str) -> str:
    """Show what each commune answered to an entry of the province."""
    with parts().store.read() as tx:
        entry = plan_rows.find(tx, entry_id)
        for target in entry.targets:
            demand(me(), Action.SEE, target, tree())
        page = inbox_rows.answered(tx, entry_id, Slice(after=request.args.get("after"), limit=ANSWERS_SHOWN))
        titles = {one: bulletin_rows.find(tx, one).title for one in entry.bulletin_ids}
    return render_template("inbox/answered.html", entry=entry, page=page, titles=titles)


@inbox.app_template_global()
def answer_counts(entry: Entry) -> dict[State, int]:
    """Return how many communes answered an entry how, in a fixed order.

    Nothing for one that was offered to none, nor for readers who do not see all the places it aims at.
    """
    if not all(may(me(), Action.SEE, code, tree()) for code in entry.targets):
        return {}
    found = parts().dispatch.answers(entry.id)
    return {state: found[state] for state in State if found.get(state)}


@inbox.app_template_global()
def answer_words(state: State) -> tuple[str, str, str]:
    """Return an answer in words, its tone and its icon."""
    return {
        State.WAITING: (_("Đang chờ"), "heed", "clock"),
        State.PLACED: (_("Đã xếp lịch"), "good", "check"),
        State.DECLINED: (_("Không phát"), "", "cross"),
        State.EXPIRED: (_("Quá hạn hoặc đã rút"), "", "clock"),
    }[state]


@inbox.app_template_global()
def time_left(until: datetime) -> str:
    """Return how long there is until a moment, in whole minutes: 2 giờ 10 phút."""
    seconds = (until - parts().clock.now()).total_seconds()
    return words.length(timedelta(minutes=max(1, seconds // 60)))


@inbox.app_template_global()
def in_inbox() -> int:
    """Return how much waits in the reader's inbox, bulletins and open collisions; asked once every few seconds.

    Every page shows it, also the one that says that the database is away: then it is nothing.
    """
    try:
        waiting, met = pending(me().scope)
    except BroadcasterError:
        return 0
    return waiting + len(met)


def pending(scope: str) -> tuple[int, list[Collision]]:
    """Return how many bulletins wait in a commune and which collisions nobody has decided; nothing outside communes."""
    if scope not in tree().by_code or commune_of(scope, tree()) != scope:
        return 0, []
    return parts().lately.told(("inbox", scope), KEPT_SECONDS, lambda: _pending(scope))


def _pending(scope: str) -> tuple[int, list[Collision]]:
    now: datetime = parts().clock.now()
    with parts().store.read() as tx:
        waiting = inbox_rows.waiting(tx, scope)
    return waiting, [each for each in collided(scope) if each.decision is None and each.is_open(now)]


def collided(scope: str) -> tuple[Collision, ...]:
    """Return the collisions of a place, asked once for one page: the list and the number in the frame are the same."""
    found: dict[str, tuple[Collision, ...]] = g.setdefault("collided", {})
    if scope not in found:
        found[scope] = parts().dispatch.collisions(scope)
    return found[scope]
