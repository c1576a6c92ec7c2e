"""Gathers what server and stations wrote down of alarms as one history, and says when all is at rest."""

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any

from sqlalchemy import select

from broadcaster.alerts import SOUNDING, Alert, State, Step
from broadcaster.messages import AlarmSet, AlarmStatus, Topics
from broadcaster.signing import unverified
from broadcaster.store import Transaction, alerts, audit
from broadcaster.store.pages import LIMIT_MOST, Slice
from broadcaster.store.tables import editions
from stations.journal import ALARM
from tests.faults.history import History, Kept, Mark, Order, SignedSet, Sound, StationPast, broken
from tests.faults.killing import Place, World
from tests.faults.stationed import Post

LOOK_S = 0.1
REST_S = 30.0
"""After the last kill everything must be at rest within so long."""
BOARD_S = 90.0
"""The board learns what was lost on its way when the set is sent again: at most a minute later."""


class Gatherer:
    """Reads a world's files again and again; keeps the signed sets, of which the server forgets the oldest."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._sets: dict[tuple[str, int], SignedSet] = {}

    def history(self, *, with_board: bool = False) -> History:
        """Return everything that was written down until now."""
        world = self._world
        world.counter.listen()
        with world.store.read() as tx:
            self._keep_sets(tx)
            orders = {one.id: one for one in self._orders(tx)}
            board = dict(_board(tx, orders)) if with_board else None
        pasts = tuple(_past(one) for one in world.places)
        counter, sets = world.counter, tuple(self._sets.values())
        accepted, ended = frozenset(counter.accepted), frozenset(counter.ended)
        return History(time.time(), orders, sets, pasts, accepted, ended, board)

    def rest(self) -> History:
        """Wait until nothing more is to come, or until patience ends; return the history then."""
        return self._wait(REST_S, self._is_at_rest, with_board=False)

    def final(self) -> History:
        """Wait until also the board knows; return the history then."""
        return self._wait(BOARD_S, lambda history: not broken(history), with_board=True)

    def _wait(self, patience_s: float, ask: Callable[[History], bool], *, with_board: bool) -> History:
        end = time.monotonic() + patience_s
        while True:
            history = self.history(with_board=with_board)
            if ask(history) or time.monotonic() > end:
                return history
            time.sleep(LOOK_S)

    def standing(self) -> list[tuple[str, str]]:
        """Return which alarms stand, and where they came from."""
        with self._world.store.read() as tx:
            return [(one.id, one.origin) for one in alerts.in_states(tx, SOUNDING)]

    def _is_at_rest(self, history: History) -> bool:
        world = self._world
        with world.store.read() as tx:
            if alerts.due(tx) or alerts.in_states(tx, {State.RELEASED}) or alerts.waiting_silences(tx):
                return False
        newest = {one.topic: one.seq for one in sorted(history.sets, key=lambda one: one.seq)}
        return (
            not world.counter.wishes
            and not broken(history)
            and all(
                _believed(past).get(topic) == seq
                for place, past in zip(world.places, history.stations, strict=True)
                for topic, seq in newest.items()
                if topic in topics_of(world, place)
            )
        )

    def _keep_sets(self, tx: Transaction) -> None:
        known = editions.c.topic.like("%/alarms")
        for topic, seq in tx.connection.execute(select(editions.c.topic, editions.c.seq).where(known)).all():
            if (topic, seq) not in self._sets:
                this = (editions.c.topic == topic, editions.c.seq == seq)
                envelope = tx.connection.scalar(select(editions.c.envelope).where(*this))
                header, document = unverified(bytes(envelope or b""))
                assert isinstance(document, AlarmSet)
                alarms = frozenset(one.id for one in document.alarms)
                self._sets[topic, seq] = SignedSet(header.issued_at.timestamp(), topic, seq, alarms)

    def _orders(self, tx: Transaction) -> Iterator[Order]:
        states = _states(tx)
        homes = {one.code: one.station for one in self._world.places}
        for one in alerts.in_states(tx, set(State)):
            reach = (*(homes[place] for place in one.localities), *one.stations)
            released, ended = (at.timestamp() if at else None for at in (one.released_at, one.ended_at))
            messages = one.repeat.count * (1 + len(one.repeat.cadence))
            path = tuple(states.get(one.id, ()))
            yield Order(one.id, reach, messages, path, _is_approved(tx, one), released, ended)


def topics_of(world: World, place: Place) -> tuple[str, ...]:
    """Return the topics of the alarm sets that a place's station reads."""
    topics = Topics(world.config.site)
    return topics.alarms("79"), topics.alarms(place.code), topics.station_alarms(place.station)


def _believed(past: StationPast) -> dict[str, int]:
    return {one.topic: one.seq for one in past.known}


def _states(tx: Transaction) -> dict[str, list[State]]:
    """Return the states of every alert in their order, as the log tells them."""
    found: dict[str, list[State]] = {}
    for row in sorted(_log(tx), key=lambda one: one.id):
        path = found.setdefault(row.subject.removeprefix("alert:"), [])
        said = row.detail.get("state", path[-1] if path else None)
        path.append(State(said[1] if isinstance(said, list) else said))
    return found


def _log(tx: Transaction) -> Iterator[audit.AuditRow]:
    after = None
    while True:
        page = audit.listed(tx, audit.AuditFilter(action="alert."), Slice(after, LIMIT_MOST))
        for one in page.items:  # an edit leaves the state as it was; other rows tell of documents, not of steps
            if one.subject.startswith("alert:") and ("state" in one.detail or one.action == "alert.edit"):
                yield one
        after = page.next
        if after is None:
            return


def _is_approved(tx: Transaction, alert: Alert) -> bool:
    """Say whether the right people stand for an alert; asked here in other words than the product's."""
    word = {one.step: one.person for one in alerts.approvals(tx, alert.id)}
    if alert.status is not AlarmStatus.ACTUAL:
        return Step.RELEASE in word
    return {Step.CONFIRM, Step.RELEASE} <= word.keys() and word[Step.CONFIRM] != word[Step.RELEASE]


def _board(tx: Transaction, orders: dict[str, Order]) -> Iterator[tuple[tuple[str, str], str]]:
    for alarm_id in orders:
        for one in alerts.reached(tx, alarm_id):
            steps = {"sounding": one.sounding_at, "finished": one.finished_at, "refused": one.refused_at}
            yield (alarm_id, one.station), " ".join(step for step, at in steps.items() if at)


def _past(place: Place) -> StationPast:
    lines = _diary(place.post)
    lives = _lives(lines, place.victim.deaths, time.time())
    known = tuple(
        SignedSet(one["at"], one["topic"], one["seq"], frozenset(one["alarms"]))
        for one in lines
        if one["what"] == "knows"
    )
    marks, refused = _journal(place.post)
    kept = tuple(Kept(one["at"], one["topic"], one["seq"]) for one in lines if one["what"] == "keeps")
    return StationPast(place.station, lives, known, tuple(_sounds(lines, lives)), marks, refused, kept)


def _diary(post: Post) -> list[dict[str, Any]]:
    whole, _, _ = post.diary.read_text().rpartition("\n") if post.diary.exists() else ("", "", "")
    return [json.loads(line) for line in whole.splitlines()]


def _lives(lines: list[dict[str, Any]], deaths: list[float], until: float) -> tuple[tuple[float, float], ...]:
    births = [one["at"] for one in lines if one["what"] == "born"]
    return tuple((born, min((one for one in deaths if one >= born), default=until)) for born in births)


def _sounds(lines: list[dict[str, Any]], lives: tuple[tuple[float, float], ...]) -> Iterator[Sound]:
    """Yield each piece that sounded; one without an end ended with its station."""
    begun: dict[str, float] = {}
    for one in lines:
        if one["what"] == "sounds":
            begun[one["token"]] = one["at"]
        elif one["what"] == "silent" and one["token"] in begun:
            yield _sound(one["token"], begun.pop(one["token"]), one["at"])
    for token, began in begun.items():
        yield _sound(token, began, min((died for born, died in lives if died >= began), default=began))


def _sound(token: str, began: float, ended: float) -> Sound:
    _, alarm_id, attempt, _ = token.split(".")
    return Sound(alarm_id, int(attempt), began, ended)


def _journal(post: Post) -> tuple[tuple[Mark, ...], frozenset[str]]:
    file = post.data / "journal.db"
    if not file.exists():
        return (), frozenset()
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as database:
        try:
            rows = database.execute(
                "select airing_id, attempt, closes = 'message' or row is null, row is not null from as_run"
                " where airing_id like 'alarm/%'"
            ).fetchall()
            refused = database.execute("select alarm_id from alarm_report where progress = 'refused'").fetchall()
        except sqlite3.OperationalError:  # a station that has only just begun has no tables yet
            return (), frozenset()
    marks = tuple(
        Mark(name.removeprefix(ALARM), attempt, bool(counts), bool(done)) for name, attempt, counts, done in rows
    )
    return marks, frozenset(one for (one,) in refused)
