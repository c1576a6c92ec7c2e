"""Who may interrupt whom."""

import pytest

from schedules.priority import Priority, may_preempt

E, P, N = Priority.EMERGENCY, Priority.PRIORITY, Priority.ORDINARY


def test_codes_are_those_of_the_circular() -> None:
    """The wire and the ministry's interface carry 1, 2, 3."""
    assert [int(priority) for priority in (E, P, N)] == [1, 2, 3]


@pytest.mark.parametrize(
    ("arriving", "running", "expected"),
    [
        (E, P, True),
        (E, N, True),
        (P, N, True),
        (E, E, False),
        (P, P, False),
        (N, N, False),
        (P, E, False),
        (N, E, False),
        (N, P, False),
    ],
)
def test_only_the_strictly_more_urgent_preempts(arriving: Priority, running: Priority, expected: bool) -> None:
    """Equals wait for one another, so nothing is cut off in the middle without need."""
    assert may_preempt(arriving, running) is expected
