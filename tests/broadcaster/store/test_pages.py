"""Cursors of pages: ours, or refused."""

import base64

import pytest

from broadcaster.errors import Refused
from broadcaster.store import Slice, Store, bulletins

from .conftest import bulletin


def cursor(text: str) -> str:
    """Return a cursor as somebody might make it up."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "after",
    [
        "",
        "x",
        "é",
        "a" * 9,
        *map(cursor, ("1", "[]", "[1]", '["1", "2"]', "[1, 2]", "[null, null]", "[1" + "0" * 30 + ', "a"]')),
    ],
)
def test_made_up_cursors_are_refused(province: Store, after: str) -> None:
    """Whatever stands in an address, the answer is a page or a named refusal."""
    with pytest.raises(Refused) as caught, province.read() as tx:
        bulletins.listed(tx, page=Slice(after))
    assert caught.value.code == "store.cursor_invalid"


@pytest.mark.parametrize(("limit", "shown"), [(-1, 1), (0, 1), (2, 2), (10**9, 3)])
def test_limits_are_kept_in_bounds(province: Store, limit: int, shown: int) -> None:
    """A page has at least one row and at most a thousand."""
    with province.begin() as tx:
        for name in "abc":
            bulletins.add(tx, bulletin(name))
    with province.read() as tx:
        assert len(bulletins.listed(tx, page=Slice(limit=limit)).items) == shown
