"""The as-run log: at least once delivered, once counted, and readable years later."""

from dataclasses import replace
from datetime import timedelta

import pytest

from broadcaster.messages import AsRun, EndedHow, Heard
from broadcaster.store import Slice, Store, as_run, localities
from broadcaster.store.as_run import AsRunFilter, AsRunSummary

from .conftest import START, Watch, add_bulletins
from .test_editions import AIRING, WEEK, publish

FIRST = AsRun(
    "st-khu-1",
    "airing-1",
    None,
    0,
    1,
    EndedHow.FINISHED,
    Heard.YES,
    START,
    -3.5,
    START + timedelta(seconds=6),
    70,
    "c" * 64,
    "x",
)
SECOND = replace(FIRST, item=1, started_at=START + timedelta(seconds=6), ended_at=START + timedelta(seconds=12))
MISSED = AsRun("st-khu-1", "airing-2", None, 0, 1, EndedHow.MISSED, Heard.NO, reason="station.late")
ALARM = AsRun("st-khu-1", None, "alarm-1", 0, 1, EndedHow.STOPPED, Heard.UNKNOWN, START + timedelta(hours=1))


def send(store: Store, *rows: AsRun, station: str = "st-khu-1") -> int:
    """Report rows; return how many were new."""
    with store.begin(station) as tx:
        return as_run.add(tx, station, rows)


def test_rows_come_back_whole_with_their_names(province: Store) -> None:
    """What was reported is read as it was, with the station's name and the bulletin's title; an alarm has none."""
    add_bulletins(province, "b1", "b2")
    publish(province, "dong-hoa", START + WEEK, AIRING)
    assert send(province, FIRST, SECOND, MISSED, ALARM) == 4
    with province.read() as tx:
        rows = as_run.listed(tx).items
    assert [row.as_run for row in rows] == [ALARM, SECOND, MISSED, FIRST]
    assert [row.bulletin_id for row in rows] == [None, "b2", None, "b1"]
    assert {row.station_name for row in rows} == {"Cụm loa khu-1"}
    assert (rows[1].bulletin_title, rows[0].bulletin_title) == ("Lịch tiêm chủng", "")
    assert rows[2].at == START


def test_repeated_playlist_counts_its_bulletins_around(province: Store) -> None:
    """The fourth item of two bulletins played twice is the second bulletin."""
    add_bulletins(province, "b1", "b2")
    publish(province, "dong-hoa", START + WEEK, AIRING)
    send(province, replace(FIRST, item=3), replace(FIRST, item=2))
    with province.read() as tx:
        assert {row.as_run.item: row.bulletin_id for row in as_run.listed(tx).items} == {3: "b2", 2: "b1"}


def test_rows_are_counted_once(province: Store) -> None:
    """Sent again, also within one batch, a row changes nothing; another attempt, item or alarm is another row."""
    assert send(province, FIRST) == 1
    assert send(province, FIRST, replace(FIRST, volume=1), SECOND, SECOND) == 1
    assert send(province, replace(FIRST, attempt=2), replace(FIRST, airing_id=None, alarm_id="airing-1")) == 2
    with province.read() as tx:
        assert len(as_run.listed(tx).items) == 4
        assert FIRST in [row.as_run for row in as_run.listed(tx).items]


def test_station_speaks_only_for_itself(province: Store) -> None:
    """Rows in another's name and rows of unknown stations are dropped; an empty batch is nothing."""
    assert send(province, FIRST, station="st-an-binh") == 0
    assert send(province, replace(FIRST, station="nobody"), station="nobody") == 0
    assert send(province) == 0


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (AsRunFilter(scope="dong-hoa"), 4),
        (AsRunFilter(scope="an-binh"), 0),
        (AsRunFilter(station="st-khu-1"), 4),
        (AsRunFilter(station="st-an-binh"), 0),
        (AsRunFilter(bulletin="b1"), 1),
        (AsRunFilter(heard=Heard.YES), 2),
        (AsRunFilter(ended_how=EndedHow.MISSED), 1),
        (AsRunFilter(since=START + timedelta(seconds=6)), 2),
        (AsRunFilter(until=START + timedelta(seconds=6)), 2),
        (AsRunFilter(scope="79", heard=Heard.YES, until=START + timedelta(seconds=1)), 1),
    ],
)
def test_filters(province: Store, wanted: AsRunFilter, found: int) -> None:
    """By place, station, bulletin, time, proof of sound and end."""
    add_bulletins(province, "b1", "b2")
    publish(province, "dong-hoa", START + WEEK, AIRING)
    send(province, FIRST, SECOND, MISSED, ALARM)
    with province.read() as tx:
        page = as_run.listed(tx, wanted, Slice(total=True))
    assert (len(page.items), page.total) == (found, found)


def test_merged_commune_keeps_its_history(province: Store) -> None:
    """What sounded in a commune that is no more is found below its successor, under the old code."""
    send(province, replace(FIRST, station="st-dong-hoa"), station="st-dong-hoa")
    with province.begin() as tx:
        localities.merge(tx, ["dong-hoa"], "an-binh")
    with province.read() as tx:
        for scope in ("an-binh", "dong-hoa"):
            rows = as_run.listed(tx, AsRunFilter(scope=scope)).items
            assert [row.locality for row in rows] == ["dong-hoa"]


def test_summary(province: Store) -> None:
    """Rows, heard, failed and seconds on air within a span; nothing at all is zero."""
    send(province, FIRST, SECOND, MISSED, ALARM)
    with province.read() as tx:
        whole = as_run.summary(tx, "79", START, START + WEEK)
        assert whole == AsRunSummary(rows=4, heard=2, failed=1, sounded=timedelta(seconds=12))
        assert as_run.summary(tx, None, START - WEEK, START) == AsRunSummary(0, 0, 0, timedelta())


def test_pages_of_rows_at_one_moment(province: Store, watch: Watch) -> None:
    """Many stations that begin together page without gap or repeat."""
    send(province, *(replace(FIRST, attempt=number) for number in range(10)))
    with province.read() as tx:
        first = as_run.listed(tx, page=Slice(limit=6))
        rest = as_run.listed(tx, page=Slice(first.next, 6))
    assert [row.as_run.attempt for row in first.items + rest.items] == list(range(9, -1, -1))
