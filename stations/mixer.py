"""The sound card's own volume and mute, put back when somebody turned them outside. Never the station's own.

``pactl`` and ``amixer`` take their time, and longer where a sound server hangs, so they run in a thread of their own;
whoever is about to sound only wakes it.
"""

import json
import logging
import queue
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from broadcaster.errors import BroadcasterError, Faulty
from broadcaster.programs import run

LOG = logging.getLogger(__name__)
TIMEOUT_S = 3.0
OURS = "broadcaster"
"""The name under which our streams stand in a sound server."""
STREAM, SINK = "sink-input", "sink"
OUTPUTS = frozenset(
    {
        "master",
        "pcm",
        "speaker",
        "headphone",
        "headphones",
        "headset",
        "line out",
        "lineout",
        "digital",
        "analogue",
        "hdmi",
    }
)
"""ALSA's names for what leads to a loudspeaker; a microphone's own way to it is left alone."""
NEAR_PERCENT = 4
"""The steps of a card are no whole percents."""
CARD = re.compile(r"\(hw:(\d+),\d+\)$")
CONTROL = re.compile(r"^Simple mixer control '(.*)',(\d+)$", re.M)

OnTrouble = Callable[[BroadcasterError | None], None]


@dataclass(frozen=True, slots=True)
class Knob:
    """One volume outside the station: its name for people, what it shows, whether it is mute, and how it is set."""

    name: str
    percent: int | None
    is_mute: bool
    settings: tuple[tuple[str, ...], ...]


class Mixer:
    """Keeps the knobs of the output where they should be; ``run`` is the body of its thread."""

    def __init__(self, output: Callable[[], str], percent: int, on_trouble: OnTrouble) -> None:
        self._output = output
        self._percent = percent
        self._on_trouble = on_trouble
        self._wanted: queue.SimpleQueue[None] = queue.SimpleQueue()

    def insist(self) -> None:
        """Have the knobs looked at, and put back if they were turned; returns at once."""
        self._wanted.put(None)

    def run(self, stop: threading.Event) -> None:
        """Look at the knobs whenever somebody insists, until ``stop``; ``on_trouble`` is told what came of it."""
        while not stop.is_set():
            self._wanted.get()
            while not self._wanted.empty():
                self._wanted.get()
            if self._percent and not stop.is_set():
                self._on_trouble(self._put_back())

    def _put_back(self) -> BroadcasterError | None:
        try:
            put_back(self._output(), self._percent)
        except BroadcasterError as fault:
            LOG.error("%s", fault)
            return fault if fault.code == "station.mixer" else Faulty("station.mixer", fault=fault)
        return None


def put_back(output: str, percent: int) -> None:
    """Set every knob behind ``output`` to ``percent``, unmuted; raises Faulty when one does not obey."""
    turned = [knob for knob in knobs(output, percent) if _is_turned(knob, percent)]
    for knob in turned:
        LOG.warning("%s stood at %s%%%s", knob.name, knob.percent, ", mute" if knob.is_mute else "")
        for argv in knob.settings:
            run(argv, TIMEOUT_S)
    if turned and (stuck := [knob.name for knob in knobs(output, percent) if _is_turned(knob, percent)]):
        raise Faulty("station.mixer", fault=", ".join(stuck))


def knobs(output: str, percent: int) -> list[Knob]:
    """Return the knobs behind an open output, as ``stations.outputs`` names it; none where there are none."""
    kind, _, target = output.partition(":")
    if kind in ("pulse", "pacat"):
        return list(_pulse_knobs(percent))
    return list(_alsa_knobs(target, percent)) if kind in ("device", "aplay") else []


def _is_turned(knob: Knob, percent: int) -> bool:
    return knob.is_mute or (knob.percent is not None and abs(knob.percent - percent) > NEAR_PERCENT)


def _pulse_knobs(percent: int) -> Iterator[Knob]:
    """Yield our streams, then the sinks they go to: in some servers a stream moves its sink."""
    ours = [one for one in _listed(f"{STREAM}s") if one["properties"].get("application.name") == OURS]
    sinks = {one["sink"] for one in ours}
    for one in ours:
        yield _pulse_knob(STREAM, one, 100, percent)
    for one in _listed(f"{SINK}s"):
        if one["index"] in sinks:
            yield _pulse_knob(SINK, one, percent, percent)


def _pulse_knob(kind: str, one: dict[str, Any], wanted: int, percent: int) -> Knob:
    shown = min((int(channel["value_percent"].rstrip("%")) for channel in one["volume"].values()), default=wanted)
    index, is_stream = str(one["index"]), kind == STREAM
    return Knob(
        name=f"{kind} {one.get('name', OURS)}",
        percent=percent if is_stream and percent <= shown <= wanted else shown,
        is_mute=bool(one["mute"]),
        settings=(("pactl", f"set-{kind}-mute", index, "0"), ("pactl", f"set-{kind}-volume", index, f"{wanted}%")),
    )


def _listed(what: str) -> list[dict[str, Any]]:
    try:
        found: list[dict[str, Any]] = json.loads(run(("pactl", "--format=json", "list", what), TIMEOUT_S))
    except ValueError as fault:
        raise Faulty("programs.failed", program="pactl", code=0, detail=str(fault)) from fault
    return found


def _alsa_knobs(target: str, percent: int) -> Iterator[Knob]:
    card = CARD.search(target)
    mixer = ("amixer", "-c", card[1]) if card else ("amixer", "-D", target or "default")
    said = ""
    with suppress(Faulty):  # a card without a mixer, or a name that is none of a mixer
        said = run((*mixer, "scontents"), TIMEOUT_S).decode(errors="replace")
    for name, number, text in _controls(said):
        levels = [int(one) for one in re.findall(r"\[(\d+)%\]", text)]
        switches = re.findall(r"\[(on|off)\]", text)
        to = [*([f"{percent}%"] if levels else []), *(["unmute"] if switches else [])]
        setting = (*mixer, "-q", "sset", f"{name},{number}", *to)
        yield Knob(name, min(levels, default=None), "off" in switches, (setting,) if to else ())


def _controls(said: str) -> Iterator[tuple[str, str, str]]:
    """Yield name, number and the playback part of what amixer says of each control that leads to a loudspeaker."""
    parts = CONTROL.split(said)[1:]
    for name, number, text in zip(parts[::3], parts[1::3], parts[2::3], strict=True):
        if name.lower() in OUTPUTS:
            yield name, number, "\n".join(line.partition("Capture")[0] for line in text.splitlines())
