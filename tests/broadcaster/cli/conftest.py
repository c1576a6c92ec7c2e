"""A terminal in a province that was set up by commands alone; each test types in a copy of its own."""

import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from broadcaster.cli import cli
from broadcaster.config import PREFIX


@dataclass(frozen=True, slots=True)
class Ran:
    """What one command left: its exit code and both its outputs."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> Any:
        """The result it printed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Terminal:
    """Types commands on a machine whose data lies in ``data``; anything that is not told in words is raised."""

    data: Path

    def type(self, *words: str, **environ: str) -> Ran:
        """Run one command; ``environ`` are settings, ``data`` is given already."""
        given = {f"{PREFIX}{name.upper()}": value for name, value in environ.items()}
        foreign = {name: None for name in os.environ if name.startswith(PREFIX)}
        runner = CliRunner(mix_stderr=False, env={"LANG": "vi_VN.UTF-8", **foreign, f"{PREFIX}DATA": str(self.data)})
        ran = runner.invoke(cli, words, env=given)
        if ran.exception is not None and not isinstance(ran.exception, SystemExit):
            raise ran.exception
        return Ran(ran.exit_code, ran.stdout, ran.stderr)

    def done(self, *words: str, **environ: str) -> Any:
        """Run one command that must do what it says, and return its JSON."""
        ran = self.type(*words, "--json", **environ)
        assert (ran.code, ran.err) == (0, "")
        return ran.rows

    def by(self, login: str, secret: str = "password") -> tuple[str, ...]:
        """Return the options that say who acts, with the password in the file ``secret``."""
        return ("--by", login, "--password-file", str(self.data / secret))

    def submitted(self, text: str = "Mời bà con đi tiêm chủng.") -> str:
        """Write and submit a bulletin as the officer; return its id."""
        told = self.done("bulletin", "add", "Tiêm chủng", text, "--locality", "c1", "--by", "mai")
        assert told["state"] == "submitted"
        return str(told["id"])


@pytest.fixture
def bare(tmp_path: Path) -> Terminal:
    """A machine on which nothing has been set up."""
    return Terminal(tmp_path / "bare")


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the data folder of a province set up by commands alone."""
    terminal = Terminal(tmp_path_factory.mktemp("province") / "data")
    terminal.done("db", "upgrade")
    terminal.done("keys", "init")
    for code, name, kind, *above in (
        ("79", "Thành phố Hồ Chí Minh", "province"),
        ("c1", "Phường Dĩ An", "commune", "--parent", "79"),
        ("h1", "Khu phố 1", "hamlet", "--parent", "c1"),
        ("c2", "Xã Phú Giáo", "commune", "--parent", "79"),
    ):
        terminal.done("locality", "add", code, name, "--kind", kind, *above)
    for login, role, scope in (("mai", "officer", "c1"), ("lan", "leader", "c1"), ("tam", "administrator", "79")):
        terminal.done("user", "add", login, "--name", login, "--role", role, "--scope", scope)
    terminal.done("station", "add", "st-1", "--name", "Cụm loa 1", "--locality", "h1", "--by", "tam")
    return terminal.data


@pytest.fixture
def terminal(province: Path, tmp_path: Path) -> Terminal:
    """A terminal in a province of one's own."""
    shutil.copytree(province, tmp_path / "data")
    return Terminal(tmp_path / "data")
