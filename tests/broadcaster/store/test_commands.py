"""Orders to stations and their answers."""

from datetime import timedelta

import pytest

from broadcaster.errors import BroadcasterError, Missing
from broadcaster.messages import Ack, AckResult, Command, CommandName
from broadcaster.store import Store, audit, commands

from .conftest import START, Watch

QUIET = Command("c1", CommandName.SILENCE, None, START + timedelta(hours=1))


def test_order_and_answer_stand_together(province: Store, watch: Watch) -> None:
    """An order is kept with who gave it, then with what the station answered; the first answer counts."""
    with province.begin("leader") as tx:
        commands.add(tx, "st-khu-1", QUIET)
        watch.forward(timedelta(seconds=1))
    with province.begin("leader") as tx:
        commands.add(tx, "st-khu-1", Command("c2", CommandName.VOLUME, 40))
    first = Ack("c1", AckResult.REFUSED, START, "wire.expired", {"late": 3})
    with province.begin("st-khu-1") as tx:
        assert commands.ack(tx, "st-khu-1", first)
        assert commands.ack(tx, "st-khu-1", Ack("c1", AckResult.OK, START))
        assert not commands.ack(tx, "st-an-binh", Ack("c2", AckResult.OK, START))
        assert not commands.ack(tx, "st-khu-1", Ack("c9", AckResult.OK, START))
    with province.read() as tx:
        newer, older = commands.listed(tx, "st-khu-1").items
        assert commands.find(tx, "c1") == older
        assert audit.listed(tx).items[0].action == "command.volume"
    assert (older.command, older.by, older.issued_at) == (QUIET, "leader", START)
    assert (older.result, older.code, older.facts, older.answered_at) == (
        AckResult.REFUSED,
        "wire.expired",
        {"late": 3},
        START,
    )
    assert (newer.command.value, newer.result, newer.code, newer.facts) == (40, None, "", {})


@pytest.mark.parametrize(("station", "code"), [("st-an-binh", "command.exists"), ("nobody", "station.missing")])
def test_add_refuses(province: Store, station: str, code: str) -> None:
    """An order's id is used once, for a known station."""
    with province.begin() as tx:
        commands.add(tx, "st-khu-1", QUIET)
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        commands.add(tx, station, QUIET if station != "nobody" else Command("c3", CommandName.STOP))
    assert caught.value.code == code


def test_missing_order(province: Store) -> None:
    """An order nobody gave is Missing."""
    with pytest.raises(Missing) as caught, province.read() as tx:
        commands.find(tx, "c1")
    assert caught.value.code == "command.missing"
