"""One form being read: its fields one by one, every fault noted beside its field. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar

from broadcaster.errors import BroadcasterError, Refused
from broadcaster.localities import checked_code

Typed = Mapping[str, Sequence[str]]
"""A posted form: every value of every field, in order."""

Value = TypeVar("Value")
CLOCK = re.compile(r"([0-9]{1,2})\s*[:hg.,]?\s*([0-9]{2})?\s*(?:p|phút)?", re.ASCII)


class FormErrors(Exception):
    """A form that cannot be taken yet; ``faults`` says what is wrong with which field."""

    def __init__(self, faults: Mapping[str, BroadcasterError]) -> None:
        super().__init__(", ".join(faults))
        self.faults = dict(faults)

    @classmethod
    def of(cls, fault: BroadcasterError) -> "FormErrors":
        """Return the same fault as one of a form; without a field it concerns the form as a whole."""
        return cls({fault.field or "": fault})


@dataclass(slots=True)
class Reading:
    """One form being read; faults gather until ``finish``, so that a person mends all of them at once."""

    typed: Typed
    faults: dict[str, BroadcasterError] = field(default_factory=dict)

    def take(self, name: str, read: Callable[[str], Value], spare: Value) -> Value:
        """Return what ``read`` makes of a field, or note its fault and return ``spare``."""
        try:
            return read(one(self.typed, name))
        except BroadcasterError as fault:
            self.faults[name] = fault
            return spare

    def finish(self) -> None:
        """Raise FormErrors if anything was wrong."""
        if self.faults:
            raise FormErrors(self.faults)


def one(typed: Typed, name: str) -> str:
    """Return the first value of a field, empty when it was not sent."""
    return next(iter(typed.get(name, ())), "")


def several(typed: Typed, name: str) -> tuple[str, ...]:
    """Return all values of a field that are not blank, each once, in order."""
    return tuple(dict.fromkeys(value.strip() for value in typed.get(name, ()) if value.strip()))


def read_date(text: str) -> date:
    """Return a day written 2026-11-22 or 22/11/2026."""
    for form in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()
        except ValueError:
            continue
    raise Refused("web.date_invalid", typed=text.strip()[:20])


def read_clock(text: str) -> time:
    """Return a time of day written 17:00, 17h00, 17h, 17.00 or 1700."""
    written = CLOCK.fullmatch(text.strip().lower())
    if written is not None and int(written[1]) < 24 and int(written[2] or 0) < 60:  # noqa: PLR2004
        return time(int(written[1]), int(written[2] or 0))
    raise Refused("web.clock_invalid", typed=text.strip()[:20])


def read_whole(least: int, most: int) -> Callable[[str], int]:
    """Return the reader of a whole number between ``least`` and ``most``."""

    def read(text: str) -> int:
        digits = text.strip()
        if digits.isascii() and digits.isdecimal() and least <= int(digits[:9]) <= most:
            return int(digits[:9])
        raise Refused("web.number_invalid", least=least, most=most)

    return read


def read_degrees(most: float) -> Callable[[str], float | None]:
    """Return the reader of an optional latitude or longitude, at most ``most`` degrees from zero."""

    def read(text: str) -> float | None:
        text = text.strip().replace(",", ".")
        if not text:
            return None
        try:
            degrees = float(text)
        except ValueError:
            degrees = most + 1
        if not -most <= degrees <= most:
            raise Refused("web.degrees_invalid", most=most)
        return degrees

    return read


def read_choice(choices: Mapping[str, Value], code: str) -> Callable[[str], Value]:
    """Return the reader of one of ``choices``; anything else is refused with ``code``."""

    def read(text: str) -> Value:
        if text in choices:
            return choices[text]
        raise Refused(code, typed=text[:40])

    return read


def read_line(limit: int, code: str) -> Callable[[str], str]:
    """Return the reader of a line that must not be empty; ``code`` is what it says when it is."""

    def read(text: str) -> str:
        text = " ".join(text.split())
        if not text:
            raise Refused(code)
        if len(text) > limit:
            raise Refused("web.line_long", length=len(text), limit=limit)
        return text

    return read


def read_place(text: str) -> str:
    """Return a locality code, or say that none was chosen."""
    if not text.strip():
        raise Refused("web.place_missing")
    return checked_code(text.strip())
