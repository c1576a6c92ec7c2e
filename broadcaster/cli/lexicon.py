"""``broadcaster lexicon``: the readings of a locality's own words, as commands. Decides nothing."""

import csv
import sys
from pathlib import Path

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import by_option, json_option, office
from broadcaster.dispatch import Imported
from broadcaster.lexicons import LexiconChange
from broadcaster.speech.normalise import Row
from broadcaster.store import lexicons as lexicon_rows
from broadcaster.store import localities as locality_rows
from broadcaster.store.pages import LIMIT_MOST, Slice

COLUMNS = ["written", "spoken", "locality"]
HEAD = ("written", "spoken")


@click.group()
def lexicon() -> None:
    """Say how a locality's own words and short forms are read aloud."""


@lexicon.command("list")
@click.argument("code")
@click.option("--inherited", is_flag=True, help="What is said above as well, as far as it is not said otherwise below.")
@json_option
@click.pass_obj
def listed(context: Context, code: str, *, inherited: bool, as_json: bool) -> None:
    """List the lexicon of a locality, and with --inherited what comes from above."""
    with office(context) as here, here.dispatch.store.read() as tx:
        tree = locality_rows.tree(tx)
        tree.locality(code)
        places = tree.path(code) if inherited else (code,)
        found = {one: lexicon_rows.listed(tx, one, page=Slice(limit=LIMIT_MOST)).items for one in places}
        held = lexicon_rows.held(tx, places)
    rows = [
        {"written": one.written, "spoken": one.spoken, "locality": place, "by": one.by, "at": one.at}
        for place, entries in found.items()
        for one in entries
        if held.get(one.written) == one.spoken
    ]
    show(rows, as_json=as_json, text=table(rows, COLUMNS))


@lexicon.command("add")
@click.argument("code")
@click.argument("written")
@click.argument("spoken")
@by_option
@json_option
@click.pass_obj
def add(context: Context, /, code: str, written: str, spoken: str, *, login: str, as_json: bool) -> None:
    """Let a written form be read in these words at a locality and below; small letters stand for every case."""
    with office(context) as here:
        change = here.dispatch.add_reading(code, written, spoken, here.person(login))
    _told(change, as_json=as_json)


@lexicon.command("remove")
@click.argument("code")
@click.argument("written")
@by_option
@json_option
@click.pass_obj
def remove(context: Context, code: str, written: str, *, login: str, as_json: bool) -> None:
    """Take an entry out of the lexicon of a locality."""
    with office(context) as here:
        change = here.dispatch.remove_reading(code, written, here.person(login))
    _told(change, as_json=as_json)


@lexicon.command("import")
@click.argument("code")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@by_option
@json_option
@click.pass_obj
def import_file(context: Context, code: str, file: Path, *, login: str, as_json: bool) -> None:
    """Take the good rows of a CSV file (written, spoken) into the lexicon of a locality, and tell of every row."""
    with office(context) as here:
        imported = here.dispatch.import_lexicon(code, file.read_bytes(), here.person(login))
    rows = _rows(imported, context.language)
    show(rows, as_json=as_json, text=table(rows, ["line", "outcome", "written", "spoken", "reason"]))


@lexicon.command("export")
@click.argument("code")
@click.pass_obj
def export(context: Context, code: str) -> None:
    """Print the lexicon of a locality as CSV that import and normalise take."""
    with office(context) as here, here.dispatch.store.read() as tx:
        locality_rows.tree(tx).locality(code)
        kept = lexicon_rows.kept(tx, code)
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerows([HEAD, *sorted(kept.items())])


def _told(change: LexiconChange, *, as_json: bool) -> None:
    rows = [{"written": form, "before": change.before[form], "after": said} for form, said in change.after.items()]
    show(rows, as_json=as_json, text=table(rows, ["written", "before", "after"]))


def _rows(imported: Imported, language: str) -> list[dict[str, object]]:
    """Return one row for each row of the file."""

    def row(one: Row, outcome: str) -> dict[str, object]:
        reason = one.fault.told(language) if one.fault else ""
        return {"line": one.line, "outcome": outcome, "written": one.written, "spoken": one.spoken, "reason": reason}

    outcomes = ("added", "changed", "known", "refused")
    found = [row(one, outcome) for outcome in outcomes for one in getattr(imported, outcome)]
    return sorted(found, key=lambda one: int(str(one["line"])))
