"""``broadcaster bundle``: what a station needs goes into a file at the server, out of it there. Decides nothing."""

from pathlib import Path

import click

from broadcaster.cli import Context, show
from broadcaster.cli.station import data_option
from broadcaster.wording import told

json_option = click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")


@click.group()
def bundle() -> None:
    """Documents and clips for a station without a network, in a file for a stick."""


@bundle.command("export")
@click.argument("station_id")
@click.option("-o", "output", type=click.Path(path_type=Path, dir_okay=False), required=True, help="The file to write.")
@click.option("--by", "login", required=True, help="Login name of the person who does this.")
@json_option
@click.pass_obj
def export(context: Context, station_id: str, *, output: Path, login: str, as_json: bool) -> None:
    """Write what is published for a station, signed as it is, with the clips it will play."""
    from broadcaster.cli.office import office

    with office(context) as here:
        packed = here.dispatch.bundle(station_id, output, here.person(login))
    until = packed.until.isoformat(timespec="seconds") if packed.until else None
    row = {
        "file": str(output),
        "documents": packed.documents,
        "clips": packed.clips,
        "bytes": packed.bytes,
        "until": until,
        "lost": list(packed.lost),
    }
    facts = {"file": output, "documents": packed.documents, "clips": packed.clips, "until": until or "-"}
    lines = [told("bundle.line_exported", context.language, facts)]
    if packed.lost:
        lines.append(told("bundle.line_lost", context.language, {"count": len(packed.lost)}))
    show(row, as_json=as_json, text="\n".join(lines))


@bundle.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@json_option
@click.pass_obj
def take(context: Context, file: Path, *, data: Path | None, as_json: bool) -> None:
    """Take a bundle in at its station; a running one follows it within a minute, else at its next start."""
    from broadcaster.clock import SystemClock
    from stations.bundles import Reader, bring
    from stations.enrol import load_identity
    from stations.media import MediaShelf
    from stations.station_config import StationConfig

    config = context.settings(StationConfig, data=data)
    identity = load_identity(config.data)
    reader = Reader(identity.station_id, identity.trust, SystemClock().now())
    shelf = MediaShelf(config.media, quota=config.media_quota, reserve=config.media_reserve)
    brought = bring(file, reader, shelf, config.brought)
    refused = [{"topic": topic, "reason": reason.told(context.language)} for topic, reason in brought.refused]
    row = {
        "documents": list(brought.topics),
        "new_clips": brought.new_clips,
        "known_clips": brought.known_clips,
        "refused": refused,
    }
    facts = {"documents": len(brought.topics), "new": brought.new_clips, "known": brought.known_clips}
    lines = [told("bundle.line_imported", context.language, facts)]
    lines += [f"{one['topic']}: {one['reason']}" for one in refused]
    show(row, as_json=as_json, text="\n".join(lines))
