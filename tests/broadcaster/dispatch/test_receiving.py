"""Recordings come in: kept, judged, broadcast once like speech, forgotten when nobody needs them, through crashes."""

import io
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.accounts import Role
from broadcaster.bulletins import State
from broadcaster.errors import Denied, Missing, Refused, Unavailable
from broadcaster.store import renders
from broadcaster.store.recordings import Recording
from tests.house import House, opened
from tests.recorded import recorded

DAY = timedelta(days=1, minutes=1)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a recording of six seconds."""
    return recorded(tmp_path_factory.mktemp("sound"), "m4a", seconds=6)


def taken(here: House, sound: Path) -> Recording:
    """Take it in as the officer."""
    with sound.open("rb") as file:
        return here.dispatch.receive(file, here.officer)


def lying(here: House) -> list[str]:
    """Return the files of recordings that lie on the disk."""
    return sorted(one.name for one in (here.dispatch.config.data / "recordings").iterdir())


@pytest.mark.slow
def test_a_recording_becomes_a_clip(here: House, sound: Path) -> None:
    """It is mastered to the level of messages, once after the ident, or twice when asked; hearing costs no new one."""
    one = taken(here, sound)
    assert (one.kind, lying(here)) == ("m4a", [one.sha256])
    sent = here.submitted(recording=one.sha256)
    assert here.dispatch.render_next()
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    assert approved.state is State.READY
    with here.dispatch.store.read() as tx:
        once = here.dispatch.render_of(tx, approved)
        assert once is not None
        assert once.duration is not None
        assert abs(here.dispatch.expected(tx, approved) - once.duration) < timedelta(seconds=1.5)
    assert once.lufs is not None
    assert abs(once.lufs + 16) < 1
    assert 9.5 < once.duration.total_seconds() < 11
    assert (once.voice, once.reading) == ("recording", "")
    here.submitted(recording=one.sha256, twice=True)
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        again = here.dispatch.render_of(tx, replace(sent, twice=True))
    assert again is not None
    assert again.duration is not None
    assert 8.5 < (again.duration - once.duration).total_seconds() < 9.5


def test_the_recipe_is_the_recording_not_the_words(here: House, sound: Path) -> None:
    """Describing a recording otherwise makes no new sound; another recording, or twice, does."""
    plain = here.draft(recording="a" * 64)
    recipes = {here.dispatch.recipe(one) for one in (plain, replace(plain, text="Khác.", voice="espeak-north"))}
    assert len(recipes) == 1
    others = (plain, replace(plain, twice=True), replace(plain, recording="b" * 64), replace(plain, recording=None))
    assert len({here.dispatch.recipe(one) for one in others}) == 4


@pytest.mark.slow
def test_a_crash_in_the_middle_is_picked_up(here: House, sound: Path) -> None:
    """A worker that died while it decoded leaves a claimed row and the recording; the next start makes the sound."""
    sent = here.submitted(recording=taken(here, sound).sha256)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    with here.dispatch.store.begin("system") as tx:
        renders.claim(tx)
    with opened(here.dispatch.config.data) as again:
        again.dispatch.tidy()
        again.dispatch.resume_renders()
        assert again.dispatch.render_next()
        assert again.found(sent.id).state is State.READY


def test_a_lost_recording_fails_with_a_reason(here: House, sound: Path) -> None:
    """A file that somebody removed by hand is told, not tried for ever."""
    one = taken(here, sound)
    sent = here.submitted(recording=one.sha256)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    here.dispatch.recordings.forget([one.sha256])
    assert here.dispatch.render_next()
    failed = here.found(sent.id)
    assert (failed.state, "recording.missing" in failed.failure) == (State.FAILED, True)


def test_what_is_refused_leaves_nothing(here: House, tmp_path: Path) -> None:
    """A play list under another name is refused, and no file of it stays."""
    with pytest.raises(Refused):
        here.dispatch.receive(io.BytesIO(b"#EXTM3U\nhttp://127.0.0.1/a.ts\n"), here.officer)
    assert lying(here) == []
    with pytest.raises(Denied):
        here.dispatch.receive(io.BytesIO(b"x"), replace(here.leader, role=Role.TECHNICIAN))


def test_a_full_disk_refuses_by_name(here: House, sound: Path) -> None:
    """Below the reserve nothing is taken."""
    names = ("clock", "store", "clips", "keys", "pki", "desk", "wake")
    parts = {name: getattr(here.dispatch, name) for name in names}
    config = replace(here.dispatch.config, media_reserve_mb=1_000_000_000)
    with pytest.raises(Unavailable) as caught, sound.open("rb") as file:
        type(here.dispatch)(config=config, **parts).receive(file, here.officer)
    assert caught.value.code == "recording.disk_full"


def test_a_bulletin_needs_a_recording_that_is_there(here: House) -> None:
    """A name that nobody brought is refused when the draft is saved."""
    with pytest.raises(Missing):
        here.dispatch.save_draft(here.draft(recording="c" * 64), here.officer)


@pytest.mark.slow
def test_recordings_go_with_discarded_drafts(here: House, sound: Path) -> None:
    """One nobody saved goes after a day, one of a draft stays, one of a cancelled draft goes."""
    one = taken(here, sound)
    kept = here.dispatch.save_draft(here.draft(recording=one.sha256), here.officer)
    here.clock.advance(DAY)
    here.dispatch.forget_recordings()
    assert lying(here) == [one.sha256]
    here.dispatch.cancel_bulletin(kept.id, here.officer, reason="")
    here.dispatch.forget_recordings()
    assert lying(here) == []
    again = taken(here, sound)
    here.clock.advance(DAY)
    here.dispatch.tidy()
    assert lying(here) == []
    with here.dispatch.store.read() as tx:
        assert here.dispatch.recording_of(tx, again.sha256) is None
