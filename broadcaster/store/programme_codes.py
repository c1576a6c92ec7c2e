"""Templates of programmes as JSON data and back, for the column that holds a whole one. Never reads the database."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import timedelta
from typing import Any

from schedules.programme import Fill, FixedBulletin, FixedClip, Ident, Part, Pause, Programme, Relay

Data = Mapping[str, Any]

MILLISECOND = timedelta(milliseconds=1)
_KINDS: Mapping[str, type[Any]] = {
    "ident": Ident,
    "bulletin": FixedBulletin,
    "clip": FixedClip,
    "relay": Relay,
    "pause": Pause,
    "fill": Fill,
}
_LENGTHS = frozenset({"duration", "most", "at"})
_SETS = {"fields": frozenset, "urls": tuple}


def programme_data(programme: Programme | None) -> Data | None:
    """Return the data of a template, lengths in whole milliseconds."""
    if programme is None:
        return None
    return {"length": programme.length // MILLISECOND, "parts": [_part_data(one) for one in programme.parts]}


def programme_of(data: Data | None) -> Programme | None:
    """Return the template; the reverse of ``programme_data``. A field younger than the data has its default."""
    if data is None:
        return None
    return Programme(data["length"] * MILLISECOND, tuple(_part_of(one) for one in data["parts"]))


def _part_data(part: Part) -> Data:
    kind = next(name for name, one in _KINDS.items() if isinstance(part, one))
    return {"kind": kind} | {one.name: _plain(getattr(part, one.name)) for one in fields(part)}


def _plain(value: object) -> object:
    if isinstance(value, timedelta):
        return value // MILLISECOND
    return sorted(value) if isinstance(value, frozenset) else value


def _part_of(data: Data) -> Part:
    kind = _KINDS[data["kind"]]
    known = {one.name for one in fields(kind)}
    part: Part = kind(**{name: _typed(name, value) for name, value in data.items() if name in known})
    return part


def _typed(name: str, value: Any) -> Any:
    if name in _LENGTHS:
        return None if value is None else value * MILLISECOND
    return _SETS[name](value) if name in _SETS else value
