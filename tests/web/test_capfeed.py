"""Our alerts for the world outside: bytes as signed, a bounded feed, nothing for those who guess, no account needed."""

from dataclasses import replace
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from broadcaster import feeds
from broadcaster.cap import State, read
from broadcaster.store import alert_documents
from broadcaster.telling import sender_of
from tests.broadcaster.dispatch.test_alerting import released
from tests.house import House
from tests.web.readers import Reader
from web.capfeed import KEPT_SECONDS
from web.lately import KEPT_MOST
from web.parts import EXTENSION

ATOM = "{http://www.w3.org/2005/Atom}"
NAME = "2.49.0.1.704.79.20261123010000.1"
FEED = "/cap/feed.atom"


@pytest.fixture
def told(here: House) -> House:
    """A house with one alert that has been told."""
    here.dispatch.pki.ensure_documents(sender_of("vn-79"), here.clock.now())
    released(here)
    here.dispatch.sign_alarms()
    here.clock.advance(timedelta(seconds=3))
    assert here.dispatch.write_documents({}) == 1
    return here


def entries(visitor: Reader) -> list[ElementTree.Element]:
    """Return the entries of the feed as it is now."""
    answer = visitor.open(FEED)
    assert answer.status_code == 200
    return ElementTree.fromstring(answer.data).findall(f"{ATOM}entry")


def test_a_document_is_what_was_signed(told: House, visitor: Reader) -> None:
    """Anybody gets the very bytes, with their type and mark, to keep; a receiver that trusts our root accepts them."""
    answer = visitor.open(f"/cap/{NAME}.xml")
    assert (answer.status_code, answer.mimetype) == (200, "application/cap+xml")
    with told.dispatch.store.read() as tx:
        sha256, body = alert_documents.body(tx, NAME)
    assert (answer.data, answer.headers["ETag"]) == (body, f'"{sha256}"')
    assert "public" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    root = told.dispatch.pki.ca.read_bytes()
    assert read(answer.data, now=told.clock.now(), trust=[root]).signature is State.VALID


@pytest.mark.parametrize("path", [f"/cap/{NAME}.xml", FEED])
def test_who_has_it_already_gets_304(told: House, visitor: Reader, path: str) -> None:
    """An unchanged answer is not sent again."""
    first = visitor.open(path)
    again = visitor.open(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert visitor.open(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        NAME.replace("79", "80"),
        "a1",
        "..%2F..%2Fetc%2Fpasswd",
        "%00",
        f"{NAME}%00",
        f"{NAME}%0A",
        "2.49.0.1.704.79.٢٠٢٦١١٢٣٠١٠٠٠٠.1",
        "'%20OR%201=1--",
        "9" * 5000,
        "<script>",
    ],
)
def test_names_that_are_none(told: House, visitor: Reader, name: str) -> None:
    """What does not exist, or could not, is a plain 404."""
    assert visitor.open(f"/cap/{name}.xml").status_code == 404


def test_the_feed_leads_to_the_documents(told: House, visitor: Reader) -> None:
    """Newest first, each entry with the address, name and time of its document."""
    answer = visitor.open(FEED)
    assert (answer.status_code, answer.mimetype) == (200, "application/atom+xml")
    assert "public" in answer.headers["Cache-Control"]
    told.dispatch.cancel_alert("a1", told.leader, reason="")
    told.dispatch.write_documents({})
    told.clock.advance(timedelta(seconds=KEPT_SECONDS))
    cancel, alert = entries(visitor)
    assert [one.findtext(f"{ATOM}title") for one in (cancel, alert)] == ["ĐÃ HỦY: Lũ khẩn cấp", "Lũ khẩn cấp"]
    assert [one.get("term") for one in cancel.findall(f"{ATOM}category")] == ["Actual", "Cancel"]
    assert alert.findtext(f"{ATOM}updated") == "2026-11-23T01:00:00Z"
    link = alert.find(f"{ATOM}link")
    assert link is not None
    assert link.get("type") == "application/cap+xml"
    assert visitor.open(str(link.get("href")).removeprefix("http://localhost")).status_code == 200


def test_a_made_up_host_leads_nobody_else_astray(told: House, visitor: Reader) -> None:
    """Whoever asks with another host name gets it in his own answer only."""
    assert b"http://elsewhere.example/cap/" in visitor.client.get(FEED, base_url="http://elsewhere.example").data
    assert b"elsewhere" not in visitor.open(FEED).data


def test_made_up_hosts_push_nothing_out(told: House, visitor: Reader) -> None:
    """A stranger who asks under hundreds of names empties nobody's shelf of answers."""
    lately = visitor.client.application.extensions[EXTENSION].lately
    lately.told("of others", 600, lambda: "kept")
    for number in range(KEPT_MOST):
        visitor.client.get(FEED, base_url=f"http://host{number}.example")
    assert lately.told("of others", 600, lambda: "gone") == "kept"


def test_another_system_of_ours_can_follow_it(told: House, visitor: Reader) -> None:
    """Our own reader of feeds finds the document, and twice the same."""
    found = feeds.entries(visitor.open(FEED).data, "https://localhost/cap/feed.atom")
    assert [one.link.endswith(f"/cap/{NAME}.xml") for one in found] == [True]
    assert found == feeds.entries(visitor.open(FEED).data, "https://localhost/cap/feed.atom")


def test_an_empty_feed_is_one_too(here: House, visitor: Reader) -> None:
    """Before the first alert there is a feed without entries."""
    assert entries(visitor) == []


@pytest.mark.slow
def test_the_feed_is_bounded(told: House, visitor: Reader) -> None:
    """At most a hundred, none older than thirty days; asked often it costs one query in some seconds."""
    with told.dispatch.store.begin("test") as tx:
        (row,) = alert_documents.of_alert(tx, "a1")
    assert len(entries(visitor)) == 1
    for number in range(2, 104):
        released(told, id=f"b{number}")
    told.dispatch.sign_alarms()
    with told.dispatch.store.begin("test") as tx:
        for number in range(2, 104):
            named = replace(row, identifier=f"{NAME[:-1]}{number}", alert_id=f"b{number}", sent=told.clock.now())
            alert_documents.add(tx, named, b"<alert/>")
    assert len(entries(visitor)) == 1
    told.clock.advance(timedelta(seconds=KEPT_SECONDS))
    assert len(entries(visitor)) == 100
    told.clock.advance(timedelta(days=31))
    assert entries(visitor) == []
