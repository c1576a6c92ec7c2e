"""Set-up asks for what is missing, in one line, and leaves alone what is there."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
TARGETS = ("run", "check", "test", "bench", "docs-screenshots")


def packages() -> list[tuple[str, str, str]]:
    """Read purpose, package and probe of each line of the list of Debian packages."""
    lines = (ROOT / "deploy" / "packages.txt").read_text(encoding="utf-8").splitlines()
    found = [line.split(maxsplit=3) for line in lines if line and not line.startswith("#")]
    assert all(len(words) == 4 for words in found)
    return [(purpose, package, probe) for purpose, package, probe, _ in found]


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A copy of the set-up files on a machine with nothing but the shell's own tools and no way to become root."""
    for name in ("deploy/setup.sh", "deploy/packages.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    tools = tmp_path / "bin"
    tools.mkdir()
    for tool in ("sh", "dirname", "cat", "sha256sum", "cut", "grep"):
        (tools / tool).symlink_to(str(shutil.which(tool)))
    for name, words in {"id": "echo 1000", "apt-get": "exit 9", "ldconfig": "exit 0"}.items():
        (tools / name).write_text(f"#!/bin/sh\n{words}\n")
        (tools / name).chmod(0o755)
    return tmp_path


def ask(bare: Path, purpose: str, path: str = "bin") -> subprocess.CompletedProcess[str]:
    """Run set-up on the bare machine; folders of the system that it would search besides are emptied of programs."""
    script = (
        (bare / "deploy/setup.sh").read_text(encoding="utf-8").replace("/usr/local/sbin:/usr/sbin:/sbin", "/nowhere")
    )
    script = script.replace("/usr/bin/python3", "/nowhere/python3")
    (bare / "deploy/setup.sh").write_text(script, encoding="utf-8")
    return subprocess.run(
        ["/bin/sh", "deploy/setup.sh", purpose],
        cwd=bare,
        env={"PATH": os.fspath(bare / path), "PYTHON": "no-such-python"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_prints_one_line_to_run_without_root(bare: Path) -> None:
    """Without root and sudo, set-up changes nothing and prints the one line that installs all that is missing."""
    ran = ask(bare, "run")
    assert ran.returncode == 1
    lines = [line for line in ran.stderr.splitlines() if "apt-get" in line]
    assert len(lines) == 1
    assert {"espeak-ng", "mosquitto", "libvlc5", "python3", "python3-venv"} <= set(lines[0].split())
    assert "chromium" not in lines[0]
    assert not (bare / ".venv").exists()


def test_tests_need_more_than_running(bare: Path) -> None:
    """For development the browser and the recorded loudspeaker are asked for too."""
    assert {"chromium", "pulseaudio", "faketime"} <= set(ask(bare, "dev").stderr.split())


def test_what_is_there_is_not_asked_for(bare: Path) -> None:
    """A program that came by other means than Debian is good enough."""
    (bare / "bin" / "ffmpeg").symlink_to("/bin/true")
    assert "ffmpeg" not in ask(bare, "run").stderr.split()


def test_unknown_purpose_is_refused(bare: Path) -> None:
    """A typo ends with a sentence, not with half an installation."""
    ran = ask(bare, "prod")
    assert ran.returncode == 2
    assert "prod" in ran.stderr


@pytest.mark.slow
def test_second_run_says_and_does_nothing() -> None:
    """In a tree that is set up, set-up is silent."""
    script = ["deploy/setup.sh", "run"]
    subprocess.run(script, cwd=ROOT, capture_output=True, timeout=300, check=True)
    ran = subprocess.run(script, cwd=ROOT, capture_output=True, text=True, timeout=300, check=True)
    assert (ran.stdout, ran.stderr) == ("", "")


def test_packages_stand_once_and_are_justified() -> None:
    """Each Debian package stands once, with what it is for and how it is recognised."""
    listed = packages()
    assert {purpose for purpose, _, _ in listed} == {"run", "dev"}
    assert len({package for _, package, _ in listed}) == len(listed)


def test_makefile_has_the_promised_targets() -> None:
    """The targets of README and CONTRIBUTING exist and say what they do."""
    made = dict(re.findall(r"^([a-z-]+):.*## (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(TARGETS) <= set(made)


def test_assets_are_served_from_here() -> None:
    """Typeface, htmx and map code stand in the pages' own folder."""
    vendor = ROOT / "web" / "static" / "vendor"
    fonts = {path.name for path in (vendor / "be-vietnam-pro").glob("*.woff2")}
    assert fonts == {
        f"be-vietnam-pro-{subset}-{weight}-normal.woff2"
        for subset in ("latin", "vietnamese")
        for weight in (400, 600, 700)
    }
    assert (vendor / "htmx.min.js").is_file()
    assert (vendor / "leaflet" / "leaflet.js").is_file()
