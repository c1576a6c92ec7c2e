"""Addresses of mail and of the web."""

import pytest

from tests.broadcaster.speech.normalise.tables import Row, check, rows


@pytest.mark.parametrize("row", rows("web"), ids=str)
def test_addresses_are_said_sign_by_sign(row: Row) -> None:
    """Signs are named, words said, what is no word is spelled; always with doubt."""
    check(row)
