"""Polygons and circles from their texts. Never decides what a bad shape means for its alert."""

import re

from broadcaster.cap.document import Circle, Point

NUMBERS = re.compile(r"[-+.,0-9eE\s]+", re.ASCII)
"""What a shape is written with: Python would also read nan, inf, 1_0 and the digits of other scripts."""
MOST_KM = 40_100
"""All around the earth."""
RING = 4
"""A ring has at least so many points, the last being the first again."""

Read = tuple[tuple[Point, ...], tuple[str, ...]]


class BadShape(ValueError):
    """The text is no shape on earth."""


def read_polygon(text: str) -> Read:
    """Return the closed ring of ``lat,lon lat,lon ...`` and what is odd about it; raise ``BadShape``.

    Odd: ``comma`` (space beside commas), ``turned`` (longitude beyond 180), ``open``, ``short`` (under four points),
    ``flat`` (no area at all).
    """
    tidy, odd = _tidy(text)
    points = tuple(_point(pair) for pair in tidy.split())
    odd += ["turned"] if any(abs(lon) > 180 for _, lon in points) else []
    if points[0] != points[-1]:
        odd.append("open")
        points = (*points, points[0])
    odd += ["short"] if len(points) < RING else []
    return points, (*odd, *(["flat"] if is_flat(points) else []))


def read_circle(text: str) -> tuple[Circle, tuple[str, ...]]:
    """Return the circle of ``lat,lon radius`` (km) and what is odd about it; raise ``BadShape``."""
    tidy, odd = _tidy(text)
    parts = tidy.split()
    if len(parts) != 2:
        raise BadShape(text[:40])
    point, radius = _point(parts[0]), _radius(parts[1])
    return Circle(point, radius), (*odd, *(["turned"] if abs(point[1]) > 180 else []))


def without_gaps(text: str) -> tuple[str, bool]:
    """Return a text with single spaces and none beside commas, and whether there were any; in linear time."""
    single = " ".join(text.split())
    tidy = single.replace(" ,", ",").replace(", ", ",")
    return tidy, tidy != single


def _tidy(text: str) -> tuple[str, list[str]]:
    if not NUMBERS.fullmatch(text) or text.isspace():
        raise BadShape(text[:40])
    tidy, gaps = without_gaps(text)
    return tidy, ["comma"] if gaps else []


def _radius(text: str) -> float:
    try:
        radius = float(text)
    except ValueError as fault:
        raise BadShape(text[:40]) from fault
    if not 0 <= radius < MOST_KM:
        raise BadShape(text[:40])
    return radius


def _point(pair: str) -> Point:
    lat, comma, lon = pair.partition(",")
    try:
        point = float(lat), float(lon)
    except ValueError as fault:
        raise BadShape(pair[:40]) from fault
    if not (comma and abs(point[0]) <= 90 and abs(point[1]) <= 360):
        raise BadShape(pair[:40])
    return point


def is_flat(points: tuple[Point, ...]) -> bool:
    """Tell whether all points lie on one line, counted in whole ten-millionths of a degree (a centimetre)."""
    lines = ((_units(lat - points[0][0]), _units(lon - points[0][1])) for lat, lon in points)
    away = (one for one in lines if one != (0, 0))
    first = next(away, (0, 0))
    return all(first[0] * lon == first[1] * lat for lat, lon in away)


def _units(degrees: float) -> int:
    return round(degrees * 1e7)
