"""What systemd hears of a station: ready once, alive as often as it asks for, nothing where nobody listens."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from secrets import token_hex

import pytest

from stations.keeper import Keeper


@pytest.fixture
def systemd() -> Iterator[tuple[str, socket.socket]]:
    """A socket that hears what is said to it, and its name."""
    name = f"test-{token_hex(8)}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_NONBLOCK) as ear:
        ear.bind(f"\0{name}")
        yield f"@{name}", ear


def heard(ear: socket.socket) -> list[str]:
    """Return all that was said."""
    words = []
    with suppress(BlockingIOError):
        while True:
            words.append(ear.recv(100).decode())
    return words


def test_it_is_alive_three_times_within_the_patience(systemd: tuple[str, socket.socket]) -> None:
    """Ready comes at once; signs of life are sent when a third of the time is over, not at every event."""
    name, ear = systemd
    keeper = Keeper({"NOTIFY_SOCKET": name, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": str(os.getpid())})
    keeper.ready()
    for now in (10.0, 10.1, 10.9, 11.0, 11.5, 12.1):
        keeper.alive(now)
    assert heard(ear) == ["READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1"]
    assert keeper.pause_s == 1.0


@pytest.mark.parametrize("environ", [{}, {"WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "x"}])
def test_nobody_waits_for_signs_of_life(systemd: tuple[str, socket.socket], environ: dict[str, str]) -> None:
    """Without a watchdog, or with one for another process, none are sent."""
    name, ear = systemd
    keeper = Keeper({"NOTIFY_SOCKET": name, **environ})
    keeper.alive(10.0)
    assert (heard(ear), keeper.pause_s) == ([], None)


def test_a_deaf_systemd_ends_nothing() -> None:
    """A socket that is gone, and none at all: the station goes on."""
    for environ in ({"NOTIFY_SOCKET": "/nowhere/at/all"}, {}):
        Keeper(environ).ready()
