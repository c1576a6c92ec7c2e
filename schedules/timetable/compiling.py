"""From plans to airings under the rules of one locality; every occurrence is either planned or refused with a reason.

Never looks at other localities, and never decides between airings that overlap: that is known only where they sound.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from schedules.priority import Priority
from schedules.reason import Reason, because
from schedules.timetable.filling import Diary
from schedules.timetable.house import DAY, NEVER, NOBODY, House
from schedules.timetable.plans import Airing, Compiled, Plan, Refusal, chains
from schedules.windows import Rules


def compile_timetable(
    plans: Iterable[Plan],
    rules: Rules,
    timezone: str,
    *,
    since: datetime,
    until: datetime,
    layer: int = 0,
    places: Mapping[str, str] = NOBODY,
) -> Compiled:
    """Return the airings and refusals that start in ``[since, until)``, the same in whatever order the plans come.

    The airings also hold what began before ``since`` and may still sound, or may have delayed what does: whoever takes
    the edition in the middle of a programme must find it there. Emergencies are bound by no rule; where a limit is too
    small for all, the earlier start wins, then the more urgent, then the earlier approved, then the smaller id.
    ``layer`` is the depth of the locality in the tree, ``places`` names the locality that set each part of the rules.
    Raises ValueError when two plans have the same id.
    """
    plans = distinct(plans)
    house = House(rules, timezone, places)
    diary = Diary(timezone)
    airings: list[Airing] = []
    refusals: list[Refusal] = []
    for plan, occurrence in wishes(plans, first_moment(plans, since, house), until, layer):
        wish = diary.filled(plan, occurrence)
        if wish is None:
            continue
        verdict = wish if isinstance(wish, Reason) else admit(plan, wish, house)
        if isinstance(verdict, Airing):
            diary.note(plan, verdict)
            airings.append(verdict)
        elif occurrence.start >= since:
            refusals.append(Refusal(plan.id, occurrence.start, verdict))
    return Compiled(tuple(still_heard(airings, since)), tuple(refusals), tuple(diary.left_out))


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


def first_moment(plans: Sequence[Plan], since: datetime, house: House) -> datetime:
    """Return a local midnight early enough for whole days of quota and for all that may still sound."""
    longest = max((plan.duration + plan.latest_start_after for plan in plans), default=timedelta())
    return house.midnight(since - longest - DAY)


def admit(plan: Plan, wish: Airing, house: House) -> Airing | Reason:
    """Return the airing as it may sound and enter it in the account, or the reason why it may not."""
    if plan.loop and not plan.loop_duration:
        return because("loop_endless", title=plan.title)
    if not (wish.playlist.duration and wish.duration > timedelta()):
        return because("empty_playlist", title=plan.title)
    if plan.priority is Priority.EMERGENCY:
        return wish
    if reason := house.forbids(wish, waiting=bool(plan.outside_asked)):
        return reason
    house.enter(wish)
    return replace(wish, latest_start=house.latest_start(wish))


def still_heard(airings: Iterable[Airing], since: datetime) -> list[Airing]:
    """Return in air order the airings that may sound at or after ``since`` and all that can delay them.

    A chain is kept or left out whole, so that ``resolve`` finds the same delays whichever edition it is given.
    """
    kept = (chain for chain in chains(airings) if any(airing.latest_end > since for airing in chain))
    return [airing for chain in kept for airing in chain]
