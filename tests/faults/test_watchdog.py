"""The station's one thread hangs (F24): systemd hears it no more, and would begin it anew."""

import base64
import hashlib
import os
import socket
from pathlib import Path
from secrets import token_hex

import pytest

from broadcaster.messages import AlarmAudio
from tests.faults.town import alarm_of, town

pytestmark = pytest.mark.slow

PATIENCE_S = 1.5


def test_a_read_that_never_returns_is_noticed(tmp_path: Path) -> None:
    """F24: the card never answers for one clip: the alarm's tone sounds already, then the signs of life end."""
    content = b"a clip"
    sha256 = hashlib.sha256(content).hexdigest()
    audio = AlarmAudio(sha256, len(content), base64.b64encode(content).decode())
    name = f"test-{token_hex(8)}"
    env = {"NOTIFY_SOCKET": f"@{name}", "WATCHDOG_USEC": str(round(PATIENCE_S * 1e6))}
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear, town(tmp_path) as here:
        ear.bind(f"\0{name}")
        ear.settimeout(30)
        with here.box(env=env) as box:
            assert ear.recv(100) == b"READY=1"
            here.until(lambda: here.state, box=box)
            ear.settimeout(PATIENCE_S)
            for _ in range(6):
                assert ear.recv(100) == b"WATCHDOG=1"
            os.mkfifo(here.data / "media" / sha256)
            here.alarm(alarm_of(audio=audio))
            with pytest.raises(TimeoutError):
                for _ in range(100):
                    ear.recv(100)
            assert box.runs
