"""A town for faults: a real broker and HTTPS server, and stations as real processes on machines that can be spoiled.

What a test sees is what the server would see: states, alarm reports and as-run rows as they come over the broker.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from broadcaster.broker import EmbeddedBroker
from broadcaster.messages import (
    Alarm,
    AlarmProgress,
    AlarmRepeat,
    AlarmReport,
    AlarmSet,
    AlarmStatus,
    AsRunBatch,
    Endpoint,
    Kind,
    Report,
    StationState,
    decode_up,
)
from broadcaster.mqtt import Connection
from stations.enrol import enrol
from tests.broadcaster.brokers import Told, connected, running_broker, server_tls
from tests.stations.centre import CLOCK, SITE, STATION, Centre, Web, serving

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_S = 30.0
PLACE = "79"


@dataclass
class Town:
    """A site with one station that is enrolled and does not run yet; ``heard`` is all it ever reported."""

    folder: Path
    web: Web
    broker: EmbeddedBroker
    server: Connection
    told: Told
    heard: list[Report] = field(default_factory=list)

    @property
    def centre(self) -> Centre:
        """Who signs here."""
        return self.web.centre

    @property
    def data(self) -> Path:
        """The folder of the station."""
        return self.folder / "s1"

    @property
    def alarms(self) -> str:
        """The topic of the alarms of the place."""
        return self.centre.topics.alarms(PLACE)

    def send(self, *topics: str) -> None:
        """Publish what the centre signed last for these topics."""
        for topic in topics:
            self.server.publish(topic, self.centre.documents[topic], retained=True).wait(5)

    def sign(self, *alarms: Alarm) -> None:
        """Sign the set of alarms of the place, without sending it."""
        self.centre.publish(self.alarms, Kind.ALARMS, AlarmSet(alarms))

    def alarm(self, *alarms: Alarm) -> None:
        """Order these alarms, and no others."""
        self.sign(*alarms)
        self.send(self.alarms)

    def begin_anew(self, template: Path) -> None:
        """Call everything off and give the station the disk of ``template``."""
        self.alarm()
        shutil.rmtree(self.data)
        shutil.copytree(template, self.data)
        self.introduce()
        self.listen()
        self.heard.clear()

    def introduce(self) -> None:
        """Send keys, assignment and head, as the server does."""
        self.centre.head()
        self.send(self.centre.topics.keys, self.centre.topics.assignment(STATION), self.centre.topics.head)

    def listen(self) -> None:
        """Take in what came from the station."""
        while not self.told.messages.empty():
            topic, payload, _ = self.told.messages.get()
            self.heard.append(decode_up(topic.rpartition("/")[2], payload))

    def until(self, ask: Callable[[], object], *, box: "Box", patience_s: float = PATIENCE_S) -> Any:
        """Wait until ``ask`` answers something, listening; fail with the station's log."""
        end = time.monotonic() + patience_s
        while True:
            self.listen()
            if found := ask():
                return found
            assert box.runs and time.monotonic() < end, f"{self.heard[-3:]}\n{box.log}"
            time.sleep(0.05)

    def sounded(self, alarm_id: str = "bao") -> bool:
        """Tell whether an alarm was reported as sounding."""
        return self._told_of(alarm_id, AlarmProgress.SOUNDING)

    def is_over(self, alarm_id: str = "bao") -> bool:
        """Tell whether an alarm was reported as finished."""
        return self._told_of(alarm_id, AlarmProgress.FINISHED)

    def _told_of(self, alarm_id: str, progress: AlarmProgress) -> bool:
        reports = [one for one in self.heard if isinstance(one, AlarmReport)]
        return any((one.alarm_id, one.progress) == (alarm_id, progress) for one in reports)

    @property
    def state(self) -> StationState | None:
        """The newest state."""
        return next((one for one in reversed(self.heard) if isinstance(one, StationState)), None)

    @property
    def faults(self) -> set[str]:
        """The codes of the faults in the newest state."""
        return {one.code for one in self.state.faults} if self.state else set()

    @property
    def rows(self) -> list[tuple[str | None, int, str, str]]:
        """The as-run rows of alarms and airings: which, attempt, how it ended, why."""
        batches = [one for one in self.heard if isinstance(one, AsRunBatch)]
        found = [row for batch in batches for row in batch.rows]
        return [(row.alarm_id or row.airing_id, row.attempt, row.ended_how.value, row.reason) for row in found]

    @contextmanager
    def box(self, card: str = "good", *, env: dict[str, str] | None = None, **settings: str) -> Iterator["Box"]:
        """Run the station on a machine of a kind; it is killed at the end if it still runs."""
        given = [f"{name}={value}" for name, value in settings.items()]
        argv = [sys.executable, "-m", "tests.faults.boxed", str(self.data), card, *given]
        file = self.folder / "log"
        with ExitStack() as stack:
            log = stack.enter_context(file.open("ab"))
            process = subprocess.Popen(
                argv,
                cwd=ROOT,
                env={**os.environ, **(env or {})},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            yield Box(process, file)


@dataclass(frozen=True)
class Box:
    """A running station."""

    process: "subprocess.Popen[bytes]"
    file: Path

    @property
    def log(self) -> str:
        """What it wrote."""
        return self.file.read_text(errors="replace")

    @property
    def runs(self) -> bool:
        """Whether it still runs."""
        return self.process.poll() is None

    def become(self, card: str) -> None:
        """Spoil the card while it runs."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(f"{card}\n".encode())
        self.process.stdin.flush()
        assert self.process.stdout.readline() == b"done\n", self.log

    def kill(self) -> None:
        """End it like a power cut."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Let it end by itself and return its exit code."""
        self.process.terminate()
        return self.process.wait(PATIENCE_S)


@contextmanager
def town(folder: Path, host: str = "127.0.0.1", between: Callable[[int], int] = lambda port: port) -> Iterator[Town]:
    """Build a town with one enrolled station in the place, which reaches each port of its server at ``between`` it."""
    with running_broker(folder) as broker, serving(Web(Centre(), broker.pki)) as web:
        web.broker = Endpoint(host, between(broker.port))
        address, _, port = web.url.rpartition(":")
        web.url = f"{address}:{between(int(port))}"
        web.centre.assign(PLACE)
        (folder / "s1").mkdir()
        enrol(folder / "s1", web.url, web.claim(), serial="box-1")
        with connected(broker.address, "server", server_tls(broker.pki), f"{SITE}/v1/up/+/+") as (server, told):
            here = Town(folder, web, broker, server, told)
            here.introduce()
            yield here


def alarm_of(ident: str = "bao", **more: Any) -> Alarm:
    """Return a real alarm of one message that stands for an hour and brings no speech along."""
    now = CLOCK.now()
    fields = {"repeat": AlarmRepeat(1)} | more
    return Alarm(ident, AlarmStatus.ACTUAL, now, now + timedelta(hours=1), 3, **fields)
