"""Voice services with a contract: Google Cloud, Azure, FPT.AI, Viettel. Never for emergencies.

One adapter for all; each service is a file in ``providers/``, offered when its key is configured. The key stands in
the request and nowhere else: not in an address, a log or an error.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from broadcaster.config import Config
from broadcaster.errors import Faulty, Refused, Unavailable
from broadcaster.speech.asking import LOOPBACK, Answer, Asker, Manners, Question, demand_verified
from broadcaster.speech.engines import Engine, Voice
from broadcaster.speech.engines.online.provider import Provider, Shape, fill, providers
from broadcaster.speech.joining import Segment, decoded, demand_whole, join, trimmed
from broadcaster.speech.packing import in_bytes, parts

LARGEST = 32 * 1024 * 1024
KEY = re.compile(r"[\x21-\x7e]{8,4096}")
REGION = re.compile(r"[a-z0-9]{0,40}")
NOT_YET = frozenset({HTTPStatus.ACCEPTED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
HTTPS_PORTS = (None, 443)


class Online(Engine):
    """One voice service."""

    is_online = True

    def __init__(self, provider: Provider, key: str, region: str = "", asker: Asker | None = None) -> None:
        self.name = provider.name
        self._provider, self._key, self._region = provider, key, region
        if not KEY.fullmatch(key) or not REGION.fullmatch(region):
            raise Refused("speech.key_refused", engine=provider.name)
        self._url = fill(provider.url, {"region": region})
        demand_verified(self._url)
        manners = Manners(provider.interval_s, provider.timeout_s, largest=LARGEST)
        self._asker = asker or Asker(manners)

    def voices(self) -> tuple[Voice, ...]:
        """Return the service's Vietnamese voices."""
        return self._provider.voices

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:
        """Write ``text`` as a 24 kHz mono WAV with our pauses; raise Unavailable or Faulty, leaving no file."""
        join(self._sounds(text, voice, rate), to)

    def _sounds(self, text: str, voice: str, rate: float) -> Iterator[tuple[Segment, int]]:
        told, tempo = self._provider.speed.split(rate)
        blanks = {"key": self._key, "voice": self._provider.theirs[voice], "speed": str(told), "region": self._region}
        size = in_bytes if self._provider.unit == "bytes" else len
        for part, pause_ms in parts(text, self._provider.most, size):
            sound = trimmed(decoded(self._spoken(blanks | {"text": part}), self._provider.form, tempo))
            yield demand_whole(sound, part, told * tempo), pause_ms

    def _spoken(self, blanks: Mapping[str, str]) -> bytes:
        """Return the sound file of one part."""
        provider = self._provider
        question = Question("POST", self._url, provider.headed(blanks), provider.written(blanks))
        answer = self._asker.ask(question)
        if provider.shape is Shape.AUDIO:
            return _sound(answer)
        told = _told(answer, provider)
        return _unpacked(told) if provider.shape is Shape.BASE64 else self._fetched(told)

    def _fetched(self, address: str) -> bytes:
        """Wait for a promised file; raise Faulty for a foreign address, Unavailable when it does not come."""
        poll = self._provider.poll
        if not _is_theirs(address, poll.hosts):
            raise Faulty("speech.online_elsewhere", engine=self.name)
        for _ in range(max(1, round(poll.longest_s / poll.every_s))):
            self._asker.wait(poll.every_s)
            answer = self._asker.ask_once(Question("GET", address))
            if answer.status == HTTPStatus.OK and answer.body:
                return _sound(answer)
            if answer.status != HTTPStatus.OK and answer.status not in NOT_YET and not answer.is_busy:
                raise Unavailable("speech.online_refused", status=answer.status)
        raise Unavailable("speech.online_late", engine=self.name, seconds=round(poll.longest_s))


def offered(config: Config) -> tuple[Engine, ...]:
    """Offer each service whose key this site has."""
    keys = [(one, getattr(config, f"speech_{one.name.replace('-', '_')}_key")) for one in providers()]
    regions = {"azure": config.speech_azure_region}
    return tuple(Online(one, key, regions.get(one.name, "")) for one, key in keys if key)


def _is_theirs(address: str, hosts: tuple[str, ...]) -> bool:
    """Tell whether an address is HTTPS on a listed host; plain HTTP only on a listed address of this machine."""
    try:
        found = urlsplit(address)
        host, port = found.hostname or "", found.port
    except ValueError:
        return False
    listed = any(host == one or (one.startswith(".") and host.endswith(one)) for one in hosts)
    if host in LOOPBACK:
        return listed
    return listed and found.scheme == "https" and port in HTTPS_PORTS and found.username is None


def _sound(answer: Answer) -> bytes:
    """Return a body that may be sound; a page or a JSON fault sent as if it were one is refused."""
    if not answer.body:
        raise Faulty("speech.online_no_sound")
    if answer.kind in ("text/html", "application/json") or answer.body.lstrip()[:1] in (b"<", b"{"):
        raise Unavailable("speech.online_blocked")
    return answer.body


def _told(answer: Answer, provider: Provider) -> str:
    """Return the field of a JSON answer that holds the sound or its address."""
    try:
        told: Any = json.loads(answer.body)
    except ValueError as error:
        raise Unavailable("speech.online_blocked") from error
    if not isinstance(told, dict):
        raise Faulty("speech.online_no_sound")
    if provider.error and told.get(provider.error):
        raise Unavailable("speech.online_refused", status=str(told[provider.error])[:20])
    for step in provider.answer.split("."):
        told = told.get(step) if isinstance(told, dict) else None
    if not isinstance(told, str) or not told:
        raise Faulty("speech.online_no_sound")
    return told


def _unpacked(told: str) -> bytes:
    try:
        return base64.b64decode(told, validate=True)
    except binascii.Error as error:
        raise Faulty("speech.online_no_sound") from error
