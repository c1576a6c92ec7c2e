"""Where the sound goes: a PulseAudio sink, a sound card or a WAV file, kept open all the time.

An output asks for each block with the wall-clock instant at which it sounds; it never decides what sounds.
"""

from contextlib import suppress
from pathlib import Path

from broadcaster.clock import Clock
from broadcaster.errors import Unavailable
from stations.output_setting import OutputSetting
from stations.outputs.card import CardOutput
from stations.outputs.output import Output
from stations.outputs.pulse import PulseOutput
from stations.outputs.wav import WavOutput


def open_output(setting: OutputSetting, clock: Clock) -> Output:
    """Open the output of ``setting``; raises Unavailable when it is not there."""
    if setting.kind == "wav":
        return WavOutput(Path(setting.target), clock=clock)
    if setting.kind == "pulse":
        return PulseOutput(setting.target or None, clock=clock)
    if setting.kind == "device":
        return CardOutput(setting.target, clock=clock)
    for choice in (PulseOutput, CardOutput):
        with suppress(Unavailable):
            return choice(None, clock=clock)
    if setting.target:
        return WavOutput(Path(setting.target), clock=clock)
    raise Unavailable("player.output_missing", output="auto")  # a file in its place would pass for sound
