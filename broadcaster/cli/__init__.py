"""The command line: names every command, loads only the one that is run, tells faults in words. Decides nothing."""

import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

import click

from broadcaster.config import PREFIX, read_config
from broadcaster.errors import BroadcasterError, Denied, Missing, Refused, Unavailable

log = logging.getLogger(__name__)

Settings = TypeVar("Settings")

COMMANDS = {
    "alert": "broadcaster.cli.alert:alert",
    "audit": "broadcaster.cli.records:audit",
    "bulletin": "broadcaster.cli.programme:bulletin",
    "bundle": "broadcaster.cli.bundle:bundle",
    "cap": "broadcaster.cli.cap:cap",
    "db": "broadcaster.cli.places:db",
    "demo": "broadcaster.cli.running:demo",
    "doctor": "broadcaster.cli.doctor:doctor",
    "feed": "broadcaster.cli.feed:feed",
    "inbox": "broadcaster.cli.inbox:inbox",
    "keys": "broadcaster.cli.keys:keys",
    "lexicon": "broadcaster.cli.lexicon:lexicon",
    "list": "broadcaster.cli.target_list:target_list",
    "locality": "broadcaster.cli.places:locality",
    "lunar": "broadcaster.cli.lunar:lunar",
    "normalise": "broadcaster.cli.normalise:normalise",
    "recurrence": "broadcaster.cli.recurrence:recurrence",
    "say": "broadcaster.cli.say:say",
    "schedule": "broadcaster.cli.programme:schedule",
    "serve": "broadcaster.cli.running:serve",
    "signer": "broadcaster.cli.running:signer",
    "silence": "broadcaster.cli.alert:silence",
    "station": "broadcaster.cli.station:station",
    "timetable": "broadcaster.cli.programme:timetable",
    "user": "broadcaster.cli.people:user",
    "voice": "broadcaster.cli.voice:voice",
}
OURS = frozenset({"broadcaster", "stations", "schedules", "web"})
FILE_VARIABLE = f"{PREFIX}CONFIG"
LANGUAGE_VARIABLE = f"{PREFIX}LANGUAGE"
EXIT_REFUSED = 2
EXIT_MISSING = 3
EXIT_DENIED = 4
EXIT_FAULT = 1


class LazyGroup(click.Group):
    """A group that imports a command when it is asked for, so that a station never loads the server.

    A fault of ours becomes one sentence in the reader's language and an exit code, never a traceback.
    """

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except BroadcasterError as known:
            fault = known
        except OSError as foreign:
            if foreign.filename is None:
                raise
            log.debug("a file could not be used", exc_info=foreign)
            fault = Unavailable("cli.file", file=foreign.filename, reason=foreign.strerror)
        click.echo(fault.told(ctx.obj.language), err=True)
        raise click.exceptions.Exit(_exit_code(fault))

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all command names."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command, importing its module."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        try:
            command: click.Command = getattr(import_module(module), name)
        except ModuleNotFoundError as missing:
            if (missing.name or "").partition(".")[0] in OURS:
                raise
            raise click.ClickException(
                f"This command needs the package '{missing.name}', which is not installed here. "
                "Install broadcaster[server] on a server, broadcaster[station] on a station."
            ) from missing
        return command


@dataclass(frozen=True, slots=True)
class Context:
    """What every command is told: where the configuration is and in which language to answer."""

    file: Path | None
    language: str

    def settings(self, kind: type[Settings], **more: object) -> Settings:
        """Return the configuration of this process; ``more`` are values given on the command line."""
        given = {f"{PREFIX}{name.upper()}": str(value) for name, value in more.items() if value is not None}
        ours = {FILE_VARIABLE, LANGUAGE_VARIABLE} - _variables(kind)
        environ = {name: value for name, value in os.environ.items() if name not in ours}
        return read_config(kind, self.file, {**environ, **given})


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--config", "file", type=click.Path(path_type=Path), envvar=FILE_VARIABLE, help="TOML file of settings.")
@click.option(
    "--language",
    type=click.Choice(["vi", "en"]),
    default=None,
    envvar=LANGUAGE_VARIABLE,
    help="Language of answers; LANG decides otherwise.",
)
@click.version_option(package_name="broadcaster")
@click.pass_context
def cli(ctx: click.Context, file: Path | None, language: str | None) -> None:
    """Write bulletins, schedule them and send them to loudspeakers.

    Exit codes: 0 done, 1 a fault (try again or do what it says), 2 refused or wrongly called, 3 not found,
    4 not allowed.
    """
    ctx.obj = Context(file, language or ("vi" if os.environ.get("LANG", "vi").startswith(("vi", "C")) else "en"))


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        code = cli.main(standalone_mode=False)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except click.Abort:
        sys.exit(EXIT_FAULT)
    sys.exit(code if isinstance(code, int) else 0)


def show(rows: Any, *, as_json: bool, text: str) -> None:
    """Print a result: ``rows`` as JSON, or ``text`` for people."""
    click.echo(json.dumps(rows, ensure_ascii=False, indent=2, default=str) if as_json else text)


def table(rows: Sequence[Mapping[str, object]], columns: list[str]) -> str:
    """Return rows as lines with aligned columns."""
    lines = [columns, *([str(row.get(column, "")) for column in columns] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(columns))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _variables(kind: type[Any]) -> set[str]:
    return {f"{PREFIX}{field.name.upper()}" for field in fields(kind)}


def _exit_code(fault: BroadcasterError) -> int:
    if isinstance(fault, Missing):
        return EXIT_MISSING
    if isinstance(fault, Denied):
        return EXIT_DENIED
    return EXIT_REFUSED if isinstance(fault, Refused) else EXIT_FAULT
