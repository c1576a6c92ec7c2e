"""Power cuts as a disk sees them (F1), by hand and as root: python -m tests.faults.crash_images 100 [careless]

A station's inbox and journal write on an ext4 in a file; time and again its writer is stopped, the file copied as it
stands without what only the memory knows, and the copy mounted: what was promised must be there. ``careless`` takes
fsync away and shows that the images would tell. kill -9 shows none of this: the kernel keeps what it was given.
"""

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from broadcaster.errors import BroadcasterError
from broadcaster.messages import AlarmSet, AsRun, EndedHow, Kind
from broadcaster.signing import unverified
from stations.inbox import Inbox
from stations.journal import Journal
from stations.playout.cues import Closes, Report
from stations.station_clock import StationClock
from tests.faults.town import alarm_of
from tests.stations.centre import CLOCK, STATION, Centre

MEGABYTES = 48


def write(folder: Path, *, careless: bool) -> None:
    """Be the station: believe sets of alarms and write rows for ever, and say what is promised."""
    centre, clock = Centre(), StationClock(CLOCK)
    inbox, journal = Inbox(folder / "inbox", centre.trust, STATION, clock), Journal.open(folder / "journal.db")
    if careless:
        os.fsync = lambda descriptor: None
        journal._database.execute("PRAGMA synchronous=OFF")
    inbox.load()
    inbox.accept(centre.topics.keys, centre.documents[centre.topics.keys])
    inbox.accept(centre.topics.assignment(STATION), centre.assign("79"))
    topic = centre.topics.alarms("79")
    for number in range(1, 1_000_000):
        inbox.accept(topic, centre.publish(topic, Kind.ALARMS, AlarmSet((alarm_of(f"bao-{number}"),))))
        inbox.save()
        print("inbox", number, flush=True)
        row = AsRun(STATION, None, f"bao-{number}", 0, 1, EndedHow.FINISHED, started_at=CLOCK.now())
        journal.record(Report(row, Closes.MESSAGE), CLOCK.now() + timedelta())
        print("journal", number, flush=True)


@contextmanager
def mounted(image: Path, at: Path) -> Iterator[None]:
    """Mount an image while the block runs; ext4 plays back its own journal first, as after a power cut."""
    subprocess.run(["mount", "-o", "loop,commit=60", image, at], check=True)
    try:
        yield
    finally:
        for _ in range(50):  # the machine's own watchers may look in
            if subprocess.run(["umount", at], check=False, capture_output=True).returncode == 0:
                break
            time.sleep(0.1)


def lost(card: Path, promised: dict[str, int]) -> list[str]:
    """Return what was promised and is not on the card."""
    found: list[str] = []
    file = card / "inbox" / f"{quote(Centre().topics.alarms('79'), safe='')}.json"
    try:
        if unverified(file.read_bytes())[0].seq < promised["inbox"]:
            found.append("an older set of alarms")
    except (BroadcasterError, OSError) as fault:
        found.append(f"no set of alarms: {fault!r}")
    try:
        with closing(sqlite3.connect(card / "journal.db")) as journal:
            rows = journal.execute("select count(*) from as_run").fetchone()[0]
        if rows < promised["journal"]:
            found.append(f"{promised['journal'] - rows} rows")
    except sqlite3.Error as fault:
        found.append(f"no journal: {fault!r}")
    return found


def cut(folder: Path, *, careless: bool) -> list[str]:
    """Let a station write for a moment on a fresh card, cut the power, and return what is lost."""
    image, copy, at = folder / "card", folder / "copy", folder / "at"
    image.write_bytes(b"")
    os.truncate(image, MEGABYTES << 20)
    subprocess.run(["mkfs.ext4", "-q", "-F", image], check=True)
    told = folder / "told"
    with mounted(image, at), told.open("wb") as log:
        argv = [
            sys.executable,
            "-m",
            "tests.faults.crash_images",
            "write",
            str(at),
            *(["careless"] if careless else []),
        ]
        writer = subprocess.Popen(argv, stdout=log)
        while told.stat().st_size < 200:
            time.sleep(0.02)
        time.sleep(random.uniform(0, 1))
        writer.send_signal(signal.SIGSTOP)
        promised = dict(line.split() for line in told.read_text().splitlines() if line.count(" ") == 1)
        shutil.copyfile(image, copy)
        writer.kill()
        writer.wait()
    with mounted(copy, at):
        return lost(at, {name: int(number) for name, number in promised.items()})


def main() -> int:
    """Cut the power so often, print what was lost; 1 if anything was."""
    if sys.argv[1] == "write":
        write(Path(sys.argv[2]), careless="careless" in sys.argv)
    losses, count = 0, int(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="crash-") as name:
        (Path(name) / "at").mkdir()
        for number in range(count):
            found = cut(Path(name), careless="careless" in sys.argv)
            losses += bool(found)
            if found:
                print(f"{number}: {', '.join(found)}")
    print(f"{losses} of {count} power cuts lost something")
    return 1 if losses else 0


if __name__ == "__main__":
    sys.exit(main())
