"""The way out for sound is not there (F18): nothing passes for sound, and the centre reads why."""

from pathlib import Path

import pytest

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
