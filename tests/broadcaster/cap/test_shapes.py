"""Shapes from their texts: odd ones told, wrong ones refused."""

import pytest

from broadcaster.cap.document import Circle, Point
from broadcaster.cap.shapes import BadShape, is_flat, read_circle, read_polygon

TRIANGLE = ((1.0, 2.0), (3.0, 4.0), (5.0, 2.0), (1.0, 2.0))


@pytest.mark.parametrize(
    ("text", "ring", "odd"),
    [
        ("1,2 3,4 5,2 1,2", TRIANGLE, ()),
        ("\n 1.0,2\t+3.,4e0 5,2 1,2 ", TRIANGLE, ()),
        ("1, 2 3 ,4 5,2 1,2", TRIANGLE, ("comma",)),
        ("1,2 3,4 5,2", TRIANGLE, ("open",)),
        ("1,2 3,4", ((1.0, 2.0), (3.0, 4.0), (1.0, 2.0)), ("open", "short", "flat")),
        ("1,2", ((1.0, 2.0),), ("short", "flat")),
        ("1,182 3,4 5,2 1,182", ((1.0, 182.0), (3.0, 4.0), (5.0, 2.0), (1.0, 182.0)), ("turned",)),
        ("1,1 2,2 3,3 1,1", ((1.0, 1.0), (2.0, 2.0), (3.0, 3.0), (1.0, 1.0)), ("flat",)),
    ],
)
def test_polygons(text: str, ring: tuple[Point, ...], odd: tuple[str, ...]) -> None:
    """A ring is always closed; what its text lacked is told."""
    assert read_polygon(text) == (ring, odd)


@pytest.mark.parametrize(
    "text", ["", " ", "1", "1,2,3", "1;2", "1,e", "91,0", "0,361", "nan,0", "inf,0", "1_0,2", "1,1e999", "٣,4"]
)
def test_no_polygons(text: str) -> None:
    """What is no pair of degrees on earth is no polygon."""
    with pytest.raises(BadShape):
        read_polygon(text)


@pytest.mark.parametrize(
    ("text", "circle", "odd"),
    [
        ("1,2 3", Circle((1.0, 2.0), 3.0), ()),
        (" 1 , 2  0.5 ", Circle((1.0, 2.0), 0.5), ("comma",)),
        ("1,-181 0", Circle((1.0, -181.0), 0.0), ("turned",)),
    ],
)
def test_circles(text: str, circle: Circle, odd: tuple[str, ...]) -> None:
    """A circle is a pair and a radius in kilometres."""
    assert read_circle(text) == (circle, odd)


@pytest.mark.parametrize("text", ["", "1,2", "1,2 -3", "1,2 x", "1,2 3e", "1,2 40100", "1,2 3 4", "1,2,3", "91,2 3"])
def test_no_circles(text: str) -> None:
    """Without a radius, or with a wrong one, there is no circle."""
    with pytest.raises(BadShape):
        read_circle(text)


def test_flatness_is_counted_not_rounded() -> None:
    """A line that floating point would bend is still a line; a yard across is an area."""
    assert is_flat(((0.1, 0.1), (0.2, 0.2), (0.3, 0.3), (0.1, 0.1)))
    assert not is_flat(((0.1, 0.1), (0.2, 0.2), (0.3, 0.30001), (0.1, 0.1)))
