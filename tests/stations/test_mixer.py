"""Knobs outside the station: of a real sound server turned by pactl, and of cards as amixer tells of them."""

import os
import threading
import time
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from broadcaster.clock import SystemClock
from broadcaster.errors import BroadcasterError
from stations.mixer import Mixer, knobs, put_back
from stations.outputs.program import open_pacat
from tests import sound

CLOCK = SystemClock()
CARD = """\
Simple mixer control 'Headphone',0
  Capabilities: pvolume pvolume-joined pswitch pswitch-joined
  Playback channels: Mono
  Limits: Playback -10239 - 400
  Mono: Playback -2000 [{percent}%] [-20.00dB] [{switch}]
Simple mixer control 'Mic',0
  Capabilities: pvolume cvolume cswitch
  Front Left: Playback 0 [0%] [off] Capture 10 [70%] [on]
Simple mixer control 'Line Out',1
  Capabilities: pswitch
  Mono: Playback [on] Capture [off]
"""
AMIXER = """#!/bin/sh
echo "$*" >>"{folder}/asked"
case "$*" in
*scontents) cat "{folder}/card" ;;
*sset*) [ -e "{folder}/stuck" ] || cp "{folder}/right" "{folder}/card" ;;
esac
"""


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> Iterator[sound.Speakers]:
    """A sound server with a station's sink and somebody else's, which sounds."""
    with sound.null_sinks(["loa", "radio"]) as running:
        monkeypatch.setenv("PULSE_SERVER", running.server)
        output, stop = open_pacat("loa", CLOCK), threading.Event()
        thread = threading.Thread(target=output.run, args=(silent, stop))
        thread.start()
        yield running
        stop.set()
        thread.join(timeout=5)


def silent(_at: float, frames: int) -> "array[int]":
    """Sound nothing."""
    return array("h", bytes(2 * frames))


def shown(speakers: sound.Speakers, sink: str) -> tuple[bool, bool]:
    """Tell whether a sink is unmuted and at its full volume."""
    mute, volume = speakers.pactl("get-sink-mute", sink), speakers.pactl("get-sink-volume", sink)
    return "no" in mute, "100%" in volume


@pytest.mark.slow
def test_a_sink_that_was_muted_and_turned_down_is_put_back(speakers: sound.Speakers) -> None:
    """The sink our sound goes to is; somebody else's is let alone."""
    for sink in speakers.sinks:
        speakers.pactl("set-sink-mute", sink, "1")
        speakers.pactl("set-sink-volume", sink, "20%")
    put_back("pacat:loa", 100)
    assert shown(speakers, "loa") == (True, True)
    assert shown(speakers, "radio") == (False, False)


@pytest.mark.slow
def test_a_stream_that_was_muted_is_put_back(speakers: sound.Speakers) -> None:
    """A desktop's volume control mutes the program, not the card, and the server remembers that for the next time."""
    stream = knobs("pulse", 100)[0].settings[0][2]
    speakers.pactl("set-sink-input-mute", stream, "1")
    speakers.pactl("set-sink-input-volume", stream, "10%")
    put_back("pulse:loa", 100)
    assert [(one.percent, one.is_mute) for one in knobs("pulse", 100)] == [(100, False), (100, False)]


@pytest.mark.slow
def test_a_level_of_its_own_is_kept(speakers: sound.Speakers) -> None:
    """Where a card must not be at its full volume it is put where the setting says."""
    put_back("pulse:loa", 60)
    assert "60%" in speakers.pactl("get-sink-volume", "loa")
    put_back("pulse:loa", 60)


@pytest.fixture
def card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A card whose mixer speaks as amixer does, first turned down and mute; ``asked`` is what it was asked."""
    program = tmp_path / "amixer"
    program.write_text(AMIXER.format(folder=tmp_path))
    program.chmod(0o755)
    (tmp_path / "card").write_text(CARD.format(percent=12, switch="off"))
    (tmp_path / "right").write_text(CARD.format(percent=97, switch="on"))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


@pytest.mark.parametrize(
    ("output", "chosen"),
    [
        ("device:USB Audio: - (hw:1,0)", "-c 1"),
        ("device:default", "-D default"),
        ("aplay", "-D default"),
    ],
)
def test_a_card_that_was_turned_down_is_put_back(card: Path, output: str, chosen: str) -> None:
    """Only what leads to a loudspeaker, and only what was turned; the card's steps need not be whole percents."""
    put_back(output, 100)
    assert (card / "asked").read_text().splitlines() == [
        f"{chosen} scontents",
        f"{chosen} -q sset Headphone,0 100% unmute",
        f"{chosen} scontents",
    ]


def test_a_card_that_does_not_obey_is_told(card: Path) -> None:
    """Whoever looks at the fault reads which knob it is."""
    (card / "stuck").touch()
    assert told("device:default", 100) == [("station.mixer", "Headphone")]


def test_a_program_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can tell whether the card is mute."""
    monkeypatch.setenv("PATH", "/nowhere")
    code, fault = told("pulse", 100)[0]
    assert code == "station.mixer" and "pactl" in fault


def test_a_sound_server_that_talks_nonsense_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old pactl knows no JSON."""
    program = tmp_path / "pactl"
    program.write_text("#!/bin/sh\necho Sink 0\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert told("pulse", 100)[0][0] == "station.mixer"


@pytest.mark.parametrize(("output", "percent"), [("wav:out.wav", 100), ("silent", 100), ("device:default", 100)])
def test_where_there_is_no_mixer_nothing_is_wrong(
    output: str, percent: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file has none, and a card without one lets amixer fail."""
    program = tmp_path / "amixer"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert told(output, percent) == [("", "")]


def test_a_mixer_that_is_to_be_let_alone_is(card: Path) -> None:
    """The setting 0: nobody looks."""
    assert told("device:default", 0) == []
    assert not (card / "asked").exists()


def told(output: str, percent: int) -> list[tuple[str, str]]:
    """Insist twice, in a thread as at a station, and return the faults told: code and what it is of."""
    found: list[BroadcasterError | None] = []
    mixer, stop = Mixer(lambda: output, percent, found.append), threading.Event()
    mixer.insist()
    mixer.insist()
    thread = threading.Thread(target=mixer.run, args=(stop,))
    thread.start()
    end = time.monotonic() + (5 if percent else 0.2)
    while not found and time.monotonic() < end:
        time.sleep(0.01)
    stop.set()
    mixer.insist()
    thread.join(timeout=5)
    return [(one.code, str(one.facts["fault"])) if one else ("", "") for one in found]
