"""Recordings as they were brought: whole on the disk or not at all, private, and refused when there is no room."""

import hashlib
import io
from pathlib import Path

import pytest

from broadcaster.errors import Missing, Refused, Unavailable
from broadcaster.recordings import MOST_BYTES, PIECE, Recordings


class Endless(io.RawIOBase):
    """A file that gives as many bytes as one asks for, up to an end."""

    def __init__(self, left: int) -> None:
        self.left = left

    def read(self, count: int = -1, /) -> bytes:
        """Return the next bytes."""
        taken = min(count, self.left)
        self.left -= taken
        return bytes(taken)


def test_a_recording_is_kept_by_its_content(tmp_path: Path) -> None:
    """The same sound twice is one file, which only the server's user may read."""
    kept = Recordings(tmp_path / "recordings")
    sha256 = kept.keep(io.BytesIO(b"sound"))
    assert sha256 == hashlib.sha256(b"sound").hexdigest()
    assert kept.keep(io.BytesIO(b"sound")) == sha256
    assert kept.path(sha256).read_bytes() == b"sound"
    assert [one.stat().st_mode & 0o777 for one in (kept.folder, kept.path(sha256))] == [0o700, 0o600]
    assert len(list(kept.folder.iterdir())) == 1


@pytest.mark.parametrize(("size", "code"), [(0, "recording.empty"), (MOST_BYTES + 1, "recording.large")])
def test_empty_and_endless_files_are_refused(tmp_path: Path, size: int, code: str) -> None:
    """Nothing of a refused file stays; one that is just small enough is taken."""
    kept = Recordings(tmp_path)
    with pytest.raises(Refused) as caught:
        kept.keep(Endless(size))
    assert (caught.value.code, caught.value.field, list(tmp_path.iterdir())) == (code, "recording", [])


def test_the_largest_file_is_taken(tmp_path: Path) -> None:
    """Sixty megabytes go through in pieces."""
    kept = Recordings(tmp_path)
    assert kept.path(kept.keep(Endless(MOST_BYTES))).stat().st_size == MOST_BYTES
    assert PIECE < MOST_BYTES


def test_a_full_disk_is_told_by_name(tmp_path: Path) -> None:
    """Below the reserve nothing is taken, and nothing half is left."""
    kept = Recordings(tmp_path, reserve_bytes=1 << 60)
    with pytest.raises(Unavailable) as caught:
        kept.keep(io.BytesIO(b"sound"))
    assert (caught.value.code, caught.value.field, list(tmp_path.iterdir())) == ("recording.disk_full", "recording", [])


def test_a_disk_that_fills_up_meanwhile_is_told_by_name() -> None:
    """A device without room refuses in the same words."""

    class Full(io.RawIOBase):
        """A file on a disk that is full."""

        def read(self, count: int = -1, /) -> bytes:
            raise OSError(28, "No space left on device")

    with pytest.raises(Unavailable):
        Recordings(Path("/tmp")).keep(Full())  # noqa: S108 - nothing stays there


def test_a_fault_of_another_kind_passes(tmp_path: Path) -> None:
    """What is not about room is not said to be."""

    class Torn(io.RawIOBase):
        """A file whose reading fails otherwise."""

        def read(self, count: int = -1, /) -> bytes:
            raise OSError(5, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        Recordings(tmp_path).keep(Torn())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["0" * 64, "", "../secret", "0" * 63 + "/"])
def test_unknown_names_are_missing(tmp_path: Path, name: str) -> None:
    """No name leads anywhere else."""
    with pytest.raises(Missing):
        Recordings(tmp_path).path(name)


def test_recordings_go_when_told(tmp_path: Path) -> None:
    """Forgetting twice is the same as once; a sweep takes only what is half written."""
    kept = Recordings(tmp_path)
    sha256 = kept.keep(io.BytesIO(b"sound"))
    (tmp_path / ".partial-1").write_bytes(b"so")
    kept.sweep()
    assert [one.name for one in tmp_path.iterdir()] == [sha256]
    kept.forget([sha256, sha256])
    assert list(tmp_path.iterdir()) == []
