"""The station as a running thing: its parts, its threads, its one queue of events. Decides nothing about sound.

One thread takes from the queue and owns inbox, playout, journal and reports; a second fetches clips, a third polls, a
fourth reads alarms aloud; the player and the broker's client have their own. They start in order and stop in reverse;
one that dies ends the process.
"""

import logging
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

from broadcaster.clock import SystemClock
from broadcaster.errors import Faulty
from broadcaster.messages import Topics
from broadcaster.mqtt import Callbacks as LinkCallbacks
from broadcaster.mqtt import Connection, Link, Tls
from stations import fetching, polling
from stations.addresses import Addresses
from stations.alarm_sounds import AlarmSounds
from stations.amplifier import Amplifier, NoAmplifier, open_amplifier
from stations.console import Equipment
from stations.desk import Desk
from stations.desk_events import (
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
from stations.desk_parts import Parts
from stations.enrol import Identity, load_identity, renew
from stations.event_line import EventLine
from stations.inbox import Inbox
from stations.journal_rescue import opened
from stations.keeper import Keeper
from stations.machine import ask_modem
from stations.media import MediaShelf
from stations.mixer import Mixer
from stations.player import open_player
from stations.playout import cues
from stations.reporting import Reporter
from stations.reserve import Reserve
from stations.station_clock import StationClock, kernel_synchronised
from stations.station_config import StationConfig
from stations.status import FaultBoard
from stations.voice import Voice
from stations.web_client import WebClient

LOG = logging.getLogger(__name__)
JOIN_S = 10.0
ENDED, THREAD_DIED, RESTART_WANTED = 0, 70, 75


class Receiver:
    """One station from start to stop; ``stop`` is set by a signal, a dead thread or a command to reboot."""

    def __init__(self, config: StationConfig, identity: Identity, stop: threading.Event) -> None:
        self.exit_code = ENDED
        self._config = config
        self._identity = identity
        self._stop = stop
        self.board = FaultBoard()
        self.events = EventLine()
        self._addresses = Addresses(config.data / "addresses.json")
        self._clock = StationClock(SystemClock())

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start all parts in order; stop them in reverse when the block ends."""
        with ExitStack() as stack:
            stack.enter_context(self._addresses.standing_in())
            desk = self._assembled(stack)
            stack.enter_context(self._thread("playout", lambda: desk.run(self._stop), lambda: self.events.put(None)))
            yield

    def _assembled(self, stack: ExitStack) -> "Desk":
        config, identity, clock = self._config, self._identity, self._clock
        clock.raise_floor(identity.issued_at)
        board = self.board
        reserve = self._reserve = Reserve(config.data / "reserve", config.alarm_reserve)
        journal, journal_fault = opened(config.journal, clock.now(), reserve.give)
        reserve.lay_by()
        stack.callback(journal.close)
        if journal_fault is not None:
            board.note(journal_fault, clock.now())
        inbox = Inbox(config.inbox, identity.trust, identity.station_id, clock, on_full=reserve.give)
        inbox.load()
        shelf = MediaShelf(config.media, quota=config.media_quota, reserve=config.media_reserve)
        shelf.tidy()
        amplifier = self._amplifier(board)
        stack.callback(amplifier.close)
        player = open_player(config.output, clock=SystemClock(), on_event=self.events.put)
        stack.callback(player.close)
        player.start()
        web = WebClient(replace(identity.origin, is_sure=self._is_sure), self._addresses.proved)
        stack.callback(web.close)
        reporter = Reporter(Topics(identity.site), identity.station_id, journal, clock)
        sounds = AlarmSounds(shelf, config.readings)
        stack.callback(sounds.close)
        mixer = Mixer(
            lambda: player.output_name, config.mixer_percent, lambda fault: self.events.put(MixerTrouble(fault))
        )
        equipment = Equipment(player, amplifier, journal, shelf, sounds, clock, board, mixer.insist, reserve.give)
        fetcher, poller = self._fetcher(shelf, web), self._poller(web)
        line = Telephone(identity, reporter, self.events.put, inbox.subscriptions)
        line.is_sure, line.on_proved = self._is_sure, self._addresses.proved
        voice = Voice(sounds, self.events.put, lambda fault: self.events.put(VoiceTrouble(fault)))
        parts = Parts(config, identity, inbox, equipment, reporter, fetcher, poller, line, voice)
        stack.enter_context(self._thread("voice", lambda: voice.run(self._stop), voice.wake))
        stack.enter_context(self._thread("mixer", lambda: mixer.run(self._stop), mixer.insist))
        stack.enter_context(self._thread("media", lambda: fetcher.run(self._stop), fetcher.hurry))
        stack.enter_context(self._thread("poll", lambda: poller.run(self._stop), poller.refresh))
        stack.callback(line.close)
        line.open()
        return Desk(parts, self.events, on_reboot=self._reboot, keeper=Keeper())

    def _is_sure(self) -> bool:
        return self._config.clock_trusted or kernel_synchronised()

    def _amplifier(self, board: FaultBoard) -> Amplifier:
        """Return the relay; without its pin the station sounds all the same: an amplifier may be on by hand."""
        try:
            return open_amplifier(self._config.amplifier_pin, active_high=self._config.amplifier_active_high)
        except Faulty as fault:
            LOG.error("%s", fault)
            board.note(fault, self._clock.now())
            return NoAmplifier()

    def _fetcher(self, shelf: MediaShelf, web: WebClient) -> fetching.Fetcher:
        put = self.events.put
        told = fetching.Callbacks(
            on_ready=lambda sha256: put(cues.MediaReady(sha256)),
            on_gone=lambda sha256: put(cues.MediaLost(sha256)),
            on_trouble=lambda fault: put(MediaTrouble(fault)),
        )
        return fetching.Fetcher(shelf, web, self._clock, told)

    def _poller(self, web: WebClient) -> polling.Poller:
        put, identity = self.events.put, self._identity
        url = f"{identity.reply.web_url.rstrip('/')}/api/v1/stations/{identity.station_id}/inbox"
        told = polling.Callbacks(
            on_document=lambda topic, envelope: put(DocumentCame(topic, envelope, live=True, polled=True)),
            on_polled=lambda fault: put(Polled(fault)),
            on_chore=lambda: self._daily(web),
        )
        pace = polling.Pace(self._config.poll_seconds, self._config.away_seconds)
        return polling.Poller(url, web, self._clock, pace, callbacks=told)

    def _daily(self, web: WebClient) -> None:
        """Do what may take its time."""
        self._reserve.lay_by()
        self.events.put(ModemSeen(ask_modem()))
        self._renew(web)

    def _renew(self, web: WebClient) -> None:
        renewed = renew(self._config.data, self._identity, web, self._clock.now())
        if renewed is not None:
            self._identity = renewed
            self.events.put(Renewed(renewed))

    def _reboot(self) -> None:
        self.exit_code = RESTART_WANTED
        self._stop.set()

    @contextmanager
    def _thread(self, name: str, body: Callable[[], None], wake: Callable[[], None]) -> Iterator[None]:
        """Run ``body`` in a thread until the block ends; ``wake`` makes it look at the stop event."""
        thread = threading.Thread(target=self._guarded, args=(name, body), name=name)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            wake()
            thread.join(JOIN_S)
            if thread.is_alive():
                LOG.error("the thread %s does not end", name)

    def _guarded(self, name: str, body: Callable[[], None]) -> None:
        try:
            body()
        except Exception:
            LOG.exception("the thread %s died", name)
            self.exit_code = THREAD_DIED
        finally:
            if not self._stop.is_set():
                self.exit_code = self.exit_code or THREAD_DIED
                self._stop.set()


class Telephone:
    """The connection to the broker, replaced when the certificate is."""

    def __init__(
        self, identity: Identity, reporter: Reporter, put: Callable[[Any], None], topics: tuple[str, ...]
    ) -> None:
        self._identity = identity
        self._reporter = reporter
        self._put = put
        self._topics = topics
        self.is_sure: Callable[[], bool] | None = None
        """Whether the clock is right; the dates of certificates are judged only by such a one."""
        self.on_proved: Callable[[str, str], None] = lambda host, address: None
        """Who is told where the broker proved itself."""

    def open(self) -> None:
        """Begin to connect."""
        reply, reporter = self._identity.reply, self._reporter
        address = (reply.broker.host, reply.broker.port) if reply.broker else ("", 0)
        told = LinkCallbacks(
            on_message=lambda topic, payload, retained: self._put(DocumentCame(topic, payload, live=not retained)),
            on_connect=self._connected,
            on_disconnect=lambda reason: self._put(Disconnected(reason)),
        )
        tls = Tls(self._identity.ca, self._identity.certificate, self._identity.key, self.is_sure)
        connection = Connection(Link(address, reporter.client_id, tls, reporter.will), told)
        connection.subscribe(*self._topics)
        connection.start()
        reporter.connection = connection

    def _connected(self) -> None:
        broker, connection = self._identity.reply.broker, self._reporter.connection
        if broker is not None and connection is not None and connection.peer:
            self.on_proved(broker.host, connection.peer)
        self._put(Connected())

    def subscribe(self, topics: tuple[str, ...]) -> None:
        """Read these topics from now on."""
        if topics != self._topics and self._reporter.connection:
            self._reporter.connection.subscribe(*topics)
        self._topics = topics

    def renew(self, identity: Identity) -> None:
        """Connect again with the next certificate."""
        self.close()
        self._identity = identity
        self.open()

    def close(self) -> None:
        """Say goodbye and close."""
        connection, self._reporter.connection = self._reporter.connection, None
        if connection is not None:
            connection.close()


def run(config: StationConfig) -> int:
    """Run the station until SIGTERM or SIGINT and return the exit code; raises Missing before enrolment."""
    stop = threading.Event()
    identity = load_identity(config.data)
    receiver = Receiver(config, identity, stop)
    with _signals(stop), receiver.running():
        stop.wait()
    return receiver.exit_code


@contextmanager
def _signals(stop: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set ``stop`` while the block runs."""

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
