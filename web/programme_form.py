"""The form of a programme: its parts in their order, added, moved and taken out by plain buttons, and read. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from broadcaster.bulletins import Field, checked_title
from broadcaster.errors import BroadcasterError, Refused
from broadcaster.localities import TIMEZONE
from schedules.priority import Priority
from schedules.programme import (
    LONGEST,
    TIMES_MOST,
    Fill,
    FixedBulletin,
    FixedClip,
    Ident,
    InvalidProgramme,
    Part,
    Pause,
    Programme,
    Relay,
)
from schedules.recurrence import Recurrence
from web.forms import PRIORITIES
from web.reading import Reading, Typed, one, read_choice, read_place, read_whole, several
from web.recurring import read_recurrence

KINDS = ("ident", "fill", "bulletin", "relay", "pause")
"""What can be added; a ``clip`` stays where it is, for no page makes clips yet."""
MINUTE, SECOND, MILLISECOND = timedelta(minutes=1), timedelta(seconds=1), timedelta(milliseconds=1)
MINUTES_MOST = int(LONGEST / MINUTE)
SECONDS_MOST = 3600
SOURCE_LIMIT = 500
SCHEMES = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class ProgrammeWords:
    """A programme as typed; ``place`` empty when it stays where it is."""

    title: str
    place: str
    recurrence: Recurrence
    programme: Programme
    priority: Priority
    base: bool


def read_programme(typed: Typed, timezone: str = TIMEZONE, *, keeps_time: bool = False) -> ProgrammeWords:
    """Read the whole form; with ``keeps_time`` its days and times are not shown there and mean nothing."""
    reading = Reading({**typed, "kind": ["once"]} if keeps_time else typed)
    words = ProgrammeWords(
        title=reading.take("title", _title, ""),
        place=reading.take("place", read_place, "") if "place" in typed else "",
        recurrence=read_recurrence(reading, timezone),
        programme=_programme(reading),
        priority=reading.take("priority", read_choice(PRIORITIES, "web.priority_unknown"), Priority.ORDINARY),
        base=one(typed, "base") == "yes",
    )
    reading.finish()
    return words


def _title(text: str) -> str:
    if not text.strip():
        raise Refused("web.programme_untitled")
    return checked_title(text)


def parts_of(typed: Typed) -> list[str]:
    """Return the names of the parts in a form, in their order."""
    return [name for name in several(typed, "parts") if f"{name}-kind" in typed]


def rearranged(typed: Typed, do: str) -> Typed:
    """Return the form after a button was pressed: ``add fill``, ``up p2``, ``down p2`` or ``remove p2``."""
    names = parts_of(typed)
    verb, _, what = do.partition(" ")
    if verb == "add" and what in KINDS:
        return _added(typed, names, what)
    if what not in names:
        return typed
    at = names.index(what)
    if verb == "remove":
        names.remove(what)
    elif verb in ("up", "down"):
        names.insert(max(0, at - 1) if verb == "up" else at + 1, names.pop(at))
    return {**typed, "parts": names}


def _added(typed: Typed, names: list[str], kind: str) -> Typed:
    known = {int(name[1:]) for name in names if name[1:].isascii() and name[1:].isdecimal()}
    name = f"p{max(known, default=-1) + 1}"
    stale = {one for one in typed if one.startswith(f"{name}-")}
    fresh = {f"{name}-{key}": list(values) for key, values in {**DEFAULTS[kind], "kind": [kind]}.items()}
    return {**{key: values for key, values in typed.items() if key not in stale}, **fresh, "parts": [*names, name]}


DEFAULTS: Mapping[str, Mapping[str, list[str]]] = {
    "ident": {},
    "fill": {"fields": [str(one.value) for one in Field]},
    "bulletin": {"times": ["1"]},
    "relay": {"minutes": ["15"], "source": [""]},
    "pause": {"seconds": ["5"]},
}


def fields_of(programme: Programme) -> dict[str, list[str]]:
    """Return the fields of the form that shows a programme."""
    found = {"length": [_minutes(programme.length)], "parts": [f"p{n}" for n in range(len(programme.parts))]}
    for n, part in enumerate(programme.parts):
        values = {**_fields_of(part), "at": "" if part.at is None else _minutes(part.at)}
        found |= {f"p{n}-{key}": value if isinstance(value, list) else [value] for key, value in values.items()}
    return found


def _fields_of(part: Part) -> Mapping[str, str | list[str]]:
    match part:
        case Ident():
            return {"kind": "ident"}
        case FixedBulletin():
            return {"kind": "bulletin", "bulletin": part.bulletin_id, "times": str(part.times)}
        case FixedClip():
            length = str(part.duration // MILLISECOND)
            return {"kind": "clip", "sha256": part.sha256, "milliseconds": length, "times": str(part.times)}
        case Relay():
            minutes = _minutes(part.duration)
            return {"kind": "relay", "source": list(part.urls), "minutes": minutes, "fallback": part.fallback}
        case Pause():
            return {"kind": "pause", "seconds": str(round(part.duration / SECOND))}
        case _:
            most = "" if part.most is None else _minutes(part.most)
            fields = [str(one) for one in sorted(part.fields)]
            return {"kind": "fill", "fields": fields, "most": most, "again": "yes" if part.again else ""}


def _minutes(length: timedelta) -> str:
    return str(round(length / MINUTE))


def _programme(reading: Reading) -> Programme:
    """Return the programme the form describes; while parts are faulty, a harmless one."""
    length = reading.take("length", read_whole(1, MINUTES_MOST), 1) * MINUTE
    parts = tuple(_part(reading, name) for name in parts_of(reading.typed))
    try:
        return Programme(length, parts)
    except InvalidProgramme as fault:
        if not any("-" in name or name == "length" for name in reading.faults):
            reading.faults["parts"] = Refused(fault.code, field="parts", **fault.facts)
        return Programme(MINUTE, (Ident(),))


def _part(reading: Reading, name: str) -> Part:
    at = reading.take(f"{name}-at", _optional_minutes(0), None)
    match one(reading.typed, f"{name}-kind"):
        case "fill":
            return _fill(reading, name, at)
        case "bulletin":
            chosen = reading.take(f"{name}-bulletin", _chosen, "")
            return FixedBulletin(chosen, _times(reading, name), at)
        case "clip":
            length = reading.take(f"{name}-milliseconds", read_whole(1, LONGEST // MILLISECOND), 1) * MILLISECOND
            return FixedClip(one(reading.typed, f"{name}-sha256"), length, _times(reading, name), at)
        case "relay":
            length = reading.take(f"{name}-minutes", read_whole(1, MINUTES_MOST), 1) * MINUTE
            return Relay(_sources(reading, f"{name}-source"), length, one(reading.typed, f"{name}-fallback"), at)
        case "pause":
            return Pause(reading.take(f"{name}-seconds", read_whole(1, SECONDS_MOST), 1) * SECOND, at)
        case _:
            return Ident(at=at)


def _fill(reading: Reading, name: str, at: timedelta | None) -> Fill:
    known = {str(one.value): int(one) for one in Field}
    fields = frozenset(known[text] for text in several(reading.typed, f"{name}-fields") if text in known)
    if not fields:
        reading.faults[f"{name}-fields"] = Refused("schedules.fill_no_category", field=f"{name}-fields")
    most = reading.take(f"{name}-most", _optional_minutes(1), None)
    return Fill(fields or frozenset({int(Field.GENERAL)}), most, one(reading.typed, f"{name}-again") == "yes", at)


def _times(reading: Reading, name: str) -> int:
    return reading.take(f"{name}-times", read_whole(1, TIMES_MOST), 1)


def _optional_minutes(least: int) -> Callable[[str], timedelta | None]:
    read = read_whole(least, MINUTES_MOST)
    return lambda text: None if not text.strip() else read(text) * MINUTE


def _chosen(text: str) -> str:
    if not text.strip():
        raise Refused("plan.no_bulletin")
    return text.strip()


def _sources(reading: Reading, name: str) -> tuple[str, ...]:
    found = several(reading.typed, name)
    if not found or not all(is_source(one) for one in found):
        reading.faults[name] = Refused("schedules.relay_no_source", field=name)
    return found or ("-",)


def is_source(text: str) -> bool:
    """Tell whether a text is an address a station can relay."""
    return text.startswith(SCHEMES) and len(text) <= SOURCE_LIMIT and text.isprintable() and " " not in text


def fault_in(fault: BroadcasterError) -> BroadcasterError:
    """Return a refusal of the schedule beside the field of this form that it concerns."""
    field = {"targets": "place", "stations": "place", "date": "first", "bulletin_ids": "parts"}
    return type(fault)(fault.code, field=field.get(fault.field or "", fault.field), **fault.facts)
