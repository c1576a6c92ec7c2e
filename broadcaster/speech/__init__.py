"""Speaks a bulletin: text -> reading -> engine -> checked WAV. Never masters, stores or publishes the sound.

Which engines there are is handed in by whoever configures the server (``offers``); the voice wanted speaks, else the
others in their order, and last espeak-ng, which needs nothing from outside.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from broadcaster.errors import BroadcasterError, Faulty, Refused, Unavailable
from broadcaster.speech.cache import Cache
from broadcaster.speech.checks import Sound, check, syllables
from broadcaster.speech.engines import Engine, Voice
from broadcaster.speech.engines.espeak import Espeak
from broadcaster.speech.normalise import NORMALISER_VERSION, Reading, read_aloud
from broadcaster.speech.offers import Offers, offers, wanted
from broadcaster.speech.saying import said
from broadcaster.voices import LAST_RESORT
from broadcaster.whole import DISK_FULL_ERRORS, whole_file

__all__ = [
    "ALARM_RATE",
    "DEFAULT_ENGINES",
    "DEFAULT_VOICE",
    "FASTEST_RATE",
    "NORMALISER_VERSION",
    "SLOWEST_RATE",
    "URGENT_RATE",
    "Cache",
    "Engine",
    "Offers",
    "Reading",
    "Spoken",
    "Voice",
    "offers",
    "read_aloud",
    "speak",
    "voices",
    "wanted",
]

log = logging.getLogger(__name__)

DEFAULT_VOICE = LAST_RESORT
DEFAULT_ENGINES: tuple[Engine, ...] = (Espeak(),)
# Slower than this the tones smear; faster than this nobody understands it from a horn.
SLOWEST_RATE = 0.7
FASTEST_RATE = 1.5
URGENT_RATE = 0.87
"""The rate of emergency bulletins: 2.8 syllables a second, where the usual ones are 3.2."""
ALARM_RATE = 0.97
"""The same pace in the words of alarms, which have more pauses because their sentences are shorter."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What was spoken: the voice that really did it, how long, how many syllables, the words, and who failed before."""

    voice: str
    duration: timedelta
    syllables: int
    reading: Reading
    faults: tuple[BroadcasterError, ...] = ()


@dataclass(frozen=True, slots=True)
class Order:
    """One job for whichever voice can do it."""

    text: str
    rate: float
    to: Path
    cache: Cache | None
    lexicon: Mapping[str, str] = field(default_factory=dict)
    spoken: str = ""
    syllables: int = 0


def voices(engines: Sequence[Engine] = DEFAULT_ENGINES, first: Sequence[str] = ()) -> tuple[Voice, ...]:
    """Return every voice one may choose, those named in ``first`` before the others."""
    known = {voice.name: voice for engine in engines for voice in engine.voices()}
    order = dict.fromkeys((*(name for name in first if name in known), *known))
    return tuple(known[name] for name in order)


def speak(  # noqa: PLR0913 - all but the text are keyword-only
    text: str,
    *,
    voice: str,
    others: Iterable[str] = (),
    rate: float = 1.0,
    to: Path,
    engines: Sequence[Engine] = DEFAULT_ENGINES,
    cache: Cache | None = None,
    lexicon: Mapping[str, str] | None = None,
) -> Spoken:
    """Speak ``text`` into the WAV ``to`` and return what was spoken; nothing unchecked ever stands at ``to``.

    When the wanted voice fails, ``others`` speak in their order, and last the default voice; ``Spoken.voice`` tells.
    ``lexicon`` holds the readings of a locality that go before all rules. Raises Refused for a rate out of 0.7-1.5,
    nothing to say, or an unknown voice when no others are named; Unavailable or Faulty when no voice could do it.
    """
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        raise Refused("speech.rate_refused", field="rate", rate=rate, slowest=SLOWEST_RATE, fastest=FASTEST_RATE)
    if not syllables(read_aloud(text, lexicon=lexicon).spoken):
        raise Refused("speech.nothing_to_say", field="text")
    by_voice = {known: engine for engine in engines for known in engine.voices()}
    names = tuple(others)
    if not names and voice not in {known.name for known in by_voice}:
        raise _unknown(voice, by_voice)
    return _first_that_speaks(
        Order(text, rate, to, cache, lexicon or {}), dict.fromkeys((voice, *names, DEFAULT_VOICE)), by_voice
    )


def _unknown(voice: str, known: Iterable[Voice]) -> Refused:
    return Refused("speech.voice_unknown", field="voice", voice=voice[:80], known=", ".join(one.name for one in known))


def _first_that_speaks(order: Order, names: Iterable[str], by_voice: dict[Voice, Engine]) -> Spoken:
    """Let the voices try in their order; if none could, raise the first fault that may pass, or else the first."""
    known = {voice.name: voice for voice in by_voice}
    faults: list[BroadcasterError] = []
    for name in names:
        voice = known.get(name)
        if voice is None:
            faults.append(_unknown(name, by_voice))
            continue
        reading = read_aloud(order.text, voice.region, lexicon=order.lexicon)
        words = said(reading)
        mine = replace(order, spoken=words, syllables=syllables(words))
        try:
            sound = _speak_with(by_voice[voice], voice, mine)
            return Spoken(name, sound.duration, mine.syllables, reading, tuple(faults))
        except (Unavailable, Faulty) as fault:
            log.warning("voice %s could not speak, the next one does: %s", name, fault)
            faults.append(fault)
    raise next((fault for fault in faults if not fault.permanent), faults[0])


def _speak_with(engine: Engine, voice: Voice, order: Order) -> Sound:
    """Take the speech from the cache or from the engine; it stands at its place only when it passed the checks."""
    with whole_file(order.to) as draft:
        sound = _from_cache(voice, order, draft)
        if sound is None:
            _synthesise(engine, voice, order, draft)
            sound = check(draft, syllable_count=order.syllables, rate=order.rate)
            if order.cache:
                order.cache.keep(draft, order.spoken, voice=voice.name, edition=voice.edition, rate=order.rate)
    return sound


def _synthesise(engine: Engine, voice: Voice, order: Order, draft: Path) -> None:
    """Let an engine speak; what an engine of others raises unforeseen is a fault of that engine."""
    try:
        engine.synthesise(order.spoken, voice=voice.name, rate=order.rate, to=draft)
    except Exception as fault:  # code of others may raise anything, and the next voice must speak all the same
        if isinstance(fault, BroadcasterError) or getattr(fault, "errno", None) in DISK_FULL_ERRORS:
            raise
        reason = f"{type(fault).__name__}: {fault}"
        raise Faulty("speech.engine_broken", engine=engine.name, reason=reason[:200]) from fault


def _from_cache(voice: Voice, order: Order, draft: Path) -> Sound | None:
    """Copy kept speech to ``draft`` and return its measures, or None; what went bad on the disk is forgotten."""
    if order.cache is None:
        return None
    key = {"voice": voice.name, "edition": voice.edition}
    if not order.cache.find(order.spoken, **key, rate=order.rate, to=draft):
        return None
    try:
        return check(draft, syllable_count=order.syllables, rate=order.rate)
    except Faulty:
        order.cache.forget(order.spoken, **key, rate=order.rate)
        return None
