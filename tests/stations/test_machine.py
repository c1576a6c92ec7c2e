"""The machine is read where Linux shows it; what is not there is left out, what is nonsense too."""

from pathlib import Path

import pytest

from stations.machine import Card, Health, Modem, ask_modem, machine_boot, read_health

MODEM = '{"modem": {"3gpp": {"operator-name": "%s"}, "generic": {"signal-quality": {"recent": "yes", "value": "%s"}}}}'


def laid(root: Path, **files: str) -> Path:
    """Lay out a machine: path, with two underscores for each slash, and content."""
    for name, content in files.items():
        path = root / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return root


def pi(root: Path, weak: str = "0") -> Path:
    """Lay out a Raspberry Pi whose power chip is the second one."""
    return laid(
        root,
        sys__class__thermal__thermal_zone0__temp="48250\n",
        sys__class__hwmon__hwmon0__name="cpu_thermal\n",
        sys__class__hwmon__hwmon1__name="rpi_volt\n",
        sys__class__hwmon__hwmon1__in0_lcrit_alarm=weak,
        sys__fs__ext4__mmcblk0p1__errors_count="0\n",
        sys__fs__ext4__mmcblk0p2__errors_count="3\n",
        proc__net__route="Iface\tDestination\nwwan0\t0000A8C0\neth0\t00000000\tx\n",
        proc__meminfo="MemTotal: 900000 kB\nMemAvailable:   200000 kB\n",
    )


@pytest.mark.parametrize(("alarm", "is_weak"), [("0\n", False), ("1\n", True)])
def test_a_pi_tells_all(tmp_path: Path, alarm: str, is_weak: bool) -> None:
    """Degrees, the interface of the default route, bytes of memory, the supply, the errors of all cards together."""
    health = read_health(7, pi(tmp_path, alarm))
    assert (health.disk_free_bytes, health.temperature_c, health.link) == (7, 48.25, "eth0")
    assert (health.memory_free_bytes, health.under_voltage, health.card_errors) == (204_800_000, is_weak, 3)
    told = health.told("pulse:loa", Modem(60, "Viettel"))
    assert (told.under_voltage, told.operator, told.output) == (is_weak, "Viettel", "pulse:loa")


def test_another_machine_tells_what_it_can(tmp_path: Path) -> None:
    """Nothing is there, or nonsense is: it is left out; the software's version is always known."""
    assert read_health(None, tmp_path) == Health(version=read_health(None, tmp_path).version)
    junk = laid(tmp_path, sys__class__hwmon__hwmon0__name="rpi_volt", proc__meminfo="MemAvailable: x\nMem")
    laid(
        junk, sys__fs__ext4__sda__errors_count="?", sys__class__thermal__thermal_zone0__temp="hot", proc__net__route=""
    )
    assert read_health(None, junk) == Health(version=read_health(None, junk).version)


def test_this_machine_can_be_asked() -> None:
    """Whatever it is, reading it is never an error; its boot has a name on Linux."""
    assert read_health(1).disk_free_bytes == 1
    assert machine_boot() == machine_boot()


@pytest.mark.parametrize(
    ("said", "modem"),
    [
        (MODEM % ("Viettel", "67"), Modem(67, "Viettel")),
        (MODEM % ("--", "0"), Modem(0, "")),
        (MODEM % ("V" * 99, "250"), Modem(100, "V" * 60)),
        ("error: couldn't find modem", Modem()),
        ('{"modem": "--"}', Modem()),
        ('{"modem": {"generic": {"signal-quality": {"value": "--"}}}}', Modem()),
    ],
)
def test_the_modem_answers(tmp_path: Path, said: str, modem: Modem) -> None:
    """Signal and operator as ModemManager says them; nothing where it says something else."""
    program = tmp_path / "mmcli"
    program.write_text(f"#!/bin/sh\ncat <<'E'\n{said}\nE\n")
    program.chmod(0o755)
    assert ask_modem(str(program)) == modem


def test_no_modem_manager() -> None:
    """Not installed: nothing is known, and nothing is wrong."""
    assert ask_modem("/nowhere/mmcli") == Modem()


def test_the_card_is_tried_now_and_then(tmp_path: Path) -> None:
    """Every ten minutes, each minute while it takes nothing; nothing is left of it."""
    folder = tmp_path / "data"
    folder.mkdir()
    card = Card(folder)
    assert card.fault(0.0) is None
    folder.rmdir()
    assert card.fault(599.0) is None
    fault = card.fault(600.0)
    assert fault is not None
    assert fault.code == "station.unwritable"
    folder.mkdir()
    assert card.fault(601.0) is not None
    assert card.fault(1201.0) is None
    assert list(folder.iterdir()) == []
