"""The units of systemd: they start commands that exist, may do no more than needed, and restart by themselves."""

import re
from pathlib import Path

import click
import pytest

from broadcaster.cli import cli
from broadcaster.messages import Role

ROOT = Path(__file__).resolve().parent.parent
UNITS = {path.name: path for path in sorted((ROOT / "deploy").rglob("*.service"))}
DATA = "/var/lib/broadcaster"


def settings(path: Path) -> dict[str, list[str]]:
    """Return the values of every key of a unit, in their order."""
    found: dict[str, list[str]] = {}
    for key, value in re.findall(r"^(\w+)=(.*)$", path.read_text(encoding="utf-8"), re.M):
        found.setdefault(key, []).append(value)
    return found


@pytest.mark.parametrize("name", UNITS)
def test_units_start_commands_that_exist(name: str) -> None:
    """Each command of ours that a unit starts is one."""
    unit = settings(UNITS[name])
    lines = [line for key in ("ExecStart", "ExecStartPre") for line in unit.get(key, []) if "/bin/broadcaster " in line]
    assert lines
    for line in lines:
        here: click.Command = cli
        for word in line.split("/bin/broadcaster ")[1].split(" --")[0].split():
            assert isinstance(here, click.Group), line
            found = here.get_command(click.Context(here), word)
            assert found is not None, line
            here = found


@pytest.mark.parametrize("name", UNITS)
def test_units_run_as_nobody_special(name: str) -> None:
    """A user of its own without new rights, started again whatever ends it."""
    unit = settings(UNITS[name])
    assert unit["User"][0].startswith("broadcaster")
    assert (unit["NoNewPrivileges"], unit["ProtectSystem"], unit["Restart"]) == (["yes"], ["strict"], ["always"])
    assert unit["StartLimitIntervalSec"] == ["0"]


@pytest.mark.parametrize("guide", ["operations.md", "van-hanh.md"])
def test_guides_name_every_unit(guide: str) -> None:
    """Whoever installs by the guide copies each of them."""
    text = (ROOT / "docs" / guide).read_text(encoding="utf-8")
    files = [*UNITS.values(), *(ROOT / "deploy" / "systemd").glob("*.conf")]
    assert not [one.name for one in files if f"{one.relative_to(ROOT)} /etc/systemd/system/" not in text]


def test_the_signer_has_one_key_of_orders() -> None:
    """It may not see the authority or a key of another role, nor write any; what it needs becomes its own."""
    unit = settings(UNITS["broadcaster-signer.service"])
    hidden = {one.lstrip("-") for line in unit["InaccessiblePaths"] for one in line.split()}
    assert {f"{DATA}/keys/{role.value}" for role in Role if role is not Role.ALARM} <= hidden
    assert {f"{DATA}/pki/{name}.key" for name in ("ca", "server", "client")} <= hidden
    assert unit["ReadOnlyPaths"] == [f"{DATA}/keys {DATA}/pki"]
    owned = " ".join(line for line in unit["ExecStartPre"] if "chown" in line)
    assert all(f"{DATA}/{one}" in owned for one in ("keys/alarm", "pki/signer.key", "pki/documents.key"))
    server = settings(UNITS["broadcaster.service"])
    assert unit["User"] != server["User"]
    assert (unit["Group"], unit["UMask"]) == (server["Group"], ["0007"])


def test_a_station_is_watched_and_shut_in() -> None:
    """Begun anew before a hundred seconds of silence are over; sound, pins and the kernel's clock are left to it."""
    unit = settings(UNITS["broadcaster-station.service"])
    assert unit["Type"] == ["notify"]
    assert 10 <= int(unit["WatchdogSec"][0]) <= 90
    assert unit["CapabilityBoundingSet"] == [""]
    assert unit["DevicePolicy"] == ["closed"]
    assert {"char-alsa rw", "char-gpiochip rw"} <= set(unit["DeviceAllow"])
    assert "@system-service adjtimex clock_adjtime" in unit["SystemCallFilter"]
    assert not {"ProtectClock", "PrivateDevices", "PrivateUsers", "MemoryDenyWriteExecute"} & unit.keys()
