"""Files that people brought and that wait for a decision: kept for a day in one folder, each for who brought it.

The name of a file is the digest of what is in it. Never reads what it means.
"""

import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

from broadcaster.errors import Missing

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 5
"""Of one person; the oldest goes first."""
DIGITS = 32
OWNER = re.compile(r"[A-Za-z0-9-]{1,64}")
TOKEN = re.compile(rf"[0-9a-f]{{{DIGITS}}}")


@dataclass(frozen=True, slots=True)
class Uploads:
    """The folder of one site."""

    folder: Path

    def keep(self, owner: str, data: bytes, now: datetime) -> str:
        """Keep a file and return the token under which its owner finds it again; what is too old leaves."""
        token = sha256(data).hexdigest()[:DIGITS]
        path = self.path(owner, token)
        self.folder.mkdir(parents=True, exist_ok=True)
        begun = path.with_suffix(".part")
        begun.write_bytes(data)
        os.utime(begun, (now.timestamp(), now.timestamp()))
        begun.replace(path)
        self.tidy(owner, now)
        return token

    def find(self, owner: str, token: str) -> bytes:
        """Return a kept file; Missing ``upload.missing`` when it is not there, or somebody else's."""
        try:
            return self.path(owner, token).read_bytes()
        except FileNotFoundError:
            raise Missing("upload.missing") from None

    def tidy(self, owner: str, now: datetime) -> None:
        """Remove what nobody came back for, and of one owner all but the newest few."""
        oldest = (now - KEPT_FOR).timestamp()
        aged = sorted(((path.stat().st_mtime, path) for path in self.folder.glob("*.ics")), reverse=True)
        mine = [path for _, path in aged if path.name.startswith(f"{owner}.")]
        gone = {path for at, path in aged if at < oldest} | set(mine[MOST_KEPT:])
        for path in gone:
            with suppress(FileNotFoundError):
                path.unlink()

    def path(self, owner: str, token: str) -> Path:
        """Return where a file lies; Missing for names that none can have."""
        if not OWNER.fullmatch(owner) or not TOKEN.fullmatch(token):
            raise Missing("upload.missing")
        return self.folder / f"{owner}.{token}.ics"
