"""One contract for everything that sounds: the real player on a file, on a sound server, and the silent double."""

import os
import queue
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import Refused
from broadcaster.sirens import Call, Stretch
from stations import player as playing
from stations.player import LEAD, Sound, open_player
from stations.player_events import (
    ChildDied,
    ChildRestarted,
    Ended,
    Failed,
    How,
    PlayerEvent,
    Position,
    Prepared,
    Started,
)
from stations.silent_player import SilentPlayer
from stations.ways import RETURN_SECONDS
from tests import sound
from tests.recorded import made, source

pytestmark = pytest.mark.timed

CLOCK = SystemClock()
SLOW = pytest.mark.slow
E = TypeVar("E")


class Listener:
    """The owner's queue, and a patient way to ask it."""

    def __init__(self) -> None:
        self._queue: queue.Queue[PlayerEvent] = queue.Queue()
        self.seen: list[PlayerEvent] = []
        self.put: Callable[[PlayerEvent], None] = self._queue.put

    def wait(self, kind: type[E], token: str | None = None, *, within: float = 5) -> E:
        """Return the next event of ``kind`` (of ``token``); everything before it goes to ``seen``."""
        deadline = time.monotonic() + within
        while True:
            event = self._queue.get(timeout=max(0.01, deadline - time.monotonic()))
            self.seen.append(event)
            if isinstance(event, kind) and token in (None, getattr(event, "token", None)):
                return event


def await_ready(player: Sound) -> None:
    """Wait until the output has settled; a station gives it that time when it starts."""
    deadline = time.monotonic() + 8
    while not player.alive():
        assert time.monotonic() < deadline, "no sound"
        time.sleep(0.02)


def soon(seconds: float = 0.3) -> datetime:
    """Return the moment ``seconds`` from now."""
    return CLOCK.now() + timedelta(seconds=seconds)


class Player(playing.Player):
    """A player that is closed with its test, however that ends: its thread would keep the whole run from ending."""

    opened: ClassVar[list["Player"]] = []

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        Player.opened.append(self)


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Close what a test left open."""
    yield
    while Player.opened:
        Player.opened.pop().close()


@pytest.fixture(scope="module")
def speakers() -> Iterator[sound.Speakers]:
    """A sound server with two loudspeakers."""
    with sound.null_sinks(["loa_1", "loa_2"]) as running:
        yield running


@pytest.fixture(scope="module")
def clips(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same kind of noise, three seconds long, in every format a clip may have."""
    folder = tmp_path_factory.mktemp("clips")
    return {suffix: sound.noise_clip(folder / f"clip.{suffix}", 3) for suffix in ("wav", "webm", "mp3")}


@pytest.fixture
def listener() -> Listener:
    """A queue for the events."""
    return Listener()


@pytest.fixture(params=[pytest.param("wav", marks=SLOW), pytest.param("pulse", marks=SLOW), "silent"])
def player(
    request: pytest.FixtureRequest, tmp_path: Path, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sound]:
    """Each of the three, started."""
    output = {"wav": f"wav:{tmp_path}/out.wav", "pulse": "pulse:loa_1", "silent": "silent"}[request.param]
    if request.param == "pulse":
        monkeypatch.setenv("PULSE_SERVER", request.getfixturevalue("speakers").server)
    made = open_player(output, clock=CLOCK, on_event=listener.put)
    made.start()
    await_ready(made)
    yield made
    made.close()
    assert not made.alive()


class TestSound:
    """What playout may rely on, whoever makes the sound."""

    @pytest.mark.slow
    def test_plays_a_clip_to_its_end(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """Prepared, started at the asked moment, positions on the way, finished after its length."""
        player.prepare("a", clips["webm"])
        listener.wait(Prepared, "a")
        at = soon()
        player.play("a", at=at)
        started = listener.wait(Started, "a")
        ended = listener.wait(Ended, "a")
        assert abs(started.error_ms) < 5 and abs(started.at - at) < timedelta(milliseconds=5)
        assert ended.how is How.FINISHED
        assert abs((ended.at - at).total_seconds() - 3) < 0.05
        positions = [event for event in listener.seen if isinstance(event, Position)]
        assert [event.offset for event in positions] == sorted(event.offset for event in positions)
        assert len(positions) in (5, 6)
        levels = [event.level_dbfs for event in positions] + [ended.level_dbfs]
        assert all(level is None or level > -60 for level in levels)

    def test_goes_in_as_far_as_it_is_late(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """A start that is 2 s past begins at once, 2 s into the clip, and ends when its neighbours end."""
        player.prepare("a", clips["mp3"])
        listener.wait(Prepared, "a")
        at = soon(-2)
        player.play("a", at=at)
        started = listener.wait(Started, "a")
        ended = listener.wait(Ended, "a")
        # It may join the block that is sounding just now, which began a little earlier.
        assert 1950 <= started.error_ms < 2300
        assert abs((ended.at - at).total_seconds() - 3) < 0.05

    def test_begins_at_an_offset(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """A clip prepared from 2 s on begins there at the asked moment and lasts one second more."""
        player.prepare("a", clips["webm"], offset=timedelta(seconds=2))
        listener.wait(Prepared, "a")
        at = soon()
        player.play("a", at=at)
        assert abs(listener.wait(Started, "a").error_ms) < 5
        assert abs((listener.wait(Ended, "a").at - at).total_seconds() - 1) < 0.05

    def test_stops_at_once(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """A stop ends only the play it names, within 60 ms."""
        for token in ("a", "b"):
            player.prepare(token, clips["wav"])
            listener.wait(Prepared, token)
        player.play("a", at=soon())
        player.play("b", at=soon())
        listener.wait(Position, "b")
        ordered = CLOCK.now()
        player.stop("a")
        ended = listener.wait(Ended)
        assert (ended.token, ended.how) == ("a", How.STOPPED)
        assert ended.at - ordered < timedelta(milliseconds=100)
        player.stop()
        assert listener.wait(Ended, "b").how is How.STOPPED

    def test_stops_what_has_not_begun(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """A play ordered for later can be stopped and is never started; one only prepared is forgotten."""
        player.prepare("a", clips["wav"])
        player.prepare("b", clips["wav"])
        listener.wait(Prepared, "b")
        player.play("a", at=soon(0.5))
        player.stop()
        assert listener.wait(Ended, "a").how is How.STOPPED
        player.play("b", at=soon())
        assert listener.wait(Failed, "b").code == "player.unprepared"
        assert not any(isinstance(event, Started) for event in listener.seen)

    def test_says_why_a_clip_is_no_good(self, player: Sound, listener: Listener, tmp_path: Path) -> None:
        """A file that is away, one that is no sound and one that is empty each fail by name."""
        (tmp_path / "noise.webm").write_bytes(b"not a sound" * 500)
        (tmp_path / "empty.mp3").touch()
        for name, code in (("away.wav", "missing"), ("noise.webm", "undecodable"), ("empty.mp3", "undecodable")):
            player.prepare(name, tmp_path / name)
            assert listener.wait(Failed, name, within=8).code == f"player.{code}"

    def test_prepares_a_bounded_number(self, player: Sound, listener: Listener, clips: dict[str, Path]) -> None:
        """Eight clips may wait; the ninth is turned down, and the eight still play."""
        for index in range(9):
            player.prepare(f"clip-{index}", clips["wav"])
        assert listener.wait(Failed).token == "clip-8"
        player.play("clip-7", at=soon())
        listener.wait(Started, "clip-7")

    @pytest.mark.slow
    def test_plays_the_test_tone(self, player: Sound, listener: Listener) -> None:
        """The tone sounds for the asked time under its own token."""
        at = soon(1.0)
        player.tone(1.2, at=at)
        assert abs(listener.wait(Started, "tone").error_ms) < 5
        assert abs((listener.wait(Ended, "tone").at - at).total_seconds() - 1.2) < 0.05

    @pytest.mark.slow
    def test_plays_a_signal_at_once(self, player: Sound, listener: Listener) -> None:
        """A siren ordered for this very moment sounds as soon as the output takes it, and ends when it should."""
        at = soon(0)
        player.signal(
            "s", (Stretch(Call.SIREN, timedelta(seconds=1)), Stretch(Call.TONE, timedelta(seconds=0.5))), at=at
        )
        assert listener.wait(Started, "s").error_ms < 500
        assert abs((listener.wait(Ended, "s").at - at).total_seconds() - 1.5) < 0.05


@pytest.fixture
def heard(speakers: sound.Speakers, clips: dict[str, Path], suffix: str) -> tuple[datetime, sound.Recording]:
    """A clip played on a recorded loudspeaker: the asked moment and what was heard around it."""
    listener = Listener()
    with pytest.MonkeyPatch.context() as patch, sound.Recorder(speakers.server, "loa_2") as recorder:
        patch.setenv("PULSE_SERVER", speakers.server)
        player = Player("pulse:loa_2", clock=CLOCK, on_event=listener.put)
        player.start()
        await_ready(player)
        player.prepare(suffix, clips[suffix])
        listener.wait(Prepared, suffix)
        at = soon(0.5)
        player.play(suffix, at=at)
        listener.wait(Ended, suffix)
        time.sleep(0.2)
        player.close()
    return at, around(recorder.recording, at)


def around(recording: sound.Recording, at: datetime) -> sound.Recording:
    """Return what was heard from just before a clip of 3 s to just after it."""
    return recording.between(at.timestamp() - 0.4, at.timestamp() + 3.4)


@SLOW
@pytest.mark.parametrize("suffix", ["wav", "webm", "mp3"])
def test_first_sample_is_heard_on_time(
    suffix: str, clips: dict[str, Path], heard: tuple[datetime, sound.Recording]
) -> None:
    """On a recorded loudspeaker the clip's very first samples are there, at the asked instant, and it is this clip."""
    at, recording = heard
    clip = sound.decoded(clips[suffix])
    match = sound.correlate(recording, clip[: sound.RATE // 4])
    assert match.score > 0.95
    assert abs(match.at - at.timestamp()) < 0.025
    head = sound.correlate(recording.between(match.at - 0.1, match.at + 0.3), clip[:4800])
    assert head.score > 0.9 and abs(head.at - match.at) < 0.001
    assert len([one for one in pieces(recording, clip, match.at) if one.score < 0.95]) <= 1
    assert all(abs(one.at - match.at) < 0.005 for one in pieces(recording, clip, match.at))
    began, ended = sound.onset(recording), sound.last_sound(recording)
    assert began is not None and ended is not None
    assert abs(began - match.at) < 0.01
    assert abs(ended - match.at - 3) < 0.03


def pieces(recording: sound.Recording, clip: sound.Sound, began: float) -> list[sound.Match]:
    """Find each quarter of a second of the clip by itself; ``at`` is where that puts the clip's beginning.

    Sound server and recorder run without real-time rights here and now and then slip by a millisecond, which would
    spoil the correlation of the whole; a piece that has a slip inside it is the one that may fail.
    """
    size = sound.RATE // 4
    found = []
    for first in range(0, len(clip) - size, size):
        at = began + first / sound.RATE
        match = sound.correlate(recording.between(at - 0.05, at + 0.3), clip[first : first + size])
        found.append(sound.Match(match.at - first / sound.RATE, match.score))
    return found


def played_to_wav(tmp_path: Path, listener: Listener, act: Callable[[Player], None]) -> sound.Recording:
    """Let ``act`` use a player that writes a WAV, and return what it wrote."""
    player = Player(f"wav:{tmp_path}/out.wav", clock=CLOCK, on_event=listener.put)
    player.start()
    try:
        await_ready(player)
        act(player)
    finally:
        player.close()
    return sound.read_output(tmp_path / "out.wav")


@SLOW
def test_joins_items_without_a_gap(tmp_path: Path, listener: Listener, clips: dict[str, Path]) -> None:
    """Two clips ordered one behind the other follow each other to the sample."""
    at = soon(1.5)

    def act(player: Player) -> None:
        for token, begin in (("a", at), ("b", at + timedelta(seconds=3))):
            player.prepare(token, clips["wav"])
            player.play(token, at=begin)
        listener.wait(Ended, "b", within=9)

    heard = played_to_wav(tmp_path, listener, act)
    clip = sound.decoded(clips["wav"])
    for begin in (at.timestamp(), at.timestamp() + 3):
        match = sound.correlate(heard.between(begin - 0.1, begin + 3.1), clip)
        assert match.score > 0.999 and abs(match.at - begin) < 0.0001
    assert sound.longest_gap(heard.samples) < 0.001


@SLOW
def test_turns_the_volume(tmp_path: Path, listener: Listener, clips: dict[str, Path]) -> None:
    """Volume 50 is 18 dB below 100, a boost of 6 dB is heard as such, and 0 is silence."""
    moments = {token: soon(1.5 + index * 0.6) for index, token in enumerate(("full", "half", "boost", "none"))}

    def act(player: Player) -> None:
        for token in moments:
            player.prepare(token, clips["wav"])
            listener.wait(Prepared, token)
        for token, percent in (("full", 100), ("half", 50), ("boost", 50), ("none", 0)):
            player.set_volume(percent)
            player.play(token, at=moments[token], boost_db=6 if token == "boost" else 0)
            listener.wait(Started, token)
            time.sleep(max(0.0, (moments[token] - CLOCK.now()).total_seconds() + 0.4))
            player.stop(token)
            listener.wait(Ended, token)

    heard = played_to_wav(tmp_path, listener, act)
    begins = {token: at.timestamp() for token, at in moments.items()}
    levels = {token: sound.rms_dbfs(heard.between(at + 0.05, at + 0.35).samples) for token, at in begins.items()}
    assert levels["half"] - levels["full"] == pytest.approx(-18.06, abs=0.3)
    assert levels["boost"] - levels["half"] == pytest.approx(6, abs=0.3)
    assert levels["none"] == -120


@SLOW
def test_fades_what_is_cut(tmp_path: Path, listener: Listener, clips: dict[str, Path]) -> None:
    """A stop falls to silence over 10 ms, without a click, and within 60 ms of the order."""
    ordered: list[float] = []

    def act(player: Player) -> None:
        player.prepare("a", clips["wav"])
        listener.wait(Prepared, "a")
        player.play("a", at=soon())
        listener.wait(Position, "a")
        ordered.append(CLOCK.now().timestamp())
        player.stop("a")
        listener.wait(Ended, "a")

    heard = played_to_wav(tmp_path, listener, act)
    end = sound.last_sound(heard, threshold_dbfs=-80)
    assert end is not None and end - ordered[0] < 0.06
    before, last = heard.between(end - 0.05, end - 0.015), heard.between(end - 0.003, end)
    assert sound.rms_dbfs(last.samples) < sound.rms_dbfs(before.samples) - 10


@SLOW
def test_a_dead_child_is_replaced(tmp_path: Path, listener: Listener, clips: dict[str, Path]) -> None:
    """Killed in the middle of a clip, the child is noticed at once and there is sound again within 3 s."""

    def act(player: Player) -> None:
        player.set_volume(50)
        player.prepare("a", clips["wav"])
        listener.wait(Prepared, "a")
        player.play("a", at=soon())
        listener.wait(Position, "a")
        killed = time.monotonic()
        assert player.pid is not None
        os.kill(player.pid, signal.SIGKILL)
        assert listener.wait(ChildDied).code == "player.crashed"
        assert time.monotonic() - killed < 0.3
        listener.wait(ChildRestarted)
        assert time.monotonic() - killed < 3 and player.alive()
        player.prepare("a", clips["wav"], offset=timedelta(seconds=1))
        player.play("a", at=soon(0.5))
        listener.wait(Ended, "a")

    heard = played_to_wav(tmp_path, listener, act)
    clip = sound.decoded(clips["wav"])
    assert sound.correlate(heard, clip[sound.RATE :]).score > 0.99
    # The file goes on where the dead child left it, and the new child knows the volume.
    assert sound.correlate(heard, clip[: sound.RATE // 4]).score > 0.99
    assert sound.rms_dbfs(heard.samples[-sound.RATE :]) < sound.rms_dbfs(clip) - 15


@SLOW
def test_a_hung_child_is_replaced(tmp_path: Path, listener: Listener) -> None:
    """A child that stands still is killed after 2 s, and the next one plays."""

    def act(player: Player) -> None:
        player.tone(1, at=soon())
        listener.wait(Ended, "tone")
        assert player.pid is not None
        os.kill(player.pid, signal.SIGSTOP)
        assert listener.wait(ChildDied).code == "player.hung"
        listener.wait(ChildRestarted, within=3)
        player.tone(0.2, at=soon())
        listener.wait(Ended, "tone")

    played_to_wav(tmp_path, listener, act)


def stands_in(player: Player, listener: Listener, clip: Path) -> tuple[str, datetime]:
    """Wait for the end of the child and the next one; play there; return why it ended and when the clip begins."""
    died = listener.wait(ChildDied)
    ended = time.monotonic()
    restarted = listener.wait(ChildRestarted, within=8)
    print(f"{died.code}: {time.monotonic() - ended:.1f} s until {player.output_name} was ready")
    assert time.monotonic() - ended < 3
    assert restarted.stands_in == player.output_name == "pacat:loa_1"
    player.prepare("b", clip)
    listener.wait(Prepared, "b")
    at = soon(0.5)
    player.play("b", at=at)
    listener.wait(Ended, "b")
    return died.code, at


@SLOW
@pytest.mark.parametrize("fault", ["silent", "hung", "crashed"])
def test_the_next_way_stands_in(
    fault: str, speakers: sound.Speakers, listener: Listener, clips: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """F17: silence that is not the clip's ends the child as standing still does; another way is heard within 3 s."""
    monkeypatch.setenv("PULSE_SERVER", speakers.server)
    child = "tests.stations.deaf_child" if fault == "silent" else "stations.player_child"
    player = Player("pulse:loa_1", clock=CLOCK, on_event=listener.put, child=child)
    with sound.Recorder(speakers.server, "loa_1") as recorder:
        player.start()
        await_ready(player)
        assert listener.wait(ChildRestarted).stands_in == ""
        player.prepare("a", clips["webm"])
        listener.wait(Prepared, "a")
        player.play("a", at=soon(0.2))
        listener.wait(Started, "a")
        begun = time.monotonic()
        if fault != "silent" and player.pid is not None:
            os.kill(player.pid, signal.SIGSTOP if fault == "hung" else signal.SIGKILL)
        code, at = stands_in(player, listener, clips["webm"])
        time.sleep(0.3)
    player.close()
    assert code == f"player.{fault}"
    assert time.monotonic() - begun < 12
    match = sound.correlate(recorder.recording.between(at.timestamp() - 0.5, at.timestamp() + 3.5), head(clips["webm"]))
    assert match.score > 0.9 and abs(match.at - at.timestamp()) < 0.2


def head(clip: Path) -> sound.Sound:
    """Return the first half second of a clip."""
    return sound.decoded(clip)[: sound.RATE // 2]


@SLOW
def test_silence_within_two_seconds(listener: Listener, clips: dict[str, Path], tmp_path: Path) -> None:
    """F17: from the first silent sample to the verdict it takes at most 2 s, with one way out as with several."""
    output = f"wav:{tmp_path}/out.wav"
    player = Player(output, clock=CLOCK, on_event=listener.put, child="tests.stations.deaf_child")
    player.start()
    await_ready(player)
    player.prepare("a", clips["mp3"])
    listener.wait(Prepared, "a")
    player.play("a", at=soon())
    listener.wait(Started, "a")
    begun = time.monotonic()
    died = listener.wait(ChildDied)
    lasted = time.monotonic() - begun
    print(f"found silent after {lasted:.2f} s")
    player.close()
    assert (died.code, dict(died.facts)) == ("player.silent", {"output": output})
    assert lasted < 2


@SLOW
def test_a_silent_clip_is_let_alone(tmp_path: Path, listener: Listener) -> None:
    """Three seconds of silence in the middle of a clip are its own: it plays to its end in one child."""
    expression = "0.3*sin(2*PI*440*t)*(lt(t\\,1)+gt(t\\,4))"
    clip = made(tmp_path / "clip.webm", *source(expression, 5, 48_000), "-ac", "1", "-c:a", "libopus")

    def act(player: Player) -> None:
        player.prepare("a", clip)
        listener.wait(Prepared, "a")
        player.play("a", at=soon())
        assert listener.wait(Ended, "a", within=9).how is How.FINISHED

    played_to_wav(tmp_path, listener, act)
    assert not any(isinstance(event, ChildDied) for event in listener.seen)


class FarClock(SystemClock):
    """A clock on which time goes on by as much as is wished."""

    ahead = 0.0

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return super().monotonic() + self.ahead


@SLOW
def test_the_usual_way_is_taken_again(
    speakers: sound.Speakers, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An hour after it failed, and while nothing sounds, the most exact way gets another chance."""
    monkeypatch.setenv("PULSE_SERVER", speakers.server)
    clock = FarClock()
    player = Player("pulse:loa_1", clock=clock, on_event=listener.put)
    player.start()
    await_ready(player)
    assert player.pid is not None
    os.kill(player.pid, signal.SIGKILL)
    listener.wait(ChildDied)
    assert listener.wait(ChildRestarted, within=8).stands_in == "pacat:loa_1"
    clock.ahead = RETURN_SECONDS
    assert listener.wait(ChildDied).code == "player.returning"
    assert listener.wait(ChildRestarted, within=8).stands_in == ""
    player.close()
    assert player.output_name == "pulse:loa_1"


@SLOW
def test_a_lost_sink_is_told_and_found_again(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the sound server goes away the fault is named; when it is back there is sound again."""
    with sound.null_sinks(["loa"]) as speakers:
        monkeypatch.setenv("PULSE_SERVER", speakers.server)
        player = Player("pulse:loa", clock=CLOCK, on_event=listener.put)
        player.start()
        await_ready(player)
        player.tone(0.2, at=soon())
        listener.wait(Ended, "tone")
    try:
        assert listener.wait(ChildDied).code == "player.output_lost"
        assert listener.wait(ChildDied).code == "player.output_missing"
        assert not player.alive()
    finally:
        player.close()


def toned(player: Player, listener: Listener) -> datetime:
    """Order the tone, and once more after the watch has replaced a child that ALSA's plugin had hung."""
    for _ in range(4):
        at = soon(0.8)
        player.tone(1, at=at)
        try:
            listener.wait(Ended, "tone")
        except queue.Empty:
            await_ready(player)
        else:
            return at
    raise AssertionError("no tone came to its end")


@SLOW
def test_a_card_is_heard_through_portaudio(
    speakers: sound.Speakers, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An ALSA device chosen by its name sounds; here it is ALSA's way into the sound server, which is never exact."""
    monkeypatch.setenv("PULSE_SERVER", speakers.server)
    monkeypatch.setenv("PULSE_SINK", "loa_1")
    player = Player("device:pulse", clock=CLOCK, on_event=listener.put)
    player.start()
    await_ready(player)
    with sound.Recorder(speakers.server, "loa_1", warm_up=1.5) as recorder:
        at = toned(player, listener)
        time.sleep(0.4)
    player.close()
    began = sound.onset(recorder.recording.between(at.timestamp() - 0.5, at.timestamp() + 2))
    assert player.output_name == "device:pulse"
    assert began is not None and abs(began - at.timestamp()) < 0.3


@SLOW
@pytest.mark.parametrize(("server", "names"), [("real", ("pulse",)), ("none", ("device:", "wav:"))])
def test_auto_takes_what_there_is(
    server: str, names: tuple[str, ...], *, speakers: sound.Speakers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a sound server the automatic choice is that; without one a card, and on machines without cards the file."""
    monkeypatch.setenv("PULSE_SERVER", speakers.server if server == "real" else f"unix:{tmp_path}/none")
    player = Player(f"auto:{tmp_path}/out.wav", clock=CLOCK, on_event=lambda _event: None)
    player.start()
    await_ready(player)
    player.close()
    assert player.output_name.startswith(names)


@SLOW
@pytest.mark.parametrize("output", ["device:no such card", "pulse:no_such_sink"])
def test_a_missing_output_is_named(
    output: str, speakers: sound.Speakers, listener: Listener, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An output that is not there is told at once and tried again and again."""
    monkeypatch.setenv("PULSE_SERVER", speakers.server)
    player = Player(output, clock=CLOCK, on_event=listener.put)
    player.start()
    try:
        assert [listener.wait(ChildDied).code for _ in range(2)] == ["player.output_missing"] * 2
        assert not player.alive()
    finally:
        player.close()


STATION = """
import sys, time
from pathlib import Path
from broadcaster.clock import SystemClock
from stations.player import Player
player = Player(sys.argv[1], clock=SystemClock(), on_event=lambda event: None)
player.start()
player.prepare("clip", Path(sys.argv[2]))
player.play("clip", at=SystemClock().now())
print(player.pid, flush=True)
time.sleep(30)
"""


@SLOW
def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    """A station that is killed in the middle of a long clip leaves no child behind."""
    clip = sound.noise_clip(tmp_path / "long.webm", 30)
    command = [sys.executable, "-c", STATION, f"wav:{tmp_path}/out.wav", str(clip)]
    parent = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    time.sleep(2)
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 3
    while Path(f"/proc/{child}").exists() and _state(child) != "Z" and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{child}").exists() or _state(child) == "Z"


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rsplit(") ", 1)[1][0]


@pytest.mark.parametrize("output", ["", "loud", "wav:", "device:", "Pulse"])
def test_refuses_an_unknown_output(output: str) -> None:
    """A typo in the setting is refused before anything starts, and says what is allowed."""
    with pytest.raises(Refused, match="pulse"):
        open_player(output, clock=CLOCK, on_event=lambda _event: None)


def test_the_parent_stays_slim() -> None:
    """The station's process loads neither libVLC nor PortAudio for its player."""
    code = "import sys, stations.player; print(*{'vlc', 'sounddevice', 'numpy'} & set(sys.modules))"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.strip() == ""


def test_the_double_can_be_driven_by_hand(listener: Listener, clips: dict[str, Path]) -> None:
    """A simulator owns the time: nothing happens until it says so, and no thread is made."""
    silent = SilentPlayer(
        clock=CLOCK, on_event=listener.put, length_of=lambda _path: timedelta(milliseconds=50), own_thread=False
    )
    silent.start()
    silent.prepare("a", clips["wav"])
    silent.play("a", at=CLOCK.now() + LEAD)
    silent.pass_time()
    assert listener.wait(Prepared) and not any(isinstance(event, Started) for event in listener.seen)
    time.sleep(LEAD.total_seconds() + 0.01)
    silent.pass_time()
    listener.wait(Started)
    time.sleep(0.06)
    silent.pass_time()
    assert listener.wait(Ended).how is How.FINISHED
