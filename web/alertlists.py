"""The saved lists one may aim an alert with: what the form offers, what was chosen, how they are told of. Changes none.

A list is chosen as it was seen (``Pick``): one that somebody changed meanwhile is asked about again, never exchanged.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from broadcaster.alerts import Alert
from broadcaster.dispatch import SeenList
from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.store.folding import fold
from broadcaster.target_lists import Pick, PinnedList
from web.kept import Fields
from web.parts import me, parts, tree
from web.snapshot import Taken

OFFERED = 12
"""So many lists stand above the places; more are found by typing."""


@dataclass(frozen=True, slots=True)
class Offered:
    """One list to tick: ``pick`` is what the form sends; ``was``: as it was when the alert was written, not as now."""

    pick: str
    name: str
    place: str = ""
    stations: int = 0
    gone: tuple[str, ...] = ()
    was: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """The lists that are shown, those chosen among them; ``more`` were found than shown."""

    rows: tuple[Offered, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Told:
    """What the page of an alert says of a list it was aimed with; ``changed``: it is no longer what it was then."""

    name: str
    stations: int
    gone: tuple[str, ...]
    changed: bool


def offered_lists(fields: Fields) -> Offer:
    """Return the lists a form offers: what is ticked first, then by name what the search finds, or one's own."""
    seen = [one for one in parts().dispatch.target_lists(me()) if one.is_usable]
    ticked = fields.all("lists")
    newest = {str(one.known.pick) for one in seen}
    old = [_as_it_was(one) for one in ticked if one not in newest]
    wanted = fold(fields["q"])
    chosen = [one for one in seen if str(one.known.pick) in ticked]
    rest = [one for one in seen if str(one.known.pick) not in ticked and wanted in fold(one.known.name)]
    rest.sort(key=lambda one: one.known.place != me().scope)
    rows = [*old, *map(_offered, (*chosen, *rest[:OFFERED]))]
    return Offer(tuple(rows), max(0, len(rest) - OFFERED))


def pinned(chosen: Iterable[Pick], held: Collection[Pick] | None = ()) -> tuple[PinnedList, ...]:
    """Return what lists mean now; ``held`` as for the dispatch. Refused or Missing when one cannot be used."""
    return parts().dispatch.pin_lists(chosen, me(), held=held)


def told_lists(lists: Iterable[PinnedList]) -> list[Told]:
    """Return what is said of the lists an alert was aimed with."""
    return [
        Told(one.name, reached(parts().snapshot.taken(), one.localities, one.stations), one.gone, _is_changed(one))
        for one in lists
    ]


def held_by(alert: Alert | None) -> tuple[Pick, ...]:
    """Return the lists an alert was aimed with, as it was then."""
    return () if alert is None else tuple(one.pick for one in alert.lists)


def reached(taken: Taken, localities: Collection[str], stations: Collection[str]) -> int:
    """Return how many stations members reach now, each once."""
    homes = {row.station.id: row.station.locality for row in taken.rows} if stations else {}
    inside = [code for code in localities if code in taken.tree.by_code]
    single = [homes[one] for one in stations if one in homes]
    alone = sum(not any(taken.tree.is_within(home, code) for code in inside) for home in single)
    return taken.in_codes(inside) + alone


def _offered(seen: SeenList) -> Offered:
    known = seen.known
    count = reached(parts().snapshot.taken(), known.localities, known.stations)
    place = "" if known.place == me().scope else tree().name(known.place)
    return Offered(str(known.pick), known.name, place, count, seen.gone)


def _as_it_was(text: str) -> Offered:
    """Return a ticked list that is none of the newest: as it was then, or to be unticked when nobody knows it."""
    try:
        (one,) = pinned([Pick.read(text)], None)
    except BroadcasterError as fault:
        return Offered(text, str(fault.facts.get("name", text)), was=True)
    count = reached(parts().snapshot.taken(), one.localities, one.stations)
    return Offered(text, one.name, "", count, one.gone, was=True)


def _is_changed(one: PinnedList) -> bool:
    try:
        known = parts().dispatch.target_list(one.id, me()).known
    except (Missing, Refused):
        return True
    return known.removed_at is not None or known.version != one.version
