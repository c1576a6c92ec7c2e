"""What a programme would hold the next time, and every reason why something is not in it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster.bulletins import Field
from broadcaster.store import bulletins as bulletin_rows
from schedules.programme import Fill, Programme
from schedules.recurrence import daily, once
from tests.house import START, House

MINUTE = timedelta(minutes=1)

NEWS = Fill(frozenset({int(Field.GENERAL)}))
TEMPLATE = Programme(20 * MINUTE, (NEWS,))


@pytest.fixture(autouse=True)
def bare(here: House) -> None:
    """No story needs the bulletin the house is furnished with."""
    with here.dispatch.store.read() as tx:
        known = bulletin_rows.listed(tx).items
    for one in known:
        here.dispatch.cancel_bulletin(one.id, here.officer, reason="")
    here.dispatch.publish_due()


def test_the_next_airing_is_told_with_its_reasons(here: House) -> None:
    """What is taken, in order, and what is left out and why; nothing is kept."""
    first = here.ready(title="Tiêm chủng")
    here.clock.advance(MINUTE)
    here.ready(title="Gương tốt", field=Field.EXAMPLE)
    sent = here.submitted(title="Chưa có tiếng", text="Câu này chưa ai đọc.")
    here.dispatch.approve(sent.id, sent.version, here.leader)
    wish = here.entry(recurrence=daily(START.date(), time(5, 30), time(17)), programme=TEMPLATE)
    told = here.dispatch.rehearse(wish)
    assert told is not None
    assert told.airing is not None
    assert (told.start, told.airing.bulletin_ids, told.refusal) == (START + timedelta(hours=9), (first.id,), None)
    reasons = {str(one.reason["title"]): one.reason.code.partition(".fill_")[2] for one in told.left_out}
    assert reasons == {"Gương tốt": "other_category", "Chưa có tiếng": "no_sound"}
    assert here.dispatch.publish_due() == 0


def test_nothing_to_hold_is_a_refusal(here: House) -> None:
    """No airing, and the reason says that nothing is there yet."""
    told = here.dispatch.rehearse(here.entry(programme=TEMPLATE))
    assert told is not None
    assert told.airing is None
    assert told.refusal is not None
    assert told.refusal.code == "schedules.empty_programme"


def test_far_and_past_airings_are_not_told(here: House) -> None:
    """A programme that is over, or that begins beyond the days planned ahead, has nothing to tell yet."""
    wish = here.entry(programme=TEMPLATE)
    for day in (START.date() - timedelta(days=1), START.date() + timedelta(days=30)):
        assert here.dispatch.rehearse(replace(wish, recurrence=once(day, time(17)))) is None
