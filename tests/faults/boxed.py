"""One station as a real process whose machine can be spoiled: its card, its clock, its names. Run by ``town.Town``.

It begins in a mount namespace of its own, for which nobody has to be root; lines on stdin change the card meanwhile.
"""

import ctypes
import logging
import os
import shutil
import signal
import sys
import threading
from pathlib import Path
from typing import Any

CLONE_NEWNS, CLONE_NEWUSER = 0x20000, 0x10000000
MS_RDONLY, MS_REMOUNT, MS_BIND, MS_PRIVATE_ALL = 1, 32, 4096, 0x40000 | 16384
LIBC = ctypes.CDLL(None, use_errno=True)


def enter_own_mounts() -> None:
    """Begin a namespace in which we may mount; before any thread."""
    uid, gid = os.getuid(), os.getgid()
    _check(LIBC.unshare(CLONE_NEWUSER | CLONE_NEWNS))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"0 {uid} 1")
    Path("/proc/self/gid_map").write_text(f"0 {gid} 1")
    mount("none", Path("/"), "", MS_PRIVATE_ALL)


def mount(source: object, target: Path, kind: str, flags: int, options: str = "") -> None:
    """Mount, or raise OSError."""
    words = (str(source).encode(), str(target).encode(), kind.encode() or None)
    _check(LIBC.mount(*words, flags, options.encode() or None))


def make_readonly(folder: Path) -> None:
    """Let nothing below ``folder`` be opened for writing any more."""
    mount(folder, folder, "", MS_BIND)
    mount("none", folder, "", MS_BIND | MS_REMOUNT | MS_RDONLY)


def make_full(folder: Path) -> None:
    """Put a card under ``folder`` that holds what is there and not a page more."""
    aside = folder.with_name(folder.name + "-aside")
    aside.mkdir(exist_ok=True)
    mount(folder, aside, "", MS_BIND)
    mount("none", folder, "tmpfs", 0, "size=4m")
    shutil.copytree(aside, folder, dirs_exist_ok=True)
    fill(folder)


def fill(folder: Path) -> None:
    """Write until nothing more fits."""
    with (folder / "filler").open("ab", buffering=0) as filler:
        for size in (65_536, 4_096, 1):
            try:
                while filler.write(b"\1" * size) == size:
                    pass
            except OSError:
                continue


def make_unreadable(folder: Path) -> None:
    """Let every read of what the station has stored fail with EIO, as worn-out blocks do; all but its identity."""
    # The memory of a process begins with pages nobody may touch: each read or write there is an I/O error.
    for file in folder.glob("journal.db*"):
        mount("/proc/self/mem", file, "", MS_BIND)  # SQLite would look where a link leads
    for pattern in ("inbox/*", "media/*", "readings/*", "addresses.json"):
        for file in folder.glob(pattern):
            file.unlink()
            file.symlink_to("/proc/self/mem")


CARDS: dict[str, Any] = {
    "good": lambda _folder: None,
    "unreadable": make_unreadable,
    "readonly": make_readonly,
    "full": make_full,
    "refilled": fill,
}


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def _listen(data: Path) -> None:
    for line in sys.stdin:
        CARDS[line.strip()](data)
        print("done", flush=True)


def main() -> int:
    """Be the station until SIGTERM; return its exit code."""
    data, card, settings = Path(sys.argv[1]), sys.argv[2], dict(one.split("=", 1) for one in sys.argv[3:])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    enter_own_mounts()
    CARDS[card](data)
    for name in [name for name in settings if name.startswith("/")]:
        mount(settings.pop(name), Path(name), "", MS_BIND)
    from broadcaster import mqtt
    from stations.enrol import load_identity
    from stations.receiver import Receiver
    from stations.station_config import StationConfig

    mqtt.LONGEST_WAIT_S, mqtt.KEEPALIVE_S = 0.3, int(settings.pop("keepalive", "30"))
    trusted = settings.pop("clock", "sure") == "sure"
    pin = settings.pop("pin", "")
    config = StationConfig(
        data,
        settings.pop("output", "silent"),
        amplifier_pin=int(pin) if pin else None,
        media_reserve_mb=0,
        alarm_reserve_mb=int(settings.pop("reserve", "0")),
        poll_seconds=float(settings.pop("poll", "30")),
        away_seconds=1,
        state_seconds=5,
        clock_trusted=trusted,
    )
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    receiver = Receiver(config, load_identity(data), stop)
    threading.Thread(target=_listen, args=(data,), daemon=True).start()
    with receiver.running():
        stop.wait()
    return receiver.exit_code


if __name__ == "__main__":
    sys.exit(main())
