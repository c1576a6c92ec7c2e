"""Finds who offers voices at this site: entry points of ours and of others. A broken one is told, never raised."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from broadcaster.config import Config
from broadcaster.errors import BroadcasterError, Faulty, Refused
from broadcaster.speech.engines import Engine
from broadcaster.speech.engines.espeak import Espeak

GROUP = "broadcaster.voices"

Offering = Callable[[Config], Iterable[Engine]]


@dataclass(frozen=True, slots=True)
class Offers:
    """The engines of this site, espeak-ng among them whatever happens, and what is wrong with the others."""

    engines: tuple[Engine, ...]
    faults: tuple[BroadcasterError, ...] = ()


def offers(config: Config, points: Iterable[EntryPoint] | None = None) -> Offers:
    """Return the engines that the entry points offer at this site, in the order of their names."""
    engines: dict[str, Engine] = {Espeak.name: Espeak()}
    faults: list[BroadcasterError] = []
    for point in sorted(entry_points(group=GROUP) if points is None else points, key=lambda one: one.name):
        try:
            for engine in _offered(point, config):
                _refuse_taken(engine, engines.values())
                engines[engine.name] = engine
        except BroadcasterError as fault:
            faults.append(fault)
    known = {voice.name for engine in engines.values() for voice in engine.voices()}
    faults += [Refused("speech.voice_not_offered", voice=one) for one in wanted(config) if one not in known]
    return Offers(tuple(engines.values()), tuple(faults))


def wanted(config: Config) -> tuple[str, ...]:
    """Return the voices this site asks for, in its order."""
    return tuple(config.speech_voices.replace(",", " ").split())


def _offered(point: EntryPoint, config: Config) -> Iterator[Engine]:
    """Give what one entry point offers; whatever strange code raises becomes a Faulty that names it."""
    try:
        offering: Offering = point.load()
        found = tuple(offering(config))
        sound = all(isinstance(engine, Engine) and isinstance(engine.voices(), tuple) for engine in found)
    except BroadcasterError:
        raise
    except Exception as fault:  # code of others may raise anything, and the server must start all the same
        raise _broken(point, f"{type(fault).__name__}: {fault}") from fault
    if not sound:
        raise _broken(point, "no Engine")
    yield from found


def _broken(point: EntryPoint, reason: str) -> Faulty:
    return Faulty("speech.plugin_broken", name=point.name, place=point.value, reason=reason[:200])


def _refuse_taken(engine: Engine, others: Iterable[Engine]) -> None:
    """Refuse a voice name that another engine has already: bulletins keep names, so they must mean one voice."""
    taken = {voice.name: one for one in others if one.name != engine.name for voice in one.voices()}
    for voice in engine.voices():
        if voice.name in taken:
            raise Refused("speech.voice_taken", voice=voice.name, engine=engine.name, other=taken[voice.name].name)
