"""``broadcaster list``: the named lists that alerts are aimed with, as commands. Decides nothing."""

from collections.abc import Iterator
from typing import Any

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import Office, by_option, json_option, office
from broadcaster.dispatch import ListWords, SeenList
from broadcaster.errors import Refused
from broadcaster.store import localities as locality_rows
from broadcaster.store import stations as station_rows
from broadcaster.target_lists import TargetList
from broadcaster.wording import told

Row = dict[str, object]
COLUMNS = ["id", "name", "version", "place", "localities", "stations", "reached"]
places_option = click.option("--in", "places", multiple=True, metavar="CODE", help="A locality; repeatable.")
stations_option = click.option(
    "--station", "stations", multiple=True, metavar="ID", help="A single station; repeatable."
)
list_argument = click.argument("wanted", metavar="LIST")


@click.group()
def target_list() -> None:
    """Named lists of localities and stations, to aim alerts with: alert new --list NAME."""


@target_list.command("add")
@click.argument("name")
@places_option
@stations_option
@by_option
@json_option
@click.pass_obj
def add(context: Context, /, name: str, **options: Any) -> None:
    """Keep a new list called NAME, of one's own place."""
    with office(context) as here:
        by = here.person(options["login"])
        made = here.dispatch.add_list(ListWords(name, options["places"], options["stations"]), by)
        _told(here, context, made, options)


@target_list.command("show")
@click.argument("wanted", metavar="[LIST]", required=False)
@by_option
@json_option
@click.pass_obj
def shown(context: Context, /, wanted: str | None, *, login: str, as_json: bool) -> None:
    """Show what LIST (a name or id) holds and how many stations it reaches; without one, every list in sight."""
    with office(context) as here:
        by = here.person(login)
        if wanted is not None:
            known = here.dispatch.list_named(wanted, by)
            seen = here.dispatch.target_list(known.id, by)
            versions = [_row(here, one) for one in here.dispatch.list_versions(known.id, by)]
            row = list_row(here, seen) | {"versions": versions}
            show(row, as_json=as_json, text="\n".join(_lines(here, seen, context.language)))
            return
        rows = [list_row(here, one) for one in here.dispatch.target_lists(by)]
    show(rows, as_json=as_json, text=table([row | _counts(row) for row in rows], COLUMNS))


@target_list.command("edit")
@list_argument
@click.option("--name", default=None, help="Another name.")
@places_option
@stations_option
@click.option("--out", "leaving", multiple=True, metavar="CODE|ID", help="A member to take out; repeatable.")
@by_option
@json_option
@click.pass_obj
def edit(context: Context, /, wanted: str, **options: Any) -> None:
    """Rename LIST, add members with --in and --station, take some out with --out. Alerts already written stay."""
    with office(context) as here:
        by = here.person(options["login"])
        known = here.dispatch.list_named(wanted, by)
        changed = here.dispatch.edit_list(known.id, _changed(known, options), by, version=known.version)
        _told(here, context, changed, options)


@target_list.command("remove")
@list_argument
@by_option
@json_option
@click.pass_obj
def remove(context: Context, /, wanted: str, **options: Any) -> None:
    """Take LIST away; alerts already written with it stay as they are, and undo brings it back."""
    with office(context) as here:
        by = here.person(options["login"])
        known = here.dispatch.list_named(wanted, by)
        _told(here, context, here.dispatch.remove_list(known.id, by, version=known.version), options)


@target_list.command("undo")
@list_argument
@click.option("--to", "version", type=click.IntRange(0), default=None, help="Which version; else the one before.")
@by_option
@json_option
@click.pass_obj
def undo(context: Context, /, wanted: str, **options: Any) -> None:
    """Restore an earlier version of LIST; a removed one by its id."""
    with office(context) as here:
        by = here.person(options["login"])
        known = here.dispatch.list_named(wanted, by)
        version = known.version - 1 if options["version"] is None else options["version"]
        _told(here, context, here.dispatch.undo_list(known.id, version, by, newest=known.version), options)


def list_row(here: Office, seen: SeenList) -> Row:
    """Return a list as data; ``reached`` counts the stations it reaches now, ``gone`` names what is no longer there."""
    return _row(here, seen.known) | {"gone": list(seen.gone), "usable": seen.is_usable}


def _row(here: Office, known: TargetList) -> Row:
    return {
        "id": known.id,
        "name": known.name,
        "place": known.place,
        "version": known.version,
        "localities": list(known.localities),
        "stations": list(known.stations),
        "reached": _reached(here, known),
        "by": known.by,
        "at": known.at.isoformat(timespec="milliseconds"),
        "removed": known.removed_at is not None,
    }


def _told(here: Office, context: Context, known: TargetList, options: dict[str, Any]) -> None:
    text = "\n".join(_lines(here, SeenList(known), context.language))
    show(_row(here, known), as_json=options["as_json"], text=text)


def _lines(here: Office, seen: SeenList, language: str) -> Iterator[str]:
    known = seen.known
    if known.removed_at is not None:
        yield told("list.line_removed", language, {"name": known.name})
        return
    facts = {"localities": len(known.localities), "stations": len(known.stations), "count": _reached(here, known)}
    yield told("list.line_kept", language, {"name": known.name, "version": known.version, **facts})
    with here.dispatch.store.read() as tx:
        tree, named = locality_rows.tree(tx), station_rows.named(tx, known.stations)
    yield from (f"  {code}  {tree.name(code) if code in tree.by_code else ''}".rstrip() for code in known.localities)
    yield from (f"  {one}  {named[one].name if one in named else ''}".rstrip() for one in known.stations)
    if seen.gone:
        yield told("list.line_gone", language, {"name": known.name, "gone": ", ".join(seen.gone)})


def _reached(here: Office, known: TargetList) -> int:
    with here.dispatch.store.read() as tx:
        return station_rows.hearing(tx, known.localities, known.stations)


def _changed(known: TargetList, options: dict[str, Any]) -> ListWords:
    """Return what a list shall be; Refused when nothing was given, or what shall leave is not in it."""
    leaving = set(options["leaving"])
    if options["name"] is None and not (leaving or options["places"] or options["stations"]):
        raise Refused("list.unchanged", field="name")
    stranger = next(iter(sorted(leaving - {*known.localities, *known.stations})), None)
    if stranger is not None:
        raise Refused("list.not_in", field="out", member=stranger[:40], name=known.name)
    return ListWords(
        known.name if options["name"] is None else options["name"],
        tuple(one for one in (*known.localities, *options["places"]) if one not in leaving),
        tuple(one for one in (*known.stations, *options["stations"]) if one not in leaving),
    )


def _counts(row: Row) -> Row:
    return {name: len(value) for name, value in row.items() if isinstance(value, list)}
