"""``broadcaster station``: on the server add receivers, on the receiver join and run. Loads only the side it needs."""

from pathlib import Path

import click

from broadcaster.cli import Context, show

data_option = click.option(
    "--data", type=click.Path(path_type=Path, file_okay=False), default=None, help="Folder of the station's state."
)


@click.group()
def station() -> None:
    """Receivers: add them on the server, enrol and run them on the spot."""


@station.command("add")
@click.argument("station_id")
@click.option("--name", required=True, help="Name people use, for example 'Cụm loa Khu phố 3'.")
@click.option("--locality", required=True, help="Code of the locality it stands in.")
@click.option("--volume", type=click.IntRange(0, 100), default=80, show_default=True)
@click.option("--by", "login", required=True, help="Login name of the person who does this.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def add(context: Context, station_id: str, *, name: str, locality: str, volume: int, login: str, as_json: bool) -> None:
    """Add a receiver and print its claim code: one use, 24 hours."""
    from broadcaster.cli.office import office
    from broadcaster.localities import Station, checked_code

    with office(context) as here:
        code = here.dispatch.add_station(Station(checked_code(station_id), name, locality, volume), here.person(login))
        url = here.config.web_url
    row = {"id": station_id, "claim_code": code, "url": url}
    show(row, as_json=as_json, text=f"{code}\nbroadcaster station enrol {url} {code}")


@station.command("claim")
@click.argument("station_id")
@click.option("--by", "login", required=True, help="Login name of the person who does this.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def claim(context: Context, station_id: str, *, login: str, as_json: bool) -> None:
    """Print a new claim code for a known receiver, for example after its box was replaced."""
    from broadcaster.cli.office import office

    with office(context) as here:
        code = here.dispatch.new_claim(station_id, here.person(login))
    show({"id": station_id, "claim_code": code}, as_json=as_json, text=code)


@station.command("enrol")
@click.argument("url")
@click.argument("code")
@data_option
@click.option("--serial", default=None, help="Serial number of the box; its machine id otherwise.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_obj
def enrol(context: Context, url: str, code: str, *, data: Path | None, serial: str | None, as_json: bool) -> None:
    """Join the province server at URL with the claim CODE it printed."""
    from stations.enrol import enrol as join
    from stations.station_config import StationConfig

    config = context.settings(StationConfig, data=data)
    joined = join(config.data, url, code, serial=serial)
    show({"id": joined.station_id, "site": joined.site}, as_json=as_json, text=f"{joined.site} {joined.station_id}")


@station.command("run")
@data_option
@click.option("--output", default=None, help="auto, device:NAME, pulse[:SINK], wav:PATH or silent.")
@click.pass_context
def run(ctx: click.Context, *, data: Path | None, output: str | None) -> None:
    """Play what was published, to the minute, with or without a network. Stops on SIGTERM and Ctrl-C."""
    from stations.receiver import run as receive
    from stations.station_config import StationConfig

    context: Context = ctx.obj
    ctx.exit(receive(context.settings(StationConfig, data=data, output=output)))
