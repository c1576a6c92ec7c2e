"""Somebody with the key of schedules floods a station (F23): the one alarm behind it is heard before that is stored."""

import signal
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest

from broadcaster.signing import unverified
from tests.faults.town import CLOCK, PLACE, alarm_of, town
from tests.stations.centre import STATION, airing_of, tone

pytestmark = pytest.mark.slow

PLANS = 1500
AIRINGS = 20


def test_an_alarm_overtakes_a_flood_of_plans(tmp_path: Path) -> None:
    """F23: more than a thousand rightly signed plans of 15 kB lie before it; it sounds while others of them wait."""
    clip = tone(tmp_path, 1)[1]
    begin = CLOCK.now() + timedelta(days=1)
    airings = [airing_of(f"a{number}", begin + timedelta(minutes=number), clip) for number in range(AIRINGS)]
    with town(tmp_path) as here, here.box() as box:
        here.until(lambda: here.state, box=box)
        topic = here.centre.topics.timetable(PLACE)
        plans = [here.centre.plan(*airings, clips=(clip,)) for _ in range(PLANS)]
        box.process.send_signal(signal.SIGSTOP)  # all of them shall lie before the alarm
        for plan in plans:
            here.server.publish(topic, plan)
        here.alarm(alarm_of())
        box.process.send_signal(signal.SIGCONT)
        here.until(here.sounded, box=box)
        stored = unverified((here.data / "inbox" / f"{quote(topic, safe='')}.json").read_bytes())[0].seq
        print(f"{stored} of {PLANS} plans are stored")
        assert stored < PLANS


def test_an_alarm_overtakes_a_flood_of_assignments(tmp_path: Path) -> None:
    """F23: alarms are believed by assignments and come after those before them, but not after more than a handful."""
    with town(tmp_path) as here, here.box() as box:
        here.until(lambda: here.state, box=box)
        topic = here.centre.topics.assignment(STATION)
        assignments = [here.centre.assign(PLACE, volume=number % 100) for number in range(PLANS)]
        box.process.send_signal(signal.SIGSTOP)
        for assignment in assignments:
            here.server.publish(topic, assignment)
        here.alarm(alarm_of())
        box.process.send_signal(signal.SIGCONT)
        here.until(here.sounded, box=box)
        stored = unverified((here.data / "inbox" / f"{quote(topic, safe='')}.json").read_bytes())[0].seq
        print(f"{stored} of {PLANS} assignments are stored")
        assert stored < PLANS
