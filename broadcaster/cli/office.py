"""Opens the house for one command: store, clips, keys, without broker and workers. The running server does the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click

from broadcaster.accounts import Person
from broadcaster.assembly import assembled
from broadcaster.cli import Context
from broadcaster.config import Config
from broadcaster.dispatch import Dispatch
from broadcaster.store import people

by_option = click.option("--by", "login", required=True, help="Login name of the person who does this.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@dataclass(frozen=True, slots=True)
class Office:
    """What a command works with."""

    config: Config
    dispatch: Dispatch

    def person(self, login: str) -> Person:
        """Return the person in whose name the command acts."""
        with self.dispatch.store.read() as tx:
            return people.by_login(tx, login)


@contextmanager
def office(context: Context) -> Iterator[Office]:
    """Open the store named by the configuration for one command."""
    config = context.settings(Config)
    with assembled(config) as dispatch:
        yield Office(config, dispatch)
