"""``broadcaster voice``: the voices of this server, and in which order a locality asks them. Decides nothing."""

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import Office, by_option, json_option, office
from broadcaster.speech import voices

NONE = "none"


@click.group()
def voice() -> None:
    """The voices that read bulletins."""


@voice.command("list")
@json_option
@click.pass_obj
def listed(context: Context, *, as_json: bool) -> None:
    """List the voices of this server; an online one never speaks in an emergency."""
    with office(context) as here:
        rows = [
            {
                "voice": one.name,
                "name": one.label_en if context.language == "en" else one.label_vi,
                "engine": one.engine,
                "fitness": here.dispatch.rank(one.name).fitness.value,
            }
            for one in voices(here.dispatch.engines)
        ]
    show(rows, as_json=as_json, text=table(rows, ["voice", "name", "engine", "fitness"]))


@voice.command("order")
@click.argument("code")
@json_option
@click.pass_obj
def order(context: Context, code: str, *, as_json: bool) -> None:
    """Print who is asked first, second and so on at a locality, who named that order, and who cannot be asked."""
    with office(context) as here:
        rows = _rows(here, code)
    show(rows, as_json=as_json, text=table(rows, ["rank", "voice", "fitness", "set_by"]))


@voice.command("set")
@click.argument("code")
@click.argument("names", metavar="VOICES")
@by_option
@json_option
@click.pass_obj
def set_order(context: Context, code: str, names: str, *, login: str, as_json: bool) -> None:
    """Name the order of a locality, like piper-lan,espeak-north; it holds below too. none: that from above holds."""
    wanted = [] if names == NONE else names.replace(",", " ").split()
    with office(context) as here:
        here.dispatch.set_voices(code, wanted, here.person(login))
        rows = _rows(here, code)
    show(rows, as_json=as_json, text=table(rows, ["rank", "voice", "fitness", "set_by"]))


def _rows(here: Office, code: str) -> list[dict[str, object]]:
    standing = here.dispatch.standing_at(code)
    return [
        {"rank": place, "voice": rank.voice, "fitness": rank.fitness.value, "set_by": standing.source}
        for place, rank in enumerate(standing.ranks, 1)
    ]
