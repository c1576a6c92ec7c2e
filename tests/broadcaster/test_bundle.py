"""A bundle comes out of its file as it went in; anything else is told as no bundle, and nothing swells."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from broadcaster.bundle import DOCUMENTS, MOST_ENTRIES, opened, pack
from broadcaster.messages import Inbox, Letter, to_json
from tests.refusals import refused

LETTERS = (Letter("vn-79/v1/keys", "khóa"), Letter("vn-79/v1/localities/79/timetable", "lịch"))
SHA256 = "ab" * 32


def packed(folder: Path) -> Path:
    """Return a bundle of two documents and one clip."""
    clip = folder / "clip"
    clip.write_bytes(bytes(range(256)) * 1000)
    size = pack(folder / "gói.zip", LETTERS, {SHA256: clip})
    assert size == (folder / "gói.zip").stat().st_size
    return folder / "gói.zip"


def test_what_went_in_comes_out(tmp_path: Path) -> None:
    """Documents in their order, each clip under its name."""
    with opened(packed(tmp_path)) as bundle:
        assert bundle.letters == LETTERS
        assert list(bundle.clips) == [SHA256]
        with bundle.open(SHA256) as clip:
            assert clip.read() == bytes(range(256)) * 1000


def _swollen(file: Path) -> None:
    with ZipFile(file, "w", ZIP_DEFLATED) as zipped:
        zipped.writestr(DOCUMENTS, to_json(Inbox()) + b" " * 10_000_000)


def _crowded(file: Path) -> None:
    with ZipFile(file, "w", ZIP_STORED) as zipped:
        zipped.writestr(DOCUMENTS, to_json(Inbox()))
        for number in range(MOST_ENTRIES):
            zipped.writestr(f"{number}", b"")


def _without_documents(file: Path) -> None:
    with ZipFile(file, "w", ZIP_STORED) as zipped:
        zipped.writestr("clips/x", b"")


def _of_junk(file: Path) -> None:
    with ZipFile(file, "w", ZIP_STORED) as zipped:
        zipped.writestr(DOCUMENTS, b'{"documents": 5}')


@pytest.mark.parametrize(
    "spoil",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"PK" + bytes(1000)),
        lambda file: file.write_bytes(file.read_bytes()[:-400]),
        _swollen,
        _without_documents,
        _of_junk,
        pytest.param(_crowded, marks=pytest.mark.slow),
    ],
)
def test_what_is_no_bundle_is_told_so(tmp_path: Path, spoil: Callable[[Path], None]) -> None:
    """Nothing, junk, half a file, packed entries, too many, no documents or other ones: one sentence with its name."""
    file = packed(tmp_path)
    spoil(file)
    with refused("bundle.damaged") as fault, opened(file):
        pass
    assert fault.value.facts == {"file": "gói.zip"}


def test_a_spoiled_clip_is_told_while_it_is_read(tmp_path: Path) -> None:
    """One byte of a clip is another than was written."""
    file = packed(tmp_path)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with refused("bundle.damaged"), opened(file) as bundle, bundle.open(SHA256) as clip:
        clip.read()
