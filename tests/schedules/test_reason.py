"""A reason is a code and its facts, the same however they were given."""

import pytest

from schedules.reason import Reason, because


def test_facts_have_one_order() -> None:
    """Equal reasons compare and hash equal, whatever the order of their facts."""
    one, other = because("quota", minutes=60, title="x"), because("quota", title="x", minutes=60)
    assert one == other == Reason("schedules.quota", (("minutes", 60), ("title", "x")))
    assert len({one, other}) == 1


def test_a_fact_is_asked_by_name() -> None:
    """A fact that is not there is a KeyError."""
    assert because("quota", minutes=60)["minutes"] == 60
    with pytest.raises(KeyError):
        because("quota")["minutes"]
