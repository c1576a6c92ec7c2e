"""An order of voices: who is asked, who is not even asked, and who was passed over."""

import pytest

from broadcaster.errors import Unavailable
from broadcaster.voices import (
    LAST_RESORT,
    MOST_NAMED,
    Fitness,
    PassedOver,
    Rank,
    asked,
    checked_order,
    hindrance,
    passed_over,
)
from tests.refusals import refused

KNOWN = [f"v{number}" for number in range(9)]


def test_an_order_names_each_voice_once() -> None:
    """Ranks left empty and voices named again fall out; an empty order is one."""
    assert checked_order(["v2", "", "v1", "v2"], KNOWN) == ("v2", "v1")
    assert checked_order([], KNOWN) == ()
    assert checked_order(KNOWN[:MOST_NAMED], KNOWN) == tuple(KNOWN[:MOST_NAMED])


def test_a_wrong_order_is_refused() -> None:
    """A voice that nobody knows, with those there are; more than a bulletin may wait for."""
    with refused("speech.voice_unknown") as fault:
        checked_order(["v1", "robot"], KNOWN)
    assert (fault.value.field, fault.value.facts["voice"]) == ("voices", "robot")
    assert "v8" in fault.value.told("en")
    with refused("voices.many"):
        checked_order(KNOWN[: MOST_NAMED + 1], KNOWN)


@pytest.mark.parametrize(
    ("chosen", "order", "names"),
    [
        ("", (), (LAST_RESORT,)),
        ("", ("a", "b"), ("a", "b", LAST_RESORT)),
        ("b", ("a", "b"), ("b", "a", LAST_RESORT)),
        ("c", (), ("c", LAST_RESORT)),
        (LAST_RESORT, ("a",), (LAST_RESORT, "a")),
    ],
)
def test_the_chosen_goes_first_and_the_last_resort_is_always_there(
    chosen: str, order: tuple[str, ...], names: tuple[str, ...]
) -> None:
    """What an officer chose, then the order, then espeak-ng; nobody is asked twice."""
    assert asked(chosen, order) == names


@pytest.mark.parametrize(
    ("fitness", "is_urgent", "code"),
    [
        (Fitness.ALWAYS, True, None),
        (Fitness.ALWAYS, False, None),
        (Fitness.ONLINE, False, None),
        (Fitness.ONLINE, True, "voices.online_urgent"),
        (Fitness.ABSENT, False, "voices.absent"),
        (Fitness.ABSENT, True, "voices.absent"),
    ],
)
def test_who_is_not_even_asked(fitness: Fitness, *, is_urgent: bool, code: str | None) -> None:
    """A voice that is not there, and in an emergency one that needs the network."""
    fault = hindrance(Rank("v1", fitness), is_urgent=is_urgent)
    assert (fault.code if fault else None) == code


def test_only_those_before_the_one_that_spoke_were_passed_over() -> None:
    """Each with why; whoever stands behind the voice that spoke did not have to."""
    faults = {name: Unavailable("voices.absent") for name in ("a", "c")}
    assert passed_over(("a", "b", "c"), "b", faults) == (PassedOver("a", faults["a"]),)
    assert passed_over(("b", "a"), "b", faults) == ()
    assert [one.voice for one in passed_over(("a", "x", "c", LAST_RESORT), LAST_RESORT, faults)] == ["a", "c"]
