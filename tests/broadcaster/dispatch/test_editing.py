"""What people do with bulletins: in their own place, with what they have seen, and never unseen by the audit log."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.bulletins import State
from broadcaster.errors import Denied, Missing, Refused
from broadcaster.store import audit
from tests.house import START, House


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


def test_everything_stands_in_the_audit_log(here: House) -> None:
    """Each step of the path left its row, and the chain holds."""
    here.ready()
    with here.dispatch.store.read() as tx:
        actions = {row.action for row in audit.listed(tx).items}
        assert audit.verify(tx).broken_at is None
    assert {"bulletin.add", "bulletin.submit", "bulletin.approve"} <= actions


def test_nothing_typed_is_lost_to_a_refusal(here: House) -> None:
    """Words that are refused leave the kept draft as it was; mended words are kept."""
    kept = here.dispatch.save_draft(here.draft(), here.officer)
    for text in ("", "   ", "x" * 20_000, "có\x07chuông", "!?…"):
        with pytest.raises(Refused) as caught:
            here.dispatch.save_draft(replace(kept, text=text), here.officer)
        assert caught.value.field == "text"
    assert here.found(kept.id) == kept
    assert here.dispatch.save_draft(replace(kept, text="Đã sửa."), here.officer).text == "Đã sửa."
    assert here.found(kept.id).version == kept.version + 1


def test_another_communes_bulletin_is_not_taken_over(here: House) -> None:
    """Nobody moves a bulletin out of, or into, a commune that is not theirs."""
    operator = replace(here.officer, scope="79")
    far = here.dispatch.save_draft(here.draft(locality="c2"), operator)
    with pytest.raises(Denied):
        here.dispatch.save_draft(replace(far, locality="c1"), here.officer)
    near = here.dispatch.save_draft(here.draft(), here.officer)
    with pytest.raises(Denied):
        here.dispatch.save_draft(replace(near, locality="c2"), here.officer)


def test_authors_do_not_approve_their_own(here: House) -> None:
    """A leader who writes needs another leader."""
    kept = here.dispatch.save_draft(here.draft(author=here.leader.id), here.leader)
    sent = here.dispatch.submit(kept.id, kept.version, here.leader)
    with pytest.raises(Refused) as caught:
        here.dispatch.approve(sent.id, sent.version, here.leader)
    assert caught.value.code == "bulletin.own_approval"


def test_a_rejected_bulletin_comes_back_with_its_reason(here: House) -> None:
    """The author reads why, mends it and hands it in again; a rejection without a reason is refused."""
    sent = here.submitted()
    with pytest.raises(Refused) as caught:
        here.dispatch.reject(sent.id, sent.version, here.leader, reason=" ")
    assert caught.value.code == "bulletin.reason_missing"
    rejected = here.dispatch.reject(sent.id, sent.version, here.leader, reason="Ghi rõ giờ")
    assert (rejected.state, rejected.reason) == (State.REJECTED, "Ghi rõ giờ")
    mended = here.dispatch.save_draft(replace(rejected, text="Tám giờ sáng mai."), here.officer)
    assert here.dispatch.submit(mended.id, mended.version, here.officer).state is State.SUBMITTED


def test_an_unknown_bulletin_is_named(here: House) -> None:
    """Whoever asks for what does not exist is told so."""
    for ask in (here.dispatch.submit, here.dispatch.approve):
        with pytest.raises(Missing, match="nobody"):
            ask("nobody", 1, here.leader)


def test_what_has_ended_ends_once(here: House) -> None:
    """A bulletin past its validity expires at the next look and not again; one without an end never does."""
    here.submitted()
    here.submitted(valid_until=START + timedelta(hours=1))
    assert here.dispatch.expire_due() == 0
    here.clock.advance(timedelta(hours=2))
    assert [here.dispatch.expire_due(), here.dispatch.expire_due()] == [1, 0]


def test_the_workers_are_woken(here: House) -> None:
    """Handing in, approving and cancelling ring the bell, so that nobody waits for the clock."""
    sent = here.submitted()
    heard = here.rung[0]
    approved = here.dispatch.approve(sent.id, sent.version, here.leader)
    here.dispatch.cancel_bulletin(approved.id, here.officer, reason="nhầm")
    assert (heard, here.rung[0]) == (1, 3)
