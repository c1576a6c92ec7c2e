"""Alerts as the store keeps them: whole, in order, with everybody's word and every station's progress."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster import alerts as domain
from broadcaster.alerts import State, Step
from broadcaster.errors import Missing, Refused
from broadcaster.localities import Station
from broadcaster.messages import AlarmProgress, AlarmRepeat, AlarmReport, AlarmStatus, CapOrigin
from broadcaster.store import Slice, Store, alerts, audit, editions, publications, stations
from broadcaster.store.alerts import Reached, Silence
from tests.house import flood

from .conftest import START, Watch

DRAFT = flood(
    "dong-hoa",
    author="officer",
    created_at=START,
    stations=("st-an-binh",),
    drawn=("10.9,106.7 5",),
    repeat=AlarmRepeat(3, timedelta(seconds=10), (timedelta(minutes=5),)),
    cap=CapOrigin("x.1", "cap@example.vn", START),
)
CONFIRMED = domain.confirm(DRAFT, "officer", START)
RELEASED = domain.release(CONFIRMED, "leader", START)


@pytest.fixture
def released(province: Store) -> Store:
    """A store with one released alert."""
    with province.begin("officer") as tx:
        alerts.add(tx, DRAFT)
        alerts.change(tx, CONFIRMED)
        alerts.change(tx, RELEASED)
    return province


def test_an_alert_comes_back_whole(released: Store) -> None:
    """Every field, and each step in the audit log; an unknown one and a second of the same id are refused."""
    with released.begin("officer") as tx:
        assert alerts.find(tx, "a1") == RELEASED
        alerts.change(tx, RELEASED)
        alerts.set_clip(tx, RELEASED, "ab")
        assert alerts.find(tx, "a1").clip == "ab"
        alerts.set_clip(tx, replace(RELEASED, text="Lời cũ."), "cd", ["km"])
        assert (alerts.find(tx, "a1").clip, alerts.find(tx, "a1").unsaid) == ("ab", ())
        assert alerts.known(tx, "a9") is None
        with pytest.raises(Missing):
            alerts.find(tx, "a9")
    with released.read() as tx:
        assert [row.action for row in audit.listed(tx).items[:3]] == ["alert.release", "alert.confirm", "alert.add"]
    with pytest.raises(Refused), released.begin("officer") as tx:
        alerts.add(tx, DRAFT)
    with pytest.raises(Missing), released.begin("officer") as tx:
        alerts.add(tx, replace(DRAFT, id="a2", origin="nowhere"))


def test_what_could_not_be_said_is_kept_and_logged(released: Store) -> None:
    """The languages that are missing in the speech stand beside it until it is made anew."""
    with released.begin("signer") as tx:
        alerts.set_clip(tx, RELEASED, "ab", ["km", "hmn"])
        assert alerts.find(tx, "a1").unsaid == ("km", "hmn")
    with released.read() as tx:
        (newest, *_) = audit.listed(tx).items
        assert (newest.action, newest.subject, newest.detail) == (
            "alert.unsaid",
            "alert:a1",
            {"languages": ["km", "hmn"]},
        )
    with released.begin("signer") as tx:
        alerts.set_clip(tx, RELEASED, "cd")
        assert alerts.find(tx, "a1").unsaid == ()


def test_the_slower_of_two_is_refused(released: Store) -> None:
    """Nobody overwrites what somebody else has just decided."""
    with released.begin("leader") as tx:
        alerts.change(tx, domain.cancel(RELEASED, "leader", START, reason="nhầm"))
    with pytest.raises(Refused) as refusal, released.begin("leader") as tx:
        alerts.change(tx, domain.activate(RELEASED))
    assert refusal.value.code == "alert.changed_meanwhile"


def test_finding_alerts(released: Store) -> None:
    """By who raised them, by state, by the set they stand in, and by whether their time is over."""
    with released.begin("officer") as tx:
        alerts.add(tx, replace(DRAFT, id="a2", origin="an-binh", created_at=START + timedelta(seconds=1), cap=None))
    with released.read() as tx:
        assert [one.id for one in alerts.listed(tx).items] == ["a2", "a1"]
        assert [one.id for one in alerts.listed(tx, "dong-hoa").items] == ["a1"]
        assert [one.id for one in alerts.listed(tx, None, {State.DRAFT}, page=Slice()).items] == ["a2"]
        assert [one.id for one in alerts.in_states(tx, {State.RELEASED, State.DRAFT})] == ["a1", "a2"]
        assert [one.id for one in alerts.standing(tx, "dong-hoa")] == ["a1"]
        assert [one.id for one in alerts.standing(tx, "station:st-an-binh")] == ["a1"]
        assert alerts.standing(tx, "an-binh") == []
        assert alerts.over(tx, START + timedelta(minutes=59)) == []
        assert [one.id for one in alerts.over(tx, START + timedelta(hours=1))] == ["a1"]


def test_sets_are_due_until_they_are_signed(released: Store) -> None:
    """Releasing, giving it a voice and ending it make its sets due; drafts do not; the plans' publisher sees none."""
    with released.begin("officer") as tx:
        assert alerts.due(tx) == ["dong-hoa", "station:st-an-binh"]
        assert not [one for one in editions.due(tx, tx.now, timedelta(days=7)) if one.startswith(publications.ALARMS)]
        assert alerts.claim(tx, "dong-hoa")
        for one in alerts.due(tx):
            alerts.settle(tx, one)
        assert alerts.due(tx) == []
        assert not alerts.claim(tx, "dong-hoa")
        alerts.add(tx, replace(DRAFT, id="a2"))
        alerts.set_clip(tx, replace(DRAFT, id="a2"), "cd")
        alerts.set_clip(tx, RELEASED, "")
        active = domain.activate(alerts.find(tx, "a1"))
        alerts.change(tx, active)
        assert alerts.due(tx) == []
        alerts.set_clip(tx, active, "ab")
        assert alerts.due(tx) == ["dong-hoa", "station:st-an-binh"]
        alerts.settle(tx, "dong-hoa")
        alerts.change(tx, domain.cancel(alerts.find(tx, "a1"), "leader", tx.now, reason=""))
        assert "dong-hoa" in alerts.due(tx)


def test_everybodys_word_is_kept(released: Store, watch: Watch) -> None:
    """Who stood for which wording and when, also of wordings that were changed since."""
    words = [domain.approved(CONFIRMED, Step.CONFIRM), domain.approved(RELEASED, Step.RELEASE)]
    with released.begin("officer") as tx:
        for one in words:
            alerts.stand_for(tx, one)
    with released.read() as tx:
        assert alerts.approvals(tx, "a1") == words
        assert alerts.approvals(tx, "a2") == []


def test_the_first_time_of_each_step_counts(released: Store) -> None:
    """A station tells at least once; what it tells again moves nothing, and a refusal keeps its reason."""

    def told(progress: AlarmProgress, seconds: int, **more: object) -> AlarmReport:
        """Return a report of the alert so many seconds after the beginning."""
        return AlarmReport("a1", progress, START + timedelta(seconds=seconds), **more)  # type: ignore[arg-type]

    with released.begin("stations") as tx:
        alerts.record(tx, "st-an-binh", told(AlarmProgress.RECEIVED, 1, seq=7))
        alerts.record(tx, "st-an-binh", told(AlarmProgress.VERIFIED, 2))
        alerts.record(tx, "st-an-binh", told(AlarmProgress.SOUNDING, 3))
        alerts.record(tx, "st-an-binh", told(AlarmProgress.SOUNDING, 9))
        alerts.record(tx, "st-khu-1", told(AlarmProgress.REFUSED, 4, code="wire.signature", facts={"topic": "x"}))
        mine, other = alerts.reached(tx, "a1")
        assert mine == Reached(
            "a1",
            "st-an-binh",
            received_at=START + timedelta(seconds=1),
            verified_at=START + timedelta(seconds=2),
            sounding_at=START + timedelta(seconds=3),
            seq=7,
            facts={},
        )
        assert (other.refused_at, other.code, other.facts) == (
            START + timedelta(seconds=4),
            "wire.signature",
            {"topic": "x"},
        )
        alerts.record(tx, "st-dong-hoa", told(AlarmProgress.VERIFIED, 5))
        everyone = ["st-an-binh", "st-dong-hoa", "st-khu-1"]
        assert alerts.unheard(tx, RELEASED, everyone) == ["st-dong-hoa"]
        assert alerts.unheard(tx, replace(RELEASED, status=AlarmStatus.TEST), everyone) == []
        alerts.record(tx, "st-dong-hoa", told(AlarmProgress.FINISHED, 9))
        assert alerts.unheard(tx, RELEASED, everyone) == []


def test_silence_waits_until_it_is_sent(province: Store) -> None:
    """An order to be silent is on the disk before the signer sees it, and is sent once."""
    order = Silence("s1", "79", START + timedelta(minutes=30), "leader", START)
    with province.begin("leader") as tx:
        alerts.order_silence(tx, order)
        assert alerts.waiting_silences(tx) == [order]
        alerts.sent_silence(tx, "s1")
        assert alerts.waiting_silences(tx) == []


def test_when_it_was_signed_and_what_was_changed(released: Store) -> None:
    """The first signature counts; the log of one alert holds its own changes only, newest first."""
    with released.read() as tx:
        assert alerts.signed_at(tx, "a1") is None
        at = tx.now
    with released.begin("signer") as tx:
        alerts.add(tx, replace(DRAFT, id="a2"))
        alerts.change(tx, domain.activate(RELEASED))
    with released.read() as tx:
        assert alerts.signed_at(tx, "a1") == at
        assert alerts.signed_at(tx, "a2") is None
        changes = [row.action for row in alerts.changes(tx, "a1")]
    assert changes == ["alert.activate", "alert.release", "alert.confirm", "alert.add"]


def test_where_stations_stand(province: Store) -> None:
    """Each station that is not revoked, with its coordinates if somebody wrote both down."""
    with province.begin("test") as tx:
        known = [one.station for one in alerts.spots(tx)]
        first = stations.find(tx, known[0])
        stations.change(tx, replace(first, latitude=10.5, longitude=106.5))
        stations.add(tx, Station("st-half", "Nửa", first.locality, latitude=10.5))
        stations.add(tx, Station("st-zero", "Không", first.locality, latitude=0.0, longitude=0.0))
        stations.add(tx, Station("st-gone", "Đã gỡ", first.locality, latitude=10.5, longitude=106.5))
        stations.revoke(tx, "st-gone")
    with province.read() as tx:
        found = {one.station: one.point for one in alerts.spots(tx)}
    assert found.keys() == {*known, "st-half", "st-zero"}
    assert (found[known[0]], found["st-half"], found["st-zero"]) == ((10.5, 106.5), None, (0.0, 0.0))
