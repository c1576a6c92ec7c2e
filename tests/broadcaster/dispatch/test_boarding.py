"""The board: how far every station is, who is silent and whom to call, how fast it went, and what the log says."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from broadcaster.accounts import Person, Role
from broadcaster.areas import Cover, drawn
from broadcaster.dispatch import Board, Stage, Tally
from broadcaster.dispatch.boarding import CALLED_AFTER, SILENT_AFTER
from broadcaster.errors import Missing, Refused
from broadcaster.localities import Kind, Locality, Station
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmStatus, StationState
from broadcaster.store import alerts, localities, people, stations
from tests.counting import asked
from tests.house import START, House

from .test_alerting import draft, duty, found, released

SECOND = timedelta(seconds=1)
WIDE = ("79",)


def say(here: House, station: str, *steps: AlarmProgress, at: datetime | None = None, code: str = "") -> None:
    """Let a station report steps of the alert."""
    with here.dispatch.store.begin("stations") as tx:
        for step in steps:
            alerts.record(tx, station, AlarmReport("a1", step, at or here.clock.now(), seq=1, code=code))


def signed(here: House, **changes: object) -> None:
    """Release an alert for the whole province by two people of the province, and let the signer sign it."""
    first = duty(here)
    second = Person("second", "hai", "Người thứ hai", Role.OPERATOR, "79")
    with here.dispatch.store.begin("test") as tx:
        people.add(tx, second, "một câu dài dễ nhớ")
    made = here.dispatch.draft_alert(draft(**{"origin": "79", "localities": WIDE} | changes), first)
    confirmed = here.dispatch.confirm_alert(made.id, first, version=made.version)
    here.dispatch.release_alert(made.id, second, version=confirmed.version)
    here.dispatch.sign_alarms()


def duty_again(here: House) -> Person:
    """Return the operator who released."""
    with here.dispatch.store.read() as tx:
        return people.find(tx, "second")


def stages(board: Board) -> dict[str, Stage]:
    """Return how far each station of a board is."""
    return {one.station.id: one.stage for one in board.lines}


def bring_online(here: House, station: str) -> None:
    """Let a station report its state."""
    with here.dispatch.store.begin(station) as tx:
        at = here.clock.now()
        stations.record_availability(tx, station, online=True, boot="b", at=at)
        stations.record_state(tx, station, StationState(at=at, boot="b", volume=80), at)


def test_a_draft_waits_everywhere(here: House) -> None:
    """Before the signature no station was sent anything, however long it takes, and nobody is called."""
    here.dispatch.draft_alert(draft(), here.officer)
    here.clock.advance(timedelta(hours=1))
    board = here.dispatch.board("a1")
    assert stages(board) == {"st-1": Stage.WAITING}
    assert (board.sent_at, board.calls, board.latency) == (None, (), None)
    assert board.tally == Tally(1, 0, 0, 0, 0, 0, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("steps", "stage"),
    [
        ((), Stage.SENT),
        ((AlarmProgress.RECEIVED,), Stage.RECEIVED),
        ((AlarmProgress.VERIFIED, AlarmProgress.RECEIVED), Stage.VERIFIED),
        ((AlarmProgress.SOUNDING,), Stage.SOUNDING),
        ((AlarmProgress.SOUNDING, AlarmProgress.FINISHED), Stage.FINISHED),
        ((AlarmProgress.RECEIVED, AlarmProgress.REFUSED), Stage.REFUSED),
        ((AlarmProgress.SOUNDING, AlarmProgress.REFUSED), Stage.SOUNDING),
    ],
)
def test_the_furthest_step_counts(here: House, steps: tuple[AlarmProgress, ...], stage: Stage) -> None:
    """Reports may come in any order, or be lost on the way; what sounded was heard, whatever came after."""
    signed(here)
    say(here, "st-1", *steps)
    assert stages(here.dispatch.board("a1")) == {"st-1": stage, "st-2": Stage.SENT}


def test_each_step_has_its_moment_and_a_refusal_its_reason(here: House) -> None:
    """The board says when a station did what, and why it refused."""
    signed(here)
    say(here, "st-1", AlarmProgress.RECEIVED)
    say(here, "st-1", AlarmProgress.SOUNDING, at=START + 3 * SECOND)
    say(here, "st-2", AlarmProgress.REFUSED, code="signing.signature")
    board = here.dispatch.board("a1")
    one, two = board.lines
    assert (board.sent_at, one.told.received_at, one.told.sounding_at) == (START, START, START + 3 * SECOND)
    assert (one.commune, one.station.name, two.told.code) == ("c1", "Cụm loa Khu phố 1", "signing.signature")


def test_counts_are_of_all_that_came_so_far(here: House) -> None:
    """Whoever sounds has received and verified, even if those reports were lost; online is counted beside."""
    signed(here)
    bring_online(here, "st-2")
    say(here, "st-1", AlarmProgress.FINISHED)
    say(here, "st-2", AlarmProgress.VERIFIED)
    tally = here.dispatch.board("a1").tally
    assert (tally.stations, tally.online, tally.sent, tally.received) == (2, 1, 2, 2)
    assert (tally.verified, tally.sounding, tally.finished, tally.heard) == (2, 1, 1, 1)
    assert (tally.refused, tally.silent) == (0, 0)


def test_a_silent_station_is_called(here: House) -> None:
    """Nothing heard for a while: the station is silent, and its commune's people stand there, reachable ones first."""
    chairman = Person("chu", "chu", "Chủ tịch", Role.LEADER, "c1", phone="0901")
    clerk = Person("cb", "cb", "Cán bộ", Role.OFFICER, "h1", phone="0902")
    gone = Person("cu", "cu", "Người cũ", Role.LEADER, "c1", phone="0903", disabled_at=START)
    with here.dispatch.store.begin("test") as tx:
        for one in (chairman, clerk, gone):
            people.add(tx, one, "một câu dài dễ nhớ")
    signed(here)
    say(here, "st-2", AlarmProgress.SOUNDING)
    here.clock.advance(SILENT_AFTER - SECOND)
    assert here.dispatch.board("a1").calls == ()
    here.clock.advance(SECOND)
    board = here.dispatch.board("a1")
    assert stages(board)["st-1"] is Stage.SILENT
    (call,) = board.calls
    assert (call.commune, call.name, [one.station.id for one in call.lines]) == ("c1", "Phường Dĩ An", ["st-1"])
    assert [one.id for one in call.people] == ["chu", "cb", here.leader.id, here.officer.id]


def test_who_refuses_is_called_at_once_and_who_dallies_soon(here: House) -> None:
    """A refusal needs a person now; a station that verified but does not sound gets its minute."""
    signed(here)
    say(here, "st-1", AlarmProgress.REFUSED, code="signing.signature")
    say(here, "st-2", AlarmProgress.VERIFIED)
    assert [one.commune for one in here.dispatch.board("a1").calls] == ["c1"]
    here.clock.advance(CALLED_AFTER)
    board = here.dispatch.board("a1")
    assert [one.commune for one in board.calls] == ["c1", "c2"]
    assert stages(board)["st-2"] is Stage.VERIFIED
    assert board.calls[1].people == ()


def test_a_silent_test_is_heard_when_verified(here: House) -> None:
    """A test never sounds: nobody is called where it was verified, and that counts as heard."""
    signed(here, status=AlarmStatus.TEST)
    for station in ("st-1", "st-2"):
        say(here, station, AlarmProgress.VERIFIED)
    here.clock.advance(CALLED_AFTER)
    board = here.dispatch.board("a1")
    assert (board.calls, board.tally.heard, board.tally.sounding) == ((), 2, 0)


def test_latency_is_release_to_first_sound(here: House) -> None:
    """Least, median and the 99th percentile over the stations that sounded."""
    signed(here)
    with here.dispatch.store.begin("test") as tx:
        for number in range(100):
            report = AlarmReport("a1", AlarmProgress.SOUNDING, START + (number + 1) * SECOND)
            alerts.record(tx, f"gone-{number}", report)
    latency = here.dispatch.board("a1").latency
    assert latency is not None
    assert (latency.count, latency.least, latency.p99) == (100, SECOND, 99 * SECOND)
    assert latency.median == timedelta(seconds=50.5)


def test_a_station_that_moved_away_keeps_its_line(here: House) -> None:
    """It sounded there: the board of the alert still says so after the station was moved to another commune."""
    released(here)
    here.dispatch.sign_alarms()
    say(here, "st-1", AlarmProgress.SOUNDING)
    with here.dispatch.store.begin("test") as tx:
        stations.change(tx, replace(stations.find(tx, "st-1"), locality="c2"))
    (line,) = here.dispatch.board("a1").lines
    assert (line.station.id, line.stage, line.commune) == ("st-1", Stage.SOUNDING, "c2")


def test_the_report_of_who_heard_goes_by_commune(here: House) -> None:
    """After an exercise each commune reads how many of its stations were heard."""
    signed(here, status=AlarmStatus.EXERCISE)
    say(here, "st-1", AlarmProgress.FINISHED)
    here.clock.advance(SILENT_AFTER)
    rows = here.dispatch.board("a1").communes
    assert [(one.code, one.name, one.tally.stations, one.tally.heard, one.tally.silent) for one in rows] == [
        ("c1", "Phường Dĩ An", 1, 1, 0),
        ("c2", "Xã Phú Giáo", 1, 0, 1),
    ]


def test_a_board_of_nothing_is_missing(here: House) -> None:
    """An unknown alert has neither board nor log."""
    for ask in (here.dispatch.board, here.dispatch.alert_log):
        with pytest.raises(Missing) as refusal:
            ask("a9")
        assert refusal.value.code == "alert.missing"


def test_what_is_active_gravest_first(here: House) -> None:
    """From the release to the end an alert stands on every page; silent tests and drafts never do."""
    assert here.dispatch.active_alerts() == ()
    released(here, id="a1", level=2)
    released(here, id="a2", level=4)
    released(here, id="a3", status=AlarmStatus.EXERCISE, level=5)
    released(here, id="a4", status=AlarmStatus.TEST)
    here.dispatch.draft_alert(draft(id="a5"), here.officer)
    here.dispatch.sign_alarms()
    assert [one.id for one in here.dispatch.active_alerts()] == ["a3", "a2", "a1"]
    here.dispatch.cancel_alert("a2", here.leader, reason="nhầm")
    assert [one.id for one in here.dispatch.active_alerts()] == ["a3", "a1"]


@pytest.mark.parametrize(
    ("changes", "seen_in"),
    [
        ({}, {"79", "c1", "h1"}),
        ({"localities": (), "stations": ("st-1",)}, {"79", "c1", "h1"}),
        ({"localities": ("h1",)}, {"79", "c1", "h1"}),
    ],
)
def test_a_banner_is_for_those_concerned(here: House, changes: dict[str, object], seen_in: set[str]) -> None:
    """Whoever looks after a place within or around the alert sees it, another commune does not."""
    released(here, **changes)
    assert {one for one in ("79", "c1", "h1", "c2") if here.dispatch.active_alerts(one)} == seen_in


def test_a_station_taken_away_breaks_nothing(here: House) -> None:
    """An alert for a single station that was revoked meanwhile still has a board, a name and its banner."""
    released(here, localities=("h1",), stations=("st-1",))
    released(here, id="a2", localities=(), stations=("st-1",))
    with here.dispatch.store.begin("test") as tx:
        stations.revoke(tx, "st-1")
    assert [one.id for one in here.dispatch.active_alerts("c1")] == ["a1", "a2"]
    assert here.dispatch.board("a2").lines == ()
    assert [here.dispatch.alert_place(found(here, one)) for one in ("a1", "a2")] == ["Phường Dĩ An", "Phường Dĩ An"]


def test_after_the_end_nobody_is_called(here: House) -> None:
    """Whom an alert had not reached when it was cancelled need not be called; the board stands as it ended."""
    signed(here)
    say(here, "st-1", AlarmProgress.SOUNDING)
    here.clock.advance(SECOND)
    here.dispatch.cancel_alert("a1", duty_again(here), reason="nhầm")
    here.clock.advance(timedelta(hours=1))
    board = here.dispatch.board("a1")
    assert (stages(board), board.calls) == ({"st-1": Stage.SOUNDING, "st-2": Stage.SENT}, ())


def test_the_log_tells_everything_in_order(here: House) -> None:
    """Changes with their person, everybody's word, each step of each station: what an inquiry will ask for."""
    released(here)
    here.clock.advance(SECOND)
    here.dispatch.sign_alarms()
    say(here, "st-1", AlarmProgress.SOUNDING, at=START + 2 * SECOND)
    say(here, "st-1", AlarmProgress.REFUSED, at=START + 3 * SECOND, code="signing.signature")
    here.clock.advance(4 * SECOND)
    here.dispatch.cancel_alert("a1", here.leader, reason="nhầm")
    rows = here.dispatch.alert_log("a1")
    assert [one.at for one in rows] == sorted(one.at for one in rows)
    told = [(one.kind, one.what, one.by, one.station) for one in rows]
    assert set(told[:5]) == {
        ("change", "alert.add", here.officer.name, ""),
        ("change", "alert.confirm", here.officer.name, ""),
        ("change", "alert.release", here.leader.name, ""),
        ("word", "confirm", here.officer.name, ""),
        ("word", "release", here.leader.name, ""),
    }
    assert told[5:] == [
        ("change", "alert.activate", "signer", ""),
        ("station", "sounding", "", "st-1"),
        ("station", "refused", "", "st-1"),
        ("change", "alert.cancel", here.leader.name, ""),
    ]
    assert (rows[7].detail, rows[6].detail) == ("signing.signature", "")


def test_an_area_becomes_targets(here: House) -> None:
    """A circle on the map reaches the stations that stand in it, of one's own places; an empty one is refused."""
    with here.dispatch.store.begin("test") as tx:
        for station, latitude in (("st-1", 10.9), ("st-2", 10.91)):
            stations.change(tx, replace(stations.find(tx, station), latitude=latitude, longitude=106.7))
        stations.add(tx, Station("st-3", "Chưa đo", "c1"))
        stations.add(tx, Station("st-4", "Đã gỡ", "h1", latitude=20.0, longitude=106.7))
        stations.revoke(tx, "st-4")
    both = drawn(circles=["10.9,106.7,5"])
    assert here.dispatch.cover_area(both, here.leader) == Cover(("h1",), (), unplaced=("st-3",), beyond=("st-2",))
    assert here.dispatch.cover_area(both, duty(here)) == Cover(("h1", "c2"), (), unplaced=("st-3",))
    with pytest.raises(Refused) as refusal:
        here.dispatch.cover_area(drawn(circles=["20,106.7,5"]), here.leader)
    assert (refusal.value.code, refusal.value.field) == ("area.empty", "drawn")


def test_the_name_that_is_typed(here: House) -> None:
    """Of one commune: its name, however it is typed; of more: that of the authority; another name is refused."""
    here.dispatch.demand_name(draft(localities=("h1",)), " phuong  di an")
    here.dispatch.demand_name(draft(localities=(), stations=("st-2",)), "Xã Phú Giáo")
    here.dispatch.demand_name(draft(localities=("c1", "c2"), origin="79"), "thành phố hồ chí minh")
    with pytest.raises(Refused) as refusal:
        here.dispatch.demand_name(draft(), "Xã Phú Giáo")
    assert (refusal.value.code, refusal.value.facts) == ("alert.name_differs", {"name": "Phường Dĩ An"})


def province(here: House, count: int) -> None:
    """Sign an alert for ``count`` more stations in communes of twenty, 95 in 100 of which sound; a minute passes."""
    with here.dispatch.store.begin("test") as tx:
        for number in range(count // 20):
            localities.add(tx, Locality(f"x{number}", f"Xã {number}", Kind.COMMUNE, "79"))
        for number in range(count):
            stations.add(tx, Station(f"t{number:04}", f"Cụm {number}", f"x{number // 20}"))
    signed(here)
    with here.dispatch.store.begin("test") as tx:
        for number in range(0, count, 20):
            for station in range(number, number + 19):
                told = AlarmReport("a1", AlarmProgress.SOUNDING, START + SECOND)
                alerts.record(tx, f"t{station:04}", told)
    here.clock.advance(CALLED_AFTER)


def spent(act: Callable[[], object]) -> float:
    """Return the seconds of the processor that ``act`` took."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def empty_loop() -> int:
    """Count two million rounds: some 50 ms of a processor that nobody else uses."""
    return sum(1 for _ in range(2_000_000))


@pytest.mark.slow
def test_a_board_of_a_province_costs_little(here: House) -> None:
    """2,000 stations of 100 communes cost no more than an empty loop that is slowed down alike by a busy machine."""
    province(here, 2000)
    board = here.dispatch.board("a1")
    assert (board.tally.stations, board.tally.heard, len(board.calls)) == (2002, 1900, 102)
    ratios = [spent(lambda: here.dispatch.board("a1")) / spent(empty_loop) for _ in range(7)]
    assert min(ratios) < 1, ratios


def test_a_board_asks_no_more_for_more_stations(here: House) -> None:
    """One question per thing, never one per station; the banner asks even less."""
    province(here, 40)
    with asked() as sent:
        here.dispatch.board("a1")
    assert len(sent) <= 7
    with asked() as sent:
        here.dispatch.active_alerts("c1")
    assert len(sent) <= 3
