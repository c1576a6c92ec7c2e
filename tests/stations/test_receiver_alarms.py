"""Alarms at a whole station with a recorded loudspeaker: how soon they sound, how soon they are quiet, what follows."""

import base64
import hashlib
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from broadcaster.messages import (
    Alarm,
    AlarmAudio,
    AlarmProgress,
    AlarmRepeat,
    AlarmReport,
    AlarmSet,
    AlarmStatus,
    Clip,
    Endpoint,
    Kind,
    decode_up,
)
from broadcaster.tones import HIGH_HZ, LOW_HZ
from stations.desk_events import DocumentCame
from stations.enrol import enrol, load_identity
from stations.journal import Journal
from stations.receiver import Receiver
from stations.station_config import StationConfig
from tests import sound
from tests.broadcaster.brokers import connected, running_broker, server_tls
from tests.stations.centre import CLOCK, SITE, STATION, Centre, Web, airing_of, made_web, serving
from tests.stations.test_receiver import station, until

SOON_S = 2.0
"""From the envelope in the queue to the first sample heard; it is a tenth of that unless the machine starves."""


def tones(recording: sound.Recording, *, step: float = 0.02) -> list[float]:
    """Return the epoch seconds of all short stretches in which nothing but the attention tone sounds."""
    count = round(step * sound.RATE)
    found = []
    for first in range(0, len(recording.samples) - count, count):
        block = recording.samples[first : first + count] * np.hanning(count)
        power = np.abs(np.fft.rfft(block)) ** 2
        hz = np.fft.rfftfreq(count, 1 / sound.RATE)
        near = (np.abs(hz - LOW_HZ) < 110) | (np.abs(hz - HIGH_HZ) < 110)
        if power.sum() > 1e-3 and power[near].sum() > 0.9 * power.sum():
            found.append(recording.began + first / sound.RATE)
    return found


def found(recording: sound.Recording, clip: sound.Sound) -> sound.Match:
    """Return where a clip begins in what was heard, by its clearest tenth of a second: a starved machine stutters."""
    step = sound.RATE // 10
    pieces = ((first, clip[first : first + step]) for first in range(0, len(clip) - step, step))
    matches = [(first / sound.RATE, sound.correlate(recording, piece)) for first, piece in pieces if piece.any()]
    offset, best = max(matches, key=lambda one: one[1].score)
    return sound.Match(best.at - offset, best.score)


@contextmanager
def on_air(data: Path) -> Iterator[Receiver]:
    """Run a station in this process, its sound on the recorded loudspeaker."""
    config = StationConfig(data, "pulse:loa_1", clock_trusted=True, away_seconds=1)
    receiver = Receiver(config, load_identity(data), threading.Event())
    with receiver.running():
        yield receiver


@pytest.fixture
def speakers(monkeypatch: pytest.MonkeyPatch) -> Iterator[sound.Speakers]:
    """One recorded loudspeaker."""
    with sound.null_sinks(["loa_1"]) as running:
        monkeypatch.setenv("PULSE_SERVER", running.server)
        yield running


def stocked(web: Web, path: Path, length_s: float) -> Clip:
    """Put a clip on the server."""
    content = path.read_bytes()
    clip = Clip(hashlib.sha256(content).hexdigest(), len(content), timedelta(seconds=length_s), -16.0, "wav")
    web.files[clip.sha256] = content
    return clip


def alarm_of(speech: Path, **more: object) -> Alarm:
    """Return an alarm that brings its speech along and sounds twice."""
    content, now = speech.read_bytes(), CLOCK.now()
    audio = AlarmAudio(hashlib.sha256(content).hexdigest(), len(content), base64.b64encode(content).decode())
    repeat = AlarmRepeat(2, timedelta(seconds=1))
    until = now + timedelta(hours=1)
    return Alarm("bao-3", AlarmStatus.ACTUAL, now, until, 3, "", audio, "Bão số 3.", repeat, **more)  # type: ignore[arg-type]


@pytest.mark.slow
@pytest.mark.timed
def test_an_alarm_sounds_at_once_and_the_programme_comes_back(tmp_path: Path, speakers: sound.Speakers) -> None:
    """A programme on air; the signed set comes: tone, the speech it brought, again; cancelled: quiet; the programme."""
    news = sound.noise_clip(tmp_path / "news.wav", 40, seed=1)
    speech = sound.noise_clip(tmp_path / "speech.webm", 3, seed=2)
    with serving(made_web(tmp_path)) as web:
        centre, topic = web.centre, web.centre.topics.alarms("79")
        centre.assign()
        clip = stocked(web, news, 40)
        start = CLOCK.now() + timedelta(seconds=8)
        centre.plan(airing_of("news", start, clip), clips=(clip,))
        data = tmp_path / "s1"
        data.mkdir()
        enrol(data, web.url, web.claim(), serial="box-1")
        with sound.Recorder(speakers.server, "loa_1", warm_up=0.5) as recorder, on_air(data) as receiver:
            time.sleep((start - CLOCK.now()).total_seconds() + 3)
            envelope = centre.publish(topic, Kind.ALARMS, AlarmSet((alarm_of(speech),)))
            came = time.time()
            receiver.events.put(DocumentCame(topic, envelope, live=True))
            time.sleep(11.0)
            envelope = centre.publish(topic, Kind.ALARMS, AlarmSet())
            cancelled = time.time()
            receiver.events.put(DocumentCame(topic, envelope, live=True))
            time.sleep(5)
    heard, toned = recorder.recording, tones(recorder.recording)
    print(f"first tone {toned[0] - came:.3f} s, quiet {toned[-1] + 0.02 - cancelled:.3f} s after the envelope")
    assert 0 < toned[0] - came < SOON_S
    spoken = found(heard.between(came + 3, came + 10), sound.decoded(speech))
    assert spoken.score > 0.8
    assert abs(spoken.at - came - 5) < SOON_S
    assert [one for one in toned if came + 9 < one < cancelled], "it sounded only once"
    assert toned[-1] - cancelled < SOON_S
    again = sound.onset(heard.between(cancelled + SOON_S, cancelled + 5))
    assert again is not None and again - cancelled < 2 + SOON_S
    piece = heard.between(again + 0.2, again + 2.2)
    place = found(sound.Recording(sound.decoded(news), start.timestamp()), piece.samples)
    assert place.score > 0.8 and abs(place.at - piece.began) < SOON_S, "not where its neighbours are"
    _check_told(data, came)


def _check_told(data: Path, came: float) -> None:
    """Look at what waits for the server: rows and reports of the whole story, and when the first sample was asked."""
    journal = Journal.open(data / "journal.db")
    rows = [(row.alarm_id or row.airing_id, row.attempt, row.ended_how.value) for _, row in journal.undelivered()]
    reports = [one for _, one in journal.untold()]
    journal.close()
    sounding = next(one for one in reports if one.progress is AlarmProgress.SOUNDING)
    asked = sounding.at.timestamp() - float(sounding.facts["late_ms"]) / 1000 - came
    print(f"first sample asked {asked:.3f} s after the envelope, left {sounding.facts['late_ms']} ms after that")
    assert asked < SOON_S / 2
    told = [(one.progress, one.code) for one in reports]
    assert rows == [("news", 1, "pre-empted"), ("bao-3", 1, "finished"), ("bao-3", 2, "stopped")]
    assert told == [
        (AlarmProgress.RECEIVED, ""),
        (AlarmProgress.VERIFIED, ""),
        (AlarmProgress.SOUNDING, ""),
        (AlarmProgress.SOUNDING, ""),
        (AlarmProgress.FINISHED, "station.alarm_cancelled"),
    ]


@pytest.mark.slow
def test_the_server_hears_of_alarms_before_all_else(tmp_path: Path) -> None:
    """Over a real broker: received, verified, sounding, finished, then the row; nothing waits in the journal after."""
    with running_broker(tmp_path) as broker, serving(Web(Centre(), broker.pki)) as web:
        web.broker = Endpoint(*broker.address)
        centre, topic = web.centre, web.centre.topics.alarms("79")
        centre.assign()
        data = tmp_path / "s1"
        data.mkdir()
        enrol(data, web.url, web.claim(), serial="box-1")
        tls = server_tls(broker.pki)
        with connected(broker.address, "server", tls, f"{SITE}/v1/up/+/+") as (server, told), station(data):
            server.publish(centre.topics.keys, centre.documents[centre.topics.keys], retained=True).wait(5)
            assignment = centre.topics.assignment(STATION)
            server.publish(assignment, centre.documents[assignment], retained=True).wait(5)
            now = CLOCK.now()
            alarm = Alarm("coi", AlarmStatus.ACTUAL, now, now + timedelta(hours=1), 3, repeat=AlarmRepeat(1))
            server.publish(topic, centre.publish(topic, Kind.ALARMS, AlarmSet((alarm,))), retained=True).wait(5)
            steps: list[str] = []
            while "as-run" not in steps:
                where, payload, _ = told.message()
                if where.endswith("/alarm"):
                    report = decode_up("alarm", payload)
                    assert isinstance(report, AlarmReport)
                    steps.append(report.progress.value)
                elif where.endswith("/as-run"):
                    steps.append("as-run")
            assert steps == ["received", "verified", "sounding", "finished", "as-run"]
            until(lambda: not waiting(data), "the reports were never marked as taken")


def waiting(data: Path) -> list[str]:
    """Return the steps the server has not heard of."""
    journal = Journal.open(data / "journal.db")
    try:
        return [one.progress.value for _, one in journal.untold()]
    finally:
        journal.close()


@pytest.mark.slow
def test_killed_in_the_middle_it_sounds_as_often_as_ordered(tmp_path: Path) -> None:
    """kill -9 in the second of three messages, then a start without any server: the third follows, and no fourth."""
    with serving(made_web(tmp_path)) as web:
        web.centre.assign()
        data = tmp_path / "s1"
        data.mkdir()
        enrol(data, web.url, web.claim(), serial="box-1")
        now, repeat = CLOCK.now(), AlarmRepeat(3, timedelta(seconds=1))
        alarm = Alarm("coi", AlarmStatus.ACTUAL, now, now + timedelta(hours=1), 3, repeat=repeat)
        web.centre.publish(web.centre.topics.alarms("79"), Kind.ALARMS, AlarmSet((alarm,)))
        with station(data) as first:
            until(lambda: waiting(data).count("sounding") == 2, "it never sounded twice")
            first.kill()
            first.wait()
        web.answer = (503, "application/json", b"")
        with station(data):
            until(lambda: "finished" in waiting(data), "the group was never reported")
            time.sleep(3)
    journal = Journal.open(data / "journal.db")
    rows = [(row.alarm_id, row.attempt, row.ended_how.value) for _, row in journal.undelivered()]
    journal.close()
    assert rows == [("coi", 1, "finished"), ("coi", 2, "failed"), ("coi", 3, "finished")]
    assert waiting(data) == ["received", "verified", "sounding", "sounding", "sounding", "finished"]
