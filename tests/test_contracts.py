"""The import contracts of setup.cfg are kept by the tree, and each is seen to break on a deliberate sin."""

import configparser
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("broadcaster", "stations", "schedules", "web")
CONTRACTS = {"one way", "pure", "pages", "slim"}

SINS = [
    ("one way", "broadcaster/errors.py", "import broadcaster.config"),
    ("one way", "schedules/playlist.py", "import broadcaster.store"),
    ("one way", "broadcaster/dispatch/__init__.py", "import web"),
    ("one way", "web/__init__.py", "import stations"),
    ("one way", "stations/__init__.py", "import web"),
    ("one way", "broadcaster/speech/__init__.py", "import broadcaster.audio"),
    ("one way", "broadcaster/clips.py", "import broadcaster.store"),
    ("pure", "schedules/playlist.py", "import threading"),
    ("pure", "broadcaster/bulletins.py", "import flask"),
    ("pure", "broadcaster/localities.py", "import sqlalchemy"),
    ("pure", "broadcaster/messages/__init__.py", "import paho.mqtt.client"),
    ("pure", "broadcaster/signing.py", "import socket"),
    ("pure", "stations/playout/__init__.py", "import vlc"),
    ("pages", "web/words.py", "import broadcaster.speech"),
    ("pages", "web/words.py", "import broadcaster.audio"),
    ("pages", "web/words.py", "import broadcaster.mqtt"),
    ("pages", "web/words.py", "import stations"),
    ("slim", "stations/player.py", "import flask"),
    ("slim", "stations/player.py", "import sqlalchemy"),
    ("slim", "stations/player.py", "import pydub"),
    ("slim", "stations/player.py", "import broadcaster.store"),
    ("slim", "stations/player.py", "import broadcaster.accounts, broadcaster.audio"),
]


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A copy of the source and its contracts, free to sin in."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=ignored)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    return tmp_path


def ignored(folder: str, names: list[str]) -> set[str]:
    """Leave out everything but Python files and the folders on the way to them."""
    return {name for name in names if name in ("node_modules", "__pycache__", "static") or is_other_file(folder, name)}


def is_other_file(folder: str, name: str) -> bool:
    """Tell whether this is a file that contracts do not look at."""
    return not name.endswith(".py") and os.path.isfile(os.path.join(folder, name))


def broken(tree: Path) -> set[str]:
    """Check the contracts in ``tree`` and return the names of the broken ones."""
    program = (Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", "--config", "setup.cfg")
    ran = subprocess.run(program, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", ran.stdout, re.MULTILINE))
    assert set(verdicts) == CONTRACTS, ran.stdout + ran.stderr
    found = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert (ran.returncode != 0) == bool(found)
    return found


def test_tree_keeps_every_contract(tree: Path) -> None:
    """As it stands, the tree keeps all four contracts."""
    assert broken(tree) == set()


@pytest.mark.parametrize(("contract", "module", "sin"), SINS)
def test_sin_breaks_its_contract(tree: Path, contract: str, module: str, sin: str) -> None:
    """One forbidden import breaks the contract that forbids it."""
    with (tree / module).open("a", encoding="utf-8") as source:
        source.write(f"\n{sin}\n")
    assert contract in broken(tree)


def test_every_module_has_its_place() -> None:
    """Each module of broadcaster stands in the layers, so that none escapes the contract."""
    settings = configparser.ConfigParser()
    settings.read(ROOT / "setup.cfg", encoding="utf-8")
    layers = set(re.findall(r"[\w.]+", settings["importlinter:contract:one-way"]["layers"]))
    parts = {
        path for path in (ROOT / "broadcaster").iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert {f"broadcaster.{path.stem}" for path in parts} - {"broadcaster.__init__"} <= layers
    assert {"stations", "schedules", "web"} <= layers
