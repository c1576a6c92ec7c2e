"""Which addresses a document may never make us open (OWASP ASVS 1.3.6). Never opens one, never asks a name server."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

SCHEMES = frozenset({"http", "https"})
INSIDE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa")
WRAPPED = (ip_network("64:ff9b::/32"), ip_network("2002::/16"), ip_network("2001::/32"))
"""IPv6 blocks in which an IPv4 address hides."""
NUMERIC_END = re.compile(r"(?:^|\.)(?:0[xX][0-9a-fA-F]*|\d+)\.?$")


def may_fetch(uri: str) -> bool:
    """Tell whether ``uri`` is a plain public web address; whether it is one we ask is for the allow-list to say."""
    try:
        parts = urlsplit(uri)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    if parts.scheme not in SCHEMES or not host or parts.username is not None:
        return False
    if any(sign < " " or sign == "\\" for sign in uri) or any(sign.isspace() for sign in host):
        return False
    return _public(host)


def is_relative(uri: str) -> bool:
    """Tell whether ``uri`` only names something within the document: such a thing is never fetched anyway."""
    return not uri.startswith(("/", "\\")) and re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", uri) is None


def _public(host: str) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        named = f".{host.rstrip('.')}"
        return "." in host.strip(".") and not named.endswith(INSIDE) and not NUMERIC_END.search(host)
    return is_outside(address)


def is_outside(address: IPv4Address | IPv6Address) -> bool:
    """Tell whether an address is one of the public Internet, and hides no other."""
    if isinstance(address, IPv6Address) and (address.ipv4_mapped or any(address in net for net in WRAPPED)):
        return False
    return address.is_global and not address.is_multicast
