"""The whole system on one machine, for trying out: server, broker and three stations, each in its own process.

It prepares the sample province on its first start, prints where everything is, and stops all of it in order.
"""

import os
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from broadcaster.accounts import Person, Role, one_time_password
from broadcaster.assembly import assembled
from broadcaster.clock import SystemClock
from broadcaster.config import Config, read_config
from broadcaster.doctor import look_sound
from broadcaster.errors import Unavailable
from broadcaster.keys import KeyFiles
from broadcaster.localities import Kind
from broadcaster.sample import StationRow
from broadcaster.sample import localities as sample_localities
from broadcaster.sample import stations as sample_stations
from broadcaster.sampling import load_sample
from broadcaster.store import Store, localities, new_id, people
from schedules.windows import DEFAULT_RULES

START_SECONDS = 60
STOP_SECONDS = 15
DEMO_STATIONS = 3
ACCOUNTS = (
    ("quantri", "Quản trị tỉnh", Role.ADMINISTRATOR),
    ("canbo", "Cán bộ văn hóa", Role.OFFICER),
    ("lanhdao", "Lãnh đạo phường", Role.LEADER),
)


@dataclass(frozen=True, slots=True)
class Account:
    """One account of the demo with its one-time password; empty when the person has chosen an own one."""

    login: str
    role: Role
    password: str


@dataclass(frozen=True, slots=True)
class DemoStation:
    """One demo station: its id, its name and where its sound goes."""

    id: str
    name: str
    sound: str


def prepare(config: Config) -> tuple[Account, ...]:
    """Make tables, keys, the sample province and the accounts where they are missing; return the accounts."""
    config.data.mkdir(parents=True, exist_ok=True)
    store = Store(config.database)
    try:
        store.upgrade()
        if not (config.data / "keys" / "set.json").exists():
            KeyFiles(config.data / "keys").init(config.site, SystemClock().now())
        with store.read() as tx:
            empty = not localities.tree(tx).by_code
        if empty:
            load_sample(store)
            _allow_nights(store, config.province)
        return tuple(_account(store, config, login=login, name=name, role=role) for login, name, role in ACCOUNTS)
    finally:
        store.close()


def _allow_nights(store: Store, province: str) -> None:
    """Have no quiet hours in the demo, so that it can be tried out, with a reason and a second person, at any hour."""
    with store.begin("demo") as tx:
        localities.set_rules(tx, province, replace(DEFAULT_RULES, quiet=()))


def demo_stations(count: int) -> tuple[StationRow, ...]:
    """Return ``count`` of the sample's stations that stand in one commune: the first with so many."""
    by_commune: dict[str, list[StationRow]] = {}
    for one in sample_stations():
        by_commune.setdefault(commune_of(one["locality"]), []).append(one)
    return tuple(next(found for found in by_commune.values() if len(found) >= count)[:count])


def commune_of(code: str) -> str:
    """Return the commune a locality of the sample stands in."""
    by_code = {one["code"]: one for one in sample_localities()}
    while by_code[code]["kind"] != Kind.COMMUNE:
        code = by_code[code]["parent"]
    return code


@contextmanager
def running(
    config: Config, file: Path, *, output: str, count: int, stop: threading.Event
) -> Iterator[tuple[DemoStation, ...]]:
    """Start server and stations as processes, hand out the stations, and stop all in reverse order."""
    with ExitStack() as stack:
        server = stack.enter_context(_process(["serve"], file, config.data / "log" / "server.log"))
        wait_until_healthy(config, server, stop)
        sound = output if output != "auto" or look_sound().ok else "wav"
        yield tuple(stack.enter_context(_station(config, file, one, sound)) for one in demo_stations(count))


def wait_until_healthy(config: Config, server: subprocess.Popen[bytes], stop: threading.Event) -> None:
    """Wait until the server answers; raise Unavailable when it does not in time."""
    for _ in range(START_SECONDS * 5):
        try:
            with urllib.request.urlopen(f"http://{config.web_listen}/healthz", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            if server.poll() is not None or stop.wait(0.2):
                break
    raise Unavailable("demo.server_silent", log=config.data / "log" / "server.log")


def _account(store: Store, config: Config, *, login: str, name: str, role: Role) -> Account:
    password = one_time_password()
    with store.begin("demo") as tx:
        known = people.known_login(tx, login)
        if known is None:
            scope = (
                config.province
                if role is Role.ADMINISTRATOR
                else commune_of(demo_stations(DEMO_STATIONS)[0]["locality"])
            )
            people.add(tx, Person(new_id(), login, name, role, scope, must_change_password=True), password)
        elif known.must_change_password:
            people.set_password(tx, known.id, password, temporary=True)
        else:
            password = ""
    return Account(login, role, password)


@contextmanager
def _station(config: Config, file: Path, station: StationRow, output: str) -> Iterator[DemoStation]:
    station_id = station["id"]
    folder = config.data / "stations" / station_id
    if not (folder / "enrolment.json").exists():
        _enrol(config, file, station_id, folder)
    sound = f"wav:{folder / 'sound.wav'}" if output == "wav" else output
    arguments = ["station", "run", "--data", str(folder), "--output", sound]
    with _process(arguments, None, config.data / "log" / f"{station_id}.log"):
        yield DemoStation(station_id, station["name"], sound)


def _enrol(config: Config, file: Path, station_id: str, folder: Path) -> None:
    with assembled(config) as dispatch:
        code = dispatch.claim(station_id, "demo")
    command = [sys.executable, "-m", "broadcaster", "station", "enrol", config.web_url, code, "--data", str(folder)]
    subprocess.run(command, check=True, timeout=START_SECONDS, env=environment(None))


@contextmanager
def _process(arguments: list[str], file: Path | None, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as written:
        child = subprocess.Popen(
            [sys.executable, "-m", "broadcaster", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=written,
            stderr=written,
            start_new_session=True,
            env=environment(file),
        )
    try:
        yield child
    finally:
        child.terminate()
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def environment(file: Path | None) -> dict[str, str]:
    """Return the environment of the server with its file, or of a station, which leaves this machine's volume alone."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BROADCASTER_")}
    return own | ({"BROADCASTER_MIXER_PERCENT": "0"} if file is None else {"BROADCASTER_CONFIG": str(file)})


def write_config(data: Path, port: int) -> tuple[Config, Path]:
    """Write the demo's configuration file and return it with its path; every address is on this machine."""
    data.mkdir(parents=True, exist_ok=True)
    file = data / "broadcaster.toml"
    file.write_text(
        f'data = "{data.resolve()}"\n\n'
        f'[web]\nlisten = "127.0.0.1:{port}"\nurl = "https://127.0.0.1:{port + 1}"\n\n'
        f'[tls]\nlisten = "127.0.0.1:{port + 1}"\n\n'
        f'[mqtt]\nlisten = "127.0.0.1:{port + 2}"\n',
        encoding="utf-8",
    )
    return read_config(Config, file, {}), file
