"""The embedded broker: Mosquitto as a child, with a configuration made here. Never reads or writes a message.

TLS with client certificates is the only way in. The access list is the second fence; the signatures are the first.
"""

import contextlib
import os
import pwd
import signal
import socket
import ssl
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from broadcaster.children import EVERYWHERE, Child, OnDeath, find_program, reachable
from broadcaster.config import split_address
from broadcaster.errors import Unavailable
from broadcaster.pki import SERVER, SIGNER, Pki
from broadcaster.signing import ENVELOPE_LIMIT
from broadcaster.whole import whole_file

EVICT_S = 5.0
PACKET_HEADER_LIMIT = 1024

_ACCESS = """# Who may read and write what; names are the common names of client certificates. Made by broadcaster.
user {server}
topic readwrite {site}/v1/#

user {signer}
topic write {site}/v1/localities/+/alarms
topic write {site}/v1/stations/+/alarms
topic write {site}/v1/stations/+/command
topic read {site}/v1/up/+/alarm

# Every station alike (%u is its own name). A station stands in few localities, but patterns cannot list them, and what
# localities publish is signed and meant for loudspeakers in the street: so each may read all of it.
pattern read {site}/v1/keys
pattern read {site}/v1/head
pattern read {site}/v1/localities/+/timetable
pattern read {site}/v1/localities/+/alarms
pattern read {site}/v1/stations/%u/#
pattern write {site}/v1/up/%u/+
"""

_CONFIGURATION = """# Made by broadcaster at each start: do not edit. Set mqtt.url to use a broker of your own.
user {user}
per_listener_settings false
allow_anonymous false
acl_file {folder}/access
log_dest stderr
log_type error
log_type warning
log_type notice
log_timestamp_format %Y-%m-%dT%H:%M:%S
connection_messages false

# What was acknowledged must survive a power cut: the defaults keep it in memory for half an hour. Saving at every
# change instead of every second costs a rewrite of the whole file a message (docs/decisions/0008).
persistence true
persistence_location {folder}/
persistence_file retained.db
autosave_on_changes false
autosave_interval 1
persistent_client_expiration 14d

# The server reads what a whole province reports; its queue is bounded by bytes, not by messages.
max_inflight_messages 1000
max_queued_messages 0
max_queued_bytes 268435456
max_packet_size {limit}
set_tcp_nodelay true

listener {port}{host}
cafile {ca}
certfile {certificate}
keyfile {key}
crlfile {crl}
tls_version tlsv1.2
require_certificate true
use_identity_as_username true
# The client id is the certificate's name too: nobody can close another's session, nor hide from being closed.
use_username_as_clientid true
"""


class EmbeddedBroker:
    """Mosquitto under ``data/broker``, listening on ``listen`` (``host:port``; ``*`` or ``0.0.0.0``: everywhere)."""

    def __init__(
        self,
        data: Path,
        listen: str,
        pki: Pki,
        *,
        site: str,
        on_death: OnDeath | None = None,
        program: str = "mosquitto",
    ) -> None:
        self.folder = (data / "broker").resolve()
        self.host, self.port = split_address(listen)
        self.pki = pki
        self.site = site
        argv = (find_program(program) or "", "-c", str(self.folder / "mosquitto.conf"))
        self._child = Child("mosquitto", argv, self.folder, (self.host, self.port), on_death)

    @property
    def address(self) -> tuple[str, int]:
        """Where this machine reaches it."""
        return reachable(self.host), self.port

    @property
    def log(self) -> Path:
        """Where Mosquitto writes what troubles it."""
        return self._child.log

    @property
    def pid(self) -> int | None:
        """Mosquitto's process id while it runs."""
        return self._child.pid

    def start(self) -> None:
        """Write the configuration, start Mosquitto, wait until it answers; raise Unavailable."""
        if not self._child.argv[0]:
            raise Unavailable("broker.mosquitto_missing")
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(self.folder / "access", access_list(self.site), 0o600)
        _write(self.folder / "mosquitto.conf", self._configuration(), 0o600)
        self._child.start()

    def stop(self) -> None:
        """Stop Mosquitto; it writes what it keeps to disk first."""
        self._child.stop()

    def reload(self) -> None:
        """Let Mosquitto read the access list, the certificates and the revocation list anew."""
        self._child.signal(signal.SIGHUP)

    def evict(self, stations: Iterable[str], now: datetime) -> None:
        """Close the sessions of revoked stations at once; the revocation list keeps them out afterwards.

        A certificate of the station's own name, good for a moment, takes its session over. Call after ``Pki.revoke``
        and ``reload``.
        """
        for station in stations:
            with contextlib.suppress(OSError):
                self._take_over(station, now)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _take_over(self, station: str, now: datetime) -> None:
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            pem = Path(place) / "both.pem"
            pem.touch(mode=0o600)
            pem.write_bytes(b"".join(self.pki.issue_own(station, now)))
            context = ssl.create_default_context(cafile=str(self.pki.ca))
            context.load_cert_chain(pem)
        with (
            socket.create_connection(self.address, EVICT_S) as plain,
            context.wrap_socket(plain, server_hostname=self.address[0]) as secure,
        ):
            secure.sendall(_connect_packet(station))
            secure.recv(4)
            secure.sendall(b"\xe0\x00")

    def _configuration(self) -> str:
        return _CONFIGURATION.format(
            user=pwd.getpwuid(os.geteuid()).pw_name,
            folder=self.folder,
            limit=ENVELOPE_LIMIT + PACKET_HEADER_LIMIT,
            port=self.port,
            host="" if self.host in EVERYWHERE else f" {self.host}",
            ca=self.pki.ca.resolve(),
            certificate=self.pki.server.certificate.resolve(),
            key=self.pki.server.key.resolve(),
            crl=self.pki.crl.resolve(),
        )


def access_list(site: str) -> str:
    """Return Mosquitto's access list of a site."""
    return _ACCESS.format(site=site, server=SERVER, signer=SIGNER)


def _connect_packet(client_id: str) -> bytes:
    """Return the MQTT 3.1.1 CONNECT of a clean session."""
    name = client_id.encode()
    rest = b"\x00\x04MQTT\x04\x02\x00\x05" + len(name).to_bytes(2, "big") + name
    return b"\x10" + bytes([len(rest)]) + rest


def _write(file: Path, text: str, mode: int) -> None:
    with whole_file(file) as partial:
        partial.touch(mode=mode)
        partial.write_text(text, encoding="utf-8")
