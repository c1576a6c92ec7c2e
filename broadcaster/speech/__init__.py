"""Speaks a bulletin: text -> reading -> engine -> checked WAV. Never masters, stores or publishes the sound.

Which engines there are is handed in by whoever configures the server; espeak-ng is always among them and always last.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from broadcaster.errors import BroadcasterError, Faulty, Refused, Unavailable
from broadcaster.speech.cache import Cache
from broadcaster.speech.checks import Sound, check, syllables
from broadcaster.speech.engines import Engine, Voice
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.speech.normalise import NORMALISER_VERSION, Reading, read_aloud
from broadcaster.whole import whole_file

__all__ = [
    "DEFAULT_ENGINES",
    "DEFAULT_VOICE",
    "NORMALISER_VERSION",
    "Cache",
    "Engine",
    "Reading",
    "Spoken",
    "Voice",
    "read_aloud",
    "speak",
    "voices",
]

DEFAULT_VOICE = "espeak-south"
DEFAULT_ENGINES: tuple[Engine, ...] = (Espeak(),)
# Slower than this the tones smear; faster than this nobody understands it from a horn.
SLOWEST_RATE = 0.7
FASTEST_RATE = 1.5


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was spoken: the voice that really did it, how long, how many syllables, and the words."""

    voice: str
    duration: timedelta
    syllables: int
    reading: Reading


def voices(engines: Sequence[Engine] = DEFAULT_ENGINES) -> tuple[Voice, ...]:
    """Return every voice one may choose."""
    return tuple(voice for engine in engines for voice in engine.voices())


def speak(  # noqa: PLR0913 - all but the text are keyword-only
    text: str,
    *,
    voice: str,
    rate: float = 1.0,
    to: Path,
    engines: Sequence[Engine] = DEFAULT_ENGINES,
    cache: Cache | None = None,
) -> Spoken:
    """Speak ``text`` into the WAV ``to`` and return what was spoken; nothing unchecked ever stands at ``to``.

    When the wanted voice fails, the default voice speaks; ``Spoken.voice`` tells. Raises Refused for an unknown
    voice, a rate out of 0.7-1.5 or nothing to say; Unavailable or Faulty when no voice could do it.
    """
    by_voice = _engines_by_voice(voice, engines)
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        raise Refused("speech.rate_refused", field="rate", rate=rate, slowest=SLOWEST_RATE, fastest=FASTEST_RATE)
    reading = read_aloud(text, _region(voice))
    count = syllables(reading.spoken)
    if not count:
        raise Refused("speech.nothing_to_say", field="text")
    order = Order(reading.spoken, count, rate, to, cache)
    used, sound = _first_that_speaks(order, voice, by_voice)
    return Spoken(used, sound.duration, count, reading)


@dataclass(frozen=True, slots=True)
class Order:
    """One job for whichever voice can do it."""

    spoken: str
    syllables: int
    rate: float
    to: Path
    cache: Cache | None


def _engines_by_voice(voice: str, engines: Sequence[Engine]) -> dict[str, Engine]:
    """Return the engine of each voice; raise Refused if the wanted one is not among them."""
    by_voice = {known.name: engine for engine in engines for known in engine.voices()}
    if voice not in by_voice:
        raise Refused("speech.voice_unknown", field="voice", voice=voice[:80], known=", ".join(by_voice))
    return by_voice


def _region(voice: str) -> str:
    """Return the region a voice counts in: the last word of its name."""
    return voice.rpartition("-")[2]


def _first_that_speaks(order: Order, voice: str, by_voice: dict[str, Engine]) -> tuple[str, Sound]:
    """Let the wanted voice speak, else the default one; raise the first fault if neither could."""
    first_fault: BroadcasterError | None = None
    for name in dict.fromkeys((voice, DEFAULT_VOICE)):
        engine = by_voice.get(name)
        if engine is None:
            continue
        try:
            return name, _speak_with(engine, name, order)
        except (Unavailable, Faulty) as error:
            first_fault = first_fault or error
    raise first_fault or Refused("speech.voice_unknown", field="voice", voice=voice[:80], known=", ".join(by_voice))


def _speak_with(engine: Engine, voice: str, order: Order) -> Sound:
    """Take the speech from the cache or from the engine; it stands at its place only when it passed the checks."""
    with whole_file(order.to) as draft:
        sound = _from_cache(voice, order, draft)
        if sound is None:
            engine.synthesise(order.spoken, voice=voice, rate=order.rate, to=draft)
            sound = check(draft, syllable_count=order.syllables, rate=order.rate)
            if order.cache:
                order.cache.keep(draft, order.spoken, voice=voice, rate=order.rate)
    return sound


def _from_cache(voice: str, order: Order, draft: Path) -> Sound | None:
    """Copy kept speech to ``draft`` and return its measures, or None; what went bad on the disk is forgotten."""
    if order.cache is None or not order.cache.find(order.spoken, voice=voice, rate=order.rate, to=draft):
        return None
    try:
        return check(draft, syllable_count=order.syllables, rate=order.rate)
    except Faulty:
        order.cache.forget(order.spoken, voice=voice, rate=order.rate)
        return None
