"""How one voice service is asked, as data: ``providers/*.toml``. Pure but for reading those files; asks nobody.

Blanks in braces (``{key} {voice} {text} {speed} {region}``) are filled in one pass, so that a bulletin that happens to
hold ``{key}`` stays the text it is.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.resources import files
from typing import Any
from xml.sax.saxutils import escape

from broadcaster.speech.engines import Voice

BLANK = re.compile(r"\{(key|voice|text|speed|region)\}")
KINDS = {"json": "application/json", "ssml": "application/ssml+xml", "text": "text/plain; charset=utf-8"}


class Shape(StrEnum):
    """What a service answers: the sound, JSON that holds it, or JSON with the address where it will be."""

    AUDIO = "audio"
    BASE64 = "base64"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast the service is told to speak for our rate 1.0, and between which bounds it can."""

    normal: float = 0.8
    least: float = 1.0
    most: float = 1.0

    def split(self, rate: float) -> tuple[float, float]:
        """Return what the service is told and the tempo that is left to us."""
        wished = self.normal * rate
        told = min(max(wished, self.least), self.most)
        return round(told, 2), wished / round(told, 2)


@dataclass(frozen=True, slots=True)
class Poll:
    """How long a promised file is waited for: seconds before each look, and in all; on which hosts it may lie.

    A host that begins with a dot stands for all below it.
    """

    every_s: float = 2.0
    longest_s: float = 150.0
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Provider:
    """One service; ``unit`` (chars or bytes) and ``most`` bound a request; the field ``error`` must be 0 or absent."""

    name: str
    url: str
    shape: Shape
    form: str
    kind: str
    body: Any
    voices: tuple[Voice, ...]
    theirs: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)
    unit: str = "chars"
    most: int = 1000
    answer: str = ""
    error: str = ""
    interval_s: float = 1.0
    timeout_s: float = 30.0
    speed: Speed = field(default_factory=Speed)
    poll: Poll = field(default_factory=Poll)

    def written(self, blanks: Mapping[str, str]) -> bytes:
        """Return the body of a request with its blanks filled as its kind asks."""
        if self.kind == "json":
            return json.dumps(_filled(self.body, blanks), ensure_ascii=False).encode()
        if self.kind == "ssml":
            blanks = {name: escape(value, {'"': "&quot;"}) for name, value in blanks.items()}
        return fill(self.body, blanks).encode()

    def headed(self, blanks: Mapping[str, str]) -> dict[str, str]:
        """Return the headers of a request."""
        own = {name: fill(value, blanks) for name, value in self.headers.items()}
        return {"Content-Type": KINDS[self.kind], "User-Agent": "broadcaster", **own}


def fill(template: str, blanks: Mapping[str, str]) -> str:
    """Return a template with its blanks filled, in one pass."""
    return BLANK.sub(lambda found: blanks[found[1]], template)


def read_provider(text: str) -> Provider:
    """Return the service that a TOML text describes; raise ValueError, TypeError or KeyError for a bad one."""
    said = tomllib.loads(text)
    kind = next(one for one in KINDS if one in said)
    told = [(one, Voice(one["name"], said["name"], one["vi"], one["en"], one["region"])) for one in said.pop("voices")]
    body, poll = said.pop(kind), said.pop("poll", {})
    return Provider(
        kind=kind,
        body=body,
        voices=tuple(voice for _, voice in told),
        theirs={voice.name: one["theirs"] for one, voice in told},
        speed=Speed(**said.pop("speed", {})),
        poll=Poll(**poll | {"hosts": tuple(poll.get("hosts", ()))}),
        shape=Shape(said.pop("shape")),
        **said,
    )


def providers() -> tuple[Provider, ...]:
    """Return the services we know, in the order of their names."""
    found = (one for one in (files(__package__) / "providers").iterdir() if one.name.endswith(".toml"))
    return tuple(read_provider(one.read_text(encoding="utf-8")) for one in sorted(found, key=lambda one: one.name))


def _filled(value: Any, blanks: Mapping[str, str]) -> Any:
    """Fill the strings within JSON; one that is nothing but ``{speed}`` becomes the number."""
    if isinstance(value, dict):
        return {name: _filled(one, blanks) for name, one in value.items()}
    if isinstance(value, str):
        return float(blanks["speed"]) if value == "{speed}" else fill(value, blanks)
    return value
