"""Where an alert being written will sound: its list of places, its drawing on the map, what it says to whom.

Asked for again with each change of the form; changes nothing itself.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, render_template

from broadcaster.alerts import Alert
from broadcaster.areas import Cover, kept, read_shapes
from broadcaster.cap import Area
from broadcaster.errors import Missing, Refused
from broadcaster.sirens import DRILL_NOTICES
from broadcaster.store.stations import StationRow
from broadcaster.target_lists import PinnedList, members
from web import alertwords
from web.alertform import chosen_hazard, has_shapes, read_drawn, read_picks, rough_words
from web.alertlanguages import offered_languages
from web.alertlists import offered_lists, pinned, told_lists
from web.alertplaces import Asked, Picker, Places, outermost, picker, within_itself
from web.kept import Fields, typed
from web.parts import me, parts, tree
from web.reading import Typed, one, several

alerttargets = Blueprint("alerttargets", __name__)

NAMES_SHOWN = 60
STEPS = frozenset({"find", "count"})
"""Buttons of who has no scripts: they show the same form again."""


@dataclass(frozen=True, slots=True)
class Aim:
    """Where an alert sounds: what was chosen by name, by lists and by a drawing; ``cover`` tells what that left out."""

    localities: tuple[str, ...]
    stations: tuple[str, ...]
    drawn: tuple[str, ...] = ()
    cover: Cover = Cover()
    lists: tuple[PinnedList, ...] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """The stations an alert would reach, by name: the first of them, and how many more."""

    shown: tuple[StationRow, ...]
    more: int
    ids: tuple[str, ...]


def aimed(localities: Sequence[str], stations: Sequence[str], area: Area, lists: tuple[PinnedList, ...] = ()) -> Aim:
    """Return where an alert sounds; Refused for a drawing that holds no station, or a choice within another."""
    asked = Asked(tuple(localities), tuple(stations))
    fault = _at_fault(asked, area, lists)
    if fault is not None:
        raise fault
    cover = parts().dispatch.cover_area(area, me()) if has_shapes(area) else Cover()
    if not lists and not has_shapes(area):
        return Aim(asked.localities, asked.stations)
    drawn = kept(area, cover) if has_shapes(area) else ()
    codes, single = _merged(asked, Asked(cover.localities, cover.stations), Asked(*members(lists)))
    return Aim(codes, single, drawn, cover, lists)


def _at_fault(asked: Asked, area: Area, lists: Sequence[PinnedList]) -> Refused | None:
    """Return what is said when all of one's places is chosen beside a part of them, or one choice lies in another."""
    if me().scope in asked.localities:
        name = tree().name(me().scope)
        if has_shapes(area):
            return Refused("area.all_chosen", field="drawn", name=name)
        if lists:
            return Refused("list.all_chosen", field="lists", name=name)
    return within_itself(everything(), asked)


def _merged(*several: Asked) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the localities and the stations of several choices, none within another."""
    places, known = everything(), tree()
    codes = outermost((code for one in several for code in one.localities), known)
    inside = {code for top in codes if top in known.by_code for code in known.subtree(top)}
    single = dict.fromkeys(name for one in several for name in one.stations)
    return codes, tuple(one for one in single if places.home(one) not in inside)


def by_name(alert: Alert) -> Asked:
    """Return what of an alert's targets was chosen by itself, as the form shows it: no place within another."""
    codes = outermost(alert.localities, tree())
    if not alert.drawn and not alert.lists:
        return Asked(codes, alert.stations)
    cover, (listed, single) = _drawn_now(alert), members(alert.lists)
    others, alone = {*cover.localities, *listed}, {*cover.stations, *single}
    return Asked(
        tuple(one for one in codes if one not in others), tuple(one for one in alert.stations if one not in alone)
    )


def _drawn_now(alert: Alert) -> Cover:
    if not alert.drawn:
        return Cover()
    try:
        return parts().dispatch.cover_area(read_shapes(alert.drawn), me())
    except Refused:  # no station stands in it any more
        return Cover()


def everything() -> Places:
    """Return all places and stations, from the shared snapshot."""
    taken = parts().snapshot.taken()
    return Places.of(taken.tree, (row.station for row in taken.rows), taken.counts)


def picked(fields: Fields) -> Picker:
    """Return the list of places as a form stands."""
    asked = Asked(
        tuple(fields.all("localities")), tuple(fields.all("stations")), tuple(fields.all("opened")), fields["q"]
    )
    return picker(everything(), me().scope, asked.turned(fields["open"], fields["shut"]))


def is_only_asking(sent: Typed) -> bool:
    """Tell whether a form was sent to see it again: unfolded, searched or counted; Enter in the search is a search."""
    step = one(sent, "step")
    return bool(one(sent, "open") or one(sent, "shut") or step in STEPS or (step == "enter" and one(sent, "q").strip()))


def named(localities: Collection[str], stations: Collection[str]) -> Named:
    """Return the stations of these targets by name."""
    rows = alertwords.reached(parts().snapshot.taken(), localities, stations)
    return Named(rows[:NAMES_SHOWN], max(0, len(rows) - NAMES_SHOWN), tuple(row.station.id for row in rows))


@alerttargets.post("/alerts/places")
def places() -> str:
    """Show the list of places alone, as the form stands now."""
    fields = Fields(typed())
    return render_template("alerts/places.html", picker=picked(fields), fields=fields, offer=offered_lists(fields))


@alerttargets.post("/alerts/preview/<kind>/<hazard>")
def preview(kind: str, hazard: str) -> str:
    """Show what would be said and who would hear it, as the form stands now."""
    status, known = chosen_hazard(kind, hazard)
    title, text = rough_words(typed(), known)
    heard = heard_now(typed())
    return render_template(
        "alerts/preview.html",
        status=status,
        title=title,
        text=text,
        fields=Fields(typed()),
        swaps=True,
        **heard,
        **offered_languages(status, known, heard["aim"].localities, heard["aim"].stations),
    )


def heard_now(sent: Typed) -> dict[str, Any]:
    """Return who would hear a form as it stands, however unfinished; what is wrong with its drawing too."""
    codes = tuple(code for code in several(sent, "localities") if tree().is_within(code, me().scope))
    places = everything()
    single = tuple(one for one in several(sent, "stations") if tree().is_within(places.home(one) or "", me().scope))
    try:
        lists = pinned(read_picks(sent), None)
        aim, wrong = aimed(codes, single, read_drawn(one(sent, "drawn")), lists), None
    except (Refused, Missing) as fault:
        aim, wrong = Aim(outermost(codes, tree()), single), fault
    return facts(aim) | {"wrong_place": wrong, "notice": DRILL_NOTICES["vi"]}


def facts(aim: Aim) -> dict[str, Any]:
    """Return what the read-back and the page of an alert tell about whom it reaches."""
    taken = parts().snapshot.taken()
    heard = alertwords.audience(taken, aim.localities, aim.stations)
    names = named(aim.localities, aim.stations)
    return {"aim": aim, "heard": heard, "names": names, "by_lists": told_lists(aim.lists)}
