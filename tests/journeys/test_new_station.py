"""The life of a receiver: added in the page, enrolled with its claim code, tried out, silenced, thrown out."""

import contextlib
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from broadcaster.errors import BroadcasterError
from broadcaster.mqtt import Callbacks, Connection, Link, Tls
from broadcaster.sample import localities as sample_localities
from broadcaster.tones import HIGH_HZ, LOW_HZ
from stations.enrol import Identity, load_identity
from stations.web_client import WebClient
from tests.journeys.hearing import recorded, sounding_seconds, tone_shares, volume_db
from tests.journeys.pages import Phone, phone
from tests.journeys.world import World, until_moment
from tests.sound import Recording, last_sound, onset, rms_dbfs

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.journey

NAME = "Cụm loa chợ chiều"
PASSWORD = "gió mùa thổi qua đồng"
TONE_PIECES = 50
TONE_SECONDS = 5.0
LEAD_SECONDS = 2.0
VOLUME, LOWER = 80, 40


@pytest.fixture
def technician(here: World, browser: "Browser", tmp_path: Path) -> Iterator[Phone]:
    """A technician of the province."""
    one_time = here.add_account("kythuat", "Kỹ thuật viên", "technician", here.config.province)
    with phone(browser, here.address, tmp_path) as mine:
        mine.sign_in("kythuat", one_time, PASSWORD)
        yield mine


@pytest.fixture
def operator(here: World, browser: "Browser", tmp_path: Path) -> Iterator[Phone]:
    """The province's operator, who may silence."""
    one_time = here.add_account("tructinh", "Trực tỉnh", "operator", here.config.province)
    with phone(browser, here.address, tmp_path) as mine:
        mine.sign_in("tructinh", one_time, PASSWORD)
        yield mine


def test_a_station_is_added_tried_out_and_thrown_out(
    here: World, technician: Phone, operator: Phone, tmp_path: Path
) -> None:
    """Claim code, enrolment, online; tone; volume; silence and back; revoked: cut off at once, the code is spent."""
    station, code = technician.add_station(NAME, hamlet_elsewhere(here))
    receiver = here.enrol(station, NAME, code, here.speakers.sinks[-1])
    receiver.start()
    try:
        technician.await_station(station, "hoạt động bình thường", within=30)
        with recorded(here.speakers, [receiver.sink], tmp_path) as recorders:
            tone_ordered = sound_tone(technician, station)
            technician.order(station, "Đặt", f"Chỉnh âm lượng {LOWER}: đã làm", volume=str(LOWER))
            operator.order(station, "Im lặng", "Tạm im lặng: đã làm")
            operator.await_station(station, "tạm im lặng đến")
            silent_from = time.time()
            technician.order(station, "Phát âm thử", "Phát âm thử: bị từ chối")
            until_moment(datetime.now(UTC) + timedelta(seconds=LEAD_SECONDS + 1))
            operator.order(station, "Phát trở lại", "Phát trở lại: đã làm")
            lower_ordered = sound_tone(technician, station)
        heard = recorders[0].recording
        loud = assert_is_tone(heard.between(tone_ordered, silent_from), tone_ordered)
        assert onset(heard.between(silent_from, lower_ordered)) is None
        low = assert_is_tone(heard.between(lower_ordered, lower_ordered + 60), lower_ordered)
        print(f"tone {loud:.1f} dBFS, at volume {LOWER} {low:.1f} dBFS")
        assert abs((low - loud) - (volume_db(LOWER) - volume_db(VOLUME))) < 0.5

        identity = load_identity(receiver.folder)
        assert inbox_answers(identity)
        technician.revoke(station, NAME)
        assert not inbox_answers(identity)
        technician.await_station(station, "không liên lạc được", within=5)
        assert not broker_answers(identity)
    finally:
        receiver.stop()
    spent = here.enrolment(code, here.folder / "receivers" / "finder")
    assert spent.returncode == 2
    assert "đã được dùng" in spent.stderr


def hamlet_elsewhere(here: World) -> str:
    """Return a hamlet outside the commune whose hours are closed."""
    return next(
        one["code"] for one in sample_localities() if one["code"].endswith("-01") and one["parent"] != here.commune
    )


def sound_tone(reader: Phone, station: str) -> float:
    """Order the test tone, wait until it must be over, and return when it was ordered."""
    ordered = time.time()
    reader.order(station, "Phát âm thử", "Phát âm thử: đã làm")
    until_moment(datetime.now(UTC) + timedelta(seconds=LEAD_SECONDS + TONE_SECONDS + 0.5))
    return ordered


def assert_is_tone(heard: Recording, ordered: float) -> float:
    """What was heard is the two-tone signal, soon after its order; return its level in dBFS."""
    begin, end = onset(heard), last_sound(heard)
    assert begin is not None and end is not None, "no tone was heard"
    print(f"tone {begin - ordered:.1f} s after the order, {end - begin:.2f} s long")
    assert abs(sounding_seconds(heard) - TONE_SECONDS) < 0.3
    tone = heard.between(begin, end)
    shares = tone_shares(tone, LOW_HZ, HIGH_HZ)
    assert min(shares) > 0.3 and sum(shares) > 0.9, shares
    # Of pieces the middle one: a recorder that lost some samples has not turned the volume.
    return float(np.median([rms_dbfs(piece) for piece in np.array_split(tone.samples, TONE_PIECES)]))


def inbox_answers(identity: Identity) -> bool:
    """Say whether the server still hands out documents for this receiver's token."""
    url = f"{identity.reply.web_url}/api/v1/stations/{identity.station_id}/inbox"
    with contextlib.closing(WebClient(identity.origin)) as web:
        try:
            with web.ask("GET", url):
                return True
        except BroadcasterError:
            return False


def broker_answers(identity: Identity) -> bool:
    """Say whether the broker still lets in this receiver's certificate."""
    tls = Tls(identity.ca, identity.certificate, identity.key)
    assert identity.reply.broker is not None
    address = (identity.reply.broker.host, identity.reply.broker.port)
    with contextlib.closing(Connection(Link(address, identity.station_id, tls), Callbacks())) as connection:
        connection.start()
        return connection.wait_connected(3)
