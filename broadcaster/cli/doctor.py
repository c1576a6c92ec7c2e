"""``broadcaster doctor``: what is installed, what is missing, and what to do about each fault."""

import click

from broadcaster.cli import EXIT_FAULT, Context, show
from broadcaster.config import Config, split_address
from broadcaster.doctor import Finding, Part, Place, examine
from broadcaster.wording import told


@click.command()
@click.option(
    "--part", "parts", type=click.Choice([one.value for one in Part]), multiple=True, help="Only this half; repeatable."
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def doctor(ctx: click.Context, parts: tuple[str, ...], *, as_json: bool) -> None:
    """Examine programs, sound outputs, clock, broker, database and disk; exit code 1 if something is wrong."""
    context: Context = ctx.obj
    findings = examine(_place(context, parts))
    rows = [_row(one, context.language) for one in findings]
    show(rows, as_json=as_json, text="\n".join(_line(one) for one in rows))
    ctx.exit(0 if all(one.ok for one in findings) else EXIT_FAULT)


def _place(context: Context, parts: tuple[str, ...]) -> Place:
    config = context.settings(Config)
    return Place(
        data=config.data,
        parts=frozenset(Part(one) for one in parts or ("server", "station")),
        broker=split_address(config.mqtt_url or config.mqtt_listen),
        database=lambda: _database(config),
    )


def _database(config: Config) -> str:
    from broadcaster.store import Store

    Store.open(config.database).close()
    return config.database.rpartition("@")[-1]


def _row(finding: Finding, language: str) -> dict[str, object]:
    advice = "" if finding.ok else told(finding.advice_code, language, finding.facts)
    return {"name": finding.name, "ok": finding.ok, "found": finding.found, "advice": advice}


def _line(row: dict[str, object]) -> str:
    mark = "ok " if row["ok"] else "!! "
    return f"{mark} {row['name']}: {row['found']}" + (f"\n     -> {row['advice']}" if row["advice"] else "")
