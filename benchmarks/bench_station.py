"""What a waiting station costs: memory and processor of its main process, enrolled, connected, clips fetched."""

import os
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from broadcaster.broker import EmbeddedBroker
from broadcaster.messages import Endpoint
from stations.enrol import enrol
from tests.broadcaster.brokers import connected, running_broker, server_tls
from tests.stations.centre import CLOCK, STATION, Centre, Web, airing_of, serving, tone

SETTLE_S = 10.0
WATCH_S = 30.0
RSS_BUDGET_MB = 60.0
CPU_BUDGET = 0.5
AIRINGS = 300
RUN = """
import sys
from pathlib import Path
from stations.receiver import run
from stations.station_config import StationConfig
sys.exit(run(StationConfig(Path(sys.argv[1]), "wav:" + sys.argv[1] + "/sound.wav")))
"""


def figures() -> list[dict[str, object]]:
    """Return RSS in MB and CPU in percent of one core of an idle station, without its player's child process."""
    with (
        tempfile.TemporaryDirectory() as name,
        running_broker(Path(name)) as broker,
        serving(Web(Centre(), broker.pki)) as web,
    ):
        rss_mb, cpu = _idle(Path(name), web, broker)
    return [
        _figure("station idle, memory", rss_mb, "MB", RSS_BUDGET_MB),
        _figure("station idle, processor", cpu, "% of a core", CPU_BUDGET),
    ]


def _figure(name: str, value: float, unit: str, baseline: float) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "n": 1, "baseline": baseline, "ratio": value / baseline}


def _idle(folder: Path, web: Web, broker: EmbeddedBroker) -> tuple[float, float]:
    web.broker = Endpoint(*broker.address)
    data = folder / "station"
    data.mkdir()
    enrol(data, web.url, web.claim(), serial="bench")
    _publish(folder, web, broker)
    with subprocess.Popen([sys.executable, "-c", RUN, str(data)]) as child:
        try:
            time.sleep(SETTLE_S)
            before = _cpu_s(child.pid)
            time.sleep(WATCH_S)
            return _rss_mb(child.pid), (_cpu_s(child.pid) - before) / WATCH_S * 100
        finally:
            child.terminate()


def _publish(folder: Path, web: Web, broker: EmbeddedBroker) -> None:
    """Publish a week of airings of one clip, kept by broker and poll leg alike."""
    centre, topics = web.centre, web.centre.topics
    path, clip = tone(folder, 20.0)
    web.files[clip.sha256] = path.read_bytes()
    start = CLOCK.now() + timedelta(hours=1)
    airings = (airing_of(f"a{n}", start + timedelta(minutes=30 * n), clip) for n in range(AIRINGS))
    documents = {
        topics.keys: centre.documents[topics.keys],
        topics.assignment(STATION): centre.assign(),
        topics.timetable("79"): centre.plan(*airings, clips=(clip,)),
        topics.head: centre.head(),
    }
    with connected(broker.address, "server", server_tls(broker.pki)) as (server, _):
        for topic, envelope in documents.items():
            server.publish(topic, envelope, retained=True).wait(5)


def _rss_mb(pid: int) -> float:
    fields = Path(f"/proc/{pid}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE") / 1024 / 1024


def _cpu_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
