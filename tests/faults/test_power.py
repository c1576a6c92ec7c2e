"""Heat and weak power (F25), on a machine whose /sys is laid out: told within the minute, and taken back when over."""

from pathlib import Path

import pytest

from tests.faults.town import town
from tests.stations.test_machine import pi

pytestmark = pytest.mark.slow


def test_weak_power_heat_and_a_worn_card_are_told(tmp_path: Path) -> None:
    """F25: the supply gives way while the station runs: the next state names it, and no longer when it is well."""
    tree = pi(tmp_path / "tree")
    sys = {f"/sys/{name}": str(tree / "sys" / name) for name in ("class", "fs")}
    with town(tmp_path) as here, here.box(**sys) as box:
        here.until(lambda: here.faults == {"station.card_errors"}, box=box)
        pi(tree, "1\n")
        (tree / "sys/class/thermal/thermal_zone0/temp").write_text("85000\n")
        here.until(lambda: {"station.under_voltage", "station.hot"} <= here.faults, box=box)
        assert here.state is not None
        assert here.state.machine is not None
        assert here.state.machine.under_voltage
        assert here.state.machine.output == "silent"
        pi(tree)
        here.until(lambda: here.faults == {"station.card_errors"}, box=box)
