"""The monthly audible exercise: its terms, who stands for them, when it is due, and the very alert it is on its day.

Pure: values and ``now``. It stands only while two people stand for exactly these terms, and what it makes is never
anything but an exercise. Never signs, stores or sends.
"""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from broadcaster.accounts import Action, may
from broadcaster.alerts import Alert, compose, digest, release_by_rule
from broadcaster.errors import Refused
from broadcaster.localities import Tree
from broadcaster.messages import AlarmRepeat, AlarmStatus
from broadcaster.silent_tests import Outcome, Run, Standing
from broadcaster.sirens import SIRENS
from schedules.windows import in_quiet, outside

AUTHOR = "monthly-exercise"
PREFIX = "exercise-"
TITLE = "Diễn tập loa báo động hằng tháng"
TEXT = (
    "Đây là buổi thử loa báo động hằng tháng. Không có nguy hiểm gì. "
    "Bà con cứ sinh hoạt bình thường, không phải làm gì."
)
HAZARD = "drill"
LASTS = timedelta(minutes=15)
LATEST = timedelta(hours=1)
"""Who was told of nine o'clock is not surprised at noon."""
CALM = timedelta(hours=24)
"""So long after a real alarm nobody shall take an exercise for the next one."""
REMINDED = timedelta(days=3)
NTHS = range(1, 5)
"""Each month has four of every weekday."""
WEEKDAYS = range(7)
VOLUMES = range(1, 101)
REASON_LEAST, REASON_MOST = 3, 200


@dataclass(frozen=True, slots=True)
class Terms:
    """What is said where, on the ``nth`` ``weekday`` (Monday is 0) of each month ``at`` a local time.

    ``siren`` is a name from ``sirens`` or empty for the attention tone alone.
    """

    is_on: bool = False
    nth: int = 1
    weekday: int = 2
    at: time = time(9, 0)
    places: tuple[str, ...] = ()
    title: str = TITLE
    text: str = TEXT
    siren: str = ""
    volume: int = 100

    @property
    def digest(self) -> str:
        """The SHA-256 of all of it: what two people stand for."""
        return hashlib.sha256(json.dumps(asdict(self), ensure_ascii=False, default=str).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Plan:
    """The terms, who set them, and who agreed to which digest of terms."""

    terms: Terms = Terms()
    set_by: str | None = None
    set_at: datetime | None = None
    agreed_by: str | None = None
    agreed_at: datetime | None = None
    agreed: str = ""

    @property
    def stands_since(self) -> datetime | None:
        """The moment since which two people stand for exactly these terms; None while they do not."""
        if not self.terms.is_on or self.set_by is None or self.agreed != self.terms.digest:
            return None
        if self.agreed_by in (None, self.set_by) or self.set_at is None or self.agreed_at is None:
            return None
        return self.agreed_at if self.agreed_at >= self.set_at else None


CODES = {
    Outcome.RAISED: "exercises.raised",
    Outcome.HELD: "exercises.held",
    Outcome.MISSED: "exercises.missed",
    Outcome.REFUSED: "exercises.refused",
    Outcome.SKIPPED: "exercises.skipped",
}
"""The wording code of what became of one; its blanks are day, stations, heard, mute and reason."""


def checked(terms: Terms, tree: Tree, now: datetime, zone: ZoneInfo) -> Terms:
    """Return terms with their words checked, or refuse what cannot be; those that are on must fit the allowed hours."""
    if terms.nth not in NTHS or terms.weekday not in WEEKDAYS:
        raise Refused("exercises.day", field="nth")
    if terms.volume not in VOLUMES:
        raise Refused("exercises.volume", field="volume", least=VOLUMES[0], most=VOLUMES[-1])
    if terms.siren and terms.siren not in SIRENS:
        raise Refused("exercises.siren", field="siren")
    if not terms.places:
        raise Refused("alert.nowhere", field="localities")
    made = compose(_plain(terms, now.date(), tree, now))
    fair = replace(terms, title=made.title, text=made.text, places=made.localities)
    place = closed(fair, next_due(fair, now, zone), tree) if fair.is_on else None
    if place is not None:
        raise Refused("exercises.hours", field="at", at=f"{fair.at:%H:%M}", place=tree.name(place))
    return fair


def agree(plan: Plan, by: str, now: datetime) -> Plan:
    """Return the plan with a second person's word for exactly its terms; refused to who set them."""
    if not plan.terms.is_on:
        raise Refused("exercises.none_planned")
    if by == plan.set_by:
        raise Refused("exercises.own_terms")
    return replace(plan, agreed_by=by, agreed_at=now, agreed=plan.terms.digest)


def skipped(plan: Plan, due: datetime, by: str, *, reason: str, now: datetime) -> Run:
    """Return what is noted of an exercise that somebody leaves out beforehand."""
    reason = " ".join(reason.split())
    if not plan.terms.is_on:
        raise Refused("exercises.none_planned")
    if not REASON_LEAST <= len(reason) <= REASON_MOST:
        raise Refused("exercises.reason", field="reason", least=REASON_LEAST, most=REASON_MOST)
    return Run(due.date(), Outcome.SKIPPED, now, by=by, reason=reason)


# ---------------------------------------------------------------- when


def day_in(terms: Terms, year: int, month: int) -> date:
    """Return the day of the exercise in a month."""
    first = date(year, month, 1)
    return first + timedelta(days=(terms.weekday - first.weekday()) % 7 + 7 * (terms.nth - 1))


def last_due(terms: Terms, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the newest moment at or before ``now`` at which an exercise was due by the clocks of ``zone``."""
    this_month = _due(terms, now.astimezone(zone), zone)
    return this_month if this_month <= now else _due(terms, _first(now, zone) - timedelta(days=1), zone)


def next_due(terms: Terms, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the first moment after ``now`` at which an exercise will be due."""
    this_month = _due(terms, now.astimezone(zone), zone)
    return this_month if this_month > now else _due(terms, _first(now, zone) + timedelta(days=31), zone)


def is_near(due: datetime, now: datetime) -> bool:
    """Tell whether people are reminded of an exercise: from three local days before."""
    return due.date() - now.astimezone(due.tzinfo).date() <= REMINDED


def is_timely(due: datetime, at: datetime) -> bool:
    """Tell whether an exercise may begin ``at`` a moment: at most an hour late, on its local day."""
    return due <= at <= due + LATEST and at.astimezone(due.tzinfo).date() == due.date()


def closed(terms: Terms, at: datetime, tree: Tree) -> str | None:
    """Return a locality where an exercise that begins ``at`` may not sound by its rules; None when there is none.

    Allowed hours are asked of the places that are named: who alerts a province answers for its communes. Quiet hours
    hold wherever it would be heard.
    """
    end = at + LASTS
    for code in terms.places:
        if outside(tree.rules(code), at, end, tree.locality(code).timezone):
            return code
    inside = {code for top in terms.places for code in tree.subtree(top) if tree.by_code[code].rules is not None}
    return next(
        (code for code in sorted(inside) if in_quiet(tree.rules(code), at, end, tree.locality(code).timezone)), None
    )


def is_planned(plan: Plan, due: datetime) -> bool:
    """Tell whether an exercise is to be at all at a moment: two people stood for the plan before it fell due."""
    since = plan.stands_since
    return since is not None and since <= due


@dataclass(frozen=True, slots=True)
class Case:
    """What speaks for and against raising the exercise now.

    ``held``: a real alarm stands or stood within a day; ``fair``: it lies within the allowed hours; ``vouched``: both
    people may stand for it now.
    """

    held: bool = False
    fair: bool = True
    vouched: bool = True


def owed(plan: Plan, due: datetime, now: datetime, *, noted: Iterable[Run], case: Case) -> Run | None:
    """Return what is to be noted of the exercise last ``due``; None when all is said. Raised is what is to be raised.

    ``noted`` is what was noted of the month of ``due``, so that no month has two.
    """
    kept = {one.day: one.outcome for one in noted}
    mine = kept.get(due.date())
    if not is_planned(plan, due) or Outcome.RAISED in kept.values() or mine not in (None, Outcome.HELD):
        return None
    if not (case.fair and is_timely(due, now)):
        return Run(due.date(), Outcome.MISSED, now) if mine is None else None
    if case.held:
        return Run(due.date(), Outcome.HELD, now) if mine is None else None
    if not case.vouched:
        return Run(due.date(), Outcome.REFUSED, now)
    return Run(due.date(), Outcome.RAISED, now, f"{PREFIX}{due.date()}")


# ---------------------------------------------------------------- what


def exercise(terms: Terms, day: date, tree: Tree, now: datetime) -> Alert:
    """Return the exercise of a day, released: nothing in it comes from anywhere but the terms, the day and ``now``."""
    return release_by_rule(_plain(terms, day, tree, now), now)


def stands(plan: Plan, standing: Standing) -> bool:
    """Tell whether the two people of a plan may stand for it *now*: one may raise alerts in all places, one release."""
    if plan.stands_since is None:
        return False
    words = ((plan.set_by, Action.ALERT), (plan.agreed_by, Action.RELEASE))
    return bool(plan.terms.places) and all(
        _may(standing, person, action, plan.terms.places) for person, action in words
    )


def vouches(alert: Alert, plan: Plan, standing: Standing) -> bool:
    """Tell whether an alert is exactly the exercise that a plan raises on the day of its release: the signer asks.

    The moment it was confirmed is spoken aloud and stands in no digest, so it must be that of the release.
    """
    at = alert.released_at
    if at is None or alert.confirmed_at != at or alert.cap is not None or not stands(plan, standing):
        return False
    due = last_due(plan.terms, at, ZoneInfo(standing.tree.locality(standing.province).timezone))
    if not (is_planned(plan, due) and is_timely(due, at)) or closed(plan.terms, at, standing.tree) is not None:
        return False
    return digest(alert) == digest(exercise(plan.terms, due.date(), standing.tree, at))


def seat(places: Collection[str], tree: Tree) -> str:
    """Return the lowest locality that holds all ``places``: its authority speaks, and who rules there may cancel."""
    return tree.seat(places)


def _plain(terms: Terms, day: date, tree: Tree, now: datetime) -> Alert:
    return Alert(
        id=f"{PREFIX}{day}",
        status=AlarmStatus.EXERCISE,
        hazard=HAZARD,
        level=1,
        title=terms.title,
        text=terms.text,
        origin=seat(terms.places, tree),
        author=AUTHOR,
        created_at=now,
        localities=terms.places,
        siren=terms.siren,
        repeat=AlarmRepeat(count=1),
        volume=terms.volume,
        lasts=LASTS,
    )


def _may(standing: Standing, person_id: str | None, action: Action, places: Iterable[str]) -> bool:
    person = standing.people.get(person_id or "")
    return person is not None and all(may(person, action, one, standing.tree) for one in places)


def _due(terms: Terms, within: datetime, zone: ZoneInfo) -> datetime:
    return datetime.combine(day_in(terms, within.year, within.month), terms.at, zone)


def _first(now: datetime, zone: ZoneInfo) -> datetime:
    """Return a moment on the first day of the local month of ``now``."""
    return now.astimezone(zone).replace(day=1)
