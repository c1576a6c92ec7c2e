"""Stations: listed as they are now, in one query, and offline as soon as they fall silent."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event

from broadcaster.errors import BroadcasterError, Missing, Refused
from broadcaster.localities import Station
from broadcaster.messages import (
    AsRun,
    ClockState,
    ClockTrust,
    EndedHow,
    Fault,
    Heard,
    OnAir,
    StationState,
)
from broadcaster.store import Slice, Store, as_run, audit, certificates, claims, editions, stations, tokens
from broadcaster.store.stations import StationCounts, StationFilter

from .conftest import START, Watch

FULL = Station(
    "st-full",
    "Cụm loa Đình Tân",
    "khu-1",
    55,
    ("chợ", "trường"),
    10.9,
    106.7,
    START,
    None,
    "serial",
    "fingerprint",
)
STATE = StationState(
    at=START,
    boot="boot-1",
    volume=70,
    on_air=OnAir("a1", "c" * 64, START),
    editions={"79": 4},
    clock=ClockState(12.5, ClockTrust.TRUSTED),
    disk_free_bytes=10**10,
    temperature_c=41.5,
    link="4g",
    version="1",
    faults=(Fault("station.disk", START, {"free": 3}),),
    muted_until=START,
)
SOUND = AsRun("st-khu-1", "a1", None, 0, 1, EndedHow.FINISHED, Heard.YES, START, 4.0, START, 70, "c" * 64)


def report(store: Store, station_id: str, watch: Watch, state: StationState = STATE) -> None:
    """Let a station report."""
    with store.begin(station_id) as tx:
        stations.record_state(tx, station_id, state, watch.now())


def online(store: Store, station_id: str = "st-khu-1") -> bool:
    """Tell whether a station counts as online."""
    with store.read() as tx:
        return stations.row(tx, station_id).online


def test_every_field_survives(province: Store) -> None:
    """A station comes back as it was kept, also after a change."""
    with province.begin() as tx:
        stations.add(tx, FULL)
        assert stations.find(tx, "st-full") == FULL
        stations.change(tx, replace(FULL, volume=10, groups=()))
        stations.set_volume(tx, "st-full", 20)
        assert stations.find(tx, "st-full") == replace(FULL, volume=20, groups=())
    with province.read() as tx:
        newest = audit.listed(tx).items[0]
    assert (newest.action, newest.detail) == ("station.change", {"volume": [10, 20]})


@pytest.mark.parametrize(
    ("station", "code"),
    [(Station("st-khu-1", "again", "79"), "station.exists"), (Station("new", "lost", "nowhere"), "locality.missing")],
)
def test_add_refuses(province: Store, station: Station, code: str) -> None:
    """An id is used once and the place must exist."""
    with pytest.raises(BroadcasterError) as caught, province.begin() as tx:
        stations.add(tx, station)
    assert caught.value.code == code


def test_missing_stations(province: Store) -> None:
    """Unknown stations are Missing; moving one to an unknown place is refused."""
    for look in (stations.find, stations.row):
        with pytest.raises(Missing) as caught, province.read() as tx:
            look(tx, "nobody")
        assert caught.value.code == "station.missing"
    with pytest.raises(Missing) as caught, province.begin() as tx:
        stations.change(tx, replace(stations.find(tx, "st-khu-1"), locality="nowhere"))
    assert caught.value.code == "locality.missing"


def test_moving_marks_for_publishing(province: Store) -> None:
    """A station in a new place needs another assignment; a new name does not change its timetable."""
    with province.begin() as tx:
        station = stations.find(tx, "st-khu-1")
        stations.change(tx, replace(station, name="x"))
        assert editions.due(tx, tx.now, editions.AHEAD) == []
        stations.change(tx, replace(station, locality="an-binh"))
        assert editions.due(tx, tx.now, editions.AHEAD) == ["station:st-khu-1"]


@pytest.mark.slow
def test_state_and_last_sound_stand_in_the_row(province: Store, watch: Watch) -> None:
    """The newest report and the newest as-run row come with the station, whole."""
    later = replace(SOUND, attempt=2, started_at=START + timedelta(minutes=1))
    with province.begin("st-khu-1") as tx:
        as_run.add(tx, "st-khu-1", [SOUND, later, replace(SOUND, attempt=3, started_at=START - timedelta(days=1))])
    report(province, "st-khu-1", watch)
    with province.read() as tx:
        row = stations.row(tx, "st-khu-1")
        silent = stations.row(tx, "st-an-binh")
    assert (row.state, row.state_at, row.online, row.last_as_run) == (STATE, START, True, later)
    assert (silent.state, silent.state_at, silent.online, silent.last_as_run) == (None, None, False, None)


def test_silence_of_three_minutes_is_offline(province: Store, watch: Watch) -> None:
    """180 s without a report and a station is offline, without anybody writing that down."""
    report(province, "st-khu-1", watch)
    watch.forward(timedelta(seconds=179))
    assert online(province)
    watch.forward(timedelta(seconds=1))
    assert not online(province)
    report(province, "st-khu-1", watch)
    assert online(province)


def test_the_will_is_offline_at_once(province: Store, watch: Watch) -> None:
    """A broken connection shows at once; the will of an earlier boot, arriving late, changes nothing."""
    report(province, "st-khu-1", watch)
    for boot, expected in (("boot-0", True), ("boot-1", False)):
        with province.begin() as tx:
            stations.record_availability(tx, "st-khu-1", online=False, boot=boot, at=watch.now())
        assert online(province) is expected
    with province.begin() as tx:
        stations.record_availability(tx, "st-khu-1", online=True, boot="boot-2", at=watch.now())
    assert online(province)


def test_overtaken_report_is_dropped(province: Store, watch: Watch) -> None:
    """Of two reports the later received stays; an unknown station's report is dropped."""
    report(province, "st-khu-1", watch)
    with province.begin() as tx:
        stations.record_state(tx, "st-khu-1", replace(STATE, volume=1), START - timedelta(seconds=1))
        stations.record_state(tx, "nobody", STATE, START)
        row = stations.row(tx, "st-khu-1")
    assert row.state == STATE


@pytest.mark.parametrize(
    ("scope", "wanted", "found"),
    [
        (None, StationFilter(), ["st-an-binh", "st-dong-hoa", "st-khu-1"]),
        ("dong-hoa", StationFilter(), ["st-dong-hoa", "st-khu-1"]),
        ("nowhere", StationFilter(), []),
        (None, StationFilter(text="CUM LOA khu"), ["st-khu-1"]),
        (None, StationFilter(text="st-an"), ["st-an-binh"]),
        (None, StationFilter(text="%"), []),
        (None, StationFilter(only_faulty=True), ["st-khu-1"]),
        (None, StationFilter(online=True), ["st-dong-hoa", "st-khu-1"]),
        (None, StationFilter(online=False), ["st-an-binh"]),
        ("an-binh", StationFilter(online=True), []),
    ],
)
def test_filters(province: Store, watch: Watch, scope: str | None, wanted: StationFilter, found: list[str]) -> None:
    """By scope, by words without accents, by fault, by connection."""
    report(province, "st-khu-1", watch)
    report(province, "st-dong-hoa", watch, replace(STATE, faults=()))
    with province.read() as tx:
        page = stations.listed(tx, scope, Slice(total=True), wanted)
    assert [row.station.id for row in page.items] == found
    assert page.total == len(found)


def test_counts(province: Store, watch: Watch) -> None:
    """Total, online and faulty of a scope; nothing at all is zero."""
    report(province, "st-khu-1", watch)
    with province.read() as tx:
        assert stations.counts(tx) == StationCounts(3, 1, 1)
        assert stations.counts(tx, "an-binh") == StationCounts(1, 0, 0)
        assert stations.counts(tx, "nowhere") == StationCounts(0, 0, 0)


def test_hearing_counts_each_station_once(province: Store) -> None:
    """Nested targets and single stations overlap; each receiver counts once."""
    with province.read() as tx:
        assert stations.hearing(tx, ["dong-hoa", "khu-1"], ["st-khu-1", "st-an-binh"]) == 3
        assert stations.hearing(tx, [], ["st-khu-1"]) == 1
        assert stations.hearing(tx, [], []) == 0


def test_stations_are_found_by_id(province: Store) -> None:
    """Revoked ones too; unknown ones are left out, however many are asked about."""
    with province.begin("cli") as tx:
        stations.revoke(tx, "st-khu-1")
        found = stations.named(tx, [*(f"x{number}" for number in range(70_000)), "st-khu-1", "st-an-binh"])
        assert stations.named(tx, []) == {}
    assert list(found) == ["st-an-binh", "st-khu-1"]
    assert found["st-khu-1"].revoked_at is not None


def test_any_number_of_places_is_one_question(province: Store) -> None:
    """More than a database takes as conditions of their own: saved lists may hold hundreds each."""
    many = [*(f"x{number}" for number in range(1500)), "dong-hoa", "khu-1"]
    with province.read() as tx:
        assert [one.id for one in stations.reached(tx, many, [])] == ["st-dong-hoa", "st-khu-1"]
        assert stations.hearing(tx, many, ["st-an-binh"]) == 3


def test_revoking_closes_everything(province: Store) -> None:
    """Token, certificate and claim are void with the station; it leaves lists and counts; twice is no fault."""
    later = START + timedelta(days=300)
    with province.begin() as tx:
        tokens.add(tx, "st-khu-1", "t")
        certificates.add(tx, "st-khu-1", "0a", later)
        claims.add(tx, "st-khu-1", "s", later)
        stations.revoke(tx, "st-khu-1")
        stations.revoke(tx, "st-khu-1")
    with province.read() as tx:
        assert stations.find(tx, "st-khu-1").revoked_at == START
        assert tokens.station_of(tx, "t") is None
        assert certificates.revoked(tx) == ("0a",)
        assert stations.ids_in(tx, None) == ("st-an-binh", "st-dong-hoa")
        assert stations.counts(tx).total == 2
        assert [row.station.id for row in stations.listed(tx, wanted=StationFilter(revoked=True)).items] == ["st-khu-1"]
    with pytest.raises(Refused) as caught, province.begin() as tx:
        claims.use(tx, "s")
    assert caught.value.code == "claim.expired"


def test_a_page_is_one_query(province: Store) -> None:
    """However many stations a page has, the database is asked once."""
    asked: list[str] = []

    def on_execute(_connection: Connection, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    with province.read() as tx:
        event.listen(tx.connection, "before_cursor_execute", on_execute)
        stations.listed(tx, "79")
    assert len(asked) == 1


def test_two_machines_in_turns_are_a_clone(province: Store) -> None:
    """A boot that returns after another was here is a second machine with the same identity; a restart is not."""
    plain = StationState(at=START, boot="c", volume=80)
    with province.begin("test") as tx:
        for boot in ("a", "a", "b", "c"):
            stations.record_availability(tx, "st-khu-1", online=True, boot=boot, at=tx.now)
        stations.record_state(tx, "st-khu-1", plain, tx.now)
        assert stations.row(tx, "st-khu-1").state == plain
        stations.record_availability(tx, "st-khu-1", online=True, boot="b", at=tx.now)
        state = stations.row(tx, "st-khu-1").state
        assert state is not None
        assert [one.code for one in state.faults] == ["station.clone"]
        assert stations.counts(tx).faulty == 1
