"""``broadcaster serve`` and ``broadcaster demo``: the long-running commands."""

import logging
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import click

from broadcaster.cli import EXIT_FAULT, Context
from broadcaster.config import Config
from broadcaster.demo import DEMO_STATIONS, Account, DemoStation, prepare, running, write_config
from broadcaster.server import serve_until
from broadcaster.signer import sign_until

LOG_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"


@click.command()
@click.pass_context
def serve(ctx: click.Context) -> None:
    """Run the province server until SIGTERM or Ctrl-C; exit code 1 when a part of it died."""
    context: Context = ctx.obj
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    for chatty in ("apscheduler", "alembic"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    with stopping() as stop:
        died = serve_until(context.settings(Config), stop)
    ctx.exit(EXIT_FAULT if died else 0)


@click.command()
@click.pass_context
def signer(ctx: click.Context) -> None:
    """Sign and send alarms until SIGTERM or Ctrl-C; ``serve`` starts it by itself unless told otherwise."""
    context: Context = ctx.obj
    logging.basicConfig(level=logging.INFO, format=LOG_FORMAT)
    with stopping() as stop:
        died = sign_until(context.settings(Config), stop)
    ctx.exit(EXIT_FAULT if died else 0)


@click.command()
@click.option("--data", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option(
    "--port",
    type=click.IntRange(1, 65_000),
    default=8080,
    show_default=True,
    help="Of the pages; stations use the next two.",
)
@click.option("--stations", "count", type=click.IntRange(1, 3), default=DEMO_STATIONS, show_default=True)
@click.option(
    "--output", default="auto", show_default=True, help="auto: the sound card if there is one, else a WAV file each."
)
@click.pass_obj
def demo(context: Context, *, data: Path, port: int, count: int, output: str) -> None:
    """Run server, broker and demo stations with the sample province; Ctrl-C stops all of it."""
    config, file = write_config(data, port)
    accounts = prepare(config)
    with stopping() as stop, running(config, file, output=output, count=count, stop=stop) as stations:
        click.echo(welcome(config, accounts, stations))
        while not stop.wait(1):
            pass
        click.echo("Đang dừng... / Stopping...")
    click.echo("Đã dừng. / Stopped.")


def welcome(config: Config, accounts: tuple[Account, ...], stations: tuple[DemoStation, ...]) -> str:
    """Return what a new user needs: the address, the passwords, and where each station sounds."""
    lines = ["", f"  Trang / Pages      http://{config.web_listen}/", ""]
    lines += [
        f"  {one.login:<18} {one.password or '(mật khẩu đã đổi / password changed)'}   {one.role.value}"
        for one in accounts
    ]
    lines += ["", *(f"  {one.id:<18} {one.name} -> {one.sound}" for one in stations)]
    lines += ["", f"  Nhật ký / Logs     {config.data / 'log'}", "  Ctrl-C: dừng tất cả / stop everything", ""]
    return "\n".join(lines)


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """Hand out an event that SIGTERM and SIGINT set."""
    stop = threading.Event()

    def on_signal(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    before = {number: signal.signal(number, on_signal) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
