"""Polygons and circles from their texts. Never decides what a bad shape means for its alert."""

import re

from broadcaster.cap.document import Circle, Point

NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?"
PAIR = re.compile(rf"({NUMBER}),({NUMBER})", re.ASCII)
RADIUS = re.compile(NUMBER, re.ASCII)
AROUND_COMMA = re.compile(r"\s*,\s*")
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
    tidy = AROUND_COMMA.sub(",", text)
    points = tuple(_point(pair) for pair in tidy.split())
    if not points:
        raise BadShape(text[:40])
    odd = ["comma"] if tidy != text else []
    odd += ["turned"] if any(abs(lon) > 180 for _, lon in points) else []
    if points[0] != points[-1]:
        odd.append("open")
        points = (*points, points[0])
    odd += ["short"] if len(points) < RING else []
    return points, (*odd, *(["flat"] if is_flat(points) else []))


def read_circle(text: str) -> tuple[Circle, tuple[str, ...]]:
    """Return the circle of ``lat,lon radius`` (km) and what is odd about it; raise ``BadShape``."""
    tidy = AROUND_COMMA.sub(",", text)
    centre, _, radius = tidy.strip().partition(" ")
    if not RADIUS.fullmatch(radius.strip()) or float(radius) < 0:
        raise BadShape(text[:40])
    point = _point(centre)
    odd = ["comma"] if tidy != text else []
    return Circle(point, float(radius)), (*odd, *(["turned"] if abs(point[1]) > 180 else []))


def is_flat(points: tuple[Point, ...]) -> bool:
    """Tell whether all points lie on one line, counted in whole ten-millionths of a degree (a centimetre)."""
    (y, x), *rest = [(round(lat * 1e7), round(lon * 1e7)) for lat, lon in points]
    away = [(a - y, b - x) for a, b in rest if (a, b) != (y, x)]
    return not away or all(away[0][0] * b == away[0][1] * a for a, b in away)


def _point(pair: str) -> Point:
    found = PAIR.fullmatch(pair)
    if found is None:
        raise BadShape(pair[:40])
    lat, lon = float(found[1]), float(found[2])
    if abs(lat) > 90 or abs(lon) > 360:
        raise BadShape(pair[:40])
    return lat, lon
