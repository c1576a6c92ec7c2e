"""Recordings are known by their content, and forgotten when no bulletin needs them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.bulletins import Bulletin, State
from broadcaster.errors import Missing
from broadcaster.store import Store, bulletins, recordings
from broadcaster.store.recordings import Recording

from .conftest import START, bulletin

ONE = Recording(
    sha256="a" * 64,
    kind="m4a",
    bytes=123_456,
    duration=timedelta(seconds=42, milliseconds=120),
    trimmed=timedelta(seconds=3),
    lufs=-31.4,
    peak_dbfs=-9.5,
    outline=(0, 40, 100),
    warnings=('{"code": "recording.quiet", "facts": {}}',),
    brought_at=START,
)
DAY = timedelta(days=1)


def draft() -> Bulletin:
    """Return a bulletin that sounds as a recording."""
    return replace(bulletin("b1"), recording=ONE.sha256, twice=True)


def test_a_recording_comes_back_whole(store: Store) -> None:
    """All that was measured is kept; brought again it is fresh, and there is still one."""
    with store.begin() as tx:
        recordings.keep(tx, ONE)
        recordings.keep(tx, replace(ONE, brought_at=START + DAY))
    with store.read() as tx:
        assert recordings.find(tx, ONE.sha256) == replace(ONE, brought_at=START + DAY)
        assert recordings.known(tx, "b" * 64) is None
        with pytest.raises(Missing):
            recordings.find(tx, "b" * 64)


def test_a_bulletin_keeps_its_recording(province: Store) -> None:
    """Which recording sounds, and whether twice, comes back with the bulletin."""
    with province.begin() as tx:
        bulletins.add(tx, draft())
    with province.read() as tx:
        assert bulletins.find(tx, "b1") == draft()


def test_only_what_nobody_needs_is_unused(province: Store) -> None:
    """A recording stays as long as its bulletin, and goes with a draft that was discarded."""
    with province.begin() as tx:
        recordings.keep(tx, ONE)
        assert recordings.unused(tx, START) == []
        assert recordings.unused(tx, START + DAY) == [ONE.sha256]
        bulletins.add(tx, draft())
        assert recordings.unused(tx, START + DAY) == []
        bulletins.change(tx, replace(draft(), version=2, state=State.CANCELLED))
        assert recordings.unused(tx, START + DAY) == [ONE.sha256]
        recordings.forget(tx, [ONE.sha256])
        assert recordings.known(tx, ONE.sha256) is None


def test_what_was_decided_about_is_kept_for_ever(province: Store) -> None:
    """A bulletin that a leader decided about keeps its recording even when it was cancelled since."""
    ended = replace(draft(), state=State.CANCELLED, approver="lan", decided_at=START)
    with province.begin() as tx:
        recordings.keep(tx, ONE)
        bulletins.add(tx, ended)
        assert recordings.unused(tx, START + DAY) == []
