"""The rounds of the silent alarm: one signer begins each, a day of them stays, and of each station one answer."""

from dataclasses import replace
from datetime import timedelta

from broadcaster.canary import EVERY, Round
from broadcaster.messages import StationState
from broadcaster.store import Store, canary, stations
from broadcaster.store.canary import Answer

from .conftest import START

FIRST = Round(START, START, sent=True)


def test_of_two_signers_one_begins_a_round(province: Store) -> None:
    """The second is told so, and changes nothing."""
    with province.begin("signer") as tx:
        assert canary.begin(tx, FIRST)
        assert not canary.begin(tx, replace(FIRST, signed_at=START + EVERY, sent=False))
        assert canary.rounds(tx) == [FIRST]


def test_a_day_of_rounds_stays(province: Store) -> None:
    """Older ones go, but not before the set that was signed for one is replaced."""
    with province.begin("signer") as tx:
        for hours in (0, 1, 25, 26):
            at = START + timedelta(hours=hours)
            canary.begin(tx, replace(FIRST, slot=at, signed_at=at))
            canary.number(tx, at, "vn-79/v1/localities/79/alarms", hours + 1)
        assert [one.slot - START for one in canary.rounds(tx)] == [timedelta(hours=26), timedelta(hours=25)]
        assert len(canary.rounds(tx, 1)) == 1


def test_a_round_is_closed_with_its_figures(province: Store) -> None:
    """What was counted is read back as it was."""
    second = timedelta(seconds=1)
    closed = replace(FIRST, asked=10, answered=9, median=second, p99=2 * second, closed_at=START + EVERY)
    with province.begin("signer") as tx:
        canary.begin(tx, FIRST)
        canary.close(tx, closed)
        assert canary.rounds(tx) == [closed]


def test_of_each_station_the_last_round_stays(province: Store) -> None:
    """The first word about a round counts; a later round takes its place, an earlier one does not."""
    with province.begin("stations") as tx:
        for back, took in ((1, 100), (0, 200), (0, 300), (2, 400)):
            answer = Answer("st-khu-1", START - back * EVERY, timedelta(milliseconds=took))
            canary.answer(tx, {answer.station: answer, "st-an-binh": replace(answer, station="st-an-binh")})
        canary.answer(tx, {})
        found = {one.station: (one.round_at, one.took) for one in canary.watched(tx) if one.round_at}
    assert found == dict.fromkeys(("st-khu-1", "st-an-binh"), (START, timedelta(milliseconds=200)))


def test_who_is_watched(province: Store) -> None:
    """Every station that is not revoked, with whether it is online and since when."""
    with province.begin("stations") as tx:
        assert canary.first_station_at(tx) is None
        stations.record_state(tx, "st-khu-1", StationState(at=START, boot="b", volume=80), START)
        stations.record_availability(tx, "st-khu-1", online=True, boot="b", at=START)
        stations.change(tx, replace(stations.find(tx, "st-an-binh"), enrolled_at=START))
        assert canary.first_station_at(tx) == START
        assert {(one.station, one.online_at) for one in canary.watched(tx) if one.is_online} == {("st-khu-1", START)}
        before = len(canary.watched(tx))
        stations.revoke(tx, "st-an-binh")
        assert len(canary.watched(tx)) == before - 1
        assert canary.first_station_at(tx) is None
