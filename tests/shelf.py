"""Clips that tests made, by their recipe: for all processes of a run, and for the next while no code has changed.

Making a clip takes seconds, and hundreds of tests only need some clip. What is tested of a sound itself is never here.
"""

import hashlib
import os
import pickle
import shutil
import sys
from functools import cache
from pathlib import Path

from broadcaster.store.renders import Render

ROOT = Path(__file__).resolve().parent.parent
SHELVES = Path(sys.prefix) / "sounds"
"""Beside the packages that made them, and gone with them."""


def find(recipe: str) -> tuple[bytes, Render] | None:
    """Return a clip and what is told of it, None if nobody made it yet."""
    file = shelf() / recipe
    return pickle.loads(file.read_bytes()) if file.exists() else None


def keep(recipe: str, sound: bytes, made: Render) -> None:
    """Keep a clip for whoever wants it next; several may keep the same at once."""
    half = shelf() / f".{recipe}-{os.getpid()}"
    half.write_bytes(pickle.dumps((sound, made)))
    half.replace(shelf() / recipe)


@cache
def shelf() -> Path:
    """Return the folder of what this very code made; those of other code are thrown away."""
    folder = SHELVES / code_in(ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    for old in SHELVES.iterdir():
        if old != folder:
            shutil.rmtree(old, ignore_errors=True)
    return folder


def code_in(root: Path) -> str:
    """Return a name for all that makes a sound below ``root``: our code, and which packages it is given."""
    files = sorted((root / "broadcaster").rglob("*.*")) + sorted(root.glob("requirements.*.lock"))
    whole = hashlib.sha256()
    for file in files:
        if file.is_file() and file.suffix != ".pyc":
            whole.update(b"%s\0%s\0" % (str(file.relative_to(root)).encode(), file.read_bytes()))
    return whole.hexdigest()[:16]
