"""Named lists of localities and stations that alerts are aimed with: what one may hold, who may use it. Pure.

A list only aims. An alert keeps what its lists meant when it was written (``PinnedList``); what becomes of them later
changes nothing of it.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from broadcaster.accounts import Action, Person, may
from broadcaster.errors import Missing, Refused
from broadcaster.localities import Station, Tree

NAME_MOST = 80
MOST_MEMBERS = 500
"""Each member has an alarm set of its own to be signed; whoever needs more chooses whole communes."""
MOST_LISTS = 100
"""So many a locality may keep."""
VERSION_DIGITS = 9
SHOWN = 40
"""Characters of a wrong value that are said back."""


@dataclass(frozen=True, slots=True)
class TargetList:
    """A named list that ``place`` keeps; each change is another ``version``, made by ``by`` at ``at``."""

    id: str
    place: str
    name: str
    by: str
    at: datetime
    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    version: int = 1
    removed_at: datetime | None = None

    @property
    def pick(self) -> "Pick":
        """How it is chosen as it is now."""
        return Pick(self.id, self.version)


@dataclass(frozen=True, slots=True)
class Pick:
    """A list as somebody saw it who chose it; ``id.version`` in forms."""

    id: str
    version: int

    def __str__(self) -> str:
        return f"{self.id}.{self.version}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Return what ``str`` wrote; Missing ``list.missing`` for anything else."""
        known, _, number = text.strip().rpartition(".")
        if known and number.isascii() and number.isdecimal() and len(number) <= VERSION_DIGITS:
            return cls(known, int(number))
        raise Missing("list.missing", field="lists", name=text.strip()[:SHOWN])


@dataclass(frozen=True, slots=True)
class PinnedList:
    """What a list meant when an alert was written: the members that were in use; ``gone`` names those that were not."""

    id: str
    name: str
    version: int
    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()

    @property
    def pick(self) -> Pick:
        """How it was chosen."""
        return Pick(self.id, self.version)


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to aim at: the tree, and the stations asked about by id, closed ones too."""

    tree: Tree
    stations: Mapping[str, Station]

    def home(self, station: str) -> str:
        """Return the locality of a known station."""
        return self.stations[station].locality

    def stands(self, known: TargetList) -> Iterator[str]:
        """Give the localities in use that members of a list are or stand in."""
        yield from (one for one in known.localities if self.is_living(one))
        yield from (self.home(one) for one in known.stations if self.is_open(one))

    def gone(self, known: TargetList) -> Iterator[str]:
        """Give by name the members of a list that are no longer in use; of a merged place its successor too."""
        for code in (one for one in known.localities if not self.is_living(one)):
            place = self.tree.by_code.get(code)
            yield code if place is None else f"{place.name} → {self.tree.name(seat(code, self.tree))}"
        for one in (one for one in known.stations if not self.is_open(one)):
            yield self.stations[one].name if one in self.stations else one

    def is_living(self, code: str) -> bool:
        """Tell whether a locality is in use."""
        return code in self.tree.by_code and self.tree.by_code[code].retired_at is None

    def is_open(self, station: str) -> bool:
        """Tell whether a station is known and not closed."""
        return station in self.stations and self.stations[station].revoked_at is None


def name_key(name: str) -> str:
    """Return what two names have in common that are one and the same to people: neither case nor spaces count."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def checked_name(name: str) -> str:
    """Return the name of a list in NFC with single spaces, or refuse it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise Refused("list.name_empty", field="name")
    if len(name) > NAME_MOST:
        raise Refused("list.name_long", field="name", most=NAME_MOST, count=len(name))
    return name


def seat(code: str, tree: Tree) -> str:
    """Return the locality itself, or of a merged one the successor that is in use."""
    place = tree.locality(code)
    return code if place.merged_into is None else seat(place.merged_into, tree)


def compose(wanted: TargetList, ground: Ground) -> TargetList:
    """Return the list with name and members checked; every member is in use and lies within its place."""
    localities, stations = tuple(sorted(set(wanted.localities))), tuple(sorted(set(wanted.stations)))
    count = len(localities) + len(stations)
    name = checked_name(wanted.name)
    if not count:
        raise Refused("list.empty", field="localities")
    if count > MOST_MEMBERS:
        raise Refused("list.too_many", field="localities", most=MOST_MEMBERS, count=count)
    for code in localities:
        _check_place(code, ground.tree)
    for one in stations:
        _check_station(one, ground)
    _check_inside(wanted.place, localities, stations, ground=ground)
    _check_apart(localities, stations, ground)
    return replace(wanted, name=name, localities=localities, stations=stations)


def beyond(known: TargetList, person: Person, ground: Ground) -> int:
    """Return how many members in use stand where ``person`` may raise no alert."""
    return sum(not may(person, Action.ALERT, place, ground.tree) for place in ground.stands(known))


def is_seen(known: TargetList, person: Person, ground: Ground) -> bool:
    """Tell whether somebody may look at a list: it is kept in their places, or all of it stands there."""
    if ground.tree.is_within(known.place, person.scope):
        return True
    places = list(ground.stands(known))
    return bool(places) and all(ground.tree.is_within(one, person.scope) for one in places)


def is_usable(known: TargetList, person: Person, ground: Ground) -> bool:
    """Tell whether somebody may aim an alert with a list: it has members in use, each of them in their places."""
    return known.removed_at is None and any(True for _ in ground.stands(known)) and not beyond(known, person, ground)


def pin(known: TargetList, person: Person, ground: Ground) -> PinnedList:
    """Return what a list means now; refused unless all of it that is in use stands where ``person`` raises alerts.

    Never only the part within somebody's places: who says a list's name must be able to rely on whom it reaches.
    """
    if not any(True for _ in ground.stands(known)):
        raise Refused("list.all_gone", field="lists", name=known.name)
    outside = beyond(known, person, ground)
    if outside:
        raise Refused("list.beyond", field="lists", name=known.name, count=outside)
    return PinnedList(
        known.id,
        known.name,
        known.version,
        localities=tuple(one for one in known.localities if ground.is_living(one)),
        stations=tuple(one for one in known.stations if ground.is_open(one)),
        gone=tuple(ground.gone(known)),
    )


def members(pinned: Iterable[PinnedList]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the localities and the stations of all these lists, each once."""
    several = tuple(pinned)
    localities = dict.fromkeys(code for one in several for code in one.localities)
    stations = dict.fromkeys(name for one in several for name in one.stations)
    return tuple(localities), tuple(stations)


def _check_place(code: str, tree: Tree) -> None:
    place = tree.by_code.get(code)
    if place is None:
        raise Refused("list.place_unknown", field="localities", code=code[:SHOWN])
    if place.retired_at is not None:
        raise Refused("list.place_gone", field="localities", name=place.name, into=tree.name(seat(code, tree)))


def _check_station(station: str, ground: Ground) -> None:
    known = ground.stations.get(station)
    if known is None:
        raise Refused("alert.station_unknown", field="stations", id=station[:SHOWN])
    if known.revoked_at is not None:
        raise Refused("list.station_gone", field="stations", name=known.name)


def _check_inside(place: str, localities: Iterable[str], stations: Iterable[str], *, ground: Ground) -> None:
    tree, keeper = ground.tree, seat(place, ground.tree)
    named = [(code, tree.name(code)) for code in localities]
    named += [(ground.home(one), ground.stations[one].name) for one in stations]
    outside = next((name for code, name in named if not tree.is_within(code, keeper)), None)
    if outside is not None:
        raise Refused("list.member_beyond", field="localities", name=outside, place=tree.name(keeper))


def _check_apart(localities: tuple[str, ...], stations: Iterable[str], ground: Ground) -> None:
    """Refuse a member within another one: nobody would know which of the two was meant."""
    tree, chosen = ground.tree, frozenset(localities)
    inner = [(tree.name(code), tree.path(code)[:-1]) for code in localities]
    inner += [(ground.stations[one].name, tree.path(ground.home(one))) for one in stations]
    for name, around in inner:
        outer = next((code for code in around if code in chosen), None)
        if outer is not None:
            raise Refused("alert.place_within", field="localities", outer=tree.name(outer), inner=name)
