"""The making of sounds: once for the same words, through crashes, full disks and faults nobody foresaw."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.bulletins import State
from broadcaster.clips import FolderClips
from broadcaster.errors import BroadcasterError, Faulty
from broadcaster.store import bulletins as bulletin_rows
from broadcaster.store import renders
from broadcaster.store.renders import Render, RenderState
from schedules.priority import Priority
from tests.house import House, opened

UNSPOKEN = "Mai có nước."
"""Words whose sound has not been made yet."""


class BrokenClips(FolderClips):
    """A clip store with a fault that nobody foresaw."""

    def save(self, path: Path) -> str:
        """Fail like a fault of ours."""
        raise ValueError(path)


def rendered(here: House, bulletin_id: str) -> Render:
    """Return how far the sound of a bulletin has come."""
    with here.dispatch.store.read() as tx:
        render = here.dispatch.render_of(tx, here.found(bulletin_id))
    assert render is not None
    return render


def with_clips(here: House, clips: FolderClips) -> House:
    """Return the same house with another clip store."""
    names = ("config", "clock", "store", "keys", "pki", "desk", "wake")
    parts = {name: getattr(here.dispatch, name) for name in names}
    return replace(here, dispatch=type(here.dispatch)(clips=clips, **parts))


@pytest.mark.slow
def test_the_sound_before_approval_is_the_sound_after_it(here: House) -> None:
    """What the leader heard is the very clip that is broadcast; it is not made again."""
    sent = here.submitted(text=UNSPOKEN)
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        heard = here.dispatch.render_of(tx, sent)
    assert heard is not None
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    assert (approved.state, approved.clip) == (State.READY, heard.clip)
    assert not here.dispatch.render_next()


@pytest.mark.slow
def test_a_crash_while_rendering_is_picked_up(here: House) -> None:
    """A worker that died in the middle leaves a claimed row; the next start makes the sound."""
    sent = here.submitted(text=UNSPOKEN)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    with here.dispatch.store.begin("system") as tx:
        renders.claim(tx)
        bulletin_rows.change(tx, replace(here.found(sent.id), state=State.RENDERING, version=sent.version + 2))
    assert not here.dispatch.render_next()
    here.dispatch.resume_renders()
    assert here.dispatch.render_next()
    assert here.found(sent.id).state is State.READY


@pytest.mark.slow
def test_a_full_disk_while_rendering_is_waited_out(here: House) -> None:
    """The approval stands, the fault is on the row, and the sound is made when there is room again."""
    sent = here.submitted(text=UNSPOKEN)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    clips = here.dispatch.clips
    full = with_clips(here, FolderClips(here.dispatch.config.data / "clips", reserve_bytes=1 << 60))
    assert full.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        render = here.dispatch.render_of(tx, sent)
    assert render is not None
    assert "clips.disk_full" in render.failure
    assert here.found(sent.id).state in (State.APPROVED, State.RENDERING)
    assert not full.dispatch.render_next()
    here.clock.advance(timedelta(minutes=1))
    assert here.dispatch.clips is clips
    assert here.dispatch.render_next()
    assert here.found(sent.id).state is State.READY


def test_a_clip_that_fails_its_checks_is_told(here: House) -> None:
    """A voice that produces nothing usable fails the bulletin with a reason, and the text can be mended."""
    sent = here.submitted(voice="espeak-south", text="12 " * 3)
    with here.dispatch.store.begin("system") as tx:
        renders.claim(tx)
    with here.dispatch.store.read() as tx:
        render = here.dispatch.render_of(tx, sent)
    assert render is not None
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    here.dispatch._give_up(render, Faulty("audio.silent"))
    failed = here.found(approved.id)
    assert failed.state is State.FAILED
    mended = here.dispatch.save_draft(replace(failed, text="Mời bà con đi tiêm."), here.officer)
    assert mended.state is State.DRAFT


@pytest.mark.slow
def test_a_fault_nobody_foresaw_does_not_block_the_worker(here: House) -> None:
    """The bulletin fails with a sentence and its row is free; the next bulletin gets its sound, the mended one too."""
    sent = here.submitted(text=UNSPOKEN)
    here.dispatch.approve(sent.id, sent.version, here.leader)
    broken = with_clips(here, BrokenClips(here.dispatch.config.data / "clips", reserve_bytes=0))
    assert broken.dispatch.render_next()
    failed = here.found(sent.id)
    assert (failed.state, rendered(here, sent.id).state) == (State.FAILED, RenderState.FAILED)
    assert "ValueError" in BroadcasterError.restored(failed.failure).told("en")
    mended = here.dispatch.save_draft(failed, here.officer)
    again = here.dispatch.submit(mended.id, mended.version, here.officer)
    here.dispatch.approve(again.id, again.version, here.leader)
    assert here.dispatch.render_next()
    assert here.found(sent.id).state is State.READY


@pytest.mark.slow
def test_a_killed_program_is_tried_again(here: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A speech program that is killed in the middle may pass; nothing fails, and the next try makes the sound."""
    fake = tmp_path / "bin" / "espeak-ng"
    fake.parent.mkdir()
    fake.write_text("#!/bin/sh\nkill -9 $$\n")
    fake.chmod(0o755)
    sent = here.submitted(text=UNSPOKEN)
    with monkeypatch.context() as patch:
        patch.setenv("PATH", f"{fake.parent}{os.pathsep}{os.environ['PATH']}")
        assert here.dispatch.render_next()
    waiting = rendered(here, sent.id)
    assert (waiting.state, "programs.killed" in waiting.failure) == (RenderState.QUEUED, True)
    here.clock.advance(timedelta(minutes=1))
    assert here.dispatch.render_next()
    assert rendered(here, sent.id).state is RenderState.READY


def test_the_recipe_holds_all_that_is_heard(here: House) -> None:
    """Other words, another voice or loudness are another sound; another title or place are not."""
    plain = here.draft()
    same = replace(plain, title="Khác", locality="c2", id="x")
    others = [
        replace(plain, text="Khác."),
        replace(plain, voice="espeak-north"),
        replace(plain, priority=Priority.EMERGENCY),
    ]
    assert here.dispatch.recipe(same) == here.dispatch.recipe(plain)
    assert len({here.dispatch.recipe(one) for one in (plain, *others)}) == 4


def test_two_bulletins_with_the_same_words_share_a_sound(here: House) -> None:
    """What was spoken for one commune is not spoken again for the next."""
    first, second = here.ready(), here.ready()
    assert first.clip == second.clip
    assert not here.dispatch.render_next()


def test_words_changed_while_waiting_are_not_spoken(here: House) -> None:
    """A preview of words that were edited since is given up with a reason; the new words get their own sound."""
    kept = here.dispatch.save_draft(here.draft(text=UNSPOKEN), here.officer)
    here.dispatch.preview(kept)
    edited = here.dispatch.save_draft(replace(kept, text="Mai cúp nước."), here.officer)
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        old = renders.find(tx, here.dispatch.recipe(kept))
        new = here.dispatch.render_of(tx, edited)
    assert old is not None
    assert ("bulletin.text_changed" in old.failure, new) == (True, None)


@pytest.mark.slow
def test_listening_before_anything_is_published(here: House) -> None:
    """A finished clip can be heard plain and as from a horn, made once, and has an outline to draw."""
    clip = str(here.ready().clip)
    assert here.dispatch.hear(clip).stat().st_size > 0
    horn = here.dispatch.horn(clip)
    made_at = horn.stat().st_mtime_ns
    assert here.dispatch.horn(clip).stat().st_mtime_ns == made_at
    outline = here.dispatch.waveform(clip, 50)
    assert len(outline) == 50
    assert 0 <= min(outline) < max(outline) <= 1


def test_a_restart_tidies_and_goes_on(here: House) -> None:
    """What a crash left half made is removed at start, and an approved bulletin whose sound stands becomes ready."""
    sent = here.submitted()
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    with here.dispatch.store.begin("test") as tx:
        changed = replace(approved, state=State.APPROVED, clip=None, version=approved.version + 1)
        bulletin_rows.change(tx, changed)
    left = here.dispatch.scratch / "half"
    left.mkdir()
    with opened(here.dispatch.config.data) as again:
        again.dispatch.tidy()
        again.dispatch.resume_renders()
    assert not left.exists()
    assert here.found(sent.id).state is State.READY
