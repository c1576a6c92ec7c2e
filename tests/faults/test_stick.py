"""A station that no network reaches any more gets its plan on a stick, and plays it."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.bundle import pack
from broadcaster.messages import Letter
from tests.faults.town import CLOCK, PLACE, town
from tests.stations.centre import airing_of, tone

pytestmark = pytest.mark.slow


def test_a_plan_comes_on_a_stick(tmp_path: Path) -> None:
    """The plan is never sent: the running station takes it from the stick, has its clip, and sounds on time."""
    path, clip = tone(tmp_path, 3)
    with town(tmp_path) as here, here.box() as box:
        here.until(lambda: here.state, box=box)
        here.web.answer = (503, "text/plain", b"")
        topic = here.centre.topics.timetable(PLACE)
        plan = here.centre.plan(airing_of("news", CLOCK.now() + timedelta(seconds=12), clip), clips=(clip,))
        keys = Letter(here.centre.topics.keys, here.centre.documents[here.centre.topics.keys].decode())
        pack(tmp_path / "stick.zip", (keys, Letter(topic, plan.decode())), {clip.sha256: path})
        argv = (sys.executable, "-m", "broadcaster", "bundle", "import", tmp_path / "stick.zip", "--json", "--data")
        told = subprocess.run((*argv, here.data), capture_output=True, check=True, timeout=60)
        assert json.loads(told.stdout)["new_clips"] == 1
        here.until(lambda: here.state and here.state.on_air, box=box)
        assert here.state is not None and here.state.editions[topic] == 1
        here.until(lambda: [row for row in here.rows if row[0] == "news"], box=box)
        assert here.rows[-1][2:] == ("finished", "")
    assert not [one for one in here.web.asked if "/media/" in one[1]]
