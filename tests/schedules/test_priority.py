"""Who may interrupt whom."""

from itertools import pairwise, product

import pytest

from schedules.priority import Priority, Rank, may_preempt, rank

E, P, N = Priority.EMERGENCY, Priority.PRIORITY, Priority.ORDINARY
STEPS = [
    rank(E),
    *(rank(P, layer=layer) for layer in range(3)),
    *(rank(P, layer=layer, base=True) for layer in range(3)),
    rank(N),
    rank(N, base=True),
]


def test_codes_are_those_of_the_circular() -> None:
    """The wire and the ministry's interface carry 1, 2, 3."""
    assert [int(priority) for priority in (E, P, N)] == [1, 2, 3]


def test_every_step_goes_before_all_below_it() -> None:
    """Emergency; the province's priority items, the commune's, their base; ordinary items; under all the base."""
    assert all(may_preempt(one, two) for one, two in pairwise(STEPS))
    for (i, one), (j, two) in product(enumerate(STEPS), repeat=2):
        assert may_preempt(one, two) == (i < j)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (rank(E, layer=1), rank(E)),
        (rank(E, base=True), rank(E)),
        (rank(N, layer=2), rank(N)),
        (rank(N, layer=2, base=True), rank(N, base=True)),
    ],
)
def test_what_does_not_count(one: Rank, other: Rank) -> None:
    """The layer only counts in the middle priority, and an emergency is never base: equals wait for one another."""
    assert one == other
    assert not may_preempt(one, other)
