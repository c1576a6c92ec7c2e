"""``broadcaster locality languages`` and ``translation``: who speaks what, what alarms say in it. Decides nothing.

What is kept is said under alarms, so who acts gives the password, as with ``broadcaster alert``.
"""

from pathlib import Path
from typing import Any

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import json_option, office
from broadcaster.cli.signed_in import password_option, signed_in, signed_options
from broadcaster.hazards import HAZARDS
from broadcaster.languages import LANGUAGES, UNSAYABLE, Kept, Slot
from broadcaster.store import localities as locality_rows

NONE = "none"
hazard_option = click.option(
    "--hazard", type=click.Choice(sorted(HAZARDS.keys() - UNSAYABLE)), required=True, help="The kind of danger."
)
language_option = click.option(
    "--lang", "language", type=click.Choice(list(LANGUAGES)), required=True, help="Its code."
)


@click.command("languages")
@click.argument("code")
@click.option("--set", "wanted", default=None, metavar="CODES", help="Codes like km,hmn; none: no other language.")
@click.option("--by", "login", default=None, help="Login name of the person who changes them.")
@password_option
@json_option
@click.pass_obj
def languages(context: Context, /, code: str, **options: Any) -> None:
    """Print the languages spoken at a locality besides Vietnamese, or set its own; below it they hold too."""
    if options["wanted"] is not None and not options["login"]:
        raise click.UsageError("Changing languages needs --by LOGIN.")
    with office(context) as here:
        if options["wanted"] is not None:
            wanted = [] if options["wanted"] == NONE else options["wanted"].replace(",", " ").split()
            here.dispatch.set_languages(code, wanted, signed_in(here, context, options))
        with here.dispatch.store.read() as tx:
            spoken = locality_rows.tree(tx).languages(code)
    english = context.language == "en"
    rows = [
        {"language": one.code, "name": one.names[english], "set_by": spoken[one.code]}
        for one in LANGUAGES.values()
        if one.code in spoken
    ]
    show(rows, as_json=options["as_json"], text=table(rows, ["language", "name", "set_by"]))


@click.group("translation")
def translation() -> None:
    """What alarms say in other languages."""


@translation.command("list")
@click.argument("code")
@json_option
@click.pass_obj
def listed(context: Context, code: str, *, as_json: bool) -> None:
    """List what is kept at a locality and above it, the highest first."""
    with office(context) as here:
        rows = [row(one) for one in here.dispatch.translations_at(code)]
    show(rows, as_json=as_json, text=table(rows, ["id", "locality", "hazard", "language", "seconds", "voice"]))


@translation.command("keep")
@click.argument("code")
@hazard_option
@language_option
@click.option(
    "--file",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="A recording: WAV, MP3, M4A, AAC, OGG or WebM.",
)
@click.option("--text", default="", help="Its words; without a recording a voice reads them, where one can.")
@signed_options
@click.pass_obj
def keep(context: Context, /, code: str, **options: Any) -> None:
    """Keep what alarms of a hazard say in a language at a locality and below it, in the place of what it held."""
    slot = Slot(code, options["hazard"], options["language"])
    with office(context) as here:
        by = signed_in(here, context, options)
        if options["file"] is None:
            kept = here.dispatch.keep_text(slot, options["text"], by)
        else:
            with options["file"].open("rb") as source:
                kept = here.dispatch.keep_recording(slot, source, by, text=options["text"])
    shown(kept, options)


@translation.command("drop")
@click.argument("kept_id", metavar="ID")
@signed_options
@click.pass_obj
def drop(context: Context, /, kept_id: str, **options: Any) -> None:
    """Let a translation hold no more; alerts written before go on saying it."""
    with office(context) as here:
        kept = here.dispatch.drop_translation(kept_id, signed_in(here, context, options))
    shown(kept, options)


def shown(kept: Kept, options: dict[str, Any]) -> None:
    """Print one translation."""
    text = f"{kept.id}  {kept.slot.locality}  {kept.slot.hazard}  {kept.slot.language}"
    show(row(kept), as_json=options["as_json"], text=text)


def row(kept: Kept) -> dict[str, object]:
    """Return a translation as data."""
    return {
        "id": kept.id,
        "locality": kept.slot.locality,
        "hazard": kept.slot.hazard,
        "language": kept.slot.language,
        "clip": kept.translation.clip,
        "text": kept.translation.text,
        "seconds": round(kept.duration.total_seconds(), 1),
        "voice": kept.voice,
        "by": kept.by,
        "at": kept.at.isoformat(timespec="seconds"),
    }
