"""Certificates of stations, and the list of the revoked."""

from datetime import timedelta

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.store import Store, certificates

from .conftest import START, Watch

YEAR = timedelta(days=365)


def test_renewal_keeps_the_old_one_good(province: Store, watch: Watch) -> None:
    """Both certificates are good until the old one ends; revoking takes both back, until they have ended anyway."""
    with province.begin() as tx:
        certificates.add(tx, "st-khu-1", "0a", START + YEAR)
    watch.forward(timedelta(days=240))
    with province.begin() as tx:
        certificates.renewed(tx, "st-khu-1", "0b", watch.now() + YEAR)
        assert certificates.revoked(tx) == ()
        assert [row.serial for row in certificates.of_station(tx, "st-khu-1")] == ["0b", "0a"]
        assert set(certificates.revoke(tx, "st-khu-1")) == {"0a", "0b"}
        assert certificates.revoke(tx, "st-khu-1") == ()
        assert certificates.revoked(tx) == ("0a", "0b")
    watch.forward(timedelta(days=200))
    with province.read() as tx:
        assert certificates.revoked(tx) == ("0b",)


@pytest.mark.parametrize(
    ("station", "serial", "code"), [("st-an-binh", "0a", "certificate.exists"), ("nobody", "0b", "station.missing")]
)
def test_add_refuses(province: Store, station: str, serial: str, code: str) -> None:
    """A serial number is used once, for a known station."""
    with province.begin() as tx:
        certificates.add(tx, "st-khu-1", "0a", START)
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        certificates.renewed(tx, station, serial, START)
    assert caught.value.code == code
