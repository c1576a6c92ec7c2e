"""What sounds at each instant: plays laid on the wall clock and rendered block by block. Never waits, never does I/O.

Instants in here are epoch seconds; lengths are frames of 1/48000 s.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from broadcaster.clock import Clock
from stations import pcm
from stations.pcm import Samples

# Within this a running play is not moved: correcting single samples is audible, 5 ms between neighbours is not.
SLACK_FRAMES = 240
# The wall clock ran away from the monotonic one by so much at once: somebody set it.
CLOCK_STEP = 1.0
REPORT_FRAMES = pcm.RATE // 2
SEEK_REPORT_FRAMES = 10 * pcm.RATE

Tell = Callable[[dict[str, object]], None]


class Source(Protocol):
    """Decoded sound that is handed out without waiting; ``first`` is the first frame that may be heard."""

    first: int
    position: int
    ended: bool

    def read(self, frames: int) -> Samples:
        """Return up to ``frames`` frames; fewer when no more is decoded yet or the sound is at its end."""

    def skip(self, frames: int) -> None:
        """Throw away up to ``frames`` frames."""

    def close(self) -> None:
        """Let go of the decoder."""


@dataclass(slots=True)
class Meter:
    """RMS level of what was written, before the fade."""

    energy: int = 0
    frames: int = 0

    def count(self, energy: int, frames: int) -> None:
        """Add ``frames`` frames whose squares add up to ``energy``."""
        self.energy += energy
        self.frames += frames

    def level_dbfs(self) -> float:
        """Return the level in dBFS, to a tenth."""
        return round(pcm.level_dbfs(self.energy, self.frames), 1)


@dataclass(slots=True)
class Play:
    """One source laid on the clock; ``origin`` is the instant of its frame 0."""

    token: str
    source: Source
    origin: float
    boost: float
    asked: float
    started: bool = False
    fading: int = -1
    reported: int = 0
    recent: Meter = field(default_factory=Meter)
    whole: Meter = field(default_factory=Meter)


class Deck:
    """All plays of one output; ``render`` belongs to the output's thread, the rest to the command thread."""

    def __init__(self, tell: Tell, clock: Clock) -> None:
        self._tell = tell
        self._clock = clock
        self._lock = threading.Lock()
        self._plays: list[Play] = []
        self._over: list[Source] = []
        self._gain = 1.0
        self._next: float | None = None
        self._ahead = self._wall_ahead()

    def set_volume(self, percent: int) -> None:
        """Set the volume (0-100) of everything that sounds."""
        gain = pcm.volume_gain(percent)
        with self._lock:
            boosts = {play.boost for play in self._plays} | {1.0}
        for boost in boosts:
            pcm.prepare_gain(gain * boost)
        self._gain = gain

    def play(self, token: str, source: Source, *, at: float, boost_db: float = 0) -> None:
        """Lay ``source`` so that its first frame to be heard sounds at the epoch second ``at``."""
        play = Play(token, source, at - source.first / pcm.RATE, pcm.boost_gain(boost_db), asked=at)
        pcm.prepare_gain(self._gain * play.boost)
        with self._lock:
            self._plays.append(play)

    def stop(self, token: str | None) -> None:
        """Fade out the play ``token``, or all of them."""
        with self._lock:
            for play in self._plays:
                if token in (None, play.token) and play.fading < 0:
                    play.fading = 0

    def take_over(self) -> list[Source]:
        """Return the sources that have been played to their end since the last call, to be closed."""
        with self._lock:
            over, self._over = self._over, []
        return over

    def render(self, at: float, frames: int) -> Samples:
        """Return the ``frames`` frames of which the first sounds at the epoch second ``at``."""
        with self._lock:
            self._follow_clock(at, frames)
            mixed = pcm.silence(frames)
            first = True
            for play in list(self._plays):
                block = self._block(play, at, frames)
                if block is not None:
                    mixed = block if first else pcm.added(mixed, block)
                    first = False
            return mixed

    def _follow_clock(self, at: float, frames: int) -> None:
        """Move running plays along when the clock was set, so that nothing is skipped or held.

        A block that is late because the machine stood still is no set clock: what it missed is skipped, and it goes on
        where its neighbours are.
        """
        step = 0.0 if self._next is None else at - self._next
        self._next = at + frames / pcm.RATE
        ahead = self._wall_ahead()
        was_set = ahead - self._ahead
        if abs(was_set) <= CLOCK_STEP:
            self._ahead = ahead
        elif abs(step) > CLOCK_STEP:  # an output tells of a set clock some blocks after it was set
            self._ahead = ahead
            for play in self._plays:
                play.origin += was_set if play.started else 0

    def _wall_ahead(self) -> float:
        return self._clock.now().timestamp() - self._clock.monotonic()

    def _block(self, play: Play, at: float, frames: int) -> "Samples | None":
        """Return what ``play`` adds to the block, or None where it is silent."""
        if play.fading >= 0 and not play.started:
            self._end(play, at, "stopped")
            return None
        lead = self._lead(play, at)
        if lead >= frames:
            return None
        sound = play.source.read(frames - lead)
        if not sound:
            if play.source.ended:
                self._end(play, play.origin + play.source.position / pcm.RATE, "finished")
            return None
        sound = pcm.scaled(sound, self._gain * play.boost)
        self._note(play, at + lead / pcm.RATE, sound)
        if play.fading >= 0:
            sound = self._fade(play, at, sound)
        return pcm.silence(lead) + sound + pcm.silence(frames - lead - len(sound))

    def _lead(self, play: Play, at: float) -> int:
        """Return the frames of silence before ``play`` goes on in this block, after skipping what is past."""
        source = play.source
        due = round((at - play.origin) * pcm.RATE)
        if play.started and abs(due - source.position) <= SLACK_FRAMES:
            return 0
        wanted = due if play.started else max(due, source.first)
        source.skip(wanted - source.position)
        if source.position < wanted and not source.ended:
            # Still decoding towards the right place: say nothing rather than the wrong word.
            if source.position - play.reported >= SEEK_REPORT_FRAMES:
                self._report(play, "seeking")
            return pcm.RATE
        return max(wanted, source.position) - due

    def _note(self, play: Play, at: float, sound: Samples) -> None:
        if not play.started:
            play.started = True
            play.reported = play.source.position
            self._tell({"event": "started", "token": play.token, "at": at, "error_ms": (at - play.asked) * 1000})
        energy = pcm.energy(sound)
        play.recent.count(energy, len(sound))
        play.whole.count(energy, len(sound))
        if play.source.position - play.reported >= REPORT_FRAMES:
            self._report(play, "position")
            play.recent = Meter()

    def _report(self, play: Play, event: str) -> None:
        play.reported = play.source.position
        self._tell(
            {
                "event": event,
                "token": play.token,
                "offset": play.reported / pcm.RATE,
                "level_dbfs": play.recent.level_dbfs(),
                "gain_db": round(pcm.gain_db(self._gain * play.boost), 1),
                "seconds": play.recent.frames / pcm.RATE,
            }
        )

    def _fade(self, play: Play, at: float, sound: Samples) -> Samples:
        sound = pcm.faded(sound, play.fading)
        play.fading += len(sound)
        if play.fading >= pcm.FADE_FRAMES:
            self._end(play, at + len(sound) / pcm.RATE, "stopped")
        return sound

    def _end(self, play: Play, at: float, how: str) -> None:
        self._plays.remove(play)
        self._over.append(play.source)
        how = "failed" if how == "finished" and not play.started and not play.source.position else how
        self._tell({"event": "ended", "token": play.token, "at": at, "how": how, "level_dbfs": play.whole.level_dbfs()})
