"""What happened to alarms, as values, and what must be true of it (Jepsen's way). Pure: reads no file, asks nobody.

How often an alarm sounded is counted as a station's journal counts it: a message counts as soon as it may have been
heard. One that a kill cut short is over, and its station goes on with the next; one that was surely not heard does not
count and is begun again under the next number. So is one that was cut off, by a higher alarm, in the moment of its
beginning, before its player could tell that it had begun.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from broadcaster.alerts import State

SILENT_S = 2.0
"""How long an alarm may go on after its station could know that it is over."""
PATIENCE_S = 6.0
"""How long a running station that knows of an alarm may be silent before it sounds for the first time."""
BLINK_S = 0.5
"""So much of its first piece may be heard of a message that does not count."""
TABLE: Mapping[State | None, frozenset[State]] = {
    None: frozenset({State.DRAFT, State.RELEASED}),
    State.DRAFT: frozenset({State.DRAFT, State.CONFIRMED, State.RELEASED, State.CANCELLED}),
    State.CONFIRMED: frozenset({State.DRAFT, State.RELEASED, State.CANCELLED}),
    State.RELEASED: frozenset({State.ACTIVE, State.UPDATED, State.CANCELLED, State.EXPIRED}),
    State.ACTIVE: frozenset({State.UPDATED, State.CANCELLED, State.EXPIRED}),
}
"""Where an alert may go from each state; a notice that calls another one off is born released."""


@dataclass(frozen=True, slots=True)
class Order:
    """One alert as the database has it; ``states`` from its birth on by the log, ``messages`` as often it may sound.

    All moments are epoch seconds; ``reach`` names its stations.
    """

    id: str
    reach: tuple[str, ...]
    messages: int
    states: tuple[State, ...]
    is_approved: bool = True
    released_at: float | None = None
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class SignedSet:
    """One signed set of alarms as the server kept it, or as a station believed it at a moment."""

    at: float
    topic: str
    seq: int
    alarms: frozenset[str]


@dataclass(frozen=True, slots=True)
class Sound:
    """One piece of a message that the player let out."""

    alarm_id: str
    attempt: int
    began: float
    ended: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One message in a station's journal: whether it counts, and whether it is closed."""

    alarm_id: str
    attempt: int
    counts: bool = True
    is_closed: bool = True


@dataclass(frozen=True, slots=True)
class Kept:
    """A set of alarms was on the disk at a moment."""

    at: float
    topic: str
    seq: int


@dataclass(frozen=True, slots=True)
class StationPast:
    """All that is known of one station; ``lives`` are its runs, from when it knew its disk to its end.

    ``known`` is what it believed, from before anybody acted on it; ``kept`` which of that was on its disk, and when.
    """

    id: str
    lives: tuple[tuple[float, float], ...]
    known: tuple[SignedSet, ...] = ()
    sounds: tuple[Sound, ...] = ()
    marks: tuple[Mark, ...] = ()
    refused: frozenset[str] = frozenset()
    kept: tuple[Kept, ...] = ()

    def counted(self, alarm_id: str) -> int:
        """Return how many messages of an alarm count."""
        return sum(one.counts for one in self.marks if one.alarm_id == alarm_id)

    def heard(self, alarm_id: str) -> int:
        """Return how many messages of an alarm were heard, without those that were cut off as they began."""
        pieces = [one for one in self.sounds if one.alarm_id == alarm_id]
        uncounted = {one.attempt for one in self.marks if one.alarm_id == alarm_id and not one.counts}
        return sum(
            attempt not in uncounted or not self._is_blink([one for one in pieces if one.attempt == attempt])
            for attempt in {one.attempt for one in pieces}
        )

    def _is_blink(self, pieces: Sequence[Sound]) -> bool:
        """Say whether a message was cut off as it began, and not by a kill: what a kill cuts off counts."""
        was_killed = any(died == one.ended for _, died in self.lives for one in pieces)
        return len(pieces) == 1 and pieces[0].ended - pieces[0].began <= BLINK_S and not was_killed

    def spans(self, alarm_id: str, until: float) -> Iterator[tuple[float, float]]:
        """Yield from when to when this station knew an alarm to stand."""
        for topic in {one.topic for one in self.known}:
            mine = [one for one in self.known if one.topic == topic]
            for one, following in zip(mine, [*mine[1:], None], strict=True):
                if alarm_id in one.alarms:
                    yield one.at, following.at if following else until

    def idle(self, since: float, until: float) -> float:
        """Return the longest time in a span in which it ran and nothing sounded."""
        longest = 0.0
        for born, died in self.lives:
            moment = max(since, born)
            for one in sorted(self.sounds, key=lambda one: one.began):
                if moment < one.ended and one.began < min(until, died):
                    longest = max(longest, one.began - moment)
                    moment = one.ended
            longest = max(longest, min(until, died) - moment)
        return longest


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was written down; ``accepted`` and ``ended`` are what people were told was done.

    ``board`` holds what the server's board says of (alarm, station); None: it was not asked yet.
    """

    until: float
    orders: Mapping[str, Order]
    sets: Sequence[SignedSet]
    stations: Sequence[StationPast]
    accepted: frozenset[str] = frozenset()
    ended: frozenset[str] = frozenset()
    board: Mapping[tuple[str, str], str] | None = field(default=None)


def broken(history: History) -> list[str]:
    """Return one line for each invariant that does not hold, beginning with its name."""
    return [f"{rule.__name__}: {what}" for rule in RULES for what in rule(history)]


def kept(history: History) -> Iterator[str]:
    """What a person was told is done is done, whatever was killed since."""
    for one in sorted(history.accepted):
        order = history.orders.get(one)
        if order is None or order.released_at is None:
            yield f"the release of {one} was confirmed and is gone"
    for one in sorted(history.ended):
        if one not in history.orders or history.orders[one].ended_at is None:
            yield f"the end of {one} was confirmed and is gone"


def sounded(history: History) -> Iterator[str]:
    """Every released order sounded at each of its stations, or is listed as not: refused there, or ended before."""
    for order, past in _pairs(history):
        count = past.counted(order.id)
        if not order.is_approved or order.id in past.refused:
            continue
        if order.ended_at is None and count != order.messages:
            yield f"{order.id} stands and sounded {count} of {order.messages} times at {past.id}"
        spans = past.spans(order.id, history.until)
        idle = max((past.idle(*span) for span in spans), default=0.0)
        if order.ended_at is not None and not count and idle > PATIENCE_S:
            yield f"{order.id} never sounded at {past.id}, which knew it and was silent for {idle:.1f} s"


def told(history: History) -> Iterator[str]:
    """The board says of every standing order at each of its stations that it sounded, or why not."""
    for order, past in _pairs(history):
        if history.board is not None and order.ended_at is None and not history.board.get((order.id, past.id)):
            yield f"the board is silent about {order.id} at {past.id}"


def ordered(history: History) -> Iterator[str]:
    """Nothing sounds but an approved order in a signed set that its station believed in that very moment."""
    signed = frozenset[str]().union(*(one.alarms for one in history.sets))
    for past, sound in _sounds(history):
        order, what = history.orders.get(sound.alarm_id), f"{sound.alarm_id} sounded at {past.id}"
        if order is None or sound.alarm_id not in signed:
            yield f"{what} and nobody ordered it"
            continue
        if not order.is_approved or order.released_at is None or sound.began < order.released_at:
            yield f"{what} and was not released"
        if past.id not in order.reach:
            yield f"{what}, where it was not ordered"
        spans = past.spans(order.id, history.until)
        if not any(since <= sound.began <= until + SILENT_S for since, until in spans):
            yield f"{what} at {sound.began:.3f} when it did not know of it"


def counted(history: History) -> Iterator[str]:
    """Over all restarts no order sounds more often than its repeats; each message is marked before it is heard."""
    for past in history.stations:
        marked = {(one.alarm_id, one.attempt) for one in past.marks}
        heard = {(one.alarm_id, one.attempt) for one in past.sounds}
        for alarm_id, attempt in sorted(heard - marked):
            yield f"message {attempt} of {alarm_id} was heard at {past.id} and is not in the journal"
        for alarm_id in sorted({one for one, _ in heard | marked}):
            most = history.orders[alarm_id].messages if alarm_id in history.orders else 0
            times = max(past.counted(alarm_id), past.heard(alarm_id))
            if times > most:
                yield f"{alarm_id} sounded {times} times at {past.id}, ordered {most}"


def lived_once(history: History) -> Iterator[str]:
    """No message goes on in another life of its station: a kill ends it."""
    for past, sound in _sounds(history):
        if not any(born <= sound.began and sound.ended <= died for born, died in past.lives):
            yield f"message {sound.attempt} of {sound.alarm_id} sounded at {past.id} outside of its lives"
    for past in history.stations:
        lives: dict[tuple[str, int], set[float]] = {}
        for one in past.sounds:
            born = max((born for born, _ in past.lives if born <= one.began), default=0.0)
            lives.setdefault((one.alarm_id, one.attempt), set()).add(born)
        for (alarm_id, attempt), births in lives.items():
            if len(births) > 1:
                yield f"message {attempt} of {alarm_id} sounded in {len(births)} lives of {past.id}"


def silenced(history: History) -> Iterator[str]:
    """What sounds stops soon after its station could know that it is over."""
    for past, sound in _sounds(history):
        for since, until in past.spans(sound.alarm_id, history.until):
            if since <= sound.began < until and sound.ended > until + SILENT_S and not _goes_on(past, sound, until):
                yield f"{sound.alarm_id} went on at {past.id} for {sound.ended - until:.1f} s after its end was known"


def moved(history: History) -> Iterator[str]:
    """States only move along the table."""
    for order in history.orders.values():
        for before, after in pairwise((None, *order.states)):
            if after not in TABLE.get(before, frozenset()):
                yield f"{order.id} went from {before} to {after}"


def numbered(history: History) -> Iterator[str]:
    """Numbers of signed sets grow; a station's never fall, and what it believes under one is what was signed.

    A call waits for no disk (ADR 0020): killed in between, a station begins again with what it had kept, no older. A
    set that calls nothing new is on the disk before anybody acts on it.
    """
    signed: dict[tuple[str, int], SignedSet] = {}
    newest: dict[str, int] = {}
    for one in sorted(history.sets, key=lambda one: (one.at, one.seq)):
        if one.seq <= newest.get(one.topic, -1):
            yield f"set {one.seq} of {one.topic} was signed after {newest[one.topic]}"
        newest[one.topic] = one.seq
        signed[one.topic, one.seq] = one
    for past in history.stations:
        believed: dict[str, SignedSet] = {}
        for one in past.known:
            before = believed.get(one.topic, one)
            if one.seq < before.seq and not _was_killed_first(past, before, one):
                yield f"{past.id} went back to set {one.seq} of {one.topic} from {before.seq}"
            believed[one.topic] = one
            if (one.topic, one.seq) not in signed or signed[one.topic, one.seq].alarms != one.alarms:
                yield f"{past.id} believes a set {one.seq} of {one.topic} that was never signed"


def _was_killed_first(past: StationPast, before: SignedSet, after: SignedSet) -> bool:
    """Tell whether a station was killed before a call was on its disk, and went back no further than what was."""
    was_killed = any(before.at <= died <= after.at for _, died in past.lives)
    kept = max((one.seq for one in past.kept if one.topic == after.topic and one.at <= after.at), default=-1)
    return was_killed and after.seq >= kept and not before.alarms <= after.alarms


def closed(history: History) -> Iterator[str]:
    """At rest every message that was begun is closed in the journal."""
    for past in history.stations:
        for one in past.marks:
            if not one.is_closed:
                yield f"message {one.attempt} of {one.alarm_id} at {past.id} was begun and never closed"


def _goes_on(past: StationPast, sound: Sound, until: float) -> bool:
    """Say whether the next set still holds what sounds."""
    following = [one for one in past.known if one.at == until]
    return any(sound.alarm_id in one.alarms for one in following)


def _pairs(history: History) -> Iterator[tuple[Order, StationPast]]:
    for order in history.orders.values():
        for past in history.stations:
            if order.released_at is not None and past.id in order.reach:
                yield order, past


def _sounds(history: History) -> Iterator[tuple[StationPast, Sound]]:
    return ((past, one) for past in history.stations for one in past.sounds)


Rule = Callable[[History], Iterator[str]]
RULES: tuple[Rule, ...] = (
    kept,
    sounded,
    told,
    ordered,
    counted,
    lived_once,
    silenced,
    moved,
    numbered,
    closed,
)
