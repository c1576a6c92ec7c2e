"""The recordings of alarms: clips that came inline, and the station's own readings. Never decides what sounds.

They lie on the disk like all clips; when nothing can be written there they lie in RAM, so that a full or failing card
silences no alarm.
"""

import base64
import binascii
import errno
import logging
import os
import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from broadcaster.errors import BroadcasterError, Faulty, Unavailable
from broadcaster.messages import AlarmAudio
from stations.media import MediaShelf

LOG = logging.getLogger(__name__)
RAM = Path("/dev/shm")
FULL_BYTES = 4 * 1024 * 1024
"""Less room than this is none for a reading: espeak-ng cuts its file off there and says nothing."""


class AlarmSounds:
    """Where each recording of an alarm lies; ``readings`` is the disk's folder for what the station reads itself."""

    def __init__(self, shelf: MediaShelf, readings: Path) -> None:
        self._shelf = shelf
        self._readings = readings
        self._ram: Path | None = None
        self._paths: dict[str, Path] = {}

    def close(self) -> None:
        """Give the RAM back."""
        if self._ram is not None:
            shutil.rmtree(self._ram, ignore_errors=True)

    def keep(self, audio: AlarmAudio) -> BroadcasterError | None:
        """Keep the clip an alarm brought along; return what was wrong with the disk, raise Faulty for a wrong clip."""
        try:
            content = base64.b64decode(audio.inline or "", validate=True)
        except binascii.Error as fault:
            raise Faulty("station.media_wrong", clip=audio.sha256[:12]) from fault
        try:
            self._shelf.keep(audio.sha256, content)
        except Faulty:
            raise
        except (Unavailable, OSError) as fault:
            LOG.warning("the clip of an alarm goes to RAM: %s", fault)
            self._keep_in_ram(audio.sha256, content)
            return Unavailable("station.disk_full", need=len(content))
        return None

    def _keep_in_ram(self, sha256: str, content: bytes) -> None:
        try:
            path = self._in_ram(sha256)
            path.write_bytes(content)
        except OSError as fault:
            LOG.error("the clip of an alarm cannot be kept at all; the station reads it itself: %s", fault)
            return
        self._paths[sha256] = path

    def read(self, name: str, reading: Callable[[Path], None]) -> Path:
        """Let ``reading`` write the WAV of a text, on the disk or else in RAM; raises what it raises there."""
        try:
            self._readings.mkdir(parents=True, exist_ok=True)
            path = self._readings / f"{name}.wav"
            _need_room(self._readings)
            reading(path)
        except OSError as fault:
            LOG.warning("a reading goes to RAM: %s", fault)
            path = self._in_ram(f"{name}.wav")
            reading(path)
        self._paths[name] = path
        return path

    def known(self, name: str) -> Path | None:
        """Return the reading of an earlier run, if it is there."""
        path = self._readings / f"{name}.wav"
        if not path.is_file():
            return None
        self._paths[name] = path
        return path

    def path(self, source: str) -> Path | None:
        """Return where a whole recording lies; None when it is not there or spoiled."""
        path = self._paths.get(source)
        if path is not None and path.is_file():
            return path
        try:
            return self._shelf.path(source) if self._shelf.is_whole(source) else None
        except BroadcasterError as fault:
            LOG.warning("%s", fault)
            return None

    def prune(self, needed: frozenset[str]) -> None:
        """Throw away the readings of earlier runs that nobody needs any more."""
        found = self._readings.glob("*.wav") if self._readings.is_dir() else iter(())
        for file in found:
            if file.stem not in needed:
                with suppress(OSError):  # a card that takes nothing keeps them
                    file.unlink(missing_ok=True)

    def _in_ram(self, name: str) -> Path:
        if self._ram is None:
            self._ram = Path(tempfile.mkdtemp(prefix="station-", dir=RAM if RAM.is_dir() else None))
        return self._ram / name


def _need_room(folder: Path) -> None:
    if shutil.disk_usage(folder).free < FULL_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
