"""Clips are kept by their content, whole or not at all."""

import hashlib
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from broadcaster.clips import FolderClips
from broadcaster.errors import Missing, Unavailable

CONTENT = b"OggS" * 5000
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def clips(tmp_path: Path) -> FolderClips:
    """Return an empty store."""
    return FolderClips(tmp_path / "clips", reserve_bytes=0)


@pytest.fixture
def sound(tmp_path: Path) -> Path:
    """Return a file to save."""
    path = tmp_path / "sound.webm"
    path.write_bytes(CONTENT)
    return path


def names(clips: FolderClips) -> list[str]:
    """Return what lies in the store's folder."""
    return [path.name for path in clips.root.iterdir()]


def test_keeps_by_content(clips: FolderClips, sound: Path) -> None:
    """A saved clip is found by its SHA-256, readable for a web server, and the source stays."""
    assert clips.save(sound) == SHA256
    assert clips.has(SHA256)
    assert clips.path(SHA256).read_bytes() == CONTENT == sound.read_bytes()
    assert clips.size(SHA256) == len(CONTENT)
    assert clips.path(SHA256).stat().st_mode & 0o777 == 0o644


def test_saving_twice_is_the_same_as_once(clips: FolderClips, sound: Path) -> None:
    """The second save neither fails nor writes anything."""
    clips.save(sound)
    before = clips.path(SHA256).stat()
    assert clips.save(sound) == SHA256
    assert clips.path(SHA256).stat().st_ino == before.st_ino
    assert names(clips) == [SHA256]


def test_a_rotten_clip_is_replaced(clips: FolderClips, sound: Path) -> None:
    """When what lies in the store is not what its name says, saving mends it."""
    clips.save(sound)
    (clips.root / SHA256).write_bytes(b"rotten")
    clips.save(sound)
    assert clips.path(SHA256).read_bytes() == CONTENT


@pytest.mark.parametrize(
    "name",
    ["", "../sound.webm", "/etc/passwd", "a" * 63, "A" * 64, "g" * 64, SHA256 + "\n", SHA256 + "/..", "x" * 5000],
)
def test_only_hashes_are_paths(name: str, clips: FolderClips, sound: Path) -> None:
    """Whatever is no SHA-256 in lower case leads to no file, inside or outside the store."""
    clips.save(sound)
    assert not clips.has(name)
    for question in (clips.path, clips.size):
        with pytest.raises(Missing, match="Không tìm thấy"):
            question(name)


def test_what_is_not_there_is_missing(clips: FolderClips, tmp_path: Path) -> None:
    """An unknown hash and a source that is no file are told by name."""
    with pytest.raises(Missing) as unknown:
        clips.path("0" * 64)
    with pytest.raises(Missing) as nowhere:
        clips.save(tmp_path / "nowhere")
    with pytest.raises(Missing):
        clips.save(tmp_path)
    assert (unknown.value.code, nowhere.value.code) == ("clips.missing", "clips.source_missing")


def test_the_reserve_is_not_touched(tmp_path: Path, sound: Path) -> None:
    """When only the reserve is left, saving is refused for now and nothing is written."""
    clips = FolderClips(tmp_path / "clips", reserve_bytes=2**60)
    assert clips.free_bytes() == 0
    with pytest.raises(Unavailable) as full:
        clips.save(sound)
    assert full.value.code == "clips.disk_full"
    assert names(clips) == []


def test_a_disk_that_fills_up_half_way_leaves_nothing(clips: FolderClips, sound: Path) -> None:
    """When the write fails in the middle, the fault is a full disk and no half clip is left."""
    script = (
        "import sys; from pathlib import Path\n"
        "from broadcaster.clips import FolderClips\nfrom broadcaster.errors import Unavailable\n"
        "try: FolderClips(Path(sys.argv[1]), 0).save(Path(sys.argv[2]))\n"
        "except Unavailable as error: print(error.code)\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(clips.root), str(sound)],
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert ran.stdout.strip() == "clips.disk_full", ran.stderr
    assert names(clips) == []


def test_a_crash_half_way_leaves_nothing_visible(clips: FolderClips, sound: Path) -> None:
    """A process killed before the rename leaves no clip, only what the next start sweeps away."""
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from broadcaster.clips import FolderClips\n"
        "Path.replace = lambda *_: os.kill(os.getpid(), signal.SIGKILL)\n"
        "FolderClips(Path(sys.argv[1]), 0).save(Path(sys.argv[2]))\n"
    )
    ran = subprocess.run([sys.executable, "-c", script, str(clips.root), str(sound)], timeout=30, check=False)
    assert ran.returncode == -9
    assert not clips.has(SHA256)
    assert clips.sweep() == 1
    assert names(clips) == []
    assert clips.save(sound) == SHA256
