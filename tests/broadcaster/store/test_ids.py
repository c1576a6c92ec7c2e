"""Identifiers."""

import re

from broadcaster.messages.topics import checked_ident
from broadcaster.store import new_id


def test_ids_are_safe_and_never_repeat() -> None:
    """Sixteen small letters and digits that may stand in a topic."""
    made = {new_id("st-") for _ in range(1000)}
    assert len(made) == 1000
    assert all(re.fullmatch(r"st-[a-z2-7]{16}", one) and checked_ident(one) for one in made)
