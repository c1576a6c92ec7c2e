"""``broadcaster inbox``: what the province offers a commune, answered without a browser."""

from datetime import datetime

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import Office, by_option, json_option, office
from broadcaster.cli.programme import read_time, show_placed
from broadcaster.errors import Missing
from broadcaster.inbox import Arrival, Key, State, moved
from broadcaster.store import Slice
from broadcaster.store import inbox as inbox_rows
from broadcaster.store import plans as plan_rows
from schedules.recurrence import Recurrence, once

MOST = 1000

locality_option = click.option("--locality", required=True, help="Code of the commune.")


@click.group()
def inbox() -> None:
    """The inbox of a commune: ordinary bulletins of the province."""


@inbox.command("list")
@locality_option
@click.option("--state", type=click.Choice([one.value for one in State]), default="waiting", show_default=True)
@json_option
@click.pass_obj
def inbox_list(context: Context, *, locality: str, state: str, as_json: bool) -> None:
    """List what arrived, newest first."""
    with office(context) as here:
        page = here.dispatch.arrivals(locality, Slice(limit=MOST), states={State(state)})
        rows = [arrival_row(here, one) for one in page.items]
    show(rows, as_json=as_json, text=table(rows, ["entry", "bulletin", "locality", "state", "title", "asked_for"]))


@inbox.command("place")
@click.argument("entry_id")
@click.argument("bulletin_id", required=False)
@locality_option
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), default=None, help="Once on this day, YYYY-MM-DD.")
@click.option("--at", "at", default=None, help="Start HH:MM; without --date on the days asked for.")
@by_option
@json_option
@click.pass_obj
def inbox_place(context: Context, /, entry_id: str, bulletin_id: str | None, **options: object) -> None:
    """Place a bulletin: when it was asked for or at the next free time, unless a time is given."""
    with office(context) as here:
        key = found_key(here, str(options["locality"]), entry_id, bulletin_id)
        by = here.person(str(options["login"]))
        recurrence = read_when(here, key, options["day"], options["at"])
        placed = here.dispatch.place(key, recurrence, by)
    show_placed(placed, context.language, as_json=bool(options["as_json"]))


@inbox.command("decline")
@click.argument("entry_id")
@click.argument("bulletin_id", required=False)
@locality_option
@click.option("--reason", required=True, help="Why; the level above reads it.")
@by_option
@json_option
@click.pass_obj
def inbox_decline(context: Context, /, entry_id: str, bulletin_id: str | None, **options: object) -> None:
    """Decline a bulletin."""
    with office(context) as here:
        key = found_key(here, str(options["locality"]), entry_id, bulletin_id)
        arrival = here.dispatch.decline(key, here.person(str(options["login"])), reason=str(options["reason"]))
    show_arrival(arrival, as_json=bool(options["as_json"]))


@inbox.command("undo")
@click.argument("entry_id")
@click.argument("bulletin_id", required=False)
@locality_option
@by_option
@json_option
@click.pass_obj
def inbox_undo(context: Context, /, entry_id: str, bulletin_id: str | None, **options: object) -> None:
    """Take an answer back: the bulletin waits again."""
    with office(context) as here:
        key = found_key(here, str(options["locality"]), entry_id, bulletin_id)
        arrival = here.dispatch.undo_answer(key, here.person(str(options["login"])))
    show_arrival(arrival, as_json=bool(options["as_json"]))


def found_key(here: Office, locality: str, entry_id: str, bulletin_id: str | None) -> Key:
    """Return which arrival is meant; an entry with one bulletin need not name it."""
    with here.dispatch.store.read() as tx:
        keys = [one.key for one in inbox_rows.of_entry(tx, entry_id) if one.key.locality == locality]
    wanted = [key for key in keys if bulletin_id in (None, key.bulletin_id)]
    if len(wanted) != 1:
        raise Missing("inbox.missing", locality=locality)
    return wanted[0]


def read_when(here: Office, key: Key, day: object, at: object) -> Recurrence:
    """Return when to place: as suggested, on the days asked for at another time, or once."""
    suggested = next((one.recurrence for one in here.dispatch.offers([key])), None)
    if suggested is None:
        raise Missing("inbox.missing", locality=key.locality)
    if at is None and day is None:
        return suggested
    clock = suggested.times[0] if at is None else read_time(str(at))
    if isinstance(day, datetime):
        return once(day.date(), clock, timezone=suggested.timezone)
    with here.dispatch.store.read() as tx:
        return moved(plan_rows.find(tx, key.entry_id).recurrence, clock)


def arrival_row(here: Office, arrival: Arrival) -> dict[str, object]:
    """Return an arrival as a row for people."""
    with here.dispatch.store.read() as tx:
        wish = plan_rows.find(tx, arrival.key.entry_id)
    row = answer_row(arrival)
    start = wish.recurrence.next_after(here.dispatch.clock.now())
    return row | {"title": wish.title, "asked_for": start.isoformat() if start else "", "by": arrival.by}


def answer_row(arrival: Arrival) -> dict[str, object]:
    """Return which arrival it is and what became of it."""
    key = arrival.key
    return {
        "entry": key.entry_id,
        "bulletin": key.bulletin_id,
        "locality": key.locality,
        "state": arrival.state.value,
        "reason": arrival.reason,
        "placed_entry": arrival.placed_entry,
    }


def show_arrival(arrival: Arrival, *, as_json: bool) -> None:
    """Print what became of an arrival."""
    show(answer_row(arrival), as_json=as_json, text=f"{arrival.key.entry_id}  {arrival.state.value}")
