"""The path of a bulletin through the server: written, approved, spoken, compiled, sealed, published, reported."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from broadcaster import messages
from broadcaster.bulletins import State
from broadcaster.clips import FolderClips
from broadcaster.errors import Denied, Faulty, Missing, Refused
from broadcaster.messages import AsRun, AsRunBatch, EndedHow, Heard, Up
from broadcaster.store import as_run, audit, renders
from broadcaster.store import bulletins as bulletin_rows
from schedules.recurrence import daily, once
from tests.house import START, House, house

DAILY = daily(START.date(), time(17, 0))
EARLY = once((START + timedelta(days=1)).date(), time(3, 15))
EDITION = "vn-79/v1/localities/c1/timetable"


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    """A whole house in a temporary folder."""
    with house(tmp_path) as built:
        yield built


def test_from_the_form_to_the_edition(here: House) -> None:
    """One bulletin walks the whole way; the edition a station gets is signed, and holds its clip at its minute."""
    ready = here.ready()
    assert ready.state is State.READY
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    assert here.dispatch.publish_due() == 1
    trust = here.dispatch.keys.trust()
    accepted = trust.accept(here.desk.last(EDITION), EDITION, now=here.clock.now(), newest_seq=0)
    edition = accepted.document
    assert isinstance(edition, messages.Edition)
    (airing,) = edition.airings
    assert airing.start == START + timedelta(hours=9)
    assert airing.bulletin_ids == (ready.id,)
    assert set(edition.clips) == {ready.clip}
    assert here.found(ready.id).state is State.PUBLISHED
    assert here.dispatch.media(str(ready.clip)).stat().st_size == edition.clips[str(ready.clip)].bytes


def test_nothing_is_published_twice(here: House) -> None:
    """Only what changed gets a new edition; asking again costs nothing."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    assert here.dispatch.publish_due() == 0
    here.dispatch.add_entry(here.entry(ready.id, targets=("c1",), title="Sáng"), here.officer)
    assert here.dispatch.publish_due() == 1


def test_a_schedule_made_before_approval_sounds_after_it(here: House) -> None:
    """An officer schedules first, the leader approves later: the approval brings the edition."""
    sent = here.submitted()
    here.dispatch.add_entry(here.entry(sent.id), here.officer)
    here.dispatch.publish_due()
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=1)) == ()
    here.dispatch.approve(sent.id, sent.version, here.leader)
    while here.dispatch.render_next():
        pass
    assert here.dispatch.publish_due() == 1
    assert len(here.dispatch.airings_between("station:st-1", START, START + timedelta(days=1))) == 1
    assert here.dispatch.airings_between("station:st-2", START, START + timedelta(days=1)) == ()


def test_the_sound_before_approval_is_the_sound_after_it(here: House) -> None:
    """What the leader heard is the very clip that is broadcast; it is not made again."""
    sent = here.submitted()
    assert here.dispatch.render_next()
    with here.dispatch.store.read() as tx:
        heard = here.dispatch.render_of(tx, sent)
    assert heard is not None
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    assert (approved.state, approved.clip) == (State.READY, heard.clip)
    assert not here.dispatch.render_next()


def test_an_unpublished_clip_is_not_for_the_outside(here: House) -> None:
    """A clip is served only once an edition names it."""
    ready = here.ready()
    with pytest.raises(Missing, match=str(ready.clip)[:12]):
        here.dispatch.media(str(ready.clip))


def test_cancelling_takes_it_out_of_the_edition(here: House) -> None:
    """A cancelled bulletin is gone with the next edition."""
    ready = here.ready()
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    here.dispatch.cancel_bulletin(ready.id, here.officer, reason="sai ngày")
    assert here.dispatch.publish_due() == 1
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=3)) == ()


def test_an_expiring_bulletin_leaves_the_days_after(here: House) -> None:
    """Airings after the end of validity are not even planned."""
    ready = here.ready(valid_until=START + timedelta(days=1))
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    assert len(here.dispatch.airings_between("c1", START, START + timedelta(days=8))) == 1
    here.clock.advance(timedelta(days=2))
    assert here.dispatch.expire_due() == 1
    assert here.found(ready.id).state is State.EXPIRED


def test_the_plan_rolls_on_by_itself(here: House) -> None:
    """A daily programme is published anew before its edition runs out, though nobody touches it."""
    ready = here.ready()
    here.dispatch.add_entry(
        here.entry(ready.id, recurrence=daily(START.date(), *here.entry().recurrence.times)), here.officer
    )
    here.dispatch.publish_due()
    here.clock.advance(timedelta(days=2))
    assert here.dispatch.publish_due() == 1
    tomorrow = here.clock.now() + timedelta(days=6)
    assert here.dispatch.airings_between("c1", tomorrow, tomorrow + timedelta(days=1))


def test_a_broker_that_is_away_loses_nothing(here: House) -> None:
    """The edition is kept, the page goes on, and all of it goes out when the broker is back."""
    ready = here.ready()
    here.desk.away = True
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    assert here.dispatch.publish_due() == 1
    assert here.desk.sent == []
    here.desk.away = False
    here.dispatch.publish_all()
    assert EDITION in {topic for topic, _, _ in here.desk.sent}
    assert all(retained for _, _, retained in here.desk.sent)


def test_a_crash_while_rendering_is_picked_up(here: House) -> None:
    """A worker that died in the middle leaves a claimed row; the next start makes the sound."""
    sent = here.submitted()
    here.dispatch.approve(sent.id, sent.version, here.leader)
    with here.dispatch.store.begin("system") as tx:
        renders.claim(tx)
        bulletin_rows.change(tx, replace(here.found(sent.id), state=State.RENDERING, version=sent.version + 2))
    assert not here.dispatch.render_next()
    here.dispatch.resume_renders()
    assert here.dispatch.render_next()
    assert here.found(sent.id).state is State.READY


def test_a_full_disk_while_rendering_is_waited_out(here: House) -> None:
    """The approval stands, the fault is on the row, and the sound is made when there is room again."""
    sent = here.submitted()
    here.dispatch.approve(sent.id, sent.version, here.leader)
    clips = here.dispatch.clips
    full = replace_parts(here, reserve_bytes=1 << 60)
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


def test_people_stay_in_their_scope(here: House) -> None:
    """Nobody writes, approves or schedules for another commune."""
    with pytest.raises(Denied):
        here.dispatch.save_draft(here.draft(locality="c2"), here.officer)
    sent = here.submitted()
    with pytest.raises(Denied):
        here.dispatch.approve(sent.id, sent.version, here.officer)
    with pytest.raises(Denied):
        here.dispatch.add_entry(here.entry(sent.id, targets=("c2",)), here.officer)


def test_an_older_version_is_refused(here: House) -> None:
    """A leader who looks at an old page approves nothing unseen."""
    sent = here.submitted()
    with pytest.raises(Refused) as caught:
        here.dispatch.approve(sent.id, sent.version - 1, here.leader)
    assert caught.value.code == "bulletin.changed_meanwhile"


def test_consequences_are_told_before(here: House) -> None:
    """The officer learns when, how long, how many stations, what collides, and where there is room."""
    ready = here.ready()
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    told = here.dispatch.foresee(here.entry(ready.id, title="Nữa"))
    assert (told.first, told.stations) == (START + timedelta(hours=9), 1)
    assert told.overlaps
    assert told.next_free is not None
    assert told.next_free >= START + timedelta(hours=9)


def test_outside_the_hours_needs_a_reason(here: House) -> None:
    """Before 05:30 nothing is placed without a reason; with one it is."""
    ready = here.ready()
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(ready.id, recurrence=EARLY), here.officer)
    assert caught.value.code.startswith("schedules.")
    placed = here.dispatch.add_entry(here.entry(ready.id, recurrence=EARLY, outside_reason="Sơ tán"), here.officer)
    assert placed.consequence.first


def test_the_past_is_refused(here: House) -> None:
    """A schedule that would never sound is not accepted."""
    ready = here.ready()
    gone = replace(here.entry().recurrence, start=(START - timedelta(days=3)).date())
    with pytest.raises(Refused) as caught:
        here.dispatch.add_entry(here.entry(ready.id, recurrence=gone), here.officer)
    assert caught.value.code == "plan.in_the_past"


def test_ending_and_undoing(here: House) -> None:
    """An ended entry leaves the timetable and can be brought back."""
    ready = here.ready()
    placed = here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    here.dispatch.end_entry(placed.entry.id, here.officer, reason="đổi giờ")
    here.dispatch.publish_due()
    assert here.dispatch.airings_between("c1", START, START + timedelta(days=1)) == ()
    here.dispatch.reinstate_entry(placed.entry.id, here.officer)
    here.dispatch.publish_due()
    assert len(here.dispatch.airings_between("c1", START, START + timedelta(days=1))) == 1


def test_as_run_rows_are_counted_once(here: House) -> None:
    """A batch that comes twice is one story."""
    row = AsRun(
        station="st-1",
        airing_id="a-1",
        alarm_id=None,
        item=0,
        attempt=1,
        ended_how=EndedHow.FINISHED,
        heard=Heard.YES,
        started_at=START,
        ended_at=START + timedelta(seconds=30),
    )
    payload = messages.encode_up(Up.AS_RUN, AsRunBatch("b1", (row,)))
    for _ in range(2):
        here.dispatch.record("vn-79/v1/up/st-1/as-run", payload)
    with here.dispatch.store.read() as tx:
        assert len(as_run.listed(tx).items) == 1
    here.dispatch.record("vn-79/v1/up/st-1/as-run", b"\x00not json")
    here.dispatch.record("elsewhere/v1/up/st-1/as-run", payload)


def test_everything_stands_in_the_audit_log(here: House) -> None:
    """Each step of the path left its row, and the chain holds."""
    here.ready()
    with here.dispatch.store.read() as tx:
        actions = {row.action for row in audit.listed(tx).items}
        assert audit.verify(tx).broken_at is None
    assert {"bulletin.add", "bulletin.submit", "bulletin.approve"} <= actions


def replace_parts(here: House, *, reserve_bytes: int) -> House:
    """Return the same house with a disk that counts as full."""
    names = ("config", "clock", "store", "keys", "pki", "desk", "wake")
    clips = FolderClips(here.dispatch.config.data / "clips", reserve_bytes=reserve_bytes)
    full = type(here.dispatch)(clips=clips, **{name: getattr(here.dispatch, name) for name in names})
    return replace(here, dispatch=full)
