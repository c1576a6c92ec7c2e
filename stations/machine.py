"""What the machine says of itself, read where Linux shows it. Never judges it, never sends it.

Everything is read below ``root``, so that a test can lay out a machine of its own; what is not there is None or empty.
The modem alone is asked through a program, ModemManager's ``mmcli``, which takes its time: not in the thread of alarms.
"""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from broadcaster.errors import BroadcasterError, Unavailable
from broadcaster.messages import MachineState
from broadcaster.programs import run

ROOT = Path("/")
THERMAL = "sys/class/thermal/thermal_zone0/temp"
ROUTES = "proc/net/route"
MEMORY = "proc/meminfo"
POWER_CHIP = "rpi_volt"
"""The name of the Raspberry Pi's hwmon chip; its alarm is set while the supply is too weak, and a while after."""
MODEM_PROGRAM = "mmcli"
MODEM_TIMEOUT_S = 5.0
OPERATOR_LENGTH = 60
TRIED = ".tried"
WRITE_TEST_S = 600.0
WRITE_AGAIN_S = 60.0
BOOT_ID = "proc/sys/kernel/random/boot_id"


@dataclass(frozen=True, slots=True)
class Modem:
    """How well the modem hears which network."""

    signal_percent: int | None = None
    operator: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """What the machine says of itself."""

    disk_free_bytes: int | None = None
    temperature_c: float | None = None
    link: str = ""
    version: str = ""
    memory_free_bytes: int | None = None
    under_voltage: bool | None = None
    card_errors: int | None = None

    def told(self, output: str, modem: Modem) -> MachineState:
        """Return the part of the state message that tells of the machine."""
        return MachineState(
            memory_free_bytes=self.memory_free_bytes,
            under_voltage=self.under_voltage,
            card_errors=self.card_errors,
            signal_percent=modem.signal_percent,
            operator=modem.operator,
            output=output,
        )


def read_health(free_bytes: int | None, root: Path = ROOT) -> Health:
    """Return the state of the machine; what it cannot tell is None or empty."""
    return Health(
        disk_free_bytes=free_bytes,
        temperature_c=_temperature(root),
        link=_link(root),
        version=software_version(),
        memory_free_bytes=_memory(root),
        under_voltage=_under_voltage(root),
        card_errors=_card_errors(root),
    )


def software_version() -> str:
    """Return the version of this software."""
    try:
        return version("broadcaster")
    except PackageNotFoundError:
        return ""


class Card:
    """The disk under a folder: now and then something is written to it, for often would wear it out."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / TRIED
        self._due = 0.0
        self._fault: Unavailable | None = None

    def fault(self, monotonic: float) -> Unavailable | None:
        """Return why the disk took nothing at the newest try; None when it did."""
        if monotonic >= self._due:
            self._due = monotonic + (WRITE_TEST_S if self._fault is None else WRITE_AGAIN_S)
            self._fault = self._try()
        return self._fault

    def _try(self) -> Unavailable | None:
        try:
            with self._file.open("wb") as tried:
                tried.write(os.urandom(16))
                tried.flush()
                os.fsync(tried.fileno())
            self._file.unlink()
        except OSError as fault:
            return Unavailable("station.unwritable", fault=fault)
        return None


def machine_boot() -> str:
    """Return what names the time since this machine was switched on."""
    return _text(ROOT / BOOT_ID).strip()


def ask_modem(program: str = MODEM_PROGRAM) -> Modem:
    """Return what ModemManager says of the first modem; an empty one where there is none or nobody to ask."""
    try:
        said = json.loads(run([program, "--modem=any", "--output-json"], MODEM_TIMEOUT_S))
        generic, network = said["modem"]["generic"], said["modem"].get("3gpp", {})
        percent = min(100, max(0, int(generic["signal-quality"]["value"])))
        return Modem(percent, _named(network.get("operator-name")))
    except (BroadcasterError, ValueError, KeyError, TypeError, AttributeError):
        return Modem()


def _named(operator: Any) -> str:
    return "" if operator in (None, "--") else str(operator)[:OPERATOR_LENGTH]


def _number(file: Path) -> int | None:
    try:
        return int(file.read_text())
    except (OSError, ValueError):
        return None


def _temperature(root: Path) -> float | None:
    thousandths = _number(root / THERMAL)
    return None if thousandths is None else thousandths / 1000


def _under_voltage(root: Path) -> bool | None:
    """Say whether the supply is too weak; None where no chip knows."""
    for chip in _found(root / "sys/class/hwmon", "*/name"):
        if _text(chip).strip() == POWER_CHIP:
            alarm = _number(chip.with_name("in0_lcrit_alarm"))
            return None if alarm is None else bool(alarm)
    return None


def _card_errors(root: Path) -> int | None:
    """Return how many errors ext4 has met on all its disks since they were made or checked."""
    counts = [_number(file) for file in _found(root / "sys/fs/ext4", "*/errors_count")]
    known = [one for one in counts if one is not None]
    return sum(known) if known else None


def _memory(root: Path) -> int | None:
    rows = (line.split() for line in _text(root / MEMORY).splitlines())
    return next((int(row[1]) * 1024 for row in rows if row[:1] == ["MemAvailable:"] and row[1].isdecimal()), None)


def _link(root: Path) -> str:
    """Return the name of the interface the default route goes out by, as the kernel lists it."""
    rows: Iterable[list[str]] = (line.split() for line in _text(root / ROUTES).splitlines()[1:])
    return next((row[0] for row in rows if len(row) > 1 and row[1] == "00000000"), "")


def _found(folder: Path, pattern: str) -> list[Path]:
    try:
        return sorted(folder.glob(pattern))
    except OSError:
        return []


def _text(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""
