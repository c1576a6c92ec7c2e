"""Feeds: what Atom and RSS name, what is refused before anything is read, and which addresses may be opened."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.errors import Refused
from broadcaster.feeds import (
    LONG_AGO,
    Address,
    Entry,
    Feed,
    Rule,
    address,
    checked,
    entries,
    fresh,
    is_silent,
    may_connect,
    redirected,
    written_at,
)

FEED = Feed(name="nchmf", url="https://cap.example.vn/feed.php", locality="79")
LOCAL = replace(FEED, url="http://127.0.0.1:8000/feed", is_local=True)
BASE = FEED.url

ATOM = b"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><id>x</id>
<link rel="self" href="https://cap.example.vn/feed.php"/>
<entry><id>a</id><updated>2026-11-20T07:00:00+07:00</updated>
 <link rel="alternate" type="text/html" href="/a.html"/><link type="application/cap+xml" href="/a.cap"/></entry>
<entry><id>b</id><updated>2026-11-21T07:00:00+07:00</updated><link href="b.cap"/></entry>
<entry><id>again</id><link href="/b.cap"/></entry>
<entry><id>none</id><link rel="edit" href="/edit"/></entry>
<entry><id>broken</id><link href="http://[/"/></entry>
</feed>"""
RSS = b"""<rss version="2.0"><channel><link>https://cap.example.vn/</link>
<item><guid>1</guid><pubDate>Fri, 20 Nov 2026 01:00:00 GMT</pubDate><link>https://cap.example.vn/1.xml</link>
 <enclosure url="https://cap.example.vn/1.jpg" type="image/jpeg"/></item>
<item><enclosure url="/2.xml" type="text/xml"/></item>
</channel></rss>"""


def test_atom_names_documents_newest_first() -> None:
    """The link marked as CAP goes before the page for people; relative links are of the feed; each comes once."""
    assert entries(ATOM, BASE) == (
        Entry("https://cap.example.vn/b.cap", "2026-11-21T07:00:00+07:00", "b"),
        Entry("https://cap.example.vn/a.cap", "2026-11-20T07:00:00+07:00", "a"),
    )


def test_rss_names_documents() -> None:
    """An item's link counts, else its XML enclosure; pictures do not."""
    assert entries(RSS, BASE) == (
        Entry("https://cap.example.vn/1.xml", "Fri, 20 Nov 2026 01:00:00 GMT", "1"),
        Entry("https://cap.example.vn/2.xml"),
    )


LAUGHS = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><feed xmlns="http://www.w3.org/2005/Atom">&b;</feed>'


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (LAUGHS, "cap.doctype"),
        (b"<html><body>Sign in</body></html>", "feed.not_a_feed"),
        (b"\x89PNG\r\n", "cap.not_xml"),
        (b"<feed>" * 40 + b"</feed>" * 40, "cap.too_deep"),
        (b"<rss>" + b" " * 4_000_000 + b"</rss>", "cap.too_large"),
    ],
)
def test_what_is_no_feed_is_refused(data: bytes, code: str) -> None:
    """Entities, pages of captive portals, pictures, towers and mountains are refused unread."""
    with pytest.raises(Refused) as refusal:
        entries(data, BASE)
    assert refusal.value.code == code


def test_endless_feeds_are_cut() -> None:
    """No more than 500 entries count, and no address that no browser would open."""
    many = "".join(f"<item><link>/{number}</link></item>" for number in range(600))
    assert len(entries(f"<rss>{many}</rss>".encode(), BASE)) == 500
    assert entries(f"<rss><item><link>/{'x' * 2000}</link></item></rss>".encode(), BASE) == ()


def test_fresh_ones_come_oldest_first() -> None:
    """What is known with this date is left out; of too many the newest count, in the order they were written."""
    named = [Entry(one, one) for one in ("5", "4", "3", "2", "1")]
    assert fresh(named, {("4", "4"), ("2", "older")}, 3) == ([named[3], named[2], named[0]], True)
    assert fresh(named[:1], set(), 1) == (named[:1], False)


def test_when_it_was_written() -> None:
    """Both forms of times are read, and a time that is none is long ago."""
    assert written_at("2026-11-20T07:00:00+07:00") == written_at("Fri, 20 Nov 2026 00:00:00 -0000")
    assert written_at("2026-11-20T00:00:00") == written_at("2026-11-20T00:00:00Z")
    assert written_at("soon") == written_at("0001-01-01T00:00:00+14:00") == LONG_AGO


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": "../x"}, "feed.name"),
        ({"every": timedelta(seconds=1)}, "feed.every"),
        ({"every": timedelta(days=2)}, "feed.every"),
        ({"releases": (Rule("a", "TSU"),)}, "feed.rule_sender"),
        ({"senders": ("a",)}, "feed.no_roots"),
        ({"url": "ftp://cap.example.vn/"}, "feed.address_odd"),
        ({"url": "http://10.0.0.1/"}, "feed.address_inside"),
    ],
)
def test_feeds_that_cannot_be_listed(changes: dict[str, object], code: str) -> None:
    """A feed without a proper name, pause, roots or address is refused when it is added."""
    with pytest.raises(Refused) as refusal:
        checked(replace(FEED, **changes))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert checked(FEED) == FEED


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://cap.example.vn/a", "feed.address_scheme"),
        ("file:///etc/passwd", "feed.address_odd"),
        ("https://user@cap.example.vn/a", "feed.address_odd"),
        ("https://cap.example.vn/a b", "feed.address_odd"),
        ("https://cap.example.vn/a\\b", "feed.address_odd"),
        ("https://cap.example.vn:99999/", "feed.address_odd"),
        ("https://cap.example.vn/" + "x" * 2000, "feed.address_odd"),
        ("https://evil.example/", "feed.address_host"),
        ("https://cap.example.vn:8443/", "feed.address_host"),
        ("https://169.254.169.254/latest", "feed.address_inside"),
        ("https://[::ffff:127.0.0.1]/", "feed.address_inside"),
        ("https://2130706433/", "feed.address_inside"),
        ("https://localhost/", "feed.address_inside"),
        ("https://cap.exämple.vn/", "feed.address_inside"),
    ],
)
def test_addresses_that_are_never_opened(url: str, code: str) -> None:
    """No other scheme, host, port, name or number than the operator listed (OWASP ASVS 1.3.6)."""
    with pytest.raises(Refused) as refusal:
        address(url, FEED)
    assert refusal.value.code == code


def test_addresses_that_are_opened() -> None:
    """The feed's own host, and hosts on its list with their ports; foreign letters are escaped."""
    listed = replace(FEED, hosts=("files.example.vn", "Other.example.vn:8443"))
    assert address("https://cap.example.vn./ấp?q=ấ", listed) == Address(
        "https", "cap.example.vn", 443, "/%E1%BA%A5p?q=%E1%BA%A5"
    )
    assert address("https://files.example.vn", listed).target == "/"
    assert address("https://other.example.vn:8443/x", listed).port == 8443
    assert address("http://127.0.0.1:8000/x", LOCAL).host == "127.0.0.1"
    with pytest.raises(Refused):
        address("https://other.example.vn/x", listed)


def test_redirects_stay_on_the_host() -> None:
    """A redirect is judged like any address, and never leads to another host, not even a listed one."""
    listed = replace(FEED, hosts=("files.example.vn",))
    here = address(FEED.url, listed)
    assert redirected(here, "/other?x=1", listed).target == "/other?x=1"
    assert redirected(Address("http", "::1", 80, "/"), "/x", replace(LOCAL, url="http://[::1]/")).target == "/x"
    for location, code in (
        ("https://files.example.vn/", "feed.redirect_away"),
        ("http://169.254.169.254/", "feed.address_scheme"),
        ("https://169.254.169.254/", "feed.address_inside"),
        ("http://[", "feed.address_odd"),
    ):
        with pytest.raises(Refused) as refusal:
            redirected(here, location, listed)
        assert refusal.value.code == code


@pytest.mark.parametrize(
    ("number", "outside", "local"),
    [
        ("8.8.8.8", True, True),
        ("2606:4700::1111", True, True),
        ("127.0.0.1", False, True),
        ("10.1.2.3", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("0.0.0.0", False, False),  # noqa: S104
        ("224.0.0.1", False, False),
        ("240.0.0.1", False, False),
    ],
)
def test_numbers_names_may_stand_for(number: str, outside: bool, local: bool) -> None:
    """Public addresses always; those of our own network only for a local feed; a cloud's key server never."""
    assert may_connect(number, is_local=False) is outside
    assert may_connect(number, is_local=True) is local


def test_when_a_feed_is_silent() -> None:
    """Ten minutes for one asked each minute, three times its pause for one asked seldom."""
    now = written_at("2026-11-20T00:00:00Z")
    assert not is_silent(FEED, now - timedelta(minutes=10), now)
    assert is_silent(FEED, now - timedelta(minutes=11), now)
    seldom = replace(FEED, every=timedelta(hours=1))
    assert not is_silent(seldom, now - timedelta(hours=3), now)
    assert is_silent(seldom, now - timedelta(hours=4), now)
