"""Addresses a document may never make us open."""

import pytest

from broadcaster.cap.links import is_relative, may_fetch

PLAIN = [
    "https://example.vn/a.wav",
    "http://example.vn:8080/a?b=c#d",
    "https://8.8.8.8/a",
    "https://[2606:4700::1111]/a",
    "https://vi-dụ.vn/a",
    "https://nic.vn./",
    "https://example.vn/My File.png",
]
NEVER = [
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "ftp://example.vn/a",
    "data:audio/wav;base64,QUJD",
    "http:///a",
    "http://127.0.0.1/a",
    "http://127.1/a",
    "http://2130706433/",
    "http://0x7f.0.0.1/",
    "http://0177.0.0.1/",
    "http://0/",
    "http://10.0.0.1/",
    "http://192.168.1.1:80/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.64.0.1/",
    "http://224.0.0.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:8.8.8.8]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[2002:7f00:1::]/",
    "http://[fe80::1%25eth0]/",
    "http://[fc00::1]/",
    "http://[not an address]/",
    "http://localhost/",
    "http://localhost:8000/",
    "http://a.localhost/",
    "http://metadata.google.internal/",
    "http://router.lan/",
    "http://server/",
    "http://server./",
    "http://example.vn@127.0.0.1/",
    "http://user:pass@example.vn/",
    "http://example.vn:99999/",
    "http://example.vn\\@127.0.0.1/",
    "http://exa mple.vn/",
    "http://example.vn/\x7f\x01",
    "//127.0.0.1/a",
]


@pytest.mark.parametrize("uri", PLAIN)
def test_plain_public_addresses_may_be_asked(uri: str) -> None:
    """An ordinary address on the web is left to the allow-list."""
    assert may_fetch(uri)


@pytest.mark.parametrize("uri", NEVER)
def test_all_else_is_never_opened(uri: str) -> None:
    """Other schemes, this machine, inner networks, and every disguise of them are refused without asking anyone."""
    assert not may_fetch(uri)


def test_relative_addresses() -> None:
    """A bare name stays within the document; a path or another host does not."""
    assert is_relative("a.wav")
    assert is_relative("cid/a.wav")
    assert not any(is_relative(one) for one in ("//x/a", "/etc/passwd", "\\\\x\\a", "http://x/", "cid:a"))
