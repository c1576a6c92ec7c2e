"""The named lists that alerts are aimed with: kept by those who may raise alerts there, chosen, pinned. Never alerts.

What an alert is aimed with is read here once, when it is written; from then on the alert itself says whom it reaches.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from broadcaster.accounts import Action, Person, demand
from broadcaster.dispatch.parts import Parts
from broadcaster.errors import Missing, Refused
from broadcaster.store import Transaction, new_id
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.store import target_lists as list_rows
from broadcaster.target_lists import (
    MOST_LISTS,
    SHOWN,
    Ground,
    Pick,
    PinnedList,
    TargetList,
    compose,
    is_seen,
    is_usable,
    name_key,
    pin,
)

UNBORN = 0
"""The version of a list before it was made: undoing to it removes the list."""


@dataclass(frozen=True, slots=True)
class ListWords:
    """What somebody says of a list: its name and what shall stand in it."""

    name: str
    localities: tuple[str, ...] = ()
    stations: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SeenList:
    """A list as somebody may look at it: by name what of it is no longer there, and whether they may aim with it."""

    known: TargetList
    gone: tuple[str, ...] = ()
    is_usable: bool = False


class TargetLists(Parts):
    """What people do with lists; each change is one version and one audit row, and can be undone."""

    def add_list(self, written: ListWords, by: Person) -> TargetList:
        """Keep a new list of the place of ``by``; whoever may raise alerts there may."""
        with self.store.begin(by.id) as tx:
            tree = locality_rows.tree(tx)
            demand(by, Action.ALERT, by.scope, tree)
            fresh = _written(TargetList(new_id(), by.scope, "", by.id, tx.now), written)
            made = compose(fresh, _ground(tx, [fresh]))
            if list_rows.count(tx, by.scope) >= MOST_LISTS:
                raise Refused("list.too_many_lists", field="name", place=tree.name(by.scope), most=MOST_LISTS)
            list_rows.add(tx, made)
        return made

    def edit_list(self, list_id: str, written: ListWords, by: Person, *, version: int) -> TargetList:
        """Give a list another name or other members; ``version`` is the one these were made from."""
        with self.store.begin(by.id) as tx:
            known = self._kept(tx, list_id, by, version)
            changed = _written(known, written)
            composed = compose(changed, _ground(tx, [changed]))
            return known if composed == known else _next(tx, composed, by)

    def remove_list(self, list_id: str, by: Person, *, version: int) -> TargetList:
        """Take a list away; what was aimed with it stays as it is."""
        with self.store.begin(by.id) as tx:
            known = self._kept(tx, list_id, by, version)
            return _next(tx, replace(known, removed_at=tx.now), by)

    def undo_list(self, list_id: str, version: int, by: Person, *, newest: int) -> TargetList:
        """Restore an earlier version of a list as its newest one; 0 removes it, as if it had not been made.

        Refused ``list.changed_meanwhile`` unless ``newest``, the version the person saw, still is.
        """
        with self.store.begin(by.id) as tx:
            known = _newest(tx, list_id, by, newest)
            if version == UNBORN:
                return _next(tx, replace(known, removed_at=tx.now), by)
            return _next(tx, replace(list_rows.version(tx, list_id, version), version=newest), by)

    def target_lists(self, by: Person) -> tuple[SeenList, ...]:
        """Return the lists somebody may look at, in the order of their names."""
        with self.store.read() as tx:
            found = list_rows.living(tx)
            ground = _ground(tx, found)
        return tuple(_seen(one, by, ground) for one in found if is_seen(one, by, ground))

    def target_list(self, list_id: str, by: Person) -> SeenList:
        """Return one list, a removed one too; Missing ``list.missing`` for what somebody may not look at."""
        with self.store.read() as tx:
            known = list_rows.find(tx, list_id)
            ground = _ground(tx, [known])
        if not is_seen(known, by, ground):
            raise Missing("list.missing", field="lists", name=list_id[:SHOWN])
        return _seen(known, by, ground)

    def list_versions(self, list_id: str, by: Person) -> tuple[TargetList, ...]:
        """Return every version of a list, newest first."""
        self.target_list(list_id, by)
        with self.store.read() as tx:
            return tuple(list_rows.versions(tx, list_id))

    def list_named(self, wanted: str, by: Person) -> TargetList:
        """Return the list of an id or a name; Refused ``list.several`` when several have that name."""
        seen = [one.known for one in self.target_lists(by)]
        found = [one for one in seen if one.id == wanted] or [
            one for one in seen if name_key(one.name) == name_key(wanted)
        ]
        if not found:
            return self.target_list(wanted, by).known
        if len(found) > 1:
            raise Refused("list.several", field="list", name=wanted[:SHOWN], ids=", ".join(one.id for one in found))
        return found[0]

    def pin_lists(
        self, picks: Iterable[Pick], by: Person, *, held: Collection[Pick] | None = ()
    ) -> tuple[PinnedList, ...]:
        """Return what the chosen lists mean now, each as its chooser saw it; refused when it was changed meanwhile.

        ``held`` are those an alert that is being edited was aimed with already: they stay as they were. None: any
        version there ever was, only to look at.
        """
        chosen = tuple(dict.fromkeys(picks))
        with self.store.read() as tx:
            found = [self._picked(tx, one, held) for one in chosen]
            ground = _ground(tx, found)
        ids = [one.id for one in chosen]
        twice = next((one for one in found if ids.count(one.id) > 1), None)
        if twice is not None:
            raise Refused("list.twice", field="lists", name=twice.name)
        return tuple(pin(one, by, ground) for one in found)

    def _picked(self, tx: Transaction, pick: Pick, held: Collection[Pick] | None) -> TargetList:
        known = list_rows.find(tx, pick.id)
        if held is None or pick in held:
            return list_rows.version(tx, pick.id, pick.version)
        if known.removed_at is not None:
            raise Missing("list.missing", field="lists", name=known.name)
        if known.version != pick.version:
            raise Refused("list.changed_meanwhile", field="lists", name=known.name)
        return known

    def _kept(self, tx: Transaction, list_id: str, by: Person, version: int) -> TargetList:
        known = _newest(tx, list_id, by, version)
        if known.removed_at is not None:
            raise Missing("list.missing", field="lists", name=known.name)
        return known


def _newest(tx: Transaction, list_id: str, by: Person, version: int) -> TargetList:
    known = list_rows.find(tx, list_id)
    demand(by, Action.ALERT, known.place, locality_rows.tree(tx))
    if known.version != version:
        raise Refused("list.changed_meanwhile", name=known.name)
    return known


def _next(tx: Transaction, content: TargetList, by: Person) -> TargetList:
    following = replace(content, version=content.version + 1, by=by.id, at=tx.now)
    list_rows.change(tx, following)
    return following


def _written(known: TargetList, written: ListWords) -> TargetList:
    return replace(known, name=written.name, localities=written.localities, stations=written.stations)


def _seen(known: TargetList, by: Person, ground: Ground) -> SeenList:
    return SeenList(known, tuple(ground.gone(known)), is_usable(known, by, ground))


def _ground(tx: Transaction, lists: Iterable[TargetList]) -> Ground:
    wanted = {station for one in lists for station in one.stations}
    return Ground(locality_rows.tree(tx), station_rows.named(tx, wanted))
