"""Programmes on their way into a timetable: each airing is filled in air order, from what the place has not heard yet.

Never decides whether an airing may sound: ``compiling`` admits it afterwards, or refuses it.
"""

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from zoneinfo import ZoneInfo

from schedules.playlist import Playlist
from schedules.programme import fill
from schedules.reason import Reason, because
from schedules.timetable.plans import Airing, LeftOut, Plan


@dataclass(slots=True)
class Diary:
    """What each local day of one place hears, while its airings are planned in their order."""

    timezone: str
    heard: defaultdict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    carried: defaultdict[date, set[str]] = field(default_factory=lambda: defaultdict(set))
    left_out: list[LeftOut] = field(default_factory=list)

    def filled(self, plan: Plan, wish: Airing) -> Airing | Reason | None:
        """Return the airing with what it holds on its day; the reason when that is nothing.

        None for one whose start had passed before anybody published it: nobody will ever hear it.
        """
        if plan.programme is None:
            return wish
        if wish.start < plan.pool.since:
            begun = dict(plan.pool.begun).get(wish.start)
            return None if begun is None else holding(wish, begun)
        day = self.day(wish)
        before = plan.pool.before.union(*(found for one, found in self.carried.items() if one < day))
        heard = frozenset(self.heard[day])
        found = fill(plan.programme, plan.pool.candidates, wish.start, heard=heard, before=before)
        self.left_out += (LeftOut(plan.id, wish.start, one, reason) for one, reason in found.left_out)
        if found.playlist.is_empty:
            return because("empty_programme", title=plan.title)
        return holding(wish, found.playlist)

    def note(self, plan: Plan, airing: Airing) -> None:
        """Remember what the day will have heard once this airing is over."""
        day = self.day(airing)
        self.heard[day].update(airing.bulletin_ids)
        if plan.programme is not None:
            self.carried[day].update(airing.bulletin_ids)

    def day(self, airing: Airing) -> date:
        """Return the local day an airing starts on."""
        return airing.start.astimezone(ZoneInfo(self.timezone)).date()


def holding(airing: Airing, playlist: Playlist) -> Airing:
    """Return the airing with this playlist, and over when that is."""
    return replace(
        airing, playlist=playlist, end=airing.start + playlist.duration, bulletin_ids=playlist.bulletin_ids()
    )
