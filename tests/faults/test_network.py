"""The network deceives a whole station (F7, F9): a portal that answers everything, a broker that stands still."""

import os
import shutil
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest

from tests.faults.gates import portal_at
from tests.faults.town import CLOCK, PLACE, alarm_of, town
from tests.stations.centre import airing_of, tone

pytestmark = pytest.mark.slow

KEEPALIVE_S = 4


def test_a_portal_that_answers_everything(tmp_path: Path) -> None:
    """F7: the SIM's data is used up and a page answers for broker and server: what was planned sounds, and is told."""
    path, clip = tone(tmp_path, 2)
    with portal_at(tmp_path) as gates, town(tmp_path, between=gates.before) as here, here.box() as box:
        (here.data / "media").mkdir(exist_ok=True)
        here.until(lambda: here.state, box=box)
        shutil.copy(path, here.data / "media" / clip.sha256)
        here.web.files[clip.sha256] = path.read_bytes()
        start = CLOCK.now() + timedelta(seconds=8)
        topic = here.centre.topics.timetable(PLACE)
        here.centre.plan(airing_of("news", start, clip), clips=(clip,))
        here.send(topic)
        here.until(lambda: here.state and topic in here.state.editions, box=box)
        gates.become(portal=True)
        here.alarm(alarm_of())
        here.until(lambda: "news item 0" in box.log, box=box)
        here.until(lambda: all(gate.answered > 1 for gate in gates.all), box=box)
        assert not here.rows
        gates.become(portal=False)
        here.until(lambda: ("news", 1, "finished", "") in here.rows, box=box)
        here.until(here.sounded, box=box)
        assert all(gate.greeted == gate.answered for gate in gates.all), "nothing was asked in the clear"


def test_a_broker_that_stands_still(tmp_path: Path) -> None:
    """F9: connected but dead: the station finds out by its keepalive and hears of the alarm over HTTPS meanwhile."""
    with town(tmp_path) as here, here.box(keepalive=str(KEEPALIVE_S), poll="3600") as box:
        here.until(lambda: here.state, box=box)
        here.until(lambda: any(path.endswith("/inbox") for _, path, _ in here.web.asked), box=box)
        time.sleep(1)  # the first question is answered, the next regular one is an hour away
        assert here.broker.pid is not None
        os.kill(here.broker.pid, signal.SIGSTOP)
        try:
            here.sign(alarm_of())
            begun = time.monotonic()
            here.until(lambda: "bao item 0, attempt 1: finished" in box.log, box=box, patience_s=25)
            print(f"an alarm of 5 s was over {time.monotonic() - begun:.1f} s after it was signed")
            assert not here.sounded()
        finally:
            os.kill(here.broker.pid, signal.SIGCONT)
        here.until(here.sounded, box=box)
