"""What communes decided about colliding programmes, as the store keeps it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.collisions import Decision, Pair
from broadcaster.errors import Refused
from broadcaster.store import Store, audit, decisions

from .conftest import START, Watch

PAIR = Pair("tinh-1", "xa-1")
OURS = Decision("dong-hoa", PAIR, "xa-1", START, "officer")
THEIRS = replace(OURS, first="tinh-1", by="leader")


def test_decisions_come_back_and_can_be_taken_back(province: Store) -> None:
    """A decision is kept for its commune alone, changed by who knows it, and forgotten; the log tells each step."""
    with province.begin("officer") as tx:
        decisions.save(tx, OURS, before=None, title="")
        assert decisions.recent(tx, "dong-hoa") == {PAIR: OURS}
        assert decisions.recent(tx, "an-binh") == {}
        decisions.save(tx, THEIRS, before=OURS, title="")
        assert decisions.recent(tx, "dong-hoa") == {PAIR: THEIRS}
        decisions.forget(tx, THEIRS)
        assert decisions.recent(tx, "dong-hoa") == {}
    with province.read() as tx:
        actions = [row.action for row in audit.listed(tx).items[:3]]
    assert actions == ["collision.undo", "collision.decide", "collision.decide"]


@pytest.mark.parametrize("before", [None, replace(OURS, first="tinh-1")])
def test_two_people_never_overwrite_each_other(province: Store, before: Decision | None) -> None:
    """Who did not know of the other's decision is refused and told what goes first."""
    with province.begin("officer") as tx:
        decisions.save(tx, OURS, before=None, title="")
    with pytest.raises(Refused) as caught, province.begin("leader") as tx:
        decisions.save(tx, THEIRS, before=before, title="Tin xã")
    assert (caught.value.code, caught.value.facts) == ("collision.decided_meanwhile", {"title": "Tin xã"})
    with province.read() as tx:
        assert decisions.recent(tx, "dong-hoa") == {PAIR: OURS}


def test_old_decisions_burden_nobody(province: Store, watch: Watch) -> None:
    """What was decided months ago concerns no airing still to come."""
    with province.begin("officer") as tx:
        decisions.save(tx, OURS, before=None, title="")
    watch.forward(timedelta(days=61))
    with province.read() as tx:
        assert decisions.recent(tx, "dong-hoa") == {}
