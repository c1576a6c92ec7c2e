"""``broadcaster doctor``: what is installed, what is missing, and what to do about each fault."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from broadcaster.canary import Gap, Round
from broadcaster.cli import EXIT_FAULT, Context, show
from broadcaster.config import Config, split_address
from broadcaster.doctor import Finding, Part, Place, examine
from broadcaster.errors import BroadcasterError, Missing
from broadcaster.wording import told

if TYPE_CHECKING:
    from broadcaster.dispatch import PathHealth
    from broadcaster.localities import Tree
    from broadcaster.speech import Engine
    from broadcaster.store import Store


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
        alarms=lambda: _alarms(config),
        voices=lambda: _voices(config),
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


def _alarms(config: Config) -> list[Finding]:
    """Tell what is silent on the alarm path; of a store that cannot be read only that is told, by its own finding."""
    from broadcaster.dispatch.proving import path_health

    with _opened(config) as store:
        if store is None:
            return []
        with store.read() as tx:
            return path_findings(path_health(tx))


@contextmanager
def _opened(config: Config) -> "Iterator[Store | None]":
    """Open the store for one question, None when it cannot be read."""
    from broadcaster.store import Store

    try:
        store = Store.open(config.database)
    except BroadcasterError:
        yield None
        return
    try:
        yield store
    finally:
        store.close()


def _voices(config: Config) -> list[Finding]:
    """Tell which voices each engine has or why it could not speak, which plug-ins are broken, who names none there."""
    from broadcaster.speech import offers
    from broadcaster.store import localities

    found = offers(config)
    faults = [Finding("voices", False, "", one.code, one.facts) for one in found.faults]
    known = frozenset(voice.name for engine in found.engines for voice in engine.voices())
    with _opened(config) as store:
        if store is not None:
            with store.read() as tx:
                faults += order_findings(localities.tree(tx), known)
    return [*(_voice(one) for one in found.engines), *faults]


def order_findings(tree: "Tree", known: frozenset[str]) -> list[Finding]:
    """Return a finding for each voice that a locality names in its order and this server does not have."""
    living = (one for one in tree.by_code.values() if one.retired_at is None)
    named = ((one.code, voice) for one in living for voice in one.voices if voice not in known)
    return [
        Finding("voices", False, code, "voices.named_absent", {"voice": voice, "name": tree.name(code)})
        for code, voice in named
    ]


def _voice(engine: "Engine") -> Finding:
    name = f"voice {engine.name}"
    try:
        engine.examine()
    except BroadcasterError as fault:
        return Finding(name, False, "", fault.code, fault.facts)
    return Finding(name, True, ", ".join(one.name for one in engine.voices()))


def path_findings(health: "PathHealth") -> list[Finding]:
    """Return a finding for each part of the path that is silent, or one with how the newest round went."""
    if not health.gaps:
        return [Finding("alarms", True, _round(health.last))]
    return [_gap(one, health.places) for one in health.gaps]


def _round(last: Round | None) -> str:
    if last is None or last.median is None or last.p99 is None:
        return "-"
    times = f"p50 {last.median.total_seconds():.2f} s, p99 {last.p99.total_seconds():.2f} s"
    return f"{last.answered}/{last.asked}, {times}, {last.signed_at.astimezone():%H:%M}"


def _gap(gap: Gap, places: Mapping[str, str]) -> Finding:
    since = "" if gap.since is None else f"{gap.since.astimezone():%H:%M %d/%m}"
    place = places.get(gap.commune, "")
    facts = {"since": since, "place": place, "count": gap.count, "online": gap.online}
    return Finding("alarms", False, gap.silent.value, gap.code, facts)


def _row(finding: Finding, language: str) -> dict[str, object]:
    advice = "" if finding.ok else told(finding.advice_code, language, finding.facts)
    return {"name": finding.name, "ok": finding.ok, "found": finding.found, "advice": advice}


def _line(row: dict[str, object]) -> str:
    mark = "ok " if row["ok"] else "!! "
    return f"{mark} {row['name']}: {row['found']}" + (f"\n     -> {row['advice']}" if row["advice"] else "")
