"""Which way out for sound comes next: the whole table on a clock that is a number."""

import pytest

from stations.ways import RETURN_SECONDS, RETURNING, Ways


@pytest.mark.parametrize("code", ["player.hung", "player.silent", "player.crashed"])
def test_a_way_that_fails_is_followed_by_the_next(code: str) -> None:
    """After the last comes the first again, and then nothing stands in any more."""
    ways, seen = Ways(3), []
    for _ in range(3):
        seen.append((ways.first, ways.stands_in))
        ways.tries(ways.first)
        ways.failed(code, 100, was_ready=True)
    assert seen == [(0, False), (1, True), (2, True)]
    assert (ways.first, ways.stands_in) == (0, False)


def test_a_way_that_is_not_there_is_passed_over() -> None:
    """The next is the one after the way that really sounded, not after the one looked for first."""
    ways = Ways(4)
    for way in (0, 1, 2):
        ways.tries(way)
    ways.failed("player.hung", 100, was_ready=True)
    assert ways.first == 3


def test_one_way_stays_the_only_one() -> None:
    """A station that writes a file goes on writing it."""
    ways = Ways(1)
    ways.failed("player.hung", 100, was_ready=True)
    assert (ways.first, ways.stands_in) == (0, False)


@pytest.mark.parametrize(
    ("code", "was_ready", "first"),
    [
        ("player.output_missing", False, 0),
        ("player.no_vlc", False, 0),
        ("player.output_lost", True, 0),
        ("player.output_lost", False, 1),
        ("player.hung", False, 1),
    ],
)
def test_a_card_that_is_gone_is_no_fault_of_the_way(code: str, was_ready: bool, first: int) -> None:
    """What is lost while it sounds is looked for again by the same way; what never sounded is not."""
    ways = Ways(2)
    ways.tries(0)
    ways.failed(code, 100, was_ready=was_ready)
    assert ways.first == first


def test_the_usual_way_gets_another_chance() -> None:
    """After an hour of another one, while nothing sounds or waits; then the child begins with the first."""
    ways = Ways(2)
    assert not ways.returns(10**9, is_idle=True)
    ways.failed("player.hung", 100, was_ready=True)
    assert not ways.returns(99 + RETURN_SECONDS, is_idle=True)
    assert not ways.returns(100 + RETURN_SECONDS, is_idle=False)
    assert ways.returns(100 + RETURN_SECONDS, is_idle=True)
    ways.failed(RETURNING, 100 + RETURN_SECONDS, was_ready=True)
    assert (ways.first, ways.stands_in) == (0, False)
    assert not ways.returns(10**9, is_idle=True)
