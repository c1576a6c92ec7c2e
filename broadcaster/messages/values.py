"""JSON to values, led by the type hints of the dataclasses themselves. Never knows one document from another.

Reading is tolerant of unknown and of absent optional fields, and strict with every type, form and size: whatever the
bytes are, the outcome is a value or ``Wrong``.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import datetime, time, timedelta
from enum import Enum, IntEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from schedules.playlist import ClipItem, PauseItem, Playlist, RelayItem
from schedules.timetable import Airing

TEXT_LIMIT = 20_000
INTEGER_LIMIT = 2**63
LONGEST = timedelta(days=3660)
YEARS = range(2000, 2200)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z")

Reader = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Number:
    """The least and the most an integer may be, or a text or list may be long."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Form:
    """The regular expression a whole text must match."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping whose key is this field of its values, so that JSON holds it once."""

    field: str


Sha256 = Annotated[str, Form("[0-9a-f]{64}")]
Hex32 = Annotated[str, Form("[0-9a-f]{64}")]
Ident = Annotated[str, Form("[A-Za-z0-9][A-Za-z0-9_-]{0,127}")]
Percent = Annotated[int, Number(0, 100)]
Count = Annotated[int, Number(0, INTEGER_LIMIT - 1)]
Seq = Annotated[int, Number(0, INTEGER_LIMIT - 1)]

# The schedule's own classes know nothing of the wire: what becomes a file name or a topic there gets its form here.
_FORMS: dict[tuple[type, str], Any] = {
    (ClipItem, "sha256"): Sha256,
    (RelayItem, "fallback"): Annotated[str, Form("([0-9a-f]{64})?")],
    (Airing, "id"): Ident,
}
TAGS: dict[type, str] = {ClipItem: "clip", RelayItem: "relay", PauseItem: "pause"}


class Wrong(ValueError):
    """A value that is not what its type asks for: where it stands, and what was expected there."""

    def __init__(self, expected: str, place: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.place = place

    def within(self, name: object) -> "Wrong":
        """Return the same fault seen from one level up."""
        return Wrong(self.expected, f"{name}.{self.place}" if self.place else str(name))


def from_value(hint: Any, value: Any) -> Any:
    """Return the value of type ``hint`` told by a JSON value, or raise Wrong."""
    return _reader(hint)(value)


@cache
def hints_of(kind: Any) -> dict[str, Any]:
    """Return the type of each field of a dataclass, with its form on the wire."""
    hints = get_type_hints(kind, include_extras=True)
    return {name: _FORMS.get((kind, name), hint) for name, hint in hints.items()}


def keyed_by(hint: Any) -> Keyed | None:
    """Return what a mapping leaves out of its values because it is their key; None for all else."""
    return next((one for one in getattr(hint, "__metadata__", ()) if isinstance(one, Keyed)), None)


def default_of(field: "Field[Any]") -> Any:
    """Return the default of a field, MISSING when it has none."""
    return field.default_factory() if field.default_factory is not MISSING else field.default


@cache
def _reader(hint: Any) -> Reader:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return _annotated(arguments[0], arguments[1:])
    if origin in (Union, UnionType):
        return _union(arguments)
    if origin in (tuple, frozenset):
        several = _list_of(_reader(arguments[0]))
        return several if origin is tuple else _set_of(several)
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_of(_reader(arguments[0]), _reader(arguments[1]))
    if hint in _SCALARS:
        return _SCALARS[hint]
    return _enum(hint) if issubclass(hint, Enum) else _dataclass(hint)


def _annotated(hint: Any, marks: tuple[Any, ...]) -> Reader:
    mark = marks[0]
    if isinstance(mark, Keyed):
        return _keyed_mapping(get_args(hint)[1], mark)
    if isinstance(mark, Form):
        return _formed(mark)
    return _sized(_text_up_to(mark.most) if hint is str else _reader(hint), mark)


def _formed(form: Form) -> Reader:
    pattern = re.compile(form.pattern)

    def read(value: Any) -> str:
        if not isinstance(value, str) or not pattern.fullmatch(value):
            raise Wrong(form.pattern)
        return value

    return read


def _sized(inner: Reader, size: Number) -> Reader:
    def read(value: Any) -> Any:
        found = inner(value)
        if not size.least <= (found if isinstance(found, int) else len(found)) <= size.most:
            raise Wrong(f"{size.least}..{size.most}")
        return found

    return read


def _union(members: tuple[Any, ...]) -> Reader:
    if NoneType in members:
        return _optional(Union[tuple(one for one in members if one is not NoneType)])  # noqa: UP007
    if all(one in TAGS for one in members):
        return _tagged(members)
    readers = [_reader(one) for one in members]

    def read(value: Any) -> Any:
        for one in readers:
            try:
                return one(value)
            except Wrong:
                continue
        raise Wrong("one of several types")

    return read


def _optional(hint: Any) -> Reader:
    inner = _reader(hint)
    return lambda value: None if value is None else inner(value)


def _tagged(members: tuple[Any, ...]) -> Reader:
    readers = {TAGS[one]: _reader(one) for one in members}

    def read(value: Any) -> Any:
        tag = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(tag, str) or tag not in readers:
            raise Wrong(" | ".join(readers), "kind")
        return readers[tag](value)

    return read


def _list_of(inner: Reader) -> Reader:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Wrong("list")
        return tuple(_within(index, inner, one) for index, one in enumerate(value))

    return read


def _set_of(inner: Reader) -> Reader:
    return lambda value: frozenset(inner(value))


def _mapping_of(key: Reader, inner: Reader) -> Reader:
    def read(value: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise Wrong("object")
        return {_within(name, key, name): _within(name, inner, one) for name, one in value.items()}

    return read


def _keyed_mapping(hint: Any, mark: Keyed) -> Reader:
    inner = _reader(hint)

    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict) or not all(isinstance(one, dict) for one in value.values()):
            raise Wrong("object of objects")
        return {name: _within(name, inner, {**one, mark.field: name}) for name, one in value.items()}

    return read


def _enum(kind: type[Enum]) -> Reader:
    scalar = int if issubclass(kind, IntEnum) else str

    def read(value: Any) -> Enum:
        if type(value) is not scalar:
            raise Wrong(scalar.__name__)
        try:
            return kind(value)
        except ValueError:
            raise Wrong(" | ".join(str(one.value) for one in kind)) from None

    return read


def _dataclass(kind: Any) -> Reader:
    hints = hints_of(kind)
    readers = [(one.name, _reader(hints[one.name]), _absent(one, hints[one.name])) for one in fields(kind)]

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            raise Wrong("object")
        found = {}
        for name, inner, may_be_absent in readers:
            if name in value:
                found[name] = _within(name, inner, value[name])
            elif not may_be_absent:
                raise Wrong("a value", name)
            elif may_be_absent is NoneType:
                found[name] = None
        return _built(kind, found)

    return read


def _absent(field: "Field[Any]", hint: Any) -> Any:
    """Tell whether a field may be absent: True for its default, NoneType for None, False for never."""
    if default_of(field) is not MISSING:
        return True
    return NoneType if NoneType in get_args(hint) else False


def _built(kind: Any, values: dict[str, Any]) -> Any:
    try:
        return kind(**values)
    except ValueError as fault:
        raise Wrong(str(fault)) from fault


def _within(name: object, inner: Reader, value: Any) -> Any:
    try:
        return inner(value)
    except Wrong as fault:
        raise fault.within(name) from None


def _text_up_to(limit: int) -> Reader:
    def read(value: Any) -> str:
        # NUL cannot be stored by PostgreSQL, a lone surrogate cannot be written at all.
        if not isinstance(value, str) or len(value) > limit or "\0" in value or not _is_utf8(value):
            raise Wrong(f"text up to {limit}")
        return value

    return read


def _is_utf8(text: str) -> bool:
    return text.isascii() or not any("\ud800" <= one <= "\udfff" for one in text)


def _integer(value: Any) -> int:
    if type(value) is not int or abs(value) >= INTEGER_LIMIT:
        raise Wrong("integer")
    return value


def _float(value: Any) -> float:
    if type(value) not in (int, float) or not abs(value) < INTEGER_LIMIT or not math.isfinite(value):
        raise Wrong("number")
    return float(value)


def _boolean(value: Any) -> bool:
    if type(value) is not bool:
        raise Wrong("true or false")
    return value


def _moment(value: Any) -> datetime:
    if not isinstance(value, str) or not _MOMENT.fullmatch(value):
        raise Wrong("RFC 3339 UTC time")
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise Wrong("RFC 3339 UTC time") from None
    if found.year not in YEARS:
        raise Wrong(f"year {YEARS.start}..{YEARS.stop - 1}")
    return found


def _time_of_day(value: Any) -> time:
    if not isinstance(value, str) or not re.fullmatch(r"\d\d:\d\d(:\d\d)?", value):
        raise Wrong("time of day")
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise Wrong("time of day") from None


def _duration(value: Any) -> timedelta:
    seconds = _float(value)
    if not 0 <= seconds <= LONGEST.total_seconds():
        raise Wrong("seconds")
    return timedelta(seconds=seconds)


def _playlist(value: Any) -> Playlist:
    return Playlist(_reader(hints_of(Playlist)["items"])(value))


_SCALARS: dict[Any, Reader] = {
    str: _text_up_to(TEXT_LIMIT),
    int: _integer,
    float: _float,
    bool: _boolean,
    datetime: _moment,
    time: _time_of_day,
    timedelta: _duration,
    Playlist: _playlist,
}
