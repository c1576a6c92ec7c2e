"""How a station joins its site and stays in it: key, claim code, certificate. Never says a word to the wrong server.

The key is made here and never leaves. ``enrolment.json`` is written last and names all other files, so that a power cut
leaves either the old identity or the new one.
"""

import http.client
import json
import logging
import ssl
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from broadcaster.claims import ClaimCode
from broadcaster.errors import BroadcasterError, Faulty, Missing, Refused, Unavailable
from broadcaster.keys import write_private
from broadcaster.messages import EnrolReply, EnrolRequest, EnrolState, RenewRequest, from_json, to_json
from broadcaster.pki import new_request, renewable, serial_of
from broadcaster.signing import Trust
from broadcaster.wording import texts
from stations.web_client import Origin, WebClient, checked_url

LOG = logging.getLogger(__name__)
ENROLMENT = "enrolment.json"
TIMEOUT_S = 20
REPLY_LIMIT = 256 * 1024
RETRY_S = 10.0
HTTP_OK, HTTP_ACCEPTED, HTTP_SERVER_FAULT = 200, 202, 500
MACHINE_ID = Path("/etc/machine-id")

Wait = Callable[[float], bool]
"""Waits so many seconds; True means: stop waiting for good."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Who this station is to its site, as enrolment left it on disk."""

    reply: EnrolReply
    certificate: Path
    key: Path
    ca: Path

    @property
    def station_id(self) -> str:
        """The station's id."""
        return self.reply.station_id

    @property
    def site(self) -> str:
        """The site it belongs to."""
        return self.reply.site

    @property
    def trust(self) -> Trust:
        """The roots it began with; the inbox holds the key set they signed."""
        return Trust(self.reply.site, self.reply.root_keys, self.reply.threshold)

    @property
    def issued_at(self) -> datetime:
        """A moment before which it cannot be: the site's authority wrote it into our certificate."""
        return x509.load_pem_x509_certificate(self.reply.certificate_pem.encode()).not_valid_before_utc

    @property
    def origin(self) -> Origin:
        """How it speaks to the server over HTTPS."""
        return Origin(self.reply.ca_pem, self.reply.token, self.reply.web_url)

    @property
    def media_url(self) -> str:
        """Where clips lie, unless the assignment says otherwise."""
        return self.reply.media_url or f"{self.reply.web_url.rstrip('/')}/media"


def enrol(data: Path, url: str, code: str, *, serial: str | None = None, wait: Wait | None = None) -> Identity:
    """Join the site behind ``url`` with a claim ``code`` and keep the identity in ``data``; return it.

    While staff have not accepted the station, ``wait`` is called between the questions; without it one answer decides.
    """
    claim = ClaimCode.parse(code)
    serial = serial or machine_serial()
    key_pem, csr_pem = new_request(serial or "station")
    request = EnrolRequest(str(claim), serial, csr_pem)
    while (reply := ask(url, claim, request)).state is not EnrolState.ACCEPTED:
        if wait is None or wait(RETRY_S):
            raise Unavailable("station.enrol_pending", station=reply.station_id)
    return _keep(data, reply, key_pem)


def machine_serial() -> str:
    """Return what names this box to the staff: the machine id."""
    return MACHINE_ID.read_text().strip()[:32] if MACHINE_ID.exists() else ""


def ask(url: str, claim: ClaimCode, request: EnrolRequest) -> EnrolReply:
    """Return the server's reply; nothing is sent before its certificate has proved to be the one in the code."""
    parts = urlsplit(checked_url(url))
    connection = http.client.HTTPSConnection(
        parts.hostname or "", parts.port, timeout=TIMEOUT_S, context=_unverified_context()
    )
    try:
        _connect_pinned(connection, claim)
        path = f"{parts.path.rstrip('/')}/api/v1/enrol"
        connection.request("POST", path, body=to_json(request), headers={"Content-Type": "application/json"})
        answer = connection.getresponse()
        return _reply(answer.status, answer.read(REPLY_LIMIT))
    except (OSError, http.client.HTTPException) as fault:
        raise Unavailable("station.unreachable", url=url, fault=fault) from fault
    finally:
        connection.close()


def _unverified_context() -> ssl.SSLContext:
    """Return a context that verifies nothing: the pin of the claim code does, on the very connection that is used."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _connect_pinned(connection: http.client.HTTPSConnection, claim: ClaimCode) -> None:
    connection.connect()
    shown = connection.sock.getpeercert(binary_form=True) if isinstance(connection.sock, ssl.SSLSocket) else None
    if shown is None or not claim.matches(shown):
        raise Refused("station.wrong_server", host=connection.host)


def _reply(status: int, body: bytes) -> EnrolReply:
    if status in (HTTP_OK, HTTP_ACCEPTED):
        return from_json(EnrolReply, body, REPLY_LIMIT)
    if status >= HTTP_SERVER_FAULT:
        raise Unavailable("station.server_busy", url="enrol", status=status)
    raise _refusal(status, body)


def _refusal(status: int, body: bytes) -> BroadcasterError:
    """Return the server's own reason in the reader's words, as far as we know them."""
    try:
        told = json.loads(body)
        code, message = str(told["code"]), str(told.get("message", ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return Refused("station.enrol_refused", status=status, reason="-")
    if code in texts() and "{" not in texts()[code][0]:
        return Refused(code)
    return Refused("station.enrol_refused", status=status, reason=message or code)


def _keep(data: Path, reply: EnrolReply, key_pem: bytes) -> Identity:
    """Write the identity: key and certificates first, the file that names them last."""
    if not (reply.broker and reply.root_keys and reply.token and reply.web_url and reply.ca_pem):
        raise Faulty("station.enrol_reply")
    _check_pair(reply.certificate_pem, key_pem)
    names = _names(reply.certificate_pem)
    contents = (key_pem, reply.certificate_pem.encode(), reply.ca_pem.encode())
    for name, content in zip(names, contents, strict=True):
        write_private(data / "identity" / name, content)
    write_private(data / ENROLMENT, to_json(reply))
    _forget_others(data, names)
    return load_identity(data)


def _names(certificate_pem: str) -> tuple[str, str, str]:
    stem = serial_of(certificate_pem)[:16]
    return f"{stem}.key", f"{stem}.pem", f"{stem}.ca.pem"


def _check_pair(certificate_pem: str, key_pem: bytes) -> None:
    try:
        public = x509.load_pem_x509_certificate(certificate_pem.encode()).public_key()
    except ValueError as fault:
        raise Faulty("station.enrol_reply") from fault
    if public != load_pem_private_key(key_pem, None).public_key():
        raise Faulty("station.enrol_reply")


def _forget_others(data: Path, names: tuple[str, ...]) -> None:
    for file in (data / "identity").iterdir():
        if file.name not in names:
            file.unlink()


def load_identity(data: Path) -> Identity:
    """Return the identity kept in ``data``; raises Missing before enrolment, Faulty when its files are spoiled."""
    file = data / ENROLMENT
    try:
        reply = from_json(EnrolReply, file.read_bytes(), REPLY_LIMIT)
        key, certificate, ca = (data / "identity" / name for name in _names(reply.certificate_pem))
        _check_pair(certificate.read_text(), key.read_bytes())
    except FileNotFoundError as fault:
        code = "station.identity_unreadable" if file.exists() else "station.not_enrolled"
        raise (Faulty if file.exists() else Missing)(code, file=fault.filename, data=data) from fault
    except (BroadcasterError, ValueError, OSError) as fault:
        raise Faulty("station.identity_unreadable", file=file) from fault
    return Identity(reply, certificate, key, ca)


def renew(data: Path, identity: Identity, web: WebClient, now: datetime) -> Identity | None:
    """Return the identity with its next certificate once two thirds of this one's life are over; None before that."""
    if not renewable(identity.reply.certificate_pem, now):
        return None
    key_pem, csr_pem = new_request(identity.station_id)
    url = f"{identity.reply.web_url.rstrip('/')}/api/v1/stations/{identity.station_id}/certificate"
    headers = {"Content-Type": "application/json"}
    with web.ask("POST", url, headers=headers, body=to_json(RenewRequest(csr_pem))) as answer:
        certificate_pem = _certificate(answer.read(REPLY_LIMIT))
    LOG.info("the certificate of %s is renewed", identity.station_id)
    return _keep(data, replace(identity.reply, certificate_pem=certificate_pem), key_pem)


def _certificate(body: bytes) -> str:
    try:
        return str(json.loads(body)["certificate_pem"])
    except (ValueError, KeyError, TypeError) as fault:
        raise Faulty("station.enrol_reply") from fault
