"""Joining a site: nothing is said to the wrong server, and the identity is whole or absent."""

import json
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from broadcaster.errors import BroadcasterError, Faulty, Missing, Refused, Unavailable
from broadcaster.pki import serial_of
from stations.enrol import enrol, load_identity, renew
from stations.web_client import WebClient
from tests.stations.centre import CLOCK, SITE, STATION, TOKEN, Web, made_web, serving

PRIVATE = 0o600


@pytest.fixture
def web(tmp_path: Path) -> Iterator[Web]:
    """A running site."""
    with serving(made_web(tmp_path)) as web:
        yield web


def test_a_station_joins_and_keeps_its_identity_private(web: Web, tmp_path: Path) -> None:
    """Key, certificate, CA, token, roots and addresses are kept, readable by nobody else."""
    data = tmp_path / "s1"
    identity = enrol(data, web.url, web.claim(), serial="box-1")
    assert (identity.station_id, identity.site, identity.reply.token) == (STATION, SITE, TOKEN)
    assert identity.media_url == f"{web.url}/media"
    assert identity.trust.roots == web.centre.trust.roots
    assert load_identity(data) == identity
    for file in (data / "enrolment.json", identity.key, identity.certificate):
        assert stat.S_IMODE(file.stat().st_mode) == PRIVATE


def test_nothing_is_sent_to_a_server_that_is_not_the_codes(web: Web, tmp_path: Path) -> None:
    """A wrong server, however it answers, never sees the claim code."""
    with serving(made_web(tmp_path / "other")) as other, pytest.raises(Refused) as caught:
        enrol(tmp_path / "s1", other.url, web.claim())
    assert caught.value.code == "station.wrong_server"
    assert other.asked == []
    assert not (tmp_path / "s1").exists()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ((409, "application/json", b'{"code": "claim.used", "message": "x"}'), "claim.used"),
        ((410, "application/json", b'{"code": "claim.expired", "message": "x"}'), "claim.expired"),
        ((400, "application/json", b'{"code": "unheard.of", "message": "Sai."}'), "station.enrol_refused"),
        ((404, "text/html", b"<html>"), "station.enrol_refused"),
        ((502, "text/html", b"<html>"), "station.server_busy"),
        ((200, "application/json", b"{}"), "wire.malformed"),
    ],
)
def test_every_refusal_has_its_words(web: Web, tmp_path: Path, answer: tuple[int, str, bytes], code: str) -> None:
    """Used, expired, unknown or broken: the installer reads why, and nothing is kept."""
    web.answer = answer
    with pytest.raises(BroadcasterError) as caught:
        enrol(tmp_path / "s1", web.url, web.claim())
    assert caught.value.code == code
    assert caught.value.told("en") != code
    assert not (tmp_path / "s1").exists()


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://127.0.0.1:1", "station.not_https"),
        ("https://127.0.0.1:1", "station.unreachable"),
        ("x", "station.not_https"),
    ],
)
def test_an_address_that_does_not_answer_is_named(web: Web, tmp_path: Path, url: str, code: str) -> None:
    """Plain http is never spoken, not even to this machine; no network is told as such."""
    with pytest.raises(BroadcasterError) as caught:
        enrol(tmp_path / "s1", url, web.claim())
    assert caught.value.code == code


def test_it_waits_for_the_staff_if_it_may(web: Web, tmp_path: Path) -> None:
    """Pending: asks again as long as it is let, else says that staff must accept it."""
    web.pending = 2
    assert enrol(tmp_path / "s1", web.url, web.claim(), wait=lambda seconds: False).station_id == STATION
    web.pending = 1
    with pytest.raises(Unavailable, match="chấp nhận"):
        enrol(tmp_path / "s2", web.url, web.claim())


def test_a_certificate_renews_itself_at_two_thirds_of_its_life(web: Web, tmp_path: Path) -> None:
    """Not before; then a new key and certificate take the place of the old ones, and the rest stays."""
    identity = enrol(tmp_path / "s1", web.url, web.claim())
    client = WebClient(identity.origin)
    assert renew(tmp_path / "s1", identity, client, CLOCK.now()) is None
    renewed = renew(tmp_path / "s1", identity, client, CLOCK.now() + timedelta(days=250))
    assert renewed is not None
    assert serial_of(renewed.reply.certificate_pem) != serial_of(identity.reply.certificate_pem)
    assert load_identity(tmp_path / "s1") == renewed
    assert renewed.reply.token == TOKEN
    assert not identity.key.exists()
    web.answer = (200, "application/json", b"[]")
    with pytest.raises(Faulty):
        renew(tmp_path / "s1", renewed, client, CLOCK.now() + timedelta(days=250))
    client.close()


def test_a_reply_for_another_key_is_not_kept(web: Web, tmp_path: Path) -> None:
    """A certificate that does not fit our key would lock us out: it is refused and the old identity stays."""
    identity = enrol(tmp_path / "s1", web.url, web.claim())
    body = json.dumps({"certificate_pem": identity.reply.certificate_pem}).encode()
    web.answer = (200, "application/json", body)
    client = WebClient(identity.origin)
    with pytest.raises(Faulty):
        renew(tmp_path / "s1", identity, client, CLOCK.now() + timedelta(days=250))
    assert load_identity(tmp_path / "s1") == identity
    client.close()


def test_a_spoiled_or_absent_identity_is_named(web: Web, tmp_path: Path) -> None:
    """Not enrolled, and enrolled but spoiled, are different faults with different advice."""
    with pytest.raises(Missing) as missing:
        load_identity(tmp_path / "s1")
    assert missing.value.code == "station.not_enrolled"
    identity = enrol(tmp_path / "s1", web.url, web.claim())
    identity.key.unlink()
    with pytest.raises(Faulty):
        load_identity(tmp_path / "s1")
    (tmp_path / "s1" / "enrolment.json").write_bytes(b"\0")
    with pytest.raises(Faulty):
        load_identity(tmp_path / "s1")
