"""``broadcaster doctor``: what is installed, what is missing, and what to do about each fault."""

from importlib.util import find_spec

import click

from broadcaster.cli import EXIT_FAULT, Context, show
from broadcaster.config import Config, split_address
from broadcaster.doctor import Finding, Part, Place, examine
from broadcaster.errors import Missing
from broadcaster.wording import told


@click.command()
@click.option(
    "--part",
    "parts",
    type=click.Choice([one.value for one in Part]),
    multiple=True,
    help="Only this half, else what is installed; repeatable.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def doctor(ctx: click.Context, parts: tuple[str, ...], *, as_json: bool) -> None:
    """Examine programs, sound outputs, clock, broker, database and disk; exit code 1 if something is wrong."""
    context: Context = ctx.obj
    findings = examine(_place(context, frozenset(Part(one) for one in parts) or installed()))
    rows = [_row(one, context.language) for one in findings]
    show(rows, as_json=as_json, text="\n".join(_line(one) for one in rows))
    ctx.exit(0 if all(one.ok for one in findings) else EXIT_FAULT)


def installed() -> frozenset[Part]:
    """Return the halves whose packages are here."""
    marks = {Part.SERVER: "sqlalchemy", Part.STATION: "vlc"}
    return frozenset(part for part, package in marks.items() if find_spec(package))


def _place(context: Context, parts: frozenset[Part]) -> Place:
    if Part.SERVER not in parts:
        return _station_place(context, parts)
    config = context.settings(Config)
    return Place(
        data=config.data,
        parts=parts,
        broker=split_address(config.mqtt_server),
        database=lambda: _database(config),
    )


def _station_place(context: Context, parts: frozenset[Part]) -> Place:
    from stations.enrol import load_identity
    from stations.station_config import StationConfig

    data = context.settings(StationConfig).data
    try:
        endpoint = load_identity(data).reply.broker
    except Missing:
        endpoint = None
    return Place(data=data, parts=parts, broker=(endpoint.host, endpoint.port) if endpoint else None)


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
