"""Piper voices of ``speech.piper``. piper-tts (GPL-3, extra ``piper``) runs in a child process; never imported here."""

from broadcaster.config import Config
from broadcaster.speech.engines import Engine
from broadcaster.speech.voice_files import Neural, Runtime, voice_files

RUNTIME = Runtime("piper", "Piper", "piper", "piper")


def offered(config: Config) -> tuple[Engine, ...]:
    """Offer a voice for each file this site configured."""
    return tuple(Neural(file, RUNTIME) for file in voice_files(config.speech_piper, "speech.piper"))
