"""Feeds of warning authorities: what one is, what its Atom or RSS names, which addresses may be opened for it.

Pure: never opens an address, never asks a name server, never reads an alert document.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from ipaddress import IPv6Address, ip_address
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit
from xml.etree.ElementTree import Element

from broadcaster.cap import elements
from broadcaster.cap.elements import Unreadable
from broadcaster.cap.links import is_outside, may_fetch
from broadcaster.errors import Refused
from broadcaster.localities import CODE

CAP_TYPE = "application/cap+xml"
PORTS = {"https": 443, "http": 80}
MOST_ENTRIES = 500
MOST_URL = 2000
SHORTEST, LONGEST = timedelta(seconds=30), timedelta(days=1)
PATIENCE = timedelta(minutes=10)
WRITTEN_AT = ("updated", "pubdate", "published", "date")
SAFE = "%/:=&?~+!$,;'@()*[]"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Rule:
    """The province's standing word: what this sender signs for this event sounds without a person."""

    sender: str
    event_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """One feed; what it brings can only ever sound at and below ``locality``.

    Only ``senders`` may propose, signed under one of ``roots`` (PEM). ``hosts`` are other hosts (``name`` or
    ``name:port``) its documents may lie on; ``is_local`` allows addresses inside our own network.
    """

    name: str
    url: str
    locality: str
    senders: tuple[str, ...] = ()
    releases: tuple[Rule, ...] = ()
    roots: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    is_local: bool = False
    every: timedelta = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a feed: where a document lies, when it was written as the feed says, and its id."""

    link: str
    updated: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect and what to ask for there; ``host`` is still a name."""

    scheme: str
    host: str
    port: int
    target: str


def checked(feed: Feed) -> Feed:
    """Return a feed that can be asked, or refuse it."""
    if not CODE.fullmatch(feed.name):
        raise Refused("feed.name", field="name", name=feed.name[:40])
    if not SHORTEST <= feed.every <= LONGEST:
        raise Refused("feed.every", field="every", least=SHORTEST, most=LONGEST)
    strange = next((one.sender for one in feed.releases if one.sender not in feed.senders), None)
    if strange is not None:
        raise Refused("feed.rule_sender", field="releases", sender=strange)
    if feed.senders and not feed.roots:
        raise Refused("feed.no_roots", field="roots")
    address(feed.url, feed)
    return feed


def is_silent(feed: Feed, heard_at: datetime, now: datetime) -> bool:
    """Tell whether a feed last answered, or was listed, too long ago: three times missed, and ten minutes at least."""
    return now - heard_at > max(3 * feed.every, PATIENCE)


# ---------------------------------------------------------------- what it names


def entries(data: bytes, base: str) -> tuple[Entry, ...]:
    """Return what an Atom or RSS feed at ``base`` names, newest first; refuse what is no feed or may not be read."""
    try:
        root, _ = elements.parse(data)
    except Unreadable as fault:
        facts: dict[str, Any] = fault.facts
        raise Refused(fault.code, **facts) from fault
    if _name(root) not in {"feed", "rss", "rdf"}:
        raise Refused("feed.not_a_feed", name=root.tag[:80])
    found: dict[str, Entry] = {}
    for item in root.iter():
        if _name(item) in {"entry", "item"} and len(found) < MOST_ENTRIES:
            for one in _entry(item, base):
                found.setdefault(one.link, one)
    return tuple(sorted(found.values(), key=lambda one: written_at(one.updated), reverse=True))


def fresh(named: Iterable[Entry], known: Collection[tuple[str, str]], most: int) -> tuple[list[Entry], bool]:
    """Return the ``most`` newest entries that are not ``known`` (link, updated), oldest first; and if more wait."""
    unknown = [one for one in named if (one.link, one.updated) not in known]
    return unknown[:most][::-1], len(unknown) > most


def written_at(text: str) -> datetime:
    """Return the moment a feed writes (ISO 8601 or RFC 822), long ago when it is none."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text.strip())
            return moment.replace(tzinfo=moment.tzinfo or UTC).astimezone(UTC)
        except (ValueError, OverflowError):
            continue
    return LONG_AGO


def _entry(item: Element, base: str) -> Iterator[Entry]:
    texts = {_name(one): (one.text or "").strip() for one in reversed(item)}
    ranked = sorted((rank, href) for rank, href in map(_link, item) if href)
    if not ranked:
        return
    try:
        link = urljoin(base, ranked[0][1])
    except ValueError:
        return
    if len(link) <= MOST_URL:
        updated = next((texts[name] for name in WRITTEN_AT if texts.get(name)), "")
        yield Entry(link, updated[:80], (texts.get("id") or texts.get("guid") or "")[:200])


def _link(one: Element) -> tuple[int, str]:
    """Return how likely an element names the document (0 first), and where; nothing for other elements."""
    name, kind = _name(one), one.get("type", "").strip().lower()
    href = (one.get("href") or one.get("url") or one.text or "").strip()
    if name not in {"link", "enclosure"}:
        return 9, ""
    if kind.startswith(CAP_TYPE):
        return 0, href
    if name == "link":
        return (1, href) if one.get("rel", "alternate") == "alternate" else (9, "")
    return (2, href) if "xml" in kind else (9, "")


def _name(one: Element) -> str:
    return one.tag.rpartition("}")[2].lower()


# ---------------------------------------------------------------- what may be opened


def address(url: str, feed: Feed) -> Address:
    """Return where ``url`` leads, or refuse it: not the feed's scheme or hosts, or not a plain address."""
    parts, port = _split(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme != "https" and parts.scheme != urlsplit(feed.url).scheme:
        raise Refused("feed.address_scheme", url=url[:200])
    if not host.isascii() or not (feed.is_local or may_fetch(url)):
        raise Refused("feed.address_inside", url=url[:200])
    if (host, port) not in set(_hosts(feed)):
        raise Refused("feed.address_host", url=url[:200], host=host)
    target = quote(parts.path or "/", safe=SAFE) + (f"?{quote(parts.query, safe=SAFE)}" if parts.query else "")
    return Address(parts.scheme, host, port, target)


def redirected(one: Address, location: str, feed: Feed) -> Address:
    """Return where an answer sends us on, or refuse to leave the host."""
    try:
        whole = urljoin(f"{one.scheme}://{_bracketed(one.host)}:{one.port}{one.target}", location)
    except ValueError as fault:
        raise Refused("feed.address_odd", url=location[:200]) from fault
    found = address(whole, feed)
    if found.host != one.host:
        raise Refused("feed.redirect_away", host=found.host)
    return found


def may_connect(number: str, *, is_local: bool) -> bool:
    """Tell whether the address a name stands for may be connected to: public, or of our own network if so listed.

    Link-local addresses (169.254.169.254: the keys of a cloud) never.
    """
    found = ip_address(number.partition("%")[0])
    if is_outside(found) or not is_local:
        return is_outside(found)
    plain = (found.ipv4_mapped or found) if isinstance(found, IPv6Address) else found
    odd = (
        plain.is_link_local or plain.is_multicast or plain.is_unspecified or (plain.is_reserved and plain.version == 4)
    )
    return plain.is_private and not odd


def _hosts(feed: Feed) -> Iterator[tuple[str, int]]:
    own, port = _split(feed.url)
    yield (own.hostname or "").rstrip("."), port
    for one in feed.hosts:
        name, _, number = one.strip().lower().partition(":")
        yield from ((name, int(number)),) if number.isdecimal() else ((name, port) for port in PORTS.values())


def _split(url: str) -> tuple[SplitResult, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError as fault:
        raise Refused("feed.address_odd", url=url[:200]) from fault
    odd = any(sign <= " " or sign in "\\\x7f" for sign in url)
    if odd or not port or not parts.hostname or parts.username is not None or len(url) > MOST_URL:
        raise Refused("feed.address_odd", url=url[:200])
    return parts, port


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
