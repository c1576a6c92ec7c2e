"""``broadcaster db`` and ``broadcaster locality``: the tables, and the tree of localities."""

import click

from broadcaster.cli import Context, show, table
from broadcaster.cli.languages import languages, translation
from broadcaster.cli.office import json_option, office
from broadcaster.cli.rules import rules
from broadcaster.config import Config
from broadcaster.localities import Kind, Locality, checked_code
from broadcaster.sampling import load_sample
from broadcaster.store import Store, editions, localities


@click.group()
def db() -> None:
    """The database."""


@db.command("upgrade")
@json_option
@click.pass_obj
def upgrade(context: Context, *, as_json: bool) -> None:
    """Bring the database to this version's tables; safe to repeat."""
    config = context.settings(Config)
    config.data.mkdir(parents=True, exist_ok=True)
    store = Store(config.database)
    try:
        store.upgrade()
    finally:
        store.close()
    show({"database": config.database.split("@")[-1], "upgraded": True}, as_json=as_json, text="ok")


@db.command("sample")
@json_option
@click.pass_obj
def sample(context: Context, *, as_json: bool) -> None:
    """Load the sample province into an empty database."""
    with office(context) as here:
        counts = load_sample(here.dispatch.store)
    show(counts, as_json=as_json, text=", ".join(f"{name}: {count}" for name, count in counts.items()))


@db.command("republish")
@json_option
@click.pass_obj
def republish(context: Context, *, as_json: bool) -> None:
    """Give every locality and station a new edition; once after a database was restored from a backup."""
    with office(context) as here, here.dispatch.store.begin("cli") as tx:
        roots = localities.tree(tx).children.get(None, ())
        for root in roots:
            editions.touch_below(tx, root)
        tx.note("edition.republish", "site", roots=list(roots))
    show({"roots": roots}, as_json=as_json, text=", ".join(roots))


@click.group()
def locality() -> None:
    """The tree of localities."""


locality.add_command(rules)
locality.add_command(languages)
locality.add_command(translation)


@locality.command("add")
@click.argument("code")
@click.argument("name")
@click.option("--kind", type=click.Choice([one.value for one in Kind]), required=True)
@click.option("--parent", default=None, help="Code of the locality above; none for the province.")
@json_option
@click.pass_obj
def add(context: Context, code: str, name: str, *, kind: str, parent: str | None, as_json: bool) -> None:
    """Add a locality."""
    with office(context) as here, here.dispatch.store.begin("cli") as tx:
        localities.add(tx, Locality(checked_code(code), name, Kind(kind), parent))
    show({"code": code, "name": name, "kind": kind, "parent": parent}, as_json=as_json, text=f"{code}  {name}")


@locality.command("move")
@click.argument("code")
@click.argument("parent")
@json_option
@click.pass_obj
def move(context: Context, code: str, parent: str, *, as_json: bool) -> None:
    """Hang a locality, with all below it, under another parent; its history stays."""
    with office(context) as here, here.dispatch.store.begin("cli") as tx:
        localities.move(tx, code, parent)
    show({"code": code, "parent": parent}, as_json=as_json, text=f"{code} -> {parent}")


@locality.command("merge")
@click.argument("codes", nargs=-1, required=True)
@click.option("--into", required=True, help="Code of the locality that takes over.")
@json_option
@click.pass_obj
def merge(context: Context, codes: tuple[str, ...], *, into: str, as_json: bool) -> None:
    """Merge localities into another; their people, stations and schedules move, their history stays."""
    with office(context) as here, here.dispatch.store.begin("cli") as tx:
        localities.merge(tx, list(codes), into)
    show({"codes": codes, "into": into}, as_json=as_json, text=f"{', '.join(codes)} -> {into}")


@locality.command("list")
@json_option
@click.pass_obj
def listed(context: Context, *, as_json: bool) -> None:
    """List the tree, parents before children."""
    with office(context) as here, here.dispatch.store.read() as tx:
        tree = localities.tree(tx)
        rows = [
            {
                "code": code,
                "name": tree.locality(code).name,
                "kind": tree.locality(code).kind.value,
                "parent": tree.locality(code).parent,
            }
            for root in tree.children.get(None, ())
            for code in tree.subtree(root)
        ]
    show(rows, as_json=as_json, text=table(rows, ["code", "name", "kind", "parent"]))
