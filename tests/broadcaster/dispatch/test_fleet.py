"""Orders to stations, signed by the right role and failed whole; and what stations report, counted once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster import messages
from broadcaster.errors import Denied, Missing, Refused, Unavailable
from broadcaster.messages import (
    Ack,
    AckResult,
    AsRun,
    AsRunBatch,
    Availability,
    Command,
    CommandName,
    EndedHow,
    Heard,
    Presence,
    Role,
    StationState,
    Up,
)
from broadcaster.store import as_run, commands, stations
from broadcaster.store.commands import CommandRow
from tests.house import START, House

ORDERS = "vn-79/v1/stations/st-1/command"
ASSIGNMENT = "vn-79/v1/stations/st-1/assignment"
UNTIL = START + timedelta(hours=2)


def orders(here: House, station_id: str = "st-1") -> list[CommandRow]:
    """Return what a station was told, newest first."""
    with here.dispatch.store.read() as tx:
        return list(commands.listed(tx, station_id).items)


def volume(here: House) -> int:
    """Return the kept volume of the first station."""
    with here.dispatch.store.read() as tx:
        return stations.find(tx, "st-1").volume


def assigned(here: House) -> messages.Assignment:
    """Return the newest assignment of the first station, published when it was due."""
    here.dispatch.publish_due()
    accepted = here.dispatch.keys.trust().accept(
        here.desk.last(ASSIGNMENT), ASSIGNMENT, now=here.clock.now(), newest_seq=0
    )
    assert isinstance(accepted.document, messages.Assignment)
    return accepted.document


@pytest.mark.parametrize(
    ("name", "value", "role"),
    [
        (CommandName.VOLUME, 55, Role.SCHEDULE),
        (CommandName.STOP, None, Role.SCHEDULE),
        (CommandName.RESUME, None, Role.SCHEDULE),
        (CommandName.TONE, None, Role.SCHEDULE),
        (CommandName.REFRESH, None, Role.SCHEDULE),
    ],
)
def test_an_order_is_kept_signed_and_sent(here: House, name: CommandName, value: int | None, role: Role) -> None:
    """The station accepts it, it is not retained, and its row waits for an answer."""
    order = here.dispatch.command("st-1", name, here.leader, value=value)
    topic, envelope, retained = here.desk.sent[0]
    assert (topic, retained) == (ORDERS, False)
    accepted = here.dispatch.keys.trust().accept(envelope, ORDERS, now=here.clock.now(), newest_seq=0)
    assert accepted.document == order == Command(order.id, name, value)
    assert accepted.role is role
    (row,) = orders(here)
    assert (row.command, row.by, row.result) == (order, here.leader.id, None)


def test_the_volume_outlasts_the_station(here: House) -> None:
    """A volume is an order at once and stands in the assignment, for a station that starts later."""
    here.dispatch.command("st-1", CommandName.VOLUME, here.leader, value=0)
    here.dispatch.publish_due()
    assert (volume(here), assigned(here).volume) == (0, 0)


@pytest.mark.parametrize("value", [None, -1, 101])
def test_a_volume_out_of_range_is_refused(here: House, value: int | None) -> None:
    """Nothing louder than everything is ever signed."""
    with pytest.raises(Refused) as caught:
        here.dispatch.command("st-1", CommandName.VOLUME, here.leader, value=value)
    assert (caught.value.code, caught.value.field) == ("station.volume", "volume")
    assert (orders(here), here.desk.sent) == ([], [])


@pytest.mark.parametrize("name", [CommandName.VOLUME, CommandName.TONE])
def test_nothing_is_half_ordered_while_the_broker_is_away(here: House, name: CommandName) -> None:
    """The person is told at once; the order stands as failed, the volume as it was, and nothing goes out later."""
    before = volume(here)
    here.desk.away = True
    with pytest.raises(Unavailable) as caught:
        here.dispatch.command("st-1", name, here.leader, value=55)
    here.desk.away = False
    assert caught.value.code == "mqtt.away"
    (row,) = orders(here)
    assert (row.result, row.code, row.facts["host"]) == (AckResult.FAILED, "mqtt.away", "test")
    assert volume(here) == before
    here.dispatch.publish_all()
    assert ORDERS not in {topic for topic, _, _ in here.desk.sent}


def test_orders_need_the_right_role_and_place(here: House) -> None:
    """Nobody orders another commune's station; unknown stations are named."""
    with pytest.raises(Denied):
        here.dispatch.command("st-2", CommandName.VOLUME, here.leader, value=10)
    with pytest.raises(Missing, match="st-9"):
        here.dispatch.command("st-9", CommandName.TONE, here.leader)
    assert here.desk.sent == []


def test_a_revoked_station_is_told_nothing(here: House) -> None:
    """An order to a station that was shut out is refused in words instead of vanishing."""
    here.dispatch.revoke_station("st-1", here.administrator)
    with pytest.raises(Refused) as caught:
        here.dispatch.command("st-1", CommandName.TONE, here.leader)
    assert caught.value.code == "station.revoked"


def test_an_answer_is_kept_with_its_order(here: House) -> None:
    """The station's answer stands on the order's row, once; another station's answer to it does not."""
    order = here.dispatch.command("st-1", CommandName.TONE, here.leader)
    answer = messages.encode_up(Up.ACK, Ack(order.id, AckResult.OK, START))
    refusal = messages.encode_up(Up.ACK, Ack(order.id, AckResult.REFUSED, START, "wire.expired"))
    here.dispatch.record("vn-79/v1/up/st-2/ack", refusal)
    assert orders(here)[0].result is None
    here.dispatch.record_all([("vn-79/v1/up/st-1/ack", answer), ("vn-79/v1/up/st-1/ack", refusal)])
    assert (orders(here)[0].result, orders(here)[0].answered_at) == (AckResult.OK, START)


def test_state_and_presence_are_kept(here: House) -> None:
    """What a station says of itself is what the pages show."""
    state = StationState(at=START, boot="b1", volume=70, version="1.2")
    online = Availability(Presence.ONLINE, "b1")
    here.dispatch.record("vn-79/v1/up/st-1/state", messages.encode_up(Up.STATE, state))
    here.dispatch.record("vn-79/v1/up/st-1/availability", messages.encode_up(Up.AVAILABILITY, online))
    with here.dispatch.store.read() as tx:
        (row,) = [one for one in stations.listed(tx).items if one.station.id == "st-1"]
    assert (row.state, row.online) == (state, True)


def test_a_changed_station_is_told(here: House) -> None:
    """A new name and place go out as an assignment; nobody moves a station into a place that is not theirs."""
    with here.dispatch.store.read() as tx:
        station = stations.find(tx, "st-1")
    here.dispatch.change_station(replace(station, name="Cụm mới", locality="c2"), here.administrator)
    here.dispatch.publish_due()
    assert (assigned(here).name, assigned(here).path) == ("Cụm mới", ("79", "c2"))
    technician = replace(here.administrator, scope="c2")
    with pytest.raises(Denied):
        here.dispatch.change_station(station, technician)


def test_as_run_rows_are_counted_once(here: House) -> None:
    """A batch that comes twice is one story."""
    row = AsRun(
        station="st-1",
        airing_id="a-1",
        alarm_id=None,
        item=0,
        attempt=1,
        ended_how=EndedHow.FINISHED,
        heard=Heard.YES,
        started_at=START,
        ended_at=START + timedelta(seconds=30),
    )
    payload = messages.encode_up(Up.AS_RUN, AsRunBatch("b1", (row,)))
    for _ in range(2):
        here.dispatch.record("vn-79/v1/up/st-1/as-run", payload)
    with here.dispatch.store.read() as tx:
        assert len(as_run.listed(tx).items) == 1
    here.dispatch.record("vn-79/v1/up/st-1/as-run", b"\x00not json")
    here.dispatch.record("elsewhere/v1/up/st-1/as-run", payload)
