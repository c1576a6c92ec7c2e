"""Who acts at a terminal, by login and password as on the pages: an act in another's name is worth nobody's trust."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from broadcaster.accounts import Person
from broadcaster.cli import Context
from broadcaster.cli.alert_options import Options
from broadcaster.cli.office import Office, by_option, json_option
from broadcaster.cli.programme import read_text
from broadcaster.errors import Denied
from broadcaster.store import people
from broadcaster.wording import told

ADDRESS = "terminal"
"""Where wrong passwords are counted as coming from."""

password_option = click.option(
    "--password-file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    default=None,
    help="File with the password of --by; else it is asked for.",
)


def signed_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what a command asks of somebody who gives a password, and how to print the result."""
    return by_option(password_option(json_option(command)))


def signed_in(here: Office, context: Context, options: Options) -> Person:
    """Return who acts, by login and password; wrong ones are slowed down as on the pages."""
    login, file = options["login"], options["password_file"]
    question = told("alert.ask_password", context.language, {"login": login})
    password = read_text(file).rstrip("\n") if file else click.prompt(question, hide_input=True, err=True)
    with here.dispatch.store.begin("cli") as tx:
        person = people.sign_in(tx, login, password, ADDRESS)
    if person.must_change_password:
        raise Denied("alert.password_temporary", login=login)
    return person
