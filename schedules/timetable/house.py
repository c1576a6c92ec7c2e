"""The rules of one locality applied: may this sound at this time, beside what stands there already, and if not, why?

Emergencies are never asked about: they are bound by no rule. Never decides which of several wishes comes first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from schedules.playlist import ClipItem
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing
from schedules.timetable.resolving import minutes
from schedules.windows import Rules, allowed_until, next_quiet

NEVER = datetime.max.replace(tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
SESSION_GAP = timedelta(minutes=10)
"""Programmes this near to one another are one session: whoever hears them does not feel that it was over between."""
NOBODY: Mapping[str, str] = {}


@dataclass(slots=True)
class Account:
    """What stands on one local day."""

    airings: list[Airing] = field(default_factory=list)
    used: timedelta = timedelta()
    heard: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class House:
    """The rules of one locality and the account of each of its local days; ``places`` names whose each rule is."""

    rules: Rules
    timezone: str
    places: Mapping[str, str] = field(default_factory=lambda: NOBODY)
    days: defaultdict[date, Account] = field(default_factory=lambda: defaultdict(Account))

    def enter(self, airing: Airing) -> None:
        """Enter in the account of the local day it starts on what sounds there."""
        account = self.days[self.day(airing)]
        account.airings.append(airing)
        account.used += airing.duration
        account.heard.update(soundings(airing))

    def forbids(self, wish: Airing, waiting: bool = False) -> Reason | None:
        """Return why the wish may not sound; None when it may. ``waiting``: somebody is asked to let it sound outside.

        With an ``outside_reason`` a wish is free of allowed hours and days of the week, and of nothing else.
        """
        return self.too_quiet(wish) or self.outside(wish, waiting) or self.too_much(wish)

    def latest_start(self, wish: Airing) -> datetime:
        """Return when an allowed wish may begin at the latest: no delay may carry its end out of the hours."""
        closes = next_quiet(self.rules, wish.start, self.timezone) or NEVER
        if not is_let_out(wish):
            closes = min(closes, allowed_until(self.rules, wish.start, wish.end, self.timezone) or closes)
        return min(wish.latest_start, closes - wish.duration)

    def too_quiet(self, wish: Airing) -> Reason | None:
        """Return the reason when the wish reaches into quiet hours: nothing helps there."""
        quiet = next_quiet(self.rules, wish.start, self.timezone)
        if quiet is None or wish.end <= quiet:
            return None
        hours = ", ".join(str(window) for window in self.rules.quiet)
        place = self.place("quiet")
        return because("quiet_hours", title=wish.title, asked=self.hours(wish), quiet=hours, place=place)

    def outside(self, wish: Airing, waiting: bool) -> Reason | None:
        """Return the reason when the wish reaches out of the allowed hours or days and nobody has let it."""
        if is_let_out(wish) or allowed_until(self.rules, wish.start, wish.end, self.timezone):
            return None
        if waiting:
            return because("outside_waits", title=wish.title, asked=self.hours(wish))
        day = self.day(wish)
        if day.weekday() not in self.rules.weekdays:
            return because("weekday", title=wish.title, day=f"{day:%d/%m/%Y}", place=self.place("weekdays"))
        allowed = ", ".join(str(window) for window in self.rules.windows) or "-"
        place = self.place("windows")
        return because("outside_hours", title=wish.title, asked=self.hours(wish), allowed=allowed, place=place)

    def too_much(self, wish: Airing) -> Reason | None:
        """Return the reason when the local day has no room for the wish beside what stands on it."""
        account = self.days[self.day(wish)]
        return self.too_repeated(wish, account) or self.over_session(wish, account) or self.over_quota(wish, account)

    def too_repeated(self, wish: Airing, account: Account) -> Reason | None:
        """Return the reason when a bulletin of the wish would be heard too often on its day."""
        limit = self.rules.most_repeats
        if limit is None:
            return None
        asked = soundings(wish)
        worst = max(asked, key=lambda one: (account.heard[one] + asked[one], one), default="")
        used = account.heard[worst]
        if used + asked[worst] <= limit:
            return None
        place = self.place("most_repeats")
        return because("too_repeated", title=wish.title, limit=limit, used=used, asked=asked[worst], place=place)

    def over_session(self, wish: Airing, account: Account) -> Reason | None:
        """Return the reason when the wish makes its session too long, or is one session too many."""
        most, longest = self.rules.sessions_per_day, self.rules.minutes_per_session
        if most is None and longest is None:
            return None
        found = sessions([*account.airings, wish])
        mine = next(session for session in found if any(one is wish for one in session))
        total = sum((one.duration for one in mine), timedelta())
        if longest is not None and total > longest * MINUTE:
            used, asked = minutes(total - wish.duration), minutes(wish.duration)
            place = self.place("minutes_per_session")
            return because("session_too_long", title=wish.title, limit=longest, used=used, asked=asked, place=place)
        if most is not None and len(found) > most:
            place, gap = self.place("sessions_per_day"), SESSION_GAP // MINUTE
            return because("too_many_sessions", title=wish.title, limit=most, used=len(found) - 1, gap=gap, place=place)
        return None

    def over_quota(self, wish: Airing, account: Account) -> Reason | None:
        """Return the reason when the minutes of the local day do not suffice."""
        limit = self.rules.minutes_per_day
        if limit is None or account.used + wish.duration <= limit * MINUTE:
            return None
        used, asked = minutes(account.used), minutes(wish.duration)
        place = self.place("minutes_per_day")
        return because("over_quota", title=wish.title, limit=limit, used=used, asked=asked, place=place)

    def place(self, part: str) -> str:
        """Return the name of the locality whose rule a part is."""
        return self.places.get(part, "-")

    def day(self, airing: Airing) -> date:
        """Return the local day an airing starts on."""
        return airing.start.astimezone(ZoneInfo(self.timezone)).date()

    def hours(self, airing: Airing) -> str:
        """Return the local hours of an airing."""
        zone = ZoneInfo(self.timezone)
        return f"{airing.start.astimezone(zone):%H:%M}-{airing.end.astimezone(zone):%H:%M}"

    def midnight(self, moment: datetime) -> datetime:
        """Return the UTC midnight that began the local day of a moment."""
        zone = ZoneInfo(self.timezone)
        return datetime.combine(moment.astimezone(zone).date(), time(0), zone).astimezone(UTC)


def is_let_out(wish: Airing) -> bool:
    """Say whether a wish may sound outside the allowed hours: somebody wrote why, and a second person let it."""
    return bool(wish.outside_reason.strip())


def soundings(airing: Airing) -> Counter[str]:
    """Return how often each bulletin sounds in an airing; one whose items do not name it, once a pass."""
    named = Counter(item.bulletin_id for item in airing.playlist.items if isinstance(item, ClipItem))
    passes = -(-airing.duration // airing.playlist.duration) if airing.loop else 1
    return Counter({one: passes * max(1, named[one]) for one in airing.bulletin_ids})


def sessions(airings: Iterable[Airing]) -> list[list[Airing]]:
    """Return airings grouped into sessions, in the order of their starts."""
    found: list[list[Airing]] = []
    ends = datetime.min.replace(tzinfo=UTC)
    for airing in sorted(airings, key=lambda one: one.start):
        if not found or airing.start - ends > SESSION_GAP:
            found.append([])
        found[-1].append(airing)
        ends = max(ends, airing.end)
    return found
