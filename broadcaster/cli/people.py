"""``broadcaster user``: accounts, for the first administrator and for scripts."""

import click

from broadcaster.accounts import Person, Role, checked_login, one_time_password
from broadcaster.cli import Context, show, table
from broadcaster.cli.office import json_option, office
from broadcaster.store import new_id, people


@click.group()
def user() -> None:
    """Accounts of people."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="Full name.")
@click.option("--role", type=click.Choice([one.value for one in Role]), required=True)
@click.option("--scope", required=True, help="Code of the locality below which the role holds.")
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
@json_option
@click.pass_obj
def add(context: Context, login: str, *, name: str, role: str, scope: str, language: str, as_json: bool) -> None:
    """Add an account and print its one-time password, to be changed at the first sign-in."""
    password = one_time_password()
    person = Person(
        new_id(), checked_login(login), name, Role(role), scope, language=language, must_change_password=True
    )
    with office(context) as here, here.dispatch.store.begin("cli") as tx:
        people.add(tx, person, password)
    row = {"login": person.login, "role": role, "scope": scope, "one_time_password": password}
    show(row, as_json=as_json, text=f"{person.login}: {password}")


@user.command("list")
@json_option
@click.pass_obj
def listed(context: Context, *, as_json: bool) -> None:
    """List all accounts."""
    with office(context) as here, here.dispatch.store.read() as tx:
        rows = [
            {
                "login": one.login,
                "name": one.name,
                "role": one.role.value,
                "scope": one.scope,
                "disabled": bool(one.disabled_at),
            }
            for one in people.everyone(tx)
        ]
    show(rows, as_json=as_json, text=table(rows, ["login", "name", "role", "scope", "disabled"]))
