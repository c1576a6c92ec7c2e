"""The list of places of an alert: communes first, the rest on demand or by its name, nothing chosen out of sight."""

import time

import pytest

from broadcaster.localities import Kind, Locality, Station, Tree
from tests.house import START
from web.alertplaces import MOST_FOUND, Asked, Picker, Places, outermost, picker, within_itself

TREE = Tree.of(
    [
        Locality("79", "TP. Hồ Chí Minh", Kind.PROVINCE),
        Locality("bd", "Khu vực Bình Dương", Kind.GROUP, "79"),
        Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "bd"),
        Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "79"),
        Locality("c3", "Xã Trống", Kind.COMMUNE, "79"),
        Locality("old", "Xã Cũ", Kind.COMMUNE, "79", retired_at=START),
        Locality("h1", "Khu phố 1", Kind.HAMLET, "c1"),
        Locality("h2", "Khu phố 2", Kind.HAMLET, "c1"),
        Locality("h3", "Ấp Đồng Tâm", Kind.HAMLET, "c2"),
    ]
)
STATIONS = [
    Station("s1", "Loa chợ", "h1"),
    Station("s2", "Loa đình", "h1"),
    Station("s3", "Loa ủy ban", "c1"),
    Station("s4", "Loa Đồng Tâm", "h3"),
]
COUNTS = {"79": 4, "bd": 3, "c1": 3, "c2": 1, "c3": 0, "old": 0, "h1": 2, "h2": 0, "h3": 1}
PLACES = Places.of(TREE, STATIONS, COUNTS)


def seen(found: Picker) -> list[str]:
    """Return what stands in the list, in order."""
    return [one.value for one in found.rows]


@pytest.mark.parametrize(
    ("top", "asked", "rows"),
    [
        ("79", Asked(), ["79", "bd", "c1", "c2", "c3"]),
        ("79", Asked(opened=("c1",)), ["79", "bd", "c1", "s3", "h1", "s1", "s2", "h2", "c2", "c3"]),
        ("79", Asked(localities=("h3",)), ["79", "bd", "c1", "c2", "h3", "s4", "c3"]),
        ("79", Asked(stations=("s4",)), ["79", "bd", "c1", "c2", "h3", "s4", "c3"]),
        ("79", Asked(stations=("gone",), localities=("nowhere",)), ["79", "bd", "c1", "c2", "c3"]),
        ("c1", Asked(), ["c1", "h1", "h2"]),
        ("c1", Asked(opened=("c1",)), ["c1", "s3", "h1", "s1", "s2", "h2"]),
        ("c1", Asked(opened=("h1",)), ["c1", "h1", "s1", "s2", "h2"]),
        ("h1", Asked(), ["h1"]),
        ("h1", Asked(opened=("h1",)), ["h1", "s1", "s2"]),
    ],
)
def test_communes_first_the_rest_on_demand(top: str, asked: Asked, rows: list[str]) -> None:
    """A group is never folded, a commune is until it is opened or something in it chosen; what is retired is gone."""
    assert seen(picker(PLACES, top, asked)) == rows


def test_what_can_be_unfolded() -> None:
    """A commune that holds something, not one without anything, not what lies in an open one."""
    rows = {one.value: one for one in picker(PLACES, "79", Asked(opened=("c1",))).rows}
    assert [one for one in rows if rows[one].folds] == ["c1", "c2"]
    assert [one for one in rows if rows[one].is_open] == ["c1", "h1", "h2"]
    assert (rows["h1"].depth, rows["s1"].depth, rows["s1"].path) == (3, 4, ("79", "bd", "c1", "h1"))


def test_turning_a_fold() -> None:
    """One press opens, another shuts; nothing is opened twice."""
    asked = Asked(opened=("c1",)).turned("c2", "")
    assert asked.opened == ("c1", "c2")
    assert asked.turned("c2", "c1").opened == ("c2",)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("dong tam", ["h3", "s4"]),
        ("ĐỒNG", ["h3", "s4"]),
        (" s3 ", ["s3"]),
        ("khu pho", ["h1", "h2"]),
        ("cũ", []),
        ("zzz", []),
    ],
)
def test_searching_by_name(text: str, rows: list[str]) -> None:
    """With or without accents; stations by their id as well; each with the commune it lies in."""
    found = picker(PLACES, "79", Asked(text=text))
    assert seen(found) == rows
    assert found.more == 0


def test_a_search_shows_where_each_lies() -> None:
    """Names alone would not tell two hamlets apart."""
    names = [one.name for one in picker(PLACES, "79", Asked(text="đồng tâm")).rows]
    assert names == ["Ấp Đồng Tâm, Xã Phú Giáo", "Loa Đồng Tâm (Ấp Đồng Tâm, Xã Phú Giáo)"]


def test_a_search_stays_in_ones_own_places() -> None:
    """Nobody finds what they may not choose."""
    assert seen(picker(PLACES, "c1", Asked(text="đồng tâm"))) == []


def test_nothing_chosen_is_out_of_sight() -> None:
    """What a search hides, and what nobody knows any more, stands above the list."""
    asked = Asked(("c1", "nowhere"), ("s4", "gone"), text="khu pho")
    carried = picker(PLACES, "79", asked).carried
    assert [(one.field, one.value) for one in carried] == [
        ("localities", "c1"),
        ("localities", "nowhere"),
        ("stations", "s4"),
        ("stations", "gone"),
    ]
    assert [one.name for one in carried][:3] == ["Phường Dĩ An", "nowhere", "Loa Đồng Tâm (Ấp Đồng Tâm, Xã Phú Giáo)"]
    assert picker(PLACES, "79", Asked(("c1",))).carried == ()


def test_a_search_shows_no_more_than_fits() -> None:
    """The rest is counted."""
    many = Places.of(TREE, [Station(f"n{one}", f"Loa {one}", "h1") for one in range(MOST_FOUND + 5)], COUNTS)
    found = picker(many, "79", Asked(text="loa"))
    assert (len(found.rows), found.more) == (MOST_FOUND, 5)


@pytest.mark.parametrize(
    ("asked", "outer", "inner"),
    [
        (Asked(("79", "h1")), "TP. Hồ Chí Minh", "Khu phố 1, Phường Dĩ An"),
        (Asked(("h1", "c1")), "Phường Dĩ An", "Khu phố 1, Phường Dĩ An"),
        (Asked(("c1",), ("s1",)), "Phường Dĩ An", "Loa chợ (Khu phố 1, Phường Dĩ An)"),
    ],
)
def test_a_choice_within_another_is_refused(asked: Asked, outer: str, inner: str) -> None:
    """Whoever ticks a hamlet below a ticked province is asked which is meant."""
    fault = within_itself(PLACES, asked)
    assert fault is not None
    assert (fault.code, fault.facts) == ("alert.place_within", {"outer": outer, "inner": inner})


@pytest.mark.parametrize("asked", [Asked(), Asked(("c1", "c2")), Asked(("c1",), ("s4", "gone")), Asked(("x", "h1"))])
def test_choices_apart_are_taken(asked: Asked) -> None:
    """Places beside one another, stations elsewhere, and what nobody knows."""
    assert within_itself(PLACES, asked) is None


def test_the_outermost() -> None:
    """What lies in another one is covered by it; unknown codes stay to be refused."""
    assert outermost(("h1", "c1", "h3", "x", "h3"), TREE) == ("c1", "h3", "x")


def test_thousands_of_ticks_are_no_burden() -> None:
    """A form that names every hamlet of a country is judged in a moment: it is asked again with each letter typed."""
    hamlets = [Locality(f"x{number}", f"Ấp {number}", Kind.HAMLET, "c1") for number in range(4000)]
    places = Places.of(Tree.of([*TREE.by_code.values(), *hamlets]), STATIONS, COUNTS)
    asked = Asked(tuple(one.code for one in hamlets))
    begun = time.process_time()
    assert within_itself(places, asked) is None
    assert outermost(asked.localities, places.tree) == asked.localities
    assert time.process_time() - begun < 1
