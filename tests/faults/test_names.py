"""Nobody answers for names any more (F8): the station goes to where its server last proved itself."""

from pathlib import Path

import pytest

from tests.faults.town import alarm_of, town

pytestmark = pytest.mark.slow


def test_an_alarm_comes_without_a_name_server(tmp_path: Path) -> None:
    """F8: it ran once while its server's name was known; after a power cut that leads nowhere, and the alarm sounds."""
    nothing = {"hosts": "# nobody\n", "resolv.conf": "nameserver 127.0.0.1\n", "nsswitch.conf": "hosts: files\n"}
    for name, content in nothing.items():
        (tmp_path / name).write_text(content)
    dead = {f"/etc/{name}": str(tmp_path / name) for name in nothing}
    with town(tmp_path, "localhost") as here:
        with here.box() as box:
            here.until(lambda: here.state, box=box)
            box.kill()
        here.heard.clear()
        with here.box(**dead) as box:
            here.until(lambda: here.state, box=box)
            here.alarm(alarm_of())
            here.until(here.sounded, box=box)
