"""Makes a file appear whole or not at all: written beside its place, fsynced, renamed. Never leaves a half file."""

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from broadcaster.errors import Unavailable

PARTIAL = ".partial-"
DISK_FULL_ERRORS = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


@contextmanager
def whole_file(to: Path) -> Iterator[Path]:
    """Hand out a path to write to; when the block ends well the file stands at ``to``, durably.

    The path keeps the suffix of ``to``, because programs choose the format by it. Raises
    Unavailable("programs.disk_full") when the disk is full; other errors pass.
    """
    partial = to.with_name(f"{PARTIAL}{secrets.token_hex(8)}{to.suffix}")
    try:
        yield partial
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(to)
        sync_folder(to.parent)
    except OSError as error:
        if error.errno in DISK_FULL_ERRORS:
            raise Unavailable("programs.disk_full", program="broadcaster") from error
        raise
    finally:
        partial.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
