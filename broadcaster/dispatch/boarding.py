"""The board of an alert: how far each station is, whom to call, how fast it went. Reads, never changes anything.

What a station did comes from its own reports; that it was sent to is the signer's word. Whoever says nothing soon after
is silent, whatever the reason: then somebody calls the commune.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from statistics import median

from broadcaster import inbox
from broadcaster.accounts import Person, Role
from broadcaster.alerts import SOUNDING, Alert, Approval
from broadcaster.areas import Cover, cover
from broadcaster.cap import Area
from broadcaster.dispatch.alerting import Alerting
from broadcaster.errors import Refused
from broadcaster.localities import Tree
from broadcaster.messages import AlarmProgress, AlarmStatus
from broadcaster.store import Transaction
from broadcaster.store import alerts as alert_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store import people as person_rows
from broadcaster.store import stations as station_rows
from broadcaster.store.alerts import Reached
from broadcaster.store.audit import AuditRow
from broadcaster.store.folding import fold
from broadcaster.store.stations import Placed

SILENT_AFTER = timedelta(seconds=15)
"""So long after the sending a station that has said nothing is silent; an online one answers within one second."""
CALLED_AFTER = timedelta(seconds=60)
"""So long after the sending somebody calls wherever it does not sound, whatever the station has said."""
TO_CALL = (Role.LEADER, Role.OFFICER)


class Stage(StrEnum):
    """How far an alert has come at one station; ``waiting``: not signed yet."""

    WAITING = "waiting"
    SENT = "sent"
    RECEIVED = "received"
    VERIFIED = "verified"
    SOUNDING = "sounding"
    FINISHED = "finished"
    REFUSED = "refused"
    SILENT = "silent"


_FURTHEST = (
    (Stage.FINISHED, "finished_at"),
    (Stage.SOUNDING, "sounding_at"),
    (Stage.REFUSED, "refused_at"),
    (Stage.VERIFIED, "verified_at"),
    (Stage.RECEIVED, "received_at"),
)
_BEGUN = frozenset({Stage.SOUNDING, Stage.FINISHED})
_VERIFIED = _BEGUN | {Stage.VERIFIED}
_SAID = _VERIFIED | {Stage.RECEIVED, Stage.REFUSED}


@dataclass(frozen=True, slots=True)
class Line:
    """One station of a board; ``told`` holds the moment of each step and why it refused, ``commune`` is a code."""

    station: Placed
    commune: str
    stage: Stage
    told: Reached


@dataclass(frozen=True, slots=True)
class Tally:
    """How many stations there are, are online, and have come at least so far (refused and silent: exactly so far).

    ``heard``: it sounds or sounded there; of a silent test, it was verified there.
    """

    stations: int
    online: int
    sent: int
    received: int
    verified: int
    sounding: int
    finished: int
    refused: int
    silent: int
    heard: int


@dataclass(frozen=True, slots=True)
class CommuneTally:
    """The tally of one commune, for the report of who heard; ``name`` is what people read."""

    code: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Call:
    """A commune to be called: the stations where it does not sound, and the people, those with a phone first."""

    commune: str
    name: str
    lines: tuple[Line, ...]
    people: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Latency:
    """From the release to the first sound of each station, by the stations' own clocks; over ``count`` stations."""

    count: int
    least: timedelta
    median: timedelta
    p99: timedelta


@dataclass(frozen=True, slots=True)
class Board:
    """All that is known of an alert ``at`` a moment; ``sent_at`` is None until it was signed."""

    alert: Alert
    at: datetime
    sent_at: datetime | None
    lines: tuple[Line, ...]
    tally: Tally
    communes: tuple[CommuneTally, ...]
    calls: tuple[Call, ...]
    latency: Latency | None


@dataclass(frozen=True, slots=True)
class LogRow:
    """One thing that happened to an alert: ``kind`` is change, word (somebody stands for it) or station.

    ``by`` is a person's name, a part of the server, or empty; ``station`` an id or empty; ``what`` the step.
    """

    at: datetime
    kind: str
    what: str
    by: str = ""
    station: str = ""
    detail: str = ""


class Boarding(Alerting):
    """What people want to know of alerts: is anything sounding, who hears it, who does not, what happened."""

    def board(self, alert_id: str) -> Board:
        """Return how far each station is with an alert, in the order of their ids; Missing ``alert.missing``."""
        with self.store.read() as tx:
            return self._board(tx, alert_rows.find(tx, alert_id))

    def active_alerts(self, scope: str | None = None) -> tuple[Alert, ...]:
        """Return what is ordered and not over, gravest first, without silent tests.

        ``scope``: only what reaches into this locality.
        """
        with self.store.read() as tx:
            found = [one for one in alert_rows.in_states(tx, SOUNDING) if one.status is not AlarmStatus.TEST]
            if scope is not None and found:
                tree, homes = locality_rows.tree(tx), _homes(tx, found)
                found = [one for one in found if _touches(_places(one, homes), scope, tree)]
        return tuple(sorted(found, key=lambda one: (-one.level, one.released_at or one.created_at, one.id)))

    def alert_log(self, alert_id: str) -> tuple[LogRow, ...]:
        """Return everything that happened to an alert, oldest first: changes, approvals, steps of the stations."""
        with self.store.read() as tx:
            alert_rows.find(tx, alert_id)
            changes, words = alert_rows.changes(tx, alert_id), alert_rows.approvals(tx, alert_id)
            told = alert_rows.reached(tx, alert_id)
            names = {one.id: one.name for one in person_rows.everyone(tx)}
        rows = [*_change_rows(changes, names), *_word_rows(words, names), *_station_rows(told)]
        return tuple(sorted(rows, key=lambda one: one.at))

    def cover_area(self, area: Area, by: Person) -> Cover:
        """Return the targets of an area drawn on a map, of the places of ``by``; Refused ``area.empty``."""
        with self.store.read() as tx:
            found = cover(area, alert_rows.spots(tx), locality_rows.tree(tx), within=by.scope)
        if not found.localities and not found.stations:
            raise Refused("area.empty", field="drawn")
        return found

    def alert_place(self, alert: Alert) -> str:
        """Return the name that is typed to release an alert: its commune's, or of the authority that speaks."""
        with self.store.read() as tx:
            tree = locality_rows.tree(tx)
            communes = {inbox.commune_of(one, tree) for one in _places(alert, _homes(tx, [alert]))}
        code = communes.pop() if len(communes) == 1 else None
        return tree.locality(code or alert.origin).name

    def demand_name(self, alert: Alert, typed: str) -> None:
        """Refuse unless ``typed`` is the name of the alert's place; accents, case and spaces do not matter."""
        name = self.alert_place(alert)
        if fold(typed) != fold(name):
            raise Refused("alert.name_differs", field="name", name=name)

    def _board(self, tx: Transaction, alert: Alert) -> Board:
        told = {one.station: one for one in alert_rows.reached(tx, alert.id)}
        placed = station_rows.reached(tx, alert.localities, alert.stations)
        if gone := told.keys() - {one.id for one in placed}:  # it sounded there before the station was moved
            placed = sorted([*placed, *station_rows.reached(tx, (), gone)], key=lambda one: one.id)
        sent_at, tree = alert_rows.signed_at(tx, alert.id), locality_rows.tree(tx)
        now = min(tx.now, alert.ended_at or tx.now)  # whom it did not reach before its end it need not reach any more
        lines = tuple(_lines(alert, placed, told, tree=tree, sent_at=sent_at, now=now))
        missed = _missed(alert, sent_at, now)
        late = [one for one in lines if one.stage in missed]
        return Board(
            alert,
            at=tx.now,
            sent_at=sent_at,
            lines=lines,
            tally=tally(lines, alert.status),
            communes=tuple(_communes(lines, alert, tree)),
            calls=tuple(_calls(late, person_rows.everyone(tx), tree)) if late else (),
            latency=latency(alert, told.values()),
        )


def stage_of(told: Reached, sent_at: datetime | None, now: datetime) -> Stage:
    """Return how far a station is: the furthest it told of, else what it was sent; what sounded was not refused."""
    for stage, at in _FURTHEST:
        if getattr(told, at) is not None:
            return stage
    if sent_at is None:
        return Stage.WAITING
    return Stage.SENT if now - sent_at < SILENT_AFTER else Stage.SILENT


def tally(lines: Sequence[Line], status: AlarmStatus) -> Tally:
    """Count the stations of a board."""
    stages = [one.stage for one in lines]
    by_stage = {stage: stages.count(stage) for stage in Stage}

    def among(stages: Collection[Stage]) -> int:
        """Return how many stations are at one of some stages."""
        return sum(by_stage[stage] for stage in stages)

    return Tally(
        stations=len(lines),
        online=sum(one.station.is_online for one in lines),
        sent=len(lines) - by_stage[Stage.WAITING],
        received=among(_SAID),
        verified=among(_VERIFIED),
        sounding=among(_BEGUN),
        finished=by_stage[Stage.FINISHED],
        refused=by_stage[Stage.REFUSED],
        silent=by_stage[Stage.SILENT],
        heard=among(_hearing(status)),
    )


def latency(alert: Alert, told: Iterable[Reached]) -> Latency | None:
    """Return how long the first sound took after the release; None before anything sounded."""
    released = alert.released_at
    begun = sorted(one.sounding_at for one in told if one.sounding_at is not None)
    if released is None or not begun:
        return None
    taken = [one - released for one in begun]
    return Latency(
        count=len(taken),
        least=taken[0],
        median=timedelta(seconds=median(one.total_seconds() for one in taken)),
        p99=taken[ceil(len(taken) * 0.99) - 1],
    )


def _homes(tx: Transaction, found: Iterable[Alert]) -> dict[str, str]:
    """Return where the single stations of alerts stand."""
    return station_rows.homes(tx, {station for one in found for station in one.stations})


def _places(alert: Alert, homes: Mapping[str, str]) -> tuple[str, ...]:
    return (*alert.localities, *(homes[one] for one in alert.stations if one in homes))


def _touches(places: Iterable[str], scope: str, tree: Tree) -> bool:
    return any(tree.is_within(one, scope) or tree.is_within(scope, one) for one in places)


def _hearing(status: AlarmStatus) -> frozenset[Stage]:
    return _VERIFIED if status is AlarmStatus.TEST else _BEGUN


def _lines(
    alert: Alert,
    placed: Iterable[Placed],
    told: Mapping[str, Reached],
    *,
    tree: Tree,
    sent_at: datetime | None,
    now: datetime,
) -> Iterator[Line]:
    communes: dict[str, str] = {}
    for one in placed:
        if one.locality not in communes:
            communes[one.locality] = inbox.commune_of(one.locality, tree) or one.locality
        said = told.get(one.id) or Reached(alert.id, one.id)
        yield Line(one, communes[one.locality], stage_of(said, sent_at, now), said)


def _missed(alert: Alert, sent_at: datetime | None, now: datetime) -> tuple[Stage, ...]:
    """Return the stages at which somebody should call where a station stands."""
    late = sent_at is not None and now - sent_at >= CALLED_AFTER
    return tuple(set(Stage) - _hearing(alert.status)) if late else (Stage.SILENT, Stage.REFUSED)


def _by_commune(lines: Iterable[Line]) -> dict[str, list[Line]]:
    found: dict[str, list[Line]] = defaultdict(list)
    for one in lines:
        found[one.commune].append(one)
    return found


def _communes(lines: Iterable[Line], alert: Alert, tree: Tree) -> Iterator[CommuneTally]:
    for code, mine in sorted(_by_commune(lines).items()):
        yield CommuneTally(code, tree.name(code), tally(mine, alert.status))


def _calls(lines: Iterable[Line], everyone: Iterable[Person], tree: Tree) -> Iterator[Call]:
    """Give whom to call: leaders before officers, and who has no phone last."""
    asked: dict[str, list[Person]] = defaultdict(list)
    for one in everyone:
        if one.role in TO_CALL and one.disabled_at is None:
            asked[inbox.commune_of(one.scope, tree) or one.scope].append(one)
    for code, mine in sorted(_by_commune(lines).items()):
        people = sorted(asked[code], key=lambda one: (not one.phone, TO_CALL.index(one.role), one.name))
        yield Call(code, tree.name(code), tuple(mine), tuple(people))


def _change_rows(changes: Iterable[AuditRow], names: Mapping[str, str]) -> Iterator[LogRow]:
    for one in changes:
        yield LogRow(one.at, "change", one.action, by=names.get(one.by, one.by), detail=", ".join(sorted(one.detail)))


def _word_rows(words: Iterable[Approval], names: Mapping[str, str]) -> Iterator[LogRow]:
    for one in words:
        yield LogRow(one.at, "word", one.step.value, by=names.get(one.person, one.person), detail=one.digest)


def _station_rows(told: Iterable[Reached]) -> Iterator[LogRow]:
    for one in told:
        for step in AlarmProgress:
            at = getattr(one, f"{step.value}_at")
            if at is not None:
                why = one.code if step is AlarmProgress.REFUSED else ""
                yield LogRow(at, "station", step.value, station=one.station, detail=why)
