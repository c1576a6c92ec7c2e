"""Which areas of an alert hold a point. The edge belongs to the area: who stands on it is warned too.

An area of codes only holds nobody here; those who know the codes must say (``coded``). Never guesses a shape.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt

from broadcaster.cap.document import Alert, Area, Circle, Info, Point

EARTH_KM = 6371.0088
EDGE = 1e-9
"""Degrees (a tenth of a millimetre) within which a point counts as on a line."""


def holding(alert: Alert, point: Point) -> tuple[tuple[Info, Area], ...]:
    """Return each area whose polygon or circle holds ``point``, with the info it belongs to."""
    return tuple((info, area) for info in alert.infos for area in info.areas if in_area(area, point))


def coded(alert: Alert) -> tuple[tuple[Info, Area], ...]:
    """Return the areas without any shape: only their codes or words say where they are."""
    return tuple((info, area) for info in alert.infos for area in info.areas if not area.polygons and not area.circles)


def in_area(area: Area, point: Point) -> bool:
    """Tell whether an area's shapes hold a point; several shapes of one area add up."""
    return any(in_polygon(ring, point) for ring in area.polygons) or any(in_circle(one, point) for one in area.circles)


def in_circle(circle: Circle, point: Point) -> bool:
    """Tell whether a point lies within a circle, by great-circle distance."""
    return distance_km(circle.centre, point) <= circle.radius_km + EDGE


def distance_km(one: Point, other: Point) -> float:
    """Return the great-circle distance of two points on a sphere of the earth's mean radius."""
    (lat, lon), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def in_polygon(ring: Sequence[Point], point: Point) -> bool:
    """Tell whether a closed ring holds a point, by even-odd count; edges take the short way round the earth."""
    turned = unrolled(ring)
    west, east = (pick(lon for _, lon in turned) for pick in (min, max))
    lat, lon = point
    lon += 360 * -(-(west - EDGE - lon) // 360)  # the first turn of the earth on which it is not west of the ring
    while lon <= east + EDGE:
        if _held(turned, (lat, lon)):
            return True
        lon += 360
    return False


def unrolled(ring: Sequence[Point]) -> list[Point]:
    """Return a ring with longitudes that run on across the antimeridian; a ring around a pole is closed over it.

    A step of a full turn is left as written: it draws the top or bottom of the whole map.
    """
    points, turn = [ring[0]], 0.0
    for (_, before), (lat, lon) in pairwise(ring):
        step = lon - before
        if 180 < abs(step) < 360:
            turn -= 360 if step > 0 else -360
        points.append((lat, lon + turn))
    if turn:
        pole = 90.0 if sum(lat for lat, _ in ring) > 0 else -90.0
        points += [(pole, points[-1][1]), (pole, ring[0][1]), ring[0]]
    return points


def _held(ring: Sequence[Point], point: Point) -> bool:
    inside = False
    lat, lon = point
    for (a_lat, a_lon), (b_lat, b_lon) in pairwise(ring):
        if _on_edge((a_lat, a_lon), (b_lat, b_lon), point):
            return True
        if (a_lat > lat) != (b_lat > lat):
            inside ^= lon < a_lon + (lat - a_lat) * (b_lon - a_lon) / (b_lat - a_lat)
    return inside


def _on_edge(one: Point, other: Point, point: Point) -> bool:
    (a_lat, a_lon), (b_lat, b_lon), (lat, lon) = one, other, point
    within = (
        min(a_lat, b_lat) - EDGE <= lat <= max(a_lat, b_lat) + EDGE
        and min(a_lon, b_lon) - EDGE <= lon <= max(a_lon, b_lon) + EDGE
    )
    return within and abs((b_lat - a_lat) * (lon - a_lon) - (b_lon - a_lon) * (lat - a_lat)) <= EDGE
