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


def ignored(folder: str, names: list[str]) -> set[str]:
    """Leave out everything but Python files and the folders on the way to them."""
    return {name for name in names if name in ("node_modules", "__pycache__", "static") or is_other_file(folder, name)}


def is_other_file(folder: str, name: str) -> bool:
    """Tell whether this is a file that contracts do not look at."""
    return not name.endswith(".py") and os.path.isfile(os.path.join(folder, name))


def copied(folder: Path) -> Path:
    """Copy the source and its contracts, so that one is free to sin."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / "setup.cfg", folder)
    return folder


def checked(tree: Path) -> tuple[set[str], str]:
    """Check the contracts in ``tree``; return the names of the broken ones and what is said of them."""
    program = (Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache", "--config", "setup.cfg")
    ran = subprocess.run(program, cwd=tree, capture_output=True, text=True, timeout=120, check=False)
    verdicts = dict(re.findall(r"^(.+) (KEPT|BROKEN)$", ran.stdout, re.MULTILINE))
    assert set(verdicts) == CONTRACTS, ran.stdout + ran.stderr
    found = {name for name, verdict in verdicts.items() if verdict == "BROKEN"}
    assert (ran.returncode != 0) == bool(found)
    return found, ran.stdout


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What each contract says of a tree in which every sin was committed."""
    tree = copied(tmp_path_factory.mktemp("sinful"))
    for _, module, sin in SINS:
        with (tree / module).open("a", encoding="utf-8") as source:
            source.write(f"\n{sin}\n")
    found, words = checked(tree)
    assert found == CONTRACTS
    parts = re.split(r"^(.+)\n-+\n", words.split("Broken contracts")[1], flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_tree_keeps_every_contract(tmp_path: Path) -> None:
    """As it stands, the tree keeps all four contracts."""
    assert checked(copied(tmp_path))[0] == set()


@pytest.mark.slow
@pytest.mark.parametrize(("contract", "module", "sin"), SINS)
def test_sin_breaks_its_contract(said: dict[str, str], contract: str, module: str, sin: str) -> None:
    """A forbidden import breaks the contract that forbids it, alone and not by way of another sin."""
    sinner = module.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    for name in sin.removeprefix("import ").split(", "):
        package = name if name.split(".")[0] in PACKAGES else name.split(".")[0]
        assert re.search(rf"^- +{re.escape(sinner)} -> {re.escape(package)} \(", said[contract], re.MULTILINE)


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
