"""A whole province for a journey: server, broker, TLS front and receivers as processes, loudspeakers that are recorded.

Everything is started through the command line, as in real life, on free ports and in one folder; everything is stopped.
"""

import contextlib
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as clock_time
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from click.testing import CliRunner

from broadcaster.cli import cli
from broadcaster.config import PREFIX, Config, read_config
from broadcaster.demo import DEMO_STATIONS, Account, commune_of, demo_stations, prepare, wait_until_healthy
from broadcaster.store import Store, bulletins, localities
from schedules.windows import Rules, Window
from tests.ports import free_port
from tests.sound import Speakers, null_sinks

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
STOP_SECONDS = 20
SPARE = 2
ALL_DAY = Rules((Window(clock_time(0), clock_time(0)),), quiet=())
CHILDREN = ("broker/mosquitto.pid", "front/nginx.pid", "signer.pid")
OURS = [name for name in os.environ if name.startswith(PREFIX)]
Found = TypeVar("Found")


def until(question: Callable[[], Found | None], *, within: float, what: str, every: float = 0.1) -> Found:
    """Ask until the answer is neither None nor False and return it; fail after ``within`` seconds, naming ``what``."""
    deadline = time.monotonic() + within
    while True:
        answer = question()
        if answer is not None and answer is not False:
            return answer
        assert time.monotonic() < deadline, f"waited {within} s in vain for: {what}"
        time.sleep(every)


def until_moment(moment: datetime) -> None:
    """Wait until the clock has passed ``moment``, at most five minutes ahead."""
    ahead = (moment - datetime.now(UTC)).total_seconds()
    assert ahead < 300
    until(lambda: datetime.now(UTC) >= moment, within=max(0, ahead) + 5, what=f"{moment}", every=0.05)


class Process:
    """One ``broadcaster`` process in a group of its own; what it says goes to ``log``."""

    def __init__(self, arguments: Sequence[str], log: Path, environment: dict[str, str]) -> None:
        self.log = log
        with log.open("ab") as written:
            self.child = subprocess.Popen(
                [sys.executable, "-m", "broadcaster", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
                env=environment,
            )

    def crash(self) -> None:
        """Kill this one process as the kernel would: no goodbye."""
        self.child.kill()
        self.child.wait()

    def stop(self) -> int:
        """Ask it to end and return its exit code; what is left of its group is killed."""
        self.child.terminate()
        try:
            return self.child.wait(STOP_SECONDS)
        finally:
            kill_group(self.child.pid)
            self.child.wait()


@dataclass
class Receiver:
    """One receiver: its id, its name, its folder, its loudspeaker, and its process while it runs."""

    id: str
    name: str
    folder: Path
    sink: str
    environment: dict[str, str]
    process: Process | None = None

    def start(self) -> None:
        """Start ``station run`` with its sound going to the loudspeaker."""
        arguments = ["station", "run", "--data", str(self.folder), "--output", f"pulse:{self.sink}"]
        self.process = Process(arguments, self.folder.with_suffix(".log"), self.environment)

    def crash(self) -> None:
        """Kill the receiver's process; the child that makes the sound must notice by itself."""
        assert self.process is not None
        self.process.crash()

    def stop(self) -> None:
        """Stop it if it runs."""
        if self.process is not None:
            self.process.stop()
            self.process = None

    def holds(self, sha256: str) -> bool:
        """Say whether the clip lies on the receiver's disk, whole."""
        return (self.folder / "media" / sha256).exists()

    def unreported(self) -> int:
        """Return how many rows of the journal the server has not taken yet."""
        with contextlib.closing(sqlite3.connect(self.folder / "journal.db")) as journal:
            return int(journal.execute("select count(*) from as_run where delivered_at is null").fetchone()[0])


@dataclass
class World:
    """The running province: its addresses, its people, its receivers, its loudspeakers."""

    folder: Path
    config: Config
    file: Path
    accounts: dict[str, Account]
    speakers: Speakers
    commune: str
    server: Process | None = None
    receivers: list[Receiver] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Where the pages are, behind TLS."""
        return self.config.web_url

    def cli(self, *arguments: str) -> Any:
        """Run one ``broadcaster`` command on the server, in this process to save time; return the JSON it prints."""
        done = CliRunner().invoke(cli, ["--config", str(self.file), *arguments, "--json"], env=dict.fromkeys(OURS))
        assert done.exit_code == 0, done.output or repr(done.exception)
        return json.loads(done.stdout)

    def add_account(self, login: str, name: str, role: str, scope: str) -> str:
        """Add a person and return the one-time password."""
        added = self.cli("user", "add", login, "--name", name, "--role", role, "--scope", scope)
        return str(added["one_time_password"])

    def start_server(self) -> None:
        """Start the server and wait until its pages answer."""
        log = self.folder / "server.log"
        self.server = Process(["serve"], log, _environment(BROADCASTER_CONFIG=str(self.file)))
        wait_until_healthy(self.config, self.server.child, threading.Event())

    def crash_server(self) -> None:
        """Kill the server, the broker, the TLS front and the signer at once, as a power cut would."""
        assert self.server is not None
        children = [int((self.config.data / name).read_text()) for name in CHILDREN]
        for group in (self.server.child.pid, *children):
            kill_group(group)
        self.server.child.wait()

    def mend(self) -> None:
        """Start the server again if it is dead."""
        if self.server is None or self.server.child.poll() is not None:
            self.start_server()

    def stop_server(self) -> int:
        """Stop the server in order and return its exit code."""
        assert self.server is not None
        code = self.server.stop()
        self.server = None
        return code

    def enrol(self, station_id: str, name: str, code: str, sink: str) -> Receiver:
        """Enrol a receiver with a claim code, as its installer does; it is not started yet."""
        folder = self.folder / "receivers" / station_id
        joined = self.enrolment(code, folder)
        assert joined.returncode == 0, joined.stderr
        return Receiver(station_id, name, folder, sink, _environment(PULSE_SERVER=self.speakers.server))

    def enrolment(self, code: str, folder: Path) -> "subprocess.CompletedProcess[str]":
        """Run ``station enrol`` for a box whose state lies in ``folder``."""
        where = ["--data", str(folder), "--serial", f"box-{folder.name}"]
        command = [sys.executable, "-m", "broadcaster", "station", "enrol", self.address, code, *where]
        return subprocess.run(
            command, capture_output=True, text=True, timeout=60, env=_environment(LANG="vi"), check=False
        )

    def clip_of_bulletin(self, bulletin_id: str) -> str | None:
        """Return the name of a bulletin's sound, None before it is made."""
        store = Store.open(self.config.database)
        try:
            with store.read() as tx:
                return bulletins.find(tx, bulletin_id).clip
        finally:
            store.close()

    def clip(self, sha256: str) -> Path:
        """Return where the server keeps a clip."""
        return next(path for path in (self.config.data / "clips").rglob(f"*{sha256}*") if path.is_file())

    def audit_holds(self) -> bool:
        """Say whether the chain of the audit log is whole."""
        return bool(self.cli("audit", "verify")["ok"])


def approved_bulletin(here: World, title: str, text: str) -> str:
    """Have the officer write and the leader approve a bulletin on the command line; return its id."""
    added = here.cli("bulletin", "add", title, text, "--locality", here.commune, "--by", "canbo")
    here.cli("bulletin", "approve", added["id"], "--by", "lanhdao")
    return str(added["id"])


def schedule_once(here: World, bulletin_id: str, start: datetime) -> None:
    """Put an approved bulletin on air in the commune at ``start``, on the command line."""
    local = start.astimezone(LOCAL)
    when = ["--date", f"{local:%Y-%m-%d}", "--at", f"{local:%H:%M:%S}", "--reason", "diễn tập"]
    entry = here.cli("schedule", "add", bulletin_id, "--to", here.commune, *when, "--by", "canbo")
    here.cli("schedule", "allow", entry["id"], "--by", "lanhdao")


def next_second(seconds_ahead: float) -> datetime:
    """Return the full second that is at least so far ahead."""
    return (datetime.now(UTC) + timedelta(seconds=seconds_ahead + 1)).replace(microsecond=0)


def next_minute(seconds_ahead: float) -> datetime:
    """Return the full minute that is at least so far ahead."""
    return (datetime.now(UTC) + timedelta(seconds=seconds_ahead + 60)).replace(second=0, microsecond=0)


@contextmanager
def province(folder: Path, *, receivers: int) -> Iterator[World]:
    """Run the sample province with so many enrolled receivers of one commune; stop all of it at the end.

    The last two loudspeakers of ``speakers.sinks`` are nobody's yet.
    """
    sinks = [f"loa_{number + 1}" for number in range(receivers + SPARE)]
    with ExitStack() as stack:
        speakers = stack.enter_context(null_sinks(sinks))
        here = _prepared(folder, speakers)
        stack.callback(_stop_all, here)
        here.start_server()
        for row, sink in zip(demo_stations(DEMO_STATIONS), sinks[:receivers], strict=False):
            code = here.cli("station", "claim", row["id"], "--by", "quantri")["claim_code"]
            here.receivers.append(here.enrol(row["id"], row["name"], code, sink))
            here.receivers[-1].start()
        yield here


def _prepared(folder: Path, speakers: Speakers) -> World:
    web, tls, mqtt = (free_port() for _ in range(3))
    (folder / "receivers").mkdir()
    file = folder / "broadcaster.toml"
    file.write_text(
        f'data = "{folder / "server"}"\n[web]\nlisten = "127.0.0.1:{web}"\nurl = "https://127.0.0.1:{tls}"\n'
        f'[tls]\nlisten = "127.0.0.1:{tls}"\n[mqtt]\nlisten = "127.0.0.1:{mqtt}"\n'
    )
    config = read_config(Config, file, {})
    accounts = {one.login: one for one in prepare(config)}
    commune = commune_of(demo_stations(DEMO_STATIONS)[0]["locality"])
    _set_hours(config, commune)
    return World(folder, config, file, accounts, speakers, commune)


def _set_hours(config: Config, commune: str) -> None:
    """Let the province sound at any hour, but the commune only far from now.

    Its bulletins always need a reason and a second person, so a journey is the same at noon and at midnight.
    """
    local = datetime.now(LOCAL).replace(minute=0, second=0, microsecond=0)
    far = Window((local + timedelta(hours=8)).time(), (local + timedelta(hours=14)).time())
    store = Store(config.database)
    try:
        with store.begin("journey") as tx:
            localities.set_rules(tx, config.province, ALL_DAY)
            localities.set_rules(tx, commune, Rules((far,), quiet=()))
    finally:
        store.close()


def _stop_all(here: World) -> None:
    for one in here.receivers:
        one.stop()
    if here.server is not None:
        here.stop_server()
    for name in CHILDREN:
        left = here.config.data / name
        if left.exists():
            kill_group(int(left.read_text()))


def kill_group(pid: int) -> None:
    """Kill what is left of a process group that we started."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)


def _environment(**more: str) -> dict[str, str]:
    own = {name: value for name, value in os.environ.items() if name not in OURS}
    return {**own, **more}
