"""The weekly silent test: when it is due, what it is, what became of it. Always a test, never with a sound.

Pure: values and ``now``. Unlike the silent alarm of the path (``canary``) it is a listed alert that everybody can read
afterwards: who verified it, who did not. Never signs, stores or sends.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from broadcaster.accounts import Action, Person, may
from broadcaster.alerts import Alert, digest, release_by_rule
from broadcaster.localities import Tree
from broadcaster.messages import AlarmRepeat, AlarmStatus

AUTHOR = "weekly-test"
PREFIX = "weekly-"
TITLE = "Thử im lặng hằng tuần"
TEXT = "Thử đường báo động hằng tuần. Loa không kêu, bà con không phải làm gì."
HAZARD = "drill"
LASTS = timedelta(minutes=10)
"""A station online verifies within a second; the silent alarm of the path waits while this one stands."""
WEEK = timedelta(weeks=1)


class Outcome(StrEnum):
    """What became of the test of a day: raised, held back by real alarms, its time gone by, or nobody stands for it.

    Skipped: somebody left it out beforehand, which only an exercise needs.
    """

    RAISED = "raised"
    HELD = "held"
    MISSED = "missed"
    REFUSED = "refused"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Plan:
    """When all stations are tested: each week on ``weekday`` (Monday is 0) at a local time.

    ``set_by`` is None for the terms the house came with. What was due before ``set_at`` is not made up.
    """

    is_on: bool = True
    weekday: int = 2
    at: time = time(9, 15)
    set_by: str | None = None
    set_at: datetime | None = None

    @property
    def terms(self) -> tuple[bool, int, time]:
        """What a person stands for."""
        return (self.is_on, self.weekday, self.at)


@dataclass(frozen=True, slots=True)
class Run:
    """What became of the test of one local ``day``; ``alert_id`` is None unless it was raised.

    ``by`` skipped it, for a ``reason``.
    """

    day: date
    outcome: Outcome
    noted_at: datetime
    alert_id: str | None = None
    by: str | None = None
    reason: str = ""

    @property
    def code(self) -> str:
        """The wording code that says it; its blanks are day, stations, verified and mute."""
        return CODES[self.outcome]


CODES = {
    Outcome.RAISED: "tests.raised",
    Outcome.HELD: "tests.held",
    Outcome.MISSED: "tests.missed",
    Outcome.REFUSED: "tests.refused",
}


def last_due(plan: Plan, now: datetime, zone: ZoneInfo) -> datetime:
    """Return the newest moment at or before ``now`` at which a test was due by the clocks of ``zone``."""
    today = now.astimezone(zone).date()
    day = today - timedelta(days=(today.weekday() - plan.weekday) % 7)
    due = datetime.combine(day, plan.at, zone)
    return due if due <= now else datetime.combine(day - WEEK, plan.at, zone)


def is_planned(plan: Plan, due: datetime) -> bool:
    """Tell whether a test is to be at all at a moment when it is due: it is on, and was when it fell due."""
    return plan.is_on and plan.set_at is not None and plan.set_at <= due


def owed(plan: Plan, due: datetime, now: datetime, *, kept: Run | None, held: bool) -> Run | None:
    """Return what is to be noted of the test last ``due``; None when all is said. Raised is what is to be raised now.

    ``kept`` is what was noted of its day, ``held``: real alarms stand. It is made up within the local day of ``due``.
    """
    if not is_planned(plan, due) or (kept is not None and kept.outcome is not Outcome.HELD):
        return None
    day = due.date()
    if now.astimezone(due.tzinfo).date() != day:
        return Run(day, Outcome.MISSED, now) if kept is None else None
    if not held:
        return Run(day, Outcome.RAISED, now, f"{PREFIX}{day}")
    return Run(day, Outcome.HELD, now) if kept is None else None


def silent_test(day: date, province: str, now: datetime) -> Alert:
    """Return the test of a day, released: nothing in it comes from anywhere but this function, the day and ``now``."""
    plain = Alert(
        id=f"{PREFIX}{day}",
        status=AlarmStatus.TEST,
        hazard=HAZARD,
        level=1,
        title=TITLE,
        text=TEXT,
        origin=province,
        author=AUTHOR,
        created_at=now,
        localities=(province,),
        repeat=AlarmRepeat(count=1),
        volume=0,
        lasts=LASTS,
        clip="",
    )
    return release_by_rule(plain, now)


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands for a plan, as the store says now: the people, and the province's place among the localities."""

    people: Mapping[str, Person]
    tree: Tree
    province: str

    def holds(self, plan: Plan) -> bool:
        """Tell whether somebody who may alert all the province set these terms, or the house came with them."""
        if plan.set_by is None:
            return plan.terms == Plan().terms
        person = self.people.get(plan.set_by)
        return person is not None and may(person, Action.ALERT, self.province, self.tree)


def vouches(alert: Alert, plan: Plan, standing: Standing) -> bool:
    """Tell whether an alert is exactly the test that a plan raises on the day of its release: the signer asks this."""
    at = alert.released_at
    if at is None or alert.origin != standing.province or not standing.holds(plan):
        return False
    due = last_due(plan, at, ZoneInfo(standing.tree.locality(standing.province).timezone))
    if not is_planned(plan, due) or at.astimezone(due.tzinfo).date() != due.date():
        return False
    return digest(alert) == digest(silent_test(due.date(), standing.province, at))
