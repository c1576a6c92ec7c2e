"""``broadcaster keys``: the signing keys of the site."""

from dataclasses import asdict

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.office import json_option
from broadcaster.clock import SystemClock
from broadcaster.config import Config
from broadcaster.keys import KeyFiles
from broadcaster.messages import Role


@click.group()
def keys() -> None:
    """The signing keys: root, alarm, schedule, head."""


@keys.command("init")
@json_option
@click.pass_obj
def init(context: Context, *, as_json: bool) -> None:
    """Make the keys of a new site; refused where keys stand already."""
    files = _files(context)
    files.init(context.settings(Config).site, SystemClock().now())
    _show(files, as_json=as_json)


@keys.command("rotate")
@click.argument("role", type=click.Choice([one.value for one in Role]))
@click.option("--revoke", is_flag=True, help="The old key was stolen: it stops counting at once.")
@json_option
@click.pass_obj
def rotate(context: Context, role: str, *, revoke: bool, as_json: bool) -> None:
    """Make the next key of ROLE and sign a new key set with the root keys."""
    files = _files(context)
    files.rotate(Role(role), SystemClock().now(), revoke=revoke)
    _show(files, as_json=as_json)


@keys.command("renew")
@json_option
@click.pass_obj
def renew(context: Context, *, as_json: bool) -> None:
    """Sign the same keys for another year; the server does so by itself where the root key is at hand."""
    files = _files(context)
    files.renew(SystemClock().now())
    _show(files, as_json=as_json)


@keys.command("show")
@json_option
@click.pass_obj
def shown(context: Context, *, as_json: bool) -> None:
    """List the keys in force; never the private halves."""
    _show(_files(context), as_json=as_json)


def _files(context: Context) -> KeyFiles:
    return KeyFiles(context.settings(Config).data / "keys")


def _show(files: KeyFiles, *, as_json: bool) -> None:
    rows = [{**asdict(row), "role": row.role.value} for row in files.show()]
    show(rows, as_json=as_json, text=table(rows, ["id", "role", "held", "version", "expires_at"]))
