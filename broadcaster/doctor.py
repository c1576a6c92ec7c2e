"""Looks at the machine: programs, packages, sound, clock, broker, database, disk. Never repairs or changes anything.

Whatever may hang or crash (sound libraries, foreign programs) is asked in a child process with a time limit.
"""

import ctypes
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from broadcaster.errors import BroadcasterError
from broadcaster.wording import DEFAULT_LANGUAGE, told

PATIENCE_S = 10.0
MEGABYTE = 1_000_000
SYSTEM_FOLDERS = "/usr/local/sbin:/usr/sbin:/sbin"


class Part(StrEnum):
    """A part of the product that needs things of its own."""

    SERVER = "server"
    STATION = "station"
    DEV = "dev"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at; ``advice_code`` is a wording code, empty when all is well."""

    name: str
    ok: bool
    found: str
    advice_code: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)

    def advice(self, language: str = DEFAULT_LANGUAGE) -> str:
        """Return what to do about it in ``language``; empty when all is well."""
        return told(self.advice_code, language, self.facts) if self.advice_code else ""


@dataclass(frozen=True, slots=True)
class Program:
    """An outside program: how to ask for its version and which Debian package brings it."""

    question: tuple[str, ...]
    package: str
    part: Part


@dataclass(frozen=True, slots=True)
class Place:
    """What to examine: the parts that should run here and where they keep and reach things.

    ``database`` returns a word about the database it reached, or raises one of our errors; ``alarms`` what it knows of
    the alarm path, ``voices`` of the voices.
    """

    data: Path
    parts: frozenset[Part] = frozenset({Part.SERVER, Part.STATION})
    needed_mb: int = 200
    broker: tuple[str, int] | None = None
    database: Callable[[], str] | None = None
    alarms: Callable[[], Sequence["Finding"]] | None = None
    voices: Callable[[], Sequence["Finding"]] | None = None


PROGRAMS = (
    Program(("espeak-ng", "--version"), "espeak-ng", Part.SERVER),
    Program(("ffmpeg", "-version"), "ffmpeg", Part.SERVER),
    Program(("mosquitto", "-h"), "mosquitto", Part.SERVER),
    Program(("nginx", "-v"), "nginx", Part.SERVER),
    Program(("chromium", "--version"), "chromium", Part.DEV),
)

PACKAGES: Mapping[Part, tuple[str, ...]] = {
    Part.SERVER: ("Flask", "SQLAlchemy", "alembic", "APScheduler", "paho-mqtt", "waitress", "cryptography", "pydub"),
    Part.STATION: ("paho-mqtt", "python-vlc", "sounddevice", "gpiozero", "sqlite-utils", "cryptography"),
    Part.DEV: ("pytest", "playwright"),
}

ASK_VLC = "import vlc; print(vlc.libvlc_get_version().decode())"
ASK_PORTAUDIO = """
import json, sounddevice
print(json.dumps([one["name"] for one in sounddevice.query_devices() if one["max_output_channels"] > 0]))
"""


def examine(place: Place) -> list[Finding]:
    """Look at everything ``place`` needs, in the order a person would mend it."""
    return list(_findings(place))


def _findings(place: Place) -> Iterator[Finding]:
    yield Finding("python", True, ".".join(map(str, sys.version_info[:3])))
    yield from (look_program(program) for program in PROGRAMS if program.part in place.parts)
    names = dict.fromkeys(name for part in Part if part in place.parts for name in PACKAGES[part])
    yield from (look_package(name) for name in names)
    if Part.STATION in place.parts:
        yield look_vlc()
        yield look_sound()
    yield look_clock(kernel_clock_error)
    if place.broker is not None:
        yield look_broker(*place.broker)
    if place.database is not None:
        yield look_database(place.database)
    for more in (place.alarms, place.voices):
        if more is not None:
            yield from more()
    yield look_disk(place.data, place.needed_mb)
    yield look_writing(place.data)


def look_program(program: Program, patience_s: float = PATIENCE_S) -> Finding:
    """Tell the version of an outside program, or what to install."""
    name = program.question[0]
    path = shutil.which(name, path=f"{os.environ.get('PATH', '')}:{SYSTEM_FOLDERS}")
    facts = {"program": name, "package": program.package}
    if path is None:
        return Finding(name, False, "", "doctor.program_missing", facts)
    try:
        said = _ask((path, *program.question[1:]), patience_s)
    except (OSError, subprocess.TimeoutExpired) as fault:
        return Finding(name, False, path, "doctor.program_silent", {**facts, "fault": fault})
    number = re.search(r"\d+(\.\d+)+", said)
    if number is None:
        return Finding(name, False, path, "doctor.program_silent", {**facts, "fault": _last_line(said)})
    return Finding(name, True, number[0])


def look_package(name: str) -> Finding:
    """Tell the version of a Python package, or that it is missing."""
    try:
        return Finding(name, True, version(name))
    except PackageNotFoundError:
        return Finding(name, False, "", "doctor.package_missing", {"package": name})


def look_vlc() -> Finding:
    """Tell the version of libVLC as the player would load it."""
    try:
        return Finding("libvlc", True, _ask_python(ASK_VLC))
    except (OSError, subprocess.SubprocessError) as fault:
        facts = {"library": "libVLC", "package": "libvlc5 vlc-plugin-base", "fault": _reason(fault)}
        return Finding("libvlc", False, "", "doctor.library_faulty", facts)


def look_sound(question: str = ASK_PORTAUDIO) -> Finding:
    """Name the sound outputs of this machine; never starts a sound server that did not run."""
    try:
        outputs = [str(name) for name in json.loads(_ask_python(question))]
    except (OSError, ValueError, subprocess.SubprocessError) as fault:
        return Finding("sound", False, "", "doctor.sound_failed", {"fault": _reason(fault)})
    if not outputs:
        return Finding("sound", False, "", "doctor.sound_none")
    return Finding("sound", True, ", ".join(outputs))


def look_clock(largest_error: Callable[[], float | None]) -> Finding:
    """Tell whether the clock follows the network; ``largest_error`` returns seconds, or None if nobody sets it."""
    error_s = largest_error()
    if error_s is None:
        return Finding("clock", False, "", "doctor.clock_adrift")
    return Finding("clock", True, f"± {error_s * 1000:.0f} ms")


def look_broker(host: str, port: int) -> Finding:
    """Tell whether somebody listens where the broker should be; says nothing to it."""
    try:
        with socket.create_connection((host, port), timeout=PATIENCE_S):
            return Finding("broker", True, f"{host}:{port}")
    except OSError as fault:
        return Finding("broker", False, "", "doctor.broker_away", {"host": host, "port": port, "fault": fault})


def look_database(reach: Callable[[], str]) -> Finding:
    """Tell what database answers, or the fault in its own words."""
    try:
        return Finding("database", True, reach())
    except BroadcasterError as fault:
        return Finding("database", False, "", fault.code, fault.facts)


def look_disk(data: Path, needed_mb: int) -> Finding:
    """Tell the free space of the disk that holds ``data``."""
    free_mb = shutil.disk_usage(_existing(data)).free // MEGABYTE
    if free_mb < needed_mb:
        facts = {"folder": data, "free_mb": free_mb, "needed_mb": needed_mb}
        return Finding("disk", False, f"{free_mb} MB", "doctor.disk_low", facts)
    return Finding("disk", True, f"{free_mb} MB")


def look_writing(data: Path) -> Finding:
    """Write, fsync and remove a file where ``data`` is, or will be."""
    folder = _existing(data)
    try:
        with tempfile.TemporaryFile(dir=folder) as trial:
            trial.write(b"broadcaster doctor")
            trial.flush()
            os.fsync(trial.fileno())
    except OSError as fault:
        facts = {"folder": folder, "fault": fault.strerror or fault}
        return Finding("writing", False, "", "doctor.disk_unwritable", facts)
    return Finding("writing", True, str(folder))


class Timex(ctypes.Structure):
    """The head of ``struct timex`` of Linux, with room for the rest of it (adjtimex(2))."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("freq", ctypes.c_long),
        ("maxerror", ctypes.c_long),
        ("esterror", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_long * 32),
    )


UNSYNCHRONISED = 0x0040
"""STA_UNSYNC of <sys/timex.h>: whoever sets the clock (timesyncd, chrony, ntpd) clears it while it is in step."""


def kernel_clock_error() -> float | None:
    """Return the largest error of the clock in seconds as the kernel believes it, or None while nobody sets it."""
    timex = Timex(modes=0)
    answer = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.byref(timex))
    if answer < 0 or timex.status & UNSYNCHRONISED:
        return None
    return float(timex.maxerror) / 1e6


def _existing(folder: Path) -> Path:
    """Return ``folder`` or its nearest ancestor that exists."""
    return next(one for one in (folder.resolve(), *folder.resolve().parents) if one.is_dir())


def _ask(argv: Sequence[str], patience_s: float) -> str:
    """Return all that a program says, whatever its exit code: version questions end with many codes."""
    ran = subprocess.run(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=patience_s,
        check=False,
    )
    return ran.stdout.decode("utf-8", "replace")


def _ask_python(source: str) -> str:
    """Run a few lines in a Python of their own, without letting libpulse start a sound server; return its last line."""
    with tempfile.NamedTemporaryFile("w", suffix=".conf") as pulse:
        pulse.write("autospawn = no\n")
        pulse.flush()
        ran = subprocess.run(
            (sys.executable, "-c", source),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=True,
            env={**os.environ, "PULSE_CLIENTCONFIG": pulse.name},
        )
    return _last_line(ran.stdout)


def _reason(fault: Exception) -> str:
    """Return the shortest useful word about a child that failed: its last line if it said one."""
    said = fault.stderr if isinstance(fault, subprocess.CalledProcessError) else ""
    return _last_line(said or "") or str(fault)


def _last_line(said: str) -> str:
    """Return the last line that is not empty."""
    return next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "")
