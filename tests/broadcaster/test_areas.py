"""An area becomes the fewest targets that reach exactly the stations inside; nothing guessed, nothing passed over."""

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.areas import MOST_SHAPES, Cover, Spot, cover, drawn, kept, read_shapes, written
from broadcaster.cap.areas import in_area
from broadcaster.cap.document import Area
from broadcaster.errors import Refused
from broadcaster.localities import Kind, Locality, Tree

CODES = ("79", "c1", "c2", "h1", "h2", "h3")
TREE = Tree.of(
    [
        Locality("79", "TP. Hồ Chí Minh", Kind.PROVINCE),
        Locality("c1", "Phường Dĩ An", Kind.COMMUNE, "79"),
        Locality("c2", "Xã Phú Giáo", Kind.COMMUNE, "79"),
        Locality("h1", "Khu phố 1", Kind.HAMLET, "c1"),
        Locality("h2", "Khu phố 2", Kind.HAMLET, "c1"),
        Locality("h3", "Ấp 3", Kind.HAMLET, "c2"),
    ]
)
IN, OUT = (10.0, 106.0), (20.0, 106.0)
AREA = drawn(circles=["10,106,5"])


def spots(**places: str) -> list[Spot]:
    """Return spots from ``name="locality in|out|unknown"``."""
    where = {"in": IN, "out": OUT, "unknown": None}
    return [Spot(name, (told := place.split())[0], where[told[1]]) for name, place in places.items()]


@pytest.mark.parametrize(
    ("places", "localities", "stations"),
    [
        ({"a": "h1 in", "b": "h2 out"}, ("h1",), ()),
        ({"a": "h1 in", "b": "h1 out"}, (), ("a",)),
        ({"a": "h1 in", "b": "h2 in", "c": "h3 out"}, ("c1",), ()),
        ({"a": "h1 in", "b": "h2 in", "c": "h3 in"}, ("79",), ()),
        ({"a": "h1 in", "b": "c1 in", "c": "c2 out"}, ("c1",), ()),
        ({"a": "h1 in", "b": "c1 out", "c": "c1 in"}, ("h1",), ("c",)),
        ({"a": "h1 in"}, ("h1",), ()),
        ({"a": "h1 in", "b": "h1 unknown"}, (), ("a",)),
        ({"a": "h1 out"}, (), ()),
        ({}, (), ()),
    ],
)
def test_whole_localities_then_single_stations(
    places: dict[str, str], localities: tuple[str, ...], stations: tuple[str, ...]
) -> None:
    """A locality stands for its stations when all are inside, the deepest that holds them; others stand alone."""
    found = cover(AREA, spots(**places), TREE, within="79")
    assert (found.localities, found.stations) == (localities, stations)


def test_what_is_left_out_is_told() -> None:
    """Stations without coordinates, and those inside that are not one's own, are named."""
    found = cover(AREA, spots(a="h1 in", b="h2 unknown", c="h3 in", d="h3 unknown", e="c2 out"), TREE, within="c1")
    assert found == Cover(("h1",), (), unplaced=("b",), beyond=("c",))


@pytest.mark.parametrize(
    ("polygons", "circles", "code"),
    [
        (["10,106 11,106"], [], "area.polygon_flat"),
        (["10,106 11,106 12,106 10,106"], [], "area.polygon_flat"),
        (["10,106 nowhere 12,106"], [], "area.polygon_invalid"),
        ([""], [], "area.polygon_invalid"),
        ([" ".join(f"{10 + n % 2},{100 + n / 100}" for n in range(1001))], [], "area.polygon_long"),
        ([], ["10,106"], "area.circle_invalid"),
        ([], ["10,106,-3"], "area.circle_invalid"),
        ([], ["91,106,3"], "area.circle_invalid"),
        ([], ["nan,106,3"], "area.circle_invalid"),
        ([], ["10,106,501"], "area.circle_wide"),
    ],
)
def test_what_is_no_shape_is_refused(polygons: list[str], circles: list[str], code: str) -> None:
    """A slip of the pen is refused at its field; it never becomes everywhere or nowhere."""
    with pytest.raises(Refused) as refusal:
        drawn(polygons, circles)
    assert (refusal.value.code, refusal.value.field) == (code, "polygon" if polygons else "circle")


def test_shapes_add_up() -> None:
    """An open ring is closed, spaces beside commas do no harm, and several shapes are one area."""
    area = drawn(["10, 106 10,107 11,107 11,106"], [" 20, 106, 1 "])
    assert [in_area(area, one) for one in ((10.5, 106.5), (20.0, 106.0), (12.0, 106.5))] == [True, True, False]


@pytest.mark.parametrize(
    ("lines", "texts"),
    [
        (["10.98,106.65 3"], ("10.98,106.65 3",)),
        (["10.98, 106.65, 0.30"], ("10.98,106.65 0.3",)),
        (["", " 10,106  10,107 11,107 "], ("10,106 10,107 11,107 10,106",)),
        (["10,106 10,107 11,107", "10,106 1.5"], ("10,106 1.5", "10,106 10,107 11,107 10,106")),
        (["10.00000049,106.1234567 2"], ("10,106.123457 2",)),
        ([], ()),
    ],
)
def test_shapes_are_kept_as_texts(lines: list[str], texts: tuple[str, ...]) -> None:
    """Circles and polygons as people write them become one way of writing, which reads as the same again."""
    assert written(read_shapes(lines)) == texts
    assert written(read_shapes(texts)) == texts


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        (["10,106"], "area.polygon_flat"),
        (["10,106 x"], "area.circle_invalid"),
        (["10,106 10,107 x"], "area.polygon_invalid"),
        (["10,106 600"], "area.circle_wide"),
        (["10,106 1"] * (MOST_SHAPES + 1), "area.shapes_many"),
    ],
)
def test_lines_that_are_no_shapes_are_refused(lines: list[str], code: str) -> None:
    """Nothing is guessed of a line that cannot be read."""
    with pytest.raises(Refused) as refusal:
        read_shapes(lines)
    assert refusal.value.code == code


def test_a_shape_over_the_places_of_others_is_not_kept() -> None:
    """The stations inside are reached all the same; the world is told of no area where others speak."""
    assert kept(AREA, cover(AREA, spots(a="h1 in", b="h3 out"), TREE, within="c1")) == ("10,106 5",)
    assert kept(AREA, cover(AREA, spots(a="h1 in", b="h3 in"), TREE, within="c1")) == ()


@st.composite
def scattered(draw: st.DrawFn) -> list[Spot]:
    """Draw up to eight stations in the tree: each inside the circle, outside it, or nobody knows where."""
    found = draw(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from((IN, OUT, None))), max_size=8))
    return [Spot(f"s{number}", place, point) for number, (place, point) in enumerate(found)]


def reached(localities: Sequence[str], stations: Sequence[str], found: Sequence[Spot]) -> set[str]:
    """Return the stations that an alert for these targets reaches."""
    return {one.station for one in found if any(TREE.is_within(one.locality, code) for code in localities)} | set(
        stations
    )


@given(found=scattered(), within=st.sampled_from(CODES))
def test_exactly_those_inside_are_reached(found: list[Spot], within: str) -> None:
    """Nobody inside one's own places is left out and nobody else is reached, whatever stands where."""
    covered = cover(AREA, found, TREE, within=within)
    mine = [one for one in found if TREE.is_within(one.locality, within)]
    inside = {one.station for one in mine if one.point == IN}
    assert reached(covered.localities, covered.stations, found) == inside
    assert set(covered.beyond) == {one.station for one in found if one.point == IN and one not in mine}
    assert set(covered.unplaced) == {one.station for one in mine if one.point is None}


@given(found=scattered())
def test_no_smaller_cover_exists(found: list[Spot]) -> None:
    """No choice of localities, with single stations for the rest, reaches the same stations by fewer targets."""
    covered = cover(AREA, found, TREE, within="79")
    inside = {one.station for one in found if one.point == IN}
    least = len(inside)
    for count in range(len(CODES) + 1):
        for codes in combinations(CODES, count):
            held = reached(codes, (), found)
            if held <= inside:
                least = min(least, count + len(inside - held))
    assert len(covered.localities) + len(covered.stations) == least


def test_an_empty_area_holds_nobody() -> None:
    """No shapes, no targets."""
    assert cover(Area(""), spots(a="h1 in"), TREE, within="79") == Cover()
