"""Words in other languages than Vietnamese, read by espeak-ng where it knows the language. Never reads Vietnamese.

Nothing is normalised: whoever writes such words writes numbers and abbreviations as they are spoken.
"""

from collections.abc import Mapping
from pathlib import Path

from broadcaster.errors import BroadcasterError, Refused
from broadcaster.formant import PROGRAM, arguments, marked_up
from broadcaster.programs import run
from broadcaster.speech.engines.espeak import START_TIMEOUT_S
from broadcaster.whole import whole_file

NAME = PROGRAM
# Of the minority languages of Viet Nam it knows none; its Thai is that of Thailand, not of the Thái.
VOICES: Mapping[str, str] = {"en": "en-gb", "cmn": "cmn", "yue": "yue"}
WORDS_PER_MINUTE = 125
"""Slower than usual, as all alarms are."""


def readable() -> frozenset[str]:
    """Return the languages that can be read here; none where espeak-ng is not installed."""
    try:
        listed = run((PROGRAM, "--voices"), START_TIMEOUT_S).decode("utf-8", "replace")
    except BroadcasterError:
        return frozenset()
    there = {line.split()[1] for line in listed.splitlines()[1:] if line.strip()}
    return frozenset(code for code, voice in VOICES.items() if voice in there)


def read_foreign(text: str, language: str, *, to: Path) -> None:
    """Write words as a mono WAV; Refused ``translation.unreadable`` for a language nobody here can read."""
    if language not in VOICES:
        raise Refused("translation.unreadable", field="text", language=language)
    argv = (PROGRAM, *arguments(VOICES[language], WORDS_PER_MINUTE))
    with whole_file(to) as partial:
        run((*argv, str(partial)), START_TIMEOUT_S, marked_up(text).encode(), niceness=10)
