"""The child process that makes the sound: commands as JSON lines on stdin, events on stdout. Never decides what is due.

It ends with its parent: end of stdin, or another parent than at its start, ends it.
"""

import argparse
import json
import os
import select
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

from broadcaster.clock import SystemClock
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.sirens import Call, Stretch
from broadcaster.tones import signal_pcm, two_tone
from stations import pcm
from stations.deck import Deck
from stations.decoder import Decoder, Decoders, open_pcm
from stations.output_setting import OutputSetting
from stations.outputs import open_output
from stations.outputs.output import Output
from stations.pcm import Samples

# Each holds a decoder and up to one MiB of pipe.
MOST_PREPARED = 8
BEAT_FRAMES = pcm.RATE // 2

Command = dict[str, object]
Tell = Callable[[dict[str, object]], None]


class Emitter:
    """Writes events to the parent; any thread may tell."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._lock = threading.Lock()

    def tell(self, event: dict[str, object]) -> None:
        """Write one event; a parent that is gone is noticed on stdin."""
        line = (json.dumps(event) + "\n").encode()
        with self._lock:
            try:
                os.write(self._descriptor, line)
            except BrokenPipeError:
                return


class Child:
    """The command thread's side: prepared decoders, the deck they are laid on, and the end of it all."""

    def __init__(self, emitter: Emitter, decoders: Decoders) -> None:
        self.deck = Deck(emitter.tell, SystemClock())
        self._tell = emitter.tell
        self._decoders = decoders
        self._preparing: dict[str, Decoder] = {}
        self._prepared: dict[str, Decoder] = {}
        self._paths: dict[str, str] = {}
        self._verbs: dict[str, Callable[[Command], None]] = {
            "prepare": self._prepare,
            "play": self._play,
            "stop": self._stop,
            "volume": self._volume,
            "tone": self._tone,
            "signal": self._signal,
        }

    @property
    def busy(self) -> bool:
        """Tell whether decoders are on their way to their first frame."""
        return bool(self._preparing)

    def obey(self, command: Command) -> None:
        """Carry out one command; its fault becomes an event."""
        try:
            self._verbs[str(command["do"])](command)
        except BroadcasterError as error:
            facts = {name: str(value) for name, value in error.facts.items()}
            self._tell({"event": "failed", "token": command.get("token"), "code": error.code, "facts": facts})

    def attend(self) -> None:
        """Bring preparing decoders on and let go of those that are over."""
        for token, decoder in list(self._preparing.items()):
            if decoder.ready():
                del self._preparing[token]
                self._settle(token, decoder)
        for source in self.deck.take_over():
            source.close()

    def _settle(self, token: str, decoder: Decoder) -> None:
        path = self._paths.pop(token)
        if decoder.empty():
            decoder.close()
            self._tell({"event": "failed", "token": token, "code": "player.undecodable", "facts": {"path": path}})
            return
        self._prepared[token] = decoder
        self._tell({"event": "prepared", "token": token})

    def _prepare(self, command: Command) -> None:
        token = str(command["token"])
        self._drop(token)
        if len(self._preparing) + len(self._prepared) >= MOST_PREPARED:
            raise Refused("player.crowded", token=token)
        path = str(command["path"])
        offset_frames = round(float(str(command["offset"])) * pcm.RATE)
        self._preparing[token] = self._decoders.open_clip(Path(path), offset_frames)
        self._paths[token] = path

    def _play(self, command: Command) -> None:
        token = str(command["token"])
        # One that is still on its way is handed over as it is; the deck then takes it to its place.
        decoder = self._prepared.pop(token, None) or self._preparing.pop(token, None)
        if decoder is None:
            raise Refused("player.unprepared", token=token)
        self._paths.pop(token, None)
        at, boost_db = float(str(command["at"])), float(str(command["boost_db"]))
        self.deck.play(token, decoder, at=at, boost_db=boost_db)

    def _stop(self, command: Command) -> None:
        token = None if command["token"] is None else str(command["token"])
        self.deck.stop(token)
        for waiting in list(self._preparing | self._prepared):
            if token in (None, waiting):
                self._drop(waiting)

    def _drop(self, token: str) -> None:
        for place in (self._preparing, self._prepared):
            if token in place:
                place.pop(token).close()
        self._paths.pop(token, None)

    def _volume(self, command: Command) -> None:
        self.deck.set_volume(int(str(command["percent"])))

    def _tone(self, command: Command) -> None:
        decoder = open_pcm(_tone_pieces(float(str(command["seconds"]))))
        self.deck.play(str(command["token"]), decoder, at=float(str(command["at"])))

    def _signal(self, command: Command) -> None:
        """Begin a siren or attention tone at once: its first quarter of a second is computed while nothing waits."""
        stretches: list[tuple[str, float]] = command["signal"]  # type: ignore[assignment]
        signal = tuple(Stretch(Call(call), timedelta(seconds=length)) for call, length in stretches)
        decoder = open_pcm(signal_pcm(signal, pcm.RATE))
        self.deck.play(str(command["token"]), decoder, at=float(str(command["at"])))


def _tone_pieces(seconds: float) -> Iterator[bytes]:
    """Yield the test tone second by second: its two turns fill one, and a long tone takes long to compute."""
    second = two_tone(1, pcm.RATE)
    for _ in range(int(seconds)):
        yield second
    yield two_tone(seconds % 1, pcm.RATE)


class Voice(threading.Thread):
    """The output's thread: keeps it fed and tells the parent with each beat that time goes on."""

    def __init__(self, output: Output, deck: Deck, emitter: Emitter) -> None:
        super().__init__(name="player-voice")
        self.halt = threading.Event()
        self._output = output
        self._deck = deck
        self._tell = emitter.tell
        self._parent = os.getppid()
        self._since_beat = BEAT_FRAMES

    def run(self) -> None:
        """Sound until halted; a lost output ends the process, the parent starts the next."""
        try:
            self._output.run(self._render, self.halt)
        except BroadcasterError as error:
            _leave(error, self._tell)

    def _render(self, at: float, frames: int) -> Samples:
        self._since_beat += frames
        if self._since_beat >= BEAT_FRAMES:
            self._since_beat = 0
            self._beat()
        return self._deck.render(at, frames)

    def _beat(self) -> None:
        if os.getppid() != self._parent:
            os._exit(1)
        self._tell({"event": "beat", "output": self._output.name})


def _leave(error: BroadcasterError, tell: Tell) -> None:
    """Tell why there can be no sound and end at once, whatever libVLC is doing."""
    tell({"event": "fault", "code": error.code, "facts": {name: str(value) for name, value in error.facts.items()}})
    os._exit(3)


def _serve(child: Child, descriptor: int) -> None:
    """Carry out command lines until the parent closes the pipe."""
    pending = b""
    while True:
        readable, _, _ = select.select([descriptor], [], [], 0.01 if child.busy else 0.25)
        if readable:
            got = os.read(descriptor, 65_536)
            if not got:
                return
            *lines, pending = (pending + got).split(b"\n")
            for line in lines:
                child.obey(json.loads(line))
        child.attend()


def asked() -> argparse.Namespace:
    """Return what the command line asks for: where the sound goes, and the number of the way to begin with."""
    parser = argparse.ArgumentParser(description="The station's sound; started by the station itself.")
    parser.add_argument("--output", required=True)
    parser.add_argument("--way", type=int, default=0)
    return parser.parse_args()


def main(open_decoders: Callable[[], Decoders] = Decoders) -> None:
    """Run the child until its parent lets go of it."""
    options = asked()
    setting = OutputSetting.parsed(options.output)
    # Ctrl-C reaches the whole group; the parent decides when the sound ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    emitter = Emitter(sys.stdout.fileno())
    try:
        child = Child(emitter, open_decoders())
        output = open_output(
            setting, SystemClock(), first=options.way, on_try=lambda way: emitter.tell({"event": "opening", "way": way})
        )
    except BroadcasterError as error:
        _leave(error, emitter.tell)
        return
    voice = Voice(output, child.deck, emitter)
    voice.start()
    _serve(child, sys.stdin.fileno())
    voice.halt.set()
    voice.join(timeout=2)
    # The output is sealed by now. A decoder in the middle of a clip would keep a process whose parent is gone.
    os._exit(0)


if __name__ == "__main__":
    main()
