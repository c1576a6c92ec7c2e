"""Values to JSON, the other way of ``values``. Never reads what came from outside."""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, datetime, time, timedelta
from enum import Enum
from functools import cache
from typing import Any

from broadcaster.messages.values import TAGS, Keyed, default_of, hints_of, keyed_by
from schedules.playlist import Playlist

Writer = Callable[[Any], Any]


def to_value(value: Any) -> Any:
    """Return the JSON value of a document or a part of one."""
    kind: Any = type(value)
    return _writer(kind)(value)


@cache
def _writer(kind: Any) -> Writer:
    """Return what writes values of one type; a timetable holds thousands of each."""
    if kind is Playlist:
        return lambda value: to_value(value.items)
    if is_dataclass(kind):
        return _object(kind)
    if issubclass(kind, Mapping):
        return lambda value: {str(key): to_value(one) for key, one in value.items()}
    if issubclass(kind, tuple | list):
        return lambda value: [to_value(one) for one in value]
    if issubclass(kind, frozenset):
        return lambda value: sorted(to_value(one) for one in value)
    return _scalar(kind)


def _object(kind: Any) -> Writer:
    hints = hints_of(kind)
    tag = {"kind": TAGS[kind]} if kind in TAGS else {}
    parts = [(one.name, keyed_by(hints[one.name]), default_of(one) in (None, MISSING)) for one in fields(kind)]

    def write(value: Any) -> dict[str, Any]:
        found: dict[str, Any] = dict(tag)
        for name, keyed, may_be_absent in parts:
            one = getattr(value, name)
            if one is None and may_be_absent:
                continue
            found[name] = _without_key(one, keyed) if keyed else to_value(one)
        return found

    return write


def _without_key(mapping: Mapping[str, Any], keyed: Keyed) -> dict[str, Any]:
    return {key: {name: v for name, v in to_value(one).items() if name != keyed.field} for key, one in mapping.items()}


def _scalar(kind: Any) -> Writer:
    if issubclass(kind, Enum):
        return lambda value: value.value
    if issubclass(kind, datetime):
        return _moment_text
    if issubclass(kind, time):
        return time.isoformat
    if issubclass(kind, timedelta):
        return _seconds
    return lambda value: value


def _moment_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def _seconds(length: timedelta) -> int | float:
    seconds = length.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
