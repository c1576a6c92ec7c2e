"""Files appear whole or not at all."""

from pathlib import Path

import pytest

from broadcaster.whole import whole_file


def test_appears_only_when_all_is_written(tmp_path: Path) -> None:
    """Before the end of the block the place is empty, after it the file stands there alone."""
    with whole_file(tmp_path / "a.wav") as partial:
        partial.write_bytes(b"sound")
        assert partial.suffix == ".wav"
        assert not (tmp_path / "a.wav").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
    assert (tmp_path / "a.wav").read_bytes() == b"sound"


def test_a_fault_leaves_what_was_there(tmp_path: Path) -> None:
    """When the block fails, the older file stays and nothing else is left."""
    (tmp_path / "a.wav").write_bytes(b"older")
    with pytest.raises(KeyError), whole_file(tmp_path / "a.wav") as partial:
        partial.write_bytes(b"half")
        raise KeyError
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"older"]


def test_nothing_written_is_a_fault(tmp_path: Path) -> None:
    """A block that writes nothing does not pass for success."""
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "a.wav"):
        pass
