"""Tells systemd that the station is ready, and again and again that it is alive. Never decides; alone it says nothing.

The playout thread says so between two events: one that hangs, in a read that a dying card never answers, says nothing
more, and systemd begins the station anew.
"""

import logging
import os
import socket
from collections.abc import Mapping

LOG = logging.getLogger(__name__)
SHARE = 3
"""So many signs of life are due within the time after which systemd loses patience."""


class Keeper:
    """Speaks sd_notify(3) to whoever started us; ``environ`` is the environment they gave."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        given = os.environ if environ is None else environ
        self._address = given.get("NOTIFY_SOCKET", "")
        patience = given.get("WATCHDOG_USEC", "")
        watches_us = given.get("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self.pause_s = int(patience) / 1e6 / SHARE if patience.isdecimal() and watches_us else None
        """Seconds between two signs of life; None: nobody waits for any."""
        self._due = 0.0

    def ready(self) -> None:
        """Say that alarms are listened for from now on."""
        self._say("READY=1")

    def alive(self, monotonic: float) -> None:
        """Say that the work goes on, if it is time to."""
        if self.pause_s is not None and monotonic >= self._due:
            self._due = monotonic + self.pause_s
            self._say("WATCHDOG=1")

    def _say(self, word: str) -> None:
        if not self._address:
            return
        address = "\0" + self._address[1:] if self._address.startswith("@") else self._address
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
                line.sendto(word.encode(), address)
        except OSError as fault:
            LOG.warning("systemd does not hear us: %s", fault)
