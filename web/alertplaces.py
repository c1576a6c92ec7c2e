"""What one may choose for an alert to sound at: places and stations, found by browsing or by their names. Pure.

Communes come first, what lies within one only when it is unfolded; what was chosen is always in sight.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from broadcaster.errors import Refused
from broadcaster.localities import Kind, Station, Tree
from broadcaster.store.folding import fold

MOST_FOUND = 40
SEARCHED = 80
"""Letters of a search that count."""
WIDE = frozenset({Kind.PROVINCE, Kind.GROUP})
"""What is never folded away: its communes are what people look for."""


@dataclass(frozen=True, slots=True)
class Places:
    """All there is to choose from: the tree, the stations by the locality they stand in, how many in each subtree."""

    tree: Tree
    stations: Mapping[str, Sequence[Station]]
    counts: Mapping[str, int]
    known: Mapping[str, Station]

    @classmethod
    def of(cls, tree: Tree, stations: Iterable[Station], counts: Mapping[str, int]) -> "Places":
        """Return what there is, the stations in the order given."""
        known = {one.id: one for one in stations}
        found: dict[str, list[Station]] = {}
        for one in known.values():
            found.setdefault(one.locality, []).append(one)
        return cls(tree, found, counts, known)

    def living(self, code: str) -> tuple[str, ...]:
        """Return the localities right below one that are in use."""
        return tuple(one for one in self.tree.children.get(code, ()) if self.tree.by_code[one].retired_at is None)

    def home(self, station: str) -> str | None:
        """Return the locality of a station, None when nobody knows it."""
        found = self.known.get(station)
        return None if found is None else found.locality


@dataclass(frozen=True, slots=True)
class Asked:
    """How a form stands: what is chosen in it, what was unfolded, what is searched for."""

    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    text: str = ""

    def turned(self, opened: str, shut: str) -> "Asked":
        """Return it with one more place unfolded, or one folded again; "" for none."""
        return replace(
            self, opened=tuple(one for one in dict.fromkeys((*self.opened, opened)) if one not in ("", shut))
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line to tick: ``field`` says whether ``value`` is a locality or a station; ``path`` are the places around it.

    ``folds``: something lies within that can be unfolded.
    """

    field: str
    value: str
    name: str
    path: tuple[str, ...]
    depth: int = 0
    stations: int = 1
    folds: bool = False
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Picker:
    """The lines that are shown, and before them what is chosen but not among them; ``more`` were found than shown."""

    rows: tuple[Row, ...]
    carried: tuple[Row, ...]
    opened: tuple[str, ...] = ()
    more: int = 0


def picker(places: Places, top: str, asked: Asked) -> Picker:
    """Return the lines for somebody whose places are ``top`` and all below it."""
    text = fold(asked.text.strip()[:SEARCHED])
    found = list(_found(places, top, text)) if text else list(_Browsing.of(places, asked).rows(top))
    rows = found[:MOST_FOUND] if text else found
    shown = {(one.field, one.value) for one in rows}
    carried = tuple(one for one in _chosen(places, asked) if (one.field, one.value) not in shown)
    return Picker(tuple(rows), carried, asked.opened, len(found) - len(rows))


def outermost(codes: Iterable[str], tree: Tree) -> tuple[str, ...]:
    """Return the localities of ``codes`` that lie in no other one of them, in order; unknown codes stay."""
    several = dict.fromkeys(codes)
    return tuple(one for one in several if several.keys().isdisjoint(_around(one, tree)))


def within_itself(places: Places, asked: Asked) -> Refused | None:
    """Return what is said when something was chosen together with a place it lies in; None when all stand apart.

    Who unticks nothing and ticks a hamlet means the hamlet: that must not become a whole province.
    """
    tree, chosen = places.tree, frozenset(asked.localities)
    for code in asked.localities:
        outer = next((one for one in _around(code, tree) if one in chosen), None)
        if outer is not None:
            return Refused("alert.place_within", field="localities", outer=tree.name(outer), inner=tree.name(code))
    for station in asked.stations:
        home = places.home(station)
        outer = next((one for one in tree.path(home) if one in chosen), None) if home is not None else None
        if home is not None and outer is not None:
            inner = _station_name(places, station, home)
            return Refused("alert.place_within", field="localities", outer=tree.name(outer), inner=inner)
    return None


def _around(code: str, tree: Tree) -> tuple[str, ...]:
    """Return the localities that one lies in, the widest first; none for an unknown one."""
    return tree.path(code)[:-1] if code in tree.by_code else ()


# ---------------------------------------------------------------- browsing


@dataclass(frozen=True, slots=True)
class _Browsing:
    """The tree with what is unfolded in it: as asked, and whatever holds something chosen."""

    places: Places
    unfolded: frozenset[str]

    @classmethod
    def of(cls, places: Places, asked: Asked) -> "_Browsing":
        """Unfold what was asked for, and what something chosen lies in."""
        tree = places.tree
        around = {one for code in asked.localities for one in _around(code, tree)}
        homes = (places.home(one) for one in asked.stations)
        around |= {one for home in homes if home for one in tree.path(home)}
        return cls(places, frozenset(around | set(asked.opened)))

    def rows(self, code: str, depth: int = 0, *, is_inside: bool = False) -> Iterator[Row]:
        """Give a place and what is in sight below it; ``is_inside``: it lies in something unfolded."""
        places, place = self.places, self.places.tree.by_code[code]
        is_open, is_wide = is_inside or code in self.unfolded, place.kind in WIDE
        name, path = place.name, places.tree.path(code)
        folds = not is_inside and self._holds(code)
        yield Row("localities", code, name, path, depth, places.counts[code], folds, is_open)
        if is_open:
            for one in places.stations.get(code, ()):
                yield Row("stations", one.id, one.name, path, depth + 1)
        if is_open or is_wide or depth == 0:
            for child in places.living(code):
                yield from self.rows(child, depth + 1, is_inside=is_open and not is_wide)

    def _holds(self, code: str) -> bool:
        """Tell whether unfolding a place shows anything: a province's communes are in sight anyway."""
        if self.places.tree.by_code[code].kind in WIDE:
            return bool(self.places.stations.get(code))
        return bool(self.places.counts[code] or self.places.living(code))


# ---------------------------------------------------------------- searching and what is chosen


def _found(places: Places, code: str, text: str) -> Iterator[Row]:
    if text in fold(places.tree.by_code[code].name):
        yield _locality(places, code)
    for one in places.stations.get(code, ()):
        if text in fold(f"{one.name} {one.id}"):
            yield _station(places, one.id, code)
    for child in places.living(code):
        yield from _found(places, child, text)


def _chosen(places: Places, asked: Asked) -> Iterator[Row]:
    yield from (_locality(places, code) for code in asked.localities)
    yield from (_station(places, one, places.home(one)) for one in asked.stations)


def _locality(places: Places, code: str) -> Row:
    tree = places.tree
    if code not in tree.by_code:
        return Row("localities", code, code, (code,), stations=0)
    return Row("localities", code, tree.name(code), tree.path(code), stations=places.counts[code])


def _station(places: Places, station: str, home: str | None) -> Row:
    if home is None:
        return Row("stations", station, station, (), stations=0)
    return Row("stations", station, _station_name(places, station, home), places.tree.path(home))


def _station_name(places: Places, station: str, home: str) -> str:
    return f"{places.known[station].name} ({places.tree.name(home)})"
