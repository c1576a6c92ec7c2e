"""What waits in the communes' inboxes, as the store keeps it."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from broadcaster import bulletins as bulletin_domain
from broadcaster import inbox as domain
from broadcaster.errors import Missing, Refused
from broadcaster.inbox import Arrival, Key, State
from broadcaster.plans import Entry
from broadcaster.store import Slice, Store, Transaction, audit, bulletins, inbox, localities, plans
from schedules.recurrence import daily

from .conftest import START, add_bulletins, bulletin

HERE, THERE = Key("dong-hoa", "e1", "b1"), Key("an-binh", "e1", "b1")


@pytest.fixture
def offered(province: Store) -> Store:
    """A store in which the province has offered one approved bulletin to both communes."""
    add_bulletins(province, "b1")
    with province.begin("minh") as tx:
        approve(tx, "b1")
        plans.add(tx, entry("e1"))
        inbox.add(tx, (HERE, THERE))
    return province


def entry(entry_id: str, **changes: object) -> Entry:
    """Return the province's daily entry."""
    plain = Entry(entry_id, "Tin tỉnh", ("79",), ("b1",), daily(START.date(), time(6)), "leader", START)
    return replace(plain, **changes)  # type: ignore[arg-type]


def approve(tx: Transaction, bulletin_id: str) -> None:
    """Have a draft approved."""
    sent = bulletin_domain.submit(bulletins.find(tx, bulletin_id), START)
    bulletins.change(tx, sent)
    bulletins.change(tx, bulletin_domain.approve(sent, "leader", START))


def test_arrivals_come_back_whole(offered: Store) -> None:
    """What arrived where and when, and every part of an answer."""
    with offered.begin("officer") as tx:
        waiting = inbox.find(tx, HERE)
        assert waiting == Arrival(HERE, START)
        placed = domain.place(waiting, "officer", START, entry_id="e1")
        inbox.change(tx, waiting, placed)
        assert inbox.find(tx, HERE) == placed
        declined = domain.decline(inbox.find(tx, THERE), "officer", START, reason="đã phát")
        inbox.change(tx, inbox.find(tx, THERE), declined)
        assert inbox.of_entry(tx, "e1") == [declined, placed]
        assert inbox.is_placed(tx, "e1")
    with offered.read() as tx:
        rows = audit.listed(tx).items[:3]
    assert [row.action for row in rows] == ["inbox.decline", "inbox.place", "inbox.add"]
    assert (rows[0].detail["locality"], rows[2].detail["communes"]) == ("an-binh", 2)


def test_the_second_answer_is_refused(offered: Store) -> None:
    """Two people who saw the same waiting bulletin: the slower one is told."""
    with offered.begin("officer") as tx:
        waiting = inbox.find(tx, HERE)
        inbox.change(tx, waiting, domain.decline(waiting, "officer", START, reason="x"))
    with pytest.raises(Refused) as caught, offered.begin("leader") as tx:
        inbox.change(tx, waiting, domain.place(waiting, "leader", START, entry_id="e1"))
    assert caught.value.code == "inbox.decided"
    with offered.read() as tx:
        assert inbox.find(tx, HERE).by == "officer"


def test_lists_are_of_a_scope_in_pages(offered: Store) -> None:
    """A commune sees its own, the province all; a page at a time, the newest first."""
    with offered.begin("minh") as tx:
        bulletins.add(tx, bulletin("b2"))
        approve(tx, "b2")
        plans.add(tx, entry("e2", bulletin_ids=("b2",)))
        inbox.add(tx, (HERE._replace(entry_id="e2", bulletin_id="b2"),))
    with offered.read() as tx:
        assert [one.key.entry_id for one in inbox.listed(tx, "dong-hoa").items] == ["e2", "e1"]
        assert inbox.waiting(tx, "khu-1") == 0
        assert (inbox.waiting(tx, "79"), inbox.waiting(tx), inbox.waiting(tx, "an-binh")) == (3, 3, 1)
        first = inbox.listed(tx, "79", {State.WAITING}, Slice(limit=2))
        rest = inbox.listed(tx, "79", {State.WAITING}, Slice(first.next, 2))
        assert {one.key for one in (*first.items, *rest.items)} == {HERE, THERE, Key("dong-hoa", "e2", "b2")}
        assert inbox.listed(tx, "79", {State.PLACED}).items == ()


def test_what_nobody_approved_is_not_there_yet(province: Store) -> None:
    """A commune is not asked about a draft of the province; a whole programme has no bulletin to wait for."""
    add_bulletins(province, "b1")
    with province.begin("minh") as tx:
        plans.add(tx, entry("e1"))
        inbox.add(tx, (HERE, HERE._replace(bulletin_id="")))
        assert [one.key.bulletin_id for one in inbox.listed(tx, "dong-hoa").items] == [""]
        approve(tx, "b1")
        assert inbox.waiting(tx, "dong-hoa") == 2


def test_withdrawing_leaves_answers(offered: Store) -> None:
    """Only what still waits is taken back, and only that comes back when it is renewed."""
    with offered.begin("officer") as tx:
        waiting = inbox.find(tx, HERE)
        declined = domain.decline(waiting, "officer", START, reason="x")
        inbox.change(tx, waiting, declined)
    with offered.begin("minh") as tx:
        inbox.withdraw(tx, (HERE, THERE))
        inbox.withdraw(tx, ())
        assert inbox.of_entry(tx, "e1") == [domain.expire(Arrival(THERE, START), START), declined]
        inbox.renew(tx, (HERE, THERE))
        assert inbox.of_entry(tx, "e1") == [Arrival(THERE, START), declined]
        with pytest.raises(Missing):
            inbox.find(tx, Key("an-binh", "none", "b1"))
    with offered.read() as tx:
        renewed, withdrawn = audit.listed(tx).items[:2]
    assert (renewed.action, withdrawn.action, withdrawn.detail) == ("inbox.renew", "inbox.withdraw", {"communes": 1})


def test_the_tree_is_followed_once(offered: Store) -> None:
    """After a change of the localities the inboxes are behind until somebody brings them up to it."""
    with offered.begin("system") as tx:
        assert not inbox.knows_tree(tx)
        inbox.keep_tree(tx)
        assert inbox.knows_tree(tx)
        localities.rename(tx, "an-binh", "Phường An Bình mới")
        assert not inbox.knows_tree(tx)


def test_expiring_counts_the_communes(offered: Store) -> None:
    """One step ends the waiting everywhere; nothing is left to expire then."""
    with offered.begin("system") as tx:
        assert inbox.unanswered(tx) == [("e1", "b1")]
        assert inbox.expire(tx, "e1", "b1") == 2
        assert inbox.expire(tx, "e1", "b1") == 0
        assert inbox.unanswered(tx) == []
        assert inbox.find(tx, HERE) == domain.expire(Arrival(HERE, START), START)


def test_answers_count_communes(offered: Store) -> None:
    """A commune that placed one bulletin of several has placed; the list tells each."""
    with offered.begin("officer") as tx:
        inbox.add(tx, (HERE._replace(bulletin_id="b2"),))
        waiting = inbox.find(tx, HERE)
        inbox.change(tx, waiting, domain.place(waiting, "officer", START, entry_id="e1"))
        assert inbox.answers(tx, "e1") == {State.PLACED: 1, State.WAITING: 1}
        assert inbox.answers(tx, "none") == {}
        page = inbox.answered(tx, "e1", Slice(limit=2))
        assert [one.key.locality for one in page.items] == ["an-binh", "dong-hoa"]
        assert [one.key.bulletin_id for one in inbox.answered(tx, "e1", Slice(page.next)).items] == ["b2"]


def test_what_a_commune_was_only_offered(offered: Store) -> None:
    """Entries are known by the commune they were offered to, bulletins by the people who may hear them."""
    with offered.read() as tx:
        assert inbox.offered_in(tx, "dong-hoa", ("e1", "e9")) == {"e1"}
        assert inbox.offered_in(tx, "khu-1", ("e1",)) == inbox.offered_in(tx, "dong-hoa", ()) == frozenset()
        assert not inbox.is_placed(tx, "e1")
        assert inbox.reached(tx, "b1", "dong-hoa")
        assert not inbox.reached(tx, "b1", "khu-1")


def test_who_still_offers(offered: Store) -> None:
    """Living ordinary entries above the communes, and those that wait in some inbox."""
    with offered.begin("minh") as tx:
        plans.add(tx, entry("own", targets=("dong-hoa",)))
        plans.add(tx, entry("ended"))
        plans.end(tx, "ended", "")
        plans.add(tx, entry("single", targets=("an-binh",), created_at=START + timedelta(seconds=1)))
        inbox.add(tx, (THERE._replace(entry_id="single"),))
        assert inbox.offering(tx) == ["e1", "single"]
