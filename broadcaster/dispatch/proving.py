"""Proves the alarm path every few minutes: signs the silent alarm, counts who verified it, tells what is silent.

The silent alarm takes the way of a real one (signed set, broker, inbox, station, report) but is no alert: no person
stands for it, no list, banner or log has it, and a real alarm always goes first.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from broadcaster import canary, inbox
from broadcaster.canary import LIFE, Gap, Round, Watched
from broadcaster.dispatch.alarms import Alarms
from broadcaster.localities import Tree
from broadcaster.messages import AlarmSet, Kind
from broadcaster.store import Transaction, editions
from broadcaster.store import alerts as alert_rows
from broadcaster.store import canary as canary_rows
from broadcaster.store import localities as locality_rows

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class PathHealth:
    """How the alarm path is: what is silent, the newest round that says something, and the rounds of one day.

    ``mute`` names the stations that are online and did not verify the newest judged round; ``places`` the communes of
    the gaps by their codes.
    """

    at: datetime
    gaps: tuple[Gap, ...]
    last: Round | None
    rounds: tuple[Round, ...]
    mute: tuple[str, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict)


class Proving(Alarms):
    """The rounds of the silent alarm; signing and closing are the signer's."""

    def sign_canary(self, *, connected: bool) -> bool:
        """Sign and send the silent alarm of this round unless that is done; held back where real alarms stand.

        A real set may carry minutes of sound: it is not sent once more to everybody only to prove that it comes.
        """
        scope, slot = self.config.province, canary.slot_of(self.clock.now())
        with self.store.begin("signer") as tx:
            held = self._is_taken(tx, scope)
            if not canary_rows.begin(tx, Round(slot, tx.now, sent=connected and not held, held=held)):
                return False
            sealed = None if held else self._signed_alone(tx, scope, slot)
        if sealed is not None:
            self._send(*sealed)
        return True

    def close_canary(self) -> Round | None:
        """Count the answers of a round whose life is over; return it, None when there is none to close."""
        with self.store.read() as tx:
            due = [one for one in canary_rows.rounds(tx, canary.ROUNDS) if _is_over(one, tx.now)]
            if not due:
                return None
            closed = _closed(due[0], canary_rows.watched(tx), tx.now)
        with self.store.begin("signer") as tx:
            canary_rows.close(tx, closed)
        log.info("silent alarm: %s of %s stations, p99 %s", closed.answered, closed.asked, closed.p99)
        return closed

    def path_health(self) -> PathHealth:
        """Return what is silent on the alarm path, and how the last day's rounds went."""
        with self.store.read() as tx:
            return path_health(tx)

    def _is_taken(self, tx: Transaction, scope: str) -> bool:
        return any(self._is_approved(tx, one) for one in alert_rows.standing(tx, scope))

    def _signed_alone(self, tx: Transaction, scope: str, slot: datetime) -> tuple[str, bytes] | None:
        """Sign the province's set with nothing in it but the silent alarm; it is no news for the log.

        None when another signer was signing a real alarm just then: the set stays due and takes this one along.
        """
        alert_rows.touch(tx, scope)  # waits for whoever is signing this set
        if self._is_taken(tx, scope):
            return None
        topic = self.alarm_topic(scope)
        sealed = self._sealed(tx, Kind.ALARMS, topic, AlarmSet(self._silent(tx, scope)), noted=False)
        canary_rows.number(tx, slot, topic, editions.peek_seq(tx, topic))
        alert_rows.settle(tx, scope)
        return sealed


def path_health(tx: Transaction) -> PathHealth:
    """Like the method, for who has nothing but the store."""
    rounds, tree = canary_rows.rounds(tx), locality_rows.tree(tx)
    watched = [_in_commune(one, tree) for one in canary_rows.watched(tx)]
    found = canary.gaps(rounds, watched, tx.now, first=canary_rows.first_station_at(tx))
    last = next((one for one in rounds if one.is_judged), None)
    places = {gap.commune: tree.name(gap.commune) for gap in found if gap.commune}
    mute = () if last is None else _mute(last, watched)
    return PathHealth(tx.now, found, last, tuple(rounds), mute, places)


def _is_over(one: Round, now: datetime) -> bool:
    return one.closed_at is None and now >= one.signed_at + LIFE


def _closed(one: Round, watched: Sequence[Watched], now: datetime) -> Round:
    """Return the round with its figures; those of the stations that answered before they went away count too."""
    verified = [station for station in watched if station.round_at == one.signed_at]
    waited = {station.station for station in canary.asked(watched, one.signed_at)}
    took = [station.took for station in verified if station.took is not None]
    return replace(
        one,
        asked=0 if one.held else len(waited | {station.station for station in verified}),
        answered=len(verified),
        median=canary.percentile(took, 0.5),
        p99=canary.percentile(took, 0.99),
        closed_at=now,
    )


def _mute(last: Round, watched: Sequence[Watched]) -> tuple[str, ...]:
    here = canary.asked(watched, last.signed_at)
    return tuple(one.station for one in here if one.round_at is None or one.round_at < last.signed_at)


def _in_commune(one: Watched, tree: Tree) -> Watched:
    return replace(one, commune=inbox.commune_of(one.commune, tree) or one.commune)
