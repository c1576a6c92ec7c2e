"""Bundles at the office: all that one station would fetch, with its clips, in the log; for nobody elsewhere."""

from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.accounts import Role
from broadcaster.bundle import opened
from broadcaster.errors import Denied, Missing
from broadcaster.store import audit
from tests.house import House


def planned(here: House) -> str:
    """Plan a bulletin for the commune, publish it, and return its clip."""
    bulletin = here.ready()
    here.dispatch.add_entry(here.entry(bulletin.id), here.officer)
    here.dispatch.publish_due()
    clip = here.found(bulletin.id).clip
    assert clip is not None
    return clip


def test_all_that_a_station_would_fetch(here: House, tmp_path: Path) -> None:
    """Keys, place, plans of its whole path, the clip of what is still to come; not the time; one row of the log."""
    clip = planned(here)
    here.dispatch.publish_assignment("st-1")
    packed = here.dispatch.bundle("st-1", tmp_path / "a.zip", here.officer)
    with opened(tmp_path / "a.zip") as bundle:
        topics = [one.topic.removeprefix("vn-79/v1/") for one in bundle.letters]
        assert topics == ["keys", "stations/st-1/assignment", "localities/c1/timetable"]
        with bundle.open(clip) as brought:
            assert brought.read() == here.dispatch.clips.path(clip).read_bytes()
    assert (packed.documents, packed.clips, packed.lost) == (3, 1, ())
    assert packed.until is not None and packed.until > here.clock.now() + timedelta(days=5)
    with here.dispatch.store.read() as tx:
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.by, newest.subject) == ("station.bundle", here.officer.id, "station:st-1")


def test_a_lost_clip_is_told(here: House, tmp_path: Path) -> None:
    """The rest is packed all the same; what is over is not missed."""
    clip = planned(here)
    here.dispatch.clips.path(clip).unlink()
    packed = here.dispatch.bundle("st-1", tmp_path / "a.zip", here.officer)
    assert (packed.clips, packed.lost) == (0, (clip,))
    here.clock.advance(timedelta(days=3))
    assert here.dispatch.bundle("st-1", tmp_path / "a.zip", here.officer).lost == ()


def test_nobody_packs_for_elsewhere(here: House, tmp_path: Path) -> None:
    """A station of another place, and one that is not there."""
    with pytest.raises(Denied):
        here.dispatch.bundle("st-2", tmp_path / "a.zip", here.officer)
    with pytest.raises(Missing):
        here.dispatch.bundle("st-9", tmp_path / "a.zip", here.administrator)
    assert not (tmp_path / "a.zip").exists()
    assert here.officer.role is Role.OFFICER
