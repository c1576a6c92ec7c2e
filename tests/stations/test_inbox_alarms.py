"""Sets of alarms in the inbox: kept, merged by depth, never gone back on, and believed when other things are not."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from broadcaster import messages
from broadcaster.messages import Alarm, AlarmSet, AlarmStatus, Kind, Role
from broadcaster.signing import Accepted, Signer, seal
from stations.inbox import Inbox, Refusal
from stations.station_clock import StationClock
from tests.house import SetClock
from tests.stations.centre import CLOCK, STATION, Centre

NOW = CLOCK.now()


@pytest.fixture
def centre() -> Centre:
    """A site that signs."""
    return Centre()


@pytest.fixture
def machine() -> SetClock:
    """A clock set by hand, right when the test begins: the centre signs by the real one."""
    return SetClock(CLOCK.now())


def opened(folder: Path, centre: Centre, machine: SetClock) -> Inbox:
    """Return the inbox of station s1 in province 79, commune c1, from what its disk holds."""
    inbox = Inbox(folder / "inbox", centre.trust, STATION, StationClock(machine))
    inbox.load()
    if inbox.assignment is None:
        inbox.accept(centre.topics.keys, centre.documents[centre.topics.keys])
        inbox.accept(centre.topics.assignment(STATION), centre.assign("79", "c1"))
    return inbox


def alarms(*idents: str, until: datetime = NOW + timedelta(hours=2)) -> AlarmSet:
    """Return a set of real alarms."""
    return AlarmSet(tuple(Alarm(one, AlarmStatus.ACTUAL, NOW, until) for one in idents))


def stood(inbox: Inbox) -> list[tuple[str, int]]:
    """Return the alarms in force with their layers."""
    return [(one.alarm.id, one.layer) for one in inbox.alarms()]


def test_sets_of_all_topics_are_one_with_their_depth(tmp_path: Path, centre: Centre, machine: SetClock) -> None:
    """Province 0, commune 1, the station itself deepest; another commune's set is refused."""
    inbox, topics = opened(tmp_path, centre, machine), centre.topics
    for topic, ident in ((topics.station_alarms(STATION), "s"), (topics.alarms("c1"), "c"), (topics.alarms("79"), "p")):
        assert isinstance(inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms(ident))), Accepted)
    assert stood(inbox) == [("p", 0), ("c", 1), ("s", 2)]
    other = topics.alarms("c2")
    assert isinstance(inbox.accept(other, centre.publish(other, Kind.ALARMS, alarms("x"))), Refusal)


def test_alarms_are_there_after_a_start_without_network(tmp_path: Path, centre: Centre, machine: SetClock) -> None:
    """The newest set counts after a restart; an older one, signed as it may be, is refused then too."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    old = centre.publish(topic, Kind.ALARMS, alarms("cu"))
    inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao")))
    assert not list((tmp_path / "inbox").glob("*alarms*"))
    inbox.save()
    again = opened(tmp_path, centre, machine)
    assert stood(again) == [("bao", 0)]
    assert again.alarms()[0].arrived_at is None
    refused = again.accept(topic, old)
    assert isinstance(refused, Refusal) and refused.reason.code == "wire.replayed"
    again.accept(topic, centre.publish(topic, Kind.ALARMS, AlarmSet()))
    assert stood(opened(tmp_path, centre, machine)) == []


def test_an_old_key_set_still_lets_alarms_through(tmp_path: Path, centre: Centre, machine: SetClock) -> None:
    """A year later nobody renewed the keys: the alarm is believed and marked, a timetable is not."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    machine.advance(timedelta(days=400))
    later = machine.now()
    accepted = inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao"), now=later))
    assert isinstance(accepted, Accepted) and accepted.keys_old
    edition = messages.Edition(1, later, later + timedelta(days=1))
    plan = centre.publish(centre.topics.timetable("79"), Kind.TIMETABLE, edition, now=later)
    assert isinstance(inbox.accept(centre.topics.timetable("79"), plan), Refusal)


def test_a_revoked_key_ends_its_alarms(tmp_path: Path, centre: Centre, machine: SetClock) -> None:
    """A new key set without the key that signed: what it signed sounds no longer."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao")))
    inbox.accept(centre.topics.keys, centre.publish_keys())
    assert stood(inbox) == [("bao", 0)]
    centre.signers[Role.ALARM] = Signer.generate(Role.ALARM)
    inbox.accept(centre.topics.keys, centre.publish_keys())
    assert stood(inbox) == []


@pytest.mark.parametrize("role", [Role.SCHEDULE, Role.HEAD, Role.ROOT])
def test_no_other_role_raises_an_alarm(tmp_path: Path, centre: Centre, machine: SetClock, role: Role) -> None:
    """A stolen schedule key signs no alarm, whatever it calls the document."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    head = messages.header(Kind.ALARMS, topic, seq=9, now=NOW)
    thief = replace(centre.signers[role], role=Role.ALARM)
    envelope = seal(messages.encode(head, alarms("gia")), Kind.ALARMS, thief)
    refused = inbox.accept(topic, envelope)
    assert isinstance(refused, Refusal)
    assert stood(inbox) == []


def test_a_disk_that_takes_nothing_silences_no_alarm(tmp_path: Path, centre: Centre, machine: SetClock) -> None:
    """The set is believed from memory, and the inbox says that it is not on the disk."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    (tmp_path / "inbox").rename(tmp_path / "away")
    assert isinstance(inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao"))), Accepted)
    assert stood(inbox) == [("bao", 0)]
    inbox.save()
    assert inbox.unsaved is not None
    (tmp_path / "away").rename(tmp_path / "inbox")
    inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao")))
    inbox.save()
    assert inbox.unsaved is None


@pytest.mark.parametrize(("live", "believed"), [(True, True), (False, False)])
def test_a_wrong_clock_stops_no_alarm_that_comes_now(
    tmp_path: Path, centre: Centre, machine: SetClock, live: bool, believed: bool
) -> None:
    """The clock is a year ahead and nobody vouches for it: what comes live counts from its own signed time on."""
    inbox, topic = opened(tmp_path, centre, machine), centre.topics.alarms("79")
    envelope = centre.publish(topic, Kind.ALARMS, alarms("bao"), now=machine.now())
    machine.advance(timedelta(days=300))
    accepted = inbox.accept(topic, envelope, clock_trusted=False, live=live)
    assert isinstance(accepted, Accepted) is believed
    if believed:
        standing = inbox.alarms()[0]
        assert standing.ahead == pytest.approx(timedelta(days=300), abs=timedelta(minutes=1))
        assert machine.now() < standing.expires_at(False)
        assert machine.now() > standing.expires_at(True)


@pytest.mark.slow
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=3), st.integers(0, 3))
def test_no_changed_byte_is_believed(folder: Path, where: float, put: bytes, cut: int) -> None:
    """Whatever is changed, cut out or put into a signed set: it is refused, and what stood stands."""
    centre = Centre()
    inbox = opened(folder / str(uuid4()), centre, SetClock(CLOCK.now()))
    topic = centre.topics.alarms("79")
    inbox.accept(topic, centre.publish(topic, Kind.ALARMS, alarms("bao")))
    new = centre.publish(topic, Kind.ALARMS, AlarmSet())
    at = int(where * len(new))
    forged = new[:at] + put + new[at + cut :]
    if json_of(forged) != json_of(new):
        assert not isinstance(inbox.accept(topic, forged), Accepted)
        assert stood(inbox) == [("bao", 0)]
    assert not isinstance(inbox.accept(centre.topics.alarms("c1"), new), Accepted)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the inboxes of one test lie."""
    return tmp_path


def json_of(envelope: bytes) -> object:
    """Return what an envelope says; None for what is no JSON: a space between two words changes nothing."""
    try:
        return json.loads(envelope.decode())
    except ValueError:
        return None
