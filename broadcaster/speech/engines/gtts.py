"""Google's unofficial voice, with gTTS's request bodies over our own verified HTTPS. Off unless it is configured.

gTTS itself never sends anything here: it does not verify certificates, waits for ever, and takes an empty or an HTML
answer for success. Never for emergencies: it needs the Internet and may be blocked at any time.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from pathlib import Path

from gtts import gTTS

from broadcaster.config import Config
from broadcaster.errors import Faulty, Unavailable
from broadcaster.speech.asking import Asker, Manners, Question, demand_verified
from broadcaster.speech.engines import Engine, Voice
from broadcaster.speech.joining import Segment, decoded, demand_whole, join, trimmed
from broadcaster.speech.packing import parts

LONGEST_PART = 100
# Google speaks about a quarter faster than a horn can carry.
TEMPO = 0.8

PATH = "/_/TranslateWebserverUi/data/batchexecute"
AUDIO = re.compile(rb'jQ1olc","\[\\"([^"\\]*)\\"\]')
HEADERS = {
    "Content-Type": "application/x-www-form-urlencoded;charset=utf-8",
    "Referer": "https://translate.google.com/",
}


class Gtts(Engine):
    """The northern voice of Google Translate; ``base_url`` must be HTTPS unless it is this machine."""

    name = "gtts"
    is_online = True

    def __init__(self, base_url: str = "https://translate.google.com", manners: Manners | None = None) -> None:
        demand_verified(base_url)
        self._url = base_url.rstrip("/") + PATH
        self._asker = Asker(manners or Manners())

    def voices(self) -> tuple[Voice, ...]:
        """Return the one Vietnamese voice there is."""
        label_vi, label_en = "Google, giọng Bắc (cần Internet)", "Google, northern (needs Internet)"
        return (Voice("gtts-north", self.name, label_vi, label_en, "north"),)

    def synthesise(self, text: str, *, voice: str, rate: float, to: Path) -> None:  # noqa: ARG002 - it has one voice
        """Write ``text`` as a 24 kHz mono WAV with our pauses; raise Unavailable or Faulty, leaving no file."""
        join(self._sounds(text, TEMPO * rate), to)

    def _sounds(self, text: str, tempo: float) -> Iterator[tuple[Segment, int]]:
        for part, pause_ms in parts(text, LONGEST_PART):
            answer = self._asker.ask(Question("POST", self._url, HEADERS, request_body(part).encode()))
            sound = trimmed(decoded(audio_in(answer.body), "mp3", tempo))
            yield demand_whole(sound, part, tempo), pause_ms


def offered(config: Config) -> tuple[Engine, ...]:
    """Offer Google's voice where the site asked for it."""
    return (Gtts(),) if config.speech_google else ()


def request_body(part: str) -> str:
    """Return the form body gTTS would send for one part of at most 100 characters."""
    return str(gTTS(part, lang="vi", lang_check=False, pre_processor_funcs=[]).get_bodies()[0])


def audio_in(answer: bytes) -> bytes:
    """Return the MP3 inside an answer; raise Unavailable if it is a page for people, Faulty if it holds no sound."""
    found = AUDIO.search(answer)
    if found is None and b"jQ1olc" not in answer:
        raise Unavailable("speech.online_blocked")
    try:
        audio = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error as error:
        raise Faulty("speech.online_no_sound") from error
    if not audio:
        raise Faulty("speech.online_no_sound")
    return audio
