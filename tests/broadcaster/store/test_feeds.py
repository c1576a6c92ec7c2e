"""Feeds and their documents on either database: terms, how asking goes, bytes, memory, and what is let go."""

from datetime import timedelta

import pytest

from broadcaster.cap import Reference, Status
from broadcaster.errors import BroadcasterError
from broadcaster.feeds import Feed, Rule
from broadcaster.store import Store, feeds
from broadcaster.store.feeds import Message

from .conftest import START, Watch

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
        feeds.tidy(tx, "thu", 2)
        assert feeds.of_alert(tx, "a1") == message(1, **own, is_taken=True, alert_id="a1")
        assert [one.data for one in feeds.messages(tx, "thu").items] == [b"\x04", b"\x03", b"\x01"]
        assert feeds.links(tx, "thu") == {("/1", ""), ("/3", ""), ("/4", "")}
        found = feeds.memory(tx, "a@b", ("79",))
        assert set(found.seen) == {Reference("a@b", "VN-2", START)}
        assert set(found.tombstones) == {(named, Status.ACTUAL)}
        assert feeds.memory(tx, "a@b", ("an-binh",)).seen == {}
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        feeds.add_message(tx, message(1))
    assert caught.value.code == "feed.message_known"
