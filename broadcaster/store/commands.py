"""The orders sent to single stations and what they answered. Never sends one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from broadcaster.errors import Missing, Refused
from broadcaster.messages import Ack, AckResult, Command, CommandName
from broadcaster.store.faults import translated
from broadcaster.store.pages import FIRST, Listing, Page, Slice, fetch
from broadcaster.store.tables import commands
from broadcaster.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One order to a station; ``result`` is None until it answers."""

    command: Command
    station_id: str
    by: str
    issued_at: datetime
    result: AckResult | None
    code: str
    facts: Mapping[str, Any]
    answered_at: datetime | None


def add(tx: Transaction, station_id: str, command: Command, *, by: str | None = None) -> None:
    """Keep an order to a station, of ``tx.by`` unless another person gave it."""
    row = {
        "id": command.id,
        "station_id": station_id,
        "name": command.name.value,
        "value": command.value,
        "until": command.until,
        "by": by or tx.by,
        "issued_at": tx.now,
    }
    taken, unknown = Refused("command.exists", id=command.id), Missing("station.missing", id=station_id)
    with translated(taken=taken, unknown=unknown):
        tx.connection.execute(insert(commands).values(row))
    given = {"id": command.id, "value": command.value, "until": command.until}
    tx.note(f"command.{command.name.value}", f"station:{station_id}", **given)


def ack(tx: Transaction, station_id: str, ack: Ack) -> bool:
    """Keep a station's answer; False for an order it was never given. A second answer changes nothing."""
    mine = (commands.c.id == ack.command_id, commands.c.station_id == station_id)
    given = {"result": ack.result.value, "code": ack.code, "facts": dict(ack.facts), "answered_at": ack.at}
    tx.connection.execute(update(commands).where(*mine, commands.c.result.is_(None)).values(given))
    return tx.connection.scalar(select(commands.c.id).where(*mine)) is not None


def find(tx: Transaction, command_id: str) -> CommandRow:
    """Return an order with its answer or raise Missing ``command.missing``."""
    row = tx.connection.execute(select(commands).where(commands.c.id == command_id)).one_or_none()
    if row is None:
        raise Missing("command.missing", id=command_id)
    return _command(row)


def listed(tx: Transaction, station_id: str, page: Slice = FIRST) -> Page[CommandRow]:
    """Return the orders to a station, newest first."""
    query = select(commands).where(commands.c.station_id == station_id)
    return fetch(tx, Listing(query, [commands.c.issued_at, commands.c.id], _command), page)


def _command(row: Row[Any]) -> CommandRow:
    return CommandRow(
        command=Command(row.id, CommandName(row.name), row.value, row.until),
        station_id=row.station_id,
        by=row.by,
        issued_at=row.issued_at,
        result=None if row.result is None else AckResult(row.result),
        code=row.code or "",
        facts=row.facts or {},
        answered_at=row.answered_at,
    )
