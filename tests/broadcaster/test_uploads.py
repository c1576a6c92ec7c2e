"""Files that wait for a decision: found again by who brought them, for a day."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from broadcaster.errors import Missing
from broadcaster.uploads import MOST_KEPT, Uploads

NOW = datetime(2026, 11, 23, 1, tzinfo=UTC)


def test_who_brought_a_file_finds_it_again(tmp_path: Path) -> None:
    """The same file has the same token; nobody else gets it, nor any other name."""
    uploads = Uploads(tmp_path / "new" / "folder")
    token = uploads.keep("mai", b"BEGIN", NOW)
    assert uploads.keep("mai", b"BEGIN", NOW) == token
    assert uploads.find("mai", token) == b"BEGIN"
    for owner, name in (("lan", token), ("mai", "0" * 32), ("mai", "../x"), ("../mai", token), ("", "")):
        with pytest.raises(Missing):
            uploads.find(owner, name)


def test_files_leave_after_a_day(tmp_path: Path) -> None:
    """What nobody came back for goes when the next one comes; of one person only the newest few stay."""
    uploads = Uploads(tmp_path)
    old = uploads.keep("mai", b"old", NOW)
    for number in range(MOST_KEPT + 2):
        uploads.keep("lan", b"%d" % number, NOW + timedelta(seconds=number))
    assert len(list(tmp_path.iterdir())) == MOST_KEPT + 1
    uploads.keep("lan", b"new", NOW + timedelta(days=1, seconds=1))
    with pytest.raises(Missing):
        uploads.find("mai", old)
