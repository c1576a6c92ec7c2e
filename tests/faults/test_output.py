"""The way out for sound is not there, or muted (F18): nothing passes for sound, and the centre reads why."""

import time
from pathlib import Path

import pytest

from broadcaster.messages import AlarmRepeat
from tests import sound
from tests.faults.town import ROOT, alarm_of, town

pytestmark = pytest.mark.slow

CARDS = Path("/dev/snd")


def test_without_a_sound_card_nothing_passes_for_sound(tmp_path: Path) -> None:
    """F18: `auto` finds neither server nor card: no file takes their place, no alarm seems to sound, we read why."""
    (tmp_path / "empty").mkdir()
    cards = {str(CARDS): str(tmp_path / "empty")} if CARDS.exists() else {}
    no_server = {"PULSE_SERVER": "unix:/nowhere"}
    with town(tmp_path) as here, here.box(env=no_server, output="auto", **cards) as box:
        here.until(lambda: "player.output_missing" in here.faults, box=box)
        here.alarm(alarm_of())
        here.until(lambda: here.state and here.state.editions.get(here.alarms), box=box)
        assert not here.sounded()
        assert box.runs
    assert not (ROOT / "sound.wav").exists()


def test_a_muted_loudspeaker_sounds_the_alarm(tmp_path: Path) -> None:
    """F18: somebody muted the sound server's sink and turned it down: it is heard within a second of its start."""
    with sound.null_sinks(["loa"]) as speakers, town(tmp_path) as here:
        with here.box(env={"PULSE_SERVER": speakers.server}, output="pulse:loa") as box:
            here.until(lambda: here.state and here.state.machine and here.state.machine.output == "pulse:loa", box=box)
            speakers.pactl("set-sink-mute", "loa", "1")
            speakers.pactl("set-sink-volume", "loa", "5%")
            with sound.Recorder(speakers.server, "loa") as recorder:
                here.alarm(alarm_of(repeat=AlarmRepeat(1)))
                here.until(here.sounded, box=box)
                begun = time.time()
                time.sleep(3)
        heard = recorder.recording.between(begun - 1, begun + 3)
        onset = sound.onset(heard)
        assert onset is not None and onset - begun < 1
        assert sound.rms_dbfs(heard.between(onset, onset + 2).samples) > -30
