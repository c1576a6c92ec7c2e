"""Bundles by commands: written at the server, refused in words at a station they are not for."""

from pathlib import Path

from broadcaster.bundle import opened
from tests.broadcaster.cli.conftest import Terminal


def test_a_bundle_is_written(terminal: Terminal, tmp_path: Path) -> None:
    """What stands in it is told in both ways; without a right to see the station nothing is written."""
    terminal.done("station", "add", "st-9", "--name", "Cụm 9", "--locality", "c1", "--by", "tam")
    file = tmp_path / "stick.zip"
    told = terminal.done("bundle", "export", "st-9", "-o", str(file), "--by", "mai")
    assert (told["file"], told["clips"], told["lost"]) == (str(file), 0, [])
    assert told["bytes"] == file.stat().st_size
    with opened(file) as bundle:
        assert len(bundle.letters) == told["documents"]
    assert "tài liệu" in terminal.type("bundle", "export", "st-9", "-o", str(file), "--by", "mai").out
    assert terminal.type("bundle", "export", "st-8", "-o", str(file), "--by", "mai").code == 3


def test_a_station_that_is_none_takes_nothing_in(bare: Terminal, tmp_path: Path) -> None:
    """It is told to enrol first; a file that is not there or no bundle is told as such."""
    file = tmp_path / "stick.zip"
    file.write_bytes(b"junk")
    ran = bare.type("bundle", "import", str(file), "--data", str(tmp_path))
    assert (ran.code != 0, ran.out) == (True, "")
    assert bare.type("bundle", "import", str(tmp_path / "none.zip")).code == 2
