"""``broadcaster audit``: the append-only record of every change."""

import click

from broadcaster.cli import EXIT_FAULT, Context, show
from broadcaster.cli.office import json_option, office
from broadcaster.store import audit as audit_rows


@click.group()
def audit() -> None:
    """The audit log."""


@audit.command("verify")
@json_option
@click.pass_context
def verify(ctx: click.Context, *, as_json: bool) -> None:
    """Check the hash chain over all rows; exit code 1 and the first wrong row if anything was changed or removed."""
    context: Context = ctx.obj
    with office(context) as here, here.dispatch.store.read() as tx:
        verified = audit_rows.verify(tx)
    whole = verified.broken_at is None
    text = f"ok: {verified.count}" if whole else f"broken at row {verified.broken_at}"
    show({"ok": whole, "count": verified.count, "broken_at": verified.broken_at}, as_json=as_json, text=text)
    ctx.exit(0 if whole else EXIT_FAULT)
