"""What a place hears on a day and what it does not hear, each with its rule, its layer, its people and its reason.

Compiles that one day as it stands now and lets ``schedules.timetable.explained`` tell it. Never decides, never changes.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from broadcaster import plans
from broadcaster.bulletins import ENDED, PLAYABLE, Bulletin, State
from broadcaster.dispatch.publishing import Publishing, local_day
from broadcaster.inbox import State as Answer
from broadcaster.plans import Entry
from broadcaster.store import Transaction
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from broadcaster.store import stations as station_rows
from schedules.reason import Reason, because
from schedules.recurrence import describe
from schedules.timetable import Explained, Fate, Layer, Wish, explained

OBSTACLES = {
    State.DRAFT: "waits_draft",
    State.SUBMITTED: "waits_approval",
    State.APPROVED: "waits_sound",
    State.RENDERING: "waits_sound",
    State.REJECTED: "bulletin_rejected",
    State.CANCELLED: "bulletin_cancelled",
    State.EXPIRED: "bulletin_expired",
    State.FAILED: "bulletin_failed",
}
OFFERED = "schedules.waits_in_inbox"


@dataclass(frozen=True, slots=True)
class Explanation:
    """What becomes of one planned sounding, and who stands behind it: names, and the recurrence in words."""

    explained: Explained
    layer: str
    entry: Entry
    author: str
    approvers: tuple[str, ...]
    recurrence: Reason


class Explaining(Publishing):
    """Answers to why."""

    def explain_day(self, scope: str, day: date, days: int = 1) -> tuple[Explanation, ...]:
        """Return all that is planned for a locality or ``station:<id>`` on its local ``day``, by start.

        ``days``: on so many days from that one on, together.
        """
        with self.store.read() as tx:
            since, until = local_day(day, self._rules(tx, scope)[1], days)
            path = self._scope_path(tx, scope)
            layers = [self._layer(tx, one, depth=depth, day=day, days=days) for depth, one in enumerate(path)]
            entries = {entry.id: entry for one in path for entry in self._entries(tx, one)}
            told = [self._answered(tx, one, scope) for one in explained(layers, since, until)]
            # Who stands behind an entry is the same for all its airings: asked once, however often it sounds.
            firsts = {(one.plan_id, one.scope): one for one in told}
            behind = {key: self._explanation(tx, one, entries[one.plan_id]) for key, one in firsts.items()}
            return tuple(replace(behind[one.plan_id, one.scope], explained=one) for one in told)

    def _layer(self, tx: Transaction, scope: str, *, depth: int, day: date, days: int) -> Layer:
        since, until = local_day(day, self._rules(tx, scope)[1], days)
        compiled = self.compiled(tx, scope, day=day, days=days)
        ready = self._all_ready(tx, scope)
        return Layer(
            scope=scope,
            depth=depth,
            wishes=tuple(self._wish_of(tx, one, since, until) for one in self._entries(tx, scope)),
            compiled=compiled,
            foreseen=compiled if ready else self.compiled(tx, scope, day=day, days=days, foreseen=True),
        )

    def _all_ready(self, tx: Transaction, scope: str) -> bool:
        """Say whether nothing placed at a scope waits for anybody or its sound: then what is foreseen is what stands.

        Programmes always wait: for the bulletins that will be approved until they begin.
        """
        entries = self._entries(tx, scope)
        settled = not any(one.programme or plans.waits_outside(one) for one in entries)
        return settled and all(is_settled(bulletin_rows.find(tx, it)) for one in entries for it in one.bulletin_ids)

    def _wish_of(self, tx: Transaction, entry: Entry, since: datetime, until: datetime) -> Wish:
        bulletins = [bulletin_rows.find(tx, one) for one in dict.fromkeys(entry.bulletin_ids)]
        return Wish(
            plan_id=entry.id,
            title=entry.title,
            priority=entry.priority,
            starts=tuple(entry.recurrence.between(since, until)),
            obstacles=tuple(obstacle(one) for one in bulletins if one.state not in PLAYABLE),
        )

    def _answered(self, tx: Transaction, told: Explained, scope: str) -> Explained:
        """Return what was only offered to the commune with the commune's answer, if it has given one."""
        commune = self._commune_of(tx, scope)
        if commune is None or told.reasons[0].code != OFFERED:
            return told
        arrivals = [one for one in inbox_rows.of_entry(tx, told.plan_id) if one.key.locality == commune]
        answer = min(arrivals, key=lambda one: list(Answer).index(one.state), default=None)
        if answer is None or answer.state is Answer.WAITING:
            return told
        by = person_rows.find(tx, answer.by).name if answer.by else "-"
        place = locality_rows.tree(tx).name(commune)
        reason = because(
            f"offer_{answer.state.value}", title=told.title, place=place, by=by, reason=answer.reason or "-"
        )
        return replace(told, fate=Fate.REFUSED, reasons=(reason, *told.reasons[1:]))

    def _explanation(self, tx: Transaction, told: Explained, entry: Entry) -> Explanation:
        bulletins = [bulletin_rows.find(tx, one) for one in entry.bulletin_ids]
        approvers = [*(one.approver for one in bulletins), entry.outside_approved_by]
        return Explanation(
            explained=told,
            layer=self._layer_name(tx, told.scope),
            entry=entry,
            author=person_rows.find(tx, entry.author).name,
            approvers=tuple(person_rows.find(tx, one).name for one in dict.fromkeys(approvers) if one),
            recurrence=describe(entry.recurrence),
        )

    def _layer_name(self, tx: Transaction, scope: str) -> str:
        code, colon, station_id = scope.partition(":")
        return station_rows.find(tx, station_id).name if colon else locality_rows.tree(tx).name(code)


def is_settled(bulletin: Bulletin) -> bool:
    """Say whether nothing more will come of a bulletin: it has its sound, or never will."""
    return bulletin.state in ENDED or (bulletin.state in PLAYABLE and bulletin.clip is not None)


def obstacle(bulletin: Bulletin) -> Reason:
    """Return why a bulletin that is not ready has no sound now."""
    return because(OBSTACLES[bulletin.state], title=bulletin.title)
