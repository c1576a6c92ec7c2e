"""What stations ask: enrolment, renewal, inbox, clips. JSON errors with codes, never a page."""

from pathlib import Path

import pytest
from flask import Flask

from broadcaster.messages import EnrolReply, Inbox, from_json
from broadcaster.pki import new_request
from tests.house import House
from tests.web.conftest import SETTINGS, browser
from tests.web.readers import ORIGIN, Reader
from web import create_app


def enrolled(visitor: Reader, here: House) -> EnrolReply:
    """Enrol the house's first station."""
    code = here.dispatch.claim("st-1", "test")
    _key, request = new_request("st-1")
    asked = {"claim_code": code, "serial": "100000001", "csr_pem": request}
    answer = visitor.client.post("/api/v1/enrol", json=asked, base_url=ORIGIN)
    assert answer.status_code == 200, answer.text
    return from_json(EnrolReply, answer.data)


def test_a_claim_code_opens_the_door_once(visitor: Reader, here: House) -> None:
    """With a code a station gets certificate and token; the same code again is refused by name."""
    reply = enrolled(visitor, here)
    assert reply.station_id == "st-1"
    assert "BEGIN CERTIFICATE" in reply.certificate_pem
    code = here.dispatch.claim("st-2", "test")
    asked = {"claim_code": code, "serial": "2", "csr_pem": new_request("st-2")[1]}
    assert visitor.client.post("/api/v1/enrol", json=asked, base_url=ORIGIN).status_code == 200
    again = visitor.client.post("/api/v1/enrol", json=asked, base_url=ORIGIN)
    assert (again.status_code, again.json["code"]) == (422, "claim.used")


def test_guessing_codes_gets_slow(visitor: Reader, here: House) -> None:
    """Wrong codes from one address are refused and then made to wait."""
    wrong = "AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA-AAAA"
    asked = {"claim_code": wrong, "serial": "", "csr_pem": ""}
    codes = [visitor.client.post("/api/v1/enrol", json=asked, base_url=ORIGIN) for _ in range(7)]
    assert codes[0].status_code == 422
    assert (codes[-1].status_code, codes[-1].json["code"]) == (429, "claim.too_many_tries")


def test_nonsense_is_refused_as_json(visitor: Reader) -> None:
    """A body that is no request, or far too long, gets a code and a sentence."""
    answer = visitor.client.post("/api/v1/enrol", data=b"\x00{", base_url=ORIGIN)
    assert answer.status_code == 422
    assert answer.json["code"].startswith("wire.")
    long = visitor.client.post("/api/v1/enrol", data=b"x" * 70_000, base_url=ORIGIN)
    assert (long.status_code, long.json["code"]) == (422, "web.enrol_unreadable")
    assert visitor.open("/api/v1/nothing").json["code"] == "web.page_missing"


def test_the_inbox_is_for_its_own_station(visitor: Reader, here: House) -> None:
    """The token opens one inbox; unchanged documents answer 304; no token, a wrong one, another station: denied."""
    reply = enrolled(visitor, here)
    here.dispatch.publish_head()
    bearer = {"Authorization": f"Bearer {reply.token}"}
    path = "/api/v1/stations/st-1/inbox"
    answer = visitor.open(path, headers=bearer)
    assert {letter.topic for letter in from_json(Inbox, answer.data).documents} >= {"vn-79/v1/keys", "vn-79/v1/head"}
    same = visitor.open(path, headers={**bearer, "If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")
    assert visitor.open(path).status_code == 403
    assert visitor.open(path, headers={"Authorization": "Bearer wrong"}).status_code == 403
    assert visitor.open("/api/v1/stations/st-2/inbox", headers=bearer).status_code == 403


def test_a_certificate_is_renewed_with_the_token(visitor: Reader, here: House) -> None:
    """A station asks for its next certificate itself."""
    reply = enrolled(visitor, here)
    path = "/api/v1/stations/st-1/certificate"
    asked = {"csr_pem": new_request("st-1")[1]}
    assert visitor.client.post(path, json=asked, base_url=ORIGIN).status_code == 403
    bearer = {"Authorization": f"Bearer {reply.token}"}
    answer = visitor.client.post(path, json=asked, base_url=ORIGIN, headers=bearer)
    assert "BEGIN CERTIFICATE" in answer.json["certificate_pem"]


@pytest.mark.slow
def test_only_published_clips_are_served(visitor: Reader, here: House, app: Flask, tmp_path: Path) -> None:
    """A clip is there once an edition names it: whole, in parts, for ever; through the front by its own path."""
    ready = here.ready()
    path = f"/media/{ready.clip}"
    assert visitor.open(path).status_code == 404
    here.dispatch.add_entry(here.entry(ready.id), here.officer)
    here.dispatch.publish_due()
    whole = visitor.open(path)
    assert (whole.status_code, whole.mimetype) == (200, "audio/webm")
    assert "immutable" in whole.headers["Cache-Control"]
    part = visitor.open(path, headers={"Range": "bytes=100-"})
    assert (part.status_code, part.data) == (206, whole.data[100:])
    assert visitor.open(path, headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    assert "X-Accel-Redirect" not in visitor.open(path, headers={"X-Front": "accel"}).headers
    settings = type(SETTINGS)(secret="x", behind_front=True)
    behind = Reader(browser(create_app(here.dispatch.store, here.dispatch, clock=here.clock, settings=settings)))
    assert behind.open(path, headers={"X-Front": "accel"}).headers["X-Accel-Redirect"] == f"/_clips/{ready.clip}"
    assert visitor.open("/media/" + "g" * 64).status_code == 404


def test_health_is_asked_without_an_account(visitor: Reader) -> None:
    """A monitor learns whether the server answers, and nothing else."""
    assert visitor.open("/healthz").json["state"] == "ok"
