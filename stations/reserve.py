"""Room on the card that is kept for alarms: a file that is given up piece by piece once the card is full.

Never decides who may have it. By pieces, because whoever filled the card takes what becomes free as well.
"""

import logging
import os
from pathlib import Path

LOG = logging.getLogger(__name__)
PIECE = 1024 * 1024
"""A document of alarms with its sound, and hundreds of lines of the journal."""


class Reserve:
    """The file ``file``, which holds ``size`` bytes of nothing; 0 keeps none."""

    def __init__(self, file: Path, size: int) -> None:
        self._file = file
        self._size = size

    def lay_by(self) -> None:
        """Take the room that is missing, if the card has twice as much; one that lets nobody write is let alone."""
        try:
            missing = self._size - self._held()
            card = os.statvfs(self._file.parent)
            if missing > 0 and card.f_bavail * card.f_frsize >= 2 * missing:
                self._fill()
        except OSError as fault:
            LOG.warning("no room is kept for alarms: %s", fault)

    def give(self) -> bool:
        """Give up a piece; tell whether there was one."""
        try:
            held = self._held()
            if held:
                os.truncate(self._file, max(0, held - PIECE))
                LOG.warning("the card is full: %d bytes of room for alarms are left", max(0, held - PIECE))
        except OSError as fault:
            LOG.warning("the room for alarms cannot be given up: %s", fault)
            return False
        return held > 0

    def _held(self) -> int:
        return self._file.stat().st_size if self._file.exists() else 0

    def _fill(self) -> None:
        descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            os.posix_fallocate(descriptor, 0, self._size)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
