"""What one edition of a timetable changed against another, as people would say it: added, removed, moved, changed.

Never decides which editions are compared, and never says who changed what: that stands in the audit log.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from schedules.reason import Reason, because
from schedules.timetable.plans import Airing, air_order

FAR = timedelta(days=7)
"""An airing found again further away than this is another airing, not the same one moved."""


class Change(StrEnum):
    """What became of an airing between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One airing that differs; ``before`` is None for an added one, ``after`` for a removed one."""

    change: Change
    before: Airing | None
    after: Airing | None
    reason: Reason

    @property
    def airing(self) -> Airing:
        """The airing as it stands now, or as it stood last."""
        found = self.after or self.before
        assert found is not None  # noqa: S101
        return found


def difference(
    before: Iterable[Airing],
    after: Iterable[Airing],
    *,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Difference, ...]:
    """Return how ``after`` differs from ``before`` in what starts in ``[since, until)``, in air order.

    Two editions plan different stretches of time; only in the one both plan does a missing airing mean a removed one.
    """
    old, new = within(before, since, until), within(after, since, until)
    gone = [airing for name, airing in old.items() if name not in new]
    come = [airing for name, airing in new.items() if name not in old]
    moved = [*paired(gone, come, lambda airing: airing.plan_id), *paired(gone, come, likeness)]
    found = [Difference(Change.MOVED, one, other, moving(one, other)) for one, other in moved]
    found += [Difference(Change.REMOVED, one, None, because("differs_removed", title=one.title)) for one in gone]
    found += [Difference(Change.ADDED, None, one, because("differs_added", title=one.title)) for one in come]
    both = ((airing, new[name]) for name, airing in old.items() if name in new)
    found += [Difference(Change.CHANGED, one, other, changing(one, other)) for one, other in both if one != other]
    return tuple(sorted(found, key=lambda one: air_order(one.airing)))


def within(airings: Iterable[Airing], since: datetime | None, until: datetime | None) -> dict[str, Airing]:
    """Return, by id, the airings that start in ``[since, until)``; None means no bound."""
    return {
        one.id: one for one in airings if (since is None or one.start >= since) and (until is None or one.start < until)
    }


def likeness(airing: Airing) -> Hashable:
    """Return what an airing keeps when one time of it is moved and so becomes a plan of its own."""
    return airing.title, airing.bulletin_ids


def paired(
    gone: list[Airing], come: list[Airing], alike: Callable[[Airing], Hashable]
) -> Iterator[tuple[Airing, Airing]]:
    """Yield (before, after) of what was moved, nearest first, and take both out of the lists they stand in."""
    known: defaultdict[Hashable, list[Airing]] = defaultdict(list)
    for airing in come:
        known[alike(airing)].append(airing)
    pairs = deque(
        sorted(
            ((abs(new.start - old.start), old.id, new.id, old, new) for old in gone for new in known[alike(old)]),
            key=lambda pair: pair[:3],
        )
    )
    while pairs and pairs[0][0] <= FAR:
        *_, old, new = pairs.popleft()
        if old in gone and new in come:
            gone.remove(old)
            come.remove(new)
            yield old, new


def moving(before: Airing, after: Airing) -> Reason:
    """Return the words for an airing that begins at another time."""
    return because("differs_moved", title=after.title, earlier=before.start, later=after.start)


def changing(before: Airing, after: Airing) -> Reason:
    """Return the words for what is different about an airing that begins when it began."""
    if before.title != after.title:
        return because("differs_title", title=after.title, other=before.title)
    if before.priority is not after.priority:
        return because("differs_priority", title=after.title)
    if before.bulletin_ids != after.bulletin_ids:
        return because("differs_bulletins", title=after.title)
    if before.duration != after.duration:
        return because("differs_length", title=after.title, minutes=minutes(after), other=minutes(before))
    if before.playlist != after.playlist:
        return because("differs_sound", title=after.title)
    return because("differs_rules", title=after.title)


def minutes(airing: Airing) -> float:
    """Return the length of an airing in minutes with one decimal, as people are told it."""
    return round(airing.duration / timedelta(minutes=1), 1)
