"""Claim codes: one use, a day, five tries."""

from datetime import timedelta

import pytest

from broadcaster.errors import Faulty, Missing, Refused
from broadcaster.store import Store, audit, claims

from .conftest import START, Watch

DAY = timedelta(hours=24)


@pytest.fixture
def claimed(province: Store) -> Store:
    """A store where a station has a claim code whose hash is ``right``."""
    with province.begin("leader") as tx:
        claims.add(tx, "st-khu-1", "right", START + DAY)
    return province


def use(store: Store, secret_hash: str, address: str = "10.0.0.9") -> str:
    """Try a code; return the station's id or the code of the refusal."""
    try:
        with store.begin() as tx:
            return claims.use(tx, secret_hash, address)
    except Refused as fault:
        return fault.code


def test_code_is_good_once(claimed: Store) -> None:
    """The first use gives the station, later ones say it was used, then that it was tried too often."""
    assert use(claimed, "right") == "st-khu-1"
    assert [use(claimed, "right") for _ in range(5)] == ["claim.used"] * 4 + ["claim.too_many_tries"]
    with claimed.read() as tx:
        assert [row.action for row in audit.listed(tx).items[:2]] == ["claim.use", "claim.add"]


def test_code_is_good_for_a_day(claimed: Store, watch: Watch) -> None:
    """After its end a code says so."""
    watch.forward(DAY)
    assert use(claimed, "right") == "claim.expired"


def test_newer_code_replaces_the_older(claimed: Store) -> None:
    """Only the newest code of a station is good."""
    with claimed.begin() as tx:
        claims.add(tx, "st-khu-1", "newer", START + DAY)
    assert use(claimed, "right") == "claim.expired"
    assert use(claimed, "newer") == "st-khu-1"


def test_failed_enrolment_leaves_the_code_good_five_times(claimed: Store) -> None:
    """When the rest of the enrolment is refused, the code is not spent; but the tries count."""
    for _ in range(5):
        with pytest.raises(Faulty), claimed.begin() as tx:
            assert claims.use(tx, "right") == "st-khu-1"
            raise Faulty("pki.request_invalid")
    assert use(claimed, "right") == "claim.too_many_tries"


def test_guessing_is_slowed_down_by_address(claimed: Store, watch: Watch) -> None:
    """Five wrong codes from one address and it must wait; others are not held up."""
    assert [use(claimed, f"wrong {n}") for n in range(6)] == ["claim.unknown"] * 5 + ["claim.too_many_tries"]
    assert use(claimed, "right") == "claim.too_many_tries"
    watch.forward(timedelta(seconds=1))
    assert use(claimed, "wrong") == "claim.unknown"
    assert use(claimed, "right", "10.0.0.10") == "st-khu-1"


def test_unknown_station_has_no_code(province: Store) -> None:
    """A code for nobody is refused."""
    with pytest.raises(Missing) as caught, province.begin() as tx:
        claims.add(tx, "nobody", "x", START)
    assert caught.value.code == "station.missing"
