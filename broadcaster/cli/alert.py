"""``broadcaster alert`` and ``silence``: emergency alerts without a browser, by the rules of the pages.

They only write the database, where the signer looks many times a second: so they work while the pages are down. Who
acts gives the password: an alarm by another's name is worth nobody's trust. Never signs anything.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from broadcaster.alerts import EDITABLE, LEAST_LEVEL, MOST_LEVEL, Alert, State
from broadcaster.cli import Context, show, table
from broadcaster.cli.alert_exercise import exercise
from broadcaster.cli.alert_options import LOUDEST, Options, changed_words, covered, length, listed_targets, written
from broadcaster.cli.alert_rows import (
    alert_row,
    board_lines,
    board_row,
    cover_lines,
    local,
    log_csv,
    log_rows,
    order_lines,
    order_row,
    stamp,
)
from broadcaster.cli.alert_tests import tests
from broadcaster.cli.office import Office, json_option, office
from broadcaster.cli.signed_in import signed_in, signed_options
from broadcaster.errors import Refused
from broadcaster.hazards import HAZARDS
from broadcaster.localities import TIMEZONE
from broadcaster.store import Slice, alert_documents
from broadcaster.store import alerts as alert_rows
from broadcaster.whole import whole_file
from broadcaster.wording import told

typed_option = click.option(
    "--yes", "typed", default=None, help="For scripts: the name of the place, instead of typing it when asked."
)
only_vietnamese_option = click.option(
    "--only-vietnamese", is_flag=True, help="Say nothing in the other languages of its places."
)
version_option = click.option("--version", type=int, default=None, help="What was read; else what is shown now.")
sure_option = click.option("--yes", "is_sure", is_flag=True, help="Do it without asking.")
level_option = click.option("--level", type=click.IntRange(LEAST_LEVEL, MOST_LEVEL), help="Risk level, 1-5.")
lasts_option = click.option("--lasts", default=None, help="How long from its release, like 2h, 90m or 1h30m.")
alert_argument = click.argument("alert_id", metavar="ID")


@click.group()
def alert() -> None:
    """Emergency alerts: write, confirm, release by another person, correct, cancel, watch."""


alert.add_command(tests)
alert.add_command(exercise)


@alert.command("new")
@click.option("--hazard", type=click.Choice(sorted(HAZARDS)), required=True, help="The kind of danger: its words.")
@click.option("--set", "blanks", multiple=True, metavar="NAME=VALUE", help="A blank of the words; repeatable.")
@click.option("--in", "places", multiple=True, metavar="CODE", help="A locality where it sounds; repeatable.")
@click.option("--station", "stations", multiple=True, metavar="ID", help="A single station; repeatable.")
@click.option("--list", "lists", multiple=True, metavar="NAME", help="All in a saved list, by name or id; repeatable.")
@click.option("--circle", "circles", multiple=True, metavar="LAT,LON,KM", help="All stations in a circle; repeatable.")
@click.option(
    "--polygon",
    "polygons",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help='All stations in the area of a file of "lat,lon" points; repeatable.',
)
@level_option
@lasts_option
@click.option("--exercise", "status", flag_value="exercise", help="An exercise: stations say so themselves.")
@click.option("--test", "status", flag_value="test", help="A silent test: verified and reported, never heard.")
@click.option("--volume", type=click.IntRange(1, LOUDEST), default=LOUDEST, show_default=True, help="Exercises only.")
@only_vietnamese_option
@signed_options
@click.pass_obj
def new(context: Context, /, **options: Any) -> None:
    """Write an alert from the words of its hazard; nothing sounds before it is confirmed and released."""
    with office(context) as here:
        by = signed_in(here, context, options)
        cover, shapes = covered(here, options, by)
        plain = listed_targets(here, written(here, options, (cover, shapes), by=by), options["lists"], by=by)
        fresh = plain if options["only_vietnamese"] else here.dispatch.translated(plain)
        made = here.dispatch.draft_alert(fresh, by)
        left_out = {"unplaced": list(cover.unplaced), "beyond": list(cover.beyond)}
        lines = [*order_lines(here, made, context.language), *cover_lines(cover, context.language)]
        show(order_row(here, made) | left_out, as_json=options["as_json"], text="\n".join(lines))


@alert.command("confirm")
@alert_argument
@version_option
@typed_option
@signed_options
@click.pass_obj
def confirm(context: Context, /, alert_id: str, **options: Any) -> None:
    """Stand for the words of an alert, after reading what will be said and whom it reaches."""
    with office(context) as here:
        by = signed_in(here, context, options)
        version = asked(here, context, alert_id, options=options | {"question": "alert.ask_confirm"})
        changed = here.dispatch.confirm_alert(alert_id, by, version=version)
    shown(changed, options)


@alert.command("release")
@alert_argument
@version_option
@typed_option
@signed_options
@click.pass_obj
def release(context: Context, /, alert_id: str, **options: Any) -> None:
    """Order the sounding of a confirmed alert; of a real one as the second person."""
    with office(context) as here:
        by = signed_in(here, context, options)
        version = asked(here, context, alert_id, options=options | {"question": "alert.ask_release"})
        changed = here.dispatch.release_alert(alert_id, by, version=version)
    shown(changed, options)


@alert.command("override")
@alert_argument
@click.option("--reason", required=True, help="Why one person alone; it is reviewed afterwards.")
@version_option
@typed_option
@signed_options
@click.pass_obj
def override(context: Context, /, alert_id: str, **options: Any) -> None:
    """Order the sounding alone, as somebody the province has named for this."""
    with office(context) as here:
        by = signed_in(here, context, options)
        version = asked(here, context, alert_id, options=options | {"question": "alert.ask_release"})
        changed = here.dispatch.override_alert(alert_id, by, version=version, reason=options["reason"])
    shown(changed, options)


@alert.command("update")
@alert_argument
@click.option("--title", default=None, help="Another title.")
@click.option("--text", default=None, help="Other words.")
@level_option
@lasts_option
@only_vietnamese_option
@signed_options
@click.pass_obj
def update(context: Context, /, alert_id: str, **options: Any) -> None:
    """Change an alert: a draft itself; of one that sounds a correction is written, which replaces it when released."""
    with office(context) as here:
        by = signed_in(here, context, options)
        known = found(here, alert_id)
        fresh = changed_words(known, options)
        if known.state not in EDITABLE:
            draft = here.dispatch.correct_alert(alert_id, by)
            known, fresh = draft, changed_words(draft, options)
        kept = here.dispatch.edit_alert(known.id, fresh, by)
        lines = order_lines(here, kept, context.language)
        show(order_row(here, kept), as_json=options["as_json"], text="\n".join(lines))


@alert.command("cancel")
@alert_argument
@click.option("--reason", default="", help="Why, for the log.")
@click.option("--announce", is_flag=True, help="Let the same stations say that it is called off.")
@sure_option
@signed_options
@click.pass_obj
def cancel(context: Context, /, alert_id: str, **options: Any) -> None:
    """End an alert at once, whatever its state; one person is enough. What sounds falls silent."""
    with office(context) as here:
        by = signed_in(here, context, options)
        known = found(here, alert_id)
        be_sure(context, order_lines(here, known, context.language), options)
        ended = here.dispatch.cancel_alert(alert_id, by, reason=options["reason"], announce=options["announce"])
    shown(ended, options)


@alert.command("list")
@click.option("--scope", default=None, metavar="CODE", help="Only those raised inside this locality.")
@click.option(
    "--state", "states", type=click.Choice([one.value for one in State]), multiple=True, help="Only these; repeatable."
)
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True)
@json_option
@click.pass_obj
def listed(context: Context, /, **options: Any) -> None:
    """List alerts, newest first."""
    states = [State(one) for one in options["states"]]
    with office(context) as here, here.dispatch.store.read() as tx:
        kept = alert_rows.listed(tx, options["scope"], states, page=Slice(limit=options["limit"]))
    rows = [alert_row(one) for one in kept.items]
    columns = ["id", "status", "state", "version", "level", "origin", "title"]
    show(rows, as_json=options["as_json"], text=table(rows, columns))


@alert.command("show")
@alert_argument
@json_option
@click.pass_obj
def show_one(context: Context, alert_id: str, *, as_json: bool) -> None:
    """Print what an alert says and whom it reaches."""
    with office(context) as here:
        known = found(here, alert_id)
        show(order_row(here, known), as_json=as_json, text="\n".join(order_lines(here, known, context.language)))


@alert.command("board")
@alert_argument
@json_option
@click.pass_obj
def board(context: Context, alert_id: str, *, as_json: bool) -> None:
    """Print how far each station is, how many heard it in each commune, and whom to call where it is silent."""
    with office(context) as here:
        seen = here.dispatch.board(alert_id)
    show(board_row(seen), as_json=as_json, text="\n".join(board_lines(seen, context.language)))


@alert.command("log")
@alert_argument
@json_option
@click.pass_obj
def log(context: Context, alert_id: str, *, as_json: bool) -> None:
    """Print everything that happened to an alert, as CSV: changes, approvals, steps of the stations."""
    with office(context) as here:
        rows = here.dispatch.alert_log(alert_id)
    show(log_rows(rows), as_json=as_json, text=log_csv(rows))


@alert.command("cap")
@alert_argument
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Write it there.")
@click.pass_obj
def cap(context: Context, alert_id: str, *, output: Path | None) -> None:
    """Print the signed CAP document of an alert; of a cancelled one its cancel. ID may be a document's identifier."""
    with office(context) as here, here.dispatch.store.read() as tx:
        kept = alert_documents.of_alert(tx, alert_id)
        _, body = alert_documents.body(tx, kept[-1].identifier if kept else alert_id)
    if output is None:
        click.get_binary_stream("stdout").write(body)
        return
    with whole_file(output) as partial:
        partial.write_bytes(body)


@click.command()
@click.argument("scope")
@click.option("--lasts", default="1h", show_default=True, help="How long, like 2h, 90m or 1h30m.")
@sure_option
@signed_options
@click.pass_obj
def silence(context: Context, /, scope: str, **options: Any) -> None:
    """Silence everything now at the stations of SCOPE, a locality's code or station:ID; alerts only there end."""
    with office(context) as here:
        by = signed_in(here, context, options)
        until = here.dispatch.clock.now() + length(options["lasts"])
        be_sure(context, [scope], options)
        ended = here.dispatch.silence(scope, by, until=until)
    row = {"scope": scope, "until": stamp(until), "cancelled": [one.id for one in ended]}
    facts = {"until": local(until, TIMEZONE), "count": len(ended)}
    show(row, as_json=options["as_json"], text=told("alert.line_silence", context.language, facts))


def found(here: Office, alert_id: str) -> Alert:
    """Return an alert or raise Missing ``alert.missing``."""
    with here.dispatch.store.read() as tx:
        return alert_rows.find(tx, alert_id)


def asked(here: Office, context: Context, alert_id: str, *, options: Options) -> int:
    """Show an alert, have its place's name typed (of a real one), and return the version that was agreed to."""
    known, typed = found(here, alert_id), options["typed"]
    if typed is None:
        echo(order_lines(here, known, context.language))
        if not known.is_real:
            agree(context)
            return options["version"] or known.version
        facts = {"name": here.dispatch.alert_place(known)}
        typed = click.prompt(told(options["question"], context.language, facts), err=True)
    here.dispatch.demand_name(known, typed)
    return options["version"] or known.version


def be_sure(context: Context, lines: Iterable[str], options: Options) -> None:
    """Show what would be done and ask once, unless ``--yes`` was given."""
    if not options["is_sure"]:
        echo(lines)
        agree(context)


def agree(context: Context) -> None:
    """Ask whether to do it; refuse when not."""
    if not click.confirm(told("alert.ask_yes", context.language, {}), err=True):
        raise Refused("alert.unwanted")


def echo(lines: Iterable[str]) -> None:
    """Print lines beside the result, which alone goes to the output."""
    click.echo("\n".join(lines), err=True)


def shown(changed: Alert, options: Options) -> None:
    """Print what became of an alert."""
    text = f"{changed.id}  {changed.state.value}  {changed.title}"
    show(alert_row(changed), as_json=options["as_json"], text=text)
