"""From plans to airings under the rules of one locality; every occurrence is either planned or refused with a reason.

Never looks at other localities, and never decides between airings that overlap: that is known only where they sound.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable.filling import Diary
from schedules.timetable.plans import Airing, Compiled, Plan, Refusal, air_order
from schedules.windows import Rules, allowed_until

NEVER = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)


def compile_timetable(
    plans: Iterable[Plan], rules: Rules, timezone: str, *, since: datetime, until: datetime, layer: int = 0
) -> Compiled:
    """Return the airings and refusals that start in ``[since, until)``, the same in whatever order the plans come.

    The airings also hold what began before ``since`` and may still sound, or may have delayed what does: whoever takes
    the edition in the middle of a programme must find it there. Emergencies are bound neither by windows nor by the
    quota; where the quota is too small for all, the earlier start wins, then the more urgent, then the earlier
    approved, then the smaller id. ``layer`` is the depth of the locality in the tree. Raises ValueError when two
    plans have the same id.
    """
    plans = distinct(plans)
    house = House(rules, timezone)
    diary = Diary(timezone)
    airings: list[Airing] = []
    refusals: list[Refusal] = []
    for plan, occurrence in wishes(plans, house.first_moment(plans, since), until, layer):
        wish = diary.filled(plan, occurrence)
        if wish is None:
            continue
        verdict = wish if isinstance(wish, Reason) else house.admit(plan, wish)
        if isinstance(verdict, Airing):
            diary.note(plan, verdict)
            airings.append(verdict)
        elif occurrence.start >= since:
            refusals.append(Refusal(plan.id, occurrence.start, verdict))
    kept = still_heard(sorted(airings, key=air_order), since)
    return Compiled(tuple(kept), tuple(refusals), tuple(diary.left_out))


def distinct(plans: Iterable[Plan]) -> list[Plan]:
    """Return the plans as a list; ids of airings come from ids of plans, so no two may be alike."""
    plans = list(plans)
    if len({plan.id for plan in plans}) < len(plans):
        raise ValueError("two plans of one timetable have the same id")
    return plans


def wishes(plans: Sequence[Plan], since: datetime, until: datetime, layer: int) -> list[tuple[Plan, Airing]]:
    """Return every occurrence of every plan in ``[since, until)`` in the order in which they may claim the quota."""
    found = [(plan, plan.airing_at(start, layer)) for plan in plans for start in plan.recurrence.between(since, until)]
    return sorted(found, key=lambda pair: (pair[1].start, pair[0].priority, pair[0].approved_at or NEVER, pair[0].id))


@dataclass(slots=True)
class House:
    """The rules of one locality while its airings are admitted in order; keeps the account of each local day."""

    rules: Rules
    timezone: str
    used: defaultdict[date, timedelta] = field(default_factory=lambda: defaultdict(timedelta))

    def first_moment(self, plans: Sequence[Plan], since: datetime) -> datetime:
        """Return a local midnight early enough for whole days of quota and for all that may still sound."""
        longest = max((plan.duration + plan.latest_start_after for plan in plans), default=timedelta())
        day = (since - longest - DAY).astimezone(ZoneInfo(self.timezone)).date()
        return datetime.combine(day, time(0), ZoneInfo(self.timezone)).astimezone(UTC)

    def admit(self, plan: Plan, wish: Airing) -> Airing | Reason:
        """Return the airing as it may sound and enter it in the account, or the reason why it may not."""
        if plan.loop and not plan.loop_duration:
            return because("loop_endless", title=plan.title)
        if not (wish.playlist.duration and wish.duration > timedelta()):
            return because("empty_playlist", title=plan.title)
        if plan.priority is Priority.EMERGENCY:
            return wish
        closes = NEVER if plan.outside_reason.strip() else self.closing(wish)
        if closes is None:
            return self.outside_hours(wish)
        return self.over_quota(wish) or replace(wish, latest_start=min(wish.latest_start, closes - wish.duration))

    def closing(self, wish: Airing) -> datetime | None:
        """Return when the allowed hours around the airing end; a late start may not carry it beyond."""
        return allowed_until(self.rules, wish.start, wish.end, self.timezone)

    def outside_hours(self, wish: Airing) -> Reason:
        """Return the reason that names the hours asked for and the hours allowed, both local."""
        zone = ZoneInfo(self.timezone)
        asked = f"{wish.start.astimezone(zone):%H:%M}-{wish.end.astimezone(zone):%H:%M}"
        allowed = ", ".join(str(window) for window in self.rules.windows) or "-"
        return because("outside_hours", title=wish.title, asked=asked, allowed=allowed)

    def over_quota(self, wish: Airing) -> Reason | None:
        """Enter the airing in the account of the local day it starts on, or return why the day has no room for it."""
        day = wish.start.astimezone(ZoneInfo(self.timezone)).date()
        total = self.used[day] + wish.duration
        limit = self.rules.minutes_per_day
        if limit is not None and total > limit * MINUTE:
            used, asked = round(self.used[day] / MINUTE, 1), round(wish.duration / MINUTE, 1)
            return because("over_quota", title=wish.title, limit=limit, used=used, asked=asked)
        self.used[day] = total
        return None


def still_heard(airings: Iterable[Airing], since: datetime) -> list[Airing]:
    """Return, of airings in air order, those that may sound at or after ``since`` and all that can delay them.

    Airings whose worst cases touch form a chain; a chain is kept or left out whole, so that ``resolve`` finds the same
    delays whichever edition it is given.
    """
    kept: list[Airing] = []
    chain: list[Airing] = []
    chain_ends = datetime.min.replace(tzinfo=UTC)
    for airing in airings:
        if airing.start >= chain_ends:
            kept += chain if chain_ends > since else []
            chain = []
        chain.append(airing)
        chain_ends = max(chain_ends, airing.latest_end)
    return kept + (chain if chain_ends > since else [])
