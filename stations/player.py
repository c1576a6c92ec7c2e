"""The station's sound, in a child process that is watched and replaced. Never decides what is due, never loads libVLC.

``on_event`` is called on the player's own thread: it must do no more than put the event on a queue.
"""

import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from broadcaster.clock import Clock
from broadcaster.sirens import Call, Signal
from stations.doubts import Doubts, ask_again
from stations.output_setting import OutputSetting
from stations.player_events import ChildDied, ChildRestarted, PlayerEvent, read_event
from stations.silent_player import SilentPlayer
from stations.watch import Watch
from stations.ways import RETURNING, Ways

# Who orders a start less than this ahead may lose its first milliseconds: that much is in the output already.
LEAD = timedelta(milliseconds=80)
RETRY_SECONDS = (0.0, 0.5, 1.0, 2.0)
TICK_SECONDS = 0.25
CLOSE_SECONDS = 4.0
TONE_TOKEN = "tone"

# Where the package `stations` stands, so that the child finds it whatever directory the station was started in.
HOME = Path(__file__).resolve().parent.parent

OnEvent = Callable[[PlayerEvent], None]


class Sound(Protocol):
    """What a station asks of its sound; ``Player`` and ``SilentPlayer`` keep it alike."""

    output_name: str

    def start(self) -> None:
        """Begin; returns at once, the first event may be of a fault."""

    def close(self) -> None:
        """End the sound and everything that makes it."""

    def prepare(self, token: str, path: Path, *, offset: timedelta = timedelta(0)) -> None:
        """Decode ``path`` ahead from ``offset`` on; ``Prepared`` or ``Failed`` follows."""

    def play(self, token: str, *, at: datetime, boost_db: float = 0) -> None:
        """Let the first prepared sample sound at ``at``; if that is past, go in as far as it is past."""

    def stop(self, token: str | None = None) -> None:
        """Cut ``token``, or everything, with a short fade; what was only prepared is forgotten."""

    def set_volume(self, percent: int) -> None:
        """Set the volume (0-100; cube law, 50 is -18 dB)."""

    def tone(self, seconds: float, *, at: datetime) -> None:
        """Play the test tone under the token ``tone``."""

    def signal(self, token: str, signal: Signal, *, at: datetime) -> None:
        """Play a siren or attention tone that needs no clip; one whose moment is past begins as far in as it is."""

    def alive(self) -> bool:
        """Tell whether sound can be made now."""


class Player:
    """The real sound: commands go to the child, its events come to ``on_event`` on the player's thread."""

    def __init__(self, output: str, *, clock: Clock, on_event: OnEvent, child: str = "stations.player_child") -> None:
        self.output_name = output
        self._output = output
        self._module = child
        self._ways = Ways(len(OutputSetting.parsed(output).ways))
        self._doubts = Doubts(lambda path, second: ask_again(path, second, _environment()))
        self._open: set[str] = set()
        self._clock = clock
        self._on_event = on_event
        self._watch = Watch()
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._volume: int | None = None
        self._fault = ChildDied("player.crashed")
        self._thread = threading.Thread(target=self._keep, name="player")

    def start(self) -> None:
        """Start the child and the thread that watches it; commands may follow at once."""
        self._spawn()
        self._thread.start()

    def close(self) -> None:
        """End the child; kill it if it does not go by itself."""
        self._closing.set()
        if self._thread.ident is None:
            return
        self._let_go()
        self._thread.join(timeout=CLOSE_SECONDS)
        if self._thread.is_alive() and self._child is not None:
            self._child.kill()
            self._thread.join(timeout=CLOSE_SECONDS)

    def prepare(self, token: str, path: Path, *, offset: timedelta = timedelta(0)) -> None:
        """Decode ``path`` ahead from ``offset`` on; ``Prepared`` or ``Failed`` follows."""
        self._expect(token, path)
        self._order({"do": "prepare", "token": token, "path": str(path), "offset": offset.total_seconds()})

    def play(self, token: str, *, at: datetime, boost_db: float = 0) -> None:
        """Let the first prepared sample sound at ``at``; if that is past, go in as far as it is past."""
        self._watch.expect(token, self._due(at))
        self._order({"do": "play", "token": token, "at": at.timestamp(), "boost_db": boost_db})

    def stop(self, token: str | None = None) -> None:
        """Cut ``token``, or everything, with a fade of 10 ms; what was only prepared is forgotten."""
        self._doubts.forget(token)
        self._open -= {token} if token is not None else set(self._open)
        self._order({"do": "stop", "token": token})

    def set_volume(self, percent: int) -> None:
        """Set the volume (0-100; cube law, 50 is -18 dB); a new child gets it again."""
        self._volume = percent
        self._order({"do": "volume", "percent": percent})

    def tone(self, seconds: float, *, at: datetime) -> None:
        """Play the test tone under the token ``tone``."""
        self._expect(TONE_TOKEN, None)
        self._watch.expect(TONE_TOKEN, self._due(at))
        self._order({"do": "tone", "token": TONE_TOKEN, "seconds": seconds, "at": at.timestamp()})

    def signal(self, token: str, signal: Signal, *, at: datetime) -> None:
        """Play a siren or attention tone that needs no clip; one whose moment is past begins as far in as it is."""
        self._expect(token, None)
        if any(one.call is Call.PAUSE for one in signal):
            self._doubts.forget(token)
        self._watch.expect(token, self._due(at))
        stretches = [(one.call.value, one.length.total_seconds()) for one in signal]
        self._order({"do": "signal", "token": token, "signal": stretches, "at": at.timestamp()})

    def alive(self) -> bool:
        """Tell whether the child runs and its output takes sound."""
        child = self._child
        return child is not None and child.poll() is None and self._watch.ready

    @property
    def pid(self) -> int | None:
        """Return the process id of the child, for measuring and for killing it in tests."""
        return self._child.pid if self._child else None

    def _expect(self, token: str, path: Path | None) -> None:
        """Expect ``token`` to be heard as the clip ``path`` is; None: all the time."""
        self._open.add(token)
        self._doubts.expect(token, path)

    def _due(self, at: datetime) -> float:
        """Return the monotonic second of ``at``."""
        return self._clock.monotonic() + max(0.0, (at - self._clock.now()).total_seconds())

    def _order(self, command: dict[str, object]) -> None:
        """Send one command; a child that is gone is the watching thread's business."""
        line = (json.dumps(command) + "\n").encode()
        with self._lock:
            child = self._child
            if child is None or child.stdin is None or child.stdin.closed:
                return
            try:
                child.stdin.write(line)
            except BrokenPipeError:
                return

    def _spawn(self) -> None:
        command = [sys.executable, "-m", self._module, "--output", self._output, "--way", str(self._ways.first)]
        self._fault = ChildDied("player.crashed")
        self._watch.begin(self._clock.monotonic())
        child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0, env=_environment())
        with self._lock:
            self._child = child
        if self._volume is not None:
            self.set_volume(self._volume)

    def _keep(self) -> None:
        """Follow one child after the other until ``close``."""
        failures = 0
        while True:
            lasted = self._follow()
            if self._closing.is_set():
                return
            failures = 0 if lasted else failures + 1
            self._ways.failed(self._fault.code, self._clock.monotonic(), was_ready=lasted)
            self._on_event(self._fault)
            if self._closing.wait(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)]):
                return
            self._spawn()

    def _follow(self) -> bool:
        """Read the events of the child until it is gone; tell whether it ever was ready."""
        child = self._child
        assert child is not None and child.stdout is not None
        descriptor, pending = child.stdout.fileno(), b""
        while True:
            if select.select([descriptor], [], [], TICK_SECONDS)[0]:
                got = os.read(descriptor, 65_536)
                if not got:
                    break
                *lines, pending = (pending + got).split(b"\n")
                for line in lines:
                    self._take(json.loads(line))
            if self._closing.is_set():
                self._let_go()
            else:
                self._judge(child)
        return self._bury(child)

    def _judge(self, child: "subprocess.Popen[bytes]") -> None:
        """End a child that hangs or sounds nothing, or has stood in for long, so that the next one begins."""
        now = self._clock.monotonic()
        self._watch.look(now)
        if self._watch.stuck(now):
            self._fault = ChildDied("player.hung")
            child.kill()
        elif self._doubts.proven():
            self._fault = ChildDied("player.silent", (("output", self.output_name),))
            child.kill()
        elif self._ways.returns(now, is_idle=not self._open):
            self._fault = ChildDied(RETURNING)
            self._let_go()

    def _bury(self, child: subprocess.Popen[bytes]) -> bool:
        was_ready = self._watch.ready
        self._watch.end()
        self._doubts.end()
        self._open.clear()
        child.wait()
        self._let_go()
        if child.stdout is not None:
            child.stdout.close()
        return was_ready

    def _let_go(self) -> None:
        """Close the child's stdin, upon which it ends by itself."""
        with self._lock:
            if self._child is not None and self._child.stdin is not None:
                self._child.stdin.close()

    def _take(self, event: dict[str, object]) -> None:
        """Keep the watch informed and pass on what the owner wants to know."""
        first_beat = event["event"] == "beat" and not self._watch.ready
        self._watch.note(event, self._clock.monotonic())
        self._doubts.note(event)
        if event["event"] in ("ended", "failed"):
            self._open.discard(str(event["token"]))
        if event["event"] == "opening":
            self._ways.tries(int(str(event["way"])))
        if event["event"] == "fault":
            facts: dict[str, str] = event["facts"]  # type: ignore[assignment]
            self._fault = ChildDied(str(event["code"]), tuple(facts.items()))
        if first_beat:
            self.output_name = str(event["output"])
            self._on_event(ChildRestarted(self.output_name if self._ways.stands_in else ""))
        told = read_event(event)
        if told is not None:
            self._on_event(told)


def open_player(output: str, *, clock: Clock, on_event: OnEvent) -> Sound:
    """Return the sound that the setting ``output`` asks for; raises Refused when it says nothing known."""
    if OutputSetting.parsed(output).kind == "silent":
        return SilentPlayer(clock=clock, on_event=on_event)
    return Player(output, clock=clock, on_event=on_event)


def _environment() -> dict[str, str]:
    """Return our environment with a path on which the child finds this very package."""
    paths = [str(HOME), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
