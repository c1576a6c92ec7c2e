"""Where the sound goes: a PulseAudio sink, a sound card, a program that plays, or a WAV file, kept open all the time.

An output asks for each block with the wall-clock instant at which it sounds; it never decides what sounds.
"""

from collections.abc import Callable, Mapping
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations.output_setting import OutputSetting
from stations.outputs.card import CardOutput
from stations.outputs.output import Output
from stations.outputs.program import open_aplay, open_pacat
from stations.outputs.pulse import PulseOutput
from stations.outputs.wav import WavOutput

OPENERS: Mapping[str, Callable[[str, Clock], Output]] = {
    "pulse": lambda target, clock: PulseOutput(target or None, clock=clock),
    "pacat": open_pacat,
    "card": lambda target, clock: CardOutput(target or None, clock=clock),
    "aplay": open_aplay,
    "wav": lambda target, clock: WavOutput(Path(target), clock=clock),
}


def open_output(
    setting: OutputSetting, clock: Clock, *, first: int = 0, on_try: Callable[[int], None] = lambda way: None
) -> Output:
    """Open the first way of ``setting`` that is there, looking from number ``first`` on; raises Unavailable.

    ``on_try`` is told of each way before it is opened: one may hang there.
    """
    ways, target = setting.ways, "" if setting.kind == "auto" else setting.target
    faults: list[Unavailable] = []
    for way in (*range(first, len(ways)), *range(first)):
        on_try(way)
        try:
            return OPENERS[ways[way]](target, clock)
        except Unavailable as fault:
            faults.append(fault)
    if setting.kind != "auto":
        raise faults[0]
    if setting.target:
        return WavOutput(Path(setting.target), clock=clock)
    raise Unavailable("player.output_missing", output="auto")  # a file in its place would pass for sound
