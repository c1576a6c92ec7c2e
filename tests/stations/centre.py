"""The other end for station tests: keys, documents, and a small HTTPS server that can be told to misbehave."""

import hashlib
import json
import ssl
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from broadcaster import messages
from broadcaster.claims import new_claim
from broadcaster.clock import SystemClock
from broadcaster.messages import (
    Assignment,
    Clip,
    Command,
    Document,
    Edition,
    Endpoint,
    EnrolReply,
    EnrolRequest,
    EnrolState,
    Head,
    Inbox,
    KeySet,
    Kind,
    Letter,
    RenewRequest,
    Role,
    Topics,
    from_json,
    to_json,
)
from broadcaster.pki import Pki
from broadcaster.signing import Signer, Trust, role_of, seal
from schedules.playlist import ClipItem, Playlist
from schedules.priority import Priority
from schedules.timetable import Airing
from schedules.windows import Rules, Window

SITE, STATION, TOKEN = "vn-79", "s1", "the-token"
ALL_DAY = Rules((Window(datetime.min.time(), datetime.min.time()),), quiet=())
CLOCK = SystemClock()


class Centre:
    """Signs documents like the server; every document of a topic gets the next number."""

    def __init__(self, site: str = SITE) -> None:
        self.topics = Topics(site)
        self.signers = {role: Signer.generate(role) for role in Role}
        self.documents: dict[str, bytes] = {}
        self.seqs: dict[str, int] = {}
        self.publish_keys()

    @property
    def trust(self) -> Trust:
        """What a station is given at enrolment."""
        return Trust(self.topics.site, (self.signers[Role.ROOT].public,), 1)

    def publish_keys(self) -> bytes:
        """Publish the key set in force, signed by the root."""
        version = self.seqs.get(self.topics.keys, 0) + 1
        public = tuple(signer.public for signer in self.signers.values())
        return self.publish(self.topics.keys, Kind.KEYS, KeySet(version, public, dict.fromkeys(Role, 1)))

    def publish(
        self, topic: str, kind: Kind, document: Document, *, now: datetime | None = None, seq: int | None = None
    ) -> bytes:
        """Sign a document, keep it as the newest of its topic, and return the envelope."""
        number = seq if seq is not None else self.seqs.get(topic, 0) + 1
        self.seqs[topic] = max(number, self.seqs.get(topic, 0))
        head = messages.header(kind, topic, seq=number, now=now or CLOCK.now())
        envelope = seal(messages.encode(head, document), kind, self.signers[role_of(kind, document)])
        if kind is not Kind.COMMAND:
            self.documents[topic] = envelope
        return envelope

    def assign(self, *path: str, volume: int = 60, rules: Rules = ALL_DAY) -> bytes:
        """Publish who the station is."""
        document = Assignment("Cụm loa 1", path or ("79",), (), volume, rules, "Asia/Ho_Chi_Minh")
        return self.publish(self.topics.assignment(STATION), Kind.ASSIGNMENT, document)

    def plan(self, *airings: Airing, clips: tuple[Clip, ...] = (), code: str = "79") -> bytes:
        """Publish the timetable of a locality."""
        now = CLOCK.now()
        edition = Edition(1, now, now + timedelta(days=7), airings, {clip.sha256: clip for clip in clips})
        return self.publish(self.topics.timetable(code), Kind.TIMETABLE, edition)

    def head(self, now: datetime | None = None) -> bytes:
        """Publish the time."""
        newest = {topic: seq for topic, seq in self.seqs.items() if topic != self.topics.head}
        return self.publish(self.topics.head, Kind.HEAD, Head(now or CLOCK.now(), newest), now=now)

    def command(self, command: Command) -> bytes:
        """Sign a command."""
        return self.publish(self.topics.command(STATION), Kind.COMMAND, command)

    @property
    def inbox(self) -> Inbox:
        """All documents, as the poll leg gives them."""
        return Inbox(tuple(Letter(topic, envelope.decode()) for topic, envelope in self.documents.items()))


def tone(folder: Path, length_s: float, value: int = 9) -> tuple[Path, Clip]:
    """Write a WAV clip of a length and return it with its entry in an edition; ``value`` makes contents differ."""
    path = folder / f"{value}-{length_s}.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes([value, 16]) * round(8000 * length_s))
    content = path.read_bytes()
    sha256 = hashlib.sha256(content).hexdigest()
    return path, Clip(sha256, len(content), timedelta(seconds=length_s), -16.0, "wav")


def airing_of(ident: str, start: datetime, *clips: Clip, **more: Any) -> Airing:
    """Return an airing of whole clips."""
    start = start.replace(microsecond=start.microsecond // 1000 * 1000)
    playlist = Playlist(tuple(ClipItem(clip.sha256, clip.duration) for clip in clips))
    fields = {
        "plan_id": ident,
        "title": ident,
        "latest_start": start + timedelta(seconds=60),
        "end": start + playlist.duration,
        "priority": Priority.ORDINARY,
        "bulletin_ids": (),
    }
    return Airing(id=ident, start=start, playlist=playlist, **{**fields, **more})


@dataclass
class Web:
    """A small province server over HTTPS; the fields change how it behaves, ``asked`` is what it was asked."""

    centre: Centre
    pki: Pki
    url: str = ""
    broker: Endpoint = Endpoint("127.0.0.1", 1)
    files: dict[str, bytes] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    cut_after: int | None = None
    answer: tuple[int, str, bytes] | None = None
    pending: int = 0
    slow_s: float = 0.0

    def claim(self) -> str:
        """Return a claim code pinned to this server."""
        return new_claim(self.pki.fingerprint())[0]

    def reply(self, csr_pem: str, *, life: timedelta | None = None) -> EnrolReply:
        """Return what enrolment gives."""
        state = EnrolState.ACCEPTED
        if self.pending:
            self.pending -= 1
            return EnrolReply(EnrolState.PENDING, STATION, SITE)
        certificate = self.pki.issue(csr_pem, STATION, CLOCK.now() - (life or timedelta()))
        roots = self.centre.trust.roots
        return EnrolReply(state, STATION, SITE, certificate, self.pki.ca_pem, TOKEN, roots, 1, self.broker, self.url)


@contextmanager
def serving(web: Web, host: str = "127.0.0.1") -> Iterator[Web]:
    """Serve until the block ends."""
    server = ThreadingHTTPServer((host, 0), _answering(web))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(web.pki.server.certificate, web.pki.server.key)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    server.daemon_threads = True
    server.block_on_close = False
    server.handle_error = lambda request, client: None  # type: ignore[method-assign, assignment]
    web.url = f"https://{host}:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield web
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _answering(web: Web) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - the class is one, its methods are short
    class Answering(BaseHTTPRequestHandler):
        """Answers as ``web`` says."""

        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Keep quiet."""

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            self._noted()
            if web.answer:
                return self._send(*web.answer)
            if self.path.endswith("/enrol"):
                reply = web.reply(from_json(EnrolRequest, body).csr_pem)
                status = 200 if reply.state is EnrolState.ACCEPTED else 202
                return self._send(status, "application/json", to_json(reply))
            certificate = web.pki.issue(from_json(RenewRequest, body).csr_pem, STATION, CLOCK.now())
            return self._send(200, "application/json", json.dumps({"certificate_pem": certificate}).encode())

        def do_GET(self) -> None:
            self._noted()
            if web.answer:
                return self._send(*web.answer)
            if self.headers.get("Authorization") != f"Bearer {TOKEN}":
                return self._send(401, "application/json", b"{}")
            if "/media/" in self.path:
                return self._media(web.files.get(self.path.rsplit("/", 1)[1]))
            return self._inbox()

        def _inbox(self) -> None:
            body = to_json(web.centre.inbox)
            etag = f'"{hashlib.sha256(body).hexdigest()}"'
            if self.headers.get("If-None-Match") == etag:
                return self._send(304, "application/json", b"", ETag=etag)
            return self._send(200, "application/json", body, ETag=etag)

        def _media(self, content: bytes | None) -> None:
            if content is None:
                return self._send(404, "application/json", b"{}")
            begin = int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))
            part = content[begin:]
            self.send_response(206 if begin else 200)
            self.send_header("Content-Type", "audio/wav")
            self.send_header("Content-Length", str(len(part)))
            self.end_headers()
            time.sleep(web.slow_s)
            self.wfile.write(part if web.cut_after is None else part[: web.cut_after])
            self.close_connection = web.cut_after is not None
            return None

        def _noted(self) -> None:
            web.asked.append((self.command, self.path, dict(self.headers)))

        def _send(self, status: int, kind: str, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Answering


def made_web(folder: Path) -> Web:
    """Return a server of a fresh site, not serving yet."""
    pki = Pki(folder / "pki")
    pki.ensure([], CLOCK.now())
    return Web(Centre(), pki)
