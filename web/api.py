"""What stations ask over HTTPS: enrolment, renewal, the polled inbox, clips. Never a page, never a person's session."""

import re
from pathlib import Path

from flask import Blueprint, Response, g, jsonify, request, send_file

from broadcaster.errors import Denied, Missing, Refused
from broadcaster.messages import EnrolRequest, RenewRequest, from_json, to_json
from web.parts import parts

api = Blueprint("api", __name__)

LARGEST_BODY = 64 * 1024
CLIP_LIFE_SECONDS = 31_536_000
FRONT = "X-Front"
SHA256 = re.compile(r"[0-9a-f]{64}")
BEARER = "Bearer "


@api.post("/api/v1/enrol")
def enrol() -> Response:
    """Let a station in that knows its claim code; the store slows down whoever keeps sending wrong ones."""
    wanted = from_json(EnrolRequest, _body(), LARGEST_BODY)
    return _document(to_json(parts().dispatch.enrol(wanted, request.remote_addr or "")))


@api.post("/api/v1/stations/<station_id>/certificate")
def renew(station_id: str) -> Response:
    """Answer the next certificate of a station that shows its token."""
    demand_token(station_id)
    wanted = from_json(RenewRequest, _body(), LARGEST_BODY)
    return jsonify(certificate_pem=parts().dispatch.renew(station_id, wanted.csr_pem))


@api.get("/api/v1/stations/<station_id>/inbox")
def inbox(station_id: str) -> Response:
    """Answer all documents meant for a station, or 304 when it holds them already."""
    demand_token(station_id)
    etag, documents = parts().dispatch.inbox(station_id)
    response = Response(status=304) if request.if_none_match.contains(etag) else _document(to_json(documents))
    response.set_etag(etag)
    response.cache_control.private = response.cache_control.no_cache = True
    return response


@api.get("/media/<sha256>")
def media(sha256: str) -> Response:
    """Answer a published clip by its content; the front server sends the bytes itself when it can."""
    if not SHA256.fullmatch(sha256):
        raise Missing("web.page_missing")
    path: Path = parts().dispatch.media(sha256)
    if request.headers.get(FRONT) == "accel" and parts().settings.behind_front:
        inside = path.relative_to(parts().dispatch.config.data / "clips")
        response = Response(headers={"X-Accel-Redirect": f"/_clips/{inside}"})
    else:
        response = send_file(path, mimetype="application/octet-stream", conditional=True, etag=sha256)
    response.mimetype = media_type(path)
    response.cache_control.no_cache = None
    response.cache_control.public = response.cache_control.immutable = True
    response.cache_control.max_age = CLIP_LIFE_SECONDS
    return response


@api.get("/healthz")
def healthz() -> Response:
    """Answer 200 while the database answers; what is wrong stands in the log, not here."""
    with parts().store.read():
        return jsonify(state="ok", version=parts().settings.version)


def demand_token(station_id: str) -> None:
    """Deny unless the request shows the bearer token of this very station."""
    written = request.headers.get("Authorization", "")
    if not written.startswith(BEARER) or parts().dispatch.station_of(written.removeprefix(BEARER)) != station_id:
        raise Denied("web.token_invalid")
    g.station = station_id


def media_type(path: Path) -> str:
    """Return the type of a clip by its first bytes: clips have no names, only content."""
    with path.open("rb") as clip:
        head = clip.read(4)
    if head == b"\x1aE\xdf\xa3":
        return "audio/webm"
    return "audio/ogg" if head == b"OggS" else "audio/mpeg"


def _body() -> bytes:
    if (request.content_length or 0) > LARGEST_BODY:
        raise Refused("web.enrol_unreadable")
    return request.get_data(cache=False)


def _document(payload: bytes) -> Response:
    return Response(payload, mimetype="application/json")
