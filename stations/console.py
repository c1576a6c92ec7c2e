"""The hands of playout: carries out its cues on player, amplifier, journal and clips. Never decides anything.

One thread calls it. A journal that cannot be written does not stop the sound: its entries wait here.
"""

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial

from broadcaster.errors import Faulty, Unavailable
from broadcaster.messages import Ack, AlarmReport
from stations.alarm_sounds import AlarmSounds
from stations.amplifier import Amplifier
from stations.journal import Journal, is_full
from stations.media import MediaShelf
from stations.player import Sound
from stations.player_events import ChildDied, ChildRestarted, Ended, Failed, PlayerEvent, Position, Started
from stations.playout import State, cues, step
from stations.station_clock import StationClock
from stations.status import FaultBoard

LOG = logging.getLogger(__name__)
MOST_UNWRITTEN = 1000


@dataclass(frozen=True, slots=True)
class Equipment:
    """The outside things of one station; ``on_sound`` is told whenever something is about to sound.

    ``on_full`` makes room for what is written of alarms on a full card, and tells whether it could.
    """

    player: Sound
    amplifier: Amplifier
    journal: Journal
    shelf: MediaShelf
    sounds: AlarmSounds
    clock: StationClock
    board: FaultBoard
    on_sound: Callable[[], None] = lambda: None
    on_full: Callable[[], bool] = lambda: False


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Whom the console tells what is not its own to do."""

    on_ack: Callable[[Ack], None]
    on_lost: Callable[[str], None]
    on_refresh: Callable[[], None]
    on_reboot: Callable[[], None]
    on_speak: Callable[[str, str], None]
    on_untold: Callable[[tuple[AlarmReport, ...]], None]


class Console:
    """One station on air: its state, and the equipment that follows it."""

    def __init__(self, state: State, equipment: Equipment, callbacks: Callbacks) -> None:
        self.state = state
        self.wake = equipment.clock.now()
        self.rows_waiting = True
        self.reports_waiting = True
        self._equipment = equipment
        self._callbacks = callbacks
        self._unwritten: deque[partial[None]] = deque(maxlen=MOST_UNWRITTEN)
        self._lost: list[str] = []

    @property
    def is_alarm_standing(self) -> bool:
        """Whether an alarm sounds now, or may sound again."""
        return bool(self.state.alarms.in_force(self._equipment.clock.now(), self.state.is_sure))

    def tell(self, event: cues.Event) -> None:
        """Let playout decide about an event, and carry out what it says."""
        events = [event]
        while events:
            self.state, decided = step(self.state, events.pop(), self._equipment.clock.now())
            for cue in _calling_first(decided):
                self._carry_out(cue)
            events += [cues.MediaLost(sha256) for sha256 in self._lost]
            self._lost.clear()
        self._write_rest()

    def tell_player(self, told: PlayerEvent) -> None:
        """Pass on what the player says, in the station's own time."""
        self._note_player(told)
        event = self._event_of(told)
        if event is not None:
            self.tell(event)

    def _note_player(self, told: PlayerEvent) -> None:
        """Show why there is no sound, as long as there is none."""
        board = self._equipment.board
        if isinstance(told, ChildDied):
            board.set(told.code, self._equipment.clock.now(), **dict(told.facts))
        elif isinstance(told, ChildRestarted):
            board.clear_all("player.")
            board.put("player.standing_in", bool(told.stands_in), self._equipment.clock.now(), output=told.stands_in)

    def _event_of(self, told: PlayerEvent) -> cues.Event | None:  # noqa: PLR0911 - one answer for each kind
        clock = self._equipment.clock
        match told:
            case Started(token, at, error_ms):
                return cues.PlayerStarted(token, clock.on_station(at), error_ms)
            case Position(token, _, level):
                return cues.PlayerSounding(token, level)
            case Ended(token, at, how, level):
                return cues.PlayerEnded(token, clock.on_station(at), how.value, level)
            case Failed(token, code):
                return cues.PlayerFailed(token, code)
            case ChildDied():
                return cues.PlayerDied()
            case ChildRestarted():
                return cues.PlayerRestarted()
        return None

    def _carry_out(self, cue: cues.Cue) -> None:
        match cue:
            case cues.Wake(at):
                self.wake = at
            case cues.Answer(ack):
                self._callbacks.on_ack(ack)
            case cues.Refresh():
                self._callbacks.on_refresh()
            case cues.Reboot():
                self._callbacks.on_reboot()
            case cues.Speak(name, text):
                self._callbacks.on_speak(name, text)
            case cues.Begin() | cues.Report() | cues.Remember() | cues.Tell():
                self._note(cue)
            case _:
                self._operate(cue)

    def _operate(self, cue: cues.Cue) -> None:
        match cue:
            case cues.Prepare(token, source, offset):
                self._prepare(token, source, offset)
            case cues.Recite(token, name):
                self._prepare(token, name)
            case cues.Amplifier(on):
                self._switch(on)
            case cues.Volume(percent):
                self._equipment.player.set_volume(percent)
            case _:
                self._sound(cue)

    def _sound(self, cue: cues.Cue) -> None:
        player, clock = self._equipment.player, self._equipment.clock
        if isinstance(cue, cues.Siren | cues.Start | cues.Tone):
            self._equipment.on_sound()
        match cue:
            case cues.Siren(token, signal, at):
                player.signal(token, signal, at=clock.on_machine(at))
            case cues.Start(token, at, boost_db):
                player.play(token, at=clock.on_machine(at), boost_db=boost_db)
            case cues.Stop(token):
                player.stop(token)
            case cues.Tone(seconds, at):
                player.tone(seconds, at=clock.on_machine(at))

    def _switch(self, on: bool) -> None:
        """Switch the amplifier; one that does not obey may be on all the same, so the sound goes on."""
        board, now = self._equipment.board, self._equipment.clock.now()
        try:
            self._equipment.amplifier.switch(on)
        except Faulty as fault:
            LOG.error("%s", fault)
            board.note(fault, now)

    def _prepare(self, token: str, source: str, offset: timedelta = timedelta()) -> None:
        """Open a recording that is still what its name says; a spoiled one is fetched again."""
        path = self._equipment.sounds.path(source)
        if path is not None:
            self._equipment.player.prepare(token, path, offset=offset)
        else:
            self._lost.append(source)
            self._callbacks.on_lost(source)

    def _note(self, cue: cues.Written) -> None:
        now = self._equipment.clock.now()
        if isinstance(cue, cues.Report):
            row = cue.row
            if row.started_at is not None:
                row = replace(row, output=self._equipment.player.output_name)
                cue = replace(cue, row=row)
            name = row.alarm_id or row.airing_id
            LOG.info("%s item %d, attempt %d: %s %s", name, row.item, row.attempt, row.ended_how, row.reason)
        self._unwritten.append(partial(self._write, cue, now))
        if not self._write_rest() and isinstance(cue, cues.Tell):
            self._callbacks.on_untold(cue.reports)

    def report(self, reports: tuple[AlarmReport, ...]) -> None:
        """Tell the server of alarms that playout never hears of."""
        if reports:
            self._note(cues.Tell(reports))

    def _write(self, cue: cues.Written, now: datetime) -> None:
        journal = self._equipment.journal
        match cue:
            case cues.Begin():
                journal.begin(cue, now)
            case cues.Report():
                journal.record(cue, now)
                self.rows_waiting = True
            case cues.Tell(reports):
                journal.tell(reports, now)
                self.reports_waiting = True
            case cues.Remember(name, value):
                journal.remember(name, value)

    def _write_rest(self) -> bool:
        """Write what waits; tell whether all is written."""
        board, now = self._equipment.board, self._equipment.clock.now()
        while self._unwritten:
            try:
                self._unwritten[0]()
            except Unavailable as fault:
                if is_full(fault) and any(map(_is_of_alarm, self._unwritten)) and self._equipment.on_full():
                    continue
                LOG.error("%s", fault)
                board.note(fault, now)
                return False
            self._unwritten.popleft()
            board.clear("station.journal")
        return True


def _calling_first(decided: Sequence[cues.Cue]) -> Sequence[cues.Cue]:
    """Return what is to be done with a call to alarm, and all that makes it heard, before what is written down of it.

    A memory card may take a second to write a line; whoever has to run must not wait for that.
    """
    if not any(isinstance(cue, cues.Siren) for cue in decided):
        return decided
    return sorted(decided, key=lambda cue: isinstance(cue, cues.Written))


def _is_of_alarm(entry: "partial[None]") -> bool:
    """Say whether a line that waits for the journal is about an alarm."""
    cue: cues.Written = entry.args[0]
    match cue:
        case cues.Begin():
            return cue.alarm_id is not None
        case cues.Report(row):
            return row.alarm_id is not None
    return isinstance(cue, cues.Tell)
