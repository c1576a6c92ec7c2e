"""Piper voices of ``speech.sherpa`` by sherpa-onnx (Apache-2.0, extra ``sherpa``). Loads nothing under the GPL."""

from broadcaster.config import Config
from broadcaster.speech.engines import Engine
from broadcaster.speech.voice_files import Neural, Runtime, voice_files

RUNTIME = Runtime("sherpa", "Sherpa", "sherpa_onnx", "sherpa")


def offered(config: Config) -> tuple[Engine, ...]:
    """Offer a voice for each file this site configured."""
    return tuple(Neural(file, RUNTIME) for file in voice_files(config.speech_sherpa, "speech.sherpa"))
