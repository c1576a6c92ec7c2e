"""Starting and stopping the real program: what hinders it is told, and what was accepted survives every end."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import pytest

from broadcaster.assembly import assembled
from broadcaster.bulletins import Bulletin, State
from broadcaster.config import Config
from broadcaster.demo import demo_stations, prepare, write_config
from broadcaster.store import bulletins, new_id, people
from broadcaster.store.renders import RenderState
from tests.ports import free_ports

PATIENCE_S = 60.0
LONG = "Ủy ban nhân dân phường mời bà con đến họp tổ dân phố để bàn việc giữ gìn vệ sinh chung. " * 12

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class Site:
    """A prepared site: its configuration and the file that holds it."""

    config: Config
    file: Path

    def command(self, *words: str, **environ: str) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            argv(*words),
            env={**clean(), "BROADCASTER_CONFIG": str(self.file), **environ},
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    @contextmanager
    def server(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the server as a process and hand it out once it answers."""
        log = (self.config.data / "test.log").open("wb")
        with (
            log,
            subprocess.Popen(
                argv("serve"), env={**clean(), "BROADCASTER_CONFIG": str(self.file)}, stdout=log, stderr=log
            ) as running,
        ):
            try:
                self._wait_healthy(running)
                yield running
            finally:
                running.terminate()

    def _wait_healthy(self, running: "subprocess.Popen[bytes]") -> None:
        for _ in range(int(PATIENCE_S * 5)):
            with suppress(OSError), urllib.request.urlopen(f"http://{self.config.web_listen}/healthz", timeout=2):
                return
            assert running.poll() is None, (self.config.data / "test.log").read_text()
            Event().wait(0.2)
        raise AssertionError("the server does not answer")


def argv(*words: str) -> list[str]:
    """Return the command line of the program."""
    return [sys.executable, "-m", "broadcaster", *words]


def clean() -> dict[str, str]:
    """Return the environment without settings."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("BROADCASTER_")}
    return {**own, "LANG": "en_GB.UTF-8"}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """The sample province on free ports."""
    config, file = write_config(tmp_path / "data", free_ports(3))
    prepare(config)
    return Site(config, file)


def approved(site: Site) -> str:
    """Leave a long bulletin approved and not yet spoken, as another process would; return its id."""
    with assembled(site.config) as dispatch:
        with dispatch.store.read() as tx:
            officer, leader = (people.by_login(tx, login) for login in ("canbo", "lanhdao"))
        draft = Bulletin(new_id(), officer.scope, "Họp", LONG, officer.id, dispatch.clock.now())
        kept = dispatch.save_draft(draft, officer)
        sent = dispatch.submit(kept.id, kept.version, officer)
        dispatch.approve(sent.id, sent.version, leader)
    return kept.id


def awaited(site: Site, bulletin_id: str, *, rendering: bool) -> Bulletin:
    """Wait until a bulletin is being spoken, or is ready."""
    with assembled(site.config) as dispatch:
        for _ in range(int(PATIENCE_S * 50)):
            with dispatch.store.read() as tx:
                bulletin = bulletins.find(tx, bulletin_id)
                render = dispatch.render_of(tx, bulletin)
            if rendering and render is not None and render.state is RenderState.RENDERING:
                return bulletin
            if not rendering and bulletin.state in (State.READY, State.PUBLISHED):
                return bulletin
            Event().wait(0.02)
    raise AssertionError(f"{bulletin.state} {render}")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_an_end_while_rendering_loses_nothing(site: Site, number: signal.Signals) -> None:
    """Told to stop or killed in the middle of a sound, the server makes it ready after its next start."""
    bulletin = approved(site)
    with site.server() as running:
        awaited(site, bulletin, rendering=True)
        running.send_signal(number)
        assert running.wait(PATIENCE_S) == (0 if number is signal.SIGTERM else -number)
    with site.server():
        ready = awaited(site, bulletin, rendering=False)
    with assembled(site.config) as dispatch:
        assert dispatch.hear(str(ready.clip)).stat().st_size > 0
        assert list(dispatch.scratch.iterdir()) == []


def test_the_signer_reads_what_the_server_read(site: Site) -> None:
    """A configuration named from where the server was started serves the signer too, which starts elsewhere."""
    folder = site.config.data
    environ = {**clean(), "BROADCASTER_CONFIG": str(site.file.relative_to(folder.parent))}
    with (
        (folder / "test.log").open("wb") as log,
        subprocess.Popen(argv("serve"), env=environ, cwd=folder.parent, stdout=log, stderr=log) as running,
    ):
        try:
            until(lambda: "signing alarms" in (folder / "signer.log").read_text(), running)
            assert running.poll() is None
        finally:
            running.terminate()
    assert running.returncode == 0


def until(ask: Callable[[], bool], running: "subprocess.Popen[bytes]") -> None:
    """Wait until the answer is yes, while a process lives."""
    for _ in range(int(PATIENCE_S * 5)):
        with suppress(OSError):
            if ask():
                return
        assert running.poll() is None
        Event().wait(0.2)
    raise AssertionError("waited in vain")


def test_a_claim_code_lets_one_box_in(site: Site, tmp_path: Path) -> None:
    """By the real command over TLS: the first box joins, the second is refused in words, as is a stale code."""
    station = demo_stations(1)[0]["id"]
    with site.server():
        code = site.command("station", "claim", station, "--by", "quantri").stdout.strip()
        stale, fresh = code, site.command("station", "claim", station, "--by", "quantri").stdout.strip()
        join = ("station", "enrol", site.config.web_url)
        boxes = [
            subprocess.run(
                argv(*join, one, "--data", str(tmp_path / name)),
                env=clean(),
                capture_output=True,
                text=True,
                check=False,
            )
            for name, one in (("stale", stale), ("first", fresh), ("second", fresh))
        ]
    assert [one.returncode for one in boxes] == [2, 0, 2]
    assert "expired" in boxes[0].stderr
    assert "used" in boxes[2].stderr
    assert boxes[1].stdout.split() == ["vn-79", station]
    assert not (tmp_path / "second" / "enrolment.json").exists()


@pytest.mark.parametrize(
    ("environ", "code", "words"),
    [
        ({"BROADCASTER_DATABASE_URL": "postgresql://x@127.0.0.1:9/x"}, 1, "database cannot be reached"),
        ({"BROADCASTER_SITE": "vn 79"}, 2, "vn 79"),
        ({"BROADCASTER_WEB_LISTEN": "8080"}, 2, "8080"),
        ({"BROADCASTER_WEB_LISTEN": "127.0.0.1:99999"}, 2, "99999"),
        ({"BROADCASTER_MQTT_URL": "nowhere"}, 2, "nowhere"),
    ],
)
def test_what_hinders_a_start_is_told(site: Site, environ: dict[str, str], code: int, words: str) -> None:
    """One sentence, the exit code, no traceback, and nothing left running."""
    ran = site.command("serve", **environ)
    assert (ran.returncode, words in ran.stderr) == (code, True), ran.stderr
    assert "Traceback" not in ran.stderr
    assert not list(site.config.data.glob("*/*.pid"))


def test_a_second_server_is_told(site: Site) -> None:
    """Started twice, the second ends with a sentence and the first goes on untouched."""
    with site.server() as running:
        ran = site.command("serve")
        assert (ran.returncode, str(site.config.data) in ran.stderr) == (1, True)
        assert "Traceback" not in ran.stderr
        with urllib.request.urlopen(f"http://{site.config.web_listen}/healthz", timeout=5) as answer:
            assert answer.status == 200
        assert running.poll() is None
