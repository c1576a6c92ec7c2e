"""What a programme would hold the next time it sounds, and why the rest is not in it. Never keeps anything."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from broadcaster import plans
from broadcaster.dispatch.publishing import Publishing
from broadcaster.dispatch.rendering import scopes
from broadcaster.plans import Entry
from schedules.reason import Reason
from schedules.timetable import Airing, LeftOut


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """The next airing of a programme as it stands now; ``airing`` None when it is refused, for ``refusal``."""

    start: datetime
    airing: Airing | None
    refusal: Reason | None
    left_out: tuple[LeftOut, ...]


class Programming(Publishing):
    """Programmes before they sound."""

    def left_out(self, scope: str, day: date) -> tuple[LeftOut, ...]:
        """Return which approved bulletins the programmes heard at a scope on its local ``day`` will not hold, and why.

        Nothing of an airing that has begun: what it holds stood fast by then.
        """
        with self.store.read() as tx:
            filled = [one for one in self._scope_path(tx, scope) if any(it.programme for it in self._entries(tx, one))]
            return tuple(left for one in filled for left in self.compiled(tx, one, day=day).left_out)

    def rehearse(self, entry: Entry) -> Rehearsal | None:
        """Return what the next airing of ``entry`` would hold if it began with what is ready now.

        None when it never sounds again, or not within the days that are planned ahead.
        """
        with self.store.read() as tx:
            entry = plans.arrange(entry)
            start = entry.recurrence.next_after(tx.now)
            if start is None or start >= tx.now + timedelta(days=self.config.schedule_days):
                return None
            compiled = self.compiled(tx, scopes(entry)[0], with_entry=entry)
        mine = (one for one in compiled.airings if (one.plan_id, one.start) == (entry.id, start))
        refused = (one.reason for one in compiled.refusals if (one.plan_id, one.start) == (entry.id, start))
        left_out = tuple(one for one in compiled.left_out if (one.plan_id, one.start) == (entry.id, start))
        return Rehearsal(start, next(mine, None), next(refused, None), left_out)
