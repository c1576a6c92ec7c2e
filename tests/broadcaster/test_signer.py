"""The signer as it runs: a released alert is at the broker within a moment, with its speech after it, and stays."""

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from broadcaster.assembly import to_broker
from broadcaster.broker import EmbeddedBroker
from broadcaster.clock import SystemClock
from broadcaster.config import Config
from broadcaster.errors import BroadcasterError, Missing, Unavailable
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmSet, AlarmStatus, Topics, Up, encode_up
from broadcaster.mqtt import Connection
from broadcaster.pki import SERVER, SIGNER, Pki
from broadcaster.signer import Signing, sign_until
from broadcaster.store import Store, alert_documents, alerts, canary
from tests.broadcaster.brokers import SITE, WAIT_S, Told, connected, station_tls
from tests.broadcaster.dispatch.test_alerting import draft
from tests.house import House, house
from tests.ports import free_port

TOPIC = f"{SITE}/v1/localities/c1/alarms"
UP = Topics(SITE).signer_subscriptions()


@pytest.fixture
def here(tmp_path: Path) -> Iterator[House]:
    """A house on the real clock, for a signer beside it does not wait for ours."""
    with house(tmp_path / "site") as built:
        store = Store.open(built.dispatch.config.database, SystemClock())
        yield replace(built, dispatch=replace(built.dispatch, clock=SystemClock(), store=store))
        store.close()


@contextmanager
def signing(config: Config) -> Iterator[list[bool]]:
    """Run a signer in a thread for the length of a block; how it ended is in the list afterwards."""
    stop, ended = threading.Event(), []
    before = set(threading.enumerate())
    thread = threading.Thread(target=lambda: ended.append(sign_until(config, stop)), name="signer")
    thread.start()
    try:
        yield ended
    finally:
        stop.set()
        thread.join(WAIT_S)
    assert set(threading.enumerate()) <= before


def release(here: House, alert_id: str = "a1") -> None:
    """Have an alert confirmed and released."""
    made = here.dispatch.draft_alert(draft(id=alert_id), here.officer)
    confirmed = here.dispatch.confirm_alert(made.id, here.officer, version=made.version)
    here.dispatch.release_alert(made.id, here.leader, version=confirmed.version)


def next_set(here: House, told: Told, until: Callable[[AlarmSet], bool]) -> AlarmSet:
    """Return the first set that came and is what we wait for, verified as a station does."""
    while True:
        topic, envelope, _ = told.message()
        accepted = here.dispatch.keys.trust().accept(envelope, topic, now=here.dispatch.clock.now(), newest_seq=-1)
        assert isinstance(accepted.document, AlarmSet)
        if until(accepted.document):
            return accepted.document


@pytest.mark.slow
def test_server_and_signer_stand_side_by_side(here: House, tmp_path: Path) -> None:
    """Each has a name of its own at the broker, so neither shuts the other out; the signer may write alarms only."""
    config = replace(here.dispatch.config, mqtt_listen=f"127.0.0.1:{free_port()}")
    pki = Pki(config.data / "pki")
    timetable = TOPIC.replace("alarms", "timetable")
    with EmbeddedBroker(tmp_path / "one", config.mqtt_listen, pki, site=SITE):
        server, signer = Told(), Told()
        with ExitStack() as stack:
            for name, told, topics in ((SERVER, server, (TOPIC, timetable)), (SIGNER, signer, UP)):
                connection = Connection(to_broker(config, pki, name), told.callbacks())
                connection.subscribe(*topics)
                connection.start()
                stack.callback(connection.close)
                assert told.event() == "connected"
            connection.publish(TOPIC, b"alarm").wait(WAIT_S)
            assert server.message()[:2] == (TOPIC, b"alarm")
            connection.publish(timetable, b"forged")  # given to nobody; some versions of the broker hang up besides
            with pytest.raises(queue.Empty):
                server.event(timeout_s=2)
            assert server.messages.empty()


@pytest.mark.slow
def test_from_the_release_to_the_broker_and_back(here: House, tmp_path: Path) -> None:
    """Released, spoken, told of by a station, cancelled; a broker that lost everything has it again by itself."""
    address = f"127.0.0.1:{free_port()}"
    config = replace(here.dispatch.config, mqtt_listen=address)
    pki = Pki(config.data / "pki")
    tls = station_tls(pki, tmp_path, "st-1")
    with EmbeddedBroker(tmp_path / "one", address, pki, site=SITE) as broker, signing(config) as ended:
        with connected(broker.address, "st-1", tls, TOPIC) as (station, told):
            release(here)
            assert [one.id for one in next_set(here, told, lambda one: bool(one.alarms)).alarms] == ["a1"]
            spoken = next_set(here, told, lambda one: one.alarms[0].audio is not None)
            assert spoken.alarms[0].audio is not None
            said = AlarmReport("a1", AlarmProgress.SOUNDING, here.dispatch.clock.now())
            station.publish(f"{SITE}/v1/up/st-1/alarm", encode_up(Up.ALARM, said)).wait(WAIT_S)
            assert eventually(lambda: [one.station for one in reached(here)]) == ["st-1"]
        broker.stop()
        with (
            EmbeddedBroker(tmp_path / "two", address, pki, site=SITE) as fresh,
            connected(fresh.address, "st-1", tls, TOPIC) as (_, told),
        ):
            next_set(here, told, lambda one: [alarm.id for alarm in one.alarms] == ["a1"])
            assert eventually(lambda: documents(here)) == ["Alert"]
            here.dispatch.cancel_alert("a1", here.leader, reason="")
            next_set(here, told, lambda one: one.alarms == ())
            assert eventually(lambda: documents(here)[1:]) == ["Cancel"]
    assert ended == [False]


@pytest.mark.slow
def test_the_silent_alarm_goes_the_real_way(here: House, tmp_path: Path) -> None:
    """Signed as soon as the signer runs, over its broker to a station, and what the station says comes back."""
    config = replace(here.dispatch.config, mqtt_listen=f"127.0.0.1:{free_port()}")
    pki, topic = Pki(config.data / "pki"), TOPIC.replace("c1", "79")
    tls = station_tls(pki, tmp_path, "st-1")
    with (
        EmbeddedBroker(tmp_path / "one", config.mqtt_listen, pki, site=SITE) as broker,
        signing(config),
        connected(broker.address, "st-1", tls, topic) as (station, told),
    ):
        (silent,) = next_set(here, told, lambda one: bool(one.alarms)).alarms
        assert (silent.status, silent.audio, silent.spoken_text) == (AlarmStatus.TEST, None, "")
        said = AlarmReport(silent.id, AlarmProgress.VERIFIED, here.dispatch.clock.now())
        station.publish(f"{SITE}/v1/up/st-1/alarm", encode_up(Up.ALARM, said)).wait(WAIT_S)
        assert eventually(lambda: answered(here)) == ["st-1"]


def answered(here: House) -> list[str]:
    """Return which stations have verified a silent alarm."""
    with here.dispatch.store.read() as tx:
        return [one.station for one in canary.watched(tx) if one.round_at is not None]


def reached(here: House) -> list[alerts.Reached]:
    """Return how far stations are."""
    with here.dispatch.store.read() as tx:
        return alerts.reached(tx, "a1")


def documents(here: House) -> list[str]:
    """Return what the world outside has been told."""
    with here.dispatch.store.read() as tx:
        return [one.msg_type for one in alert_documents.of_alert(tx, "a1")]


def eventually(ask: Callable[[], list[str]]) -> list[str]:
    """Return the first answer that is not empty, or the last."""
    pause = threading.Event()
    for _ in range(int(WAIT_S * 10)):
        if answer := ask():
            return answer
        pause.wait(0.1)
    return []


@pytest.mark.slow
def test_what_stations_said_waits_for_a_busy_database(here: House) -> None:
    """A report that cannot be kept now is kept at the next step, whatever else came meanwhile."""
    busy = Store.open(here.dispatch.config.database, SystemClock(), patience_s=0.05)
    signing = Signing(replace(here.dispatch, store=busy), lambda: True)
    release(here)
    for station in ("st-1", "st-2"):
        report = AlarmReport("a1", AlarmProgress.SOUNDING, SystemClock().now())
        signing.reports.put((Topics(SITE).alarm(station), encode_up(Up.ALARM, report)))
        if station == "st-1":
            with here.dispatch.store.begin("somebody"), pytest.raises(Unavailable):
                signing.resend()
    signing.resend()
    with busy.read() as tx:
        assert [one.station for one in alerts.reached(tx, "a1")] == ["st-1", "st-2"]
    busy.close()


def test_a_report_that_can_never_be_kept_is_dropped(here: House) -> None:
    """It costs one step and not the repeating of alarms for ever."""
    signing = Signing(here.dispatch, lambda: True)
    release(here)
    with here.dispatch.store.begin("somebody") as tx:
        tx.connection.exec_driver_sql(
            "CREATE TRIGGER odd BEFORE INSERT ON alert_progress WHEN NEW.station = 'st-1' "
            "BEGIN SELECT RAISE(ABORT, 'odd'); END"
        )
    report = encode_up(Up.ALARM, AlarmReport("a1", AlarmProgress.SOUNDING, SystemClock().now()))
    signing.reports.put((Topics(SITE).alarm("st-1"), report))
    with pytest.raises(BroadcasterError):
        signing.resend()
    signing.reports.put((Topics(SITE).alarm("st-2"), report))
    signing.resend()
    assert reached(here)[0].station == "st-2"


def test_without_the_alarm_key_it_does_not_start(here: House) -> None:
    """A signer that cannot sign says so at once, and not when an alarm is due."""
    for file in (here.dispatch.config.data / "keys" / "alarm").iterdir():
        file.unlink()
    with pytest.raises(Missing) as fault:
        sign_until(here.dispatch.config, threading.Event())
    assert fault.value.code == "keys.private_missing"
