"""Bearer tokens of stations."""

import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.store import Store, tokens


def test_newest_token_counts(province: Store) -> None:
    """A token leads to its station until the next one is given out."""
    with province.begin() as tx:
        tokens.add(tx, "st-khu-1", "first")
        assert tokens.station_of(tx, "first") == "st-khu-1"
        tokens.add(tx, "st-khu-1", "second")
        assert tokens.station_of(tx, "first") is None
        assert tokens.station_of(tx, "second") == "st-khu-1"
        assert tokens.station_of(tx, "third") is None


@pytest.mark.parametrize(("station", "code"), [("st-an-binh", "token.exists"), ("nobody", "station.missing")])
def test_add_refuses(province: Store, station: str, code: str) -> None:
    """The same token is never given out twice, nor to nobody."""
    with province.begin() as tx:
        tokens.add(tx, "st-khu-1", "first")
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        tokens.add(tx, station, "first" if station != "nobody" else "other")
    assert caught.value.code == code
