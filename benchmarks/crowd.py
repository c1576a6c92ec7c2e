"""Many simulated stations in one process of their own, so that their work does not slow the broker's or ours down.

``python -m benchmarks.crowd CONFIG COMMUNE COUNT verify|count HOST PORT`` connects so many, each with its own
certificate, says ``{"connected": COUNT}`` and from then on, of each thing all have, when each got it (epoch seconds).
To ``verify`` is what a receiver does with a set of alarms: believe its signature, keep it on its disk, report.
"""

import json
import selectors
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from paho.mqtt.client import Client, MQTTMessage
from paho.mqtt.enums import CallbackAPIVersion

from broadcaster.assembly import assembled
from broadcaster.clock import SystemClock
from broadcaster.config import Config, read_config
from broadcaster.dispatch import Dispatch
from broadcaster.messages import AlarmProgress, AlarmReport, AlarmSet, Topics, Up, encode_up
from broadcaster.signing import Accepted
from stations.inbox import Inbox
from stations.station_clock import StationClock

PROVINCE = Config().province
MEMORY = Path("/dev/shm")
"""A thousand receivers have a thousand disks; one disk must not stand for all of them."""
PROBE_BYTES = 16


@dataclass
class Crowd:
    """All stations of this process, in one commune, and when each got what."""

    commune: str
    count: int
    got: dict[str, list[float]] = field(default_factory=dict)

    def note(self, thing: str) -> None:
        """Note that one more has it; tell when it was the last."""
        moments = self.got.setdefault(thing, [])
        moments.append(time.time())
        if len(moments) == self.count:
            say({"id": thing, "at": moments})


@dataclass
class Member:
    """One simulated station."""

    id: str
    client: Client
    crowd: Crowd
    topics: Topics
    inbox: Inbox | None

    def take(self, message: MQTTMessage) -> None:
        """Do with a document what is asked of this crowd."""
        if self.inbox is None:
            self.crowd.note(message.payload[:PROBE_BYTES].decode(errors="replace"))
            return
        accepted = self.inbox.accept(message.topic, message.payload)
        self.inbox.save()
        if isinstance(accepted, Accepted) and isinstance(accepted.document, AlarmSet):
            now = SystemClock().now()
            for alarm in accepted.document.alarms:
                self.crowd.note(alarm.id)
                for step in (AlarmProgress.VERIFIED, AlarmProgress.SOUNDING):
                    report = AlarmReport(alarm.id, step, now, accepted.header.seq)
                    self.client.publish(self.topics.alarm(self.id), encode_up(Up.ALARM, report), qos=1)


def name(number: int) -> str:
    """Return the id of a simulated station."""
    return f"crowd-{number}"


def main(file: str, crowd: Crowd, work: str, address: tuple[str, int]) -> None:
    """Connect the stations and listen until the end of standard input."""
    config = read_config(Config, Path(file), {})
    with TemporaryDirectory(dir=MEMORY if MEMORY.exists() else None) as folder, assembled(config) as dispatch:
        watched = selectors.DefaultSelector()
        watched.register(sys.stdin, selectors.EVENT_READ)
        for number in range(crowd.count):
            inbox = _inbox(dispatch, Path(folder), name(number)) if work == "verify" else None
            member = Member(name(number), _client(dispatch, name(number)), crowd, dispatch.topics, inbox)
            _join(member, address)
            watched.register(member.client.socket(), selectors.EVENT_READ, member)  # type: ignore[arg-type]
        _settle(watched)
        say({"connected": crowd.count})
        while _turn(watched, 1.0):
            pass


def _settle(watched: selectors.BaseSelector) -> None:
    """Take in what the broker had kept, until nothing comes for a while."""
    quiet = time.monotonic()
    while time.monotonic() - quiet < 1:
        if watched.select(0):
            quiet = time.monotonic()
            _turn(watched, 0)


def _turn(watched: selectors.BaseSelector, patience: float) -> bool:
    """Serve every connection that has something; return False at the end of standard input."""
    for key, _ in watched.select(patience):
        member = key.data
        if member is None:
            return bool(sys.stdin.readline())
        socket = member.client.socket()
        if member.client.loop_read() or socket is None:
            raise ConnectionError(f"{member.id} lost its connection")
        while isinstance(socket, ssl.SSLSocket) and socket.pending():
            member.client.loop_read()
        while member.client.want_write():
            member.client.loop_write()
    return True


def _client(dispatch: Dispatch, who: str) -> Client:
    client = Client(CallbackAPIVersion.VERSION2, client_id=who)
    folder = dispatch.config.data / "crowd"
    folder.mkdir(exist_ok=True)
    certificate, key = dispatch.pki.issue_own(who, SystemClock().now())
    (folder / "own.pem").write_bytes(certificate)
    (folder / "own.key").write_bytes(key)
    client.tls_set(str(dispatch.pki.ca), str(folder / "own.pem"), str(folder / "own.key"))
    return client


def _inbox(dispatch: Dispatch, folder: Path, who: str) -> Inbox:
    """Give a station what enrolment would have given it."""
    dispatch.publish_assignment(who)
    inbox = Inbox(folder / who, dispatch.keys.trust(), who, StationClock(SystemClock()))
    inbox.load()
    for letter in dispatch.inbox(who)[1].documents:
        inbox.accept(letter.topic, letter.envelope.encode())
    return inbox


def _join(member: Member, address: tuple[str, int]) -> None:
    """Connect and subscribe, and wait until the broker said that it is so."""
    client, done = member.client, []
    client.on_message = lambda _client, _data, message: member.take(message)
    client.on_subscribe = lambda *_: done.append(True)
    client.on_connect = lambda *_: client.subscribe(
        [(topic, 1) for topic in member.topics.station_subscriptions(member.id, (PROVINCE, member.crowd.commune))]
    )
    client.connect(*address, keepalive=600)
    _until(lambda: bool(done), client)


def _until(done: Callable[[], bool], client: Client) -> None:
    """Serve one connection; its own ``loop`` uses select(2), which ends at a thousand of them."""
    until = time.monotonic() + 30
    with selectors.DefaultSelector() as watched:
        watched.register(client.socket(), selectors.EVENT_READ)  # type: ignore[arg-type]
        while not done():
            while client.want_write():
                client.loop_write()
            watched.select(0.05)
            if client.loop_read() or time.monotonic() > until:
                raise ConnectionError("a simulated station cannot connect")


def say(what: dict[str, object]) -> None:
    """Write one line for who started this."""
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    FILE, PLACE, COUNT, WORK, HOST, PORT = sys.argv[1:]
    main(FILE, Crowd(PLACE, int(COUNT)), WORK, (HOST, int(PORT)))
