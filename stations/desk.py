"""The one thread of the station: takes what comes from the queue and hands it to inbox, playout and reports, in order.

Never touches a socket or the sound itself; everything here waits for nothing but the queue and the disk.
"""

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from broadcaster.errors import BroadcasterError, Unavailable
from broadcaster.messages import AlarmSet, Assignment, ClockTrust, Command, Edition, Head, KeySet, Kind, StationState
from broadcaster.signing import Accepted
from broadcaster.sirens import DRILL_NOTICES
from schedules.timetable import merge
from stations.alarm_orders import alarm_clips, refused_alarms
from stations.bundles import waiting
from stations.console import Callbacks, Console
from stations.desk_events import (
    TROUBLES,
    Connected,
    Disconnected,
    DocumentCame,
    MediaTrouble,
    MixerTrouble,
    ModemSeen,
    Polled,
    Renewed,
    VoiceTrouble,
)
from stations.desk_parts import Events, Parts
from stations.fetching import Order
from stations.inbox import Refusal
from stations.keeper import Keeper
from stations.machine import ROOT, Card, Modem, machine_boot, read_health
from stations.media import wanted
from stations.player_events import ChildDied, ChildRestarted, Ended, Failed, Position, Prepared, Started
from stations.playout import State, cues
from stations.playout.alarms import DRILL
from stations.station_clock import PLAUSIBLE, Evidence, judge, kernel_synchronised
from stations.status import FROZEN_AFTER, Surroundings, differs, note_machine, note_modem, state_of

LOG = logging.getLogger(__name__)
PLAYER_EVENTS = (Prepared, Started, Position, Ended, Failed, ChildDied, ChildRestarted)
ROWS_S = 0.5
CHANGED_STATE_S = 1.0
PRUNE_S = 6 * 3600.0
REPORTS_KEPT = timedelta(days=2)
REFUSAL_STANDS = timedelta(hours=1)


class Desk:
    """Works through the queue; made and used by the playout thread after all else has started."""

    def __init__(
        self,
        parts: Parts,
        events: Events,
        *,
        on_reboot: Callable[[], None],
        synchronised: Callable[[], bool] = kernel_synchronised,
        keeper: Keeper | None = None,
        root: Path = ROOT,
    ) -> None:
        self._parts = parts
        self._root = root
        self._keeper = keeper or Keeper({})
        self._synchronised = synchronised
        self._events = events
        self._board = parts.equipment.board
        self._clock = parts.equipment.clock
        self._journal = parts.equipment.journal
        self._state_told: StationState | None = None
        self._state_due = 0.0
        self._state_looked_at = 0.0
        self._rows_due = 0.0
        self._prune_due = 0.0
        self._has_ticked = False
        self._head_at: float | None = None
        self._head_agrees = False
        self._offset_ms: float | None = None
        self._connected_at: float | None = None
        self._modem = Modem()
        self._card = Card(parts.config.data)
        reporter = parts.reporter
        callbacks = Callbacks(
            on_ack=reporter.ack,
            on_lost=parts.fetcher.lost,
            on_refresh=parts.poller.refresh,
            on_reboot=on_reboot,
            on_speak=parts.voice.ask,
            on_untold=reporter.tell_at_once,
        )
        self._console = Console(self._first_state(), parts.equipment, callbacks)

    def _first_state(self) -> State:
        """Take up where the last run ended, however it ended."""
        now = self._clock.now()
        cut_off = self._journal.close_open(self._parts.identity.station_id, now)
        if cut_off:
            LOG.warning("%d items were on air when the last run ended", cut_off)
        muted = self._recall("muted_until")
        self._head_agrees = self._recall("head_boot") == machine_boot()
        muted_until = None if muted is None else type(now).fromisoformat(muted)
        state = State.after(self._parts.identity.station_id, self._journal.past(now), muted_until=muted_until)
        return replace(state, warming=not self._parts.equipment.player.alive())

    def run(self, stop: threading.Event) -> None:
        """Work until ``stop``; a None in the queue ends the wait."""
        self.begin()
        self._keeper.ready()
        while not stop.is_set():
            self._keeper.alive(self._clock.monotonic())
            self.take(self._next())
        self._end()

    def begin(self) -> None:
        """Take up what the disk knows: clock, assignment, alarms, timetable."""
        self._judge_clock()
        self._take_assignment(with_volume=True)
        self._take_alarms()
        self._take_timetable()
        self._parts.voice.ask(DRILL, DRILL_NOTICES["vi"])

    def _end(self) -> None:
        """Leave in order: what sounds is stopped by the player's end, its row is written at the next start."""
        self._parts.reporter.send_rows()
        self._parts.reporter.goodbye()

    def _next(self) -> Any:
        """Return the next thing from the queue, or a Tick when time has come."""
        wake = (self._console.wake - self._clock.now()).total_seconds()
        due = min(self._rows_due, self._state_due) - self._clock.monotonic()
        self._has_ticked = wake <= 0 and not self._has_ticked  # between any two of a flood of documents time goes on
        if self._has_ticked:
            return cues.Tick()
        try:
            return self._events.get(timeout=max(0.0, min(wake, due, self._keeper.pause_s or due)))
        except queue.Empty:
            return cues.Tick()

    def take(self, event: Any) -> None:
        """Work on one event, then tell the server what is due; a journal that takes nothing stops neither for good."""
        try:
            self._take(event)
            self._clock.hold(self._console.is_alarm_standing)
            self._state_due = min(self._state_due, self._state_looked_at + CHANGED_STATE_S)
            self._report()
        except (BroadcasterError, OSError) as fault:
            LOG.error("%s", fault)
            known = fault if isinstance(fault, BroadcasterError) else Unavailable("station.unwritable", fault=fault)
            self._board.note(known, self._clock.now())

    def _take(self, event: Any) -> None:
        if isinstance(event, PLAYER_EVENTS):
            self._console.tell_player(event)
        elif event is not None and not self._take_outside(event):
            self._console.tell(event)

    def _take_outside(self, event: Any) -> bool:
        """Work on what does not concern playout directly; tell whether it was such a thing."""
        match event:
            case DocumentCame():
                self._accept(event)
            case Connected() | Disconnected():
                self._link(isinstance(event, Connected))
            case Polled(fault) | MediaTrouble(fault) | VoiceTrouble(fault) | MixerTrouble(fault):
                self._trouble(TROUBLES[type(event)], fault)
            case ModemSeen(modem):
                self._modem = modem
                note_modem(self._board, modem, self._clock.now())
            case Renewed(identity):
                self._parts.line.renew(identity)
            case _:
                return False
        return True

    def _trouble(self, codes: tuple[str, ...], fault: BroadcasterError | None) -> None:
        for code in codes:
            if fault is None or fault.code != code:
                self._board.clear(code)
        if fault is not None and fault.code in codes:
            self._board.note(fault, self._clock.now())

    def _accept(self, came: DocumentCame) -> None:
        trusted = self._console.state.trust is not ClockTrust.UNTRUSTED
        try:
            accepted = self._parts.inbox.accept(came.topic, came.envelope, clock_trusted=trusted, live=came.live)
        except BroadcasterError as fault:
            LOG.error("%s: %s", came.topic, fault)
            self._board.note(fault, self._clock.now())
            return
        if isinstance(accepted, Refusal) and came.polled and accepted.reason.code == "wire.replayed":
            return  # MQTT was faster than the answer to our question
        if isinstance(accepted, Refusal):
            LOG.warning("refused %s: %s", accepted.topic, accepted.reason)
            self._board.set(accepted.reason.code, accepted.at, topic=accepted.topic)
            self._console.report(refused_alarms(came.envelope, accepted, self._parts.inbox.alarms()))
        elif accepted is not None:
            expired_at = str(self._parts.inbox.keys_expire_at)
            self._board.put("wire.keys_old", accepted.keys_old, self._clock.now(), expired_at=expired_at)
            self._act(accepted, came.live)
            self._parts.inbox.save()
        elif not came.polled:
            self._tell_again(came.topic)
        self._note_unsaved()

    def _act(self, accepted: Accepted, live: bool) -> None:
        match accepted.document:
            case AlarmSet() | KeySet():
                self._take_alarms()
                self._order_clips()
            case Edition():
                self._take_timetable()
            case Assignment():
                self._remember("volume", None)
                self._take_assignment(with_volume=True)
                self._take_alarms()
                self._take_timetable()
                self._parts.line.subscribe(self._parts.inbox.subscriptions)
            case Head() as head:
                self._take_head(head, live)
            case Command() as command:
                self._console.tell(cues.CommandReceived(command))

    def _take_assignment(self, *, with_volume: bool) -> None:
        assignment = self._parts.inbox.assignment
        if assignment is not None:
            volume = self._recall("volume")
            knob = assignment.volume if volume is None else volume
            self._console.tell(cues.AssignmentChanged(assignment, knob if with_volume else None))

    def _take_alarms(self) -> None:
        """Let alarms sound first, then keep the clips they brought along."""
        inbox, sounds = self._parts.inbox, self._parts.equipment.sounds
        standings = inbox.alarms()
        self._console.tell(cues.AlarmsChanged(standings))
        for audio in {one.alarm.audio for one in standings if one.alarm.audio and one.alarm.audio.inline}:
            event: cues.Event = cues.MediaReady(audio.sha256)
            try:
                fault = None if sounds.path(audio.sha256) else sounds.keep(audio)
            except BroadcasterError as wrong:
                fault, event = wrong, cues.MediaLost(audio.sha256)
            if fault is not None:
                self._board.note(fault, self._clock.now())
            self._console.tell(event)

    def _note_unsaved(self) -> None:
        """Show that documents are kept in memory alone, or would be."""
        fault = self._parts.inbox.unsaved or self._card.fault(self._clock.monotonic())
        if fault is not None:
            self._board.note(fault, self._clock.now())
        else:
            self._board.clear("station.unwritable")

    def _remember(self, name: str, value: Any) -> None:
        """Keep a value over restarts, if the journal takes it; what hangs on it now goes on without."""
        try:
            self._journal.remember(name, value)
        except Unavailable as fault:
            self._board.note(fault, self._clock.now())

    def _recall(self, name: str) -> Any:
        try:
            return self._journal.recall(name)
        except Unavailable as fault:
            self._board.note(fault, self._clock.now())
            return None

    def _tell_again(self, topic: str) -> None:
        """Answer a set of alarms that is sent once more: the server has not heard how far they came."""
        alarm_ids = [one.alarm.id for one in self._parts.inbox.alarms()]
        if topic.endswith(f"/{Kind.ALARMS}") and alarm_ids:
            self._console.reports_waiting = True
            self._journal.retell(alarm_ids)

    def _take_timetable(self) -> None:
        self._order_clips()
        self._console.tell(cues.TimetableChanged(merge(edition.airings for edition in self._parts.inbox.editions())))

    def _order_clips(self) -> None:
        """Have all clips fetched, those of alarms first; none of them is thrown away."""
        inbox, now = self._parts.inbox, self._clock.now()
        editions, alarms = inbox.editions(), alarm_clips(inbox.alarms())
        media_url = (inbox.assignment.media_url if inbox.assignment else None) or self._parts.identity.media_url
        needed = {sha256 for edition in editions for sha256 in edition.clips} | {one.clip.sha256 for one in alarms}
        self._parts.fetcher.order(Order((*alarms, *wanted(editions, now)), frozenset(needed), media_url))

    def _take_head(self, head: Head, live: bool) -> None:
        """Compare clocks, and ask for what the head says is newer than what is kept here."""
        ahead = self._clock.ahead_of(head.now)
        agrees = abs(ahead) <= PLAUSIBLE or (live and ahead < timedelta(0))
        believed = agrees or (self._head_agrees and not live)
        if believed is not self._head_agrees:
            self._remember("head_boot", machine_boot() if believed else None)
        self._head_agrees = believed
        if live and abs(ahead) <= PLAUSIBLE:
            self._clock.believe()
        if live:
            self._head_at = self._clock.monotonic()
            self._offset_ms = round(ahead / timedelta(milliseconds=1), 1)
        self._judge_clock()
        if any(self._parts.inbox.withheld()):
            self._parts.poller.refresh()

    def _judge_clock(self) -> None:
        evidence = Evidence(self._synchronised(), self._parts.config.clock_trusted, self._head_agrees)
        trust = judge(evidence)
        if trust is not self._console.state.trust:
            LOG.info("the clock is %s", trust)
            self._console.tell(cues.ClockJudged(trust))

    def _link(self, connected: bool) -> None:
        self._connected_at = self._clock.monotonic() if connected else None
        self._parts.poller.link(connected)
        if connected:
            self._parts.reporter.hello()
            self._parts.reporter.send_acks()
            self._parts.fetcher.hurry()
            self._state_told = None
            self._console.rows_waiting = self._console.reports_waiting = True

    def _report(self) -> None:
        """Tell the server what is due: rows at once, the state when it changes and each minute."""
        now = self._clock.monotonic()
        try:
            self._report_written(now)
        except Unavailable as fault:  # a journal that cannot be read must not keep the state from being told
            self._board.note(fault, self._clock.now())
        is_waiting = self._console.rows_waiting or self._console.reports_waiting
        self._rows_due = now + (ROWS_S if is_waiting else self._parts.config.state_seconds)
        if now >= self._state_due:
            self._take_brought()
            self._tell_state(now)
        self._prune(now)

    def _report_written(self, now: float) -> None:
        """Send what stands in the journal: how far alarms came, then the rows."""
        if self._console.reports_waiting:
            self._console.reports_waiting = self._parts.reporter.send_reports()
        if self._console.rows_waiting and now >= self._rows_due:
            self._console.rows_waiting = self._parts.reporter.send_rows()

    def _take_brought(self) -> None:
        """Look at what somebody brought on a stick; it is judged like all else."""
        for letter in waiting(self._parts.config.brought):
            self._accept(DocumentCame(letter.topic, letter.envelope.encode(), live=False, polled=True))

    def _prune(self, now: float) -> None:
        if now >= self._prune_due:
            self._prune_due = now + PRUNE_S
            days = timedelta(days=self._parts.config.as_run_days)
            self._journal.prune(self._clock.now() - days)
            self._journal.prune_reports(self._clock.now() - REPORTS_KEPT)

    def _tell_state(self, monotonic: float) -> None:
        state = self.state()
        regular_s = self._parts.config.state_seconds
        due = self._state_told is None or (state.at - self._state_told.at).total_seconds() >= regular_s
        if (due or differs(self._state_told, state)) and self._parts.reporter.tell_state(state):
            self._state_told = state
        self._state_looked_at, self._state_due = monotonic, monotonic + regular_s

    @property
    def playing(self) -> State:
        """What playout knows."""
        return self._console.state

    def state(self) -> StationState:
        """Return how the station is now, faults included."""
        self._judge_clock()
        now, state = self._clock.now(), self._console.state
        health = read_health(self._parts.equipment.shelf.free_bytes(), self._root)
        self._note_unsaved()
        note_machine(self._board, state, health, now)
        self._board.expire("wire.", now - REFUSAL_STANDS)
        self._board.put("station.frozen", self._is_frozen(), now)
        around = Surroundings(
            boot=self._parts.reporter.boot,
            newest=self._parts.inbox.newest,
            offset_ms=self._offset_ms,
            faults=self._board.faults,
            output=self._parts.equipment.player.output_name,
            modem=self._modem,
        )
        return state_of(state, health, around, now)

    def _is_frozen(self) -> bool:
        if self._connected_at is None:
            return False
        return self._clock.monotonic() - max(self._connected_at, self._head_at or 0.0) > FROZEN_AFTER.total_seconds()
