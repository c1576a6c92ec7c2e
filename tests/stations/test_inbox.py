"""The inbox believes what is signed, new and ours, keeps it before anybody acts, and refuses aloud once."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.errors import Unavailable
from broadcaster.messages import Command, CommandName, Edition, Kind
from broadcaster.signing import Accepted
from stations.inbox import Inbox, Refusal
from stations.station_clock import StationClock
from tests.house import SetClock
from tests.stations.centre import CLOCK, STATION, Centre, airing_of, tone

NOW = CLOCK.now()
EMPTY = Edition(1, NOW, NOW + timedelta(days=1))


@pytest.fixture
def centre() -> Centre:
    """A site that signs."""
    return Centre()


def opened(folder: Path, centre: Centre, clock: StationClock | None = None) -> Inbox:
    """Return the inbox of station s1, its stored documents taken up."""
    inbox = Inbox(folder / "inbox", centre.trust, STATION, clock or StationClock(CLOCK))
    inbox.load()
    return inbox


def filled(folder: Path, centre: Centre) -> Inbox:
    """Return an inbox that knows the keys and its place under 79."""
    inbox = opened(folder, centre)
    for topic, envelope in ((centre.topics.keys, None), (centre.topics.assignment(STATION), centre.assign("79", "c1"))):
        assert isinstance(inbox.accept(topic, envelope or centre.documents[topic]), Accepted)
    return inbox


def test_what_was_accepted_is_there_after_a_start_without_network(tmp_path: Path, centre: Centre) -> None:
    """A new process takes up keys, assignment and editions, widest locality first, from the disk alone."""
    inbox = filled(tmp_path, centre)
    _, clip = tone(tmp_path, 1)
    for code in ("c1", "79"):
        edition = centre.plan(airing_of(f"a-{code}", NOW, clip), clips=(clip,), code=code)
        inbox.accept(centre.topics.timetable(code), edition)
    again = opened(tmp_path, centre)
    assert [edition.airings[0].id for edition in again.editions()] == ["a-79", "a-c1"]
    assert again.path == ("79", "c1")
    assert again.newest == inbox.newest
    assert again.accept(centre.topics.timetable("79"), centre.documents[centre.topics.timetable("79")]) is None


def test_the_file_is_there_before_the_document_is_handed_out(tmp_path: Path, centre: Centre) -> None:
    """When the disk takes nothing, a command is not accepted: after a power cut it would be obeyed twice."""
    inbox = filled(tmp_path, centre)
    topic, envelope = centre.topics.command(STATION), centre.command(Command("c1", CommandName.REFRESH))
    (tmp_path / "inbox").rename(tmp_path / "away")
    with pytest.raises(Unavailable):
        inbox.accept(topic, envelope)
    (tmp_path / "away").rename(tmp_path / "inbox")
    assert isinstance(inbox.accept(topic, envelope), Accepted)


def test_what_the_disk_does_not_take_counts_and_is_written_later(tmp_path: Path, centre: Centre) -> None:
    """A plan is believed from memory, said to be unsaved, and on the disk after the next document that it takes."""
    inbox = filled(tmp_path, centre)
    (tmp_path / "inbox").rename(tmp_path / "away")
    assert isinstance(inbox.accept(centre.topics.timetable("79"), centre.plan()), Accepted)
    assert len(inbox.editions()) == 1
    assert inbox.unsaved is not None
    (tmp_path / "away").rename(tmp_path / "inbox")
    inbox.accept(centre.topics.head, centre.head())
    assert inbox.unsaved is None
    assert len(opened(tmp_path, centre).editions()) == 1


def test_without_a_sure_clock_keys_and_place_are_believed_by_their_own_time(tmp_path: Path, centre: Centre) -> None:
    """A machine years ahead would refuse them as too old, and every alarm for want of them; of a plan it is right."""
    clock = StationClock(SetClock(CLOCK.now() + timedelta(days=3000)))
    inbox = opened(tmp_path, centre, clock)
    for topic, envelope in (
        (centre.topics.keys, centre.publish_keys()),
        (centre.topics.assignment(STATION), centre.assign()),
    ):
        assert isinstance(inbox.accept(topic, envelope, clock_trusted=False), Accepted)
    assert isinstance(inbox.accept(centre.topics.timetable("79"), centre.plan(), clock_trusted=False), Refusal)
    sure = opened(tmp_path / "sure", centre, clock)
    assert isinstance(sure.accept(centre.topics.keys, centre.publish_keys()), Refusal)


Make = Callable[[Centre], tuple[str, bytes]]


def forged(centre: Centre) -> tuple[str, bytes]:
    """An edition of another site's keys."""
    return centre.topics.timetable("79"), Centre().plan()


def older(centre: Centre) -> tuple[str, bytes]:
    """An edition before the one held."""
    return centre.topics.timetable("79"), centre.publish(centre.topics.timetable("79"), Kind.TIMETABLE, EMPTY, seq=1)


def misplaced(centre: Centre) -> tuple[str, bytes]:
    """An edition of one locality on another's topic."""
    return centre.topics.timetable("c1"), centre.plan()


def foreign(centre: Centre) -> tuple[str, bytes]:
    """An edition of a locality the station does not stand in."""
    return centre.topics.timetable("99"), centre.plan(code="99")


def stale(centre: Centre) -> tuple[str, bytes]:
    """An edition whose time is over."""
    topic = centre.topics.timetable("79")
    return topic, centre.publish(topic, Kind.TIMETABLE, EMPTY, now=NOW - timedelta(days=30))


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (forged, "wire.signature"),
        (older, "wire.replayed"),
        (misplaced, "wire.address"),
        (foreign, "wire.address"),
        (stale, "wire.expired"),
        (lambda centre: (centre.topics.head, b"{}"), "wire.malformed"),
        (lambda centre: (centre.topics.state(STATION), b"{}"), "wire.address"),
        (lambda centre: ("other/v1/head", b"{}"), "wire.site"),
    ],
)
def test_what_is_wrong_is_refused_once_with_its_reason(tmp_path: Path, centre: Centre, make: Make, code: str) -> None:
    """Forged, replayed, misplaced, foreign or stale: refused aloud once, in silence ever after."""
    inbox = filled(tmp_path, centre)
    held = centre.publish(centre.topics.timetable("79"), Kind.TIMETABLE, EMPTY, seq=5)
    inbox.accept(centre.topics.timetable("79"), held)
    topic, envelope = make(centre)
    refusal = inbox.accept(topic, envelope)
    assert isinstance(refusal, Refusal)
    assert refusal.reason.code == code
    assert inbox.accept(topic, envelope) is None
    assert inbox.newest[centre.topics.timetable("79")] == 5


def test_a_command_is_taken_once_even_over_a_restart(tmp_path: Path, centre: Centre) -> None:
    """A command that is delivered again after a crash is a replay."""
    command = centre.command(Command("c1", CommandName.STOP))
    topic = centre.topics.command(STATION)
    assert isinstance(filled(tmp_path, centre).accept(topic, command), Accepted)
    again = opened(tmp_path, centre).accept(topic, command)
    assert isinstance(again, Refusal)
    assert again.reason.code == "wire.replayed"


def test_a_spoiled_file_does_not_keep_the_rest_from_loading(tmp_path: Path, centre: Centre) -> None:
    """One half-written or forged file on a bad card costs only that document."""
    filled(tmp_path, centre)
    (tmp_path / "inbox" / "vn-79%2Fv1%2Fhead.json").write_bytes(b"\0\0")
    assert opened(tmp_path, centre).path == ("79", "c1")


def test_the_clock_never_stands_before_the_newest_signed_time(tmp_path: Path, centre: Centre) -> None:
    """A machine that wakes in 1970 knows better as soon as it sees, or remembers, a signed time."""
    machine = SetClock(NOW - timedelta(days=18000))
    clock = StationClock(machine)
    inbox = opened(tmp_path, centre, clock)
    keys = centre.topics.keys
    assert isinstance(inbox.accept(keys, centre.documents[keys], clock_trusted=False), Accepted)
    head = centre.head()
    assert isinstance(inbox.accept(centre.topics.head, head, clock_trusted=False), Accepted)
    assert clock.now() - NOW > timedelta(seconds=-1)
    fresh = StationClock(machine)
    opened(tmp_path, centre, fresh)
    assert fresh.now() - NOW > timedelta(seconds=-1)


def test_what_the_head_names_and_we_lack_is_withheld(tmp_path: Path, centre: Centre) -> None:
    """A broker that keeps back a newer edition is found out by the head; commands and others' topics are not ours."""
    inbox = filled(tmp_path, centre)
    assert list(inbox.withheld()) == []
    centre.plan()
    centre.plan(code="99")
    centre.command(Command("c1", CommandName.STOP))
    inbox.accept(centre.topics.head, centre.head())
    assert list(inbox.withheld()) == [centre.topics.timetable("79")]


def test_an_expired_edition_plays_nothing(tmp_path: Path, centre: Centre) -> None:
    """A station away for weeks does not play last month's plan, and remembers its number."""
    filled(tmp_path, centre)
    machine = SetClock(CLOCK.now())
    inbox = opened(tmp_path, centre, StationClock(machine))
    inbox.accept(centre.topics.timetable("79"), centre.plan())
    assert len(inbox.editions()) == 1
    machine.advance(timedelta(days=10))
    assert inbox.editions() == []
    assert opened(tmp_path, centre).newest[centre.topics.timetable("79")] == 1
