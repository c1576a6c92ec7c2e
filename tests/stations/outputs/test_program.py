"""Programs that play, into a real sound server that is recorded: heard nearly on time, named when not there."""

import threading
import time
from array import array
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import Unavailable
from stations import pcm
from stations.outputs.output import Output
from stations.outputs.program import open_aplay, open_pacat
from tests import sound

pytestmark = [pytest.mark.slow, pytest.mark.timed]

CLOCK = SystemClock()
PROGRAMS: dict[str, Callable[[], Output]] = {
    "pacat": lambda: open_pacat("loa", CLOCK),
    "aplay": lambda: open_aplay("pulse", CLOCK),
}
"""`aplay` reaches the sound server by ALSA's own way into it, since no card is here."""


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> Iterator[sound.Speakers]:
    """A sound server of our own with one loudspeaker, which everybody finds."""
    with sound.null_sinks(["loa"]) as running:
        monkeypatch.setenv("PULSE_SERVER", running.server)
        monkeypatch.setenv("PULSE_SINK", "loa")
        yield running


class Burst:
    """What sounds: a loud tone of 0.3 s at the epoch second ``at``; ``blocks`` counts what was asked for."""

    def __init__(self) -> None:
        self.at = 0.0
        self.blocks = 0

    def __call__(self, at: float, frames: int) -> "array[int]":
        """Return the block that sounds ``at``."""
        self.blocks += 1
        return array("h", (9000 if 0 <= at + n / pcm.RATE - self.at < 0.3 else 0 for n in range(frames)))

    def await_begin(self) -> None:
        """Wait until the output has settled."""
        end = time.monotonic() + 8
        while not self.blocks:
            assert time.monotonic() < end, "no sound"
            time.sleep(0.02)


@contextmanager
def running(output: Output, burst: Burst) -> Iterator[list[Unavailable]]:
    """Let ``output`` play in a thread; yield what it will have raised."""
    stop, raised = threading.Event(), list[Unavailable]()

    def run() -> None:
        try:
            output.run(burst, stop)
        except Unavailable as fault:
            raised.append(fault)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield raised
    finally:
        stop.set()
        thread.join(timeout=5)
        assert not thread.is_alive()


@pytest.mark.parametrize("program", PROGRAMS)
def test_is_heard_nearly_on_time(program: str, speakers: sound.Speakers) -> None:
    """A burst is heard within a tenth of a second of its moment."""
    burst = Burst()
    with sound.Recorder(speakers.server, "loa", warm_up=1.5) as recorder, running(PROGRAMS[program](), burst):
        burst.await_begin()
        burst.at = CLOCK.now().timestamp() + 0.6
        time.sleep(1.4)
    began = sound.onset(recorder.recording.between(burst.at - 0.5, burst.at + 0.8))
    assert began is not None
    print(f"{program}: {(began - burst.at) * 1000:.0f} ms")
    assert abs(began - burst.at) < 0.1


@pytest.mark.parametrize(
    ("open_it", "name"),
    [
        (lambda: open_pacat("no_such_sink", CLOCK), "pacat:no_such_sink"),
        (lambda: open_aplay("none", CLOCK), "aplay:none"),
    ],
)
def test_what_is_not_there_is_named(open_it: Callable[[], Output], name: str, speakers: sound.Speakers) -> None:
    """A sink or a card that does not exist is told before anything is to sound."""
    with pytest.raises(Unavailable) as told:
        open_it()
    assert (told.value.code, told.value.facts["output"]) == ("player.output_missing", name)
    assert speakers.sinks


def test_a_program_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The station goes on to the next way."""
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(Unavailable) as told:
        open_pacat("", CLOCK)
    assert told.value.facts["output"] == "pacat"


def test_a_program_that_ends_is_a_lost_output(monkeypatch: pytest.MonkeyPatch) -> None:
    """With the sound server its program ends, and with it the sound."""
    burst = Burst()
    with ExitStack() as stack:
        with sound.null_sinks(["loa"]) as speakers:
            monkeypatch.setenv("PULSE_SERVER", speakers.server)
            raised = stack.enter_context(running(open_pacat("loa", CLOCK), burst))
            burst.await_begin()
        end = time.monotonic() + 5
        while not raised and time.monotonic() < end:
            time.sleep(0.02)
    assert [fault.code for fault in raised] == ["player.output_lost"]
