"""The player's double: same orders, same events, on the clock alone. Never makes a sound, never starts a process.

Simulators call ``pass_time`` from their own loop; otherwise a thread of the player's own does.
"""

import threading
import wave
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.sirens import Signal, length_of
from stations.player_events import Ended, Failed, How, PlayerEvent, Position, Prepared, Started

TICK_SECONDS = 0.01
REPORT = timedelta(seconds=0.5)
MOST_PREPARED = 8


@dataclass(slots=True)
class SilentPlay:
    """A play of which only the times exist."""

    asked: datetime
    offset: timedelta
    length: timedelta
    started: bool = False
    reported: timedelta = timedelta(0)

    def offset_at(self, now: datetime) -> timedelta:
        """Return how far into the clip it is."""
        return self.offset + (now - self.asked)


class SilentPlayer:
    """Keeps the promises of ``stations.player.Sound`` without sound; levels are unknown (None)."""

    def __init__(
        self,
        *,
        clock: Clock,
        on_event: Callable[[PlayerEvent], None],
        length_of: Callable[[Path], timedelta | None] | None = None,
        own_thread: bool = True,
    ) -> None:
        self.output_name = "silent"
        self._clock = clock
        self._on_event = on_event
        self._length_of = length_of or clip_length
        self._lock = threading.RLock()
        self._prepared: dict[str, tuple[timedelta, timedelta]] = {}
        self._plays: dict[str, SilentPlay] = {}
        self._closing = threading.Event()
        self._started = False
        self._thread = threading.Thread(target=self._tick, name="silent-player") if own_thread else None

    def start(self) -> None:
        """Begin."""
        self._started = True
        if self._thread is not None:
            self._thread.start()

    def close(self) -> None:
        """End; nothing is told any more."""
        self._closing.set()
        if self._thread is not None and self._thread.ident is not None:
            self._thread.join(timeout=2)

    def prepare(self, token: str, path: Path, *, offset: timedelta = timedelta(0)) -> None:
        """Learn the length of ``path``; ``Prepared`` or ``Failed`` follows."""
        if not path.is_file():
            self._on_event(Failed(token, "player.missing", (("path", str(path)),)))
            return
        length = self._length_of(path)
        if length is None:
            self._on_event(Failed(token, "player.undecodable", (("path", str(path)),)))
            return
        with self._lock:
            if len(self._prepared.keys() - {token}) >= MOST_PREPARED:
                self._on_event(Failed(token, "player.crowded", (("token", token),)))
                return
            self._prepared[token] = (offset, length)
        self._on_event(Prepared(token))

    def play(self, token: str, *, at: datetime, boost_db: float = 0) -> None:
        """Let the play begin at ``at``; if that is past, as far in as it is past."""
        with self._lock:
            if token not in self._prepared:
                self._on_event(Failed(token, "player.unprepared", (("token", token),)))
                return
            offset, length = self._prepared.pop(token)
            self._plays[token] = SilentPlay(at, offset, length)

    def stop(self, token: str | None = None) -> None:
        """Cut ``token``, or everything; what was only prepared is forgotten."""
        with self._lock:
            for name in [name for name in self._prepared if token in (None, name)]:
                del self._prepared[name]
            for name in [name for name in self._plays if token in (None, name)]:
                del self._plays[name]
                self._on_event(Ended(name, self._clock.now(), How.STOPPED, None))

    def set_volume(self, percent: int) -> None:
        """Accept the volume; nobody will hear it."""

    def tone(self, seconds: float, *, at: datetime) -> None:
        """Play the test tone under the token ``tone``."""
        with self._lock:
            self._plays["tone"] = SilentPlay(at, timedelta(0), timedelta(seconds=seconds))

    def signal(self, token: str, signal: Signal, *, at: datetime) -> None:
        """Play a siren or attention tone of which only the length exists."""
        with self._lock:
            self._plays[token] = SilentPlay(at, timedelta(0), length_of(signal))

    def alive(self) -> bool:
        """Tell whether it was started and not closed."""
        return self._started and not self._closing.is_set()

    def pass_time(self) -> None:
        """Tell what has come about by now."""
        now = self._clock.now()
        with self._lock:
            for token, play in list(self._plays.items()):
                if play.asked <= now:
                    self._move(token, play, now)

    def _move(self, token: str, play: SilentPlay, now: datetime) -> None:
        offset = play.offset_at(now)
        if not play.started and offset < play.length:
            play.started, play.reported = True, offset
            # What is late by less than a tick would have been on time in a real output.
            late = now - play.asked if now - play.asked > timedelta(seconds=5 * TICK_SECONDS) else timedelta(0)
            self._on_event(Started(token, play.asked + late, late / timedelta(milliseconds=1)))
        if offset >= play.length:
            del self._plays[token]
            self._on_event(Ended(token, play.asked + play.length - play.offset, How.FINISHED, None))
        elif offset - play.reported >= REPORT:
            play.reported = offset
            self._on_event(Position(token, offset, None))

    def _tick(self) -> None:
        while not self._closing.wait(TICK_SECONDS):
            self.pass_time()


def clip_length(path: Path) -> timedelta | None:
    """Return the length of a clip, None when it cannot be decoded; loads libVLC for anything but WAV."""
    try:
        with wave.open(str(path), "rb") as wav:
            return timedelta(seconds=wav.getnframes() / wav.getframerate())
    except (wave.Error, EOFError):
        return _length_by_vlc(path)


def _length_by_vlc(path: Path) -> timedelta | None:
    import vlc  # here: simulators of a thousand stations never need it

    instance = vlc.Instance(["--quiet", "--ignore-config"])
    media = instance.media_new_path(str(path))
    parsed = threading.Event()
    media.event_manager().event_attach(vlc.EventType.MediaParsedChanged, lambda _event: parsed.set())
    media.parse_with_options(vlc.MediaParseFlag.local, 5000)
    parsed.wait(timeout=6)
    milliseconds = media.get_duration()
    media.release()
    instance.release()
    return timedelta(milliseconds=milliseconds) if milliseconds > 0 else None
