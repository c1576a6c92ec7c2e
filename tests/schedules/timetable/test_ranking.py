"""One total order of who goes first, people's decisions included."""

from itertools import combinations, permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schedules.priority import Priority
from schedules.timetable import Airing
from schedules.timetable.ranking import ranked, rule
from tests.schedules.test_timetable import airing

E, P, N = Priority.EMERGENCY, Priority.PRIORITY, Priority.ORDINARY


def order(*airings: Airing) -> str:
    """Return the ids in the order of who goes first."""
    ranking = ranked(airings)
    return "".join(sorted((one.id for one in airings), key=lambda id_: ranking.places[id_].number))


@pytest.mark.parametrize(
    ("second", "first", "why"),
    [
        ({}, {"priority": E}, "emergency"),
        ({"priority": P}, {"priority": E}, "emergency"),
        ({}, {"priority": P, "start": 3}, "priority"),
        ({"base": True}, {"start": 3}, "insert"),
        ({"priority": P, "base": True}, {"priority": P, "start": 3, "layer": 2}, "insert"),
        ({"base": True}, {"priority": P, "start": 3}, "priority"),
        ({"priority": P, "layer": 2}, {"priority": P, "start": 3}, "layer"),
        ({"start": 3}, {"layer": 2}, "start"),
        ({"layer": 2}, {}, "wider"),
        ({}, {}, "id"),
        ({}, {"ahead_of": ("b",), "start": 3}, "confirmed"),
        ({"priority": P, "plan_id": "plan-b"}, {"priority": P, "layer": 2, "ahead_of": ("plan-b",)}, "confirmed"),
        ({"priority": P}, {"ahead_of": ("b",), "priority": E}, "emergency"),
    ],
)
def test_each_rule(second: dict[str, Any], first: dict[str, Any], why: str) -> None:
    """Each rule alone puts a before b, and says so."""
    a = airing("a", first.pop("start", 0), 10, **first)
    b = airing("b", second.pop("start", 0), 10, **second)
    assert order(a, b) == order(b, a) == "ab"
    assert rule(a, b).code == f"schedules.rule_{why}"


@pytest.mark.parametrize(
    ("airings", "expected"),
    [
        ([airing("a", 0, 9, ahead_of=("b",)), airing("b", 1, 9, ahead_of=("a",))], "ab"),
        ([airing("a", 5, 9, ahead_of=("b",)), airing("b", 1, 9, priority=P)], "ba"),
        ([airing("a", 5, 9, ahead_of=("a",)), airing("b", 1, 9)], "ba"),
        ([airing("a", 5, 9, ahead_of=("gone",)), airing("b", 1, 9)], "ba"),
        ([airing("a", 5, 9, ahead_of=("b",)), airing("b", 1, 9), airing("c", 3, 9)], "abc"),
        ([airing("a", 5, 9, ahead_of=("b",)), airing("b", 4, 9, ahead_of=("c",)), airing("c", 3, 9)], "abc"),
        (
            [
                airing("a", 1, 9, ahead_of=("b",)),
                airing("b", 2, 9, ahead_of=("c",)),
                airing("c", 3, 9, ahead_of=("a",)),
            ],
            "abc",
        ),
    ],
)
def test_decisions_of_people(airings: list[Airing], expected: str) -> None:
    """They put an airing right before the other; circles, another priority, itself and the unknown do not count."""
    assert {order(*one) for one in permutations(airings)} == {expected}


def test_whoever_was_put_before_another_may_cut_in_on_it() -> None:
    """It takes the step of the other, but of others on that step it cuts off none; nobody cuts in on it from below."""
    commune = airing("c", 3, 9, priority=P, layer=2, ahead_of=("p",))
    province, other = airing("p", 0, 9, priority=P), airing("q", 0, 9, priority=P)
    middle, chained = airing("g", 0, 9, priority=P, layer=1), airing("h", 4, 9, priority=P, layer=3, ahead_of=("c",))
    ranking = ranked([commune, province, other, middle, chained])
    assert ranking.may_cut(commune, province)
    assert not ranking.may_cut(province, commune)
    assert not ranking.may_cut(commune, other)
    assert not ranking.may_cut(other, commune)
    assert ranking.may_cut(commune, middle)
    assert ranking.may_cut(chained, commune)
    assert ranking.may_cut(chained, province)


names = "abcdefg"
crowds = st.lists(
    st.tuples(
        st.sampled_from(Priority),
        st.integers(0, 2),
        st.booleans(),
        st.integers(0, 3),
        st.sets(st.sampled_from(names), max_size=3),
    ),
    max_size=len(names),
).map(
    lambda drawn: [
        airing(name, start, 10, priority=priority, layer=layer, base=base, ahead_of=tuple(sorted(ahead)))
        for name, (priority, layer, base, start, ahead) in zip(names, drawn, strict=False)
    ]
)


@given(crowds, st.randoms())
def test_the_order_is_total_and_the_same_for_any_input(airings: list[Airing], random: Any) -> None:
    """Everyone has a place of its own, so of two exactly one goes first; whoever may cut in goes first."""
    shuffled = random.sample(airings, len(airings))
    ranking = ranked(airings)
    assert ranked(shuffled) == ranking
    assert sorted(ranking.number(one) for one in airings) == list(range(len(airings)))
    for one, two in combinations(sorted(airings, key=ranking.number), 2):
        assert not ranking.may_cut(two, one)
        assert ranking.places[one.id].step <= ranking.places[two.id].step
        assert one.priority <= two.priority


@given(crowds)
def test_cutting_in_is_transitive(airings: list[Airing]) -> None:
    """Whoever may cut in on one that may cut in on a third may cut in on the third."""
    ranking = ranked(airings)
    for one, two, three in permutations(airings, 3):
        if ranking.may_cut(one, two) and ranking.may_cut(two, three):
            assert ranking.may_cut(one, three)


@given(crowds)
def test_undecided_is_the_natural_order(airings: list[Airing]) -> None:
    """Without anything put before anything else: step, start, layer, id."""
    plain = [one for one in airings if not one.ahead_of]
    assert order(*plain) == "".join(
        one.id for one in sorted(plain, key=lambda one: (one.rank, one.start, one.layer, one.id))
    )
