"""Points inside and outside: rings, holes of the earth's numbering, poles, circles, edges."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from broadcaster.cap import Area, Circle, coded, holding
from broadcaster.cap.areas import distance_km, in_area, in_circle, in_polygon
from broadcaster.cap.document import Point
from tests.broadcaster.cap.test_writing import ALERT, INFO

SQUARE = ((16, 108), (16, 109), (17, 109), (17, 108), (16, 108))
BOW = ((0, 0), (2, 2), (0, 2), (2, 0), (0, 0))
FIJI = ((-15, 179), (-15, -179), (-20, -179), (-20, 179), (-15, 179))
FIJI_RUNNING_ON = ((-15, 179), (-15, 181), (-20, 181), (-20, 179), (-15, 179))
FIJI_RUNNING_BACK = ((-15, -181), (-15, -179), (-20, -179), (-20, -181), (-15, -181))
ARCTIC = ((80, -180), (80, -60), (80, 60), (80, 180), (80, -180))
ARCTIC_OPEN = ((80, -170), (80, -60), (80, 60), (80, 170), (80, -170))
ANTARCTIC = ((-80, 170), (-80, 60), (-80, -60), (-80, -170), (-80, 170))
WORLD = ((90, -180), (90, 180), (-90, 180), (-90, -180), (90, -180))
LINE = ((10, 10), (10, 12), (10, 10))


@pytest.mark.parametrize(
    ("ring", "point", "inside"),
    [
        (SQUARE, (16.5, 108.5), True),
        (SQUARE, (16.5, 109.5), False),
        (SQUARE, (17.5, 108.5), False),
        (SQUARE, (16, 108.5), True),
        (SQUARE, (16, 108), True),
        (SQUARE, (16.5, 108.5 - 360), True),
        (SQUARE, (16.5, 468.5), True),
        (BOW, (0.5, 1.8), True),
        (BOW, (1, 1.5), True),
        (BOW, (1.8, 0.9), False),
        (FIJI, (-17, 179.5), True),
        (FIJI, (-17, -179.5), True),
        (FIJI, (-17, 180), True),
        (FIJI, (-17, 0), False),
        (FIJI, (-17, 178), False),
        (FIJI_RUNNING_ON, (-17, -179.5), True),
        (FIJI_RUNNING_ON, (-17, 179.5), True),
        (FIJI_RUNNING_ON, (-17, 178.5), False),
        (FIJI_RUNNING_BACK, (-17, 179.5), True),
        (FIJI_RUNNING_BACK, (-17, -178), False),
        (ARCTIC_OPEN, (85, 0), True),
        (ARCTIC_OPEN, (85, 179), True),
        (ARCTIC_OPEN, (70, 0), False),
        (ANTARCTIC, (-85, -179), True),
        (ANTARCTIC, (-70, 20), False),
        (WORLD, (16.5, 108.5), True),
        (WORLD, (-89, -179), True),
        (LINE, (10, 11), True),
        (LINE, (10.001, 11), False),
        (((10, 10),), (10, 10), False),
    ],
)
def test_rings(ring: tuple[Point, ...], point: Point, inside: bool) -> None:
    """A ring holds what its lines enclose, edges included, across the antimeridian and around a pole."""
    assert in_polygon(ring, point) is inside


def test_a_step_of_a_full_turn_is_left_as_written() -> None:
    """The last edge of a map drawn from -180 to 180 does not make it collapse."""
    assert not in_polygon(ARCTIC, (70, 0))
    assert in_polygon(ARCTIC, (80, 100))


@pytest.mark.parametrize(
    ("circle", "point", "inside"),
    [
        (Circle((16, 108), 10), (16.05, 108.05), True),
        (Circle((16, 108), 10), (16.1, 108), False),
        (Circle((16, 108), 0), (16, 108), True),
        (Circle((16, 108), 0), (16, 108.0001), False),
        (Circle((-17, 180), 100), (-17, -179.5), True),
        (Circle((89.9, 0), 50), (89.9, 180), True),
    ],
)
def test_circles(circle: Circle, point: Point, inside: bool) -> None:
    """A circle is measured over the ground, in kilometres."""
    assert in_circle(circle, point) is inside


def test_distances() -> None:
    """Hà Nội to Thành phố Hồ Chí Minh is 1,138 km; the other side of the earth is half its girth away."""
    assert distance_km((21.0278, 105.8342), (10.8231, 106.6297)) == pytest.approx(1138, abs=1)
    assert distance_km((0, 0), (0, 180)) == pytest.approx(20015, abs=1)


def test_areas_of_an_alert() -> None:
    """Each area that holds the point is told with its info; areas without shapes are told apart."""
    sea = Area(area_desc="Biển", circles=(Circle((0, 0), 100),))
    alert = replace(ALERT, infos=(replace(INFO, areas=(Area("Làng"), replace(sea, polygons=(SQUARE,)))), INFO))
    assert [area.area_desc for _, area in holding(alert, (16.4, 108.5))] == ["Biển", "Xã ven biển"]
    assert [area.area_desc for _, area in holding(alert, (0.1, 0.1))] == ["Biển"]
    assert holding(alert, (50, 50)) == ()
    assert [area.area_desc for _, area in coded(alert)] == ["Làng", "Xã mẫu"]
    assert not in_area(Area("Làng"), (0, 0))


@given(st.floats(-89, 88), st.floats(-180, 180), st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.integers(-1, 1))
def test_a_square_degree_anywhere(lat: float, lon: float, up: float, right: float, turn: int) -> None:
    """Wherever a square lies and however its longitudes are counted, it holds its inside and not its neighbours."""
    ring = ((lat, lon), (lat, lon + 1), (lat + 1, lon + 1), (lat + 1, lon), (lat, lon))
    point = (lat + up, lon + right)
    turned = [(a, (b + 180) % 360 - 180) for a, b in ring]
    seen = (point[0], point[1] + 360 * turn) if abs(point[1] + 360 * turn) <= 360 else point
    assert in_polygon(ring, seen)
    assert in_polygon(turned, seen)
    assert not in_polygon(turned, (point[0], point[1] + 1.5))
