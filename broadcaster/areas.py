"""Whom an area drawn on a map reaches: the fewest localities and single stations that hold exactly those inside. Pure.

Where the shapes hold a point is ``broadcaster.cap``'s to say. A station without coordinates is named, never inside.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from broadcaster.cap.areas import in_area
from broadcaster.cap.document import Area, Circle, Point
from broadcaster.cap.shapes import BadShape, read_circle, read_polygon, without_gaps
from broadcaster.errors import Refused
from broadcaster.localities import Tree

MOST_POINTS = 1000
MOST_SHAPES = 20
CIRCLE = re.compile(r"[^\s,]+,[^\s,]+[\s,][^\s,]+")
"""How a circle is written: latitude, longitude, kilometres; anything else is a polygon."""
MOST_KM = 500
"""As for a CAP document: a larger circle is a slip of the pen."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A station, the locality it stands in, and where; None when nobody wrote down where."""

    station: str
    locality: str
    point: Point | None


@dataclass(frozen=True, slots=True)
class Cover:
    """The targets of an area: each locality all of whose stations are inside, and the other stations inside.

    ``unplaced`` are the stations without coordinates, ``beyond`` those inside that stand outside one's own places.
    """

    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()


def drawn(polygons: Iterable[str] = (), circles: Iterable[str] = ()) -> Area:
    """Return the area of texts ``lat,lon lat,lon ...`` and ``lat,lon,km``, or refuse what is no shape on earth."""
    rings = tuple(_ring(one) for one in polygons)
    return Area("", rings, tuple(_circle(one) for one in circles))


def read_shapes(texts: Iterable[str]) -> Area:
    """Return the area of shapes, each a text ``lat,lon km`` or ``lat,lon lat,lon ...``; blank ones are passed over."""
    tidy = [without_gaps(one)[0] for one in texts if one.strip()]
    if len(tidy) > MOST_SHAPES:
        raise Refused("area.shapes_many", field="drawn", most=MOST_SHAPES)
    circles = [one for one in tidy if CIRCLE.fullmatch(one)]
    return drawn((one for one in tidy if one not in circles), (one.replace(" ", ",") for one in circles))


def written(area: Area) -> tuple[str, ...]:
    """Return the shapes of an area as the texts that are kept, circles first; to a tenth of a metre."""
    circles = (f"{_pair(one.centre)} {_number(one.radius_km)}" for one in area.circles)
    return (*circles, *(" ".join(map(_pair, ring)) for ring in area.polygons))


def kept(area: Area, found: Cover) -> tuple[str, ...]:
    """Return the shapes that go with an alert: none that reach over stations outside one's own places.

    Nobody tells the world of a warning where others speak; the stations inside are reached all the same.
    """
    return () if found.beyond else written(area)


def cover(area: Area, spots: Iterable[Spot], tree: Tree, *, within: str) -> Cover:
    """Return the targets inside an area, of the places at and below ``within``; the deepest locality that will do."""
    mine, beyond, unplaced = list[Spot](), list[str](), list[str]()
    for spot in spots:
        if not tree.is_within(spot.locality, within):
            beyond += [spot.station] if _is_inside(area, spot) else []
        else:
            mine.append(spot)
            unplaced += [spot.station] if spot.point is None else []
    grown = _Grown.of(area, mine, tree)
    localities = tuple(grown.whole(within))
    covered = {code for one in localities for code in tree.subtree(one)}
    single = (one.station for one in mine if one.station in grown.hit and one.locality not in covered)
    return Cover(localities, tuple(sorted(single)), tuple(sorted(unplaced)), tuple(sorted(beyond)))


@dataclass(frozen=True, slots=True)
class _Grown:
    """How many stations each locality holds with all below it, and how many of them are inside."""

    tree: Tree
    hit: frozenset[str]
    held: Mapping[str, int]
    inside: Mapping[str, int]

    @classmethod
    def of(cls, area: Area, spots: Iterable[Spot], tree: Tree) -> "_Grown":
        """Count the stations up to the root."""
        by_place: dict[str, list[Spot]] = defaultdict(list)
        for spot in spots:
            by_place[spot.locality].append(spot)
        hit = frozenset(one.station for mine in by_place.values() for one in mine if _is_inside(area, one))
        held, inside = Counter[str](), Counter[str]()
        for place, mine in by_place.items():
            for code in tree.path(place):
                held[code] += len(mine)
                inside[code] += sum(one.station in hit for one in mine)
        return cls(tree, hit, held, inside)

    def whole(self, code: str) -> Iterator[str]:
        """Give the localities at and below ``code`` that are inside with all their stations, none within another."""
        if not self.inside[code]:
            return
        if self.inside[code] == self.held[code]:
            yield self._narrowest(code)
            return
        for child in self.tree.children.get(code, ()):
            yield from self.whole(child)

    def _narrowest(self, code: str) -> str:
        below = (one for one in self.tree.children.get(code, ()) if self.held[one] == self.held[code])
        child = next(below, None)
        return code if child is None else self._narrowest(child)


def _is_inside(area: Area, spot: Spot) -> bool:
    return spot.point is not None and in_area(area, spot.point)


def _pair(point: Point) -> str:
    return ",".join(map(_number, point))


def _number(value: float) -> str:
    return f"{value:.6f}".rstrip("0").rstrip(".")


def _ring(text: str) -> tuple[Point, ...]:
    try:
        ring, odd = read_polygon(text)
    except BadShape as fault:
        raise Refused("area.polygon_invalid", field="polygon", value=str(fault)) from fault
    if {"short", "flat"} & set(odd):
        raise Refused("area.polygon_flat", field="polygon")
    if len(ring) > MOST_POINTS:
        raise Refused("area.polygon_long", field="polygon", most=MOST_POINTS)
    return ring


def _circle(text: str) -> Circle:
    lat, _, rest = text.partition(",")
    lon, _, km = rest.partition(",")
    try:
        circle, _odd = read_circle(f"{lat.strip()},{lon.strip()} {km.strip()}")
    except BadShape as fault:
        raise Refused("area.circle_invalid", field="circle", value=text[:40]) from fault
    if circle.radius_km > MOST_KM:
        raise Refused("area.circle_wide", field="circle", most=MOST_KM)
    return circle
