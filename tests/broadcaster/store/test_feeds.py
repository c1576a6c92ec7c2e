"""Feeds and their documents on either database: terms, how asking goes, bytes, memory, and what is let go."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.alerts import State
from broadcaster.cap import Reference, Status
from broadcaster.errors import BroadcasterError
from broadcaster.feeds import Feed, Rule
from broadcaster.store import Store, alerts, feeds
from broadcaster.store.feeds import Message

from .conftest import START, Watch
from .test_alerts import RELEASED

FEED = Feed(
    name="thu",
    url="https://a.example.vn/",
    locality="79",
    senders=("a@b",),
    releases=(Rule("a@b", "TSW"),),
    roots=("pem",),
    hosts=("c",),
    every=timedelta(minutes=2),
)


def message(number: int, **changes: object) -> Message:
    """Return a document of the feed."""
    plain = {"feed": "thu", "link": f"/{number}", "data": bytes([number]), "received_at": START}
    return Message(**(plain | changes))  # type: ignore[arg-type]


def test_terms_come_back(province: Store, watch: Watch) -> None:
    """A feed comes back as it was kept; other terms keep when it was added, and it is asked afresh."""
    with province.begin() as tx:
        feeds.keep(tx, FEED)
        feeds.polled(tx, "thu", etag="1", last_ok_at=tx.now, failure="")
        row = feeds.find(tx, "thu")
    assert (row.feed, row.etag, row.polled_at, row.last_ok_at, row.last_change_at) == (FEED, "1", START, START, None)
    watch.forward(timedelta(days=1))
    with province.begin() as tx:
        feeds.keep(tx, FEED)
        (again,) = feeds.listed(tx)
    assert (again.added_at, again.etag, again.last_ok_at) == (START, "", START)


@pytest.mark.parametrize(("name", "locality", "code"), [("x", "79", "feed.missing"), ("thu", "no", "locality.missing")])
def test_what_is_missing(province: Store, name: str, locality: str, code: str) -> None:
    """A feed nobody listed, a place nobody knows."""
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        feeds.keep(tx, Feed(name="thu", url=FEED.url, locality=locality))
        feeds.find(tx, name)
    assert caught.value.code == code


def test_bytes_memory_and_what_is_let_go(province: Store) -> None:
    """Bytes come back whole and are kept once; what trusted senders said is remembered, the rest for a while."""
    named = Reference("a@b", "VN-1", START)
    own = {"identifier": "VN-2", "sender": "a@b", "sent": START, "status": "Actual", "references": (named,)}
    with province.begin() as tx:
        feeds.keep(tx, FEED)
        feeds.add_message(tx, message(1, **own, is_taken=True, alert_id="a1"))
        for number in (2, 3, 4):
            feeds.add_message(tx, message(number, received_at=START + timedelta(minutes=number)))
        assert feeds.met_again(tx, "thu", b"\x02", link="/x", updated="u")
        assert not feeds.met_again(tx, "thu", b"\x09", link="/x", updated="u")
        feeds.tidy(tx, "thu", feeds.Room(untaken=2))
        assert feeds.of_alert(tx, "a1") == message(1, **own, is_taken=True, alert_id="a1")
        listed = feeds.messages(tx, "thu").items
        assert [(one.link, one.data, one.size) for one in listed] == [("/4", b"", 1), ("/3", b"", 1), ("/1", b"", 1)]
        assert [feeds.message(tx, "thu", one.sha256).data for one in listed] == [b"\x04", b"\x03", b"\x01"]
        assert feeds.links(tx, "thu") == {("/1", ""), ("/3", ""), ("/4", "")}
        found = feeds.memory(tx, "a@b", ("79",))
        assert set(found.seen) == {Reference("a@b", "VN-2", START)}
        assert set(found.tombstones) == {(named, Status.ACTUAL)}
        assert feeds.memory(tx, "a@b", ("an-binh",)).seen == {}
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        feeds.add_message(tx, message(1))
    assert caught.value.code == "feed.message_known"


def test_a_feed_may_use_so_many_bytes(province: Store) -> None:
    """The newest that led to nothing fit their budget, the newest that counted theirs; what vouches for an alert stays.

    What counted is remembered without its bytes, so that it cannot come again as new.
    """
    small = feeds.Room(untaken_bytes=10, taken_bytes=10)
    gone = replace(RELEASED, id="a2", state=State.EXPIRED)
    with province.begin() as tx:
        feeds.keep(tx, FEED)
        for alert in (RELEASED, gone):
            alerts.add(tx, alert)
        for number in range(4):
            at = START + timedelta(minutes=number)
            feeds.add_message(tx, message(number, data=b"%04d" % number, received_at=at))
            alert_id = {0: "a1", 1: "a2"}.get(number)
            counted = {"data": b"t%03d" % number, "is_taken": True, "alert_id": alert_id, "sender": "a@b"}
            feeds.add_message(tx, message(number, link=f"/t{number}", received_at=at, **counted))
        feeds.tidy(tx, "thu", small)
        left = {one.link: one.size for one in feeds.messages(tx, "thu").items}
        assert left == {"/3": 4, "/2": 4, "/t3": 4, "/t2": 4, "/t1": 0, "/t0": 4}
        (emptied,) = [one for one in feeds.messages(tx, "thu").items if one.link == "/t1"]
        assert feeds.message(tx, "thu", emptied.sha256).data == b""
        assert feeds.met_again(tx, "thu", b"t001", link="/t1", updated="")
        feeds.tidy(tx, "thu", small)
        assert {one.link: one.size for one in feeds.messages(tx, "thu").items} == left
    assert feeds.ROOM.untaken_bytes + feeds.ROOM.taken_bytes <= 64_000_000


def test_a_removed_feed_is_remembered(province: Store) -> None:
    """It is off the list, its documents and what it said stay; listed again it is back with them."""
    with province.begin() as tx:
        feeds.keep(tx, FEED)
        feeds.add_message(tx, message(1, identifier="VN-1", sender="a@b", sent=START, status="Actual", is_taken=True))
        feeds.remove(tx, "thu")
        assert feeds.listed(tx) == []
        (row,) = feeds.listed(tx, removed=True)
        assert row.removed_at == START
        assert len(feeds.messages(tx, "thu").items) == 1
        assert len(feeds.memory(tx, "a@b", ("79",)).seen) == 1
        feeds.keep(tx, FEED)
        assert [one.removed_at for one in feeds.listed(tx)] == [None]
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        feeds.message(tx, "thu", "0" * 64)
    assert caught.value.code == "feed.message_missing"
