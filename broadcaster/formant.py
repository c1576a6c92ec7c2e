"""How espeak-ng is asked to speak, by server and stations: level, pauses, arguments. Pure; runs nothing."""

import re
from xml.sax.saxutils import escape

PROGRAM = "espeak-ng"
SOUTHERN = "vi-vn-x-south"
# The default, 100, clips.
AMPLITUDE = 60
# Pauses as measured in the sound: the engine adds a little of its own to the longer one.
SENTENCE_PAUSE_MS = 620
PARAGRAPH_PAUSE_MS = 1000
SENTENCE_END = re.compile(r"(?<=[.!?…;])\s+")


def arguments(language: str, words_per_minute: int) -> tuple[str, ...]:
    """Return what makes espeak-ng read marked-up UTF-8 text from its standard input; ``-w FILE`` is to follow."""
    # Not --stdout: the header of that WAV carries a made-up length.
    speed = ("-s", str(words_per_minute), "-a", str(AMPLITUDE))
    return ("-m", "-b", "1", "-v", language, *speed, "--stdin", "-w")


def marked_up(text: str) -> str:
    """Return the SSML of a text with one paragraph a line, with a pause after each sentence and paragraph."""
    return f"<speak>{_pause(PARAGRAPH_PAUSE_MS).join(map(_paragraph, text.splitlines()))}</speak>"


def _paragraph(line: str) -> str:
    return _pause(SENTENCE_PAUSE_MS).join(escape(sentence) for sentence in SENTENCE_END.split(line))


def _pause(milliseconds: int) -> str:
    return f'<break time="{milliseconds}ms"/> '
