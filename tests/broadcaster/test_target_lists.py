"""A list holds only what is in use and apart, and reaches for nobody further than their own places."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.accounts import Person, Role
from broadcaster.localities import Kind, Locality, Station, Tree
from broadcaster.target_lists import (
    MOST_MEMBERS,
    NAME_MOST,
    Ground,
    Pick,
    PinnedList,
    TargetList,
    beyond,
    checked_name,
    compose,
    is_seen,
    is_usable,
    members,
    name_key,
    pin,
    seat,
)
from tests.refusals import refused

NOW = datetime(2026, 11, 23, 20, 5, tzinfo=UTC)
OLD = datetime(2025, 7, 1, tzinfo=UTC)
PLACES = [
    Locality("79", "Tỉnh Mẫu", Kind.PROVINCE),
    Locality("c1", "Xã An", Kind.COMMUNE, "79"),
    Locality("c2", "Xã Bình", Kind.COMMUNE, "79"),
    Locality("h1", "Ấp 1", Kind.HAMLET, "c1"),
    Locality("h0", "Ấp 0", Kind.HAMLET, "h1", merged_into="h1", retired_at=OLD),
    Locality("c0", "Xã Cũ", Kind.COMMUNE, "c1", merged_into="h0", retired_at=OLD),
]
STATIONS = [
    Station("s1", "Loa chợ", "h1"),
    Station("s2", "Loa đình", "c2"),
    Station("s0", "Loa hỏng", "c1", revoked_at=OLD),
]
GROUND = Ground(Tree.of(PLACES), {one.id: one for one in STATIONS})
DUTY = Person("p0", "truc", "Trực", Role.OPERATOR, "79")
LEADER = Person("p1", "lan", "Lan", Role.LEADER, "c1")
NEIGHBOUR = Person("p2", "hai", "Hải", Role.LEADER, "c2")
RIVER = TargetList("l1", "79", "Xã ven sông", "p0", NOW, ("c1",), ("s2",))
MINE = TargetList("l2", "c1", "Ấp trũng", "p1", NOW, ("h1",))
AGED = replace(RIVER, localities=("c0", "c2", "zz"), stations=("s0", "s1", "s9"))


def test_name_members_and_order_are_made_tidy() -> None:
    """Single spaces, composed letters, each member once and in order."""
    wanted = replace(RIVER, name="  Xã   ven so\u0302ng ", localities=("c2", "c2"), stations=("s1", "s1"))
    made = compose(wanted, GROUND)
    assert (made.name, made.localities, made.stations) == ("Xã ven sông", ("c2",), ("s1",))
    assert compose(made, GROUND) == made


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"name": " \t "}, "list.name_empty"),
        ({"name": "x" * (NAME_MOST + 1)}, "list.name_long"),
        ({"localities": (), "stations": ()}, "list.empty"),
        ({"stations": tuple(f"s{n}" for n in range(5000))}, "list.too_many"),
        ({"localities": ("zz",)}, "list.place_unknown"),
        ({"localities": ("c0",)}, "list.place_gone"),
        ({"stations": ("s9",)}, "alert.station_unknown"),
        ({"stations": ("s0",)}, "list.station_gone"),
        ({"localities": ("c1", "h1")}, "alert.place_within"),
        ({"stations": ("s1",)}, "alert.place_within"),
        ({"place": "c1"}, "list.member_beyond"),
        ({"place": "c1", "localities": ("79",), "stations": ()}, "list.member_beyond"),
        ({"place": "c1", "localities": (), "stations": ("s2",)}, "list.member_beyond"),
    ],
)
def test_what_no_list_may_be(changes: Mapping[str, Any], code: str) -> None:
    """Each refusal has a name of its own, and stands at the field it is about."""
    with refused(code) as fault:
        compose(replace(RIVER, **changes), GROUND)
    assert fault.value.field in ("name", "localities", "stations")


def test_the_longest_name_and_the_most_members_are_taken() -> None:
    """The limits themselves still hold."""
    stations = {f"t{n}": Station(f"t{n}", f"Loa {n}", "c2") for n in range(MOST_MEMBERS)}
    full = replace(RIVER, name="x" * NAME_MOST, localities=(), stations=tuple(stations))
    assert len(compose(full, Ground(GROUND.tree, stations)).stations) == MOST_MEMBERS
    assert checked_name("x" * NAME_MOST) == "x" * NAME_MOST


@given(st.text(max_size=90))
def test_a_tidy_name_stays_the_same_name(name: str) -> None:
    """However it was typed, the checked name is the same to people."""
    if name.split() and len(" ".join(name.split())) <= NAME_MOST // 2:
        assert name_key(checked_name(name)) == name_key(name)


def test_same_names() -> None:
    """Case, spaces and the way accents are typed make no other name; accents themselves do."""
    assert name_key(" XÃ  ven Sông") == name_key("xã ven so\u0302ng")
    assert name_key("Xã ven sông") != name_key("Xa ven song")


def test_a_merged_place_is_followed_to_the_one_in_use() -> None:
    """Over several merges; a list kept by it goes on within its successor."""
    assert [seat(code, GROUND.tree) for code in ("c1", "h0", "c0")] == ["c1", "h1", "h1"]
    assert compose(replace(MINE, place="c0"), GROUND).localities == ("h1",)


@pytest.mark.parametrize(
    ("known", "person", "seen", "usable", "outside"),
    [
        (RIVER, DUTY, True, True, 0),
        (RIVER, LEADER, False, False, 1),
        (MINE, DUTY, True, True, 0),
        (MINE, LEADER, True, True, 0),
        (MINE, NEIGHBOUR, False, False, 1),
        (replace(MINE, place="79"), LEADER, True, True, 0),
        (replace(MINE, removed_at=NOW), LEADER, True, False, 0),
        (MINE, replace(LEADER, role=Role.TECHNICIAN), True, False, 1),
        (replace(RIVER, localities=("c0",), stations=()), DUTY, True, False, 0),
        (replace(RIVER, localities=("c0",), stations=()), LEADER, False, False, 0),
    ],
)
def test_who_sees_and_uses_which(known: TargetList, person: Person, *, seen: bool, usable: bool, outside: int) -> None:
    """A list of the province that lies in one commune is that commune's to use; one that reaches beyond is not."""
    assert is_seen(known, person, GROUND) is seen
    assert is_usable(known, person, GROUND) is usable
    assert beyond(known, person, GROUND) == outside


def test_a_pinned_list_says_what_it_was_and_what_is_gone() -> None:
    """Members in use, and by name those that are not, with the successor of a merged place."""
    pinned = pin(AGED, DUTY, GROUND)
    assert pinned == PinnedList(
        "l1", "Xã ven sông", 1, ("c2",), ("s1",), ("Xã Cũ → Ấp 1, Xã An", "zz", "Loa hỏng", "s9")
    )
    assert pin(RIVER, DUTY, GROUND) == PinnedList("l1", "Xã ven sông", 1, ("c1",), ("s2",))


@pytest.mark.parametrize(
    ("known", "person", "code"),
    [
        (RIVER, LEADER, "list.beyond"),
        (MINE, NEIGHBOUR, "list.beyond"),
        (MINE, replace(LEADER, role=Role.AUDITOR), "list.beyond"),
        (replace(RIVER, localities=("c0",), stations=("s0",)), DUTY, "list.all_gone"),
    ],
)
def test_a_list_is_used_whole_or_not_at_all(known: TargetList, person: Person, code: str) -> None:
    """Never only the part in somebody's places: its name would say more than it does."""
    with refused(code):
        pin(known, person, GROUND)


def test_members_of_several_lists_count_once() -> None:
    """In the order they were chosen."""
    several = [PinnedList("a", "A", 1, ("c2", "c1"), ("s1",)), PinnedList("b", "B", 3, ("c1",), ("s1", "s2"))]
    assert members(several) == (("c2", "c1"), ("s1", "s2"))
    assert members([]) == ((), ())


def test_a_choice_is_written_and_read() -> None:
    """The id may hold a point of its own."""
    for one in (RIVER.pick, pin(RIVER, DUTY, GROUND).pick, Pick("a.b", 12)):
        assert Pick.read(f" {one} ") == one


@pytest.mark.parametrize("text", ["", "l1", "l1.", ".3", "l1.x", "l1.-1", "l1.²", "l1." + "9" * 10])
def test_what_is_no_choice_is_missing(text: str) -> None:
    """Nothing a form may send breaks anything."""
    with refused("list.missing") as fault:
        Pick.read(text)
    assert fault.value.field == "lists"
