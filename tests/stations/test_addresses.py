"""An address that proved itself is remembered and helps out where names fail; it never hides what names say."""

import socket
from pathlib import Path

import pytest

from stations.addresses import Addresses

GONE = "loa.invalid"


def found(host: str) -> list[str]:
    """Return the addresses of a lookup in their order."""
    return [one[4][0] for one in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)]


def test_a_name_that_is_gone_leads_where_it_led(tmp_path: Path) -> None:
    """Also in the next process; other names and the time after are as ever."""
    Addresses(tmp_path / "known").proved(GONE, "127.0.0.9")
    with Addresses(tmp_path / "known").standing_in():
        assert found(GONE) == ["127.0.0.9"]
        with pytest.raises(socket.gaierror):
            found("other.invalid")
    with pytest.raises(socket.gaierror):
        found(GONE)


def test_a_name_that_leads_elsewhere_is_followed_every_other_time(tmp_path: Path) -> None:
    """What the name server says comes first, then the remembered one; a proof begins that anew."""
    addresses = Addresses(tmp_path / "known")
    addresses.proved("127.0.0.1", "127.0.0.1")
    addresses.proved("localhost", "127.0.0.9")
    with addresses.standing_in():
        firsts = [found("localhost")[0] for _ in range(3)]
        assert "127.0.0.9" in found("localhost")
        addresses.proved("localhost", "127.0.0.9")
        assert found("localhost")[0] != "127.0.0.9"
    assert [one == "127.0.0.9" for one in firsts] == [False, True, False]


@pytest.mark.parametrize("junk", ["", "[]", "{", '"x"'])
def test_a_spoiled_file_is_none(tmp_path: Path, junk: str) -> None:
    """What a failing card has made of it is not believed; a folder that takes nothing ends nothing."""
    (tmp_path / "known").write_text(junk)
    addresses = Addresses(tmp_path / "known")
    with addresses.standing_in():
        assert found("127.0.0.1") == ["127.0.0.1"]
    Addresses(tmp_path / "away" / "known").proved(GONE, "127.0.0.9")
